//! What lies in storage over a month.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A number of bytes that holds until another is seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stored {
    /// How many there are.
    pub(crate) bytes: u64,
    /// Since when.
    since: Timestamp,
    /// What lay there before, in KiB times seconds.
    kib_seconds: u64,
}

impl Stored {
    pub(crate) fn begun(bytes: u64, since: Timestamp) -> Self {
        Self {
            bytes,
            since,
            kib_seconds: 0,
        }
    }

    /// Takes in what is there now; says whether it is another number. Whoever is behind changes nothing.
    pub(crate) fn see(&mut self, bytes: u64, now: Timestamp) -> bool {
        if bytes == self.bytes || now < self.since {
            return false;
        }
        *self = Self {
            bytes,
            since: now,
            kib_seconds: self.until(now),
        };
        true
    }

    /// What was kept up to `now`, in GiB times hours.
    pub(crate) fn gib_hours(&self, now: Timestamp) -> f64 {
        self.until(now) as f64 / f64::from(1 << 20) / 3600.0
    }

    fn until(&self, now: Timestamp) -> u64 {
        let seconds = now.duration_since(self.since).as_secs();
        let seconds = u64::try_from(seconds).unwrap_or_default();
        self.kib_seconds
            .saturating_add(self.bytes.div_ceil(1024).saturating_mul(seconds))
    }
}
