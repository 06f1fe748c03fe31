//! What the server says through its UDP plugin, kept on the disk before anybody thinks about it.
//!
//! Laps, drivers and sessions are told there and, by AssettoServer, nowhere else. The other end
//! takes commands from whoever knows its port, without a password, so both ends are on loopback and
//! no other machine is let in.
//!
//! A server speaks to one plugin only. Where a pack names one of its own, this one stands between: what
//! the server says is passed on to that one, and what that one says to the server.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::os::fd::{AsFd, BorrowedFd};
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use udp_plugin::journal::{Direction, JournalFile, unix_seconds};
use udp_plugin::{Command, MAX_DATAGRAM, Message, greeting};

use crate::clock::Moment;

/// Two commands in one moment lose the second.
const BETWEEN_COMMANDS: Duration = Duration::from_millis(20);
/// The most datagrams of a second that are kept. A full grid sends some sixty.
const MOST_A_SECOND: u32 = 300;
/// The most bytes of a journal. An evening of laps is some hundred kilobytes.
const MOST_BYTES: u64 = 64 << 20;

/// A server's UDP plugin. Both ends are on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginSettings {
    /// Where the server takes commands (`UDP_PLUGIN_LOCAL_PORT`).
    pub server: u16,
    /// Where it says things (the port of `UDP_PLUGIN_ADDRESS`).
    pub ours: u16,
    /// How many slots it has.
    pub slots: u8,
    /// The plugin that the pack itself names.
    #[serde(default)]
    pub relay: Option<Relay>,
}

/// A pack's own plugin, which is passed on what the server says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relay {
    /// Where it listens (the pack's `UDP_PLUGIN_ADDRESS`).
    pub to: SocketAddrV4,
    /// Where it believes that the server takes commands (the pack's `UDP_PLUGIN_LOCAL_PORT`).
    pub from: u16,
}

impl Relay {
    /// The socket that stands in for the server's own.
    fn open(self) -> io::Result<UdpSocket> {
        let here = match self.to.ip().is_loopback() {
            true => Ipv4Addr::LOCALHOST,
            false => Ipv4Addr::UNSPECIFIED,
        };
        let socket = UdpSocket::bind((here, self.from))?;
        socket.connect(self.to)?;
        socket.set_nonblocking(true)?;
        Ok(socket)
    }
}

/// Our end, and the journal.
#[derive(Debug)]
pub struct Plugin {
    socket: UdpSocket,
    journal: JournalFile,
    written: u64,
    to_say: VecDeque<Command>,
    said: Option<Moment>,
    /// Since when how many datagrams were kept.
    kept: (Moment, u32),
    /// How many sessions have begun.
    sessions: u32,
    /// Whether anything may have been driven in the one that runs.
    laps: bool,
    /// Who sits in which slot, by Steam id.
    seats: BTreeMap<u8, String>,
    relay: Option<UdpSocket>,
}

