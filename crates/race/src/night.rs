//! One race night, as it is kept.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use configuration::{Change, Link, Raced};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Snowflake;
use crate::handicap::Handicap;
use crate::places::Untold;
use crate::signup::{Entry, SignUp};
use crate::start::Start;
use crate::steps::{Progress, Step};

/// The newest version of the document that this code reads. A newer one is left alone.
///
/// Version 2 is written for as long as drivers are to be told something that version 1 did not know, so that a bot
/// of that version beside this one leaves the night to this one, and can drive it again afterwards.
pub const SCHEMA: u32 = 2;

/// A night's id: unique in its Discord server, and the same however often the night is planned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NightId(String);

impl NightId {
    const LONGEST: usize = 24;

    /// Of a series' first night: from what makes it unique, such as the id of the interaction that
    /// asked for it.
    pub fn of_request(request: Snowflake) -> Self {
        Self(format!("{request:x}"))
    }

    /// The next night of the series: planned twice it is the same night.
    pub fn following(&self) -> Self {
        let (series, number) = self.0.split_once('-').unwrap_or((&self.0, "0"));
        let number: u32 = number.parse().unwrap_or(0);
        Self(format!("{series}-{}", number.saturating_add(1)))
    }

    /// The id of its series' first night: what the nights of a series have in common.
    pub fn series(&self) -> Self {
        let (series, _) = self.0.split_once('-').unwrap_or((&self.0, ""));
        Self(series.to_owned())
    }

    /// Whether it is the first night of its series, or the only one.
    pub fn is_first(&self) -> bool {
        !self.0.contains('-')
    }

    /// The id as text: letters, digits and `-`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NightId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for NightId {
    type Err = &'static str;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let fits = (1..=Self::LONGEST).contains(&raw.len())
            && raw
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits {
            Ok(Self(raw.to_owned()))
        } else {
            Err("not the id of a race")
        }
    }
}

impl TryFrom<String> for NightId {
    type Error = &'static str;

    fn try_from(raw: String) -> Result<Self, Self::Error> {
        raw.parse()
    }
}

impl From<NightId> for String {
    fn from(id: NightId) -> Self {
        id.0
    }
}

/// What is raced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pack {
    /// A pack in the bucket, by its key.
    Stored(String),
}

/// The night's hours, in minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// When drivers are reminded, before the start; the longest first.
    pub reminders: Vec<u32>,
    /// When the server is to be online, before the start.
    pub doors: u32,
    /// When sign-up closes, before the start: a promise to drivers, so a server that must be started
    /// with the list waits for it. Without sign-up the server starts no earlier.
    pub closes: u32,
    /// How long all sessions take together.
    pub length: u32,
    /// How long the server stays after the last session, once its results are safe.
    pub linger: u32,
}

/// How long before its server is to be online sign-up usually closes, in minutes: time for the slowest machine to
/// come up with the list.
const LIST_MINUTES: u32 = 30;

impl Timing {
    /// The usual hours of a night of this length: reminders an hour and a quarter of an hour before,
    /// and the server online before the first of them.
    pub fn usual(length: u32) -> Self {
        Self::with_reminders(length, vec![60, 15])
    }

    /// Whether these are the hours of a night that was planned shortly before its start, and has less than usual.
    pub(crate) fn are_shortened(&self) -> bool {
        self.closes < self.doors.saturating_add(LIST_MINUTES)
    }

    /// The same with other reminders. A server that is needed for a reminder a day before would run
    /// for a day: for one that is more than an hour ahead it does not come online.
    pub fn with_reminders(length: u32, mut reminders: Vec<u32>) -> Self {
        reminders.sort_unstable_by(|a, b| b.cmp(a));
        reminders.dedup();
        let doors = reminders
            .iter()
            .copied()
            .find(|minutes| *minutes <= 60)
            .unwrap_or(15);
        Self {
            reminders,
            doors,
            closes: doors + LIST_MINUTES,
            length,
            linger: 10,
        }
    }
}

/// Where a night stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// To come, or on.
    Planned,
    /// Called off.
    Cancelled {
        /// By whom.
        by: Snowflake,
        /// What they said.
        why: String,
    },
    /// It has been.
    Over,
}

