//! Stand-in machines: what the emulator launched, seen from inside.
//!
//! A machine has a disk (paths and bytes) that outlives a stop, an SSM agent that
//! comes online some time after the power, and user data that runs some time after
//! that. What the Windows scripts do is told again here in Rust ([`setup`],
//! [`watch`]), for no PowerShell runs where these tests run; the scripts themselves
//! are parsed and linted elsewhere. Everything a machine does to the outside is
//! real: it fetches the pack through the front by a signed address, and its server
//! listens on the address that EC2 shows, behind its security groups.

mod archive;
mod fetch;
mod firewall;
mod handle;
mod prepared;
mod setup;
mod shell;
mod watch;

use self::firewall::Firewall;
pub use self::handle::MachineHandle;

use self::setup::{Installed, UserData};
use crate::front::{Rules, Shared, lock};
use acserver_stand_in::ServerState;
use domain::control::{Control, Controlled};
use domain::{ids::BootId, report::Phase};
use pack::Platform;
use std::{
    collections::{BTreeMap, BTreeSet},
    net::Ipv4Addr,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Where things lie on a machine, and how its lines end.
#[derive(Debug)]
struct Places {
    report: &'static str,
    log: &'static str,
    errors: &'static str,
    keep: &'static str,
    server_cfg: &'static str,
    line_end: &'static str,
}

const WINDOWS: Places = Places {
    report: r"C:\ac-server-info\server-info.txt",
    log: r"C:\ac-server-log.txt",
    errors: r"C:\ac-server-error.txt",
    keep: r"C:\ac-deploy\keep-until.txt",
    server_cfg: r"C:\acserver\cfg\server_cfg.ini",
    line_end: "\r\n",
};

const LINUX: Places = Places {
    report: "/var/lib/ac-deploy/server-info.txt",
    log: "/var/log/ac-deploy/server.log",
    errors: "/var/log/ac-deploy/server-error.log",
    keep: "/run/ac-deploy/keep-until",
    server_cfg: "/srv/ac-server/server/cfg/server_cfg.ini",
    line_end: "\n",
};

fn places(platform: Platform) -> &'static Places {
    match platform {
        Platform::Windows => &WINDOWS,
        Platform::Linux => &LINUX,
    }
}

/// On the disk of a machine that reads its orders at each boot.
const ORDERS: &str = "/etc/systemd/system/ac-orders.service";

/// Not on a real disk: when results files were written.
const BEGAN: &str = "/stand-in/began";

/// How often what has no event is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// What a command left on a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Execution {
    pub(crate) exit_code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// All machines of one world.
#[derive(Clone, Debug)]
pub(crate) struct Fleet {
    shared: Weak<Shared>,
    machines: Arc<Mutex<BTreeMap<String, Arc<Machine>>>>,
    /// What lies in images that were made of machines.
    images: Arc<Mutex<BTreeMap<String, Disk>>>,
    tasks: TaskTracker,
    power: CancellationToken,
}

/// One machine.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) id: String,
    pub(crate) windows: bool,
    user_data: Mutex<Option<Vec<u8>>>,
    firewall: Arc<Firewall>,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    disk: Disk,
    installed: Option<Installed>,
    server: Option<Arc<ServerState>>,
    /// Somebody wants it to be ended and started again.
    restart: bool,
    power: Option<CancellationToken>,
    agent: Agent,
    last_ping: f64,
    /// How often it was switched on.
    boots: u32,
    /// How many commands its agent was given.
    commands: usize,
    /// What its agent was asked to have the server do.
    controls: Vec<Control>,
    /// What the server writes down once its session ends.
    driven: Option<(String, Vec<u8>)>,
    /// Who is on the server, by Steam id.
    here: BTreeSet<String>,
}

impl Inside {
    /// What the agent and the server do.
    fn control(&mut self, platform: Platform, control: Control) -> Execution {
        if self.installed.is_none() {
            return shell::not_installed();
        }
        let is_online = self.server.is_some();
        let answer = match &control {
            Control::Bans { guids } => {
                self.here.retain(|guid| !guids.contains(guid));
                Controlled::Done
            }
            _ if !is_online => Controlled::NotOnline,
            Control::Say { .. } => Controlled::Told,
            Control::Load { guid, .. } => match self.here.contains(guid) {
                true => Controlled::Told,
                false => Controlled::NotThere,
            },
            Control::Kick { guid } => match self.here.remove(guid) {
                true => Controlled::Done,
                false => Controlled::NotThere,
            },
            Control::EndSession | Control::NextSession => {
                if let Some((name, bytes)) = self.driven.take() {
                    self.disk.date();
                    let folder = shell::session_folders(platform)[0];
                    self.disk.write(&format!("{folder}{name}"), bytes);
                }
                Controlled::Done
            }
            Control::RestartSession => {
                self.driven = None;
                Controlled::Done
            }
        };
        self.controls.push(control);
        shell::controlled(answer)
    }
}

