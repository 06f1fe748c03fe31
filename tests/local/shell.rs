//! `provider = "local"` from a shell: the real program, one process for each verb, and a server
//! that outlives them all.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ac_deploy::domain::server::InstanceState;
use insta::assert_snapshot;
use world::ordered::until;

use crate::host::{AC_DEPLOY, Host, pack_with_free_ports};

const TOKEN: &str = "MTE.not-for-server-programs";

/// An operator with an acServer of their own, which is the stand-in under another name.
struct Operator {
    host: Host,
    folder: tempfile::TempDir,
}

impl Operator {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("acServer");
        let host = Host::with(|settings| {
            settings.simulate = None;
            settings.server_program = Some(program.clone());
        });
        let script = format!(
            "#!/bin/sh\nexec '{AC_DEPLOY}' simulate-acserver --address {} --step-ms 5\n",
            host.address()
        );
        std::fs::write(&program, script).expect("written");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755))
            .expect("allowed");
        let settings = format!(
            "provider = \"local\"\n[watcher]\nmoving_seconds = 1\n[local]\naddress = \"{ip}\"\nbind = \"{ip}\"\n\
             data_dir = '{}'\nserver_program = '{}'\n",
            host.settings.data_dir.display(),
            program.display(),
            ip = host.address(),
        );
        std::fs::write(folder.path().join("ac-deploy.toml"), settings).expect("written");
        Self { host, folder }
    }

    fn pack(&self) -> PathBuf {
        let pack = self.folder.path().join("cup.zip");
        std::fs::write(&pack, pack_with_free_ports().zip()).expect("written");
        pack
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(AC_DEPLOY)
            .args(arguments)
            .current_dir(self.folder.path())
            .env("AC_DEPLOY_CONFIG", "ac-deploy.toml")
            .env("DISCORD_TOKEN", TOKEN)
            .env("USER", "ada")
            .output()
            .expect("it runs")
    }

    /// What it prints, without what differs from run to run.
    fn tell(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        self.tidy(&String::from_utf8_lossy(&output.stdout))
    }

    fn tidy(&self, text: &str) -> String {
        let folder = self.host.settings.data_dir.display().to_string();
        text.replace(&folder, "‹data›")
            .replace(&self.host.address().to_string(), "‹address›")
    }
}

fn environment_of(pid: u32) -> String {
    let bytes = std::fs::read(Path::new("/proc").join(pid.to_string()).join("environ"));
    String::from_utf8_lossy(&bytes.expect("its environment")).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_league_with_a_machine_of_its_own() {
    let mut operator = Operator::new();
    // Nothing keeps the servers but what is called.
    operator.host.kill_ac_deploy();
    let pack = operator.pack();
    let pack = pack.to_str().expect("a path");
    let refused = operator.run(&["deploy", pack]);
    assert_eq!(refused.status.code(), Some(5));
    assert_snapshot!(operator.tidy(&String::from_utf8_lossy(&refused.stderr)), @"
    error: This machine is not set up yet.
    hint: Run `ac-deploy setup` once. It makes: folder ‹data› (for nobody else's eyes).
    ");
    assert_snapshot!(operator.tell(&["setup", "--yes"]), @"
    To be made on this machine:
      + folder ‹data› (for nobody else's eyes) – holds packs, orders, servers and their logs
      done: folder ‹data› (for nobody else's eyes)
    Everything is set up.
    ");

    let joined = operator.tell(&["deploy", pack]);
    assert!(joined.starts_with("Sunday Cup is online.\n"), "{joined}");
    assert!(
        joined.contains("https://acstuff.club/s/q:race/online/join?ip=‹address›&httpPort="),
        "{joined}"
    );
    assert!(!joined.contains('$'), "nobody sends a bill: {joined}");

    // The race goes on although nothing of ac-deploy runs.
    let listed: serde_json::Value =
        serde_json::from_str(&operator.tell(&["servers", "--json"])).expect("JSON");
    let id = listed[0]["id"]
        .as_str()
        .expect("an id")
        .parse()
        .expect("an id");
    let processes = operator.host.process_ids(&id);
    let [process] = processes.as_slice() else {
        panic!("one process, not {processes:?}");
    };
    let environment = environment_of(*process);
    assert!(!environment.contains("TOKEN"), "{environment}");

    let stopped = operator.tell(&["stop", "Sunday Cup"]);
    assert!(
        stopped.starts_with("Sunday Cup is stopped. Its folder is kept.\n"),
        "{stopped}"
    );
    assert_eq!(operator.host.processes(&id), 0);
    operator.host.start_ac_deploy();
    until(async || {
        let server = operator.host.server(&id).await;
        (server.state == InstanceState::Stopped).then_some(())
    })
    .await;
}
