//! Which ports a server has on a machine that has others too.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener, UdpSocket};

use cloud::settings::PortRange;
use pack::{Ports, Protocol};

/// Why a server has no ports.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum PortError {
    #[error(
        "The {} port {port} is taken by another program on this machine, none of the bot's servers. \
         End that program, or choose another port in Content Manager and pack again.",
        name(*protocol)
    )]
    Taken { protocol: Protocol, port: u16 },
    #[error(
        "The {} port {port} is one that this machine keeps for root: those below 1024. \
         Choose another port in Content Manager and pack again.",
        name(*protocol)
    )]
    Forbidden { protocol: Protocol, port: u16 },
    #[error(
        "No port is left for the server{}. Stop another server, or widen `ports` in the settings.",
        .0.map_or_else(String::new, |range| format!(" in {range}"))
    )]
    NoneLeft(Option<PortRange>),
}

pub(super) fn name(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Tcp => "TCP",
        Protocol::Udp => "UDP",
    }
}

/// Whether a port can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PortProbe {
    /// Nobody on this machine has it.
    Free,
    /// Somebody has.
    Taken,
    /// The system gives it to nobody like us.
    Forbidden,
}

/// Looks at a port at `address`.
pub(super) fn look(address: Ipv4Addr, protocol: Protocol, port: u16) -> PortProbe {
    let tried = match protocol {
        Protocol::Tcp => TcpListener::bind((address, port)).map(drop),
        Protocol::Udp => UdpSocket::bind((address, port)).map(drop),
    };
    match tried {
        Ok(()) => PortProbe::Free,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => PortProbe::Forbidden,
        Err(_) => PortProbe::Taken,
    }
}

/// The ports for a server whose pack names `wanted`, beside other servers that have `ours`.
///
/// A number that is ours already, or outside of `range`, is replaced by the next that is free. One
/// that somebody else has is replaced, too, where a `range` says which others the router lets in;
/// without one it is an error, since nobody said that any other would do. A number that the
/// pack uses for TCP and UDP stays one number, as it is one rule in a router.
pub(super) fn assign(
    wanted: &Ports,
    range: Option<PortRange>,
    ours: &BTreeSet<(Protocol, u16)>,
    look: impl Fn(Protocol, u16) -> PortProbe,
) -> Result<Ports, PortError> {
    let is_free = |protocol, port| look(protocol, port) == PortProbe::Free;
    let openings = wanted.openings();
    let mut given = ours.clone();
    // What the pack names and may keep is nobody else's to choose.
    given.extend(&openings);
    let mut ports = *wanted;
    let numbers: BTreeSet<u16> = openings.iter().map(|(_, port)| *port).collect();
    for number in numbers {
        let protocols: Vec<Protocol> = openings
            .iter()
            .filter(|(_, port)| *port == number)
            .map(|(protocol, _)| *protocol)
            .collect();
        let outside = range.is_some_and(|range| !range.all().contains(&number));
        let shared = protocols.iter().any(|it| ours.contains(&(*it, number)));
        if !outside && !shared {
            match protocols.iter().find(|it| !is_free(**it, number)) {
                None => continue,
                // The router lets the others of the range in as well.
                Some(_) if range.is_some() => {}
                Some(protocol) => {
                    let (protocol, port) = (*protocol, number);
                    return Err(match look(protocol, port) {
                        PortProbe::Forbidden => PortError::Forbidden { protocol, port },
                        _ => PortError::Taken { protocol, port },
                    });
                }
            }
        }
        let candidates = range.map_or(number.saturating_add(1)..=u16::MAX, PortRange::all);
        let suits = |port: &u16| {
            protocols
                .iter()
                .all(|it| !given.contains(&(*it, *port)) && is_free(*it, *port))
        };
        let other = candidates
            .into_iter()
            .find(suits)
            .ok_or(PortError::NoneLeft(range))?;
        given.extend(protocols.iter().map(|it| (*it, other)));
        let place = |has: u16, place: &mut u16| {
            if has == number {
                *place = other;
            }
        };
        place(wanted.udp, &mut ports.udp);
        place(wanted.tcp, &mut ports.tcp);
        place(wanted.http, &mut ports.http);
        if let (Some(has), Some(port)) = (wanted.wrapper, ports.wrapper.as_mut()) {
            place(has, port);
        }
    }
    Ok(ports)
}

