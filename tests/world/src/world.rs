//! A whole world for one test: a Discord server full of people, an AWS account, and the real bot
//! between them.
//!
//! The bot runs on a runtime of its own, so that it can be killed in the middle of anything: its
//! tasks are dropped where they stand, nothing is finished, and only what it had told AWS and
//! Discord remains.

use std::sync::Arc;
use std::time::Duration;

use cloud::Cloud;
use cloud::settings::AwsSettings;
use cloud_aws::{Aws, iam};
use discord::{Bot, DiscordSettings};
use discord_stand_in::{Attachment, Discord, Interaction, Member, Message, Options, Snowflake};
use domain::ids::ServerId;
use domain::lifecycle::BootTimeouts;
use domain::policy::{GuildRules, Policy};
use domain::price::Prices;
use domain::server::{InstanceState, Record, Server, ServerOptions};
use pack::{Limits, PerPlatform, PlatformChoice, sample};
use serde_json::json;
use service::{Notifier, RaceNotifier, ResultNotifier, ResultSettings, Rules, Service};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;
use transfer::TransferSettings;
use watcher::{RacesWatcher, ResultsWatcher, WatchSettings, Watcher};

use crate::front::{ACCOUNT, Front, REGION};
use crate::moto::Moto;
use crate::{MachineHandle, openapi, ordered, tidy};

/// The bot's access key; held to the shipped operator policy.
pub const BOT_KEY: &str = "AKIABOT";
/// The tests' own access key, which may do everything.
const TEST_KEY: &str = "AKIATEST";
/// The bucket of the league.
pub const BUCKET: &str = "friday-league-packs";

/// Who passes the watcher's passes.
#[derive(Debug, Clone, Default)]
pub enum Watching {
    /// One pass after the other, so that nobody waits.
    #[default]
    Hurried,
    /// The real loop, at this pace.
    Paced(WatchSettings),
    /// Nobody but whoever takes [`World::watcher`].
    ByHand,
}

/// How a world is to begin; see [`World::builder`].
#[derive(Debug)]
pub struct Builder {
    guild: serde_json::Value,
    aws: serde_json::Value,
    patience: BootTimeouts,
    limits: Limits,
    set_up: bool,
    transfer: TransferSettings,
    trusts_the_cdn: bool,
    nonce_window: Option<Duration>,
    rate_limits: bool,
    idle_minutes: Option<u32>,
}

/// Discord, AWS and the bot between them.
///
/// # Panics
/// When dropped while the test has not failed already: if the bot did to Discord what it should
/// not have, or was refused anything by its AWS policy that the test did not expect.
pub struct World {
    /// Discord.
    pub discord: Discord,
    /// AWS.
    pub aws: Front,
    rules: Rules,
    aws_settings: AwsSettings,
    cloud: Arc<dyn Cloud>,
    bot: Option<Running>,
    /// Who watches the servers, from the bot's next start on.
    pub watching: Watching,
}

/// A bot that runs.
#[derive(Debug)]
struct Running {
    runtime: Runtime,
    shutdown: CancellationToken,
    ended: tokio::sync::oneshot::Receiver<()>,
    parts: tokio::sync::watch::Receiver<Option<Parts>>,
}

/// What a watcher is made of.
type Parts = (
    Service,
    Arc<dyn Notifier>,
    Arc<dyn ResultNotifier>,
    Arc<dyn RaceNotifier>,
);

impl Builder {
    /// Changes the guild's rules: the keys of a `[[guilds]]` table.
    #[must_use]
    pub fn guild(mut self, rules: serde_json::Value) -> Self {
        merge(&mut self.guild, rules);
        self
    }

    /// Changes the keys of the `[aws]` table.
    #[must_use]
    pub fn aws(mut self, settings: serde_json::Value) -> Self {
        merge(&mut self.aws, settings);
        self
    }

    /// How long a boot may take.
    #[must_use]
    pub fn patience(mut self, patience: BootTimeouts) -> Self {
        self.patience = patience;
        self
    }

    /// After how many minutes without a driver machines power themselves off.
    #[must_use]
    pub fn idle_minutes(mut self, minutes: u32) -> Self {
        self.idle_minutes = Some(minutes);
        self
    }

    /// What a pack may be like.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Lets users' links lead to the stand-in CDN, as to a league's own file server.
    #[must_use]
    pub fn trusting_the_cdn(mut self) -> Self {
        self.trusts_the_cdn = true;
        self
    }

