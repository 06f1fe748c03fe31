//! Who drives now, in the order of the session that runs.

use super::time::{duration, gap, laps_down};
use crate::journal::Live;
use crate::{Row, Timing};

/// Somebody on the server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LiveRow {
    /// The place, with a lap.
    pub place: Option<u32>,
    /// The name, which the driver chose.
    pub driver: String,
    /// Laps, best lap and gap, or that there is no lap yet.
    pub says: String,
}

/// Those who are on the server, the best first; who has no lap comes last.
#[must_use]
pub fn live_rows(live: &Live) -> Vec<LiveRow> {
    let is_here = |row: &&Row| live.present.iter().any(|one| one.guid == row.guid);
    let placed = live.result.classification.iter().filter(is_here);
    let mut rows: Vec<LiveRow> = placed
        .map(|row| LiveRow {
            place: Some(row.pos),
            driver: row.driver.clone(),
            says: says(row),
        })
        .collect();
    let has_place = |guid: &str| {
        live.result
            .classification
            .iter()
            .any(|row| row.guid == guid)
    };
    let others = live.present.iter().filter(|one| !has_place(&one.guid));
    rows.extend(others.map(|one| LiveRow {
        place: None,
        driver: one.name.clone(),
        says: "no lap yet".to_owned(),
    }));
    rows
}

fn says(row: &Row) -> String {
    let mut parts = Vec::new();
    let behind = match &row.timing {
        Timing::Race(race) => {
            parts.push(match row.laps {
                1 => "1 lap".to_owned(),
                laps => format!("{laps} laps"),
            });
            match race.laps_down {
                0 => race.gap_ms.filter(|ms| *ms != 0).map(gap),
                laps => Some(laps_down(laps)),
            }
        }
        Timing::BestLap(best) => best.gap_ms.filter(|ms| *ms != 0).map(gap),
    };
    parts.extend(row.best_ms.map(|ms| format!("best {}", duration(ms))));
    parts.extend(behind);
    parts.join(" · ")
}
