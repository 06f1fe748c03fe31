//! What a server says of itself on its HTTP port.

use std::net::Ipv4Addr;
use std::time::Duration;

use futures_util::StreamExt as _;
use serde::Deserialize;

/// A healthy server answers in milliseconds.
const TIMEOUT: Duration = Duration::from_secs(2);
/// Real answers have one or two KiB.
const MOST: usize = 64 << 10;

/// The part of `/INFO` that a report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) struct Info {
    /// Drivers on the server.
    pub(super) clients: u32,
    /// How many fit.
    pub(super) maxclients: u32,
}

pub(super) fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
}

/// Asks; `None` if there is no answer that can be read.
pub(super) async fn ask(http: &reqwest::Client, at: Ipv4Addr, port: u16) -> Option<Info> {
    let answer = http.get(format!("http://{at}:{port}/INFO")).send().await;
    let mut chunks = answer.ok()?.bytes_stream();
    let mut body = Vec::new();
    while let Some(chunk) = chunks.next().await {
        body.extend_from_slice(&chunk.ok()?);
        if MOST < body.len() {
            return None;
        }
    }
    serde_json::from_slice(&body).ok()
}
