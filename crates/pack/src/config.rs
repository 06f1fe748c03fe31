//! What `cfg/` says: the server's settings, its entry list, its wrapper's port.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::faults::{FaultKind, Tally, printable};
use super::ini::{Ini, number};
use super::warnings::Warning;
use super::{Ports, Session, SessionKind, SessionLength, Track};

/// Where a pack keeps them, below its root.
pub(super) const SERVER_CFG: &str = "cfg/server_cfg.ini";
pub(super) const ENTRY_LIST: &str = "cfg/entry_list.ini";
pub(super) const WRAPPER_PARAMS: &str = "cfg/cm_wrapper_params.json";
/// Where acServerWrapper listens if it is not told.
pub(super) const WRAPPER_PORT: u16 = 80;
/// What Windows itself listens on: RPC, NetBIOS, file sharing, Remote Desktop, remote management.
/// A pack that names one would open it to the whole internet, and could not use it.
pub(super) const WINDOWS_PORTS: [u16; 9] = [135, 137, 138, 139, 445, 3389, 5985, 5986, 47001];
const NOT_WINDOWS: &str = "a port that Windows does not use itself";

/// `server_cfg.ini`, as far as it matters here.
#[derive(Debug)]
pub(super) struct ServerSettings {
    /// Without Content Manager's suffixes; empty if there is none.
    pub(super) name: String,
    pub(super) track: Track,
    pub(super) cars: Vec<String>,
    pub(super) slots: u16,
    /// Without the wrapper's.
    pub(super) ports: Ports,
    pub(super) sessions: Vec<Session>,
    pub(super) password: bool,
    pub(super) lobby: bool,
    pub(super) pickup: bool,
    pub(super) locked: bool,
    pub(super) reversed_grid: bool,
}

impl ServerSettings {
    /// Missing keys get acServer's defaults; keys that it could not use are faults.
    pub(super) fn read(ini: &Ini, tally: &mut Tally) -> Self {
        let cars = cars(ini.get("SERVER", "CARS").unwrap_or_default());
        if cars.is_empty() {
            tally.add(FaultKind::NoCars.of(SERVER_CFG));
        }
        Self {
            name: printable(without_suffixes(
                ini.get("SERVER", "NAME").unwrap_or_default(),
            )),
            track: track(ini),
            cars,
            slots: bounded(
                ini,
                "MAX_CLIENTS",
                3,
                1..=255,
                "a number from 1 to 255",
                tally,
            ),
            ports: Ports {
                udp: port(ini, "UDP_PORT", 9600, tally),
                tcp: port(ini, "TCP_PORT", 9600, tally),
                http: port(ini, "HTTP_PORT", 8081, tally),
                wrapper: None,
            },
            sessions: sessions(ini),
            password: ini
                .get("SERVER", "PASSWORD")
                .is_some_and(|password| !password.is_empty()),
            lobby: switch(ini, "REGISTER_TO_LOBBY", true),
            pickup: switch(ini, "PICKUP_MODE_ENABLED", true),
            locked: switch(ini, "LOCKED_ENTRY_LIST", false),
            reversed_grid: ["SERVER", "RACE"]
                .iter()
                .filter_map(|section| ini.get(section, "REVERSED_GRID_RACE_POSITIONS"))
                .any(|value| number(value).is_some_and(|positions| positions != 0)),
        }
    }
}

fn cars(value: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    value
        .split(';')
        .map(str::trim)
        .filter(|car| !car.is_empty() && seen.insert(car.to_ascii_lowercase()))
        .map(printable)
        .collect()
}

