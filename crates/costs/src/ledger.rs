//! One month of one Discord server: which machines there were, and when they ran.

use std::collections::BTreeMap;

use domain::ids::{InstanceType, ServerId};
use jiff::{SignedDuration, Timestamp};
use pack::Platform;
use serde::{Deserialize, Serialize};

use crate::month::Month;
use crate::stored::Stored;

/// The version of the form that this build writes.
const SCHEMA: u32 = 1;
/// The most servers that a document holds: who makes more in a month has another problem.
const MOST_SERVERS: usize = 2000;
/// Where a machine was seen within this time before its end was, it ran until now.
const CLOSE: SignedDuration = SignedDuration::from_mins(10);
/// How often the document is written although only time has passed.
const LATER: SignedDuration = SignedDuration::from_mins(15);

/// Of which shares of the budget a channel is told, in percent, the highest first.
const BUDGET_SHARES: [u32; 2] = [100, 80];
/// Who is about to tell a channel something has done so within this time, or never will. Less than Discord knows
/// a repeat for.
const TELLING: SignedDuration = SignedDuration::from_mins(2);

/// When a machine has sent so much more than was written down, that is written down.
const SENT: u64 = 256 << 20;

/// What a machine has used since it was powered on, in its own words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// How many bytes it sent.
    pub sent_bytes: u64,
    /// For how many seconds its processors worked, all of them together.
    pub busy_seconds: u64,
}

impl Usage {
    fn max(self, other: Self) -> Self {
        Self {
            sent_bytes: self.sent_bytes.max(other.sent_bytes),
            busy_seconds: self.busy_seconds.max(other.busy_seconds),
        }
    }

    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// A server as it is seen at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenServer {
    /// Which.
    pub id: ServerId,
    /// What people call it.
    pub name: String,
    /// The kind of machine.
    pub size: InstanceType,
    /// Its system.
    pub platform: Platform,
    /// Its disk, in GiB.
    pub disk_gib: u16,
    /// When it was last powered on.
    pub launched: Timestamp,
    /// Whether its machine costs money by the hour now.
    pub runs: bool,
    /// What it has used in this run, if it says so.
    pub usage: Option<Usage>,
    /// Whether it is deleted.
    pub gone: bool,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Span {
    pub(crate) from: Timestamp,
    /// When it was seen last.
    pub(crate) seen: Timestamp,
    /// Whether it was over then.
    pub(crate) over: bool,
    /// What was used up to then, since the machine was powered on.
    #[serde(default, skip_serializing_if = "Usage::is_none")]
    used: Usage,
    /// What of that was used in the month before.
    #[serde(default, skip_serializing_if = "Usage::is_none")]
    before: Usage,
}

impl Span {
    fn begun(from: Timestamp, now: Timestamp) -> Self {
        Self {
            from,
            seen: now.max(from),
            over: false,
            used: Usage::default(),
            before: Usage::default(),
        }
    }

    fn see(&mut self, now: Timestamp) {
        self.seen = self.seen.max(now);
    }

    /// Takes in what was used. A machine that ran into the month began it with what it says first.
    fn use_up(&mut self, usage: Option<Usage>, ran_into: bool) {
        let Some(usage) = usage else { return };
        if ran_into && self.used.is_none() {
            self.before = usage;
        }
        self.used = self.used.max(usage);
    }

    /// What was used in this month.
    pub(crate) fn usage(&self) -> Usage {
        Usage {
            sent_bytes: self.used.sent_bytes.saturating_sub(self.before.sent_bytes),
            busy_seconds: self
                .used
                .busy_seconds
                .saturating_sub(self.before.busy_seconds),
        }
    }

    fn end(&mut self, now: Timestamp) {
        if now.duration_since(self.seen) <= CLOSE {
            self.see(now);
        }
        self.over = true;
    }

