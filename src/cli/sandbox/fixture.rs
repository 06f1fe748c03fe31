//! The sandbox's world: a Discord server full of people, this machine as the cloud, and the real
//! bot between them.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::json;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::super::failure::Failure;
use super::super::terminal::note;
use cloud::Cloud as _;
use cloud::settings::{LocalSettings, PublicAddress, Simulation};
use cloud_local::Local;
use discord::{Bot, BotError, DiscordSettings, SANDBOX_MARK};
use discord_stand_in::{Discord, Options};
use domain::lifecycle::BootTimeouts;
use domain::policy::{GuildRules, Policy};
use domain::price::Prices;
use domain::server::{Hosting, InstanceState, ServerOptions};
use pack::{Limits, PerPlatform, Platform, PlatformChoice};
use sandbox::Stage;
use service::{ResultSettings, Rules, Service, ServiceError};
use transfer::TransferSettings;
use watcher::{RacesWatcher, ResultsWatcher, WatchSettings, Watcher};

/// The kinds of machine that servers are told to run on.
const SIZES: [&str; 3] = ["t3.small", "t3.medium", "t3.large"];
/// What they may cost in a month, in dollars: a server that is driven on day and night has spent it in
/// three days of the sandbox's clock.
const BUDGET: f64 = 2.0;
/// How many machines wait for a deploy.
const PREPARED: usize = 1;
/// After how many minutes without a driver a machine stops.
const IDLE_MINUTES: u32 = 30;

/// Everything of the sandbox but its page.
pub(super) struct Fixture {
    pub(super) discord: Discord,
    service: Service,
    local: Arc<Local>,
    bot: JoinHandle<Result<(), BotError>>,
    watcher: JoinHandle<()>,
    results: JoinHandle<()>,
    races: JoinHandle<()>,
    shutdown: CancellationToken,
    folder: Folder,
}

impl Fixture {
    /// Starts it, the bot last; `data` is where packs and servers lie.
    pub(super) async fn start(data: Option<&Path>) -> Result<Self, Failure> {
        note("Starting the sandbox …");
        let folder = Folder::open(data)?;
        let discord = discord().await?;
        note(&format!(
            "  Discord's stand-in, with oscar, dora and the others: {}",
            discord.api_url()
        ));
        let local = local(&folder.path).await?;
        let rules = rules(&discord)?;
        let service = Service::new(local.clone(), rules).map_err(ServiceError::from)?;
        note(&format!(
            "  This machine as the cloud, with simulated servers, in {}",
            folder.path.display()
        ));
        let settings = DiscordSettings {
            api_url: Some(discord.api_url().parse().map_err(Failure::bug)?),
        };
        let bot = Bot::connect(&settings, &discord.token(), service.clone()).await?;
        // So that nobody waits for what is there already.
        let pace = WatchSettings {
            moving_seconds: 1,
            quiet_seconds: 2,
            idle_seconds: 5,
        };
        let watcher = Watcher::new(service.clone(), bot.notifier(), pace);
        let shutdown = CancellationToken::new();
        let watcher = tokio::spawn(watcher.run(shutdown.clone()));
        let results = ResultsWatcher::new(service.clone(), bot.result_notifier());
        let results = tokio::spawn(results.run(shutdown.clone()));
        let races = RacesWatcher::new(service.clone(), bot.race_notifier());
        let races = tokio::spawn(races.run(shutdown.clone()));
        let bot = tokio::spawn(bot.run(shutdown.clone()));
        discord.wait_until_ready().await;
        note("  The bot, with its commands registered");
        Ok(Self {
            discord,
            service,
            local,
            bot,
            watcher,
            results,
            races,
            shutdown,
            folder,
        })
    }

    /// What the page shows of it.
    pub(super) fn stage(&self) -> Stage {
        Stage {
            discord: self.discord.clone(),
            cloud: Arc::clone(self.service.cloud()),
            local: Arc::clone(&self.local),
            folder: self.folder.path.clone(),
            forward: Arc::new({
                let service = self.service.clone();
                move |minutes| {
                    cloud::clock::push(SignedDuration::from_mins(minutes.into()));
                    service.ring_for_races();
                }
            }),
        }
    }

    /// The id of the one server there is.
    pub(super) async fn only_server(&self) -> Result<String, Failure> {
        let servers = self.service.cloud().servers().await?;
        let mut alive = servers
            .iter()
            .filter(|server| server.state != InstanceState::Terminated);
        match (alive.next(), alive.next()) {
            (Some(server), None) => Ok(server.id.to_string()),
            _ => Err(Failure::other(
                "There is not one server, but none or several.",
                "Please report it.",
            )),
        }
    }

