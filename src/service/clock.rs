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
        let pushed = SignedDuration::from_secs(self.pushed_seconds.load(Ordering::Relaxed));
        let now = cloud::clock::now();
        now.checked_add(pushed).unwrap_or(now)
    }

    /// Lets it go forward at once, and never back.
    pub fn push(&self, by: SignedDuration) {
        let seconds = by.as_secs().max(0);
        self.pushed_seconds.fetch_add(seconds, Ordering::Relaxed);
    }
}
