//! Evenings of a real AssettoServer, told again datagram by datagram to whoever keeps the journal, which is
//! killed and started anew at every one of them. The recordings and what was driven in them are those of
//! `crates/results/tests/recordings`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../../results/tests/recordings/mod.rs"]
mod recordings;

use std::collections::{BTreeMap, VecDeque};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::net::{Ipv4Addr, UdpSocket};
use std::path::PathBuf;
use std::time::Duration;

use agent::clock::Moment;
use agent::plugin::{Plugin, PluginSettings};
use recordings::{Recording, recordings};
use results::journal::Reader;
use results::{SessionKind, SessionResult};
use serde_json::Value;
use tempfile::TempDir;
use udp_plugin::journal::{Direction, Line};
use udp_plugin::{
    CarInfo, Command, Dialect, MAX_DATAGRAM, Message, PROTOCOL_VERSION, SessionInfo, SessionType,
};

/// What a kill leaves of the line that is being written.
const TORN: &[u8] = br#"{"t":1774.25,"dir":"from_ser"#;
const SLOTS: u8 = 4;

struct Evening {
    name: &'static str,
    /// What the server said.
    said: Vec<Vec<u8>>,
    expected: Value,
}

impl Evening {
    fn of(recording: &Recording) -> Self {
        let said = recording.lines().into_iter();
        let said = said.filter(|line| line.direction == Direction::FromServer);
        Self {
            name: recording.name,
            said: said.map(|line| line.datagram).collect(),
            expected: recording.expected(),
        }
    }

    fn announced(&self) -> impl Iterator<Item = SessionInfo> + '_ {
        let messages = self.said.iter().map(|it| Message::decode(it).unwrap());
        messages.filter_map(|message| match message {
            Message::NewSession(info) => Some(info),
            _ => None,
        })
    }

    /// Where the first race was announced, and where its last lap was told.
    fn race_between(&self) -> (usize, usize) {
        let is_race = |it: &Vec<u8>| matches!(Message::decode(it).unwrap(), Message::NewSession(info) if info.kind == SessionType::Race);
        let began = self.said.iter().position(is_race).unwrap();
        let rest = &self.said[began + 1..];
        let is_end = |it: &Vec<u8>| {
            let message = Message::decode(it).unwrap();
            matches!(message, Message::EndSession { .. })
        };
        let end = rest.iter().position(is_end).unwrap_or(rest.len());
        let is_lap =
            |it: &Vec<u8>| matches!(Message::decode(it).unwrap(), Message::LapCompleted(_));
        let last = rest[..end].iter().rposition(is_lap).unwrap();
        (began, began + 1 + last)
    }

    /// The race's drivers in order, with laps and flag, as they drove it.
    fn race(&self) -> Vec<(String, u64, bool)> {
        let all = self.expected["sessions"].as_array().into_iter().flatten();
        let race = all.filter(|session| session["type"] == "race");
        let told = race.map(|session| &session["classification"]).next();
        let rows = told.unwrap_or(&self.expected["race"]).as_array().unwrap();
        let row = |row: &Value| {
            (
                row["guid"].as_str().unwrap().to_owned(),
                row["laps"].as_u64().unwrap(),
                row["flag"].as_bool().unwrap(),
            )
        };
        rows.iter().map(row).collect()
    }
}

/// All that were recorded whole.
fn races() -> Vec<Evening> {
    let all = recordings().into_iter();
    let whole = all.filter(Recording::has_race);
    whole.map(|it| Evening::of(&it)).collect()
}

fn evenings() -> Vec<Evening> {
    recordings().iter().map(Evening::of).collect()
}

/// The server, which says again what it said, and answers by it.
struct Server {
    socket: UdpSocket,
    session: Option<SessionInfo>,
    /// The sessions that it will announce. Once one has ended the next one is on, a moment before it is said.
    coming: VecDeque<SessionInfo>,
    seats: BTreeMap<u8, CarInfo>,
}

impl Server {
    fn start(evening: &Evening) -> (Self, PluginSettings) {
        let bind = || UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let (socket, ours) = (bind(), bind());
        let port = |socket: &UdpSocket| socket.local_addr().unwrap().port();
        let ports = PluginSettings {
            server: port(&socket),
            ours: port(&ours),
            slots: SLOTS,
            relay: None,
        };
        socket.connect((Ipv4Addr::LOCALHOST, ports.ours)).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        let server = Self {
            socket,
            session: None,
            coming: evening.announced().collect(),
            seats: BTreeMap::new(),
        };
        (server, ports)
    }

    /// Says something, whether anybody listens or not.
    fn say(&mut self, datagram: &[u8]) {
        let _ = self.socket.send(datagram);
        match Message::decode(datagram).unwrap() {
            Message::NewSession(_) => self.session = self.coming.pop_front(),
            Message::EndSession { .. } => self.session = self.coming.front().cloned(),
            Message::NewConnection(driver) => {
                self.seats.insert(driver.car, driver.into());
            }
            Message::ConnectionClosed(driver) => drop(self.seats.remove(&driver.car)),
            _ => {}
        }
    }

