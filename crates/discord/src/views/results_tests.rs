//! Results as they are read on a phone: with three drivers and with thirty, and with names that would do harm.

use jiff::Timestamp;
use results::document::StoredResult;
use results::file::ResultsFile;
use serde_json::{Value, json};

use super::results as views;
use super::{View, escape};
use service::ResultPost;

/// A race of so many drivers, a second apart, with the last one out after two laps.
fn race(drivers: usize, name: impl Fn(usize) -> String) -> StoredResult {
    let guid = |car: usize| format!("765611980000{car:05}");
    let laps = |car: usize| if car + 1 == drivers { 2 } else { 3 };
    let lap = |car: usize| 90_000 + 333 * car;
    let cars = (0..drivers).map(|car| {
        json!({"CarId": car, "Driver": {"Name": name(car), "Guid": guid(car)}, "Model": "ks_bmw_m6_gt3", "Skin": ""})
    });
    let rows = (0..drivers).map(|car| {
        json!({"DriverName": name(car), "DriverGuid": guid(car), "CarId": car, "CarModel": "ks_bmw_m6_gt3",
            "BestLap": lap(car), "TotalTime": lap(car) * laps(car)})
    });
    let mut driven: Vec<(usize, Value)> = (0..drivers)
        .flat_map(|car| {
            let name = name(car);
            (1..=laps(car)).map(move |number| {
                let at = 60_000 + number * lap(car);
                let lap = json!({"DriverName": name, "DriverGuid": guid(car), "CarId": car, "CarModel": "ks_bmw_m6_gt3",
                    "Timestamp": at, "LapTime": lap(car), "Sectors": [30_000, lap(car) - 30_000], "Cuts": 0});
                (at, lap)
            })
        })
        .collect();
    driven.sort_by_key(|(at, _)| *at);
    let file = json!({"TrackName": "spa", "TrackConfig": "", "Type": "RACE", "RaceLaps": 3,
        "Cars": cars.collect::<Vec<_>>(), "Result": rows.collect::<Vec<_>>(),
        "Laps": driven.into_iter().map(|(_, lap)| lap).collect::<Vec<_>>(), "Events": []});
    let name = "2026_3_2_22_3_RACE.json";
    let read = ResultsFile::read(name, file.to_string().as_bytes()).expect("a results file");
    StoredResult {
        id: "abcd2345-2026_3_2_22_3_race".parse().expect("an id"),
        server: "Friday GT3".to_owned(),
        source: name.to_owned(),
        stored_at: Timestamp::UNIX_EPOCH,
        result: read.classify(),
        penalties: Vec::new(),
        set_aside: None,
        warm_up: false,
        restored: Vec::new(),
    }
}

fn told(stored: StoredResult) -> View {
    views::told(&ResultPost {
        result: stored,
        beaten: Vec::new(),
        simresults: true,
    })
}

fn description(view: &View) -> &str {
    &view.embed.as_ref().expect("a box").description
}

#[test]
fn three_drivers_fit_on_a_phone() {
    let view = told(race(3, |car| format!("Driver {car}")));
    let lines: Vec<&str> = description(&view).lines().collect();
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("**1** Driver 0 · 4:30.000 · ks\\_bmw\\_m6\\_gt3")),
        "{lines:#?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("**2** Driver 1 · +")),
        "{lines:#?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("**3** Driver 2 · DNF, 2 laps")),
        "{lines:#?}"
    );
    assert_eq!(view.buttons.len(), 2);
    assert!(
        view.files.iter().all(|file| file.alt.is_some()),
        "the picture is told in words"
    );
}

#[test]
fn of_thirty_drivers_all_stand_there_and_nothing_is_cut() {
    let view = told(race(30, |car| format!("A Driver With A Long Name {car}")));
    let text = description(&view);
    assert!(escape::length(text) <= 4096, "Discord's limit");
    let shown = (0..30)
        .filter(|car| text.contains(&format!("Name {car} ·")))
        .count();
    let left_out = text.contains("… and");
    assert!(shown == 30 || left_out, "{text}");
    assert!(28 <= shown, "{shown} of 30 are shown: {text}");
    assert!(
        text.contains("Fastest lap"),
        "what stands below is not cut off: {text}"
    );
}

#[test]
fn names_of_strangers_do_no_harm() {
    let view = told(race(3, |_| {
        "@everyone **[x](http://evil.example)** `a`".to_owned()
    }));
    let text = description(&view);
    for harm in ["@everyone", "[x](", "**[x]"] {
        assert!(!text.contains(harm), "{harm}: {text}");
    }
}
