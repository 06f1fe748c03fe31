//! What people read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use insta::assert_snapshot;
use results::file::ResultsFile;
use results::journal;
use results::render::{best_sectors, result_csv, result_table};

fn file(name: &str, bytes: &[u8]) -> results::SessionResult {
    ResultsFile::read(name, bytes).unwrap().classify()
}

#[test]
fn a_race_as_a_table() {
    let race = file(
        "2019_3_2_22_3_RACE.json",
        include_bytes!("files/2019_3_2_22_3_RACE.json"),
    );
    assert_snapshot!(result_table(&race, &[]), @r#"
    Race · ks_red_bull_ring (layout_national)
    ended 2019-03-02 22:03

    Pos  Driver      Car                         Laps       Time  Best lap  Contacts
      1  Driver 02   ks_porsche_911_carrera_rsr    10  10:06.222    58.131        15
      2  Driver 03b  a3dr_lambo_diablo_vt          10    +15.565    59.307        10
      3  Driver 10   ks_alfa_33_stradale           10    +16.385    59.391         3
      4  Driver 05b  ks_porsche_911_carrera_rsr    10    +37.342    59.889        10
      5  Driver 01   ks_alfa_33_stradale           10    +53.573  1:01.825         5
      6  Driver 12   ks_alfa_33_stradale           10    +54.203    59.887         4
      7  Driver 11   ks_alfa_33_stradale           10    +55.319  1:00.591         1
      8  Driver 04   a3dr_ferrari_512tr             9     +1 lap  1:01.324        11
      9  Driver 09b  a3dr_lambo_diablo_vt           9     +1 lap  1:02.789        13

    Fastest lap: Driver 02, 58.131 in lap 4
    "#);
    let winner = &race.classification[0];
    let sectors = best_sectors(&race, winner);
    assert_eq!(sectors.len(), 2);
    assert!(sectors.iter().sum::<i64>() <= winner.best_ms.unwrap());
}

#[test]
fn a_race_with_odd_names_as_a_table() {
    let race = file(
        "2001_1_1_20_5_RACE.json",
        include_bytes!("files/2001_1_1_20_5_RACE.json"),
    );
    assert_snapshot!(result_table(&race, &[]), @r#"
    Race · magione
    ended 2001-01-01 20:05 · 3 laps

    Pos  Driver                        Car               Team      Laps      Time  Best lap  Contacts
      1  Driver 60                     ks_mazda_mx5_cup  Team A       3  4:19.500  1:24.500         1
      2  Driver 60                     ks_mazda_mx5_cup  Team B       3    +1.600  1:24.600         1
      3  Ünïcödé 日本 🏁               ks_mazda_mx5_cup  Équipe Ü     3    +2.600  1:24.100
      4  Driver 64                     ks_mazda_mx5_cup               2       DNF  1:27.000
      5  @everyone **x** <@1> `y` | z  ks_mazda_mx5_cup  @here        2    +1 lap  2:10.000         1

    Fastest lap: Ünïcödé 日本 🏁, 1:24.100 in lap 3
    "#);
    assert_snapshot!(result_csv(&race, &[]).replace("\r\n", "\n"), @r#"
    pos,driver,guid,car,team,laps,total_ms,laps_down,gap_ms,best_ms,cuts,contacts_cars,contacts_walls,took_flag,penalty_seconds,penalty_places,penalty_points
    1,Driver 60,76561190000000060,ks_mazda_mx5_cup,Team A,3,259500,0,0,84500,0,1,0,yes,0,0,0
    2,Driver 60,76561190000000061,ks_mazda_mx5_cup,Team B,3,261100,0,1600,84600,0,1,0,yes,0,0,0
    3,Ünïcödé 日本 🏁,76561190000000062,ks_mazda_mx5_cup,Équipe Ü,3,262100,0,2600,84100,0,0,0,yes,0,0,0
    4,Driver 64,76561190000000064,ks_mazda_mx5_cup,,2,180000,1,,87000,0,0,0,no,0,0,0
    5,'@everyone **x** <@1> `y` | z,76561190000000063,ks_mazda_mx5_cup,'@here,2,265000,1,,130000,0,0,1,yes,0,0,0
    "#);
}

#[test]
fn qualifying_as_a_table() {
    let qualify = file(
        "2019_3_2_20_48_QUALIFY.json",
        include_bytes!("files/2019_3_2_20_48_QUALIFY.json"),
    );
    assert_snapshot!(result_table(&qualify, &[]), @r#"
    Qualifying · road_atlanta2018 (shortcourse)
    ended 2019-03-02 20:48

    Pos  Driver      Car                         Laps  Best lap     Gap  Cuts
      1  Driver 02   ks_porsche_911_carrera_rsr     3  1:08.204             1
      2  Driver 04   a3dr_ferrari_512tr             4  1:11.681  +3.477     5
      3  Driver 01   ks_alfa_33_stradale            6  1:12.969  +4.765     3
      4  Driver 09b  a3dr_lambo_diablo_vt           4  1:17.348  +9.144     5

    Fastest lap: Driver 02, 1:08.204 in lap 2
    Without a lap that counts: Driver 03b, Driver 05b
    "#);
}

#[test]
fn a_race_that_was_cut_short_as_a_table() {
    let journal = journal::read(include_bytes!("recordings/sigterm-mid-race.jsonl")).unwrap();
    assert_snapshot!(result_table(&journal.sessions[1], &[]), @r#"
    Race · ks_brands_hatch (indy)
    Rennen · 3 laps · 18 °C, road 24 °C · not ended by the server

    Pos  Driver               Car             Laps    Time  Best lap
      1  Anna Größe           abarth500          1   4.029     4.000
      2  Ben *Turbo* |@here|  abarth500          1  +0.183     4.200
      3  Cédric 🏁 Lévy       ks_mazda_miata     1  +0.485     4.500

    Fastest lap: Anna Größe, 4.000 in lap 1
    "#);
    let journal = journal::read(include_bytes!("recordings/dnf.jsonl")).unwrap();
    assert_snapshot!(result_table(&journal.sessions[1], &[]), @r#"
    Race · ks_brands_hatch (indy)
    Rennen · 3 laps · 18 °C, road 24 °C

    Pos  Driver               Car             Laps    Time  Best lap
      1  Anna Größe           abarth500          3  14.870     4.900
      2  Ben *Turbo* |@here|  abarth500          2     DNF     5.050
      3  Cédric 🏁 Lévy       ks_mazda_miata     1     DNF     8.000

    Fastest lap: Anna Größe, 4.900 in lap 2
    "#);
}
