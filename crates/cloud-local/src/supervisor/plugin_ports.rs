//! Which ports of this machine a server's plugin speaks at.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, UdpSocket};
use std::path::Path;

use agent::plugin::PluginSettings;
use agent::plugin_settings::planned;
use cloud::Result;
use confine::Folder;

use super::super::files::failed;
use super::coming_up::LARGEST;

/// Where a server's plugin speaks: as before, while those ports can be had; else on two that are free. The
/// first time the pack's settings are its own still, and say whether it has a plugin. That one is passed on
/// nothing where this server or another was `given` one of its ports.
pub(super) fn plugin_for(
    pack: &Path,
    cfg: &Path,
    known: Option<PluginSettings>,
    given: &BTreeSet<u16>,
) -> Result<PluginSettings> {
    let file = cfg.join("server_cfg.ini");
    let settings = match known {
        Some(known) => known,
        None => {
            let folder = Folder::open(pack).map_err(failed("reading", pack))?;
            let server_cfg = folder.read(&file, LARGEST);
            let server_cfg = server_cfg.map_err(failed("reading", &pack.join(&file)))?;
            planned(&server_cfg)
        }
    };
    let settings = PluginSettings {
        relay: settings.relay.filter(|relay| {
            let has_own = [relay.from, relay.to.port()]
                .iter()
                .all(|port| !given.contains(port));
            if !has_own {
                tracing::warn!(from = relay.from, to = %relay.to, "the plugin of a pack is told nothing: a server of this machine was given one of its ports");
            }
            has_own
        }),
        ..settings
    };
    let is_free =
        |port| !given.contains(&port) && UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    if known.is_some() && is_free(settings.ours) && is_free(settings.server) {
        return Ok(settings);
    }
    let bind = || {
        UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|it| Ok((it.local_addr()?.port(), it)))
    };
    let two = bind().and_then(|ours| Ok((ours, bind()?)));
    let ((ours, _), (server, _)) = two.map_err(failed("finding a port for", pack))?;
    Ok(PluginSettings {
        ours,
        server,
        ..settings
    })
}

/// The ports that a server's plugin has.
pub(super) fn udp_ports(plugin: &PluginSettings) -> impl Iterator<Item = u16> {
    let relay = plugin.relay.map(|relay| relay.from);
    [plugin.ours, plugin.server].into_iter().chain(relay)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packs_plugin_has_no_port_that_a_server_was_given() {
        let pack = tempfile::tempdir().expect("a folder");
        let cfg = pack.path().join("cfg");
        std::fs::create_dir(&cfg).expect("made");
        let own = "[SERVER]\nUDP_PORT=9600\nUDP_PLUGIN_LOCAL_PORT=11999\nUDP_PLUGIN_ADDRESS=127.0.0.1:11998\n";
        std::fs::write(cfg.join("server_cfg.ini"), own).expect("written");
        let relay = |given: &[u16]| {
            let given = given.iter().copied().collect();
            let plugin = plugin_for(pack.path(), Path::new("cfg"), None, &given);
            plugin.expect("ports").relay.map(|relay| relay.from)
        };
        assert_eq!(relay(&[9600, 9601]), Some(11_999));
        assert_eq!(relay(&[9600, 11_999]), None);
        assert_eq!(relay(&[9600, 11_998]), None);
    }
}
