//! A league's results and seasons as somebody may use them.
//!
//! What can be done with them stands in the crate `league`; here is who may, and under whose name it is kept.

use std::time::Duration;

use ::league::{League, Source};
use jiff::Timestamp;
use results::document::{Decision, StoredResult};
use results::records::{Beaten, beaten, records};

use super::{Result, ResultPost, Service};
use domain::ids::GuildId;
use domain::policy::{Action, Actor};

impl Service {
    /// What the Discord server keeps in which somebody asks, if they may do that there.
    ///
    /// # Errors
    /// If they may not, and those of [`Self::league`].
    pub fn league_of(&self, actor: &Actor, action: Action) -> Result<League> {
        self.rules().policy.may(actor, action)?;
        self.league(actor.guild)
    }

    /// The same for whoever changes something, with what is kept of that: who, when and why.
    ///
    /// # Errors
    /// As [`Self::league_of`].
    pub fn as_steward(&self, actor: &Actor, reason: &str) -> Result<(League, Decision)> {
        let league = self.league_of(actor, Action::Steward)?;
        let decision = Decision {
            by: actor.name.clone(),
            at: Timestamp::now(),
            reason: reason.trim().to_owned(),
        };
        Ok((league, decision))
    }

    /// Writes into the log what somebody decided; why stands in the document.
    pub fn audit(&self, actor: &Actor, did: &str, what: &str) {
        tracing::info!(
            actor.id = actor.user.map(|user| user.get()),
            guild.id = actor.guild.map(GuildId::get),
            "{} {did} {what}",
            actor.name
        );
    }

    /// The records that a result has beaten, of those that stood before it was stored.
    ///
    /// # Errors
    /// If the documents cannot be read.
    pub async fn beaten_by(&self, league: &League, stored: &StoredResult) -> Result<Vec<Beaten>> {
        let all = league.results().await?.results;
        let before = all.iter().filter(|other| {
            other.id != stored.id && (other.stored_at, &other.id) < (stored.stored_at, &stored.id)
        });
        Ok(beaten(&records(before), stored))
    }

    /// A result as its channel is told it.
    ///
    /// # Errors
    /// If the documents cannot be read.
    pub async fn result_post(
        &self,
        league: &League,
        guild: GuildId,
        result: &StoredResult,
    ) -> Result<ResultPost> {
        let from_file = Source::of(&result.source) == Some(Source::ResultsFile);
        Ok(ResultPost {
            beaten: self.beaten_by(league, result).await?,
            simresults: from_file && self.opens_files_for(guild).is_some(),
            result: result.clone(),
        })
    }

    /// For how long a result's file can be opened by others, such as SimResults; nothing where it cannot.
    pub fn opens_files_for(&self, guild: GuildId) -> Option<Duration> {
        let hours = self.rules().results.simresults_hours(guild);
        (0 < hours && self.cloud().links_documents())
            .then(|| Duration::from_hours(u64::from(hours)))
    }

    /// The address at SimResults that shows a result's file, for as long as the settings say. Nothing where
    /// there is no such file, or nobody else could fetch it.
    ///
    /// # Errors
    /// If somebody may not see it, or the documents cannot be read.
    pub async fn simresults(&self, actor: &Actor, id: &str) -> Result<Option<String>> {
        let league = self.league_of(actor, Action::Status)?;
        let result = league.result(id).await?;
        let life = actor.guild.and_then(|guild| self.opens_files_for(guild));
        let (Some(life), Some(_)) = (life, league.file(&result.id).await?) else {
            return Ok(None);
        };
        let key = league.file_key(&result.id)?;
        let address = self.cloud().document_link(&key, life).await?;
        Ok(address.map(|address| {
            let mut page = SIMRESULTS.to_owned();
            page.extend(url::form_urlencoded::byte_serialize(address.as_bytes()));
            page
        }))
    }
}

/// The page that fetches a file by its address and shows it.
/// <https://simresults.net/> ("remote results").
const SIMRESULTS: &str = "https://simresults.net/remote?result=";
