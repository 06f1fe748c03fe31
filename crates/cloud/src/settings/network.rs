//! A network of the settings: `192.168.0.0/16`, `fd00::/8`, or one address.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::InvalidSetting;

/// Addresses that begin alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network {
    address: IpAddr,
    /// How many bits of it count.
    prefix: u8,
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl FromStr for Network {
    type Err = InvalidSetting;

    fn from_str(text: &str) -> Result<Self, InvalidSetting> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, prefix.parse().ok()),
            None => (text, Some(u8::MAX)),
        };
        let parsed = address.parse::<IpAddr>().ok().zip(prefix);
        let network = parsed.and_then(|(address, prefix)| {
            let most = if address.is_ipv4() { 32 } else { 128 };
            let prefix = if prefix == u8::MAX { most } else { prefix };
            (prefix <= most && !address.is_loopback()).then_some(Self { address, prefix })
        });
        network.ok_or_else(|| {
            InvalidSetting::new(
                text,
                "is not a network that a server can be kept from, such as 192.168.0.0/16 or fd00::/8",
            )
        })
    }
}

impl TryFrom<String> for Network {
    type Error = InvalidSetting;

    fn try_from(text: String) -> Result<Self, InvalidSetting> {
        text.parse()
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_an_address_and_how_much_of_it_counts() {
        let read = |text: &str| text.parse::<Network>().map(|network| network.to_string());
        assert_eq!(read("10.0.0.0/8").as_deref(), Ok("10.0.0.0/8"));
        assert_eq!(read("192.168.0.7").as_deref(), Ok("192.168.0.7/32"));
        assert_eq!(read("fd00::/8").as_deref(), Ok("fd00::/8"));
        // The bot itself asks its servers there.
        for wrong in [
            "",
            "10.0.0.0/33",
            "10.0.0.0/8 ",
            "home",
            "/8",
            "127.0.0.0/8",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
