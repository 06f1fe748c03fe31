//! Whether a server that runs is one that drivers can join.
//!
//! A process that lives says little: Content Manager's wrapper outlives the server that it started
//! (`ac-server-wrapper`, `src/AcServer.js`, prints the code and goes on serving its own page), and
//! a server may answer before it finds out that it cannot run (AssettoServer answers for one to
//! three seconds before a busy port ends it). So online is what answers *and stays*, and what
//! neither answers nor listens any more is gone, whatever else lives.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// How long each finding takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresenceRule {
    /// For how long a server answers before it counts as online.
    pub settle: Duration,
    /// For how long it neither answers nor listens before it counts as gone.
    pub missing: Duration,
}

impl PresenceRule {
    /// As it holds on a machine whose minutes are as long as `minute`.
    pub fn of(minute: Duration) -> Self {
        Self {
            settle: minute / 15,
            missing: minute / 4,
        }
    }
}

/// What a look at a server that runs shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signs {
    /// Its page answers.
    pub answers: bool,
    /// Somebody listens on one of the game's ports.
    pub listens: bool,
    /// It is a wrapper, and runs no other process at the moment.
    pub is_alone: bool,
}

/// What a server that runs is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresenceState {
    /// It comes up.
    Starting,
    /// Drivers can join.
    Online,
    /// The server itself is gone, although its process lives.
    Gone,
}

/// What is kept of one start of a server from one look to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Presence {
    answers_since: Option<Moment>,
    /// Since when it is online.
    pub online_since: Option<Moment>,
    /// When it answered last. Not written down, because it changes with every look.
    #[serde(skip)]
    pub answered: Option<Moment>,
    missing_since: Option<Moment>,
}

impl Presence {
    /// Takes in a look.
    pub fn look(&mut self, rule: &PresenceRule, signs: Signs, now: Moment) -> PresenceState {
        if signs.answers {
            self.answered = Some(now);
            let since = *self.answers_since.get_or_insert(now);
            if rule.settle <= now.since(since) {
                self.online_since.get_or_insert(now);
            }
        } else {
            self.answers_since = None;
        }
        if self.is_missing(signs) {
            let since = *self.missing_since.get_or_insert(now);
            if rule.missing <= now.since(since) {
                return PresenceState::Gone;
            }
        } else {
            self.missing_since = None;
        }
        match self.online_since {
            Some(_) => PresenceState::Online,
            None => PresenceState::Starting,
        }
    }

    /// A server that was online has its ports for as long as it lives, also one that hangs. One
    /// that never was may just be slow, unless its wrapper has nobody to wait for.
    fn is_missing(&self, signs: Signs) -> bool {
        !signs.answers && !signs.listens && (self.online_since.is_some() || signs.is_alone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::tests::at;

    const RULE: PresenceRule = PresenceRule {
        settle: Duration::from_secs(4),
        missing: Duration::from_secs(15),
    };
    const UP: Signs = Signs {
        answers: true,
        listens: true,
        is_alone: false,
    };
    const HANGS: Signs = Signs {
        answers: false,
        ..UP
    };
    const DEAD_INSIDE: Signs = Signs {
        answers: false,
        listens: false,
        is_alone: true,
    };

    fn looks(looks: impl IntoIterator<Item = (u64, Signs)>) -> Vec<PresenceState> {
        let mut presence = Presence::default();
        looks
            .into_iter()
            .map(|(seconds, signs)| presence.look(&RULE, signs, at(seconds)))
            .collect()
    }

    #[test]
    fn online_is_what_answers_and_stays() {
        use PresenceState::{Online, Starting};
        assert_eq!(
            looks([(1, HANGS), (2, UP), (5, UP), (6, UP), (9, HANGS)]),
            [Starting, Starting, Starting, Online, Online]
        );
        assert_eq!(
            looks([(2, UP), (5, HANGS), (6, UP), (9, UP)]),
            [Starting; 4],
            "what answers only now and then has not come up"
        );
    }

    #[test]
    fn a_wrapper_whose_server_died_is_not_online() {
        use PresenceState::{Gone, Online, Starting};
        assert_eq!(
            looks([
                (0, UP),
                (4, UP),
                (10, DEAD_INSIDE),
                (24, DEAD_INSIDE),
                (25, DEAD_INSIDE)
            ]),
            [Starting, Online, Online, Online, Gone]
        );
        assert_eq!(
            looks([(0, DEAD_INSIDE), (14, DEAD_INSIDE), (15, DEAD_INSIDE)]),
            [Starting, Starting, Gone],
            "also if it never came up"
        );
    }

    #[test]
    fn a_server_that_hangs_or_is_slow_is_still_there() {
        use PresenceState::{Online, Starting};
        assert_eq!(
            looks([(0, UP), (4, UP), (10, HANGS), (600, HANGS)]),
            [Starting, Online, Online, Online]
        );
        let slow = Signs::default();
        assert_eq!(looks([(0, slow), (600, slow)]), [Starting; 2]);
    }
}
