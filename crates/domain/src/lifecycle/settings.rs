//! The `[patience]` section of the settings.

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer};

use super::{BootTimeouts, LONGEST_START};
use crate::server::ServerOptions;
use crate::within;

/// How long a boot may take, and how long a server may stand there for nobody.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PatienceSettings {
    /// After how many minutes the channel is told that a boot takes long.
    #[serde(deserialize_with = "within::<_, _, 1, { u64::MAX }>")]
    pub slow_minutes: u32,
    /// After how many minutes a machine that never came online is powered off.
    pub give_up_minutes: u32,
    /// After how many minutes without a driver a machine powers itself off. 0: never.
    #[serde(deserialize_with = "idle_minutes")]
    pub idle_minutes: u32,
    /// For how many hours a machine may run after each start. 0: without a limit.
    #[serde(deserialize_with = "within::<_, _, 0, { LONGEST_START as u64 }>")]
    pub hours_per_start: u32,
}

impl Default for PatienceSettings {
    fn default() -> Self {
        Self {
            slow_minutes: 20,
            give_up_minutes: 60,
            idle_minutes: 30,
            hours_per_start: 12,
        }
    }
}

impl Default for BootTimeouts {
    fn default() -> Self {
        PatienceSettings::default().boot_timeouts()
    }
}

impl PatienceSettings {
    /// How long a boot may take.
    pub fn boot_timeouts(&self) -> BootTimeouts {
        BootTimeouts {
            slow: SignedDuration::from_mins(self.slow_minutes.into()),
            give_up: SignedDuration::from_mins(self.give_up_minutes.into()),
        }
    }

    /// What holds for a server for which nobody chose anything else.
    pub fn server_options(&self) -> ServerOptions {
        ServerOptions::idle_after(Some(self.idle_minutes).filter(|minutes| *minutes != 0))
    }
}

fn idle_minutes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let minutes = u32::deserialize(deserializer)?;
    if minutes == 0 || (5..=10_080).contains(&minutes) {
        return Ok(minutes);
    }
    Err(serde::de::Error::custom(
        "must be 0, which is never, or from 5 to 10080, which is a week",
    ))
}
