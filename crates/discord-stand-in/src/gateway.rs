//! The gateway: the websocket over which a bot learns what happens.
//!
//! Op codes and close codes: <https://discord.com/developers/docs/topics/opcodes-and-status-codes>.
//! Deliberately absent: compression, sharding over more than one shard, voice, member chunks.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State as Shares;
use axum::extract::ws::{CloseFrame, Message as Ws, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::state::{Guild, Membership, Presence, State};
use super::{Event, Shared, account, wire};

/// A bot that was away longer than this many events has to start anew.
const REPLAYED_EVENTS: usize = 5_000;
/// GUILD_MEMBERS, GUILD_PRESENCES and MESSAGE_CONTENT have to be granted by Discord.
const PRIVILEGED: u64 = 1 << 1 | 1 << 8 | 1 << 15;
/// All intents that there are: <https://discord.com/developers/docs/events/gateway#list-of-intents>.
const KNOWN: u64 = 0x0331_ffff;
/// How many payloads a bot may send within [`SENDING_WINDOW`].
const SENDS: usize = 120;
const SENDING_WINDOW: Duration = Duration::from_secs(60);
const GUILDS: u64 = 1 << 0;
const GUILD_MESSAGES: u64 = 1 << 9;

mod op {
    pub(super) const HEARTBEAT: u64 = 1;
    pub(super) const IDENTIFY: u64 = 2;
    pub(super) const PRESENCE: u64 = 3;
    pub(super) const RESUME: u64 = 6;
    pub(super) const REQUEST_MEMBERS: u64 = 8;
}

/// What is sent over the socket, or done to it.
#[derive(Clone, Debug)]
pub(super) enum Frame {
    Text(String),
    /// An event, not to be sent before this time.
    Event(Instant, String),
    Close(u16, &'static str),
    /// The socket is dropped without a word.
    Cut,
}

/// A bot's session, which outlives its sockets.
#[derive(Debug)]
pub(super) struct Session {
    intents: u64,
    sequence: u64,
    replay: VecDeque<(u64, String)>,
    socket: Option<mpsc::UnboundedSender<Frame>>,
    /// Declared invalid: a resume is refused.
    pub(super) lost: bool,
    /// What the bot shows about itself; a new session begins without anything.
    presence: Option<Presence>,
}

impl Session {
    pub(super) fn is_connected(&self) -> bool {
        self.socket
            .as_ref()
            .is_some_and(|socket| !socket.is_closed())
    }

    pub(super) fn presence(&self) -> Option<&Presence> {
        self.presence.as_ref()
    }

    pub(super) fn send(&self, frame: Frame) {
        if let Some(socket) = &self.socket {
            // A socket that has just gone loses nothing: events are replayed on resume.
            let _ = socket.send(frame);
        }
    }

    fn event(&mut self, name: &str, data: &Value, due: Instant) {
        self.sequence += 1;
        let text = json!({ "op": 0, "t": name, "s": self.sequence, "d": data }).to_string();
        if REPLAYED_EVENTS <= self.replay.len() {
            self.replay.pop_front();
        }
        self.replay.push_back((self.sequence, text.clone()));
        self.send(Frame::Event(due, text));
    }

    /// Whether the session asked for events of this name.
    fn wants(&self, event: &str) -> bool {
        match event {
            "MESSAGE_CREATE" | "MESSAGE_UPDATE" | "MESSAGE_DELETE" => {
                self.intents & GUILD_MESSAGES != 0
            }
            "INTERACTION_CREATE" => true,
            _ => self.intents & GUILDS != 0,
        }
    }
}

impl State {
    /// Tells every session that wants to know.
    pub(super) fn dispatch(&mut self, name: &str, data: Value) {
        let due = Instant::now() + self.faults.event_delay;
        for session in self
            .sessions
            .values_mut()
            .filter(|session| session.wants(name))
        {
            session.event(name, &data, due);
        }
    }
}

pub(super) async fn upgrade(
    socket: WebSocketUpgrade,
    Shares(shared): Shares<Arc<Shared>>,
) -> Response {
    socket.on_upgrade(|socket| async move { Connection::new(shared).serve(socket).await })
}

/// One socket.
struct Connection {
    shared: Arc<Shared>,
    session: Option<String>,
    outgoing: mpsc::UnboundedSender<Frame>,
    waiting: mpsc::UnboundedReceiver<Frame>,
    /// When the bot sent something, within the last minute.
    sent: VecDeque<Instant>,
    /// How often it has to say that it lives.
    heartbeat: Duration,
    /// When it last did.
    lived: Instant,
}

impl Connection {
    fn new(shared: Arc<Shared>) -> Self {
        let (outgoing, waiting) = mpsc::unbounded_channel();
        let heartbeat = shared.read(|state| state.limits.heartbeat_every);
        Self {
            heartbeat,
            lived: Instant::now(),
            shared,
            session: None,
            outgoing,
            waiting,
            sent: VecDeque::new(),
        }
    }

    async fn serve(mut self, mut socket: WebSocket) {
        let interval = self.heartbeat.as_millis();
        self.send(&json!({ "op": 10, "d": { "heartbeat_interval": interval } }));
        let closing = self.shared.closing.clone();
        loop {
            let silent = self.lived + self.heartbeat * 3 / 2;
            let next = tokio::select! {
                () = closing.cancelled() => break,
                () = tokio::time::sleep_until(silent.into()) => {
                    let close = Frame::Close(4009, "Session timed out.");
                    forward(&mut socket, close).await
                }
                frame = self.waiting.recv() => match frame {
                    Some(frame) => forward(&mut socket, frame).await,
                    None => break,
                },
                received = socket.recv() => match received {
                    Some(Ok(Ws::Text(text))) => {
                        if let Err((code, reason)) = self.receive(&text) {
                            let _ = self.outgoing.send(Frame::Close(code, reason));
                        }
                        Ok(())
                    }
                    Some(Ok(Ws::Close(_)) | Err(_)) | None => break,
                    Some(Ok(_)) => Ok(()),
                },
            };
            if next.is_err() {
                break;
            }
        }
        self.leave();
    }

    /// Frees the session of this socket, so that a resume may take it.
    fn leave(&self) {
        self.shared.with(|state| {
            let own = self
                .session
                .as_ref()
                .and_then(|id| state.sessions.get_mut(id));
            if let Some(session) = own
                && session
                    .socket
                    .as_ref()
                    .is_some_and(|s| s.same_channel(&self.outgoing))
            {
                session.socket = None;
                state.emit(Event::BotDisconnected);
            }
        });
    }

    fn send(&self, value: &Value) {
        let _ = self.outgoing.send(Frame::Text(value.to_string()));
    }

    /// Handles what the bot sent; an error closes the socket with that code.
    fn receive(&mut self, text: &str) -> Result<(), (u16, &'static str)> {
        if 4096 < text.len() {
            return Err((4002, "Error while decoding payload."));
        }
        self.sent.retain(|at| at.elapsed() < SENDING_WINDOW);
        self.sent.push_back(Instant::now());
        if SENDS < self.sent.len() {
            return Err((4008, "Rate limited."));
        }
        let payload: Value =
            serde_json::from_str(text).map_err(|_| (4002, "Error while decoding payload."))?;
        let data = &payload["d"];
        match payload["op"].as_u64() {
            Some(op::HEARTBEAT) => {
                self.lived = Instant::now();
                if !self.shared.with(|state| state.faults.swallow_heartbeats) {
                    self.send(&json!({ "op": 11 }));
                }
                Ok(())
            }
            Some(op::IDENTIFY) if self.session.is_some() => Err((4005, "Already authenticated.")),
            Some(op::IDENTIFY) => self.identify(data),
            Some(op::RESUME) => self.resume(data),
            Some(op::PRESENCE | op::REQUEST_MEMBERS) if self.session.is_none() => {
                Err((4003, "Not authenticated."))
            }
            Some(op::PRESENCE) => {
                let session = self.session.clone().unwrap_or_default();
                self.shared
                    .with(|state| show_presence(state, &session, data));
                Ok(())
            }
            Some(op::REQUEST_MEMBERS) => {
                self.shared.with(|state| {
                    let complaint = "the bot asked for member chunks, which the stand-in lacks";
                    state.complaints.push(complaint.to_owned());
                });
                Ok(())
            }
            _ => Err((4001, "Unknown opcode.")),
        }
    }

    fn identify(&mut self, data: &Value) -> Result<(), (u16, &'static str)> {
        let intents = data["intents"]
            .as_u64()
            .ok_or((4013, "Invalid intent(s)."))?;
        let session = self.shared.with(|state| {
            if !genuine(state, data) || !within_a_day(state) {
                return Err((4004, "Authentication failed."));
            }
            let paused = state.identified.back().map(Instant::elapsed);
            if paused.is_some_and(|pause| pause < state.limits.identify_every) {
                return Ok(None);
            }
            state.identified.push_back(Instant::now());
            if intents & !KNOWN != 0 {
                return Err((4013, "Invalid intent(s)."));
            }
            if intents & PRIVILEGED & !state.allowed_privileged_intents != 0 {
                return Err((4014, "Disallowed intent(s)."));
            }
            let id = format!("{:x}", state.mint.next().get());
            let mut session = Session {
                intents,
                sequence: 0,
                replay: VecDeque::new(),
                socket: Some(self.outgoing.clone()),
                lost: false,
                presence: None,
            };
            let now = Instant::now();
            session.event("READY", &ready(state, &id, &data["shard"]), now);
            let joined = |guild: &&Guild| guild.membership == Membership::Member;
            let guilds = state.guilds.values().filter(joined);
            for guild in guilds.filter(|_| intents & GUILDS != 0) {
                session.event("GUILD_CREATE", &wire::guild_create(state, guild), now);
            }
            state.sessions.insert(id.clone(), session);
            // Discord counts for each session.
            state.presence_updates.clear();
            if data["presence"].is_object() {
                show_presence(state, &id, &data["presence"]);
            }
            state.emit(Event::BotConnected);
            Ok(Some(id))
        })?;
        if session.is_none() {
            self.send(&json!({ "op": 9, "d": false }));
        }
        self.session = session;
        Ok(())
    }

    fn resume(&mut self, data: &Value) -> Result<(), (u16, &'static str)> {
        let id = data["session_id"].as_str().unwrap_or_default().to_owned();
        let seen = data["seq"].as_u64().unwrap_or_default();
        let resumed = self.shared.with(|state| {
            if !genuine(state, data) {
                return Err((4004, "Authentication failed."));
            }
            let session = state.sessions.get_mut(&id).filter(|session| !session.lost);
            let Some(session) = session else {
                return Ok(false);
            };
            if session.sequence < seen {
                return Err((4007, "Invalid seq."));
            }
            if session
                .replay
                .front()
                .is_some_and(|(oldest, _)| seen + 1 < *oldest)
            {
                return Ok(false);
            }
            session.socket = Some(self.outgoing.clone());
            for (_, text) in session
                .replay
                .iter()
                .filter(|(sequence, _)| seen < *sequence)
            {
                session.send(Frame::Text(text.clone()));
            }
            session.event("RESUMED", &json!({}), Instant::now());
            state.emit(Event::BotResumed);
            Ok(true)
        })?;
        if resumed {
            self.session = Some(id);
        } else {
            self.send(&json!({ "op": 9, "d": false }));
        }
        Ok(())
    }
}

/// Whether the payload bears the bot's token; the gateway takes it with or without `Bot `.
fn genuine(state: &State, data: &Value) -> bool {
    let token = data["token"].as_str().unwrap_or_default();
    token.strip_prefix("Bot ").unwrap_or(token) == state.token
}

/// Counts the logins of one day; Discord resets the token of a bot with too many.
fn within_a_day(state: &mut State) -> bool {
    let day = Duration::from_secs(24 * 60 * 60);
    state.identified.retain(|at| at.elapsed() < day);
    state.identified.len() < state.limits.identifies_a_day
}

async fn forward(socket: &mut WebSocket, frame: Frame) -> Result<(), axum::Error> {
    match frame {
        Frame::Text(text) => socket.send(Ws::Text(text.into())).await,
        Frame::Event(due, text) => {
            tokio::time::sleep_until(due.into()).await;
            socket.send(Ws::Text(text.into())).await
        }
        Frame::Close(code, reason) => {
            let close = CloseFrame {
                code,
                reason: reason.into(),
            };
            socket.send(Ws::Close(Some(close))).await?;
            Err(axum::Error::new("closed"))
        }
        Frame::Cut => Err(axum::Error::new("cut")),
    }
}

fn ready(state: &State, session: &str, shard: &Value) -> Value {
    let joined = state
        .guilds
        .values()
        .filter(|guild| guild.membership == Membership::Member);
    let guilds = joined.map(|guild| json!({ "id": guild.id, "unavailable": true }));
    json!({
        "v": 10, "user": wire::current_user(state), "guilds": guilds.collect::<Value>(),
        "session_id": session, "resume_gateway_url": account::gateway_url(state),
        "shard": if shard.is_null() { json!([0, 1]) } else { shard.clone() },
        "application": { "id": state.application, "flags": 0 },
        "session_type": "normal", "relationships": [], "private_channels": [], "presences": [],
        "guild_join_requests": [], "user_settings": {}, "geo_ordered_rtc_regions": [],
    })
}

/// Discord takes five updates in twenty seconds and drops the rest.
fn show_presence(state: &mut State, session: &str, data: &Value) {
    let window = Duration::from_secs(20);
    state.presence_updates.retain(|at| at.elapsed() < window);
    if 5 <= state.presence_updates.len() {
        let complaint = "the bot changed its presence more than five times in twenty seconds";
        state.complaints.push(complaint.to_owned());
        return;
    }
    state.presence_updates.push_back(Instant::now());
    let activities = data["activities"].as_array().into_iter().flatten();
    // A custom status (type 4) shows its state, everything else its name.
    let line = |activity: &Value| match activity["type"].as_u64() {
        Some(4) => activity["state"].as_str().map(str::to_owned),
        _ => activity["name"].as_str().map(str::to_owned),
    };
    let presence = Presence {
        status: data["status"].as_str().unwrap_or("online").to_owned(),
        activities: activities.filter_map(line).collect(),
    };
    if let Some(session) = state.sessions.get_mut(session) {
        session.presence = Some(presence.clone());
    }
    state.emit(Event::PresenceChanged(presence));
}
