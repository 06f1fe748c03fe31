//! The best lap of each car on each track and layout.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::document::{ResultId, StoredResult};
use crate::season::apply;
use crate::{Row, SessionKind};

/// Where a record stands: track, layout and car.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Course {
    /// The track's folder.
    pub track: String,
    /// The layout's folder, or nothing.
    pub layout: String,
    /// The car's folder.
    pub car: String,
}

/// A record.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Record {
    /// Where.
    pub course: Course,
    /// Milliseconds.
    pub ms: i64,
    /// Whose.
    pub driver: String,
    /// Whose, as Steam id.
    pub guid: String,
    /// In which result.
    pub result: ResultId,
    /// When that was stored.
    pub stored_at: Timestamp,
}

/// A record and the one that it beat, if there was one.
#[derive(Clone, Debug, PartialEq)]
pub struct Beaten {
    /// The new one.
    pub record: Record,
    /// The old one.
    pub before: Option<Record>,
}

/// The records in these results. Laps with cuts, results that were set aside, and drivers who were
/// disqualified have none; of two equal laps the earlier stored one is the record.
#[must_use]
pub fn records<'a>(results: impl IntoIterator<Item = &'a StoredResult>) -> Vec<Record> {
    let mut best: BTreeMap<Course, Record> = BTreeMap::new();
    for record in results.into_iter().flat_map(records_of) {
        match best.get(&record.course) {
            Some(before) if order(before) <= order(&record) => {}
            _ => {
                best.insert(record.course.clone(), record);
            }
        }
    }
    best.into_values().collect()
}

/// What a result has beaten of these records.
#[must_use]
pub fn beaten(before: &[Record], stored: &StoredResult) -> Vec<Beaten> {
    records([stored])
        .into_iter()
        .filter_map(|record| {
            let old = before.iter().find(|old| old.course == record.course);
            old.is_none_or(|old| record.ms < old.ms).then(|| Beaten {
                before: old.cloned(),
                record,
            })
        })
        .collect()
}

fn order(record: &Record) -> (i64, Timestamp, &ResultId) {
    (record.ms, record.stored_at, &record.result)
}

fn records_of(stored: &StoredResult) -> Vec<Record> {
    if stored.set_aside.is_some() {
        return Vec::new();
    }
    let session = &stored.result.session;
    apply(&stored.result, &stored.penalties)
        .iter()
        .filter(|row| row.place.is_some())
        .filter_map(|row| {
            Some(Record {
                course: Course {
                    track: session.track.clone(),
                    layout: session.layout.clone(),
                    car: row.row.car.clone(),
                },
                ms: clean_best(stored, row.row)?,
                driver: row.row.driver.clone(),
                guid: row.row.guid.clone(),
                result: stored.id.clone(),
                stored_at: stored.stored_at,
            })
        })
        .collect()
}

/// The best lap without cuts. A race's own best lap may have some.
fn clean_best(stored: &StoredResult, row: &Row) -> Option<i64> {
    if stored.result.session.kind != SessionKind::Race {
        return row.best_ms;
    }
    let laps = stored.result.lap_times.iter();
    laps.filter(|lap| lap.car_id == row.car_id && lap.guid == row.guid && lap.cuts == 0)
        .filter_map(|lap| lap.ms)
        .min()
}
