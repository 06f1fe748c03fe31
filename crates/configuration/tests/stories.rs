//! What a league changes between two evenings, from the words to the files.

use std::collections::BTreeMap;

use configuration::{Change, Changed, Content, Document, Files, Text, words};
use proptest::prelude::*;

/// As Content Manager writes it, shortened.
const SERVER_CFG: &str = "\
[SERVER]\r
NAME=Sunday Cup \u{2139}8050\r
CARS=ks_mazda_mx5_cup;ks_audi_r8_plus\r
TRACK=csp/2144/../monza\r
CONFIG_TRACK=gp\r
PASSWORD=bruh\r
ADMIN_PASSWORD=very-secret-1\r
UDP_PORT=9600\r
TCP_PORT=9600\r
HTTP_PORT=8081\r
MAX_CLIENTS=3\r
PICKUP_MODE_ENABLED=1\r
LOCKED_ENTRY_LIST=0\r
FUEL_RATE=100\r
DAMAGE_MULTIPLIER=50\r
SUN_ANGLE=16\r
MAX_BALLAST_KG=0\r
LEGAL_TYRES=SM;HR\r
; a remark\r
\r
[FTP]\r
PASSWORD=ftp-secret\r
\r
[PRACTICE]\r
NAME=Practice\r
TIME=15\r
IS_OPEN=1\r
\r
[__CM_QUALIFY_OFF]\r
NAME=Qualify\r
TIME=10\r
IS_OPEN=1\r
\r
[RACE]\r
NAME=Race\r
LAPS=10\r
TIME=0\r
WAIT_TIME=60\r
IS_OPEN=2\r
\r
[DYNAMIC_TRACK]\r
SESSION_START=89\r
RANDOMNESS=3\r
LAP_GAIN=50\r
SESSION_TRANSFER=80\r
\r
[WEATHER_0]\r
GRAPHICS=3_clear\r
BASE_TEMPERATURE_AMBIENT=18\r
BASE_TEMPERATURE_ROAD=6\r
WIND_BASE_SPEED_MIN=0\r
WIND_BASE_SPEED_MAX=3\r
\r
[DATA]\r
DESCRIPTION=\r
__CM_PORT=8050\r
";

const ENTRY_LIST: &str = "\
[CAR_0]\r
MODEL=ks_mazda_mx5_cup\r
SKIN=00_official\r
SPECTATOR_MODE=0\r
DRIVERNAME=Ann\r
TEAM=\r
GUID=76561197960287930\r
BALLAST=0\r
RESTRICTOR=0\r
\r
[CAR_1]\r
MODEL=ks_mazda_mx5_cup\r
SKIN=01_red\r
GUID=\r
AI=none\r
\r
[CAR_2]\r
MODEL=ks_audi_r8_plus\r
SKIN=black\r
GUID=\r
";

fn pack() -> Files {
    Files::parse(SERVER_CFG.as_bytes(), ENTRY_LIST.as_bytes())
}

fn content() -> Content {
    Content::of_paths([
        "cfg/server_cfg.ini",
        "cfg/cm_content/content.json",
        "content/cars/ks_mazda_mx5_cup/data.acd",
        "content/cars/ks_audi_r8_plus/data.acd",
        "content/tracks/csp/monza/gp/data/surfaces.ini",
        "content/tracks/Spa/gp/data/surfaces.ini",
        "content/tracks/Spa/models_short.ini",
    ])
}

fn changed(line: &str) -> Changed {
    let change = Change::parse_line(line).unwrap_or_else(|reasons| panic!("{line}: {reasons}"));
    change
        .apply(&pack(), &content())
        .unwrap_or_else(|reasons| panic!("{line}: {reasons}"))
}

fn refused(line: &str) -> String {
    let change = Change::parse_line(line).unwrap_or_else(|reasons| panic!("{line}: {reasons}"));
    let reasons = change.apply(&pack(), &content()).expect_err(line);
    reasons.to_string()
}

/// All that is told about a change.
fn told(changed: &Changed) -> String {
    let differences = changed.differences.iter().map(ToString::to_string);
    let notices = changed.notices.iter().map(|notice| format!("! {notice}"));
    differences.chain(notices).collect::<Vec<_>>().join("\n")
}

