//! Which addresses a user's link may lead to: public ones, and the hosts that the settings trust.
//!
//! A bot that fetches any link can be sent to its own cloud's metadata service or into the
//! operator's network. So the check sits where a connection is made: on the addresses that a name
//! resolves to (a name may change its mind between a check and the connection), on literal
//! addresses, and on each hop of a redirect.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect;
use serde::Deserialize;
use url::{Host, Url};

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 5;

/// Why a link is not fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Anything but https, on a host that the settings do not trust.
    #[error("the link to {host} is not https")]
    NotHttps {
        /// The link's host.
        host: String,
    },
    /// `user:password@` in the link.
    #[error("the link to {host} holds a user name or a password")]
    Credentials {
        /// The link's host.
        host: String,
    },
    /// The host is, or resolves to, an address that is not public.
    #[error("{host} is not a public address")]
    Private {
        /// The link's host.
        host: String,
    },
    /// The settings trust this host on another port only.
    #[error("{host} is trusted on another port only")]
    OtherPort {
        /// The link's host with its port.
        host: String,
    },
    /// Nothing is fetched from elsewhere here.
    #[error("{host} is elsewhere, and this is a sandbox")]
    Offline {
        /// The link's host.
        host: String,
    },
    /// Too many redirects, or a circle of them.
    #[error("more than {MOST_REDIRECTS} redirects, the last to {host}")]
    Redirects {
        /// The host that it led to in the end.
        host: String,
    },
}

/// A host that the settings trust, on all its ports or on one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct TrustedHost {
    host: Host,
    port: Option<u16>,
}

/// A trusted host that is no host.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is not a host: write host or host:port, such as files.example.org or 10.0.0.5:8080"
)]
pub struct InvalidTrustedHost {
    text: String,
}

impl FromStr for TrustedHost {
    type Err = InvalidTrustedHost;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidTrustedHost {
            text: text.to_owned(),
        };
        let (host, port) = match text.rsplit_once(':') {
            // An IPv6 address has colons of its own, and stands in brackets.
            Some((host, port)) if !port.ends_with(']') => {
                (host, Some(port.parse().map_err(|_| invalid())?))
            }
            _ => (text, None),
        };
        Host::parse(host)
            .map(|host| Self { host, port })
            .map_err(|_| invalid())
    }
}

impl TryFrom<String> for TrustedHost {
    type Error = InvalidTrustedHost;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for TrustedHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            Some(port) => write!(f, "{}:{port}", self.host),
            None => self.host.fmt(f),
        }
    }
}

/// The rules for users' links.
#[derive(Clone, Debug)]
pub(super) struct AddressRules {
    trusted: Arc<[TrustedHost]>,
}

impl AddressRules {
    pub(super) fn new(trusted: &[TrustedHost]) -> Self {
        Self {
            trusted: trusted.into(),
        }
    }

    /// Whether a link may be fetched, as far as the link itself tells. What its name resolves to is
    /// checked by [`Self::resolver`].
    pub(super) fn check(&self, url: &Url) -> Result<(), AddressError> {
        let host = host_of(url);
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::Credentials { host });
        }
        let known: Vec<_> = self
            .trusted
            .iter()
            .filter(|trusted| url.host() == Some(as_ref(&trusted.host)))
            .collect();
        let port = url.port_or_known_default();
        let http = matches!(url.scheme(), "http" | "https");
        if http
            && known
                .iter()
                .any(|trusted| trusted.port.is_none() || trusted.port == port)
        {
            return Ok(());
        }
        if url.scheme() != "https" {
            return Err(AddressError::NotHttps { host });
        }
        // The resolver lets a trusted name pass without knowing the port.
        if !known.is_empty() {
            return Err(AddressError::OtherPort { host });
        }
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            _ => None,
        };
        if literal.is_some_and(|address| !is_public(address)) {
            return Err(AddressError::Private { host });
        }
        Ok(())
    }

    /// Follows redirects to what [`Self::check`] allows.
    pub(super) fn redirects(&self) -> redirect::Policy {
        let rules = self.clone();
        redirect::Policy::custom(move |attempt| {
            let verdict = if MOST_REDIRECTS < attempt.previous().len() {
                Err(AddressError::Redirects {
                    host: host_of(attempt.url()),
                })
            } else {
                rules.check(attempt.url())
            };
            match verdict {
                Ok(()) => attempt.follow(),
                Err(error) => attempt.error(error),
            }
        })
    }

    /// Resolves names to their public addresses only.
    pub(super) fn resolver(&self) -> Arc<impl Resolve + use<>> {
        Arc::new(PublicOnly {
            rules: self.clone(),
        })
    }

    fn trusts_name(&self, name: &str) -> bool {
        self.trusted
            .iter()
            .any(|trusted| matches!(&trusted.host, Host::Domain(domain) if domain == name))
    }
}

