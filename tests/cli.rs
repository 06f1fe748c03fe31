//! The program as a shell sees it: words, exit codes, settings from file and environment.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use ac_deploy::domain::pack::sample::Sample;
use insta::assert_snapshot;

/// An empty folder to run the program in, with nothing of the tester's own environment.
struct Desk {
    folder: PathBuf,
    variables: Vec<(String, String)>,
}

/// How a call ended.
#[derive(Debug)]
struct Ended {
    code: i32,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("cli-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder of our own");
        Self {
            folder,
            variables: Vec::new(),
        }
    }

    fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> &Self {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().expect("inside our folder"))
            .expect("a folder for the file");
        fs::write(path, contents).expect("the file is written");
        self
    }

    fn variable(&mut self, name: &str, value: &str) -> &mut Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        let output = Command::new(env!("CARGO_BIN_EXE_ac-deploy"))
            .args(arguments)
            .current_dir(&self.folder)
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .output()
            .expect("the program runs");
        Ended {
            code: output.status.code().expect("it was not killed"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn a_good_pack_is_usable_without_settings_or_aws() {
    let desk = Desk::new();
    desk.file("cup.zip", Sample::default().zip());
    let ended = desk.run(&["check", "cup.zip"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(ended.err, "");
    assert_snapshot!(ended.out, @"
    cup.zip: usable.

      Name      Sunday Cup
      Track     green_hills (gp)
      Cars      roadster_cup, coupe_gt
      Slots     4, 4 cars in the entry list
      Sessions  practice 15 min, race 10 laps
      Ports     9600 UDP, 9600 TCP, 8081 TCP (HTTP)
      Password  no
      Lobby     not listed
      Program   acServer.exe
      Size      1 KiB as .zip, 793 bytes unpacked, 6 entries
    ");
}

#[test]
fn a_bad_pack_is_refused_with_every_fault() {
    let desk = Desk::new();
    let sample = Sample {
        program: None,
        files: vec![
            ("content/../../evil.txt".to_owned(), b"!".to_vec()),
            ("content/CON.txt".to_owned(), b"!".to_vec()),
        ],
        ..Sample::default()
    };
    desk.file("bad.zip", sample.zip());
    let ended = desk.run(&["check", "bad.zip"]);
    assert_eq!(ended.code, 2);
    assert_eq!(ended.err, "");
    assert_snapshot!(ended.out, @r#"
    bad.zip: refused.

      path_escapes: content/../../evil.txt
        "content/../../evil.txt": The name leads out of the pack with "..". It is refused because it could write outside the server's folder.
      reserved_name: content/CON.txt
        "content/CON.txt": Windows reserves the name "CON.txt" for a device. Rename the file and pack again.
      missing_program
        The pack has no server program. Tick "Include executable" in Content Manager's Pack dialog and pack again.
    "#);
}

#[test]
fn warnings_and_facts_come_as_json_too() {
    let desk = Desk::new();
    let crowded = Sample {
        more_settings: "[SERVER]\nMAX_CLIENTS=9\n".to_owned(),
        ..Sample::default()
    };
    desk.file("cup.zip", crowded.zip())
        .file("page.zip", "<!doctype html>");
    let usable = desk.run(&["check", "cup.zip", "--json"]);
    assert_eq!(usable.code, 0);
    let verdict: serde_json::Value = serde_json::from_str(&usable.out).expect("JSON");
    assert_eq!(verdict["verdict"], "usable");
    assert_eq!(verdict["pack"]["ports"]["http"], 8081);
    assert!(
        verdict["pack"]["warnings"][0]["kind"].is_string(),
        "{verdict:#}"
    );
    let refused = desk.run(&["check", "page.zip", "--json"]);
    assert_eq!(refused.code, 2);
    let verdict: serde_json::Value = serde_json::from_str(&refused.out).expect("JSON");
    assert_eq!(verdict["verdict"], "refused");
    assert!(verdict["faults"][0]["message"].is_string(), "{verdict:#}");
}

#[test]
fn a_linux_pack_is_refused_for_what_it_is() {
    let desk = Desk::new();
    desk.file("cup.tar.gz", Sample::linux().tar_gz());
    let ended = desk.run(&["check", "cup.tar.gz"]);
    assert_eq!(ended.code, 2);
    assert!(ended.out.contains("linux_pack"), "{}", ended.out);
}

#[test]
fn a_file_that_cannot_be_read_is_no_bad_pack() {
    let desk = Desk::new();
    desk.file("folder/pack.zip", "");
    for name in ["missing.zip", "folder"] {
        let ended = desk.run(&["check", name]);
        assert_eq!((ended.code, ended.out.as_str()), (1, ""), "{}", ended.err);
        assert!(
            ended
                .err
                .starts_with(&format!("error: {name} cannot be read")),
            "{}",
            ended.err
        );
    }
}

#[test]
fn wrong_settings_are_told_all_at_once() {
    let mut desk = Desk::new();
    desk.file(
        "config/ac-deploy.toml",
        r#"
            [packs]
            max_unpacked_gb = 8
            max_ratio = "high"

            [discord]
            token = "MTE.very.secret"

            [[guilds]]
            id = 1
            max_serves = 3

            [[guilds]]
            id = "the league"
        "#,
    );
    desk.variable("AC_DEPLOY_PATIENCE__SLOW_MINUTES", "soon")
        .variable("AC_DEPLOY_AWS_REGION", "eu-central-1");
    let ended = desk.run(&["check", "cup.zip"]);
    assert_eq!((ended.code, ended.out.as_str()), (5, ""));
    assert!(!ended.err.contains("very.secret"), "{}", ended.err);
    assert_snapshot!(ended.err, @"
    error: The settings are not right: 7 faults.
    hint: AC_DEPLOY_AWS_REGION is no setting. The name is AC_DEPLOY_SECTION__KEY, with two underscores between them; `aws_region` is no section.
          config/ac-deploy.toml: `token` in [discord] is a secret, and secrets do not belong into the settings, which get copied and shared. Take it out, and put it into the environment (or the file .env) as DISCORD_TOKEN.
          config/ac-deploy.toml: `max_serves` in entry 1 of [[guilds]] is no setting. Allowed here: `id`, `roles`, `owners_may_stop`, `max_servers`, `sizes`, `max_pack_mib`.
          config/ac-deploy.toml: `id` in entry 2 of [[guilds]] cannot be taken: `the league` is not a Discord server id (a number; Discord shows it with Developer Mode on).
          config/ac-deploy.toml: `max_ratio` in [packs] must be a whole number, 0 or more; it is the text “high”.
          config/ac-deploy.toml: `max_unpacked_gb` in [packs] is no setting. Allowed here: `max_entries`, `max_unpacked_gib`, `max_ratio`.
          AC_DEPLOY_PATIENCE__SLOW_MINUTES must be a whole number, 0 or more; it is the text “soon”.
    ");
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    let desk = Desk::new();
    desk.file(
        "config/ac-deploy.toml",
        "[patience]\nslow_minutes = 20\ngive_up_minutes = 10\n[[guilds]]\nid = 1\nsizes = [\"big\"]\n[[guilds]]\nid = 1\n",
    );
    let ended = desk.run(&["check", "cup.zip"]);
    assert_eq!(ended.code, 5);
    assert_snapshot!(ended.err, @r#"
    error: The settings are not right: 3 faults.
    hint: config/ac-deploy.toml: `give_up_minutes` in [patience] must not be less than `slow_minutes`.
          config/ac-deploy.toml: `sizes` in entry 1 of [[guilds]] must hold EC2 instance types such as "t3.small".
          config/ac-deploy.toml: `id` in entry 2 of [[guilds]] stands in an earlier entry already; put both into one.
    "#);
}

#[test]
fn a_file_that_is_no_toml_is_shown_where_it_breaks() {
    let desk = Desk::new();
    desk.file("config/ac-deploy.toml", "[packs]\nmax_ratio = 200 bytes\n");
    let ended = desk.run(&["check", "cup.zip"]);
    assert_eq!(ended.code, 5);
    assert_snapshot!(ended.err, @"
    error: The settings are not right.
    hint: config/ac-deploy.toml: TOML parse error at line 2, column 17
            |
          2 | max_ratio = 200 bytes
            |                 ^
          expected newline, `#`
    ");
}

#[test]
fn the_environment_goes_before_dotenv_and_dotenv_before_the_file() {
    let mut desk = Desk::new();
    desk.file(
        "cup.zip",
        Sample {
            padding_mib: 1,
            ..Sample::default()
        }
        .zip(),
    );
    desk.file("config/ac-deploy.toml", "[packs]\nmax_entries = 3\n");
    assert_eq!(
        desk.run(&["check", "cup.zip"]).code,
        2,
        "the file's limit holds"
    );
    desk.file(".env", "AC_DEPLOY_PACKS__MAX_ENTRIES=100\n");
    assert_eq!(
        desk.run(&["check", "cup.zip"]).code,
        0,
        ".env goes before the file"
    );
    desk.variable("AC_DEPLOY_PACKS__MAX_ENTRIES", "2");
    assert_eq!(
        desk.run(&["check", "cup.zip"]).code,
        2,
        "the environment goes before .env"
    );
}

#[test]
fn a_settings_file_that_was_named_must_be_there() {
    let mut desk = Desk::new();
    let ended = desk.run(&["check", "cup.zip", "--config", "league.toml"]);
    assert_eq!(ended.code, 5);
    assert_snapshot!(ended.err, @"
    error: The settings are not right.
    hint: league.toml: there is no such file. `config/ac-deploy.example.toml` is one to begin with.
    ");
    desk.variable("AC_DEPLOY_CONFIG", "other.toml");
    assert!(desk.run(&["check", "cup.zip"]).err.contains("other.toml"));
}

#[test]
fn an_env_file_that_cannot_be_read_shows_no_secret() {
    let desk = Desk::new();
    desk.file(".env", "DISCORD_TOKEN='very secret\n");
    let ended = desk.run(&["check", "cup.zip"]);
    assert_eq!(ended.code, 5);
    assert_snapshot!(ended.err, @"
    error: The settings are not right.
    hint: .env: the value of DISCORD_TOKEN cannot be read; put it between single quotes.
    ");
}

#[test]
fn a_wrong_call_has_a_code_of_its_own() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["fly"]).code, 4);
    assert_eq!(desk.run(&["check"]).code, 4);
    assert_eq!(desk.run(&["--version"]).code, 0);
}

#[test]
fn the_log_is_refused_if_nobody_can_understand_how_it_should_be() {
    let mut desk = Desk::new();
    desk.variable("AC_DEPLOY_LOG", "xml");
    let ended = desk.run(&["check", "cup.zip"]);
    assert_eq!(ended.code, 5);
    assert!(ended.err.contains("`text` or `json`"), "{}", ended.err);
}

#[test]
fn shells_complete_the_verbs() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let ended = desk.run(&["completions", shell]);
        assert_eq!(ended.code, 0);
        assert!(ended.out.contains("check"), "{shell}");
    }
}

#[test]
fn the_help_is_worth_reading() {
    let desk = Desk::new();
    let ended = desk.run(&["--help"]);
    assert_eq!(ended.code, 0);
    assert_snapshot!(ended.out, @r#"
    Assetto Corsa servers: a server pack in, a join link out.

    Takes a server pack (Content Manager's "Pack" button makes it), puts it onto a Windows machine at
    Amazon Web Services, and answers the link that drivers join with. `ac-deploy bot` does the same for
    a Discord server, with slash commands.

    Usage: ac-deploy [OPTIONS] <COMMAND>

    Commands:
      deploy       Launch a server from a pack, and wait for its join link
      check        Judge a pack: every fault, every warning, and what it holds
      status       Show how servers stand: link, drivers, health, cost
      stop         Power a server off; its disk is kept
      start        Power a stopped server on, and wait for its new join link
      servers      List the servers, without asking their machines
      terminate    Delete a server with its disk; its pack is kept
      setup        Make in the AWS account what launches need: a bucket, a role
      bot          Run the Discord bot until it is stopped (SIGTERM or Ctrl-C)
      completions  Print a script that completes ac-deploy's words in your shell
      help         Print this message or the help of the given subcommand(s)

    Options:
          --config <FILE>
              The settings file [default: config/ac-deploy.toml, if it is there]

              [env: AC_DEPLOY_CONFIG]

      -v, --verbose...
              Log what is done to standard error; twice for every step. RUST_LOG goes before

      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Examples:
      ac-deploy check gt3-cup.zip            is the pack all right? Needs no AWS account
      ac-deploy setup                        once: makes the bucket and the role in your AWS account
      ac-deploy deploy gt3-cup.zip --plan    what would be launched, and at what price
      ac-deploy deploy gt3-cup.zip           launches it and waits for the join link
      ac-deploy stop "GT3 Cup"               powers it off; `start` brings it up again
      ac-deploy bot                          the Discord bot

    Secrets come from the environment or the file .env: DISCORD_TOKEN, and AWS's usual variables.

    Exit codes:
      0  done                            4  wrong call: no such server, not in this state
      1  this machine: a file, a pipe    5  settings, credentials or set-up
      2  the pack cannot run             6  AWS, Discord or the network: try again
      3  refused by a rule or limit
    "#);
}
