//! What stands between the world and a machine's ports: its security groups, asked
//! of moto, and its own firewall, opened by the machine's scripts.

use crate::front::{OpenPorts, Shared, lock};
use async_trait::async_trait;
use std::sync::{Mutex, Weak};

#[derive(Debug)]
pub(crate) struct Firewall {
    shared: Weak<Shared>,
    instance: String,
    /// Protocol and port of what the scripts opened.
    opened: Mutex<Vec<(&'static str, u16)>>,
    /// The groups' rules, with the version they were asked at.
    groups: tokio::sync::Mutex<Option<(u64, Vec<OpenPorts>)>>,
}

impl Firewall {
    pub(super) fn new(shared: Weak<Shared>, instance: &str) -> Self {
        Self {
            shared,
            instance: instance.to_owned(),
            opened: Mutex::default(),
            groups: tokio::sync::Mutex::default(),
        }
    }

    /// Open exactly these on the machine itself.
    pub(super) fn open(&self, ports: Vec<(&'static str, u16)>) {
        *lock(&self.opened) = ports;
    }
}

#[async_trait]
impl acserver_stand_in::Firewall for Firewall {
    async fn admits(&self, protocol: &'static str, port: u16) -> bool {
        if !lock(&self.opened).contains(&(protocol, port)) {
            return false;
        }
        let Some(shared) = self.shared.upgrade() else {
            return false;
        };
        let version = shared.group_version();
        let mut groups = self.groups.lock().await;
        if groups.as_ref().is_none_or(|(of, _)| *of != version) {
            *groups = Some((version, shared.open_ports(&self.instance).await));
        }
        groups
            .iter()
            .flat_map(|(_, rules)| rules)
            .any(|rule| rule.admits(protocol, port))
    }
}
