//! What `cfg/` says: the server's settings, its entry list, its wrapper's port, AssettoServer's own
//! settings.

pub(super) mod assetto;
mod entries;
mod passwords;
pub(super) mod ports;
mod title;
pub(super) mod wrapper;

use std::collections::BTreeSet;

pub use entries::Entry;
pub(super) use entries::{entry_list, first_number};
pub(super) use passwords::AdminPassword;
pub use wrapper::wrapper_params_with;

use super::faults::{FaultCollector, FaultKind, printable};
use super::ini::{Ini, leading_number, number};
use super::{Platform, PlugIn, Ports, Session, SessionKind, SessionLength, Track};

/// Where a pack keeps them, below its root.
pub(super) const SERVER_CFG: &str = "cfg/server_cfg.ini";
pub(super) const ENTRY_LIST: &str = "cfg/entry_list.ini";
pub(super) const WRAPPER_PARAMS: &str = "cfg/cm_wrapper_params.json";
pub(super) const EXTRA_CFG: &str = "cfg/extra_cfg.yml";

/// The longest `GRAPHICS` that is taken for a weather, in characters.
const WEATHER_LIMIT: usize = 200;

/// Whose rules a pack is read by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// The system that it runs on.
    pub(super) system: Platform,
    /// AssettoServer's, not acServer's.
    pub(super) assetto: bool,
}

/// `server_cfg.ini`, as far as it matters here.
#[derive(Debug)]
pub(super) struct ServerSettings {
    /// Without Content Manager's suffixes; empty if there is none.
    pub(super) name: String,
    /// How many characters the lobby is told.
    pub(super) name_length: usize,
    pub(super) track: Track,
    /// `GRAPHICS` of the weather, if there is one to choose from only.
    pub(super) weather: Option<String>,
    pub(super) cars: Vec<String>,
    /// How long `CARS` is, in characters.
    pub(super) cars_length: usize,
    pub(super) slots: u16,
    /// Without the wrapper's.
    pub(super) ports: Ports,
    pub(super) plugin: PlugIn,
    pub(super) sessions: Vec<Session>,
    pub(super) password: bool,
    pub(super) admin: AdminPassword,
    pub(super) lobby: bool,
    pub(super) pickup: bool,
    pub(super) locked: bool,
    pub(super) loops: bool,
    pub(super) reversed_grid: bool,
    /// `LEGAL_TYRES` has a space, with which the lobby refuses a server.
    pub(super) tyres_with_space: bool,
}

impl ServerSettings {
    /// Missing keys get the server's defaults; keys that it could not use are faults.
    pub(super) fn read(
        ini: &Ini,
        entries: &[Entry],
        rules: Rules,
        tally: &mut FaultCollector,
    ) -> Self {
        let text = |key| ini.get("SERVER", key).unwrap_or_default();
        let cars = match cars(text("CARS")) {
            // AssettoServer knows no CARS: whatever is entered may be driven.
            none if none.is_empty() && rules.assetto => models(entries),
            cars => cars,
        };
        if cars.is_empty() && !(rules.assetto && entries.is_empty()) {
            tally.add(FaultKind::NoCars.of(SERVER_CFG));
        }
        bounded(
            ini,
            "CLIENT_SEND_INTERVAL_HZ",
            18,
            1..=120,
            "a number from 1 to 120",
            tally,
        );
        let port =
            |key, default, tally: &mut FaultCollector| port(ini, key, default, rules.system, tally);
        Self {
            name: printable(title::without_suffixes(text("NAME"))),
            name_length: text("NAME").chars().count(),
            track: track(ini),
            weather: weather(ini),
            cars,
            cars_length: text("CARS").chars().count(),
            slots: slots(ini, entries, rules, tally),
            ports: Ports {
                udp: port("UDP_PORT", 9600, tally),
                tcp: port("TCP_PORT", 9600, tally),
                http: port("HTTP_PORT", 8081, tally),
                wrapper: None,
            },
            plugin: plugin(ini),
            sessions: sessions(ini),
            password: !without_remark(text("PASSWORD")).is_empty(),
            admin: AdminPassword::of(text("ADMIN_PASSWORD"), text("PASSWORD")),
            lobby: switch(ini, "REGISTER_TO_LOBBY", true),
            pickup: switch(ini, "PICKUP_MODE_ENABLED", true),
            locked: switch(ini, "LOCKED_ENTRY_LIST", false),
            loops: switch(ini, "LOOP_MODE", true),
            reversed_grid: ["SERVER", "RACE"]
                .iter()
                .filter_map(|section| ini.get(section, "REVERSED_GRID_RACE_POSITIONS"))
                .any(|value| leading_number(value).is_some_and(|positions| positions != 0)),
            tyres_with_space: text("LEGAL_TYRES")
                .split(';')
                .any(|tyre| tyre.trim().contains(' ')),
        }
    }
}

