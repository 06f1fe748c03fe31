//! Who the bot is, where its gateway stands, and what it may know of its guilds.

use serde_json::{Value, json};
use serenity::model::Permissions;

use super::refusal::Refusal;
use super::rest::{Answer, Call};
use super::state::{Guild, Membership, State};
use super::{access, wire};

pub(super) fn gateway(state: &mut State, _: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::Json(json!({ "url": gateway_url(state) })))
}

pub(super) fn gateway_url(state: &State) -> String {
    format!("ws://{}/gateway", state.address)
}

pub(super) fn gateway_for_bots(state: &mut State, _: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::Json(json!({
        "url": gateway_url(state), "shards": 1, "session_start_limit": {
            "total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1,
        },
    })))
}

pub(super) fn application(state: &mut State, _: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::Json(wire::application(state)))
}

pub(super) fn current_user(state: &mut State, _: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::Json(wire::current_user(state)))
}

pub(super) fn user(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = call.id("user_id")?;
    let known = state.users.contains_key(&id);
    known
        .then(|| Answer::Json(wire::user(state, id)))
        .ok_or(Refusal::UNKNOWN_MEMBER)
}

fn one_guild<'a>(state: &'a State, call: &Call) -> Result<&'a Guild, Refusal> {
    let guild = state.guilds.get(&call.id("guild_id")?);
    guild
        .filter(|guild| guild.membership == Membership::Member)
        .ok_or(Refusal::UNKNOWN_GUILD)
}

pub(super) fn guild(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::Json(wire::guild(one_guild(state, call)?)))
}

pub(super) fn guild_channels(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let guild = one_guild(state, call)?.id;
    Ok(Answer::Json(
        state
            .channels(guild)
            .map(|one| wire::channel(state, one))
            .collect::<Value>(),
    ))
}

pub(super) fn guild_roles(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::Json(wire::roles(one_guild(state, call)?)))
}

pub(super) fn guild_member(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let (guild, id) = (one_guild(state, call)?, call.id("user_id")?);
    if !guild.members.contains_key(&id) && id != state.bot {
        return Err(Refusal::UNKNOWN_MEMBER);
    }
    let mut member = wire::member(state, guild.id, id);
    if let Value::Object(member) = &mut member {
        member.remove("permissions");
    }
    Ok(Answer::Json(member))
}

pub(super) fn channel(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = call.id("channel_id")?;
    access::may(state, id, Permissions::empty())?;
    Ok(Answer::Json(wire::channel(state, &state.channels[&id])))
}
