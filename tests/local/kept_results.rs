//! Results that are kept, looked at and set aside from a shell.

use serde_json::Value;

use crate::stewards::{RACE_ID, after_a_race};

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_listed_shown_exported_and_set_aside_from_a_shell() {
    let operator = after_a_race().await;
    let refused = |arguments: &[&str]| {
        let output = operator.run(arguments);
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let why = ["--reason", "Red flag"];

    let listed = || operator.tell(&["results", "list"]);
    let line = |text: &str| {
        text.lines()
            .find(|it| it.contains(RACE_ID))
            .map(str::to_owned)
    };
    let row = line(&listed()).expect("the race");
    assert!(
        row.contains("Friday GT3") && row.contains("Driver 02"),
        "{row}"
    );
    let shown = operator.tell(&["results", "show", RACE_ID]);
    assert!(shown.contains("Driver 02"), "{shown}");

    let exported = operator.tell(&["results", "export", RACE_ID]);
    let exported: Value = serde_json::from_str(&exported).expect("JSON");
    assert_eq!(exported["id"], RACE_ID);
    let rows = exported["result"]["classification"]
        .as_array()
        .map(Vec::len);
    let csv = operator.tell(&["results", "export", RACE_ID, "--format", "csv"]);
    // The names of the columns stand above the drivers.
    assert_eq!(rows, Some(csv.lines().count() - 1), "{csv}");

    operator.tell(&[&["results", "set-aside", RACE_ID][..], &why].concat());
    let row = line(&listed()).expect("the race");
    assert!(row.contains("does not count"), "{row}");
    let shown = operator.tell(&["results", "show", RACE_ID]);
    assert!(shown.contains("set aside by ada: Red flag"), "{shown}");
    let twice = refused(&[&["results", "set-aside", RACE_ID][..], &why].concat());
    assert!(twice.contains(RACE_ID), "{twice}");

    operator.tell(&[&["results", "restore", RACE_ID][..], &why].concat());
    let row = line(&listed()).expect("the race");
    assert!(!row.contains("does not count"), "{row}");
    let twice = refused(&[&["results", "restore", RACE_ID][..], &why].concat());
    assert!(twice.contains(RACE_ID), "{twice}");
    let wrong = refused(&["results", "show", "friday"]);
    assert!(wrong.contains("friday"), "{wrong}");
}
