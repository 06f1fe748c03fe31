//! One session while it is followed.

use std::collections::BTreeSet;

use udp_plugin::{
    ClientEvent, Collision, LapCompleted, LeaderboardRow, NO_TIME, SessionInfo, SessionType,
};

use super::slots::{Seat, Slots};
use crate::entry::{Counted, Entry, Lap};
use crate::name::clean;
use crate::{
    Conditions, IncidentCount, Incidents, Session, SessionKind, SessionResult, TotalFrom, classify,
};

/// A total that stands for a negative number: a lap that was counted before green. It counts for nothing.
const BEFORE_GREEN: u32 = 1 << 31;

/// People of one session that are followed, each in a slot: more than any server has. A program that names a
/// new one with each datagram would have the bot look through all of them, each time.
pub const MAX_PEOPLE: usize = 1000;

/// A program that is started anew listens again within so many seconds.
const SHORT_SILENCE: f64 = 10.0;

/// How much is known about what a session is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Learned {
    /// It was announced.
    Announced,
    /// It was asked for; acServer was seen to name a wrong type then.
    Asked,
    /// Nobody said so.
    Guessed,
}

#[derive(Debug)]
pub(super) struct Running {
    pub(super) info: Option<SessionInfo>,
    /// When it was announced, if that was heard.
    pub(super) began: Option<f64>,
    pub(super) ended: Option<f64>,
    pub(super) laps_heard: usize,
    kind: SessionType,
    learned: Learned,
    /// Whether the server ended it.
    complete: bool,
    /// Whether a car has taken the flag.
    flag: bool,
    slots: usize,
    /// For how many seconds nobody listened.
    unheard: u32,
    entries: Vec<Tracked>,
}

/// A slot and a person in it.
#[derive(Clone, Debug)]
struct Tracked {
    car_id: u8,
    /// Empty until somebody says who it is.
    guid: String,
    seat: Option<Seat>,
    laps: Vec<Lap>,
    /// The server's leaderboard, as far as it counts.
    counted_laps: u16,
    time: Option<u32>,
    best_at: (i64, bool),
    /// Took the flag: nothing later counts.
    finished: bool,
    /// Left and came back; acServer may count anew then.
    came_back: bool,
    incidents: Incidents,
}

impl Tracked {
    fn new(car_id: u8, guid: String) -> Self {
        Self {
            car_id,
            guid,
            seat: None,
            laps: Vec::new(),
            counted_laps: 0,
            time: None,
            best_at: (0, false),
            finished: false,
            came_back: false,
            incidents: Incidents::default(),
        }
    }
}

impl Running {
    pub(super) fn new(info: Option<SessionInfo>, learned: Learned) -> Self {
        let kind = info
            .as_ref()
            .map_or(SessionType::Practice, |info| info.kind);
        Self {
            info,
            began: None,
            ended: None,
            laps_heard: 0,
            kind,
            learned,
            complete: false,
            flag: false,
            slots: 0,
            unheard: 0,
            entries: Vec::new(),
        }
    }

    /// Whether this is about the same place of the server's list.
    pub(super) fn is(&self, info: &SessionInfo) -> bool {
        self.info.as_ref().is_some_and(|own| {
            own.index == info.index
                && own.name == info.name
                && own.track == info.track
                && own.layout == info.layout
        })
    }

    /// What was asked for is announced as well.
    pub(super) fn announced(&mut self, info: SessionInfo) {
        self.kind = info.kind;
        self.info = Some(info);
        self.learned = Learned::Announced;
    }

