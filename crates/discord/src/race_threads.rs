//! Threads below races' cards, for those who talk about the race.
//!
//! The thread of a message has the message's id, and there is one at most: two bots that make it at once make
//! one between them, and nothing need be remembered to find it again.

use poise::serenity_prelude as serenity;
use serenity::{AutoArchiveDuration, CreateThread, EditThread};

use super::notifier::DiscordNotifier;
use super::request::refused;
use super::views::escape;
use domain::ids::ChannelId;
use service::{NotifyError, RaceCard};

/// There is one already.
const HAS_THREAD: isize = 160_004;
/// The bot lacks a permission; or the channel is a thread itself, or of a kind that has none.
const MAY_NOT: [isize; 4] = [50013, 50001, 50024, 50068];

/// Makes the thread of a night's card, unless it is there; nothing if the bot may not.
pub(super) async fn make(
    discord: &DiscordNotifier,
    card: &RaceCard,
) -> Result<Option<u64>, NotifyError> {
    let night = &card.night;
    let Some(message) = night.card else {
        return Ok(None);
    };
    let thread = CreateThread::new(escape::line(&night.name, 100))
        .auto_archive_duration(AutoArchiveDuration::ThreeDays);
    let channel = serenity::ChannelId::new(night.channel);
    let id = serenity::MessageId::new(message);
    let request = || {
        discord
            .http()
            .create_thread_from_message(channel, id, &thread, None)
    };
    match discord.send(request).await {
        Ok(made) => Ok(Some(made.id.get())),
        Err(error) if error.code() == Some(HAS_THREAD) => Ok(Some(message)),
        Err(error) if error.code().is_some_and(|code| MAY_NOT.contains(&code)) => Ok(None),
        Err(error) => Err(refused(ChannelId::from(night.channel), error)),
    }
}

/// Archives a thread: it stays to be read, and whoever writes there opens it again.
pub(super) async fn archive(discord: &DiscordNotifier, thread: u64) {
    let id = serenity::ChannelId::new(thread);
    let archived = EditThread::new().archived(true);
    let request = || discord.http().edit_thread(id, &archived, None);
    if let Err(error) = discord.send(request).await {
        // Somebody may have deleted or locked it.
        tracing::debug!(channel.id = thread, %error, "a race's thread stays open");
    }
}
