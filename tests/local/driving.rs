//! What is driven on this machine's servers: kept whatever ends them, and controlled while it is on.

use std::net::Ipv4Addr;
use std::time::Duration;

use cloud::{Cloud, SessionFile};
use cloud_local::Local;
use domain::control::{Control, Controlled};
use domain::ids::ServerId;
use domain::report::Phase;
use domain::server::StopReason;
use results::journal::{self, Journal, Live};
use results::{SessionKind, SessionResult};
use tokio::net::UdpSocket;
use udp_plugin::Message;
use udp_plugin::journal::Line;
use world::ordered::until;

use crate::host::{Host, pack};

/// Both programs that speak to plugins, each in its own dialect.
const PROGRAMS: [&str; 2] = ["vanilla", "assetto-server"];

async fn with_drivers(program: &str, drivers: u32) -> (Host, ServerId) {
    let host = Host::start().await;
    let id = host.launch(&pack(program)).await;
    host.in_phase(&id, Phase::Online).await;
    host.local()
        .set_clients(&id, drivers)
        .await
        .expect("drivers");
    (host, id)
}

async fn files(local: &Local, id: &ServerId) -> Vec<SessionFile> {
    let server = world::ordered::listed(local, id).await;
    let left = local.session_files(&server).await.expect("files");
    assert!(!left.may_have_more);
    left.files
}

/// The last journal.
async fn journal(local: &Local, id: &ServerId) -> Journal {
    let server = world::ordered::listed(local, id).await;
    let files = files(local, id).await.into_iter();
    let mut journals = files.filter(|file| file.name.ends_with(".jsonl"));
    match journals.next_back() {
        Some(last) => {
            let bytes = local.session_file(&server, &last).await.expect("bytes");
            journal::read(&bytes).expect("a journal")
        }
        None => journal::read(b"").expect("an empty one"),
    }
}

async fn live(local: &Local, id: &ServerId, is_wanted: impl Fn(&Live) -> bool) -> Live {
    until(async || journal(local, id).await.live.filter(&is_wanted)).await
}

/// Until the race has been driven to its flag.
async fn race_to_the_flag(local: &Local, id: &ServerId) {
    local.drive_race(id).await.expect("a race");
    live(local, id, |live| {
        live.result.session.flag_shown == Some(true)
    })
    .await;
}

/// How often the server was asked which session runs, and answered.
async fn answers(local: &Local, id: &ServerId) -> usize {
    let server = world::ordered::listed(local, id).await;
    let mut answers = 0;
    for file in files(local, id).await {
        let bytes = local.session_file(&server, &file).await.expect("bytes");
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().filter_map(|line| Line::parse(line).ok());
        let said = lines.filter_map(|line| Message::decode(&line.datagram).ok());
        answers += said
            .filter(|it| matches!(it, Message::SessionInfo(_)))
            .count();
    }
    answers
}

/// ac-deploy is killed and started again, until it listens: what is said before that nobody hears.
async fn kill_and_start(host: &mut Host, id: &ServerId) {
    let before = answers(host.local(), id).await;
    host.kill_ac_deploy();
    host.start_ac_deploy();
    until(async || (before < answers(host.local(), id).await).then_some(())).await;
}

fn races(journal: &Journal) -> Vec<&SessionResult> {
    let all = journal.sessions.iter();
    all.filter(|it| it.session.kind == SessionKind::Race)
        .collect()
}