    /// Somebody who has just begun to listen asks what runs; the last word before is so many seconds old.
    pub(super) fn listened_again(&mut self, silence: f64) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast of numbers stops at the ends of the range"
        )]
        if SHORT_SILENCE < silence {
            self.unheard = self.unheard.saturating_add(silence as u32);
        }
    }

    pub(super) fn end(&mut self, t: f64, complete: bool) {
        self.ended = Some(t);
        self.complete = complete;
    }

    /// Somebody joined, or came back into the same slot.
    pub(super) fn joined(&mut self, car: u8, guid: &str, back: bool) {
        let guid = clean(guid);
        if back && let Some(entry) = self.find(car, &guid) {
            entry.came_back = true;
        }
    }

    /// Who sits in a slot is known. An entry without a name takes it.
    pub(super) fn seat(&mut self, car: u8, seat: &Seat) {
        let nameless = self
            .entries
            .iter()
            .position(|entry| entry.car_id == car && entry.guid.is_empty());
        let named = self
            .entries
            .iter()
            .position(|entry| entry.car_id == car && entry.guid == seat.guid);
        match (nameless, named) {
            (Some(nameless), None) => self.entries[nameless].guid.clone_from(&seat.guid),
            (Some(nameless), Some(named)) => self.merge(nameless, named),
            (None, Some(_)) => {}
            (None, None) => drop(self.add(Tracked::new(car, seat.guid.clone()))),
        }
        if let Some(entry) = self.find(car, &seat.guid) {
            entry.seat = Some(seat.clone());
        }
    }

    /// What was heard without a name belongs to somebody who was heard before.
    fn merge(&mut self, nameless: usize, named: usize) {
        let from = self.entries[nameless].clone();
        let into = &mut self.entries[named];
        into.laps.extend(from.laps);
        into.counted_laps = into.counted_laps.max(from.counted_laps);
        into.time = from.time.or(into.time);
        into.best_at = from.best_at;
        into.finished |= from.finished;
        self.entries.remove(nameless);
    }

    fn find(&mut self, car: u8, guid: &str) -> Option<&mut Tracked> {
        self.entries
            .iter_mut()
            .find(|entry| entry.car_id == car && entry.guid == guid)
    }

    fn tracked(&self, car: u8, slots: &Slots) -> Option<&Tracked> {
        let guid = slots.person(car);
        self.entries
            .iter()
            .find(|entry| entry.car_id == car && entry.guid == guid)
    }

    /// Follows one more, if there is room: who came and did not drive makes it. Says where.
    fn add(&mut self, entry: Tracked) -> Option<usize> {
        if MAX_PEOPLE <= self.entries.len() {
            let idle = |entry: &Tracked| entry.laps.is_empty() && entry.counted_laps == 0;
            let idle = self.entries.iter().position(idle)?;
            self.entries.remove(idle);
        }
        self.entries.push(entry);
        Some(self.entries.len() - 1)
    }

    /// Nothing where [`MAX_PEOPLE`] have driven.
    fn entry(&mut self, car: u8, slots: &Slots) -> Option<&mut Tracked> {
        let guid = slots.person(car);
        let known = self
            .entries
            .iter()
            .position(|entry| entry.car_id == car && entry.guid == guid);
        let place = known.or_else(|| {
            let mut entry = Tracked::new(car, guid);
            entry.seat = slots.seat(car).cloned();
            self.add(entry)
        });
        place.map(|place| &mut self.entries[place])
    }

    pub(super) fn contact(&mut self, event: ClientEvent, person: &str) {
        let Some(entry) = self.find(event.car, person) else {
            return;
        };
        let incidents = &mut entry.incidents;
        let count = match event.with {
            Collision::Car(_) => &mut incidents.car,
            Collision::Environment => &mut incidents.env,
        };
        *count = count.saturating_add(1);
        let speed = (f64::from(event.speed) * 1000.0).round() / 1000.0;
        if (0.0..2000.0).contains(&speed) {
            incidents.max_speed = Some(incidents.max_speed.map_or(speed, |most| most.max(speed)));
        }
    }

    /// Whether the leaderboard has begun anew since the last lap: cars have fewer laps than they had.
    pub(super) fn began_anew(&self, lap: &LapCompleted, slots: &Slots) -> bool {
        let mut fewer = 0;
        for row in &lap.leaderboard {
            let Some(entry) = self
                .tracked(row.car, slots)
                .filter(|entry| !entry.came_back)
            else {
                continue;
            };
            if entry.counted_laps == 0 {
                continue;
            }
            // The car that has just crossed the line has one lap more in a race.
            let own = row.car == lap.car && self.kind == SessionType::Race && !entry.finished;
            if entry.counted_laps.saturating_add(u16::from(own)) <= row.laps {
                return false;
            }
            fewer += 1;
        }
        0 < fewer
    }

    pub(super) fn lap(&mut self, t: f64, lap: &LapCompleted, slots: &Slots) {
        self.laps_heard += 1;
        self.slots = self.slots.max(lap.leaderboard.len());
        if self.learned != Learned::Announced {
            self.believe_table(lap);
        }
        let own = lap.leaderboard.iter().find(|row| row.car == lap.car);
        let others = lap.leaderboard.iter().filter(|row| row.car != lap.car);
        if self.kind == SessionType::Race {
            for row in others {
                self.race_row_of_another(row, slots);
            }
            self.race_lap(t, lap, own, slots);
        } else {
            for row in others {
                self.best_lap_row(t, *row, false, slots);
            }
            if let Some(entry) = self.entry(lap.car, slots) {
                entry.laps.push(heard(t, lap));
            }
            if let Some(row) = own {
                self.best_lap_row(t, *row, true, slots);
            }
        }
    }

    /// A car without a lap has 0 in a race's table, and a time of its own in the others'.
    fn believe_table(&mut self, lap: &LapCompleted) {
        let without = |time| {
            lap.leaderboard
                .iter()
                .any(|row| row.laps == 0 && row.time == time)
        };
        let race = self.kind == SessionType::Race;
        if race && without(NO_TIME) {
            self.kind = SessionType::Practice;
        } else if !race && without(0) {
            self.kind = SessionType::Race;
        }
    }

    /// What another car's row says beyond what was heard was missed.
    fn race_row_of_another(&mut self, row: &LeaderboardRow, slots: &Slots) {
        if row.laps == 0 || BEFORE_GREEN <= row.time {
            return;
        }
        let flag = self.flag;
        let Some(entry) = self.entry(row.car, slots).filter(|it| !it.finished) else {
            return;
        };
        let more = entry.counted_laps < row.laps;
        if more {
            entry.counted_laps = row.laps;
            entry.time = Some(row.time).filter(|time| 0 < *time);
        }
        if row.completed || (more && flag) {
            entry.finished = true;
            self.flag = true;
        }
    }

    fn race_lap(
        &mut self,
        t: f64,
        lap: &LapCompleted,
        row: Option<&LeaderboardRow>,
        slots: &Slots,
    ) {
        if row.is_some_and(|row| BEFORE_GREEN <= row.time) {
            return;
        }
        let flag = self.flag;
        let distance = self
            .info
            .as_ref()
            .map(|info| info.laps)
            .filter(|laps| 0 < *laps);
        let Some(entry) = self.entry(lap.car, slots).filter(|it| !it.finished) else {
            return;
        };
        entry.laps.push(heard(t, lap));
        let counted = entry.counted_laps.saturating_add(1);
        entry.counted_laps = row.map_or(counted, |row| row.laps);
        entry.time = row.map(|row| row.time).filter(|time| 0 < *time);
        entry.finished = flag
            || row.is_some_and(|row| row.completed)
            || distance.is_some_and(|distance| distance <= entry.counted_laps);
        self.flag |= entry.finished;
    }

    fn best_lap_row(&mut self, t: f64, row: LeaderboardRow, own: bool, slots: &Slots) {
        if row.laps == 0 && NO_TIME <= row.time {
            return;
        }
        let Some(entry) = self.entry(row.car, slots) else {
            return;
        };
        entry.counted_laps = row.laps;
        let time = Some(row.time).filter(|time| (1..NO_TIME).contains(time));
        if time != entry.time {
            entry.time = time;
            entry.best_at = (milliseconds(t), own);
        }
    }

    pub(super) fn result(&self) -> SessionResult {
        let kind = kind(self.kind);
        let entries: Vec<Entry> = self
            .entries
            .iter()
            .map(|entry| finished(entry, kind))
            .collect();
        let mut result = classify::classify(self.session(kind), entries);
        let sum = |of: fn(&Incidents) -> u32| {
            self.entries.iter().fold(0, |sum: u32, entry| {
                sum.saturating_add(of(&entry.incidents))
            })
        };
        result.incidents = IncidentCount {
            car: sum(|own| own.car),
            env: sum(|own| own.env),
        };
        result
    }

    fn session(&self, kind: SessionKind) -> Session {
        let info = self.info.as_ref();
        let models: BTreeSet<String> = self
            .entries
            .iter()
            .filter_map(|entry| Some(entry.seat.as_ref()?.car.clone()))
            .collect();
        let taken: BTreeSet<u8> = self.entries.iter().map(|entry| entry.car_id).collect();
        let slots = self.slots.max(taken.len());
        Session {
            track: info.map(|info| track(&info.track)).unwrap_or_default(),
            layout: info.map(|info| clean(&info.layout)).unwrap_or_default(),
            kind,
            ended_local: None,
            race_laps: info.map(|info| {
                if kind == SessionKind::Race {
                    info.laps.into()
                } else {
                    0
                }
            }),
            slots,
            models: models.into_iter().collect(),
            empty_slots: slots - taken.len(),
            laps: self.entries.iter().map(|entry| entry.laps.len()).sum(),
            rewritten: false,
            name: info.map(|info| clean(&info.name)),
            ended_at: self.ended.and_then(super::date),
            complete: self.complete,
            cut_off: false,
            flag_shown: (kind == SessionKind::Race).then_some(self.flag),
            conditions: info.and_then(conditions),
            weather: None,
            unheard_seconds: self.unheard,
        }
    }
}