    pub(crate) fn length(&self) -> SignedDuration {
        self.seen
            .duration_since(self.from)
            .max(SignedDuration::ZERO)
    }
}

/// One server's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) size: InstanceType,
    pub(crate) platform: Platform,
    pub(crate) disk_gib: u16,
    /// When it had a disk.
    pub(crate) disk: Span,
    /// When its machine ran.
    pub(crate) runs: Vec<Span>,
    /// When it ran last before this month, as far as that is known.
    #[serde(default)]
    ran: Option<Timestamp>,
    /// When the channel was last told that it costs money although it is stopped.
    #[serde(default)]
    mentioned: Option<Timestamp>,
    /// Somebody is about to tell it so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mentioning: Option<Mentioning>,
}

/// That somebody is about to tell the channel that a stopped server costs money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Mentioning {
    /// Since when somebody is about to.
    first: Timestamp,
    /// When somebody said so last.
    last: Timestamp,
}

/// That somebody is about to tell the channel how much of its budget is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Telling {
    percent: u32,
    /// Since when somebody is about to.
    first: Timestamp,
    /// When somebody said so last.
    last: Timestamp,
}

/// That a share of the budget is to be told now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BudgetDue {
    /// Which share, in percent.
    pub percent: u32,
    /// Since when somebody else was about to tell it and has not noted that they did: their message may be there.
    pub perhaps_since: Option<Timestamp>,
}

/// That a channel is to be told now that a stopped server costs money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoppedDue {
    /// Which server.
    pub server: ServerId,
    /// Since when nothing is known to have run.
    pub since: Timestamp,
    /// When it is told.
    pub at: Timestamp,
    /// Since when somebody else was about to tell it and has not noted that they did: their message may be there.
    pub perhaps_since: Option<Timestamp>,
}

/// What ran when in one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    schema: u32,
    /// Which month.
    pub month: Month,
    /// The highest share of the budget, in percent, that the channel was told of.
    #[serde(default)]
    told_percent: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    telling: Option<Telling>,
    /// What is known from the month before was taken over.
    #[serde(default)]
    continued: bool,
    /// Its packs.
    #[serde(default)]
    pub(crate) stored: Option<Stored>,
    pub(crate) servers: BTreeMap<ServerId, Entry>,
}

/// What an observation changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Nothing, or time has passed and that need not be written down yet.
    Nothing,
    /// Something that must be written down.
    News,
}

/// A document that is no ledger.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It is damaged.
    #[error("it is not a ledger: {0}")]
    Damaged(#[from] serde_json::Error),
    /// A newer program wrote it.
    #[error("it is of version {0}, which is newer than this program")]
    Newer(u32),
}

impl Ledger {
    /// An empty one.
    pub fn new(month: Month) -> Self {
        Self {
            schema: SCHEMA,
            month,
            told_percent: 0,
            telling: None,
            continued: false,
            stored: None,
            servers: BTreeMap::new(),
        }
    }

