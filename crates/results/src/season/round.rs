//! The scores of one round in one class.

use std::collections::BTreeMap;

use super::penalty::{Decided, apply};
use super::{Class, Points, RoundScore, Rules};
use crate::document::StoredResult;
use crate::{SessionKind, SessionResult};

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

/// A race and which of its round's it is, from 1.
struct Race<'a> {
    result: &'a SessionResult,
    number: usize,
    of: usize,
}

/// The scores of a round by Steam id. `class` is nothing if all cars are one.
pub(super) fn score(
    rules: &Rules,
    class: Option<&Class>,
    results: &[&StoredResult],
) -> BTreeMap<String, DriverRound> {
    let is_race = |stored: &&&StoredResult| stored.result.session.kind == SessionKind::Race;
    let of = results.iter().filter(is_race).count();
    let mut drivers = BTreeMap::new();
    let mut number = 0;
    for stored in results {
        let mut rows = apply(&stored.result, &stored.penalties);
        rows.retain(|row| class.is_none_or(|class| class.cars.contains(&row.row.car)));
        match stored.result.session.kind {
            SessionKind::Race => {
                number += 1;
                let race = Race {
                    result: &stored.result,
                    number,
                    of,
                };
                score_race(
                    rules,
                    points(rules, class, &race),
                    &race,
                    &rows,
                    &mut drivers,
                );
            }
            SessionKind::Qualify => score_pole(rules, &rows, &mut drivers),
            SessionKind::Book | SessionKind::Practice => {}
        }
    }
    drivers
}

/// For a race's places. A class's own hold in every race.
fn points<'r>(rules: &'r Rules, class: Option<&'r Class>, race: &Race<'_>) -> &'r Points {
    let sprint = rules.sprint_points.as_ref();
    let later = rules.second_race_points.as_ref();
    class
        .and_then(|class| class.points.as_ref())
        .or(sprint.filter(|_| race.number < race.of))
        .or(later.filter(|_| 1 < race.number))
        .unwrap_or(&rules.points)
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
    points: &Points,
    race: &Race<'_>,
    rows: &[Decided<'_>],
    drivers: &mut BTreeMap<String, DriverRound>,
) {
    let classified = classified(rules, race.result, rows);
    let fastest = fastest_lap(rules, rows, &classified);
    for row in rows {
        let driver = of(drivers, row);
        driver.races += 1;
        driver.score.disqualified |= row.place.is_none();
        driver.score.deducted = driver.score.deducted.saturating_add(row.points);
        if fastest == Some(row.row.guid.as_str()) {
            driver.score.points += rules.fastest_lap;
            driver.fastest_laps += 1;
        }
    }
    for (row, place) in classified.into_iter().zip(1..) {
        let driver = of(drivers, row);
        driver.places.push(place);
        driver.score.points += points.of(place);
    }
}

/// Who has a place in the season's eyes, best first.
fn classified<'r, 'a>(
    rules: &Rules,
    result: &SessionResult,
    rows: &'r [Decided<'a>],
) -> Vec<&'r Decided<'a>> {
    let placed = || rows.iter().filter(|row| row.place.is_some());
    let winner_laps = placed().next().map_or(0, |row| row.row.laps);
    let needed = u64::from(winner_laps) * u64::from(rules.finish_percent);
    placed()
        .filter(|row| row.time_ms.is_some() && needed <= u64::from(row.row.laps) * 100)
        .filter(|row| !rules.flag_needed || !result.retired(row.row))
        .collect()
}

/// Whose lap was the fastest among those who can have the points for it.
fn fastest_lap<'a>(
    rules: &Rules,
    rows: &[Decided<'a>],
    classified: &[&Decided<'a>],
) -> Option<&'a str> {
    let place = |row: &Decided<'_>| {
        let same = |other: &&Decided<'_>| other.row.guid == row.row.guid;
        classified.iter().position(same).map(|index| index + 1)
    };
    let within = rules.fastest_lap_within.map(|last| last as usize);
    rows.iter()
        .filter(|row| row.place.is_some())
        .filter(|row| within.is_none_or(|last| place(row).is_some_and(|place| place <= last)))
        .filter_map(|row| Some((row.row.best_ms?, row.place, row.row.guid.as_str())))
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
