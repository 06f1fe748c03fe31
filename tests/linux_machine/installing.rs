//! From a pack in a bucket to a server that is online.

use std::net::Ipv4Addr;
use std::time::Instant;

use ::pack::Platform;
use ::pack::sample::Sample;
use cloud_aws::session_command::{list_files, put_file};
use cloud_aws::user_data::{FirstBoot, user_data};
use domain::report::{LinkSource, Phase, Report, ServerStatus};

use crate::ADDRESS;
use crate::amazon::BUCKET;
use crate::machine::{Machine, Pace, Told, wait_until};
use crate::pack::{self, KEY, playing, sha256};
use crate::story::{AGENT_KEY, deploy, failed_with, has_link};

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
        .wait("good health", |told| told.report.checks().is_good())
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
            format!("GET {BUCKET}/{AGENT_KEY}"),
            format!("GET {BUCKET}/{KEY}")
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
        .wait("good health", |told| told.report.checks().is_good())
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
    let url = machine.amazon.put(BUCKET, key, pack.clone());
    deploy(&machine, pack, |plan| {
        plan.key = key.to_owned();
        plan.url = Some(url);
    })
    .await;
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
        // S3 does not answer, and the first pause does not end.
        pause: 1000.0,
        ..Pace::default()
    })
    .await
    else {
        return;
    };
    deploy(&machine, playing("vanilla"), |_| {
        machine.amazon.account().is_away_for = Some(format!("{BUCKET}/{KEY}"));
    })
    .await;
    wait_until("the first attempt", || {
        let asked = machine.amazon.account().asked.len();
        (asked == 2).then_some(())
    })
    .await;
    machine.switch_off().await;
    machine.amazon.account().is_away_for = None;
    machine.switch_on().await;
    machine.wait("a link", has_link).await;
}

/// The original acServer is such a program, and needs no libraries.
#[tokio::test(flavor = "multi_thread")]
async fn a_32_bit_program_that_needs_no_libraries_is_run() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let probe = machine.file("/exit-7");
    std::fs::write(&probe, pack::exit_7()).expect("written");
    let code = machine.shell("chmod +x /exit-7; /exit-7; echo $?").await;
    if code != "7\n" {
        println!("skipped: this computer's kernel runs no 32-bit programs");
        return;
    }
    deploy(&machine, pack::with_program(pack::exit_7()), |_| {}).await;
    let words = "The server program ended by itself with code 7.";
    machine.wait(words, failed_with(words)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_in_a_folder_gets_the_program_of_the_bucket() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let pack = Sample {
        root: "My league/".to_owned(),
        program: None,
        ..Sample::linux()
    };
    let url = machine
        .amazon
        .put(BUCKET, "programs/acServer", pack::program("vanilla"));
    deploy(&machine, pack.tar_gz(), |plan| {
        plan.program = "My league/acServer".to_owned();
        plan.program_key = Some("programs/acServer".to_owned());
        plan.program_url = Some(url);
    })
    .await;
    machine.wait("a link", has_link).await;
    let owners = machine
        .shell("stat --format='%U %a %n' /srv/* /srv/ac-server/acServer /srv/ac-server/cfg/server_cfg.ini")
        .await;
    assert_eq!(
        owners,
        "ac-server 700 /srv/ac-server\n\
         ac-server 700 /srv/ac-server/acServer\n\
         ac-server 600 /srv/ac-server/cfg/server_cfg.ini\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_opens_the_pack_is_for_root_alone() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    deploy(&machine, playing("vanilla"), |_| {}).await;
    machine.wait("a link", has_link).await;
    let plan = machine
        .shell("stat --format='%a %U' /opt/ac-deploy/plan.json")
        .await;
    assert_eq!(plan, "600 root\n", "its address opens the pack");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_is_not_the_bots_is_not_run() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let url = machine
        .amazon
        .put(BUCKET, AGENT_KEY, b"#!/bin/sh\ntouch /owned\n".to_vec());
    let first = FirstBoot {
        platform: ::pack::Platform::Linux,
        url: &url,
        sha256: &"0".repeat(64),
    };
    let plan = pack::plan(&playing("vanilla"));
    let user_data = user_data(&plan, first).expect("user data");
    std::fs::write(machine.file("/user-data"), user_data).expect("written");
    let said = machine
        .shell("zcat /user-data >/script; bash /script; cat /var/lib/ac-deploy/server-info.txt; ls /owned /opt/ac-deploy/ac-deploy-agent 2>/dev/null")
        .await;
    let report = Report::parse(&said).expect("a report");
    assert_eq!(report.phase, Phase::Failed);
    assert_eq!(
        report.error.as_deref(),
        Some(
            "The machine failed while getting ready: its agent could not be fetched or started. Deploy the server again."
        )
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_the_server_before_had_banned_is_banned_here_and_the_bot_finds_it() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let players = "admins.txt 3\nblacklist.txt 1\nblacklist.txt 2\nhosts 4\n";
    let url = machine.amazon.put(BUCKET, "orders/1.players", players);
    deploy(&machine, playing("vanilla"), |plan| {
        plan.players_sha256 = Some(sha256(players.as_bytes()));
        plan.players_url = Some(url);
    })
    .await;
    machine.wait("a link", has_link).await;
    let read = machine
        .shell("cd /srv/ac-server && stat -c '%U %a' blacklist.txt && cat blacklist.txt admins.txt && ls hosts whitelist.txt /srv/*.players 2>/dev/null")
        .await;
    assert_eq!(read, "ac-server 600\n1\n2\n3\n");

    let listed = machine.shell(list_files(Platform::Linux)).await;
    let names = listed.lines().filter_map(|line| line.split(' ').nth(2));
    let mut lists: Vec<&str> = names.filter(|name| name.ends_with(".txt")).collect();
    lists.sort_unstable();
    assert_eq!(lists, ["admins.txt", "blacklist.txt"], "{listed}");
    // What it would send.
    let put = async |name: &str| {
        let script = put_file(Platform::Linux, name, "https://bucket.example/1");
        let shown = format!("curl() {{ cat \"$copy\"; }}\n{script}");
        machine.shell(&shown).await
    };
    assert_eq!(put("blacklist.txt").await, "1\n2\n");
    machine
        .shell("ln -sf /opt/ac-deploy/plan.json /srv/ac-server/blacklist.txt; truncate -s 2M /srv/ac-server/admins.txt")
        .await;
    for gone in ["blacklist.txt", "admins.txt"] {
        assert_eq!(put(gone).await, "", "{gone}");
    }
    let listed = machine.shell(list_files(Platform::Linux)).await;
    assert!(!listed.contains(".txt"), "{listed}");
}