    /// For how long Discord remembers nonces.
    #[must_use]
    pub fn nonce_window(mut self, window: Duration) -> Self {
        self.nonce_window = Some(window);
        self
    }

    /// Lets the bot write as much as it likes, to measure what is not Discord's own doing.
    #[must_use]
    pub fn without_rate_limits(mut self) -> Self {
        self.rate_limits = false;
        self
    }

    /// Leaves the AWS account as it is on its first day.
    #[must_use]
    pub fn without_setup(mut self) -> Self {
        self.set_up = false;
        self
    }

    /// Starts the world, with the bot in it.
    pub async fn start(self) -> World {
        let mut world = self.start_without_bot().await;
        world.start_bot().await;
        world
    }

    /// Starts the world; the bot is not running yet.
    pub async fn start_without_bot(self) -> World {
        // What the bot logs stands beside the test's failure; RUST_LOG shows more.
        let _ = tracing_subscriber::fmt()
            .with_test_writer()
            .with_env_filter(
                tracing_subscriber::EnvFilter::try_from_default_env()
                    .unwrap_or_else(|_| "warn".into()),
            )
            .try_init();
        let mut options = Options {
            rate_limits: self.rate_limits,
            ..Options::default()
        };
        if let Some(window) = self.nonce_window {
            options.limits.nonce_window = window;
        }
        options.checks.extend(openapi::check());
        let discord = Discord::start(options).await.expect("a loopback port");
        let aws = Front::start(Moto::start().await).await;
        let mut aws_settings: AwsSettings =
            serde_json::from_value(self.aws).expect("the [aws] settings");
        aws_settings.agent = Some(ordered::agent());
        aws.enforce(
            BOT_KEY,
            &iam::operator_policy(&aws_settings, REGION, ACCOUNT),
        );
        let config = aws.sdk_config(BOT_KEY).await;
        let cloud: Arc<dyn Cloud> =
            Arc::new(Aws::from_config(&config, &aws_settings).expect("an AWS adapter"));
        if self.set_up {
            set_up(&aws, &aws_settings).await;
        }
        let mut guild = self.guild;
        merge(&mut guild, json!({ "id": discord.guild().get() }));
        let guild: GuildRules = serde_json::from_value(guild).expect("a guild's rules");
        let mut transfer = self.transfer;
        if self.trusts_the_cdn {
            let cdn = discord.address().to_string();
            transfer.trusted_hosts.push(cdn.parse().expect("a host"));
        }
        let rules = Rules {
            options: ServerOptions::idle_after(self.idle_minutes),
            hours_per_start: 12,
            prepared_age: jiff::SignedDuration::from_hours(
                24 * i64::from(aws_settings.prepared_days),
            ),
            policy: Policy::new([guild]),
            hosting: aws_settings.default_size.clone().into(),
            pack_limits: Limits {
                choice: Some(PlatformChoice {
                    run_on: aws_settings.run_on,
                    ..PlatformChoice::default()
                }),
                ..self.limits
            },
            program_keys: PerPlatform::new(|platform| {
                aws_settings
                    .server_program(platform)
                    .map(ToString::to_string)
            }),
            disk_gib: PerPlatform::new(|platform| aws_settings.root_gib(platform)),
            buckets: aws_settings
                .buckets
                .iter()
                .map(ToString::to_string)
                .collect(),
            patience: self.patience,
            prices: Prices::built_in(),
            libraries_32: aws_settings.linux.ami.is_some(),
            transfer,
            results: ResultSettings::default(),
        };
        World {
            discord,
            aws,
            rules,
            aws_settings,
            cloud,
            bot: None,
            watching: Watching::default(),
        }
    }
}

/// By an admin, as in reality: the bot itself may make neither bucket nor role.
async fn set_up(aws: &Front, settings: &AwsSettings) {
    let config = aws.sdk_config(TEST_KEY).await;
    let admin = Aws::from_config(&config, settings).expect("an AWS adapter");
    admin.set_up(&|_| {}).await.expect("the account is set up");
}

fn merge(into: &mut serde_json::Value, from: serde_json::Value) {
    if let (Some(into), serde_json::Value::Object(from)) = (into.as_object_mut(), from) {
        into.extend(from);
    }
}

