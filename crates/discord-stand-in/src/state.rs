//! Everything that the stand-in knows: guilds, members, messages, interactions, requests.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::Value;
use serenity::model::Permissions;

use super::cdn::Upload;
use super::faults::FaultInjector;
use super::gateway::Session;
use super::message::Message;
use super::rate_limit::Buckets;
use super::recorded::Recorded;
use super::snowflake::{Snowflake, SnowflakeGenerator};
use super::{Event, Limits};

/// How many requests are remembered: a sandbox may stay open for days.
const REMEMBERED_REQUESTS: usize = 20_000;

/// The stand-in's whole memory. Read it in [`super::Discord::look`] and
/// [`super::Discord::wait_for`].
#[derive(Debug)]
pub struct State {
    pub(super) address: std::net::SocketAddr,
    pub(super) limits: Limits,
    pub(super) rate_limits: bool,
    pub(super) allowed_privileged_intents: u64,
    pub(super) attachment_size_limit: u64,
    pub(super) token: String,
    pub(super) signing_key: u64,
    pub(super) mint: SnowflakeGenerator,
    pub(super) application: Snowflake,
    pub(super) bot: Snowflake,
    pub(super) guilds: BTreeMap<Snowflake, Guild>,
    pub(super) channels: BTreeMap<Snowflake, Channel>,
    pub(super) users: BTreeMap<Snowflake, User>,
    pub(super) messages: BTreeMap<Snowflake, Message>,
    pub(super) interactions: BTreeMap<Snowflake, InteractionRecord>,
    pub(super) commands: Vec<Command>,
    /// When commands of a new name were registered, within the last day.
    pub(super) created_commands: VecDeque<(Option<Snowflake>, Instant)>,
    /// The command that an application with activities is opened by.
    pub(super) entry_point: Option<Snowflake>,
    pub(super) uploads: BTreeMap<Snowflake, std::sync::Arc<Upload>>,
    pub(super) identified: VecDeque<Instant>,
    pub(super) nonces: BTreeMap<String, (Instant, Snowflake)>,
    pub(super) sessions: BTreeMap<String, Session>,
    pub(super) presence_updates: VecDeque<Instant>,
    pub(super) requests: VecDeque<Recorded>,
    pub(super) complaints: Vec<String>,
    pub(super) buckets: Buckets,
    pub(super) invalid: VecDeque<Instant>,
    pub(super) faults: FaultInjector,
    pub(super) outbox: Vec<Event>,
}

/// A guild, which people call a server.
#[derive(Clone, Debug)]
pub struct Guild {
    /// Its id, which is also the id of the role `@everyone`.
    pub id: Snowflake,
    /// Its name.
    pub name: String,
    /// Roles by id, without `@everyone`.
    pub roles: BTreeMap<Snowflake, Role>,
    /// Members and their roles.
    pub members: BTreeMap<Snowflake, BTreeSet<Snowflake>>,
    /// Whoever may do everything in it, whatever their roles. Not listed among the members above:
    /// they say nothing, unless [`super::Discord::owner`] is asked for them.
    pub owner: Snowflake,
    /// Members in a timeout: they read, and do nothing else.
    pub timed_out: BTreeSet<Snowflake>,
    /// Commands that an admin narrowed to some roles, members or channels, by name.
    pub command_permissions: BTreeMap<String, BTreeSet<Snowflake>>,
    /// How the bot belongs to it.
    pub membership: Membership,
    /// Whether the bot may create scheduled events (CREATE_EVENTS).
    pub creates_events: bool,
    /// Its scheduled events, those that are over included.
    pub events: BTreeMap<Snowflake, ScheduledEvent>,
    pub(super) created: Timestamp,
}

/// A scheduled event somewhere outside of Discord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledEvent {
    /// Its id.
    pub id: Snowflake,
    /// Its name.
    pub name: String,
    /// What it says of itself.
    pub description: String,
    /// Where it is.
    pub location: String,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// How it stands.
    pub status: EventStatus,
}

/// How a scheduled event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventStatus {
    /// To come.
    Scheduled = 1,
    /// On.
    Active = 2,
    /// It has been.
    Completed = 3,
    /// It was called off.
    Canceled = 4,
}

/// A role.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its id.
    pub id: Snowflake,
    /// Its name.
    pub name: String,
    /// What its members may do.
    pub permissions: Permissions,
    /// Its place in the order of roles, from 1, where new roles come; the highest is the most powerful.
    pub position: usize,
}