/// Paths, in the case in which they were written, and bytes.
#[derive(Clone, Debug, Default)]
struct Disk(BTreeMap<String, Vec<u8>>);

impl Disk {
    /// When what a test left there was written, in seconds since 1970.
    fn began(&self) -> u64 {
        let text = self.read(BEGAN).map(String::from_utf8_lossy);
        text.and_then(|text| text.parse().ok()).unwrap_or_default()
    }

    /// Notes that what is written now is of this moment.
    fn date(&mut self) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.map_or(0, |since| since.as_secs()).to_string();
        self.write(BEGAN, now.into_bytes());
    }

    fn read(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(Vec::as_slice)
    }

    fn write(&mut self, path: &str, bytes: Vec<u8>) {
        self.0.insert(path.to_owned(), bytes);
    }

    fn append(&mut self, path: &str, bytes: &[u8]) {
        self.0.entry(path.to_owned()).or_default().extend(bytes);
    }

    fn delete(&mut self, path: &str) {
        self.0.remove(path);
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Agent {
    /// Never heard of.
    #[default]
    Unknown,
    Online,
    Lost,
}

/// A machine as SSM knows it.
#[derive(Clone, Debug)]
pub(crate) struct Registered {
    pub(crate) id: String,
    pub(crate) windows: bool,
    pub(crate) online: bool,
    pub(crate) last_ping: f64,
}

impl Registered {
    pub(crate) fn platform(&self) -> &'static str {
        if self.windows { "Windows" } else { "Linux" }
    }
}

/// One boot of a machine: from power to power off.
#[derive(Debug)]
struct Power {
    fleet: Fleet,
    boot: BootId,
}

impl Fleet {
    pub(crate) fn new(shared: Weak<Shared>) -> Self {
        Self {
            shared,
            machines: Arc::default(),
            images: Arc::default(),
            tasks: TaskTracker::new(),
            power: CancellationToken::new(),
        }
    }

