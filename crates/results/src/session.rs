//! A session's result, as it is kept and exported. Field names in JSON are camel case.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

/// What a session was.
#[derive(
    Clone,
    Copy,
    Debug,
    Deserialize,
    EnumString,
    Eq,
    Hash,
    IntoStaticStr,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE", ascii_case_insensitive)]
pub enum SessionKind {
    /// Booking of cars.
    Book,
    /// Practice.
    Practice,
    /// Qualifying.
    Qualify,
    /// A race.
    Race,
}

impl SessionKind {
    /// How the results file and its name spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// For people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Book => "Booking",
            Self::Practice => "Practice",
            Self::Qualify => "Qualifying",
            Self::Race => "Race",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }
}

/// A session and who was where.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionResult {
    /// Where and what it was.
    pub session: Session,
    /// When the light went green, in milliseconds of the server's clock. Races from files only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub green_timestamp: Option<i64>,
    /// How far the cars' own answers to that lie apart, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub green_spread_ms: Option<i64>,
    /// The qualifying that the grid was taken from.
    #[serde(default)]
    pub grid_from: Option<String>,
    /// Who has a place, best first.
    pub classification: Vec<Row>,
    /// Who was there and has no lap (race), or none without cuts.
    pub no_time: Vec<NoTime>,
    /// The fastest lap; without cuts, unless it was a race.
    pub fastest_lap: Option<FastestLap>,
    /// All contacts that were reported.
    pub incidents: IncidentCount,
    /// Whether a file agrees with itself; absent where there was no file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checks: Option<Checks>,
    /// Every lap, in order of crossing.
    #[serde(default)]
    pub lap_times: Vec<LapTime>,
}

impl SessionResult {
    /// Takes over what is known of the weather from an earlier reading of the same session, as far as this one
    /// does not say it.
    pub fn keep_weather(&mut self, known: &Session) {
        let session = &mut self.session;
        if session.conditions.is_none() {
            session.conditions.clone_from(&known.conditions);
        }
        if session.weather.is_none() {
            session.weather.clone_from(&known.weather);
        }
    }

    /// Whether this driver did not finish a race that others did: the flag fell, and he did not take it.
    #[must_use]
    pub fn retired(&self, row: &Row) -> bool {
        let over = self.session.flag_shown.unwrap_or(true);
        over && row.race().is_some_and(|race| !race.flag)
    }
}

/// Where and what a session was.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// The track's folder.
    pub track: String,
    /// The layout's folder, or nothing.
    pub layout: String,
    /// What it was.
    #[serde(rename = "type")]
    pub kind: SessionKind,
    /// When it ended by the machine's own clock, to the minute: what the file's name says.
    pub ended_local: Option<String>,
    /// Laps of a race; 0 for a session that ended by time.
    pub race_laps: Option<u32>,
    /// How many slots the server had.
    pub slots: usize,
    /// The cars' folders, sorted.
    pub models: Vec<String>,
    /// Slots that nobody had.
    pub empty_slots: usize,
    /// How many laps were recorded.
    pub laps: usize,
    /// Whether a manager program wrote the file anew.
    pub rewritten: bool,
    /// What the session was called, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When it ended, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Whether the server ended it. False while it runs, and for one that was cut short.
    #[serde(default = "yes")]
    pub complete: bool,
    /// Whether its server's program ended before it did: nothing more is heard of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut_off: bool,
    /// Whether the winner has taken the flag. Races only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag_shown: Option<bool>,
    /// What it was driven in, where the server said so: no results file does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Conditions>,
    /// The weather that its server was started with, as `GRAPHICS` has it, where that is certain. What the server
    /// itself said, in `conditions`, is truer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weather: Option<String>,
    /// For how many seconds at most nobody listened to the server while it ran: what was driven then is known
    /// from the server's table alone.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unheard_seconds: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(seconds: &u32) -> bool {
    *seconds == 0
}

/// Weather and temperatures at the beginning of a session.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Conditions {
    /// The weather as `GRAPHICS` has it, mostly its folder; nothing where it is not told, as by AssettoServer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weather: Option<String>,
    /// Of the air, in degrees Celsius.
    pub ambient: u8,
    /// Of the road, in degrees Celsius.
    pub road: u8,
}

fn yes() -> bool {
    true
}

