//! Direct messages from the bot to one user.
//!
//! Absent: what users write there, and the events of it.

use serde_json::Value;

use super::form::{Form, FormErrors};
use super::refusal::Refusal;
use super::rest::{Answer, Call};
use super::rights::everyone;
use super::snowflake::Snowflake;
use super::state::{Channel, ChannelKind, State};
use super::{Discord, Member, Message, message_rules, wire};

impl Discord {
    /// What the bot wrote to a member in direct messages, oldest first.
    pub fn direct_messages(&self, member: Member) -> Vec<Message> {
        self.look(|state| {
            let channel = channel_with(state, member.id).into_iter();
            channel
                .flat_map(|channel| state.channel_messages(channel).cloned())
                .collect()
        })
    }

    /// Lets a member refuse direct messages from others in the guild, as the privacy settings do:
    /// the bot gets 50007.
    pub fn refuse_direct_messages(&self, member: Member) {
        self.shared.with(|state| {
            if let Some(user) = state.users.get_mut(&member.id) {
                user.takes_direct_messages = false;
            }
        });
    }
}

fn channel_with(state: &State, user: Snowflake) -> Option<Snowflake> {
    let mut channels = state.channels.values();
    channels
        .find(|channel| channel.kind == ChannelKind::Direct(user))
        .map(|channel| channel.id)
}

/// `POST /users/@me/channels`: the same channel for the same user, always.
pub(super) fn open(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let mut faults = FormErrors::default();
    let mut form = Form::whole(&call.body, &mut faults)?;
    form.only(&["recipient_id"]);
    form.require(&["recipient_id"]);
    let user = form
        .get("recipient_id")
        .and_then(|id: &Value| message_rules::snowflake(id));
    faults.verdict()?;
    let user = user.filter(|user| state.users.contains_key(user));
    let user = user.ok_or(Refusal::UNKNOWN_USER)?;
    let id = match channel_with(state, user) {
        Some(id) => id,
        None => {
            let id = state.mint.next();
            let channel = Channel {
                id,
                guild: None,
                name: String::new(),
                bot: everyone(),
                overwrites: Default::default(),
                kind: ChannelKind::Direct(user),
            };
            state.channels.insert(id, channel);
            id
        }
    };
    Ok(Answer::Json(wire::channel(state, &state.channels[&id])))
}

/// Whether whoever reads this channel takes what the bot writes.
pub(super) fn taken(state: &State, channel: Snowflake) -> Result<(), Refusal> {
    match state.channels.get(&channel).map(|channel| channel.kind) {
        Some(ChannelKind::Direct(user)) => {
            let takes = state.users.get(&user);
            takes
                .is_some_and(|user| user.takes_direct_messages)
                .then_some(())
                .ok_or(Refusal::NO_DIRECT_MESSAGES)
        }
        _ => Ok(()),
    }
}