impl ServerSettings {
    /// Whether drivers book their cars, so that the entry list may be empty.
    pub(super) fn is_booked(&self) -> bool {
        let books = |session: &Session| session.kind == SessionKind::Booking;
        !self.pickup && self.sessions.iter().any(books)
    }
}

fn cars(value: &str) -> Vec<String> {
    unique(value.split(';').map(str::trim))
}

fn models(entries: &[Entry]) -> Vec<String> {
    unique(entries.iter().map(|entry| entry.model.as_str()))
}

fn unique<'a>(cars: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    cars.filter(|car| !car.is_empty() && seen.insert(car.to_ascii_lowercase()))
        .map(printable)
        .collect()
}

/// A value without a remark behind it, which AssettoServer leaves out and people mean to be.
fn without_remark(value: &str) -> &str {
    match value.split_once(" ;") {
        Some((value, _)) => value.trim_end(),
        None if value.starts_with(';') => "",
        None => value,
    }
}

/// `csp/<build>/../[<flags>/../]<track>` is how Content Manager asks for a build of Custom
/// Shaders Patch: acServer resolves the path to the track, older clients cannot.
fn track(ini: &Ini) -> Track {
    let text = |key| without_remark(ini.get("SERVER", key).unwrap_or_default());
    let value = Some(text("TRACK"))
        .filter(|track| !track.is_empty())
        .unwrap_or("imola")
        .replace('\\', "/");
    let id = value.rsplit("/../").next().unwrap_or(&value);
    let csp_min_build = value
        .strip_prefix("csp/")
        .and_then(|rest| rest.split('/').next())
        .and_then(|build| build.parse().ok());
    let layout = Some(text("CONFIG_TRACK")).filter(|layout| !layout.is_empty());
    Track {
        id: printable(id),
        layout: layout.map(printable),
        csp_min_build,
    }
}

/// Of several weathers (`WEATHER_0`, `WEATHER_1` and so on without a gap) the server picks one and says not which.
fn weather(ini: &Ini) -> Option<String> {
    let sections = (0..).map(|number| format!("WEATHER_{number}"));
    let sections = sections.take_while(|section| ini.has(section));
    let mut looks: Vec<&str> = sections
        .map(|section| ini.get(&section, "GRAPHICS").unwrap_or_default())
        .collect();
    looks.dedup();
    match looks[..] {
        [look] if !look.is_empty() && look.chars().count() <= WEATHER_LIMIT => {
            Some(printable(look))
        }
        _ => None,
    }
}

/// AssettoServer takes as many as there are entries where nothing is said.
fn slots(ini: &Ini, entries: &[Entry], rules: Rules, tally: &mut FaultCollector) -> u16 {
    const KEY: &str = "MAX_CLIENTS";
    if !rules.assetto {
        return bounded(ini, KEY, 3, 1..=255, "a number from 1 to 255", tally);
    }
    let entered = u16::try_from(entries.len()).unwrap_or(u16::MAX).min(255);
    match bounded(ini, KEY, 0, 0..=255, "a number from 0 to 255", tally) {
        0 => entered,
        slots => slots,
    }
}

fn port(
    ini: &Ini,
    key: &'static str,
    default: u16,
    platform: Platform,
    tally: &mut FaultCollector,
) -> u16 {
    checked(
        ini,
        key,
        default,
        |value| ports::port(value, platform),
        tally,
    )
}

fn bounded(
    ini: &Ini,
    key: &'static str,
    default: u16,
    range: std::ops::RangeInclusive<u16>,
    must_be: &'static str,
    tally: &mut FaultCollector,
) -> u16 {
    let read = |value: &str| {
        let number = number(value).and_then(|number| u16::try_from(number).ok());
        number
            .filter(|number| range.contains(number))
            .ok_or(must_be)
    };
    checked(ini, key, default, read, tally)
}

