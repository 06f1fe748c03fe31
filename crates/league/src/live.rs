//! Showing in a channel what happens on a server now: by one bot at a time, at a pace, and only what is news.
//!
//! Absent on purpose: a promise that it is shown. A bot that is killed between its turn and its edit leaves it to
//! the next change; the result of a session is told in any case ([`crate::post`]).

use jiff::{SignedDuration, Timestamp};
use results::document::Kept;
use serde::{Deserialize, Serialize};
use store::{Expected, StoreError};

use crate::documents::bytes;
use crate::{League, LeagueError, Result};

/// The folder of what cards show, one document for each server.
pub const LIVE: &str = "live";

/// No mark of anything.
const NOT_SHOWN: &str = "-";

/// What a server's card shows of its session.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    /// When somebody took the turn to show it.
    at: Timestamp,
    /// A mark of it; empty for nothing.
    what: String,
}

impl Kept for Shown {
    const KIND: &'static str = "live";
    const SCHEMA: u32 = 1;
}

/// Whose it is to show what happens on a server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LiveTurn {
    /// The caller's, now.
    Mine,
    /// Nobody's: it stands there.
    Shown,
    /// Nobody's yet, or somebody else's just now.
    Later,
}

impl League {
    /// Asks whether something new is to be shown of a server, and takes the turn to do it: at most one turn in
    /// each `pause`, among all bots. An empty mark is for a session of which nothing is to be shown.
    ///
    /// # Errors
    /// [`LeagueError::Store`],
    /// [`LeagueError::Unreadable`].
    pub async fn take_live(
        &self,
        server: &str,
        what: &str,
        pause: SignedDuration,
        now: Timestamp,
    ) -> Result<LiveTurn> {
        let key = self.key(LIVE, server)?;
        let mine = Shown {
            at: now,
            what: what.to_owned(),
        };
        let Some((shown, version)) = self.read::<Shown>(&key).await? else {
            if what.is_empty() {
                return Ok(LiveTurn::Shown);
            }
            let is_mine = self.create(&key, &mine).await?;
            return Ok(if is_mine {
                LiveTurn::Mine
            } else {
                LiveTurn::Later
            });
        };
        if shown.what == what {
            return Ok(LiveTurn::Shown);
        }
        if now.duration_since(shown.at).abs() < pause {
            return Ok(LiveTurn::Later);
        }
        let put = self
            .store
            .put(&key, bytes(&key, &mine)?, Expected::Unchanged(&version))
            .await;
        match put {
            Ok(_) => Ok(LiveTurn::Mine),
            Err(StoreError::Changed(_)) => Ok(LiveTurn::Later),
            Err(error) => Err(error.into()),
        }
    }

    /// Forgets what the card of a server shows that is deleted.
    ///
    /// # Errors
    /// [`LeagueError::Store`].
    pub async fn forget_live(&self, server: &str) -> Result<()> {
        self.forget(&self.key(LIVE, server)?).await
    }

    /// Gives back a turn that came to nothing: it is to be shown still, a pause later.
    ///
    /// # Errors
    /// Those of [`Self::take_live`].
    pub async fn give_back_live(&self, server: &str, what: &str) -> Result<()> {
        let key = self.key(LIVE, server)?;
        let no_such = || LeagueError::NoSuchResult(server.to_owned());
        self.change(&key, no_such, |shown: &mut Shown| {
            if shown.what == what {
                shown.what = NOT_SHOWN.to_owned();
            }
            Ok(())
        })
        .await
    }
}
