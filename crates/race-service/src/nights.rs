//! Planning nights, and signing up for them.

use configuration::SteamId;
use jiff::Timestamp;
use race::{Applicant, MovedUp, Night, NightId, Placed, Snowflake};
use store::Key;

use crate::documents::{key, written};
use crate::{RaceError, RaceService};

/// Somebody who is on a list now.
#[derive(Clone, Debug)]
pub struct SignedUp {
    /// The night with its new list.
    pub night: Night,
    /// Where they stand.
    pub placed: Placed,
}

/// A list that somebody left, or that an organiser changed.
#[derive(Clone, Debug)]
pub struct Withdrawn {
    /// The night with its new list.
    pub night: Night,
    /// Who starts now.
    pub moved_up: Vec<MovedUp>,
}

impl RaceService {
    /// Plans a night. Planned again it stays as it is: whoever asks twice has one.
    ///
    /// # Errors
    /// The storage's.
    pub async fn plan(&self, night: &Night) -> Result<(), RaceError> {
        let key = night_key(night.guild, &night.id)?;
        self.put(&key, written(&key, night)?, None).await?;
        Ok(())
    }

    /// The nights that are not over, the next one first. One that cannot be read is left out here, and told
    /// by [`RaceService::pass`].
    ///
    /// # Errors
    /// The storage's.
    pub async fn nights(&self, guild: Snowflake) -> Result<Vec<Night>, RaceError> {
        let mut nights = Vec::new();
        for key in self.night_keys(guild).await? {
            match self.read_night(&key).await {
                Ok(read) => nights.extend(read.map(|read| read.document)),
                Err(RaceError::Unreadable { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        nights.sort_by_key(|night| night.start.instant());
        Ok(nights)
    }

    pub(crate) async fn night_keys(&self, guild: Snowflake) -> Result<Vec<Key>, RaceError> {
        Ok(self.store.list(Some(&key(guild, "nights")?)).await?)
    }

    /// Which nights are over and out of the way.
    ///
    /// # Errors
    /// The storage's.
    pub async fn past_ids(&self, guild: Snowflake) -> Result<Vec<NightId>, RaceError> {
        let keys = self.store.list(Some(&key(guild, "past")?)).await?;
        let ids = keys.iter().map(|key| key.file_name().strip_suffix(".json"));
        Ok(ids.flatten().filter_map(|id| id.parse().ok()).collect())
    }

    /// One of them; nothing if there is none.
    ///
    /// # Errors
    /// The storage's.
    pub async fn past_night(
        &self,
        guild: Snowflake,
        id: &NightId,
    ) -> Result<Option<Night>, RaceError> {
        let read = self.read_night(&past_key(guild, id)?).await?;
        Ok(read.map(|read| read.document))
    }

    /// One night.
    ///
    /// # Errors
    /// [`RaceError::NoSuchNight`], and the storage's.
    pub async fn night(&self, guild: Snowflake, id: &NightId) -> Result<Night, RaceError> {
        let read = self.read_night(&night_key(guild, id)?).await?;
        let night = read.map(|read| read.document);
        night.ok_or_else(|| RaceError::NoSuchNight(id.clone()))
    }

    /// Changes a night that is to come. `change` may be called several times, each time with the night as
    /// it stands then: what it decides on the night before may not hold any more. Nothing is written where
    /// it refuses.
    ///
    /// # Errors
    /// [`RaceError::NoSuchNight`], [`RaceError::NotOpen`], the storage's, and what `change` refuses.
    pub async fn edit<E: From<RaceError>>(
        &self,
        guild: Snowflake,
        id: &NightId,
        mut change: impl FnMut(&mut Night) -> Result<(), E>,
    ) -> Result<Night, E> {
        let changed = self.change(guild, id, |night| {
            if !night.is_open() {
                return Err(RaceError::NotOpen.into());
            }
            change(night)
        });
        Ok(changed.await?.0)
    }

    /// Calls a night off; `series`: and those that would have followed.
    ///
    /// # Errors
    /// As [`RaceService::edit`].
    pub async fn cancel(
        &self,
        guild: Snowflake,
        id: &NightId,
        by: Snowflake,
        why: &str,
        series: bool,
    ) -> Result<Night, RaceError> {
        let changed = self.change(guild, id, |night| {
            if series {
                night.comes_no_more();
            }
            night
                .cancel(by, why)
                .then_some(())
                .ok_or(RaceError::NotOpen)
        });
        Ok(changed.await?.0)
    }

    /// Signs somebody up, or changes what they said before, and remembers their Steam account. Whether the
    /// league has banned it is asked by whoever knows the bans.
    ///
    /// # Errors
    /// [`RaceError::Refused`], [`RaceError::SteamTaken`], [`RaceError::NoSuchNight`], and the storage's.
    pub async fn sign_up(
        &self,
        guild: Snowflake,
        id: &NightId,
        applicant: &Applicant,
        now: Timestamp,
    ) -> Result<SignedUp, RaceError> {
        self.remember(guild, applicant.user, applicant.steam)
            .await?;
        let changed = self.change(guild, id, |night| {
            Ok::<_, RaceError>(night.sign_up(applicant, now)?)
        });
        let (night, placed) = changed.await?;
        Ok(SignedUp { night, placed })
    }

    /// Takes somebody off the list.
    ///
    /// # Errors
    /// [`RaceError::Refused`], [`RaceError::NoSuchNight`], and the storage's.
    pub async fn withdraw(
        &self,
        guild: Snowflake,
        id: &NightId,
        user: Snowflake,
    ) -> Result<Withdrawn, RaceError> {
        let changed = self.change(guild, id, |night| Ok::<_, RaceError>(night.withdraw(user)?));
        let (night, moved_up) = changed.await?;
        Ok(Withdrawn { night, moved_up })
    }

    /// Takes those off a night's list whom the league has banned.
    ///
    /// # Errors
    /// [`RaceError::NoSuchNight`], and the storage's.
    pub async fn give_up_banned(
        &self,
        guild: Snowflake,
        id: &NightId,
        is_banned: impl Fn(SteamId) -> bool,
    ) -> Result<Night, RaceError> {
        let changed = self.change(guild, id, |night| {
            Ok::<_, RaceError>(night.give_up_banned(&is_banned))
        });
        Ok(changed.await?.0)
    }

    /// An organiser lets a driver in, or turns them down.
    ///
    /// # Errors
    /// [`RaceError::Refused`], [`RaceError::NoSuchNight`], and the storage's.
    pub async fn decide(
        &self,
        guild: Snowflake,
        id: &NightId,
        user: Snowflake,
        accepted: bool,
    ) -> Result<Withdrawn, RaceError> {
        let changed = self.change(guild, id, |night| {
            Ok::<_, RaceError>(night.decide(user, accepted)?)
        });
        let (night, moved_up) = changed.await?;
        Ok(Withdrawn { night, moved_up })
    }

    /// Has a night, also one that was called off, go on with the server that takes the place of `old`.
    ///
    /// # Errors
    /// [`RaceError::NoSuchNight`], and the storage's.
    pub async fn follow(
        &self,
        guild: Snowflake,
        id: &NightId,
        old: &str,
        new: &str,
    ) -> Result<(), RaceError> {
        let changed = self.change(guild, id, |night| {
            night.follow(old, new);
            Ok::<_, RaceError>(())
        });
        changed.await.map(drop)
    }

    async fn change<R, E: From<RaceError>>(
        &self,
        guild: Snowflake,
        id: &NightId,
        change: impl FnMut(&mut Night) -> Result<R, E>,
    ) -> Result<(Night, R), E> {
        let changed = self.update_night(&night_key(guild, id)?, change).await?;
        changed.ok_or_else(|| RaceError::NoSuchNight(id.clone()).into())
    }
}

pub(crate) fn night_key(guild: Snowflake, id: &NightId) -> Result<Key, RaceError> {
    key(guild, &format!("nights/{id}.json"))
}

/// Where a night lies that is over: out of the way of the next ones.
pub(crate) fn past_key(guild: Snowflake, id: &NightId) -> Result<Key, RaceError> {
    key(guild, &format!("past/{id}.json"))
}
