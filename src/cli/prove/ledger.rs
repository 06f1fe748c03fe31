//! What each step took and what the machines had cost by then. Pure: the time is passed in.

use std::fmt::Write as _;
use std::time::Duration;

use jiff::SignedDuration;

use crate::cli::words;
use domain::price::Dollars;
use pack::Platform;

/// EC2 bills at least a minute of every start.
const LEAST: Duration = Duration::from_secs(60);

/// Counts the time of one machine.
#[derive(Debug, Clone)]
pub(super) struct Meter {
    platform: Platform,
    per_hour: Dollars,
    /// Until the last time that it was off.
    before: Duration,
    /// How long it has been on.
    on: Option<Duration>,
}

impl Meter {
    pub(super) fn new(platform: Platform, per_hour: Dollars) -> Self {
        Self {
            platform,
            per_hour,
            before: Duration::ZERO,
            on: None,
        }
    }

    /// What a run usually costs: two boots, and some minutes.
    pub(super) fn usual(&self) -> Dollars {
        let minutes = match self.platform {
            Platform::Linux => 15,
            Platform::Windows => 45,
        };
        self.cost_of(Duration::from_secs(60 * minutes))
    }

    fn cost_of(&self, time: Duration) -> Dollars {
        Dollars(self.per_hour.0 * time.as_secs_f64() / 3600.0)
    }

    fn time(&self) -> Duration {
        self.before + self.on.map_or(Duration::ZERO, |on| on.max(LEAST))
    }

    /// It is powered on.
    pub(super) fn start(&mut self) {
        self.on = self.on.or(Some(Duration::ZERO));
    }

    /// So much time has passed.
    pub(super) fn pass(&mut self, time: Duration) {
        if let Some(on) = &mut self.on {
            *on += time;
        }
    }

    /// It is off.
    pub(super) fn stop(&mut self) {
        self.before = self.time();
        self.on = None;
    }

    fn cost(&self) -> Dollars {
        self.cost_of(self.time())
    }

    /// For how long it may be on until it has cost this much.
    fn lasts(&self, dollars: Dollars) -> Duration {
        Duration::try_from_secs_f64((dollars.0 - self.cost().0) / self.per_hour.0 * 3600.0)
            .unwrap_or_default()
    }
}

/// All steps of all machines.
#[derive(Debug)]
pub(super) struct Ledger {
    limit: Dollars,
    earlier: Dollars,
    meter: Option<Meter>,
    steps: usize,
    failed: usize,
    took: Duration,
}

impl Ledger {
    pub(super) fn new(limit: Dollars) -> Self {
        Self {
            limit,
            earlier: Dollars(0.0),
            meter: None,
            steps: 0,
            failed: 0,
            took: Duration::ZERO,
        }
    }

    /// The next machine.
    pub(super) fn begin(&mut self, meter: Meter) {
        self.earlier = self.cost();
        self.meter = Some(meter);
    }

    pub(super) fn meter(&mut self) -> Option<&mut Meter> {
        self.meter.as_mut()
    }

    /// What the machines have cost.
    pub(super) fn cost(&self) -> Dollars {
        let now = self.meter.as_ref().map_or(0.0, |meter| meter.cost().0);
        Dollars(self.earlier.0 + now)
    }

    /// How long the next step may take, as far as money goes.
    pub(super) fn left(&self) -> Duration {
        let left = Dollars(self.limit.0 - self.earlier.0);
        self.meter
            .as_ref()
            .map_or(Duration::ZERO, |meter| meter.lasts(left))
    }

    /// A step has ended; the line that says so.
    pub(super) fn note(
        &mut self,
        what: &str,
        took: Duration,
        outcome: Result<&str, &str>,
    ) -> String {
        if let Some(meter) = &mut self.meter {
            meter.pass(took);
        }
        self.took += took;
        self.steps += 1;
        let (mark, words) = match outcome {
            Ok(words) => ("ok    ", words),
            Err(words) => {
                self.failed += 1;
                ("FAILED", words)
            }
        };
        let mut line = format!(
            "  {mark} {what:<24} {:>12}  {:>7}",
            span(took),
            self.cost().to_string()
        );
        let _ = writeln!(line, "  {}", words.trim().replace('\n', " "));
        line
    }

    pub(super) fn is_good(&self) -> bool {
        self.failed == 0
    }

    pub(super) fn summary(&self) -> String {
        format!(
            "{} steps, {} failed, {}; the machines cost about {}.\n",
            self.steps,
            self.failed,
            span(self.took),
            self.cost()
        )
    }
}

fn span(time: Duration) -> String {
    words::span(SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger() -> Ledger {
        let mut ledger = Ledger::new(Dollars(0.10));
        ledger.begin(Meter::new(Platform::Linux, Dollars(0.06)));
        ledger
    }

    #[test]
    fn only_a_machine_that_is_on_costs() {
        let mut ledger = ledger();
        ledger.note("judge", Duration::from_secs(600), Ok(""));
        assert_eq!(ledger.cost(), Dollars(0.0));
        ledger.meter().expect("a meter").start();
        ledger.note("deploy", Duration::from_secs(600), Ok(""));
        assert_eq!(ledger.cost().to_string(), "$0.010");
        ledger.meter().expect("a meter").stop();
        ledger.note("look", Duration::from_secs(600), Ok(""));
        assert_eq!(ledger.cost().to_string(), "$0.010");
        // A minute at least.
        ledger.meter().expect("a meter").start();
        ledger.note("start", Duration::from_secs(1), Ok(""));
        assert_eq!(ledger.cost().to_string(), "$0.011");
    }

    #[test]
    fn the_limit_holds_over_all_machines() {
        let mut ledger = ledger();
        assert_eq!(ledger.left(), Duration::from_secs(6000));
        ledger.meter().expect("a meter").start();
        ledger.note("deploy", Duration::from_secs(3000), Ok(""));
        assert_eq!(ledger.left().as_secs(), 3000);
        ledger.begin(Meter::new(Platform::Windows, Dollars(0.12)));
        assert_eq!(ledger.left().as_secs_f64().round(), 1500.0);
        ledger.meter().expect("a meter").start();
        ledger.note("deploy", Duration::from_secs(9000), Ok(""));
        assert_eq!(ledger.left(), Duration::ZERO);
    }

    #[test]
    fn a_step_is_one_line() {
        let mut ledger = ledger();
        ledger.meter().expect("a meter").start();
        let mut text = ledger.note(
            "deploy",
            Duration::from_secs(130),
            Ok("the link\nis there\n"),
        );
        text += &ledger.note("stop", Duration::from_secs(5), Err("it does not stop"));
        text += &ledger.summary();
        assert_eq!(
            text,
            concat!(
                "  ok     deploy                     2 min 10 s   $0.002  the link is there\n",
                "  FAILED stop                              5 s   $0.002  it does not stop\n",
                "2 steps, 1 failed, 2 min 15 s; the machines cost about $0.002.\n"
            )
        );
        assert!(!ledger.is_good());
    }
}
