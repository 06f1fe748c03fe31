//! Warnings in words for whoever made the pack.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::super::faults::listed;
use super::super::settings::Trouble;
use super::{Door, Lobby, PortUse, Warning};

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CarsNotListed { cars, entries } => write!(
                f,
                "The entry list has {} {}, but CARS does not name {}: acServer may stop at the start. \
                 Add {} to the server's cars or take {} off the entry list.",
                listed(cars),
                times(*entries),
                them(cars.len()),
                them(cars.len()),
                them(cars.len()),
            ),
            Self::CarsWithoutModel { numbers } => {
                let sections: Vec<String> = numbers.iter().map(|number| format!("CAR_{number}")).collect();
                write!(
                    f,
                    "In the entry list {} no MODEL, so nobody can drive there. Choose a car or remove the entry.",
                    have(&sections)
                )
            }
            Self::FewerEntries { entries, slots } => write!(
                f,
                "MAX_CLIENTS is {slots}, but the entry list has only {}: no more players than cars can join.",
                count_of(*entries)
            ),
            Self::CarsWithoutData { cars } => write!(
                f,
                "The pack has no data.acd for {}: players with the packed car are kicked for a wrong checksum, \
                 or nobody is checked. Pack the car's data in Content Manager first.",
                listed(cars)
            ),
            Self::NoTrack => f.write_str(
                "TRACK is not set, so the server takes its own default, imola. \
                 Choose the track in Content Manager and pack again.",
            ),
            Self::TrackNotPacked { track } => write!(
                f,
                "The pack has tracks, but not {track}, which is driven: players may be kicked for a wrong checksum. \
                 Choose the track in Content Manager and pack again."
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
                count_of(*ignored)
            ),
            Self::NoSessions => f.write_str(
                "No session is switched on, so there is nothing to drive. Switch on practice, qualifying or race.",
            ),
            Self::EmptySessions { sessions } => write!(
                f,
                "{} no length and would end at once. Give {it} minutes or laps, or switch {it} off.",
                have(sessions),
                it = them(sessions.len())
            ),
            Self::EndsAfterLast => f.write_str(
                "LOOP_MODE is 0: the server ends after its last session. \
                 Switch loop mode on if it should begin again.",
            ),
            Self::AdminDoor { door } => write!(f, "{door}"),
            Self::LobbyRefuses { why } => write!(f, "{why}"),
            Self::Program32Bit { program } => write!(
                f,
                "{program} needs the libraries of 32-bit Linux, which Amazon Linux 2023 does not have: it may not \
                 start. Pack it for Windows, or use a 64-bit program such as AssettoServer."
            ),
            Self::WithoutWrapper => f.write_str(
                "The pack is made for acServerWrapper, of which there is none for Linux in storage: the server runs \
                 without it. Drivers can join; details of the server and downloads of cars and tracks are missing. Add \
                 the wrapper with `/programs`, or deploy the pack on Windows.",
            ),
            Self::UnreadableWrapperSettings => f.write_str(
                "The wrapper's settings cannot be read, so its usual port 80 is assumed. \
                 If it uses another port, details of the server will not load for players.",
            ),
            Self::AnyWrapperPort => f.write_str(
                "The wrapper's settings name no port, so it takes any that is free, which is not opened: details of the \
                 server will not load for players. Set its port in Content Manager and pack again.",
            ),
            Self::UnreadableContent { left_out: true } => f.write_str(
                "What players can download (content.json) cannot be read, so the server offers no downloads. \
                 Write it as plain JSON, with names and texts in double quotes.",
            ),
            Self::UnreadableContent { left_out: false } => f.write_str(
                "What players can download (content.json) is not plain JSON, and not every server program reads it. \
                 Put names and texts in double quotes.",
            ),
            Self::LedElsewhere {
                file,
                keys,
                places,
                why,
                cleaned,
            } => led_elsewhere(f, file, keys, places, *why, *cleaned),
            Self::LeftOut { names, plugins } => {
                write!(
                    f,
                    "The server runs without {}: where packs' own programs are not run, only cfg, content, setups and \
                     system/data of a pack are used.",
                    listed(names)
                )?;
                f.write_str(match plugins {
                    true => " Plug-ins must lie beside the server program: ask whoever runs this bot.",
                    false => "",
                })
            }
            Self::PlugInsElsewhere { plugins } => write!(
                f,
                "EnablePlugins names {}. Plug-ins of a pack are not loaded here: the server starts only if whoever runs \
                 this bot has put {} beside the server program.",
                listed(plugins),
                them(plugins.len())
            ),
            Self::Presets { names } => write!(
                f,
                "The archive also holds the presets {}, which are not started: cfg is. To deploy a preset, press Pack \
                 on its page in Content Manager.",
                listed(names)
            ),
            Self::NotUtf8 { file } => write!(
                f,
                "{file} is not saved as UTF-8, so players may see wrong letters in names. Save it as UTF-8 and pack again."
            ),
        }
    }
}

