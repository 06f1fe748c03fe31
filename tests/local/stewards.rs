//! Stewards decide from a shell: penalties, points of a season, and what was given twice.

use ::league::{Content, League, ServerFile};
use cloud::Cloud as _;
use cloud_local::Local;
use insta::assert_snapshot;
use jiff::Timestamp;

use crate::shell::Operator;

const RACE: &[u8] = include_bytes!("../../crates/results/tests/files/2019_3_2_22_3_RACE.json");
pub(crate) const RACE_ID: &str = "abcd2345-2019_3_2_22_3_race";

/// An operator whose server was raced on.
pub(crate) async fn after_a_race() -> Operator {
    let mut operator = Operator::new();
    operator.host.kill_ac_deploy();
    operator.tell(&["setup", "--yes"]);
    let local = Local::open(operator.host.settings.clone()).expect("open");
    let documents = local.documents().expect("a place for documents");
    let league = League::new(documents, "shell").expect("a league");
    let now = Timestamp::now();
    let file = ServerFile {
        server: "abcd2345",
        server_name: "Friday GT3",
        name: "2019_3_2_22_3_RACE.json",
        modified: now,
        is_final: true,
        settled: 0,
        night_starts: None,
        weather: None,
        bytes: RACE,
    };
    let content = Content::read(file.name, file.bytes);
    league.collect(&file, content, now).await.expect("taken in");
    operator
}

#[tokio::test(flavor = "multi_thread")]
async fn penalties_and_points_are_decided_and_taken_back_from_a_shell() {
    let operator = after_a_race().await;
    let refused = |arguments: &[&str]| {
        let output = operator.run(arguments);
        assert!(!output.status.success(), "{arguments:?}");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        // The day on which it was decided.
        let (before, day) = text.split_once(" on 2").unwrap_or((&text, ""));
        let after = day.split_once(" (").map(|(_, after)| after);
        after.map_or_else(
            || text.clone(),
            |after| format!("{before} on ‹day› ({after}"),
        )
    };

    // Without a season there is nothing to show; with one it need not be named.
    assert_snapshot!(refused(&["standings"]), @"
    error: There is no season that is not closed.
    hint: `ac-deploy season new` begins one; `ac-deploy standings` shows a closed one if you name it.
    ");
    let wrong = refused(&["season", "new", "spring", "--points", "formula one"]);
    assert!(
        wrong.contains("neither a number of points nor the name of a scale: f1, f1-2003, f1-1991, motogp, top-20"),
        "{wrong}"
    );
    operator.tell(&["season", "new", "spring", "--name", "Spring Cup"]);
    operator.tell(&["season", "add-round", "spring", RACE_ID]);
    let standings = || operator.tell(&["standings", "--csv"]);
    let points_of = |guid: &str| {
        let table = standings();
        let line = table.lines().find(|line| line.contains(guid));
        let points = line.and_then(|line| line.split(',').nth(5));
        points.expect("the driver").to_owned()
    };
    let winner = "76561190000000002";
    assert_eq!(points_of(winner), "25");

    let why = ["--reason", "Contact"];
    let give = ["penalty", "give", RACE_ID, "Driver 02", "--points", "5"];
    let give = [&give[..], &why].concat();
    let given = operator.tell(&give);
    assert!(given.contains("Penalty 1 by ada: Contact"), "{given}");
    assert_eq!(points_of(winner), "20");
    assert_snapshot!(refused(&give), @"
    error: Driver 02 lost just that already: number 1, by ada on ‹day› (Contact).
    hint: If a second one is meant, add `--again`.
    ");
    operator.tell(&[&give[..], &["--again"]].concat());
    assert_eq!(points_of(winner), "15");
    for number in ["1", "2"] {
        let undo = ["penalty", "undo", RACE_ID, number, "--reason", "Racing"];
        let undone = operator.tell(&undo);
        assert!(undone.contains("taken back by ada: Racing"), "{undone}");
    }
    assert_eq!(points_of(winner), "25");

    let deduct = ["season", "deduct", "spring", "driver 02", "10"];
    let deduct = [&deduct[..], &["--reason", "No-show"]].concat();
    assert_snapshot!(operator.tell(&deduct), @"The points are taken off, under the number 1. `ac-deploy season undo-deduct spring 1` gives them back; `ac-deploy standings spring` shows the table.");
    assert_snapshot!(refused(&deduct), @"
    error: Driver 02 lost just that already: number 1, by ada on ‹day› (No-show).
    hint: If a second one is meant, add `--again`.
    ");
    assert_eq!(points_of(winner), "15");
    let shown = operator.tell(&["season", "show", "spring"]);
    let taken = "Taken off 1: Driver 02, 10 points off (ada: No-show)";
    assert!(shown.contains(taken), "{shown}");
    let undo = ["season", "undo-deduct", "spring", "1"];
    let undo = [&undo[..], &["--reason", "Was there"]].concat();
    assert_snapshot!(operator.tell(&undo), @"The points of number 1 are given back. `ac-deploy standings spring` shows the table.");
    assert_snapshot!(refused(&undo), @"
    error: The points of number 1 in “spring” are given back already.
    hint: Nothing was changed.
    ");
    assert_eq!(points_of(winner), "25");

    operator.tell(&["season", "new", "autumn"]);
    assert_snapshot!(refused(&["standings"]), @"
    error: There are several seasons: autumn, spring.
    hint: Name one of them.
    ");
}
