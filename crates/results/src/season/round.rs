//! The scores of one round in one class.

use std::collections::BTreeMap;

use super::penalty::{Decided, apply};
use super::{Class, RoundScore, Rules};
use crate::SessionKind;
use crate::document::StoredResult;

/// What a driver has from one round.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DriverRound {
    pub(super) score: RoundScore,
    pub(super) driver: String,
    pub(super) team: Option<String>,
    pub(super) places: Vec<u32>,
    pub(super) races: u32,
    pub(super) poles: u32,
    pub(super) fastest_laps: u32,
}

/// The scores of a round by Steam id. `class` is nothing if all cars are one.
pub(super) fn score(
    rules: &Rules,
    class: Option<&Class>,
    results: &[&StoredResult],
) -> BTreeMap<String, DriverRound> {
    let mut drivers = BTreeMap::new();
    let mut races = 0;
    for stored in results {
        let mut rows = apply(&stored.result, &stored.penalties);
        rows.retain(|row| class.is_none_or(|class| class.cars.contains(&row.row.car)));
        match stored.result.session.kind {
            SessionKind::Race => {
                races += 1;
                score_race(rules, class, races, &rows, &mut drivers);
            }
            SessionKind::Qualify => score_pole(rules, &rows, &mut drivers),
            SessionKind::Book | SessionKind::Practice => {}
        }
    }
    drivers
}

/// The driver of a row, who was there.
fn of<'d>(
    drivers: &'d mut BTreeMap<String, DriverRound>,
    row: &Decided<'_>,
) -> &'d mut DriverRound {
    let driver = drivers.entry(row.row.guid.clone()).or_default();
    driver.driver.clone_from(&row.row.driver);
    if let Some(team) = row.row.team.as_ref().filter(|team| !team.is_empty()) {
        driver.team = Some(team.clone());
    }
    driver.score.started = true;
    driver
}

fn score_race(
    rules: &Rules,
    class: Option<&Class>,
    number: u32,
    rows: &[Decided<'_>],
    drivers: &mut BTreeMap<String, DriverRound>,
) {
    let points = class
        .and_then(|class| class.points.as_ref())
        .or(rules.second_race_points.as_ref().filter(|_| 1 < number))
        .unwrap_or(&rules.points);
    let placed = || rows.iter().filter(|row| row.place.is_some()).zip(1..);
    let winner_laps = placed().next().map_or(0, |(row, _)| row.row.laps);
    let fastest = fastest_lap(rules, rows);
    for row in rows {
        let driver = of(drivers, row);
        driver.races += 1;
        driver.score.disqualified |= row.place.is_none();
        driver.score.deducted = driver.score.deducted.saturating_add(row.points);
    }
    for (row, place) in placed() {
        let driver = of(drivers, row);
        driver.places.push(place);
        if finished(rules, row, winner_laps) {
            driver.score.points += points.of(place);
        }
        if fastest == Some(row.row.guid.as_str()) {
            driver.score.points += rules.fastest_lap;
            driver.fastest_laps += 1;
        }
    }
}

fn finished(rules: &Rules, row: &Decided<'_>, winner_laps: u32) -> bool {
    let needed = u64::from(winner_laps) * u64::from(rules.finish_percent);
    row.time_ms.is_some() && needed <= u64::from(row.row.laps) * 100
}

/// Whose lap was the fastest among those who can have the points for it.
fn fastest_lap<'a>(rules: &Rules, rows: &[Decided<'a>]) -> Option<&'a str> {
    rows.iter()
        .filter(|row| row.place.is_some())
        .zip(1..)
        .filter(|(_, place)| rules.fastest_lap_within.is_none_or(|last| *place <= last))
        .filter_map(|(row, place)| Some((row.row.best_ms?, place, row.row.guid.as_str())))
        .min()
        .map(|(_, _, guid)| guid)
}

fn score_pole(rules: &Rules, rows: &[Decided<'_>], drivers: &mut BTreeMap<String, DriverRound>) {
    for row in rows.iter().filter(|row| 0 < row.points) {
        let score = &mut of(drivers, row).score;
        score.deducted = score.deducted.saturating_add(row.points);
    }
    if let Some(first) = rows.iter().find(|row| row.place.is_some()) {
        let driver = of(drivers, first);
        driver.score.points += rules.pole;
        driver.poles += 1;
    }
}
