//! The file's own shape. Fields that are missing, or of another type, are none.

use serde::Deserialize;

use super::lenient::{Decimal, List, Text, Whole};

/// Slots; servers have at most some 250.
const MAX_SLOTS: usize = 1000;
/// Laps of a session: two days with 60 cars.
const MAX_LAPS: usize = 200_000;
/// Contacts; a bad evening has some hundreds.
const MAX_EVENTS: usize = 200_000;
/// People who share a slot.
const MAX_CREW: usize = 32;
/// Parts of a lap; tracks have two or three.
const MAX_SECTORS: usize = 32;

/// How acServer writes "no time".
pub(super) const NO_TIME: i64 = 999_999_999;

/// In place of the Steam id of a driver who was thrown out.
pub(super) const KICKED: &str = "$#@@!$kicked";

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct File {
    pub(super) track_name: Text,
    pub(super) track_config: Text,
    #[serde(rename = "Type")]
    pub(super) kind: Text,
    pub(super) race_laps: Option<Whole>,
    pub(super) cars: List<Car, MAX_SLOTS>,
    pub(super) result: List<Standing, MAX_SLOTS>,
    pub(super) laps: List<Lap, MAX_LAPS>,
    pub(super) events: List<Event, MAX_EVENTS>,
    /// Only files that were rewritten have it.
    pub(super) session_file: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Car {
    pub(super) car_id: Whole,
    pub(super) driver: Option<Driver>,
    pub(super) model: Text,
    pub(super) skin: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Driver {
    pub(super) name: Text,
    pub(super) team: Text,
    pub(super) guid: Text,
    pub(super) guids_list: List<Text, MAX_CREW>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Standing {
    pub(super) driver_name: Text,
    pub(super) driver_guid: Text,
    pub(super) car_id: Whole,
    pub(super) car_model: Text,
    pub(super) best_lap: Whole,
    pub(super) total_time: Whole,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Lap {
    pub(super) driver_name: Text,
    pub(super) driver_guid: Text,
    pub(super) car_id: Whole,
    pub(super) car_model: Text,
    pub(super) timestamp: Whole,
    pub(super) lap_time: Whole,
    pub(super) sectors: List<Whole, MAX_SECTORS>,
    pub(super) cuts: Whole,
    pub(super) tyre: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Event {
    #[serde(rename = "Type")]
    pub(super) kind: Text,
    pub(super) car_id: Whole,
    pub(super) driver: Option<Driver>,
    pub(super) impact_speed: Decimal,
}

/// A duration that a car can have driven, in milliseconds.
pub(super) fn time(value: Whole) -> Option<i64> {
    value.0.filter(|time| (1..NO_TIME).contains(time))
}
