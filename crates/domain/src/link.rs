//! The join link: what a driver clicks to enter a server.
//!
//! Content Manager opens two shapes of it, on two domains. The *direct* shape names the server's
//! address, `https://acstuff.club/s/q:race/online/join?ip=203.0.113.9&httpPort=8081`; the *short*
//! shape, `http://acstuff.ru/s/q/abc123`, hides it. Only AssettoServer prints a link into its log;
//! the original server prints none, so a link is built from the public address and the HTTP port,
//! which is what Content Manager itself does.
//!
//! Absent on purpose: passwords. Content Manager's `password` parameter can be decoded by anyone
//! who reads it, so it is the password itself; it is dropped while a link is read, and no
//! [`JoinLink`] can show one. IPv6 is absent too: Content Manager does not open such links.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::str::FromStr;

/// The domain of the links that we build.
///
/// Content Manager opens both domains. Since the turn of 2025 `acstuff.ru` answers with a redirect
/// to `acstuff.club`, and AssettoServer prints the latter since its release of March 2025: the old
/// name works only for as long as somebody renews it.
const DOMAIN: Domain = Domain::Club;

/// The path that opens Content Manager's "join" dialog, up to its parameters.
const JOIN: &str = "q:race/online/join?";

/// Longer codes than this are not acstuff's.
const MAX_CODE: usize = 64;

/// A link that lets a driver join a server, without any password.
///
/// Made only from parts that were checked, so it is safe to show in a message and to use as the
/// address of a button.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct JoinLink {
    secure: bool,
    domain: Domain,
    target: Target,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Domain {
    Ru,
    Club,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Target {
    Direct(SocketAddrV4),
    Short(String),
}

/// Why a text holds no usable join link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// No acstuff link of a known shape.
    #[error("there is no acstuff join link in it")]
    Missing,
    /// The `ip` parameter is missing or no IPv4 address.
    #[error("its join link names no IPv4 address")]
    Address,
    /// The `httpPort` parameter is missing or no port.
    #[error("its join link names no HTTP port from 1 to 65535")]
    Port,
}

impl JoinLink {
    /// The link to the server whose HTTP port answers at this address.
    pub fn build(ip: Ipv4Addr, http_port: u16) -> Self {
        Self {
            secure: true,
            domain: DOMAIN,
            target: Target::Direct(SocketAddrV4::new(ip, http_port)),
        }
    }

    /// What [`JoinLink::build`] puts before the address, for programs that build links elsewhere:
    /// `{base}ip={address}&httpPort={port}`.
    pub fn base() -> String {
        format!("https://{}/s/{JOIN}", DOMAIN.name())
    }

    /// A regular expression that finds both shapes in a log, for programs that look for links elsewhere.
    /// Its groups are what a link begins with, the parameters of a direct one, the code of a short one.
    pub fn pattern() -> String {
        let literal = |text: &str| text.replace('.', r"\.").replace('?', r"\?");
        let domains = Domain::ALL.map(Domain::name).map(literal).join("|");
        format!(
            "(?i)(https?://(?:{domains})/s/)(?:{}([!#-~]+)|q/([a-z0-9_-]{{1,{MAX_CODE}}}))",
            literal(JOIN)
        )
    }

    /// How a direct link is put together of what it begins with, address and port: `{0}…{1}…{2}`.
    pub fn direct_form() -> String {
        format!("{{0}}{JOIN}ip={{1}}&httpPort={{2}}")
    }

    /// The first join link in a line of text, such as a line of a server's log.
    ///
    /// # Errors
    /// When there is none, or the first one has no usable address.
    pub fn parse(line: &str) -> Result<Self, LinkError> {
        candidates(line).next().unwrap_or(Err(LinkError::Missing))
    }

    /// The join link that a server printed for itself into its log.
    ///
    /// A direct link counts only with this machine's own public address: a log also holds what
    /// players write in the chat. A short link hides its address and is taken on trust, if no
    /// direct one is there. The first one wins, because a server prints its own before it lets
    /// players in.
    pub fn find_in_log(text: &str, public_ip: Ipv4Addr) -> Option<Self> {
        let mut short = None;
        for link in text.lines().flat_map(candidates).flatten() {
            match &link.target {
                Target::Direct(address) if *address.ip() == public_ip => return Some(link),
                Target::Direct(_) => {}
                Target::Short(_) => {
                    short.get_or_insert(link);
                }
            }
        }
        short
    }

