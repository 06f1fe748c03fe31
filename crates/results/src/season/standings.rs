use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::round::{DriverRound, score};
use super::{
    Class, ClassStandings, DriverStanding, Round, RoundScore, Rules, Season, Standings,
    TeamStanding, TieBreak,
};
use crate::SessionKind;
use crate::document::{ResultId, StoredResult};

/// The standings of a season, computed from its results. A result that was set aside counts for nothing; a
/// round of which no race is left was not held.
#[must_use]
pub fn standings(season: &Season, results: &BTreeMap<ResultId, StoredResult>) -> Standings {
    let held: Vec<(&Round, Vec<&StoredResult>)> = season
        .rounds
        .iter()
        .map(|round| {
            (
                round,
                round
                    .results
                    .iter()
                    .filter_map(|id| results.get(id))
                    .collect::<Vec<_>>(),
            )
        })
        .map(|(round, results)| {
            (
                round,
                results
                    .into_iter()
                    .filter(|result| result.set_aside.is_none())
                    .collect::<Vec<_>>(),
            )
        })
        .filter(|(_, results)| {
            results
                .iter()
                .any(|stored| stored.result.session.kind == SessionKind::Race)
        })
        .collect();
    let scored: Vec<Vec<Scores>> = classes(&season.rules)
        .into_iter()
        .map(|class| {
            held.iter()
                .map(|(_, results)| score(&season.rules, class, results))
                .collect()
        })
        .collect();
    let names = classes(&season.rules)
        .into_iter()
        .map(|class| class.map(|class| class.name.clone()));
    Standings {
        rounds: held.iter().map(|(round, _)| round.name.clone()).collect(),
        teams: teams(season, &scored, held.len()),
        classes: names
            .zip(&scored)
            .map(|(name, rounds)| ClassStandings {
                name,
                drivers: drivers(season, rounds),
            })
            .collect(),
        missing: missing(season, results),
    }
}

/// The scores of a round in one class, by Steam id.
type Scores = BTreeMap<String, DriverRound>;

fn classes(rules: &Rules) -> Vec<Option<&Class>> {
    if rules.classes.is_empty() {
        return vec![None];
    }
    rules.classes.iter().map(Some).collect()
}

fn missing(season: &Season, results: &BTreeMap<ResultId, StoredResult>) -> Vec<ResultId> {
    let named = season.rounds.iter().flat_map(|round| &round.results);
    named
        .filter(|id| !results.contains_key(id))
        .cloned()
        .collect()
}

fn drivers(season: &Season, rounds: &[Scores]) -> Vec<DriverStanding> {
    let guids: BTreeSet<&String> = rounds.iter().flat_map(BTreeMap::keys).collect();
    let mut table: Vec<DriverStanding> = guids
        .into_iter()
        .map(|guid| driver(season, rounds, guid))
        .collect();
    let order = |one: &DriverStanding, other: &DriverStanding| {
        compare(&season.rules, &Standing::of(one), &Standing::of(other))
    };
    // Steam ids are in order already: the sort keeps that among equals.
    table.sort_by(order);
    for index in 0..table.len() {
        table[index].pos = place(&table, index, order, |row| row.pos);
    }
    table
}

fn driver(season: &Season, rounds: &[Scores], guid: &str) -> DriverStanding {
    let own: Vec<Option<&DriverRound>> = rounds.iter().map(|round| round.get(guid)).collect();
    let there = || own.iter().copied().flatten();
    let mut scores: Vec<RoundScore> = own
        .iter()
        .map(|round| round.map(|round| round.score).unwrap_or_default())
        .collect();
    drop_worst(&season.rules, &mut scores);
    let off = scores
        .iter()
        .map(|score| score.deducted)
        .fold(deducted(season, guid), u32::saturating_add);
    let kept = scores.iter().filter(|score| !score.dropped);
    let points: i64 = kept.map(|score| i64::from(score.points)).sum();
    DriverStanding {
        pos: 0,
        guid: guid.to_owned(),
        driver: there()
            .next_back()
            .map(|round| round.driver.clone())
            .unwrap_or_default(),
        team: there()
            .filter_map(|round| team(season, guid, round))
            .next_back(),
        points: points - i64::from(off),
        deducted: off,
        rounds: scores,
        places: there()
            .flat_map(|round| round.places.iter().copied())
            .collect(),
        races: there().map(|round| round.races).sum(),
        poles: there().map(|round| round.poles).sum(),
        fastest_laps: there().map(|round| round.fastest_laps).sum(),
    }
}

/// What stands against the driver's season, in every class that he drives in.
fn deducted(season: &Season, guid: &str) -> u32 {
    season
        .deductions
        .iter()
        .filter(|deduction| deduction.undone.is_none() && deduction.guid == guid)
        .fold(0, |sum, deduction| sum.saturating_add(deduction.points))
}

fn team(season: &Season, guid: &str, round: &DriverRound) -> Option<String> {
    season
        .teams
        .get(guid)
        .or(round.team.as_ref())
        .filter(|team| !team.is_empty())
        .cloned()
}

