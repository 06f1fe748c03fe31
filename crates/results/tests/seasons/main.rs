//! Seasons, compared with standings that were worked out by hand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod rules;

use std::collections::BTreeMap;

use insta::assert_snapshot;
use jiff::Timestamp;
use proptest::prelude::*;
use results::SessionResult;
use results::document::{self, Decision, ResultId, StoredResult, Unreadable};
use results::file::ResultsFile;
use results::records::{beaten, records};
use results::render::{driver_tables, standings_csv};
use results::season::{
    Class, Deduction, Penalty, PenaltyKind, Points, Round, Rules, Season, Standings, TieBreak,
    apply, standings,
};

const ANNA: &str = "76561190000000001";
const BEN: &str = "76561190000000002";
const CHRIS: &str = "76561190000000003";
const DORA: &str = "76561190000000004";

fn name(guid: &str) -> &'static str {
    match guid {
        ANNA => "Anna",
        BEN => "Ben",
        CHRIS => "Chris",
        _ => "Dora",
    }
}

fn team(guid: &str) -> &'static str {
    if [ANNA, CHRIS].contains(&guid) {
        "Red"
    } else {
        "Blue"
    }
}

fn car(guid: &str) -> &'static str {
    if [ANNA, BEN].contains(&guid) {
        "gt3"
    } else {
        "gt4"
    }
}

fn decision(reason: &str) -> Decision {
    Decision {
        by: "Steward".to_owned(),
        at: Timestamp::UNIX_EPOCH,
        reason: reason.to_owned(),
    }
}

/// A session as acServer would write it, in which these drivers came in this order.
fn session(id: &str, kind: &str, order: &[&str]) -> StoredResult {
    let mut cars = Vec::new();
    let mut rows = Vec::new();
    let mut laps = Vec::new();
    for (place, guid) in order.iter().enumerate() {
        let slot = guid.bytes().last().unwrap() - b'0';
        let (name, car, team) = (name(guid), car(guid), team(guid));
        let lap = 90_000 + place * 500;
        cars.push(format!(
            r#"{{"CarId":{slot},"Model":"{car}","Skin":"s","Driver":{{"Name":"{name}","Team":"{team}","Guid":"{guid}"}}}}"#
        ));
        rows.push(format!(
            r#"{{"CarId":{slot},"CarModel":"{car}","DriverName":"{name}","DriverGuid":"{guid}","BestLap":{lap},"TotalTime":{}}}"#,
            lap * 2
        ));
        for number in 1..=2 {
            laps.push(format!(
                r#"{{"CarId":{slot},"CarModel":"{car}","DriverName":"{name}","DriverGuid":"{guid}","LapTime":{lap},"Timestamp":{},"Cuts":0}}"#,
                lap * number
            ));
        }
    }
    let text = format!(
        r#"{{"Type":"{kind}","TrackName":"magione","RaceLaps":2,"Cars":[{}],"Result":[{}],"Laps":[{}]}}"#,
        cars.join(","),
        rows.join(","),
        laps.join(",")
    );
    store(
        id,
        ResultsFile::read("result.json", text.as_bytes())
            .unwrap()
            .classify(),
    )
}

fn store(id: &str, result: SessionResult) -> StoredResult {
    StoredResult {
        id: id.parse().unwrap(),
        server: "GT Cup".to_owned(),
        source: "result.json".to_owned(),
        stored_at: Timestamp::UNIX_EPOCH,
        result,
        penalties: Vec::new(),
        set_aside: None,
        warm_up: false,
        restored: Vec::new(),
    }
}

fn by_id(results: impl IntoIterator<Item = StoredResult>) -> BTreeMap<ResultId, StoredResult> {
    results
        .into_iter()
        .map(|result| (result.id.clone(), result))
        .collect()
}

fn season(rules: Rules, rounds: usize) -> Season {
    Season {
        id: "cup".to_owned(),
        name: "Cup".to_owned(),
        rules,
        rounds: (1..=rounds)
            .map(|number| Round {
                name: format!("Round {number}"),
                results: vec![format!("r{number}").parse().unwrap()],
            })
            .collect(),
        teams: BTreeMap::new(),
        deductions: Vec::new(),
        follows: false,
        closed: false,
    }
}

fn penalty(guid: &str, penalty: PenaltyKind) -> Penalty {
    Penalty {
        number: 1,
        guid: guid.to_owned(),
        penalty,
        decided: decision("Contact in turn 1"),
        undone: None,
    }
}

