//! A league's results, seasons and penalties as they are kept: the use cases of `results` over a
//! [`store::Store`].
//!
//! A [`League`] is what one Discord server (or the shell) keeps. [`League::collect`] takes in what a server
//! left, once however often it is offered; stewards decide about results and it is undone the same way;
//! [`League::standings`] are computed anew each time. [`post`] sees to it that a session is told in the
//! channel once, by whichever bot.
//!
//! Two bots may do all of this at once: every change is a document that is read, changed and put back if
//! nobody else changed it meanwhile, and done again from the start if somebody did. A document that cannot be
//! read is set aside and told ([`LeagueError::Unreadable`]), never overwritten.
//!
//! Absent on purpose: who may do it (the service's policy decides), and words for people beyond those of
//! errors.

mod bans;
mod collect;
mod corrected;
mod documents;
mod live;
pub mod post;
mod seasons;
mod stewards;
mod unended;

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use results::document::{Decision, ResultId, StoredResult};
use results::records::{Record, records};
use store::{Key, Store, StoreError};
use thiserror::Error;

pub use bans::Ban;
pub use collect::{Collected, Content, ServerFile, Source, StartedWith};
pub use corrected::{Corrected, Correction};
pub use live::{LIVE, LiveTurn};
pub use seasons::{NewSeason, SeasonTable, season_so_far, standings_mark};
pub use stewards::Repeat;
pub use unended::Unended;

/// Why something was not done.
#[derive(Debug, Error)]
pub enum LeagueError {
    /// There is no such result.
    #[error("there is no result {0}")]
    NoSuchResult(String),
    /// There is no such season.
    #[error("there is no season {0}")]
    NoSuchSeason(String),
    /// A season is called that already.
    #[error("there is a season {0} already")]
    SeasonExists(String),
    /// The season is over.
    #[error("the season {0} is closed")]
    SeasonClosed(String),
    /// A season's short name that cannot be one.
    #[error("{0:?} cannot be a season's short name")]
    BadName(String),
    /// The season has a round with this result already.
    #[error("{result} is in {round} already")]
    InARound {
        /// Which result.
        result: ResultId,
        /// In which round.
        round: String,
    },
    /// Nobody of that name or Steam id is in the result.
    #[error("{0} is not in this result")]
    NoSuchDriver(String),
    /// Nobody of that name drove in the season.
    #[error("nobody called {driver} is in {season}")]
    NoDriverOfSeason {
        /// Which season.
        season: String,
        /// Who was asked for.
        driver: String,
    },
    /// Several are called that.
    #[error("{name} could be {}", .guids.join(", "))]
    WhichDriver {
        /// The name.
        name: String,
        /// Their Steam ids.
        guids: Vec<String>,
    },
    /// Nobody of that name or Steam id is banned.
    #[error("{0} is not banned")]
    NotBanned(String),
    /// It was set aside before.
    #[error("{0} is set aside already")]
    SetAside(ResultId),
    /// It was not set aside.
    #[error("{0} is not set aside")]
    NotSetAside(ResultId),
    /// The result has no such penalty.
    #[error("{result} has no penalty {number}")]
    NoSuchPenalty {
        /// Which result.
        result: ResultId,
        /// The number.
        number: u32,
    },
    /// It was undone before.
    #[error("penalty {number} of {result} is undone already")]
    Undone {
        /// Which result.
        result: ResultId,
        /// The number.
        number: u32,
    },
    /// The driver lost just the same before, in this result or season, and it stands.
    #[error("{driver} lost that already: number {number}")]
    LostAlready {
        /// Who, for people.
        driver: String,
        /// The number of what was lost before.
        number: u32,
        /// Who decided that, when and why.
        decided: Decision,
    },
    /// In the season no points were taken off under this number.
    #[error("nothing was taken off in {season} under the number {number}")]
    NoSuchDeduction {
        /// Which season.
        season: String,
        /// The number.
        number: u32,
    },
    /// The driver has those points again.
    #[error("the points of number {number} in {season} are given back already")]
    GivenBack {
        /// Which season.
        season: String,
        /// The number.
        number: u32,
    },
    /// No season was named, and none is open.
    #[error("no season is open")]
    NoOpenSeason,
    /// No season was named, and several are open.
    #[error("several seasons are open: {}", .0.join(", "))]
    WhichSeason(Vec<String>),
    /// A document that this program cannot read; it is now where the key says, or still in its place if a newer
    /// program wrote it.
    #[error("{key} cannot be read ({why}); it is kept at {kept_at}")]
    Unreadable {
        /// Which document.
        key: Key,
        /// Why.
        why: String,
        /// Where it is.
        kept_at: Key,
    },
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How many documents are read at once.
const SIDE_BY_SIDE: usize = 16;

/// What every use case answers.
pub type Result<T, E = LeagueError> = std::result::Result<T, E>;

/// What one Discord server, or the shell, keeps. Cheap to clone.
#[derive(Clone)]
pub struct League {
    store: Arc<dyn Store>,
    /// The part of each key that sets it apart from others.
    scope: String,
}

impl std::fmt::Debug for League {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("League")
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

/// Results that were read, and those that could not be.
#[derive(Debug, Default)]
pub struct Results {
    /// The newest first.
    pub results: Vec<StoredResult>,
    /// What could not be read; each was said once and set aside.
    pub troubles: Vec<LeagueError>,
}

impl League {
    /// The league of this scope: a Discord server's id, or `shell`.
    ///
    /// # Errors
    /// [`LeagueError::BadName`] if it cannot be a part of a key.
    pub fn new(store: Arc<dyn Store>, scope: impl Into<String>) -> Result<Self> {
        let scope = scope.into();
        if Key::new(scope.clone()).is_err() || scope.contains('/') {
            return Err(LeagueError::BadName(scope));
        }
        Ok(Self { store, scope })
    }

