//! What needs no cloud: judging packs, settings, help.

use insta::assert_snapshot;
use pack::sample::{RawEntry, RawZip, Sample};

use crate::shell::Shell;

#[test]
fn a_good_pack_is_usable_without_settings_or_aws() {
    let shell = Shell::new();
    shell.file("cup.zip", Sample::default().zip());
    let ended = shell.run(&["check", "cup.zip"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(ended.err, "");
    assert_snapshot!(ended.out, @"
    cup.zip: usable.

      Name      Sunday Cup
      Track     green_hills (gp)
      Cars      roadster_cup, coupe_gt
      Slots     4, 4 cars in the entry list
      Sessions  practice 15 min, race 10 laps
      Ports     9600 UDP, 9600 TCP, 8081 TCP (HTTP)
      Password  no
      Lobby     not listed
      Program   acServer.exe
      Runs on   Windows
      Size      1 KiB as .zip, 785 bytes unpacked, 6 entries
    ");
}

#[test]
fn a_bad_pack_is_refused_with_every_fault() {
    let shell = Shell::new();
    let sample = Sample {
        program: None,
        files: vec![
            ("content/../../evil.txt".to_owned(), b"!".to_vec()),
            ("content/CON.txt".to_owned(), b"!".to_vec()),
        ],
        ..Sample::default()
    };
    shell.file("bad.zip", sample.zip());
    let ended = shell.run(&["check", "bad.zip"]);
    assert_eq!(ended.code, 2);
    assert_eq!(ended.err, "");
    assert_snapshot!(ended.out, @r#"
    bad.zip: refused.

      - "content/../../evil.txt": The name leads out of the pack with "..". It is refused because it could write outside the server's folder.
      - "content/CON.txt": Windows reserves the name "CON.txt" for a device. Rename the file and pack again.
      - The pack has no server program. Tick "Include executable" in Content Manager's Pack dialog and pack again.

    Fix the pack in Content Manager and deploy it again.
    "#);
}

#[test]
fn a_damaged_file_inside_the_pack_is_found() {
    let shell = Shell::new();
    let path = "content/cars/coupe_gt/notes.txt";
    let sample = Sample {
        files: vec![(path.to_owned(), b"as it was packed ".repeat(40))],
        ..Sample::default()
    };
    let mut zip = sample.zip();
    let header = zip
        .windows(path.len())
        .position(|bytes| bytes == path.as_bytes());
    let data = header.expect("its local header") + path.len();
    zip[data + 6] ^= 0x55;
    shell.file("cup.zip", zip);
    let ended = shell.run(&["check", "cup.zip"]);
    assert_eq!((ended.code, ended.err.as_str()), (2, ""));
    assert!(
        ended.out.contains("damaged") && ended.out.contains(path),
        "{}",
        ended.out
    );
}

#[test]
fn a_plan_without_credentials_shows_what_the_pack_holds() {
    let mut shell = Shell::new();
    shell
        .variable("AC_DEPLOY_AWS__BUCKET", "league-packs")
        .variable("AWS_REGION", "eu-central-1")
        .variable("AWS_EC2_METADATA_DISABLED", "true")
        .file("cup.zip", Sample::default().zip());
    let ended = shell.run(&["deploy", "cup.zip", "--plan"]);
    assert_eq!(ended.code, 5, "{}", ended.err);
    assert!(ended.out.contains("green_hills (gp)"), "{}", ended.out);
    assert!(ended.out.contains("could not be asked"), "{}", ended.out);
    assert!(ended.err.contains("credentials"), "{}", ended.err);
}

#[test]
fn without_settings_three_ways_on_are_told() {
    let shell = Shell::new();
    let ended = shell.run(&["status"]);
    assert_eq!((ended.code, ended.out.as_str()), (5, ""));
    assert_snapshot!(ended.err, @r#"
    error: No settings say where servers are to run.
    hint: At Amazon: write `bucket = "NAME"` under `[aws]` into config/ac-deploy.toml, and run `ac-deploy setup`.
          On this machine: write `provider = "local"`, and `address = "IP"` under `[local]`, and run `ac-deploy setup`.
          Only to try it: `ac-deploy sandbox --open` needs no settings at all.
    "#);
    shell.file("cup.zip", Sample::default().zip());
    let planned = shell.run(&["deploy", "cup.zip", "--plan"]);
    assert_eq!(planned.code, 5);
    assert_eq!(planned.err, ended.err);
    assert_snapshot!(planned.out, @"
    Would be deployed: Sunday Cup

      Name      Sunday Cup
      Track     green_hills (gp)
      Cars      roadster_cup, coupe_gt
      Slots     4, 4 cars in the entry list
      Sessions  practice 15 min, race 10 laps
      Ports     9600 UDP, 9600 TCP, 8081 TCP (HTTP)
      Password  no
      Lobby     not listed
      Program   acServer.exe
      Runs on   Windows
      Size      1 KiB as .zip, 785 bytes unpacked, 6 entries

    Nothing was changed.
    ");
    shell.file("page.zip", "<!doctype html>");
    let refused = shell.run(&["deploy", "page.zip", "--plan"]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert_snapshot!(refused.err, @"
    error: This pack cannot run.
    hint: This is a web page, not a pack: the link leads to a page about the download, or it has expired.
          Use the direct link to the file, or download the file and send that.
    ");
}

#[test]
fn what_cannot_be_read_gets_the_hint_of_its_verb() {
    let shell = Shell::new();
    let told = [
        &["check", "nope.zip"][..],
        &["check", "https://league.example/cup.zip"],
        &["deploy", "nope.zip", "--plan"],
    ]
    .map(|call| shell.run(call).err);
    assert_snapshot!(told.concat(), @"
    error: nope.zip cannot be read: no such file or directory.
    hint: Check its name, and the folder that you are in.
    error: `check` reads files of this machine only.
    hint: Download the pack first. `ac-deploy deploy https://league.example/cup.zip --plan` judges it where it is.
    error: nope.zip cannot be read: no such file or directory.
    hint: Check its name, and the folder that you are in.
    ");
    let mut shell = shell;
    shell
        .variable("AC_DEPLOY_AWS__BUCKET", "league-packs")
        .variable("AWS_REGION", "eu-central-1")
        .file("folder/cup.zip", "");
    let told = ["nope.zip", "folder"].map(|pack| shell.run(&["deploy", pack]).err);
    assert_snapshot!(told.concat(), @"
    error: nope.zip cannot be read: no such file or directory.
    hint: Check its name, and the folder that you are in. A pack on the web is written https://…, one in storage s3:KEY.
    error: folder cannot be read: is a directory.
    hint: Name the packed file, the .zip that Content Manager's Pack button makes.
    ");
}

#[test]
fn an_encrypted_pack_is_told_so_once() {
    let shell = Shell::new();
    let mut bytes = Vec::new();
    let mut zip = RawZip::new(&mut bytes);
    for (name, contents) in Sample::default().entries() {
        let entry = RawEntry {
            flags: 1,
            ..RawEntry::deflated(&name, &contents)
        };
        zip.add(entry).expect("memory does not fail");
    }
    zip.finish(b"").expect("memory does not fail");
    shell.file("cup.zip", bytes);
    let ended = shell.run(&["check", "cup.zip"]);
    assert_eq!((ended.code, ended.err.as_str()), (2, ""));
    assert_snapshot!(ended.out, @r#"
    cup.zip: refused.

      - 6 files are encrypted: "cfg/server_cfg.ini", "cfg/entry_list.ini", "acServer.exe" and 3 more. A server has nobody to type a password. Pack again without one.

    Pack the server again in Content Manager, and send that file unchanged.
    "#);
}

#[test]
fn warnings_and_facts_come_as_json_too() {
    let shell = Shell::new();
    let crowded = Sample {
        more_settings: "[SERVER]\nMAX_CLIENTS=9\n".to_owned(),
        ..Sample::default()
    };
    shell
        .file("cup.zip", crowded.zip())
        .file("page.zip", "<!doctype html>");
    let usable = shell.run(&["check", "cup.zip", "--json"]);
    assert_eq!(usable.code, 0);
    let verdict: serde_json::Value = serde_json::from_str(&usable.out).expect("JSON");
    assert_eq!(verdict["verdict"], "usable");
    assert_eq!(verdict["pack"]["ports"]["http"], 8081);
    assert!(
        verdict["pack"]["warnings"][0]["kind"].is_string(),
        "{verdict:#}"
    );
    let refused = shell.run(&["check", "page.zip", "--json"]);
    assert_eq!(refused.code, 2);
    let verdict: serde_json::Value = serde_json::from_str(&refused.out).expect("JSON");
    assert_eq!(verdict["verdict"], "refused");
    assert!(verdict["faults"][0]["message"].is_string(), "{verdict:#}");
}

#[test]
fn a_pack_is_for_linux_or_for_windows_and_says_so() {
    let shell = Shell::new();
    shell.file("cup.tar.gz", Sample::linux().tar_gz());
    let ended = shell.run(&["check", "cup.tar.gz"]);
    assert_eq!(ended.code, 0, "{}", ended.out);
    assert!(ended.out.contains("Runs on   Linux"), "{}", ended.out);
    shell.file("mixed-up.tar.gz", Sample::default().tar_gz());
    let ended = shell.run(&["check", "mixed-up.tar.gz"]);
    assert_eq!(ended.code, 2);
    assert!(ended.out.contains("is one for Windows"), "{}", ended.out);
}

const RACE: &str = include_str!("../../crates/results/tests/files/2019_2_15_21_16_RACE.json");
const QUALIFY: &str = include_str!("../../crates/results/tests/files/2019_2_15_21_8_QUALIFY.json");

#[test]
fn a_results_file_is_classified_without_settings() {
    let shell = Shell::new();
    // Settings that would be refused are not even looked at.
    shell.file("config/ac-deploy.toml", "nonsense");
    shell.file("results/2019_2_15_21_16_RACE.json", RACE);
    shell.file("results/2019_2_15_21_8_QUALIFY.json", QUALIFY);
    let ended = shell.run(&["results", "read", "results/2019_2_15_21_16_RACE.json"]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    assert_snapshot!(ended.out, @"
    Race · barbagallo
    ended 2019-02-15 21:16

    Pos  Driver     Car                Team    Laps      Time  Best lap  Contacts
      1  Driver 02  rss_formula_rss_4  Team B     5  6:03.829    57.521         2
      2  Driver 01  rss_formula_rss_4  Team A     4       DNF  1:00.194         3

    Fastest lap: Driver 02, 57.521 in lap 3
    Without a lap that counts: Driver 03, Driver 04, Driver 05, Driver 06, Driver 07, Driver 08, Driver 09
    ");
    let ended = shell.run(&[
        "results",
        "read",
        "results/2019_2_15_21_16_RACE.json",
        "--json",
    ]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    let read: serde_json::Value = serde_json::from_str(&ended.out).expect("JSON");
    assert_eq!(read["session"]["track"], "barbagallo");
    assert_eq!(read["gridFrom"], "2019_2_15_21_8_QUALIFY.json");
    assert_eq!(read["classification"][1]["lapsDown"], 1);
    assert_eq!(read["classification"][1]["grid"], 2);
}

/// All real files at once, as in a server's own folder: `crates/results/tests/files`.
#[test]
fn every_results_file_is_classified_as_was_worked_out_by_hand() {
    let shell = Shell::new();
    let files = concat!(env!("CARGO_MANIFEST_DIR"), "/crates/results/tests/files");
    let expected = std::fs::read_to_string(format!("{files}/expected.json")).expect("a file");
    let expected: serde_json::Value = serde_json::from_str(&expected).expect("JSON");
    let expected = expected["files"].as_object().expect("files");
    for name in expected.keys() {
        let bytes = std::fs::read(format!("{files}/{name}")).expect("a file");
        shell.file(&format!("results/{name}"), bytes);
    }
    assert_eq!(expected.len(), 8);
    for (name, expected) in expected {
        let ended = shell.run(&["results", "read", &format!("results/{name}"), "--json"]);
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{name}");
        let read: serde_json::Value = serde_json::from_str(&ended.out).expect("JSON");
        for (field, expected) in expected.as_object().expect("fields") {
            match expected.as_object().filter(|_| field == "session") {
                // What journals alone know stands there as well.
                Some(session) => session.iter().for_each(|(key, expected)| {
                    assert_eq!(&read[field][key], expected, "{name}: {field}.{key}");
                }),
                None => assert_eq!(&read[field], expected, "{name}: {field}"),
            }
        }
    }
}

#[test]
fn a_journal_gives_its_sessions_in_order() {
    let shell = Shell::new();
    let journal = include_str!("../../crates/results/tests/recordings/reversed-grid.jsonl");
    shell.file("plugin.jsonl", format!("{journal}{{\"t\":99,\"dir"));
    let ended = shell.run(&["results", "read", "plugin.jsonl", "--json"]);
    assert_eq!(ended.code, 0);
    assert_snapshot!(ended.err, @"One line could not be read and was passed over.");
    let read: serde_json::Value = serde_json::from_str(&ended.out).expect("JSON");
    let sessions = read["sessions"].as_array().expect("a list");
    let kinds: Vec<_> = sessions
        .iter()
        .map(|session| session["session"]["type"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(kinds, ["PRACTICE", "RACE", "RACE", "PRACTICE"]);
    let ended = shell.run(&["results", "read", "plugin.jsonl"]);
    assert!(
        ended.out.contains("Qualifying") || ended.out.contains("Race"),
        "{}",
        ended.out
    );
}

#[test]
fn what_is_no_results_file_is_told_apart() {
    let shell = Shell::new();
    shell.file("half.json", &RACE[..RACE.len() / 2]);
    shell.file("other.json", "{\"a\": 1}");
    shell.file("notes.txt", "hello");
    shell.file("folder/x.json", "");
    let told: Vec<String> = [
        "half.json",
        "other.json",
        "notes.txt",
        "folder",
        "none.json",
    ]
    .iter()
    .map(|file| {
        let ended = shell.run(&["results", "read", file]);
        assert_eq!((ended.code, ended.out.as_str()), (1, ""));
        ended.err
    })
    .collect();
    assert_snapshot!(told.concat(), @"
    error: half.json is not a results file: it ends in the middle.
    hint: It may still be written, or was copied only in part. Wait a moment, or copy it again.
    error: other.json is not a results file: it does not say whether it was a practice, a qualifying or a race.
    hint: Name a file from acServer's folder results, such as 2026_3_2_22_3_RACE.json, or a journal (.jsonl).
    error: notes.txt is not a results file: line 1 is not as acServer writes it.
    hint: Name a file from acServer's folder results, such as 2026_3_2_22_3_RACE.json, or a journal (.jsonl).
    error: folder cannot be read: is a directory.
    hint: Name one file in it, such as 2026_3_2_22_3_RACE.json.
    error: none.json cannot be read: no such file or directory.
    hint: Check its name, and the folder that you are in.
    ");
}

#[test]
fn a_file_that_cannot_be_read_is_no_bad_pack() {
    let shell = Shell::new();
    shell.file("folder/pack.zip", "");
    for name in ["missing.zip", "folder"] {
        let ended = shell.run(&["check", name]);
        assert_eq!((ended.code, ended.out.as_str()), (1, ""), "{}", ended.err);
        assert!(
            ended
                .err
                .starts_with(&format!("error: {name} cannot be read")),
            "{}",
            ended.err
        );
    }
}

#[test]
fn wrong_settings_are_told_all_at_once() {
    let mut shell = Shell::new();
    shell.file(
        "config/ac-deploy.toml",
        r#"
            [packs]
            max_unpacked_gb = 8
            max_ratio = "high"

            [discord]
            token = "MTE.very.secret"

            [[guilds]]
            id = 1
            max_serves = 3

            [[guilds]]
            id = "the league"
        "#,
    );
    shell
        .variable("AC_DEPLOY_PATIENCE__SLOW_MINUTES", "soon")
        .variable("AC_DEPLOY_AWS_REGION", "eu-central-1");
    let ended = shell.run(&["check", "cup.zip"]);
    assert_eq!((ended.code, ended.out.as_str()), (5, ""));
    assert!(!ended.err.contains("very.secret"), "{}", ended.err);
    assert_snapshot!(ended.err, @"
    error: The settings are not right: 7 faults.
    hint: AC_DEPLOY_AWS_REGION is not a setting. The name is AC_DEPLOY_SECTION__KEY, with two underscores between them; `aws_region` is not a section.
          config/ac-deploy.toml: `token` in [discord] is a secret, and secrets do not belong into the settings, which get copied and shared. Take it out, and put it into the environment (or the file .env) as DISCORD_TOKEN.
          config/ac-deploy.toml: `max_serves` in entry 1 of [[guilds]] is not a setting. Allowed here: `id`, `roles`, `owners_may_stop`, `max_servers`, `sizes`, `budget`, `hours_per_start`, `run_on`, `prepared`, `max_pack_mib`, `time_zone`, `race_threads`.
          config/ac-deploy.toml: `id` in entry 2 of [[guilds]] cannot be taken: `the league` is not a Discord server id (a number; Discord shows it with Developer Mode on).
          config/ac-deploy.toml: `max_ratio` in [packs] must be a whole number, 0 or more; it is the text “high”.
          config/ac-deploy.toml: `max_unpacked_gb` in [packs] is not a setting. Allowed here: `max_entries`, `max_unpacked_gib`, `max_ratio`.
          AC_DEPLOY_PATIENCE__SLOW_MINUTES must be a whole number, 0 or more; it is the text “soon”.
    ");
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    let shell = Shell::new();
    shell.file(
        "config/ac-deploy.toml",
        "[patience]\nslow_minutes = 20\ngive_up_minutes = 10\n[[guilds]]\nid = 1\nsizes = [\"big\"]\n[[guilds]]\nid = 1\n",
    );
    let ended = shell.run(&["check", "cup.zip"]);
    assert_eq!(ended.code, 5);
    assert_snapshot!(ended.err, @r#"
    error: The settings are not right: 3 faults.
    hint: config/ac-deploy.toml: `give_up_minutes` in [patience] must not be less than `slow_minutes`.
          config/ac-deploy.toml: `sizes` in entry 1 of [[guilds]] must hold EC2 instance types such as "t3.small".
          config/ac-deploy.toml: `id` in entry 2 of [[guilds]] is in an earlier entry already; put both into one.
    "#);
}

#[test]
fn a_file_that_is_no_toml_is_shown_where_it_breaks() {
    let shell = Shell::new();
    shell.file("config/ac-deploy.toml", "[packs]\nmax_ratio = 200 bytes\n");
    let ended = shell.run(&["check", "cup.zip"]);
    assert_eq!(ended.code, 5);
    assert_snapshot!(ended.err, @"
    error: The settings are not right.
    hint: config/ac-deploy.toml: TOML parse error at line 2, column 17
            |
          2 | max_ratio = 200 bytes
            |                 ^
          expected newline, `#`
    ");
}

#[test]
fn the_environment_goes_before_dotenv_and_dotenv_before_the_file() {
    let mut shell = Shell::new();
    shell.file(
        "cup.zip",
        Sample {
            padding_mib: 1,
            ..Sample::default()
        }
        .zip(),
    );
    shell.file("config/ac-deploy.toml", "[packs]\nmax_entries = 3\n");
    assert_eq!(
        shell.run(&["check", "cup.zip"]).code,
        2,
        "the file's limit holds"
    );
    shell.file(".env", "AC_DEPLOY_PACKS__MAX_ENTRIES=100\n");
    assert_eq!(
        shell.run(&["check", "cup.zip"]).code,
        0,
        ".env goes before the file"
    );
    shell.variable("AC_DEPLOY_PACKS__MAX_ENTRIES", "2");
    assert_eq!(
        shell.run(&["check", "cup.zip"]).code,
        2,
        "the environment goes before .env"
    );
}

#[test]
fn a_settings_file_that_was_named_must_be_there() {
    let mut shell = Shell::new();
    let ended = shell.run(&["check", "cup.zip", "--config", "league.toml"]);
    assert_eq!(ended.code, 5);
    assert_snapshot!(ended.err, @"
    error: The settings are not right.
    hint: league.toml: there is no such file. `config/ac-deploy.example.toml` is one to begin with.
    ");
    shell.variable("AC_DEPLOY_CONFIG", "other.toml");
    assert!(shell.run(&["check", "cup.zip"]).err.contains("other.toml"));
}

#[test]
fn an_env_file_that_cannot_be_read_shows_no_secret() {
    let shell = Shell::new();
    shell.file(".env", "DISCORD_TOKEN='very secret\n");
    let ended = shell.run(&["check", "cup.zip"]);
    assert_eq!(ended.code, 5);
    assert_snapshot!(ended.err, @"
    error: The settings are not right.
    hint: .env: the value of DISCORD_TOKEN cannot be read; put it between single quotes.
    ");
}

#[test]
fn a_wrong_call_has_a_code_of_its_own() {
    let shell = Shell::new();
    assert_eq!(shell.run(&["fly"]).code, 4);
    assert_eq!(shell.run(&["check"]).code, 4);
    assert_eq!(shell.run(&["--version"]).code, 0);
}

#[test]
fn the_log_is_refused_if_nobody_can_understand_how_it_should_be() {
    let mut shell = Shell::new();
    shell.variable("AC_DEPLOY_LOG", "xml");
    let ended = shell.run(&["check", "cup.zip"]);
    assert_eq!(ended.code, 5);
    assert!(ended.err.contains("`text` or `json`"), "{}", ended.err);
}

#[test]
fn shells_complete_the_verbs() {
    let shell = Shell::new();
    for kind in ["bash", "zsh", "fish", "powershell"] {
        let ended = shell.run(&["completions", kind]);
        assert_eq!(ended.code, 0);
        assert!(ended.out.contains("terminate"), "{kind}");
    }
}

#[test]
fn the_help_is_worth_reading() {
    let shell = Shell::new();
    let ended = shell.run(&["--help"]);
    assert_eq!(ended.code, 0);
    // clap pads empty lines with blanks, which no editor keeps.
    let lines: Vec<&str> = ended.out.lines().map(str::trim_end).collect();
    assert_snapshot!(lines.join("\n"), @r#"
    Assetto Corsa servers: a server pack in, a join link out.

    Takes a server pack (Content Manager's "Pack" button makes it), runs it on a machine at Amazon Web
    Services, Windows or Linux as the pack wants, or on this machine, and gives you the link that
    drivers join with. `ac-deploy bot` does the same in your Discord server, with slash commands.

    Usage: ac-deploy [OPTIONS] <COMMAND>

    Commands:
      deploy       Launch a server from a pack, and wait for its join link
      check        Judge a pack: every fault, every warning, and what it holds
      change       Change what a pack races, without packing again: track, cars, laps, weather, password
      status       Show server status: link, drivers, health, cost
      logs         Show what a server's program printed last, without passwords
      results      Show what sessions left: who was where
      session      End the session that runs on a server, begin it anew, or end the race
      say          Tell all drivers on a server something
      kick         Throw a driver out of a server
      ballast      Have a driver on a server carry ballast
      restrictor   Have the engine of a driver on a server breathe less
      ban          Let somebody drive on no server any more
      unban        Let somebody drive again who was banned
      bans         Show who is banned
      penalty      Decide about a driver in a result: time, places, points, or disqualification
      race         Plan races: announced in Discord, signed up for, started and stopped by the bot
      preset       Named settings for races, changes and deploys
      season       Run a season: rounds, points, teams
      standings    Show a season's standings
      stop         Power a server off; it is kept, and can be started again
      start        Power a stopped server on, and wait for its join link
      restart      Restart a server's program in seconds, and wait until drivers can join again
      keep         Keep a server on although nobody drives, so that it does not stop by itself
      redeploy     Bring a server up anew on another machine, and delete the old one once the new one is
                   online
      servers      List the servers, as they were known last
      packs        List the packs in storage, or delete one that no server uses
      cost         Show what servers cost this month, and what the month will come to
      prices       Show the prices that costs are estimated with, or fetch your region's
      programs     Keep the server programs with which packs run on Linux
      image        Make, list or remove images of your own that Linux machines start from
      terminate    Delete a server for good; its pack is kept in storage
      setup        Make what launches need: in the AWS account a bucket and a role, on this machine a
                   folder
      bot          Run the Discord bot until it is stopped (SIGTERM or Ctrl-C)
      sandbox      Try it all on this machine: the bot, a stand-in for Discord in your browser,
                   simulated servers
      completions  Print a script that completes ac-deploy's words in your shell
      help         Print this message or the help of the given subcommand(s)

    Options:
          --config <FILE>
              The settings file [default: config/ac-deploy.toml, if it is there]

              [env: AC_DEPLOY_CONFIG]

      -v, --verbose...
              Log what is done to standard error; twice for every step. RUST_LOG wins over it

      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Without any settings:
      ac-deploy check gt3-cup.zip            is the pack all right?
      ac-deploy change gt3-cup.zip --laps 9  what would be different?
      ac-deploy results read FILE            who was where in a results file
      ac-deploy sandbox --open               try it all here, in your browser

    With settings (the file config/ac-deploy.toml says where servers run):
      ac-deploy setup                        once: makes what servers need there
      ac-deploy deploy gt3-cup.zip --plan    what would be launched, and at what price
      ac-deploy deploy gt3-cup.zip           launches it and waits for the join link
      ac-deploy status "GT3 Cup"             its link, who drives, whether it is well
      ac-deploy stop "GT3 Cup"               powers it off; `start` brings it up again
      ac-deploy bot                          the Discord bot

    Secrets come from the environment or the file .env: DISCORD_TOKEN, and AWS's usual variables.

    Exit codes:
      0  done                            4  wrong call: no such server, not in this state
      1  this machine: a file, a pipe    5  settings, credentials or set-up
      2  the pack cannot run             6  AWS, Discord or the network: try again
      3  refused by a rule or limit      130  interrupted (Ctrl-C, SIGTERM)
    "#);
}
