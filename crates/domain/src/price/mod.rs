//! What a server costs: list prices that the operator can edit, never a bill.

mod settings;

use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use settings::Prices;

use super::ids::InstanceType;
use super::server::Hosting;
use pack::Platform;

/// US dollars.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dollars(pub f64);

impl fmt::Display for Dollars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = if self.0 < 0.1 { 3 } else { 2 };
        write!(f, "${:.digits$}", self.0)
    }
}

impl Prices {
    /// What computing beyond its share costs, per processor and hour.
    pub fn credits_hour(&self, platform: Platform) -> Dollars {
        Dollars(match platform {
            Platform::Windows => self.windows_credits_hour,
            Platform::Linux => self.linux_credits_hour,
        })
    }

    /// A running machine without its address, per hour; `None` for a size that the table lacks.
    pub fn machine_hour(&self, size: &InstanceType, platform: Platform) -> Option<Dollars> {
        self.machines(platform).get(size).copied().map(Dollars)
    }

    /// What a machine is taken for whose size the table lacks: the dearest of its system.
    pub fn dearest_hour(&self, platform: Platform) -> Option<Dollars> {
        let prices = self.machines(platform).values().copied();
        prices.max_by(f64::total_cmp).map(Dollars)
    }

    fn machines(&self, platform: Platform) -> &BTreeMap<InstanceType, f64> {
        match platform {
            Platform::Windows => &self.windows,
            Platform::Linux => &self.linux,
        }
    }

    /// A running machine with its address, per hour; `None` for a size that the table lacks, and for the
    /// operator's own machine.
    pub fn per_hour(&self, hosting: &Hosting, platform: Platform) -> Option<Dollars> {
        self.machine_hour(hosting.instance_type()?, platform)
            .map(|price| Dollars(price.0 + self.address_hour))
    }

    /// What this run has cost by `now`, disk left out. EC2 bills at least a minute.
    pub fn so_far(
        &self,
        hosting: &Hosting,
        platform: Platform,
        since: Timestamp,
        now: Timestamp,
    ) -> Option<Dollars> {
        let run = now.duration_since(since).max(SignedDuration::from_mins(1));
        self.per_hour(hosting, platform)
            .map(|price| Dollars(price.0 * run.as_secs_f64() / 3600.0))
    }

    /// The disk of a stopped server, per month.
    pub fn disk_per_month(&self, gib: u32) -> Dollars {
        Dollars(self.disk_gib_month * f64::from(gib))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_evening_on_the_default_machine_costs_cents() {
        let prices = Prices::built_in();
        let small = Hosting::ec2("t3.small");
        let start = Timestamp::UNIX_EPOCH;
        let evening = prices
            .so_far(
                &small,
                Platform::Windows,
                start,
                start + SignedDuration::from_hours(4),
            )
            .expect("the default size has a price");
        assert!((0.05..0.5).contains(&evening.0), "{evening}");
        assert_eq!(
            prices.per_hour(&Hosting::ec2("t9.none"), Platform::Windows),
            None
        );
    }

    #[test]
    fn small_sums_keep_a_digit_more() {
        assert_eq!(Dollars(0.0442).to_string(), "$0.044");
        assert_eq!(Dollars(1.5).to_string(), "$1.50");
    }
}