/// The first value of a key, if every one of them can be `read`; the others may be the ones that a
/// server takes.
fn checked(
    ini: &Ini,
    key: &'static str,
    default: u16,
    read: impl Fn(&str) -> Result<u16, &'static str>,
    tally: &mut FaultCollector,
) -> u16 {
    for value in ini.every("SERVER", key) {
        if let Err(must_be) = read(value) {
            tally.add(ports::fault(key, value, must_be, SERVER_CFG));
        }
    }
    let first = ini.get("SERVER", key).map(read);
    first.and_then(Result::ok).unwrap_or(default)
}

fn plugin(ini: &Ini) -> PlugIn {
    let text = |key| ini.get("SERVER", key).filter(|value| !value.is_empty());
    PlugIn {
        address: text("UDP_PLUGIN_ADDRESS").map(printable),
        local_port: text("UDP_PLUGIN_LOCAL_PORT")
            .and_then(|port| port.parse().ok())
            .filter(|port| *port != 0),
    }
}

fn switch(ini: &Ini, key: &str, default: bool) -> bool {
    ini.get("SERVER", key)
        .and_then(leading_number)
        .map_or(default, |value| value != 0)
}

/// A session is on when its section is there: Content Manager renames the section to turn it off.
fn sessions(ini: &Ini) -> Vec<Session> {
    let known = [
        (SessionKind::Booking, "BOOK", "Booking"),
        (SessionKind::Practice, "PRACTICE", "Practice"),
        (SessionKind::Qualify, "QUALIFY", "Qualifying"),
        (SessionKind::Race, "RACE", "Race"),
    ];
    known
        .into_iter()
        .filter(|(_, section, _)| ini.has(section))
        .map(|(kind, section, usual)| Session {
            kind,
            name: printable(
                ini.get(section, "NAME")
                    .filter(|name| !name.is_empty())
                    .unwrap_or(usual),
            ),
            length: length(ini, section, kind),
        })
        .collect()
}

fn length(ini: &Ini, section: &str, kind: SessionKind) -> SessionLength {
    let count = |key| {
        ini.get(section, key)
            .and_then(leading_number)
            .and_then(|value| u32::try_from(value).ok())
            .unwrap_or(0)
    };
    // AssettoServer's own.
    if count("INFINITE") != 0 {
        return SessionLength::Unlimited;
    }
    match (kind, count("LAPS")) {
        (SessionKind::Race, laps) if 0 < laps => SessionLength::Laps(laps),
        _ => SessionLength::Minutes(count("TIME")),
    }
}

