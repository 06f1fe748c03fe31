//! Messages of results and standings, drawn anew once something was decided about what they show.
//!
//! Decisions come from Discord and from shells. A message that was deleted, or a channel that is closed, is left as
//! it is.

use league::{Corrected, Correction, League, LeagueError, SeasonTable, season_so_far};
use results::document::ResultId;
use results::season::Season;

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
            Corrected::Season(id) => self.standings(&self.league.season(id).await?).await,
            Corrected::Result(id) => {
                let mut all = self.result(id).await?;
                for season in self.league.seasons_with(id).await? {
                    all &= self.standings(&season).await?;
                }
                Ok(all)
            }
        }
    }

    async fn result(&self, id: &ResultId) -> Result<bool, ServiceError> {
        let told = self.told(id).await?;
        if told.is_empty() {
            return Ok(true);
        }
        let stored = self.league.result(id.as_str()).await?;
        let post = self.service.result_post(self.league, self.guild, &stored);
        let post = post.await?;
        let mut all = true;
        for (home, message) in told {
            let edited = self.notifier.edit_result(home, message, &post);
            all &= is_settled(edited.await, id);
        }
        Ok(all)
    }

    /// Only what was told is reckoned, and its results are read only then.
    async fn standings(&self, season: &Season) -> Result<bool, ServiceError> {
        let mut told = Vec::new();
        for (mark, season) in season_so_far(season) {
            let messages = self.told(&mark).await?;
            if !messages.is_empty() {
                told.push((messages, mark, season));
            }
        }
        if told.is_empty() {
            return Ok(true);
        }
        let results = match self.league.results_of(season).await {
            Ok(results) => results,
            // Tried again; it keeps nothing else from being drawn.
            Err(LeagueError::Unreadable { .. }) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let mut all = true;
        for (messages, mark, season) in told {
            let table = SeasonTable::of(season, &results);
            for (home, message) in messages {
                let edited = self.notifier.edit_standings(home, message, &table);
                all &= is_settled(edited.await, &mark);
            }
        }
        Ok(all)
    }

    /// The messages in which something was told.
    async fn told(&self, mark: &ResultId) -> Result<Vec<(Home, MessageId)>, ServiceError> {
        let told = self.league.told(mark).await?.into_iter();
        let messages = told.map(|place| {
            let home = Home {
                guild: self.guild,
                channel: ChannelId::from(place.channel),
            };
            (home, MessageId::from(place.message))
        });
        Ok(messages.collect())
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