fn heard(t: f64, lap: &LapCompleted) -> Lap {
    Lap {
        ms: Some(lap.lap_time)
            .filter(|time| (1..NO_TIME).contains(time))
            .map(i64::from),
        cuts: lap.cuts.into(),
        sectors: Vec::new(),
        tyre: None,
        at: milliseconds(t),
    }
}

fn milliseconds(t: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "seconds of this age of the world"
    )]
    let whole = (t.clamp(0.0, 1.0e12) * 1000.0).round() as i64;
    whole
}

fn finished(entry: &Tracked, kind: SessionKind) -> Entry {
    let race = kind == SessionKind::Race;
    let seat = entry.seat.as_ref();
    let time = entry.time.map(i64::from);
    let nameless = || format!("Car {}", entry.car_id);
    Entry {
        car_id: entry.car_id.into(),
        guid: entry.guid.clone(),
        driver: seat
            .map(|seat| seat.driver.clone())
            .unwrap_or_else(nameless),
        car: seat.map(|seat| seat.car.clone()).unwrap_or_default(),
        team: seat.and_then(|seat| seat.team.clone()),
        skin: seat.map(|seat| seat.skin.clone()),
        laps: entry.laps.clone(),
        counted: Some(Counted {
            laps: entry.counted_laps.into(),
            best_ms: time.filter(|_| !race),
            best_at: entry.best_at,
        }),
        total: time
            .filter(|_| race)
            .map(|total| (total, TotalFrom::Server)),
        flag: entry.finished,
        incidents: entry.incidents.clone(),
        kicked: false,
        source: None,
    }
}

fn kind(of: SessionType) -> SessionKind {
    match of {
        SessionType::Book => SessionKind::Book,
        SessionType::Practice => SessionKind::Practice,
        SessionType::Qualify => SessionKind::Qualify,
        SessionType::Race => SessionKind::Race,
    }
}

/// AssettoServer puts the version of CSP that it asks for before the track: `csp/2651/../ks_brands_hatch`.
fn track(name: &str) -> String {
    clean(name.rsplit_once("/../").map_or(name, |(_, track)| track))
}

/// A program that says none of it leaves zeroes: nobody races at 0 °C on a road of 0 °C.
fn conditions(info: &SessionInfo) -> Option<Conditions> {
    let weather = clean(&info.weather);
    let is_told = !weather.is_empty() || (info.ambient, info.road) != (0, 0);
    is_told.then(|| Conditions {
        weather: (!weather.is_empty()).then_some(weather),
        ambient: info.ambient,
        road: info.road,
    })
}
