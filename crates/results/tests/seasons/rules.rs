//! What leagues decide differently: who is classified, sprints and reversed grids, what breaks a tie.

use insta::assert_snapshot;
use results::Timing;
use results::render::season_rules;
use results::season::RuleChange;

use super::*;

/// How far each drove, and whether he took the flag; the first one won.
fn driven(stored: &mut StoredResult, drivers: &[(&str, u32, bool)]) {
    let most = drivers[0].1;
    for (row, (guid, laps, flag)) in stored.result.classification.iter_mut().zip(drivers) {
        assert_eq!(&row.guid, guid, "in the order of their laps");
        row.laps = *laps;
        if let Timing::Race(race) = &mut row.timing {
            race.laps_down = most - laps;
            race.flag = *flag;
        }
    }
}

/// Anna wins over ten laps, Ben retires in his last one, Chris is two laps down at the flag, Dora retires early.
fn a_race_of_attrition() -> StoredResult {
    let mut race = session("r1", "RACE", &[ANNA, BEN, CHRIS, DORA]);
    let drivers = [
        (ANNA, 10, true),
        (BEN, 9, false),
        (CHRIS, 8, true),
        (DORA, 2, false),
    ];
    driven(&mut race, &drivers);
    race
}

fn scored(race: StoredResult, change: &RuleChange) -> Standings {
    let mut rules = Rules {
        points: "10-6-4-3".parse().unwrap(),
        ..Rules::default()
    };
    change.clone().apply(&mut rules);
    standings(&season(rules, 1), &by_id([race]))
}

#[test]
fn who_retires_is_classified_as_the_league_says() {
    let classified = |finish_percent, flag| {
        let change = RuleChange {
            finish_percent: Some(finish_percent),
            flag_needed: Some(flag),
            ..RuleChange::default()
        };
        table(&scored(a_race_of_attrition(), &change), 0)
    };
    let all = ["1. Anna 10", "2. Ben 6", "3. Chris 4", "4. Dora 3"];
    assert_eq!(classified(0, false), all);
    // 75 % of ten laps are seven and a half, 90 % are nine.
    let far_enough = ["1. Anna 10", "2. Ben 6", "3. Chris 4", "4. Dora 0"];
    assert_eq!(classified(75, false), far_enough);
    let far = ["1. Anna 10", "2. Ben 6", "3. Chris 0", "3. Dora 0"];
    assert_eq!(classified(90, false), far);
    // Chris moves up to the second place: Ben has none.
    let flag = ["1. Anna 10", "2. Chris 6", "3. Ben 0", "3. Dora 0"];
    assert_eq!(classified(0, true), flag);
    let flag_and_far = ["1. Anna 10", "2. Ben 0", "2. Chris 0", "2. Dora 0"];
    assert_eq!(classified(90, true), flag_and_far);
}

#[test]
fn nobody_retires_from_a_race_that_was_cut_short() {
    let mut race = a_race_of_attrition();
    race.result.session.flag_shown = Some(false);
    let change = RuleChange {
        flag_needed: Some(true),
        ..RuleChange::default()
    };
    let all = ["1. Anna 10", "2. Ben 6", "3. Chris 4", "4. Dora 3"];
    assert_eq!(table(&scored(race, &change), 0), all);
}

/// Places that decide between equals are those that were classified: Ben and Dora have none.
#[test]
fn a_place_that_is_not_classified_breaks_no_tie() {
    let change = RuleChange {
        flag_needed: Some(true),
        ..RuleChange::default()
    };
    let scored = scored(a_race_of_attrition(), &change);
    let places: Vec<_> = scored.classes[0]
        .drivers
        .iter()
        .map(|driver| (driver.driver.as_str(), driver.places.clone()))
        .collect();
    let expected = [
        ("Anna", vec![1]),
        ("Chris", vec![2]),
        ("Ben", vec![]),
        ("Dora", vec![]),
    ];
    assert_eq!(places, expected);
}

/// The sprint gives 4, 3, 2 and 1, the race after it 10, 6, 4 and 3.
///
/// | | sprint | race | all |
/// | --- | --- | --- | --- |
/// | Anna | 3 | 10 | 13 |
/// | Ben | 4 | 6 | 10 |
/// | Dora | 1 | 4 | 5 |
/// | Chris | 2 | 3 | 5 |
///
/// Chris and Dora have a third and a fourth place each.
#[test]
fn a_sprint_has_points_of_its_own_and_a_lone_race_has_a_races() {
    let rules = RuleChange {
        points: Some("10-6-4-3".parse().unwrap()),
        sprint_points: Some("4-3-2-1".parse().unwrap()),
        ..RuleChange::default()
    };
    let results = by_id([
        session("r1", "RACE", &[BEN, ANNA, CHRIS, DORA]),
        session("r2", "RACE", &[ANNA, BEN, DORA, CHRIS]),
    ]);
    let mut weekend = season(rules.rules(), 1);
    weekend.rounds[0].results = ["r1", "r2"].map(|id| id.parse().unwrap()).to_vec();
    assert_eq!(
        table(&standings(&weekend, &results), 0),
        ["1. Anna 13", "2. Ben 10", "3. Chris 5", "3. Dora 5"]
    );
    weekend.rounds[0].results.truncate(1);
    assert_eq!(
        table(&standings(&weekend, &results), 0),
        ["1. Ben 10", "2. Anna 6", "3. Chris 4", "4. Dora 3"]
    );
}