/// Marks the rounds that do not count: the worst, of equals the earlier.
fn drop_worst(rules: &Rules, scores: &mut [RoundScore]) {
    let held = scores.len();
    let drop = usize::try_from(rules.drop_rounds).unwrap_or(usize::MAX);
    let drop = match rules
        .planned_rounds
        .and_then(|planned| usize::try_from(planned).ok())
    {
        Some(planned) => held.saturating_sub(planned.max(held).saturating_sub(drop)),
        None => drop.min(held.saturating_sub(1)),
    };
    let mut worst: Vec<usize> = (0..held)
        .filter(|index| !scores[*index].disqualified)
        .collect();
    worst.sort_by_key(|index| scores[*index].points);
    for index in worst.into_iter().take(drop) {
        scores[index].dropped = true;
    }
}

fn teams(season: &Season, classes: &[Vec<Scores>], held: usize) -> Vec<TeamStanding> {
    let mut table: BTreeMap<String, TeamStanding> = BTreeMap::new();
    let mut last_team: BTreeMap<&str, String> = BTreeMap::new();
    for round in 0..held {
        let mut scored: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for (guid, driver) in classes.iter().flat_map(|rounds| &rounds[round]) {
            let Some(team) = team(season, guid, driver) else {
                continue;
            };
            let points = i64::from(driver.score.points) - i64::from(driver.score.deducted);
            scored.entry(team.clone()).or_default().push(points);
            let standing = standing_of(&mut table, &team, held);
            standing.places.extend(&driver.places);
            standing.poles += driver.poles;
            standing.fastest_laps += driver.fastest_laps;
            last_team.insert(guid, team);
        }
        for (team, points) in scored {
            standing_of(&mut table, &team, held).rounds[round] =
                best(season.rules.drivers_per_team, points);
        }
    }
    for (guid, team) in last_team {
        standing_of(&mut table, &team, held).points -= i64::from(deducted(season, guid));
    }
    let mut table: Vec<TeamStanding> = table.into_values().collect();
    for team in &mut table {
        team.points += team.rounds.iter().sum::<i64>();
    }
    let order = |one: &TeamStanding, other: &TeamStanding| {
        compare(
            &season.rules,
            &Standing::of_team(one),
            &Standing::of_team(other),
        )
    };
    table.sort_by(order);
    for index in 0..table.len() {
        table[index].pos = place(&table, index, order, |row| row.pos);
    }
    table
}

fn standing_of<'t>(
    table: &'t mut BTreeMap<String, TeamStanding>,
    team: &str,
    held: usize,
) -> &'t mut TeamStanding {
    table
        .entry(team.to_owned())
        .or_insert_with(|| TeamStanding {
            pos: 0,
            team: team.to_owned(),
            points: 0,
            rounds: vec![0; held],
            places: Vec::new(),
            poles: 0,
            fastest_laps: 0,
        })
}

/// The sum of the best of these.
fn best(count: Option<u32>, mut points: Vec<i64>) -> i64 {
    points.sort_unstable_by(|one, other| other.cmp(one));
    let count = count
        .and_then(|count| usize::try_from(count).ok())
        .unwrap_or(usize::MAX);
    points.into_iter().take(count).sum()
}

/// The place of a row of a sorted table: that of the row before it, if nothing tells them apart.
fn place<T>(
    table: &[T],
    index: usize,
    order: impl Fn(&T, &T) -> Ordering,
    place_of: impl Fn(&T) -> u32,
) -> u32 {
    match index.checked_sub(1) {
        Some(before) if order(&table[before], &table[index]) == Ordering::Equal => {
            place_of(&table[before])
        }
        _ => u32::try_from(index + 1).unwrap_or(u32::MAX),
    }
}

/// What two drivers or two teams are compared by.
struct Standing<'a> {
    points: i64,
    places: &'a [u32],
    rounds: Vec<i64>,
    poles: u32,
    fastest_laps: u32,
}

impl<'a> Standing<'a> {
    fn of(driver: &'a DriverStanding) -> Self {
        Self {
            points: driver.points,
            places: &driver.places,
            rounds: driver
                .rounds
                .iter()
                .map(|round| i64::from(round.points))
                .collect(),
            poles: driver.poles,
            fastest_laps: driver.fastest_laps,
        }
    }

    fn of_team(team: &'a TeamStanding) -> Self {
        Self {
            points: team.points,
            places: &team.places,
            rounds: team.rounds.clone(),
            poles: team.poles,
            fastest_laps: team.fastest_laps,
        }
    }

    fn count(&self, place: u32) -> usize {
        self.places.iter().filter(|own| **own == place).count()
    }
}

/// The better one is less.
fn compare(rules: &Rules, one: &Standing<'_>, other: &Standing<'_>) -> Ordering {
    rules
        .tie_breaks
        .iter()
        .fold(other.points.cmp(&one.points), |order, tie_break| {
            order.then_with(|| match tie_break {
                TieBreak::Places => compare_places(one, other),
                TieBreak::LatestRound => other.rounds.iter().rev().cmp(one.rounds.iter().rev()),
                TieBreak::Poles => other.poles.cmp(&one.poles),
                TieBreak::FastestLaps => other.fastest_laps.cmp(&one.fastest_laps),
            })
        })
}

fn compare_places(one: &Standing<'_>, other: &Standing<'_>) -> Ordering {
    let places: BTreeSet<u32> = one.places.iter().chain(other.places).copied().collect();
    places
        .into_iter()
        .map(|place| other.count(place).cmp(&one.count(place)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}
