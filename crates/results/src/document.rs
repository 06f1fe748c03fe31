//! The form in which results and seasons are kept: JSON with what it is and in which version.
//!
//! `{"kind":"result","schema":1,"body":{…}}`. Whoever keeps documents sets one that cannot be read aside and
//! says so; it is never overwritten, since a newer program may have written it.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::SessionResult;
use crate::season::Penalty;

/// What can be kept as a document.
pub trait Kept: Serialize + DeserializeOwned {
    /// What it is.
    const KIND: &'static str;
    /// The version of its form that this program writes, and the newest that it reads.
    const SCHEMA: u32;
}

/// Why a document cannot be read.
#[derive(Debug, Error)]
pub enum Unreadable {
    /// No JSON of that form.
    #[error("not a readable document: {0}")]
    Json(#[from] serde_json::Error),
    /// Something else is kept there.
    #[error("a document of the kind {found:?}, not {expected:?}")]
    Kind {
        /// What was looked for.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// A newer program wrote it.
    #[error("written by a newer version of ac-deploy (form {0})")]
    Newer(u32),
}

#[derive(Deserialize)]
struct Head {
    kind: String,
    schema: u32,
}

#[derive(Deserialize, Serialize)]
struct Document<T> {
    kind: String,
    schema: u32,
    body: T,
}

/// The document's bytes.
///
/// # Errors
/// None for the types of this crate: their keys are texts.
pub fn write<T: Kept>(body: &T) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&Document {
        kind: T::KIND.to_owned(),
        schema: T::SCHEMA,
        body,
    })
}

/// Reads a document.
///
/// # Errors
/// [`Unreadable`]; see the module about what follows from it.
pub fn read<T: Kept>(bytes: &[u8]) -> Result<T, Unreadable> {
    let head: Head = serde_json::from_slice(bytes)?;
    if head.kind != T::KIND {
        return Err(Unreadable::Kind {
            expected: T::KIND,
            found: head.kind,
        });
    }
    if T::SCHEMA < head.schema {
        return Err(Unreadable::Newer(head.schema));
    }
    Ok(serde_json::from_slice::<Document<T>>(bytes)?.body)
}

/// A result's name: lower-case letters, digits, `-` and `_`, at most 100 of them.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResultId(String);

/// A text that is no [`ResultId`].
#[derive(Debug, Error)]
#[error("no result is called that")]
pub struct NoResultId;

impl ResultId {
    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ResultId {
    type Err = NoResultId;

    fn from_str(text: &str) -> Result<Self, NoResultId> {
        let sound = |letter: char| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_".contains(letter)
        };
        if text.is_empty() || 100 < text.len() || !text.chars().all(sound) {
            return Err(NoResultId);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for ResultId {
    type Error = NoResultId;

    fn try_from(text: String) -> Result<Self, NoResultId> {
        text.parse()
    }
}

impl From<ResultId> for String {
    fn from(id: ResultId) -> Self {
        id.0
    }
}

impl fmt::Display for ResultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who decided something, when and why.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Decision {
    /// Who: a name for people.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// A result as it is kept, with what was decided about it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredResult {
    /// Its name.
    pub id: ResultId,
    /// The server that it ran on, for people.
    pub server: String,
    /// The results file or the journal that it was read from.
    pub source: String,
    /// When it was stored.
    pub stored_at: Timestamp,
    /// Who was where, before any decision.
    pub result: SessionResult,
    /// Penalties, also those that were undone.
    #[serde(default)]
    pub penalties: Vec<Penalty>,
    /// Set aside: it counts for nothing until that is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_aside: Option<Decision>,
    /// A race that ended before the start of the race night on whose server it was driven: it ends no night, and
    /// counts for no season by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub warm_up: bool,
    /// When it was set aside before, and why it counts again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restored: Vec<Restored>,
}

impl StoredResult {
    /// The name that somebody with this Steam id drove under.
    #[must_use]
    pub fn name_of(&self, guid: &str) -> Option<&str> {
        let mut rows = self.result.classification.iter();
        let row = rows.find(|row| row.guid == guid)?;
        Some(&row.driver)
    }
}

/// A result was set aside, and taken back.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Restored {
    /// Why it did not count.
    pub set_aside: Decision,
    /// Why it counts again.
    pub restored: Decision,
}

impl Kept for StoredResult {
    const KIND: &'static str = "result";
    const SCHEMA: u32 = 1;
}
