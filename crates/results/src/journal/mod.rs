//! Sessions computed from what a server's UDP plugin said.
//!
//! A journal (`udp_plugin::journal`) may begin late, have holes where its writer was down, and stop
//! anywhere. So nothing here relies on having heard everything: the leaderboard that comes with each lap
//! brings back what was missed, who sat in a slot may be learned later, and a session change that nobody
//! heard is seen by lap counts that begin anew.
//!
//! # The rules, beside those of the crate
//! * A session begins with NEW_SESSION and is closed by END_SESSION: a lap between the two shows the next
//!   session's empty leaderboard.
//! * Laps, totals and best laps are the server's leaderboard; its order is not used.
//! * In a race the first car that the server calls completed ends it for all: each other car's next
//!   crossing is its last that counts, although a race by time goes on counting.
//! * SESSION_INFO stands for a session only where it answers a question for the current one.

mod session;
mod slots;

use jiff::Timestamp;
use udp_plugin::journal::{Direction, Line};
use udp_plugin::{Command, Message, SessionChoice, SessionInfo};

pub use self::session::MAX_PEOPLE;
use self::session::{Learned, Running};
use self::slots::Slots;
use crate::SessionResult;

/// The largest journal that is read, in bytes.
pub const MAX_BYTES: usize = 64 << 20;

/// Sessions that one journal can have; a server that changes session every minute has 1440 a day.
const MAX_SESSIONS: usize = 2000;

/// Laps after END_SESSION belong to no session for so many seconds; after that NEW_SESSION was not heard.
const LIMBO: f64 = 5.0;

/// What a journal holds.
#[derive(Debug)]
pub struct Journal {
    /// In the order in which they ran; the last one may still run.
    pub sessions: Vec<SessionResult>,
    /// Lines that could not be read: torn by a power cut, or never a journal's.
    pub skipped: usize,
    /// The session that runs when it ends, if one does.
    pub live: Option<Live>,
}

/// A session that runs, and who is there.
#[derive(Clone, Debug)]
pub struct Live {
    /// What was driven so far.
    pub result: SessionResult,
    /// When it began, if it was heard and the journal has dates.
    pub began: Option<Timestamp>,
    /// How long it takes in minutes; nothing where laps count.
    pub minutes: Option<u16>,
    /// Who is on the server, by slot.
    pub present: Vec<Present>,
}

/// Somebody on the server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Present {
    /// The Steam id.
    pub guid: String,
    /// The name, which the driver chose.
    pub name: String,
    /// The car's folder.
    pub car: String,
}

/// A journal larger than [`MAX_BYTES`].
#[derive(Debug, thiserror::Error)]
#[error("the journal has {0} bytes; at most {MAX_BYTES} are read")]
pub struct TooLarge(usize);

/// Reads a whole journal.
///
/// # Errors
/// [`TooLarge`]. A line that cannot be read is passed over and counted.
pub fn read(bytes: &[u8]) -> Result<Journal, TooLarge> {
    if MAX_BYTES < bytes.len() {
        return Err(TooLarge(bytes.len()));
    }
    let mut reader = Reader::default();
    let mut skipped = 0;
    for line in String::from_utf8_lossy(bytes).lines() {
        match Line::parse(line) {
            Ok(line) => reader.hear(&line),
            Err(_) if line.trim().is_empty() => {}
            Err(_) => skipped += 1,
        }
    }
    Ok(Journal {
        sessions: reader.sessions(),
        skipped,
        live: reader.live(),
    })
}

/// Whether these bytes begin like a journal, and not like a results file.
#[must_use]
pub fn is_journal(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(udp_plugin::journal::MAX_LINE)]);
    text.lines().take(5).any(|line| Line::parse(line).is_ok())
}

/// Follows a server, one datagram at a time.
#[derive(Debug, Default)]
pub struct Reader {
    slots: Slots,
    sessions: Vec<Running>,
    /// Questions for the running session that are not answered yet, and for its version.
    asked_session: bool,
    asked_version: bool,
    /// The program said its version unasked: it has just started.
    restarted: bool,
    /// When the last thing was said.
    now: f64,
}

impl Reader {
    /// Takes in what was said next. What cannot be understood is passed over.
    pub fn hear(&mut self, line: &Line) {
        let silence = line.t - std::mem::replace(&mut self.now, line.t);
        match line.direction {
            Direction::ToServer => {
                if let Ok(command) = Command::decode(&line.datagram) {
                    self.asked(&command, silence);
                }
            }
            Direction::FromServer => {
                if let Ok(message) = Message::decode(&line.datagram) {
                    self.told(line.t, message);
                }
            }
        }
    }

    /// The sessions so far, in the order in which they ran; the last one may still run.
    #[must_use]
    pub fn sessions(&self) -> Vec<SessionResult> {
        self.sessions.iter().map(Running::result).collect()
    }

