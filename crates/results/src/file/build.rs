//! From the file's tables to entries.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use super::lenient::Whole;
use super::raw::{self, KICKED, time};
use crate::entry::{Counted, Entry, Lap};
use crate::name::clean;
use crate::{
    Checks, IncidentCount, Incidents, RowSource, Session, SessionKind, SessionResult, TotalFrom,
};

const WITH_CAR: &str = "COLLISION_WITH_CAR";
const WITH_ENVIRONMENT: &str = "COLLISION_WITH_ENV";

/// A slot and a person in it.
type Key = (i64, String);

/// When the light went green.
#[derive(Clone, Copy, Debug)]
pub(super) struct Green {
    /// Milliseconds of the server's clock.
    pub(super) timestamp: i64,
    /// How far the cars' own answers lie apart.
    pub(super) spread: i64,
}

/// Every slot and person of the file: those of the table first, in its order, then those who are found in
/// the list of cars or in the laps alone, because somebody else had their slot later.
pub(super) fn entries(file: &raw::File) -> Vec<Entry> {
    let people = People::of(file);
    let mut table = Table::default();
    for row in &file.result.0 {
        let person = people.of_slot(row.car_id, &row.driver_guid.0);
        if let Some(entry) = table.entry(row.car_id, person, &row.driver_name.0, &row.car_model.0) {
            entry.total = time(row.total_time).map(|total| (total, TotalFrom::File));
            entry.source = None;
        }
    }
    for car in &file.cars.0 {
        let Some(driver) = &car.driver else { continue };
        let person = people.of_slot(car.car_id, &driver.guid.0);
        if let Some(entry) = table.entry(car.car_id, person, &driver.name.0, &car.model.0) {
            entry.team = Some(clean(&driver.team.0));
            entry.skin = Some(clean(&car.skin.0));
            entry.source = None;
        }
    }
    for lap in &file.laps.0 {
        let person = people.of_slot(lap.car_id, &lap.driver_guid.0);
        if let Some(entry) = table.entry(lap.car_id, person, &lap.driver_name.0, &lap.car_model.0) {
            entry.laps.push(read_lap(lap));
        }
    }
    let mut entries = table.entries;
    note_best_laps_without_laps(file, &people, &mut entries);
    note_incidents(file, &people, &mut entries);
    for entry in &mut entries {
        entry.kicked = people.kicked.contains(&(entry.car_id, entry.guid.clone()));
    }
    entries
}

#[derive(Default)]
struct Table {
    entries: Vec<Entry>,
    places: HashMap<Key, usize>,
}

impl Table {
    /// This slot's and person's entry; nothing for a slot that nobody has.
    fn entry(&mut self, car_id: Whole, guid: String, name: &str, car: &str) -> Option<&mut Entry> {
        let car_id = car_id.0.unwrap_or(-1);
        let driver = clean(name);
        if guid.is_empty() && driver.is_empty() {
            return None;
        }
        let next = self.entries.len();
        let place = *self.places.entry((car_id, guid.clone())).or_insert(next);
        if place == next {
            self.entries.push(Entry {
                car_id,
                guid,
                driver,
                car: clean(car),
                team: None,
                skin: None,
                laps: Vec::new(),
                counted: None,
                total: None,
                flag: false,
                incidents: Incidents::default(),
                kicked: false,
                source: Some(RowSource::Laps),
            });
        }
        self.entries.get_mut(place)
    }
}

/// Who a GUID in a slot is.
struct People {
    /// The GUIDs of each slot's list.
    crews: HashMap<i64, Vec<String>>,
    /// Who drove the last lap in each slot.
    last: HashMap<i64, String>,
    kicked: BTreeSet<Key>,
}

impl People {
    fn of(file: &raw::File) -> Self {
        let mut people = Self {
            crews: HashMap::new(),
            last: HashMap::new(),
            kicked: BTreeSet::new(),
        };
        for lap in &file.laps.0 {
            let guid = clean(&lap.driver_guid.0);
            if !guid.is_empty() && guid != KICKED {
                people.last.insert(lap.car_id.0.unwrap_or(-1), guid);
            }
        }
        for car in &file.cars.0 {
            let Some(driver) = &car.driver else { continue };
            let mut crew: Vec<String> = Vec::new();
            for guid in driver.guids_list.0.iter().map(|guid| clean(&guid.0)) {
                if !guid.is_empty() && !crew.contains(&guid) {
                    crew.push(guid);
                }
            }
            people.crews.insert(car.car_id.0.unwrap_or(-1), crew);
        }
        let in_cars = file
            .cars
            .0
            .iter()
            .filter_map(|car| Some((car.car_id, &car.driver.as_ref()?.guid.0)));
        let in_table = file
            .result
            .0
            .iter()
            .map(|row| (row.car_id, &row.driver_guid.0));
        for (car_id, guid) in in_cars.chain(in_table) {
            if clean(guid) == KICKED {
                let person = people.of_slot(car_id, guid);
                people.kicked.insert((car_id.0.unwrap_or(-1), person));
            }
        }
        people
    }

