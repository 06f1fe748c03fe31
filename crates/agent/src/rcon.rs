//! AssettoServer's RCON: it answers where its UDP plugin is silent.
//!
//! The plugin refuses a change of session without a word while somebody loads, and ignores ballast and restrictor; by
//! RCON both are answered. Its protocol is Source's (<https://developer.valvesoftware.com/wiki/Source_RCON_Protocol>)
//! with limits of its own, as recorded: ASCII both ways, no answer to a frame of type 0, at most some 1000 bytes in
//! an answer and 2000 in a question, a wrong password ends the connection.
//!
//! Absent on purpose: `whitelist`, whose first line throws everybody else out at once, and `legal`, whose answer breaks
//! the connection.

use std::fmt;
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddrV4, TcpStream};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// How long a server on this machine may take for everything; it answers within milliseconds. The server program is
/// somebody else's and may never answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// The most bytes of a question, by which a connection survives.
const MOST_ASKED: usize = 2000;
/// The most bytes of a frame that is read. Answers end at some 1000.
const MOST_READ: usize = 4096;
/// What a frame has besides its text: id, type, two zeros.
const AROUND: usize = 10;

const LOGIN: i32 = 3;
const LOGGED_IN: i32 = 2;
const COMMAND: i32 = 2;
const ANSWER: i32 = 0;

/// Where a server takes commands, and with which password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rcon {
    /// `RconPort`.
    pub port: u16,
    /// `ADMIN_PASSWORD`: there is no other.
    pub password: String,
    /// Whether the pack has none, and this one was chosen for it.
    pub is_ours: bool,
}

/// Without the password.
impl fmt::Debug for Rcon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rcon").field(&self.port).finish()
    }
}

impl Rcon {
    /// Says one line, without a slash before it, to the server of this machine; its answer.
    ///
    /// # Errors
    /// When nobody listens there, the password is another, or no answer comes in time.
    pub fn ask(&self, line: &str) -> io::Result<String> {
        let until = Instant::now() + PATIENCE;
        let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, self.port);
        let mut stream = TcpStream::connect_timeout(&address.into(), PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.write_all(&Frame::new(1, LOGIN, &self.password)?.encode())?;
        let welcome = read(&mut stream, until)?;
        if (welcome.id, welcome.kind) != (1, LOGGED_IN) {
            let why = "the server knows another password";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
        }
        stream.write_all(&Frame::new(2, COMMAND, line)?.encode())?;
        loop {
            let frame = read(&mut stream, until)?;
            if (frame.id, frame.kind) == (2, ANSWER) {
                return Ok(frame.text.trim().to_owned());
            }
        }
    }
}

/// What travels, in either direction.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Frame {
    id: i32,
    kind: i32,
    text: String,
}

impl Frame {
    /// A frame with one line of text. What is not ASCII would arrive as `??`.
    fn new(id: i32, kind: i32, text: &str) -> io::Result<Self> {
        if MOST_ASKED < text.len() || text.contains(char::is_control) {
            let why = "no such line can be said to the server";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        let text = text.to_owned();
        Ok(Self { id, kind, text })
    }

    fn encode(&self) -> Vec<u8> {
        let size = i32::try_from(self.text.len() + AROUND).unwrap_or(i32::MAX);
        let mut bytes = Vec::new();
        for number in [size, self.id, self.kind] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(self.text.as_bytes());
        bytes.extend_from_slice(&[0, 0]);
        bytes
    }

    /// The frame with these bytes after its size.
    fn decode(bytes: &[u8]) -> Option<Self> {
        let (id, rest) = bytes.split_first_chunk()?;
        let (kind, rest) = rest.split_first_chunk()?;
        let text = rest.split(|byte| *byte == 0).next().unwrap_or_default();
        Some(Self {
            id: i32::from_le_bytes(*id),
            kind: i32::from_le_bytes(*kind),
            text: String::from_utf8_lossy(text).into_owned(),
        })
    }
}

fn read(stream: &mut TcpStream, until: Instant) -> io::Result<Frame> {
    let mut size = [0; 4];
    fill(stream, &mut size, until)?;
    let size = usize::try_from(i32::from_le_bytes(size)).unwrap_or_default();
    if !(AROUND..=MOST_READ).contains(&size) {
        let why = "the server does not speak as AssettoServer does";
        return Err(io::Error::new(io::ErrorKind::InvalidData, why));
    }
    let mut bytes = vec![0; size];
    fill(stream, &mut bytes, until)?;
    Frame::decode(&bytes).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// Reads all of it before the time is up, however little comes at once.
fn fill(stream: &mut TcpStream, mut bytes: &mut [u8], until: Instant) -> io::Result<()> {
    while !bytes.is_empty() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(bytes)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => bytes = &mut bytes[count..],
        }
    }
    Ok(())
}

