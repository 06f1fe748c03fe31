//! A program for Windows on this machine, with wine and a stand-in that mingw builds. Skipped, and
//! said so, where they are not installed.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use ac_deploy::cloud::Cloud;
use ac_deploy::domain::server::{Ending, InstanceState};

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
    let id = host.launch(&pack_with_free_ports()).await;
    let starts = host.file(&id, "pack/starts.txt");
    let started = async {
        while !starts.exists() {
            let report = host.report(&id).await;
            assert_eq!(report.error, None);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let log = || std::fs::read_to_string(host.file(&id, "server.log")).unwrap_or_default();
    if tokio::time::timeout(PATIENCE, started).await.is_err() {
        panic!("it did not start: {}", log());
    }
    assert_eq!(host.report(&id).await.restarts, 0);
    let server = host.server(&id).await;
    host.local()
        .stop(&server, Ending::Asked)
        .await
        .expect("stopped");
    assert_eq!(host.server(&id).await.state, InstanceState::Stopped);
    // Wine's own helpers end with the program, a moment later.
    let ended = async {
        while host.processes(&id) != 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, ended)
        .await
        .expect("wine's own helpers end with it");
}