    /// Run something that ends with the world.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let power = self.power.clone();
        self.tasks.spawn(async move {
            power.run_until_cancelled_owned(work).await;
        });
    }

    /// A copy of a machine's disk is what other machines begin with.
    pub(crate) fn keep_disk(&self, machine: &str, image: &str) {
        if let Some(machine) = self.machine(machine) {
            let disk = lock(&machine.inside).disk.clone();
            lock(&self.images).insert(image.to_owned(), disk);
        }
    }

    /// A new machine, switched on.
    pub(crate) fn launch(&self, id: &str, windows: bool, user_data: Option<Vec<u8>>, image: &str) {
        let disk = lock(&self.images).get(image).cloned().unwrap_or_default();
        let machine = Arc::new(Machine {
            id: id.to_owned(),
            windows,
            user_data: Mutex::new(user_data),
            firewall: Arc::new(Firewall::new(self.shared.clone(), id)),
            inside: Mutex::new(Inside {
                disk,
                ..Inside::default()
            }),
        });
        lock(&self.machines).insert(id.to_owned(), machine);
        self.power_on(id);
    }

    /// What a machine finds at its next boot.
    pub(crate) fn user_data(&self, id: &str) -> Option<Vec<u8>> {
        lock(&self.machine(id)?.user_data).clone()
    }

    /// What a stopped machine finds at its next boot.
    pub(crate) fn set_user_data(&self, id: &str, user_data: Option<Vec<u8>>) {
        if let Some(machine) = self.machine(id) {
            *lock(&machine.user_data) = user_data;
        }
    }

    /// Switch a machine on: the agent and the scripts follow in their own time.
    pub(crate) fn power_on(&self, id: &str) {
        static BOOTS: AtomicU64 = AtomicU64::new(1);
        let Some(machine) = self.machine(id) else {
            return;
        };
        let token = self.power.child_token();
        {
            let mut inside = lock(&machine.inside);
            inside.boots += 1;
            inside.power = Some(token.clone());
        }
        let number = BOOTS.fetch_add(1, Ordering::Relaxed);
        let power = Power {
            fleet: self.clone(),
            boot: BootId::new(format!("{number:032x}")),
        };
        self.tasks.spawn(async move {
            token.run_until_cancelled_owned(machine.run(&power)).await;
        });
    }

    /// Switch a machine off; for good if it is `gone`.
    pub(crate) fn halt(&self, id: &str, gone: bool) {
        let Some(machine) = self.machine(id) else {
            return;
        };
        let mut inside = lock(&machine.inside);
        if let Some(power) = inside.power.take() {
            power.cancel();
        }
        inside.server = None;
        inside.agent = match inside.agent {
            _ if gone => Agent::Unknown,
            Agent::Online => Agent::Lost,
            other => other,
        };
    }

    /// Everything ends.
    pub(crate) fn shut_down(&self) {
        self.power.cancel();
    }

    pub(crate) fn machine(&self, id: &str) -> Option<Arc<Machine>> {
        lock(&self.machines).get(id).cloned()
    }

    pub(crate) fn machines(&self) -> Vec<Arc<Machine>> {
        lock(&self.machines).values().cloned().collect()
    }

    /// The machines whose agent has ever reported, in order of their ids.
    pub(crate) fn registered(&self) -> Vec<Registered> {
        self.machines()
            .iter()
            .filter_map(|machine| {
                let inside = lock(&machine.inside);
                (inside.agent != Agent::Unknown).then(|| Registered {
                    id: machine.id.clone(),
                    windows: machine.windows,
                    online: inside.agent == Agent::Online,
                    last_ping: inside.last_ping,
                })
            })
            .collect()
    }

    /// Run a command on a machine; none if its agent is not there.
    pub(crate) async fn execute(&self, id: &str, command: &str) -> Option<Execution> {
        let machine = self.machine(id)?;
        if let Some((name, url)) = shell::asked_put(machine.platform(), command) {
            return self.put(&machine, &name, &url).await;
        }
        {
            let mut inside = lock(&machine.inside);
            if inside.agent != Agent::Online {
                return None;
            }
            inside.commands += 1;
            if let Some(control) = shell::asked_control(machine.platform(), command) {
                return Some(inside.control(machine.platform(), control));
            }
            let settings = shell::asked_settings(machine.platform(), command);
            if settings.is_none() && !shell::restarts(machine.platform(), command) {
                let platform = machine.platform();
                return Some(shell::execute(&mut inside.disk, platform, command));
            }
        }
        match shell::asked_settings(machine.platform(), command) {
            Some(url) => self.reconfigure(&machine, &url).await,
            None => Some(machine.restart_server().await),
        }
    }

    /// What the agent fetches of a change, with nothing but a signed address.
    async fn reconfigure(&self, machine: &Machine, url: &str) -> Option<Execution> {
        #[derive(serde::Deserialize)]
        struct Change {
            settings: domain::server::NewSettings,
        }
        let shared = self.shared.upgrade()?;
        let fetched = fetch::presigned(&shared, url).await;
        drop(shared);
        let change = fetched.and_then(|fetched| {
            serde_json::from_reader::<_, Change>(fetched.file).map_err(|why| why.to_string())
        });
        Some(match change {
            Ok(change) => machine.reconfigure(&change.settings).await,
            Err(why) => Execution {
                exit_code: 2,
                stdout: String::new(),
                stderr: why,
            },
        })
    }
}

impl Fleet {
    /// What `curl` does with a file and an address.
    async fn put(&self, machine: &Machine, name: &str, url: &str) -> Option<Execution> {
        let bytes = {
            let inside = lock(&machine.inside);
            if inside.agent != Agent::Online {
                return None;
            }
            let platform = machine.platform();
            let folders = match name.ends_with(".txt") {
                true => &[shell::server_folder(platform)][..],
                false => shell::session_folders(platform),
            };
            let found = folders.iter().find_map(|folder| {
                let path = format!("{folder}{name}");
                inside.disk.read(&path).map(<[u8]>::to_vec)
            });
            found.unwrap_or_default()
        };
        let shared = self.shared.upgrade()?;
        let sent = shared.client().put(url).body(bytes).send().await;
        let done = sent.is_ok_and(|answer| answer.status().is_success());
        Some(Execution {
            exit_code: if done { 0 } else { 4 },
            stdout: String::new(),
            stderr: String::new(),
        })
    }
}

