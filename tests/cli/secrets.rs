//! An evening with a secret in every hand, and then a look at all that it left behind: the bot's log, the
//! channel and everything else that Discord was told, tags, user data, commands to machines and what they
//! printed, parameters, objects. What happens on one's own machine is looked at in `tests/local/bot.rs`.

use discord_stand_in::{Discord, Options};
use pack::sample::Sample;
use world::front::Front;
use world::moto::Moto;
use world::planted::{Planted, found, in_pack, of_a_pack};

use crate::bot::shell;
use crate::shell::Shell;

const BUCKET: &str = "bot-packs";
/// Whoever looks.
const AUDITOR: &str = "AKIATEST";
const AWS_KEY: &str = "awsPl4ntedAWSpl4ntedAWSpl4nted";
const LOG: &str = "bot.log";

struct Evening {
    front: Front,
    discord: Discord,
    shell: Shell,
    /// What the bot was called with.
    command_line: Vec<u8>,
}

impl Evening {
    /// A server comes, says what its log holds, is stopped and goes; then the bot ends.
    async fn spent() -> Self {
        let front = Front::start(Moto::start().await).await;
        let discord = Discord::start(Options::default()).await;
        let discord = discord.expect("a loopback port");
        let mut shell = shell(&front, &discord).await;
        let agent = world::ordered::agent();
        shell
            .variable("AWS_SECRET_ACCESS_KEY", AWS_KEY)
            .variable("DISCORD_TOKEN", &discord.token())
            .variable("AC_DEPLOY_AWS__AGENT", &agent.to_string_lossy())
            .variable("AC_DEPLOY_WATCHER__MOVING_SECONDS", "1");
        let settings = format!(
            "[transfer]\ntrusted_hosts = [\"{}\"]\n[[guilds]]\nid = \"{}\"\n",
            discord.address(),
            discord.guild().get()
        );
        shell.file("config/ac-deploy.toml", settings);
        assert_eq!(shell.call(&["setup", "--yes"]).await.code, 0);
        let bot = shell.start_with_log(&["bot", "-vv"], LOG);
        discord.wait_until_ready().await;
        let command_line = bot.about("cmdline").expect("it runs");
        let (alice, channel) = (discord.member("alice"), discord.channel("servers"));
        let upload = discord.upload(alice, "cup.zip", in_pack(Sample::default()).zip());
        discord.slash(alice, "deploy file", &[("pack", (&upload).into())]);
        let joined = "The join link is in this channel";
        discord.wait_for_text(channel, joined).await;
        for command in ["status", "logs", "stop"] {
            discord.slash(alice, command, &[]).reply().await;
        }
        discord.wait_for_text(channel, "stopped").await;
        bot.signal("TERM");
        bot.ended().await;
        Self {
            front,
            discord,
            shell,
            command_line,
        }
    }

    /// Everything that somebody could look at afterwards. `packs`: also where packs lie, and what is given
    /// to a machine in the place of a part of one.
    async fn left_behind(&self, packs: bool) -> Vec<(String, Vec<u8>)> {
        let mut left = vec![
            (
                "the bot's command line".to_owned(),
                self.command_line.clone(),
            ),
            (
                LOG.to_owned(),
                std::fs::read(self.shell.path(LOG)).expect("a log"),
            ),
            (
                "tags and user data".to_owned(),
                self.front.told_to_ec2(AUDITOR).await.into_bytes(),
            ),
        ];
        let commands = self.front.commands().into_iter();
        left.extend(commands.map(|told| ("a command".to_owned(), told.into_bytes())));
        let objects = self.front.objects(AUDITOR, BUCKET).await;
        let holds_packs = |key: &str| key.starts_with("packs/") || key.ends_with(".settings");
        left.extend(
            objects
                .into_iter()
                .filter(|(key, _)| packs || !holds_packs(key)),
        );
        left
    }

    async fn found(&self) -> Vec<String> {
        let mut operators = vec![Planted::new("the AWS key", AWS_KEY)];
        // What Discord was told; it knows the token, of course.
        let told = self.discord.look(|state| format!("{state:?}"));
        let told = [("Discord", told.as_bytes())];
        let mut all = found(&operators, told);
        all.extend(found(&of_a_pack(), told));
        operators.push(Planted::new("the token", &self.discord.token()));
        let channel = self.discord.channel("servers");
        let messages = self.discord.channel_messages(channel);
        let messages: String = messages
            .iter()
            .map(|message| message.texts().concat())
            .collect();
        all.extend(found(&operators, [("the channel", messages.as_bytes())]));
        let places = |left: &[(String, Vec<u8>)], planted: &[Planted]| {
            let places = left
                .iter()
                .map(|(place, bytes)| (place.as_str(), bytes.as_slice()));
            found(planted, places)
        };
        all.extend(places(&self.left_behind(true).await, &operators));
        all.extend(places(&self.left_behind(false).await, &of_a_pack()));
        all
    }
}

