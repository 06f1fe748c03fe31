//! Switching a server's UDP plugin on, in the settings of an unpacked pack.
//!
//! A server speaks to one plugin, and that is ours. A pack that names one of its own on this machine keeps it:
//! ours stands between the two ([`Relay`]). Addresses of other machines were cleaned out of the pack.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::path::Path;

use configuration::{Document, Text};

use crate::files::{read_plain, replace};
use crate::plugin::{PluginSettings, Relay};

const SECTION: &str = "SERVER";
const LOCAL_PORT: &str = "UDP_PLUGIN_LOCAL_PORT";
const ADDRESS: &str = "UDP_PLUGIN_ADDRESS";
/// AssettoServer speaks to plug-ins only with this.
const LEGACY: &str = "EnableLegacyPluginInterface";
/// The most of a file of settings that is read.
const MOST: u64 = 1 << 20;

/// Switches the plugin on in the settings in `cfg`, on ports that neither the game nor a plugin of
/// the pack's own uses; says which.
///
/// # Errors
/// When the settings cannot be read or written.
pub fn switch_on(cfg: &Path) -> io::Result<PluginSettings> {
    let file = cfg.join("server_cfg.ini");
    let server = read_plain(&file, MOST)?.unwrap_or_default();
    let settings = planned(&server);
    replace(&file, &with_plugin(&server, &settings), 0o600)?;
    let file = cfg.join("extra_cfg.yml");
    let extra = read_plain(&file, MOST)?.unwrap_or_default();
    fs::create_dir_all(cfg)?;
    replace(&file, &with_legacy(&extra), 0o600)?;
    Ok(settings)
}

/// How a server with this `server_cfg.ini`, as its pack brought it, is to speak.
pub fn planned(server_cfg: &[u8]) -> PluginSettings {
    let settings = Document::parse(server_cfg);
    let slots = settings.number(SECTION, "MAX_CLIENTS").unwrap_or_default();
    let relay = own(&settings);
    let mut taken = of_the_game(&settings);
    taken.extend(relay.iter().flat_map(|it| [it.from, it.to.port()]));
    let mut free = (12_000..).filter(|port| !taken.contains(port));
    PluginSettings {
        ours: free.next().unwrap_or(12_000),
        server: free.next().unwrap_or(12_001),
        slots: slots.clamp(0, 255).try_into().unwrap_or_default(),
        relay,
    }
}

/// A `server_cfg.ini` in which the server speaks so; nothing else of it changes.
pub fn with_plugin(server_cfg: &[u8], plugin: &PluginSettings) -> Vec<u8> {
    let mut settings = Document::parse(server_cfg);
    let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, plugin.ours);
    for (key, value) in [
        (LOCAL_PORT, plugin.server.to_string()),
        (ADDRESS, address.to_string()),
    ] {
        settings.set(SECTION, key, &Text::cleaned(&value, 64));
    }
    settings.print()
}

/// The pack's own plugin, if it is on this machine.
fn own(settings: &Document) -> Option<Relay> {
    let to: SocketAddrV4 = settings.get(SECTION, ADDRESS)?.trim().parse().ok()?;
    let from = port(settings, LOCAL_PORT)?;
    let taken = of_the_game(settings);
    let fits = *to.ip() == Ipv4Addr::LOCALHOST
        && to.port() != from
        && ![from, to.port()]
            .iter()
            .any(|port| taken.contains(port) || *port < 1024);
    fits.then_some(Relay { to, from })
}

fn of_the_game(settings: &Document) -> BTreeSet<u16> {
    ["UDP_PORT", "TCP_PORT", "HTTP_PORT"]
        .iter()
        .filter_map(|key| port(settings, key))
        .collect()
}

fn port(settings: &Document, key: &str) -> Option<u16> {
    let port = settings.number(SECTION, key)?.try_into().ok()?;
    (port != 0).then_some(port)
}

/// The same settings with AssettoServer's plugin interface on; no other line is touched.
pub fn with_legacy(extra: &[u8]) -> Vec<u8> {
    with_extra(extra, LEGACY, "true")
}

/// AssettoServer's settings with this one; no other line is touched.
pub fn with_extra(extra: &[u8], key: &str, value: &str) -> Vec<u8> {
    let extra = String::from_utf8_lossy(extra);
    let is_it = |line: &&str| {
        line.split(':')
            .next()
            .is_some_and(|name| name.trim_end() == key)
    };
    let mut text: String = extra
        .lines()
        .filter(|line| !is_it(line))
        .flat_map(|line| [line, "\n"])
        .collect();
    text += &format!("{key}: {value}\n");
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn switched_on(server: &str, extra: Option<&str>) -> (PluginSettings, String, String) {
        let cfg = tempfile::tempdir().expect("a folder");
        let path = |name: &str| cfg.path().join(name);
        fs::write(path("server_cfg.ini"), server).expect("written");
        if let Some(extra) = extra {
            fs::write(path("extra_cfg.yml"), extra).expect("written");
        }
        let ports = switch_on(cfg.path()).expect("switched on");
        let read = |name: &str| fs::read_to_string(path(name)).expect("read");
        (ports, read("server_cfg.ini"), read("extra_cfg.yml"))
    }

    #[test]
    fn a_pack_without_a_plugin_gets_ours() {
        let (ports, server, extra) = switched_on(
            "[SERVER]\nNAME=Cup\nUDP_PORT=12000\nTCP_PORT=9600\nMAX_CLIENTS=24\n",
            None,
        );
        let expected = PluginSettings {
            ours: 12_001,
            server: 12_002,
            slots: 24,
            relay: None,
        };
        assert_eq!(ports, expected);
        assert!(server.contains("NAME=Cup"), "{server}");
        assert!(server.contains("UDP_PLUGIN_LOCAL_PORT=12002"), "{server}");
        assert!(
            server.contains("UDP_PLUGIN_ADDRESS=127.0.0.1:12001"),
            "{server}"
        );
        assert_eq!(extra, "EnableLegacyPluginInterface: true\n");
    }

    #[test]
    fn a_packs_own_plugin_is_passed_on_what_the_server_says_if_it_is_here() {
        let own = "[SERVER]\nUDP_PORT=9600\nUDP_PLUGIN_LOCAL_PORT=12000\nUDP_PLUGIN_ADDRESS=127.0.0.1:12001\n";
        let (ports, server, _) = switched_on(own, None);
        let relay = Relay {
            to: "127.0.0.1:12001".parse().expect("an address"),
            from: 12_000,
        };
        assert_eq!(ports.relay, Some(relay));
        assert_eq!((ports.ours, ports.server), (12_002, 12_003));
        assert!(
            server.contains("UDP_PLUGIN_ADDRESS=127.0.0.1:12002"),
            "{server}"
        );
        for other in [
            own.replace("127.0.0.1", "203.0.113.7"),
            own.replace("LOCAL_PORT=12000", "LOCAL_PORT=9600"),
            own.replace("127.0.0.1:12001", "127.0.0.1:53"),
        ] {
            assert_eq!(switched_on(&other, None).0.relay, None, "{other}");
        }
    }

    #[test]
    fn other_settings_of_assettoserver_stay() {
        let extra = "EnableWeatherFx: true\nEnableLegacyPluginInterface: false\nAiParams:\n  MaxAiTargetCount: 300";
        let (.., extra) = switched_on("[SERVER]\n", Some(extra));
        assert_eq!(
            extra,
            "EnableWeatherFx: true\nAiParams:\n  MaxAiTargetCount: 300\nEnableLegacyPluginInterface: true\n"
        );
    }
}
