//! A league with a machine of its own: the real bot, real server processes, and a clock that is pushed
//! forward.

use std::collections::BTreeMap;
use std::sync::Arc;

use cloud::Cloud;
use cloud_local::Local;
use discord::{Bot, BotError, DiscordSettings};
use discord_stand_in::{Discord, Input, Member, Message, Options, Snowflake};
use domain::ids::{GuildId, ServerId};
use domain::lifecycle::BootTimeouts;
use domain::policy::{Actor, Policy};
use domain::price::Prices;
use domain::server::ServerOptions;
use jiff::SignedDuration;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use pack::{Limits, PerPlatform};
use race::{Night, Step};
use serde_json::json;
use service::{ResultSettings, Rules, Service, server_of};
use tokio_util::sync::CancellationToken;
use transfer::TransferSettings;
use watcher::{RacesWatcher, WatchSettings, Watcher};
use world::ordered::until;

use crate::host::{Host, pack_with_free_ports};

/// A league with a machine of its own, a pack in storage, and a bot.
pub(crate) struct League {
    pub(crate) discord: Discord,
    pub(crate) host: Host,
    pub(crate) cloud: Arc<dyn Cloud>,
    pub(crate) rules: Rules,
    pub(crate) service: Service,
    pub(crate) races: RacesWatcher,
    pub(crate) notifier: Arc<dyn service::RaceNotifier>,
    /// Where the pack lies, as a member types it.
    pub(crate) pack: String,
    shutdown: CancellationToken,
    running: tokio::task::JoinHandle<Result<(), BotError>>,
    pub(crate) watching: tokio::task::JoinHandle<()>,
}

/// Planning "friday 20:00" on a Friday at 18:00 is another story: sign-up is closed by then. So all begin on a
/// Tuesday noon.
fn push_to_tuesday(service: &Service) {
    let now = service.clock().now().to_zoned(TimeZone::UTC);
    let tuesday = now.nth_weekday(1, Weekday::Tuesday).expect("a date");
    let noon = tuesday.with().hour(12).minute(0).second(0).build();
    let by = noon
        .expect("a time")
        .timestamp()
        .duration_since(now.timestamp());
    service.clock().push(by);
}

impl League {
    /// Three slots: two roadsters and a coupe.
    pub(crate) async fn start() -> Self {
        Self::with_room_for(3).await
    }

