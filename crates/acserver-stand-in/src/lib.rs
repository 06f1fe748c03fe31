//! A stand-in for acServer: its log lines, its `/INFO`, its ports, its failures.
//!
//! For those who want to try ac-deploy without the game, and for the tests. [`Server`] plays one
//! run inside of a program; [`run_here`] is the whole program, `ac-deploy simulate-acserver`, for
//! whoever needs a process.
//!
//! The log lines are those of the real programs (the original server, AssettoServer,
//! Content Manager's wrapper) as people have posted them; in the one that names the
//! lobby's address, a loopback address stands. The sockets are real.
//!
//! Where the settings name a UDP plugin, it is told of drivers and laps, and heard. AssettoServer then has its RCON, too.
//!
//! Absent here: the game. The game's UDP and TCP ports are taken and answer nothing.

mod config;
mod grid;
mod http;
mod log;
mod plugin;
mod process;
mod race;
mod rcon;

pub use self::config::Config;
pub use self::grid::driver;
pub use self::plugin::DRIVING_FILE;
pub use self::process::{CLIENTS_FILE, LOADING_FILE, Options, run_here};
pub use self::race::{RACES_FILE, RESULTS_FOLDER};

use async_trait::async_trait;
use parking_lot::Mutex;
use std::{
    fmt, io,
    net::Ipv4Addr,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{
    net::{TcpListener, UdpSocket},
    sync::Notify,
};

/// What a pack's server program is, and what goes wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ServerKind {
    /// The original server: prints no link.
    #[default]
    Vanilla,
    /// AssettoServer: prints its invite link.
    AssettoServer,
    /// A server that prints a short link, `http://acstuff.ru/s/q/abc123`.
    ShortLink,
    /// The original server that the lobby cannot reach: five attempts, then the end, with code 0.
    LobbyShutdown {
        /// Whether `/INFO` answers while it tries.
        answering: bool,
    },
    /// The original server that finds its HTTP port taken.
    BusyPort,
    /// The original server that ends by itself.
    Crash {
        /// After so long.
        after: Duration,
        /// With this code.
        code: i32,
        /// Only in the first so many starts of a boot.
        times: u32,
    },
    /// The original server that starts and never answers.
    Mute,
}

impl ServerKind {
    /// What a pack's own program file asks for: `stand-in: NAME` within its first bytes, so that
    /// two packs may differ. `None` if it asks for nothing, as every real program does.
    ///
    /// # Errors
    /// A name that there is no stand-in for.
    pub fn marked(file: &[u8]) -> Result<Option<Self>, UnknownProgram> {
        let start = String::from_utf8_lossy(&file[..file.len().min(256)]);
        start
            .split("stand-in: ")
            .nth(1)
            .and_then(|rest| rest.split_whitespace().next())
            .map(str::parse)
            .transpose()
    }
}

/// A name that there is no stand-in for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProgram(String);

impl fmt::Display for UnknownProgram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "there is no stand-in for a server program called {}",
            self.0
        )
    }
}

impl std::error::Error for UnknownProgram {}

impl FromStr for ServerKind {
    type Err = UnknownProgram;

    /// Reads `vanilla`, `assetto-server`, `short-link`, `lobby-shutdown`, `busy-port`, `mute`,
    /// `crash`, `crash:AFTER_MS:TIMES` for one that crashes late or only in its first starts, and
    /// `ends:AFTER_MS` for one whose last session is over then.
    fn from_str(name: &str) -> Result<Self, UnknownProgram> {
        let unknown = || UnknownProgram(name.to_owned());
        if let Some(numbers) = name.strip_prefix("crash:") {
            let (after, times) = numbers.split_once(':').unwrap_or((numbers, ""));
            return Ok(Self::Crash {
                after: Duration::from_millis(after.parse().map_err(|_| unknown())?),
                code: 2,
                times: match times {
                    "" => u32::MAX,
                    times => times.parse().map_err(|_| unknown())?,
                },
            });
        }
        if let Some(after) = name.strip_prefix("ends:") {
            return Ok(Self::Crash {
                after: Duration::from_millis(after.parse().map_err(|_| unknown())?),
                code: 0,
                times: u32::MAX,
            });
        }
        Ok(match name {
            "vanilla" => Self::Vanilla,
            "assetto-server" => Self::AssettoServer,
            "short-link" => Self::ShortLink,
            "lobby-shutdown" => Self::LobbyShutdown { answering: false },
            "busy-port" => Self::BusyPort,
            "crash" => Self::Crash {
                after: Duration::ZERO,
                code: 2,
                times: u32::MAX,
            },
            "mute" => Self::Mute,
            _ => return Err(unknown()),
        })
    }
}

