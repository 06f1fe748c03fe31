//! Servers that were ended before their last session did: their channel is told, once among all bots.

use jiff::Timestamp;
use league::post::Turn;
use league::{League, Unended};

use super::post_once::{TELL_WITHIN, post_once};
use domain::ids::{ChannelId, GuildId};
use domain::server::Home;
use service::{ResultNotifier, Service, ServiceError};

/// Tells all that was not told.
pub(super) async fn tell_all(
    service: &Service,
    notifier: &dyn ResultNotifier,
    guild: GuildId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let league = service.league(Some(guild))?;
    for unended in league.unended().await? {
        let is_old = unended.at + TELL_WITHIN < now;
        if is_old || is_told(&league, notifier, guild, &unended, now).await? {
            league.told_unended(&unended).await?;
        }
    }
    Ok(())
}

/// Tells it, if it is this bot's turn; says whether nothing is left to be told.
async fn is_told(
    league: &League,
    notifier: &dyn ResultNotifier,
    guild: GuildId,
    unended: &Unended,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let home = Home {
        guild,
        channel: ChannelId::from(unended.channel),
    };
    let turn = match league.take_post(&unended.mark, now).await? {
        Turn::Theirs => return Ok(false),
        Turn::Told(_) => return Ok(true),
        turn => (turn, unended.at),
    };
    let sent = notifier.post_unended(home, unended);
    let posted = post_once(league, notifier, home, &unended.mark, turn, sent);
    Ok(posted.await?.is_some())
}
