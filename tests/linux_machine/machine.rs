//! A machine to execute the user data and the agent on: a real systemd in namespaces of its own.
//!
//! Its disk is this machine's root with what is written kept in memory, its network has nothing but
//! itself and [`Amazon`]. Switching it off and on keeps disk and network and makes a new boot.
//!
//! Absent here: Amazon Linux. The programs are Debian's (systemd has the same version).

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use domain::report::Report;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::amazon::Amazon;

/// No condition that a test waits for takes longer, also where all cores are busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// As many machines at once as there are cores for.
static SOCKETS: Semaphore = Semaphore::const_new(2);

const PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// How the machine's clocks run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// The unit of all pauses between attempts, in seconds; 5 on a real machine.
    pub(crate) pause: f32,
    /// The agent's minute, in seconds; 60 on a real machine.
    pub(crate) minute: f32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            pause: 0.1,
            minute: 6.0,
        }
    }
}

/// Gone, with all that ran on it, when dropped.
pub(crate) struct Machine {
    pub(crate) amazon: Amazon,
    pace: Pace,
    folder: PathBuf,
    group: PathBuf,
    keeper: Child,
    running: Option<Child>,
    boots: u32,
    _socket: SemaphorePermit<'static>,
}

/// A report as it was read.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) report: Report,
    pub(crate) text: String,
}

impl Told {
    /// What is wrong, in the machine's words.
    pub(crate) fn error(&self) -> &str {
        self.report.error.as_deref().unwrap_or_default()
    }

    /// The value of a key, as it stands there.
    pub(crate) fn value(&self, key: &str) -> Option<&str> {
        self.text
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
    }
}

impl Machine {
    /// A machine with an empty disk, switched on; none, and a line that says so, where this computer
    /// cannot have one.
    pub(crate) async fn new() -> Option<Self> {
        Self::with(Pace::default()).await
    }

