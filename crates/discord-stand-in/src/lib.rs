//! A stand-in for Discord: REST, gateway and CDN on one loopback port, with Discord's own rules.
//!
//! It serves the tests and the sandbox, where a page shows it in the browser. A bot cannot tell it
//! from the real thing: it logs in, registers commands, answers interactions within three
//! seconds or loses them, and is refused whatever Discord refuses, with Discord's codes. Where
//! Discord is lenient (unknown fields), it is strict, because in a test that is a mistake.
//!
//! Three ways in: [`Discord::slash`] and its kin act as a member; [`Discord::look`],
//! [`Discord::wait_for`] and [`Discord::events`] show what happened; [`Discord::faults`] and
//! [`Attachment`] make things go wrong.
//!
//! Deliberately absent: what members write in direct messages, reactions, what is spoken in voice
//! channels, selects in forms, components version 2, more than one bot.

mod access;
mod account;
mod attachment;
mod cdn;
mod command_rules;
mod commands;
mod content;
mod direct;
mod events;
mod faults;
mod form;
mod gateway;
#[cfg(feature = "https")]
mod https;
mod installs;
mod interaction;
mod interactions;
mod member;
mod membership;
mod message;
mod message_rules;
mod messages;
mod modal;
mod posting;
mod profile;
mod rate_limit;
mod recorded;
mod refusal;
mod rest;
mod rights;
mod roles;
mod seed;
mod snowflake;
mod state;
mod threads;
mod typed;
pub mod wire;

use std::cell::Cell;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get};
use parking_lot::Mutex;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::{CancellationToken, DropGuard};

pub use attachment::Attachment;
pub use content::Content;
pub use faults::{Fault, Trouble};
#[cfg(feature = "https")]
pub use https::Https;
pub use interaction::{Interaction, NoResponse};
pub use member::{ClientRefused, Input, Member};
pub use message::{Body, Button, Message, Pinged};
pub use recorded::{Check, Recorded};
/// What a role may do, in words of Discord.
pub use serenity::model::Permissions;
pub use snowflake::Snowflake;
pub use state::{
    Channel, ChannelKind, Choice, Command, EventStatus, Guild, InteractionKind, InteractionRecord,
    Membership, Overwrite, Presence, Progress, Role, ScheduledEvent, State, Thread, User,
};

/// How the stand-in is to behave.
#[derive(Clone)]
pub struct Options {
    /// Where to listen; port 0 means any free one.
    pub listen: SocketAddr,
    /// The bot's token; anything else is refused.
    pub token: String,
    /// A header that every answer carries, in lower case, so that a program may tell the
    /// stand-in from Discord; none, and nothing tells them apart.
    pub mark: Option<&'static str>,
    /// How far its clock is ahead of this machine's.
    pub clock_ahead: jiff::SignedDuration,
    /// Discord's clocks.
    pub limits: Limits,
    /// Whether Discord's limits hold: five calls in five seconds on most routes, fifty a second in
    /// all, and a ban for whoever is refused too often.
    pub rate_limits: bool,
    /// Privileged intents that the bot was granted, as bits.
    pub allowed_privileged_intents: u64,
    /// The largest file that a member may attach, in bytes. Discord allows 10 MiB, and 500 MiB
    /// with Nitro, which league admins with big packs have.
    pub attachment_size_limit: u64,
    /// Every request and its answer is shown to these; what they find becomes a complaint.
    pub checks: Vec<Check>,
    /// How long the waiting functions wait before they give up.
    pub patience: Duration,
}

/// Discord's clocks, which tests may shorten.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// An interaction has to be answered within this time.
    pub answer_within: Duration,
    /// How long an answered interaction takes further answers and edits.
    pub token_lives: Duration,
    /// How long a nonce keeps a message from being posted twice.
    pub nonce_window: Duration,
    /// From which age on a message takes only three edits in six seconds.
    pub old_message: Duration,
    /// How many answers of 401, 403 and 429 within ten minutes ban a bot's address.
    pub invalid_requests: usize,
    /// The least time between two logins; Discord's is five seconds. A bot that is sooner is told
    /// that its session is invalid.
    pub identify_every: Duration,
    /// After how many logins a day Discord resets the token.
    pub identifies_a_day: usize,
    /// How often a bot has to say that it lives; one that is silent for half as long again is closed
    /// (4009).
    pub heartbeat_every: Duration,
    /// How many commands of new names a bot may register a day, in one guild or everywhere.
    pub command_creates_a_day: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            answer_within: Duration::from_secs(3),
            token_lives: Duration::from_secs(15 * 60),
            nonce_window: Duration::from_secs(5 * 60),
            old_message: Duration::from_secs(60 * 60),
            invalid_requests: 10_000,
            identify_every: Duration::ZERO,
            identifies_a_day: 1000,
            heartbeat_every: Duration::from_millis(41_250),
            command_creates_a_day: 200,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            token: "sandbox.bot.token".to_owned(),
            mark: None,
            clock_ahead: jiff::SignedDuration::ZERO,
            limits: Limits::default(),
            rate_limits: true,
            allowed_privileged_intents: 0,
            attachment_size_limit: 500 << 20,
            checks: Vec::new(),
            patience: Duration::from_secs(30),
        }
    }
}