/// As one would look that was written for a pack's admin password.
async fn leak_by_user_data(ec2: &aws_sdk_ec2::Client, instance: &str) {
    let data = aws_sdk_ec2::primitives::Blob::new("<powershell>adminPl4nted");
    let data = aws_sdk_ec2::types::SecureBlobAttributeValue::builder().value(data);
    let changed = ec2.modify_instance_attribute().instance_id(instance);
    let changed = changed.user_data(data.build()).send().await;
    changed.expect("its machine is off");
}

impl Evening {
    /// The server comes up once more, and prints a password that whoever asks for its log is shown.
    async fn leak_by_a_command(&self) {
        let started = self.shell.call(&["start"]).await;
        assert_eq!(started.code, 0, "{}", started.err);
        self.front.machines()[0].forge_log("somebody came by doorPl4nted\n");
        let log = self.shell.call(&["logs"]).await;
        assert!(log.out.contains("doorPl4nted"), "{}", log.err);
        assert_eq!(self.shell.call(&["stop"]).await.code, 0);
        while !self.shell.call(&["servers"]).await.out.contains("stopped") {}
    }

    /// A bot that is called with a secret.
    async fn leak_by_arguments(&mut self) {
        let settings = std::fs::read(self.shell.path("config/ac-deploy.toml")).expect("settings");
        let named = format!("{AWS_KEY}.toml");
        self.shell.file(&named, settings);
        let bot = self
            .shell
            .start_with_log(&["bot", "--config", &named], "second.log");
        self.discord.wait_until_ready().await;
        self.command_line = bot.about("cmdline").expect("it runs");
        bot.signal("TERM");
        bot.ended().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_evening_leaves_no_secret_behind() {
    let mut evening = Evening::spent().await;
    let commands = evening.front.commands();
    assert!(commands.len() > 2, "machines were asked: {commands:?}");
    let asked = |what: &str| commands.iter().any(|told| told.contains(what));
    assert!(
        asked("server-info.txt") && asked("PHASE=online"),
        "both what was asked and what was printed"
    );
    assert_eq!(evening.front.count("ssm:PutParameter"), 0);
    // Each surface is really looked at: it holds what must be there.
    let told = evening.front.told_to_ec2(AUDITOR).await;
    assert!(
        told.contains("ac-deploy:told") && told.contains("<powershell>"),
        "{told}"
    );
    assert!(evening.command_line.ends_with(b"bot\0-vv\0"));
    assert_eq!(evening.found().await, [""; 0]);

    // Had there been one, it would have been found, wherever it stood.
    let config = evening.front.sdk_config(AUDITOR).await;
    let ec2 = aws_sdk_ec2::Client::new(&config);
    let instances = ec2.describe_instances().send().await.expect("a list");
    let instance = instances.reservations()[0].instances()[0].instance_id();
    let instance = instance.expect("an id");
    let tag = aws_sdk_ec2::types::Tag::builder()
        .key("note")
        .value("doorPl4nted");
    let tagged = ec2.create_tags().resources(instance).tags(tag.build());
    tagged.send().await.expect("tagged");
    evening.leak_by_a_command().await;
    leak_by_user_data(&ec2, instance).await;
    evening.leak_by_arguments().await;
    let s3 = evening.front.s3(AUDITOR).await;
    let put = s3.put_object().bucket(BUCKET).key("documents/note.json");
    let put = put.body(AWS_KEY.as_bytes().to_vec().into());
    put.send().await.expect("put");
    evening
        .discord
        .say(evening.discord.member("alice"), "it is adminPl4nted");
    let log = evening.shell.path(LOG);
    let told = std::fs::read_to_string(&log).expect("a log");
    let token = evening.discord.token();
    std::fs::write(&log, format!("{told}GET /?token={token} webhookPl4nted")).expect("written");
    assert_eq!(
        evening.found().await,
        [
            "the admin's password in Discord",
            "the AWS key in the bot's command line",
            "the token in bot.log",
            "the AWS key in documents/note.json",
            "the webhook in bot.log",
            "the server's password in tags and user data",
            "the admin's password in tags and user data",
            "the server's password in a command",
        ]
    );
}