    /// Reads a document.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        #[derive(Deserialize)]
        struct Form {
            schema: u32,
        }
        let Form { schema } = serde_json::from_slice(bytes)?;
        if SCHEMA < schema {
            return Err(Unreadable::Newer(schema));
        }
        Ok(serde_json::from_slice(bytes)?)
    }

    /// Writes it.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    /// Takes in how all of a Discord server's servers stand. Those that are not there any more are gone.
    /// Safe to repeat, and the same whoever does it.
    pub fn observe(&mut self, servers: &[SeenServer], now: Timestamp) -> Change {
        let before = self.clone();
        let now = now.min(self.month.end()).max(self.month.start());
        for server in servers {
            self.see(server, now);
        }
        for (id, entry) in &mut self.servers {
            if !servers.iter().any(|server| server.id == *id) {
                entry.is_gone(now);
            }
        }
        match before.differs(self) {
            true => Change::News,
            false => Change::Nothing,
        }
    }

    /// Whether what is known from the month before is still to be taken over.
    pub fn lacks_previous(&self) -> bool {
        !self.continued
    }

    /// Takes over what is known from the month before: what lay in storage, and when a stopped server ran
    /// last and was mentioned last.
    pub fn continue_from(&mut self, previous: &Self) -> Change {
        if self.continued {
            return Change::Nothing;
        }
        self.continued = true;
        for (id, entry) in &mut self.servers {
            if let Some(before) = previous.servers.get(id) {
                entry.ran = before.ran_last().max(entry.ran);
                entry.mentioned = before.mentioned.max(entry.mentioned);
                entry.mentioning = entry.mentioning.or(before.mentioning);
            }
        }
        if let (None, Some(before)) = (&self.stored, &previous.stored) {
            self.stored = Some(Stored::begun(before.bytes, self.month.start()));
        }
        Change::News
    }

    /// Takes in how many bytes the Discord server's packs have. They count from when they were first seen.
    pub fn observe_storage(&mut self, bytes: u64, now: Timestamp) -> Change {
        let now = now.min(self.month.end()).max(self.month.start());
        let changed = match &mut self.stored {
            Some(stored) => stored.see(bytes, now),
            None if bytes == 0 => false,
            stored => {
                *stored = Some(Stored::begun(bytes, now));
                true
            }
        };
        match changed {
            true => Change::News,
            false => Change::Nothing,
        }
    }

    fn see(&mut self, server: &SeenServer, now: Timestamp) {
        // A later month's run is no part of this one, and its machine perhaps neither.
        let later = self.month.end() <= server.launched;
        let launched = server.launched.max(self.month.start()).min(now);
        if !self.servers.contains_key(&server.id) {
            // What was over before the month began, or before anybody looked, leaves nothing.
            if server.gone || later || MOST_SERVERS <= self.servers.len() {
                return;
            }
            let entry = Entry {
                name: server.name.clone(),
                size: server.size.clone(),
                platform: server.platform,
                disk_gib: server.disk_gib,
                disk: Span::begun(launched, now),
                runs: Vec::new(),
                ran: (server.launched < self.month.start()).then_some(server.launched),
                mentioned: None,
                mentioning: None,
            };
            self.servers.insert(server.id.clone(), entry);
        }
        let Some(entry) = self.servers.get_mut(&server.id) else {
            return;
        };
        if server.gone {
            entry.is_gone(now);
            return;
        }
        entry.disk.see(now);
        let open = entry.runs.last_mut().filter(|run| !run.over);
        if let Some(run) = open {
            if later {
                run.over = true;
            } else if !server.runs {
                run.end(now);
            } else if run.from == launched {
                run.see(now);
                run.use_up(server.usage, server.launched < self.month.start());
            } else {
                // It ended and began again unseen.
                run.over = true;
                entry.runs.push(Span::begun(launched, now));
            }
        } else if server.runs && !later && !entry.runs.iter().any(|run| run.from == launched) {
            entry.runs.push(Span::begun(launched, now));
        }
    }

    /// Whether a reader should know of the difference by now.
    fn differs(&self, after: &Self) -> bool {
        let moved = |before: &Span, after: &Span| {
            before.from != after.from
                || before.over != after.over
                || LATER <= after.seen.duration_since(before.seen)
                || SENT <= after.used.sent_bytes.saturating_sub(before.used.sent_bytes)
        };
        self.servers.len() != after.servers.len()
            || self.servers.iter().any(|(id, before)| {
                after.servers.get(id).is_none_or(|after| {
                    let mut runs = before.runs.iter().zip(&after.runs);
                    before.runs.len() != after.runs.len()
                        || moved(&before.disk, &after.disk)
                        || runs.any(|(before, after)| moved(before, after))
                })
            })
    }

    /// The servers of those that `counts` that have been stopped for so long since they ran or were mentioned last.
    /// Whoever gets them is expected to tell it and to call [`Self::stopped_told`]; whoever has not within a moment is
    /// taken for dead.
    pub fn mention_stopped(
        &mut self,
        after: SignedDuration,
        now: Timestamp,
        counts: impl Fn(&ServerId) -> bool,
    ) -> Vec<StoppedDue> {
        let counted = self.servers.iter_mut().filter(|(id, _)| counts(id));
        counted
            .filter_map(|(id, entry)| entry.mention(id, after, now))
            .collect()
    }

    /// Notes that the channel was told of a stopped server.
    pub fn stopped_told(&mut self, due: &StoppedDue) -> Change {
        match self.servers.get_mut(&due.server) {
            Some(entry) if entry.mentioned < Some(due.at) => {
                entry.mentioned = Some(due.at);
                entry.mentioning = None;
                Change::News
            }
            _ => Change::Nothing,
        }
    }

    /// What the channel is to be told of its budget, of which `percent` are spent. Whoever gets this is expected to
    /// tell it and to call [`Self::budget_told`]; whoever has not within a moment is taken for dead.
    pub fn tell_budget(&mut self, percent: u32, now: Timestamp) -> Option<BudgetDue> {
        let due = BUDGET_SHARES.into_iter().find(|due| *due <= percent)?;
        if due <= self.told_percent {
            return None;
        }
        let others = self.telling.filter(|telling| telling.percent == due);
        if others.is_some_and(|others| now.duration_since(others.last) < TELLING) {
            return None;
        }
        self.telling = Some(Telling {
            percent: due,
            first: others.map_or(now, |others| others.first),
            last: now,
        });
        Some(BudgetDue {
            percent: due,
            perhaps_since: others.map(|others| others.first),
        })
    }

    /// Notes that the channel was told of this share of its budget.
    pub fn budget_told(&mut self, percent: u32) -> Change {
        if percent <= self.told_percent {
            return Change::Nothing;
        }
        self.told_percent = percent;
        self.telling.take_if(|telling| telling.percent <= percent);
        Change::News
    }

    /// Whether something ran, or lay on a disk, when it was last written.
    pub fn is_open(&self) -> bool {
        let open = |entry: &Entry| !entry.disk.over || entry.runs.iter().any(|run| !run.over);
        self.servers.values().any(open)
    }
}

