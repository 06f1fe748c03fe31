//! Reading and writing documents, so that nothing is overwritten unseen.

use std::time::Duration;

use race::{Night, Snowflake, Unreadable};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Expected, Key, StoreError, Version};

use crate::{RaceError, RaceService};

/// How often a change is tried again after somebody else's.
const TRIES: u32 = 12;

/// A document as it was read, and where it is written back.
pub(crate) struct Read<T> {
    pub(crate) document: T,
    /// None: there was no such document.
    pub(crate) version: Option<Version>,
}

impl RaceService {
    /// The document; `None` if there is none.
    pub(crate) async fn read_night(&self, key: &Key) -> Result<Option<Read<Night>>, RaceError> {
        let Some(stored) = self.store.get(key).await? else {
            return Ok(None);
        };
        let document = Night::read(&stored.bytes).map_err(|why| unreadable(key, why))?;
        Ok(Some(Read {
            document,
            version: Some(stored.version),
        }))
    }

    /// A document of the league; an empty one if there is none.
    pub(crate) async fn read<T: DeserializeOwned + Default>(
        &self,
        key: &Key,
    ) -> Result<Read<T>, RaceError> {
        match self.store.get(key).await? {
            None => Ok(Read {
                document: T::default(),
                version: None,
            }),
            Some(stored) => {
                let document = serde_json::from_slice(&stored.bytes)
                    .map_err(|error| unreadable(key, Unreadable::Damaged(error.to_string())))?;
                Ok(Read {
                    document,
                    version: Some(stored.version),
                })
            }
        }
    }

    /// Changes a document of the league; `change` may be called several times.
    pub(crate) async fn update<T, R>(
        &self,
        key: &Key,
        mut change: impl FnMut(&mut T) -> Result<R, RaceError>,
    ) -> Result<R, RaceError>
    where
        T: DeserializeOwned + Serialize + Default,
    {
        for attempt in 0..TRIES {
            let mut read: Read<T> = self.read(key).await?;
            let result = change(&mut read.document)?;
            let bytes = serde_json::to_vec_pretty(&read.document)
                .map_err(|error| StoreError::failed("writing", key, error))?;
            if self.put(key, bytes, read.version.as_ref()).await? {
                return Ok(result);
            }
            pause(attempt).await;
        }
        Err(RaceError::Busy)
    }

    /// Writes a document; `false` if somebody else wrote it meanwhile.
    pub(crate) async fn put(
        &self,
        key: &Key,
        bytes: Vec<u8>,
        version: Option<&Version>,
    ) -> Result<bool, RaceError> {
        let expected = version.map_or(Expected::Absent, Expected::Unchanged);
        match self.store.put(key, bytes, expected).await {
            Ok(_) => Ok(true),
            Err(StoreError::Changed(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Changes a night; `change` may be called several times.
    pub(crate) async fn update_night<R, E: From<RaceError>>(
        &self,
        key: &Key,
        mut change: impl FnMut(&mut Night) -> Result<R, E>,
    ) -> Result<Option<(Night, R)>, E> {
        for attempt in 0..TRIES {
            let Some(mut read) = self.read_night(key).await? else {
                return Ok(None);
            };
            let result = change(&mut read.document)?;
            let bytes = written(key, &read.document)?;
            if self.put(key, bytes, read.version.as_ref()).await? {
                return Ok(Some((read.document, result)));
            }
            pause(attempt).await;
        }
        Err(RaceError::Busy.into())
    }
}

/// A night as its document.
pub(crate) fn written(key: &Key, night: &Night) -> Result<Vec<u8>, RaceError> {
    let bytes = night.write();
    bytes.map_err(|error| StoreError::failed("writing", key, error).into())
}

/// Longer after each loss, and never in step with the others.
async fn pause(attempt: u32) {
    let most = 20 * u64::from(attempt + 1);
    let millis = rand::random_range(1..=most);
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

fn unreadable(key: &Key, why: Unreadable) -> RaceError {
    RaceError::Unreadable {
        key: key.to_string(),
        why,
    }
}

/// The key of one of a Discord server's documents.
pub(crate) fn key(guild: Snowflake, name: &str) -> Result<Key, RaceError> {
    let key = Key::new(format!("race/{guild}/{name}"));
    key.map_err(|error| StoreError::failed("naming", name, error).into())
}