/// `server_cfg.ini` with these ports, also where Content Manager's name tells its clients which one the
/// wrapper has. Everything else stays as it is, byte for byte.
pub(super) fn in_server_cfg(text: &[u8], ports: &Ports) -> Vec<u8> {
    let values = [
        (&b"UDP_PORT"[..], ports.udp),
        (b"TCP_PORT", ports.tcp),
        (b"HTTP_PORT", ports.http),
    ];
    let mut missing = values.to_vec();
    let mut changed = Vec::with_capacity(text.len() + 48);
    let mut in_server = false;
    let mut after_head = None;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let plain = line
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(line)
            .trim_ascii();
        if let Some(head) = plain.strip_prefix(b"[") {
            let name = head.split(|byte| *byte == b']').next().unwrap_or(head);
            in_server = name.trim_ascii().eq_ignore_ascii_case(b"SERVER");
            changed.extend_from_slice(line);
            if in_server {
                after_head.get_or_insert(changed.len());
            }
            continue;
        }
        let key = plain
            .iter()
            .position(|byte| *byte == b'=')
            .map(|at| plain[..at].trim_ascii());
        let value = values
            .iter()
            .find(|(name, _)| in_server && key.is_some_and(|key| key.eq_ignore_ascii_case(name)));
        match value {
            Some((name, port)) => {
                missing.retain(|(other, _)| other != name);
                changed.extend_from_slice(&setting(name, *port));
            }
            None if in_server && key.is_some_and(|key| key.eq_ignore_ascii_case(b"NAME")) => {
                changed.extend(with_wrapper_port(line, ports.wrapper));
            }
            None => changed.extend_from_slice(line),
        }
    }
    if let Some(at) = after_head {
        let lines: Vec<u8> = missing
            .iter()
            .flat_map(|(name, port)| setting(name, *port))
            .collect();
        changed.splice(at..at, lines);
    }
    changed
}

/// The line of a name that ends in ` ℹ8050`, with the port that the wrapper has here; clients would ask a
/// closed one otherwise. Where no wrapper runs, they need not ask.
fn with_wrapper_port(line: &[u8], port: Option<u16>) -> Vec<u8> {
    let text = line.trim_ascii_end();
    let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit());
    let name = &text[..text.len() - digits.count()];
    let Some(name) = name.strip_suffix(" ℹ".as_bytes()) else {
        return line.to_vec();
    };
    let sign = port.map(|port| format!(" ℹ{port}")).unwrap_or_default();
    [name, sign.as_bytes(), &line[text.len()..]].concat()
}

