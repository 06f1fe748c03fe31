//! The real bot beside its servers: what a channel reads of a league's own machine.

use std::os::unix::process::CommandExt as _;
use std::process::Child;

use std::path::PathBuf;

use discord_stand_in::{Discord, Options};
use domain::ids::ServerId;
use domain::report::Phase;
use insta::assert_snapshot;
use world::ordered::until;
use world::planted::{Planted, found, in_pack, of_a_pack};

use crate::host::{kill, pack_with_free_ports};
use crate::shell::Operator;

/// A secret in the bot's environment beside its token.
const AWS_KEY: &str = "planted+key/that+nobody/may+find";

/// A bot as a process; killed with the test.
struct Bot(Child);

impl Bot {
    async fn start(operator: &Operator, discord: &Discord) -> Self {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(operator.bot_log())
            .expect("a log");
        let bot = operator
            .command(&["bot", "-vv"])
            .env("DISCORD_TOKEN", discord.token())
            .env("AWS_SECRET_ACCESS_KEY", AWS_KEY)
            .env("AC_DEPLOY_DISCORD__API_URL", discord.api_url())
            .stderr(log)
            .spawn()
            .expect("it starts");
        let bot = Self(bot);
        discord.wait_until_ready().await;
        bot
    }

    fn kill(&mut self) {
        kill(self.0.id());
        let _ = self.0.wait();
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Where a secret stands: in a file below the data folder, in the bot's log, in what a process of the server
/// was started with, or in the channel. The league's own, which its pack holds, may stand in that pack.
fn left_behind(operator: &Operator, id: &ServerId, discord: &Discord) -> Vec<String> {
    let mut places: Vec<(String, Vec<u8>)> = Vec::new();
    let mut look = |path: PathBuf| {
        let bytes = std::fs::read(&path).expect("readable");
        places.push((path.display().to_string(), bytes));
    };
    for process in operator.host.process_ids(id) {
        look(format!("/proc/{process}/environ").into());
        look(format!("/proc/{process}/cmdline").into());
    }
    look(operator.bot_log());
    let mut folders = vec![operator.host.settings.data_dir.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => look(path),
            }
        }
    }
    let messages = discord.channel_messages(discord.channel("servers"));
    let told: String = messages
        .iter()
        .map(|message| message.texts().concat())
        .collect();
    places.push(("the channel".to_owned(), told.into_bytes()));
    assert!(8 < places.len(), "{} places", places.len());
    let in_pack = |place: &str| place.contains("/pack/") || place.contains("/packs/");
    let places = |packs: bool| {
        let places = places
            .iter()
            .filter(move |(place, _)| packs || !in_pack(place));
        places.map(|(place, bytes)| (place.as_str(), bytes.as_slice()))
    };
    let operators = [
        Planted::new("the token", &discord.token()),
        Planted::new("the AWS key", AWS_KEY),
    ];
    let leagues = found(&of_a_pack(), places(false));
    [found(&operators, places(true)), leagues].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_evening_on_a_machine_of_ones_own() {
    let discord = Discord::start(Options::default())
        .await
        .expect("a loopback port");
    let mut operator = Operator::new();
    operator.host.kill_ac_deploy();
    operator.add_settings(&format!(
        "starts = 3\nrestart_seconds = 1\n[transfer]\ntrusted_hosts = [\"{}\"]\n[[guilds]]\nid = \"{}\"\n",
        discord.address(),
        discord.guild().get()
    ));
    operator.tell(&["setup", "--yes"]);
    let mut bot = Bot::start(&operator, &discord).await;
    let (alice, channel) = (discord.member("alice"), discord.channel("servers"));
    let pack = discord.upload(alice, "cup.zip", in_pack(pack_with_free_ports()).zip());
    discord.slash(alice, "deploy file", &[("pack", (&pack).into())]);
    discord
        .wait_for_text(channel, "The join link is in this channel")
        .await;

    let listed: serde_json::Value =
        serde_json::from_str(&operator.tell(&["servers", "--json"])).expect("JSON");
    let id = listed[0]["id"].as_str().and_then(|id| id.parse().ok());
    let id: ServerId = id.expect("an id");
    let process = || match operator.host.process_ids(&id).as_slice() {
        [process] => Some(*process),
        _ => None,
    };

    // Nothing that was started or written has a secret of the bot, and the channel has none at all.
    assert_eq!(left_behind(&operator, &id, &discord), [""; 0]);
    // Had there been one, it would have been found: in a process's environment and arguments, in a file, in
    // the log and in the channel.
    let note = operator.host.settings.data_dir.join("note");
    std::fs::write(&note, format!("{} adminPl4nted", discord.token())).expect("written");
    let log = std::fs::read(operator.bot_log()).expect("a log");
    let leaky = [log.as_slice(), b"PUT /?key=webhookPl4nted\n"].concat();
    std::fs::write(operator.bot_log(), leaky).expect("written");
    let said = discord.say(alice, "it is doorPl4nted");
    let mut leak = std::process::Command::new("sleep")
        .arg0(AWS_KEY)
        .arg("60")
        .env("AC_DEPLOY_SERVER", id.as_str())
        .env("TOKEN", discord.token())
        .spawn()
        .expect("it starts");
    let (place, process_id) = (note.display(), leak.id());
    assert_eq!(
        left_behind(&operator, &id, &discord),
        [
            format!("the token in /proc/{process_id}/environ"),
            format!("the AWS key in /proc/{process_id}/cmdline"),
            format!("the token in {place}"),
            format!("the webhook in {}", operator.bot_log().display()),
            format!("the admin's password in {place}"),
            "the server's password in the channel".to_owned(),
        ]
    );
    kill(leak.id());
    let _ = leak.wait();
    discord.delete(said.id);
    std::fs::remove_file(&note).expect("deleted");

    // acServer crashes: the channel reads that it is back.
    let first = process().expect("it runs");
    kill(first);
    discord.wait_for_text(channel, "online again").await;
    let second = process().expect("it runs again");
    assert_ne!(first, second);

    // The bot is killed: the race goes on, and the next bot knows of it.
    bot.kill();
    assert_eq!(process(), Some(second));
    let mut bot = Bot::start(&operator, &discord).await;
    let status = discord.slash(alice, "status", &[]).reply().await.text();
    assert!(status.contains("online"), "{status}");
    assert_eq!(process(), Some(second), "it is not doubled");

    // The program vanishes: whoever can help is named, and no place on the disk.
    std::fs::remove_file(operator.program()).expect("deleted");
    kill(second);
    let told = discord.wait_for_text(channel, "does not run").await.text();
    let from = told.find("The server cannot").expect("the reason");
    let to = told.find("; if nobody").expect("the rest");
    assert_snapshot!(&told[from..to], @r"
    The server cannot be started: the program that the settings name as \`server\_program\` is not on the bot's machine. It was started 2 times and will not be started again.
    │ The machine does not try again. The pack is all right: whoever runs this bot must repair the machine, then `/stop` this one and `/start` it for another try
    ");
    assert!(!told.contains("acServer"), "{told}");
    let log = discord.slash(alice, "logs", &[]).reply().await.text();
    assert!(log.contains("Server started"), "{log}");
    bot.kill();
    operator.host.start_ac_deploy();
    operator.host.in_phase(&id, Phase::Failed).await;
    until(async || (operator.host.processes(&id) == 0).then_some(())).await;
}
