//! AssettoServer's packs, judged by what AssettoServer starts with.

use super::*;

fn assetto(files: &[(&str, &str)]) -> Sample {
    let files = [("cfg/extra_cfg.yml", "EnableAi: false\n")]
        .iter()
        .chain(files);
    Sample {
        files: files
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect(),
        ..Sample::default()
    }
}

#[test]
fn its_own_example_is_usable() {
    let settings = "[SERVER]\r\nNAME=Night Drive\r\nTRACK=green_hills\r\nADMIN_PASSWORD=\r\nMAX_CLIENTS=0\r\nREGISTER_TO_LOBBY=0\r\n[PRACTICE]\r\nINFINITE=1\r\n";
    let pack = accepted(&assetto(&[("cfg/server_cfg.ini", settings)]).zip());
    assert_eq!(pack.kind, ServerKind::AssettoServer);
    assert_eq!((pack.slots, pack.cars.len()), (4, 2));
    assert_eq!(pack.sessions[0].length, SessionLength::Unlimited);
    assert_eq!(pack.warnings, []);
}

#[test]
fn its_folder_is_taken_under_its_own_name() {
    let windows = Sample {
        program: None,
        ..assetto(&[("AssettoServer.exe", "MZ"), ("plugins/X/X.dll", "MZ")])
    };
    let pack = accepted(&windows.zip());
    assert_eq!(
        pack.program,
        Program::AcServer("AssettoServer.exe".to_owned())
    );
    let linux = Sample {
        program: None,
        platform: Platform::Linux,
        files: vec![("AssettoServer".to_owned(), b"\x7fELF".to_vec())],
        ..Sample::default()
    };
    let pack = accepted(&linux.tar_gz());
    assert_eq!(pack.kind, ServerKind::AssettoServer);
}

#[test]
fn traffic_need_not_be_among_the_cars() {
    let entries = "[CAR_0]\nMODEL=roadster_cup\n[CAR_1]\nMODEL=coupe_gt\nAI=fixed";
    let settings = "[SERVER]\nNAME=x\nTRACK=green_hills\nCARS=roadster_cup\nADMIN_PASSWORD=blue-kerbs\nMAX_CLIENTS=2\n[PRACTICE]\nTIME=5";
    let files = [
        ("cfg/entry_list.ini", entries),
        ("cfg/server_cfg.ini", settings),
        ("cfg/extra_cfg.yml", "EnableAi: true\n"),
        ("content/tracks/green_hills/ai/fast_lane.aip", "x"),
    ];
    let pack = accepted(&assetto(&files).zip());
    assert_eq!(pack.warnings, []);
    assert!(pack.entry_list[1].traffic);
}

#[test]
fn what_it_does_not_start_with_is_refused() {
    let refused = |files: &[(&str, &str)]| words(judge(&assetto(files).zip()));
    let settings = |more: &str| {
        format!(
            "[SERVER]\nNAME=x\nTRACK=green_hills\nCARS=roadster_cup\nADMIN_PASSWORD=blue-kerbs\n{more}"
        )
    };
    let server = |more: &str| refused(&[("cfg/server_cfg.ini", &settings(more))]);
    insta::assert_snapshot!(server("[PRACTICE]\nTIME=5\nTIME=5\n[SERVER]\nLOOP_MODE=1"), @r#"
    "cfg/server_cfg.ini": TIME in [PRACTICE] is there twice, and AssettoServer does not start with that. Remove one of the two.
    "cfg/server_cfg.ini": [SERVER] is there twice, and AssettoServer does not start with that. Remove one of the two.
    "#);
    insta::assert_snapshot!(server("[PRACTICE]\nTIME=5\njust a remark"), @r#""cfg/server_cfg.ini": The line "just a remark" is not a setting, and AssettoServer does not start with it. Remove it, or put a ; in front of it."#);
    insta::assert_snapshot!(server(""), @r#""cfg/server_cfg.ini": No session is switched on, and AssettoServer does not start without one. Switch on practice, qualifying or race."#);
    insta::assert_snapshot!(refused(&[("cfg/extra_cfg.yml", "EnableAi: true\n")]), @"EnableAi is on, but the pack has no AI line for green_hills, and AssettoServer does not start without one. Put fast_lane.ai or fast_lane.aip into content/tracks/green_hills/ai, or switch EnableAi off.");
    insta::assert_snapshot!(refused(&[("cfg/extra_cfg.yml", "EnableAi: [")]), @r#""cfg/extra_cfg.yml": It cannot be read, so AssettoServer would not start with it. Check its indentation and quotes; anchors, aliases and foreign tags are not allowed in it."#);
    insta::assert_snapshot!(refused(&[("cfg/extra_cfg.yml", "EnableAi: false\nEnableAi: false\n")]), @r#""cfg/extra_cfg.yml": EnableAi is there twice, and AssettoServer does not start with that. Remove one of the two."#);
    insta::assert_snapshot!(refused(&[("cfg/extra_cfg.yml", "EnablePlugins:\n- RaceChallengePlugin\n")]), @"EnablePlugins names RaceChallengePlugin, but the pack has no such folder below plugins, and AssettoServer does not start without it. Put the plug-in into the pack, or take its name out.");
    let entries = "[CAR_0]\nMODEL=roadster_cup\nFIXED_SETUP=slow.ini\n[CAR_1]\nMODEL=truck\n[CAR_2]\nMODEL=truck";
    insta::assert_snapshot!(refused(&[("cfg/entry_list.ini", entries)]), @"
    The pack has no data.acd for truck, and AssettoServer does not start without it. Put content/cars/<car>/data.acd into the pack, or set MissingCarChecksums to true below IgnoreConfigurationErrors in cfg/extra_cfg.yml.
    FIXED_SETUP names slow.ini, and AssettoServer does not start without it. Put it into the pack's setups folder, or leave FIXED_SETUP empty.
    ");
    let forgiven = "IgnoreConfigurationErrors:\n  MissingCarChecksums: true\n";
    accepted(
        &assetto(&[
            ("cfg/entry_list.ini", "[CAR_0]\nMODEL=truck"),
            ("cfg/extra_cfg.yml", forgiven),
        ])
        .zip(),
    );
}