impl World {
    /// A world with the league's usual rules.
    pub fn builder() -> Builder {
        Builder {
            guild: json!({
                "roles": {
                    "deploy": ["Organiser"],
                    "start": ["Organiser", "Driver"],
                    "stop": ["Organiser"],
                    "terminate": ["Organiser"],
                    "status": ["@everyone"],
                },
                "owners_may_stop": true,
                "sizes": ["t3.small", "t3.medium"],
            }),
            aws: json!({ "bucket": BUCKET, "region": REGION }),
            patience: BootTimeouts::default(),
            limits: Limits::default(),
            set_up: true,
            transfer: TransferSettings::default(),
            trusts_the_cdn: false,
            nonce_window: None,
            rate_limits: true,
            idle_minutes: None,
        }
    }

    /// A world with the league's usual rules, and the bot in it.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// Starts the bot and waits until it has its commands.
    pub async fn start_bot(&mut self) {
        assert!(self.bot.is_none(), "the bot runs already");
        let shutdown = CancellationToken::new();
        let settings: DiscordSettings =
            serde_json::from_value(json!({ "api_url": self.discord.api_url() })).expect("settings");
        let token = self.discord.token();
        let rules = self.rules.clone();
        let aws = self.aws_settings.clone();
        let config = self.aws.sdk_config(BOT_KEY).await;
        let watching = self.watching.clone();
        let (done, ended) = tokio::sync::oneshot::channel();
        let (hand_out, parts) = tokio::sync::watch::channel(None);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("bot")
            .enable_all()
            .build()
            .expect("a runtime");
        let stop = shutdown.clone();
        runtime.spawn(async move {
            // Its own clients, as after a real start: no connection survives a kill.
            let cloud = Arc::new(Aws::from_config(&config, &aws).expect("an AWS adapter"));
            let service = Service::new(cloud, rules).expect("a service");
            let bot = Bot::connect(&settings, &token, service.clone())
                .await
                .expect("a bot");
            let results = bot.result_notifier();
            let races = bot.race_notifier();
            hand_out.send_replace(Some((service.clone(), bot.notifier(), results, races)));
            let (watched, notifier) = (service.clone(), bot.notifier());
            let watcher = |settings| Watcher::new(watched, notifier, settings);
            let watching = match watching {
                Watching::Hurried => {
                    tokio::spawn(watch(watcher(WatchSettings::default()), stop.clone()))
                }
                Watching::Paced(settings) => tokio::spawn(watcher(settings).run(stop.clone())),
                Watching::ByHand => tokio::spawn(std::future::ready(())),
            };
            bot.run(stop.clone())
                .await
                .expect("the bot runs until it is told to end");
            service.shut_down().await;
            let _ = watching.await;
            let _ = done.send(());
        });
        self.bot = Some(Running {
            runtime,
            shutdown,
            ended,
            parts,
        });
        self.discord.wait_until_ready().await;
    }

    /// A watcher of the running bot's that has seen nothing yet.
    ///
    /// # Panics
    /// When no bot runs.
    pub async fn watcher(&self) -> Watcher {
        let (service, notifier, ..) = self.parts().await;
        Watcher::new(service, notifier, WatchSettings::default())
    }

    /// A watcher of another bot's, which shares nothing with the running one but AWS and Discord.
    ///
    /// # Panics
    /// When no bot runs.
    pub async fn watcher_of_another_bot(&self) -> Watcher {
        self.watcher_of(&self.service_of_another_bot(), WatchSettings::default())
            .await
    }

    /// The use cases of another bot, which shares nothing with the running one but AWS and Discord.
    pub fn service_of_another_bot(&self) -> Service {
        Service::new(Arc::clone(&self.cloud), self.rules.clone()).expect("a service")
    }

    /// A watcher of the bot with these use cases that has seen nothing yet.
    ///
    /// # Panics
    /// When no bot runs.
    pub async fn watcher_of(&self, service: &Service, settings: WatchSettings) -> Watcher {
        let (_, notifier, ..) = self.parts().await;
        Watcher::new(service.clone(), notifier, settings)
    }

    /// Who takes in results and tells them; nobody else does in this world.
    pub async fn results_watcher(&self) -> ResultsWatcher {
        let (service, _, notifier, _) = self.parts().await;
        ResultsWatcher::new(service, notifier)
    }

