//! Sums over a ledger, and what the month will come to.

use std::collections::BTreeSet;

use domain::ids::{InstanceType, ServerId};
use domain::price::{Dollars, Prices};
use domain::size;
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

/// What a ledger calls a machine that waits for a deploy.
pub const PREPARED: &str = "(prepared machine)";

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
    /// The machine; `None` where the prices have none at all for its system.
    pub machine: Option<Dollars>,
    /// The prices lack its size: it counts as the dearest one of its system, for it is not free.
    pub assumed: bool,
    /// Its public address.
    pub address: Dollars,
    /// Its disk, also while it was off.
    pub disk: Dollars,
    /// What it sent, in GB; nothing where its machine does not say.
    pub sent_gb: f64,
    /// What it computed beyond its share.
    pub credits: Dollars,
    /// Whether it exists still.
    pub exists: bool,
}

impl ServerCosts {
    /// Counts another one in, of the same size and system.
    fn add(&mut self, other: &Self) {
        let plus = |a: Dollars, b: Dollars| Dollars(a.0 + b.0);
        self.hours += other.hours;
        self.machine = self.machine.zip(other.machine).map(|(a, b)| plus(a, b));
        self.assumed |= other.assumed;
        self.address = plus(self.address, other.address);
        self.disk = plus(self.disk, other.disk);
        self.sent_gb += other.sent_gb;
        self.credits = plus(self.credits, other.credits);
        self.exists |= other.exists;
    }

    /// All of it, as far as prices are known.
    pub fn total(&self) -> Dollars {
        let machine = self.machine.map_or(0.0, |price| price.0);
        Dollars(machine + self.credits.0 + self.address.0 + self.disk.0)
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
    /// What all of them sent, in GB.
    pub sent_gb: f64,
    /// What of that is not free.
    pub traffic: Dollars,
    /// All of it.
    pub total: Dollars,
    /// What the whole month comes to if it goes on like this; what it came to if it is over.
    pub forecast: Dollars,
}

impl MonthCosts {
    /// Sums up.
    pub fn of(ledger: &Ledger, prices: &Prices, now: Timestamp) -> Self {
        let (start, end) = (ledger.month.start(), ledger.month.end());
        let now = now.max(start).min(end);
        let passed = hours(now.duration_since(start));
        let left = hours(end.duration_since(now));
        let stored = ledger.stored.as_ref();
        let gib_hour = prices.storage_gib_month / MONTH_HOURS;
        let gib = stored.map_or(0.0, |stored| stored.bytes as f64 / f64::from(1_u32 << 30));
        let storage_hour = gib * gib_hour;
        let mut servers: Vec<ServerCosts> = ledger
            .servers
            .iter()
            .map(|(id, entry)| of_server(id, entry, prices))
            .collect();
        servers = waits_as_one(servers);
        servers.sort_by(|a, b| b.total().0.total_cmp(&a.total().0));
        let by_hour: f64 = servers
            .iter()
            .map(|server| server.total().0 - server.disk.0)
            .sum();
        // The sum of nothing would be -0.
        let sent_gb = servers.iter().fold(0.0, |sum, server| sum + server.sent_gb);
        let traffic = |gb: f64| (gb - prices.traffic_free_gb).max(0.0) * prices.traffic_gb;
        let disks: f64 = servers.iter().map(|server| server.disk.0).sum();
        let kept: f64 = ledger
            .servers
            .values()
            .filter(|entry| !entry.disk.over)
            .map(|entry| disk_hour(entry, prices))
            .sum();
        let storage = stored.map_or(0.0, |stored| stored.gib_hours(now)) * gib_hour;
        let total = by_hour + disks + storage + traffic(sent_gb);
        let on = left / passed.max(YOUNG_HOURS);
        let more_traffic = traffic(sent_gb * (1.0 + on)) - traffic(sent_gb);
        let more = by_hour * on + more_traffic + (kept + storage_hour) * left;
        Self {
            month: ledger.month,
            servers,
            storage: Dollars(storage),
            sent_gb,
            traffic: Dollars(traffic(sent_gb)),
            total: Dollars(total),
            forecast: Dollars(total + more),
        }
    }

