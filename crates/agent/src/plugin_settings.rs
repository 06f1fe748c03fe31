//! Switching a server's UDP plugin on, in the settings of an unpacked pack.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::path::Path;

use configuration::{Document, Text};

use crate::files::{read_plain, replace};
use crate::plugin::PluginSettings;

const SECTION: &str = "SERVER";
const LOCAL_PORT: &str = "UDP_PLUGIN_LOCAL_PORT";
const ADDRESS: &str = "UDP_PLUGIN_ADDRESS";
/// AssettoServer speaks to plug-ins only with this.
const LEGACY: &str = "EnableLegacyPluginInterface";
/// The most of a file of settings that is read.
const MOST: u64 = 1 << 20;

/// Switches the plugin on in the settings in `cfg`, on the ports that the pack itself uses if they
/// are on this machine, else on others than the server's own; says which.
///
/// # Errors
/// When the settings cannot be read or written.
pub fn switch_on(cfg: &Path) -> io::Result<PluginSettings> {
    let file = cfg.join("server_cfg.ini");
    let bytes = read_plain(&file, MOST)?.unwrap_or_default();
    let mut settings = Document::parse(&bytes);
    let ports = packed(&settings).unwrap_or_else(|| others(&settings));
    let slots = settings.number(SECTION, "MAX_CLIENTS").unwrap_or_default();
    let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, ports.ours);
    for (key, value) in [
        (LOCAL_PORT, ports.server.to_string()),
        (ADDRESS, address.to_string()),
    ] {
        settings.set(SECTION, key, &Text::cleaned(&value, 64));
    }
    replace(&file, &settings.print(), 0o600)?;
    let file = cfg.join("extra_cfg.yml");
    let extra = read_plain(&file, MOST)?.unwrap_or_default();
    let extra = with_legacy(&String::from_utf8_lossy(&extra));
    fs::create_dir_all(cfg)?;
    replace(&file, extra.as_bytes(), 0o600)?;
    Ok(PluginSettings {
        slots: slots.clamp(0, 255).try_into().unwrap_or_default(),
        ..ports
    })
}

/// The pack's own, if somebody on this machine may have them.
fn packed(settings: &Document) -> Option<PluginSettings> {
    let address: SocketAddrV4 = settings.get(SECTION, ADDRESS)?.trim().parse().ok()?;
    let server = port(settings, LOCAL_PORT)?;
    let fits = *address.ip() == Ipv4Addr::LOCALHOST
        && address.port() != server
        && !of_the_game(settings).contains(&server)
        && !of_the_game(settings).contains(&address.port());
    fits.then_some(PluginSettings {
        server,
        ours: address.port(),
        slots: 0,
    })
}

/// The first two from 12000 on that the game does not use.
fn others(settings: &Document) -> PluginSettings {
    let taken = of_the_game(settings);
    let mut free = (12_000..).filter(|port| !taken.contains(port));
    PluginSettings {
        ours: free.next().unwrap_or(12_000),
        server: free.next().unwrap_or(12_001),
        slots: 0,
    }
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
fn with_legacy(extra: &str) -> String {
    let is_it = |line: &&str| {
        line.split(':')
            .next()
            .is_some_and(|key| key.trim_end() == LEGACY)
    };
    let mut text: String = extra
        .lines()
        .filter(|line| !is_it(line))
        .flat_map(|line| [line, "\n"])
        .collect();
    text += &format!("{LEGACY}: true\n");
    text
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
    fn a_pack_s_own_ports_are_kept_if_they_are_here() {
        let own = "[SERVER]\nUDP_PORT=9600\nUDP_PLUGIN_LOCAL_PORT=11000\nUDP_PLUGIN_ADDRESS=127.0.0.1:11001\n";
        let (ports, ..) = switched_on(own, None);
        assert_eq!((ports.server, ports.ours), (11_000, 11_001));
        let elsewhere = own.replace("127.0.0.1", "203.0.113.7");
        let (ports, server, _) = switched_on(&elsewhere, None);
        assert_eq!((ports.server, ports.ours), (12_001, 12_000));
        assert!(!server.contains("203.0.113.7"), "{server}");
        let colliding = own.replace("11000", "9600");
        assert_eq!(switched_on(&colliding, None).0.server, 12_001);
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
