//! Sections that no other module has settings of its own for.

use jiff::SignedDuration;
use serde::Deserialize;

use domain::lifecycle::BootTimeouts;
use pack::Limits;

/// `[packs]`: what a pack may be like, whoever sends it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PackSettings {
    /// The most files and folders that a pack may hold.
    pub max_entries: usize,
    /// The most GiB that a pack may unpack to.
    pub max_unpacked_gib: u64,
    /// How many bytes one packed byte may unpack to; more is a bomb.
    pub max_ratio: u64,
}

impl Default for PackSettings {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            max_entries: limits.max_entries,
            max_unpacked_gib: limits.max_unpacked >> 30,
            max_ratio: limits.max_ratio,
        }
    }
}

/// `[patience]`: how long a boot may take, and how long a server may stand there for nobody.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BootTimeoutSettings {
    /// After how many minutes the channel is told that a boot takes long.
    pub slow_minutes: u32,
    /// After how many minutes a machine that never came online is powered off.
    pub give_up_minutes: u32,
    /// After how many minutes without a driver a machine powers itself off. 0: never.
    pub idle_minutes: u32,
}

impl Default for BootTimeoutSettings {
    fn default() -> Self {
        let BootTimeouts { slow, give_up } = BootTimeouts::default();
        let minutes = |duration: SignedDuration| duration.as_mins().try_into().unwrap_or(u32::MAX);
        Self {
            slow_minutes: minutes(slow),
            give_up_minutes: minutes(give_up),
            idle_minutes: 30,
        }
    }
}
