//! Channels that could not be told: when they are tried again, and when their server's owner is
//! written to instead.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// How often a channel is tried that the bot may not write to, or that refuses a message.
const CLOSED_PAUSE: SignedDuration = SignedDuration::from_secs(60);
/// After so many refusals the owner is written to: an admin who has just changed the permissions
/// sees it and mends it before that.
const WRITE_TO_OWNER_AFTER: u32 = 3;
/// After so many refusals news counts as told; a join link never does while its server runs.
const GIVE_UP_AFTER: u32 = 10;
/// Failures of Discord's own double the pause up to this.
const LONGEST: SignedDuration = SignedDuration::from_secs(300);

/// What is remembered of a channel that could not be told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Untold {
    /// Refusals in a row that will last until somebody mends something.
    refusals: u32,
    /// Failures in a row that pass by themselves.
    failures: u32,
    /// When it is tried again.
    again: Timestamp,
    /// The owner was written to, or takes no direct messages.
    pub(super) owner_told: bool,
    /// The end of a run that is settled and was not told.
    pub(super) unwarned: Option<Timestamp>,
}

impl Untold {
    /// Whether it is to be tried at `now`.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.again <= now
    }

    /// How long until it is tried again.
    pub(super) fn pause(&self, now: Timestamp) -> Duration {
        Duration::try_from(self.again.duration_since(now)).unwrap_or_default()
    }

    /// The channel is closed to the bot, or refused the message.
    pub(super) fn refuse(&mut self, now: Timestamp) {
        self.refusals += 1;
        self.failures = 0;
        // Whoever takes nothing is not told it again and again.
        self.unwarned = None;
        self.again = now + CLOSED_PAUSE;
    }

    /// Discord failed; `pause` is the first one of several that double.
    pub(super) fn fail(&mut self, now: Timestamp, pause: Duration) {
        let first = SignedDuration::try_from(pause).unwrap_or(LONGEST);
        let doubled = first.checked_mul(2_i32.saturating_pow(self.failures));
        self.again = now + doubled.unwrap_or(LONGEST).min(LONGEST);
        self.failures = (self.failures + 1).min(16);
    }

    /// Whether the server's owner should be written to now.
    pub(super) fn owner_is_due(&self) -> bool {
        WRITE_TO_OWNER_AFTER <= self.refusals && !self.owner_told
    }

    /// Whether the channel was refused so often that news is given up.
    pub(super) fn gives_up(&self) -> bool {
        GIVE_UP_AFTER <= self.refusals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_double_the_pause_and_refusals_come_at_a_steady_one() {
        let (now, first) = (Timestamp::UNIX_EPOCH, Duration::from_secs(5));
        let mut untold = Untold::default();
        let pauses: Vec<u64> = (0..8)
            .map(|_| {
                untold.fail(now, first);
                untold.pause(now).as_secs()
            })
            .collect();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 300, 300]);
        for refusals in 1..=GIVE_UP_AFTER {
            untold.refuse(now);
            assert_eq!(untold.pause(now).as_secs(), 60);
            assert_eq!(untold.owner_is_due(), WRITE_TO_OWNER_AFTER <= refusals);
            assert_eq!(untold.gives_up(), GIVE_UP_AFTER <= refusals);
        }
        untold.owner_told = true;
        assert!(!untold.owner_is_due());
    }
}
