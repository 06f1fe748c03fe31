//! When a server on which nobody drives is ended, so that it costs nothing more.
//!
//! The same rule holds on every kind of machine. It is announced for some minutes before, also when
//! the limit passed unseen, because the server hung meanwhile.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// How many minutes before its end a server says that it ends. It is rendered into the scripts of Windows
/// machines, too (`agreed.rs`).
pub const NOTICE_MINUTES: u32 = 3;

/// How long a server may be without a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdleRule {
    limit: Duration,
    notice: Duration,
}

/// Who is on a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drivers {
    /// Somebody.
    Some,
    /// Nobody.
    None,
    /// It cannot be told: the server hangs, and may have a race on it.
    Unknown,
}

/// What follows for the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Stays,
    /// It ends then, unless somebody joins.
    EndsAt(Moment),
    /// It ends now.
    Ends,
}

/// For how long nobody has driven, as it is kept from one look to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdleClock {
    /// Since when.
    pub since: Moment,
    /// The end that was announced.
    announced: Option<Moment>,
    /// Until when somebody wants it kept, whoever drives.
    #[serde(default)]
    kept: Option<Moment>,
}

impl IdleClock {
    /// Nobody has driven since then.
    pub fn starting(since: Moment) -> Self {
        Self {
            since,
            announced: None,
            kept: None,
        }
    }

    /// Somebody wants it kept until then.
    pub fn keep(&mut self, until: Moment) {
        self.kept = Some(until);
    }
}

impl IdleRule {
    /// `minutes` without a driver are the limit, each as long as `minute`. The end is announced
    /// [`NOTICE_MINUTES`] before, or half of the limit where that is less.
    pub fn new(minutes: u32, minute: Duration) -> Self {
        let limit = minute.saturating_mul(minutes);
        Self {
            limit,
            notice: (minute * NOTICE_MINUTES).min(limit / 2),
        }
    }

    /// Looks at a server, and sets its clock.
    pub fn look(&self, clock: &mut IdleClock, drivers: Drivers, now: Moment) -> Verdict {
        match drivers {
            Drivers::Some => *clock = IdleClock::starting(now),
            Drivers::Unknown => clock.announced = None,
            Drivers::None => return self.nobody(clock, now),
        }
        Verdict::Stays
    }

    fn nobody(&self, clock: &mut IdleClock, now: Moment) -> Verdict {
        let due = clock.since.after(self.limit);
        let due = clock.kept.filter(|kept| due.up < kept.up).unwrap_or(due);
        if self.notice < due.since(now) {
            clock.announced = None;
            return Verdict::Stays;
        }
        // Looks are some seconds apart. What is later than that was not announced in time.
        let late = due.since(now) < self.notice * 3 / 4;
        let end = *clock.announced.get_or_insert(match late {
            true => now.after(self.notice),
            false => due,
        });
        match end.since(now).is_zero() {
            true => Verdict::Ends,
            false => Verdict::EndsAt(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::tests::at;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn one_that_somebody_keeps_ends_when_that_is_over() {
        let rule = IdleRule::new(30, MINUTE);
        let mut clock = IdleClock::starting(at(0));
        let end = 27 * 60 + 3600;
        let announced = rule.look(&mut clock, Drivers::None, at(27 * 60 + 2));
        assert_eq!(announced, Verdict::EndsAt(at(30 * 60)));
        clock.keep(at(end));
        let mut look = |seconds| rule.look(&mut clock, Drivers::None, at(seconds));
        assert_eq!(look(28 * 60 + 1), Verdict::Stays);
        assert_eq!(look(31 * 60), Verdict::Stays);
        assert_eq!(look(end - 170), Verdict::EndsAt(at(end)));
        assert_eq!(look(end), Verdict::Ends);
    }

    #[test]
    fn an_empty_server_ends_after_its_minutes_and_says_so_before() {
        let rule = IdleRule::new(30, MINUTE);
        let mut clock = IdleClock::starting(at(0));
        let mut look = |seconds| rule.look(&mut clock, Drivers::None, at(seconds));
        assert_eq!(look(26 * 60), Verdict::Stays);
        assert_eq!(look(27 * 60 + 2), Verdict::EndsAt(at(30 * 60)));
        assert_eq!(look(30 * 60 - 1), Verdict::EndsAt(at(30 * 60)));
        assert_eq!(look(30 * 60), Verdict::Ends);
    }

    #[test]
    fn half_of_a_short_limit_is_announced() {
        let rule = IdleRule::new(4, MINUTE);
        let mut clock = IdleClock::starting(at(0));
        assert_eq!(
            rule.look(&mut clock, Drivers::None, at(119)),
            Verdict::Stays
        );
        assert_eq!(
            rule.look(&mut clock, Drivers::None, at(121)),
            Verdict::EndsAt(at(240))
        );
    }

    #[test]
    fn a_driver_sets_the_clock_back() {
        let rule = IdleRule::new(30, MINUTE);
        let mut clock = IdleClock::starting(at(0));
        rule.look(&mut clock, Drivers::None, at(29 * 60));
        assert_eq!(
            rule.look(&mut clock, Drivers::Some, at(29 * 60 + 10)),
            Verdict::Stays
        );
        assert_eq!(
            rule.look(&mut clock, Drivers::None, at(40 * 60)),
            Verdict::Stays
        );
        assert_eq!(clock.since, at(29 * 60 + 10));
    }

    #[test]
    fn after_a_hang_the_end_is_still_announced() {
        let rule = IdleRule::new(30, MINUTE);
        let mut clock = IdleClock::starting(at(0));
        assert_eq!(
            rule.look(&mut clock, Drivers::Unknown, at(28 * 60)),
            Verdict::Stays
        );
        assert_eq!(
            rule.look(&mut clock, Drivers::None, at(36 * 60)),
            Verdict::EndsAt(at(39 * 60))
        );
        assert_eq!(
            rule.look(&mut clock, Drivers::None, at(39 * 60)),
            Verdict::Ends
        );
    }

    proptest! {
        #[test]
        fn nobody_is_thrown_out_and_nothing_ends_unannounced(
            minutes in 1u32..90, looks in prop::collection::vec((1u64..400, 0u8..3), 1..60)
        ) {
            let rule = IdleRule::new(minutes, MINUTE);
            let mut clock = IdleClock::starting(at(0));
            let (mut now, mut announced) = (0, None);
            for (pause, who) in looks {
                now += pause;
                let drivers = [Drivers::None, Drivers::Some, Drivers::Unknown][usize::from(who)];
                match rule.look(&mut clock, drivers, at(now)) {
                    Verdict::Stays => announced = None,
                    Verdict::EndsAt(end) => {
                        prop_assert_eq!(drivers, Drivers::None);
                        prop_assert!(announced.is_none_or(|before| before == end));
                        announced = Some(end);
                    }
                    Verdict::Ends => {
                        prop_assert_eq!(drivers, Drivers::None);
                        prop_assert!(announced.is_some());
                        break;
                    }
                }
            }
        }
    }
}