/// `1. Ben 52` and so on.
fn table(standings: &Standings, class: usize) -> Vec<String> {
    standings.classes[class]
        .drivers
        .iter()
        .map(|driver| format!("{}. {} {}", driver.pos, driver.driver, driver.points))
        .collect()
}

fn team_table(standings: &Standings) -> Vec<String> {
    standings
        .teams
        .iter()
        .map(|team| format!("{}. {} {}", team.pos, team.team, team.points))
        .collect()
}

/// Eight rounds for 10, 6, 4 and 3 points, of which the two worst are dropped.
///
/// | | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | all | dropped | counts |
/// | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
/// | Anna | 10 | 6 | 10 | 6 | 6 | DQ | 4 | 3 | 45 | 3 4 | 38 |
/// | Ben | 6 | 10 | 4 | 10 | 4 | 10 | 10 | 6 | 60 | 4 4 | 52 |
/// | Chris | 4 | 4 | 6 | 3 | 10 | 6 | 6 | 10 | 49 | 3 4 | 42, less 4 |
/// | Dora | 3 | 3 | 3 | 4 | – | 4 | 3 | 4 | 24 | 0 3 | 21 |
///
/// Anna and Chris have 38 each, two wins and three second places; Chris has more third places (2 and 1).
fn eight_rounds() -> (Season, BTreeMap<ResultId, StoredResult>) {
    let orders: [&[&str]; 8] = [
        &[ANNA, BEN, CHRIS, DORA],
        &[BEN, ANNA, CHRIS, DORA],
        &[ANNA, CHRIS, BEN, DORA],
        &[BEN, ANNA, DORA, CHRIS],
        &[CHRIS, ANNA, BEN],
        &[ANNA, BEN, CHRIS, DORA],
        &[BEN, CHRIS, ANNA, DORA],
        &[CHRIS, BEN, DORA, ANNA],
    ];
    let mut results = by_id(
        orders
            .iter()
            .zip(1..)
            .map(|(order, number)| session(&format!("r{number}"), "RACE", order)),
    );
    let sixth = results.get_mut(&"r6".parse::<ResultId>().unwrap()).unwrap();
    sixth
        .penalties
        .push(penalty(ANNA, PenaltyKind::Disqualified));
    let mut season = season(
        Rules {
            points: "10-6-4-3".parse().unwrap(),
            drop_rounds: 2,
            planned_rounds: Some(8),
            ..Rules::default()
        },
        8,
    );
    season.deductions.push(Deduction {
        guid: CHRIS.to_owned(),
        points: 4,
        decided: decision("Missed the briefing"),
        undone: None,
    });
    (season, results)
}

#[test]
fn eight_rounds_with_drops_a_disqualification_and_a_tie() {
    let (season, results) = eight_rounds();
    let standings = standings(&season, &results);
    assert_eq!(
        table(&standings, 0),
        ["1. Ben 52", "2. Chris 38", "3. Anna 38", "4. Dora 21"]
    );
    let anna = &standings.classes[0].drivers[2];
    let dropped: Vec<usize> = (0..8)
        .filter(|round| anna.rounds[*round].dropped)
        .map(|round| round + 1)
        .collect();
    assert_eq!(dropped, [7, 8], "the disqualification counts");
    assert_eq!(team_table(&standings), ["1. Red 90", "2. Blue 84"]);
}

