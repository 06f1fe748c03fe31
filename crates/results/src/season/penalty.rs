use serde::{Deserialize, Serialize};

use crate::document::Decision;
use crate::{Row, SessionResult};

/// What a driver loses.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind", content = "amount")]
pub enum PenaltyKind {
    /// Seconds on the race's time; in practice and qualifying on the best lap.
    Seconds(u32),
    /// Places.
    Positions(u32),
    /// Points, but no place.
    Points(u32),
    /// The result: last, without a place and points.
    Disqualified,
}

/// A penalty for a driver in one result.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Penalty {
    /// Its number in this result, from 1.
    pub number: u32,
    /// The driver's Steam id.
    pub guid: String,
    /// What the driver loses.
    pub penalty: PenaltyKind,
    /// Who decided it, when and why.
    pub decided: Decision,
    /// Who took it back, when and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone: Option<Decision>,
}

/// A row after the penalties that stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided<'a> {
    /// The row as it was driven.
    pub row: &'a Row,
    /// The place, from 1; nothing for who was disqualified.
    pub place: Option<u32>,
    /// Total time, or best lap, in milliseconds, with the seconds added.
    pub time_ms: Option<i64>,
    /// Seconds added.
    pub seconds: u32,
    /// Places lost.
    pub positions: u32,
    /// Points lost.
    pub points: u32,
}

/// A result's rows in the order that the penalties leave, those who were disqualified last.
///
/// Seconds are added first and never cost a lap, then places are lost. The order in which penalties were
/// given changes nothing.
#[must_use]
pub fn apply<'a>(result: &'a SessionResult, penalties: &[Penalty]) -> Vec<Decided<'a>> {
    let mut rows: Vec<Decided<'a>> = result
        .classification
        .iter()
        .map(|row| decide(row, penalties))
        .collect();
    rows.sort_by_key(|row| {
        (
            row.place.is_none(),
            laps_down(row.row),
            row.time_ms.unwrap_or(i64::MAX),
        )
    });
    let in_order: Vec<Decided<'a>> = lose_places(rows);
    let mut place = 0;
    in_order
        .into_iter()
        .map(|mut row| {
            row.place = row.place.map(|_| {
                place += 1;
                place
            });
            row
        })
        .collect()
}

fn laps_down(row: &Row) -> u32 {
    row.race().map_or(0, |race| race.laps_down)
}

/// One row with what stands against it; the place is the one that was driven.
fn decide<'a>(row: &'a Row, penalties: &[Penalty]) -> Decided<'a> {
    let time_ms = row.race().map_or(row.best_ms, |race| race.total_ms);
    let mut decided = Decided {
        row,
        place: Some(row.pos),
        time_ms,
        seconds: 0,
        positions: 0,
        points: 0,
    };
    for penalty in penalties
        .iter()
        .filter(|penalty| penalty.undone.is_none() && penalty.guid == row.guid)
    {
        match penalty.penalty {
            PenaltyKind::Seconds(seconds) => {
                decided.seconds = decided.seconds.saturating_add(seconds)
            }
            PenaltyKind::Positions(places) => {
                decided.positions = decided.positions.saturating_add(places);
            }
            PenaltyKind::Points(points) => decided.points = decided.points.saturating_add(points),
            PenaltyKind::Disqualified => decided.place = None,
        }
    }
    decided.time_ms = time_ms.map(|time| time.saturating_add(i64::from(decided.seconds) * 1000));
    decided
}

/// Whoever loses places stands behind the car that had the place that he falls to.
fn lose_places(rows: Vec<Decided<'_>>) -> Vec<Decided<'_>> {
    let mut placed: Vec<(u64, Decided<'_>)> = rows
        .into_iter()
        .zip(0_u64..)
        .map(|(row, place)| {
            let fallen = if row.place.is_some() {
                row.positions
            } else {
                0
            };
            // Twice the place, and half a place more for who fell.
            (2 * (place + u64::from(fallen)) + u64::from(0 < fallen), row)
        })
        .collect();
    placed.sort_by_key(|(key, row)| (row.place.is_none(), *key));
    placed.into_iter().map(|(_, row)| row).collect()
}
