//! A server's folder, and around it what a hostile server program would like to reach.

use std::fmt;
use std::fs::{self, File};
use std::io::Write as _;
use std::net::TcpListener;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::net::{SocketAddr, UnixListener};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use confine::{
    Confinement, Files, Landlock, Launch, LaunchError, Limits, Network, Ports, Support, User,
    system,
};

const HOSTILE: &str = env!("CARGO_BIN_EXE_hostile-stand-in");

/// Nobody's number.
const STRANGER: u32 = 64_923;

/// As whom the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// An ordinary user, whose server runs as the same user.
    Ordinary,
    /// Root, whose server runs as root.
    Root,
    /// Root's server that has a user of its own.
    OwnUser,
}

impl Who {
    /// The user that runs the tests.
    pub(crate) fn this() -> Self {
        match rustix::process::getuid().is_root() {
            true => Self::Root,
            false => Self::Ordinary,
        }
    }
}

/// One thing that is tried.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    arguments: Vec<String>,
    /// The version of Landlock from which on it is denied.
    since: u8,
    only_root: bool,
}

impl Attempt {
    pub(crate) fn of(arguments: &[&str]) -> Self {
        Self {
            arguments: arguments.iter().map(|it| (*it).to_owned()).collect(),
            since: 1,
            only_root: false,
        }
    }

    fn since(self, since: u8) -> Self {
        Self { since, ..self }
    }

    fn only_for_root(self) -> Self {
        Self {
            only_root: true,
            ..self
        }
    }

    /// Whether it succeeds unconfined.
    pub(crate) fn works_here(&self, who: Who) -> bool {
        // Unconfined, a program keeps the user that the confinement would take from it.
        match (self.only_root, who) {
            (true, Who::Ordinary | Who::OwnUser) => false,
            _ => !(self.arguments[0] == "trace" || self.arguments[0] == "look-into") || may_trace(),
        }
    }

    pub(crate) fn is_denied_by(&self, landlock: Landlock) -> bool {
        Landlock::version(self.since) <= landlock
    }
}

/// Some systems let nobody but the parent look into a process, confined or not.
fn may_trace() -> bool {
    let scope = fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope");
    scope.map_or(true, |scope| scope.trim() == "0")
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.arguments.join(" "))
    }
}

/// All that stands around.
pub(crate) struct Stage {
    who: Who,
    base: tempfile::TempDir,
    /// Another process of the user.
    victim: Child,
    tcp: TcpListener,
    _local: UnixListener,
    _abstract: UnixListener,
    free: u16,
    /// A file that every program would inherit.
    _inherited: File,
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = self.victim.kill();
        let _ = self.victim.wait();
    }
}

