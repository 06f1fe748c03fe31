//! Sums over a ledger, and what the month will come to.

use domain::ids::{InstanceType, ServerId};
use domain::price::{Dollars, Prices};
use jiff::{SignedDuration, Timestamp};
use pack::Platform;

use crate::ledger::{Entry, Ledger, Span};
use crate::month::Month;

/// AWS's month has 730 hours.
const MONTH_HOURS: f64 = 730.0;
/// EC2 bills at least a minute for each run.
const LEAST: SignedDuration = SignedDuration::from_mins(1);
/// A forecast needs some time to build on.
const YOUNG_HOURS: f64 = 24.0;

/// What one server cost.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerCosts {
    /// Which.
    pub id: ServerId,
    /// What people call it.
    pub name: String,
    /// The kind of machine.
    pub size: InstanceType,
    /// Its system.
    pub platform: Platform,
    /// How long it ran, in hours.
    pub hours: f64,
    /// The machine; `None` for a size that the prices lack.
    pub machine: Option<Dollars>,
    /// Its public address.
    pub address: Dollars,
    /// Its disk, also while it was off.
    pub disk: Dollars,
    /// Whether it exists still.
    pub exists: bool,
}

impl ServerCosts {
    /// All of it, as far as prices are known.
    pub fn total(&self) -> Dollars {
        Dollars(self.machine.map_or(0.0, |price| price.0) + self.address.0 + self.disk.0)
    }
}

/// What a month cost.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthCosts {
    /// Which month.
    pub month: Month,
    /// The dearest first.
    pub servers: Vec<ServerCosts>,
    /// Packs and programs in storage, for this month up to now.
    pub storage: Dollars,
    /// All of it.
    pub total: Dollars,
    /// What the whole month comes to if it goes on like this; what it came to if it is over.
    pub forecast: Dollars,
}

impl MonthCosts {
    /// Sums up. `stored` is how many bytes lie in storage now.
    pub fn of(ledger: &Ledger, prices: &Prices, stored: u64, now: Timestamp) -> Self {
        let (start, end) = (ledger.month.start(), ledger.month.end());
        let now = now.max(start).min(end);
        let passed = hours(now.duration_since(start));
        let left = hours(end.duration_since(now));
        let gib = stored as f64 / f64::from(1_u32 << 30);
        let storage_hour = gib * prices.storage_gib_month / MONTH_HOURS;
        let mut servers: Vec<ServerCosts> = ledger
            .servers
            .iter()
            .map(|(id, entry)| of_server(id, entry, prices))
            .collect();
        servers.sort_by(|a, b| b.total().0.total_cmp(&a.total().0));
        let by_hour: f64 = servers
            .iter()
            .map(|server| server.machine.map_or(0.0, |price| price.0) + server.address.0)
            .sum();
        let disks: f64 = servers.iter().map(|server| server.disk.0).sum();
        let kept: f64 = ledger
            .servers
            .values()
            .filter(|entry| !entry.disk.over)
            .map(|entry| disk_hour(entry, prices))
            .sum();
        let storage = storage_hour * passed;
        let total = by_hour + disks + storage;
        let more = by_hour / passed.max(YOUNG_HOURS) * left + (kept + storage_hour) * left;
        Self {
            month: ledger.month,
            servers,
            storage: Dollars(storage),
            total: Dollars(total),
            forecast: Dollars(total + more),
        }
    }

    /// How much of a budget is spent, in percent.
    pub fn percent_of(&self, budget: Dollars) -> u32 {
        match 0.0 < budget.0 {
            true => (self.total.0 / budget.0 * 100.0).clamp(0.0, 9999.0) as u32,
            false => 100,
        }
    }
}

fn of_server(id: &ServerId, entry: &Entry, prices: &Prices) -> ServerCosts {
    let billed = |run: &Span| hours(run.length().max(LEAST));
    let ran: f64 = entry.runs.iter().map(billed).sum();
    let machine = prices.machine_hour(&entry.size, entry.platform);
    ServerCosts {
        id: id.clone(),
        name: entry.name.clone(),
        size: entry.size.clone(),
        platform: entry.platform,
        hours: ran,
        machine: machine.map(|price| Dollars(price.0 * ran)),
        address: Dollars(prices.address_hour * ran),
        disk: Dollars(disk_hour(entry, prices) * hours(entry.disk.length())),
        exists: !entry.disk.over,
    }
}

fn disk_hour(entry: &Entry, prices: &Prices) -> f64 {
    prices.disk_per_month(entry.disk_gib.into()).0 / MONTH_HOURS
}

fn hours(time: SignedDuration) -> f64 {
    time.as_secs_f64() / 3600.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::SeenServer;

    #[test]
    fn three_evenings_a_week_on_linux_cost_about_a_dollar_and_a_half() {
        let month: Month = "2026-11".parse().expect("a month");
        let mut ledger = Ledger::new(month);
        let mut evening = month.start() + SignedDuration::from_hours(19);
        let seen = |launched, runs| SeenServer {
            id: ServerId::from_bits(1),
            name: "Friday".to_owned(),
            size: InstanceType::new("t3.small"),
            platform: Platform::Linux,
            disk_gib: 8,
            launched,
            runs,
            gone: false,
        };
        for _ in 0..13 {
            ledger.observe(&[seen(evening, true)], evening);
            let end = evening + SignedDuration::from_hours(3);
            ledger.observe(&[seen(evening, true)], end);
            ledger.observe(&[seen(evening, false)], end);
            evening += SignedDuration::from_hours(54);
        }
        let costs = MonthCosts::of(&ledger, &Prices::built_in(), 1 << 30, month.end());
        let [server] = costs.servers.as_slice() else {
            panic!("one server");
        };
        insta::assert_snapshot!(
            format!(
                "{:.1} h, machine {}, address {}, disk {}, storage {}, total {}, forecast {}",
                server.hours,
                server.machine.expect("a price"),
                server.address,
                server.disk,
                costs.storage,
                costs.total,
                costs.forecast
            ),
            @"39.0 h, machine $0.81, address $0.20, disk $0.57, storage $0.023, total $1.60, forecast $1.60"
        );
        assert_eq!(costs.percent_of(Dollars(2.0)), 79);
        assert_eq!(costs.percent_of(Dollars(0.0)), 100);
    }

    #[test]
    fn a_forecast_goes_on_as_it_was() {
        let month: Month = "2026-11".parse().expect("a month");
        let mut ledger = Ledger::new(month);
        let now = month.start() + SignedDuration::from_hours(240);
        let always = SeenServer {
            id: ServerId::from_bits(1),
            name: "Always".to_owned(),
            size: InstanceType::new("t3.small"),
            platform: Platform::Linux,
            disk_gib: 8,
            launched: month.start(),
            runs: true,
            gone: false,
        };
        ledger.observe(&[always], now);
        let costs = MonthCosts::of(&ledger, &Prices::built_in(), 0, now);
        assert!(
            (costs.forecast.0 / costs.total.0 - 3.0).abs() < 0.01,
            "{costs:?}"
        );
    }
}
