//! What cannot run, and how that is said.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use ac_deploy::cloud::{Cloud, CloudError};
use ac_deploy::domain::pack::sample::Sample;
use ac_deploy::domain::report::Phase;
use ac_deploy::domain::server::{Ending, InstanceState};
use ac_deploy::explain;
use insta::assert_snapshot;
use world::ordered::until;

use crate::host::{Host, pack_with_free_ports};

/// A program of the operator's that runs the stand-in, and says what it was given.
fn own_program(folder: &Path, script: &str) -> std::path::PathBuf {
    let program = folder.join("own-acserver");
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("written");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("allowed");
    program
}

fn words(error: &CloudError) -> String {
    let words = explain::cloud(error);
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
    assert_snapshot!(words(&error), @"The settings name no server program to run packs with. Whoever runs this bot must name an acServer in `server_program` under `[local]` in the settings. (`run_programs_of_packs` would run the programs that users send, with all rights of the bot.)");
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
    let id = host.local().launch(&launch).await.expect("launched").id;
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
        ["AC_DEPLOY_SERVER", "HOME", "LANG", "PATH", "PWD"],
        "{text}"
    );

    // It does not want to end, and does all the same.
    let server = host.server(&id).await;
    host.local()
        .stop(&server, Ending::Asked)
        .await
        .expect("stopped");
    assert_eq!(
        (host.server(&id).await.state, host.processes(&id)),
        (InstanceState::Stopped, 0)
    );
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
        words(&error)
    };
    assert_snapshot!(told(Path::new("/nowhere/acServer")).await, @"The program /nowhere/acServer does not exist. Whoever runs this bot must put it there, or correct `[local]` in the settings.");
    assert_snapshot!(told(Path::new("/etc/passwd")).await, @"The program /etc/passwd may not be executed. Whoever runs this bot must allow it to be run: chmod +x.");
    let folder = tempfile::tempdir().expect("a folder");
    let windows = folder.path().join("acServer.exe");
    std::fs::write(&windows, "MZ").expect("written");
    assert_snapshot!(told(&windows).await, @"AcServer.exe is a program for Windows, and the settings name no wine to run it with. Whoever runs this bot can name wine in `wine` under `[local]` in the settings, or an acServer for Linux in `server_program`.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_pack_writes_nothing_outside() {
    let host = Host::start().await;
    let hostile = Sample {
        files: vec![("../../../escaped".to_owned(), b"x".to_vec())],
        ..Sample::default()
    };
    let launch = host.upload(&hostile.zip(), "pack.zip").await;
    let id = host.local().launch(&launch).await.expect("launched").id;
    let report = host.in_phase(&id, Phase::Failed).await;
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
    let id = host.local().launch(&launch).await.expect("launched").id;
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
    let words = words(&error).replace(&folder.path().display().to_string(), "‹folder›");
    assert_snapshot!(words, @"Making ‹folder›/file/data/servers failed: a file lies where a folder should be. Whoever runs this bot must look at the disk, and at `data_dir` under `[local]` in the settings.");
    let error = host
        .local()
        .launch(&world::ordered::launch(1))
        .await
        .expect_err("no folder");
    assert!(error.to_string().contains("is missing"), "{error}");
}
