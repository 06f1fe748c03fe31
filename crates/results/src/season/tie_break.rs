//! What decides between drivers or teams with as many points.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What decides between equals.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TieBreak {
    /// More wins, then more second places, and so on; rounds that were dropped count here as well.
    Places,
    /// More points in the latest round, then in the one before it, and so on.
    LatestRound,
    /// More first places in qualifying.
    Poles,
    /// More fastest laps of races.
    FastestLaps,
}

/// A text that names no [`TieBreak`].
#[derive(Debug, Error, PartialEq, Eq)]
#[error("it is one of places, latest, poles and fastest-laps")]
pub struct NoTieBreak;

impl TieBreak {
    /// All of them, with the names by which they can be chosen.
    pub const NAMED: [(&'static str, Self); 4] = [
        ("places", Self::Places),
        ("latest", Self::LatestRound),
        ("poles", Self::Poles),
        ("fastest-laps", Self::FastestLaps),
    ];

    /// The name by which it can be chosen.
    #[must_use]
    pub fn name(self) -> &'static str {
        let named = Self::NAMED.iter().find(|(_, it)| *it == self);
        named.map_or("", |(name, _)| name)
    }

    /// For people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Places => "more wins, then more second places and so on",
            Self::LatestRound => "the latest round",
            Self::Poles => "more poles",
            Self::FastestLaps => "more fastest laps",
        }
    }
}

impl FromStr for TieBreak {
    type Err = NoTieBreak;

    fn from_str(text: &str) -> Result<Self, NoTieBreak> {
        let named = Self::NAMED
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(text.trim()));
        named.map(|(_, tie_break)| *tie_break).ok_or(NoTieBreak)
    }
}