    /// The person behind this GUID: a crew where the slot's list has several, and the one whom the list or
    /// the laps name where the GUID was replaced because the driver was thrown out.
    fn of_slot(&self, car_id: Whole, guid: &str) -> String {
        let (car_id, guid) = (car_id.0.unwrap_or(-1), clean(guid));
        let crew = self
            .crews
            .get(&car_id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        match crew {
            [_, _, ..] if guid == KICKED || crew.contains(&guid) => crew.join("/"),
            [only] if guid == KICKED => only.clone(),
            _ if guid == KICKED => self.last.get(&car_id).cloned().unwrap_or(guid),
            _ => guid,
        }
    }
}

fn read_lap(lap: &raw::Lap) -> Lap {
    Lap {
        ms: time(lap.lap_time),
        cuts: lap
            .cuts
            .0
            .map_or(0, |cuts| u32::try_from(cuts.clamp(0, 1000)).unwrap_or(0)),
        sectors: lap
            .sectors
            .0
            .iter()
            .filter_map(|sector| time(*sector))
            .collect(),
        tyre: Some(clean(&lap.tyre.0)).filter(|tyre| !tyre.is_empty()),
        at: lap.timestamp.0.unwrap_or(0).max(0),
    }
}

/// A file without laps still has the best ones in its table.
fn note_best_laps_without_laps(file: &raw::File, people: &People, entries: &mut [Entry]) {
    for row in &file.result.0 {
        let person = people.of_slot(row.car_id, &row.driver_guid.0);
        let entry = entries
            .iter_mut()
            .find(|entry| is(entry, row.car_id, &person));
        if let (Some(best_ms), Some(entry)) = (time(row.best_lap), entry)
            && entry.laps.is_empty()
        {
            entry.counted = Some(Counted {
                laps: 0,
                best_ms: Some(best_ms),
                best_at: (0, false),
            });
        }
    }
}

fn is(entry: &Entry, car_id: Whole, person: &str) -> bool {
    entry.car_id == car_id.0.unwrap_or(-1) && entry.guid == person
}

fn note_incidents(file: &raw::File, people: &People, entries: &mut [Entry]) {
    let mut by_person: HashMap<String, Incidents> = HashMap::new();
    for event in &file.events.0 {
        let Some(driver) = &event.driver else {
            continue;
        };
        let incidents = by_person
            .entry(people.of_slot(event.car_id, &driver.guid.0))
            .or_default();
        match event.kind.0.as_str() {
            WITH_CAR => incidents.car += 1,
            WITH_ENVIRONMENT => incidents.env += 1,
            _ => continue,
        }
        let speed = event
            .impact_speed
            .0
            .map(|speed| (speed * 1000.0).round() / 1000.0);
        if let Some(speed) = speed.filter(|speed| (0.0..2000.0).contains(speed)) {
            incidents.max_speed = Some(incidents.max_speed.map_or(speed, |most| most.max(speed)));
        }
    }
    for entry in entries {
        entry.incidents = by_person.get(&entry.guid).cloned().unwrap_or_default();
    }
}

/// All contacts of the file.
pub(super) fn incident_count(file: &raw::File) -> IncidentCount {
    let count = |kind| {
        let events = file
            .events
            .0
            .iter()
            .filter(|event| event.kind.0 == kind)
            .count();
        u32::try_from(events).unwrap_or(u32::MAX)
    };
    IncidentCount {
        car: count(WITH_CAR),
        env: count(WITH_ENVIRONMENT),
    }
}

/// Completes a race's entries: totals for those whom the table does not have, and who took the flag.
pub(super) fn complete_race(file: &raw::File, entries: &mut [Entry]) -> Option<Green> {
    let green = green(entries);
    for entry in entries.iter_mut().filter(|entry| entry.total.is_none()) {
        entry.total = total_from_laps(entry, green).map(|total| (total, TotalFrom::Laps));
    }
    let winner = entries
        .iter()
        .filter(|entry| !entry.laps.is_empty())
        .min_by_key(|entry| {
            (
                Reverse(entry.lap_count()),
                entry.total.map_or(i64::MAX, |(total, _)| total),
            )
        });
    let finish = winner.and_then(last_crossing);
    let race_laps = race_laps(file).filter(|laps| 0 < *laps);
    for entry in entries {
        let crossed = last_crossing(entry)
            .zip(finish)
            .is_some_and(|(own, finish)| finish <= own);
        entry.flag = crossed || race_laps.is_some_and(|laps| laps <= entry.lap_count());
    }
    green
}

/// The last crossing less the total is the same moment for every car, to a tenth of a second.
fn green(entries: &[Entry]) -> Option<Green> {
    let mut moments: Vec<i64> = entries
        .iter()
        .filter_map(|entry| Some(last_crossing(entry)? - entry.total?.0))
        .collect();
    moments.sort_unstable();
    let (first, last) = (*moments.first()?, *moments.last()?);
    let middle = moments.len() / 2;
    let timestamp = if moments.len() % 2 == 1 {
        moments[middle]
    } else {
        (moments[middle - 1] + moments[middle] + 1).div_euclid(2)
    };
    Some(Green {
        timestamp,
        spread: last - first,
    })
}

fn last_crossing(entry: &Entry) -> Option<i64> {
    entry.laps.last().map(|lap| lap.at).filter(|at| 0 < *at)
}

fn total_from_laps(entry: &Entry, green: Option<Green>) -> Option<i64> {
    let since_green = last_crossing(entry)
        .zip(green)
        .map(|(at, green)| at - green.timestamp);
    since_green
        .filter(|total| 0 < *total)
        .or_else(|| lap_sum(entry))
}

fn lap_sum(entry: &Entry) -> Option<i64> {
    if entry.laps.is_empty() {
        return None;
    }
    entry.laps.iter().map(|lap| lap.ms).sum()
}

fn race_laps(file: &raw::File) -> Option<u32> {
    file.race_laps
        .and_then(|laps| laps.0)
        .and_then(|laps| u32::try_from(laps).ok())
}

/// The session's own facts.
pub(super) fn session(file: &raw::File, kind: SessionKind, ended_local: Option<String>) -> Session {
    let people = People::of(file);
    let is_empty = |car: &&raw::Car| {
        car.driver.as_ref().is_none_or(|driver| {
            driver.name.0.trim().is_empty() && people.of_slot(car.car_id, &driver.guid.0).is_empty()
        })
    };
    let models: BTreeSet<String> = file.cars.0.iter().map(|car| clean(&car.model.0)).collect();
    Session {
        track: clean(&file.track_name.0),
        layout: clean(&file.track_config.0),
        kind,
        ended_local,
        race_laps: race_laps(file),
        slots: file.cars.0.len(),
        models: models.into_iter().collect(),
        empty_slots: file.cars.0.iter().filter(is_empty).count(),
        laps: file.laps.0.len(),
        rewritten: file.session_file.is_some(),
        name: None,
        ended_at: None,
        complete: true,
        cut_off: false,
        flag_shown: None,
        conditions: None,
        weather: None,
        unheard_seconds: 0,
    }
}

/// Compares what the file's table says with what its laps say.
pub(super) fn checks(file: &raw::File, entries: &[Entry], result: &SessionResult) -> Checks {
    let race = result.session.kind == SessionKind::Race;
    let people = People::of(file);
    let find = |row: &raw::Standing| {
        let person = people.of_slot(row.car_id, &row.driver_guid.0);
        entries.iter().find(|entry| is(entry, row.car_id, &person))
    };
    let in_table: Vec<&Entry> = file.result.0.iter().filter_map(find).collect();
    let ours = result
        .classification
        .iter()
        .map(|row| (row.car_id, &row.guid));
    let ours: Vec<_> = ours
        .filter(|place| in_table.iter().any(|entry| key(entry) == *place))
        .collect();
    let theirs: Vec<_> = in_table
        .iter()
        .map(|entry| key(entry))
        .filter(|place| ours.contains(place))
        .collect();
    let best_lap_agrees = file.result.0.iter().all(|row| {
        find(row).is_none_or(|entry| entry.best(race).map(|best| best.ms) == time(row.best_lap))
    });
    let sectors_add_up = entries.iter().flat_map(|entry| &entry.laps).all(|lap| {
        lap.sectors.is_empty()
            || lap
                .ms
                .is_none_or(|ms| ms == lap.sectors.iter().sum::<i64>())
    });
    Checks {
        file_order_agrees: ours == theirs,
        best_lap_agrees,
        sectors_add_up,
        total_minus_lap_sum_ms: race.then(|| total_minus_lap_sum(entries, result)),
    }
}

fn key(entry: &Entry) -> (i64, &String) {
    (entry.car_id, &entry.guid)
}

fn total_minus_lap_sum(entries: &[Entry], result: &SessionResult) -> Vec<i64> {
    result
        .classification
        .iter()
        .filter_map(|row| {
            entries
                .iter()
                .find(|entry| key(entry) == (row.car_id, &row.guid))
        })
        .filter_map(|entry| match entry.total {
            Some((total, TotalFrom::File)) => Some(total - lap_sum(entry)?),
            _ => None,
        })
        .collect()
}
