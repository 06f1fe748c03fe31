//! Race nights: planned, signed up for, run.
//!
//! People come in through [`plan`] and [`sign_up`]; [`evening`] is what the watcher does when a step of a
//! night is due; [`pack`] makes the pack that a night's server runs: the stored one, with the night's change
//! and its entry list written in. What is decided is decided in the crate `race`, and kept by
//! `race-service`.
//!
//! Absent on purpose: messages (see [`RaceNotifier`]), and a memory of its own.

mod ending;
mod evening;
mod fence;
mod handicap;
mod library;
mod notifier;
mod pack;
mod page;
mod password;
mod plan;
mod sign_up;
mod thats_me;

use std::collections::HashMap;

use configuration::{NotASteamId, Reasons};
use parking_lot::Mutex;
use race::when::NotATime;
use race::{Night, NightId, NotAHandicap, NotAName, NotReminders, Snowflake};
use race_service::RaceService;
use repack::RepackError;
use sha2::{Digest, Sha256};

pub use ending::Ended;
pub(super) use evening::server_of_race;
pub use evening::{Cleared, RaceLook, RaceStart};
pub use notifier::{RaceCard, RaceNews, RaceNotifier, RaceServer};
pub use pack::ChangedPack;
pub(super) use pack::{MadeOf, Swap, races_with};
pub use page::{JoinFacts, JoinPage, JoinPages};
pub use plan::{NewRace, Planned, RaceEdit, SavedPreset};
pub use sign_up::{DriverEdit, JoinRequest, Joining};
pub use thats_me::Face;

use super::{Clock, Result, Service, ServiceError};
use domain::ids::{GuildId, ServerId};
use domain::policy::{Action, Actor, GuildRules, Refusal};