/// Whether a server with this `server_cfg.ini` ends after its last session (`LOOP_MODE=0`).
pub fn runs_once(server_cfg: &[u8]) -> bool {
    !switch(&Ini::parse(server_cfg), "LOOP_MODE", true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules {
        system: Platform::Windows,
        assetto: false,
    };

    fn settings(text: &str) -> ServerSettings {
        ServerSettings::read(
            &Ini::parse(text.as_bytes()),
            &[],
            RULES,
            &mut FaultCollector::default(),
        )
    }

    fn refused(text: &str, system: Platform) -> String {
        let mut tally = FaultCollector::default();
        let rules = Rules { system, ..RULES };
        ServerSettings::read(&Ini::parse(text.as_bytes()), &[], rules, &mut tally);
        tally.verdict(()).expect_err("it is refused").to_string()
    }

    #[test]
    fn a_weather_is_certain_where_there_is_one_to_choose() {
        let read = |text: &str| settings(text).weather;
        let one = "[WEATHER_0]\nGRAPHICS=3_clear\n";
        assert_eq!(read(one).as_deref(), Some("3_clear"));
        let same =
            format!("{one}[WEATHER_1]\nGRAPHICS=3_clear\n[WEATHER_3]\nGRAPHICS=1_heavy_fog\n");
        assert_eq!(read(&same).as_deref(), Some("3_clear"));
        let two = format!("{one}[WEATHER_1]\nGRAPHICS=1_heavy_fog\n");
        assert_eq!(read(&two), None);
        assert_eq!(read("[WEATHER_0]\nGRAPHICS=\n"), None);
        assert_eq!(read("[SERVER]\n"), None);
    }

    #[test]
    fn the_patch_s_path_in_front_of_a_track_is_no_part_of_it() {
        let read = |track: &str| settings(&format!("[SERVER]\nTRACK={track}\nCONFIG_TRACK=")).track;
        assert_eq!(
            read("spa"),
            Track {
                id: "spa".to_owned(),
                layout: None,
                csp_min_build: None
            }
        );
        assert_eq!(
            read("csp/2144/../spa"),
            Track {
                id: "spa".to_owned(),
                layout: None,
                csp_min_build: Some(2144)
            }
        );
        assert_eq!(read("csp/0/../H7/../spa").id, "spa");
        assert_eq!(read("spa ; at night").id, "spa");
        assert_eq!(read("").id, "imola");
    }

    #[test]
    fn every_port_that_is_none_is_a_fault_of_its_own() {
        let text = "[SERVER]\nCARS=a\nUDP_PORT=0\nTCP_PORT=65536\nHTTP_PORT=\nMAX_CLIENTS=many\nCLIENT_SEND_INTERVAL_HZ=255\nUDP_PORT=9600; x";
        insta::assert_snapshot!(refused(text, Platform::Windows), @r#"
        "cfg/server_cfg.ini": CLIENT_SEND_INTERVAL_HZ is "255" but must be a number from 1 to 120. Correct it in Content Manager and pack again.
        "cfg/server_cfg.ini": MAX_CLIENTS is "many" but must be a number from 1 to 255. Correct it in Content Manager and pack again.
        "cfg/server_cfg.ini": UDP_PORT is "0" but must be a port, a number from 1 to 65535. Correct it in Content Manager and pack again.
        "cfg/server_cfg.ini": UDP_PORT is "9600; x" but must be a port, a number from 1 to 65535. Correct it in Content Manager and pack again.
        "cfg/server_cfg.ini": TCP_PORT is "65536" but must be a port, a number from 1 to 65535. Correct it in Content Manager and pack again.
        "cfg/server_cfg.ini": HTTP_PORT is "" but must be a port, a number from 1 to 65535. Correct it in Content Manager and pack again.
        "#);
    }

    #[test]
    fn a_system_keeps_its_own_ports() {
        let text = "[SERVER]\nCARS=a\nUDP_PORT=137\nTCP_PORT=3389\nHTTP_PORT=49665";
        insta::assert_snapshot!(refused(text, Platform::Windows), @r#"
        "cfg/server_cfg.ini": UDP_PORT is "137" but must be a port that Windows does not use itself. Correct it in Content Manager and pack again.
        "cfg/server_cfg.ini": TCP_PORT is "3389" but must be a port that Windows does not use itself. Correct it in Content Manager and pack again.
        "cfg/server_cfg.ini": HTTP_PORT is "49665" but must be a port below 49152, as Windows hands out the higher ones itself. Correct it in Content Manager and pack again.
        "#);
        let text = "[SERVER]\nCARS=a\nUDP_PORT=9600\nTCP_PORT=22\nHTTP_PORT=49665";
        insta::assert_snapshot!(refused(text, Platform::Linux), @r#""cfg/server_cfg.ini": TCP_PORT is "22" but must be a port that the server's machine does not use itself. Correct it in Content Manager and pack again."#);
    }

    #[test]
    fn sessions_are_those_whose_section_is_there() {
        let read = settings("[RACE]\nNAME=Sprint\nLAPS=12\nTIME=30\n[PRACTICE]\nTIME=7.5\n[QUALIFY]\nINFINITE=1\n[__CM_BOOK_OFF]\nTIME=9").sessions;
        let session = |kind, name: &str, length| Session {
            kind,
            name: name.to_owned(),
            length,
        };
        assert_eq!(
            read,
            [
                session(SessionKind::Practice, "Practice", SessionLength::Minutes(7)),
                session(SessionKind::Qualify, "Qualifying", SessionLength::Unlimited),
                session(SessionKind::Race, "Sprint", SessionLength::Laps(12)),
            ]
        );
    }

    #[test]
    fn assettoserver_takes_what_the_entry_list_says() {
        let entries = entry_list(&Ini::parse(
            b"[CAR_0]\nMODEL=a\n[CAR_1]\nMODEL=A\n[CAR_2]\nMODEL=b",
        ))
        .0;
        let rules = Rules {
            assetto: true,
            ..RULES
        };
        let mut tally = FaultCollector::default();
        let read = |text: &str, tally: &mut FaultCollector| {
            let settings =
                ServerSettings::read(&Ini::parse(text.as_bytes()), &entries, rules, tally);
            (settings.cars, settings.slots)
        };
        let cars = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(read("[SERVER]\nNAME=x", &mut tally), (cars.clone(), 3));
        assert_eq!(read("[SERVER]\nMAX_CLIENTS=0", &mut tally), (cars, 3));
        assert!(tally.is_empty());
        read("[SERVER]\nMAX_CLIENTS=9000", &mut tally);
        assert!(!tally.is_empty());
    }
}