async fn control(local: &Local, id: &ServerId, control: Control) -> Controlled {
    let server = world::ordered::listed(local, id).await;
    local.control(&server, &control).await.expect("an answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_race_is_not_lost_by_a_stop_before_the_server_moves_on() {
    for program in PROGRAMS {
        let (host, id) = with_drivers(program, 4).await;
        race_to_the_flag(host.local(), &id).await;
        let before = files(host.local(), &id).await;
        assert!(
            before.iter().all(|file| !file.name.ends_with(".json")),
            "{program} has written nothing yet: {before:?}"
        );
        let server = host.server(&id).await;
        let stopped = host.local().stop(&server, StopReason::Asked).await;
        stopped.expect("stopped");
        let left = files(host.local(), &id).await;
        let has_file = left.iter().any(|file| file.name.ends_with("_RACE.json"));
        assert_eq!(has_file, program == "vanilla", "{left:?}");
        let journal = journal(host.local(), &id).await;
        let [race] = races(&journal)[..] else {
            panic!("one race: {journal:#?}");
        };
        assert!(race.session.complete);
        let laps: Vec<_> = race.classification.iter().map(|row| row.laps).collect();
        assert_eq!(laps, [5, 5, 5, 2]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_ends_the_session_first() {
    let (host, id) = with_drivers("vanilla", 3).await;
    race_to_the_flag(host.local(), &id).await;
    let server = host.server(&id).await;
    host.local().restart(&server).await.expect("restarted");
    host.in_phase(&id, Phase::Online).await;
    let left = files(host.local(), &id).await;
    assert!(
        left.iter().any(|file| file.name.ends_with("_RACE.json")),
        "{left:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_over_from_a_killed_ac_deploy_hears_the_rest_of_the_race() {
    for program in PROGRAMS {
        let (mut host, id) = with_drivers(program, 4).await;
        live(host.local(), &id, |live| live.present.len() == 4).await;
        kill_and_start(&mut host, &id).await;
        live(host.local(), &id, |live| live.present.len() == 4).await;
        race_to_the_flag(host.local(), &id).await;
        host.kill_ac_deploy();
        host.start_ac_deploy();
        let server = host.server(&id).await;
        let stopped = host.local().stop(&server, StopReason::Asked).await;
        stopped.expect("stopped");
        let journal = journal(host.local(), &id).await;
        let races = races(&journal);
        assert_eq!(races.len(), 1, "{journal:#?}");
        let rows = &races[0].classification;
        assert_eq!(rows.len(), 4);
        assert!(
            rows.iter().all(|row| row.guid.starts_with("76561198")),
            "{rows:#?}"
        );
    }
}

/// What was said meanwhile is nobody's. The server still knows it, and its session is ended before it is.
#[tokio::test(flavor = "multi_thread")]
async fn a_race_that_nobody_listened_to_is_written_down_by_acserver() {
    let (mut host, id) = with_drivers("vanilla", 4).await;
    live(host.local(), &id, |live| live.present.len() == 4).await;
    let state = std::fs::read(host.file(&id, "server.json")).expect("a state");
    let state: serde_json::Value = serde_json::from_slice(&state).expect("JSON");
    let port = state["plugin"]["ours"].as_u64().expect("a port");
    let port = u16::try_from(port).expect("a port");
    host.kill_ac_deploy();

    // The test hears the race in its place.
    let bind = || UdpSocket::bind((Ipv4Addr::LOCALHOST, port));
    let ear = until(async || bind().await.ok()).await;
    let driving = host.file(&id, "pack").join(acserver_stand_in::DRIVING_FILE);
    std::fs::write(driving, "1").expect("written");
    let mut datagram = [0; udp_plugin::MAX_DATAGRAM];
    loop {
        let count = ear.recv(&mut datagram).await.expect("a datagram");
        if let Ok(Message::LapCompleted(lap)) = Message::decode(&datagram[..count])
            && lap.leaderboard.iter().filter(|row| row.completed).count() == 3
        {
            break;
        }
    }
    drop(ear);

    host.start_ac_deploy();
    let is_race = |live: &Live| live.result.session.kind == SessionKind::Race;
    live(host.local(), &id, is_race).await;
    let server = host.server(&id).await;
    let stopped = host.local().stop(&server, StopReason::Asked).await;
    stopped.expect("stopped");
    let left = files(host.local(), &id).await;
    assert!(
        left.iter().any(|file| file.name.ends_with("_RACE.json")),
        "{left:?}"
    );
}

/// The machine's power fails, and with it the server.
#[tokio::test(flavor = "multi_thread")]
async fn a_race_outlives_a_server_that_is_killed() {
    let (host, id) = with_drivers("assetto-server", 4).await;
    race_to_the_flag(host.local(), &id).await;
    host.local().crash(&id).await.expect("killed");
    host.report_with(&id, |report| {
        report.restarts == 1 && report.phase == Phase::Online
    })
    .await;
    let server = host.server(&id).await;
    let files = files(host.local(), &id).await;
    let journals: Vec<_> = files
        .iter()
        .filter(|file| file.name.ends_with(".jsonl"))
        .collect();
    assert_eq!(journals.len(), 2, "one for each start: {files:?}");
    let bytes = host.local().session_file(&server, journals[0]).await;
    let journal = journal::read(&bytes.expect("bytes")).expect("a journal");
    assert_eq!(races(&journal)[0].classification.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn stewards_control_what_is_driven() {
    for program in PROGRAMS {
        let (host, id) = with_drivers(program, 3).await;
        let local = host.local();
        let there = live(local, &id, |live| live.present.len() == 3)
            .await
            .present;

        let say = Control::Say {
            text: "Safety car!\nSlow down".to_owned(),
        };
        assert_eq!(control(local, &id, say).await, Controlled::Told);
        let server = host.server(&id).await;
        until(async || {
            let cloud::ServerLog::Tail(tail) = local.log(&server, 50).await.expect("a log") else {
                return None;
            };
            let text = tail.to_string();
            text.contains("CHAT [SERVER]: Safety car! Slow down")
                .then_some(())
        })
        .await;

        let guid = there[1].guid.clone();
        let kick = Control::Kick { guid: guid.clone() };
        assert_eq!(control(local, &id, kick.clone()).await, Controlled::Done);
        live(local, &id, |live| live.present.len() == 2).await;
        assert_eq!(control(local, &id, kick).await, Controlled::NotThere);

        // Whoever is banned is thrown out, and stays out after ac-deploy was killed.
        let banned = there[0].guid.clone();
        let bans = Control::Bans {
            guids: vec![banned.clone()],
        };
        assert_eq!(control(local, &id, bans).await, Controlled::Done);
        live(local, &id, |live| live.present.len() == 1).await;

        race_to_the_flag(local, &id).await;
        assert_eq!(
            control(local, &id, Control::NextSession).await,
            Controlled::Done
        );
        let journal = journal(local, &id).await;
        assert!(races(&journal)[0].session.complete);
        local
            .stop(&server, StopReason::Asked)
            .await
            .expect("stopped");
        assert_eq!(
            control(local, &id, Control::NextSession).await,
            Controlled::NotOnline
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ban_outlives_ac_deploy_and_the_server() {
    let (mut host, id) = with_drivers("vanilla", 0).await;
    let (_, guid) = acserver_stand_in::driver(0);
    let bans = Control::Bans { guids: vec![guid] };
    assert_eq!(control(host.local(), &id, bans).await, Controlled::Done);
    host.kill_ac_deploy();
    host.start_ac_deploy();
    let server = host.server(&id).await;
    host.local().restart(&server).await.expect("restarted");
    host.in_phase(&id, Phase::Online).await;
    host.local().set_clients(&id, 2).await.expect("drivers");
    let there = until(async || {
        let journal = journal(host.local(), &id).await;
        let present = journal.live?.present;
        let (_, other) = acserver_stand_in::driver(1);
        (present.len() == 1 && present[0].guid == other).then_some(())
    });
    tokio::time::timeout(Duration::from_secs(30), there)
        .await
        .expect("the banned one is thrown out, the other one stays");
}