/// How the bot belongs to a guild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// It is a member.
    Member,
    /// Its application was added with the scope `applications.commands` only: its commands are
    /// there, and the bot is not.
    CommandsOnly,
    /// It was a member and was kicked; its commands are gone as well.
    Kicked,
}

/// Where messages are written.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Its id.
    pub id: Snowflake,
    /// The guild it belongs to; direct messages belong to none.
    pub guild: Option<Snowflake>,
    /// Its name, without `#`.
    pub name: String,
    /// What the bot may do here, before what follows from one another (see [`Channel::bot_may`]).
    pub bot: Permissions,
    /// What this channel allows and denies to roles and members beyond what their roles say.
    pub overwrites: BTreeMap<Snowflake, Overwrite>,
    /// Which kind of channel it is.
    pub kind: ChannelKind,
}

/// What a channel changes for one role or one member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overwrite {
    /// What is allowed on top.
    pub allow: Permissions,
    /// What is taken away.
    pub deny: Permissions,
}

/// The kinds of channel that the stand-in has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelKind {
    /// A text channel.
    Text,
    /// A text channel that others can follow.
    Announcement,
    /// A forum: it holds posts, which are threads, and takes no message itself.
    Forum,
    /// A voice channel, whose text is for those who may connect.
    Voice,
    /// A thread of a text channel. The posts of a forum are threads too.
    Thread(Thread),
    /// The bot's direct messages with this user.
    Direct(Snowflake),
}

/// What a thread is like: <https://discord.com/developers/docs/topics/threads>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thread {
    /// The channel that it belongs to.
    pub parent: Snowflake,
    /// Whether only those who were added see it.
    pub private: bool,
    /// Whether the bot was added; posting in a public thread adds it.
    pub joined: bool,
    /// Nothing in it can be edited; a new message brings it back.
    pub archived: bool,
    /// Only those who manage threads may write in it or bring it back.
    pub locked: bool,
}

impl Channel {
    /// The thread that it is, if it is one.
    pub fn thread(&self) -> Option<&Thread> {
        match &self.kind {
            ChannelKind::Thread(thread) => Some(thread),
            _ => None,
        }
    }
}

/// Somebody, in whichever guild.
#[derive(Clone, Debug)]
pub struct User {
    /// Their id.
    pub id: Snowflake,
    /// Their name.
    pub name: String,
    /// Whether it is a bot.
    pub bot: bool,
    /// The language of their Discord client, such as `en-US` or `de`.
    pub locale: String,
    /// Whether they take direct messages from the bot.
    pub takes_direct_messages: bool,
    /// Whether they added the application to their own account.
    pub installed: bool,
}

/// A registered command.
#[derive(Clone, Debug)]
pub struct Command {
    /// Its id.
    pub id: Snowflake,
    /// The guild it was registered in; `None` means everywhere.
    pub guild: Option<Snowflake>,
    /// What was registered, in Discord's JSON.
    pub form: Value,
    pub(super) version: Snowflake,
}

impl Command {
    /// Its name.
    pub fn name(&self) -> &str {
        self.form["name"].as_str().unwrap_or_default()
    }
}

/// What the bot shows about itself in the member list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// `online`, `idle`, `dnd` or `invisible`.
    pub status: String,
    /// The lines below the name.
    pub activities: Vec<String>,
}

/// What a member did, and what came of it.
#[derive(Clone, Debug)]
pub struct InteractionRecord {
    /// Its id.
    pub id: Snowflake,
    /// What was done.
    pub kind: InteractionKind,
    /// Who did it.
    pub member: Snowflake,
    /// Where.
    pub channel: Snowflake,
    /// The name of the command, or the custom id of the button.
    pub name: String,
    /// What was done, as a person would write it: `/deploy pack: friday.zip`, `[Stop]`.
    pub said: String,
    /// What came of it so far.
    pub progress: Progress,
    /// How long the first acknowledgement took.
    pub acknowledged_after: Option<Duration>,
    /// The answer itself, where there is one.
    pub original: Option<Snowflake>,
    /// Later answers.
    pub followups: Vec<Snowflake>,
    pub(super) token: String,
    pub(super) created: Instant,
    /// The message whose button was pressed.
    pub source: Option<Snowflake>,
    /// What the form answered that was filled in.
    pub(super) opened_by: Option<Snowflake>,
}

/// The kinds of interaction that the stand-in can start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InteractionKind {
    /// A slash command.
    Command,
    /// A button or menu.
    Component,
    /// A keystroke in an option that completes itself.
    Autocomplete,
    /// A form that was filled in.
    Modal,
}