/// What settings do that lead to another computer, and what becomes of them.
fn led_elsewhere(
    f: &mut fmt::Formatter<'_>,
    file: &str,
    keys: &[String],
    places: &[String],
    why: Trouble,
    cleaned: bool,
) -> fmt::Result {
    let (it, s) = match keys {
        [_] => ("it", "s"),
        _ => ("them", ""),
    };
    let keys = listed(keys);
    let places = match places {
        [] => String::new(),
        places => format!(" ({})", listed(places)),
    };
    match (why, cleaned) {
        (Trouble::Leaves | Trouble::Elsewhere, _) => {
            let but = match cleaned {
                true => "that only another computer has",
                false => "that the server's machine does not have",
            };
            let so = if cleaned { ", so it is left out" } else { "" };
            let instead = match file.ends_with(".json") {
                true => "Put the file into cfg/cm_content and name it without a folder.",
                false => "Put the file into the pack and name it there, such as cfg/welcome.txt.",
            };
            write!(f, "{keys} name{s} a file {but}{places}{so}. {instead}")
        }
        (Trouble::Sends, true) => write!(
            f,
            "{keys} would connect the server with other programs or addresses{places}, which packs may not do here: \
             the server runs without {it}. Ask whoever runs this bot if you need {it}."
        ),
        (Trouble::Sends, false) => write!(
            f,
            "{keys} send{s} what happens on the server to another address{places}. Remove {it} if you do not mean that."
        ),
        (Trouble::Controls, true) => write!(
            f,
            "{keys} would open a port for controlling the server{places}; it stays closed. \
             Start, stop and watch the server with this bot."
        ),
        (Trouble::Controls, false) => write!(
            f,
            "{keys} open{s} a port for controlling the server{places}; nobody outside its machine can reach it."
        ),
        (Trouble::Router, true) => write!(
            f,
            "{keys} would open ports in the router of whoever runs this bot; it is switched off. \
             The ports that the server needs are taken care of."
        ),
        (Trouble::Router, false) => write!(f, "{keys} has no use on the server's machine."),
    }
}

impl fmt::Display for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => {
                "ADMIN_PASSWORD is empty: every driver can be admin, kick others and change the session. \
                 Set one in Content Manager and pack again."
            }
            Self::OpenBehindPassword => {
                "ADMIN_PASSWORD is empty although PASSWORD is set: everybody can join without it, as admin. \
                 Set an admin password in Content Manager and pack again."
            }
            Self::Guessable => {
                "ADMIN_PASSWORD is easily guessed, or the same as PASSWORD: whoever tries is admin. \
                 Choose a longer one that is used nowhere else."
            }
            Self::GuessableRcon => {
                "ADMIN_PASSWORD is easily guessed, and RconPort lets programs try it. \
                 Choose a longer one that is used nowhere else, or set RconPort to 0."
            }
            Self::Claimed => {
                "UnsafeAdminWhitelist is on: whoever claims the Steam id of an admin is one, as nobody checks it. \
                 Use ADMIN_PASSWORD instead, or switch UseSteamAuth on."
            }
        })
    }
}

impl fmt::Display for Lobby {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(length) => write!(
                f,
                "The server's name has {length} characters with what Content Manager appends; the lobby allows 128 and \
                 may refuse it, and acServer then ends. Shorten it."
            ),
            Self::Cars(length) => write!(
                f,
                "CARS has {length} characters; the public lobby refuses servers from about 1200 on, and acServer then \
                 ends. Take some cars out, or switch lobby registration off."
            ),
            Self::Tyres => f.write_str(
                "LEGAL_TYRES names a tyre with a space in it: the public lobby refuses such servers, and acServer then \
                 ends. Remove it, or switch lobby registration off.",
            ),
        }
    }
}

impl fmt::Display for PortUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Udp => "UDP_PORT",
            Self::Tcp => "TCP_PORT",
            Self::Http => "HTTP_PORT",
            Self::Wrapper => "the wrapper's port",
            Self::PlugIn => "UDP_PLUGIN_LOCAL_PORT",
            Self::Rcon => "RconPort",
        })
    }
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}

fn count_of(cars: usize) -> String {
    match cars {
        1 => "1 car".to_owned(),
        count => format!("{count} cars"),
    }
}

fn them(count: usize) -> &'static str {
    if count == 1 { "it" } else { "them" }
}

fn have(names: &[String]) -> String {
    let has = if names.len() == 1 { "has" } else { "have" };
    format!("{} {has}", listed(names))
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
