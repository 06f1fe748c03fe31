//! What people can do: servers, packs, programs, results, seasons, races, costs. Discord, the command line and the
//! pages to join by all come here and nowhere else, so rules and limits hold for all of them; the watcher, too, acts
//! through it.
//!
//! Absent on purpose: Discord types, AWS types, words (see the crate `explain`).

mod actions;
mod answers;
mod card;
mod changes;
mod clock;
mod control;
mod costs;
mod deploy_task;
mod game_info;
mod league;
mod live;
mod locks;
mod logs;
mod notifier;
mod orders;
mod packs;
mod pending_writes;
mod plan;
mod players;
mod prepared;
mod programs;
mod progress_message;
mod races;
mod readings;
mod redeploy;
mod results;
mod server_documents;
mod server_page;
mod settings;
mod single_flight;
mod status;
mod verdicts;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::{Mutex, MutexGuard};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use actions::{LastSession, Stopped};
pub use card::{Announcement, Card, CardState, Costs, Letter};
pub use changes::{AppliedChange, Preview, Replaced};
pub use clock::Clock;
pub use control::{Banned, Loaded};
pub use costs::{Budget, CostNews, Images, UsageOf};
pub use game_http::InfoError;
pub use game_info::GameInfo;
pub use live::LiveCard;
use locks::Locks;
pub use logs::Logged;
pub use notifier::{Notifier, NotifyError};
pub use orders::{Deploy, drivers_of};
pub use packs::PackEntry;
use pending_writes::PendingWrites;
pub use plan::Plan;
pub use players::StaleLists;
pub use programs::{KeptProgram, ProgramEntry, ProgramsError};
use progress_message::ProgressMessage;
pub use races::{
    ChangedPack, Cleared, DriverEdit, Ended, Face, JoinFacts, JoinPage, JoinPages, JoinRequest,
    Joining, NewRace, Planned, RaceCard, RaceEdit, RaceFault, RaceLook, RaceNews, RaceNotifier,
    RaceServer, RaceStart, SavedPreset, server_of,
};
pub use redeploy::Retired;
pub use results::{ResultNotifier, ResultPost, TakenIn, Unread};
pub use settings::{GuildResultSettings, PostedSession, ResultSettings};
use single_flight::SingleFlight;
pub use status::Status;

use ::league::LeagueError;
use cloud::{Cloud, CloudError, OwnImage};
use domain::ids::{GuildId, InstanceId, ServerId};
use domain::lifecycle::BootTimeouts;
use domain::policy::{Action, Actor, Policy, Refusal};
use domain::price::{Dollars, Prices};
use domain::server::{
    Home, Hosting, InstanceState, Order, Record, Server, ServerName, ServerOptions, StopReason,
};
use pack::{Faults, Limits, PerPlatform, RunOn};
use store::StoreError;
use transfer::{PackUploader, TransferError, TransferSettings};