    /// All results, also those that were set aside.
    ///
    /// # Errors
    /// [`LeagueError::Store`]. What cannot be read is in [`Results::troubles`].
    pub async fn results(&self) -> Result<Results> {
        let mut all = Results::default();
        let keys = self.list("results").await?;
        // Side by side: in a bucket each one is a call, and somebody may be typing.
        let read =
            stream::iter(keys).map(|key| async move { self.read::<StoredResult>(&key).await });
        let read: Vec<_> = read.buffered(SIDE_BY_SIDE).collect().await;
        for found in read {
            match found {
                Ok(found) => all.results.extend(found.map(|(result, _)| result)),
                Err(error @ LeagueError::Unreadable { .. }) => all.troubles.push(error),
                Err(error) => return Err(error),
            }
        }
        all.results.sort_by(|one, other| {
            other
                .stored_at
                .cmp(&one.stored_at)
                .then_with(|| other.id.cmp(&one.id))
        });
        Ok(all)
    }

    /// One result.
    ///
    /// # Errors
    /// [`LeagueError::NoSuchResult`], [`LeagueError::Unreadable`], [`LeagueError::Store`].
    pub async fn result(&self, id: &str) -> Result<StoredResult> {
        let no_such = || LeagueError::NoSuchResult(id.chars().take(100).collect());
        let id: ResultId = id.trim().to_lowercase().parse().map_err(|_| no_such())?;
        let found = self.read::<StoredResult>(&self.result_key(&id)?).await?;
        found.map(|(result, _)| result).ok_or_else(no_such)
    }

    /// The results of one server that were stored since then, oldest first.
    ///
    /// # Errors
    /// [`LeagueError::Store`]. What cannot be read is logged and left out.
    pub async fn of_server(&self, server: &str, since: Timestamp) -> Result<Vec<StoredResult>> {
        let begin = format!("{server}-");
        let mut found = Vec::new();
        for key in self.list("results").await? {
            if !key.file_name().starts_with(&begin) {
                continue;
            }
            match self.read::<StoredResult>(&key).await {
                Ok(result) => found.extend(result.map(|(result, _)| result)),
                Err(LeagueError::Unreadable { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        found.retain(|result| since <= result.stored_at);
        found.sort_by(|one, other| {
            one.stored_at
                .cmp(&other.stored_at)
                .then_with(|| one.id.cmp(&other.id))
        });
        Ok(found)
    }

    /// The best laps.
    ///
    /// # Errors
    /// [`LeagueError::Store`].
    pub async fn records(&self) -> Result<Vec<Record>> {
        Ok(records(&self.results().await?.results))
    }

    fn result_key(&self, id: &ResultId) -> Result<Key> {
        self.key("results", id.as_str())
    }

    fn season_key(&self, id: &str) -> Result<Key> {
        self.key("seasons", id)
    }
}

/// What a season is found by: its short name, in lower case.
fn season_id(text: &str) -> Result<String> {
    let id = text.trim().to_lowercase();
    let sound =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if id.is_empty() || 40 < id.len() || !id.chars().all(sound) {
        return Err(LeagueError::BadName(text.chars().take(80).collect()));
    }
    Ok(id)
}