    /// Answers one question. Of a free slot it says nothing.
    fn answer(&self) {
        let mut question = [0; MAX_DATAGRAM];
        // The first try may only tell that nobody listened a moment ago.
        let count = (0..3).find_map(|_| self.socket.recv(&mut question).ok());
        let answer = match Command::decode(&question[..count.unwrap()]).unwrap() {
            Command::Version => Some(Message::Version(PROTOCOL_VERSION)),
            Command::GetSessionInfo(_) => self.session.clone().map(Message::SessionInfo),
            Command::GetCarInfo(car) => self.seats.get(&car).cloned().map(Message::CarInfo),
            other => panic!("nobody asks for {other:?}"),
        };
        if let Some(answer) = answer {
            let bytes = answer.encode(Dialect::AssettoServer);
            self.socket.send(&bytes).unwrap();
        }
    }
}

/// Whoever keeps the journal.
struct Keeper {
    ports: PluginSettings,
    folder: TempDir,
    plugin: Option<Plugin>,
    now: Moment,
}

/// In memory where the system has such a folder: each line waits for its disk.
fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .unwrap()
}

impl Keeper {
    fn start(ports: PluginSettings) -> Self {
        let mut keeper = Self {
            ports,
            folder: folder(),
            plugin: None,
            now: Moment::now(),
        };
        keeper.open(false);
        keeper
    }

    fn journal(&self) -> PathBuf {
        self.folder.path().join("journal.jsonl")
    }

    fn open(&mut self, runs: bool) {
        let plugin = Plugin::open(self.ports, &self.journal(), runs, self.now);
        self.plugin = Some(plugin.unwrap());
    }

    /// A second passes.
    fn attend(&mut self) {
        self.now = self.now.after(Duration::from_secs(1));
        self.plugin.as_mut().unwrap().attend(self.now).unwrap();
    }

    /// In the middle of a line.
    fn kill(&mut self) {
        self.plugin = None;
        let mut journal = OpenOptions::new()
            .append(true)
            .open(self.journal())
            .unwrap();
        journal.write_all(TORN).unwrap();
    }

    fn start_anew(&mut self, server: &Server) {
        self.open(true);
        while self.plugin.as_ref().unwrap().patience(self.now).is_some() {
            self.attend();
            server.answer();
        }
        self.attend();
    }

    /// What came of it, told by the order of lines alone: all were written within a moment.
    fn sessions(&self) -> Vec<SessionResult> {
        let text = std::fs::read_to_string(self.journal()).unwrap();
        let mut reader = Reader::default();
        let lines = text.lines().filter_map(|line| Line::parse(line).ok());
        for (number, mut line) in lines.enumerate() {
            line.t = number as f64 / 1000.0;
            reader.hear(&line);
        }
        let mut sessions = reader.sessions();
        for session in &mut sessions {
            // A team is told by an answer alone, and recordings hold few of those.
            let rows = session.classification.iter_mut();
            rows.for_each(|row| row.team = None);
        }
        sessions
    }
}

/// What is known in the end of an evening. Nobody listens between these two datagrams.
fn told(evening: &Evening, killed: Option<(usize, usize)>) -> Vec<SessionResult> {
    let (mut server, ports) = Server::start(evening);
    let mut keeper = Keeper::start(ports);
    for (number, datagram) in evening.said.iter().enumerate() {
        if killed.is_some_and(|(from, _)| from == number) {
            keeper.kill();
        }
        if killed.is_some_and(|(_, to)| to == number) {
            keeper.start_anew(&server);
        }
        server.say(datagram);
        if keeper.plugin.is_some() {
            keeper.attend();
        }
    }
    if keeper.plugin.is_none() {
        keeper.start_anew(&server);
    }
    keeper.sessions()
}

fn first_race(sessions: &[SessionResult]) -> Vec<(String, u64, bool)> {
    let race = sessions
        .iter()
        .find(|it| it.session.kind == SessionKind::Race);
    let rows = race.unwrap().classification.iter();
    rows.map(|row| {
        let flag = row.race().unwrap().flag;
        (row.guid.clone(), u64::from(row.laps), flag)
    })
    .collect()
}

#[test]
fn killed_and_started_anew_at_any_datagram_it_knows_every_session() {
    for evening in evenings() {
        let whole = told(&evening, None);
        for at in 0..=evening.said.len() {
            let name = evening.name;
            assert_eq!(told(&evening, Some((at, at))), whole, "{name}, at {at}");
        }
    }
}

/// The leaderboard of the next lap brings back what was said while nobody listened, and the answers the rest.
#[test]
fn what_is_said_while_nobody_listens_costs_no_place_once_another_lap_is_driven() {
    let laps_of = |sessions: &[SessionResult]| -> Vec<_> {
        let rows = first_race(sessions).into_iter();
        rows.map(|(guid, laps, _)| (guid, laps)).collect()
    };
    // Who left is in no answer, and in a race by time the winner's flag is said once.
    let all = races().into_iter();
    for evening in all.filter(|it| !["all-leave", "dnf", "timed-race"].contains(&it.name)) {
        let whole = laps_of(&told(&evening, None));
        let (_, last_lap) = evening.race_between();
        for from in 0..last_lap {
            let (name, to) = (evening.name, last_lap.min(from + 4));
            let sessions = told(&evening, Some((from, to)));
            assert_eq!(laps_of(&sessions), whole, "{name}, from {from} to {to}");
        }
    }
}

#[test]
fn every_race_is_known_as_it_was_driven() {
    for evening in races() {
        let sessions = told(&evening, None);
        assert_eq!(first_race(&sessions), evening.race(), "{}", evening.name);
    }
}