/// One race night. It is kept as JSON, and written only where nobody has changed it meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Night {
    /// The version of the document that it was read from; see [`SCHEMA`].
    pub schema: u32,
    /// Which night.
    pub id: NightId,
    /// The Discord server.
    pub guild: Snowflake,
    /// Where its card stands.
    pub channel: Snowflake,
    /// Who planned it, and is told what goes wrong.
    pub organiser: Snowflake,
    /// Its name.
    pub name: String,
    /// When.
    pub start: Start,
    /// Its hours.
    pub timing: Timing,
    /// The hours of the nights that follow, where this one's are shorter because it was planned late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual_timing: Option<Timing>,
    /// What is raced.
    pub pack: Pack,
    /// What is different from the pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// Track, sessions and password, as the pack and the change say them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raced: Option<Raced>,
    /// Whom announcement and reminders ping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Snowflake>,
    /// The rules of the list; none: whoever has the link may come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_up: Option<SignUp>,
    /// Where drivers get the track and the cars, as far as the pack says it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The league's own page with all that its drivers need.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub downloads: Option<String>,
    /// Ballast and restrictor by the standings, given when sign-up closes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handicap: Option<Handicap>,
    /// Who signed up, in the order in which they did.
    #[serde(default)]
    pub entries: Vec<Entry>,
    /// Where it stands.
    pub state: State,
    /// The card's message, once it is posted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Snowflake>,
    /// The scheduled event beside the card, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Snowflake>,
    /// Whether its card has a thread.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub chatter: bool,
    /// The thread below the card, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<Snowflake>,
    /// The server of the night, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// The servers whose place [`Self::server`] has taken, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_servers: Vec<String>,
    /// When a steward ended it, before its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// What drivers are still to be told of the list, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub untold: Vec<Untold>,
    /// What has been done.
    #[serde(default)]
    pub(crate) steps: BTreeMap<Step, Progress>,
    /// What a newer version added; kept as it came.
    #[serde(flatten)]
    more: BTreeMap<String, serde_json::Value>,
}

/// Why a document is no night.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// A newer version of the program wrote it.
    Newer(u32),
    /// It is damaged.
    Damaged(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer(schema) => write!(
                f,
                "The race was written by a newer ac-deploy (schema {schema}; this one reads up to {SCHEMA}). Update this one."
            ),
            Self::Damaged(why) => write!(f, "The race cannot be read: {why}"),
        }
    }
}

impl std::error::Error for Unreadable {}

/// A night that cannot be put into its document. What was kept of it before stays as it is.
#[derive(Debug)]
pub struct Unwritable(serde_json::Error);

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the race cannot be written")
    }
}

impl std::error::Error for Unwritable {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// What a night is planned with.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Which night.
    pub id: NightId,
    /// The Discord server.
    pub guild: Snowflake,
    /// Where its card is to stand.
    pub channel: Snowflake,
    /// Who plans it.
    pub organiser: Snowflake,
    /// Its name, already checked by [`league_name`](crate::league_name).
    pub name: String,
    /// When.
    pub start: Start,
    /// Its hours.
    pub timing: Timing,
    /// What is raced.
    pub pack: Pack,
}

impl Night {
    /// A planned night without sign-up, change and role.
    pub fn new(plan: Plan) -> Self {
        Self {
            schema: 1,
            id: plan.id,
            guild: plan.guild,
            channel: plan.channel,
            organiser: plan.organiser,
            name: plan.name,
            start: plan.start,
            timing: plan.timing,
            usual_timing: None,
            pack: plan.pack,
            change: None,
            raced: None,
            role: None,
            sign_up: None,
            links: Vec::new(),
            downloads: None,
            handicap: None,
            entries: Vec::new(),
            state: State::Planned,
            card: None,
            event: None,
            chatter: false,
            thread: None,
            server: None,
            former_servers: Vec::new(),
            ended: None,
            untold: Vec::new(),
            steps: BTreeMap::new(),
            more: BTreeMap::new(),
        }
    }

