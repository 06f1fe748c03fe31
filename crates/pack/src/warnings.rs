//! What may crash, empty or hide a server although its pack can be launched.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::config::{Entry, ServerSettings};
use super::faults::printable;
use super::{Pack, Ports, SessionKind};

/// One thing that the admin should know before the race. `Display` is a sentence for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The entry list has a car that `CARS` does not.
    CarNotListed {
        /// The model.
        car: String,
        /// How many entries have it.
        entries: usize,
    },
    /// The entry list is shorter than `MAX_CLIENTS`.
    FewerEntries {
        /// Cars in the entry list.
        entries: usize,
        /// `MAX_CLIENTS`.
        slots: u16,
    },
    /// The pack has `content/`, but for one of its cars no `data.acd`.
    CarWithoutData {
        /// The model.
        car: String,
    },
    /// The settings name no track, so acServer takes its own.
    NoTrack,
    /// The pack has tracks, but not the one that is driven.
    TrackNotPacked {
        /// The track's folder.
        track: String,
    },
    /// Pickup off, locked entry list and a reversed grid, which crashes acServer at the second race.
    ReverseGridCrash,
    /// Two listeners on one port.
    PortsCollide {
        /// Who.
        uses: [PortUse; 2],
        /// Where.
        port: u16,
    },
    /// A key that is set twice to different values.
    ConflictingSetting {
        /// The section's name.
        section: String,
        /// The key.
        key: String,
    },
    /// The entry list skips a number; acServer stops reading there.
    EntryListGap {
        /// The number that is missing.
        missing: usize,
        /// How many entries come after the gap.
        ignored: usize,
    },
    /// No session is switched on.
    NoSessions,
    /// The lobby cuts names.
    LongName {
        /// Its length in characters.
        length: usize,
    },
    /// The server program was built for 32-bit Linux and needs its libraries.
    Program32Bit {
        /// Its path.
        program: String,
    },
    /// `cfg/cm_wrapper_params.json` cannot be read; the wrapper's default port is assumed.
    UnreadableWrapperSettings,
}

/// A TCP listener of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortUse {
    /// `TCP_PORT`.
    Tcp,
    /// `HTTP_PORT`.
    Http,
    /// acServerWrapper's `port`.
    Wrapper,
}

/// How many warnings a pack carries at most.
pub(super) const MOST: usize = 50;
/// The longest name that the public lobby shows, in characters.
const LOBBY_NAME: usize = 128;

impl Warning {
    /// A stable word for machines.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::CarNotListed { .. } => "car_not_listed",
            Self::FewerEntries { .. } => "fewer_entries",
            Self::CarWithoutData { .. } => "car_without_data",
            Self::NoTrack => "no_track",
            Self::TrackNotPacked { .. } => "track_not_packed",
            Self::ReverseGridCrash => "reverse_grid_crash",
            Self::PortsCollide { .. } => "ports_collide",
            Self::ConflictingSetting { .. } => "conflicting_setting",
            Self::EntryListGap { .. } => "entry_list_gap",
            Self::NoSessions => "no_sessions",
            Self::LongName { .. } => "long_name",
            Self::Program32Bit { .. } => "program_32_bit",
            Self::UnreadableWrapperSettings => "unreadable_wrapper_settings",
        }
    }

    /// The file of the pack to correct.
    pub fn entry(&self) -> &str {
        match self {
            Self::CarNotListed { .. } | Self::FewerEntries { .. } | Self::EntryListGap { .. } => {
                "cfg/entry_list.ini"
            }
            Self::CarWithoutData { .. } => "content/cars",
            Self::TrackNotPacked { .. } => "content/tracks",
            Self::ConflictingSetting { section, .. } if section.starts_with("CAR_") => {
                "cfg/entry_list.ini"
            }
            Self::UnreadableWrapperSettings => "cfg/cm_wrapper_params.json",
            Self::Program32Bit { program } => program,
            Self::NoTrack
            | Self::ReverseGridCrash
            | Self::PortsCollide { .. }
            | Self::ConflictingSetting { .. }
            | Self::NoSessions
            | Self::LongName { .. } => "cfg/server_cfg.ini",
        }
    }
}

/// Everything worth a warning in a pack that can be launched.
pub(super) fn of(
    pack: &Pack,
    settings: &ServerSettings,
    entries: &[Entry],
    has_data: impl Fn(&str) -> bool,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    warnings.extend(cars_not_listed(pack, entries));
    if entries.len() < usize::from(pack.slots) {
        warnings.push(Warning::FewerEntries {
            entries: entries.len(),
            slots: pack.slots,
        });
    }
    warnings.extend(pack.cars.iter().filter(|car| !has_data(car)).map(|car| {
        Warning::CarWithoutData {
            car: printable(car),
        }
    }));
    if !settings.pickup && settings.locked && settings.reversed_grid && has_race(pack) {
        warnings.push(Warning::ReverseGridCrash);
    }
    warnings.extend(collisions(pack.ports));
    if pack.sessions.is_empty() {
        warnings.push(Warning::NoSessions);
    }
    let length = pack.name.chars().count();
    if pack.lobby && LOBBY_NAME < length {
        warnings.push(Warning::LongName { length });
    }
    warnings
}

