//! Files that no server wrote.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proptest::prelude::*;
use results::file::{ReadError, ResultsFile};
use results::journal;
use udp_plugin::journal::{Direction, Line};
use udp_plugin::{Dialect, Driver, LapCompleted, LeaderboardRow, Message};

const RACE: &str = include_str!("files/2019_3_2_22_3_RACE.json");

fn classify(text: &str) -> Result<results::SessionResult, ReadError> {
    ResultsFile::read("2019_3_2_22_3_RACE.json", text.as_bytes()).map(|file| file.classify())
}

#[test]
fn numbers_that_no_race_has_are_none() {
    let lap = |time: &str| {
        format!(
            r#"{{"Type":"RACE","TrackName":"magione","RaceLaps":1,
            "Cars":[{{"CarId":0,"Model":"a","Driver":{{"Name":"A","Guid":"1"}}}}],
            "Result":[{{"CarId":0,"DriverName":"A","DriverGuid":"1","TotalTime":{time},"BestLap":{time}}}],
            "Laps":[{{"CarId":0,"DriverName":"A","DriverGuid":"1","LapTime":{time},"Timestamp":{time},"Cuts":{time}}}],
            "Events":[{{"Type":"COLLISION_WITH_ENV","CarId":0,"Driver":{{"Guid":"1"}},"ImpactSpeed":{time}}}]}}"#
        )
    };
    for odd in [
        "nan",
        "-nan(ind)",
        "-5",
        "999999999",
        "0",
        "1e300",
        "null",
        "\"\"",
        "[]",
        "{}",
        "-1e999",
    ] {
        let result = classify(&lap(odd)).unwrap();
        let row = &result.classification[0];
        assert_eq!((row.laps, row.best_ms), (1, None), "{odd}");
        assert_eq!(row.race().unwrap().total_ms, None, "{odd}");
        assert_eq!(result.fastest_lap, None, "{odd}");
    }
    let sound = classify(&lap("90000")).unwrap();
    assert_eq!(
        sound.classification[0].race().unwrap().total_ms,
        Some(90_000)
    );
}

#[test]
fn a_server_that_names_a_new_driver_with_each_datagram_is_followed_so_far() {
    let mut reader = journal::Reader::default();
    let mut hear = |message: Message| {
        reader.hear(&Line {
            t: 1.0,
            direction: Direction::FromServer,
            datagram: message.encode(Dialect::AcServer),
        });
    };
    for number in 0..3 * journal::MAX_PEOPLE {
        hear(Message::NewConnection(Driver {
            name: format!("Driver {number}"),
            guid: number.to_string(),
            car: 0,
            model: "abarth500".to_owned(),
            skin: String::new(),
        }));
        // The second thousand drives: who came and did not makes room.
        if journal::MAX_PEOPLE <= number {
            let row = LeaderboardRow {
                car: 0,
                time: 90_000,
                laps: u16::MAX,
                completed: false,
            };
            hear(Message::LapCompleted(LapCompleted {
                car: 0,
                lap_time: 90_000,
                cuts: 0,
                leaderboard: vec![row],
                grip: 1.0,
            }));
        }
    }
    let sessions = reader.sessions();
    let people = sessions.iter().map(|it| it.classification.len());
    assert_eq!(people.max(), Some(journal::MAX_PEOPLE));
    assert_eq!(sessions[0].classification[0].driver, "Driver 1000");
}

#[test]
fn lists_without_an_end_and_depths_without_a_ground_are_refused() {
    let laps = "{},".repeat(200_001);
    let many = format!(
        r#"{{"Type":"RACE","Laps":[{}]}}"#,
        laps.trim_end_matches(',')
    );
    assert!(matches!(classify(&many), Err(ReadError::Json(_))));
    let deep = format!(r#"{{"Type":"RACE","Other":{}"#, "[".repeat(100_000));
    assert!(matches!(classify(&deep), Err(ReadError::TooDeep)));
    let large = vec![b' '; results::file::MAX_BYTES + 1];
    assert!(matches!(
        ResultsFile::read("a.json", &large),
        Err(ReadError::TooLarge(_))
    ));
    assert!(matches!(
        ResultsFile::read("a.json", b"{}"),
        Err(ReadError::NoKind)
    ));
}

#[test]
fn a_name_cannot_forge_a_line() {
    let forged = RACE.replace(
        "Driver 09b",
        "Nine\\n[12:00:00 INF] \\u001b[31mforged\\u202e",
    );
    let result = classify(&forged).unwrap();
    let names: Vec<_> = result
        .classification
        .iter()
        .map(|row| row.driver.as_str())
        .collect();
    assert_eq!(names.last(), Some(&"Nine [12:00:00 INF] [31mforged"));
}

proptest! {
    #[test]
    fn any_bytes_are_refused_or_classified(bytes: Vec<u8>) {
        let _ = ResultsFile::read("2019_3_2_22_3_RACE.json", &bytes).map(|file| file.classify());
        let _ = journal::read(&bytes);
    }

    /// Anything in place of one value of a real file: the rest is classified all the same.
    #[test]
    fn one_odd_value_never_stops_a_file(at in 0usize..5000, odd in "(-?[0-9]{1,20}|null|\"[a-z]{0,5}\"|\\[\\]|nan)") {
        let lines: Vec<&str> = RACE.lines().collect();
        let at = at % lines.len();
        if let Some((key, _)) = lines[at].split_once(": ")
            && !lines[at].ends_with(['{', '['])
        {
            let comma = if lines[at].ends_with(',') { "," } else { "" };
            let changed = format!("{key}: {odd}{comma}");
            let mut all = lines.clone();
            all[at] = &changed;
            let result = classify(&all.join("\n"));
            prop_assert!(result.is_ok(), "{}: {:?}", changed, result.err());
        }
    }
}
