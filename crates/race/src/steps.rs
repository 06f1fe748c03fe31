//! What is to be done for a night, each once, whoever does it.
//!
//! A step is *claimed* for a few minutes by writing the document, then taken, then marked done.
//! A bot that dies in between leaves a claim that runs out, and another one takes the step again;
//! so what a step does must be safe to repeat. Two bots that claim at once write on the same version,
//! and the second one's write fails.

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::boot::BootTimes;
use crate::night::{Night, State};

/// Something that happens once for a night.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The card is posted.
    Announce,
    /// Drivers are reminded, so many minutes before the start.
    Remind(u32),
    /// Sign-up closes, and the grid is shown.
    CloseSignUp,
    /// The server is started, with the entry list.
    StartServer,
    /// Drivers are told what became of their places. It comes again as often as there is something to tell.
    TellDrivers,
    /// The server is stopped, its results safe.
    StopServer,
    /// The card becomes that of a race that has been, and the server goes; of one that was called off
    /// only the server goes.
    Conclude,
    /// The card of a race that was called off says so.
    TellCancelled,
    /// The next week's night is planned.
    PlanNext,
}

impl Step {
    fn name(self) -> String {
        match self {
            Self::Announce => "announce".to_owned(),
            Self::Remind(minutes) => format!("remind-{minutes}"),
            Self::CloseSignUp => "close-sign-up".to_owned(),
            Self::StartServer => "start-server".to_owned(),
            Self::TellDrivers => "tell-drivers".to_owned(),
            Self::StopServer => "stop-server".to_owned(),
            Self::Conclude => "conclude".to_owned(),
            Self::TellCancelled => "tell-cancelled".to_owned(),
            Self::PlanNext => "plan-next".to_owned(),
        }
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "announce" => Self::Announce,
            "close-sign-up" => Self::CloseSignUp,
            "start-server" => Self::StartServer,
            "tell-drivers" => Self::TellDrivers,
            "stop-server" => Self::StopServer,
            "conclude" => Self::Conclude,
            "tell-cancelled" => Self::TellCancelled,
            "plan-next" => Self::PlanNext,
            other => Self::Remind(other.strip_prefix("remind-")?.parse().ok()?),
        })
    }
}

impl Serialize for Step {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| serde::de::Error::custom(format!("unknown step {name}")))
    }
}

/// How far a step is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Progress {
    Claimed {
        by: String,
        until: Timestamp,
        /// Whoever claimed it has said that it did not work: the claim is the pause before the next try.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        failed: bool,
    },
    Done {
        at: Timestamp,
    },
    /// It came too late to be of use.
    Missed {
        at: Timestamp,
    },
}

impl Progress {
    pub(crate) fn is_done(&self) -> bool {
        !matches!(self, Self::Claimed { .. })
    }
}

/// What is known of the night's server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Whether there is one that runs or comes up.
    pub running: bool,
    /// When the last session ended, once it has.
    pub last_session_over: Option<Timestamp>,
    /// Whether the results of what was driven are where they stay.
    pub results_safe: bool,
}

/// A step that is to be taken, or that it is too late for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub step: Step,
    /// When it was due.
    pub at: Timestamp,
    /// What is to become of it.
    pub fate: Fate,
}

/// What is to become of a step that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is to be taken.
    Take,
    /// It is to be taken, and the organisers are to be told that it is late.
    TakeLate,
    /// It is of no use any more: nobody took it in time, which the organisers are to be told.
    Missed,
}

/// Whether a step could be claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is ours, once the document is written where nobody changed it meanwhile.
    Ours,
    /// It is done, or another one is at it.
    NotOurs,
}

/// How long a claim holds, in minutes: longer than a step takes, unless whoever is at it renews it.
const CLAIM: i64 = 5;
/// A step that is taken more minutes after it was due is late.
const LATE: i64 = 3;
/// How many minutes after its start a night can still be begun: later nobody waits.
const LAST_START: i64 = 45;
/// How many minutes after the planned end a server is stopped although nobody saw the last session
/// end. Drivers, delays and extra laps take their time; a server that nobody stops costs money.
const LAST_STOP: u32 = 90;
/// How long before a server must be up it is started at most, in minutes, when no start was measured.
const USUAL_BOOT: u32 = 20;

impl Night {
    /// What is to be done now, in order. `boots` says how early a server must be started.
    pub fn due(&self, now: Timestamp, boots: &BootTimes, seen: &Seen) -> Vec<Due> {
        let mut due: Vec<Due> = self
            .agenda(boots, seen)
            .into_iter()
            .filter(|(step, at, _)| *at <= now && !self.is_taken(*step, now))
            .map(|(step, at, useless)| Due {
                step,
                at,
                fate: fate(step, at, useless, now),
            })
            .collect();
        self.drop_overtaken_reminders(&mut due);
        due
    }

