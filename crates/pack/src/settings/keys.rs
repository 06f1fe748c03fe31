//! What settings may hold that lead somewhere: to a file, to an address, to a port of the machine.
//!
//! [`TABLE`] names each such key, the programs that read it, and what it may hold. A pack is sent
//! by somebody, and a server program obeys its settings, so whatever leads out of the server's
//! folder, or to somebody else's machine, is refused or emptied. A new key is a new line.
//!
//! Sources: AssettoServer's configuration classes (`Server/Configuration` and the plug-ins'
//! configuration in compujuckel/AssettoServer), ac-server-wrapper (gro-ove), the manual of Kunos'
//! dedicated server. acServer itself is closed; it is taken to read a path as AssettoServer does.

use serde::Serialize;

use super::super::paths::{Leaves, leaves, track_leaves};
use super::File;

/// A program that reads settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Reader {
    AcServer,
    Wrapper,
    AssettoServer,
    /// One of AssettoServer's plug-ins.
    PlugIn,
}

/// One key.
#[derive(Debug)]
pub(in super::super) struct Key {
    /// Where it stands.
    pub(super) file: File,
    /// Its name: in ini files that of the key, in whatever section; elsewhere the names on the way
    /// to it with dots between. `*` at either end stands for anything. Letters' case is ignored.
    name: &'static str,
    /// Whoever reads it.
    pub(in super::super) read_by: &'static [Reader],
    /// What it may hold.
    holds: Holds,
}

/// What a key may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// A file or folder inside the server's folder.
    Path,
    /// The same, but tools on a PC are known to leave a path of that PC in it.
    PathOfPc,
    /// Several of the first, with `;` between.
    Paths,
    /// A file right in the server's folder.
    FileName,
    /// A track, as Content Manager writes it.
    Track,
    /// Where something is sent to: a host with or without a port, or a URL.
    Address,
    /// A port that is opened beside those of the game; 0 is none.
    OwnPort,
    /// What changes the machine's surroundings, and must not be on.
    Off(Trouble),
    /// Any text that is no path out of the folder: for files whose keys nobody can know.
    Text,
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Trouble {
    /// It leads out of the server's folder.
    Leaves,
    /// It names a file of another computer.
    Elsewhere,
    /// It sends something of the server to another machine, or to a program beside it.
    Sends,
    /// It opens a port by which the server is controlled.
    Controls,
    /// It opens ports in the router of the machine's network.
    Router,
}

/// What to do about a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Finding {
    /// Nobody writes that by accident.
    Refuse(Trouble),
    /// It may have been left in: the server runs without it.
    Empty(Trouble),
}

const KUNOS: &[Reader] = &[Reader::AcServer];
const BOTH: &[Reader] = &[Reader::AcServer, Reader::AssettoServer];
const ASSETTO: &[Reader] = &[Reader::AssettoServer];
const CONTENT: &[Reader] = &[Reader::Wrapper, Reader::AssettoServer];
const PLUG_IN: &[Reader] = &[Reader::PlugIn];

