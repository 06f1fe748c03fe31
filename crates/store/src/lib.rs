//! Small documents that several programs may write at once.
//!
//! [`Store`] is the port: get, put if nobody changed it meanwhile, list, remove. A writer that lost a race is
//! told [`StoreError::Changed`], reads again and decides again: nothing is overwritten unseen, whether one bot
//! runs or two. [`Disk`] keeps documents as files under one folder, [`Memory`] for as long as a test runs;
//! both are held to `contract` (a feature), and so is every other adapter.
//!
//! Bytes only: what a document means, and in which version, is the business of whoever keeps it. One that
//! cannot be read is put aside by [`set_aside`], where a person finds it, and never overwritten.

#[cfg(feature = "contract")]
pub mod contract;
mod disk;
mod key;
mod memory;

use async_trait::async_trait;
use sha2::{Digest, Sha256};
use thiserror::Error;

pub use disk::Disk;
pub use key::{Key, KeyError};
pub use memory::Memory;

/// The largest document, in bytes: a day's race with every lap has some 10 MB.
pub const MAX_DOCUMENT: usize = 64 << 20;

/// Where documents that could not be read are put, before their own key.
const ASIDE: &str = "unreadable";

/// Which contents a document had when it was read. Equal versions mean equal contents.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Version(String);

impl Version {
    /// A version that an adapter's own storage gives, such as an entity tag.
    #[must_use]
    pub fn new(tag: impl Into<String>) -> Self {
        Self(tag.into())
    }

    /// The tag itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of(bytes: &[u8]) -> Self {
        let digest = Sha256::digest(bytes);
        Self(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// A document as it was read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Stored {
    /// Its contents.
    pub bytes: Vec<u8>,
    /// To be given back with what replaces it.
    pub version: Version,
}

/// What must hold for a put.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Expected<'a> {
    /// There is no such document yet.
    Absent,
    /// It still is what was read.
    Unchanged(&'a Version),
}

/// Why a document could not be read or written.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Somebody else wrote it meanwhile: read again, decide again.
    #[error("somebody else changed {0} in the meantime")]
    Changed(Key),
    /// Larger than [`MAX_DOCUMENT`].
    #[error("{key} has {size} bytes; a document has at most {MAX_DOCUMENT}")]
    TooLarge {
        /// Which.
        key: Key,
        /// How large.
        size: u64,
    },
    /// The storage refused or could not be reached.
    #[error("{operation} failed for {key}: {source}")]
    Failed {
        /// What was tried.
        operation: &'static str,
        /// With which document or folder.
        key: String,
        /// The storage's own words.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl StoreError {
    /// That contents are no larger than a document may be: what every adapter asks before it writes.
    ///
    /// # Errors
    /// [`Self::TooLarge`].
    pub fn if_too_large(key: &Key, bytes: &[u8]) -> Result<(), Self> {
        if bytes.len() <= MAX_DOCUMENT {
            return Ok(());
        }
        Err(Self::TooLarge {
            key: key.clone(),
            size: bytes.len() as u64,
        })
    }

    /// The storage's own failure.
    pub fn failed(
        operation: &'static str,
        key: impl ToString,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Failed {
            operation,
            key: key.to_string(),
            source: source.into(),
        }
    }
}

/// Where documents are kept.
#[async_trait]
pub trait Store: Send + Sync {
    /// A document, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::TooLarge`].
    async fn get(&self, key: &Key) -> Result<Option<Stored>, StoreError>;

    /// Writes a document whole, or not at all, if what was expected holds in the same moment.
    ///
    /// # Errors
    /// [`StoreError::Changed`] if it does not hold, else [`StoreError::Failed`] or [`StoreError::TooLarge`].
    async fn put(
        &self,
        key: &Key,
        bytes: Vec<u8>,
        expected: Expected<'_>,
    ) -> Result<Version, StoreError>;

    /// The keys in a folder and below it, in order. Without a folder all of them.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    async fn list(&self, folder: Option<&Key>) -> Result<Vec<Key>, StoreError>;

    /// Removes a document if it still is what was read. One that is gone already is no error.
    ///
    /// # Errors
    /// [`StoreError::Changed`], [`StoreError::Failed`].
    async fn remove(&self, key: &Key, version: &Version) -> Result<(), StoreError>;
}

/// Puts a document that cannot be read where a person finds it, under `unreadable/`, and frees its key. Says
/// where it is now.
///
/// # Errors
/// [`StoreError`]; the document is then still where it was.
pub async fn set_aside(store: &dyn Store, key: &Key, stored: &Stored) -> Result<Key, StoreError> {
    let short: String = stored
        .version
        .as_str()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(8)
        .collect();
    let aside = Key::new(format!("{ASIDE}/{key}.{short}"))
        .map_err(|error| StoreError::failed("setting aside", key, error))?;
    match store
        .put(&aside, stored.bytes.clone(), Expected::Absent)
        .await
    {
        // Somebody was there before: the same contents have the same key.
        Ok(_) | Err(StoreError::Changed(_)) => {}
        Err(error) => return Err(error),
    }
    store.remove(key, &stored.version).await?;
    Ok(aside)
}
