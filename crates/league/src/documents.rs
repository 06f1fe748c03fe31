//! Documents read, changed, and put back.

use results::document::{self, Kept, Unreadable};
use store::{Expected, Key, StoreError, Stored, Version, set_aside};

use crate::{League, LeagueError, Result};

/// How often a change is tried that others keep getting ahead of.
const TRIES: usize = 20;

impl League {
    pub(crate) fn key(&self, folder: &str, name: &str) -> Result<Key> {
        Key::new(format!("{folder}/{}/{name}.json", self.scope))
            .map_err(|_| LeagueError::BadName(name.to_owned()))
    }

    /// The documents of a folder.
    pub(crate) async fn list(&self, folder: &str) -> Result<Vec<Key>> {
        let folder = Key::new(format!("{folder}/{}", self.scope))
            .map_err(|_| LeagueError::BadName(self.scope.clone()))?;
        Ok(self.store.list(Some(&folder)).await?)
    }

    /// A document, if it is there.
    pub(crate) async fn read<T: Kept>(&self, key: &Key) -> Result<Option<(T, Version)>> {
        let Some(stored) = self.store.get(key).await? else {
            return Ok(None);
        };
        match document::read(&stored.bytes) {
            Ok(body) => Ok(Some((body, stored.version))),
            Err(why) => Err(self.unreadable(key, &stored, &why).await?),
        }
    }

    /// Puts what cannot be read where a person finds it. What a newer program wrote stays: it is sound.
    async fn unreadable(
        &self,
        key: &Key,
        stored: &Stored,
        why: &Unreadable,
    ) -> Result<LeagueError> {
        let kept_at = match why {
            Unreadable::Newer(_) => key.clone(),
            Unreadable::Json(_) | Unreadable::Kind { .. } => {
                set_aside(&*self.store, key, stored).await?
            }
        };
        tracing::error!(
            error = why as &dyn std::error::Error,
            "{key} cannot be read; it is kept at {kept_at}"
        );
        Ok(LeagueError::Unreadable {
            key: key.clone(),
            why: why.to_string(),
            kept_at,
        })
    }

    /// Writes a document that is not there yet. Says whether it was written: somebody else's stays.
    pub(crate) async fn create<T: Kept>(&self, key: &Key, body: &T) -> Result<bool> {
        match self
            .store
            .put(key, bytes(key, body)?, Expected::Absent)
            .await
        {
            Ok(_) => Ok(true),
            Err(StoreError::Changed(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a document that may be there, unless somebody changes it at this moment.
    pub(crate) async fn forget(&self, key: &Key) -> Result<()> {
        let Some(stored) = self.store.get(key).await? else {
            return Ok(());
        };
        self.remove(key, &stored.version).await
    }

    /// Removes a document, unless somebody has changed it since.
    pub(crate) async fn remove(&self, key: &Key, version: &Version) -> Result<()> {
        match self.store.remove(key, version).await {
            Ok(()) | Err(StoreError::Changed(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Changes a document that is there; `absent` says what it means if it is not. Where somebody else was
    /// faster the change is made anew on what they left. What does not change is not written.
    pub(crate) async fn change<T: Kept, R>(
        &self,
        key: &Key,
        absent: impl Fn() -> LeagueError,
        mut change: impl FnMut(&mut T) -> Result<R>,
    ) -> Result<R> {
        let mut tries = 0;
        loop {
            let (mut body, version) = self.read::<T>(key).await?.ok_or_else(&absent)?;
            let before = bytes(key, &body)?;
            let answer = change(&mut body)?;
            let after = bytes(key, &body)?;
            if after == before {
                return Ok(answer);
            }
            let put = self
                .store
                .put(key, after, Expected::Unchanged(&version))
                .await;
            match put {
                Ok(_) => return Ok(answer),
                Err(StoreError::Changed(_)) if tries < TRIES => tries += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }
}

pub(crate) fn bytes<T: Kept>(key: &Key, body: &T) -> Result<Vec<u8>> {
    document::write(body).map_err(|error| StoreError::failed("writing", key, error).into())
}
