//! The time that races go by.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// The clock of races: everybody's. In tests it can be pushed forward, so that an evening takes seconds.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    pushed_seconds: Arc<AtomicI64>,
}

impl Clock {
    /// The present.
    pub fn now(&self) -> Timestamp {
        self.shown_at(cloud::clock::now())
    }

    /// What this clock shows at a moment of everybody's time.
    fn shown_at(&self, moment: Timestamp) -> Timestamp {
        moment.checked_add(self.pushed()).unwrap_or(moment)
    }

    /// The moment at which this clock shows that, by the clocks of files and machines.
    pub fn moment_of(&self, shown: Timestamp) -> Timestamp {
        let everybodys = shown.checked_sub(self.pushed()).unwrap_or(shown);
        cloud::clock::moment_of(everybodys)
    }

    fn pushed(&self) -> SignedDuration {
        SignedDuration::from_secs(self.pushed_seconds.load(Ordering::Relaxed))
    }

    /// Lets it go forward at once, and never back.
    pub fn push(&self, by: SignedDuration) {
        let seconds = by.as_secs().max(0);
        self.pushed_seconds.fetch_add(seconds, Ordering::Relaxed);
    }
}
