//! Where packs lie and where they come from.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::ids::{GuildId, InvalidId, ServerId};

/// Where a pack lies in S3.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PackLocation {
    /// The bucket, or `None` for our own.
    pub bucket: Option<String>,
    /// The object's key.
    pub key: String,
}

impl PackLocation {
    /// The folder of our bucket that holds all packs.
    pub const FOLDER: &str = "packs/";
    /// EC2 tags remember the key, and a tag's value has 256 characters.
    const FILE_NAME_LIMIT: usize = 100;

    /// Where the pack of this server is uploaded to: unique, and named like the file it came from.
    pub fn for_upload(guild: Option<GuildId>, server: &ServerId, file_name: &str) -> Self {
        let folder = guild.map_or_else(|| "cli".to_owned(), |guild| guild.to_string());
        let name: String = file_name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        // The end says what kind of file it is.
        let name = &name[name.len().saturating_sub(Self::FILE_NAME_LIMIT)..];
        let name = name.trim_start_matches('.');
        let name = if name.is_empty() { "pack" } else { name };
        Self {
            bucket: None,
            key: format!("{}{folder}/{server}/{name}", Self::FOLDER),
        }
    }

    /// The last part of the key.
    pub fn file_name(&self) -> &str {
        self.key.rsplit('/').next().unwrap_or(&self.key)
    }

    /// The Discord server whose upload this is, if it is one.
    pub fn guild(&self) -> Option<GuildId> {
        let folder = self.key.strip_prefix(Self::FOLDER)?.split('/').next()?;
        self.bucket.is_none().then(|| folder.parse().ok()).flatten()
    }
}

impl fmt::Display for PackLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.bucket {
            Some(bucket) => write!(f, "s3://{bucket}/{}", self.key),
            None => write!(f, "s3:{}", self.key),
        }
    }
}

impl FromStr for PackLocation {
    type Err = InvalidId;

    /// Reads `s3://bucket/key`, `s3:key` and a bare key.
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let text = text.trim();
        let location = if let Some(rest) = text.strip_prefix("s3://") {
            rest.split_once('/').map(|(bucket, key)| Self {
                bucket: Some(bucket.to_owned()),
                key: key.to_owned(),
            })
        } else {
            Some(Self {
                bucket: None,
                key: text.strip_prefix("s3:").unwrap_or(text).to_owned(),
            })
        };
        location
            .filter(|l| {
                !l.key.is_empty() && l.key.len() <= 1024 && !l.key.chars().any(char::is_control)
            })
            .filter(|l| l.bucket.as_deref() != Some(""))
            .ok_or_else(|| InvalidId {
                text: text.chars().take(60).collect(),
                expected: "a pack in S3 (`s3:packs/…/pack.zip`, or `s3://bucket/key`)",
            })
    }
}

/// Where the pack of an order comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PackSource {
    /// A file at an address: Discord's CDN, or one that a user named.
    Web {
        /// The address. Discord's are signed and expire within a day.
        url: Url,
        /// Its name, for the key and for messages.
        file_name: String,
        /// How large Discord says it is, in bytes.
        size: Option<u64>,
        /// Came with an interaction, so Discord vouches for the address; a user's own address is checked.
        from_discord: bool,
    },
    /// A pack that lies in S3 already; it is used in place.
    Stored(PackLocation),
    /// A file of the machine that the command line runs on.
    File(std::path::PathBuf),
}

impl PackSource {
    /// The file's name, for people.
    pub fn file_name(&self) -> &str {
        match self {
            Self::Web { file_name, .. } => file_name,
            Self::Stored(location) => location.file_name(),
            Self::File(path) => path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or("pack"),
        }
    }
}
