//! Loopback addresses in place of those that moto invents.
//!
//! moto's `54.…` belong to strangers, and the bot asks `/INFO` at whatever
//! address it is given. All of 127.0.0.0/8 is this machine, so every stand-in
//! machine gets a loopback address of its own, on which its server really
//! listens.

use std::{
    collections::HashMap,
    net::{Ipv4Addr, TcpListener},
    sync::{Mutex, PoisonError},
};

/// Held on the last address of a block by the process that uses the block.
const GUARD_PORT: u16 = 61_999;
/// The last address of a block that is handed out; `.254` is the guard's.
const LAST: u8 = 253;

/// Both directions between moto's addresses and ours.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    ours: HashMap<String, Ipv4Addr>,
    motos: HashMap<Ipv4Addr, String>,
    private: u16,
}

impl Addresses {
    /// Our address for one of moto's public ones: the same for as long as moto keeps it.
    pub(super) fn public(&mut self, moto: &str) -> Ipv4Addr {
        self.known(moto).unwrap_or_else(|| {
            let ours = next_public();
            self.remember(moto, ours)
        })
    }

    /// Our address for one of moto's private ones. Nothing ever listens there, as
    /// nothing outside a VPC can reach one.
    pub(super) fn private(&mut self, moto: &str) -> Ipv4Addr {
        self.known(moto).unwrap_or_else(|| {
            self.private += 1;
            let [high, low] = self.private.to_be_bytes();
            self.remember(moto, Ipv4Addr::new(127, 200, high, low))
        })
    }

    /// What moto calls the address, if we handed it out.
    pub(super) fn motos(&self, ours: &str) -> Option<&str> {
        self.motos.get(&ours.parse().ok()?).map(String::as_str)
    }

    fn known(&self, moto: &str) -> Option<Ipv4Addr> {
        match moto.parse::<Ipv4Addr>() {
            Ok(address) if address.is_loopback() => Some(address),
            _ => self.ours.get(moto).copied(),
        }
    }

    fn remember(&mut self, moto: &str, ours: Ipv4Addr) -> Ipv4Addr {
        self.ours.insert(moto.to_owned(), ours);
        self.motos.insert(ours, moto.to_owned());
        ours
    }
}

/// The blocks of 253 addresses that this process has taken, and the next free one in them.
struct Blocks {
    guards: Vec<TcpListener>,
    next: Ipv4Addr,
}

static BLOCKS: Mutex<Option<Blocks>> = Mutex::new(None);

/// An address that no machine on this computer has had from us before, in this
/// process or in one that runs beside it.
///
/// # Panics
/// If all are taken.
pub fn next_public() -> Ipv4Addr {
    let mut blocks = BLOCKS.lock().unwrap_or_else(PoisonError::into_inner);
    let blocks = blocks.get_or_insert_with(|| Blocks {
        guards: Vec::new(),
        next: Ipv4Addr::new(127, 0, 0, LAST + 1),
    });
    if LAST < blocks.next.octets()[3] {
        let (guard, first) = free_block(blocks.next);
        blocks.guards.push(guard);
        blocks.next = first;
    }
    let address = blocks.next;
    blocks.next = Ipv4Addr::from(u32::from(address) + 1);
    address
}

/// The first block after `after` that no other process guards.
fn free_block(after: Ipv4Addr) -> (TcpListener, Ipv4Addr) {
    let [_, high, low, _] = after.octets();
    let start = u16::from_be_bytes([high, low]);
    let limit = u16::from_be_bytes([127, 255]);
    (start + 1..limit)
        .find_map(|block| {
            let [high, low] = block.to_be_bytes();
            let guard = Ipv4Addr::new(127, high, low, 254);
            let listener = TcpListener::bind((guard, GUARD_PORT)).ok()?;
            Some((listener, Ipv4Addr::new(127, high, low, 1)))
        })
        .expect("one of 32,000 blocks of loopback addresses is free")
}

/// The first address in `text` that is not this machine's, if any. Networks
/// (`10.0.0.0/16`) are not addresses.
pub(super) fn foreign(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let part = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    let mut from = 0;
    while from < bytes.len() {
        if !part(&bytes[from]) {
            from += 1;
            continue;
        }
        let to = from + bytes[from..].iter().take_while(|byte| part(byte)).count();
        let word = text[from..to].trim_matches('.');
        let network = bytes.get(to) == Some(&b'/');
        let inside_a_name = from
            .checked_sub(1)
            .is_some_and(|before| bytes[before].is_ascii_alphanumeric() || bytes[before] == b'-');
        if let Ok(address) = word.parse::<Ipv4Addr>()
            && !network
            && !inside_a_name
            && !address.is_loopback()
            && !address.is_unspecified()
        {
            return Some(word);
        }
        from = to;
    }
    text.find("compute.amazonaws.com")
        .or_else(|| text.find("compute-1.amazonaws.com"))
        .map(|at| &text[at..])
        .map(|rest| &rest[..rest.find('<').unwrap_or(rest.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_public_address_is_new_and_leads_back() {
        let mut addresses = Addresses::default();
        let first = addresses.public("54.214.1.2");
        let second = addresses.public("54.214.1.3");
        assert!(first.is_loopback() && second.is_loopback());
        assert_ne!(first, second);
        assert_eq!(addresses.public("54.214.1.2"), first);
        assert_eq!(addresses.motos(&first.to_string()), Some("54.214.1.2"));
        assert_ne!(Addresses::default().public("54.214.1.2"), first);
    }

    #[test]
    fn foreign_addresses_are_found_and_networks_are_not() {
        assert_eq!(foreign("<a>54.214.1.2</a>"), Some("54.214.1.2"));
        assert_eq!(
            foreign("<a>127.0.1.2</a><b>0.0.0.0/0</b><c>10.0.0.0/16</c>"),
            None
        );
        assert!(foreign("<dnsName>ec2-1-2-3-4.compute-1.amazonaws.com</dnsName>").is_some());
    }
}
