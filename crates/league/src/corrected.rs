//! What was decided about results and seasons after they were told, until their messages show it.
//!
//! Whoever decides leaves a [`Correction`], from Discord or from a shell; whoever watches the servers has the
//! messages drawn anew ([`League::corrections`]) and removes it ([`League::drawn`]). Drawn twice it changes nothing.

use results::document::{Kept, ResultId};
use serde::{Deserialize, Serialize};
use store::{Key, Version};

use crate::{League, LeagueError, Result};

/// How often a mark is tried that others remove or leave at the same moment.
const TRIES: usize = 4;

/// What its messages show does not hold any more.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Corrected {
    /// A result, and with it the seasons in which it counts.
    Result(ResultId),
    /// A season, by its short name.
    Season(String),
}

/// A mark as it is kept.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Mark {
    what: Corrected,
    /// Grows with each decision, so that none is taken for one that was drawn.
    decisions: u32,
}

impl Kept for Mark {
    const KIND: &'static str = "correction";
    const SCHEMA: u32 = 1;
}

/// Something that is to be drawn anew.
#[derive(Clone, Debug)]
pub struct Correction {
    /// What.
    pub what: Corrected,
    key: Key,
    version: Version,
}

impl League {
    /// Leaves the mark that something was decided. The decision is made: that its messages are not drawn anew is no
    /// failure of it.
    pub(crate) async fn correct(&self, what: Corrected) {
        if let Err(error) = self.try_to_correct(&what).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "{what:?} was decided about, and its messages may show what held before"
            );
        }
    }

    async fn try_to_correct(&self, what: &Corrected) -> Result<()> {
        let key = match what {
            Corrected::Result(id) => self.key("corrections", &format!("result-{id}"))?,
            Corrected::Season(id) => self.key("corrections", &format!("season-{id}"))?,
        };
        let new = Mark {
            what: what.clone(),
            decisions: 1,
        };
        for _ in 0..TRIES {
            if self.create(&key, &new).await? {
                return Ok(());
            }
            let gone = || LeagueError::BadName(key.to_string());
            let marked = self.change(&key, gone, |mark: &mut Mark| {
                mark.decisions = mark.decisions.wrapping_add(1);
                Ok(())
            });
            match marked.await {
                // It was drawn and removed at this moment.
                Err(LeagueError::BadName(_)) => {}
                marked => return marked,
            }
        }
        Ok(())
    }

    /// What is to be drawn anew.
    ///
    /// # Errors
    /// [`LeagueError::Store`], [`LeagueError::Unreadable`].
    pub async fn corrections(&self) -> Result<Vec<Correction>> {
        let mut found = Vec::new();
        for key in self.list("corrections").await? {
            if let Some((mark, version)) = self.read::<Mark>(&key).await? {
                found.push(Correction {
                    what: mark.what,
                    key,
                    version,
                });
            }
        }
        Ok(found)
    }

    /// Removes a mark whose messages were drawn, unless something was decided meanwhile.
    ///
    /// # Errors
    /// [`LeagueError::Store`].
    pub async fn drawn(&self, correction: &Correction) -> Result<()> {
        self.remove(&correction.key, &correction.version).await
    }
}