/// What an answer of AssettoServer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// It was done.
    Done,
    /// Sessions do not change while somebody loads.
    SomebodyLoads,
    /// Nobody like that is there.
    NotThere,
    /// Anything else.
    Refused,
}

impl Meaning {
    /// The meaning of an answer, as recorded (`tests/rcon/commands.jsonl`).
    pub fn of(answer: &str) -> Self {
        let begins = |start: &&str| answer.starts_with(start);
        let done = [
            "OK.",
            "Ballast set.",
            "Restrictor set.",
            "Steam profile of ",
            "CONSOLE: ",
        ];
        if done.iter().any(begins) {
            return Self::Done;
        }
        if answer.starts_with("Error.") && answer.contains("Player is connecting") {
            return Self::SomebodyLoads;
        }
        match answer {
            "This player is not connected." => Self::NotThere,
            _ => Self::Refused,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::net::TcpListener;

    use serde_json::Value;

    use super::*;

    const WIRE: &str = include_str!("../tests/rcon/wire.jsonl");
    const COMMANDS: &str = include_str!("../tests/rcon/commands.jsonl");

    fn lines(text: &'static str) -> impl Iterator<Item = Value> {
        text.lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
    }

    fn bytes(line: &Value, key: &str) -> Vec<u8> {
        hex::decode(line[key].as_str().expect("bytes")).expect("hexadecimal")
    }

    fn case(name: &str) -> Value {
        lines(WIRE)
            .find(|line| line["case"] == name)
            .expect("recorded")
    }

    /// Plays a server: reads as many bytes as each of these begins with, and answers with the rest; then hangs up.
    fn serve(exchanges: Vec<(usize, Vec<u8>)>) -> (u16, std::thread::JoinHandle<Vec<Vec<u8>>>) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("somebody");
            let mut heard = Vec::new();
            for (size, answer) in exchanges {
                let mut asked = vec![0; size];
                if stream.read_exact(&mut asked).is_err() {
                    break;
                }
                heard.push(asked);
                stream.write_all(&answer).expect("answered");
            }
            heard
        });
        (port, server)
    }

    /// A server that answers as the recorded one did, while somebody `loads` or not.
    pub(crate) fn recorded(loads: bool) -> Rcon {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("bound").port();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let until = Instant::now() + Duration::from_secs(60);
                while let Ok(frame) = read(&mut stream, until) {
                    let Some(answer) = answer(&frame, loads) else {
                        continue;
                    };
                    let is_over = answer.id == -1;
                    stream.write_all(&answer.encode()).expect("answered");
                    if is_over {
                        break;
                    }
                }
            }
        });
        rcon(port)
    }

    fn answer(frame: &Frame, loads: bool) -> Option<Frame> {
        let (id, kind, text) = match (frame.kind, frame.text.as_str()) {
            (LOGIN, "adm1n-only") => (frame.id, LOGGED_IN, String::new()),
            (LOGIN, _) => (-1, LOGGED_IN, String::new()),
            (COMMAND, line) => (frame.id, ANSWER, said(line, loads)),
            _ => return None,
        };
        Some(Frame { id, kind, text })
    }

    /// What was recorded for a line like this one.
    fn said(line: &str, loads: bool) -> String {
        let command = match line.split(' ').next().unwrap_or_default() {
            "restrictor" => "restrict",
            command => command,
        };
        let mut like = lines(COMMANDS).filter(|told| {
            let said = told["command"].as_str().unwrap_or_default();
            said.split(' ').next() == Some(command) && told["answer"].is_string()
        });
        // The recording begins while somebody loads, and ends when nobody is left.
        let told = match (command, loads) {
            ("next_session" | "restart_session", false) => like.last(),
            _ => like.next(),
        };
        let told = told.map(|told| told["answer"].as_str().unwrap_or_default().to_owned());
        told.unwrap_or_else(|| "Unknown command.\n".to_owned())
    }

    fn rcon(port: u16) -> Rcon {
        Rcon {
            port,
            password: "adm1n-only".to_owned(),
            is_ours: false,
        }
    }

    #[test]
    fn what_is_sent_and_read_is_what_a_real_server_was_sent_and_answered() {
        let login = case("login");
        let ours = Frame::new(8, LOGIN, "adm1n-only").expect("a line").encode();
        assert_eq!(ours, bytes(&login, "sent"));
        let command = case("command");
        let ours = Frame::new(9, COMMAND, "time").expect("a line").encode();
        assert_eq!(ours, bytes(&command, "sent"));
        let mut read = 0;
        for line in lines(WIRE) {
            let mut got = &bytes(&line, "got")[..];
            for told in line["decoded"].as_array().into_iter().flatten() {
                let (size, rest) = got.split_first_chunk().expect("a size");
                let size = usize::try_from(i32::from_le_bytes(*size)).expect("a size");
                let (frame, rest) = rest.split_at(size);
                let frame = Frame::decode(frame).expect("a frame");
                assert_eq!(told["id"], frame.id, "{line}");
                assert_eq!(told["type"], frame.kind, "{line}");
                let body = told["body"].as_str().expect("text");
                assert_eq!(body.trim_end_matches('\0'), frame.text, "{line}");
                (got, read) = (rest, read + 1);
            }
            assert!(got.is_empty(), "{line}");
        }
        assert!(10 < read, "{read} frames");
    }

    #[test]
    fn a_command_is_said_after_the_login_and_answered() {
        let (login, command) = (case("login"), case("command"));
        let with_id = |line: &Value, id: u8| {
            let mut got = bytes(line, "got");
            got[4] = id;
            got
        };
        let (port, server) = serve(vec![
            (bytes(&login, "sent").len(), with_id(&login, 1)),
            (bytes(&command, "sent").len(), with_id(&command, 2)),
        ]);
        assert_eq!(rcon(port).ask("time").expect("answered"), "Unknown command");
        let heard = server.join().expect("no panic");
        let text = |frame: &[u8]| String::from_utf8_lossy(&frame[12..]).into_owned();
        assert_eq!(text(&heard[0]), "adm1n-only\0\0");
        assert_eq!(text(&heard[1]), "time\0\0");
    }

    #[test]
    fn another_password_nonsense_and_silence_are_errors_and_not_waited_for() {
        let refused = bytes(&case("login, wrong password"), "got");
        let (port, _server) = serve(vec![(24, refused)]);
        let error = rcon(port).ask("time").expect_err("refused");
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        let huge = [0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0].to_vec();
        let (port, _server) = serve(vec![(24, huge)]);
        let error = rcon(port).ask("time").expect_err("nonsense");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        let (port, _server) = serve(vec![(24, Vec::new()), (1, Vec::new())]);
        let error = rcon(port).ask("time").expect_err("silence");
        let late = [io::ErrorKind::WouldBlock, io::ErrorKind::TimedOut];
        assert!(late.contains(&error.kind()), "{error}");
        let line = "say hello\nban 1";
        let error = rcon(port).ask(line).expect_err("two lines");
        assert_ne!(error.kind(), io::ErrorKind::PermissionDenied);
    }

    #[test]
    fn every_recorded_answer_means_what_the_server_then_did() {
        let mut told = Vec::new();
        for line in lines(COMMANDS) {
            let (Some(command), Some(answer)) = (line["command"].as_str(), line["answer"].as_str())
            else {
                continue;
            };
            let ours = [
                "next_session",
                "restart_session",
                "kick ",
                "ballast ",
                "restrict",
                "say ",
            ];
            if !ours.iter().any(|it| command.starts_with(it)) {
                continue;
            }
            let meaning = Meaning::of(answer.trim());
            let changes_session = command.contains("session");
            if changes_session {
                let did = line["plugin"].as_array().is_some_and(|it| !it.is_empty());
                assert_eq!(meaning == Meaning::Done, did, "{command}: {answer}");
            }
            told.push(format!("{command}: {meaning:?}"));
        }
        insta::assert_snapshot!(told.join("\n"), @r"
        next_session: SomebodyLoads
        restart_session: SomebodyLoads
        say Hallo zusammen: Done
        say größe ß: Done
        restrict 0 20: Done
        restrictor 0 500: Refused
        ballast 0 50: Done
        ballast 0 -1: Refused
        next_session: Done
        restart_session: Done
        kick 1 zu langsam: Done
        kick 3: NotThere
        kick Nobody: NotThere
        kick 1: Refused
        ");
    }
}