/// Every key that leads somewhere. The first line that fits counts.
pub(in super::super) static TABLE: &[Key] = &[
    Key::new(File::ServerCfg, "TRACK", BOTH, Holds::Track),
    Key::new(File::ServerCfg, "CONFIG_TRACK", BOTH, Holds::Path),
    Key::new(File::ServerCfg, "CARS", KUNOS, Holds::Paths),
    Key::new(File::ServerCfg, "WELCOME_MESSAGE", BOTH, Holds::PathOfPc),
    Key::new(File::ServerCfg, "UDP_PLUGIN_ADDRESS", BOTH, Holds::Address),
    Key::new(
        File::ServerCfg,
        "UDP_PLUGIN_LOCAL_PORT",
        BOTH,
        Holds::OwnPort,
    ),
    Key::new(
        File::ServerCfg,
        "AUTH_PLUGIN_ADDRESS",
        KUNOS,
        Holds::Address,
    ),
    Key::new(File::EntryList, "MODEL", BOTH, Holds::Path),
    Key::new(File::EntryList, "SKIN", BOTH, Holds::Path),
    Key::new(File::EntryList, "FIXED_SETUP", BOTH, Holds::Path),
    Key::new(File::Content, "file", CONTENT, Holds::PathOfPc),
    Key::new(File::ExtraCfg, "EnablePlugins.*", ASSETTO, Holds::FileName),
    Key::new(File::ExtraCfg, "UserGroups.*", ASSETTO, Holds::FileName),
    Key::new(File::ExtraCfg, "LokiSettings.*", ASSETTO, Holds::Address),
    Key::new(File::ExtraCfg, "RconPort", ASSETTO, Holds::OwnPort),
    Key::new(
        File::ExtraCfg,
        "EnableUPnP",
        ASSETTO,
        Holds::Off(Trouble::Router),
    ),
    Key::new(
        File::ExtraCfg,
        "EnableLegacyPluginInterface",
        ASSETTO,
        Holds::Off(Trouble::Sends),
    ),
    Key::new(File::ExtraCfg, "*Path", PLUG_IN, Holds::PathOfPc),
    Key::new(File::ExtraCfg, "*Url", PLUG_IN, Holds::Address),
    Key::new(File::ExtraCfg, "*", ASSETTO, Holds::Text),
    Key::new(File::PlugInCfg, "*Path", PLUG_IN, Holds::PathOfPc),
    Key::new(File::PlugInCfg, "*File", PLUG_IN, Holds::PathOfPc),
    Key::new(File::PlugInCfg, "*FileName", PLUG_IN, Holds::PathOfPc),
    Key::new(File::PlugInCfg, "*Folder", PLUG_IN, Holds::PathOfPc),
    Key::new(File::PlugInCfg, "*Directory", PLUG_IN, Holds::PathOfPc),
    Key::new(File::PlugInCfg, "*Url", PLUG_IN, Holds::Address),
    Key::new(File::PlugInCfg, "*Webhook*", PLUG_IN, Holds::Address),
    Key::new(File::PlugInCfg, "*Host", PLUG_IN, Holds::Address),
    Key::new(File::PlugInCfg, "*Address", PLUG_IN, Holds::Address),
    Key::new(
        File::PlugInCfg,
        "*ConnectionString",
        PLUG_IN,
        Holds::Address,
    ),
    Key::new(File::PlugInCfg, "*Endpoint", PLUG_IN, Holds::Address),
    Key::new(File::PlugInCfg, "*Port", PLUG_IN, Holds::OwnPort),
    Key::new(File::PlugInCfg, "*", PLUG_IN, Holds::Text),
];

impl Key {
    const fn new(file: File, name: &'static str, read_by: &'static [Reader], holds: Holds) -> Self {
        Self {
            file,
            name,
            read_by,
            holds,
        }
    }
}

/// The line of the table for a key.
pub(in super::super) fn key(file: File, name: &str) -> Option<&'static Key> {
    TABLE
        .iter()
        .find(|key| key.file == file && fits(key.name, name))
}

/// Whether a name is the pattern's, the case of letters aside.
fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_ascii_lowercase(), name.to_ascii_lowercase());
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(""), _) => true,
        (Some(rest), Some(_)) => name.contains(rest.trim_end_matches('*')),
        (Some(end), None) => name.ends_with(end),
        (None, Some(begin)) => name.starts_with(begin),
        (None, None) => name == pattern,
    }
}

