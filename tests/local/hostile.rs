//! A server program that turned against its machine: what it reaches, what it leaves in its folder,
//! and how that is told. `hostile-stand-in` tries far more; here the real adapter starts it.

use std::path::Path;

use cloud::Cloud;
use cloud_local::Local;
use confine::Support;
use domain::ids::ServerId;
use domain::report::{Cause, Phase};
use domain::server::StopReason;
use insta::assert_snapshot;
use pack::sample::Sample;
use world::ordered::until;

use crate::host::{Host, pack_with_free_ports};
use crate::trouble::{operators_words, words};

/// A pack with a program that tries what `script` says: `try COMMAND`, and `done_trying` at the end.
fn hostile_pack(script: &str) -> Sample {
    let script = format!(
        "#!/bin/sh\n\
         try() {{ if \"$@\" >/dev/null 2>&1; then echo \"could $*\"; else echo \"could not $*\"; fi; }}\n\
         done_trying() {{ echo all; exec sleep 600; }}\n{script}\ndone_trying\n"
    );
    Sample {
        files: vec![("run.sh".to_owned(), script.into_bytes())],
        ..pack_with_free_ports()
    }
}

/// Launches it, and waits until it has tried everything.
async fn run(host: &Host, pack: &Sample) -> (ServerId, String) {
    let mut launch = host.upload(&pack.zip(), "pack.zip").await;
    launch.program = "run.sh".to_owned();
    let id = host.run(&launch).await;
    let log = host.file(&id, "server.log");
    let said = until(async || {
        let text = std::fs::read_to_string(&log).ok()?;
        text.ends_with("all\n").then_some(text)
    })
    .await;
    (id, said)
}

async fn runs_programs_of_packs(support: Support) -> Host {
    let host = Host::on(support, |settings| {
        settings.simulate = None;
        settings.run_programs_of_packs = true;
        settings.allow_unconfined = true;
    });
    host.local().set_up(&|_| ()).await.expect("set up");
    host
}

