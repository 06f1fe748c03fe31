//! What a game server says of itself: `/INFO` and `/JSON|-1` over its HTTP port.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use serde::Deserialize;

use game_http::{self, InfoError};

/// A healthy server answers in milliseconds; a person waits for this.
const TIMEOUT: Duration = Duration::from_millis(2500);
/// Real answers have one or two KiB.
const MAX_BYTES: usize = 256 * 1024;

/// `/INFO`, as acServer and AssettoServer print it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GameInfo {
    /// Drivers on the server.
    pub clients: u32,
    /// How many fit.
    pub maxclients: u32,
    /// The track with its layout.
    pub track: String,
    /// Which of `sessiontypes` is on.
    #[serde(default)]
    pub session: usize,
    /// The sessions: 0 booking, 1 practice, 2 qualifying, 3 race.
    #[serde(default)]
    pub sessiontypes: Vec<u8>,
    /// Seconds left in this session.
    #[serde(default)]
    pub timeleft: i64,
    /// Who drives: names, filled from `/JSON|-1`.
    #[serde(skip)]
    pub drivers: Vec<String>,
}

impl GameInfo {
    /// The name of the session that is on.
    pub fn session_name(&self) -> Option<&'static str> {
        match self.sessiontypes.get(self.session)? {
            0 => Some("Booking"),
            1 => Some("Practice"),
            2 => Some("Qualifying"),
            3 => Some("Race"),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EntryList {
    #[serde(default)]
    cars: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    #[serde(default)]
    driver_name: String,
    #[serde(default)]
    is_connected: bool,
}

/// The client for game servers.
pub(super) fn client() -> reqwest::Result<reqwest::Client> {
    game_http::client(TIMEOUT)
}

/// Asks a game server how it is doing.
pub(super) async fn ask(
    http: &reqwest::Client,
    address: IpAddr,
    http_port: u16,
) -> Result<GameInfo, InfoError> {
    let server = SocketAddr::new(address, http_port);
    let mut info: GameInfo = game_http::ask(http, server, "/INFO", MAX_BYTES).await?;
    if info.clients != 0 {
        // Names are a courtesy: the count stands without them.
        let list = game_http::ask::<EntryList>(http, server, "/JSON%7C-1", MAX_BYTES).await;
        if let Ok(list) = list {
            info.drivers = list
                .cars
                .into_iter()
                .filter(|car| car.is_connected)
                .map(|car| car.driver_name)
                .collect();
        }
    }
    Ok(info)
}
