//! From a stored pack to a join link, and down again.

use cloud::{Cloud, ServerLog};
use cloud_local::SupervisorTimings;
use domain::lifecycle::ReportOutcome;
use domain::report::{LinkSource, Phase};
use domain::server::{InstanceState, StopReason};
use pack::sample::Sample;
use world::ordered::{in_state, until};

use crate::host::{Host, pack};

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_becomes_a_join_link() {
    let host = Host::start().await;
    let id = host.launch(&Sample::default()).await;
    let report = host
        .report_with(&id, |report| report.ports_open == Some(true))
        .await;
    let report = if report.phase == Phase::Online {
        report
    } else {
        host.in_phase(&id, Phase::Online).await
    };
    assert_eq!(
        report.link.expect("a link").to_string(),
        format!(
            "https://acstuff.club/s/q:race/online/join?ip={}&httpPort=8081",
            host.address()
        )
    );
    assert_eq!(report.link_source, Some(LinkSource::Built));
    assert_eq!((report.clients, report.max_clients), (Some(0), Some(4)));
    assert_eq!((report.restarts, report.error), (0, None));
    let info = host.info(8081).await.expect("it answers");
    assert_eq!(info["name"], "Sunday Cup");
    let server = host.server(&id).await;
    assert_eq!(
        server.hosting.as_str(),
        "this machine, simulated server",
        "it says what it is"
    );
    let ServerLog::Tail(log) = host.local().log(&server, 5).await.expect("a log") else {
        panic!("no log");
    };
    assert!(
        log.as_str()
            .ends_with("SENDING session name : Practice\nOK"),
        "{log}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_own_link_wins() {
    let host = Host::start().await;
    let id = host.launch(&pack("assetto-server")).await;
    let report = host
        .report_with(&id, |report| report.link_source == Some(LinkSource::Log))
        .await;
    let link = report
        .link_to(host.address())
        .expect("our address")
        .to_string();
    assert!(link.ends_with("&httpPort=8081"), "{link}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_linux_pack_runs_too() {
    let host = Host::start().await;
    let launch = host.upload(&Sample::linux().tar_gz(), "pack.tar.gz").await;
    let server = host.local().launch(&launch).await.expect("launched");
    host.in_phase(&server.id, Phase::Online).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_in_a_folder_runs_in_it() {
    let host = Host::start().await;
    let in_folder = Sample {
        root: "Friday Cup/".to_owned(),
        ..Sample::default()
    };
    let mut launch = host.upload(&in_folder.zip(), "pack.zip").await;
    launch.program = "Friday Cup/acServer.exe".to_owned();
    let server = host.local().launch(&launch).await.expect("launched");
    host.in_phase(&server.id, Phase::Online).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_ends_it_and_a_start_is_a_new_boot() {
    let host = Host::start().await;
    let id = host.launch(&Sample::default()).await;
    let first = host.in_phase(&id, Phase::Online).await;
    let server = host.server(&id).await;
    host.local()
        .stop(&server, StopReason::Asked)
        .await
        .expect("stopped");
    let stopped = host.server(&id).await;
    assert_eq!(
        stopped.state,
        InstanceState::Stopped,
        "a stop waits for the end"
    );
    assert_eq!((host.processes(&id), stopped.address), (0, None));
    assert!(host.info(8081).await.is_none());
    let readings = host.local().reports(&[&stopped]).await.expect("readings");
    assert_eq!(readings[&stopped.instance], ReportOutcome::NotAsked);

    host.local().start(&stopped).await.expect("starting");
    in_state(host.local(), &id, InstanceState::Running).await;
    let second = host.in_phase(&id, Phase::Online).await;
    assert_ne!(first.boot, second.boot);
    assert_eq!(host.processes(&id), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_a_server_that_is_stopped_on_its_way_up() {
    let host = Host::start().await;
    let hour = std::time::Duration::from_secs(3600);
    for pace in [
        SupervisorTimings {
            unpacking: hour,
            ..SupervisorTimings::default()
        },
        SupervisorTimings {
            starting: hour,
            ..SupervisorTimings::default()
        },
    ] {
        host.local().set_pace(pace);
        let id = host.launch(&Sample::default()).await;
        until(async || {
            let text = std::fs::read_to_string(host.file(&id, "server.json")).ok()?;
            text.contains("\"unpacking\"").then_some(())
        })
        .await;
        let server = host.server(&id).await;
        host.local()
            .stop(&server, StopReason::Asked)
            .await
            .expect("stopped");
        let server = host.server(&id).await;
        assert_eq!(server.state, InstanceState::Stopped, "{pace:?}");
        // And it can be had after all.
        host.local().set_pace(SupervisorTimings::default());
        host.local().start(&server).await.expect("started");
        host.in_phase(&id, Phase::Online).await;
        let server = host.server(&id).await;
        host.local()
            .terminate(&server, StopReason::Asked)
            .await
            .expect("deleted");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_deleted_server_left_is_swept() {
    let host = Host::start().await;
    let id = host.launch(&Sample::default()).await;
    host.in_phase(&id, Phase::Online).await;
    let server = host.server(&id).await;
    host.local()
        .terminate(&server, StopReason::Asked)
        .await
        .expect("deleted");
    assert_eq!(host.processes(&id), 0);
    // What takes room goes at once: where nobody runs a bot, nobody sweeps.
    assert!(!host.file(&id, "pack").exists());
    assert!(host.file(&id, "server.log").exists());
    let all = host.local().servers().await.expect("a list");
    assert_eq!(host.local().sweep(&all).await.expect("swept").gone, 1);
    assert!(!host.file(&id, "server.log").exists());
    assert_eq!(
        host.local().packs("packs/").await.expect("packs").len(),
        1,
        "its pack is kept"
    );
}
