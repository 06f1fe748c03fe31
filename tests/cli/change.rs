//! What a pack races, changed from a shell: no account, no settings.

use std::fs;

use insta::assert_snapshot;
use pack::sample::Sample;

use crate::shell::Shell;

fn shell() -> Shell {
    let shell = Shell::new();
    shell.file("cup.zip", Sample::default().zip());
    shell
}

#[test]
fn the_difference_is_shown_and_nothing_is_written() {
    let ended = shell().run(&[
        "change",
        "cup.zip",
        "--laps",
        "12",
        "--password",
        "secret-1",
        "--track",
        "spa/gp",
    ]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    assert!(!ended.out.contains("secret-1"));
    assert_snapshot!(ended.out, @r#"
    cup.zip: this changes.

      Track     green_hills (gp) → spa (gp)
      Race      10 laps → 12 laps
      Password  none → set

      note: A pack does not say how many pit boxes a track has. With fewer than 4 the server does not let everybody in: make sure that this track has them.

      note: The server has no files of the track "spa", so it cannot tell whether drivers have the same one. Check the spelling: a track that nobody has cannot be joined.

      note: The password changes: tell it to your drivers, for whoever joins is asked for it.

      warning: The pack has tracks, but not spa, which is driven: players may be kicked for a wrong checksum. Choose the track in Content Manager and pack again. (content/tracks)

    Nothing is written. Add --out FOLDER for the changed files, or --out FILE.zip for a whole pack.
    "#);
}

#[test]
fn a_folder_gets_the_configuration_that_would_run_and_is_not_overwritten() {
    let shell = shell();
    let arguments = [
        "change", "cup.zip", "--race", "30 min", "--slots", "6", "--out", "tonight",
    ];
    let ended = shell.run(&arguments);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{}", ended.out);
    let written = |name: &str| {
        fs::read_to_string(shell.path(&format!("tonight/cfg/{name}"))).expect("written")
    };
    assert!(written("server_cfg.ini").contains("LAPS=0\r\nTIME=30\r\n"));
    // The sample's own keys stay, and a program that shares nothing with ours finds six cars.
    assert!(written("server_cfg.ini").contains("ADMIN_PASSWORD=only-for-the-sample\r\n"));
    assert_eq!(written("entry_list.ini").matches("[CAR_").count(), 6);
    let again = shell.run(&arguments);
    assert_eq!((again.code, again.out.as_str()), (4, ""));
    assert_snapshot!(again.err, @"
    error: tonight/cfg/server_cfg.ini is there already.
    hint: Choose another place, or add --force to overwrite it.
    ");
    let mut forced = arguments.to_vec();
    forced.push("--force");
    assert_eq!(shell.run(&forced).code, 0);
}

#[test]
fn a_whole_pack_comes_out_that_is_judged_like_any_other() {
    for (pack, out, wrong, bytes) in [
        (
            "cup.zip",
            "tonight.zip",
            "x.tar.gz",
            Sample::default().zip(),
        ),
        (
            "cup.tar.gz",
            "tonight.tar.gz",
            "x.zip",
            Sample::linux().tar_gz(),
        ),
    ] {
        let shell = shell();
        shell.file(pack, bytes);
        let ended = shell.run(&[
            "change", pack, "--cars", "coupe_gt", "--track", "spa", "--out", out,
        ]);
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{}", ended.out);
        let judged = shell.run(&["check", out]);
        assert_eq!(judged.code, 0, "{}", judged.out);
        assert!(judged.out.contains("Track     spa\n"), "{}", judged.out);
        assert!(
            judged.out.contains("Cars      coupe_gt\n"),
            "{}",
            judged.out
        );
        let other = shell.run(&["change", pack, "--laps", "3", "--out", wrong]);
        assert_eq!(other.code, 4, "{}", other.err);
    }
}

#[test]
fn a_folder_with_an_unpacked_pack_is_one_too() {
    let shell = Shell::new();
    for (name, bytes) in Sample::default().entries() {
        shell.file(&format!("server/{name}"), bytes);
    }
    let ended = shell.run(&["change", "server", "--damage", "20", "--json"]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    let json: serde_json::Value = serde_json::from_str(&ended.out).expect("JSON");
    assert_eq!(json["verdict"], "usable");
    assert_eq!(json["differences"][0]["label"], "Damage");
    assert_eq!(json["differences"][0]["after"], "20 %");
}

#[test]
fn what_cannot_be_is_said_all_at_once() {
    let words = shell().run(&[
        "change",
        "cup.zip",
        "--laps",
        "0",
        "--weather",
        "claer",
        "--admin-password",
        "short",
    ]);
    assert_eq!((words.code, words.out.as_str()), (4, ""));
    assert_snapshot!(words.err, @r#"
    error: This cannot be changed:
      - admin_password must be 8 to 30 of the letters, digits and - _ . ! @ $ * + ? ~ ^, because whoever guesses it controls the server.
      - laps is "0" but must be a number from 1 to 999.
      - weather is "claer" but must be one or more of heavy_fog, light_fog, clear, mid_clear, light_clouds, mid_clouds, heavy_clouds, light_thunderstorm, thunderstorm, heavy_thunderstorm, light_drizzle, drizzle, heavy_drizzle, light_rain, rain, heavy_rain, light_snow, snow, heavy_snow, light_sleet, sleet, heavy_sleet, haze, sand, dust, squalls, windy, hail.
    hint: `ac-deploy change --help` lists every setting.
    "#);
    let rules = shell().run(&[
        "change",
        "cup.zip",
        "--practice",
        "off",
        "--race",
        "off",
        "--time",
        "23:00",
    ]);
    assert_eq!((rules.code, rules.err.as_str()), (2, ""));
    assert_snapshot!(rules.out, @"
    cup.zip: with this change the server could not run.

      - The time must be between 08:00 and 18:00: the game's own weathers have no night. Choose a weather of Custom Shaders Patch with it (weather=rain, for example), or make the pack with one.
      - No session would be left. Leave at least one on.
    ");
    let nothing = shell().run(&["change", "cup.zip"]);
    assert_eq!(nothing.code, 4);
    let missing = shell().run(&["change", "cap.zip", "--laps", "3"]);
    assert_eq!(missing.code, 1);
}

#[test]
fn a_hostile_pack_is_refused_before_it_is_opened_any_further() {
    let shell = Shell::new();
    let sample = Sample {
        files: vec![("content/../../evil.txt".to_owned(), b"!".to_vec())],
        ..Sample::default()
    };
    shell.file("evil.zip", sample.zip());
    let ended = shell.run(&["change", "evil.zip", "--laps", "3", "--out", "out"]);
    assert_eq!((ended.code, ended.err.as_str()), (2, ""));
    assert!(
        ended
            .out
            .starts_with("evil.zip: the pack cannot run, changed or not."),
        "{}",
        ended.out
    );
    assert!(!shell.path("out").exists());
    let line = shell.run(&["change", "cup.zip", "--name", "Cup\n[FTP]\nHOST=evil"]);
    assert_eq!(line.code, 4);
}

#[test]
fn a_preset_is_a_file_and_the_command_line_wins() {
    let shell = shell();
    shell.file("spa.toml", "track = \"spa/gp\"\nlaps = 12\nloop = false\n");
    let ended = shell.run(&[
        "change", "cup.zip", "--preset", "spa.toml", "--race", "30 min",
    ]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    for line in [
        "10 laps → 30 min",
        "green_hills (gp) → spa (gp)",
        "on → off",
    ] {
        assert!(ended.out.contains(line), "{line}: {}", ended.out);
    }
    shell.file("bad.toml", "laps = [1, 2]\n");
    let bad = shell.run(&["change", "cup.zip", "--preset", "bad.toml"]);
    assert_eq!(bad.code, 4);
    assert_snapshot!(bad.err, @r#"
    error: bad.toml is not a preset: laps is neither text nor a number.
    hint: A preset has one setting a line, such as `track = "spa/gp"` or `laps = 12`.
    "#);
}