impl Entry {
    /// When it ran last, as far as that is known.
    fn ran_last(&self) -> Option<Timestamp> {
        self.runs.last().map(|run| run.seen).or(self.ran)
    }

    /// That it is to be mentioned now, if it is and nobody else is about to.
    fn mention(
        &mut self,
        id: &ServerId,
        after: SignedDuration,
        now: Timestamp,
    ) -> Option<StoppedDue> {
        let runs = self.runs.last().is_some_and(|run| !run.over);
        let since = self.ran_last().unwrap_or(self.disk.from);
        let last = self.mentioned.map_or(since, |then| then.max(since));
        if self.disk.over || runs || now.duration_since(last) < after {
            return None;
        }
        // What somebody was about to say before it ran once more is out of date.
        let others = self.mentioning.filter(|others| last < others.first);
        if others.is_some_and(|others| now.duration_since(others.last) < TELLING) {
            return None;
        }
        self.mentioning = Some(Mentioning {
            first: others.map_or(now, |others| others.first),
            last: now,
        });
        Some(StoppedDue {
            server: id.clone(),
            since,
            at: now,
            perhaps_since: others.map(|others| others.first),
        })
    }

    fn is_gone(&mut self, now: Timestamp) {
        let open = |span: &&mut Span| !span.over;
        if let Some(run) = self.runs.last_mut().filter(open) {
            run.end(now);
        }
        if !self.disk.over {
            self.disk.end(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        format!("2026-11-{text}:00Z").parse().expect("a moment")
    }

    fn server(launched: Timestamp, runs: bool) -> SeenServer {
        SeenServer {
            id: ServerId::from_bits(1),
            name: "Friday".to_owned(),
            size: InstanceType::new("t3.small"),
            platform: Platform::Linux,
            disk_gib: 8,
            launched,
            runs,
            usage: None,
            gone: false,
        }
    }

    fn hours(ledger: &Ledger) -> Vec<f64> {
        let entry = ledger.servers.values().next().expect("a server");
        let length = |run: &Span| run.length().as_secs_f64() / 3600.0;
        entry.runs.iter().map(length).collect()
    }

    fn november() -> Ledger {
        Ledger::new("2026-11".parse().expect("a month"))
    }

    #[test]
    fn an_evening_is_counted_from_its_start_to_its_end() {
        let mut ledger = november();
        let launched = at("06T19:00");
        assert_eq!(
            ledger.observe(&[server(launched, true)], at("06T19:01")),
            Change::News
        );
        assert_eq!(
            ledger.observe(&[server(launched, true)], at("06T19:05")),
            Change::Nothing
        );
        assert_eq!(
            ledger.observe(&[server(launched, true)], at("06T21:59")),
            Change::News
        );
        assert_eq!(
            ledger.observe(&[server(launched, false)], at("06T22:00")),
            Change::News
        );
        assert_eq!(
            ledger.observe(&[server(launched, false)], at("06T22:01")),
            Change::Nothing
        );
        assert_eq!(hours(&ledger), [3.0]);
    }

    #[test]
    fn a_bot_that_was_down_counts_what_it_saw() {
        let mut ledger = november();
        let first = at("06T19:00");
        ledger.observe(&[server(first, true)], at("06T20:00"));
        // It ended and was started again meanwhile.
        let second = at("13T19:00");
        ledger.observe(&[server(second, true)], at("13T20:00"));
        // It was deleted outside, and is not listed any more.
        ledger.observe(&[], at("20T20:00"));
        assert_eq!(hours(&ledger), [1.0, 1.0]);
        assert!(!ledger.is_open());
    }

    #[test]
    fn two_bots_write_the_same() {
        let seen = [server(at("06T19:00"), true)];
        let (mut one, mut other) = (november(), november());
        one.observe(&seen, at("06T20:00"));
        other.observe(&seen, at("06T20:00"));
        assert_eq!(one, other);
        assert_eq!(one.observe(&seen, at("06T20:00")), Change::Nothing);
        // One of them is behind.
        assert_eq!(one.observe(&seen, at("06T19:30")), Change::Nothing);
        assert_eq!(hours(&one), [1.0]);
    }

    #[test]
    fn a_run_over_the_months_end_is_part_of_both() {
        let seen = [server(at("30T22:00"), true)];
        let after: Timestamp = "2026-12-01T01:00:00Z".parse().expect("a moment");
        let (mut ledger, mut next) = (november(), Ledger::new(Month::of(after)));
        ledger.observe(&seen, after);
        next.observe(&seen, after);
        assert_eq!((hours(&ledger), hours(&next)), (vec![2.0], vec![1.0]));
    }

    fn december(text: &str) -> Timestamp {
        format!("2026-12-{text}:00Z").parse().expect("a moment")
    }

    #[test]
    fn a_server_of_this_month_is_no_part_of_the_last_one() {
        let mut ledger = november();
        let old = server(at("30T22:00"), true);
        ledger.observe(std::slice::from_ref(&old), at("30T23:00"));
        // The old one is started anew, and another one comes.
        let started = SeenServer {
            launched: december("01T19:00"),
            ..old
        };
        let new = SeenServer {
            id: ServerId::from_bits(2),
            ..started.clone()
        };
        ledger.observe(&[started.clone(), new.clone()], december("01T20:00"));
        assert_eq!(ledger.servers.len(), 1, "{ledger:?}");
        assert_eq!(hours(&ledger), [1.0]);
        // Nor are later looks at it.
        ledger.observe(&[started, new], december("01T21:00"));
        assert_eq!(hours(&ledger), [1.0]);
    }

    #[test]
    fn how_long_a_server_has_been_stopped_does_not_begin_anew_with_the_month() {
        let (mut ledger, mut next) = (november(), Ledger::new("2026-12".parse().expect("a month")));
        let stopped = server(at("20T19:00"), false);
        ledger.observe(&[server(at("20T19:00"), true)], at("20T22:00"));
        ledger.observe(std::slice::from_ref(&stopped), at("20T22:01"));
        assert_eq!(mention(&mut ledger, at("28T12:00")).len(), 1);
        ledger.observe_storage(5 << 30, at("20T22:00"));

        next.observe(&[stopped], december("01T00:05"));
        assert!(next.lacks_previous());
        assert_eq!(next.continue_from(&ledger), Change::News);
        assert_eq!(next.continue_from(&ledger), Change::Nothing);
        assert!(mention(&mut next, december("02T12:00")).is_empty());
        assert_eq!(mention(&mut next, december("05T13:00")), [at("20T22:01")]);
        assert_eq!(
            next.observe_storage(5 << 30, december("05T13:00")),
            Change::Nothing
        );
    }

    #[test]
    fn packs_count_for_as_long_as_they_lie_there() {
        let mut ledger = november();
        let gib_hours = |ledger: &Ledger, at| ledger.stored.as_ref().map(|it| it.gib_hours(at));
        assert_eq!(ledger.observe_storage(0, at("01T10:00")), Change::Nothing);
        assert_eq!(
            ledger.observe_storage(2 << 30, at("02T10:00")),
            Change::News
        );
        assert_eq!(
            ledger.observe_storage(2 << 30, at("02T14:00")),
            Change::Nothing
        );
        assert_eq!(ledger.observe_storage(0, at("02T20:00")), Change::News);
        // Another bot, which is behind.
        assert_eq!(
            ledger.observe_storage(2 << 30, at("02T19:00")),
            Change::Nothing
        );
        assert_eq!(gib_hours(&ledger, at("09T10:00")), Some(20.0));
    }

    #[test]
    fn whoever_says_that_a_budget_is_told_and_does_not_is_followed_by_another() {
        let mut ledger = november();
        let due = |percent, perhaps_since| {
            Some(BudgetDue {
                percent,
                perhaps_since,
            })
        };
        assert_eq!(ledger.tell_budget(79, at("06T20:00")), None);
        assert_eq!(ledger.tell_budget(84, at("06T20:00")), due(80, None));
        assert_eq!(ledger.tell_budget(84, at("06T20:01")), None, "another does");
        let first = Some(at("06T20:00"));
        assert_eq!(ledger.tell_budget(85, at("06T20:02")), due(80, first));
        assert_eq!(ledger.tell_budget(85, at("06T20:05")), due(80, first));
        assert_eq!(ledger.budget_told(80), Change::News);
        assert_eq!(ledger.budget_told(80), Change::Nothing);
        assert_eq!(ledger.tell_budget(99, at("06T21:00")), None);
        // The last of it is news of its own, at once.
        assert_eq!(ledger.tell_budget(99, at("06T21:00")), None);
        assert_eq!(ledger.tell_budget(100, at("06T21:00")), due(100, None));
        ledger.budget_told(100);
        assert_eq!(ledger.tell_budget(300, at("06T23:00")), None);
    }

    const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

    /// Mentions what is due, and notes it. Answers since when those are stopped.
    fn mention(ledger: &mut Ledger, now: Timestamp) -> Vec<Timestamp> {
        let due = ledger.mention_stopped(WEEK, now, |_| true);
        for due in &due {
            assert_eq!(ledger.stopped_told(due), Change::News);
        }
        due.iter().map(|due| due.since).collect()
    }

    #[test]
    fn a_stopped_server_is_mentioned_once_a_week() {
        let mut ledger = november();
        let launched = at("01T19:00");
        ledger.observe(&[server(launched, true)], at("01T22:00"));
        assert!(mention(&mut ledger, at("20T12:00")).is_empty(), "it runs");
        ledger.observe(&[server(launched, false)], at("01T22:01"));
        assert!(mention(&mut ledger, at("08T12:00")).is_empty());
        assert_eq!(mention(&mut ledger, at("08T23:00")), [at("01T22:01")]);
        assert!(mention(&mut ledger, at("09T12:00")).is_empty());
        assert_eq!(mention(&mut ledger, at("16T12:00")).len(), 1);
        ledger.observe(&[], at("16T13:00"));
        let later = mention(&mut ledger, at("30T12:00"));
        assert!(later.is_empty(), "it is deleted");
    }

    #[test]
    fn whoever_says_that_a_stopped_server_is_mentioned_and_does_not_is_followed_by_another() {
        let mut ledger = november();
        let launched = at("01T19:00");
        ledger.observe(&[server(launched, true)], at("01T22:00"));
        ledger.observe(&[server(launched, false)], at("01T22:01"));
        let nobody = ledger.mention_stopped(WEEK, at("08T23:00"), |_| false);
        assert!(nobody.is_empty(), "it has no channel");
        let due = |ledger: &mut Ledger, now| {
            let mut due = ledger.mention_stopped(WEEK, now, |_| true);
            due.pop().map(|due| due.perhaps_since)
        };
        assert_eq!(due(&mut ledger, at("08T23:00")), Some(None));
        assert_eq!(due(&mut ledger, at("08T23:01")), None, "another does");
        let first = Some(at("08T23:00"));
        assert_eq!(due(&mut ledger, at("08T23:02")), Some(first));
        // The month ends before it was noted.
        let mut next = Ledger::new("2026-12".parse().expect("a month"));
        next.observe(&[server(launched, false)], december("01T00:05"));
        next.continue_from(&ledger);
        assert_eq!(due(&mut next, december("01T00:05")), Some(first));
        // It ran once more: that is another week.
        let again = at("09T19:00");
        ledger.observe(&[server(again, true)], at("09T20:00"));
        ledger.observe(&[server(again, false)], at("09T20:01"));
        assert_eq!(due(&mut ledger, at("17T20:00")), Some(None));
    }

    #[test]
    fn what_a_machine_used_is_counted_by_the_month() {
        let launched = at("30T22:00");
        let says = |gib: u64, busy_seconds| SeenServer {
            usage: Some(Usage {
                sent_bytes: gib << 30,
                busy_seconds,
            }),
            ..server(launched, true)
        };
        let (mut ledger, mut next) = (november(), Ledger::new("2026-12".parse().expect("a month")));
        ledger.observe(&[server(launched, true)], at("30T22:00"));
        assert_eq!(ledger.observe(&[says(1, 60)], at("30T22:05")), Change::News);
        // A machine that says nothing, and another bot that is behind, take nothing back.
        ledger.observe(&[server(launched, true)], at("30T22:10"));
        ledger.observe(&[says(1, 30)], at("30T22:10"));
        ledger.observe(&[says(3, 600)], at("30T23:50"));
        next.observe(&[says(3, 700)], december("01T00:05"));
        next.observe(&[says(3, 700)], december("01T00:06"));
        next.observe(&[says(5, 900)], december("01T01:00"));
        let used = |ledger: &Ledger| {
            let entry = ledger.servers.values().next().expect("a server");
            let usage = entry.runs[0].usage();
            (usage.sent_bytes >> 30, usage.busy_seconds)
        };
        assert_eq!((used(&ledger), used(&next)), ((3, 600), (2, 200)));
        let bytes = next.write().expect("written");
        assert_eq!(Ledger::read(&bytes).expect("read"), next);
    }

    #[test]
    fn what_is_written_is_read() {
        let mut ledger = november();
        ledger.observe(&[server(at("06T19:00"), true)], at("06T20:00"));
        assert!(ledger.tell_budget(85, at("06T20:00")).is_some());
        let bytes = ledger.write().expect("written");
        assert_eq!(Ledger::read(&bytes).expect("read"), ledger);
        assert!(matches!(
            Ledger::read(b"{\"schema\":9}"),
            Err(Unreadable::Newer(9))
        ));
        assert!(matches!(Ledger::read(b"[]"), Err(Unreadable::Damaged(_))));
    }
}
