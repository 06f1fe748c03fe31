//! How long to wait between passes.

use std::time::Duration;

use super::{PassSummary, WatchSettings};

/// Failures double the pause up to this.
const LONGEST: Duration = Duration::from_secs(300);

/// The pauses of one watcher.
#[derive(Debug)]
pub(super) struct PollInterval {
    moving: Duration,
    quiet: Duration,
    idle: Duration,
    failures: u32,
}

impl PollInterval {
    pub(super) fn new(settings: &WatchSettings) -> Self {
        Self {
            moving: Duration::from_secs(settings.moving_seconds),
            quiet: Duration::from_secs(settings.quiet_seconds),
            idle: Duration::from_secs(settings.idle_seconds),
            failures: 0,
        }
    }

    /// The pause after a pass that worked.
    pub(super) fn after(&mut self, passed: &PassSummary) -> Duration {
        self.failures = 0;
        let pause = match passed {
            passed if passed.moving != 0 => self.moving,
            passed if passed.running != 0 => self.quiet,
            _ => self.idle,
        };
        // What could not be told is told as soon as its channel is due: it may be the link.
        passed.retry.map_or(pause, |retry| pause.min(retry))
    }

    /// The pause after a pass that failed: longer each time, and between half and the whole of
    /// it by chance (`chance` is random), so that several bots do not come back together.
    pub(super) fn after_failure(&mut self, chance: u32) -> Duration {
        let whole = (self.moving * 2_u32.saturating_pow(self.failures)).min(LONGEST);
        self.failures = (self.failures + 1).min(16);
        whole / 2 + (whole / 2).mul_f64(f64::from(chance) / f64::from(u32::MAX))
    }

    /// The pause after somebody did something.
    pub(super) fn after_deed(&self) -> Duration {
        self.moving.min(Duration::from_secs(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_looks_often_only_while_something_moves() {
        let mut pace = PollInterval::new(&WatchSettings::default());
        let passed = |moving, running| PassSummary {
            moving,
            running,
            ..PassSummary::default()
        };
        assert_eq!(pace.after(&passed(1, 5)).as_secs(), 5);
        assert_eq!(pace.after(&passed(0, 5)).as_secs(), 60);
        assert_eq!(pace.after(&passed(0, 0)).as_secs(), 120);
        let untold = PassSummary {
            retry: Some(Duration::from_secs(40)),
            ..passed(0, 1)
        };
        assert_eq!(pace.after(&untold).as_secs(), 40);
    }

    #[test]
    fn failures_slow_it_down_and_one_success_forgives_them() {
        let mut pace = PollInterval::new(&WatchSettings::default());
        let pauses: Vec<u64> = (0..9)
            .map(|_| pace.after_failure(u32::MAX).as_secs())
            .collect();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        assert!(pace.after_failure(0) < pace.after_failure(u32::MAX));
        pace.after(&PassSummary::default());
        assert_eq!(pace.after_failure(u32::MAX).as_secs(), 5);
    }
}
