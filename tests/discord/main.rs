//! The Discord face, driven by members of the stand-in Discord: what they see, who may do what,
//! and what is asked of the cloud. The cloud here is one in memory.

mod answers;
mod channels;
mod cloud;
mod documents;
mod league;
mod limits;
mod live_card;
mod mentioned;
mod results_trouble;
mod rights;
mod roles;
mod sessions;
mod watched;

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use ::cloud::StoredPack;
use cloud::MemoryCloud;
use discord::{Bot, BotError, DiscordSettings};
use discord_stand_in::{Discord, Fault, Interaction, Member, Message, Options, Snowflake};
use domain::ids::{BootId, ChannelId, GuildId, InstanceId, MessageId, ServerId, UserId};
use domain::lifecycle::{BootTimeouts, Health, ReportOutcome, Stage};
use domain::link::JoinLink;
use domain::policy::{GuildRules, Policy};
use domain::price::{Dollars, Prices};
use domain::report::{Phase, Report, ServerStatus};
use domain::server::{
    Home, Hosting, InstanceState, Order, Owner, PackFacts, PackSource, Record, Server, ServerName,
    ServerOptions, ServerSpec, sample,
};
use jiff::{SignedDuration, Timestamp};
use pack::{Limits, PerPlatform};
use serenity::model::Permissions;
use service::{Announcement, Card, Costs, Notifier, NotifyError, ResultSettings, Rules, Service};
use tokio_util::sync::CancellationToken;
use transfer::TransferSettings;

const PUT_COMMANDS: &str = "PUT /applications/{application_id}/commands";
const POST: &str = "POST /channels/{channel_id}/messages";

/// A bot at work in the stand-in's guild.
/// How a message begins that only says that a press was heard.
const SIGN_OF_LIFE: &str = "⏳ On it";

struct League {
    discord: Discord,
    cloud: Arc<MemoryCloud>,
    notifier: Arc<dyn Notifier>,
    results: Arc<dyn service::ResultNotifier>,
    shutdown: CancellationToken,
    running: tokio::task::JoinHandle<Result<(), BotError>>,
}

impl League {
    async fn start() -> Self {
        Self::start_in(discord().await, Arc::default()).await
    }

    async fn start_in(discord: Discord, cloud: Arc<MemoryCloud>) -> Self {
        let rules = rules(&discord);
        Self::start_with(discord, cloud, rules).await
    }

    async fn start_with(discord: Discord, cloud: Arc<MemoryCloud>, rules: Rules) -> Self {
        let service = Service::new(cloud.clone(), rules).expect("a service");
        let bot = Bot::connect(&settings(&discord), &discord.token(), service)
            .await
            .expect("a bot");
        let (notifier, results) = (bot.notifier(), bot.result_notifier());
        let shutdown = CancellationToken::new();
        let running = tokio::spawn(bot.run(shutdown.clone()));
        discord.wait_until_ready().await;
        Self {
            discord,
            cloud,
            notifier,
            results,
            shutdown,
            running,
        }
    }

    fn member(&self, name: &str) -> Member {
        self.discord.member(name)
    }

    fn home(&self) -> Home {
        let gus = self.member("gus");
        Home {
            guild: GuildId::from(gus.guild.get()),
            channel: ChannelId::from(gus.channel.get()),
        }
    }

    /// A server of this guild that oscar ordered.
    fn server(&self, number: u64, name: &str, state: InstanceState) -> Server {
        let owner = self.member("oscar").id.get();
        let server = server(number, name, state, Some(self.home()), owner);
        self.cloud.look().servers.push(server.clone());
        server
    }

    /// The answer to a command, as whoever typed it sees it.
    async fn slash(&self, member: Member, command: &str, options: &[(&str, &str)]) -> Message {
        let options: Vec<_> = options
            .iter()
            .map(|(name, value)| (*name, (*value).into()))
            .collect();
        self.discord.slash(member, command, &options).reply().await
    }

    fn actions(&self) -> Vec<String> {
        self.cloud.look().actions.clone()
    }

