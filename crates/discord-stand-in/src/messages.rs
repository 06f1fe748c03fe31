//! Ordinary messages in a channel: list, post, read, change, delete.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use serenity::model::Permissions;

use super::form::{Form, FormErrors};
use super::message_rules::{self, Draft, Place};
use super::posting::{self, Setting};
use super::rate_limit::Limit;
use super::refusal::Refusal;
use super::rest::{Answer, Call};
use super::snowflake::Snowflake;
use super::state::State;
use super::wire;
use super::{access, direct};

/// The channel of the call, if the bot may see it and do `needed` in it.
fn channel(state: &State, call: &Call, needed: Permissions) -> Result<Snowflake, Refusal> {
    let id = call.id("channel_id")?;
    access::may(state, id, needed)?;
    Ok(id)
}

/// The message of the call, if it stands in that channel and everybody sees it.
fn message(state: &State, call: &Call) -> Result<Snowflake, Refusal> {
    let channel = channel(state, call, Permissions::empty())?;
    let id = call.id("message_id")?;
    let found = state
        .channel_messages(channel)
        .any(|message| message.id == id);
    found.then_some(id).ok_or(Refusal::UNKNOWN_MESSAGE)
}

fn read(call: &Call, place: Place) -> Result<Draft, Refusal> {
    let mut faults = FormErrors::default();
    let draft = message_rules::read(&mut Form::whole(&call.body, &mut faults)?, place);
    faults.verdict()?;
    Ok(draft)
}

fn answer(state: &State, id: Snowflake) -> Result<Answer, Refusal> {
    let message = state.messages.get(&id).ok_or(Refusal::UNKNOWN_MESSAGE)?;
    Ok(Answer::Json(wire::message(state, message)))
}

/// What the parts of a message need beyond being allowed to write.
fn needed(draft: &Draft, call: &Call) -> Permissions {
    let mut needed = Permissions::empty();
    if draft
        .embeds
        .as_ref()
        .is_some_and(|embeds| !embeds.is_empty())
    {
        needed |= Permissions::EMBED_LINKS;
    }
    if !call.files.is_empty() {
        needed |= Permissions::ATTACH_FILES;
    }
    needed
}

pub(super) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    channel(state, call, Permissions::SEND_MESSAGES)?;
    let draft = read(call, Place::Channel)?;
    let channel = channel(state, call, needed(&draft, call))?;
    direct::taken(state, channel)?;
    if let Some(nonce) = draft.nonce.as_ref().filter(|_| draft.enforce_nonce) {
        let window = state.limits.nonce_window;
        state.nonces.retain(|_, (at, _)| at.elapsed() < window);
        if let Some((_, posted)) = state.nonces.get(nonce) {
            // A message that was deleted since is not posted again, and not answered either.
            let there = state.messages.get(posted);
            return match there.filter(|message| message.deleted.is_none()) {
                Some(message) => answer(state, message.id),
                None => Err(Refusal::UNKNOWN_MESSAGE),
            };
        }
    }
    access::write(state, channel)?;
    let id = posting::post(state, channel, &draft, &call.files, Setting::default())?;
    if let Some(nonce) = draft.nonce {
        state.nonces.insert(nonce, (Instant::now(), id));
    }
    answer(state, id)
}

pub(super) fn edit(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = message(state, call)?;
    if state
        .messages
        .get(&id)
        .is_some_and(|message| message.author != state.bot)
    {
        return Err(Refusal::NOT_YOUR_MESSAGE);
    }
    let draft = read(call, Place::ChannelEdit)?;
    let channel = channel(state, call, needed(&draft, call))?;
    access::change(state, channel)?;
    limit_old(state, channel, id)?;
    posting::edit(state, id, &draft, &call.files)?;
    answer(state, id)
}

/// Messages older than an hour take fewer edits.
fn limit_old(state: &mut State, channel: Snowflake, id: Snowflake) -> Result<(), Refusal> {
    let old = state.limits.old_message;
    let age = state.messages.get(&id).map(|message| {
        let age = jiff::Timestamp::now().duration_since(message.created);
        Duration::try_from(age).unwrap_or_default()
    });
    if !state.rate_limits || age.is_none_or(|age| age < old) {
        return Ok(());
    }
    let (_, verdict) = state.buckets.take(&Limit::old_messages(channel));
    verdict.map_err(Refusal::too_many_old_edits)
}

pub(super) fn get(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = message(state, call)?;
    answer(state, id)
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = message(state, call)?;
    let foreign = state
        .messages
        .get(&id)
        .is_some_and(|message| message.author != state.bot);
    if foreign {
        channel(state, call, Permissions::MANAGE_MESSAGES)?;
    }
    access::change(state, call.id("channel_id")?)?;
    posting::delete(state, id);
    Ok(Answer::Nothing)
}

pub(super) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let channel = channel(state, call, Permissions::empty())?;
    // Without the right to the history Discord answers with an empty list.
    if !state.channels[&channel]
        .bot
        .contains(Permissions::READ_MESSAGE_HISTORY)
    {
        return Ok(Answer::Json(json!([])));
    }
    let limit = match call.query("limit") {
        None => 50,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=100).contains(limit))
            .ok_or_else(|| {
                let message = "int value should be between 1 and 100.";
                Refusal::invalid_form(json!({ "limit": { "_errors": [
                    { "code": "NUMBER_TYPE_RANGE", "message": message }
                ]}}))
            })?,
    };
    let bound = |name: &str| call.query(name).and_then(|id| id.parse::<Snowflake>().ok());
    let (before, after) = (bound("before"), bound("after"));
    let within = state.channel_messages(channel).filter(|message| {
        before.is_none_or(|before| message.id < before)
            && after.is_none_or(|after| after < message.id)
    });
    let mut found: Vec<_> = within.collect();
    // `after` means the messages that follow at once; without it, the newest are meant.
    if after.is_some() {
        found.truncate(limit);
    }
    let newest_first = found.iter().rev().take(limit);
    Ok(Answer::Json(
        newest_first
            .map(|message| wire::message(state, message))
            .collect::<Value>(),
    ))
}

pub(super) fn typing(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    channel(state, call, Permissions::SEND_MESSAGES)?;
    Ok(Answer::Nothing)
}