    /// When something is next to be done, as far as the clock says; to sleep until.
    pub fn next_due(&self, now: Timestamp, boots: &BootTimes, seen: &Seen) -> Option<Timestamp> {
        let agenda = self.agenda(boots, seen).into_iter();
        agenda
            .filter(|(step, ..)| !self.is_done(*step))
            .map(|(step, at, _)| at.max(now).max(self.claimed_until(step)))
            .min()
    }

    /// Each step with the instant at which it is due, and from which on it is useless.
    fn agenda(&self, boots: &BootTimes, seen: &Seen) -> Vec<(Step, Timestamp, Option<Timestamp>)> {
        match self.state {
            State::Over => vec![(Step::PlanNext, Timestamp::MIN, None)],
            State::Cancelled { .. } => self.agenda_of_cancelled(seen),
            State::Planned => self.agenda_of_planned(boots, seen),
        }
    }

    fn agenda_of_cancelled(&self, seen: &Seen) -> Vec<(Step, Timestamp, Option<Timestamp>)> {
        let mut agenda = vec![(Step::TellCancelled, Timestamp::MIN, None)];
        // Also one whose start is not noted yet: it was called off meanwhile.
        let may_have_one = self.is_done(Step::StartServer) || self.was_tried(Step::StartServer);
        if seen.running && may_have_one {
            agenda.push((Step::StopServer, Timestamp::MIN, None));
        }
        let is_stopped = !seen.running || self.is_done(Step::StopServer);
        if may_have_one && is_stopped {
            // Not while somebody is at its start: a server would come that nobody looks for.
            let free = self.claimed_until(Step::StartServer);
            agenda.push((Step::Conclude, free, None));
        }
        // Only then is it put away: what failed is tried again.
        let is_cleared = !may_have_one || self.is_done(Step::Conclude);
        if self.is_done(Step::TellCancelled) && is_cleared {
            agenda.push((Step::PlanNext, Timestamp::MIN, None));
        }
        agenda
    }

    /// When a step's claim runs out; long ago if nobody has one.
    fn claimed_until(&self, step: Step) -> Timestamp {
        match self.steps.get(&step) {
            Some(Progress::Claimed { until, .. }) => *until,
            _ => Timestamp::MIN,
        }
    }

    fn agenda_of_planned(
        &self,
        boots: &BootTimes,
        seen: &Seen,
    ) -> Vec<(Step, Timestamp, Option<Timestamp>)> {
        if self.came_to_nothing() {
            return vec![(Step::Conclude, Timestamp::MIN, None)];
        }
        let start = self.start.instant();
        let lead = boots.lead_minutes(USUAL_BOOT);
        let mut server = self.start.before(self.timing.doors.saturating_add(lead));
        let last_start = plus(start, LAST_START);
        let mut agenda = vec![(Step::Announce, Timestamp::MIN, Some(start))];
        if !self.untold.is_empty() {
            agenda.push((Step::TellDrivers, Timestamp::MIN, None));
        }
        if self.sign_up.is_some() {
            agenda.push((Step::CloseSignUp, self.closes_at(), Some(last_start)));
        }
        // It starts with the entry list. Without one it starts as early as it needs, but of a race that was planned
        // shortly before, whose hours are shorter than usual, not before it was planned: it would be late at once.
        if self.sign_up.is_some() || self.timing.are_shortened() {
            server = server.max(self.closes_at());
        }
        agenda.push((Step::StartServer, server, Some(last_start)));
        agenda.extend(self.timing.reminders.iter().map(|&minutes| {
            (
                Step::Remind(minutes),
                self.start.before(minutes),
                Some(start),
            )
        }));
        let stopped = self.is_done(Step::StopServer) || self.is_missed(Step::StartServer);
        agenda.extend(self.ending(seen).map(|at| (Step::StopServer, at, None)));
        agenda.extend(stopped.then_some((Step::Conclude, Timestamp::MIN, None)));
        agenda
    }

    /// When the server is to be stopped, as far as that can be said.
    fn ending(&self, seen: &Seen) -> Option<Timestamp> {
        if !self.is_done(Step::StartServer) || self.is_missed(Step::StartServer) {
            return None;
        }
        if let Some(ended) = self.ended
            && seen.running
        {
            return Some(plus(ended, i64::from(self.timing.linger)));
        }
        let last = self
            .start
            .after(self.timing.length.saturating_add(LAST_STOP));
        match seen.last_session_over {
            // Whoever tries the pack before the start has not raced.
            Some(over) if seen.results_safe && self.start.instant() <= over => {
                let at = plus(over, i64::from(self.timing.linger));
                Some(at.min(last))
            }
            // Somebody stopped it by hand.
            _ if !seen.running => Some(self.planned_end()),
            _ => Some(last),
        }
    }

