//! A stand-in for acServer: its log lines, its `/INFO`, its ports, its failures.
//!
//! The log lines are those of the real programs (the original server, AssettoServer,
//! Content Manager's wrapper) as people have posted them; in the one that names the
//! lobby's address, a loopback address stands. The sockets are real. What comes in
//! from outside passes the machine's firewall first.
//!
//! Absent here: the game. The UDP and TCP ports are taken and answer nothing.

mod config;
mod http;
mod log;

pub(crate) use self::config::Config;

use crate::machine::Firewall;
use std::{
    io,
    net::Ipv4Addr,
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
pub enum Program {
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

impl Program {
    /// What a pack's own program file asks for: `stand-in: NAME` within its first bytes, so that
    /// two packs in one world may differ.
    pub(crate) fn marked(file: &[u8]) -> Option<Self> {
        let start = String::from_utf8_lossy(&file[..file.len().min(256)]);
        let name = start
            .split("stand-in: ")
            .nth(1)?
            .split_whitespace()
            .next()?;
        Some(match name {
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
            other => panic!("no stand-in for a server program called {other}"),
        })
    }
}

/// One run of the server program.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: Ipv4Addr,
    pub(crate) config: Config,
    pub(crate) program: Program,
    /// Whether Content Manager's wrapper runs it.
    pub(crate) wrapper: bool,
    pub(crate) firewall: Arc<Firewall>,
    /// How long each step of the start takes.
    pub(crate) step: Duration,
    pub(crate) state: Arc<State>,
}

/// What can be seen of a run from outside of it.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// All ports are taken.
    listening: AtomicBool,
    /// `/INFO` answers.
    answering: AtomicBool,
    clients: AtomicU32,
    /// Ends the run with this code.
    end: Notify,
    code: std::sync::Mutex<Option<i32>>,
}

impl State {
    pub(crate) fn listening(&self) -> bool {
        self.listening.load(Ordering::Relaxed)
    }

    pub(crate) fn answering(&self) -> bool {
        self.answering.load(Ordering::Relaxed)
    }

    pub(crate) fn clients(&self) -> u32 {
        self.clients.load(Ordering::Relaxed)
    }

    pub(crate) fn set_clients(&self, clients: u32) {
        self.clients.store(clients, Ordering::Relaxed);
    }

    /// End the run from outside, as a crash does.
    pub(crate) fn end(&self, code: i32) {
        *crate::front::lock(&self.code) = Some(code);
        self.end.notify_one();
    }
}

impl Server {
    /// Run until it ends by itself or is ended; the exit code. Dropping the future kills it.
    pub(crate) async fn run(&self, print: &(dyn Fn(&str) + Send + Sync)) -> i32 {
        let say = |line: &str| {
            if self.wrapper {
                print(&format!("stdout: {line}"));
            } else {
                print(line);
            }
        };
        let ended = async {
            self.state.end.notified().await;
            crate::front::lock(&self.state.code).take().unwrap_or(1)
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
            Program::AssettoServer => log::assetto_start(say),
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
        if matches!(self.program, Program::LobbyShutdown { answering: false }) {
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
        tokio::select! {
            code = rest => code,
            () = served => 1,
        }
    }

    /// What happens once it is up.
    async fn started(&self, say: &(dyn Fn(&str) + Send + Sync)) -> i32 {
        match &self.program {
            Program::AssettoServer => log::assetto_started(&self.config, self.address, say),
            program => {
                log::started(&self.config, say);
                if *program == Program::ShortLink {
                    say("http://acstuff.ru/s/q/abc123");
                }
            }
        }
        match &self.program {
            Program::LobbyShutdown { .. } => {
                self.state.answering.store(true, Ordering::Relaxed);
                log::lobby_fails(self.step, say).await;
                return 0;
            }
            Program::Crash { after, code, .. } => {
                self.state.answering.store(true, Ordering::Relaxed);
                tokio::time::sleep(*after).await;
                say("panic: runtime error: index out of range");
                return *code;
            }
            Program::Mute => {}
            _ => self.state.answering.store(true, Ordering::Relaxed),
        }
        std::future::pending().await
    }

    /// Somebody else's hold on the HTTP port, if that is what is to go wrong.
    async fn taken_port(&self) -> io::Result<Option<TcpListener>> {
        if self.program != Program::BusyPort {
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