    /// The same, and so many servers may be there at once.
    pub(crate) async fn with_room_for(max_servers: usize) -> Self {
        let _ = tracing_subscriber::fmt()
            .with_test_writer()
            .with_env_filter(std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".to_owned()))
            .try_init();
        let discord = Discord::start(Options {
            rate_limits: false,
            checks: world::openapi::check().into_iter().collect(),
            ..Options::default()
        })
        .await
        .expect("a loopback port");
        let mut host = Host::start().await;
        let sample = pack::sample::Sample {
            slots: 3,
            ..pack_with_free_ports()
        };
        let stored = host.upload(&sample.zip(), "cup.zip").await;
        let pack = stored.pack.location.to_string();
        host.kill_ac_deploy();
        let cloud: Arc<dyn Cloud> = Arc::new(Local::open(host.settings.clone()).expect("open"));
        let guild = json!({
            "id": discord.guild().get(),
            "roles": {
                "deploy": ["Organiser"],
                "terminate": ["Organiser"],
                "start": ["Organiser"],
                "stop": ["Organiser"],
                "status": ["@everyone"],
            },
            "time_zone": "Europe/Berlin",
            "max_servers": max_servers,
        });
        let rules = Rules {
            policy: Policy::new([serde_json::from_value(guild).expect("rules")]),
            hosting: host.settings.hosting(),
            pack_limits: Limits::default(),
            program_keys: PerPlatform::default(),
            disk_gib: PerPlatform::default(),
            buckets: Vec::new(),
            patience: BootTimeouts::default(),
            options: ServerOptions::default(),
            hours_per_start: 0,
            prepared_age: jiff::SignedDuration::ZERO,
            prices: Prices::none(),
            libraries_32: false,
            transfer: TransferSettings::default(),
            results: ResultSettings::default(),
        };
        let service = Service::new(cloud.clone(), rules.clone()).expect("a service");
        push_to_tuesday(&service);
        let settings = DiscordSettings {
            api_url: Some(discord.api_url().parse().expect("a url")),
        };
        let bot = Bot::connect(&settings, &discord.token(), service.clone())
            .await
            .expect("a bot");
        let shutdown = CancellationToken::new();
        let watch = WatchSettings {
            moving_seconds: 1,
            quiet_seconds: 1,
            idle_seconds: 1,
        };
        let watcher = Watcher::new(service.clone(), bot.notifier(), watch);
        let watching = tokio::spawn(watcher.run(shutdown.clone()));
        let notifier = bot.race_notifier();
        let races = RacesWatcher::new(service.clone(), notifier.clone());
        let running = tokio::spawn(bot.run(shutdown.clone()));
        discord.wait_until_ready().await;
        Self {
            discord,
            host,
            cloud,
            rules,
            service,
            races,
            notifier,
            pack,
            shutdown,
            running,
            watching,
        }
    }

    /// Plans a race as an organiser does, and answers it.
    pub(crate) async fn plan(&self, when: &str) -> Night {
        let role = Input::Mention(self.discord.role("Driver"));
        let reply = self.ask_for_race(when, &self.pack, &[("role", role)]).await;
        assert!(reply.contains("is planned"), "{reply}");
        self.night().await
    }

    /// Asks for a race as an organiser does, with more options; what the answer says.
    pub(crate) async fn ask_for_race(
        &self,
        when: &str,
        pack: &str,
        more: &[(&str, Input)],
    ) -> String {
        let mut options = vec![
            ("name", Input::from("Friday Cup")),
            ("when", when.into()),
            ("pack", pack.into()),
        ];
        options.extend_from_slice(more);
        let oscar = self.discord.member("oscar");
        let asked = self.discord.slash(oscar, "race new", &options);
        asked.reply().await.text()
    }

    /// Calls a race off as an organiser does: the question, its button, why; what the answer says.
    pub(crate) async fn call_off(&self, race: &str, button: &str, why: &str) -> String {
        let oscar = self.discord.member("oscar");
        let asked = [("race", Input::from(race))];
        let question = self.discord.slash(oscar, "race cancel", &asked);
        let question = question.reply().await;
        let opened = self.discord.press(oscar, &question, button);
        opened.form().await;
        let sent = self.discord.submit(oscar, &opened, &[("why", why)]);
        sent.reply().await.text()
    }

    /// A server as it is listed.
    pub(crate) async fn listed(&self, id: &ServerId) -> domain::server::Server {
        let servers = self.cloud.servers().await.expect("a list");
        let mut servers = servers.into_iter();
        servers
            .find(|server| server.id == *id)
            .expect("it is listed")
    }

    /// The servers that there are.
    pub(crate) async fn servers(&self) -> Vec<ServerId> {
        let mut servers = self.cloud.servers().await.expect("a list");
        servers.retain(|server| !server.state.is_gone());
        servers.into_iter().map(|server| server.spec.id).collect()
    }

    /// The next night.
    pub(crate) async fn night(&self) -> Night {
        let nights = self.nights().await;
        nights.into_iter().next().expect("a night")
    }

    pub(crate) async fn nights(&self) -> Vec<Night> {
        let actor = Actor {
            guild: Some(self.guild()),
            ..Actor::operator("the test")
        };
        self.service.race_list(&actor).await.expect("a list")
    }

    pub(crate) fn guild(&self) -> GuildId {
        GuildId::from(self.discord.guild().get())
    }

    pub(crate) fn server(&self, night: &Night) -> ServerId {
        server_of(self.guild(), &night.id)
    }

    /// A pass, and those after it that show what came too soon to be shown, or wait for a server.
    pub(crate) async fn pass(&mut self) -> Vec<Step> {
        let mut taken = Vec::new();
        let races = &mut self.races;
        let clock = self.service.clock().clone();
        until(async || {
            let passed = races.pass_at(clock.now()).await.expect("a pass");
            taken.extend(passed.taken);
            (!passed.unshown && !passed.starting).then_some(())
        })
        .await;
        taken
    }

    /// Pushes the clock forward to so many minutes before the start, negative: after it.
    pub(crate) fn push(&self, night: &Night, minutes_before: i64) {
        let clock = self.service.clock();
        let to = night.start.instant() - SignedDuration::from_mins(minutes_before);
        let by = to.duration_since(clock.now());
        assert!(!by.is_negative(), "a clock goes forward only");
        clock.push(by + SignedDuration::from_secs(1));
    }

    /// The card as it stands in the channel.
    pub(crate) async fn card(&self) -> Message {
        let night = self.night().await;
        let card = night.card.expect("it was announced");
        self.discord.message(Snowflake::from(card)).expect("a card")
    }

    /// Signs up for the first time: the form, then the car.
    pub(crate) async fn sign_up(&self, member: Member, steam: &str, car: &str) -> String {
        let card = self.card().await;
        let opened = self.discord.press(member, &card, "Sign up");
        opened.form().await;
        let sent = self.discord.submit(member, &opened, &[("steam", steam)]);
        let question = sent.reply().await;
        if !question.text().contains("Which car") {
            return question.text();
        }
        self.choose(member, &question, car).await
    }

    pub(crate) async fn choose(&self, member: Member, question: &Message, car: &str) -> String {
        let menu = format!("race-car:{}:0", self.night().await.id);
        let chosen = self.discord.choose(member, question, &menu, &[car]);
        chosen.expect("it is offered").reply().await.text()
    }

    pub(crate) async fn press(&self, member: Member, button: &str) -> Message {
        let card = self.card().await;
        self.discord.press(member, &card, button).reply().await
    }

    /// Presses a button that answers with a message of its own.
    pub(crate) async fn press_on(
        &self,
        member: Member,
        message: &Message,
        button: &str,
    ) -> Message {
        let press = self.discord.press(member, message, button).id();
        self.discord
            .wait_for(&format!("an answer to [{button}]"), |state| {
                let record = state.interactions().find(|record| record.id == press)?;
                let mut answers = record.followups.iter();
                answers.find_map(|id| state.message(*id).cloned())
            })
            .await
    }

    pub(crate) fn said(&self, text: &str) -> Vec<Message> {
        let channel = self.discord.channel("servers");
        let mut messages = self.discord.channel_messages(channel);
        messages.retain(|message| message.text().contains(text));
        messages
    }

    /// The entry list that the server's program reads, slot by slot, as another reader sees it.
    pub(crate) fn entry_list(&self, server: &ServerId) -> Vec<BTreeMap<String, String>> {
        let file = self.host.file(server, "pack/cfg/entry_list.ini");
        let text = std::fs::read_to_string(file).expect("an entry list");
        let mut slots: Vec<BTreeMap<String, String>> = Vec::new();
        for line in text.lines() {
            match (
                line.starts_with("[CAR_"),
                line.split_once('='),
                slots.last_mut(),
            ) {
                (true, ..) => slots.push(BTreeMap::new()),
                (_, Some((key, value)), Some(slot)) => {
                    slot.insert(key.to_owned(), value.trim().to_owned());
                }
                _ => {}
            }
        }
        slots
    }

    pub(crate) async fn end(self) {
        assert_eq!(self.discord.complaints(), [""; 0]);
        self.shutdown.cancel();
        self.running.await.expect("no panic").expect("in peace");
        self.watching.await.expect("no panic");
    }
}

pub(crate) fn steam(account: u32) -> String {
    configuration::SteamId::of_account(account).to_string()
}

/// A card without what differs from run to run.
pub(crate) fn tidy(text: &str, night: &Night) -> String {
    let zone = night.start.local.strftime("%a %-d %b, %H:%M").to_string();
    text.replace(night.id.as_str(), "‹night›")
        .replace(&zone, "‹day›")
}
