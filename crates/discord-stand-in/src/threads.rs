//! Threads: opened, archived, locked, and brought back.
//!
//! Rules: <https://discord.com/developers/docs/topics/threads>. The stand-in archives nothing by
//! itself; [`Discord::archive`] does what a week without a message does.

use serde_json::{Value, json};

use super::Discord;
use super::access;
use super::form::{Form, FormErrors};
use super::refusal::Refusal;
use super::rest::{Answer, Call};
use super::snowflake::Snowflake;
use super::state::{Channel, ChannelKind, State, Thread};
use super::wire;

impl Discord {
    /// Opens a public thread below a channel, as a forum's post is one; a connected bot is told.
    ///
    /// # Panics
    /// When there is no such channel.
    pub fn add_thread(&self, channel: Snowflake, name: &str) -> Snowflake {
        self.open_thread(channel, name, false)
    }

    /// Opens a private thread below a channel; the bot is not added to it.
    ///
    /// # Panics
    /// When there is no such channel.
    pub fn add_private_thread(&self, channel: Snowflake, name: &str) -> Snowflake {
        self.open_thread(channel, name, true)
    }

    fn open_thread(&self, parent: Snowflake, name: &str, private: bool) -> Snowflake {
        let opened = self.shared.with(|state| {
            let above = state.channels.get(&parent)?.clone();
            let takes = above.kind == ChannelKind::Text || !private;
            assert!(takes, "only text channels have private threads");
            let thread = Channel {
                id: state.mint.next(),
                name: name.to_owned(),
                kind: ChannelKind::Thread(Thread {
                    parent,
                    private,
                    joined: false,
                    archived: false,
                    locked: false,
                }),
                ..above
            };
            let event = wire::channel(state, &thread);
            let id = thread.id;
            state.channels.insert(id, thread);
            if !private {
                state.dispatch("THREAD_CREATE", event);
            }
            Some(id)
        });
        opened.unwrap_or_else(|| panic!("the stand-in has no channel {parent}; add it first"))
    }

    /// A thread's name, and whether it is archived; nothing if there is no such thread.
    pub fn thread(&self, id: Snowflake) -> Option<(String, bool)> {
        self.look(|state| {
            let channel = state.channels.get(&id)?;
            let thread = channel.thread()?;
            Some((channel.name.clone(), thread.archived))
        })
    }

    /// Adds the bot to a thread, as a mention in it does.
    pub fn add_bot_to(&self, thread: Snowflake) {
        self.shared
            .with(|state| change(state, thread, |thread| thread.joined = true));
    }

    /// Archives a thread: nothing in it can be edited until a new message brings it back.
    pub fn archive(&self, thread: Snowflake) {
        self.shared
            .with(|state| change(state, thread, |thread| thread.archived = true));
    }

    /// Locks a thread: only those who manage threads may write in it.
    pub fn lock(&self, thread: Snowflake) {
        self.shared
            .with(|state| change(state, thread, |thread| thread.locked = true));
    }
}

/// `POST /channels/{channel_id}/messages/{message_id}/threads`: the thread of a message has the message's id.
pub(super) fn of_message(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let (channel, id) = (call.id("channel_id")?, call.id("message_id")?);
    access::may(
        state,
        channel,
        serenity::model::Permissions::CREATE_PUBLIC_THREADS,
    )?;
    let message = state.messages.get(&id).ok_or(Refusal::UNKNOWN_MESSAGE)?;
    if message.channel != channel || message.deleted.is_some() {
        return Err(Refusal::UNKNOWN_MESSAGE);
    }
    if state.channels.contains_key(&id) {
        return Err(Refusal::HAS_THREAD);
    }
    let mut faults = FormErrors::default();
    let mut form = Form::whole(&call.body, &mut faults)?;
    form.only(&["name", "auto_archive_duration", "rate_limit_per_user"]);
    form.require(&["name"]);
    let name = form.text("name", 1..=100).unwrap_or_default().to_owned();
    if let Some(minutes) = form.integer("auto_archive_duration", 60..=10_080)
        && ![60, 1440, 4320, 10_080].contains(&minutes)
    {
        form.fault(
            "auto_archive_duration",
            "BASE_TYPE_CHOICES",
            "No such time.",
        );
    }
    faults.verdict()?;
    let above = state.channels[&channel].clone();
    let thread = Channel {
        id,
        name,
        kind: ChannelKind::Thread(Thread {
            parent: channel,
            private: false,
            joined: true,
            archived: false,
            locked: false,
        }),
        ..above
    };
    let event = wire::channel(state, &thread);
    state.channels.insert(id, thread);
    state.dispatch("THREAD_CREATE", event.clone());
    Ok(Answer::Created(event))
}

/// Changes a thread, and tells a connected bot if that changed anything.
pub(super) fn change(state: &mut State, id: Snowflake, change: impl FnOnce(&mut Thread)) {
    let Some(channel) = state.channels.get_mut(&id) else {
        return;
    };
    let ChannelKind::Thread(thread) = &mut channel.kind else {
        return;
    };
    let before = *thread;
    change(thread);
    if *thread != before {
        let event = wire::channel(state, &state.channels[&id]);
        state.dispatch("THREAD_UPDATE", event);
    }
}

/// `PATCH /channels/{channel_id}`, for threads: whoever was added to one may bring it back from
/// the archive, unless it is locked.
pub(super) fn edit(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = call.id("channel_id")?;
    access::may(state, id, serenity::model::Permissions::empty())?;
    let Some(thread) = state.channels[&id].thread().copied() else {
        return Err(Refusal::MISSING_PERMISSIONS);
    };
    let yes = |field: &str| call.body[field].as_bool();
    let barred = thread.locked || yes("locked").is_some() || !thread.joined;
    if barred && !access::manages_threads(state, id) {
        return Err(Refusal::MISSING_PERMISSIONS);
    }
    change(state, id, |thread| {
        thread.archived = yes("archived").unwrap_or(thread.archived);
        thread.locked = yes("locked").unwrap_or(thread.locked);
    });
    Ok(Answer::Json(wire::channel(state, &state.channels[&id])))
}

/// A thread as Discord sends it.
pub(super) fn wire_form(state: &State, channel: &Channel, thread: &Thread) -> Value {
    let messages = state.channel_messages(channel.id).count();
    let above = state.channels.get(&thread.parent);
    let kind = match above.map(|above| above.kind) {
        _ if thread.private => 12,
        Some(ChannelKind::Announcement) => 10,
        _ => 11,
    };
    json!({
        "id": channel.id, "type": kind,
        "guild_id": channel.guild, "parent_id": thread.parent, "name": channel.name,
        "owner_id": state.bot, "flags": 0, "last_message_id": null, "rate_limit_per_user": 0,
        "message_count": messages, "total_message_sent": messages, "member_count": 2,
        "thread_metadata": {
            "archived": thread.archived, "locked": thread.locked, "auto_archive_duration": 1440,
            "archive_timestamp": "2024-01-01T00:00:00.000000+00:00",
        },
    })
}