    /// The server's public address and HTTP port, for players who join without Content Manager.
    /// A short link hides it.
    pub fn address(&self) -> Option<SocketAddrV4> {
        match self.target {
            Target::Direct(address) => Some(address),
            Target::Short(_) => None,
        }
    }
}

impl Domain {
    const ALL: [Self; 2] = [Self::Ru, Self::Club];

    const fn name(self) -> &'static str {
        match self {
            Self::Ru => "acstuff.ru",
            Self::Club => "acstuff.club",
        }
    }
}

impl fmt::Display for JoinLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(f, "{scheme}://{}/s/", self.domain.name())?;
        match &self.target {
            Target::Direct(to) => write!(f, "{JOIN}ip={}&httpPort={}", to.ip(), to.port()),
            Target::Short(code) => write!(f, "q/{code}"),
        }
    }
}

impl fmt::Debug for JoinLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JoinLink({self})")
    }
}

impl FromStr for JoinLink {
    type Err = LinkError;

    fn from_str(text: &str) -> Result<Self, LinkError> {
        Self::parse(text)
    }
}

/// Every place in a line that starts like a join link, read.
fn candidates(line: &str) -> impl Iterator<Item = Result<JoinLink, LinkError>> {
    // ASCII only, so that offsets into it are offsets into the line.
    let lower = line.to_ascii_lowercase();
    let mut found: Vec<(usize, Domain)> = Domain::ALL
        .into_iter()
        .flat_map(|domain| {
            lower
                .match_indices(domain.name())
                .map(move |(at, _)| (at, domain))
                .collect::<Vec<_>>()
        })
        .collect();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().filter_map(move |(at, domain)| {
        let before = &lower[..at];
        // `notacstuff.ru` and `x.acstuff.ru` are other people's.
        if before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_')) {
            return None;
        }
        let rest = strip_prefix_ignoring_case(&line[at + domain.name().len()..], "/s/")?;
        let target = match strip_prefix_ignoring_case(rest, JOIN) {
            Some(query) => direct(query),
            None => Ok(short(rest)?),
        };
        Some(target.map(|target| JoinLink {
            secure: !before.ends_with("http://"),
            domain,
            target,
        }))
    })
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(tail)
}

fn direct(text: &str) -> Result<Target, LinkError> {
    let end = text
        .find(|c: char| c.is_whitespace() || c.is_control() || "\"'<>)]}|`".contains(c))
        .unwrap_or(text.len());
    let query = text[..end].trim_end_matches(['.', ',', ';', '!', '*']);
    let parameter = |name: &str| {
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    };
    let ip: Ipv4Addr = parameter("ip")
        .and_then(|ip| ip.parse().ok())
        .ok_or(LinkError::Address)?;
    let port: u16 = parameter("httpPort")
        .filter(|port| port.bytes().all(|digit| digit.is_ascii_digit()))
        .and_then(|port| port.parse().ok())
        .filter(|port| *port != 0)
        .ok_or(LinkError::Port)?;
    Ok(Target::Direct(SocketAddrV4::new(ip, port)))
}

