//! What a report's words mean.

use std::str::FromStr;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};

/// How far a machine has come on its way to a running server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Display, EnumString, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum Phase {
    /// It fetches the pack.
    Downloading,
    /// It unpacks the pack.
    Unpacking,
    /// It starts the server, which does not answer yet.
    #[default]
    Starting,
    /// The server answers.
    Online,
    /// The server ended unasked and is being started again.
    Crashed,
    /// The machine has given up; `ERROR` says why.
    Failed,
    /// The server has ended as its settings say, after its last session.
    Ended,
}

/// What stands in a server's way, for those who must do something about it. A machine that cannot
/// tell says nothing.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    VariantNames,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Cause {
    /// The pack: only another one helps.
    Pack,
    /// The machine; the pack is all right.
    Machine,
}

/// Where a join link comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum LinkSource {
    /// The server printed it into its log.
    Log,
    /// The machine built it from its public address and the HTTP port.
    Built,
}

/// Whether the server's process is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum ServerStatus {
    /// It is.
    Running,
    /// It is not.
    Stopped,
}

impl Phase {
    /// For how long a healthy machine may leave its report as it stands: the monitor rewrites it
    /// every few seconds, the steps before it once each, and after a failure nothing does.
    pub(super) const fn longest_silence(self) -> Option<SignedDuration> {
        match self {
            Self::Downloading | Self::Unpacking => Some(SignedDuration::from_mins(20)),
            Self::Starting => Some(SignedDuration::from_mins(5)),
            Self::Online | Self::Crashed => Some(SignedDuration::from_secs(90)),
            Self::Failed | Self::Ended => None,
        }
    }
}

/// What a word of a report means; else what it should be.
pub(super) fn one_of<T: FromStr + VariantNames>(word: &str) -> Result<T, String> {
    word.parse()
        .map_err(|_| format!("it should be one of {}", T::VARIANTS.join(", ")))
}