    /// Reads a document.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn read(json: &[u8]) -> Result<Self, Unreadable> {
        #[derive(Deserialize)]
        struct Version {
            schema: u32,
        }
        let damaged = |error: serde_json::Error| Unreadable::Damaged(error.to_string());
        let version: Version = serde_json::from_slice(json).map_err(damaged)?;
        if SCHEMA < version.schema {
            return Err(Unreadable::Newer(version.schema));
        }
        serde_json::from_slice(json).map_err(damaged)
    }

    /// The document.
    ///
    /// # Errors
    /// [`Unwritable`]: what a newer version added is of a form that cannot be written again.
    pub fn write(&self) -> Result<Vec<u8>, Unwritable> {
        let night = Self {
            schema: self.version(),
            ..self.clone()
        };
        serde_json::to_vec_pretty(&night).map_err(Unwritable)
    }

    /// The oldest version that knows all that this night says.
    fn version(&self) -> u32 {
        let is_new = |untold: &Untold| {
            matches!(
                untold,
                Untold::Moved(_) | Untold::Banned(_) | Untold::Stopped(_)
            )
        };
        match self.untold.iter().any(is_new) || self.steps.contains_key(&Step::TellDrivers) {
            true => 2,
            false => 1,
        }
    }

    /// When the last session is to end, or was ended.
    pub fn planned_end(&self) -> Timestamp {
        let planned = self.start.after(self.timing.length);
        self.ended.map_or(planned, |ended| ended.min(planned))
    }

    /// Notes that a steward ended it: its server goes as soon as its results are safe. Done twice it is done.
    pub fn end(&mut self, now: Timestamp) {
        self.ended.get_or_insert(now);
    }

    /// Whether it is still to come or on.
    pub fn is_open(&self) -> bool {
        self.state == State::Planned
    }

    /// Whether it is off since nobody signed up: the time of its server came, and there was nobody to start one
    /// for.
    pub fn came_to_nothing(&self) -> bool {
        let is_called_off = matches!(self.state, State::Cancelled { .. });
        let began = self.is_done(Step::StartServer) && !self.is_missed(Step::StartServer);
        !is_called_off && began && self.sign_up.is_some() && self.server.is_none()
    }

    /// Whether drivers need a password to join.
    pub fn has_password(&self) -> bool {
        self.raced
            .as_ref()
            .is_some_and(|raced| raced.password.is_some())
    }

    /// Whether another night is called the same and begins at the same moment: nobody could tell them apart.
    pub fn is_like(&self, other: &Self) -> bool {
        self.id != other.id
            && self.is_open()
            && self.name.to_lowercase() == other.name.to_lowercase()
            && self.start.instant() == other.start.instant()
    }

    /// Calls it off. `false`: it was over, or called off already.
    pub fn cancel(&mut self, by: Snowflake, why: &str) -> bool {
        let open = self.is_open();
        if open {
            let why = why.chars().filter(|c| !c.is_control()).take(200).collect();
            self.state = State::Cancelled { by, why };
        }
        open
    }

    /// Moves it. What was done for the former hour and has its own hour is done again, and whoever saw the card
    /// is to be told.
    pub fn reschedule(&mut self, start: Start) {
        let before = self.start.instant();
        let knows = |untold: &Untold| matches!(untold, Untold::Moved(_));
        if self.card.is_some() && before != start.instant() && !self.untold.iter().any(knows) {
            self.untold.push(Untold::Moved(before));
        }
        self.start = start;
        self.ended = None;
        self.steps.retain(|step, _| *step == Step::Announce);
    }

    /// The night a week later, with the same rules and nobody on its list; `None` if it comes once.
    /// A night that was called off does not end its series.
    pub fn following(&self, now: Timestamp) -> Option<Self> {
        self.start.weekly.then(|| Self {
            id: self.id.following(),
            start: self.start.next_after(now),
            timing: self.usual_timing.clone().unwrap_or(self.timing.clone()),
            usual_timing: None,
            entries: Vec::new(),
            state: State::Planned,
            card: None,
            event: None,
            thread: None,
            server: None,
            former_servers: Vec::new(),
            ended: None,
            untold: Vec::new(),
            steps: BTreeMap::new(),
            ..self.clone()
        })
    }

    /// Goes on with another server, which takes the place of `old`. Done twice it is done.
    pub fn follow(&mut self, old: &str, new: &str) {
        if self.server.as_deref() == Some(new) {
            return;
        }
        if !self.former_servers.iter().any(|former| former == old) {
            self.former_servers.push(old.to_owned());
        }
        self.server = Some(new.to_owned());
    }

    /// Ends the series with this night.
    pub fn comes_no_more(&mut self) {
        self.start.weekly = false;
    }
}
