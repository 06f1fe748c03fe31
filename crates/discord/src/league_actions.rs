//! What commands and buttons about results and seasons have in common.

use jiff::SignedDuration;

use super::views::{View, results};
use super::{Data, Error, Result};
use ::results::document::StoredResult;
use domain::policy::{Action, Actor};
use explain::{Explanation, Kind};
use league::{League, Source};
use service::ServiceError;

/// A league's failure as a command's.
pub(super) fn failed(error: league::LeagueError) -> Error {
    ServiceError::from(error).into()
}

/// What somebody may look at.
pub(super) fn seen_by(data: &Data, actor: &Actor) -> Result<League> {
    Ok(data.service.league_of(actor, Action::Status)?)
}

/// Whether others can open the file of a result of this Discord server.
pub(super) fn has_simresults(data: &Data, actor: &Actor, stored: &StoredResult) -> bool {
    let from_file = Source::of(&stored.source) == Some(Source::ResultsFile);
    let life = actor
        .guild
        .and_then(|guild| data.service.opens_files_for(guild));
    from_file && life.is_some()
}

/// A result's files.
pub(super) async fn files(data: &Data, actor: &Actor, id: &str) -> Result<View> {
    let league = seen_by(data, actor)?;
    let stored = league.result(id).await.map_err(failed)?;
    let original = league.file(&stored.id).await.map_err(failed)?;
    Ok(results::files(&stored, original))
}

/// The way to SimResults.
pub(super) async fn simresults(data: &Data, actor: &Actor, id: &str) -> Result<View> {
    let address = data.service.simresults(actor, id).await?;
    let life = actor
        .guild
        .and_then(|guild| data.service.opens_files_for(guild));
    match (address, life) {
        (Some(address), Some(life)) => {
            let life = SignedDuration::try_from(life).unwrap_or(SignedDuration::ZERO);
            Ok(results::simresults(&address, life))
        }
        _ => Err(Error::Explained(Explanation {
            what: "This result cannot be opened in SimResults.".to_owned(),
            hint: "SimResults shows files that acServer wrote, where they can be reached from the internet. **Files** has what there is.".to_owned(),
            kind: Kind::Usage,
        })),
    }
}

/// The season that somebody named, or the only one that is not closed.
pub(super) async fn meant_season(league: &League, named: Option<String>) -> Result<String> {
    league.meant_season(named).await.map_err(failed)
}

/// A mistake in what was typed.
pub(super) fn usage(what: impl Into<String>, hint: impl Into<String>) -> Error {
    Error::Explained(Explanation {
        what: what.into(),
        hint: hint.into(),
        kind: Kind::Usage,
    })
}
