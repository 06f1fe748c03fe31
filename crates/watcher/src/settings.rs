//! The `[watcher]` section of the settings.

use serde::Deserialize;

use domain::within;

/// How often the watcher looks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WatchSettings {
    /// Seconds between two passes while a server is on its way up or down.
    #[serde(deserialize_with = "within::<_, _, 1, 3600>")]
    pub moving_seconds: u64,
    /// Seconds between two passes while servers run and nothing changes.
    #[serde(deserialize_with = "within::<_, _, 1, 3600>")]
    pub quiet_seconds: u64,
    /// Seconds between two passes while nothing runs.
    #[serde(deserialize_with = "within::<_, _, 1, 3600>")]
    pub idle_seconds: u64,
}

impl Default for WatchSettings {
    fn default() -> Self {
        Self {
            moving_seconds: 5,
            quiet_seconds: 60,
            idle_seconds: 120,
        }
    }
}