impl Plugin {
    /// Listens, and goes on with the journal in this file. A server that `runs` already is asked what
    /// it said before.
    ///
    /// # Errors
    /// When the port is taken, or the file cannot be written.
    pub fn open(
        ports: PluginSettings,
        journal: &Path,
        runs: bool,
        now: Moment,
    ) -> io::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, ports.ours))?;
        // From nobody else, then.
        socket.connect(SocketAddrV4::new(Ipv4Addr::LOCALHOST, ports.server))?;
        socket.set_nonblocking(true)?;
        let written = std::fs::metadata(journal).map_or(0, |about| about.len());
        Ok(Self {
            socket,
            journal: JournalFile::open(journal)?,
            written,
            to_say: match runs {
                true => greeting(ports.slots).collect(),
                false => VecDeque::new(),
            },
            said: None,
            kept: (now, 0),
            sessions: 0,
            laps: runs,
            seats: BTreeMap::new(),
            // Without it the server can race, and we can keep what it says.
            relay: ports.relay.and_then(|relay| relay.open().ok()),
        })
    }

    /// Keeps what has arrived, and says one thing that is to be said.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn attend(&mut self, now: Moment) -> io::Result<()> {
        self.listen(now)?;
        self.relay_back()?;
        let may_speak = self
            .said
            .is_none_or(|then| BETWEEN_COMMANDS <= now.since(then));
        if may_speak && let Some(command) = self.to_say.pop_front() {
            self.said = Some(now);
            self.send(&command.encode())?;
        }
        Ok(())
    }

    fn send(&mut self, datagram: &[u8]) -> io::Result<()> {
        self.keep(Direction::ToServer, datagram)?;
        // A server that does not listen (yet) is told by the system's refusal.
        let _ = self.socket.send(datagram);
        Ok(())
    }

    /// What the pack's own plugin says to the server.
    fn relay_back(&mut self) -> io::Result<()> {
        let mut datagram = [0; MAX_DATAGRAM];
        for _ in 0..MOST_A_SECOND {
            let Some(Ok(count)) = self.relay.as_ref().map(|it| it.recv(&mut datagram)) else {
                return Ok(());
            };
            self.send(&datagram[..count])?;
        }
        Ok(())
    }

    /// How long nothing need be done unless something arrives.
    pub fn patience(&self, now: Moment) -> Option<Duration> {
        self.to_say.front()?;
        let said = self.said.map_or(BETWEEN_COMMANDS, |then| now.since(then));
        Some(BETWEEN_COMMANDS.saturating_sub(said))
    }

    /// Ends the session that runs, so that the server writes down what was driven in it.
    pub fn end_session(&mut self) {
        self.to_say.push_front(Command::NextSession);
    }

    /// Tells the server something, after what it is to be told already.
    pub fn tell(&mut self, command: Command) {
        self.to_say.push_back(command);
    }

    /// Whether anything may have been driven in the session that runs.
    pub fn may_have_laps(&self) -> bool {
        self.laps
    }

    /// The slot in which somebody with this Steam id sits.
    pub fn seat_of(&self, guid: &str) -> Option<u8> {
        self.seats_of(|it| it == guid).first().copied()
    }

    /// The slots in which such people sit.
    pub fn seats_of(&self, is_meant: impl Fn(&str) -> bool) -> Vec<u8> {
        let meant = self.seats.iter().filter(|(_, guid)| is_meant(guid));
        meant.map(|(car, _)| *car).collect()
    }

    /// How many sessions have begun since this program listens.
    pub fn sessions(&self) -> u32 {
        self.sessions
    }

    fn listen(&mut self, now: Moment) -> io::Result<()> {
        if Duration::from_secs(1) <= now.since(self.kept.0) {
            self.kept = (now, 0);
        }
        let mut datagram = [0; MAX_DATAGRAM];
        let mut positions = 0;
        while self.kept.1 < MOST_A_SECOND && positions < 10 * MOST_A_SECOND {
            // Also a refusal of what was sent before: the server does not listen.
            let Ok(count) = self.socket.recv(&mut datagram) else {
                return Ok(());
            };
            let datagram = &datagram[..count];
            // Many a second, where the pack's own plugin asks for them, and nothing of a result.
            if let Ok(Message::CarUpdate(_)) = Message::decode(datagram) {
                positions += 1;
                if let Some(relay) = &self.relay {
                    let _ = relay.send(datagram);
                }
                continue;
            }
            self.kept.1 += 1;
            self.keep(Direction::FromServer, datagram)?;
            if let Some(relay) = &self.relay {
                let _ = relay.send(datagram);
            }
            if let Ok(message) = Message::decode(datagram) {
                self.hear(message);
            }
        }
        // Whatever else is there is not worth the disk.
        let is_more = |_: &u32| self.socket.recv(&mut datagram).is_ok();
        (0..10 * MOST_A_SECOND).take_while(is_more).for_each(drop);
        Ok(())
    }

    fn hear(&mut self, message: Message) {
        match message {
            Message::NewSession(_) => {
                self.sessions += 1;
                self.laps = false;
            }
            Message::LapCompleted(_) => self.laps = true,
            Message::NewConnection(driver) => {
                self.seats.insert(driver.car, driver.guid);
            }
            Message::ConnectionClosed(driver) => {
                self.seats.remove(&driver.car);
            }
            // acServer says of somebody who has just joined that nobody is there.
            Message::CarInfo(info) if info.connected => {
                self.seats.insert(info.car, info.guid);
            }
            _ => {}
        }
    }

    fn keep(&mut self, direction: Direction, datagram: &[u8]) -> io::Result<()> {
        if MOST_BYTES < self.written {
            return Ok(());
        }
        self.written += 2 * datagram.len() as u64 + 60;
        let now = unix_seconds(SystemTime::now());
        self.journal.append(now, direction, datagram)
    }
}

/// Deletes the oldest journals of a folder, as long as there are more than `most`.
///
/// # Errors
/// When the folder cannot be read, or a journal stays.
pub fn prune(folder: &Path, most: usize) -> io::Result<()> {
    let mut journals = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        journals.push((entry.metadata()?.modified()?, entry.path()));
    }
    journals.sort();
    let too_many = journals.len().saturating_sub(most);
    journals
        .iter()
        .take(too_many)
        .try_for_each(|(_, journal)| std::fs::remove_file(journal))
}

impl AsFd for Plugin {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::net::SocketAddr;

    use udp_plugin::journal::Line;
    use udp_plugin::{Dialect, SessionInfo, SessionType};

    use super::*;
    use crate::clock::tests::at;

    /// A server's end.
    pub(crate) fn server() -> (UdpSocket, PluginSettings) {
        let port = |socket: &UdpSocket| socket.local_addr().expect("bound").port();
        let bind = || UdpSocket::bind("127.0.0.1:0").expect("a port");
        let (server, ours) = (bind(), bind());
        let ports = PluginSettings {
            server: port(&server),
            ours: port(&ours),
            slots: 2,
            relay: None,
        };
        server
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("set");
        server
            .connect((Ipv4Addr::LOCALHOST, ports.ours))
            .expect("connected");
        (server, ports)
    }

    fn kept(journal: &Path) -> Vec<Line> {
        let text = std::fs::read_to_string(journal).expect("a journal");
        let lines = text.lines().map(|line| Line::parse(line).expect("a line"));
        lines.collect()
    }