/// The lines that are not in the other text.
fn new_lines(before: &str, after: &Document) -> String {
    let after = String::from_utf8(after.print()).expect("UTF-8");
    let new = after
        .lines()
        .filter(|line| !before.lines().any(|known| known == *line));
    new.collect::<Vec<_>>().join("\n")
}

/// A reader that shares nothing with the product's: every line of a section, the first value of a
/// key, names in upper case.
fn independent(bytes: &[u8]) -> BTreeMap<(String, String), String> {
    let text = String::from_utf8_lossy(bytes)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let mut section = String::new();
    let mut values = BTreeMap::new();
    for line in text.split('\n') {
        let line = line.trim_start_matches('\u{feff}').trim();
        if let Some(header) = line.strip_prefix('[') {
            section = header
                .split(']')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_uppercase();
        } else if let Some(at) = line.find('=') {
            let key = line[..at].trim().to_ascii_uppercase();
            values
                .entry((section.clone(), key))
                .or_insert_with(|| line[at + 1..].trim().to_owned());
        }
    }
    values
}

#[test]
fn tonight_spa_instead_of_monza() {
    let changed =
        changed("track=spa/gp laps=12 weather=light clouds, rain time=14:30 password=none");
    insta::assert_snapshot!(told(&changed), @r#"
    Track: monza (gp) → Spa (gp)
    Race: 10 laps → 12 laps
    Weather: clear → light clouds, rain
    Time of day: 14:00 → 14:30
    Password: set → none
    ! A pack does not say how many pit boxes a track has. With fewer than 3 the server does not let everybody in: make sure that this track has them.
    ! The links by which Content Manager installs what a driver lacks are still those of the pack.
    ! The password changes: tell it to your drivers, for whoever joins is asked for it.
    ! "rain" is seen by drivers with Custom Shaders Patch; the others see clouds.
    "#);
    insta::assert_snapshot!(new_lines(SERVER_CFG, &changed.files.server_cfg), @"
    TRACK=csp/2144/../Spa
    PASSWORD=
    SUN_ANGLE=24
    LAPS=12
    GRAPHICS=5_light_clouds
    [WEATHER_1]
    GRAPHICS=7_heavy_clouds_type=7
    ");
    assert_eq!(changed.files.entry_list, pack().entry_list);
}

#[test]
fn other_cars_for_everybody_and_more_of_them() {
    let changed = changed(
        "cars=ks_audi_r8_plus*3, ks_porsche_911_gt3_cup_2017*2 ballast=76561197960287930=20, ks_porsche_911_gt3_cup_2017=5",
    );
    insta::assert_snapshot!(told(&changed), @r#"
    Cars: ks_mazda_mx5_cup, ks_audi_r8_plus → ks_audi_r8_plus, ks_porsche_911_gt3_cup_2017
    Slots: 3 → 5
    Grid: 2 × ks_mazda_mx5_cup, 1 × ks_audi_r8_plus → 3 × ks_audi_r8_plus, 2 × ks_porsche_911_gt3_cup_2017
    Most ballast: 0 kg → 20 kg
    Slot 0 (Ann): for 76561197960287930 → for 76561197960287930, 20 kg ballast
    Slot 1: free → free, 5 kg ballast
    Slot 3: free → free, 5 kg ballast
    ! The server has no files of the car "ks_porsche_911_gt3_cup_2017", so it cannot tell whether drivers have the same one. Check the spelling.
    ! The legal tyres were chosen for other cars. Name those of the new ones with "tyres".
    ! The most ballast that the server allows is raised to 20 kg.
    "#);
    insta::assert_snapshot!(String::from_utf8(changed.files.entry_list.print()).expect("UTF-8").replace("\r\n", "\n"), @"
    [CAR_0]
    MODEL=ks_audi_r8_plus
    SKIN=
    SPECTATOR_MODE=0
    DRIVERNAME=Ann
    TEAM=
    GUID=76561197960287930
    BALLAST=20
    RESTRICTOR=0

    [CAR_1]
    MODEL=ks_porsche_911_gt3_cup_2017
    SKIN=
    GUID=
    AI=none
    SPECTATOR_MODE=0
    DRIVERNAME=
    TEAM=
    BALLAST=5
    RESTRICTOR=0

    [CAR_2]
    MODEL=ks_audi_r8_plus
    SKIN=black
    GUID=
    SPECTATOR_MODE=0
    DRIVERNAME=
    TEAM=
    BALLAST=0
    RESTRICTOR=0

    [CAR_3]
    MODEL=ks_porsche_911_gt3_cup_2017
    SKIN=
    SPECTATOR_MODE=0
    DRIVERNAME=
    TEAM=
    GUID=
    BALLAST=5
    RESTRICTOR=0

    [CAR_4]
    MODEL=ks_audi_r8_plus
    SKIN=
    SPECTATOR_MODE=0
    DRIVERNAME=
    TEAM=
    GUID=
    BALLAST=0
    RESTRICTOR=0
    ");
}

#[test]
fn qualifying_comes_back_as_it_was_and_the_race_is_by_the_clock() {
    let changed = changed(
        "qualify=on race=30 min practice=off fuel=150 abs=factory grip=green road=30 start_rule=teleport",
    );
    insta::assert_snapshot!(told(&changed), @"
    Practice: 15 min → off
    Qualifying: off → 10 min
    Race: 10 laps → 30 min
    Road temperature: 24 °C → 30 °C
    Grip: 89 %, 1 % more in 50 laps, 80 % of it kept → 95 %, 1 % more in 132 laps, 90 % of it kept
    Fuel use: 100 % → 150 %
    ABS: not set → factory
    Jump start: not set → teleport
    ");
}

#[test]
fn what_would_not_run_is_refused_with_every_reason() {
    insta::assert_snapshot!(refused("practice=off race=off pickup=off time=22:00 slots=5 cars=a*2, b*2 ballast=zzz=5 max_ballast=1"), @r#"
    The time must be between 08:00 and 18:00: the game's own weathers have no night. Choose a weather of Custom Shaders Patch with it (weather=rain, for example), or make the pack with one.
    ballast is for "zzz", which no slot of the entry list has. Name a car or the Steam ID of a driver.
    The numbers behind the cars add up to 4, but 5 slots are asked for. Leave one of the two out.
    No session would be left. Leave at least one on.
    With pickup off drivers must book a car, but booking is off, so that nobody could join. Switch pickup on, or booking.
    "#);
    insta::assert_snapshot!(refused("booking=on"), @"The pack does not say how long this session is. Say it: booking=15 min.");
    insta::assert_snapshot!(refused("cars=a*2 slots=2 ballast=a=30 max_ballast=10"), @"A car would carry 30 kg, but max_ballast is 10 kg, and the server would not start. Raise max_ballast or leave it out.");
    insta::assert_snapshot!(refused("pickup=off booking=10 locked=on reversed_grid=8"), @"A reversed grid with pickup off and a locked entry list crashes acServer at the second race. Switch pickup on.");
}

#[test]
fn nothing_is_lost_by_a_change_and_its_undo() {
    let before = pack();
    let changed = changed("track=spa laps=12 slots=6 weather=rain password=xyz");
    let back = configuration::differences(&changed.files, &before);
    assert_eq!(back.len(), changed.differences.len());
    assert_eq!(before.server_cfg.print(), SERVER_CFG.as_bytes());
    assert_eq!(before.entry_list.print(), ENTRY_LIST.as_bytes());
}

#[test]
fn no_password_is_shown_anywhere() {
    let changed = changed("password=hunter2 admin_password=hunter22222");
    let told = format!(
        "{} {:?} {:?}",
        told(&changed),
        changed.differences,
        changed.notices
    );
    for secret in ["hunter2", "bruh", "very-secret"] {
        assert!(!told.contains(secret), "{told}");
    }
    insta::assert_snapshot!(told.lines().take(2).collect::<Vec<_>>().join("\n"), @"
    Password: set → another one
    Admin password: set → another one
    ");
    // Nor where somebody else's hand changed the files.
    let mut after = pack();
    let text = |words: &str| Text::new(words).expect("one line");
    after.server_cfg.set("FTP", "PASSWORD", &text("new-secret"));
    after
        .server_cfg
        .set("SERVER", "AUTH_PLUGIN_ADDRESS", &text("http://u:p@h"));
    after.server_cfg.set("ODD", "THING", &text("7"));
    let others = configuration::differences(&pack(), &after);
    insta::assert_snapshot!(others.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"), @"
    [FTP] PASSWORD: set → another one
    [ODD] THING: not set → 7
    [SERVER] AUTH_PLUGIN_ADDRESS: set → another one
    ");
}

#[test]
fn a_change_that_is_so_already_changes_no_byte() {
    let changed = changed(
        "track=monza laps=10 fuel=100 password=bruh damage=50 weather=clear time=14:00 cars=ks_mazda_mx5_cup,ks_audi_r8_plus slots=3",
    );
    assert_eq!(changed.differences, []);
    assert_eq!(changed.files, pack());
}

/// Values as people and attackers type them.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("12".to_owned()),
        Just("20 min".to_owned()),
        Just("12 laps".to_owned()),
        Just("on".to_owned()),
        Just("off".to_owned()),
        Just("14:30".to_owned()),
        Just("clear, rain".to_owned()),
        Just("spa/gp".to_owned()),
        Just("a*2, b*3".to_owned()),
        Just("S, M".to_owned()),
        Just("x\r\n[SERVER]\r\nADMIN_PASSWORD=".to_owned()),
        Just("76561197960287930=10".to_owned()),
        "[a-zA-Z0-9_.;=\\[\\]\\r\\n\\x00 \"ü%-]{0,24}",
        ".{0,12}",
    ]
}

fn wishes() -> impl Strategy<Value = Vec<(String, String)>> {
    let names: Vec<&'static str> = words().iter().map(|word| word.word).collect();
    let one = (prop::sample::select(names), value());
    prop::collection::vec(one, 1..6).prop_map(|all| {
        all.into_iter()
            .map(|(word, value)| (word.to_owned(), value))
            .collect()
    })
}

proptest! {
    #[test]
    fn what_is_read_is_printed(bytes in prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), Just(b'='), Just(b'['), Just(b']'), any::<u8>()], 0..300)) {
        prop_assume!(!bytes.starts_with(&[0xff, 0xfe]) && !bytes.starts_with(&[0xfe, 0xff]));
        prop_assert_eq!(Document::parse(&bytes).print(), bytes);
    }

    /// Whatever is asked for: a change is refused, or touches nothing but the keys that it is
    /// about, and begins no line of its own.
    #[test]
    fn a_change_stays_within_its_keys(wishes in wishes()) {
        let pairs = wishes.iter().map(|(word, value)| (word.as_str(), value.as_str()));
        let Ok(change) = Change::parse(pairs) else { return Ok(()); };
        let Ok(changed) = change.apply(&pack(), &content()) else { return Ok(()); };
        let before = independent(SERVER_CFG.as_bytes());
        let printed = changed.files.server_cfg.print();
        let after = independent(&printed);
        for (place, value) in &before {
            let (section, key) = (place.0.as_str(), place.1.as_str());
            let untouchable = matches!(section, "FTP" | "DATA") || key.ends_with("_PORT");
            if untouchable {
                prop_assert_eq!(after.get(place), Some(value));
            }
        }
        if !wishes.iter().any(|(word, _)| word == "admin_password") {
            prop_assert_eq!(&after[&("SERVER".into(), "ADMIN_PASSWORD".into())], "very-secret-1");
        }
        let known = ["SERVER", "FTP", "DATA", "BOOK", "PRACTICE", "QUALIFY", "RACE", "DYNAMIC_TRACK"];
        for (section, _) in after.keys() {
            prop_assert!(known.contains(&section.as_str()) || section.starts_with("WEATHER_") || section.starts_with("__CM_"), "{section}");
        }
        // What the product reads is what somebody else reads.
        for ((section, key), value) in &after {
            prop_assert_eq!(changed.files.server_cfg.get(section, key), Some(value.clone()));
        }
        let entries = independent(&changed.files.entry_list.print());
        let models = entries.iter().filter(|((_, key), _)| key == "MODEL");
        let cars = after[&("SERVER".to_owned(), "CARS".to_owned())].to_ascii_lowercase();
        for (_, model) in models {
            prop_assert!(cars.split(';').any(|car| car == model.to_ascii_lowercase()), "{model} in {cars}");
        }
        // A preset of it is the same change.
        let kept = serde_json::to_string(&change).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Change>(&kept).expect("the same"), change);
    }
}
