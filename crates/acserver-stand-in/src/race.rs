//! Simulated races: the results files that acServer writes after a qualifying and a race.
//!
//! Times are invented, and are the same for the same number of the race, so that a story can say
//! who won. Files have the fields that recorded files of acServer have.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::Config;
use super::grid::Person;

/// A file in the working directory that holds how many races were finished.
pub const RACES_FILE: &str = "simulated-races";

/// Where acServer writes its results, below the working directory.
pub const RESULTS_FOLDER: &str = "results";

const QUALIFYING_LAPS: u32 = 3;
pub(super) const RACE_LAPS: u32 = 5;
/// Nobody drives a lap that is shorter, in milliseconds.
const LAP: u32 = 92_000;
/// One driver and the laps that he drove, in milliseconds.
pub(super) struct Run {
    pub(super) car: u32,
    pub(super) laps: Vec<u32>,
}

/// Writes what the server would after the `number`th qualifying and race, counted from 1. Who drives says
/// [`Config::field`].
///
/// # Errors
/// If the files cannot be written.
pub(super) fn finish(config: &Config, clients: u32, number: u32) -> io::Result<PathBuf> {
    let field = config.field(clients);
    std::fs::create_dir_all(RESULTS_FOLDER)?;
    write(
        "QUALIFY",
        &session(config, "QUALIFY", &qualifying(&field, number)),
    )?;
    write("RACE", &session(config, "RACE", &race(&field, number)))
}

fn qualifying(field: &BTreeSet<u32>, number: u32) -> Vec<Run> {
    runs(field, number, QUALIFYING_LAPS, 0)
}

/// The last of four and more does not finish.
pub(super) fn race(field: &BTreeSet<u32>, number: u32) -> Vec<Run> {
    let mut runs = runs(field, number, RACE_LAPS, 4_000);
    if 4 <= field.len()
        && let Some(last) = runs.last_mut()
    {
        last.laps.truncate(2);
    }
    runs
}

fn runs(field: &BTreeSet<u32>, number: u32, laps: u32, standing_start: u32) -> Vec<Run> {
    let lap = |car: u32, lap: u32| {
        let luck = scatter(number.wrapping_mul(1_000_003) ^ car.wrapping_mul(8_191) ^ lap) % 1_900;
        let start = if lap == 0 { standing_start } else { 0 };
        LAP + 180 * car + luck + start
    };
    field
        .iter()
        .map(|&car| Run {
            car,
            laps: (0..laps).map(|number| lap(car, number)).collect(),
        })
        .collect()
}

/// A number that looks like chance and is the same each time.
fn scatter(seed: u32) -> u32 {
    let mixed = (seed ^ (seed >> 15)).wrapping_mul(0x2c1b_3c6d);
    (mixed ^ (mixed >> 12)).wrapping_mul(0x297a_2d39) >> 7
}

fn session(config: &Config, kind: &str, runs: &[Run]) -> Value {
    const GREEN: u32 = 60_000;
    let driver = |person: &Person| {
        json!({
            "Name": person.name, "Team": "", "Nation": "", "Guid": person.guid, "GuidsList": [person.guid],
        })
    };
    let mut laps: Vec<(u32, Value)> = Vec::new();
    for Run { car, laps: driven } in runs {
        let person = config.person(*car);
        let mut at = GREEN;
        for time in driven {
            at += time;
            let first = time * 2 / 5;
            let lap = json!({
                "DriverName": person.name, "DriverGuid": person.guid, "CarId": car, "CarModel": person.model,
                "Timestamp": at, "LapTime": time, "Sectors": [first, time - first], "Cuts": 0,
                "BallastKG": person.ballast, "Tyre": "SM", "Restrictor": person.restrictor,
            });
            laps.push((at, lap));
        }
    }
    laps.sort_by_key(|(at, _)| *at);
    let mut order: Vec<&Run> = runs.iter().collect();
    order.sort_by_key(|run| {
        let best = run.laps.iter().min().copied().unwrap_or(u32::MAX);
        let total: u32 = run.laps.iter().sum();
        match kind {
            "RACE" => (std::cmp::Reverse(run.laps.len()), total),
            _ => (std::cmp::Reverse(0), best),
        }
    });
    let result = order.iter().map(|run| {
        let person = config.person(run.car);
        json!({
            "DriverName": person.name, "DriverGuid": person.guid, "CarId": run.car,
            "CarModel": person.model, "BestLap": run.laps.iter().min(),
            "TotalTime": run.laps.iter().sum::<u32>(), "BallastKG": person.ballast, "Restrictor": person.restrictor,
        })
    });
    let cars = runs.iter().map(|run| {
        let person = config.person(run.car);
        json!({
            "CarId": run.car, "Driver": driver(&person), "Model": person.model, "Skin": person.skin,
            "BallastKG": person.ballast, "Restrictor": person.restrictor,
        })
    });
    json!({
        "TrackName": config.track, "TrackConfig": config.layout, "Type": kind, "DurationSecs": 0,
        "RaceLaps": if kind == "RACE" { RACE_LAPS } else { 0 },
        "Cars": cars.collect::<Vec<_>>(), "Result": result.collect::<Vec<_>>(),
        "Laps": laps.into_iter().map(|(_, lap)| lap).collect::<Vec<_>>(), "Events": [],
    })
}

/// Under the minute's name, or, where that is taken, the next one's.
fn write(kind: &str, session: &Value) -> io::Result<PathBuf> {
    let now = Timestamp::try_from(SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH);
    let mut minute = now.to_zoned(TimeZone::UTC);
    let mut file = Path::new(RESULTS_FOLDER).join("first");
    loop {
        let name = minute.strftime("%Y_%-m_%-d_%-H_%-M");
        file.set_file_name(format!("{name}_{kind}.json"));
        if !file.exists() {
            break;
        }
        minute = minute.saturating_add(jiff::SignedDuration::from_mins(1));
    }
    std::fs::write(&file, serde_json::to_vec_pretty(session)?)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_race_is_the_same_each_time_and_another_than_the_next() {
        let field = (0..8).collect();
        let times = |number| -> Vec<Vec<u32>> {
            race(&field, number)
                .into_iter()
                .map(|run| run.laps)
                .collect()
        };
        assert_eq!(times(1), times(1));
        assert_ne!(times(1), times(2));
        assert_eq!(times(1)[7].len(), 2, "the last one does not finish");
    }
}