/// Why something about a race cannot be, beyond what the night's own rules say.
#[derive(Debug, thiserror::Error)]
pub enum RaceFault {
    /// The words name no time.
    #[error("{0}")]
    Time(#[from] NotATime),
    /// Several things stand against a plan; each of them alone would.
    #[error("{} things stand against it", .0.len())]
    Several(Vec<ServiceError>),
    /// The words name no reminders.
    #[error("{0}")]
    Reminders(#[from] NotReminders),
    /// The words name no ballast.
    #[error("{0}")]
    Handicap(#[from] NotAHandicap),
    /// Nobody said which season the ballast goes by, and there are several or none.
    #[error("which season the ballast goes by is not known")]
    WhichSeason {
        /// Whether there are several.
        several: bool,
    },
    /// The name is none.
    #[error("{0}")]
    Name(#[from] NotAName),
    /// What was given as a Steam profile.
    #[error("{0}")]
    Steam(#[from] NotASteamId),
    /// Nobody of that Steam account drove here lately.
    #[error("nobody of this Steam account drove here")]
    NotSeen,
    /// What is to be raced otherwise cannot run.
    #[error("{0}")]
    Change(#[from] Reasons),
    /// No race that is to come is called that.
    #[error("there is no race {asked}")]
    NoSuchRace {
        /// What was asked for.
        asked: String,
        /// The races that there are.
        known: Vec<String>,
    },
    /// A race of that name begins at that moment already.
    #[error("the race {race} is planned for that time already")]
    PlannedAlready {
        /// Its name.
        race: String,
    },
    /// Several races are called that.
    #[error("several races are called {0}")]
    WhichRace(String),
    /// Nobody said which Discord server, and the settings name several or none.
    #[error("no Discord server was named")]
    WhichGuild,
    /// What was given as the address of a page is none.
    #[error("this is not a web address")]
    NoAddress,
    /// Nothing was said that is to be different.
    #[error("nothing is to be different")]
    NothingToEdit,
    /// A race cannot be ended before it begins.
    #[error("the race has not begun")]
    NotBegun {
        /// Its name.
        race: String,
    },
    /// Its server is on its way, with the list and the settings as they were.
    #[error("the server of the race has started")]
    HasStarted {
        /// Whether it was to race something else, which its server still can; else it was to be moved.
        settings: bool,
    },
    /// The pack cannot be taken apart or put together.
    #[error("the pack cannot be changed")]
    Repack(#[source] RepackError),
    /// The disk of the bot's machine.
    #[error("the pack cannot be put down for a moment")]
    Disk(#[source] std::io::Error),
}

/// What the use cases of races have in common in one process.
#[derive(Debug)]
pub(super) struct RaceParts {
    clock: Clock,
    /// A name of this process alone: two bots claim steps under different ones.
    name: String,
    /// Rung when a night was planned or changed.
    bell: tokio::sync::Notify,
    /// The pages to join by that this process serves.
    served: page::Served,
    /// The nights whose servers this process is at starting.
    starting: Mutex<HashMap<ServerId, (Snowflake, NightId)>>,
}

impl Default for RaceParts {
    fn default() -> Self {
        Self {
            clock: Clock::default(),
            name: format!("{:016x}", rand::random::<u64>()),
            bell: tokio::sync::Notify::new(),
            served: page::Served::default(),
            starting: Mutex::default(),
        }
    }
}

impl Service {
    /// The same with another's clock, so that several bots in one program live at one time. For a service that
    /// nobody has a handle of yet.
    #[must_use]
    pub fn by_clock(mut self, clock: Clock) -> Self {
        if let Some(inner) = std::sync::Arc::get_mut(&mut self.inner) {
            inner.races.clock = clock;
        }
        self
    }

    /// The clock that races go by.
    pub fn clock(&self) -> &Clock {
        &self.inner.races.clock
    }

    /// Waits until a night was planned, changed or signed up for in this process.
    pub async fn race_news(&self) {
        self.inner.races.bell.notified().await;
    }

    /// Has whoever waits for [`Self::race_news`] look again.
    pub fn ring_for_races(&self) {
        self.inner.races.bell.notify_one();
    }

    /// Where nights are kept.
    ///
    /// # Errors
    /// [`ServiceError::NoDocuments`] where the provider has no place for them.
    pub fn race_service(&self) -> Result<RaceService> {
        let store = self.cloud().documents().ok_or(ServiceError::NoDocuments)?;
        Ok(RaceService::new(store, self.inner.races.name.clone()))
    }

    /// The rules of the Discord server in which `actor` may do `action`; the command line means the only
    /// one of the settings unless it names another.
    fn race_rules(&self, actor: &Actor, action: Action) -> Result<&GuildRules> {
        let policy = &self.inner.rules.policy;
        policy.may(actor, action)?;
        let guild = actor
            .guild
            .or_else(|| policy.only_guild())
            .ok_or(RaceFault::WhichGuild)?;
        let rules = policy.guild(guild).ok_or(Refusal::UnknownGuild(guild))?;
        Ok(rules)
    }

    /// The nights that are to come or on, the next one first.
    ///
    /// # Errors
    /// If `actor` may not look at servers, or the storage does not answer.
    pub async fn race_list(&self, actor: &Actor) -> Result<Vec<Night>> {
        let guild = self.race_rules(actor, Action::Status)?.id;
        Ok(self.race_service()?.nights(guild.get()).await?)
    }

    /// A night by its id.
    ///
    /// # Errors
    /// If there is no such night, or the storage does not answer.
    pub async fn race_of(&self, guild: GuildId, id: &NightId) -> Result<Night> {
        Ok(self.race_service()?.night(guild.get(), id).await?)
    }

    /// The night that `asked` means: its id, or its name if no other is called so.
    ///
    /// # Errors
    /// [`RaceFault::NoSuchRace`], [`RaceFault::WhichRace`].
    pub async fn find_race(&self, actor: &Actor, action: Action, asked: &str) -> Result<Night> {
        let guild = self.race_rules(actor, action)?.id;
        let nights = self.race_service()?.nights(guild.get()).await?;
        let asked = asked.trim();
        if let Some(night) = nights.iter().find(|night| night.id.as_str() == asked) {
            return Ok(night.clone());
        }
        let lower = asked.to_lowercase();
        let mut named = nights
            .iter()
            .filter(|night| night.name.to_lowercase() == lower);
        match (named.next(), named.next()) {
            (Some(only), None) => Ok(only.clone()),
            (Some(_), Some(_)) => Err(RaceFault::WhichRace(clipped(asked)).into()),
            (None, _) => Err(RaceFault::NoSuchRace {
                asked: clipped(asked),
                known: nights.into_iter().map(|night| night.name).collect(),
            }
            .into()),
        }
    }
}

fn clipped(text: &str) -> String {
    text.chars().take(60).collect()
}

/// The server of a night: the same however often, and by however many bots, it is started.
pub fn server_of(guild: GuildId, night: &NightId) -> ServerId {
    let digest = Sha256::digest(format!("race/{guild}/{night}"));
    let bits = digest
        .iter()
        .take(8)
        .fold(0, |bits, byte| bits << 8 | u64::from(*byte));
    ServerId::from_bits(bits)
}
