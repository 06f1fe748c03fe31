//! The `[discord]` section of the settings.

use serde::{Deserialize, Serialize};
use url::Url;

/// What the operator decides about the Discord face. The token is not among it: it comes from the
/// environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DiscordSettings {
    /// Speak to a stand-in at this address instead of Discord's own, for tests and the sandbox:
    /// `http://127.0.0.1:4000`.
    pub api_url: Option<Url>,
}