/// Something that happened, as it happens.
#[derive(Clone, Debug)]
pub enum Event {
    /// A message stands in a channel, or before one member's eyes.
    MessageCreated(Message),
    /// A message changed, or a deferred one was filled in.
    MessageEdited(Message),
    /// A message is gone.
    MessageDeleted {
        /// Which.
        id: Snowflake,
        /// Where it stood.
        channel: Snowflake,
    },
    /// A member did something.
    InteractionCreated(InteractionRecord),
    /// The bot answered, or the time for it ran out.
    InteractionChanged(InteractionRecord),
    /// The bot registered its commands.
    CommandsRegistered {
        /// For one guild, or everywhere.
        guild: Option<Snowflake>,
        /// How many.
        count: usize,
    },
    /// The bot logged in.
    BotConnected,
    /// The bot took up its session again.
    BotResumed,
    /// The bot's socket is gone.
    BotDisconnected,
    /// The bot shows something else about itself.
    PresenceChanged(Presence),
}

/// The stand-in. Clones are handles to the same one; it ends with the last of them.
#[derive(Clone)]
pub struct Discord {
    shared: Arc<Shared>,
    _until_dropped: Arc<DropGuard>,
}

/// What all parts of the stand-in share.
pub(crate) struct Shared {
    state: Mutex<State>,
    changed: watch::Sender<u64>,
    events: broadcast::Sender<Event>,
    checks: Vec<Check>,
    patience: Duration,
    closing: CancellationToken,
}

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Turns what would be a silent deadlock into a message: a closure that looks at the state
/// calls a function that wants to look as well.
struct Inside;

impl Inside {
    fn enter() -> Self {
        let already = INSIDE.replace(true);
        assert!(
            !already,
            "inside look() or wait_for() use the given state, not the stand-in's own functions"
        );
        Self
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        INSIDE.set(false);
    }
}

impl Shared {
    /// Changes the state; what happened is told to whoever listens.
    fn with<T>(&self, deed: impl FnOnce(&mut State) -> T) -> T {
        let _inside = Inside::enter();
        let mut state = self.state.lock();
        let result = deed(&mut state);
        for event in state.outbox.drain(..) {
            // Nobody need listen.
            let _ = self.events.send(event);
        }
        drop(state);
        self.changed.send_modify(|version| *version += 1);
        result
    }

    /// Reads the state.
    fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        let _inside = Inside::enter();
        look(&self.state.lock())
    }

    /// Waits until there is something to return, or patience runs out.
    async fn wait<T>(&self, mut look: impl FnMut(&State) -> Option<T>) -> Option<T> {
        let mut changes = self.changed.subscribe();
        let deadline = tokio::time::Instant::now() + self.patience;
        loop {
            changes.borrow_and_update();
            if let Some(found) = self.read(&mut look) {
                return Some(found);
            }
            tokio::time::timeout_at(deadline, changes.changed())
                .await
                .ok()?
                .ok()?;
        }
    }

    /// Keeps a request and shows it to the checks.
    fn remember(&self, request: Recorded) {
        let mut found: Vec<String> = Vec::new();
        if request.route.is_none() {
            found.push(format!("unexpected request: {}", request.name()));
        }
        let faults = self.checks.iter().filter_map(|check| check(&request).err());
        found.extend(faults.map(|fault| format!("{}: {fault}", request.name())));
        self.with(|state| {
            state.complaints.extend(found);
            state.record(request);
        });
    }
}

/// Puts the header `name` on an answer.
async fn marked(
    name: &'static str,
    mut response: axum::response::Response,
) -> axum::response::Response {
    let yes = axum::http::HeaderValue::from_static("yes");
    response.headers_mut().insert(name, yes);
    response
}

/// Gives an answer the time of a clock that is so far ahead.
async fn dated(
    ahead: jiff::SignedDuration,
    mut response: axum::response::Response,
) -> axum::response::Response {
    let now = jiff::Timestamp::now().saturating_add(ahead);
    let date = now
        .ok()
        .and_then(|now| {
            let printer = jiff::fmt::rfc2822::DateTimePrinter::new();
            printer.timestamp_to_rfc9110_string(&now).ok()
        })
        .and_then(|date| date.parse().ok());
    if let Some(date) = date {
        response
            .headers_mut()
            .insert(axum::http::header::DATE, date);
    }
    response
}