    /// The session that runs, and who is there.
    #[must_use]
    pub fn live(&self) -> Option<Live> {
        let running = self.sessions.last().filter(|it| it.ended.is_none())?;
        let info = running.info.as_ref();
        let present = self.slots.connected().map(|(_, seat)| Present {
            guid: seat.guid.clone(),
            name: seat.driver.clone(),
            car: seat.car.clone(),
        });
        Some(Live {
            result: running.result(),
            began: running.began.and_then(date),
            minutes: info
                .map(|info| info.minutes)
                .filter(|minutes| 0 < *minutes && info.is_some_and(|info| info.laps == 0)),
            present: present.collect(),
        })
    }

    fn asked(&mut self, command: &Command, silence: f64) {
        match command {
            // The first word of whoever begins to listen.
            Command::Version => {
                self.asked_version = true;
                if let Some(session) = self.open() {
                    session.listened_again(silence);
                }
            }
            Command::GetSessionInfo(choice) => {
                self.asked_session = *choice == SessionChoice::Current
            }
            _ => {}
        }
    }

    fn told(&mut self, t: f64, message: Message) {
        match message {
            Message::Version(_) => self.restarted = !std::mem::take(&mut self.asked_version),
            Message::NewSession(info) => self.new_session(t, info),
            Message::SessionInfo(info) => self.session_info(t, info),
            Message::EndSession { .. } => {
                if let Some(session) = self.open() {
                    session.end(t, true);
                }
            }
            Message::NewConnection(driver) => {
                let back = self.slots.joined(&driver);
                if let Some(session) = self.open() {
                    session.joined(driver.car, &driver.guid, back);
                }
                self.show_seat(driver.car);
            }
            Message::ConnectionClosed(driver) => {
                self.slots.left(&driver);
                self.show_seat(driver.car);
            }
            Message::CarInfo(info) => {
                self.slots.told(&info);
                self.show_seat(info.car);
            }
            Message::LapCompleted(lap) => self.lap(t, &lap),
            Message::ClientEvent(event) => {
                let person = self.slots.person(event.car);
                if let Some(session) = self.open() {
                    session.contact(event, &person);
                }
            }
            Message::CarUpdate(_)
            | Message::Chat { .. }
            | Message::ClientLoaded(_)
            | Message::Error(_) => {}
        }
    }

    fn open(&mut self) -> Option<&mut Running> {
        self.sessions
            .last_mut()
            .filter(|session| session.ended.is_none())
    }

    /// Who sits in a slot was learned: the session's entries follow.
    fn show_seat(&mut self, car: u8) {
        if let Some(seat) = self.slots.seat(car)
            && let Some(session) = self
                .sessions
                .last_mut()
                .filter(|session| session.ended.is_none())
        {
            session.seat(car, seat);
        }
    }

    fn new_session(&mut self, t: f64, info: SessionInfo) {
        let restarted = std::mem::take(&mut self.restarted);
        if let Some(session) = self.open() {
            // acServer announces its first session twice, a second apart; and who has just asked was told.
            if !restarted && session.laps_heard == 0 && session.is(&info) {
                session.announced(info);
                return;
            }
            session.end(t, !restarted);
        }
        if restarted {
            self.slots = Slots::default();
        }
        self.begin(Some(info), Learned::Announced);
    }

    fn session_info(&mut self, t: f64, info: SessionInfo) {
        let asked = std::mem::take(&mut self.asked_session);
        let first = self.sessions.is_empty();
        self.restarted = false;
        match self.open() {
            Some(session) if session.is(&info) => {}
            Some(session) if asked => {
                // It changed while nobody listened.
                session.end(t, true);
                self.begin(Some(info), Learned::Asked);
            }
            None if asked || first => self.begin(Some(info), Learned::Asked),
            Some(_) | None => {}
        }
    }

    fn begin(&mut self, info: Option<SessionInfo>, learned: Learned) {
        if self.sessions.len() == MAX_SESSIONS {
            return;
        }
        let mut session = Running::new(info, learned);
        session.began = (learned == Learned::Announced).then_some(self.now);
        for (car, seat) in self.slots.connected() {
            session.seat(car, seat);
        }
        self.sessions.push(session);
    }

    fn lap(&mut self, t: f64, lap: &udp_plugin::LapCompleted) {
        let before = self.sessions.last();
        let missed = match before {
            None => true,
            Some(session) => match session.ended {
                Some(ended) => ended + LIMBO < t,
                None => session.began_anew(lap, &self.slots),
            },
        };
        if missed {
            // Nobody heard the change: the next session is like this one, as far as the table lets it.
            let info = before.and_then(|session| session.info.clone());
            if let Some(session) = self.open() {
                session.end(t, true);
            }
            self.begin(info, Learned::Guessed);
        }
        let slots = &self.slots;
        if let Some(session) = self
            .sessions
            .last_mut()
            .filter(|session| session.ended.is_none())
        {
            session.lap(t, lap, slots);
        }
    }
}

/// A journal's time as a date, if it counts from 1970.
fn date(t: f64) -> Option<Timestamp> {
    const YEAR_2001: f64 = 1.0e9;
    const YEAR_2100: f64 = 4.1e9;
    if !(YEAR_2001..YEAR_2100).contains(&t) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "within the range above")]
    Timestamp::from_millisecond((t * 1000.0).round() as i64).ok()
}