/// `csp/<build>/../[<flags>/../]<track>` is how Content Manager asks for a build of Custom
/// Shaders Patch: acServer resolves the path to the track, older clients cannot.
fn track(ini: &Ini) -> Track {
    let value = ini
        .get("SERVER", "TRACK")
        .filter(|track| !track.is_empty())
        .unwrap_or("imola")
        .replace('\\', "/");
    let id = value.rsplit("/../").next().unwrap_or(&value);
    let csp_min_build = value
        .strip_prefix("csp/")
        .and_then(|rest| rest.split('/').next())
        .and_then(|build| build.parse().ok());
    let layout = ini
        .get("SERVER", "CONFIG_TRACK")
        .filter(|layout| !layout.is_empty());
    Track {
        id: printable(id),
        layout: layout.map(printable),
        csp_min_build,
    }
}

fn port(ini: &Ini, key: &'static str, default: u16, tally: &mut Tally) -> u16 {
    let port = bounded(
        ini,
        key,
        default,
        1..=u16::MAX,
        "a port, a number from 1 to 65535",
        tally,
    );
    if WINDOWS_PORTS.contains(&port) {
        tally.add(
            FaultKind::InvalidSetting {
                key,
                value: port.to_string(),
                must_be: NOT_WINDOWS,
            }
            .of(SERVER_CFG),
        );
    }
    port
}

fn bounded(
    ini: &Ini,
    key: &'static str,
    default: u16,
    range: std::ops::RangeInclusive<u16>,
    must_be: &'static str,
    tally: &mut Tally,
) -> u16 {
    let Some(value) = ini.get("SERVER", key) else {
        return default;
    };
    match number(value).and_then(|number| u16::try_from(number).ok()) {
        Some(number) if range.contains(&number) => number,
        _ => {
            tally.add(
                FaultKind::InvalidSetting {
                    key,
                    value: printable(value),
                    must_be,
                }
                .of(SERVER_CFG),
            );
            default
        }
    }
}

fn switch(ini: &Ini, key: &str, default: bool) -> bool {
    ini.get("SERVER", key)
        .and_then(number)
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
    let count = |section, key| {
        ini.get(section, key)
            .and_then(number)
            .and_then(|value| u32::try_from(value).ok())
            .unwrap_or(0)
    };
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
            length: match (kind, count(section, "LAPS")) {
                (SessionKind::Race, laps) if 0 < laps => SessionLength::Laps(laps),
                _ => SessionLength::Minutes(count(section, "TIME")),
            },
        })
        .collect()
}

/// The name as players see it: Content Manager appends ` ℹ<wrapper port>` or ` x:<id>` for its
/// own clients and takes them off again.
fn without_suffixes(name: &str) -> &str {
    let mut name = name.trim();
    loop {
        let port = name
            .rsplit_once(" ℹ")
            .filter(|(_, port)| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
        let id = name
            .rsplit_once(" x:")
            .filter(|(_, id)| !id.is_empty() && !id.contains(char::is_whitespace));
        match port.or(id) {
            Some((rest, _)) if !rest.trim().is_empty() => name = rest.trim_end(),
            _ => return name,
        }
    }
}

/// One car of the entry list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// `MODEL`.
    pub(super) model: String,
}

/// `[CAR_0]`, `[CAR_1]` and so on up to the first that is missing, where acServer stops reading.
pub(super) fn entry_list(ini: &Ini) -> (Vec<Entry>, Option<Warning>) {
    let numbers: BTreeSet<usize> = ini
        .sections()
        .filter_map(|section| section.strip_prefix("CAR_")?.parse().ok())
        .collect();
    let missing = numbers
        .iter()
        .enumerate()
        .find(|(index, number)| index != *number)
        .map_or(numbers.len(), |(i, _)| i);
    let entries = (0..missing)
        .map(|number| Entry {
            model: ini
                .get(&format!("CAR_{number}"), "MODEL")
                .unwrap_or_default()
                .to_owned(),
        })
        .collect();
    let ignored = numbers.len() - missing;
    let gap = (0 < ignored).then_some(Warning::EntryListGap { missing, ignored });
    (entries, gap)
}