impl Power {
    /// The world; a machine outside of one stands still until it is switched off.
    async fn shared(&self) -> Arc<Shared> {
        match self.fleet.shared.upgrade() {
            Some(shared) => shared,
            None => std::future::pending().await,
        }
    }

    fn rules(&self) -> Rules {
        self.fleet
            .shared
            .upgrade()
            .map(|shared| shared.rules())
            .unwrap_or_default()
    }

    async fn public_address(&self, id: &str) -> Option<Ipv4Addr> {
        self.shared().await.public_address(id).await
    }

    /// Terminate the machine from outside, if that is what the test wants in this phase.
    async fn vanish_in(&self, id: &str, phase: Phase) {
        let shared = self.shared().await;
        if shared.rules().vanish_in != Some(phase) {
            return;
        }
        let id = id.to_owned();
        self.fleet.spawn(async move {
            let _ = shared.vanish(&id).await;
        });
        // The power goes before anything else happens.
        std::future::pending().await
    }
}

impl Machine {
    fn platform(&self) -> Platform {
        if self.windows {
            Platform::Windows
        } else {
            Platform::Linux
        }
    }

    fn places(&self) -> &'static Places {
        places(self.platform())
    }

    /// One boot, until the power goes.
    async fn run(self: &Arc<Self>, power: &Power) {
        loop {
            let shared = power.shared().await;
            match shared.is_running(&self.id) {
                Some(true) => break,
                Some(false) => {}
                None => return,
            }
            drop(shared);
            tokio::time::sleep(LOOK).await;
        }
        tokio::join!(self.run_agent(power), self.run_scripts(power));
    }

    async fn run_agent(&self, power: &Power) {
        tokio::time::sleep(power.rules().agent).await;
        while !power.rules().agent_comes {
            tokio::time::sleep(LOOK).await;
        }
        let shared = power.shared().await;
        if shared.is_managed(&self.id).await {
            let mut inside = lock(&self.inside);
            inside.agent = Agent::Online;
            inside.last_ping = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0.0, |since| since.as_secs_f64());
        }
    }

    /// EC2Launch and the tasks that it left, or cloud-init and the units that it left.
    async fn run_scripts(&self, power: &Power) {
        let begun = std::time::Instant::now();
        // Looked at again and again: a test may let a boot go on that it held back.
        while begun.elapsed() < power.rules().boot {
            tokio::time::sleep(LOOK).await;
        }
        let Some(bytes) = lock(&self.user_data).clone() else {
            return;
        };
        let first = lock(&self.inside).boots == 1;
        if let Some(program) = prepared::preparing(&bytes).filter(|_| first) {
            return self.prepare(power, &program).await;
        }
        let user_data = UserData::read(&bytes, self.platform());
        // The script of a new machine makes one of it that reads no orders.
        if self.is_prepared() && (!first || user_data.is_err()) {
            return self.follow_orders(power, &bytes).await;
        }
        let Ok(user_data) = user_data else {
            return;
        };
        lock(&self.inside).disk.delete(ORDERS);
        lock(&self.inside).disk.delete(self.places().report);
        if first && !self.fetch_program(power, &user_data.program).await {
            return;
        }
        let installed = if first || user_data.persist {
            self.set_up(power, &user_data.plan).await
        } else {
            self.installed()
        };
        if let Some(installed) = installed {
            self.serve(power, &user_data.plan, &installed).await;
        }
    }

    fn installed(&self) -> Option<Installed> {
        lock(&self.inside).installed.clone()
    }

    fn remember(&self, installed: Installed) {
        lock(&self.inside).installed = Some(installed);
    }

    fn set_server(&self, server: Option<Arc<ServerState>>) {
        lock(&self.inside).server = server;
    }

    fn write(&self, path: &str, bytes: Vec<u8>) {
        lock(&self.inside).disk.write(path, bytes);
    }

    fn append(&self, path: &str, bytes: &[u8]) {
        lock(&self.inside).disk.append(path, bytes);
    }

    fn text(&self, path: &str) -> String {
        let inside = lock(&self.inside);
        String::from_utf8_lossy(inside.disk.read(path).unwrap_or_default()).into_owned()
    }
}
