//! What the bot may do in a channel, and how Discord refuses it elsewhere.

use serenity::model::Permissions;

use super::refusal::Refusal;
use super::snowflake::Snowflake;
use super::state::{Channel, ChannelKind, Membership, State};
use super::threads;

/// Whether the bot may see a channel and do `needed` in it.
pub(super) fn may(state: &State, id: Snowflake, needed: Permissions) -> Result<(), Refusal> {
    let channel = state.channels.get(&id).ok_or(Refusal::UNKNOWN_CHANNEL)?;
    if !is_member(state, channel)
        || !channel.bot_may().contains(Permissions::VIEW_CHANNEL)
        || !is_open(channel)
    {
        return Err(Refusal::MISSING_ACCESS);
    }
    if channel.kind == ChannelKind::Forum && needed.contains(Permissions::SEND_MESSAGES) {
        return Err(Refusal::NO_TEXT_CHANNEL);
    }
    // In a thread SEND_MESSAGES counts for nothing.
    let needed = if channel.thread().is_some() && needed.contains(Permissions::SEND_MESSAGES) {
        (needed - Permissions::SEND_MESSAGES) | Permissions::SEND_MESSAGES_IN_THREADS
    } else {
        needed
    };
    if !channel.bot_may().contains(needed) {
        return Err(Refusal::MISSING_PERMISSIONS);
    }
    Ok(())
}

/// Makes a channel ready for a new message: it brings a thread back from the archive.
pub(super) fn write(state: &mut State, id: Snowflake) -> Result<(), Refusal> {
    if let Some(thread) = state.channels.get(&id).and_then(Channel::thread) {
        if thread.locked && !manages_threads(state, id) {
            return Err(Refusal::THREAD_LOCKED);
        }
        threads::change(state, id, |thread| {
            thread.archived = false;
            thread.joined = true;
        });
    }
    Ok(())
}

/// Whether a message that is there may be changed: not in a thread that is archived or locked.
pub(super) fn change(state: &State, id: Snowflake) -> Result<(), Refusal> {
    match state.channels.get(&id).and_then(Channel::thread) {
        Some(thread) if thread.locked && !manages_threads(state, id) => Err(Refusal::THREAD_LOCKED),
        Some(thread) if thread.archived => Err(Refusal::THREAD_ARCHIVED),
        _ => Ok(()),
    }
}

pub(super) fn manages_threads(state: &State, id: Snowflake) -> bool {
    let channel = state.channels.get(&id);
    channel.is_some_and(|channel| channel.bot.contains(Permissions::MANAGE_THREADS))
}

fn is_member(state: &State, channel: &Channel) -> bool {
    let guild = channel.guild.and_then(|guild| state.guilds.get(&guild));
    guild.is_none_or(|guild| guild.membership == Membership::Member)
}

/// A private thread is seen by those who were added, and by those who manage threads.
fn is_open(channel: &Channel) -> bool {
    channel.thread().is_none_or(|thread| {
        !thread.private || thread.joined || channel.bot.contains(Permissions::MANAGE_THREADS)
    })
}
