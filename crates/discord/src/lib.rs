//! The Discord face: slash commands, buttons, and the messages of a server's channel.
//!
//! One walk through: Discord sends an interaction over the gateway; poise finds the command
//! ([`commands`]) or [`buttons`] reads the press; [`roles`] makes an [`Actor`] of whoever it was;
//! the [`Service`] checks and does it; [`views`] words what came of it; [`on_error`] words what
//! did not. What happens later is told by the watcher through [`notifier`], or, before there is a
//! machine, by [`progress_feed`].
//!
//! Invariants: every interaction is acknowledged before anything slow; nothing is decided here
//! that the command line decides too; a server pings its owner alone, for its link and for a failure; the bot
//! keeps no state that a restart would lose; only the gateway intent `GUILDS` is asked for.
//!
//! The commands are registered globally, so a Discord server that the settings do not know is
//! told so instead of seeing nothing, and no command shows up twice. They are open to everyone in
//! Discord's own settings (`default_member_permissions` is left unset): the roles of our settings
//! decide, and a default of "Manage Server" would hide the commands from the organisers that
//! those roles are for. An admin can still narrow the commands in Server Settings → Integrations.
//! Discord holds no button to that, so buttons obey the roles of our settings alone.
//!
//! [`Actor`]: domain::policy::Actor

mod actions;
mod autocomplete;
mod buttons;
mod client;
mod commands;
mod descriptions_de;
mod edit_throttle;
mod in_time;
mod inspection;
mod league_actions;
mod league_choices;
mod notifier;
mod number;
mod on_error;
mod progress_feed;
mod race_events;
mod race_notifier;
mod race_threads;
mod registration;
mod request;
mod roles;
mod setting_choices;
mod settings;
mod sign_up;
mod views;

use std::sync::Arc;

use poise::serenity_prelude as serenity;
use tokio_util::task::TaskTracker;

pub use client::{Bot, BotError, SANDBOX_MARK, Session};
pub use inspection::{InspectionError, Inspector, SeenMessage};
pub use settings::DiscordSettings;

use explain::Explanation;
use service::{Service, ServiceError};

/// What every command and press can reach.
#[derive(Debug)]
struct Data {
    service: Service,
    notifier: Arc<notifier::DiscordNotifier>,
    offers: autocomplete::Suggestions,
    league_lists: league_choices::LeagueLists,
    role_names: roles::RoleNames,
    /// Everything that outlives the interaction that began it.
    tasks: TaskTracker,
}

type Context<'a> = poise::Context<'a, Data, Error>;

/// Why a command or a press came to nothing.
#[derive(Debug, thiserror::Error)]
enum Error {
    /// The use case failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// Discord refused something.
    #[error(transparent)]
    Discord(Box<serenity::Error>),
    /// The command was used in a way that makes no sense; the words say which would.
    #[error("{}", .0.what)]
    Explained(Explanation),
}

impl From<serenity::Error> for Error {
    fn from(error: serenity::Error) -> Self {
        Self::Discord(Box::new(error))
    }
}

type Result<T, E = Error> = std::result::Result<T, E>;