    pub(crate) fn new_session() -> Vec<u8> {
        let session = SessionInfo {
            version: 4,
            index: 0,
            current: 0,
            count: 1,
            server: "Sunday Cup".to_owned(),
            track: "imola".to_owned(),
            layout: String::new(),
            name: "Race".to_owned(),
            kind: SessionType::Race,
            minutes: 0,
            laps: 3,
            wait: 60,
            ambient: 20,
            road: 24,
            weather: String::new(),
            elapsed: 0,
        };
        Message::NewSession(session).encode(Dialect::AcServer)
    }

    fn listen_until(plugin: &mut Plugin, heard: impl Fn(&Plugin) -> bool) {
        while !heard(plugin) {
            plugin.attend(at(1)).expect("kept");
        }
    }

    #[test]
    fn what_the_server_says_lies_on_the_disk() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, (server, ports)) = (folder.path().join("journal.jsonl"), server());
        let mut plugin = Plugin::open(ports, &file, false, at(0)).expect("open");
        server.send(b"?").expect("sent");
        server.send(&new_session()).expect("sent");
        listen_until(&mut plugin, |plugin| plugin.sessions() == 1);
        drop(plugin);
        let mut plugin = Plugin::open(ports, &file, false, at(0)).expect("open again");
        server.send(&new_session()).expect("sent");
        listen_until(&mut plugin, |plugin| plugin.sessions() == 1);
        let said: Vec<_> = kept(&file).into_iter().map(|line| line.datagram).collect();
        assert_eq!(said, [b"?".to_vec(), new_session(), new_session()]);
    }

    #[test]
    fn a_server_that_runs_already_is_asked() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, (server, ports)) = (folder.path().join("journal.jsonl"), server());
        let mut plugin = Plugin::open(ports, &file, true, at(0)).expect("open");
        let mut heard = Vec::new();
        for second in 1..=4 {
            plugin.attend(at(second)).expect("kept");
            let mut datagram = [0; 16];
            let count = server.recv(&mut datagram).expect("asked");
            heard.push(Command::decode(&datagram[..count]).expect("a command"));
        }
        assert_eq!(heard, greeting(2).collect::<Vec<_>>());
        assert_eq!(plugin.patience(at(9)), None);
        plugin.end_session();
        assert_eq!(plugin.patience(at(9)), Some(Duration::ZERO));
        assert_eq!(kept(&file).len(), 4);
    }

    #[test]
    fn a_packs_own_plugin_hears_what_the_server_says_and_is_heard() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, (server, mut ports)) = (folder.path().join("journal.jsonl"), server());
        let (own, seeming) = {
            let bind = || UdpSocket::bind("127.0.0.1:0").expect("a port");
            let seeming = bind().local_addr().expect("bound").port();
            (bind(), seeming)
        };
        let SocketAddr::V4(to) = own.local_addr().expect("bound") else {
            panic!("an address of IPv4");
        };
        ports.relay = Some(Relay { to, from: seeming });
        let mut plugin = Plugin::open(ports, &file, false, at(0)).expect("open");
        server.send(&new_session()).expect("sent");
        listen_until(&mut plugin, |plugin| plugin.sessions() == 1);
        let mut datagram = [0; MAX_DATAGRAM];
        own.set_read_timeout(Some(Duration::from_secs(60)))
            .expect("set");
        let (count, from) = own.recv_from(&mut datagram).expect("passed on");
        assert_eq!(
            (&datagram[..count], from.port()),
            (&new_session()[..], seeming)
        );
        let chat = Command::BroadcastChat("hello".to_owned()).encode();
        own.send_to(&chat, from).expect("sent");
        server
            .set_read_timeout(Some(Duration::from_millis(20)))
            .expect("set");
        let count = loop {
            plugin.attend(at(1)).expect("kept");
            if let Ok(count) = server.recv(&mut datagram) {
                break count;
            }
        };
        assert_eq!(&datagram[..count], &chat[..]);
        assert_eq!(kept(&file).len(), 2, "both are in the journal");
    }

    #[test]
    fn old_journals_make_room() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, day) in [("old", 1), ("new", 3), ("older", 0), ("newer", 4)] {
            let file = std::fs::File::create(folder.path().join(name)).expect("made");
            let then = SystemTime::UNIX_EPOCH + Duration::from_hours(24 * day);
            file.set_modified(then).expect("dated");
        }
        prune(folder.path(), 2).expect("pruned");
        let left = std::fs::read_dir(folder.path()).expect("a folder");
        let mut left: Vec<_> = left
            .map(|entry| entry.expect("a file").file_name())
            .collect();
        left.sort();
        assert_eq!(left, ["new", "newer"]);
    }

    #[test]
    fn a_flood_does_not_fill_the_disk() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, (server, ports)) = (folder.path().join("journal.jsonl"), server());
        let mut plugin = Plugin::open(ports, &file, false, at(0)).expect("open");
        for _ in 0..20 {
            for _ in 0..50 {
                let _ = server.send(b"?");
            }
            plugin.attend(at(0)).expect("kept");
        }
        assert_eq!(kept(&file).len(), 300);
    }
}