fn has_race(pack: &Pack) -> bool {
    pack.sessions
        .iter()
        .any(|session| session.kind == SessionKind::Race)
}

fn cars_not_listed(pack: &Pack, entries: &[Entry]) -> Vec<Warning> {
    let known: BTreeSet<String> = pack
        .cars
        .iter()
        .map(|car| car.to_ascii_lowercase())
        .collect();
    let mut strangers: BTreeMap<String, (&str, usize)> = BTreeMap::new();
    for Entry { model } in entries {
        let key = model.to_ascii_lowercase();
        if !known.contains(&key) {
            strangers.entry(key).or_insert((model, 0)).1 += 1;
        }
    }
    strangers
        .into_values()
        .map(|(car, entries)| Warning::CarNotListed {
            car: printable(car),
            entries,
        })
        .collect()
}

/// UDP and TCP on one number are two different ports; two TCP listeners are not.
fn collisions(ports: Ports) -> Vec<Warning> {
    let listeners = [
        Some((PortUse::Tcp, ports.tcp)),
        Some((PortUse::Http, ports.http)),
        ports.wrapper.map(|port| (PortUse::Wrapper, port)),
    ];
    let listeners: Vec<_> = listeners.into_iter().flatten().collect();
    let mut warnings = Vec::new();
    for (index, (first, port)) in listeners.iter().enumerate() {
        for (second, _) in listeners[index + 1..]
            .iter()
            .filter(|(_, other)| other == port)
        {
            warnings.push(Warning::PortsCollide {
                uses: [*first, *second],
                port: *port,
            });
        }
    }
    warnings
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CarNotListed { car, entries } => write!(
                f,
                "The entry list has {car} {}, but CARS does not name it: acServer may stop at the start. \
                 Add the car to the server's cars or take it off the entry list.",
                if *entries == 1 { "once".to_owned() } else { format!("{entries} times") }
            ),
            Self::FewerEntries { entries, slots } => write!(
                f,
                "MAX_CLIENTS is {slots}, but the entry list has only {}: no more players than cars can join.",
                cars(*entries)
            ),
            Self::CarWithoutData { car } => write!(
                f,
                "The pack has no data.acd for {car}: players with the packed car are kicked for a wrong checksum, \
                 or nobody is checked. Pack the car's data in Content Manager first."
            ),
            Self::NoTrack => f.write_str(
                "TRACK is not set, so the server takes its own default, imola. \
                 Choose the track in Content Manager and pack again.",
            ),
            Self::TrackNotPacked { track } => write!(
                f,
                "The pack has tracks, but not {track}, which is driven: players' track files are not checked, or they \
                 are kicked for a wrong checksum. Choose the track in Content Manager and pack again."
            ),
            Self::ReverseGridCrash => f.write_str(
                "Pickup mode is off, the entry list is locked and the second race has a reversed grid: \
                 acServer is known to crash with these three together. Switch one of them off.",
            ),
            Self::PortsCollide { uses: [first, second], port } => write!(
                f,
                "{first} and {second} both use port {port}: one of them will fail to start. Give them different ports."
            ),
            Self::ConflictingSetting { section, key } => write!(
                f,
                "[{section}] sets {key} twice to different values, and server programs differ in which one counts. \
                 The first is shown here; remove the other."
            ),
            Self::EntryListGap { missing, ignored } => write!(
                f,
                "The entry list has no CAR_{missing}: acServer stops reading there and leaves out {}. \
                 Number the cars without gaps.",
                cars(*ignored)
            ),
            Self::NoSessions => f.write_str(
                "No session is switched on, so there is nothing to drive. Switch on practice, qualifying or race.",
            ),
            Self::LongName { length } => write!(
                f,
                "The server's name has {length} characters; the lobby allows {LOBBY_NAME} and may refuse it. Shorten it."
            ),
            Self::Program32Bit { program } => write!(
                f,
                "{program} needs the libraries of 32-bit Linux, which Amazon Linux 2023 does not have: it may not \
                 start. Pack it for Windows, or use a 64-bit program such as AssettoServer."
            ),
            Self::UnreadableWrapperSettings => f.write_str(
                "The wrapper's settings cannot be read, so its usual port 80 is assumed. \
                 If it uses another port, details of the server will not load for players.",
            ),
        }
    }
}

fn cars(count: usize) -> String {
    match count {
        1 => "1 car".to_owned(),
        count => format!("{count} cars"),
    }
}

impl fmt::Display for PortUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tcp => "TCP_PORT",
            Self::Http => "HTTP_PORT",
            Self::Wrapper => "the wrapper's port",
        })
    }
}

impl Serialize for Warning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Warning", 3)?;
        object.serialize_field("kind", self.kind())?;
        object.serialize_field("entry", self.entry())?;
        object.serialize_field("message", &self.to_string())?;
        object.end()
    }
}
