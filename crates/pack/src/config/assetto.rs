//! `cfg/extra_cfg.yml`: AssettoServer's own settings, as far as they matter here.

use super::super::settings::yaml::{self, Node, Value};

/// What AssettoServer is told beyond `server_cfg.ini`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct ExtraSettings {
    /// `EnableAi`.
    pub(in super::super) traffic: bool,
    /// `EnablePlugins`.
    pub(in super::super) plugins: Vec<String>,
    /// `IgnoreConfigurationErrors.MissingCarChecksums`.
    pub(in super::super) cars_without_data: bool,
    /// `IgnoreConfigurationErrors.UnsafeAdminWhitelist`.
    pub(in super::super) unsafe_admins: bool,
    /// `RconPort`, unless it is off.
    pub(in super::super) rcon: Option<u16>,
    /// A key that stands twice, at which AssettoServer does not start.
    pub(in super::super) twice: Option<String>,
}

impl ExtraSettings {
    /// Whether a plug-in may change the weather: LiveWeatherPlugin, RandomWeatherPlugin, VotingWeatherPlugin.
    pub(in super::super) fn changes_weather(&self) -> bool {
        let mut names = self.plugins.iter().map(|name| name.to_ascii_lowercase());
        names.any(|name| name.contains("weather"))
    }

    /// `None` if the file cannot be read.
    pub(in super::super) fn read(bytes: &[u8]) -> Option<Self> {
        let documents = yaml::parse(bytes)?;
        let Some(settings) = documents.first() else {
            return Some(Self::default());
        };
        let ignored = settings.get("IgnoreConfigurationErrors");
        let ignores = |key| ignored.is_some_and(|ignored| is_on(ignored, key));
        let port = settings.get("RconPort").and_then(Node::text);
        Some(Self {
            traffic: is_on(settings, "EnableAi"),
            plugins: list(settings.get("EnablePlugins")),
            cars_without_data: ignores("MissingCarChecksums"),
            unsafe_admins: ignores("UnsafeAdminWhitelist"),
            rcon: port
                .and_then(|port| port.parse().ok())
                .filter(|port| *port != 0),
            twice: settings.twice().map(str::to_owned),
        })
    }
}

fn is_on(settings: &Node, key: &str) -> bool {
    let value = settings.get(key).and_then(Node::text);
    value.is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

fn list(node: Option<&Node>) -> Vec<String> {
    match node.map(|node| &node.value) {
        Some(Value::List(list)) => {
            let texts = list.iter().filter_map(Node::text);
            texts.map(super::super::faults::printable).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assettoserver_says_what_it_needs() {
        let text = b"EnableAi: True\nEnablePlugins:\n- RaceChallengePlugin\nRconPort: 9601\nIgnoreConfigurationErrors:\n  MissingCarChecksums: true\n";
        let read = ExtraSettings::read(text).expect("it can be read");
        assert_eq!(
            read,
            ExtraSettings {
                traffic: true,
                plugins: vec!["RaceChallengePlugin".to_owned()],
                cars_without_data: true,
                rcon: Some(9601),
                ..ExtraSettings::default()
            }
        );
        assert!(!read.changes_weather());
        let live = ExtraSettings::read(b"EnablePlugins: [LiveWeatherPlugin]");
        assert!(live.expect("it can be read").changes_weather());
        assert_eq!(ExtraSettings::read(b""), Some(ExtraSettings::default()));
        assert_eq!(ExtraSettings::read(b"a: ["), None);
    }
}
