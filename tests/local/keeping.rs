//! Servers that end by themselves, and servers that nobody drives on.

use cloud::{Cloud, ServerLog};
use domain::report::Phase;
use domain::server::{InstanceState, StopReason};
use insta::assert_snapshot;
use pack::sample::Sample;
use world::ordered::in_state;

use crate::host::{Host, pack};

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_crashes_is_started_again() {
    let host = Host::start().await;
    let id = host.launch(&Sample::default()).await;
    let first = host.in_phase(&id, Phase::Online).await;
    host.local().crash(&id).await.expect("killed");
    let second = host
        .report_with(&id, |report| {
            report.phase == Phase::Online && report.restarts == 1
        })
        .await;
    assert_eq!(first.boot, second.boot, "it is the same run");
    assert_ne!(first.process_id, second.process_id);
    assert_eq!((second.exit_code, second.error), (Some(128 + 9), None));
    assert_eq!(host.processes(&id), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_is_told_until_it_answers_again() {
    let host = Host::start_with(|settings| settings.restart_seconds = 3600).await;
    let id = host.launch(&Sample::default()).await;
    host.in_phase(&id, Phase::Online).await;
    host.local().crash(&id).await.expect("killed");
    // Until it is written down nobody knows with which code.
    let report = host
        .report_with(&id, |report| {
            report.phase == Phase::Crashed && report.exit_code.is_some()
        })
        .await;
    assert_snapshot!(report.error.expect("words"), @"The server program was killed (signal 9), by somebody or for want of memory.");
    assert_eq!((report.link, report.process_id), (None, None));
    // Whoever does not want to wait stops it.
    let server = host.server(&id).await;
    host.local()
        .stop(&server, StopReason::Asked)
        .await
        .expect("stopped");
    assert_eq!(host.server(&id).await.state, InstanceState::Stopped);
}

/// `LOOP_MODE=0`: the last race of the evening is over, and the server is not started again.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_ends_after_its_last_session_has_not_crashed() {
    let host = Host::start().await;
    let sample = Sample {
        loops: false,
        ..pack("ends:3000")
    };
    let id = host.launch(&sample).await;
    host.in_phase(&id, Phase::Online).await;
    let report = host.in_phase(&id, Phase::Ended).await;
    assert_eq!((report.restarts, report.exit_code), (0, Some(0)));
    let words = report.error.expect("words");
    assert!(words.starts_with("The last session is over"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_never_stays_up_is_given_up() {
    let host = Host::start_with(|settings| settings.starts = 3).await;
    let id = host.launch(&pack("crash")).await;
    let report = host.in_phase(&id, Phase::Failed).await;
    assert_eq!((report.restarts, report.exit_code), (2, Some(2)));
    assert_snapshot!(report.error.expect("words"), @"The server program crashed: “panic: runtime error: index out of range”. It was started 3 times and will not be started again.");
    let server = host.server(&id).await;
    assert_eq!(
        server.state,
        InstanceState::Running,
        "somebody must stop it, or start it anew"
    );
    let ServerLog::Tail(log) = host.local().log(&server, 1).await.expect("a log") else {
        panic!("no log");
    };
    assert_eq!(log.as_str(), "panic: runtime error: index out of range");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_without_an_error_is_no_success() {
    let host = Host::start_with(|settings| settings.starts = 1).await;
    let id = host.launch(&pack("lobby-shutdown")).await;
    let report = host.in_phase(&id, Phase::Failed).await;
    assert_eq!(report.exit_code, Some(0));
    assert_snapshot!(report.error.expect("words"), @"The lobby of Assetto Corsa could not reach the server, so the server ended itself. Check its ports, or pack it with REGISTER_TO_LOBBY=0. It will not be started again.");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_recovers_is_online_in_the_end() {
    let host = Host::start().await;
    let id = host.launch(&pack("crash:0:2")).await;
    let report = host
        .report_with(&id, |report| {
            report.phase == Phase::Online && report.restarts == 2
        })
        .await;
    assert_eq!(report.error, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_server_ends_when_it_was_told_to() {
    let host = Host::start().await;
    let mut launch = host.upload(&Sample::default().zip(), "pack.zip").await;
    launch.spec.options.idle_minutes = Some(30);
    let id = host.run(&launch).await;
    let report = host
        .report_with(&id, |report| report.idle_since.is_some())
        .await;
    assert_eq!(
        (report.phase, report.stops_at),
        (Phase::Online, None),
        "that is long from now"
    );

    // As if it had been empty for 29 minutes: it says when it will end.
    let minutes_ago = |minutes: i64| {
        let then = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(minutes);
        serde_json::Value::from(then.to_string())
    };
    host.edit_state(&id, |state| state["run"]["empty_since"] = minutes_ago(29));
    let report = host
        .report_with(&id, |report| report.stops_at.is_some())
        .await;
    assert_eq!(report.phase, Phase::Online);

    host.edit_state(&id, |state| state["run"]["empty_since"] = minutes_ago(30));
    let server = in_state(host.local(), &id, InstanceState::Stopped).await;
    assert!(server.powered_itself_off);
    assert_eq!((server.record.ending, host.processes(&id)), (None, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_drivers_is_not_empty() {
    let host = Host::start().await;
    let id = host.launch(&Sample::default()).await;
    host.report_with(&id, |report| report.idle_since.is_some())
        .await;
    host.local().set_clients(&id, 3).await.expect("they drive");
    let report = host
        .report_with(&id, |report| {
            report.clients == Some(3) && report.idle_since.is_none()
        })
        .await;
    assert_eq!(report.max_clients, Some(4));
}
