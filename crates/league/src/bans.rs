//! Who may not drive: by Steam id, with who decided it, when and why.

use results::document::{Decision, Kept};
use serde::{Deserialize, Serialize};

use crate::{League, LeagueError, Result};

/// Somebody who may not drive on any server of this league.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Ban {
    /// The Steam id.
    pub guid: String,
    /// What they were called when it was decided; empty if nobody knew.
    pub name: String,
    /// Who decided it, when, and why.
    pub decision: Decision,
}

#[derive(Debug, Default, Deserialize, Serialize)]
struct Bans {
    bans: Vec<Ban>,
}

impl Kept for Bans {
    const KIND: &'static str = "bans";
    const SCHEMA: u32 = 1;
}

impl League {
    /// Who may not drive, the newest first.
    ///
    /// # Errors
    /// [`LeagueError::Store`], [`LeagueError::Unreadable`].
    pub async fn bans(&self) -> Result<Vec<Ban>> {
        let found = self.read::<Bans>(&self.key("bans", "all")?).await?;
        let mut bans = found.map(|(kept, _)| kept.bans).unwrap_or_default();
        bans.sort_by_key(|ban| std::cmp::Reverse(ban.decision.at));
        Ok(bans)
    }

    /// Whether anybody was ever banned: a server may know of a ban that was taken back since.
    ///
    /// # Errors
    /// As [`Self::bans`].
    pub async fn has_banned(&self) -> Result<bool> {
        Ok(self
            .read::<Bans>(&self.key("bans", "all")?)
            .await?
            .is_some())
    }

    /// Lets somebody drive no more. Who is banned already keeps the older decision.
    ///
    /// # Errors
    /// As [`Self::bans`].
    pub async fn ban(&self, ban: Ban) -> Result<Ban> {
        self.change_bans(|bans| match bans.iter().find(|one| one.guid == ban.guid) {
            Some(known) => Ok(known.clone()),
            None => {
                bans.push(ban.clone());
                Ok(ban.clone())
            }
        })
        .await
    }

    /// Lets somebody drive again.
    ///
    /// # Errors
    /// [`LeagueError::NotBanned`], and as [`Self::bans`].
    pub async fn unban(&self, who: &str) -> Result<Ban> {
        let who = who.trim();
        self.change_bans(|bans| {
            let place = bans.iter().position(|ban| {
                ban.guid == who || (!ban.name.is_empty() && ban.name.eq_ignore_ascii_case(who))
            });
            match place {
                Some(place) => Ok(bans.remove(place)),
                None => Err(LeagueError::NotBanned(who.chars().take(80).collect())),
            }
        })
        .await
    }

    async fn change_bans<R>(
        &self,
        mut change: impl FnMut(&mut Vec<Ban>) -> Result<R>,
    ) -> Result<R> {
        let key = self.key("bans", "all")?;
        let is_there = self.read::<Bans>(&key).await?.is_some();
        if !is_there {
            self.create(&key, &Bans::default()).await?;
        }
        let absent = || LeagueError::NoSuchResult("bans".to_owned());
        self.change(&key, absent, |kept: &mut Bans| change(&mut kept.bans))
            .await
    }
}
