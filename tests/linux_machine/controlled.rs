//! Race control of an AssettoServer: by its UDP plugin, and by its RCON where the plugin is silent.

use ::pack::{Platform, sample::Sample};
use acserver_stand_in::{CLIENTS_FILE, LOADING_FILE, driver};
use cloud_aws::report_command::restart_server;
use domain::control::{Control, Controlled};
use domain::report::Phase;

use crate::machine::Machine;
use crate::pack::{STAND_IN, program};
use crate::story::{deploy, has_link, is};

/// What the agent answers to whoever asks for something.
async fn control(machine: &Machine, control: &Control) -> Option<Controlled> {
    let asked = serde_json::to_vec(control).expect("JSON");
    let asked: String = asked.iter().map(|byte| format!("{byte:02x}")).collect();
    let said = machine
        .shell(&format!("/opt/ac-deploy/ac-deploy-agent control {asked}"))
        .await;
    serde_json::from_str(&said).ok()
}

async fn answers(machine: &Machine, asked: &Control, wanted: Controlled) {
    for _ in 0..50 {
        if control(machine, asked).await == Some(wanted) {
            return;
        }
    }
    panic!("never {wanted:?} for {asked:?}");
}

/// By which ports it is controlled.
async fn keys(machine: &Machine) -> String {
    machine
        .shell("cd /srv/ac-server/cfg; grep --no-filename -E '^(UDP_PLUGIN_|RconPort)' server_cfg.ini extra_cfg.yml")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn assettoserver_is_asked_by_rcon_why_a_session_does_not_change() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let own = format!("#!/bin/sh\nexec {STAND_IN} --program assetto-server\n");
    let pack = Sample {
        program: Some(program("assetto-server")),
        files: vec![("AssettoServer".to_owned(), own.into())],
        ..Sample::linux()
    };
    deploy(&machine, pack.tar_gz(), |plan| {
        plan.program = "AssettoServer".to_owned();
    })
    .await;
    let before = machine.wait("a link", has_link).await.report;
    machine.wait("online", is(Phase::Online)).await;
    let first = keys(&machine).await;
    assert_eq!(first.lines().count(), 3, "{first}");

    machine
        .shell(&format!(
            "cd /srv/ac-server; echo 2 >{CLIENTS_FILE}; touch {LOADING_FILE}"
        ))
        .await;
    answers(&machine, &Control::NextSession, Controlled::SomebodyLoads).await;
    let answer = control(&machine, &Control::RestartSession).await;
    assert_eq!(answer, Some(Controlled::SomebodyLoads));
    machine
        .shell(&format!("rm /srv/ac-server/{LOADING_FILE}"))
        .await;
    answers(&machine, &Control::NextSession, Controlled::Done).await;
    let load = Control::Load {
        guid: driver(0).1,
        ballast: Some(30),
        restrictor: None,
    };
    answers(&machine, &load, Controlled::Done).await;
    let log = machine.shell("cat /var/log/ac-deploy/server.log").await;
    assert!(log.contains("RCON ballast 0 30"), "{log}");

    // Nobody who learnt them knows those of the next start.
    machine.shell(restart_server(Platform::Linux)).await;
    let online = machine.wait("it to be online again", |told| {
        told.report.phase == Phase::Online && told.report.process_id != before.process_id
    });
    online.await;
    let second = keys(&machine).await;
    assert_eq!(second.lines().count(), 3, "{second}");
    for line in first.lines() {
        assert!(!second.contains(line), "{line} is in {second}");
    }
    answers(&machine, &Control::RestartSession, Controlled::Done).await;
}