    /// Who drives race nights; nobody else does in this world.
    pub async fn races_watcher(&self) -> RacesWatcher {
        let (service, .., notifier) = self.parts().await;
        RacesWatcher::new(service, notifier)
    }

    /// The same of another bot's, which shares nothing with the running one but AWS and Discord.
    pub async fn races_watcher_of_another_bot(&self) -> RacesWatcher {
        let (ours, .., notifier) = self.parts().await;
        let service = Service::new(Arc::clone(&self.cloud), self.rules.clone()).expect("a service");
        RacesWatcher::new(service.by_clock(ours.clock().clone()), notifier)
    }

    /// The use cases of the running bot.
    pub async fn service(&self) -> Service {
        self.parts().await.0
    }

    async fn parts(&self) -> Parts {
        let bot = self.bot.as_ref().expect("the bot runs");
        let mut parts = bot.parts.clone();
        let parts = parts.wait_for(Option::is_some).await;
        parts
            .ok()
            .and_then(|parts| parts.clone())
            .expect("it connects")
    }

    /// The operator changes the guilds' rules; they hold from the bot's next start on.
    pub fn change_policy(&mut self, policy: Policy) {
        self.rules.policy = policy;
    }

    /// Kills the bot where it stands: nothing is finished, nothing is said.
    pub async fn kill_bot(&mut self) {
        let bot = self.bot.take().expect("the bot runs");
        bot.runtime.shutdown_background();
        self.discord
            .wait_for("the bot's connection to break", |state| {
                (!state.online()).then_some(())
            })
            .await;
    }

    /// Asks the bot to end (SIGTERM) and waits until it has.
    pub async fn stop_bot(&mut self) {
        let bot = self.bot.take().expect("the bot runs");
        bot.shutdown.cancel();
        tokio::time::timeout(Duration::from_secs(30), bot.ended)
            .await
            .expect("the bot ends in time")
            .expect("the bot ends in order");
        bot.runtime.shutdown_background();
    }

    /// The league's admin, who may manage the guild.
    pub fn alice(&self) -> Member {
        self.discord.member("alice")
    }

    /// An organiser.
    pub fn oscar(&self) -> Member {
        self.discord.member("oscar")
    }

    /// A driver.
    pub fn dora(&self) -> Member {
        self.discord.member("dora")
    }

    /// A guest without a role.
    pub fn gus(&self) -> Member {
        self.discord.member("gus")
    }

    /// The channel for servers.
    pub fn channel(&self) -> Snowflake {
        self.discord.channel("servers")
    }

    /// An admin sets the account up.
    ///
    /// # Panics
    /// Where AWS does not take it.
    pub async fn set_up(&self) {
        set_up(&self.aws, &self.aws_settings).await;
    }

    /// What is in the AWS account, seen past the bot.
    pub fn cloud(&self) -> &Arc<dyn Cloud> {
        &self.cloud
    }

    /// The sample pack, attached by the organiser.
    pub fn sample_pack(&self) -> Attachment {
        self.attach("friday.zip", sample::Sample::default().zip())
    }

    /// A pack attached by the organiser.
    pub fn attach(&self, name: &str, bytes: impl Into<discord_stand_in::Content>) -> Attachment {
        self.discord.upload(self.oscar(), name, bytes)
    }

    /// The organiser deploys a pack.
    pub fn deploy(&self, pack: &Attachment) -> Interaction {
        self.discord
            .slash(self.oscar(), "deploy file", &[("pack", pack.into())])
    }

    /// Deploys the sample pack and waits for its join link, as nearly every story begins.
    pub async fn deploy_sample(&self) -> Message {
        self.deploy(&self.sample_pack()).reply().await;
        self.join_message().await
    }

    /// The same until the progress message says so, too. Answers that message.
    pub async fn deploy_until_online(&self) -> Message {
        self.deploy_sample().await;
        self.discord.wait_for_text(self.channel(), "– online").await
    }

    /// Waits until a join link stands in the channel.
    pub async fn join_message(&self) -> Message {
        let channel = self.channel();
        self.discord
            .wait_for("a join link", |state| {
                state
                    .channel_messages(channel)
                    .find(|message| is_join(message))
                    .cloned()
            })
            .await
    }

    /// Waits until so many join links stand in the channel.
    pub async fn wait_for_joins(&self, count: usize) {
        let channel = self.channel();
        self.discord
            .wait_for(&format!("{count} join links"), |state| {
                let joins = state
                    .channel_messages(channel)
                    .filter(|message| is_join(message));
                (joins.count() == count).then_some(())
            })
            .await;
    }