impl Key {
    /// What stands in place of a value that is emptied; `None` if the key goes with it.
    pub(super) fn emptied(&self) -> Option<&'static str> {
        match self.holds {
            Holds::OwnPort => Some("0"),
            Holds::Off(_) => Some("false"),
            _ => None,
        }
    }

    /// What to do about this value; `None` if it may stay.
    pub(in super::super) fn judge(&self, value: &str) -> Option<Finding> {
        match self.holds {
            Holds::Path => leaves(value).map(|_| Finding::Refuse(Trouble::Leaves)),
            Holds::Paths => {
                let out = value.split(';').any(|path| leaves(path.trim()).is_some());
                out.then_some(Finding::Refuse(Trouble::Leaves))
            }
            Holds::FileName => {
                let out = leaves(value).is_some() || value.contains(['/', '\\']);
                out.then_some(Finding::Refuse(Trouble::Leaves))
            }
            Holds::Track => track_leaves(value).map(|_| Finding::Refuse(Trouble::Leaves)),
            Holds::PathOfPc => leaves(value).map(|how| match how {
                Leaves::Climbs => Finding::Refuse(Trouble::Leaves),
                Leaves::Elsewhere => Finding::Empty(Trouble::Elsewhere),
            }),
            Holds::Address => (!value.is_empty()).then_some(Finding::Empty(Trouble::Sends)),
            Holds::OwnPort => (!is_off(value)).then_some(Finding::Empty(Trouble::Controls)),
            Holds::Off(trouble) => (!is_off(value)).then_some(Finding::Empty(trouble)),
            Holds::Text => {
                (leaves(value) == Some(Leaves::Climbs)).then_some(Finding::Refuse(Trouble::Leaves))
            }
        }
    }
}

/// Whether a value switches something off, as server programs read it.
fn is_off(value: &str) -> bool {
    let value = value.trim();
    value.is_empty() || value.eq_ignore_ascii_case("false") || value.parse() == Ok(0_u64)
}

