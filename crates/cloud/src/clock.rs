//! The time that machines, and what they cost, go by.

#[cfg(feature = "simulation")]
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Between which moments it went forward last.
#[cfg(feature = "simulation")]
static LEAP: Mutex<Option<(Timestamp, Timestamp)>> = Mutex::new(None);

#[cfg(feature = "simulation")]
static PUSHED_SECONDS: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(0);

/// The present. Where machines are simulated it may have been pushed forward.
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    now.checked_add(pushed()).unwrap_or(now)
}

/// The moment at which this clock shows that, by the clocks of files and machines, which nobody pushes.
pub fn moment_of(shown: Timestamp) -> Timestamp {
    shown.checked_sub(pushed()).unwrap_or(shown)
}

#[cfg(feature = "simulation")]
fn pushed() -> SignedDuration {
    SignedDuration::from_secs(PUSHED_SECONDS.load(std::sync::atomic::Ordering::Relaxed))
}

#[cfg(not(feature = "simulation"))]
fn pushed() -> SignedDuration {
    SignedDuration::ZERO
}

/// How far it is ahead of everybody's.
pub fn ahead() -> SignedDuration {
    pushed()
}

/// Lets it go forward at once, for everything in this process, and never back.
#[cfg(feature = "simulation")]
pub fn push(by: SignedDuration) {
    let from = now();
    PUSHED_SECONDS.fetch_add(by.as_secs().max(0), std::sync::atomic::Ordering::Relaxed);
    *LEAP.lock().unwrap_or_else(PoisonError::into_inner) = Some((from, now()));
}

/// Whether this moment was leapt over when it was pushed last: then nobody could have done in time what was due.
pub fn leapt_over(moment: Timestamp) -> bool {
    #[cfg(feature = "simulation")]
    let leap = *LEAP.lock().unwrap_or_else(PoisonError::into_inner);
    #[cfg(not(feature = "simulation"))]
    let leap: Option<(Timestamp, Timestamp)> = None;
    leap.is_some_and(|(from, to)| (from..=to).contains(&moment))
}
