//! The `[prices]` section of the settings, and the table that holds without one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::InstanceType;

/// A dated table of prices for one region, as in `config/prices.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// The region that they hold for.
    pub region: String,
    /// When they were written down.
    pub as_of: String,
    /// A public IPv4 address, per hour.
    pub address_hour: f64,
    /// Disk, per GiB and month.
    pub disk_gib_month: f64,
    /// Packs in storage, per GiB and month.
    #[serde(default = "Prices::usual_storage")]
    pub storage_gib_month: f64,
    /// Images of one's own, per GiB that is used of their disk and month.
    #[serde(default = "Prices::usual_snapshot")]
    pub snapshot_gib_month: f64,
    /// What goes out to the internet, per GB beyond those that are free.
    #[serde(default = "Prices::usual_traffic")]
    pub traffic_gb: f64,
    /// How many GB go out for nothing each month.
    #[serde(default = "Prices::usual_free_traffic")]
    pub traffic_free_gb: f64,
    /// What a `t3` with Linux computes beyond its share, per processor and hour; 0 where it slows down instead.
    #[serde(default = "Prices::usual_linux_credits")]
    pub linux_credits_hour: f64,
    /// The same with Windows.
    #[serde(default = "Prices::usual_windows_credits")]
    pub windows_credits_hour: f64,
    /// Windows machines, per hour.
    pub windows: BTreeMap<InstanceType, f64>,
    /// Linux machines, per hour.
    pub linux: BTreeMap<InstanceType, f64>,
}

impl Prices {
    /// The table that is built in.
    ///
    /// # Panics
    /// Never in a build whose tests pass: the file is part of it.
    pub fn built_in() -> Self {
        toml::from_str(include_str!("../../../../config/prices.toml"))
            .expect("config/prices.toml is tested")
    }

    /// A table without prices, for machines that nobody sends a bill for.
    pub fn none() -> Self {
        Self {
            region: String::new(),
            as_of: String::new(),
            address_hour: 0.0,
            disk_gib_month: 0.0,
            storage_gib_month: 0.0,
            snapshot_gib_month: 0.0,
            traffic_gb: 0.0,
            traffic_free_gb: 0.0,
            linux_credits_hour: 0.0,
            windows_credits_hour: 0.0,
            windows: BTreeMap::new(),
            linux: BTreeMap::new(),
        }
    }

    fn usual_storage() -> f64 {
        0.023
    }

    fn usual_snapshot() -> f64 {
        0.05
    }

    fn usual_traffic() -> f64 {
        0.09
    }

    fn usual_free_traffic() -> f64 {
        100.0
    }

    fn usual_linux_credits() -> f64 {
        0.05
    }

    fn usual_windows_credits() -> f64 {
        0.096
    }
}