    /// Ends the bot in order, stops the servers and removes what was written.
    pub(super) async fn end(self) -> Result<(), Failure> {
        self.shutdown.cancel();
        let _ = self.watcher.await;
        let _ = self.results.await;
        let _ = self.races.await;
        let ended = self.bot.await;
        self.local.stop_all().await?;
        drop(self.folder);
        Ok(ended.map_err(Failure::bug)??)
    }
}

async fn discord() -> Result<Discord, Failure> {
    let options = Options {
        // Nobody else's bot can log in: the token is this process's secret.
        token: format!("sandbox.{:032x}", rand::random::<u128>()),
        mark: Some(SANDBOX_MARK),
        ..Options::default()
    };
    let discord = Discord::start(options).await?;
    let steward = discord.add_role(
        discord.guild(),
        "Steward",
        discord_stand_in::Permissions::empty(),
    );
    discord.add_member(discord.guild(), "stella", &[steward]);
    Ok(discord)
}

/// This machine in the part of rented ones, at a loopback address of this sandbox's own: several of them do not take each
/// other's ports, nor those of a real server.
async fn local(folder: &Path) -> Result<Arc<Local>, Failure> {
    let [a, b] = [0; 2].map(|_: u8| rand::random_range(1..=254));
    let own = Ipv4Addr::new(127, 0, a, b);
    let address: PublicAddress = own.to_string().parse().map_err(Failure::bug)?;
    let settings = LocalSettings {
        bind: own,
        simulate: Some(Simulation {
            rented: true,
            ..Simulation::by_this_program()?
        }),
        ..LocalSettings::new(folder, address)
    };
    let local = Local::open(settings)?;
    local.set_up(&|_| {}).await?;
    Ok(Arc::new(local))
}

/// Organisers may do everything, stewards power servers on and off, control sessions and decide about
/// results, drivers start what is stopped, and everybody looks. Machines and prices are as at AWS.
fn rules(discord: &Discord) -> Result<Rules, Failure> {
    let guild: GuildRules = serde_json::from_value(json!({
        "id": discord.guild(),
        "roles": {
            "deploy": ["Organiser"],
            "start": ["Organiser", "Steward", "Driver"],
            "stop": ["Organiser", "Steward"],
            "control": ["Organiser", "Steward"],
            "steward": ["Organiser", "Steward"],
            "terminate": ["Organiser"],
            "status": ["@everyone"],
        },
        "owners_may_stop": true,
        "sizes": SIZES,
        "budget": BUDGET,
        "prepared": PREPARED,
    }))
    .map_err(Failure::bug)?;
    Ok(Rules {
        policy: Policy::new([guild]),
        hosting: Hosting::ec2(SIZES[0]),
        pack_limits: Limits {
            choice: Some(PlatformChoice::default()),
            ..Limits::default()
        },
        program_keys: PerPlatform::new(|_| None),
        disk_gib: PerPlatform::new(|platform| match platform {
            Platform::Linux => 8,
            Platform::Windows => 40,
        }),
        buckets: Vec::new(),
        patience: BootTimeouts {
            slow: SignedDuration::from_secs(20),
            give_up: SignedDuration::from_mins(3),
        },
        options: ServerOptions::idle_after(Some(IDLE_MINUTES)),
        hours_per_start: 0,
        prepared_age: SignedDuration::from_hours(24 * 30),
        prices: Prices::built_in(),
        libraries_32: false,
        transfer: TransferSettings {
            pause_ms: 250,
            offline: true,
            ..TransferSettings::default()
        },
        results: ResultSettings::default(),
    })
}

/// The folder for packs and servers. A temporary one is removed at the end, come what may.
struct Folder {
    path: PathBuf,
    temporary: bool,
}

impl Folder {
    fn open(named: Option<&Path>) -> Result<Self, Failure> {
        let temporary = named.is_none();
        let path = match named {
            Some(path) => path.to_owned(),
            None => std::env::temp_dir()
                .join(format!("ac-deploy-sandbox-{:08x}", rand::random::<u32>())),
        };
        std::fs::create_dir_all(&path).map_err(|error| {
            Failure::other(
                format!("The folder {} cannot be made: {error}.", path.display()),
                "Name one that you may write to with --data.",
            )
        })?;
        Ok(Self { path, temporary })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.temporary
            && let Err(error) = std::fs::remove_dir_all(&self.path)
        {
            note(&format!(
                "The folder {} could not be removed: {error}.",
                self.path.display()
            ));
        }
    }
}
