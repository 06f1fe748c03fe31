//! A program for Windows on this machine, with wine and a stand-in that mingw builds. Skipped, and
//! said so, where they are not installed.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use cloud::Cloud;
use domain::ids::ServerId;
use domain::report::Report;
use domain::server::{InstanceState, StopReason};

use crate::host::{Host, pack_with_free_ports};

const COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// Making wine's first folders takes most of it.
const PATIENCE: Duration = Duration::from_secs(180);

#[tokio::test(flavor = "multi_thread")]
async fn a_server_for_windows_runs_under_wine() {
    let wine = Path::new("/usr/bin/wine");
    let has_compiler = Command::new(COMPILER).arg("--version").output().is_ok();
    if !(wine.exists() && has_compiler) {
        // Past the test harness, which shows what a passing test prints to nobody.
        let _ = writeln!(
            std::io::stderr(),
            "no server was run under wine: install wine, wine64 and gcc-mingw-w64-x86-64-posix"
        );
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("acServer.exe");
    let source = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/windows_supervisor/acserver.c"
    );
    let built = Command::new(COMPILER)
        .args(["-static", "-o"])
        .arg(&program)
        .arg(source)
        .arg("-lws2_32")
        .status();
    assert!(
        built.expect("mingw starts").success(),
        "it does not compile"
    );

    let host = Host::start_with(|settings| {
        settings.simulate = None;
        settings.server_program = Some(program);
        settings.wine = Some(wine.to_owned());
    })
    .await;
    // One behind the other, so that the first has wine's own processes for its children.
    let id = host.launch(&pack_with_free_ports()).await;
    starts(&host, &id, 1).await;
    let other = host.launch(&pack_with_free_ports()).await;
    starts(&host, &other, 1).await;
    for id in [&id, &other] {
        assert_eq!(host.report(id).await.restarts, 0);
    }
    let server = host.server(&id).await;
    host.local()
        .stop(&server, StopReason::Asked)
        .await
        .expect("stopped");
    assert_eq!(host.server(&id).await.state, InstanceState::Stopped);

    // The other one goes on as if nothing had happened: it ends only when it is told to.
    std::fs::write(host.file(&other, "pack/end.txt"), "7").expect("written");
    let ended_as_told =
        |report: &Report| report.exit_code == Some(7) && report.process_id.is_some();
    let again = host.report_with(&other, ended_as_told).await;
    assert_eq!(again.restarts, 1, "{again:?}");
    host.local()
        .start(&host.server(&id).await)
        .await
        .expect("started");
    starts(&host, &id, 2).await;
    for id in [&id, &other] {
        let server = host.server(id).await;
        host.local()
            .stop(&server, StopReason::Asked)
            .await
            .expect("stopped");
    }
    // Wine's own helpers end with the last program, a moment later.
    let ended = async {
        while host.processes(&id) + host.processes(&other) != 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, ended)
        .await
        .expect("wine's own helpers end with it");
}

/// Waits until a server's program was started so often.
async fn starts(host: &Host, id: &ServerId, count: usize) {
    let file = host.file(id, "pack/starts.txt");
    let started = async {
        while std::fs::read_to_string(&file).map_or(0, |text| text.lines().count()) < count {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    if tokio::time::timeout(PATIENCE, started).await.is_err() {
        let log = std::fs::read_to_string(host.file(id, "server.log"));
        panic!("it did not start: {log:?}");
    }
}
