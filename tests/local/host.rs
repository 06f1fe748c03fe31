//! A data folder of its own, and an address of its own, for every test.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use cloud::settings::{LocalSettings, Simulation};
use cloud::{Cloud, Launch};
use cloud_local::Local;
use confine::Support;
use domain::ids::ServerId;
use domain::lifecycle::ReportOutcome;
use domain::report::{Phase, Report};
use domain::server::{PackFacts, PackLocation, Server};
use pack::sample::Sample;
use pack::{Limits, PerPlatform, inspect};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use world::ordered::{listed, until};

/// The program under test, which also plays acServer.
pub(crate) const AC_DEPLOY: &str = env!("CARGO_BIN_EXE_ac-deploy");

/// One machine that hosts servers. Whatever still runs when it is dropped is killed.
pub(crate) struct Host {
    pub(crate) settings: LocalSettings,
    local: Option<Local>,
    _folder: TempDir,
}

impl Host {
    /// Nothing is there yet, not even the data folder.
    pub(crate) fn before_set_up() -> Self {
        Self::with(|_| ())
    }

    /// The same, with other settings.
    pub(crate) fn with(change: impl FnOnce(&mut LocalSettings)) -> Self {
        Self::on(Support::of_this_system(), change)
    }

    /// The same, on a system that can confine server programs so far.
    pub(crate) fn on(support: Support, change: impl FnOnce(&mut LocalSettings)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let address = world::front::loopback_address();
        let shown = address.to_string().parse().expect("an address");
        let mut settings = LocalSettings::new(folder.path().join("data"), shown);
        settings.bind = address;
        settings.helper = PathBuf::from(AC_DEPLOY);
        settings.restart_seconds = 0;
        settings.stop_seconds = 2;
        settings.simulate = Some(Simulation {
            program: PathBuf::from(AC_DEPLOY),
            step: Duration::from_millis(5),
            rented: false,
            ends_with_us: false,
        });
        change(&mut settings);
        Self {
            local: Some(Local::open_with(settings.clone(), support).expect("open")),
            settings,
            _folder: folder,
        }
    }

    /// Ready for launches.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    /// The same, with other settings.
    pub(crate) async fn start_with(change: impl FnOnce(&mut LocalSettings)) -> Self {
        let host = Self::with(change);
        host.local().set_up(&|_| ()).await.expect("set up");
        host
    }

    pub(crate) fn local(&self) -> &Local {
        self.local.as_ref().expect("it is open")
    }

    pub(crate) fn address(&self) -> Ipv4Addr {
        self.settings.bind
    }

    /// ac-deploy is killed; its servers are not.
    pub(crate) fn kill_ac_deploy(&mut self) {
        self.local = None;
    }

    /// ac-deploy is started again.
    pub(crate) fn start_ac_deploy(&mut self) {
        self.local = Some(Local::open(self.settings.clone()).expect("open"));
    }

    /// Stores a pack and launches it.
    pub(crate) async fn launch(&self, pack: &Sample) -> ServerId {
        let launch = self.upload(&pack.zip(), "pack.zip").await;
        self.run(&launch).await
    }

    /// Launches what was stored, and answers its id.
    pub(crate) async fn run(&self, launch: &Launch) -> ServerId {
        let server = self.local().launch(launch).await;
        server.expect("launched").spec.id
    }

    /// Stores a pack, and answers how to launch it.
    pub(crate) async fn upload(&self, bytes: &[u8], file_name: &str) -> Launch {
        let limits = Limits {
            program_in_bucket: PerPlatform::new(|_| true),
            ..Limits::default()
        };
        let judged = inspect(std::io::Cursor::new(bytes), file_name, &limits).expect("bytes");
        let facts = |at: PackLocation| match &judged {
            Ok(pack) => PackFacts::of(pack, at),
            // One that no judge would let pass.
            Err(_) => PackFacts {
                location: at,
                ..world::ordered::launch(1).pack
            },
        };
        let launch = self.upload_unjudged(bytes, file_name).await;
        Launch {
            pack: facts(launch.pack.location.clone()),
            ..launch
        }
    }

    async fn upload_unjudged(&self, bytes: &[u8], file_name: &str) -> Launch {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        // Ids are kept apart from those of other test runs that may be on this machine.
        let bits = u64::from(std::process::id()) << 24 | NEXT.fetch_add(1, Ordering::Relaxed);
        let base = world::ordered::launch(bits);
        let at = PackLocation::for_upload(None, &base.spec.id, file_name);
        let upload = self.local().upload(&at).await.expect("an upload");
        upload
            .put(1, Bytes::copy_from_slice(bytes))
            .await
            .expect("a part");
        let sha256 = sha256(bytes);
        upload.complete(&sha256).await.expect("stored");
        Launch {
            pack: PackFacts {
                location: at,
                ..base.pack
            },
            pack_size: bytes.len() as u64,
            sha256: Some(sha256),
            ..base
        }
    }