/// What is tried: the secrets beside its folder, and what would lead us out of it later.
fn attempts(host: &Host, secret: &Path) -> Vec<String> {
    let data = host.settings.data_dir.display();
    let secret = secret.display();
    vec![
        format!("cat {secret}"),
        format!("cat /proc/{}/environ", std::process::id()),
        format!("ls {data}"),
        format!("touch {data}/packs/new"),
        format!("ln -s {secret} cfg/server_cfg.ini.new"),
        "mkfifo pipe".to_owned(),
        "setsid true".to_owned(),
        format!("kill -CONT {}", std::process::id()),
        format!("chmod 644 {secret}"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_packs_program_reaches_nothing_but_its_own_folder() {
    let support = Support::of_this_system();
    let beside = tempfile::tempdir().expect("a folder");
    let secret = beside.path().join("token");
    std::fs::write(&secret, "TOKEN").expect("written");
    for (support, could) in [(Support::NONE, "could "), (support, "could not ")] {
        if could == "could not " && !support.confines() {
            eprintln!("skipped: this system cannot confine ({support:?})");
            continue;
        }
        let host = runs_programs_of_packs(support).await;
        let attempts = attempts(&host, &secret);
        let script: String = attempts.iter().map(|it| format!("try {it}\n")).collect();
        let (_, said) = run(&host, &hostile_pack(&script)).await;
        let expected: String = attempts
            .iter()
            .map(|it| format!("{could}{it}\n"))
            .chain(["all\n".to_owned()])
            .collect();
        assert_eq!(said, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_server_outlives_it() {
    let support = Support::of_this_system();
    if !support.confines() {
        return;
    }
    let host = runs_programs_of_packs(support).await;
    // Without our mark, and no child of the program when it ends.
    let script = "(env -i /bin/sleep 600 >/dev/null 2>&1 & echo \"left $!\")";
    let (id, said) = run(&host, &hostile_pack(script)).await;
    let left = said.lines().find_map(|line| line.strip_prefix("left "));
    let left: u32 = left.and_then(|pid| pid.parse().ok()).expect("a process id");
    assert!(Path::new("/proc").join(left.to_string()).exists());
    let server = host.server(&id).await;
    let stopped = host.local().stop(&server, StopReason::Asked).await;
    stopped.expect("stopped");
    until(async || {
        let status = std::fs::read_to_string(format!("/proc/{left}/status"));
        let is_gone = status.map_or(true, |status| status.contains("State:\tZ"));
        is_gone.then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_fills_its_folder_is_ended() {
    let host = Host::start_with(|settings| {
        settings.simulate = None;
        settings.run_programs_of_packs = true;
        settings.allow_unconfined = true;
        settings.disk_mib = 16;
    })
    .await;
    let script = "for n in 1 2 3 4 5 6 7 8; do head -c 4000000 /dev/urandom > $n; done";
    let mut launch = host.upload(&hostile_pack(script).zip(), "pack.zip").await;
    launch.program = "run.sh".to_owned();
    let id = host.run(&launch).await;
    let report = host.in_phase(&id, Phase::Failed).await;
    assert_snapshot!(report.error.expect("a reason"), @"The server program wrote more than 16 MiB into its folder, so it was ended. Its next start begins with the pack as it was deployed.");
    assert_eq!((report.cause, host.processes(&id)), (Some(Cause::Pack), 0));
    assert!(!host.file(&id, "pack").exists());
}

/// Whatever a program leaves where a configuration is expected, it holds nobody up and leads
/// nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_left_in_its_folder_is_not_followed() {
    let host = Host::start().await;
    let secret = host.settings.data_dir.join("secret");
    std::fs::write(&secret, "TOKEN").expect("written");
    let id = host.launch(&Sample::default()).await;
    host.in_phase(&id, Phase::Online).await;
    let again = async || {
        let server = host.server(&id).await;
        host.local().start(&server).await.expect("started");
    };
    let stop = async || {
        let server = host.server(&id).await;
        let stopped = host.local().stop(&server, StopReason::Asked).await;
        stopped.expect("stopped");
    };
    stop().await;

    // Its settings are written by way of a file of this name; and the ports are others now.
    let settings = host.file(&id, "pack/cfg/server_cfg.ini");
    std::os::unix::fs::symlink(&secret, settings.with_extension("ini.new")).expect("a link");
    let text = std::fs::read_to_string(&settings).expect("the settings");
    std::fs::write(&settings, text.replace("TCP_PORT=", "TCP_PORT=1")).expect("written");
    again().await;
    host.in_phase(&id, Phase::Online).await;
    assert_eq!(std::fs::read_to_string(&secret).expect("there"), "TOKEN");
    stop().await;

    for special in ["-p", "-s"] {
        std::fs::remove_file(&settings).expect("removed");
        let mut make = match special {
            "-p" => std::process::Command::new("mkfifo"),
            _ => std::process::Command::new("ln"),
        };
        if special == "-s" {
            make.arg("-s").arg(&secret);
        }
        assert!(make.arg(&settings).status().expect("it starts").success());
        again().await;
        let report = host.in_phase(&id, Phase::Failed).await;
        let error = report.error.expect("a reason");
        assert!(
            error.starts_with("The server cannot be prepared: reading a file"),
            "{error}"
        );
        stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_cannot_confine_runs_no_servers_unless_its_operator_says_so() {
    let host = Host::on(Support::NONE, |settings| {
        settings.simulate = None;
        settings.server_program = Some("/bin/true".into());
    });
    let error = host.local().set_up(&|_| ()).await.expect_err("refused");
    assert_snapshot!(words(&error), @"The bot's machine cannot keep server programs from its files. Whoever runs this bot can use a system with a newer Linux, or write `allow_unconfined = true` under `[local]` in the settings: a pack or a driver can then make a server program read what the bot can read.");
    assert_snapshot!(operators_words(error), @"This machine cannot confine server programs: a server can read all that this user can: this Linux has no Landlock, which came with 5.13 and can be switched off (`lsm=` in the boot parameters); this Linux filters no system calls (seccomp). You can use a system with a newer Linux, or write `allow_unconfined = true` under `[local]` in the settings: a pack or a driver can then make a server program read what the bot can read.");
    let launch = host.upload(&Sample::default().zip(), "pack.zip").await;
    let refused = host.local().launch(&launch).await;
    assert!(refused.is_err());

    let mut settings = host.settings.clone();
    settings.allow_unconfined = true;
    let allowed = Local::open_with(settings, Support::NONE).expect("open");
    allowed.set_up(&|_| ()).await.expect("set up");
}
