//! Why something could not be done.

use race::{NightId, PresetRefused, Refused, SteamTaken, Unreadable};
use store::StoreError;
use thiserror::Error;

/// Why something could not be done. Those that a user causes have `Display` in words for them.
#[derive(Debug, Error)]
pub enum RaceError {
    /// There is no such night, or it is over.
    #[error("There is no such race, or it is over.")]
    NoSuchNight(NightId),
    /// It was called off, or is over.
    #[error("This race was called off or is over.")]
    NotOpen,
    /// The rules of the list.
    #[error("{0}")]
    Refused(#[from] Refused),
    /// Whose Steam account it is.
    #[error("{0}")]
    SteamTaken(#[from] SteamTaken),
    /// The rules of presets.
    #[error("{0}")]
    Preset(#[from] PresetRefused),
    /// So many people change the same thing that nobody gets through.
    #[error("Too many people are changing this at once. Try again in a moment.")]
    Busy,
    /// A document is damaged, or of a newer version.
    #[error("{key}: {why}")]
    Unreadable {
        /// Which.
        key: String,
        /// Why.
        why: Unreadable,
    },
    /// The storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}
