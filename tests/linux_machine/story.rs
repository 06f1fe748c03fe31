//! A machine's life, from its first boot on.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Instant;

use ac_deploy::acserver::CLIENTS_FILE;
use ac_deploy::cloud::BootPlan;
use ac_deploy::cloud::aws::user_data::user_data;
use ac_deploy::domain::pack::Platform;
use ac_deploy::domain::report::{LinkSource, Phase, ServerStatus};

use crate::ADDRESS;
use crate::amazon::BUCKET;
use crate::machine::{Machine, Pace, Told, wait_until};
use crate::pack::{self, KEY, plan, playing};

/// Stores the pack, and boots the machine for the first time with this plan.
async fn deploy(machine: &Machine, pack: Vec<u8>, change: impl FnOnce(&mut BootPlan)) {
    let mut plan = plan(&pack);
    machine.amazon.put(BUCKET, KEY, pack);
    machine.amazon.account().address = Some(ADDRESS);
    change(&mut plan);
    let user_data = user_data(&plan, Platform::Linux).expect("user data");
    machine.run_user_data(&user_data).await;
}

/// How far a machine is on the way to a running server.
fn rank(told: &Told) -> usize {
    let all = [
        Phase::Downloading,
        Phase::Unpacking,
        Phase::Starting,
        Phase::Online,
    ];
    all.iter()
        .position(|one| *one == told.report.phase)
        .unwrap_or_else(|| panic!("{}", told.text))
}

fn is(phase: Phase) -> impl Fn(&Told) -> bool {
    move |told| told.report.phase == phase
}

/// The cause may take a moment longer than the fact: it comes through the journal.
fn failed_with(words: &str) -> impl Fn(&Told) -> bool {
    move |told| told.report.phase == Phase::Failed && told.error().starts_with(words)
}