    /// All join announcements whose link is not struck.
    pub fn joins(&self) -> Vec<Message> {
        let messages = self.discord.channel_messages(self.channel());
        messages.into_iter().filter(is_join).collect()
    }

    /// Whether any message in the channel says this now.
    pub fn channel_says(&self, text: &str) -> bool {
        let messages = self.discord.channel_messages(self.channel());
        messages.iter().any(|message| message.text().contains(text))
    }

    /// Waits until something holds that is not told by Discord.
    ///
    /// # Panics
    /// When it does not in time.
    pub async fn wait_until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
        while !holds().await {
            assert!(
                tokio::time::Instant::now() < deadline,
                "waited in vain for {what}\n\n{}",
                self.discord.transcript()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// All servers that are not deleted.
    pub async fn servers(&self) -> Vec<Server> {
        let mut servers = self.cloud.servers().await.expect("the servers");
        servers.retain(|server| !server.state.is_gone());
        servers
    }

    /// The one server there is.
    ///
    /// # Panics
    /// When there are more, or none.
    pub async fn only_server(&self) -> Server {
        let mut servers = self.servers().await;
        assert_eq!(servers.len(), 1, "{servers:#?}");
        servers.remove(0)
    }

    /// Waits until a server's machine is in this state.
    pub async fn wait_for_state(&self, id: &ServerId, state: InstanceState) {
        self.wait_until(&format!("{id} to be {state:?}"), async || {
            let servers = self.cloud.servers().await.expect("the servers");
            servers
                .iter()
                .any(|server| server.id == *id && server.state == state)
        })
        .await;
    }

    /// Presses a button and waits for what it comes to.
    pub async fn press(&self, member: Member, message: &Message, button: &str) -> Message {
        let press = self.discord.press(member, message, button);
        let id = press.id();
        self.discord
            .wait_for(&format!("an answer to [{button}]"), |state| {
                let record = state.interactions().find(|record| record.id == id)?;
                // The first answer after "thinking…" fills that message in.
                let own = record.original.filter(|own| {
                    record.progress == discord_stand_in::Progress::Answered
                        && record.source != Some(*own)
                });
                let mut answers = record.followups.iter().copied().chain(own);
                answers.find_map(|id| {
                    let answer = state.message(id)?;
                    // One says that a press was heard, and goes when its answer comes.
                    (!answer.text().starts_with("⏳ On it")).then(|| answer.clone())
                })
            })
            .await
    }

    /// The one machine there is, seen from inside.
    pub fn machine(&self) -> MachineHandle {
        let mut machines = self.aws.machines();
        assert_eq!(machines.len(), 1, "one machine");
        machines.remove(0)
    }

    /// Every instance that was ever launched, by its id.
    pub async fn instances(&self) -> Vec<String> {
        let seen = self
            .ec2()
            .await
            .describe_instances()
            .send()
            .await
            .expect("the instances");
        let reservations = seen.reservations().iter();
        reservations
            .flat_map(|reservation| reservation.instances())
            .filter_map(|instance| instance.instance_id().map(ToOwned::to_owned))
            .collect()
    }

    /// The security groups of servers.
    pub async fn security_groups(&self) -> Vec<String> {
        let seen = self
            .ec2()
            .await
            .describe_security_groups()
            .send()
            .await
            .expect("the groups");
        let names = seen
            .security_groups()
            .iter()
            .filter_map(|group| group.group_name());
        names
            .filter(|name| name.starts_with("ac-deploy-"))
            .map(ToOwned::to_owned)
            .collect()
    }

    /// The keys below a prefix of the league's bucket.
    pub async fn objects(&self, prefix: &str) -> Vec<String> {
        let seen = self
            .s3()
            .await
            .list_objects_v2()
            .bucket(BUCKET)
            .prefix(prefix)
            .send()
            .await
            .expect("the objects");
        seen.contents()
            .iter()
            .filter_map(|object| object.key().map(ToOwned::to_owned))
            .collect()
    }

    /// A document that bots keep.
    ///
    /// # Panics
    /// When there is none, or it is no JSON.
    pub async fn document(&self, key: &str) -> serde_json::Value {
        let documents = self.cloud.documents().expect("documents");
        let kept = documents.get(&store::Key::new(key).expect("a key")).await;
        let kept = kept.expect("read").expect("a document");
        serde_json::from_slice(&kept.bytes).expect("JSON")
    }

    /// How many uploads are neither completed nor aborted.
    pub async fn uploads_in_progress(&self) -> usize {
        let seen = self
            .s3()
            .await
            .list_multipart_uploads()
            .bucket(BUCKET)
            .send()
            .await
            .expect("the uploads");
        seen.uploads().len()
    }

    /// Puts an object into a bucket, past the bot.
    pub async fn put(&self, bucket: &str, key: &str, bytes: Vec<u8>) {
        let put = self
            .s3()
            .await
            .put_object()
            .bucket(bucket)
            .key(key)
            .body(bytes.into())
            .send()
            .await;
        put.expect("the object is put");
    }

    /// Makes a bucket, past the bot.
    pub async fn create_bucket(&self, bucket: &str) {
        let region = aws_sdk_s3::types::CreateBucketConfiguration::builder()
            .location_constraint(REGION.into())
            .build();
        let s3 = self.s3().await;
        let made = s3
            .create_bucket()
            .bucket(bucket)
            .create_bucket_configuration(region)
            .send()
            .await;
        made.expect("the bucket is made");
    }

    /// Takes the note of the announcement off the server, as if the bot had died before it.
    pub async fn forget_announcement(&self) {
        let server = self.only_server().await;
        let announced = server.record.announced.clone().expect("it was noted");
        let record = Record {
            announcing: Some(announced.boot),
            announced: None,
            told: Some("coming-s".to_owned()),
            ..server.record.clone()
        };
        self.cloud
            .remember(&server, &record)
            .await
            .expect("it is noted");
    }

    /// Lets the bot read another bucket, as its operator would.
    pub fn allow_reading(&self, bucket: &str) {
        let resource = format!("arn:aws:s3:::{bucket}/*");
        let statement =
            json!({ "Effect": "Allow", "Action": "s3:GetObject", "Resource": resource });
        let policy = json!({ "Version": "2012-10-17", "Statement": [statement] });
        self.aws.enforce(BOT_KEY, &policy.to_string());
    }

    /// Lets the bot's key make images too, as an operator's own may.
    pub fn allow_making_images(&self) {
        let statement = json!({ "Effect": "Allow", "Action": "ec2:*", "Resource": "*" });
        let policy = json!({ "Version": "2012-10-17", "Statement": [statement] });
        self.aws.enforce(BOT_KEY, &policy.to_string());
    }

    /// What anybody who may look at the instances can read of them: tags and user data.
    pub async fn told_to_ec2(&self) -> String {
        self.aws.told_to_ec2(TEST_KEY).await
    }

    /// A message's text with what differs from run to run replaced: ids, addresses, times.
    pub fn tidy(&self, text: &str) -> String {
        tidy::text(text)
    }

    async fn ec2(&self) -> aws_sdk_ec2::Client {
        aws_sdk_ec2::Client::new(&self.aws.sdk_config(TEST_KEY).await)
    }

    async fn s3(&self) -> aws_sdk_s3::Client {
        self.aws.s3(TEST_KEY).await
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.discord.transcript());
            return;
        }
        if let Some(bot) = self.bot.take() {
            bot.runtime.shutdown_background();
        }
        let complaints = self.discord.complaints();
        assert!(
            complaints.is_empty(),
            "Discord complains of the bot:\n{}",
            complaints.join("\n")
        );
        let mut denied = self.aws.denied();
        denied.retain(|denial| denial.access_key == BOT_KEY);
        assert!(
            denied.is_empty(),
            "the shipped policy does not allow {denied:#?}"
        );
    }
}

/// A pack of so many MiB that cannot be compressed.
pub fn big_pack(mib: u32) -> Vec<u8> {
    sample::Sample {
        padding_mib: mib,
        ..sample::Sample::default()
    }
    .zip()
}

fn is_join(message: &Message) -> bool {
    message.buttons().iter().any(|button| button.url.is_some())
}

/// The watcher without its pauses.
async fn watch(mut watcher: Watcher, stop: CancellationToken) {
    let pause = Duration::from_millis(50);
    while stop
        .run_until_cancelled(tokio::time::sleep(pause))
        .await
        .is_some()
    {
        if let Err(error) = watcher.pass().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "a pass failed");
        }
    }
}