fn short(text: &str) -> Option<Target> {
    let text = strip_prefix_ignoring_case(text, "q/")?;
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
        .unwrap_or(text.len());
    (1..=MAX_CODE)
        .contains(&end)
        .then(|| Target::Short(text[..end].to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OURS: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 9);

    fn shown(line: &str) -> String {
        match JoinLink::parse(line) {
            Ok(link) => link.to_string(),
            Err(error) => format!("error: {error}"),
        }
    }

    #[test]
    fn both_domains_both_schemes_and_both_shapes_are_read() {
        for (line, link) in [
            (
                "[16:13:15 INF] Invite link: https://acstuff.club/s/q:race/online/join?ip=203.0.113.9&httpPort=8081",
                "https://acstuff.club/s/q:race/online/join?ip=203.0.113.9&httpPort=8081",
            ),
            (
                "Invite link: http://acstuff.ru/s/q:race/online/join?httpPort=8081&ip=203.0.113.9",
                "http://acstuff.ru/s/q:race/online/join?ip=203.0.113.9&httpPort=8081",
            ),
            (
                "link http://acstuff.ru/s/q/abc123.",
                "http://acstuff.ru/s/q/abc123",
            ),
            (
                "<https://acstuff.club/s/q/A-b_9>",
                "https://acstuff.club/s/q/A-b_9",
            ),
            (
                "ACSTUFF.RU/S/q:RACE/online/join?IP=1.2.3.4&HTTPPORT=1, join us",
                "https://acstuff.ru/s/q:race/online/join?ip=1.2.3.4&httpPort=1",
            ),
        ] {
            assert_eq!(shown(line), link, "{line}");
        }
    }

    #[test]
    fn what_is_no_join_link_is_refused_with_its_reason() {
        for (line, error) in [
            ("", LinkError::Missing),
            ("Server started", LinkError::Missing),
            ("https://acstuff.club/s/lW4B", LinkError::Missing),
            ("https://acstuff.club/patch/?info=0.2.1", LinkError::Missing),
            ("https://notacstuff.ru/s/q/abc123", LinkError::Missing),
            ("https://files.acstuff.ru/s/q/abc123", LinkError::Missing),
            ("https://acstuff.ru.example/s/q/abc123", LinkError::Missing),
            ("https://acstuff.ru/s/q/", LinkError::Missing),
            (
                "acstuff.ru/s/q:race/online/join?httpPort=8081",
                LinkError::Address,
            ),
            (
                "acstuff.ru/s/q:race/online/join?ip=::1&httpPort=8081",
                LinkError::Address,
            ),
            (
                "acstuff.ru/s/q:race/online/join?ip=1.2.3.256&httpPort=8081",
                LinkError::Address,
            ),
            (
                "acstuff.ru/s/q:race/online/join?ip=1.2.3.4",
                LinkError::Port,
            ),
            (
                "acstuff.ru/s/q:race/online/join?ip=1.2.3.4&httpPort=0",
                LinkError::Port,
            ),
            (
                "acstuff.ru/s/q:race/online/join?ip=1.2.3.4&httpPort=+1",
                LinkError::Port,
            ),
            (
                "acstuff.ru/s/q:race/online/join?ip=1.2.3.4&httpPort=65536",
                LinkError::Port,
            ),
        ] {
            assert_eq!(JoinLink::parse(line), Err(error), "{line}");
        }
    }

    #[test]
    fn a_password_never_survives_reading() {
        let line = "https://acstuff.ru/s/q:race/online/join?password=VUFbWQ==&ip=73.149.139.46&plainPassword=bruh&httpPort=8081";
        let link = JoinLink::parse(line).expect("a link");
        for text in [link.to_string(), format!("{link:?}")] {
            assert!(!text.contains("VUFb") && !text.contains("bruh"), "{text}");
        }
        assert_eq!(
            link.address(),
            Some("73.149.139.46:8081".parse().expect("an address"))
        );
    }

    #[test]
    fn a_log_s_link_must_be_our_own() {
        let log = "\
            CHAT: mallory: https://acstuff.ru/s/q:race/online/join?ip=198.51.100.66&httpPort=8081\n\
            Invite link: https://acstuff.club/s/q:race/online/join?ip=203.0.113.9&httpPort=8081\r\n\
            CHAT: mallory: https://acstuff.ru/s/q/evil https://acstuff.ru/s/q:race/online/join?ip=203.0.113.9&httpPort=666\n";
        assert_eq!(
            JoinLink::find_in_log(log, OURS),
            Some(JoinLink::build(OURS, 8081))
        );
        assert_eq!(
            JoinLink::find_in_log(log, Ipv4Addr::new(203, 0, 113, 10)).map(|link| link.to_string()),
            Some("https://acstuff.ru/s/q/evil".to_owned()),
            "a short link is all that is left"
        );
        assert_eq!(JoinLink::find_in_log("Server started\n", OURS), None);
    }

    #[test]
    fn a_built_link_is_base_and_address() {
        let link = JoinLink::build(OURS, 8081);
        assert_eq!(
            link.to_string(),
            format!("{}ip=203.0.113.9&httpPort=8081", JoinLink::base())
        );
        assert_eq!(link.address(), Some(SocketAddrV4::new(OURS, 8081)));
    }

    proptest! {
        #[test]
        fn any_built_link_is_found_again_wherever_it_stands(
            ip: Ipv4Addr, port in 1u16.., before in "[^a-zA-Z0-9._-]{0,8}", after in "( .*)?"
        ) {
            let link = JoinLink::build(ip, port);
            let line = format!("{before}{link}{after}");
            prop_assert_eq!(JoinLink::parse(&line), Ok(link.clone()));
            prop_assert_eq!(JoinLink::find_in_log(&line, ip), Some(link));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*|(https?://|acstuff\\.(ru|club)|/s/|q:race/online/join\\?|q/|ip=|httpPort=|[0-9.&\u{e9}\u{130}]){0,12}") {
            let _ = JoinLink::parse(&text);
            let _ = JoinLink::find_in_log(&text, OURS);
        }
    }
}