/// The port in `cm_wrapper_params.json`. `null` and no port at all mean 80; `None` is a file that
/// cannot be read.
pub(super) fn wrapper_port(json: &[u8], tally: &mut Tally) -> Option<u16> {
    #[derive(Deserialize)]
    struct Params {
        port: Option<i64>,
    }
    let params: Params = serde_json::from_str(&plain_json(json)).ok()?;
    match params.port {
        None => Some(WRAPPER_PORT),
        Some(port) => match u16::try_from(port) {
            Ok(port) if 0 < port && !WINDOWS_PORTS.contains(&port) => Some(port),
            valid => {
                let must_be = match valid {
                    Ok(1..) => NOT_WINDOWS,
                    _ => "a port, a number from 1 to 65535",
                };
                tally.add(
                    FaultKind::InvalidSetting {
                        key: "port",
                        value: port.to_string(),
                        must_be,
                    }
                    .of(WRAPPER_PARAMS),
                );
                Some(WRAPPER_PORT)
            }
        },
    }
}

/// `cm_wrapper_params.json` with another port, and without its comments. Of a file that cannot be
/// read nothing but the port remains: the wrapper has defaults for everything else.
pub fn wrapper_params_with(json: &[u8], port: u16) -> String {
    let mut params: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&plain_json(json)).unwrap_or_default();
    params.insert("port".to_owned(), port.into());
    serde_json::Value::from(params).to_string()
}