    /// The first answer to a press, public or not.
    async fn pressed(&self, press: &Interaction) -> Message {
        let id = press.id();
        self.discord
            .wait_for("an answer to the press", |state| {
                let record = state.interactions().find(|record| record.id == id)?;
                let mut answers = record.followups.iter().filter_map(|id| state.message(*id));
                answers
                    .find(|answer| !answer.text().starts_with(SIGN_OF_LIFE))
                    .cloned()
            })
            .await
    }

    fn messages(&self) -> Vec<Message> {
        self.discord.channel_messages(self.member("gus").channel)
    }

    /// Ends the bot; it must go in peace, and have done nothing that Discord complains about.
    async fn end(self) {
        assert_eq!(self.discord.complaints(), [""; 0]);
        self.shutdown.cancel();
        let ended = tokio::time::timeout(Duration::from_secs(20), self.running).await;
        ended
            .expect("it ends")
            .expect("without a panic")
            .expect("in peace");
        assert!(
            !self.discord.look(discord_stand_in::State::online),
            "the gateway is closed"
        );
    }
}

async fn discord() -> Discord {
    discord_with(|_| {}).await
}

async fn discord_with(change: impl FnOnce(&mut Options)) -> Discord {
    // What the bot logs stands below a test that fails.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(
            std::env::var("RUST_LOG")
                .unwrap_or_else(|_| "warn,discord=info,service=info,watcher=info".to_owned()),
        )
        .with_test_writer()
        .try_init();
    let mut options = Options {
        rate_limits: false,
        checks: world::openapi::check().into_iter().collect(),
        ..Options::default()
    };
    change(&mut options);
    Discord::start(options).await.expect("a free port")
}

fn settings(discord: &Discord) -> DiscordSettings {
    DiscordSettings {
        api_url: Some(discord.api_url().parse().expect("a url")),
    }
}

/// Organisers deploy, start and stop; everyone looks; only "Manage Server" deletes.
fn rules(discord: &Discord) -> Rules {
    let organisers = serde_json::json!(["Organiser"]);
    let guild: GuildRules = serde_json::from_value(serde_json::json!({
        "id": discord.guild().get(),
        "roles": {
            "deploy": organisers, "start": organisers, "status": ["@everyone"],
            "stop": [discord.role("Organiser").get().to_string()],
        },
        "sizes": ["t3.small", "t3.medium"],
    }))
    .expect("rules");
    Rules {
        policy: Policy::new([guild]),
        hosting: Hosting::ec2("t3.small"),
        pack_limits: Limits::default(),
        program_keys: PerPlatform::default(),
        disk_gib: PerPlatform {
            windows: 40,
            linux: 16,
        },
        buckets: Vec::new(),
        patience: BootTimeouts::default(),
        options: ServerOptions::default(),
        hours_per_start: 0,
        prepared_age: jiff::SignedDuration::ZERO,
        prices: Prices::built_in(),
        libraries_32: false,
        transfer: TransferSettings::default(),
        results: ResultSettings::default(),
    }
}

fn server(number: u64, name: &str, state: InstanceState, home: Option<Home>, owner: u64) -> Server {
    let launched = Timestamp::now() - SignedDuration::from_mins(90);
    let sample = sample::server(launched);
    Server {
        spec: ServerSpec {
            id: ServerId::from_bits(number),
            name: ServerName::tidy(name, "x"),
            owner: Owner {
                user: Some(UserId::from(owner)),
                name: "oscar".to_owned(),
            },
            home,
            ..sample.spec
        },
        instance: InstanceId::new(format!("i-{number}")),
        state,
        address: state.costs_compute().then_some(Ipv4Addr::new(127, 0, 0, 9)),
        pack: PackFacts {
            cars: vec!["roadster_cup".to_owned()],
            ..sample.pack
        },
        record: Record::new(launched, None),
        ..sample
    }
}

/// A text without what differs from run to run.
fn without_ids(text: &str) -> String {
    let is_id = |word: &str| word.parse::<ServerId>().is_ok();
    text.split_inclusive(|c: char| !c.is_ascii_alphanumeric())
        .map(|word| {
            let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            if is_id(bare) {
                word.replace(bare, "‹id›")
            } else {
                word.to_owned()
            }
        })
        .collect()
}

