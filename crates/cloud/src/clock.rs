//! The time that machines, and what they cost, go by.

use jiff::{SignedDuration, Timestamp};

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

/// Lets it go forward at once, for everything in this process, and never back.
#[cfg(feature = "simulation")]
pub fn push(by: SignedDuration) {
    PUSHED_SECONDS.fetch_add(by.as_secs().max(0), std::sync::atomic::Ordering::Relaxed);
}