/// A person's place.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// From 1.
    pub pos: u32,
    /// The name that was used in this session.
    pub driver: String,
    /// The Steam id; of a crew all of them, with `/` between.
    pub guid: String,
    /// The slot.
    pub car_id: i64,
    /// The car's folder.
    pub car: String,
    /// The place among the cars of that folder.
    pub pos_in_model: u32,
    /// The team; nothing where the source does not say.
    pub team: Option<String>,
    /// The car's skin; nothing where the source does not say.
    pub skin: Option<String>,
    /// Laps driven. From a journal, outside a race: laps that the server counted, those without cuts.
    pub laps: u32,
    /// What the place goes by.
    #[serde(flatten)]
    pub timing: Timing,
    /// The best lap in milliseconds; without cuts, unless it was a race.
    pub best_ms: Option<i64>,
    /// How often the track was left.
    pub cuts: u32,
    /// In how many laps.
    pub laps_with_cuts: u32,
    /// Contacts that this driver's game reported.
    pub incidents: Incidents,
    /// Whether the server threw the driver out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kicked: bool,
    /// Where the row comes from, if not from the file's own table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<RowSource>,
    /// Other slots that this person was in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_slots: Vec<OtherSlot>,
}

impl Row {
    /// The race's part, if it was one.
    #[must_use]
    pub fn race(&self) -> Option<&RaceTiming> {
        match &self.timing {
            Timing::Race(race) => Some(race),
            Timing::BestLap(_) => None,
        }
    }
}

/// What a place goes by.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Timing {
    /// A race: laps, then time.
    Race(RaceTiming),
    /// Practice and qualifying: the best lap.
    BestLap(BestLapTiming),
}

/// A race's part of a row.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RaceTiming {
    /// Milliseconds since green at the last lap that counts.
    pub total_ms: Option<i64>,
    /// Where the total comes from.
    pub total_from: TotalFrom,
    /// Laps behind the winner.
    pub laps_down: u32,
    /// Milliseconds behind the winner, on the same lap only.
    pub gap_ms: Option<i64>,
    /// Whether the driver took the flag. False can be a retirement, a broken connection, or the limit on
    /// how long others may still finish.
    pub flag: bool,
    /// The place in qualifying.
    pub grid: Option<u32>,
}

/// The part of a row of practice and qualifying.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BestLapTiming {
    /// Laps without cuts.
    pub clean_laps: u32,
    /// Milliseconds behind the best.
    pub gap_ms: Option<i64>,
}

/// Where a total comes from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TotalFrom {
    /// The results file's own table.
    File,
    /// The last crossing of the line, less green: good to a tenth of a second.
    Laps,
    /// The server's leaderboard, as the plugin heard it.
    Server,
}

/// Where a row comes from, if not from the file's own table.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RowSource {
    /// Laps alone: somebody else had the slot at the end.
    Laps,
}

/// Another slot that a person was in.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OtherSlot {
    /// The slot.
    pub car_id: i64,
    /// The car's folder.
    pub car: String,
    /// Laps driven there.
    pub laps: u32,
    /// The best lap there, as for a row.
    pub best_ms: Option<i64>,
}

/// Somebody without a place.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NoTime {
    /// The name.
    pub driver: String,
    /// The Steam id.
    pub guid: String,
    /// The slot.
    pub car_id: i64,
    /// The car's folder.
    pub car: String,
    /// Laps driven, none of which counts.
    pub laps: u32,
    /// Contacts.
    pub incidents: Incidents,
}

/// The fastest lap.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FastestLap {
    /// Whose.
    pub driver: String,
    /// Whose, as Steam id.
    pub guid: String,
    /// Milliseconds.
    pub ms: i64,
    /// The slot.
    pub car_id: i64,
    /// Which of the driver's laps in that slot, from 1; 0 where only the time is known.
    pub lap: u32,
}

/// Contacts that one driver's game reported.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Incidents {
    /// With cars.
    pub car: u32,
    /// With walls and the like.
    pub env: u32,
    /// The hardest, in km/h.
    pub max_speed: Option<f64>,
}

/// All contacts of a session; two cars that met give two.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct IncidentCount {
    /// With cars.
    pub car: u32,
    /// With walls and the like.
    pub env: u32,
}

/// A file against itself.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checks {
    /// Whether the file's order is that of its laps and times.
    pub file_order_agrees: bool,
    /// Whether its best laps are those of its laps.
    pub best_lap_agrees: bool,
    /// Whether the sectors of every lap add up to it.
    pub sectors_add_up: bool,
    /// Races: total less the sum of the laps, in milliseconds, for each row that the file gave a total.
    pub total_minus_lap_sum_ms: Option<Vec<i64>>,
}

/// A lap.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LapTime {
    /// Whose.
    pub guid: String,
    /// The slot.
    pub car_id: i64,
    /// Which of the driver's laps in that slot, from 1.
    pub lap: u32,
    /// Milliseconds; nothing if the server's number was none.
    pub ms: Option<i64>,
    /// Sectors in milliseconds, where they are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sectors: Vec<i64>,
    /// How often the track was left.
    pub cuts: u32,
    /// The tyre's short name, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tyre: Option<String>,
}
