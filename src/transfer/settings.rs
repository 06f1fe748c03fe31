//! The `[transfer]` section of the settings.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::address::TrustedHost;

/// How packs are fetched and moved. The defaults suit a small machine with a good line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TransferSettings {
    /// Hosts that links may name although they are private or without https: a league's own file
    /// server. Each is `host` or `host:port`. All other links must be https to a public address.
    pub trusted_hosts: Vec<TrustedHost>,
    /// How long connecting to a source may take, in seconds.
    #[serde(deserialize_with = "within::<_, 1, 600>")]
    pub connect_seconds: u64,
    /// How long a source may send nothing before the line counts as broken, in seconds.
    #[serde(deserialize_with = "within::<_, 1, 600>")]
    pub stall_seconds: u64,
    /// The size of a part in MiB, 5 (S3's least) to 512. It grows where 10,000 parts would not
    /// hold the pack.
    #[serde(deserialize_with = "within::<_, 5, 512>")]
    pub part_mib: u64,
    /// How many parts are sent at the same time; each takes `part_mib` of memory, and so does the
    /// one being filled.
    #[serde(deserialize_with = "within::<_, 1, 64>")]
    pub parts_in_flight: u64,
    /// How often a request or a part is tried before the move fails.
    #[serde(deserialize_with = "within::<_, 1, 20>")]
    pub tries: u64,
    /// The pause before the second try in milliseconds; it doubles from try to try.
    #[serde(deserialize_with = "within::<_, 1, 60_000>")]
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

fn within<'de, D, const LEAST: u64, const MOST: u64>(deserializer: D) -> Result<u64, D::Error>
where
    D: Deserializer<'de>,
{
    let number = u64::deserialize(deserializer)?;
    if (LEAST..=MOST).contains(&number) {
        Ok(number)
    } else {
        Err(D::Error::custom(format!(
            "{number} is not within {LEAST} to {MOST}"
        )))
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
            Err("4 is not within 5 to 512".to_owned())
        );
        assert!(read("part_mb = 8").is_err_and(|error| error.contains("unknown field `part_mb`")));
        assert!(
            read(r#"trusted_hosts = ["http://files.example"]"#)
                .is_err_and(|error| error.contains("host:port"))
        );
    }
}
