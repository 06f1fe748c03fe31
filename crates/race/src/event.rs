//! The scheduled event beside a night's card, as it is to be at a moment.
//!
//! One event for each night: those that recur by themselves jump by an hour when the clocks change.

use jiff::{Timestamp, ToSpan};

use crate::night::{Night, State};

/// What the event is to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPlan {
    /// When the race begins.
    pub start: Timestamp,
    /// When it is to be over, as far as that can be said. An event whose end has passed is over.
    pub end: Timestamp,
    /// How it stands.
    pub state: EventState,
}

/// How an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventState {
    /// To come.
    Scheduled,
    /// On.
    Active,
    /// It has been.
    Completed,
    /// Called off.
    Cancelled,
}

/// A race that runs long has its event go on by so many minutes at a time.
const MORE: i64 = 30;
/// So many minutes before its event would end.
const AHEAD: i64 = 10;

impl Night {
    /// The event beside its card; `over`: the race has been.
    pub fn event_plan(&self, now: Timestamp, over: bool) -> EventPlan {
        let start = self.start.instant();
        let state = match (&self.state, over) {
            (State::Cancelled { .. }, _) if now < start => EventState::Cancelled,
            // Discord lets none be over that has not begun.
            (_, true) if now < start => EventState::Cancelled,
            (State::Cancelled { .. }, _) | (_, true) | (State::Over, _) => EventState::Completed,
            (State::Planned, false) if now < start => EventState::Scheduled,
            (State::Planned, false) => EventState::Active,
        };
        let mut end = self.planned_end();
        if state == EventState::Active {
            let least = plus(now, AHEAD);
            while end <= least {
                end = plus(end, MORE);
            }
        }
        EventPlan { start, end, state }
    }
}

fn plus(instant: Timestamp, minutes: i64) -> Timestamp {
    instant
        .checked_add((minutes * 60).seconds())
        .unwrap_or(Timestamp::MAX)
}