fn has_link(told: &Told) -> bool {
    told.report.link.is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_comes_online_with_a_built_link() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let began = Instant::now();
    deploy(&machine, playing("vanilla"), |_| {}).await;
    for (number, phase) in ["downloading", "unpacking", "starting", "online"]
        .iter()
        .enumerate()
    {
        machine.wait(phase, |told| number <= rank(told)).await;
        println!("{phase} after {:.2} s", began.elapsed().as_secs_f32());
    }
    let told = machine.wait("a link", has_link).await;
    println!(
        "link after {:.2} s\n{}",
        began.elapsed().as_secs_f32(),
        told.text
    );
    let report = &told.report;
    assert_eq!(
        report.link.as_ref().map(ToString::to_string).as_deref(),
        Some("https://acstuff.club/s/q:race/online/join?ip=203.0.113.7&httpPort=8081")
    );
    assert_eq!(report.link_source, Some(LinkSource::Built));
    let told = machine
        .wait("good health", |told| told.report.health().is_good())
        .await;
    let report = &told.report;
    assert_eq!((report.clients, report.max_clients), (Some(0), Some(4)));
    assert_eq!((report.restarts, report.exit_code), (0, None));
    assert_eq!(report.status, Some(ServerStatus::Running));
    // Where the bot looks for it, and for the log.
    let read = machine
        .shell("cat /var/lib/ac-deploy/server-info.txt")
        .await;
    assert!(read.contains("PHASE=online"), "{read}");
    machine
        .wait_for("cat /var/log/ac-deploy/server.log", |log| {
            log.contains(
                "
Server started
",
            )
        })
        .await;
    assert_eq!(
        machine.amazon.account().asked,
        [
            format!("HEAD role {BUCKET}/{KEY}"),
            format!("GET role {BUCKET}/{KEY}")
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_in_the_log_wins() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let program = pack::assetto_server(ADDRESS);
    deploy(&machine, pack::with_program(program), |_| {}).await;
    let told = machine
        .wait("the link from the log", |told| {
            told.report.link_source == Some(LinkSource::Log)
        })
        .await;
    assert_eq!(
        told.value("AC_SERVER_LINK"),
        Some("https://acstuff.club/s/q:race/online/join?ip=203.0.113.7&httpPort=8081")
    );
    machine
        .wait("good health", |told| told.report.health().is_good())
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_link_is_taken_before_anybody_can_chat() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let pack = playing("short-link");
    // And any name will do.
    let key = "packs/Nürburg 夜 'Cup' $(reboot).tar.gz";
    machine.amazon.put(BUCKET, key, pack.clone());
    deploy(&machine, pack, |plan| plan.key = key.to_owned()).await;
    machine.wait("a link", has_link).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_boot_has_a_new_address_and_nothing_to_install() {
    let Some(mut machine) = Machine::new().await else {
        return;
    };
    deploy(&machine, playing("vanilla"), |_| {}).await;
    let first = machine.wait("a link", has_link).await;
    let asked = machine.amazon.account().asked.len();
    machine.switch_off().await;
    assert!(machine.told().is_none(), "no report outlives its boot");
    let address = Ipv4Addr::new(198, 51, 100, 9);
    machine.amazon.account().address = Some(address);
    machine.switch_on().await;
    let second = machine.wait("a link", has_link).await;
    assert_ne!(first.report.boot, second.report.boot);
    assert_eq!(second.report.public_ip, Some(address));
    let link = second.report.link_to(address);
    assert!(link.is_some_and(|link| link.to_string().contains("198.51.100.9")));
    assert_eq!(
        machine.amazon.account().asked.len(),
        asked,
        "it was downloaded again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_up_that_was_interrupted_goes_on_at_the_next_boot() {
    let Some(mut machine) = Machine::with(Pace {
        // The role may not read the pack, and the first pause does not end.
        pause: 1000.0,
        ..Pace::default()
    })
    .await
    else {
        return;
    };
    machine.amazon.account().closed.push(BUCKET.to_owned());
    deploy(&machine, playing("vanilla"), |_| {}).await;
    wait_until("the first attempt", || {
        (!machine.amazon.account().asked.is_empty()).then_some(())
    })
    .await;
    machine.switch_off().await;
    machine.amazon.account().closed.clear();
    machine.switch_on().await;
    machine.wait("a link", has_link).await;
}

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
        "The server program ended by itself with code 2. Its log may say why."
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
async fn a_crash_loop_ends() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    deploy(&machine, playing("crash"), |_| {}).await;
    let told = machine.wait("the end", is(Phase::Failed)).await;
    println!("{}", told.text);
    assert_eq!(
        told.error(),
        "The server program ended by itself with code 2. Its log may say why. \
         It was started 5 times and will not be started again."
    );
    assert_eq!(told.report.restarts, 4);
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

/// What cannot be run, and what the machine says of it. One machine for all: each is its first.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_run_is_refused_with_words() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let outside =
        "unpacking the pack: it holds a file that would be written outside of its folder.";
    let special =
        "unpacking the pack: it holds a link or another special file, which no pack needs.";
    let good = || playing("vanilla");
    let half = good()[..300].to_vec();
    let gone = "packs/gone.tar.gz";
    let closed = "somebody-elses";
    machine.amazon.account().closed.push(closed.to_owned());
    type Change = fn(&mut BootPlan);
    let as_it_is: Change = |_| {};
    let cases: Vec<(Vec<u8>, Change, String)> = vec![
        (pack::hostile("../../etc/owned", tar::EntryType::Regular, None), as_it_is, outside.into()),
        (pack::hostile("cfg/..\\..\\owned", tar::EntryType::Regular, None), as_it_is, outside.into()),
        (pack::hostile("/etc/owned", tar::EntryType::Regular, None), as_it_is, outside.into()),
        (pack::hostile("cfg", tar::EntryType::Symlink, Some("/etc")), as_it_is, special.into()),
        (pack::hostile("cfg/a", tar::EntryType::Link, Some("/etc/passwd")), as_it_is, special.into()),
        (pack::hostile("disk", tar::EntryType::Block, None), as_it_is, special.into()),
        (
            half,
            as_it_is,
            "unpacking the pack: it is no .tar.gz that could be read. Pack it again with Content Manager.".into(),
        ),
        (
            pack::with_program(b"MZ\x90\0\x03".to_vec()),
            as_it_is,
            "unpacking the pack: its acServer is a program for Windows. Pack it for Linux, or as a .zip for Windows.".into(),
        ),
        (
            pack::with_program(b"\x7fELF\x01\x01\x01\0 /lib/ld-linux.so.2\0".to_vec()),
            as_it_is,
            "unpacking the pack: its acServer was made for 32-bit Linux and needs libraries that the machine does not have. Choose Linux (64-bit) in Content Manager, or pack it for Windows.".into(),
        ),
        (
            good(),
            |plan| plan.sha256 = Some("0".repeat(64)),
            "downloading the pack: it arrived damaged (its size or checksum differs from the upload). Deploy it again.".into(),
        ),
        (
            good(),
            |plan| plan.bucket = "somebody-elses".to_owned(),
            format!("downloading the pack: {KEY} could not be read from S3: AWS does not let this machine read it. Check the permissions of its role and of the bucket."),
        ),
        (
            good(),
            |plan| plan.key = "packs/gone.tar.gz".to_owned(),
            format!("downloading the pack: {gone} could not be read from S3: it is not there any more. Upload the pack again."),
        ),
        (
            good(),
            |plan| plan.size = 1 << 50,
            "downloading the pack: the machine's disk is too small for the pack. Deploy it with a larger disk.".into(),
        ),
    ];
    for (pack, change, words) in cases {
        deploy(&machine, pack, change).await;
        let told = machine.wait("the refusal", is(Phase::Failed)).await;
        assert_eq!(told.error(), format!("The machine failed while {words}"));
        // The monitor takes over what the set-up said.
        let later = machine
            .wait("the monitor's report", |told| {
                told.value("PUBLIC_IP").is_some()
            })
            .await;
        assert_eq!(
            (later.report.phase, later.error()),
            (Phase::Failed, told.error())
        );
        let left = machine
            .shell("ls -A /srv; ls /etc/owned /srv/owned 2>/dev/null")
            .await;
        assert_eq!(left, "", "something was installed");
        machine
            .shell("systemctl stop 'ac-*'; rm -rf /opt/ac-deploy /run/ac-deploy /var/log/ac-deploy")
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_too_small_is_told() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    // The pack fits and what is in it does not.
    machine.shell("mount -t tmpfs -o size=1m tmpfs /srv").await;
    let mut padded = tar::Builder::new(ac_deploy::domain::pack::sample::gzip(Vec::new()));
    let mut header = ac_deploy::domain::pack::sample::tar_header(4 << 20);
    let zeros = vec![0; 4 << 20];
    padded
        .append_data(&mut header, "content/track.bin", zeros.as_slice())
        .expect("memory does not fail");
    let pack = padded
        .into_inner()
        .and_then(flate2::write::GzEncoder::finish)
        .expect("memory does not fail");
    deploy(&machine, pack, |_| {}).await;
    let told = machine.wait("the refusal", is(Phase::Failed)).await;
    println!("{}", told.text);
    assert_eq!(
        told.error(),
        "The machine failed while unpacking the pack: the machine's disk is too small for the pack. \
         Deploy it with a larger disk."
    );
    let left = machine.shell("ls -A /srv").await;
    assert_eq!(left, "", "the room was not given back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_address_is_asked_first() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let pack = playing("vanilla");
    let url = machine
        .amazon
        .put("somebody-elses", "their pack.tar.gz", pack.clone());
    machine
        .amazon
        .account()
        .closed
        .push("somebody-elses".to_owned());
    deploy(&machine, pack, |plan| {
        plan.bucket = "somebody-elses".to_owned();
        plan.key = "their pack.tar.gz".to_owned();
        plan.url = Some(url.replace(' ', "%20"));
    })
    .await;
    machine.wait("a link", has_link).await;
    assert_eq!(
        machine.amazon.account().asked,
        ["GET signed somebody-elses/their pack.tar.gz"]
    );
    let plan = machine
        .shell("stat --format='%a %U' /opt/ac-deploy/plan.json")
        .await;
    assert_eq!(plan, "600 root\n", "the address opens the pack");
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
        echo \"is $(id -un)\"; touch owned && echo may write inside\n\
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
        plan.idle_minutes = Some(4)
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
        plan.idle_minutes = Some(1)
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
async fn the_monitor_costs_next_to_nothing() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    deploy(&machine, playing("vanilla"), |_| {}).await;
    machine
        .wait("good health", |told| told.report.health().is_good())
        .await;
    let usage = async || -> f64 {
        let said = machine
            .shell("systemctl show --property=CPUUsageNSec --value ac-monitor")
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
    println!("the monitor takes {cost:.1} s of processor time an hour");
    assert!(cost < 36.0, "{cost:.1} s an hour are more than one percent");
}
