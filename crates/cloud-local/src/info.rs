//! What a server says of itself on its HTTP port.

use std::net::Ipv4Addr;
use std::time::Duration;

use serde::Deserialize;

/// A healthy server answers in milliseconds.
const TIMEOUT: Duration = Duration::from_secs(2);

/// The part of `/INFO` that a report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) struct Info {
    /// Drivers on the server.
    pub(super) clients: u32,
    /// How many fit, if it says so.
    #[serde(default, deserialize_with = "game_http::if_it_fits")]
    pub(super) maxclients: Option<u32>,
}

pub(super) fn client() -> reqwest::Result<reqwest::Client> {
    game_http::client(TIMEOUT)
}

/// Asks; `None` if there is no answer that can be read.
pub(super) async fn ask(http: &reqwest::Client, at: Ipv4Addr, port: u16) -> Option<Info> {
    game_http::ask(http, (at, port).into(), "/INFO", game_http::LARGEST_INFO)
        .await
        .ok()
}
