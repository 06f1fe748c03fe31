//! From entries to places.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::entry::Entry;
use crate::{
    BestLapTiming, FastestLap, IncidentCount, LapTime, NoTime, OtherSlot, RaceTiming, Row, Session,
    SessionKind, SessionResult, Timing, TotalFrom,
};

/// Ranks the entries. Their order breaks ties that nothing else does.
pub(crate) fn classify(session: Session, entries: Vec<Entry>) -> SessionResult {
    let race = session.kind == SessionKind::Race;
    let lap_times = lap_times(&entries);
    let fastest_lap = fastest_lap(&entries, race);
    let mut ranked = entries;
    ranked.sort_by_key(|entry| rank(entry, race));
    let people = by_person(ranked);
    let (placed, others): (Vec<_>, Vec<_>) = people
        .into_iter()
        .partition(|person| has_place(&person[0], race));
    SessionResult {
        session,
        green_timestamp: None,
        green_spread_ms: None,
        grid_from: None,
        classification: rows(placed, race),
        no_time: others
            .into_iter()
            .filter_map(|person| no_time(person.into_iter().next()?))
            .collect(),
        fastest_lap,
        incidents: IncidentCount::default(),
        checks: None,
        lap_times,
    }
}

fn has_place(entry: &Entry, race: bool) -> bool {
    if race {
        0 < entry.lap_count() || entry.total.is_some()
    } else {
        entry.best(false).is_some()
    }
}

/// Smaller is better. A race: more laps, then less time. Otherwise the best lap, then who set it first.
fn rank(entry: &Entry, race: bool) -> (Reverse<u32>, i64, (i64, bool)) {
    const LAST: i64 = i64::MAX;
    if race {
        let total = entry.total.map_or(LAST, |(total, _)| total);
        (Reverse(entry.lap_count()), total, (0, false))
    } else {
        let best = entry.best(false);
        let (ms, at) = best.map_or((LAST, (0, false)), |best| (best.ms, best.at));
        (Reverse(0), ms, at)
    }
}

/// Puts each person's entries together, the best one first, people in the order of their best.
fn by_person(ranked: Vec<Entry>) -> Vec<Vec<Entry>> {
    let mut people: Vec<Vec<Entry>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for entry in ranked {
        match places.get(&entry.guid) {
            // Who was never named is nobody's second entry.
            Some(&place) if !entry.guid.is_empty() => people[place].push(entry),
            _ => {
                places.insert(entry.guid.clone(), people.len());
                people.push(vec![entry]);
            }
        }
    }
    people
}

fn rows(people: Vec<Vec<Entry>>, race: bool) -> Vec<Row> {
    let Some(leader) = people.first().and_then(|person| person.first()).cloned() else {
        return Vec::new();
    };
    let mut in_model: HashMap<String, u32> = HashMap::new();
    people
        .into_iter()
        .zip(1..)
        .filter_map(|(person, pos)| {
            let mut slots = person.into_iter();
            let entry = slots.next()?;
            let pos_in_model = in_model.entry(entry.car.clone()).or_default();
            *pos_in_model += 1;
            let others = slots.map(|slot| other_slot(&slot, race)).collect();
            Some(row(
                entry,
                pos,
                *pos_in_model,
                timing(&leader, race),
                others,
                race,
            ))
        })
        .collect()
}

/// How the timing of each entry is made, in view of the leader's.
fn timing(leader: &Entry, race: bool) -> impl Fn(&Entry) -> Timing {
    let (laps, total) = (leader.lap_count(), leader.total.map(|(total, _)| total));
    let best = leader.best(false).map(|best| best.ms);
    move |entry| {
        if !race {
            let gap_ms = entry.best(false).zip(best).map(|(own, best)| own.ms - best);
            return Timing::BestLap(BestLapTiming {
                clean_laps: entry.clean_laps(),
                gap_ms,
            });
        }
        let laps_down = laps.saturating_sub(entry.lap_count());
        let own = entry.total.map(|(total, _)| total);
        Timing::Race(RaceTiming {
            total_ms: own,
            total_from: entry.total.map_or(TotalFrom::Laps, |(_, from)| from),
            laps_down,
            gap_ms: own
                .zip(total)
                .filter(|_| laps_down == 0)
                .map(|(own, total)| own - total),
            flag: entry.flag,
            grid: None,
        })
    }
}

fn row(
    entry: Entry,
    pos: u32,
    pos_in_model: u32,
    timing: impl Fn(&Entry) -> Timing,
    other_slots: Vec<OtherSlot>,
    race: bool,
) -> Row {
    Row {
        pos,
        car_id: entry.car_id,
        pos_in_model,
        laps: entry.lap_count(),
        timing: timing(&entry),
        best_ms: entry.best(race).map(|best| best.ms),
        cuts: entry.cuts(),
        laps_with_cuts: entry.laps_with_cuts(),
        kicked: entry.kicked,
        source: entry.source,
        other_slots,
        driver: entry.driver,
        guid: entry.guid,
        car: entry.car,
        team: entry.team,
        skin: entry.skin,
        incidents: entry.incidents,
    }
}

fn other_slot(entry: &Entry, race: bool) -> OtherSlot {
    OtherSlot {
        car_id: entry.car_id,
        car: entry.car.clone(),
        laps: entry.lap_count(),
        best_ms: entry.best(race).map(|best| best.ms),
    }
}

/// A listed driver who never came looks like one who came and drove nothing: both are told.
fn no_time(entry: Entry) -> Option<NoTime> {
    let laps = u32::try_from(entry.laps.len()).unwrap_or(u32::MAX);
    Some(NoTime {
        driver: entry.driver,
        guid: entry.guid,
        car_id: entry.car_id,
        car: entry.car,
        laps,
        incidents: entry.incidents,
    })
}

fn fastest_lap(entries: &[Entry], race: bool) -> Option<FastestLap> {
    let (best, entry) = entries
        .iter()
        .filter_map(|entry| Some((entry.best(race)?, entry)))
        .min_by_key(|(best, _)| (best.ms, best.at))?;
    Some(FastestLap {
        driver: entry.driver.clone(),
        guid: entry.guid.clone(),
        ms: best.ms,
        car_id: entry.car_id,
        lap: best.lap,
    })
}

fn lap_times(entries: &[Entry]) -> Vec<LapTime> {
    let mut laps: Vec<(i64, LapTime)> = entries
        .iter()
        .flat_map(|entry| {
            entry.laps.iter().zip(1..).map(|(lap, number)| {
                let told = LapTime {
                    guid: entry.guid.clone(),
                    car_id: entry.car_id,
                    lap: number,
                    ms: lap.ms,
                    sectors: lap.sectors.clone(),
                    cuts: lap.cuts,
                    tyre: lap.tyre.clone(),
                };
                (lap.at, told)
            })
        })
        .collect();
    laps.sort_by_key(|(at, _)| *at);
    laps.into_iter().map(|(_, lap)| lap).collect()
}
