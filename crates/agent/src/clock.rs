//! What time it is, by both of a machine's clocks.

use std::time::Duration;

use jiff::Timestamp;
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

/// A moment, by the clock that nobody sets and by the one that people read.
///
/// How much time has passed is always asked of the first: a machine's wall clock jumps when it
/// hears the right time shortly after its boot. Both are good for as long as one boot lasts, and
/// across restarts of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Since the machine's boot.
    pub up: Duration,
    /// As people read it.
    pub wall: Timestamp,
}

impl Moment {
    /// This moment.
    pub fn now() -> Self {
        let up = clock_gettime(ClockId::Boottime);
        Self {
            up: Duration::try_from(up).unwrap_or_default(),
            wall: Timestamp::now(),
        }
    }

    /// How long ago `earlier` was; nothing for what is yet to come.
    pub fn since(self, earlier: Self) -> Duration {
        self.up.saturating_sub(earlier.up)
    }

    /// So much later.
    #[must_use]
    pub fn after(self, time: Duration) -> Self {
        Self {
            up: self.up.saturating_add(time),
            wall: self.wall.saturating_add(time).unwrap_or(self.wall),
        }
    }

    /// So much earlier, but not before the boot.
    #[must_use]
    pub fn before(self, time: Duration) -> Self {
        let time = time.min(self.up);
        Self {
            up: self.up.saturating_sub(time),
            wall: self.wall.saturating_sub(time).unwrap_or(self.wall),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// So many seconds after a boot.
    pub(crate) fn at(seconds: u64) -> Moment {
        let boot = Moment {
            up: Duration::ZERO,
            wall: "2026-06-19T16:00:00Z".parse().expect("a time"),
        };
        boot.after(Duration::from_secs(seconds))
    }

    #[test]
    fn time_passes() {
        let now = Moment::now();
        while Moment::now().up == now.up {
            std::thread::yield_now();
        }
        assert!(Duration::ZERO < Moment::now().since(now));
        assert_eq!(now.since(now.after(Duration::from_secs(1))), Duration::ZERO);
        assert_eq!(at(9).before(Duration::from_secs(10)).up, Duration::ZERO);
    }
}
