//! What a game server says of itself: `/INFO` and `/JSON|-1` over its HTTP port.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use serde::Deserialize;

use game_http::{self, InfoError, if_it_fits};

/// A healthy server answers in milliseconds; a person waits for this.
const TIMEOUT: Duration = Duration::from_millis(2500);
/// Real answers have one or two KiB.
const MAX_BYTES: usize = 256 * 1024;

/// The first AssettoServer whose `session` is the type of the one that is on.
const TYPES_SINCE: [u32; 4] = [0, 0, 55, 13];

/// `/INFO`, as acServer and AssettoServer print it. A value that is missing, null or odd costs that
/// value and not the rest.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GameInfo {
    /// Drivers on the server. Nothing is said of a server that does not tell: a wrong 0 would end a
    /// race.
    pub clients: u32,
    /// How many fit.
    #[serde(default, deserialize_with = "if_it_fits")]
    pub maxclients: u32,
    /// The track with its layout.
    #[serde(default, deserialize_with = "if_it_fits")]
    pub track: String,
    /// Which of `sessiontypes` is on; its type where [`Self::session_name`] says so.
    #[serde(default, deserialize_with = "if_it_fits")]
    pub session: Option<usize>,
    /// The sessions: 0 booking, 1 practice, 2 qualifying, 3 race.
    #[serde(default, deserialize_with = "if_it_fits")]
    pub sessiontypes: Vec<usize>,
    /// Seconds left in this session.
    #[serde(default, deserialize_with = "if_it_fits")]
    pub timeleft: i64,
    /// What the server is, where it says so: `AssettoServer 0.0.55-pre25+4df1ddb`.
    #[serde(default, rename = "poweredBy", deserialize_with = "if_it_fits")]
    pub powered_by: String,
    /// Who drives: names, filled from `/JSON|-1`.
    #[serde(skip)]
    pub drivers: Vec<String>,
}

impl GameInfo {
    /// The name of the session that is on.
    pub fn session_name(&self) -> Option<&'static str> {
        let session = self.session?;
        let kind = if tells_types(&self.powered_by) {
            session
        } else {
            *self.sessiontypes.get(session)?
        };
        match kind {
            0 => Some("Booking"),
            1 => Some("Practice"),
            2 => Some("Qualifying"),
            3 => Some("Race"),
            _ => None,
        }
    }
}

/// Whether `session` is a type for this server, and not an index
/// (<https://github.com/compujuckel/AssettoServer>, `HttpInfoCache`).
fn tells_types(powered_by: &str) -> bool {
    let Some(version) = powered_by.strip_prefix("AssettoServer ") else {
        return false;
    };
    let version = version.trim_start_matches('v');
    let (release, pre) = match version
        .split('+')
        .next()
        .and_then(|it| it.split_once("-pre"))
    {
        Some((release, pre)) => (release, pre.parse().unwrap_or(0)),
        None => (version, u32::MAX),
    };
    let mut numbers = release.split(|c: char| !c.is_ascii_digit());
    let mut next = || numbers.next().and_then(|it| it.parse().ok()).unwrap_or(0);
    TYPES_SINCE <= [next(), next(), next(), pre]
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EntryList {
    #[serde(default, deserialize_with = "if_it_fits")]
    cars: Vec<Entry>,
}

/// A place of the entry list; AssettoServer has no name for one that is free.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    #[serde(default, deserialize_with = "if_it_fits")]
    driver_name: String,
    #[serde(default, deserialize_with = "if_it_fits")]
    is_connected: bool,
}

impl EntryList {
    fn drivers(self) -> Vec<String> {
        self.cars
            .into_iter()
            .filter(|car| car.is_connected && !car.driver_name.is_empty())
            .map(|car| car.driver_name)
            .collect()
    }
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
            info.drivers = list.drivers();
        }
    }
    Ok(info)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> GameInfo {
        serde_json::from_str(text).expect("what a server says of itself")
    }

    /// As AssettoServer 0.0.55 answered in its practice.
    const RECORDED: &str = r#"{"cars":["abarth500"],"clients":2,"country":["Germany","DE"],"cport":8081,"durations":[60,60,3],"extra":false,"ip":"203.0.113.7","json":null,"l":false,"maxclients":4,"name":"Vereinsabend","pass":false,"session":1,"sessiontypes":[1,2,3],"timeleft":54,"track":"ks_brands_hatch-indy","poweredBy":"AssettoServer 0.0.55"}"#;

    #[test]
    fn the_session_is_read_as_each_kind_of_server_means_it() {
        assert_eq!(read(RECORDED).session_name(), Some("Practice"));
        let named = |powered_by: &str| {
            read(&RECORDED.replace("AssettoServer 0.0.55", powered_by)).session_name()
        };
        for types in [
            "AssettoServer 0.0.55-pre13",
            "AssettoServer 0.0.55-pre25+4df1ddbf26",
            "AssettoServer v0.1.0",
            "AssettoServer 1.0.0",
        ] {
            assert_eq!(named(types), Some("Practice"), "{types}");
        }
        for index in [
            "",
            "acServer",
            "AssettoServer 0.0.53-pre6",
            "AssettoServer 0.0.54",
            "AssettoServer 0.0.55-pre12+4df1ddbf26",
        ] {
            assert_eq!(named(index), Some("Qualifying"), "{index}");
        }
    }

    #[test]
    fn an_odd_value_costs_no_other() {
        for odd in ["null", "-1", "[\"x\"]", "{}", "1e99"] {
            let text = format!(
                r#"{{"clients":3,"maxclients":{odd},"track":{odd},"session":{odd},"sessiontypes":{odd},"timeleft":{odd},"poweredBy":{odd}}}"#
            );
            assert_eq!(read(&text).clients, 3, "{odd}");
        }
        let silent = serde_json::from_str::<GameInfo>(r#"{"clients":null}"#);
        assert!(silent.is_err(), "nobody is said to be there, nor nobody");
    }

    #[test]
    fn free_places_have_no_name_and_hide_nobody() {
        let list = r#"{"Cars":[{"DriverName":"Anna","IsConnected":true},{"DriverName":null,"IsConnected":false},{"DriverName":null,"IsConnected":null},{"DriverName":"Ben","IsConnected":true}]}"#;
        let list: EntryList = serde_json::from_str(list).expect("an entry list");
        assert_eq!(list.drivers(), ["Anna", "Ben"]);
    }
}
