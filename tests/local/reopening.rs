//! ac-deploy is killed and started again; the races go on.

use cloud::Cloud;
use cloud_local::Local;
use domain::report::Phase;
use domain::server::{InstanceState, StopReason};
use pack::sample::Sample;
use world::ordered::{in_state, until};

use crate::host::{Host, kill};

#[tokio::test(flavor = "multi_thread")]
async fn a_running_server_is_found_again_and_not_doubled() {
    let mut host = Host::start().await;
    let id = host.launch(&Sample::default()).await;
    let before = host.in_phase(&id, Phase::Online).await;
    host.kill_ac_deploy();
    assert!(host.info(8081).await.is_some(), "the race goes on");

    host.start_ac_deploy();
    let after = host.in_phase(&id, Phase::Online).await;
    assert_eq!(
        (before.boot, before.process_id, before.restarts),
        (after.boot, after.process_id, after.restarts)
    );
    // It is looked after again: a crash is mended.
    host.local().crash(&id).await.expect("killed");
    let mended = host
        .report_with(&id, |report| {
            report.phase == Phase::Online && report.restarts == 1
        })
        .await;
    assert_eq!(mended.exit_code, None, "nobody saw how it ended");
    assert_eq!(host.processes(&id), 1);

    // And it can be stopped, although another ac-deploy had started it.
    host.kill_ac_deploy();
    host.start_ac_deploy();
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

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_died_meanwhile_is_started_again() {
    let mut host = Host::start().await;
    let id = host.launch(&Sample::default()).await;
    let before = host.in_phase(&id, Phase::Online).await;
    host.kill_ac_deploy();
    kill(before.process_id.expect("a process"));
    until(async || (host.processes(&id) == 0).then_some(())).await;

    host.start_ac_deploy();
    let after = host
        .report_with(&id, |report| {
            report.phase == Phase::Online && report.restarts == 1
        })
        .await;
    assert_ne!(before.process_id, after.process_id);
    assert_eq!(host.processes(&id), 1);
}

/// As a shell sees it while the bot hangs: nobody has noticed, and nothing is on its way up.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_died_unseen_is_told_as_ended() {
    let mut host = Host::start().await;
    let id = host.launch(&Sample::default()).await;
    let before = host.in_phase(&id, Phase::Online).await;
    host.kill_ac_deploy();
    let lock = std::fs::File::open(host.settings.data_dir.join("keeper.lock")).expect("a lock");
    let taken = until(async || lock.try_lock().ok());
    taken.await;
    host.start_ac_deploy();
    kill(before.process_id.expect("a process"));
    let report = host.in_phase(&id, Phase::Crashed).await;
    assert_eq!(report.restarts, 0);
    assert_eq!(
        report.error.as_deref(),
        Some("The server program ended by itself.")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_process_is_never_taken_for_a_server() {
    let mut host = Host::start().await;
    let id = host.launch(&Sample::default()).await;
    let before = host.in_phase(&id, Phase::Online).await;
    host.kill_ac_deploy();
    kill(before.process_id.expect("a process"));
    // The system gives its number to somebody else.
    let mut stranger = std::process::Command::new("sleep")
        .arg("600")
        .spawn()
        .expect("a process");
    host.edit_state(&id, |state| {
        state["run"]["stage"]["process"]["pid"] = stranger.id().into()
    });

    host.start_ac_deploy();
    host.report_with(&id, |report| {
        report.phase == Phase::Online && report.restarts == 1
    })
    .await;
    let server = host.server(&id).await;
    host.local()
        .terminate(&server, StopReason::Asked)
        .await
        .expect("deleted");
    assert_eq!(
        stranger.try_wait().expect("asked"),
        None,
        "the stranger lives"
    );
    stranger.kill().expect("killed");
    stranger.wait().expect("gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_was_cut_off_makes_no_second_server() {
    let mut host = Host::start().await;
    let id = host.launch(&Sample::default()).await;
    host.in_phase(&id, Phase::Online).await;
    host.kill_ac_deploy();
    // As if it had been killed after the start, and before it wrote down what it had started.
    host.edit_state(&id, |state| {
        state["run"]["stage"] = serde_json::json!({ "is": "starting" })
    });

    host.start_ac_deploy();
    host.report_with(&id, |report| {
        report.phase == Phase::Online && report.restarts == 1
    })
    .await;
    assert_eq!(host.processes(&id), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_being_unpacked_comes_up_all_the_same() {
    let mut host = Host::start().await;
    let launch = host.upload(&Sample::default().zip(), "pack.zip").await;
    host.local().launch(&launch).await.expect("launched");
    host.kill_ac_deploy();
    let id = launch.spec.id;
    std::fs::create_dir_all(host.file(&id, "unpacking/half")).expect("left behind");
    host.start_ac_deploy();
    host.in_phase(&id, Phase::Online).await;
    assert_eq!(host.processes(&id), 1);
}

/// As when somebody works at a shell beside the bot.
#[tokio::test(flavor = "multi_thread")]
async fn two_programs_keep_one_folder_together() {
    let mut host = Host::start().await;
    let id = host.launch(&Sample::default()).await;
    host.in_phase(&id, Phase::Online).await;
    let shell = Local::open(host.settings.clone()).expect("open");
    let launch = host.upload(&Sample::default().zip(), "second.zip").await;
    let second = shell.launch(&launch).await.expect("launched").spec.id;
    host.in_phase(&second, Phase::Online).await;
    let server = host.server(&id).await;
    shell
        .stop(&server, StopReason::Asked)
        .await
        .expect("stopped");
    assert_eq!(
        (host.server(&id).await.state, host.processes(&id)),
        (InstanceState::Stopped, 0)
    );

    // Whoever is left goes on.
    host.kill_ac_deploy();
    shell.crash(&second).await.expect("killed");
    until(async || (host.processes(&second) == 1).then_some(())).await;
    let server = in_state(&shell, &second, InstanceState::Running).await;
    shell
        .terminate(&server, StopReason::Asked)
        .await
        .expect("deleted");
    assert_eq!(host.processes(&second), 0);
}

/// What an admin did in the game is not undone by a new server in the place of the old one.
#[tokio::test(flavor = "multi_thread")]
async fn whom_an_admin_banned_stays_banned_on_the_server_that_takes_its_place() {
    let host = Host::start().await;
    let old = host.launch(&Sample::default()).await;
    host.in_phase(&old, Phase::Online).await;
    let banned = host.file(&old, "pack/blacklist.txt");
    std::fs::write(&banned, "76561198000000001\n").expect("written");
    let mut launch = host.upload(&Sample::default().zip(), "pack.zip").await;
    launch.record.replaces = Some(old.clone());
    let new = host.run(&launch).await;
    host.in_phase(&new, Phase::Online).await;
    let kept = std::fs::read_to_string(host.file(&new, "pack/blacklist.txt"));
    assert_eq!(kept.expect("the list"), "76561198000000001\n");
}
