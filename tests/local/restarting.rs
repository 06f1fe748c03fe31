//! A server's program is restarted because somebody asked for it.

use cloud::{Cloud, CloudError, Restart};
use domain::report::Phase;
use domain::server::StopReason;
use pack::sample::Sample;

use crate::host::{Host, pack};

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_the_link_and_counts_as_no_end() {
    let host = Host::start().await;
    let id = host.launch(&Sample::default()).await;
    let mut before = host.in_phase(&id, Phase::Online).await;
    // More often than a program may end by itself.
    for _ in 0..6 {
        let server = host.server(&id).await;
        let answer = host.local().restart(&server).await.expect("an answer");
        assert_eq!(answer, Restart::Begun);
        let now = host.report(&id).await;
        assert!(
            now.process_id != before.process_id || now.phase == Phase::Starting,
            "whoever asked sees nothing of the program before: {now:#?}"
        );
        let now = host.in_phase(&id, Phase::Online).await;
        assert_ne!(now.process_id, before.process_id);
        assert_eq!(
            (&now.link, &now.boot, now.http_port),
            (&before.link, &before.boot, before.http_port)
        );
        assert_eq!((now.restarts, &now.error), (0, &None));
        assert_eq!(host.processes(&id), 1);
        before = now;
    }
    host.local().crash(&id).await.expect("killed");
    let crashed = host
        .report_with(&id, |report| {
            report.phase == Phase::Online && report.restarts == 1
        })
        .await;
    assert_eq!(crashed.http_port, before.http_port);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_given_up_or_pauses_is_started_at_once() {
    let host = Host::start_with(|settings| settings.starts = 1).await;
    let id = host.launch(&pack("crash:0:1")).await;
    host.in_phase(&id, Phase::Failed).await;
    let server = host.server(&id).await;
    let answer = host.local().restart(&server).await.expect("an answer");
    assert_eq!(answer, Restart::Begun);
    let report = host.in_phase(&id, Phase::Online).await;
    assert_eq!((report.restarts, report.error), (0, None));

    let host = Host::start_with(|settings| settings.restart_seconds = 3600).await;
    let id = host.launch(&Sample::default()).await;
    host.in_phase(&id, Phase::Online).await;
    host.local().crash(&id).await.expect("killed");
    host.report_with(&id, |report| {
        report.phase == Phase::Crashed && report.exit_code.is_some()
    })
    .await;
    let server = host.server(&id).await;
    host.local().restart(&server).await.expect("an answer");
    host.in_phase(&id, Phase::Online).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stopped_is_not_restarted() {
    let host = Host::start().await;
    let id = host.launch(&Sample::default()).await;
    host.in_phase(&id, Phase::Online).await;
    let server = host.server(&id).await;
    host.local()
        .stop(&server, StopReason::Asked)
        .await
        .expect("stopped");
    let refused = host.local().restart(&server).await;
    assert!(
        matches!(refused, Err(CloudError::WrongState { .. })),
        "{refused:?}"
    );
    assert_eq!(host.processes(&id), 0);
}