    /// The sizes that ran and that the prices lack.
    pub fn assumed(&self) -> BTreeSet<&InstanceType> {
        let assumed = self.servers.iter().filter(|server| server.assumed);
        assumed.map(|server| &server.size).collect()
    }

    /// How much of a budget is spent, in percent.
    pub fn percent_of(&self, budget: Dollars) -> u32 {
        match 0.0 < budget.0 {
            true => (self.total.0 / budget.0 * 100.0).clamp(0.0, 9999.0) as u32,
            false => 100,
        }
    }
}

/// Each wait of a prepared machine is an entry of its own; people ask what waiting costs.
fn waits_as_one(servers: Vec<ServerCosts>) -> Vec<ServerCosts> {
    let (waits, mut servers): (Vec<_>, Vec<_>) = servers
        .into_iter()
        .partition(|server| server.name == PREPARED);
    for wait in waits {
        let same = servers.iter_mut().find(|server| {
            server.name == PREPARED && server.size == wait.size && server.platform == wait.platform
        });
        match same {
            Some(sum) => sum.add(&wait),
            None => servers.push(wait),
        }
    }
    servers
}

fn of_server(id: &ServerId, entry: &Entry, prices: &Prices) -> ServerCosts {
    let billed = |run: &Span| hours(run.length().max(LEAST));
    let ran: f64 = entry.runs.iter().map(billed).sum();
    let listed = prices.machine_hour(&entry.size, entry.platform);
    let machine = listed.or_else(|| prices.dearest_hour(entry.platform));
    let sent: u64 = entry.runs.iter().map(|run| run.usage().sent_bytes).sum();
    let share = size::share(&entry.size);
    // What was spared in one hour may be spent in a later one of the same run.
    let beyond = |run: &Span| {
        share.map_or(0.0, |share| {
            let busy = run.usage().busy_seconds as f64 / 3600.0;
            (busy - share * hours(run.length())).max(0.0)
        })
    };
    let beyond: f64 = entry.runs.iter().map(beyond).sum();
    ServerCosts {
        sent_gb: sent as f64 / 1e9,
        credits: Dollars(beyond * prices.credits_hour(entry.platform).0),
        id: id.clone(),
        name: entry.name.clone(),
        size: entry.size.clone(),
        platform: entry.platform,
        hours: ran,
        machine: machine.map(|price| Dollars(price.0 * ran)),
        assumed: listed.is_none() && 0.0 < ran,
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
    use crate::ledger::{SeenServer, Usage};

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
            usage: None,
            gone: false,
        };
        for _ in 0..13 {
            ledger.observe(&[seen(evening, true)], evening);
            let end = evening + SignedDuration::from_hours(3);
            ledger.observe(&[seen(evening, true)], end);
            ledger.observe(&[seen(evening, false)], end);
            evening += SignedDuration::from_hours(54);
        }
        ledger.observe_storage(1 << 30, month.start());
        let costs = MonthCosts::of(&ledger, &Prices::built_in(), month.end());
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
    fn a_size_without_a_price_is_not_free() {
        let month: Month = "2026-11".parse().expect("a month");
        let mut ledger = Ledger::new(month);
        let unknown = SeenServer {
            id: ServerId::from_bits(1),
            name: "Huge".to_owned(),
            size: InstanceType::new("x9.huge"),
            platform: Platform::Linux,
            disk_gib: 8,
            launched: month.start(),
            runs: true,
            usage: None,
            gone: false,
        };
        let now = month.start() + SignedDuration::from_hours(10);
        ledger.observe(&[unknown], now);
        let costs = MonthCosts::of(&ledger, &Prices::built_in(), now);
        let dearest = Prices::built_in().dearest_hour(Platform::Linux);
        let dearest = dearest.expect("the table has prices").0;
        assert!((costs.servers[0].machine.expect("counted").0 - 10.0 * dearest).abs() < 1e-9);
        assert!(costs.assumed().contains(&InstanceType::new("x9.huge")));
        assert!(10.0 * dearest < costs.total.0);
    }

    #[test]
    fn traffic_beyond_what_is_free_and_credits_are_counted() {
        let month: Month = "2026-11".parse().expect("a month");
        let mut ledger = Ledger::new(month);
        let seen = |sent_bytes, busy_seconds| SeenServer {
            id: ServerId::from_bits(1),
            name: "Endurance".to_owned(),
            size: InstanceType::new("t3.small"),
            platform: Platform::Linux,
            disk_gib: 8,
            launched: month.start(),
            runs: true,
            usage: Some(Usage {
                sent_bytes,
                busy_seconds,
            }),
            gone: false,
        };
        let now = month.start() + SignedDuration::from_hours(10);
        ledger.observe(&[seen(0, 0)], month.start());
        // A whole processor for ten hours, of which the share of 0.4 is paid for.
        ledger.observe(&[seen(150_000_000_000, 36_000)], now);
        let costs = MonthCosts::of(&ledger, &Prices::built_in(), now);
        let [server] = costs.servers.as_slice() else {
            panic!("one server");
        };
        assert!((server.credits.0 - 6.0 * 0.05).abs() < 1e-9, "{costs:?}");
        assert!((costs.traffic.0 - 50.0 * 0.09).abs() < 1e-9, "{costs:?}");
        let parts = server.total().0 + costs.traffic.0;
        assert!((costs.total.0 - parts).abs() < 1e-9, "{costs:?}");
        // A machine that slows down instead costs no more.
        let standard = Prices {
            linux_credits_hour: 0.0,
            ..Prices::built_in()
        };
        let costs = MonthCosts::of(&ledger, &standard, now);
        assert_eq!(costs.servers[0].credits, Dollars(0.0));
    }

    #[test]
    fn what_waiting_costs_is_one_row_however_often_machines_waited() {
        let month: Month = "2026-11".parse().expect("a month");
        let mut ledger = Ledger::new(month);
        let seen = |bits, name: &str, size: &str| SeenServer {
            id: ServerId::from_bits(bits),
            name: name.to_owned(),
            size: InstanceType::new(size),
            platform: Platform::Linux,
            disk_gib: 8,
            launched: month.start(),
            runs: bits == 1,
            usage: None,
            gone: false,
        };
        let all = [
            seen(1, PREPARED, "t3.small"),
            seen(2, PREPARED, "t3.small"),
            seen(3, PREPARED, "t3.medium"),
            seen(4, "Cup", "t3.small"),
        ];
        let now = month.start() + SignedDuration::from_hours(73);
        ledger.observe(&all, month.start());
        ledger.observe(&all, now);
        let costs = MonthCosts::of(&ledger, &Prices::built_in(), now);
        let mut rows: Vec<(&str, &str)> = costs
            .servers
            .iter()
            .map(|server| (server.name.as_str(), server.size.as_str()))
            .collect();
        rows.sort_unstable();
        assert_eq!(
            rows,
            [
                (PREPARED, "t3.medium"),
                (PREPARED, "t3.small"),
                ("Cup", "t3.small")
            ]
        );
        let small =
            |server: &&ServerCosts| server.name == PREPARED && server.size.as_str() == "t3.small";
        let small = costs.servers.iter().find(small).expect("a row");
        // Two disks for a tenth of a month.
        assert!((small.disk.0 - 2.0 * 0.064).abs() < 1e-9, "{small:?}");
        assert!((small.hours - 73.0).abs() < 1e-9, "{small:?}");
        let sum: f64 = costs.servers.iter().map(|server| server.total().0).sum();
        assert!((sum - costs.total.0).abs() < 1e-9, "{costs:?}");
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
            usage: None,
            gone: false,
        };
        ledger.observe(&[always], now);
        let costs = MonthCosts::of(&ledger, &Prices::built_in(), now);
        assert!(
            (costs.forecast.0 / costs.total.0 - 3.0).abs() < 0.01,
            "{costs:?}"
        );
    }
}
