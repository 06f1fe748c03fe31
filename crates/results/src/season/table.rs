//! What standings look like.

use serde::Serialize;

use crate::document::ResultId;

/// The standings of a season.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Standings {
    /// The names of the rounds that were held, in order.
    pub rounds: Vec<String>,
    /// One table for each class; a single one without a name if there are none.
    pub classes: Vec<ClassStandings>,
    /// Teams, all classes together.
    pub teams: Vec<TeamStanding>,
    /// Results that the season names and that are not there.
    pub missing: Vec<ResultId>,
}

impl Standings {
    /// The name that a driver with this Steam id used last.
    #[must_use]
    pub fn name_of(&self, guid: &str) -> Option<&str> {
        let mut drivers = self.classes.iter().flat_map(|class| &class.drivers);
        let driver = drivers.find(|driver| driver.guid == guid)?;
        Some(&driver.driver)
    }
}

/// The drivers of a class.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClassStandings {
    /// The class; nothing if all cars are one.
    pub name: Option<String>,
    /// Best first.
    pub drivers: Vec<DriverStanding>,
}

/// A driver's season.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DriverStanding {
    /// From 1; who cannot be told apart has the same.
    pub pos: u32,
    /// The Steam id.
    pub guid: String,
    /// The name that was used last.
    pub driver: String,
    /// The team that the driver had last.
    pub team: Option<String>,
    /// What counts: the rounds that were not dropped, less what was taken off.
    pub points: i64,
    /// What was taken off.
    pub deducted: u32,
    /// One for each round that was held.
    pub rounds: Vec<RoundScore>,
    /// The places in the class, in the order of the races; none of a race in which the driver has no place.
    pub places: Vec<u32>,
    /// Races with at least a lap.
    pub races: u32,
    /// First places in qualifying.
    pub poles: u32,
    /// Fastest laps of races.
    pub fastest_laps: u32,
}

/// A driver's round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RoundScore {
    /// Points, before anything is taken off.
    pub points: u32,
    /// Points that a penalty took off in this round.
    pub deducted: u32,
    /// Whether the driver was there.
    pub started: bool,
    /// Whether the driver was disqualified in it.
    pub disqualified: bool,
    /// Whether it does not count.
    pub dropped: bool,
}

/// A team's season.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TeamStanding {
    /// From 1; who cannot be told apart has the same.
    pub pos: u32,
    /// The team.
    pub team: String,
    /// What counts.
    pub points: i64,
    /// Points of each round that was held.
    pub rounds: Vec<i64>,
    /// The drivers' places.
    pub places: Vec<u32>,
    /// Its drivers' first places in qualifying.
    pub poles: u32,
    /// Its drivers' fastest laps of races.
    pub fastest_laps: u32,
}
