//! What a game server says of itself: `/INFO` and `/JSON|-1` over its HTTP port.

use std::net::IpAddr;
use std::time::Duration;

use futures_util::StreamExt;
use serde::Deserialize;

/// A healthy server answers in milliseconds; a person waits for this.
const TIMEOUT: Duration = Duration::from_millis(2500);
/// Real answers have one or two KiB.
const MAX_BYTES: usize = 256 * 1024;

/// Why a game server could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum InfoError {
    /// No connection, or no answer in time.
    #[error("the server does not answer on its HTTP port")]
    NoAnswer(#[source] reqwest::Error),
    /// It answered, but not like acServer.
    #[error("the server's answer could not be read")]
    NotUnderstood,
}

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

/// The client for game servers: short-tempered, and it goes only where it is sent.
pub(super) fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
}

/// Asks a game server how it is doing.
pub(super) async fn ask(
    http: &reqwest::Client,
    address: IpAddr,
    http_port: u16,
) -> Result<GameInfo, InfoError> {
    let base = format!("http://{}", std::net::SocketAddr::new(address, http_port));
    let mut info: GameInfo = fetch(http, &format!("{base}/INFO")).await?;
    if info.clients != 0 {
        // Names are a courtesy: the count stands without them.
        if let Ok(list) = fetch::<EntryList>(http, &format!("{base}/JSON%7C-1")).await {
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

async fn fetch<T: serde::de::DeserializeOwned>(
    http: &reqwest::Client,
    url: &str,
) -> Result<T, InfoError> {
    let response = http.get(url).send().await.map_err(InfoError::NoAnswer)?;
    let mut body = Vec::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(InfoError::NoAnswer)?;
        if MAX_BYTES < body.len() + chunk.len() {
            return Err(InfoError::NotUnderstood);
        }
        body.extend_from_slice(&chunk);
    }
    serde_json::from_slice(&body).map_err(|_| InfoError::NotUnderstood)
}
