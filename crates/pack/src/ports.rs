//! The ports that a pack's server listens on, and which of them a firewall must let in.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The ports that a server listens on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ports {
    /// `UDP_PORT`: the race itself.
    pub udp: u16,
    /// `TCP_PORT`: joining, chat, checksums.
    pub tcp: u16,
    /// `HTTP_PORT`: `/INFO`, and the port in the join link.
    pub http: u16,
    /// acServerWrapper's own HTTP port, if the pack runs through it.
    pub wrapper: Option<u16>,
}

/// What a port speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

impl Ports {
    /// Exactly what a firewall must let in: each pair once, in a fixed order.
    pub fn openings(&self) -> BTreeSet<(Protocol, u16)> {
        let tcp = [Some(self.tcp), Some(self.http), self.wrapper];
        tcp.into_iter()
            .flatten()
            .map(|port| (Protocol::Tcp, port))
            .chain([(Protocol::Udp, self.udp)])
            .collect()
    }
}
