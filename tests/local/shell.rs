//! `provider = "local"` from a shell: the real program, one process for each verb, and a server
//! that outlives them all.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use domain::server::InstanceState;
use insta::assert_snapshot;
use world::ordered::until;

use crate::host::{AC_DEPLOY, Host, kill, pack_with_free_ports};

const TOKEN: &str = "MTE.not-for-server-programs";

/// An operator with an acServer of their own, which is the stand-in under another name.
pub(crate) struct Operator {
    pub(crate) host: Host,
    folder: tempfile::TempDir,
}

impl Operator {
    pub(crate) fn new() -> Self {
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
            "provider = \"local\"\n[watcher]\nmoving_seconds = 1\nquiet_seconds = 1\n[local]\naddress = \"{ip}\"\nbind = \"{ip}\"\n\
             data_dir = '{}'\nserver_program = '{}'\nserver_reads = ['{AC_DEPLOY}']\n",
            host.settings.data_dir.display(),
            program.display(),
            ip = host.address(),
        );
        std::fs::write(folder.path().join("ac-deploy.toml"), settings).expect("written");
        Self { host, folder }
    }

    /// Where the operator's acServer lies.
    pub(crate) fn program(&self) -> PathBuf {
        self.folder.path().join("acServer")
    }

    /// Has it print this first.
    fn prints_first(&self, line: &str) {
        let script = std::fs::read_to_string(self.program()).expect("a script");
        let script = script.replace("exec ", &format!("echo '{line}'\nexec "));
        std::fs::write(self.program(), script).expect("written");
    }

    /// Where a bot's log goes.
    pub(crate) fn bot_log(&self) -> PathBuf {
        self.folder.path().join("bot.log")
    }

    /// Adds to the settings file, which ends with `[local]`.
    pub(crate) fn add_settings(&self, more: &str) {
        let file = self.folder.path().join("ac-deploy.toml");
        let text = std::fs::read_to_string(&file).expect("the settings");
        std::fs::write(&file, text + more).expect("written");
    }

    pub(crate) fn pack(&self) -> PathBuf {
        let pack = self.folder.path().join("cup.zip");
        std::fs::write(&pack, pack_with_free_ports().zip()).expect("written");
        pack
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(AC_DEPLOY);
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("AC_DEPLOY_CONFIG", "ac-deploy.toml")
            .env("DISCORD_TOKEN", TOKEN)
            .env("USER", "ada");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("it runs")
    }

    /// What it prints, without what differs from run to run.
    pub(crate) fn tell(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        self.tidy(&String::from_utf8_lossy(&output.stdout))
    }

    fn tidy(&self, text: &str) -> String {
        let folder = self.host.settings.data_dir.display().to_string();
        // What this system holds server programs with is its own.
        let parts = ["What keeps server programs", "\nServer programs are "];
        let end = parts.iter().filter_map(|part| text.find(part)).min();
        let text = &text[..end.unwrap_or(text.len())];
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
    hint: Run `ac-deploy setup` once. It makes: folder ‹data› (private, mode 0700).
    ");
    assert_snapshot!(operator.tell(&["setup", "--yes"]), @"
    To be made on this machine:
      + folder ‹data› (private, mode 0700) – holds packs, orders, servers and their logs
      done: folder ‹data› (private, mode 0700)
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

    let kept = operator.tell(&["keep", "--hours", "2"]);
    assert!(kept.starts_with("Sunday Cup stays on until "), "{kept}");
    let too_long = operator.run(&["keep", "--hours", "20"]);
    assert_eq!(too_long.status.code(), Some(4));

    let stopped = operator.tell(&["stop", "Sunday Cup"]);
    assert!(
        stopped.starts_with("Sunday Cup is stopped. Its folder is kept.\n"),
        "{stopped}"
    );
    let off = operator.run(&["keep"]);
    assert_snapshot!(operator.tidy(&String::from_utf8_lossy(&off.stderr)), @"
    error: There is no running server.
    hint: `ac-deploy start` brings up one that is stopped.
    ");
    assert_eq!(operator.host.processes(&id), 0);
    operator.host.start_ac_deploy();
    until(async || {
        let server = operator.host.server(&id).await;
        (server.state == InstanceState::Stopped).then_some(())
    })
    .await;
}

/// Where nothing runs but what is called, nothing is promised that nobody does.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_bot_nobody_is_said_to_look_after_servers() {
    let mut operator = Operator::new();
    operator.host.kill_ac_deploy();
    operator.add_settings("restart_seconds = 60\n");
    let pack = operator.pack();
    let pack = pack.to_str().expect("a path");
    operator.tell(&["setup", "--yes"]);
    let sized = operator.run(&["deploy", pack, "--size", "t3.large"]);
    assert_eq!(sized.status.code(), Some(4));
    assert_snapshot!(String::from_utf8_lossy(&sized.stderr), @"
    error: `--size` chooses a machine at AWS, but by these settings servers run on this machine.
    hint: Leave it out.
    ");
    let judged = operator.tell(&["check", pack]);
    let own = format!("Program   {} of this machine", operator.program().display());
    assert!(judged.contains(&own), "{judged}");
    assert!(!judged.contains("bucket"), "{judged}");
    operator.tell(&["deploy", pack]);
    operator.tell(&["stop"]);
    let started = operator.tell(&["start", "--detach"]);
    assert!(
        started.starts_with("Sunday Cup is online.\n"),
        "nobody else would bring it up: {started}"
    );

    let listed: serde_json::Value =
        serde_json::from_str(&operator.tell(&["servers", "--json"])).expect("JSON");
    let id = listed[0]["id"].as_str().and_then(|id| id.parse().ok());
    let id = id.expect("an id");
    kill(operator.host.process_ids(&id)[0]);
    let crashed = until(async || {
        let servers = operator.tell(&["servers"]);
        servers.contains("crashed").then_some(servers)
    })
    .await;
    let status = operator.tell(&["status", "Sunday Cup"]);
    for told in [crashed, status] {
        assert!(told.contains("crashed, and is not started again"), "{told}");
        assert_eq!(
            told.lines().last(),
            Some(
                "Nobody brings servers up or starts them again now: run the bot, or `ac-deploy status --watch`."
            )
        );
    }
    let again = operator.run(&["start", "Sunday Cup"]);
    assert_eq!(again.status.code(), Some(4));
    assert_snapshot!(String::from_utf8_lossy(&again.stderr), @"
    error: “Sunday Cup” is running already.
    hint: Its link is in `ac-deploy status`. If its game server does not run, `ac-deploy restart` starts that again.
    ");
    // Somebody who keeps them, which a bot does, too.
    operator.host.start_ac_deploy();
    until(async || {
        let servers = operator.tell(&["servers"]);
        let is_kept = servers.contains("crashed, and is started again");
        (is_kept && !servers.contains("Nobody")).then_some(())
    })
    .await;
}

/// The most likely trouble of a server at home: it runs, and its router lets nobody through. What it
/// printed can be read also when it is stopped, for it lies here.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_nobody_gets_through_to_says_so() {
    let mut operator = Operator::new();
    operator.host.kill_ac_deploy();
    let said = "[04:57:52 ERR] Your ports are not forwarded correctly or your firewall is blocking the connection.";
    operator.prints_first(said);
    let pack = operator.pack();
    operator.tell(&["setup", "--yes"]);
    operator.tell(&["deploy", pack.to_str().expect("a path")]);
    let status = operator.tell(&["status", "Sunday Cup"]);
    let checks: Vec<&str> = status
        .lines()
        .filter(|line| line.contains("ports"))
        .map(str::trim)
        .collect();
    assert_eq!(
        checks[..2],
        [
            "-- the ports are open",
            "The server says that nobody outside gets through to it. Forward its ports to this machine in your router, and \
             let them through its firewall."
        ],
        "{status}"
    );
    operator.tell(&["stop", "Sunday Cup"]);
    for which in [&["logs", "Sunday Cup"][..], &["logs"]] {
        let log = operator.tell(which);
        assert!(log.contains(said), "{which:?}: {log}");
    }
    let refused = operator.run(&["cost"]);
    assert_snapshot!(operator.tidy(&String::from_utf8_lossy(&refused.stderr)), @"
    error: These servers run on a machine of your own, for which nobody sends a bill by the hour.
    hint: Costs and budgets are counted where servers run on Amazon's machines (`provider = \"aws\"`).
    ");
}

/// What is said of servers that somebody names wrongly, or of which there are two of a name; each
/// failure with its exit code.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_names_no_server_is_told_which_there_are() {
    let mut operator = Operator::new();
    operator.host.kill_ac_deploy();
    let pack = operator.pack();
    let pack = pack.to_str().expect("a path");
    operator.tell(&["setup", "--yes"]);
    let fails = |arguments: &[&str]| {
        let output = operator.run(arguments);
        assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{arguments:?}");
        let code = output.status.code().expect("it was not killed");
        format!("{}[{code}]", String::from_utf8_lossy(&output.stderr))
    };
    assert_snapshot!(fails(&["stop", "GT3"]), @"
    error: There is no server “GT3”.
    hint: There is none at all. `ac-deploy deploy PACK` makes one.
    [4]
    ");
    for verb in ["status", "start", "logs", "terminate"] {
        assert_eq!(fails(&[verb, "GT3"]), fails(&["stop", "GT3"]), "{verb}");
    }

    for name in ["GT3", "Sunday Cup", "GT3"] {
        let deployed = operator.run(&["deploy", pack, "--name", name]);
        let progress = String::from_utf8_lossy(&deployed.stderr);
        assert!(deployed.status.success(), "{progress}");
        assert!(!progress.contains('\u{1b}'), "nobody watches: {progress:?}");
    }
    let listed: serde_json::Value =
        serde_json::from_str(&operator.tell(&["servers", "--json"])).expect("JSON");
    let ids: Vec<&str> = (0..3)
        .map(|index| listed[index]["id"].as_str().expect("an id"))
        .collect();
    // A second one of a name has a number; two bots that deploy at the same moment may overlook each other.
    let second = (0..3).find(|index| listed[index]["name"] == "GT3 2");
    let second = ids[second.expect("a number behind its name")];
    let servers = operator.host.settings.data_dir.join("servers");
    let file = servers.join(second).join("server.json");
    let state = std::fs::read_to_string(&file).expect("a state");
    std::fs::write(&file, state.replace("GT3 2", "GT3")).expect("written");
    let tidy = |text: String| {
        let text = ids.iter().enumerate().fold(text, |text, (index, id)| {
            text.replace(id, &format!("‹id {index}›"))
        });
        let lines = text.lines().map(|line| match line.split_once(", begun ") {
            Some((server, _)) => format!("{server}, begun ‹a while› ago"),
            None => line.to_owned(),
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(tidy(fails(&["stop", "gt3"])), @"
    error: 2 servers are called “gt3”.
    hint: Name one by its id:
            ‹id 0›  GT3, running, begun ‹a while› ago
            ‹id 2›  GT3, running, begun ‹a while› ago
    [4]
    ");
    assert_snapshot!(tidy(fails(&["logs", "Monday Cup"])), @"
    error: There is no server “Monday Cup”.
    hint: These are there:
            ‹id 0›  GT3, running, begun ‹a while› ago
            ‹id 1›  Sunday Cup, running, begun ‹a while› ago
            ‹id 2›  GT3, running, begun ‹a while› ago
    [4]
    ");

    assert_snapshot!(tidy(fails(&["stop"])), @"
    error: There are 3 servers: “GT3”, “GT3”, “Sunday Cup”.
    hint: Name one by its id:
            ‹id 0›  GT3, running, begun ‹a while› ago
            ‹id 1›  Sunday Cup, running, begun ‹a while› ago
            ‹id 2›  GT3, running, begun ‹a while› ago
    [4]
    ");

    operator.tell(&["stop", "Sunday Cup"]);
    let status = operator.tell(&["status", "Sunday Cup"]);
    assert!(
        status.starts_with(&format!("Sunday Cup ({}): stopped\n", ids[1])),
        "a start of just now does not hide the stop: {status}"
    );
    assert_snapshot!(tidy(fails(&["stop", "Sunday Cup"])), @"
    error: “Sunday Cup” is stopped already.
    hint: `ac-deploy start` brings it up again, `ac-deploy terminate` deletes it.
    [4]
    ");
    // Who names none means the only one that can be started.
    let started = operator.tell(&["start"]);
    assert!(started.starts_with("Sunday Cup is online.\n"), "{started}");
    let servers = operator.tell(&["servers"]);
    assert_eq!(servers.matches("  online  ").count(), 3, "{servers}");
    assert_eq!(
        operator.run(&["terminate", "--yes"]).status.code(),
        Some(4),
        "nothing is deleted unnamed and unasked"
    );
    let table = operator.tell(&["status"]);
    assert!(!table.contains("COST"), "nobody sends a bill: {table}");
    for id in &ids {
        operator.tell(&["terminate", id, "--yes"]);
    }
    assert_snapshot!(operator.tell(&["status"]), @"There are no servers. `ac-deploy deploy PACK` makes one.");
}

/// What a running server races, changed and taken back from a shell.
#[tokio::test(flavor = "multi_thread")]
async fn an_operator_changes_what_a_server_races() {
    let mut operator = Operator::new();
    operator.host.kill_ac_deploy();
    operator.add_settings("[[guilds]]\nid = \"200\"\n");
    operator.tell(&["setup", "--yes"]);
    let pack = operator.pack();
    operator.tell(&["deploy", pack.to_str().expect("a path")]);

    let change = ["change", "--server", "Sunday Cup", "--laps", "7"];
    let unasked = operator.run(&change);
    let why = String::from_utf8_lossy(&unasked.stderr);
    assert!(why.contains("add --yes"), "{why}");
    let wrong = [&change[..3], &["--damage", "lots", "--yes"][..]].concat();
    assert_eq!(operator.run(&wrong).status.code(), Some(4));
    let told = operator.tell(&[&change[..], &["--yes"][..]].concat());
    assert!(told.contains("10 laps → 7 laps"), "{told}");
    assert!(
        told.contains("machine and join link stay") && told.contains("Sunday Cup is online."),
        "{told}"
    );
    let again = operator.tell(&[&change[..], &["--yes"][..]].concat());
    assert!(again.contains("all of this is so already"), "{again}");

    let (_, undo) = told.split_once("`ac-deploy ").expect("the way back");
    let (undo, _) = undo.split_once('`').expect("a command");
    let undo: Vec<&str> = undo.split(' ').chain(["--yes"]).collect();
    operator.tell(&undo);
    let back = operator.tell(&[&change[..], &["--yes", "--detach"][..]].concat());
    assert!(back.contains("10 laps → 7 laps"), "{back}");
    operator.tell(&["terminate", "Sunday Cup", "--yes"]);
}

/// Without a program nothing would come up, whatever the pack is: the plan says so, as the deploy itself would.
#[tokio::test(flavor = "multi_thread")]
async fn a_plan_says_what_this_machine_lacks() {
    let shell = Operator::new();
    let pack = shell.pack();
    let settings = shell.folder.path().join("ac-deploy.toml");
    let text = std::fs::read_to_string(&settings).expect("the settings");
    let without: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("server_program"))
        .collect();
    std::fs::write(&settings, without.join("\n")).expect("written");
    let plan = || {
        let planned = shell.run(&["deploy", &pack.to_string_lossy(), "--plan"]);
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            planned.status.code(),
            said(&planned.stdout),
            said(&planned.stderr),
        )
    };
    let (code, out, err) = plan();
    assert_eq!(code, Some(5), "{out}{err}");
    assert!(out.starts_with("Cannot be deployed yet: "), "{out}");
    assert!(err.contains("name no server program"), "{err}");
    assert!(err.contains("`server_program` under `[local]`"), "{err}");
    // Once set up it is no other.
    std::fs::create_dir_all(&shell.host.settings.data_dir).expect("made");
    let (code, out, _) = plan();
    assert_eq!(code, Some(5), "{out}");
    assert!(out.starts_with("Cannot be deployed yet: "), "{out}");
    assert!(!out.contains("could not be asked"), "{out}");

    shell.add_settings("\nrun_programs_of_packs = true\nallow_unconfined = true\n");
    let (_, out, err) = plan();
    assert!(out.starts_with("Would be deployed: "), "{out}{err}");
}