/// The second race, its grid reversed, gives 5, 3, 2 and 1: Anna 10 + 1, Ben 6 + 2, Chris 4 + 3, Dora 3 + 5.
#[test]
fn a_reversed_grid_has_points_of_its_own() {
    let rules = RuleChange {
        points: Some("10-6-4-3".parse().unwrap()),
        second_race_points: Some("5-3-2-1".parse().unwrap()),
        ..RuleChange::default()
    };
    let mut weekend = season(rules.rules(), 1);
    weekend.rounds[0].results = ["r1", "r2"].map(|id| id.parse().unwrap()).to_vec();
    let results = by_id([
        session("r1", "RACE", &[ANNA, BEN, CHRIS, DORA]),
        session("r2", "RACE", &[DORA, CHRIS, BEN, ANNA]),
    ]);
    // Dora's and Ben's eight: Dora won one.
    assert_eq!(
        table(&standings(&weekend, &results), 0),
        ["1. Anna 11", "2. Dora 8", "3. Ben 8", "4. Chris 7"]
    );
}

/// Six points each, for six and three a race: Anna won the first race and was third, Dora won the second and was
/// fourth, Ben was second twice, and once on pole. The winner had the fastest lap each time.
#[test]
fn a_tie_is_broken_in_the_order_that_the_league_chose() {
    let results = by_id([
        session("q1", "QUALIFY", &[BEN, ANNA]),
        session("r1", "RACE", &[ANNA, BEN, CHRIS, DORA]),
        session("r2", "RACE", &[DORA, BEN, ANNA]),
    ]);
    let broken = |words: &[&str]| {
        let rules = RuleChange {
            points: Some("6-3".parse().unwrap()),
            tie_breaks: words.iter().map(|word| word.parse().unwrap()).collect(),
            ..RuleChange::default()
        };
        let mut season = season(rules.rules(), 2);
        season.rounds[0].results.insert(0, "q1".parse().unwrap());
        let mut table = table(&standings(&season, &results), 0);
        assert_eq!(table.pop().as_deref(), Some("4. Chris 0"));
        table
    };
    assert_eq!(broken(&[]), ["1. Anna 6", "2. Dora 6", "3. Ben 6"]);
    assert_eq!(broken(&["places"]), ["1. Anna 6", "2. Dora 6", "3. Ben 6"]);
    assert_eq!(broken(&["latest"]), ["1. Dora 6", "2. Ben 6", "3. Anna 6"]);
    let poles = ["1. Ben 6", "2. Anna 6", "3. Dora 6"];
    assert_eq!(broken(&["poles", "places"]), poles);
    let poles = ["1. Ben 6", "2. Dora 6", "3. Anna 6"];
    assert_eq!(broken(&["poles", "latest"]), poles);
    let laps = ["1. Anna 6", "1. Dora 6", "3. Ben 6"];
    assert_eq!(broken(&["Fastest-Laps"]), laps);
    assert!("coin".parse::<TieBreak>().is_err());
}

/// Anna has the fastest lap. Five seconds cost her all places but the last one.
#[test]
fn the_fastest_lap_may_need_a_place_among_the_first() {
    let mut race = session("r1", "RACE", &[ANNA, BEN, CHRIS, DORA]);
    race.penalties.push(penalty(ANNA, PenaltyKind::Seconds(5)));
    let within = |place| RuleChange {
        fastest_lap: Some(1),
        fastest_lap_within: Some(place),
        ..RuleChange::default()
    };
    let outside = ["1. Ben 11", "2. Chris 6", "3. Dora 4", "4. Anna 3"];
    assert_eq!(table(&scored(race.clone(), &within(3)), 0), outside);
    let anywhere = ["1. Ben 10", "2. Chris 6", "3. Dora 4", "4. Anna 4"];
    assert_eq!(table(&scored(race, &within(0)), 0), anywhere);
}

#[test]
fn rules_as_people_read_them() {
    assert_snapshot!(season_rules(&Rules::default()).join("\n"), @r"
    Points: 25-18-15-12-10-8-6-4-2-1
    Classified: whoever drove a lap, also who retires
    Equal points: more wins, then more second places and so on; then the latest round
    ");
    let change = RuleChange {
        points: Some("motogp".parse().unwrap()),
        second_race_points: Some("10-5".parse().unwrap()),
        sprint_points: Some("8-7-6".parse().unwrap()),
        pole: Some(3),
        fastest_lap: Some(1),
        fastest_lap_within: Some(10),
        finish_percent: Some(70),
        flag_needed: Some(true),
        drop_rounds: Some(2),
        planned_rounds: Some(8),
        classes: vec![
            "GT3=gt3".parse().unwrap(),
            "GT4=gt4, m4:8-4".parse().unwrap(),
        ],
        drivers_per_team: Some(2),
        tie_breaks: vec![TieBreak::Poles, TieBreak::Places],
    };
    assert_snapshot!(season_rules(&change.rules()).join("\n"), @r"
    Points: 25-20-16-13-11-10-9-8-7-6-5-4-3-2-1
    Races before a round's last: 8-7-6
    Second race: 10-5
    Pole: 3
    Fastest lap: 1, in the first 10
    Classified: who took the flag and drove 70 % of the winner's laps; who retires scores nothing
    Dropped rounds: 2
    Planned rounds: 8
    Class GT3: gt3
    Class GT4: gt4, m4; points: 8-4
    Drivers that score for a team: 2
    Equal points: more poles; then more wins, then more second places and so on
    ");
}
