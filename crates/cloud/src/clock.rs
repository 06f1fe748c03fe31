//! The time that machines, and what they cost, go by.

use jiff::Timestamp;

#[cfg(feature = "simulation")]
static PUSHED_SECONDS: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(0);

/// The present. Where machines are simulated it may have been pushed forward.
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    #[cfg(feature = "simulation")]
    {
        let pushed = PUSHED_SECONDS.load(std::sync::atomic::Ordering::Relaxed);
        now.checked_add(jiff::SignedDuration::from_secs(pushed))
            .unwrap_or(now)
    }
    #[cfg(not(feature = "simulation"))]
    now
}

/// The moment at which this clock shows that, by the clocks of files and machines, which nobody pushes.
pub fn moment_of(shown: Timestamp) -> Timestamp {
    #[cfg(feature = "simulation")]
    {
        let pushed = PUSHED_SECONDS.load(std::sync::atomic::Ordering::Relaxed);
        shown
            .checked_sub(jiff::SignedDuration::from_secs(pushed))
            .unwrap_or(shown)
    }
    #[cfg(not(feature = "simulation"))]
    shown
}

/// Lets it go forward at once, for everything in this process, and never back.
#[cfg(feature = "simulation")]
pub fn push(by: jiff::SignedDuration) {
    PUSHED_SECONDS.fetch_add(by.as_secs().max(0), std::sync::atomic::Ordering::Relaxed);
}
