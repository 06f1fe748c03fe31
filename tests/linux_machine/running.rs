//! What becomes of a server: crashes, what its program may do, nobody there.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use ::pack::{Platform, sample::Sample};
use acserver_stand_in::CLIENTS_FILE;
use cloud_aws::report_command::{read_log, restart_server};
use domain::report::{LinkSource, Phase, ServerStatus};

use crate::ADDRESS;
use crate::machine::{Machine, Pace, Told, wait_until};
use crate::pack::{self, playing};
use crate::story::{deploy, failed_with, has_link, is};

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_is_told_and_the_server_started_again() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    deploy(&machine, playing("crash:1000:1"), |_| {}).await;
    machine.wait("a link", has_link).await;
    let told = machine.wait("the crash", is(Phase::Crashed)).await;
    assert_eq!(told.report.exit_code, Some(2));
    assert_eq!(told.report.status, Some(ServerStatus::Stopped));
    assert_eq!(
        told.error(),
        "The server program crashed: “panic: runtime error: index out of range”."
    );
    println!("{}", told.text);
    let told = machine
        .wait("another start", |told| {
            told.report.phase == Phase::Online && told.report.restarts == 1
        })
        .await;
    println!("{}", told.text);
    machine.wait("a link", has_link).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_is_no_crash() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    deploy(&machine, playing("vanilla"), |_| {}).await;
    let before = machine.wait("a link", has_link).await.report;
    let began = Instant::now();
    machine.shell(restart_server(Platform::Linux)).await;
    println!("restarted within {:?}", began.elapsed());
    let now = machine.wait("it to be online again", |told| {
        told.report.phase == Phase::Online && told.report.process_id != before.process_id
    });
    let now = now.await.report;
    assert_eq!((now.restarts, &now.error), (0, &None));
    assert_eq!((&now.link, &now.boot), (&before.link, &before.boot));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_loop_ends() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    deploy(&machine, playing("crash"), |_| {}).await;
    let told = machine.wait("the end", is(Phase::Failed)).await;
    println!("{}", told.text);
    assert_eq!(
        told.error(),
        "The server program crashed: “panic: runtime error: index out of range”. \
         It was started 5 times and will not be started again."
    );
    assert_eq!(told.report.restarts, 4);
}

