//! Servers that were ended before their last session did, until their channel was told.
//!
//! Whoever ends one leaves an [`Unended`]; whoever watches the servers tells it, once for each run of a server
//! ([`crate::post`]), and removes it.

use jiff::Timestamp;
use results::document::{Kept, ResultId};
use serde::{Deserialize, Serialize};

use crate::{League, Result};

/// The folder of what is to be told.
const FOLDER: &str = "unended";

/// A server that was ended before its last session did.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unended {
    /// Under which name it is told: another one for each run of the server.
    pub mark: ResultId,
    /// The server, for people.
    pub server: String,
    /// The channel that is to know of it.
    pub channel: u64,
    /// When it was ended.
    pub at: Timestamp,
}

impl Kept for Unended {
    const KIND: &'static str = "unended";
    const SCHEMA: u32 = 1;
}

impl League {
    /// Has it told. Left again, it changes nothing.
    ///
    /// # Errors
    /// [`crate::LeagueError::Store`].
    pub async fn leave_unended(&self, unended: &Unended) -> Result<()> {
        let key = self.key(FOLDER, unended.mark.as_str())?;
        self.create(&key, unended).await.map(drop)
    }

    /// What is to be told.
    ///
    /// # Errors
    /// [`crate::LeagueError::Store`], [`crate::LeagueError::Unreadable`].
    pub async fn unended(&self) -> Result<Vec<Unended>> {
        let mut found = Vec::new();
        for key in self.list(FOLDER).await? {
            found.extend(
                self.read::<Unended>(&key)
                    .await?
                    .map(|(unended, _)| unended),
            );
        }
        Ok(found)
    }

    /// Removes what was told.
    ///
    /// # Errors
    /// [`crate::LeagueError::Store`].
    pub async fn told_unended(&self, unended: &Unended) -> Result<()> {
        let key = self.key(FOLDER, unended.mark.as_str())?;
        self.forget(&key).await
    }
}