    pub(crate) async fn with(pace: Pace) -> Option<Self> {
        if let Err(why) = ready() {
            println!("skipped: the agent was not executed, since {why}");
            return None;
        }
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let socket = SOCKETS.acquire().await.expect("never closed");
        let name = format!(
            "linux-machine-{}-{}",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        );
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&name);
        fs::create_dir_all(&folder).expect("a folder");
        let group = cgroups().expect("looked at above").join(&name);
        fs::create_dir(&group).expect("a control group");
        let mut keeper = Command::new("unshare")
            .args(["--mount", "--net", "--", "bash"])
            .arg(script("make_disk.sh"))
            .arg(&folder)
            .arg(env!("CARGO_BIN_EXE_ac-deploy"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("unshare");
        let mut line = String::new();
        let said = keeper.stdout.as_mut().expect("piped");
        BufReader::new(said).read_line(&mut line).expect("a line");
        assert_eq!(line, "ready\n", "the machine's disk could not be made");
        let mut machine = Self {
            amazon: Amazon::start(keeper.id()).expect("Amazon's stand-in"),
            pace,
            folder,
            group,
            keeper,
            running: None,
            boots: 0,
            _socket: socket,
        };
        machine.switch_on().await;
        Some(machine)
    }

    /// A new boot.
    pub(crate) async fn switch_on(&mut self) {
        self.give_power().await;
        // Before it can be asked, systemctl fails; afterwards it waits for the boot to be over.
        let since = Instant::now();
        while self.pid1().is_none() || self.systemd_says().await != "running" {
            assert!(since.elapsed() < PATIENCE, "the machine does not boot");
        }
    }

    /// A boot that ends by itself.
    pub(crate) async fn switch_on_for_a_moment(&mut self) {
        self.give_power().await;
        self.wait_until_off().await;
    }

    /// Wait until it has switched itself off.
    pub(crate) async fn wait_until_off(&mut self) {
        let since = Instant::now();
        while self.is_on() {
            if PATIENCE < since.elapsed() {
                panic!("it stays on:\n{}", self.journal().await);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.switch_off().await;
    }

    /// Begin a boot.
    pub(crate) async fn give_power(&mut self) {
        assert!(self.running.is_none(), "it is on");
        self.boots += 1;
        let boot = format!("00000000-0000-4000-8000-{:012x}\n", self.boots);
        fs::write(self.file("/switch-on/boot_id"), boot).expect("written");
        let Pace { pause, minute } = self.pace;
        let environment =
            format!("[Manager]\nDefaultEnvironment=AC_PAUSE={pause} AC_MINUTE={minute}\n");
        fs::write(self.file("/switch-on/environment.conf"), environment).expect("written");
        let keeper = self.keeper.id().to_string();
        // Into its control group first, so that the namespace begins there.
        let enter = r#"echo $$ >"$1/cgroup.procs"; shift; exec "$@""#;
        let running = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "bash", "-c", enter, "enter"])
            .arg(&self.group)
            .args(["nsenter", "--target", &keeper, "--mount", "--net", "--"])
            .args(["unshare", "--mount", "--pid", "--uts", "--ipc", "--cgroup"])
            .args(["--fork", "--kill-child", "--", "bash"])
            .arg(script("switch_on.sh"))
            .arg(self.folder.join("disk"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("unshare");
        self.running = Some(running);
        wait_until("systemd to begin", || {
            (self.pid1().is_some() || !self.is_on()).then_some(())
        })
        .await;
    }

    /// The files that were written since the disk was made and hold this text, or have it in their name.
    pub(crate) fn written_with(&self, text: &str) -> String {
        let process = self.keeper.id();
        let written = format!("/proc/{process}/root{}/written", self.folder.display());
        let found = Command::new("bash")
            .args([
                "-c",
                r#"cd "$1"; grep -rlaF -- "$2" .; find . -name "*$2*""#,
            ])
            .args(["find", &written, text])
            .output()
            .expect("grep");
        String::from_utf8_lossy(&found.stdout).into_owned()
    }

    async fn systemd_says(&self) -> String {
        let said = self
            .shell("systemctl is-system-running --wait 2>/dev/null")
            .await;
        said.trim().to_owned()
    }

    /// Cut its power.
    pub(crate) async fn switch_off(&mut self) {
        let mut running = self.running.take().expect("it is on");
        let _ = running.kill();
        let _ = running.wait();
        let processes = self.group.clone();
        wait_until("all processes to end", || {
            is_empty(&processes).then_some(())
        })
        .await;
    }

    /// Whether it is on. It may have switched itself off.
    pub(crate) fn is_on(&mut self) -> bool {
        self.running
            .as_mut()
            .is_some_and(|running| matches!(running.try_wait(), Ok(None)))
    }

    /// What cloud-init does at the first boot, where the user data is compressed.
    pub(crate) async fn run_user_data(&self, user_data: &[u8]) {
        fs::write(self.file("/user-data"), user_data).expect("written");
        let said = self
            .shell(
                "{ zcat /user-data >/script && chmod 700 /script && /script; } 2>&1 || echo FAILED",
            )
            .await;
        assert_eq!(said, "", "the user data");
    }

    /// Run a command as root; what it prints.
    pub(crate) async fn shell(&self, command: &str) -> String {
        let target = self.pid1().expect("it is on").to_string();
        let output = tokio::process::Command::new("nsenter")
            .args([
                "--target", &target, "--all", "env", "-i", PATH, "bash", "-c", command,
            ])
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .await
            .expect("nsenter");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Run a command until it prints something that fits.
    pub(crate) async fn wait_for(&self, command: &str, fits: impl Fn(&str) -> bool) -> String {
        let since = Instant::now();
        loop {
            let said = self.shell(command).await;
            if fits(&said) {
                return said;
            }
            assert!(
                since.elapsed() < PATIENCE,
                "{command} still says {said:?}\n{}",
                self.journal().await
            );
        }
    }

    /// What may explain why a story went wrong.
    async fn journal(&self) -> String {
        self.shell(
            "cat /var/log/ac-deploy/*.log; systemctl --no-pager list-jobs; \
             systemctl --no-pager status 'ac-*'; journalctl --no-pager | tail -n 60",
        )
        .await
    }

    /// A file of its disk, as seen from here.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        let process = self.keeper.id();
        let disk = self.folder.join("disk");
        PathBuf::from(format!("/proc/{process}/root{}{path}", disk.display()))
    }

    /// The report, once there is one. It must always be one that can be read.
    pub(crate) fn told(&self) -> Option<Told> {
        // In the boot's own memory, so not on the disk.
        let process = self.pid1()?;
        let path = format!("/proc/{process}/root/run/ac-deploy/server-info.txt");
        let text = fs::read_to_string(path).ok()?;
        let report = Report::parse(&text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
        Some(Told { report, text })
    }

    /// Wait for a report.
    pub(crate) async fn wait(&self, what: &str, mut fits: impl FnMut(&Told) -> bool) -> Told {
        let since = Instant::now();
        loop {
            let told = self.told();
            match told {
                Some(told) if fits(&told) => return told,
                told if PATIENCE < since.elapsed() => panic!(
                    "no report that shows {what}; the last:\n{}\n{}",
                    told.map(|told| told.text).unwrap_or_default(),
                    self.journal().await
                ),
                _ => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }

    /// The machine's systemd, as this computer counts.
    fn pid1(&self) -> Option<u32> {
        let running = self.running.as_ref()?.id();
        let children =
            fs::read_to_string(format!("/proc/{running}/task/{running}/children")).ok()?;
        children.trim().parse().ok()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        for child in self.running.iter_mut().chain([&mut self.keeper]) {
            let _ = child.kill();
            let _ = child.wait();
        }
        let deadline = Instant::now() + Duration::from_secs(10);
        while !is_empty(&self.group) && Instant::now() < deadline {
            std::thread::yield_now();
        }
        remove_groups(&self.group);
        let _ = fs::remove_dir(&self.folder);
    }
}

/// Wait until something is there.
pub(crate) async fn wait_until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(since.elapsed() < PATIENCE, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/linux_machine")
        .join(name)
}

/// The agent, as it lies beside the product in every build.
pub(crate) fn agent() -> PathBuf {
    let beside = Path::new(env!("CARGO_BIN_EXE_ac-deploy"));
    let agent = beside.with_file_name("ac-deploy-agent");
    assert!(
        agent.exists(),
        "the agent is not built: cargo build -p agent"
    );
    agent
}

/// Why there can be no machine here.
fn ready() -> Result<(), String> {
    let can = Command::new("unshare")
        .args(["-mnpC", "--fork", "true"])
        .stderr(Stdio::null())
        .status();
    if !can.is_ok_and(|status| status.success()) {
        return Err("only root may make namespaces (or there is no unshare)".to_owned());
    }
    if !Path::new("/lib/systemd/systemd").exists() {
        return Err("there is no /lib/systemd/systemd".to_owned());
    }
    let folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].map(Path::new);
    for program in ["curl", "ip", "nsenter", "setpriv", "useradd"] {
        if !folders.iter().any(|folder| folder.join(program).exists()) {
            return Err(format!("{program} is not installed"));
        }
    }
    cgroups().ok_or("there are no control groups of version 2")?;
    Ok(())
}

/// Where control groups of version 2 are mounted.
fn cgroups() -> Option<PathBuf> {
    let mounts = fs::read_to_string("/proc/mounts").ok()?;
    mounts.lines().find_map(|line| {
        let fields: Vec<_> = line.split(' ').collect();
        (fields.get(2) == Some(&"cgroup2")).then(|| PathBuf::from(fields[1]))
    })
}

fn is_empty(group: &Path) -> bool {
    fs::read_to_string(group.join("cgroup.events"))
        .is_ok_and(|events| events.contains("populated 0"))
}

fn remove_groups(group: &Path) {
    for entry in fs::read_dir(group).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_groups(&entry.path());
        }
    }
    let _ = fs::remove_dir(group);
}