/// How far the answer to an interaction has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// Nothing heard from the bot yet.
    Waiting,
    /// "The bot is thinking…".
    Deferred {
        /// Whether the answer will be shown to this member only.
        ephemeral: bool,
    },
    /// A press was acknowledged silently; the message may change later.
    DeferredUpdate,
    /// Answered with a message of its own, or by changing the message with the button.
    Answered,
    /// Answered with a form to fill in, in Discord's JSON.
    Modal(Value),
    /// Answered with choices to complete the option.
    Choices(Vec<Choice>),
    /// "The application did not respond": three seconds went by.
    TimedOut,
}

/// One offer of an option that completes itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What the member reads.
    pub name: String,
    /// What the bot gets if the member takes it.
    pub value: Value,
}

impl State {
    /// Whether a bot is connected to the gateway.
    pub fn online(&self) -> bool {
        self.sessions.values().any(Session::is_connected)
    }

    /// What the bot shows about itself: a presence belongs to a session and is gone with it.
    pub fn presence(&self) -> Option<&Presence> {
        let connected = self.sessions.values().rev().find(|one| one.is_connected());
        connected.and_then(Session::presence)
    }

    /// Every message of a channel that is not deleted and that everybody sees, oldest first.
    pub fn channel_messages(&self, channel: Snowflake) -> impl Iterator<Item = &Message> {
        self.messages.values().filter(move |message| {
            message.channel == channel && message.deleted.is_none() && message.only_for.is_none()
        })
    }

    /// Every message there ever was, deleted and private ones too, oldest first.
    pub fn all_messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.values()
    }

    /// A message, deleted or not.
    pub fn message(&self, id: Snowflake) -> Option<&Message> {
        self.messages.get(&id)
    }

    /// Everything that members did, oldest first.
    pub fn interactions(&self) -> impl Iterator<Item = &InteractionRecord> {
        self.interactions.values()
    }

    /// The commands registered for a guild: its own and the global ones.
    pub fn commands(&self, guild: Snowflake) -> impl Iterator<Item = &Command> {
        self.commands
            .iter()
            .filter(move |command| command.guild.is_none_or(|own| own == guild))
    }

    /// A guild.
    pub fn guild(&self, id: Snowflake) -> Option<&Guild> {
        self.guilds.get(&id)
    }

    /// The bot's user.
    pub fn bot(&self) -> Snowflake {
        self.bot
    }

    /// The largest file that a member may attach, in bytes.
    pub fn attachment_size_limit(&self) -> u64 {
        self.attachment_size_limit
    }

    /// The guilds.
    pub fn guilds(&self) -> impl Iterator<Item = &Guild> {
        self.guilds.values()
    }

    /// The channels of a guild, without threads.
    pub fn channels(&self, guild: Snowflake) -> impl Iterator<Item = &Channel> {
        self.channels
            .values()
            .filter(move |channel| channel.guild == Some(guild) && channel.thread().is_none())
    }

    /// The threads of a guild that are not archived.
    pub fn active_threads(&self, guild: Snowflake) -> impl Iterator<Item = &Channel> {
        self.channels.values().filter(move |channel| {
            channel.guild == Some(guild) && channel.thread().is_some_and(|thread| !thread.archived)
        })
    }

    /// A channel, a thread or direct messages.
    pub fn channel(&self, id: Snowflake) -> Option<&Channel> {
        self.channels.get(&id)
    }

    /// A user.
    pub fn user(&self, id: Snowflake) -> Option<&User> {
        self.users.get(&id)
    }

    /// The requests that came in, oldest first.
    pub fn requests(&self) -> impl DoubleEndedIterator<Item = &Recorded> {
        self.requests.iter()
    }

    pub(super) fn record(&mut self, request: Recorded) {
        if REMEMBERED_REQUESTS <= self.requests.len() {
            self.requests.pop_front();
        }
        self.requests.push_back(request);
    }

    pub(super) fn emit(&mut self, event: Event) {
        self.outbox.push(event);
    }

    /// An everyday name for an id, as a person sees it in a message.
    pub(super) fn mention(&self, token: &str) -> Option<String> {
        let id = |prefix: &str| token.strip_prefix(prefix)?.strip_suffix('>')?.parse().ok();
        if let Some(role) = id("<@&") {
            let mut guilds = self.guilds.values();
            return guilds
                .find_map(|guild| guild.roles.get(&role))
                .map(|role| format!("@{}", role.name));
        }
        if let Some(channel) = id("<#") {
            return self
                .channels
                .get(&channel)
                .map(|channel| format!("#{}", channel.name));
        }
        let user = id("<@!").or_else(|| id("<@"))?;
        self.users.get(&user).map(|user| format!("@{}", user.name))
    }
}