impl Discord {
    /// Starts a stand-in with one guild in it: see [`Discord::member`] for who is there.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn start(options: Options) -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::bind(options.listen).await?;
        let mut state = seed::found(listener.local_addr()?, &options);
        seed::settle(&mut state);
        let closing = CancellationToken::new();
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            changed: watch::Sender::new(0),
            events: broadcast::Sender::new(4096),
            checks: options.checks,
            patience: options.patience,
            closing: closing.clone(),
        });
        let routes = Router::new()
            .route("/gateway", any(gateway::upgrade))
            .route("/attachments/{channel}/{id}/{name}", get(cdn::serve))
            .route(
                "/ephemeral-attachments/{application}/{id}/{name}",
                get(cdn::serve),
            )
            .fallback(rest::serve)
            .layer(DefaultBodyLimit::max(rest::BODY_LIMIT))
            .with_state(shared.clone());
        let routes = match options.mark {
            Some(name) => routes.layer(axum::middleware::map_response(move |response| {
                marked(name, response)
            })),
            None => routes,
        };
        let ahead = options.clock_ahead;
        let routes = if ahead.is_zero() {
            routes
        } else {
            routes.layer(axum::middleware::map_response(move |response| {
                dated(ahead, response)
            }))
        };
        let until = closing.clone();
        // Ends when `closing` is cancelled, which the last handle does when it is dropped.
        tokio::spawn(async move {
            let served = axum::serve(listener, routes).with_graceful_shutdown(async move {
                until.cancelled().await;
            });
            if let Err(error) = served.await {
                tracing::error!(%error, "the stand-in Discord stopped serving");
            }
        });
        Ok(Self {
            shared,
            _until_dropped: Arc::new(closing.drop_guard()),
        })
    }

    /// The address to use in place of `https://discord.com`.
    pub fn api_url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Where the stand-in listens.
    pub fn address(&self) -> SocketAddr {
        self.look(|state| state.address)
    }

    /// The bot's token.
    pub fn token(&self) -> String {
        self.look(|state| state.token.clone())
    }

    /// The id of the bot's application.
    pub fn application_id(&self) -> Snowflake {
        self.look(|state| state.application)
    }

    /// Looks at everything at one moment.
    pub fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.shared.read(look)
    }

    /// What happens from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.shared.events.subscribe()
    }

    /// Makes things go wrong.
    pub fn faults(&self) -> Trouble<'_> {
        Trouble(&self.shared)
    }

    /// Everything the bot did that it should not have: unknown routes, failed checks. A test
    /// ends by asserting that there is nothing here.
    pub fn complaints(&self) -> Vec<String> {
        self.look(|state| state.complaints.clone())
    }

    /// Requests that got a 401, 403 or 429. Ten thousand of them in ten minutes ban a bot.
    pub fn invalid_requests(&self) -> usize {
        let bad = |request: &&Recorded| matches!(request.status, 401 | 403 | 429);
        self.look(|state| state.requests().filter(bad).count())
    }

    /// How many requests came for a method and a route, such as
    /// `POST /channels/{channel_id}/messages`.
    pub fn count(&self, name: &str) -> usize {
        self.look(|state| {
            state
                .requests()
                .filter(|request| request.name() == name)
                .count()
        })
    }

    /// Waits until `look` finds something.
    ///
    /// # Panics
    /// When it does not in time, telling what was waited for and everything that happened.
    pub async fn wait_for<T>(&self, what: &str, look: impl FnMut(&State) -> Option<T>) -> T {
        match self.shared.wait(look).await {
            Some(found) => found,
            None => panic!("waited in vain for {what}\n\n{}", self.transcript()),
        }
    }

    /// Waits until the bot is connected and has registered its commands.
    pub async fn wait_until_ready(&self) {
        let guild = self.guild();
        self.wait_for("the bot to be ready", |state| {
            (state.online() && state.commands(guild).next().is_some()).then_some(())
        })
        .await;
    }

    /// Waits for a message in a channel whose [`Message::text`] contains this.
    pub async fn wait_for_text(&self, channel: Snowflake, text: &str) -> Message {
        self.wait_for(&format!("a message with {text:?}"), |state| {
            state
                .channel_messages(channel)
                .find(|message| message.text().contains(text))
                .cloned()
        })
        .await
    }

    /// The messages that everybody in the channel sees, oldest first.
    pub fn channel_messages(&self, channel: Snowflake) -> Vec<Message> {
        self.look(|state| state.channel_messages(channel).cloned().collect())
    }

    /// A message as it is now.
    pub fn message(&self, id: Snowflake) -> Option<Message> {
        self.look(|state| state.message(id).cloned())
    }
}
