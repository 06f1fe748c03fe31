//! What cannot run, and how that is said.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use cloud::{Cloud, CloudError};
use domain::report::{Cause, Phase};
use domain::server::{InstanceState, StopReason};
use explain::{self, Surface};
use insta::assert_snapshot;
use pack::sample::Sample;
use world::ordered::until;

use crate::host::{Host, pack_with_free_ports};

/// A program of the operator's that runs the stand-in, and says what it was given.
fn own_program(folder: &Path, script: &str) -> std::path::PathBuf {
    let program = folder.join("own-acserver");
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("written");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("allowed");
    program
}

/// As a channel reads it.
pub(crate) fn words(error: &CloudError) -> String {
    let words = explain::cloud(error, Surface::Discord);
    format!("{} {}", words.what, words.hint)
}

/// As whoever keeps the machine reads it.
pub(crate) fn operators_words(error: CloudError) -> String {
    let words = explain::cloud(&error, Surface::Shell);
    format!("{} {}", words.what, words.hint)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_packs_own_program_is_not_run() {
    let host = Host::with(|settings| settings.simulate = None);
    let error = host
        .local()
        .set_up(&|_| ())
        .await
        .expect_err("nothing to run");
    assert_snapshot!(words(&error), @"The settings name no server program to run packs with. Whoever runs this bot must name an acServer in `server_program` under `[local]` in the settings. (`run_programs_of_packs` would run the programs that users send.)");
    let launch = host.upload(&Sample::default().zip(), "pack.zip").await;
    let error = host.local().launch(&launch).await.expect_err("refused");
    assert!(
        words(&error).starts_with("The settings name no server program"),
        "{error}"
    );
    assert_eq!(host.local().servers().await.expect("a list"), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_packs_own_program_is_run_where_the_settings_say_so() {
    let host = Host::start_with(|settings| {
        settings.simulate = None;
        settings.run_programs_of_packs = true;
    })
    .await;
    let with_script = Sample {
        files: vec![(
            "run.sh".to_owned(),
            b"#!/bin/sh\necho from the pack\nexec sleep 600\n".to_vec(),
        )],
        ..pack_with_free_ports()
    };
    let mut launch = host.upload(&with_script.zip(), "pack.zip").await;
    launch.program = "run.sh".to_owned();
    let id = host.run(&launch).await;
    let log = host.file(&id, "server.log");
    until(async || {
        let text = std::fs::read_to_string(&log).ok()?;
        (text == "from the pack\n").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operators_program_runs_without_our_environment() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = own_program(
        folder.path(),
        "env | sort; pwd; trap '' TERM; while :; do sleep 1; done",
    );
    let host = Host::start_with(|settings| {
        settings.simulate = None;
        settings.server_program = Some(program);
        settings.stop_seconds = 1;
    })
    .await;
    let id = host.launch(&pack_with_free_ports()).await;
    let log = host.file(&id, "server.log");
    let text = until(async || {
        let text = std::fs::read_to_string(&log).ok()?;
        text.contains("WD=")
            .then_some(text)
            .filter(|text| text.ends_with("/pack\n"))
    })
    .await;
    let names: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        names,
        [
            "AC_DEPLOY_SERVER",
            "DOTNET_EnableDiagnostics",
            "DOTNET_EnableWriteXorExecute",
            "DOTNET_GCHeapHardLimit",
            "HOME",
            "LANG",
            "PATH",
            "PWD",
            "TMPDIR"
        ],
        "{text}"
    );
    let home = host.file(&id, "home");
    for name in ["HOME", "TMPDIR"] {
        let line = format!("{name}={}", home.display());
        assert!(text.lines().any(|said| said == line), "{line} in {text}");
    }

    // It does not want to end, and does all the same.
    let server = host.server(&id).await;
    host.local()
        .stop(&server, StopReason::Asked)
        .await
        .expect("stopped");
    assert_eq!(
        (host.server(&id).await.state, host.processes(&id)),
        (InstanceState::Stopped, 0)
    );
}

/// Programs load libraries from their home and serve files from their folder, so a pack's files
/// reach neither, but for those that say what is raced.
#[tokio::test(flavor = "multi_thread")]
async fn the_operators_program_finds_only_what_says_what_is_raced() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = own_program(
        folder.path(),
        "ls -A \"$HOME\"; find . -type f | sort; echo all",
    );
    let host = Host::start_with(|settings| {
        settings.simulate = None;
        settings.server_program = Some(program);
    })
    .await;
    let pack = Sample {
        files: [
            ".steam/sdk64/steamclient.so",
            "wwwroot/login.html",
            "plugins/Evil/Evil.dll",
            "presets/x/server_cfg.ini",
            "cache/splines.aic1",
            "appsettings.json",
            "cfg/.hidden",
            "cfg/cm_content/content.json",
            "content/tracks/green_hills/surfaces.ini",
            "setups/slow.ini",
            "system/data/surfaces.ini",
        ]
        .map(|name| (name.to_owned(), b"{}".to_vec()))
        .into_iter()
        .chain([(
            "admins.txt".to_owned(),
            b"76561198000000001\r\n../../etc/passwd\n".to_vec(),
        )])
        .collect(),
        ..pack_with_free_ports()
    };
    let id = host.launch(&pack).await;
    let log = host.file(&id, "server.log");
    let text = until(async || {
        let text = std::fs::read_to_string(&log).ok()?;
        text.ends_with("all\n").then_some(text)
    })
    .await;
    let files = text.split("all\n").next().unwrap_or_default();
    assert_snapshot!(files, @r"
    ./admins.txt
    ./cfg/cm_content/content.json
    ./cfg/entry_list.ini
    ./cfg/server_cfg.ini
    ./content/cars/coupe_gt/data.acd
    ./content/cars/roadster_cup/data.acd
    ./content/tracks/green_hills/gp/data/surfaces.ini
    ./content/tracks/green_hills/surfaces.ini
    ./setups/slow.ini
    ./system/data/surfaces.ini
    ");
    let admins = std::fs::read_to_string(host.file(&id, "pack/admins.txt"));
    assert_eq!(admins.expect("admins"), "76561198000000001\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_settings_name_must_be_there() {
    let told = async |program: &Path| {
        let host = Host::with(|settings| {
            settings.simulate = None;
            settings.server_program = Some(program.to_owned());
        });
        let error = host
            .local()
            .set_up(&|_| ())
            .await
            .expect_err("it cannot run");
        let again = host.local().missing().await.expect_err("it cannot run");
        assert_eq!(words(&error), words(&again));
        let places = ["/nowhere", "/etc", "/tmp"];
        let public = words(&error);
        assert!(!places.iter().any(|it| public.contains(it)), "{public}");
        operators_words(error)
    };
    assert_snapshot!(told(Path::new("/nowhere/acServer")).await, @"The program /nowhere/acServer does not exist. Put it there, or correct `server_program` under `[local]` in the settings.");
    assert_snapshot!(told(Path::new("/etc/passwd")).await, @"The program /etc/passwd may not be executed. Allow it to be run: chmod +x.");
    let folder = tempfile::tempdir().expect("a folder");
    let tidy = |text: String| text.replace(&folder.path().display().to_string(), "‹folder›");
    assert_snapshot!(tidy(told(folder.path()).await), @"‹folder› is a folder. Name the program itself in `server_program` under `[local]` in the settings. AssettoServer's is the file of that name without an ending.");
    let library = folder.path().join("AssettoServer.dll");
    std::fs::write(&library, "MZ").expect("written");
    assert_snapshot!(tidy(told(&library).await), @"‹folder›/AssettoServer.dll is a library of .NET, which cannot be started. Name the program itself in `server_program` under `[local]` in the settings. AssettoServer's is the file of that name without an ending.");
    let windows = folder.path().join("acServer.exe");
    std::fs::write(&windows, "MZ").expect("written");
    assert_snapshot!(told(&windows).await, @"AcServer.exe is a program for Windows, and the settings name no wine to run it with. You can name wine in `wine` under `[local]` in the settings, or an acServer for Linux in `server_program`.");
}

/// AssettoServer finds Steam only in its home, which no pack may fill.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_finds_the_steam_that_the_settings_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let steam = tempfile::tempdir().expect("another folder");
    let library = steam.path().join("steamclient.so");
    std::fs::write(&library, "the library of Steam\n").expect("written");
    let program = own_program(
        folder.path(),
        "cat \"$HOME/.steam/sdk64/steamclient.so\"; exec sleep 600",
    );
    let host = Host::start_with(|settings| {
        settings.simulate = None;
        settings.server_program = Some(program);
        settings.steam = Some(library);
    })
    .await;
    let id = host.launch(&pack_with_free_ports()).await;
    let log = host.file(&id, "server.log");
    let text = until(async || {
        let text = std::fs::read_to_string(&log).ok()?;
        (!text.is_empty()).then_some(text)
    })
    .await;
    assert_eq!(text, "the library of Steam\n");
}

/// A machine is no league's business: the channel reads what lacks, not where.
#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_vanished_is_the_machines_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = own_program(folder.path(), "exec sleep 600");
    let host = Host::start_with(|settings| {
        settings.simulate = None;
        settings.server_program = Some(program.clone());
    })
    .await;
    let launch = host.upload(&pack_with_free_ports().zip(), "pack.zip").await;
    std::fs::remove_file(&program).expect("deleted");
    let error = host.local().launch(&launch).await.expect_err("refused");
    assert_snapshot!(words(&error), @"The program that the settings name as `server_program` is not on the bot's machine. Whoever runs this bot must put it there, or correct `server_program` under `[local]` in the settings.");

    let program = own_program(folder.path(), "exec sleep 600");
    let id = host.run(&launch).await;
    until(async || (host.processes(&id) == 1).then_some(())).await;
    let server = host.server(&id).await;
    host.local()
        .stop(&server, StopReason::Asked)
        .await
        .expect("stopped");
    std::fs::remove_file(&program).expect("deleted");
    let server = host.server(&id).await;
    let error = host.local().start(&server).await.expect_err("refused");
    assert!(words(&error).contains("is not on the bot's machine"));
    assert_eq!(host.server(&id).await.state, InstanceState::Stopped);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_the_system_does_not_start_is_the_machines_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = async |text: &[u8]| {
        let program = own_program(folder.path(), "");
        std::fs::write(&program, text).expect("written");
        let host = Host::start_with(|settings| {
            settings.simulate = None;
            settings.server_program = Some(program);
        })
        .await;
        let id = host.launch(&pack_with_free_ports()).await;
        let report = host.in_phase(&id, Phase::Failed).await;
        assert_eq!(report.cause, Some(Cause::Machine));
        report.error.expect("words")
    };
    assert_snapshot!(told(b"#!/nowhere/interpreter\n").await, @"The server cannot be started: the bot's machine does not start the program that the settings name as `server_program`: what it needs to run is missing; a program of 32 bits needs the system's 32-bit libraries.");
    assert_snapshot!(told(b"MZ for another system").await, @"The server cannot be started: the bot's machine does not start the program that the settings name as `server_program`: it is not a program for this kind of machine.");
}

/// A program that is being replaced while its server crashes is there again a moment later.
#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_missing_for_a_moment_is_tried_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = own_program(folder.path(), "exec sleep 600");
    let host = Host::start_with(|settings| {
        settings.simulate = None;
        settings.server_program = Some(program.clone());
        settings.restart_seconds = 1;
    })
    .await;
    let id = host.launch(&pack_with_free_ports()).await;
    host.report_with(&id, |report| report.process_id.is_some())
        .await;
    std::fs::remove_file(&program).expect("deleted");
    host.local().crash(&id).await.expect("killed");
    let report = host
        .report_with(&id, |report| report.cause == Some(Cause::Machine))
        .await;
    assert_eq!(report.phase, Phase::Crashed);
    own_program(folder.path(), "exec sleep 600");
    until(async || (host.processes(&id) == 1).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_pack_writes_nothing_outside() {
    let host = Host::start().await;
    let hostile = Sample {
        files: vec![("../../../escaped".to_owned(), b"x".to_vec())],
        ..Sample::default()
    };
    let launch = host.upload(&hostile.zip(), "pack.zip").await;
    let id = host.run(&launch).await;
    let report = host.in_phase(&id, Phase::Failed).await;
    assert_eq!(report.cause, Some(Cause::Pack));
    assert_snapshot!(report.error.expect("words"), @"The pack cannot be unpacked: it holds “../../../escaped”, which would lie outside of its folder.");
    assert!(!host.settings.data_dir.join("escaped").exists());
    assert!(!host.file(&id, "pack").exists() && !host.file(&id, "unpacking").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_that_was_changed_in_the_folder_is_not_run() {
    let host = Host::start().await;
    let launch = host.upload(&Sample::default().zip(), "pack.zip").await;
    let file = host.settings.data_dir.join(&launch.pack.location.key);
    let mut bytes = std::fs::read(&file).expect("the pack");
    bytes[100] ^= 1;
    std::fs::write(&file, bytes).expect("written");
    let id = host.run(&launch).await;
    let report = host.in_phase(&id, Phase::Failed).await;
    assert_snapshot!(report.error.expect("words"), @"The stored pack is damaged: its size or checksum is not that of the upload. Deploy it again.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("written");
    let host = Host::with(|settings| settings.data_dir = file.join("data"));
    let error = host.local().set_up(&|_| ()).await.expect_err("no folder");
    let words = operators_words(error).replace(&folder.path().display().to_string(), "‹folder›");
    assert_snapshot!(words, @"Making ‹folder›/file/data/servers failed: a file lies where a folder should be. Look at the disk, and at `data_dir` under `[local]` in the settings; -v shows more.");
    let error = host
        .local()
        .launch(&world::ordered::launch(1))
        .await
        .expect_err("no folder");
    assert!(error.to_string().contains("is missing"), "{error}");
}

/// As when it belongs to another user, which a test that runs as root cannot have.
#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_looked_into_is_not_taken_for_a_missing_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let round = folder.path().join("round");
    std::os::unix::fs::symlink(&round, &round).expect("a link");
    let host = Host::with(|settings| settings.data_dir = round.clone());
    let error = host.local().missing().await.expect_err("no folder");
    let words = operators_words(error).replace(&folder.path().display().to_string(), "‹folder›");
    assert_snapshot!(words, @"Reading ‹folder›/round/servers failed: too many levels of symbolic links. Look at the disk, and at `data_dir` under `[local]` in the settings; -v shows more.");
}

#[test]
fn a_full_disk_and_a_foreign_folder_are_told_apart() {
    let told = |kind: std::io::ErrorKind| {
        words(&CloudError::Local(cloud::LocalError::File {
            doing: "writing",
            path: "/data/packs/42/gt3.zip".into(),
            source: kind.into(),
        }))
    };
    assert_snapshot!(told(std::io::ErrorKind::StorageFull), @"Writing a file on the bot's machine failed: the disk is full. Whoever runs this bot must make room on the disk: old packs may be deleted from `packs` in the data folder, and go by themselves the sooner the fewer `pack_days` the settings name. Then `/terminate` what nobody needs, and try again.");
    assert_snapshot!(told(std::io::ErrorKind::PermissionDenied), @"Writing a file on the bot's machine failed: ac-deploy may not do that there. Whoever runs this bot must run it as the user who owns the data folder, or give the folder to the user that it runs as (chown -R); `data_dir` under `[local]` in the settings names it.");
}
