//! The sections `[transfer]` and `[packs]` of the settings.

use serde::Deserialize;

use super::address::TrustedHost;
use domain::within;
use pack::Limits;

/// How packs are fetched and moved. The defaults suit a small machine with a good line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TransferSettings {
    /// Hosts that links may name although they are private or without https: a league's own file
    /// server. Each is `host` or `host:port`. All other links must be https to a public address.
    pub trusted_hosts: Vec<TrustedHost>,
    /// How long connecting to a source may take, in seconds.
    #[serde(deserialize_with = "within::<_, _, 1, 600>")]
    pub connect_seconds: u64,
    /// How long a source may send nothing before the line counts as broken, in seconds.
    #[serde(deserialize_with = "within::<_, _, 1, 600>")]
    pub stall_seconds: u64,
    /// The size of a part in MiB, 5 (S3's least) to 512. It grows where 10,000 parts would not
    /// hold the pack.
    #[serde(deserialize_with = "within::<_, _, 5, 512>")]
    pub part_mib: u64,
    /// How many parts are sent at the same time; each takes `part_mib` of memory, and so does the
    /// one being filled.
    #[serde(deserialize_with = "within::<_, _, 1, 64>")]
    pub parts_in_flight: u64,
    /// How often a request or a part is tried before the move fails.
    #[serde(deserialize_with = "within::<_, _, 1, 20>")]
    pub tries: u64,
    /// The pause before the second try in milliseconds; it doubles from try to try.
    #[serde(deserialize_with = "within::<_, _, 1, 60_000>")]
    pub pause_ms: u64,
    /// No link that somebody typed is fetched: the sandbox sends nothing off this machine. Not a
    /// setting.
    #[serde(skip)]
    pub offline: bool,
}

impl Default for TransferSettings {
    fn default() -> Self {
        Self {
            trusted_hosts: Vec::new(),
            connect_seconds: 10,
            stall_seconds: 30,
            part_mib: 8,
            parts_in_flight: 3,
            tries: 4,
            pause_ms: 500,
            offline: false,
        }
    }
}

/// What a pack may be like, whoever sends it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PackSettings {
    /// The most files and folders that a pack may hold.
    #[serde(deserialize_with = "within::<_, _, 1, { u64::MAX }>")]
    pub max_entries: usize,
    /// The most GiB that a pack may unpack to.
    #[serde(deserialize_with = "within::<_, _, 1, 1024>")]
    pub max_unpacked_gib: u64,
    /// How many bytes one packed byte may unpack to; more is a bomb.
    #[serde(deserialize_with = "within::<_, _, 1, { u64::MAX }>")]
    pub max_ratio: u64,
}

impl Default for PackSettings {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            max_entries: limits.max_entries,
            max_unpacked_gib: limits.max_unpacked >> 30,
            max_ratio: limits.max_ratio,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<TransferSettings, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn an_empty_section_is_the_defaults() {
        assert_eq!(read(""), Ok(TransferSettings::default()));
    }

    #[test]
    fn wrong_values_are_refused() {
        assert_eq!(
            read("part_mib = 4"),
            Err("must be from 5 to 512; it is 4".to_owned())
        );
        assert!(read("part_mb = 8").is_err_and(|error| error.contains("unknown field `part_mb`")));
        assert!(
            read(r#"trusted_hosts = ["http://files.example"]"#)
                .is_err_and(|error| error.contains("host:port"))
        );
    }
}
