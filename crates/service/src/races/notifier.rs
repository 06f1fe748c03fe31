//! What is told of a night, and the port to whoever tells it.

use async_trait::async_trait;
use configuration::SteamId;
use domain::ids::MessageId;
use domain::lifecycle::Health;
use domain::link::JoinLink;
use jiff::Timestamp;
use race::{EventPlan, Night, Snowflake};
use results::document::StoredResult;

use crate::NotifyError;

/// A night as its card shows it.
#[derive(Debug, Clone)]
pub struct RaceCard {
    /// The night with its list.
    pub night: Night,
    /// Its server.
    pub server: RaceServer,
    /// The results of its sessions, oldest first.
    pub results: Vec<StoredResult>,
    /// Whether sign-up has closed.
    pub closed: bool,
    /// Whether it has been.
    pub over: bool,
    /// The address of its page to join by, if there is one.
    pub page: Option<String>,
    /// The scheduled event beside it, as it is to be.
    pub event: EventPlan,
}

/// How a night's server stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RaceServer {
    /// Its time has not come.
    NotYet,
    /// Its start did not work.
    NotStarted {
        /// When it is tried again.
        again: Timestamp,
    },
    /// On its way up.
    Coming,
    /// Drivers can join.
    Online {
        /// The way in.
        link: JoinLink,
        /// How many are connected, if that is known.
        drivers: Option<u32>,
    },
    /// It runs, and something is wrong with it.
    Trouble,
    /// It was there, and is no more.
    Off,
}

impl RaceServer {
    /// How a server stands whose time has come.
    pub(crate) fn of(health: &Health, drivers: Option<u32>) -> Self {
        match health {
            Health::Online { link, .. } => Self::Online {
                link: link.clone(),
                drivers,
            },
            Health::Coming(_) | Health::Slow(_) | Health::Unknown => Self::Coming,
            Health::Stopping | Health::Stopped | Health::Gone => Self::Off,
            _ => Self::Trouble,
        }
    }
}

/// Something that is told of a night once.
#[derive(Debug, Clone)]
pub enum RaceNews {
    /// It starts in so many minutes.
    Reminder(u32),
    /// Sign-up has closed.
    Closed,
    /// It was called off.
    CalledOff,
    /// These waited, and start now.
    MovedUp(Vec<Snowflake>),
    /// Somebody signed up whom an organiser must let in.
    AsksIn(Snowflake),
    /// An organiser let somebody in, or turned them down.
    Decided(Snowflake),
    /// It was moved from this start to another one.
    Moved(Timestamp),
    /// Somebody gave the Steam account of another member as theirs.
    Claimed {
        /// Who.
        user: Snowflake,
        /// Who gave it before.
        owner: Snowflake,
    },
    /// Somebody says to be one of those who drove here.
    IsMe {
        /// Who.
        user: Snowflake,
        /// The Steam account.
        steam: SteamId,
        /// The name that it drove under.
        name: String,
    },
    /// The league banned somebody on the list, who gives up their place.
    Banned(Snowflake),
    /// What the organisers are to know.
    Trouble(String),
}

/// Tells a channel of its races. Implementations hide no error, and let nobody be pinged but the night's
/// role, its organiser, those who moved up,
/// and, of a race that is moved, those on its list.
#[async_trait]
pub trait RaceNotifier: std::fmt::Debug + Send + Sync {
    /// Posts a night's card. Within a few minutes a repeat answers the first one's message.
    async fn post_race(&self, card: &RaceCard) -> Result<MessageId, NotifyError>;

    /// Looks for a night's card among the messages since then: a bot that was killed after posting finds
    /// what it posted.
    async fn find_race(
        &self,
        night: &Night,
        since: Timestamp,
    ) -> Result<Option<MessageId>, NotifyError>;

    /// Shows in its message how a night stands now; nothing is sent if that is what stands there.
    ///
    /// # Errors
    /// [`NotifyError::TooSoon`]: the message was edited a moment ago.
    async fn edit_race(&self, message: MessageId, card: &RaceCard) -> Result<(), NotifyError>;

    /// Makes the scheduled event beside a night's card, or finds the one that was made. Nothing: the bot may
    /// not make any.
    async fn make_event(&self, card: &RaceCard) -> Result<Option<Snowflake>, NotifyError>;

    /// Makes the thread below a night's card, or finds the one that was made. Nothing: the bot may not make any.
    async fn make_thread(&self, card: &RaceCard) -> Result<Option<Snowflake>, NotifyError>;

    /// Archives a night's thread. What Discord refuses is not tried again.
    async fn archive_thread(&self, thread: Snowflake);

    /// Shows in a night's event how it stands now; nothing is sent if that is what stands there. What
    /// Discord refuses is not tried again: a race needs no event.
    async fn show_event(&self, event: Snowflake, card: &RaceCard);

    /// Posts news of a night, unless the same stands in the channel already.
    async fn tell_race(&self, card: &RaceCard, news: &RaceNews) -> Result<(), NotifyError>;
}