/// Content Manager's wrapper goes on serving its own page after its server has died.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrapper_whose_server_died_is_not_online() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let wrapper = "#!/bin/bash\n\
        ./acServer & \n\
        wait $!\n\
        echo \"AC server exited with code $?\"\n\
        exec sleep infinity\n";
    let pack = Sample {
        program: Some(pack::program("crash:1000:1")),
        files: vec![("acServerWrapper".to_owned(), wrapper.into())],
        ..Sample::linux()
    };
    deploy(&machine, pack.tar_gz(), |plan| {
        plan.program = "acServerWrapper".to_owned();
    })
    .await;
    machine.wait("a link", has_link).await;
    let told = machine.wait("the crash", is(Phase::Crashed)).await;
    println!("{}", told.text);
    assert_eq!(told.report.exit_code, Some(2));
    assert_eq!(
        told.error(),
        "The server program crashed: “panic: runtime error: index out of range”."
    );
    machine
        .wait("another start", |told| {
            told.report.phase == Phase::Online && told.report.restarts == 1
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_ends_after_its_last_session_has_not_crashed() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let program = format!(
        "#!/bin/bash\n# stand-in: vanilla\n{} &\nuntil [ -e end ]; do sleep 0.1; done\nkill $!\nexit 0\n",
        pack::STAND_IN
    );
    let pack = Sample {
        program: Some(program.into()),
        loops: false,
        ..Sample::linux()
    };
    deploy(&machine, pack.tar_gz(), |_| {}).await;
    machine.wait("online", is(Phase::Online)).await;
    machine.shell("touch /srv/ac-server/end").await;
    let told = machine.wait("the end", is(Phase::Ended)).await;
    assert_eq!(told.report.restarts, 0);
    assert!(
        told.error().starts_with("The last session is over"),
        "{}",
        told.error()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lobby_that_cannot_reach_the_server_is_no_success() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    deploy(&machine, playing("lobby-shutdown"), |_| {}).await;
    let words = "The lobby of Assetto Corsa could not reach the server";
    let told = machine.wait(words, failed_with(words)).await;
    println!("{}", told.text);
    assert_eq!(told.report.exit_code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_is_told() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    deploy(&machine, playing("busy-port"), |_| {}).await;
    let words = "A port that the server needs is taken. Check";
    let told = machine.wait(words, failed_with(words)).await;
    println!("{}", told.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_was_killed_knows_what_it_knew() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let program = pack::assetto_server(ADDRESS);
    deploy(&machine, pack::with_program(program), |_| {}).await;
    let from_log = |told: &Told| {
        told.report.link_source == Some(LinkSource::Log) && told.report.checks().is_good()
    };
    let before = machine.wait("the link from the log", from_log).await;
    // Whatever stands there now was written by the next one.
    machine
        .shell(
            "systemctl kill --signal=KILL ac-agent; \
                sed -i '/^AC_SERVER_LINK/d; /^LINK_SOURCE/d' /run/ac-deploy/server-info.txt",
        )
        .await;
    let after = machine.wait("the link again", from_log).await;
    assert_eq!(before.value("IDLE_SINCE"), after.value("IDLE_SINCE"));
    assert_eq!(before.value("PROCESS_ID"), after.value("PROCESS_ID"));
    assert_eq!(after.report.restarts, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_gets_its_folder_and_its_ports_and_no_more() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    // What it could do is tried by the pack's own program, before it becomes the server.
    let probe = "#!/bin/bash\n# stand-in: vanilla\n\
        curl -s -o /dev/null -m 2 http://169.254.169.254/latest/meta-data && echo CAN ask for keys\n\
        cat /opt/ac-deploy/plan.json && echo CAN read the plan\n\
        touch /etc/owned /opt/owned /var/lib/owned 2>/dev/null && echo CAN write outside\n\
        ls /root 2>/dev/null && echo CAN see homes\n\
        echo 'Password: da39a3ee'; echo \"is $(id -un)\"; touch owned && echo may write inside\n\
        exec ";
    let probe = format!("{probe}{}\n", pack::STAND_IN);
    deploy(&machine, pack::with_program(probe.into()), |_| {}).await;
    machine.wait("a link", has_link).await;
    let log = machine
        .wait_for("cat /var/log/ac-deploy/server.log", |log| {
            log.contains("Server started")
        })
        .await;
    assert!(!log.contains("CAN"), "{log}");
    assert!(log.contains("is ac-server\nmay write inside\n"), "{log}");
    let shown = machine.shell(&read_log(Platform::Linux, 50)).await;
    assert!(shown.contains("Password: ***\n"), "{shown}");
    let keys = machine
        .shell("curl -s -o /dev/null -w '%{http_code}' http://169.254.169.254/latest/meta-data")
        .await;
    assert_eq!(keys, "401", "the metadata service is there for others");
}

fn set_players(machine: &Machine, number: &str) {
    let file = Path::new("/srv/ac-server").join(CLIENTS_FILE);
    let file = machine.file(&file.to_string_lossy());
    std::fs::write(file, number).expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_nobody_uses_powers_itself_off() {
    let Some(mut machine) = Machine::with(Pace {
        minute: 2.0,
        ..Pace::default()
    })
    .await
    else {
        return;
    };
    deploy(&machine, playing("vanilla"), |plan| {
        plan.options.idle_minutes = Some(4)
    })
    .await;
    let told = machine
        .wait("nobody", |told| told.value("IDLE_SINCE").is_some())
        .await;
    assert_eq!(told.value("STOPS_AT"), None, "not yet");
    let told = machine
        .wait("the warning", |told| told.value("STOPS_AT").is_some())
        .await;
    println!("{}", told.text);
    // Somebody joins: all is well again.
    set_players(&machine, "2");
    let told = machine
        .wait("two players", |told| told.report.clients == Some(2))
        .await;
    assert_eq!(
        (told.value("IDLE_SINCE"), told.value("STOPS_AT")),
        (None, None)
    );
    set_players(&machine, "0");
    let told = machine
        .wait("the warning", |told| told.value("STOPS_AT").is_some())
        .await;
    let since: jiff::Timestamp = told
        .value("IDLE_SINCE")
        .expect("there")
        .parse()
        .expect("a time");
    let stops: jiff::Timestamp = told
        .value("STOPS_AT")
        .expect("there")
        .parse()
        .expect("a time");
    let between = stops.duration_since(since).as_secs();
    assert!((7..=9).contains(&between), "{between} s");
    wait_until("the machine to power itself off", || {
        (!machine.is_on()).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_failed_powers_itself_off_too() {
    let Some(mut machine) = Machine::with(Pace {
        minute: 2.0,
        ..Pace::default()
    })
    .await
    else {
        return;
    };
    deploy(&machine, pack::with_program(b"MZ".to_vec()), |plan| {
        plan.options.idle_minutes = Some(1)
    })
    .await;
    let told = machine
        .wait("the warning", |told| told.value("STOPS_AT").is_some())
        .await;
    assert_eq!(told.report.phase, Phase::Failed);
    println!("{}", told.text);
    wait_until("the machine to power itself off", || {
        (!machine.is_on()).then_some(())
    })
    .await;
}

/// Of one core, whose other time is the game's. The pace is ten times that of a real machine.
#[tokio::test(flavor = "multi_thread")]
async fn the_agent_costs_next_to_nothing() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    deploy(&machine, playing("vanilla"), |_| {}).await;
    machine
        .wait("good health", |told| told.report.checks().is_good())
        .await;
    let usage = async || -> f64 {
        let said = machine
            .shell("systemctl show --property=CPUUsageNSec --value ac-agent")
            .await;
        let nanoseconds: f64 = said.trim().parse().expect("a number");
        nanoseconds / 1e9
    };
    let (began, before) = (Instant::now(), usage().await);
    let mut updates = BTreeSet::new();
    machine
        .wait("fifteen reports", |told| {
            updates.insert(told.value("UPDATED").map(str::to_owned));
            updates.len() == 15
        })
        .await;
    let hours = began.elapsed().as_secs_f64() * 10.0 / 3600.0;
    let cost = (usage().await - before) / hours;
    println!("the agent takes {cost:.1} s of processor time an hour");
    assert!(cost < 36.0, "{cost:.1} s an hour are more than one percent");
    let kibibytes: u32 = machine
        .shell("awk '/^VmRSS/ { print $2 }' /proc/$(systemctl show -P MainPID ac-agent)/status")
        .await
        .trim()
        .parse()
        .expect("a number");
    println!("the agent takes {kibibytes} KiB of memory");
    assert!(kibibytes <= 12 << 10, "{kibibytes} KiB");
}
