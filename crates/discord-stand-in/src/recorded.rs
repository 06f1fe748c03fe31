//! What the bot asked for, kept for the tests and for the demonstration.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

/// A request as it came in and as it was answered.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// When it came in.
    pub at: Timestamp,
    /// How long the answer took.
    pub took: Duration,
    /// `GET`, `POST`, …
    pub method: String,
    /// The path after `/api/v10`, such as `/channels/5/messages`.
    pub path: String,
    /// The path with names for its ids, such as `/channels/{channel_id}/messages`; `None` for a
    /// request that the stand-in does not know.
    pub route: Option<&'static str>,
    /// What stands after `?`.
    pub query: Option<String>,
    /// The JSON that came with it.
    pub body: Option<Value>,
    /// The files that came with it: name and size in bytes.
    pub files: Vec<(String, usize)>,
    /// The status of the answer.
    pub status: u16,
    /// The JSON of the answer.
    pub response: Option<Value>,
}

/// Looks at every request and answer; an error becomes one of the stand-in's complaints.
pub type Check = Arc<dyn Fn(&Recorded) -> Result<(), String> + Send + Sync>;

impl Recorded {
    /// `POST /channels/{channel_id}/messages`: for counting and for messages.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.route.unwrap_or(&self.path))
    }
}
