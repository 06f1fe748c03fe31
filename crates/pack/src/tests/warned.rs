//! What is accepted with a warning.

use super::*;

#[test]
fn what_crashes_or_empties_a_server() {
    let mut sample = Sample {
        slots: 4,
        more_settings: "[SERVER]\nPICKUP_MODE_ENABLED=0\nLOCKED_ENTRY_LIST=1\n[RACE]\nREVERSED_GRID_RACE_POSITIONS=-1".to_owned(),
        files: vec![
            ("cfg/entry_list.ini".to_owned(), b"[CAR_0]\nMODEL=Roadster_Cup\n[CAR_1]\nMODEL=truck\n[CAR_3]\nMODEL=truck".to_vec()),
            ("cfg/cm_wrapper_params.json".to_owned(), b"oops".to_vec()),
        ],
        ..Sample::default()
    };
    sample.ports = Ports {
        udp: 80,
        tcp: 80,
        http: 80,
        wrapper: Some(80),
    };
    let mut entries = sample.entries();
    entries.retain(|(name, _)| name != "content/cars/coupe_gt/data.acd");
    let settings = String::from_utf8(entries[0].1.clone()).expect("ASCII");
    entries[0].1 = settings
        .replace("PICKUP_MODE_ENABLED=1\r\n", "")
        .into_bytes();
    let zip = zip_from(
        entries
            .iter()
            .map(|(name, contents)| RawEntry::deflated(name, contents)),
    );
    let warnings: Vec<_> = accepted(&zip)
        .warnings
        .iter()
        .map(|warning| format!("{}: {warning}", warning.kind()))
        .collect();
    insta::assert_snapshot!(warnings.join("\n"), @"
    cars_not_listed: The entry list has truck once, but CARS does not name it: acServer may stop at the start. Add it to the server's cars or take it off the entry list.
    fewer_entries: MAX_CLIENTS is 4, but the entry list has only 2 cars: no more players than cars can join.
    reverse_grid_crash: Pickup mode is off, the entry list is locked and the second race has a reversed grid: acServer is known to crash with these three together. Switch one of them off.
    ports_collide: TCP_PORT and HTTP_PORT both use port 80: one of them will fail to start. Give them different ports.
    ports_collide: TCP_PORT and the wrapper's port both use port 80: one of them will fail to start. Give them different ports.
    ports_collide: HTTP_PORT and the wrapper's port both use port 80: one of them will fail to start. Give them different ports.
    cars_without_data: The pack has no data.acd for coupe_gt: players with the packed car are kicked for a wrong checksum, or nobody is checked. Pack the car's data in Content Manager first.
    unreadable_wrapper_settings: The wrapper's settings cannot be read, so its usual port 80 is assumed. If it uses another port, details of the server will not load for players.
    entry_list_gap: The entry list has no CAR_2: acServer stops reading there and leaves out 1 car. Number the cars without gaps.
    ");
}

#[test]
fn a_track_that_is_not_named_or_not_packed() {
    let surfaces = |path: &str| (path.to_owned(), b"[SURFACE_0]".to_vec());
    let kinds = |sample: Sample| -> Vec<&str> {
        let pack = accepted(&sample.zip());
        pack.warnings.iter().map(Warning::kind).collect()
    };
    let other = Sample {
        files: vec![surfaces("content/tracks/monza/data/surfaces.ini")],
        content: false,
        ..Sample::default()
    };
    assert_eq!(kinds(other), ["track_not_packed"]);
    let patched = Sample {
        track: "csp/2144/../green_hills".to_owned(),
        files: vec![surfaces("content/tracks/csp/green_hills/data/surfaces.ini")],
        content: false,
        ..Sample::default()
    };
    assert_eq!(kinds(patched), [""; 0]);
    let nameless = Sample {
        track: String::new(),
        content: false,
        ..Sample::default()
    };
    assert_eq!(kinds(nameless), ["no_track"]);
}

#[test]
fn a_pack_without_content_misses_no_car_s_data() {
    let sample = Sample {
        content: false,
        ..Sample::default()
    };
    assert_eq!(accepted(&sample.zip()).warnings, []);
}

#[test]
fn two_values_for_one_setting() {
    let sample = Sample {
        more_settings: "[SERVER]\nTCP_PORT=9700".to_owned(),
        ..Sample::default()
    };
    let pack = accepted(&sample.zip());
    assert_eq!(pack.ports.tcp, 9600);
    insta::assert_json_snapshot!(pack.warnings, @r#"
    [
      {
        "kind": "conflicting_setting",
        "entry": "cfg/server_cfg.ini",
        "message": "[SERVER] sets TCP_PORT twice to different values, and server programs differ in which one counts. The first is shown here; remove the other."
      }
    ]
    "#);
}

#[test]
fn what_an_admin_should_know_before_the_race() {
    let told = |lines: &str, name: &str| {
        let sample = Sample {
            name: name.to_owned(),
            more_settings: lines.to_owned(),
            lobby: true,
            ..Sample::default()
        };
        let warnings = accepted(&sample.zip()).warnings;
        warnings
            .iter()
            .map(Warning::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let without_loop = Sample {
        files: vec![(
            "cfg/server_cfg.ini".to_owned(),
            b"[SERVER]\nNAME=x\nTRACK=green_hills\nCARS=roadster_cup\nADMIN_PASSWORD=blue-kerbs\nLOOP_MODE=0\nREGISTER_TO_LOBBY=0\n[RACE]\nLAPS=5".to_vec(),
        )],
        ..Sample::default()
    };
    let pack = accepted(&without_loop.zip());
    assert!(!pack.loops);
    let ends = pack
        .warnings
        .iter()
        .find(|it| **it == Warning::EndsAfterLast);
    insta::assert_snapshot!(ends.expect("it is told"), @"LOOP_MODE is 0: the server ends after its last session. Switch loop mode on if it should begin again.");
    insta::assert_snapshot!(told("[QUALIFY]\nNAME=Q\nTIME=0\n[BOOK]\nTIME=0.5", "x"), @"Booking and Q have no length and would end at once. Give them minutes or laps, or switch them off.");
    insta::assert_snapshot!(told("[SERVER]\nLEGAL_TYRES=SM;Street 90s", "x"), @"LEGAL_TYRES names a tyre with a space in it: the public lobby refuses such servers, and acServer then ends. Remove it, or switch lobby registration off.");
    let many_cars = Sample {
        files: vec![(
            "cfg/server_cfg.ini".to_owned(),
            format!("[SERVER]\nNAME=x\nTRACK=green_hills\nCARS={}\nADMIN_PASSWORD=blue-kerbs\nREGISTER_TO_LOBBY=1\n[RACE]\nLAPS=5", "roadster_cup;".repeat(100)).into_bytes(),
        )],
        ..Sample::default()
    };
    let warnings = accepted(&many_cars.zip()).warnings;
    let why = Lobby::Cars(1300);
    assert!(
        warnings.contains(&Warning::LobbyRefuses { why }),
        "{warnings:?}"
    );
    insta::assert_snapshot!(told("", &format!("{} ℹ18091", "L".repeat(124))), @"The server's name has 131 characters with what Content Manager appends; the lobby allows 128 and may refuse it, and acServer then ends. Shorten it.");
}

#[test]
fn presets_beside_a_cfg_are_not_started() {
    let preset = |name: &str| {
        (
            format!("presets/{name}/server_cfg.ini"),
            b"[SERVER]".to_vec(),
        )
    };
    let sample = Sample {
        root: "server/".to_owned(),
        files: vec![preset("SERVER_00"), preset("Friday GT3")],
        ..Sample::default()
    };
    insta::assert_snapshot!(accepted(&sample.zip()).warnings[0], @"The archive also holds the presets Friday GT3 and SERVER_00, which are not started: cfg is. To deploy a preset, press Pack on its page in Content Manager.");
}

#[test]
fn text_that_not_everybody_can_read() {
    let text = |bytes: Vec<u8>| Sample {
        files: vec![("cfg/server_cfg.ini".to_owned(), bytes)],
        ..Sample::default()
    };
    let settings = String::from_utf8(Sample::default().entries()[0].1.clone()).expect("ASCII");
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(settings.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    insta::assert_snapshot!(words(judge(&text(utf16).zip())), @r#""cfg/server_cfg.ini": It is saved as UTF-16 ("Unicode"), which server programs do not read. Save it as UTF-8 and pack again."#);
    let cyrillic = settings.replace("Sunday", "Caf?").replace('?', "\u{0}");
    let windows: Vec<u8> = cyrillic
        .bytes()
        .map(|byte| if byte == 0 { 0xe9 } else { byte })
        .collect();
    let pack = accepted(&text(windows).zip());
    assert_eq!(pack.name, "Café Cup");
    insta::assert_snapshot!(pack.warnings[0], @"cfg/server_cfg.ini is not saved as UTF-8, so players may see wrong letters in names. Save it as UTF-8 and pack again.");
}