    /// The server as it is listed.
    pub(crate) async fn server(&self, id: &ServerId) -> Server {
        listed(self.local(), id).await
    }

    /// The server's report now.
    pub(crate) async fn report(&self, id: &ServerId) -> Report {
        let server = self.server(id).await;
        let readings = self.local().reports(&[&server]).await.expect("readings");
        match &readings[&server.instance] {
            ReportOutcome::Report(report) => (**report).clone(),
            other => panic!("no report: {other:?}"),
        }
    }

    /// The first report that is as wanted.
    pub(crate) async fn report_with(
        &self,
        id: &ServerId,
        wanted: impl Fn(&Report) -> bool,
    ) -> Report {
        let last = std::sync::Mutex::new(None);
        let asking = async {
            until(async || {
                let report = self.report(id).await;
                *last.lock().expect("no panic") = Some(report.clone());
                Some(report).filter(&wanted)
            })
            .await
        };
        match tokio::time::timeout(Duration::from_secs(20), asking).await {
            Ok(report) => report,
            Err(_) => panic!("it never was as wanted; at last: {last:#?}"),
        }
    }

    pub(crate) async fn in_phase(&self, id: &ServerId, phase: Phase) -> Report {
        self.report_with(id, |report| report.phase == phase).await
    }

    /// What `/INFO` answers, if it does.
    pub(crate) async fn info(&self, http_port: u16) -> Option<serde_json::Value> {
        let url = format!("http://{}:{http_port}/INFO", self.address());
        let answer = reqwest::get(url).await.ok()?;
        serde_json::from_str(&answer.text().await.ok()?).ok()
    }

    /// How many processes the server has.
    pub(crate) fn processes(&self, id: &ServerId) -> usize {
        processes_of(id).len()
    }

    /// Which.
    pub(crate) fn process_ids(&self, id: &ServerId) -> Vec<u32> {
        processes_of(id)
    }

    /// A file that the server has.
    pub(crate) fn file(&self, id: &ServerId, name: &str) -> PathBuf {
        let servers = self.settings.data_dir.join("servers");
        servers.join(id.as_str()).join(name)
    }

    /// What is written of the server, to be tampered with.
    pub(crate) fn edit_state(&self, id: &ServerId, edit: impl FnOnce(&mut serde_json::Value)) {
        let file = self.file(id, "server.json");
        let text = std::fs::read_to_string(&file).expect("a state");
        let mut state = serde_json::from_str(&text).expect("JSON");
        edit(&mut state);
        std::fs::write(&file, state.to_string()).expect("written");
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.local = None;
        let Ok(servers) = std::fs::read_dir(self.settings.data_dir.join("servers")) else {
            return;
        };
        for folder in servers.flatten() {
            let name = folder.file_name().to_string_lossy().into_owned();
            if let Ok(id) = name.parse() {
                for pid in processes_of(&id) {
                    kill(pid);
                }
            }
        }
    }
}

/// The processes that live and bear this server's badge.
fn processes_of(id: &ServerId) -> Vec<u32> {
    let badge = format!("AC_DEPLOY_SERVER={id}");
    std::fs::read_dir("/proc")
        .expect("processes")
        .flatten()
        .filter_map(|folder| {
            let pid = folder.file_name().to_str()?.parse().ok()?;
            let variables = std::fs::read(folder.path().join("environ")).ok()?;
            let stat = std::fs::read_to_string(folder.path().join("stat")).ok()?;
            let is_ours = variables
                .split(|byte| *byte == 0)
                .any(|it| it == badge.as_bytes());
            (is_ours && !stat.contains(") Z")).then_some(pid)
        })
        .collect()
}

/// Kills a process, as the system does when memory runs out.
pub(crate) fn kill(pid: u32) {
    let pid = Pid::from_raw(pid.try_into().expect("a process id")).expect("a process id");
    let _ = kill_process(pid, Signal::KILL);
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A small pack whose program behaves like this stand-in.
pub(crate) fn pack(stand_in: &str) -> Sample {
    Sample {
        program: Some(format!("MZ stand-in: {stand_in}\n").into_bytes()),
        ..Sample::default()
    }
}

/// A pack whose ports nobody on this machine has, at any address: for programs that listen at all.
pub(crate) fn pack_with_free_ports() -> Sample {
    let free = || {
        let socket = std::net::TcpListener::bind("0.0.0.0:0").expect("a port");
        socket.local_addr().expect("its address").port()
    };
    let game = free();
    Sample {
        ports: pack::Ports {
            udp: game,
            tcp: game,
            http: free(),
            wrapper: None,
        },
        ..Sample::default()
    }
}