/// Why a use case failed.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// Not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The pack cannot run.
    #[error("the pack cannot run")]
    Pack(Faults),
    /// The pack could not be fetched or stored.
    #[error(transparent)]
    Transfer(#[from] TransferError),
    /// The cloud failed.
    #[error(transparent)]
    Cloud(#[from] CloudError),
    /// There is no such server (or not for this actor).
    #[error("there is no server {asked}")]
    NoSuchServer {
        /// What was asked for, as it was typed.
        asked: String,
        /// The name of the server that was meant, it seems.
        nearest: Option<String>,
    },
    /// There is no such pack in storage (or not for this actor).
    #[error("there is no pack {asked}")]
    NoSuchPack {
        /// What was asked for, as it was typed or chosen.
        asked: String,
    },
    /// The pack cannot be deleted while servers use it.
    #[error("the pack {pack} is in use")]
    PackInUse {
        /// Its file's name.
        pack: String,
        /// The servers and deploys that use it.
        used_by: Vec<ServerName>,
    },
    /// Several servers answer to the name.
    #[error("{} servers are called {asked}", ids.len())]
    Ambiguous {
        /// What was asked for.
        asked: String,
        /// Which servers it may be.
        ids: Vec<ServerId>,
    },
    /// Nobody said which server, and there is none that this can be done to.
    #[error("there is no server to {}", action.phrase())]
    NothingTo {
        /// What was to be done.
        action: Action,
    },
    /// Nobody said which server, and there are several.
    #[error("{} servers could be meant", servers.len())]
    WhichOne {
        /// Which, with their names.
        servers: BTreeMap<ServerId, ServerName>,
    },
    /// The server is in a state that does not allow this.
    #[error("server {server} is {state:?}")]
    NotNow {
        /// Its name.
        server: String,
        /// What its machine is doing.
        state: InstanceState,
    },
    /// Another machine is on its way to take its place.
    #[error("{server} is being replaced already")]
    ReplacedAlready {
        /// Its name.
        server: String,
    },
    /// The server's program could not be restarted.
    #[error("the program of {server} was not restarted: {answer:?}")]
    NotRestarted {
        /// Its name.
        server: String,
        /// What came of it.
        answer: cloud::Restart,
    },
    /// A change was not made: the server's program is not up.
    #[error("{server} was not changed: it is starting")]
    ChangeTooEarly {
        /// Its name.
        server: String,
    },
    /// The server did not do what was asked of it.
    #[error("{server} did not do what was asked: {answer:?}")]
    NotControlled {
        /// Its name.
        server: String,
        /// What came of it.
        answer: domain::control::Controlled,
    },
    /// Words for drivers without any words.
    #[error("there is nothing to say")]
    NothingToSay,
    /// No driver is meant, or several are.
    #[error("no driver {asked} is there")]
    NoSuchDriver {
        /// What was asked for.
        asked: String,
        /// Whether several are called that.
        several: bool,
    },
    /// What the server's sessions left could not be read, so it was not deleted.
    #[error("what the sessions of {server}, which is {state:?}, left could not be read")]
    ResultsUnread {
        /// Its name.
        server: String,
        /// What its machine is doing.
        state: InstanceState,
    },
    /// The server's log cannot be read in the state that its machine is in.
    #[error("the log of {server}, which is {state:?}, cannot be read")]
    NoLogNow {
        /// Its name.
        server: String,
        /// What its machine is doing.
        state: InstanceState,
    },
    /// The bucket that the pack lies in is not one that the settings allow.
    #[error("bucket {bucket} is not in the settings")]
    BucketNotAllowed {
        /// Which.
        bucket: String,
    },
    /// The pack in S3 belongs to another Discord server.
    #[error("the pack belongs to another guild")]
    PackNotYours,
    /// The cloud was asked for the machine and did not say whether it comes.
    #[error("nobody knows whether the machine was launched")]
    LaunchUnsure(#[source] CloudError),
    /// The ledger of what servers cost.
    #[error(transparent)]
    Ledger(StoreError),
    /// A document of a server, a change or a page could not be read or kept.
    #[error(transparent)]
    Documents(#[from] StoreError),
    /// Something about the server programs that are kept.
    #[error(transparent)]
    Programs(#[from] ProgramsError),
    /// Something about results, seasons or penalties.
    #[error(transparent)]
    League(#[from] LeagueError),
    /// The rules of races, or their storage.
    #[error(transparent)]
    Race(#[from] race_service::RaceError),
    /// Something about a race cannot be.
    #[error(transparent)]
    RaceFault(#[from] RaceFault),
    /// There is no change to apply, or to take back.
    #[error("no change was kept")]
    NoChange,
    /// What the server runs was changed after this change was shown.
    #[error("{server} was changed since")]
    ChangedSince {
        /// Its name.
        server: String,
    },
    /// The provider has no place where results are kept.
    #[error("results are not kept here")]
    NoDocuments,
    /// Servers run where nobody sends a bill by the hour.
    #[error("nothing is billed here")]
    NotBilled,
    /// Somebody cancelled the deploy.
    #[error("the deploy was cancelled")]
    Cancelled,
    /// ac-deploy is being shut down.
    #[error("ac-deploy is shutting down")]
    ShuttingDown,
    /// What several asked for together failed.
    #[error(transparent)]
    Shared(Arc<ServiceError>),
}

/// What every use case answers.
pub type Result<T, E = ServiceError> = std::result::Result<T, E>;

/// The choices of the settings that the use cases need.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Who may do what.
    pub policy: Policy,
    /// Where servers run if nobody chose a kind of machine.
    pub hosting: Hosting,
    /// What a pack may be like.
    pub pack_limits: Limits,
    /// Where our bucket keeps the server program for packs without one.
    pub program_keys: PerPlatform<Option<String>>,
    /// How large machines' disks are, in GiB.
    pub disk_gib: PerPlatform<u16>,
    /// Buckets that `s3://…` may name besides our own.
    pub buckets: Vec<String>,
    /// How long a boot may take.
    pub patience: BootTimeouts,
    /// What holds for servers for which nobody chose anything else.
    pub options: ServerOptions,
    /// How old the system of a prepared machine may become.
    pub prepared_age: SignedDuration,
    /// For how many hours a machine may run after each start, where a Discord server's rules say nothing
    /// else. 0: without a limit.
    pub hours_per_start: u32,
    /// What things cost.
    pub prices: Prices,
    /// Whether Linux machines have the libraries of 32-bit programs; Amazon's own image has not.
    pub libraries_32: bool,
    /// How packs are fetched and moved.
    pub transfer: TransferSettings,
    /// Which results are told, and with what.
    pub results: ResultSettings,
}

impl Rules {
    /// Whether machines are paid for by the hour, as those of a cloud are.
    pub fn is_billed(&self) -> bool {
        self.prices != Prices::none()
    }

    /// For how long a server may run after each start, if there is a limit.
    pub fn limit_per_start(&self, server: &Server) -> Option<SignedDuration> {
        let guild = server.home.map(|home| home.guild);
        let hours = match (
            server.options.hours,
            self.usual_hours(guild, &server.hosting),
        ) {
            // The settings may allow less by now.
            (Some(chosen), Some(most)) if guild.is_some() => chosen.min(most),
            (chosen, usual) => chosen.or(usual)?,
        };
        Some(SignedDuration::from_hours(hours.into()))
    }

    /// The most that `actor` may choose for a server; none: all that can be chosen, as the operator
    /// may, who speaks from no Discord server.
    fn limits_for(&self, actor: &Actor) -> ServerOptions {
        let hours = |guild| self.usual_hours(Some(guild), &self.hosting);
        ServerOptions {
            hours: actor.guild.and_then(hours),
            ..ServerOptions::default()
        }
    }

    /// For how many hours a server there may run after each start, if there is a limit.
    fn usual_hours(&self, guild: Option<GuildId>, hosting: &Hosting) -> Option<u32> {
        if hosting.is_this_machine() {
            // Nobody sends a bill for it.
            return None;
        }
        let rules = guild.and_then(|guild| self.policy.guild(guild));
        let hours = rules.and_then(|rules| rules.hours_per_start);
        Some(hours.unwrap_or(self.hours_per_start)).filter(|hours| *hours != 0)
    }

    /// What an image of one's own costs per month.
    pub fn image_month(&self) -> Dollars {
        Dollars(self.prices.snapshot_gib_month * f64::from(OwnImage::STORED_GIB))
    }

    /// What a server costs.
    pub fn costs(&self, server: &Server) -> Costs {
        let platform = server.pack.platform;
        Costs {
            hour: self.prices.per_hour(&server.hosting, platform),
            disk_month: (!server.hosting.is_this_machine())
                .then(|| self.prices.disk_per_month(self.disk_gib[platform].into())),
        }
    }
}

/// A request to deploy, before it is allowed.
#[derive(Debug, Clone)]
pub struct DeployRequest {
    /// Where the pack comes from.
    pub source: domain::server::PackSource,
    /// A name for the server, if somebody chose one.
    pub name: Option<String>,
    /// The kind of machine, if somebody chose one.
    pub hosting: Option<Hosting>,
    /// Where the messages go.
    pub home: Option<Home>,
    /// The system to run on, if somebody chose one.
    pub run_on: Option<RunOn>,
    /// The version of the server program to run with, if somebody chose one.
    pub program: Option<String>,
    /// What else was chosen for it.
    pub options: ServerOptions,
}

/// The use cases over one cloud. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Service {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    cloud: Arc<dyn Cloud>,
    rules: Rules,
    uploader: PackUploader,
    http: reqwest::Client,
    /// For servers that may not be there yet.
    probe: reqwest::Client,
    /// Deploys that this process carries out, until their machine is launched.
    under_way: Mutex<HashMap<ServerId, RunningDeploy>>,
    /// What was done a moment ago.
    pending_writes: PendingWrites,
    /// The list of servers as of an action, while members wait for it.
    listing: SingleFlight<u64, Vec<Server>>,
    /// The prepared machines, as they were seen last.
    prepared: parking_lot::Mutex<Option<Vec<domain::prepared::PreparedMachine>>>,
    /// The ledgers of costs, as they were written last.
    ledgers: costs::Ledgers,
    /// Close looks at servers as of an action, while members wait for them.
    observing: SingleFlight<(u64, Vec<InstanceId>), Vec<Status>>,
    /// What packs in storage turned out to be.
    verdicts: verdicts::Verdicts,
    /// Which servers are being changed.
    locks: Locks,
    /// What was taken in of what servers left.
    intake: Mutex<results::Intake>,
    /// The lists of players, as machines had them last.
    lists: players::SeenLists,
    /// What is known of how far machines were read.
    readings: readings::Readings,
    /// Servers that documents are kept of and that were not there at the last sweep.
    missing: Mutex<BTreeSet<ServerId>>,
    /// Changes of what servers race that nobody has ended yet.
    changes: changes::OpenChanges,
    tasks: TaskTracker,
    shutdown: CancellationToken,
    races: races::RaceParts,
    /// What the pages of servers show.
    pages: server_page::ServerPages,
}

#[derive(Debug)]
struct RunningDeploy {
    /// As it was asked for; [`Self::order`] has its message, too.
    order: Order,
    progress: ProgressMessage,
    /// Its card, once it is carried out.
    cards: Option<Cards>,
    /// What it will be called: the pack's own name once that was read.
    name: ServerName,
    /// Whether that is its name for good, which no other server gets.
    has_name: bool,
    cancel: CancellationToken,
    /// Somebody cancelled it, and was told that no machine comes of it. A shut-down cancels too,
    /// and is no reason to delete anything.
    unwanted: bool,
}

impl RunningDeploy {
    /// The order as it is kept: with the message that shows it now.
    fn order(&self) -> Order {
        Order {
            progress: self.progress.get(),
            ..self.order.clone()
        }
    }
}

impl Service {
    /// The use cases over `cloud`.
    ///
    /// # Errors
    /// If no HTTP client can be made ([`TransferError::Client`]).
    pub fn new(cloud: Arc<dyn Cloud>, rules: Rules) -> Result<Self, TransferError> {
        Ok(Self {
            inner: Arc::new(Inner {
                uploader: PackUploader::new(rules.transfer.clone(), Arc::clone(&cloud))?,
                cloud,
                rules,
                http: game_info::client().map_err(TransferError::Client)?,
                probe: game_http::client(answers::PATIENCE).map_err(TransferError::Client)?,
                under_way: Mutex::default(),
                pending_writes: PendingWrites::default(),
                listing: SingleFlight::default(),
                prepared: parking_lot::Mutex::default(),
                ledgers: costs::Ledgers::default(),
                observing: SingleFlight::default(),
                verdicts: verdicts::Verdicts::default(),
                locks: Locks::default(),
                intake: Mutex::default(),
                lists: players::SeenLists::default(),
                readings: readings::Readings::default(),
                missing: Mutex::default(),
                changes: changes::OpenChanges::default(),
                tasks: TaskTracker::new(),
                shutdown: CancellationToken::new(),
                races: races::RaceParts::default(),
                pages: server_page::ServerPages::default(),
            }),
        })
    }

    /// The cloud that it works with.
    pub fn cloud(&self) -> &Arc<dyn Cloud> {
        &self.inner.cloud
    }

    /// The settings' choices.
    pub fn rules(&self) -> &Rules {
        &self.inner.rules
    }

    /// All servers as the cloud lists them, and as this process has just changed them: the lists
    /// lag behind by seconds.
    ///
    /// # Errors
    /// If they cannot be listed.
    pub async fn list(&self) -> Result<Vec<Server>, CloudError> {
        let listed = self.inner.cloud.servers().await?;
        Ok(self.inner.pending_writes.overlay(listed, now()))
    }

    /// Writes a server's record, all but its ending.
    ///
    /// # Errors
    /// If it cannot be written.
    pub async fn remember(&self, server: &Server, record: &Record) -> Result<(), CloudError> {
        self.inner.cloud.remember(server, record).await?;
        self.inner.pending_writes.written(&server.id, record, now());
        Ok(())
    }

    /// Powers a server off, for whatever reason.
    ///
    /// # Errors
    /// If it cannot be powered off.
    pub async fn power_off(&self, server: &Server, ending: StopReason) -> Result<(), CloudError> {
        self.inner.cloud.stop(server, ending).await?;
        self.close_server_page(&server.id);
        self.inner
            .pending_writes
            .ending(&server.id, Some(ending), now());
        Ok(())
    }

    /// Ends all deploys that are under way, their uploads aborted and their orders kept for the
    /// next start, and waits for them.
    pub async fn shut_down(&self) {
        self.inner.shutdown.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
        self.inner.uploader.close().await;
    }

    /// The orders that this process is carrying out, oldest first.
    fn orders_under_way(&self) -> Vec<Order> {
        let mut orders: Vec<Order> = self
            .lock_under_way()
            .values()
            .map(RunningDeploy::order)
            .collect();
        orders.sort_by_key(|order| order.asked);
        orders
    }

    fn lock_under_way(&self) -> MutexGuard<'_, HashMap<ServerId, RunningDeploy>> {
        self.inner.under_way.lock()
    }

    /// A number that grows with every action. Whoever lists servers and acts on the list later asks
    /// for it first, and gives it to [`Self::hold_unless_touched`].
    pub fn generation(&self) -> u64 {
        self.inner.locks.generation()
    }

    /// Waits until something was done after `generation`.
    pub async fn changed_after(&self, generation: u64) {
        self.inner.locks.changed_after(generation).await;
    }

    /// Notes that this server was changed, so that whoever waits looks at it.
    pub fn touch(&self, server: &ServerId) {
        self.inner.locks.touch(server);
    }

    /// Holds a server for a change that was decided on what was listed at `generation`; `None` if
    /// an action has changed the server since, for then the list is out of date.
    pub async fn hold_unless_touched(
        &self,
        server: &ServerId,
        generation: u64,
    ) -> Option<tokio::sync::OwnedMutexGuard<()>> {
        self.inner
            .locks
            .hold_unless_touched(server, generation)
            .await
    }
}

/// The present, to the microsecond, by the clock that machines go by.
fn now() -> Timestamp {
    cloud::clock::now()
}

/// Where a deploy's card can be watched.
pub type Cards = watch::Receiver<Card>;
