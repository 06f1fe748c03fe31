//! The stand-in's RCON beside that of a real AssettoServer: what it was sent, sent again.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use acserver_stand_in::{Config, NoFirewall, Server, ServerKind, ServerState};
use serde_json::Value;
use udp_plugin::{Command, Message, SessionType, SetSession};

const WIRE: &str = include_str!("../../agent/tests/rcon/wire.jsonl");

/// A server with two drivers, of whom one may load, in a thread of its own.
struct Stage {
    rcon: u16,
    plugin: UdpSocket,
    state: Arc<ServerState>,
}

fn free() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("bound").port()
}

impl Stage {
    fn new() -> Self {
        let plugin = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        plugin
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("set");
        let ours = plugin.local_addr().expect("bound").port();
        let [game, http, theirs, rcon] = [free(), free(), free(), free()];
        plugin
            .connect((Ipv4Addr::LOCALHOST, theirs))
            .expect("connected");
        let cfg = format!(
            "[SERVER]\nCARS=a\nMAX_CLIENTS=2\nADMIN_PASSWORD=adm1n-only\nUDP_PORT={game}\nTCP_PORT={game}\nHTTP_PORT={http}\n\
             UDP_PLUGIN_LOCAL_PORT={theirs}\nUDP_PLUGIN_ADDRESS=127.0.0.1:{ours}\n"
        );
        let extra = format!("RconPort: {rcon}\n");
        let config = Config::read(cfg.as_bytes(), b"", None);
        let config = config.with_extra(extra.as_bytes(), cfg.as_bytes());
        let state = Arc::new(ServerState::default());
        state.set_clients(2);
        let server = Server {
            address: Ipv4Addr::LOCALHOST,
            config,
            program: ServerKind::AssettoServer,
            wrapper: false,
            firewall: Arc::new(NoFirewall),
            step: Duration::ZERO,
            state: Arc::clone(&state),
        };
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(server.run(&|_| ()))
        });
        let stage = Self {
            rcon,
            plugin,
            state,
        };
        // Both drivers are in.
        stage.until(|message| matches!(message, Message::ClientLoaded(1)));
        stage
    }

    /// Hears until something is said.
    fn until(&self, is_it: impl Fn(&Message) -> bool) -> Message {
        let mut datagram = [0; 4096];
        loop {
            let count = self.plugin.recv(&mut datagram).unwrap_or_default();
            if let Ok(message) = Message::decode(&datagram[..count])
                && is_it(&message)
            {
                return message;
            }
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.rcon)).expect("it listens");
        stream
            .set_read_timeout(Some(Duration::from_millis(400)))
            .expect("set");
        stream
    }

    /// Logs in and says something; the answer.
    fn ask(&self, line: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(&frame(1, 3, "adm1n-only")).expect("sent");
        stream.write_all(&frame(2, 2, line)).expect("sent");
        let mut login = [0; 14];
        stream.read_exact(&mut login).expect("let in");
        let mut size = [0; 4];
        stream.read_exact(&mut size).expect("an answer");
        let size = usize::try_from(i32::from_le_bytes(size)).expect("a size");
        let mut answer = vec![0; size];
        stream.read_exact(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer[8..size - 2])
            .trim()
            .to_owned()
    }
}

fn frame(id: i32, kind: i32, text: &str) -> Vec<u8> {
    let size = i32::try_from(text.len() + 10).expect("short");
    let head = [size, id, kind].map(i32::to_le_bytes).concat();
    [&head[..], text.as_bytes(), &[0, 0]].concat()
}

fn bytes(line: &Value, key: &str) -> Vec<u8> {
    let digits = line[key].as_str().unwrap_or_default().as_bytes();
    let pair = |pair: &[u8]| {
        let text = std::str::from_utf8(pair).expect("digits");
        u8::from_str_radix(text, 16).expect("hexadecimal")
    };
    digits.chunks(2).map(pair).collect()
}

#[test]
fn it_answers_frames_as_a_real_one_did() {
    let stage = Stage::new();
    let mut stream: Option<TcpStream> = None;
    let mut compared = 0;
    for line in WIRE.lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let case = line["case"].as_str().unwrap_or_default().to_owned();
        // Large frames were not recorded whole, and the recorded one knew no command.
        if ["size says", "command of", "utf-8"]
            .iter()
            .any(|it| case.starts_with(it))
        {
            continue;
        }
        let (sent, got) = (bytes(&line, "sent"), bytes(&line, "got"));
        let is_new = case != "second login on an open session" && case.contains("login");
        let mut used = match stream.take().filter(|_| !is_new) {
            Some(used) => used,
            None => stage.connect(),
        };
        used.write_all(&sent).expect("sent");
        let mut heard = vec![0; got.len().max(1)];
        let heard = match used.read_exact(&mut heard) {
            Ok(()) => heard,
            Err(_) => Vec::new(),
        };
        assert_eq!(heard, got, "{case}");
        compared += 1;
        if line["closed"] != true {
            stream = Some(used);
        }
    }
    assert!(8 < compared, "{compared} cases");
}

/// The four traps that were recorded: a session that does not change while somebody loads, a length in minutes
/// that is jumped to at once, an interval that ends all positions, a whitelist that throws everybody else out.
#[test]
fn it_has_the_traps_of_a_real_one() {
    let stage = Stage::new();
    let is_session = |message: &Message| matches!(message, Message::NewSession(_));
    stage.state.let_load(true);
    let refused = stage.ask("next_session");
    assert!(refused.starts_with("Error."), "{refused}");
    // The plugin says nothing at all: the next thing that is heard is what comes after.
    stage
        .plugin
        .send(&Command::NextSession.encode())
        .expect("sent");
    stage.plugin.send(&Command::Version.encode()).expect("sent");
    let heard = stage.until(|it| is_session(it) || matches!(it, Message::Version(_)));
    assert!(matches!(heard, Message::Version(_)), "{heard:?}");

    let set = SetSession {
        index: 1,
        name: "Sprint".to_owned(),
        kind: SessionType::Race,
        laps: 0,
        time: 10,
        wait: 30,
    };
    stage
        .plugin
        .send(&Command::SetSessionInfo(set).encode())
        .expect("sent");
    let Message::NewSession(session) = stage.until(is_session) else {
        unreachable!("it is one")
    };
    assert_eq!((session.minutes, session.kind), (10, SessionType::Race));

    let is_position = |message: &Message| matches!(message, Message::CarUpdate(_));
    stage.until(is_position);
    stage.plugin.send(&[200, 0, 0]).expect("sent");
    stage.plugin.send(&[200, 10, 0]).expect("sent");
    stage.plugin.send(&Command::Version.encode()).expect("sent");
    stage.until(|it| matches!(it, Message::Version(_)));
    let short = Some(Duration::from_millis(1500));
    stage.plugin.set_read_timeout(short).expect("set");
    let mut datagram = [0; 4096];
    while let Ok(count) = stage.plugin.recv(&mut datagram) {
        let message = Message::decode(&datagram[..count]).expect("a message");
        assert!(!is_position(&message), "{message:?}");
    }
    let long = Some(Duration::from_secs(60));
    stage.plugin.set_read_timeout(long).expect("set");

    stage.state.let_load(false);
    let (_, first) = acserver_stand_in::driver(0);
    stage.ask(&format!("whitelist {first}"));
    let gone = stage.until(|it| matches!(it, Message::ConnectionClosed(_)));
    let Message::ConnectionClosed(gone) = gone else {
        unreachable!("it is one")
    };
    assert_eq!(gone.car, 1);
}