fn setting(name: &[u8], port: u16) -> Vec<u8> {
    [name, b"=", port.to_string().as_bytes(), b"\r\n"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: Ports = Ports {
        udp: 9600,
        tcp: 9600,
        http: 8081,
        wrapper: None,
    };

    fn free_if(is_free: bool) -> PortProbe {
        match is_free {
            true => PortProbe::Free,
            false => PortProbe::Taken,
        }
    }

    #[test]
    fn a_second_server_gets_the_next_ports() {
        let free = |_, _| PortProbe::Free;
        assert_eq!(assign(&WANTED, None, &BTreeSet::new(), free), Ok(WANTED));
        let second = assign(&WANTED, None, &WANTED.openings(), free).expect("ports");
        assert_eq!((second.udp, second.tcp, second.http), (9601, 9601, 8082));
        let both = &WANTED.openings() | &second.openings();
        let third = assign(&WANTED, None, &both, free).expect("ports");
        assert_eq!((third.udp, third.tcp, third.http), (9602, 9602, 8083));
    }

    #[test]
    fn ports_outside_of_the_range_are_moved_into_it() {
        let range: PortRange = "9600-9602".parse().expect("a range");
        let free = |_, port| free_if(port != 9601);
        let moved = assign(&WANTED, Some(range), &BTreeSet::new(), free).expect("ports");
        assert_eq!((moved.udp, moved.tcp, moved.http), (9600, 9600, 9602));
        let none = assign(&WANTED, Some(range), &moved.openings(), free);
        assert_eq!(none, Err(PortError::NoneLeft(Some(range))));
    }

    #[test]
    fn somebody_elses_port_is_exchanged_within_a_range() {
        let range: PortRange = "9600-9603".parse().expect("a range");
        let free = |protocol, port| free_if((protocol, port) != (Protocol::Tcp, 9600));
        let given = assign(&WANTED, Some(range), &BTreeSet::new(), free).expect("ports");
        assert_eq!((given.udp, given.tcp), (9602, 9602));
    }

    #[test]
    fn somebody_elses_port_is_named() {
        let error = assign(&WANTED, None, &BTreeSet::new(), |protocol, port| {
            free_if((protocol, port) != (Protocol::Udp, 9600))
        });
        insta::assert_snapshot!(error.expect_err("taken"), @"The UDP port 9600 is taken by another program on this machine, none of the bot's servers. End that program, or choose another port in Content Manager and pack again.");
    }

    #[test]
    fn a_port_that_is_roots_is_not_called_taken() {
        let error = assign(&WANTED, None, &BTreeSet::new(), |_, _| PortProbe::Forbidden);
        insta::assert_snapshot!(error.expect_err("refused"), @"The TCP port 8081 is one that this machine keeps for root: those below 1024. Choose another port in Content Manager and pack again.");
    }

    #[test]
    fn only_the_ports_of_the_server_are_rewritten() {
        let text = b"\xef\xbb\xbf[SERVER]\r\nNAME=N\xfcrburg\r\nudp_port = 9600 ; game\r\nTCP_PORT=9600\r\n[OTHER]\r\nHTTP_PORT=1\r\n";
        let ports = Ports {
            udp: 1,
            tcp: 2,
            http: 3,
            wrapper: None,
        };
        assert_eq!(
            in_server_cfg(text, &ports),
            b"\xef\xbb\xbf[SERVER]\r\nHTTP_PORT=3\r\nNAME=N\xfcrburg\r\nUDP_PORT=1\r\nTCP_PORT=2\r\n[OTHER]\r\nHTTP_PORT=1\r\n"
        );
    }

    #[test]
    fn clients_are_sent_to_the_wrapper_that_there_is() {
        let text = "[SERVER]\r\nNAME=Cup ℹ8050\r\n[OTHER]\r\nNAME=Cup ℹ8050\r\n".as_bytes();
        let name = |text: &[u8], wrapper| {
            let ports = Ports { wrapper, ..WANTED };
            let changed = in_server_cfg(text, &ports);
            let lines = String::from_utf8(changed).expect("UTF-8");
            let names = lines.lines().filter(|line| line.starts_with("NAME="));
            names.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(name(text, Some(8051)), ["NAME=Cup ℹ8051", "NAME=Cup ℹ8050"]);
        assert_eq!(name(text, None), ["NAME=Cup", "NAME=Cup ℹ8050"]);
        for other in [
            "[SERVER]\nNAME=Cup 8050",
            "[SERVER]\nNAME=ℹ8050",
            "[SERVER]\nNAME=Cup ℹ8050 x",
        ] {
            let line = other.lines().last().expect("a name");
            assert_eq!(name(other.as_bytes(), None), [line]);
        }
    }
}
