//! Which ports somebody of this machine listens on, as Linux tells in `/proc/net`.

use std::collections::BTreeSet;
use std::fs;

/// The ports that somebody listens on, or takes packets at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listening {
    tcp: BTreeSet<u16>,
    udp: BTreeSet<u16>,
}

impl Listening {
    /// Looks now.
    pub fn now() -> Self {
        Self {
            tcp: ports(["tcp", "tcp6"], "0A"),
            udp: ports(["udp", "udp6"], "07"),
        }
    }

    /// Whether somebody listens on this TCP port.
    pub fn tcp(&self, port: u16) -> bool {
        self.tcp.contains(&port)
    }

    /// Whether somebody takes packets at this UDP port.
    pub fn udp(&self, port: u16) -> bool {
        self.udp.contains(&port)
    }
}

fn ports(tables: [&str; 2], state: &str) -> BTreeSet<u16> {
    let tables = tables.map(|name| fs::read_to_string(format!("/proc/net/{name}")));
    tables
        .iter()
        .flatten()
        .flat_map(|table| table.lines().skip(1))
        .filter_map(|line| port_in(line, state))
        .collect()
}

/// `0: 0100007F:1F91 00000000:0000 0A …`: the second word's port, if the fourth is `state`
/// (proc_net_tcp.txt of the kernel's documentation; 0A is LISTEN, and an unconnected UDP socket
/// is in 07).
fn port_in(line: &str, state: &str) -> Option<u16> {
    let mut words = line.split_ascii_whitespace();
    let local = words.nth(1)?;
    (words.nth(1)? == state).then_some(())?;
    u16::from_str_radix(local.rsplit_once(':')?.1, 16).ok()
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, UdpSocket};

    use super::*;

    #[test]
    fn ports_are_read_as_the_kernel_writes_them() {
        let line = "   0: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1";
        assert_eq!(port_in(line, "0A"), Some(8081));
        assert_eq!(port_in(line, "01"), None);
    }

    #[test]
    fn who_listens_is_seen() {
        let tcp = TcpListener::bind("127.0.0.1:0").expect("a port");
        let udp = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let now = Listening::now();
        assert!(now.tcp(tcp.local_addr().expect("bound").port()));
        assert!(now.udp(udp.local_addr().expect("bound").port()));
    }
}