/// What stands between the world and a server's ports.
#[async_trait]
pub trait Firewall: fmt::Debug + Send + Sync {
    /// Whether somebody outside reaches the port; `protocol` is `tcp` or `udp`.
    async fn admits(&self, protocol: &'static str, port: u16) -> bool;
}

/// Nothing stands in the way.
#[derive(Clone, Copy, Debug)]
pub struct NoFirewall;

#[async_trait]
impl Firewall for NoFirewall {
    async fn admits(&self, _: &'static str, _: u16) -> bool {
        true
    }
}

/// One run of the server program.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: Ipv4Addr,
    /// The pack's settings.
    pub config: Config,
    /// What it is, and what goes wrong with it.
    pub program: ServerKind,
    /// Whether Content Manager's wrapper runs it.
    pub wrapper: bool,
    /// What stands between it and the world.
    pub firewall: Arc<dyn Firewall>,
    /// How long each step of the start takes.
    pub step: Duration,
    /// What can be seen of it, and changed, from outside.
    pub state: Arc<ServerState>,
}

/// What can be seen of a run from outside of it.
#[derive(Debug, Default)]
pub struct ServerState {
    /// All ports are taken.
    listening: AtomicBool,
    /// `/INFO` answers.
    answering: AtomicBool,
    clients: AtomicU32,
    /// The number of the race that is being driven, if one is.
    driving: AtomicU32,
    /// Somebody loads.
    loading: AtomicBool,
    /// Ends the run with this code.
    end: Notify,
    code: Mutex<Option<i32>>,
}

impl ServerState {
    /// Whether all its ports are taken.
    pub fn listening(&self) -> bool {
        self.listening.load(Ordering::Relaxed)
    }

    /// Whether `/INFO` answers.
    pub fn answering(&self) -> bool {
        self.answering.load(Ordering::Relaxed)
    }

    /// How many drivers are on it.
    pub fn clients(&self) -> u32 {
        self.clients.load(Ordering::Relaxed)
    }

    /// Lets so many drivers be on it.
    pub fn set_clients(&self, clients: u32) {
        self.clients.store(clients, Ordering::Relaxed);
    }

    /// The number of the race that is being driven; 0 for none.
    fn driving(&self) -> u32 {
        self.driving.load(Ordering::Relaxed)
    }

    /// Lets the race of this number be driven to its flag, and not be over.
    pub fn drive(&self, number: u32) {
        self.driving.store(number, Ordering::Relaxed);
    }

    /// Whether somebody loads.
    fn loading(&self) -> bool {
        self.loading.load(Ordering::Relaxed)
    }

    /// Lets somebody load, or be in.
    pub fn let_load(&self, loading: bool) {
        self.loading.store(loading, Ordering::Relaxed);
    }

    /// End the run from outside, as a crash does.
    pub fn end(&self, code: i32) {
        *self.code.lock() = Some(code);
        self.end.notify_one();
    }
}

impl Server {
    /// Run until it ends by itself or is ended; the exit code. Dropping the future kills it.
    ///
    /// # Panics
    /// If the port that is to be found busy is busy already.
    pub async fn run(&self, print: &(dyn Fn(&str) + Send + Sync)) -> i32 {
        let say = |line: &str| {
            if self.wrapper {
                print(&format!("stdout: {line}"));
            } else {
                print(line);
            }
        };
        let ended = async {
            self.state.end.notified().await;
            let mut code = self.state.code.lock();
            code.take().unwrap_or(1)
        };
        let code = tokio::select! {
            code = self.play(&say, print) => code,
            code = ended => code,
        };
        self.state.listening.store(false, Ordering::Relaxed);
        self.state.answering.store(false, Ordering::Relaxed);
        if self.wrapper {
            print(&format!("AC server exited with code {code}"));
        }
        code
    }