    /// Of two reminders that are due together only the later one is of use: "in 15 minutes" says
    /// all that "in an hour" would have. It is missed all the same.
    fn drop_overtaken_reminders(&self, due: &mut [Due]) {
        let latest = due
            .iter()
            .filter(|due| matches!(due.step, Step::Remind(_)) && due.fate != Fate::Missed)
            .map(|due| due.at)
            .max();
        for due in due
            .iter_mut()
            .filter(|due| matches!(due.step, Step::Remind(_)))
        {
            if latest.is_some_and(|latest| due.at < latest) {
                due.fate = Fate::Missed;
            }
        }
    }

    /// Claims a step for a few minutes in the name of `by`, a name of this process alone.
    pub fn claim(&mut self, step: Step, by: &str, now: Timestamp) -> Claim {
        if self.is_taken(step, now) {
            return Claim::NotOurs;
        }
        let claim = Progress::Claimed {
            by: by.to_owned(),
            until: plus(now, CLAIM),
            failed: false,
        };
        self.steps.insert(step, claim);
        Claim::Ours
    }

    /// Marks a step as done; one that comes again as free.
    pub fn finish(&mut self, step: Step, now: Timestamp) {
        if step == Step::TellDrivers {
            self.steps.remove(&step);
            return;
        }
        self.steps.insert(step, Progress::Done { at: now });
        if step == Step::Conclude && self.is_open() {
            self.state = State::Over;
        }
    }

    /// Has the claim of whoever is at a step hold on, if it is still theirs. `false`: it is not.
    pub fn renew(&mut self, step: Step, by: &str, now: Timestamp) -> bool {
        let is_theirs = self.is_claimed_by(step, by);
        // One that did not work runs out, however late that is heard by whoever renews.
        if is_theirs && self.tried_again(step).is_none() {
            // Clocks of tasks of one process may differ by a moment.
            let until = plus(now, CLAIM).max(self.claimed_until(step));
            self.steps.insert(
                step,
                Progress::Claimed {
                    by: by.to_owned(),
                    until,
                    failed: false,
                },
            );
        }
        is_theirs
    }

    /// Notes that a step did not work. It is tried again when its claim has run out.
    pub fn fail(&mut self, step: Step) {
        if let Some(Progress::Claimed { failed, .. }) = self.steps.get_mut(&step) {
            *failed = true;
        }
    }

    /// When a step that did not work is tried again.
    pub fn tried_again(&self, step: Step) -> Option<Timestamp> {
        match self.steps.get(&step) {
            Some(Progress::Claimed {
                until,
                failed: true,
                ..
            }) => Some(*until),
            _ => None,
        }
    }

    /// Whether a step is done, or somebody is or was at it and has not said that it did not work.
    pub fn has_begun(&self, step: Step) -> bool {
        self.is_done(step) || (self.was_tried(step) && self.tried_again(step).is_none())
    }

    /// Has a step that did not work start anew when it is due.
    pub fn try_anew(&mut self, step: Step) {
        if self.tried_again(step).is_some() {
            self.steps.remove(&step);
        }
    }

    /// Notes that a step came too late.
    pub fn miss(&mut self, step: Step, now: Timestamp) {
        self.steps.insert(step, Progress::Missed { at: now });
    }

    /// Whether a step needs nothing more: done, or missed.
    pub fn is_done(&self, step: Step) -> bool {
        self.steps.get(&step).is_some_and(Progress::is_done)
    }

    /// Whether somebody has claimed a step before, and did not finish it.
    pub fn was_tried(&self, step: Step) -> bool {
        matches!(self.steps.get(&step), Some(Progress::Claimed { .. }))
    }

    /// Whether a step is claimed in this name, whether or not the claim has run out.
    pub fn is_claimed_by(&self, step: Step, name: &str) -> bool {
        matches!(self.steps.get(&step), Some(Progress::Claimed { by, .. }) if by == name)
    }

    /// Whether a step came too late.
    pub fn is_missed(&self, step: Step) -> bool {
        matches!(self.steps.get(&step), Some(Progress::Missed { .. }))
    }

    fn is_taken(&self, step: Step, now: Timestamp) -> bool {
        match self.steps.get(&step) {
            None => false,
            Some(Progress::Claimed { until, .. }) => now < *until,
            Some(Progress::Done { .. } | Progress::Missed { .. }) => true,
        }
    }
}

fn fate(step: Step, at: Timestamp, useless: Option<Timestamp>, now: Timestamp) -> Fate {
    // Of the others the hour is nobody's promise.
    let promised = matches!(
        step,
        Step::Remind(_) | Step::CloseSignUp | Step::StartServer
    );
    match useless {
        Some(useless) if useless <= now => Fate::Missed,
        _ if promised && plus(at, LATE) <= now => Fate::TakeLate,
        _ => Fate::Take,
    }
}

fn plus(instant: Timestamp, minutes: i64) -> Timestamp {
    instant
        .checked_add((minutes * 60).seconds())
        .unwrap_or(instant)
}
