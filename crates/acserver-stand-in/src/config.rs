//! What the server reads from its `cfg` folder. A reader of its own, so that a
//! mistake of the one that judges packs is not repeated here.

use std::net::SocketAddrV4;

use super::grid::Slot;

/// The settings that show from outside, with the server's own defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub(super) name: String,
    pub(super) password: bool,
    /// `UDP_PORT`.
    pub udp_port: u16,
    /// `TCP_PORT`.
    pub tcp_port: u16,
    /// `HTTP_PORT`.
    pub http_port: u16,
    /// The wrapper's, if the pack was made for it.
    pub wrapper_port: Option<u16>,
    /// Where it takes commands, and says what happens (`UDP_PLUGIN_LOCAL_PORT`, `UDP_PLUGIN_ADDRESS`).
    pub(super) plugin: Option<(u16, SocketAddrV4)>,
    /// AssettoServer's `RconPort`, and the password of its administrators.
    pub(super) rcon: Option<(u16, String)>,
    pub(super) lobby: bool,
    pub(super) cars: Vec<String>,
    pub(super) track: String,
    pub(super) layout: String,
    /// `MAX_CLIENTS`.
    pub max_clients: u32,
    /// How long practice takes, the one session that is played.
    pub(super) practice_minutes: u64,
    /// The slots of the entry list.
    pub(super) entries: Vec<Slot>,
}

impl Config {
    /// From `server_cfg.ini`, `entry_list.ini`, and the wrapper's settings if there are any.
    pub fn read(server: &[u8], entries: &[u8], wrapper: Option<&[u8]>) -> Self {
        let server = text(server);
        let get = |key: &str| value(&server, "SERVER", key);
        let port = |key: &str, otherwise: u16| {
            get(key)
                .and_then(|value| value.parse().ok())
                .unwrap_or(otherwise)
        };
        let track = get("TRACK").unwrap_or_else(|| "imola".to_owned());
        Self {
            name: get("NAME").unwrap_or_default(),
            password: get("PASSWORD").is_some_and(|password| !password.is_empty()),
            udp_port: port("UDP_PORT", 9600),
            tcp_port: port("TCP_PORT", 9600),
            http_port: port("HTTP_PORT", 8081),
            wrapper_port: wrapper.map(wrapper_port),
            plugin: get("UDP_PLUGIN_LOCAL_PORT")
                .and_then(|port| port.parse().ok())
                .zip(get("UDP_PLUGIN_ADDRESS").and_then(|address| address.parse().ok())),
            rcon: None,
            lobby: get("REGISTER_TO_LOBBY").as_deref() != Some("0"),
            cars: get("CARS")
                .unwrap_or_default()
                .split(';')
                .filter(|car| !car.is_empty())
                .map(str::to_owned)
                .collect(),
            // `csp/2144/../track`
            track: track.rsplit("/../").next().unwrap_or_default().to_owned(),
            layout: get("CONFIG_TRACK").unwrap_or_default(),
            max_clients: get("MAX_CLIENTS")
                .and_then(|value| value.parse().ok())
                .unwrap_or(3),
            practice_minutes: value(&server, "PRACTICE", "TIME")
                .and_then(|value| value.parse().ok())
                .unwrap_or(60),
            entries: entry_list(&text(entries)),
        }
    }

    /// With what `extra_cfg.yml` says, which only AssettoServer reads.
    #[must_use]
    pub fn with_extra(self, extra: &[u8], server: &[u8]) -> Self {
        let extra = text(extra);
        let port = extra
            .lines()
            .find_map(|line| line.strip_prefix("RconPort:"));
        let port = port.and_then(|port| port.trim().parse().ok());
        let password = value(&text(server), "SERVER", "ADMIN_PASSWORD").unwrap_or_default();
        Self {
            rcon: port.filter(|port| *port != 0).map(|port| (port, password)),
            ..self
        }
    }

    /// As `/INFO` names it.
    pub(super) fn track_name(&self) -> String {
        if self.layout.is_empty() {
            self.track.clone()
        } else {
            format!("{}-{}", self.track, self.layout)
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .trim_start_matches('\u{feff}')
        .to_owned()
}

/// The first value of a key in any section of that name.
fn value(ini: &str, section: &str, key: &str) -> Option<String> {
    pairs(ini)
        .find(|(of, name, _)| of.eq_ignore_ascii_case(section) && name.eq_ignore_ascii_case(key))
        .map(|(_, _, value)| value.to_owned())
}

/// Section, key and value of every line.
fn pairs(ini: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let mut section = "";
    ini.lines().filter_map(move |line| {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']');
            return None;
        }
        let (key, value) = line.split_once('=')?;
        Some((section, key.trim(), value.trim()))
    })
}

fn entry_list(ini: &str) -> Vec<Slot> {
    (0..)
        .map_while(|number| {
            let section = format!("CAR_{number}");
            let text = |key| value(ini, &section, key).unwrap_or_default();
            Some(Slot {
                model: value(ini, &section, "MODEL")?,
                skin: text("SKIN"),
                driver: text("DRIVERNAME"),
                guids: text("GUID")
                    .split(';')
                    .map(str::trim)
                    .filter(|guid| !guid.is_empty())
                    .map(str::to_owned)
                    .collect(),
                ballast: text("BALLAST").parse().unwrap_or_default(),
                restrictor: text("RESTRICTOR").parse().unwrap_or_default(),
            })
        })
        .collect()
}

/// `port` in `cm_wrapper_params.json`, which may hold comments.
fn wrapper_port(json: &[u8]) -> u16 {
    text(json)
        .split("\"port\"")
        .nth(1)
        .and_then(|rest| rest.trim_start().strip_prefix(':'))
        .and_then(|rest| {
            let number: String = rest
                .trim_start()
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            number.parse().ok()
        })
        .unwrap_or(80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_has_the_servers_own_default() {
        let config = Config::read(
            b"[SERVER]\r\nCARS=a;b\r\nTRACK=csp/2144/../shutoko\r\n",
            b"",
            None,
        );
        assert_eq!(config.http_port, 8081);
        assert_eq!(config.cars, ["a", "b"]);
        assert_eq!(config.track_name(), "shutoko");
        assert!(config.lobby);
    }

    #[test]
    fn the_wrappers_port_is_found_among_comments() {
        let json = b"{\n // what players ask\n \"port\": 8090,\n}";
        assert_eq!(Config::read(b"", b"", Some(json)).wrapper_port, Some(8090));
        assert_eq!(
            Config::read(b"", b"", Some(b"{\"port\":null}")).wrapper_port,
            Some(80)
        );
    }
}