fn link() -> JoinLink {
    JoinLink::build(Ipv4Addr::new(127, 0, 0, 9), 8081)
}

fn online() -> ReportOutcome {
    ReportOutcome::Report(Box::new(Report {
        boot: Some(BootId::new("b1")),
        phase: Phase::Online,
        link: Some(link()),
        status: Some(ServerStatus::Running),
        public_ip: Some(Ipv4Addr::new(127, 0, 0, 9)),
        ports_open: Some(true),
        clients: Some(3),
        ..Report::default()
    }))
}

impl League {
    /// The card of a server that is coming up, as it stands in the channel.
    async fn card(&self, server: &Server) -> Message {
        let shown = self.notifier.show(self.home(), None, &coming(server)).await;
        let id = Snowflake::from(shown.expect("a message").get());
        self.discord.message(id).expect("the card")
    }
}

fn coming(server: &Server) -> Card {
    Card::of_server(
        server,
        Health::Coming(Stage::Booting),
        Costs {
            hour: None,
            disk_month: Some(Dollars(3.2)),
        },
        Timestamp::now(),
    )
}

#[tokio::test]
async fn deploy_asks_for_what_it_needs_and_says_what_is_no_link() {
    let league = League::start().await;
    let oscar = league.member("oscar");
    for (command, missing) in [
        ("deploy file", "\"pack\" is required"),
        ("deploy stored", "\"pack\" is required"),
        ("deploy link", "\"url\" is required"),
        ("deploy", "with a subcommand only"),
    ] {
        let Err(asked) = league.discord.try_slash(oscar, command, &[]) else {
            panic!("Discord's client asks for what is required");
        };
        assert!(asked.to_string().contains(missing), "{asked}");
    }
    let typed = [("url", "my dropbox")];
    insta::assert_snapshot!(league.slash(oscar, "deploy link", &typed).await.text(), @"
    │ That is not a link.
    │ Give the direct link to the pack itself, beginning with `https://`; a page with a download button does not work.
    (only you can see this)
    ");
    assert_eq!(league.actions(), [""; 0]);
    assert!(
        league.messages().is_empty(),
        "nothing stands in the channel"
    );
    league.end().await;
}

#[tokio::test]
async fn a_pack_that_cannot_run_is_refused_in_the_channel() {
    let league = League::start().await;
    let oscar = league.member("oscar");
    let pack = league
        .discord
        .upload(oscar, "friday.exe", &b"MZ and so on"[..]);
    let asked = league.discord.slash(
        oscar,
        "deploy file",
        &[("pack", pack.into()), ("name", "@everyone".into())],
    );
    let reply = asked.reply().await;
    assert!(
        reply.is_ephemeral() && reply.text().contains("Deploying"),
        "{}",
        reply.text()
    );
    let card = league
        .discord
        .wait_for_text(oscar.channel, "cannot run")
        .await;
    insta::assert_snapshot!(without_ids(&card.text().replace('\u{200b}', "‹›")), @r#"
    │ ❌ @‹›everyone – this pack cannot run
    │ • This is a single program (.exe), which cannot be checked or set up. In Content Manager's Pack dialog, untick "Pack into single" and send the .zip that it makes.
    │
    │ Nothing was launched. Fix the pack in Content Manager and deploy it again.
    │ Requested by: oscar
    │ ‹id› · friday.exe
    "#);
    assert!(card.pinged.nobody());
    assert!(
        league.cloud.look().orders.is_empty(),
        "nothing is left to be taken up again"
    );
    league.end().await;
}

#[tokio::test]
async fn a_deploy_of_before_is_told_on_in_its_own_message() {
    let league = League::start().await;
    let oscar = league.member("oscar");
    let server = server(
        1,
        "Friday GT3",
        InstanceState::Running,
        Some(league.home()),
        oscar.id.get(),
    );
    let message = league
        .notifier
        .show(league.home(), None, &coming(&server))
        .await
        .expect("a message");
    let order = Order {
        server: server.id.clone(),
        name: Some("Friday GT3".to_owned()),
        hosting: server.hosting.clone(),
        source: PackSource::Stored("packs/gone.zip".parse().expect("a location")),
        owner: server.owner.clone(),
        home: server.home,
        progress: Some(message),
        asked: Timestamp::now(),
        options: ServerOptions::default(),
        until: None,
        sized_by_drivers: false,
        replaces: None,
        run_on: None,
        program: None,
    };
    league.cloud.look().orders.push(order);
    let League {
        discord,
        cloud,
        shutdown,
        running,
        ..
    } = league;
    shutdown.cancel();
    running.await.expect("no panic").expect("in peace");
    let league = League::start_in(discord, cloud).await;
    let card = league
        .discord
        .wait_for_text(oscar.channel, "not deployed")
        .await;
    assert_eq!(card.id.get(), message.get(), "the message that was there");
    assert_eq!(league.messages().len(), 1);
    league.end().await;
}

#[tokio::test]
async fn a_driver_may_look_but_neither_deploy_nor_stop_nor_delete() {
    let league = League::start().await;
    league.server(1, "Friday GT3", InstanceState::Running);
    let dora = league.member("dora");
    let pack = league.discord.upload(dora, "friday.zip", &b"PK"[..]);
    let refused = league
        .discord
        .slash(dora, "deploy file", &[("pack", pack.into())])
        .reply()
        .await;
    insta::assert_snapshot!(refused.text(), @r"
    │ You may not deploy servers.
    │ You need the role **Organiser**. Ask an admin of this Discord server for it.
    (only you can see this)
    ");
    for command in ["stop", "terminate"] {
        let refused = league
            .slash(dora, command, &[("server", "Friday GT3")])
            .await;
        assert!(refused.is_ephemeral(), "{}", refused.text());
        assert!(refused.text().contains("You may not"), "{}", refused.text());
    }
    let seen = league.slash(dora, "servers", &[]).await;
    assert!(seen.text().contains("Friday GT3"), "{}", seen.text());
    assert_eq!(league.actions(), [""; 0]);
    league.end().await;
}

#[tokio::test]
async fn ones_own_machine_is_a_size_that_can_be_chosen() {
    let discord = discord().await;
    let guild = serde_json::json!({
        "id": discord.guild().get(),
        "roles": { "deploy": ["Organiser"] },
    });
    let guild: GuildRules = serde_json::from_value(guild).expect("rules");
    let rules = Rules {
        policy: Policy::new([guild]),
        hosting: Hosting::ThisMachine { simulated: true },
        ..rules(&discord)
    };
    let league = League::start_with(discord, Arc::default(), rules).await;
    let oscar = league.member("oscar");
    let offered = league
        .discord
        .autocomplete(oscar, "deploy file", "size", "");
    let [own] = &offered.await[..] else {
        panic!("one size");
    };
    let pack = league.discord.upload(oscar, "friday.zip", &b"PK"[..]);
    let size = own.value.as_str().expect("a text");
    let options = [("pack", pack.into()), ("size", size.into())];
    let asked = league.discord.slash(oscar, "deploy file", &options);
    let told = asked.reply().await.text();
    assert!(told.contains("Deploying"), "{told}");
    league.end().await;
}

#[tokio::test]
async fn only_what_somebody_may_touch_is_offered() {
    let league = League::start().await;
    let running = league.server(1, "Friday GT3", InstanceState::Running);
    let stopped = league.server(2, "Sunday Cup", InstanceState::Stopped);
    // Another guild's is never offered.
    league
        .cloud
        .look()
        .servers
        .push(server(3, "Elsewhere", InstanceState::Running, None, 7));
    let offered = async |who: &str, command: &str, typed: &str| -> Vec<String> {
        let choices = league
            .discord
            .autocomplete(league.member(who), command, "server", typed)
            .await;
        choices
            .into_iter()
            .map(|choice| format!("{} = {}", choice.name, choice.value))
            .collect()
    };
    let friday = format!("Friday GT3 · on its way · imola = \"{}\"", running.id);
    let sunday = format!("Sunday Cup · stopped · imola = \"{}\"", stopped.id);
    assert_eq!(
        offered("oscar", "stop", "").await,
        std::slice::from_ref(&friday)
    );
    assert_eq!(
        offered("oscar", "start", "").await,
        std::slice::from_ref(&sunday)
    );
    assert_eq!(
        offered("oscar", "terminate", "").await,
        [""; 0],
        "only Manage Server may"
    );
    assert_eq!(
        offered("alice", "terminate", "sun").await,
        std::slice::from_ref(&sunday)
    );
    assert_eq!(offered("dora", "stop", "").await, [""; 0]);
    let mut all = offered("dora", "status", "").await;
    all.sort();
    assert_eq!(all, [friday, sunday]);
    let sizes = league
        .discord
        .autocomplete(league.member("oscar"), "deploy file", "size", "")
        .await;
    let sizes: Vec<_> = sizes.into_iter().map(|choice| choice.name).collect();
    insta::assert_snapshot!(sizes.join("\n"), @"
    t3.small · $0.044 per hour, $0.026 with Linux
    t3.medium · $0.065 per hour, $0.047 with Linux
    ");
    assert!(
        league
            .discord
            .autocomplete(league.member("dora"), "deploy file", "size", "")
            .await
            .is_empty()
    );
    league.end().await;
}

#[tokio::test]
async fn packs_are_offered_by_name_and_size() {
    let league = League::start().await;
    let guild = league.home().guild;
    for (key, size) in [
        (format!("packs/{guild}/23456789/friday.zip"), 230 << 20),
        ("packs/7/23456789/theirs.zip".to_owned(), 1),
    ] {
        let pack = StoredPack {
            location: key.parse().expect("a location"),
            size,
            modified: None,
            sha256: None,
        };
        league.cloud.look().packs.push(pack);
    }
    let offered = league
        .discord
        .autocomplete(league.member("oscar"), "deploy stored", "pack", "fri")
        .await;
    let names: Vec<_> = offered.into_iter().map(|choice| choice.name).collect();
    assert_eq!(names, ["friday.zip · 230 MiB"]);
    assert!(
        league
            .discord
            .autocomplete(league.member("dora"), "deploy stored", "pack", "")
            .await
            .is_empty()
    );
    league.end().await;
}

#[tokio::test]
async fn a_stop_is_told_to_the_channel_and_an_error_only_to_whoever_made_it() {
    let league = League::start().await;
    let server = league.server(1, "Friday GT3", InstanceState::Running);
    let oscar = league.member("oscar");
    let done = league
        .slash(oscar, "stop", &[("server", server.id.as_str())])
        .await;
    assert!(done.is_ephemeral());
    let told = league.discord.wait_for_text(oscar.channel, "stopped").await;
    insta::assert_snapshot!(told.text(), @"**oscar** stopped **Friday GT3**. Its disk is kept and costs about $3.20 a month: `/start` brings it up again, `/terminate` deletes it.");
    assert!(told.pinged.nobody());
    let again = league
        .slash(oscar, "stop", &[("server", "friday gt3")])
        .await;
    insta::assert_snapshot!(again.text(), @r"
    │ “Friday GT3” is just being stopped.
    │ That takes a minute or two; try again then.
    (only you can see this)
    ");
    assert_eq!(league.actions(), [format!("stop {}", server.id)]);
    league.end().await;
}

#[tokio::test]
async fn a_button_is_gated_like_its_command() {
    let league = League::start().await;
    let server = league.server(1, "Friday GT3", InstanceState::Running);
    let card = league.card(&server).await;
    let press = league.discord.press(league.member("dora"), &card, "Stop");
    let refused = league.pressed(&press).await;
    insta::assert_snapshot!(refused.text(), @r"
    │ You may not stop servers.
    │ You need the role @Organiser. Ask an admin of this Discord server for it.
    (only you can see this)
    ");
    assert_eq!(league.actions(), [""; 0]);
    let press = league.discord.press(league.member("oscar"), &card, "Stop");
    let told = league.pressed(&press).await;
    assert!(
        !told.is_ephemeral() && told.text().contains("**oscar** stopped **Friday GT3**"),
        "{}",
        told.text()
    );
    assert_eq!(league.actions(), [format!("stop {}", server.id)]);
    league.end().await;
}

#[tokio::test]
async fn nothing_is_deleted_without_a_second_yes() {
    let league = League::start().await;
    let server = league.server(1, "Friday GT3", InstanceState::Running);
    let alice = league.member("alice");
    let question = league
        .slash(alice, "terminate", &[("server", server.id.as_str())])
        .await;
    insta::assert_snapshot!(question.text(), @r"
    │ Delete Friday GT3?
    │ The machine and its disk go for good, and its link stops working. The pack stays in storage. To save money only until the next race, `/stop` is enough.
    │ 32222222
    [Delete] [Keep]
    (only you can see this)
    ");
    let kept = league.discord.press(alice, &question, "Keep");
    league
        .discord
        .wait_for("the question to be settled", |state| {
            state
                .message(question.id)
                .filter(|message| message.text().contains("Nothing was changed"))
                .map(drop)
        })
        .await;
    assert!(
        kept.message()
            .is_some_and(|message| message.buttons().is_empty())
    );
    assert_eq!(league.actions(), [""; 0]);
    let question = league
        .slash(alice, "terminate", &[("server", server.id.as_str())])
        .await;
    let press = league.discord.press(alice, &question, "Delete");
    insta::assert_snapshot!(league.pressed(&press).await.text(), @"**alice** deleted **Friday GT3**. Its pack is kept, so `/deploy stored` can bring it up again.");
    assert_eq!(league.actions(), [format!("terminate {}", server.id)]);
    league.end().await;
}

#[tokio::test]
async fn a_start_has_its_progress_in_the_servers_own_channel() {
    let league = League::start().await;
    let mut server = league.server(1, "Sunday Cup", InstanceState::Stopped);
    let old = league
        .notifier
        .show(league.home(), None, &coming(&server))
        .await
        .expect("a message");
    server.record.progress = Some(old);
    league
        .cloud
        .look()
        .servers
        .last_mut()
        .expect("it is there")
        .record = server.record.clone();
    let elsewhere = league
        .member("oscar")
        .in_channel(league.discord.channel("paddock"));
    let done = league
        .slash(elsewhere, "start", &[("server", server.id.as_str())])
        .await;
    assert!(done.is_ephemeral());
    let progress = league.cloud.look().servers[0]
        .record
        .progress
        .expect("the watcher will edit it");
    assert_ne!(progress, old);
    let card = league
        .discord
        .message(Snowflake::from(progress.get()))
        .expect("the new card");
    insta::assert_snapshot!(card.text().replace(server.id.as_str(), "‹id›"), @r"
    │ ⏳ Sunday Cup – on its way
    │ ⏳ **Windows starts** (usually 4–15 min)
    │ ▫️ Machine fetches the pack
    │ ▫️ Unpack
    │ ▫️ Game server starts
    │ ▫️ Join link
    │ Track: imola
    │ Slots: 18
    │ Cars: roadster\_cup
    │ Machine:
    │   t3.small with Windows
    │   $0.044 per hour
    │ Requested by: oscar
    │ ‹id› · friday.zip
    [Status] [Stop]
    ");
    league
        .discord
        .wait_for("the old card's buttons to go", |state| {
            state
                .message(Snowflake::from(old.get()))
                .filter(|message| message.buttons().is_empty())
                .map(drop)
        })
        .await;
    league.end().await;
}

#[tokio::test]
async fn a_channel_that_the_bot_may_not_write_to_costs_nothing() {
    let league = League::start().await;
    let oscar = league.member("oscar");
    league
        .discord
        .deny(oscar.channel, Permissions::SEND_MESSAGES);
    let pack = league.discord.upload(oscar, "friday.zip", &b"PK"[..]);
    let told = league
        .discord
        .slash(oscar, "deploy file", &[("pack", pack.into())])
        .reply()
        .await;
    insta::assert_snapshot!(told.text(), @r"
    │ The bot may not write in this channel, so nothing was launched.
    │ An admin of this Discord server must give the bot the permissions “Send Messages” and “Embed Links” in #servers (Edit Channel → Permissions), or use a channel that the bot may write in.
    (only you can see this)
    ");
    assert!(
        league.cloud.look().orders.is_empty(),
        "nothing is left to be taken up again"
    );
    assert_eq!(
        league.actions().len(),
        1,
        "the order was kept, and dropped: {:?}",
        league.actions()
    );
    assert!(
        league
            .slash(oscar, "servers", &[])
            .await
            .text()
            .contains("There are no servers"),
        "the place is given back"
    );
    league.end().await;
}

#[tokio::test]
async fn a_discord_that_does_not_take_the_message_costs_nothing_either() {
    let league = League::start().await;
    let oscar = league.member("oscar");
    league
        .discord
        .faults()
        .keep_failing(POST, Fault::Unavailable);
    let pack = league.discord.upload(oscar, "friday.zip", &b"PK"[..]);
    let told = league
        .discord
        .slash(oscar, "deploy file", &[("pack", pack.into())])
        .reply()
        .await;
    insta::assert_snapshot!(told.text(), @r"
    │ Discord rejected the progress message, so nothing was started.
    │ Try again in a minute.
    (only you can see this)
    ");
    assert!(league.cloud.look().orders.is_empty() && league.messages().is_empty());
    league.end().await;
}

#[tokio::test]
async fn a_guild_that_the_settings_do_not_know_is_told_so() {
    let league = League::start().await;
    let guild = league.discord.add_guild("Strangers");
    let eve = league.discord.add_member(guild, "eve", &[]);
    let told = league.slash(eve, "servers", &[]).await;
    insta::assert_snapshot!(told.text().replace(&guild.to_string(), "‹guild›"), @r#"
    │ This Discord server is not set up yet.
    │ Whoever runs this bot must add it to the settings: a `[[guilds]]` entry with `id = "‹guild›"`.
    (only you can see this)
    "#);
    let help = league.slash(eve, "help", &[]).await;
    assert!(help.text().contains("/deploy"), "{}", help.text());
    league.end().await;
}

#[tokio::test]
async fn a_status_says_how_a_server_stands() {
    let league = League::start().await;
    let server = league.server(1, "Friday GT3", InstanceState::Running);
    league
        .cloud
        .look()
        .reports
        .insert(server.instance.clone(), online());
    let gus = league.member("gus");
    let one = league
        .slash(gus, "status", &[("server", server.id.as_str())])
        .await;
    insta::assert_snapshot!(one.text().replace(server.id.as_str(), "‹id›"), @"
    │ ✅ Friday GT3 – online
    │ ✅ Game server is running
    │ ✅ Join link is known
    │ ✅ Public address is known
    │ ✅ Ports are open
    │ Track: imola
    │ Drivers: 3 of 18
    │ Started: ‹time›
    │ Costs:
    │   about $0.066 so far
    │   $0.044 per hour
    │ Address: `127.0.0.9:8081`
    │ Password: no
    │ Requested by: oscar
    │ ‹id› · i-1
    [Join → https://acstuff.club/s/q:race/online/join?ip=127.0.0.9&httpPort=8081] [Restart] [Stop]
    (only you can see this)
    ");
    let all = league.slash(gus, "status", &[]).await;
    insta::assert_snapshot!(all.text().replace(server.id.as_str(), "‹id›"), @"
    │ Server status
    │ ✅ **Friday GT3** – online · started ‹time› · [Join](https://acstuff.club/s/q:race/online/join?ip=127.0.0.9&httpPort=8081)
    │ imola · `‹id›`
    (only you can see this)
    ");
    let none = league.slash(gus, "status", &[("server", "Monday")]).await;
    insta::assert_snapshot!(none.text(), @r"
    │ There is no server “Monday”.
    │ It may have been deleted; `/servers` shows what there is.
    (only you can see this)
    ");
    league.end().await;
}

#[tokio::test]
async fn an_announcement_is_posted_once_found_again_and_struck() {
    let league = League::start().await;
    let mut server = league.server(1, "Friday GT3", InstanceState::Running);
    let (home, boot) = (league.home(), BootId::new("boot-1"));
    let join = Announcement {
        server: server.clone(),
        link: link(),
        price: None,
        took: SignedDuration::from_mins(7),
        page: None,
    };
    assert_eq!(
        league
            .notifier
            .find_announcement(home, &server, &link())
            .await
            .expect("a search"),
        None
    );
    let first = league
        .notifier
        .announce(home, &boot, &join)
        .await
        .expect("a message");
    let again = league
        .notifier
        .announce(home, &boot, &join)
        .await
        .expect("the same message");
    assert_eq!(first, again);
    assert_eq!(league.messages().len(), 1);
    assert_eq!(
        league
            .notifier
            .find_announcement(home, &server, &link())
            .await
            .expect("a search"),
        Some(first)
    );
    // Only what came after this run's progress message counts.
    server.record.progress = Some(MessageId::from(first.get() + 1));
    assert_eq!(
        league
            .notifier
            .find_announcement(home, &server, &link())
            .await
            .expect("a search"),
        None
    );
    server.record.progress = None;
    server.state = InstanceState::Stopped;
    league
        .notifier
        .strike(home, first, &server)
        .await
        .expect("an edit");
    insta::assert_snapshot!(league.messages()[0].text().replace(server.id.as_str(), "‹id›"), @r"
    │ ~~🏁 Friday GT3 – join now~~ stopped
    │ This server is stopped. It gets a new link when it is started again.
    │ Track: imola
    │ Slots: 18
    │ Cars: roadster\_cup
    │ ‹id›
    [Start]
    ");
    assert_eq!(
        league
            .notifier
            .find_announcement(home, &server, &link())
            .await
            .expect("a search"),
        None
    );
    league.discord.deny(
        league.member("gus").channel,
        Permissions::READ_MESSAGE_HISTORY,
    );
    assert_eq!(
        league
            .notifier
            .find_announcement(home, &server, &link())
            .await
            .expect("no search"),
        None
    );
    league.end().await;
}

#[tokio::test]
async fn the_herald_tells_no_access_from_a_deleted_message() {
    let league = League::start().await;
    let server = league.server(1, "Friday GT3", InstanceState::Running);
    let gone = league
        .notifier
        .show(league.home(), Some(MessageId::from(1)), &coming(&server))
        .await;
    assert!(matches!(gone, Err(NotifyError::MessageGone)), "{gone:?}");
    league
        .discord
        .deny(league.member("gus").channel, Permissions::VIEW_CHANNEL);
    let denied = league
        .notifier
        .show(league.home(), None, &coming(&server))
        .await;
    assert!(
        matches!(denied, Err(NotifyError::NoAccess { .. })),
        "{denied:?}"
    );
    league.end().await;
}

#[tokio::test]
async fn the_presence_counts_running_servers() {
    let league = League::start().await;
    league.notifier.present(2).await;
    league.notifier.present(2).await;
    // The stand-in shows an activity without its kind, which is "Watching".
    let shown = |state: &discord_stand_in::State| {
        state
            .presence()
            .filter(|presence| presence.activities == ["2 servers"])
            .map(drop)
    };
    league.discord.wait_for("the presence", shown).await;
    league.end().await;
}

#[tokio::test]
async fn a_gateway_elsewhere_is_not_connected_to() {
    let discord = discord().await;
    discord
        .faults()
        .fail("GET /gateway", 10, Fault::Unavailable);
    let service =
        Service::new(Arc::new(MemoryCloud::default()), rules(&discord)).expect("a service");
    let refused = Bot::connect(&settings(&discord), &discord.token(), service).await;
    assert!(
        matches!(refused, Err(BotError::StrayGateway { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_bot_that_discord_does_not_take_ends() {
    let discord = discord().await;
    let service =
        || Service::new(Arc::new(MemoryCloud::default()), rules(&discord)).expect("a service");
    let bot = Bot::connect(&settings(&discord), "wrong.token", service())
        .await
        .expect("a bot");
    let ended = bot.run(CancellationToken::new()).await;
    assert!(matches!(ended, Err(BotError::Token)), "{ended:?}");
    let refused = Fault::Refused {
        status: 400,
        code: 50035,
    };
    discord.faults().fail(PUT_COMMANDS, 10, refused);
    let bot = Bot::connect(&settings(&discord), &discord.token(), service())
        .await
        .expect("a bot");
    let ended = bot.run(CancellationToken::new()).await;
    assert!(matches!(ended, Err(BotError::Register(_))), "{ended:?}");
}