/// JSON without what Content Manager's reader allows beyond it: a byte order mark, `//` and `/* */`
/// comments, and a comma before a closing bracket.
fn plain_json(json: &[u8]) -> String {
    let text = String::from_utf8_lossy(json);
    let text = text.trim_start_matches('\u{feff}');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
        } else if next == '"' {
            let end = string_end(rest);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else {
            if matches!(next, '}' | ']') && out.trim_end().ends_with(',') {
                out.truncate(out.trim_end().len() - 1);
            }
            out.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    out
}

/// Where the string literal that `text` starts with ends.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> ServerSettings {
        ServerSettings::read(&Ini::parse(text.as_bytes()), &mut Tally::default())
    }

    #[test]
    fn a_name_loses_what_content_manager_appends() {
        for (raw, name) in [
            ("Sunday Cup", "Sunday Cup"),
            ("Sunday Cup ℹ8050", "Sunday Cup"),
            ("Sunday Cup x:AbC12=", "Sunday Cup"),
            ("Sunday Cup x:AbC12= ℹ80", "Sunday Cup"),
            ("Formula x: the cup", "Formula x: the cup"),
            ("Info ℹmore", "Info ℹmore"),
            (" ℹ8050", "ℹ8050"),
        ] {
            assert_eq!(without_suffixes(raw), name, "{raw:?}");
        }
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
        assert_eq!(read("").id, "imola");
    }

    #[test]
    fn every_port_that_is_none_is_a_fault_of_its_own() {
        let mut tally = Tally::default();
        let ini = Ini::parse(
            b"[SERVER]\nCARS=a\nUDP_PORT=0\nTCP_PORT=65536\nHTTP_PORT=\nMAX_CLIENTS=many",
        );
        ServerSettings::read(&ini, &mut tally);
        let faults = tally.verdict(()).expect_err("four values are wrong");
        insta::assert_snapshot!(faults, @r#"
        "cfg/server_cfg.ini": MAX_CLIENTS is "many" but must be a number from 1 to 255. Correct it in Content Manager and pack again.
        "cfg/server_cfg.ini": UDP_PORT is "0" but must be a port, a number from 1 to 65535. Correct it in Content Manager and pack again.
        "cfg/server_cfg.ini": TCP_PORT is "65536" but must be a port, a number from 1 to 65535. Correct it in Content Manager and pack again.
        "cfg/server_cfg.ini": HTTP_PORT is "" but must be a port, a number from 1 to 65535. Correct it in Content Manager and pack again.
        "#);
    }

    #[test]
    fn windows_keeps_its_own_ports() {
        let mut tally = Tally::default();
        let ini = Ini::parse(b"[SERVER]\nCARS=a\nUDP_PORT=137\nTCP_PORT=3389\nHTTP_PORT=445");
        ServerSettings::read(&ini, &mut tally);
        wrapper_port(br#"{"port": 5985}"#, &mut tally);
        let faults = tally.verdict(()).expect_err("four ports are taken");
        insta::assert_snapshot!(faults, @r#"
        "cfg/server_cfg.ini": UDP_PORT is "137" but must be a port that Windows does not use itself. Correct it in Content Manager and pack again.
        "cfg/server_cfg.ini": TCP_PORT is "3389" but must be a port that Windows does not use itself. Correct it in Content Manager and pack again.
        "cfg/server_cfg.ini": HTTP_PORT is "445" but must be a port that Windows does not use itself. Correct it in Content Manager and pack again.
        "cfg/cm_wrapper_params.json": port is "5985" but must be a port that Windows does not use itself. Correct it in Content Manager and pack again.
        "#);
    }

    #[test]
    fn sessions_are_those_whose_section_is_there() {
        let read = settings("[RACE]\nNAME=Sprint\nLAPS=12\nTIME=30\n[PRACTICE]\nTIME=15\n[__CM_QUALIFY_OFF]\nTIME=9").sessions;
        let practice = Session {
            kind: SessionKind::Practice,
            name: "Practice".to_owned(),
            length: SessionLength::Minutes(15),
        };
        let race = Session {
            kind: SessionKind::Race,
            name: "Sprint".to_owned(),
            length: SessionLength::Laps(12),
        };
        assert_eq!(read, [practice, race]);
    }

    #[test]
    fn the_entry_list_ends_at_its_first_gap() {
        let (entries, gap) = entry_list(&Ini::parse(
            b"[CAR_0]\nMODEL=a\n[CAR_1]\nMODEL=b\n[CAR_3]\nMODEL=c\n[CAR_4]\nMODEL=c",
        ));
        assert_eq!(
            entries,
            [
                Entry {
                    model: "a".to_owned()
                },
                Entry {
                    model: "b".to_owned()
                }
            ]
        );
        assert_eq!(
            gap,
            Some(Warning::EntryListGap {
                missing: 2,
                ignored: 2
            })
        );
    }

    #[test]
    fn the_wrapper_s_port_survives_comments_and_null() {
        let read = |json: &str| wrapper_port(json.as_bytes(), &mut Tally::default());
        assert_eq!(read(r#"{"port": 8050}"#), Some(8050));
        assert_eq!(read(r#"{"port": null}"#), Some(80));
        assert_eq!(read("\u{feff}{}"), Some(80));
        assert_eq!(
            read(
                "{ // the port\n \"port\": 81, /* and */ \"description\": \"http://x/*y*/\\\"\", }"
            ),
            Some(81)
        );
        assert_eq!(
            read("{ // the \"port\": 9999 was taken\n \"port\": 81 }"),
            Some(81)
        );
        assert_eq!(read("not json"), None);
        assert_eq!(read("{\"a\": \"unfinished \\\""), None);
    }

    #[test]
    fn another_port_is_written_where_the_wrapper_reads_it() {
        let with = |json: &str| wrapper_params_with(json.as_bytes(), 7);
        assert_eq!(
            with(
                "\u{feff}{ // the \"port\": 9999 was taken\n \"port\": 81, \"verboseLog\": true }"
            ),
            r#"{"port":7,"verboseLog":true}"#
        );
        assert_eq!(
            with(r#"{"x": {"port": 1}}"#),
            r#"{"port":7,"x":{"port":1}}"#
        );
        assert_eq!(with(r#"{"port": null}"#), r#"{"port":7}"#);
        assert_eq!(with("not json"), r#"{"port":7}"#);
    }
}