struct PublicOnly {
    rules: AddressRules,
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_owned();
        let trusted = self.rules.trusts_name(&name);
        Box::pin(async move {
            let mut found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if !trusted {
                found.retain(|address| is_public(address.ip()));
                if found.is_empty() {
                    return Err(AddressError::Private { host: name }.into());
                }
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// A link's host, with the port if it names one: all that may be shown of a link.
pub(super) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn as_ref(host: &Host) -> Host<&str> {
    match host {
        Host::Domain(name) => Host::Domain(name),
        Host::Ipv4(address) => Host::Ipv4(*address),
        Host::Ipv6(address) => Host::Ipv6(*address),
    }
}

/// Whether an address is one of the public internet: not in IANA's registries of special-purpose
/// addresses (<https://www.iana.org/assignments/iana-ipv4-special-registry>, and `…-ipv6-…`).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    const SPECIAL: [([u8; 4], u32); 15] = [
        ([0, 0, 0, 0], 8),
        ([10, 0, 0, 0], 8),
        // Shared behind a provider's NAT.
        ([100, 64, 0, 0], 10),
        ([127, 0, 0, 0], 8),
        // Link-local: also every cloud's metadata service.
        ([169, 254, 0, 0], 16),
        ([172, 16, 0, 0], 12),
        ([192, 0, 0, 0], 24),
        // Documentation: this one, 198.51.100.0/24 and 203.0.113.0/24.
        ([192, 0, 2, 0], 24),
        ([192, 88, 99, 0], 24),
        ([192, 168, 0, 0], 16),
        ([198, 18, 0, 0], 15),
        ([198, 51, 100, 0], 24),
        ([203, 0, 113, 0], 24),
        // Multicast; reserved, and broadcast.
        ([224, 0, 0, 0], 4),
        ([240, 0, 0, 0], 4),
    ];
    let bits = address.to_bits();
    !SPECIAL
        .iter()
        .any(|(network, length)| (bits ^ u32::from_be_bytes(*network)) >> (32 - length) == 0)
}

/// Only 2000::/3 is assigned as global; what lies outside (loopback, ULA, link-local, multicast,
/// IPv4-mapped, NAT64) is never public.
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // Teredo, benchmarking, ORCHID and other assignments to protocols.
        [0x2001, second, ..] if second < 0x200 => false,
        // Documentation.
        [0x2001, 0xdb8, ..] => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        // 6to4 leads to an IPv4 address of the sender's choice.
        [0x2002, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(trusted: &[&str]) -> AddressRules {
        AddressRules::new(
            &trusted
                .iter()
                .map(|host| host.parse().expect("a host"))
                .collect::<Vec<_>>(),
        )
    }

    fn check(rules: &AddressRules, url: &str) -> Result<(), AddressError> {
        rules.check(&url.parse().expect("a URL"))
    }

    #[test]
    fn special_addresses_are_not_public() {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::8.8.8.8",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(text.parse().expect("an address")), "{text}");
        }
        for text in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2606:4700::1111",
            "2a00:1450::1",
        ] {
            assert!(is_public(text.parse().expect("an address")), "{text}");
        }
    }

    #[test]
    fn a_users_link_must_be_https_to_a_public_host() {
        let rules = rules(&[]);
        assert_eq!(
            check(&rules, "https://files.example.org:8443/pack.zip?key=1"),
            Ok(())
        );
        assert_eq!(check(&rules, "https://1.1.1.1/pack.zip"), Ok(()));
        let refused = |url| check(&rules, url).map_err(|error| error.to_string());
        for (url, why) in [
            (
                "http://files.example.org/pack.zip",
                "the link to files.example.org is not https",
            ),
            (
                "ftp://files.example.org/pack.zip",
                "the link to files.example.org is not https",
            ),
            ("file:///etc/passwd", "the link to  is not https"),
            (
                "https://me:word@files.example.org/",
                "the link to files.example.org holds a user name or a password",
            ),
            (
                "https://me@files.example.org/",
                "the link to files.example.org holds a user name or a password",
            ),
            (
                "https://127.0.0.1:8080/",
                "127.0.0.1:8080 is not a public address",
            ),
            // The same address, spelled to get past a text comparison.
            ("https://2130706433/", "127.0.0.1 is not a public address"),
            ("https://0x7f.1/", "127.0.0.1 is not a public address"),
            (
                "https://[::ffff:10.0.0.1]/",
                "[::ffff:a00:1] is not a public address",
            ),
            (
                "https://169.254.169.254/latest/meta-data/",
                "169.254.169.254 is not a public address",
            ),
        ] {
            assert_eq!(refused(url), Err(why.to_owned()), "{url}");
        }
    }

    #[test]
    fn a_trusted_host_may_be_private_and_plain() {
        let rules = rules(&["10.0.0.5:8080", "files.league.example", "[fd00::1]:80"]);
        assert_eq!(check(&rules, "http://10.0.0.5:8080/pack.zip"), Ok(()));
        assert_eq!(
            check(&rules, "http://files.league.example:81/pack.zip"),
            Ok(())
        );
        assert_eq!(check(&rules, "http://[fd00::1]/pack.zip"), Ok(()));
        assert_eq!(
            check(&rules, "https://10.0.0.5/pack.zip"),
            Err(AddressError::OtherPort {
                host: "10.0.0.5".to_owned()
            }),
        );
        assert!(check(&rules, "ftp://files.league.example/pack.zip").is_err());
        assert!(check(&rules, "http://10.0.0.6:8080/pack.zip").is_err());
    }

    #[test]
    fn what_is_no_host_cannot_be_trusted() {
        for text in [
            "",
            "https://files.example",
            "files.example/packs",
            "files.example:http",
            "a b",
        ] {
            assert!(text.parse::<TrustedHost>().is_err(), "{text}");
        }
        let both = ["[::1]:80", "[::1]", "files.example:1", "10.0.0.5"];
        for text in both {
            assert_eq!(
                text.parse::<TrustedHost>().map(|host| host.to_string()),
                Ok(text.to_owned())
            );
        }
    }

    #[tokio::test]
    async fn a_name_of_this_machine_does_not_resolve() {
        let resolve = async |rules: AddressRules| {
            rules
                .resolver()
                .resolve("localhost".parse().expect("a name"))
                .await
                .map(Iterator::count)
        };
        let error = resolve(rules(&[])).await.expect_err("not public");
        assert_eq!(
            error.downcast_ref::<AddressError>(),
            Some(&AddressError::Private {
                host: "localhost".to_owned()
            }),
        );
        assert!(
            resolve(rules(&["localhost"]))
                .await
                .is_ok_and(|addresses| 0 < addresses)
        );
    }
}
