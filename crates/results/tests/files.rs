//! Real results files of acServer, made anonymous, and how they are to be classified (`files/README.md`).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use results::SessionResult;
use results::file::{FileName, ResultsFile, set_grid};
use serde_json::Value;

const FILES: &[(&str, &[u8])] = &[
    (
        "2001_1_1_20_5_RACE.json",
        include_bytes!("files/2001_1_1_20_5_RACE.json"),
    ),
    (
        "2015_10_17_9_49_RACE.json",
        include_bytes!("files/2015_10_17_9_49_RACE.json"),
    ),
    (
        "2019_2_15_21_16_RACE.json",
        include_bytes!("files/2019_2_15_21_16_RACE.json"),
    ),
    (
        "2019_2_15_21_8_QUALIFY.json",
        include_bytes!("files/2019_2_15_21_8_QUALIFY.json"),
    ),
    (
        "2019_3_2_17_27_PRACTICE.json",
        include_bytes!("files/2019_3_2_17_27_PRACTICE.json"),
    ),
    (
        "2019_3_2_20_48_QUALIFY.json",
        include_bytes!("files/2019_3_2_20_48_QUALIFY.json"),
    ),
    (
        "2019_3_2_21_49_QUALIFY.json",
        include_bytes!("files/2019_3_2_21_49_QUALIFY.json"),
    ),
    (
        "2019_3_2_22_3_RACE.json",
        include_bytes!("files/2019_3_2_22_3_RACE.json"),
    ),
];

fn expected() -> Value {
    serde_json::from_str(include_str!("files/expected.json")).unwrap()
}

fn bytes_of(name: &str) -> &'static [u8] {
    FILES.iter().find(|(file, _)| *file == name).unwrap().1
}

fn classified(name: &str, bytes: &[u8]) -> SessionResult {
    let mut result = ResultsFile::read(name, bytes).unwrap().classify();
    let before = FileName::parse(name)
        .and_then(|name| name.qualifying_before(FILES.iter().map(|(file, _)| *file)));
    if let Some(before) = before {
        let qualify = ResultsFile::read(before.as_str(), bytes_of(before.as_str())).unwrap();
        set_grid(&mut result, before.as_str(), &qualify.classify());
    }
    result
}

#[test]
fn every_file_is_classified_as_it_should_be() {
    let expected = expected();
    for (name, bytes) in FILES {
        let ours = serde_json::to_value(classified(name, bytes)).unwrap();
        let expected = expected["files"][name].as_object().unwrap();
        for (field, expected) in expected {
            if let (Some(ours), Some(expected)) = (ours[field].as_array(), expected.as_array()) {
                for (ours, expected) in ours.iter().zip(expected) {
                    assert_eq!(ours, expected, "{name}: {field}");
                }
                assert_eq!(ours.len(), expected.len(), "{name}: {field}");
            } else if field == "session" {
                for (key, expected) in expected.as_object().unwrap() {
                    assert_eq!(&ours[field][key], expected, "{name}: {field}.{key}");
                }
            } else {
                assert_eq!(&ours[field], expected, "{name}: {field}");
            }
        }
    }
}

#[test]
fn a_result_is_kept_and_read_again() {
    for (name, bytes) in FILES {
        let result = classified(name, bytes);
        let kept = serde_json::to_string(&result).unwrap();
        assert_eq!(
            serde_json::from_str::<SessionResult>(&kept).unwrap(),
            result,
            "{name}"
        );
    }
}

#[test]
fn a_byte_order_mark_and_other_line_ends_change_nothing() {
    for (name, bytes) in FILES {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let windows = format!("\u{feff}{}\r\n", text.replace('\n', "\r\n"));
        assert_eq!(
            classified(name, windows.as_bytes()),
            classified(name, bytes),
            "{name}"
        );
    }
}

#[test]
fn a_file_that_is_still_being_written_is_refused() {
    for (name, bytes) in FILES {
        for part in 1..20 {
            let cut = &bytes[..bytes.len() * part / 20];
            assert!(ResultsFile::read(name, cut).is_err(), "{name}: {part}/20");
        }
    }
}
