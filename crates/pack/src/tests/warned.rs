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
