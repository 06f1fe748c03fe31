//! Messages of results and standings, drawn anew once something was decided about what they show.
//!
//! Decisions come from Discord and from shells. A message that was deleted, or a channel that is closed, is left as
//! it is.

use league::{Corrected, Correction, League};
use results::document::ResultId;

use domain::ids::{ChannelId, GuildId, MessageId};
use domain::server::Home;
use service::{NotifyError, ResultNotifier, Service, ServiceError};

/// Draws anew what was decided about.
pub(super) async fn draw_all(
    service: &Service,
    notifier: &dyn ResultNotifier,
    guild: GuildId,
) -> Result<(), ServiceError> {
    let league = service.league(Some(guild))?;
    for correction in league.corrections().await? {
        let drawing = Drawing {
            service,
            notifier,
            league: &league,
            guild,
        };
        if drawing.of(&correction).await? {
            league.drawn(&correction).await?;
        }
    }
    Ok(())
}

/// What messages are drawn with.
struct Drawing<'a> {
    service: &'a Service,
    notifier: &'a dyn ResultNotifier,
    league: &'a League,
    guild: GuildId,
}

impl Drawing<'_> {
    /// Draws all messages of a correction; says whether none is left.
    async fn of(&self, correction: &Correction) -> Result<bool, ServiceError> {
        match &correction.what {
            Corrected::Season(id) => self.standings(id).await,
            Corrected::Result(id) => {
                let mut all = self.result(id).await?;
                for table in self.league.standings_with(id).await? {
                    all &= self.standings(&table.season.id).await?;
                }
                Ok(all)
            }
        }
    }

    async fn result(&self, id: &ResultId) -> Result<bool, ServiceError> {
        let Some((home, message)) = self.told(id).await? else {
            return Ok(true);
        };
        let stored = self.league.result(id.as_str()).await?;
        let post = self.service.result_post(self.league, self.guild, &stored);
        let post = post.await?;
        Ok(is_settled(
            self.notifier.edit_result(home, message, &post).await,
            id,
        ))
    }

    async fn standings(&self, season: &str) -> Result<bool, ServiceError> {
        let mut all = true;
        for (mark, table) in self.league.tables_so_far(season).await? {
            if let Some((home, message)) = self.told(&mark).await? {
                let edited = self.notifier.edit_standings(home, message, &table, &mark);
                all &= is_settled(edited.await, &mark);
            }
        }
        Ok(all)
    }

    async fn told(&self, mark: &ResultId) -> Result<Option<(Home, MessageId)>, ServiceError> {
        let told = self.league.told(mark).await?;
        Ok(told.map(|(channel, message)| {
            let home = Home {
                guild: self.guild,
                channel: ChannelId::from(channel),
            };
            (home, MessageId::from(message))
        }))
    }
}

/// Whether a message need not be tried again.
fn is_settled(edited: Result<(), NotifyError>, mark: &ResultId) -> bool {
    let Err(error) = edited else { return true };
    tracing::warn!(
        error = &error as &dyn std::error::Error,
        "the message of {mark} could not be drawn anew"
    );
    !matches!(error, NotifyError::Failed { .. } | NotifyError::TooSoon)
}
