//! What stewards decide about results. Everything is kept with who decided it, when and why, and is undone
//! the same way.

use results::document::{Decision, Restored, ResultId, StoredResult};
use results::season::{Penalty, PenaltyKind};

use crate::{Corrected, League, LeagueError, Result};

/// What becomes of a penalty that its driver has already.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Repeat {
    /// It is refused with [`LeagueError::LostAlready`]: two stewards may have decided about the same thing.
    Ask,
    /// It is a second one.
    Meant,
}

impl From<bool> for Repeat {
    /// Whether somebody said that a second one is meant.
    fn from(is_meant: bool) -> Self {
        if is_meant { Self::Meant } else { Self::Ask }
    }
}

impl League {
    /// Lets a result count for nothing.
    ///
    /// # Errors
    /// [`LeagueError::SetAside`] if it counts for nothing already, and those of [`Self::result`].
    pub async fn set_aside(&self, id: &str, decision: Decision) -> Result<StoredResult> {
        self.decide(id, |result| {
            if result.set_aside.is_some() {
                return Err(LeagueError::SetAside(result.id.clone()));
            }
            result.set_aside = Some(decision.clone());
            Ok(())
        })
        .await
    }

    /// Lets a result count again.
    ///
    /// # Errors
    /// [`LeagueError::NotSetAside`], and those of [`Self::result`].
    pub async fn restore(&self, id: &str, decision: Decision) -> Result<StoredResult> {
        self.decide(id, |result| match result.set_aside.take() {
            Some(set_aside) => {
                result.restored.push(Restored {
                    set_aside,
                    restored: decision.clone(),
                });
                Ok(())
            }
            None => Err(LeagueError::NotSetAside(result.id.clone())),
        })
        .await
    }

    /// Gives a driver of a result a penalty. `driver` is a name or a Steam id.
    ///
    /// # Errors
    /// [`LeagueError::NoSuchDriver`], [`LeagueError::WhichDriver`], [`LeagueError::LostAlready`], and those of
    /// [`Self::result`].
    pub async fn penalize(
        &self,
        id: &str,
        driver: &str,
        penalty: PenaltyKind,
        repeat: Repeat,
        decision: Decision,
    ) -> Result<StoredResult> {
        self.decide(id, |result| {
            let guid = guid_of(result, driver)?;
            let is_same = |given: &&Penalty| {
                given.undone.is_none() && given.guid == guid && given.penalty == penalty
            };
            if repeat == Repeat::Ask
                && let Some(given) = result.penalties.iter().rfind(is_same)
            {
                return Err(LeagueError::LostAlready {
                    driver: result.name_of(&guid).unwrap_or(&guid).to_owned(),
                    number: given.number,
                    decided: given.decided.clone(),
                });
            }
            let number = result
                .penalties
                .iter()
                .map(|penalty| penalty.number)
                .max()
                .unwrap_or(0)
                + 1;
            result.penalties.push(Penalty {
                number,
                guid,
                penalty,
                decided: decision.clone(),
                undone: None,
            });
            Ok(())
        })
        .await
    }

    /// Takes a penalty back. It stays in the result's history.
    ///
    /// # Errors
    /// [`LeagueError::NoSuchPenalty`], [`LeagueError::Undone`], and those of [`Self::result`].
    pub async fn undo_penalty(
        &self,
        id: &str,
        number: u32,
        decision: Decision,
    ) -> Result<StoredResult> {
        self.decide(id, |result| {
            let of = result.id.clone();
            let penalty = result
                .penalties
                .iter_mut()
                .find(|penalty| penalty.number == number);
            let Some(penalty) = penalty else {
                return Err(LeagueError::NoSuchPenalty { result: of, number });
            };
            if penalty.undone.is_some() {
                return Err(LeagueError::Undone { result: of, number });
            }
            penalty.undone = Some(decision.clone());
            Ok(())
        })
        .await
    }

    async fn decide(
        &self,
        id: &str,
        mut decide: impl FnMut(&mut StoredResult) -> Result<()>,
    ) -> Result<StoredResult> {
        let no_such = || LeagueError::NoSuchResult(id.chars().take(100).collect());
        let parsed: ResultId = id.trim().to_lowercase().parse().map_err(|_| no_such())?;
        let key = self.result_key(&parsed)?;
        let decided = self.change(&key, no_such, |result: &mut StoredResult| {
            decide(result)?;
            Ok(result.clone())
        });
        let decided = decided.await?;
        self.correct(Corrected::Result(parsed)).await;
        Ok(decided)
    }
}

/// A driver of a result by Steam id or name. Two of one name are told apart by the Steam id only.
fn guid_of(result: &StoredResult, driver: &str) -> Result<String> {
    let asked = driver.trim();
    let rows = &result.result.classification;
    if let Some(row) = rows.iter().find(|row| row.guid == asked) {
        return Ok(row.guid.clone());
    }
    let called = rows
        .iter()
        .filter(|row| row.driver.to_lowercase() == asked.to_lowercase());
    let guids: Vec<String> = called.map(|row| row.guid.clone()).collect();
    match guids.as_slice() {
        [] => Err(LeagueError::NoSuchDriver(asked.chars().take(80).collect())),
        [guid] => Ok(guid.clone()),
        _ => Err(LeagueError::WhichDriver {
            name: asked.to_owned(),
            guids,
        }),
    }
}
