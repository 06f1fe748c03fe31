//! One month of one Discord server: which machines there were, and when they ran.

use std::collections::BTreeMap;

use domain::ids::{InstanceType, ServerId};
use jiff::{SignedDuration, Timestamp};
use pack::Platform;
use serde::{Deserialize, Serialize};

use crate::month::Month;

/// The version of the form that this build writes.
const SCHEMA: u32 = 1;
/// The most servers that a document holds: who makes more in a month has another problem.
const MOST_SERVERS: usize = 2000;
/// Where a machine was seen within this time before its end was, it ran until now.
const CLOSE: SignedDuration = SignedDuration::from_mins(10);
/// How often the document is written although only time has passed.
const LATER: SignedDuration = SignedDuration::from_mins(15);

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
}

impl Span {
    fn begun(from: Timestamp, now: Timestamp) -> Self {
        Self {
            from,
            seen: now.max(from),
            over: false,
        }
    }

    fn see(&mut self, now: Timestamp) {
        self.seen = self.seen.max(now);
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
    /// When the channel was last told that it costs money although it is stopped.
    #[serde(default)]
    mentioned: Option<Timestamp>,
}

/// What ran when in one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    schema: u32,
    /// Which month.
    pub month: Month,
    /// The highest share of the budget, in percent, that the channel was told of.
    #[serde(default)]
    pub told_percent: u32,
    pub(crate) servers: BTreeMap<ServerId, Entry>,
}

/// What an observation changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    #[error("it is no ledger: {0}")]
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

    fn see(&mut self, server: &SeenServer, now: Timestamp) {
        let launched = server.launched.max(self.month.start()).min(now);
        if !self.servers.contains_key(&server.id) {
            // What was over before the month began, or before anybody looked, leaves nothing.
            if server.gone || MOST_SERVERS <= self.servers.len() {
                return;
            }
            let entry = Entry {
                name: server.name.clone(),
                size: server.size.clone(),
                platform: server.platform,
                disk_gib: server.disk_gib,
                disk: Span::begun(launched, now),
                runs: Vec::new(),
                mentioned: None,
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
            if !server.runs {
                run.end(now);
            } else if run.from == launched {
                run.see(now);
            } else {
                // It ended and began again unseen.
                run.over = true;
                entry.runs.push(Span::begun(launched, now));
            }
        } else if server.runs && !entry.runs.iter().any(|run| run.from == launched) {
            entry.runs.push(Span::begun(launched, now));
        }
    }

    /// Whether a reader should know of the difference by now.
    fn differs(&self, after: &Self) -> bool {
        let moved = |before: &Span, after: &Span| {
            before.from != after.from
                || before.over != after.over
                || LATER <= after.seen.duration_since(before.seen)
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

    /// The servers that have been stopped for so long since they ran or were mentioned last, with the time
    /// since when nothing is known to have run. They count as mentioned from now on.
    pub fn mention_stopped(
        &mut self,
        after: SignedDuration,
        now: Timestamp,
    ) -> Vec<(ServerId, Timestamp)> {
        let mut due = Vec::new();
        for (id, entry) in &mut self.servers {
            let runs = entry.runs.last().is_some_and(|run| !run.over);
            let since = entry.runs.last().map_or(entry.disk.from, |run| run.seen);
            let last = entry.mentioned.map_or(since, |then| then.max(since));
            if !entry.disk.over && !runs && after <= now.duration_since(last) {
                entry.mentioned = Some(now);
                due.push((id.clone(), since));
            }
        }
        due
    }

    /// Whether something ran, or lay on a disk, when it was last written.
    pub fn is_open(&self) -> bool {
        let open = |entry: &Entry| !entry.disk.over || entry.runs.iter().any(|run| !run.over);
        self.servers.values().any(open)
    }
}

impl Entry {
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

    #[test]
    fn a_stopped_server_is_mentioned_once_a_week() {
        let mut ledger = november();
        let (launched, week) = (at("01T19:00"), SignedDuration::from_hours(7 * 24));
        ledger.observe(&[server(launched, true)], at("01T22:00"));
        assert!(
            ledger.mention_stopped(week, at("20T12:00")).is_empty(),
            "it runs"
        );
        ledger.observe(&[server(launched, false)], at("01T22:01"));
        assert!(ledger.mention_stopped(week, at("08T12:00")).is_empty());
        let due = ledger.mention_stopped(week, at("08T23:00"));
        assert_eq!(due, [(ServerId::from_bits(1), at("01T22:01"))]);
        assert!(ledger.mention_stopped(week, at("09T12:00")).is_empty());
        assert_eq!(ledger.mention_stopped(week, at("16T12:00")).len(), 1);
        ledger.observe(&[], at("16T13:00"));
        assert!(
            ledger.mention_stopped(week, at("30T12:00")).is_empty(),
            "it is deleted"
        );
    }

    #[test]
    fn what_is_written_is_read() {
        let mut ledger = november();
        ledger.observe(&[server(at("06T19:00"), true)], at("06T20:00"));
        ledger.told_percent = 80;
        let bytes = ledger.write().expect("written");
        assert_eq!(Ledger::read(&bytes).expect("read"), ledger);
        assert!(matches!(
            Ledger::read(b"{\"schema\":9}"),
            Err(Unreadable::Newer(9))
        ));
        assert!(matches!(Ledger::read(b"[]"), Err(Unreadable::Damaged(_))));
    }
}