impl Stage {
    /// `None` if this user cannot be had here.
    pub(crate) fn set(who: Who) -> Option<Self> {
        let is_root = rustix::process::getuid().is_root();
        if !is_root && who != Who::Ordinary {
            return None;
        }
        let base = tempfile::tempdir().expect("a folder");
        let all = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o755));
        all(base.path()).expect("open to all");
        let program = base.path().join("hostile");
        copy_program(Path::new(HOSTILE), &program);
        copy_program(Path::new("/bin/true"), &base.path().join("true"));
        all(&program).expect("open to all");
        for folder in ["pack", "around", "around/folder"] {
            fs::create_dir(base.path().join(folder)).expect("a folder");
        }
        let local = UnixListener::bind(base.path().join("around/socket")).expect("a socket");
        let tcp = TcpListener::bind("127.0.0.1:0").expect("a port");
        let abstract_name = base.path().display().to_string();
        let address = SocketAddr::from_abstract_name(&abstract_name).expect("a name");
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let inherited = File::open("/dev/null").expect("opened");
        rustix::io::fcntl_setfd(&inherited, rustix::io::FdFlags::empty()).expect("inherited");
        let mut wait = Command::new(&program);
        // It ends with the test, however that ends.
        wait.arg("wait-for-parent");
        wait.stdin(Stdio::piped()).stdout(Stdio::null());
        if let Some(user) = stranger(who) {
            wait.uid(user.uid).gid(user.gid);
        }
        let stage = Self {
            who,
            victim: wait.spawn().expect("a process"),
            tcp,
            _local: local,
            _abstract: UnixListener::bind_addr(&address).expect("a socket"),
            free: free.local_addr().expect("an address").port(),
            _inherited: inherited,
            base,
        };
        stage.tidy();
        stage.is_reachable().then_some(stage)
    }

    /// Whether the other user comes as far as the folder of temporary files.
    fn is_reachable(&self) -> bool {
        let mut look = self.as_user(Command::new("/bin/ls"));
        let look = look.arg(self.base.path()).stdout(Stdio::null());
        look.status().is_ok_and(|status| status.success())
    }

    fn as_user(&self, mut command: Command) -> Command {
        if let Some(user) = stranger(self.who) {
            command.uid(user.uid).gid(user.gid);
        }
        command
    }

    fn path(&self, name: &str) -> String {
        self.base.path().join(name).display().to_string()
    }

    /// Everything as it was.
    pub(crate) fn tidy(&self) {
        let pack = self.base.path().join("pack");
        fs::remove_dir_all(&pack).expect("removed");
        fs::create_dir(&pack).expect("a folder");
        fs::write(pack.join("own"), "own").expect("written");
        fs::hard_link(self.path("true"), pack.join("program")).expect("put there");
        let _ = fs::remove_file(self.path("around/new"));
        let mut secret = File::create(self.path("around/secret")).expect("a file");
        secret.write_all(b"TOKEN").expect("written");
        let around = ["around", "around/folder", "around/secret", "around/socket"];
        let own = ["pack", "pack/own", "pack/program"];
        for path in around.into_iter().chain(own) {
            let path = PathBuf::from(self.path(path));
            fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).expect("set");
            if let Some(user) = stranger(self.who) {
                chown(&path, Some(user.uid), Some(user.gid)).expect("given away");
            }
        }
    }

    /// What must be denied.
    pub(crate) fn attempts(&self) -> Vec<Attempt> {
        let secret = &*self.path("around/secret");
        let new = &*self.path("around/new");
        let victim = &*self.victim.id().to_string();
        let tcp = &*self.tcp.local_addr().expect("an address").to_string();
        let abstract_name = &*self.base.path().display().to_string();
        let of = Attempt::of;
        vec![
            // Files around its folder.
            of(&["read", secret]),
            of(&["read", &format!("/proc/{victim}/environ")]),
            of(&["list", &self.path("around")]),
            of(&["list", "/"]),
            of(&["write", secret]),
            of(&["create", new]),
            of(&["delete", secret]),
            of(&["empty", secret]).since(self.by_path()),
            of(&["permit", secret]).since(self.by_own_user()),
            of(&["age", secret]).since(self.by_own_user()),
            of(&["hard-link", secret, "stolen"]),
            of(&["rename", secret, "stolen"]),
            of(&["rename", "own", new]),
            of(&["execute", "./program"]),
            of(&["execute", "/bin/true"]),
            of(&["read", "/etc/passwd"]),
            of(&["read", "/dev/zero"]),
            // What would lead others out of its folder.
            of(&["symlink", secret, "link"]),
            of(&["fifo", "pipe"]),
            of(&["device", "zero"]).only_for_root(),
            of(&["local-listen", "socket"]),
            // Other programs.
            of(&["local-connect", &self.path("around/socket")]),
            of(&["abstract-connect", abstract_name]),
            of(&["connect", tcp]).since(4),
            of(&["listen", "127.0.0.1:0"]).since(4),
            of(&["signal", victim]),
            of(&["trace", victim]),
            of(&["look-into", victim]),
            of(&["limit", victim]),
            of(&["slow-down", victim]),
            // Out of sight.
            of(&["leave-session"]),
            of(&["leave-group"]),
            of(&["namespace"]),
            of(&["mount", &self.path("pack")]).only_for_root(),
            of(&["gain"]),
            of(&["inherit"]),
            of(&["environment", "TOKEN"]),
            // All of the machine.
            of(&["memory", "160"]),
            of(&["disk", "large", "9"]),
            of(&["open", "200"]),
            // The system counts nobody's processes for root.
            of(&["fork", "60"]).since(if self.who == Who::Root { u8::MAX } else { 1 }),
            of(&["dump"]),
        ]
    }

    /// What Landlock sees to since its third version, and seccomp for a program that has the same
    /// user. One that has its own owns nothing of it.
    fn by_path(&self) -> u8 {
        match self.who {
            Who::OwnUser => 3,
            _ => 1,
        }
    }

    /// Rights and times of files are their owner's: the stage gives them to the program's own user,
    /// which no machine would do.
    fn by_own_user(&self) -> u8 {
        match self.who {
            Who::OwnUser => u8::MAX,
            _ => 1,
        }
    }

    /// What a server does all day.
    pub(crate) fn honest(&self) -> Vec<Attempt> {
        let of = Attempt::of;
        vec![
            of(&["nothing"]),
            of(&["read", "own"]),
            of(&["write", "own"]),
            of(&["create", "new"]),
            of(&["delete", "own"]),
            of(&["rename", "own", "other"]),
            of(&["list", "."]),
            of(&["disk", "log", "4"]),
            of(&["memory", "32"]),
            of(&["read", "/etc/hosts"]),
            of(&["listen", &format!("127.0.0.1:{}", self.free)]),
            of(&["listen-udp", "127.0.0.1:0"]),
            of(&["environment", "HOME"]),
        ]
    }

    fn confinement(&self) -> Confinement {
        let program = self.base.path().join("hostile");
        let mut execute = system::libraries();
        execute.push(program);
        let pack = self.base.path().join("pack");
        let environment = [("HOME", self.path("pack"))];
        let environment = environment.map(|(name, value)| (name.to_owned(), value));
        Confinement {
            files: Files {
                read: system::lookups(),
                execute,
                write: vec![pack, system::nowhere()],
            },
            network: Network {
                bind: Ports::only([self.free]),
                connect: Ports::only([self.free]),
                deny: Vec::new(),
            },
            limits: Limits {
                memory: Some(128 << 20),
                processes: Some(30),
                file_size: Some(8 << 20),
                open_files: Some(100),
            },
            user: (self.who == Who::OwnUser).then_some(STRANGERS),
            environment: environment.into_iter().collect(),
            ..Confinement::default()
        }
    }

    fn start(&self, launch: &Launch) -> Result<Child, LaunchError> {
        let (command, outcome) = launch.command(&self.base.path().join("hostile"))?;
        let mut command = match self.who {
            // The helper is root's, and gives it away.
            Who::OwnUser => command,
            _ => self.as_user(command),
        };
        command
            .current_dir(self.base.path().join("pack"))
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let child = command.spawn().expect("the helper starts");
        drop(command);
        match outcome.wait() {
            Ok(()) => Ok(child),
            Err(error) => {
                child.wait_with_output().expect("it ended");
                Err(error)
            }
        }
    }

    fn launch(&self, program: PathBuf, arguments: &[String], support: &Support) -> Launch {
        Launch {
            program,
            arguments: arguments.to_vec(),
            confinement: self.confinement(),
            support: support.clone(),
            allow_unconfined: false,
        }
    }

    /// How it goes without any confinement; what the system said, if it did not.
    pub(crate) fn run_free(&self, attempt: &Attempt) -> Result<(), String> {
        let mut command = self.as_user(Command::new(self.base.path().join("hostile")));
        command
            .args(&attempt.arguments)
            .env("TOKEN", "secret")
            .current_dir(self.base.path().join("pack"))
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        told(command.spawn().expect("it starts"))
    }

    /// How it goes in the confinement that a system with this `support` has.
    pub(crate) fn run(&self, attempt: &Attempt, support: &Support) -> Result<(), String> {
        let program = self.base.path().join("hostile");
        let launch = self.launch(program, &attempt.arguments, support);
        let child = self.start(&launch);
        told(child.map_err(|error| format!("not started: {error}"))?)
    }

    /// A file that may be executed by its rights, and is none by what it holds.
    pub(crate) fn file_without_a_program(&self) -> String {
        let path = self.path("pack/own");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("allowed");
        path
    }

    pub(crate) fn start_program(&self, program: &str) -> Result<(), LaunchError> {
        let launch = self.launch(program.into(), &[], &Support::of_this_system());
        self.start(&launch)
            .map(|child| drop(child.wait_with_output()))
    }
}

fn told(child: Child) -> Result<(), String> {
    let output = child.wait_with_output().expect("it ended");
    match output.status.success() {
        true => Ok(()),
        false => Err(format!(
            "{}: {}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        )),
    }
}

/// Copies a file that will be executed. Another process does it: while a file is open to be written,
/// which a process that is being started elsewhere in this one may inherit, it cannot be executed.
pub(crate) fn copy_program(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg(from).arg(to).status();
    assert!(copied.expect("cp").success());
}

const STRANGERS: User = User {
    uid: STRANGER,
    gid: STRANGER,
};

/// As whom the program's surroundings live, if not as the user that runs the tests.
fn stranger(who: Who) -> Option<User> {
    match who {
        Who::Root => None,
        Who::Ordinary if !rustix::process::getuid().is_root() => None,
        Who::Ordinary | Who::OwnUser => Some(STRANGERS),
    }
}
