//! The `[prices]` section of the settings, and the table that holds without one.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::ids::InstanceType;

/// A dated table of prices for one region, as in `config/prices.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
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
            windows: BTreeMap::new(),
            linux: BTreeMap::new(),
        }
    }

    fn usual_storage() -> f64 {
        0.023
    }
}