    async fn play(
        &self,
        say: &(dyn Fn(&str) + Send + Sync),
        print: &(dyn Fn(&str) + Send + Sync),
    ) -> i32 {
        if self.wrapper {
            log::wrapper(&self.config, print);
        }
        match self.program {
            ServerKind::AssettoServer => log::assetto_start(say),
            _ => log::start(&self.config, say),
        }
        tokio::time::sleep(self.step).await;
        let taken = match self.taken_port().await {
            Ok(taken) => taken,
            Err(why) => panic!("the port cannot be made busy: {why}"),
        };
        let ports = match self.ports().await {
            Ok(ports) => ports,
            Err(port) => {
                say(&log::busy(port));
                return 2;
            }
        };
        drop(taken);
        if matches!(self.program, ServerKind::LobbyShutdown { answering: false }) {
            log::lobby_fails(self.step, say).await;
            return 0;
        }
        self.state.listening.store(true, Ordering::Relaxed);
        let served = http::serve(self, ports.http);
        let rest = async {
            tokio::time::sleep(self.step).await;
            self.started(say).await
        };
        // The sockets of the game stay open for as long as this runs.
        let _game = (ports.udp, ports.tcp, ports.wrapper);
        let spoken = async {
            if let Some(plugin) = self.config.plugin {
                plugin::speak(self, plugin, say).await;
            }
            std::future::pending().await
        };
        tokio::select! {
            code = rest => code,
            () = served => 1,
            () = spoken => 1,
        }
    }

    /// What happens once it is up.
    async fn started(&self, say: &(dyn Fn(&str) + Send + Sync)) -> i32 {
        match &self.program {
            ServerKind::AssettoServer => log::assetto_started(&self.config, self.address, say),
            program => {
                log::started(&self.config, say);
                if *program == ServerKind::ShortLink {
                    say("http://acstuff.ru/s/q/abc123");
                }
            }
        }
        match &self.program {
            ServerKind::LobbyShutdown { .. } => {
                self.state.answering.store(true, Ordering::Relaxed);
                log::lobby_fails(self.step, say).await;
                return 0;
            }
            ServerKind::Crash { after, code, .. } => {
                self.state.answering.store(true, Ordering::Relaxed);
                tokio::time::sleep(*after).await;
                if *code != 0 {
                    say("panic: runtime error: index out of range");
                }
                return *code;
            }
            ServerKind::Mute => {}
            _ => self.state.answering.store(true, Ordering::Relaxed),
        }
        std::future::pending().await
    }

    /// Somebody else's hold on the HTTP port, if that is what is to go wrong.
    async fn taken_port(&self) -> io::Result<Option<TcpListener>> {
        if self.program != ServerKind::BusyPort {
            return Ok(None);
        }
        TcpListener::bind((self.address, self.config.http_port))
            .await
            .map(Some)
    }

    /// Take all ports, or tell the one that is taken.
    async fn ports(&self) -> Result<Ports, u16> {
        let config = &self.config;
        let tcp = async |port: u16| {
            TcpListener::bind((self.address, port))
                .await
                .map_err(|_| port)
        };
        let http = tcp(config.http_port).await?;
        let udp = UdpSocket::bind((self.address, config.udp_port))
            .await
            .map_err(|_| config.udp_port)?;
        let game = tcp(config.tcp_port).await?;
        let wrapper = match config.wrapper_port.filter(|_| self.wrapper) {
            Some(port) => Some(tcp(port).await?),
            None => None,
        };
        Ok(Ports {
            http,
            udp,
            tcp: game,
            wrapper,
        })
    }
}

struct Ports {
    http: TcpListener,
    udp: UdpSocket,
    tcp: TcpListener,
    wrapper: Option<TcpListener>,
}