#[test]
fn standings_as_tables() {
    let (season, results) = eight_rounds();
    let standings = standings(&season, &results);
    assert_snapshot!(driver_tables(&season, &standings)[0], @r#"
    Cup
    after 8 of 8 rounds

    Pos  Driver  Team  Points  Wins  Rounds
      1  Ben     Blue      52     4  6 10 (4) 10 (4) 10 10 6
      2  Chris   Red       38     2  (4) 4 6 (3) 10 6 6 10
      3  Anna    Red       38     2  10 6 10 6 6 DSQ (4) (3)
      4  Dora    Blue      21        (3) 3 3 4 (–) 4 3 4

    The 2 worst rounds do not count; dropped rounds stand in brackets.
    "#);
    assert_snapshot!(results::render::team_table(&season, &standings).unwrap(), @r#"
    Cup · Teams
    after 8 of 8 rounds

    Pos  Team  Points  Rounds
      1  Red       90  14 10 16 9 16 6 10 13
      2  Blue      84  9 13 7 14 4 14 13 10
    "#);
    assert_snapshot!(standings_csv(&standings).replace("\r\n", "\n"), @r#"
    class,pos,driver,guid,team,points,deducted,Round 1,Round 2,Round 3,Round 4,Round 5,Round 6,Round 7,Round 8
    ,1,Ben,76561190000000002,Blue,52,0,6,10,4,10,4,10,10,6
    ,2,Chris,76561190000000003,Red,38,4,4,4,6,3,10,6,6,10
    ,3,Anna,76561190000000001,Red,38,0,10,6,10,6,6,0,4,3
    ,4,Dora,76561190000000004,Blue,21,0,3,3,3,4,0,4,3,4
    "#);
}

/// Without it Anna has 55, of which 3 and 4 are dropped: 48. Ben has 56, less 4 and 4: 48. Three wins and
/// three second places each; Ben was third twice, Anna once.
#[test]
fn a_disqualification_that_is_taken_back_corrects_all_that_followed() {
    let (season, mut results) = eight_rounds();
    let sixth = results.get_mut(&"r6".parse::<ResultId>().unwrap()).unwrap();
    sixth.penalties[0].undone = Some(decision("New video"));
    let standings = standings(&season, &results);
    assert_eq!(
        table(&standings, 0),
        ["1. Ben 48", "2. Anna 48", "3. Chris 36", "4. Dora 20"]
    );
}

#[test]
fn rounds_are_dropped_only_when_they_cannot_be_made_up_for() {
    let (mut season, results) = eight_rounds();
    season.rounds.truncate(6);
    let after_six = standings(&season, &results);
    assert!(
        after_six.classes[0]
            .drivers
            .iter()
            .all(|driver| driver.rounds.iter().all(|round| !round.dropped))
    );
    season.rules.planned_rounds = None;
    let at_once = standings(&season, &results);
    let dropped = |driver: usize| {
        at_once.classes[0].drivers[driver]
            .rounds
            .iter()
            .filter(|round| round.dropped)
            .count()
    };
    assert_eq!(dropped(0), 2);
    season.rounds.truncate(1);
    assert_eq!(table(&standings(&season, &results), 0)[0], "1. Anna 10");
}

#[test]
fn a_result_that_is_set_aside_counts_for_nothing_until_it_is_taken_back() {
    let (season, mut results) = eight_rounds();
    let before = standings(&season, &results);
    let eighth: ResultId = "r8".parse().unwrap();
    results.get_mut(&eighth).unwrap().set_aside = Some(decision("Server was lagging"));
    let without = standings(&season, &results);
    assert_eq!(without.rounds.len(), 7);
    assert_eq!(table(&without, 0)[0], "1. Ben 50");
    results.get_mut(&eighth).unwrap().set_aside = None;
    assert_eq!(standings(&season, &results), before);
    results.remove(&eighth);
    assert_eq!(standings(&season, &results).missing, [eighth]);
}

#[test]
fn who_cannot_be_told_apart_shares_a_place() {
    let results = by_id([
        session("r1", "RACE", &[ANNA, BEN]),
        session("r2", "RACE", &[BEN, ANNA]),
    ]);
    let mut season = season(
        Rules {
            tie_breaks: vec![TieBreak::Places],
            ..Rules::default()
        },
        2,
    );
    assert_eq!(
        table(&standings(&season, &results), 0),
        ["1. Anna 43", "1. Ben 43"]
    );
    season.rules.tie_breaks.push(TieBreak::LatestRound);
    assert_eq!(
        table(&standings(&season, &results), 0),
        ["1. Ben 43", "2. Anna 43"]
    );
}

#[test]
fn classes_have_places_points_and_fastest_laps_of_their_own() {
    let mut weekend = season(
        Rules {
            pole: 2,
            fastest_lap: 1,
            classes: vec![
                Class {
                    name: "GT3".to_owned(),
                    cars: vec!["gt3".to_owned()],
                    points: None,
                },
                Class {
                    name: "GT4".to_owned(),
                    cars: vec!["gt4".to_owned()],
                    points: Some("8-4".parse().unwrap()),
                },
            ],
            ..Rules::default()
        },
        1,
    );
    weekend.rounds[0].results = ["q1", "r1", "r2"].map(|id| id.parse().unwrap()).to_vec();
    weekend.rules.second_race_points = Some("10-5".parse().unwrap());
    let results = by_id([
        session("q1", "QUALIFY", &[BEN, DORA, ANNA, CHRIS]),
        session("r1", "RACE", &[ANNA, CHRIS, BEN, DORA]),
        session("r2", "RACE", &[DORA, BEN, CHRIS, ANNA]),
    ]);
    let standings = standings(&weekend, &results);
    // Anna 25 + 1 + 5; Ben 2 + 18 + 10 + 1. Equal points: one win each, one second each; the only round says
    // nothing more.
    assert_eq!(table(&standings, 0), ["1. Anna 31", "1. Ben 31"]);
    // The class's own points hold in both races: Chris 8 + 1 + 4; Dora 2 + 4 + 8 + 1.
    assert_eq!(table(&standings, 1), ["1. Dora 15", "2. Chris 13"]);
    assert_eq!(team_table(&standings), ["1. Blue 46", "2. Red 44"]);
}

#[test]
fn only_so_many_of_a_team_score_and_only_who_drove_far_enough() {
    let mut season = season(
        Rules {
            drivers_per_team: Some(1),
            ..Rules::default()
        },
        1,
    );
    let results = by_id([session("r1", "RACE", &[ANNA, BEN, CHRIS, DORA])]);
    assert_eq!(
        team_table(&standings(&season, &results)),
        ["1. Red 25", "2. Blue 18"]
    );
    season.teams.insert(ANNA.to_owned(), "Gold".to_owned());
    assert_eq!(
        team_table(&standings(&season, &results)),
        ["1. Gold 25", "2. Blue 18", "3. Red 15"]
    );

    let mut short = results.clone();
    let race = short.values_mut().next().unwrap();
    race.result.classification[3].laps = 1;
    season.rules.finish_percent = 75;
    assert_eq!(table(&standings(&season, &short), 0)[3], "4. Dora 0");
}

fn order(stored: &StoredResult) -> Vec<(Option<u32>, &str)> {
    apply(&stored.result, &stored.penalties)
        .iter()
        .map(|row| (row.place, row.row.driver.as_str()))
        .collect()
}

#[test]
fn penalties_move_drivers_and_can_be_taken_back() {
    // Half a second lies between each two laps, so a second between each two totals.
    let mut race = session("r1", "RACE", &[ANNA, BEN, CHRIS, DORA]);
    let driven = order(&race)
        .iter()
        .map(|(place, driver)| (*place, (*driver).to_owned()))
        .collect::<Vec<_>>();
    race.penalties.push(penalty(ANNA, PenaltyKind::Seconds(2)));
    let places = |race: &StoredResult| {
        order(race)
            .iter()
            .map(|(_, driver)| (*driver).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(places(&race), ["Ben", "Anna", "Chris", "Dora"]);
    race.penalties[0].penalty = PenaltyKind::Positions(2);
    assert_eq!(places(&race), ["Ben", "Chris", "Anna", "Dora"]);
    race.penalties[0].penalty = PenaltyKind::Positions(20);
    assert_eq!(places(&race), ["Ben", "Chris", "Dora", "Anna"]);
    race.penalties[0].penalty = PenaltyKind::Disqualified;
    assert_eq!(order(&race)[3], (None, "Anna"));
    assert_eq!(order(&race)[0], (Some(1), "Ben"));
    race.penalties[0].undone = Some(decision("Wrong car"));
    assert_eq!(
        order(&race)
            .iter()
            .map(|(place, driver)| (*place, (*driver).to_owned()))
            .collect::<Vec<_>>(),
        driven
    );
}

/// One race for 10, 6, 4 and 3 points, which Anna won before Ben, Chris and Dora, a second apart each.
#[test]
fn each_kind_of_penalty_changes_the_season_and_its_undoing_changes_it_back() {
    let rules = Rules {
        points: "10-6-4-3".parse().unwrap(),
        ..Rules::default()
    };
    let season = season(rules, 1);
    let without = ["1. Anna 10", "2. Ben 6", "3. Chris 4", "4. Dora 3"];
    let with = [
        (
            PenaltyKind::Seconds(2),
            ["1. Ben 10", "2. Anna 6", "3. Chris 4", "4. Dora 3"],
        ),
        (
            PenaltyKind::Positions(2),
            ["1. Ben 10", "2. Chris 6", "3. Anna 4", "4. Dora 3"],
        ),
        (
            PenaltyKind::Points(5),
            ["1. Ben 6", "2. Anna 5", "3. Chris 4", "4. Dora 3"],
        ),
        (
            PenaltyKind::Disqualified,
            ["1. Ben 10", "2. Chris 6", "3. Dora 4", "4. Anna 0"],
        ),
    ];
    for (kind, expected) in with {
        let mut race = session("r1", "RACE", &[ANNA, BEN, CHRIS, DORA]);
        race.penalties.push(penalty(ANNA, kind));
        let results = by_id([race.clone()]);
        assert_eq!(table(&standings(&season, &results), 0), expected);
        race.penalties[0].undone = Some(decision("New video"));
        let results = by_id([race]);
        assert_eq!(table(&standings(&season, &results), 0), without);
    }
}

#[test]
fn a_real_season_comes_out_as_it_was_worked_out() {
    let expected: serde_json::Value =
        serde_json::from_str(include_str!("../files/expected.json")).unwrap();
    let race = include_bytes!("../files/2019_3_2_22_3_RACE.json");
    let race = ResultsFile::read("2019_3_2_22_3_RACE.json", race)
        .unwrap()
        .classify();
    let results = by_id([store("r1", race)]);
    let classes = expected["seasonByClass"].as_object().unwrap();
    let rules = Rules {
        classes: classes
            .iter()
            .map(|(name, class)| Class {
                name: name.clone(),
                cars: serde_json::from_value(class["models"].clone()).unwrap(),
                points: serde_json::from_value::<Vec<u32>>(class["points"].clone())
                    .map(|points| Points::from(&*points))
                    .ok(),
            })
            .collect(),
        ..Rules::default()
    };
    let overall = standings(&season(Rules::default(), 1), &results);
    assert_standings(
        &overall.classes[0].drivers,
        &expected["season"]["standings"],
    );
    let by_class = standings(&season(rules, 1), &results);
    for class in &by_class.classes {
        assert_standings(
            &class.drivers,
            &classes[class.name.as_ref().unwrap()]["standings"],
        );
    }
}

fn assert_standings(ours: &[results::season::DriverStanding], expected: &serde_json::Value) {
    let ours = serde_json::to_value(ours).unwrap();
    let expected = expected.as_array().unwrap();
    assert_eq!(ours.as_array().unwrap().len(), expected.len());
    for (ours, expected) in ours.as_array().unwrap().iter().zip(expected) {
        for (field, expected) in expected.as_object().unwrap() {
            assert_eq!(&ours[field], expected, "{field}");
        }
    }
}

#[test]
fn a_record_is_kept_and_told_when_it_is_beaten() {
    let first = session("r1", "RACE", &[ANNA, BEN, CHRIS, DORA]);
    let standing = records([&first]);
    let of_cars: Vec<_> = standing
        .iter()
        .map(|record| {
            (
                record.course.car.as_str(),
                record.driver.as_str(),
                record.ms,
            )
        })
        .collect();
    assert_eq!(of_cars, [("gt3", "Anna", 90_000), ("gt4", "Chris", 91_000)]);
    let second = session("q2", "QUALIFY", &[DORA, BEN]);
    let told = beaten(&standing, &second);
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].record.driver.as_str(), told[0].record.ms),
        ("Dora", 90_000)
    );
    assert_eq!(
        told[0].before.as_ref().map(|before| before.driver.as_str()),
        Some("Chris")
    );
    let mut aside = second;
    aside.set_aside = Some(decision("Wrong tyres"));
    assert_eq!(records([&first, &aside]), standing);
}

#[test]
fn a_document_says_what_it_is_and_refuses_what_it_does_not_know() {
    let (season, results) = eight_rounds();
    let kept = document::write(&season).unwrap();
    assert!(kept.starts_with(br#"{"kind":"season","schema":2,"body":{"#));
    assert_eq!(document::read::<Season>(&kept).unwrap(), season);
    let result = results.values().next().unwrap();
    assert_eq!(
        &document::read::<StoredResult>(&document::write(result).unwrap()).unwrap(),
        result
    );
    assert!(matches!(
        document::read::<StoredResult>(&kept),
        Err(Unreadable::Kind { .. })
    ));
    let newer = String::from_utf8(kept)
        .unwrap()
        .replace("\"schema\":2", "\"schema\":3");
    assert!(matches!(
        document::read::<Season>(newer.as_bytes()),
        Err(Unreadable::Newer(3))
    ));
    assert!(matches!(
        document::read::<Season>(b"{\"kind\":"),
        Err(Unreadable::Json(_))
    ));
}

const DRIVERS: [&str; 4] = [ANNA, BEN, CHRIS, DORA];

fn orders() -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    let order =
        (Just(DRIVERS.to_vec()).prop_shuffle(), 1..=4_usize).prop_map(|(mut order, count)| {
            order.truncate(count);
            order
        });
    prop::collection::vec(order, 1..6)
}

fn kinds() -> impl Strategy<Value = PenaltyKind> {
    prop_oneof![
        (0..20_u32).prop_map(PenaltyKind::Seconds),
        (0..5_u32).prop_map(PenaltyKind::Positions),
        (0..20_u32).prop_map(PenaltyKind::Points),
        Just(PenaltyKind::Disqualified),
    ]
}

fn penalties() -> impl Strategy<Value = Vec<Penalty>> {
    let one = (prop::sample::select(DRIVERS.to_vec()), kinds())
        .prop_map(|(guid, kind)| penalty(guid, kind));
    prop::collection::vec(one, 0..4)
}

fn races(orders: &[Vec<&str>], penalties: &[Penalty]) -> Vec<StoredResult> {
    let mut races: Vec<_> = orders
        .iter()
        .zip(1..)
        .map(|(order, number)| session(&format!("r{number}"), "RACE", order))
        .collect();
    races[0].penalties = penalties.to_vec();
    races
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Nobody gets points that the scale does not give, and none are lost.
    #[test]
    fn points_add_up(orders in orders()) {
        let season = season(Rules::default(), orders.len());
        let standings = standings(&season, &by_id(races(&orders, &[])));
        let given: i64 = orders.iter().flat_map(|order| 1..=order.len()).map(|place| i64::from(Points::default().of(place as u32))).sum();
        let drivers: i64 = standings.classes[0].drivers.iter().map(|driver| driver.points).sum();
        let teams: i64 = standings.teams.iter().map(|team| team.points).sum();
        prop_assert_eq!(drivers, given);
        prop_assert_eq!(teams, given);
        for driver in &standings.classes[0].drivers {
            let rounds: u32 = driver.rounds.iter().map(|round| round.points).sum();
            prop_assert_eq!(i64::from(rounds), driver.points);
        }
    }

    #[test]
    fn the_order_of_reading_changes_nothing(
        orders in orders(),
        (penalties, shuffled) in penalties().prop_flat_map(|penalties| (Just(penalties.clone()), Just(penalties).prop_shuffle())),
    ) {
        let season = season(Rules { drop_rounds: 1, ..Rules::default() }, orders.len());
        let forwards = races(&orders, &penalties);
        let mut backwards = races(&orders, &shuffled);
        backwards.reverse();
        prop_assert_eq!(standings(&season, &by_id(forwards)), standings(&season, &by_id(backwards)));
    }

    #[test]
    fn a_penalty_and_its_undoing_cancel_out(orders in orders(), penalties in penalties()) {
        let season = season(Rules { pole: 1, fastest_lap: 1, drop_rounds: 1, ..Rules::default() }, orders.len());
        let undone: Vec<Penalty> = penalties
            .into_iter()
            .map(|penalty| Penalty { undone: Some(decision("Taken back")), ..penalty })
            .collect();
        let without = standings(&season, &by_id(races(&orders, &[])));
        prop_assert_eq!(standings(&season, &by_id(races(&orders, &undone))), without);
    }

    /// Places are 1, 2, 3 without a gap, and a penalty makes nobody's place better who has it.
    #[test]
    fn penalties_leave_a_whole_classification(orders in orders(), penalties in penalties()) {
        let race = &races(&orders, &penalties)[0];
        let rows = apply(&race.result, &race.penalties);
        prop_assert_eq!(rows.len(), race.result.classification.len());
        let places: Vec<u32> = rows.iter().filter_map(|row| row.place).collect();
        let whole: Vec<u32> = (1..=places.len() as u32).collect();
        prop_assert_eq!(places, whole);
        for row in &rows {
            let punished = penalties.iter().any(|penalty| penalty.guid == row.row.guid);
            if punished && penalties.iter().all(|penalty| penalty.guid == row.row.guid) {
                prop_assert!(row.place.is_none_or(|place| row.row.pos <= place));
            }
        }
    }
}