/// Whether something that is sent to this address stays on the machine.
pub(in super::super) fn is_loopback(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    if let Ok(address) = host.parse::<std::net::SocketAddr>() {
        return address.ip().is_loopback();
    }
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// An address as it may be shown: its host and port. The rest may be a secret, as that of a webhook.
pub(in super::super) fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ';']).next().unwrap_or(rest);
    host.rsplit_once('@').map_or(host, |(_, host)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(file: File, name: &str, value: &str) -> Option<Finding> {
        key(file, name).and_then(|key| key.judge(value))
    }

    #[test]
    fn every_key_of_the_table_is_found_by_its_name() {
        for line in TABLE {
            let name = line.name.replace('*', "X").to_uppercase();
            let found = key(line.file, &name).expect("a line of the table");
            assert!(
                std::ptr::eq(found, line),
                "{} hides {}",
                found.name,
                line.name
            );
            assert!(!line.read_by.is_empty());
        }
    }

    #[test]
    fn what_only_an_attacker_writes_is_refused() {
        let refused = Some(Finding::Refuse(Trouble::Leaves));
        for (file, name, value) in [
            (File::ServerCfg, "WELCOME_MESSAGE", "../../.env"),
            (File::ServerCfg, "TRACK", "../../secret"),
            (File::ServerCfg, "TRACK", "/etc"),
            (File::ServerCfg, "CONFIG_TRACK", "/etc"),
            (File::ServerCfg, "CARS", "car_a;../../x"),
            (File::EntryList, "FIXED_SETUP", "/etc/passwd"),
            (File::EntryList, "MODEL", "../x"),
            (File::EntryList, "SKIN", "red/../../x"),
            (File::Content, "file", "../../../../.env"),
            (File::ExtraCfg, "UserGroups.admins", "sub/admins.txt"),
            (
                File::ExtraCfg,
                "UserGroups.admins",
                "/home/me/.ssh/authorized_keys",
            ),
            (File::ExtraCfg, "EnablePlugins.0", "/tmp/evil"),
            (File::ExtraCfg, "WhateverComesNext", "../x"),
            (File::PlugInCfg, "DatabasePath", "../../x"),
            (File::PlugInCfg, "Presets.3", r"..\..\x"),
        ] {
            assert_eq!(judged(file, name, value), refused, "{name}={value}");
        }
    }

    #[test]
    fn what_may_have_been_left_in_is_emptied() {
        for (file, name, value, trouble) in [
            (
                File::ServerCfg,
                "WELCOME_MESSAGE",
                r"C:\Users\me\welcome.txt",
                Trouble::Elsewhere,
            ),
            (
                File::ServerCfg,
                "WELCOME_MESSAGE",
                "/dev/zero",
                Trouble::Elsewhere,
            ),
            (
                File::ServerCfg,
                "UDP_PLUGIN_ADDRESS",
                "127.0.0.1:12000",
                Trouble::Sends,
            ),
            (
                File::ServerCfg,
                "UDP_PLUGIN_LOCAL_PORT",
                "11000",
                Trouble::Controls,
            ),
            (
                File::ServerCfg,
                "AUTH_PLUGIN_ADDRESS",
                "auth.example/x?",
                Trouble::Sends,
            ),
            (
                File::Content,
                "file",
                r"D:\mods\car.zip",
                Trouble::Elsewhere,
            ),
            (File::ExtraCfg, "RconPort", "9600", Trouble::Controls),
            (File::ExtraCfg, "EnableUPnP", "true", Trouble::Router),
            (
                File::ExtraCfg,
                "EnableLegacyPluginInterface",
                "True",
                Trouble::Sends,
            ),
            (
                File::ExtraCfg,
                "LokiSettings.Url",
                "http://10.0.0.1",
                Trouble::Sends,
            ),
            (
                File::PlugInCfg,
                "AuditUrl",
                "https://discord.com/api/webhooks/1/x",
                Trouble::Sends,
            ),
            (
                File::PlugInCfg,
                "DatabasePath",
                "/etc/passwd",
                Trouble::Elsewhere,
            ),
        ] {
            assert_eq!(
                judged(file, name, value),
                Some(Finding::Empty(trouble)),
                "{name}={value}"
            );
        }
    }

    #[test]
    fn what_honest_packs_hold_stays() {
        for (file, name, value) in [
            (File::ServerCfg, "TRACK", "csp/2144/../H7/../spa"),
            (File::ServerCfg, "WELCOME_MESSAGE", "cfg/welcome.txt"),
            (File::ServerCfg, "UDP_PLUGIN_ADDRESS", ""),
            (File::ServerCfg, "UDP_PLUGIN_LOCAL_PORT", "0"),
            (File::ServerCfg, "NAME", "Sunday ../Cup"),
            (File::EntryList, "SKIN", "00_red/ADAn"),
            (File::EntryList, "FIXED_SETUP", "slow.ini"),
            (File::Content, "file", "carpack.zip"),
            (File::Content, "url", "https://example.org/car.zip"),
            (File::ExtraCfg, "UserGroups.default_admins", "admins.txt"),
            (File::ExtraCfg, "EnablePlugins.0", "RaceChallengePlugin"),
            (
                File::ExtraCfg,
                "ServerDescription",
                "Rules: https://example.org/rules",
            ),
            (
                File::ExtraCfg,
                "LoadingImageUrls.0",
                "https://example.org/1.png",
            ),
            (File::ExtraCfg, "RconPort", "0"),
            (File::ExtraCfg, "EnableUPnP", "false"),
            (File::PlugInCfg, "WebhookUrl", ""),
        ] {
            assert_eq!(judged(file, name, value), None, "{name}={value}");
        }
    }

    #[test]
    fn an_address_is_known_for_the_machine_s_own() {
        for own in [
            "127.0.0.1:12000",
            "localhost",
            "http://127.0.0.1/x",
            "[::1]:80",
            "127.8.9.10",
        ] {
            assert!(is_loopback(own), "{own}");
        }
        for other in [
            "0.0.0.0:1",
            "10.0.0.1:1",
            "127.0.0.1.example.org",
            "http://127.0.0.1@example.org/",
            "[::ffff:10.0.0.1]:1",
        ] {
            assert!(!is_loopback(other), "{other}");
        }
        assert_eq!(
            host("https://me:secret@discord.com/api/webhooks/1/key"),
            "discord.com"
        );
    }
}
