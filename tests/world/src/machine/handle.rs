//! What a test may see of a machine and do to it.

use super::{Machine, lock};
use crate::front::{Front, Shared};
use domain::control::Control;
use domain::report::Report;
use std::{net::Ipv4Addr, sync::Arc};

/// A machine of a world, from launch on, terminated ones included.
#[derive(Clone, Debug)]
pub struct MachineHandle {
    shared: Arc<Shared>,
    machine: Arc<Machine>,
}

impl Front {
    /// All machines that were ever launched.
    pub fn machines(&self) -> Vec<MachineHandle> {
        let handle = |machine| MachineHandle {
            shared: Arc::clone(&self.shared),
            machine,
        };
        self.shared
            .fleet
            .machines()
            .into_iter()
            .map(handle)
            .collect()
    }

    /// The machine of an instance.
    ///
    /// # Panics
    /// If there was never one of this id.
    pub fn machine(&self, id: &str) -> MachineHandle {
        self.machines()
            .into_iter()
            .find(|one| one.id() == id)
            .unwrap_or_else(|| panic!("no instance {id} was ever launched"))
    }
}

impl MachineHandle {
    /// The instance's id.
    pub fn id(&self) -> &str {
        &self.machine.id
    }

    /// Its public address, while it has one. Seen from inside: EC2 may not show it yet.
    pub async fn public_address(&self) -> Option<Ipv4Addr> {
        self.shared.public_address(self.id()).await
    }

    /// How often it was switched on.
    pub fn boots(&self) -> u32 {
        lock(&self.machine.inside).boots
    }

    /// How often it was asked something over SSM, but for files that it was to put into the bucket.
    pub fn commands(&self) -> usize {
        lock(&self.machine.inside).commands
    }

    /// A file on its disk, if there is one.
    pub fn file(&self, path: &str) -> Option<String> {
        let inside = lock(&self.machine.inside);
        let bytes = inside.disk.read(path)?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    }

    /// Its last report, if it has written one that can be read.
    pub fn report(&self) -> Option<Report> {
        Report::parse(&self.file(self.machine.places().report)?).ok()
    }

    /// Put a report there that it never wrote, until it writes its next one.
    pub fn forge_report(&self, text: &str) {
        let report = self.machine.places().report;
        self.machine.write(report, text.as_bytes().to_vec());
    }

    /// Put a log there that no server wrote.
    pub fn forge_log(&self, text: &str) {
        let log = self.machine.places().log;
        self.machine.write(log, text.as_bytes().to_vec());
    }

    /// Leave a results file there, as a server does that has moved on to its next session.
    pub fn leave_results(&self, name: &str, bytes: &[u8]) {
        lock(&self.machine.inside).disk.date();
        let folder = super::shell::session_folders(self.machine.platform())[0];
        let path = format!("{folder}{name}");
        self.machine.write(&path, bytes.to_vec());
    }

    /// The server writes one of its lists of players anew: an admin banned somebody in the game.
    pub fn write_list(&self, name: &str, text: &str) {
        lock(&self.machine.inside).disk.date();
        let folder = super::shell::server_folder(self.machine.platform());
        let path = format!("{folder}{name}");
        self.machine.write(&path, text.as_bytes().to_vec());
    }

    /// What a list of players of its server says.
    pub fn list(&self, name: &str) -> Option<String> {
        let folder = super::shell::server_folder(self.machine.platform());
        self.file(&format!("{folder}{name}"))
    }

    /// Let a session be driven that the server writes down once it ends, and no sooner.
    pub fn drive(&self, name: &str, bytes: &[u8]) {
        lock(&self.machine.inside).driven = Some((name.to_owned(), bytes.to_vec()));
    }

    /// Leave what the server said through its UDP plugin so far.
    pub fn leave_journal(&self, name: &str, bytes: &[u8]) {
        lock(&self.machine.inside).disk.date();
        let folder = super::shell::session_folders(self.machine.platform())[1];
        let path = format!("{folder}{name}");
        self.machine.write(&path, bytes.to_vec());
    }

    /// Let somebody be on the server.
    pub fn join(&self, guid: &str) {
        lock(&self.machine.inside).here.insert(guid.to_owned());
    }

    /// Who is on the server.
    pub fn here(&self) -> Vec<String> {
        lock(&self.machine.inside).here.iter().cloned().collect()
    }

    /// What the agent was asked to have the server do.
    pub fn controls(&self) -> Vec<Control> {
        lock(&self.machine.inside).controls.clone()
    }

    /// Let so many drivers be on the server.
    ///
    /// # Panics
    /// If no server runs.
    pub fn set_clients(&self, clients: u32) {
        self.server().set_clients(clients);
    }

    /// The server program ends, as if by itself.
    ///
    /// # Panics
    /// If no server runs.
    pub fn crash_server(&self, code: i32) {
        self.server().end(code);
    }

    /// The instance is terminated from outside: nobody asked the bot.
    ///
    /// # Panics
    /// If moto does not do it.
    pub async fn vanish(&self) {
        self.shared
            .vanish(self.id())
            .await
            .expect("moto terminates it");
    }

    /// Its agent answers nobody any more; what runs goes on.
    pub fn silence(&self) {
        lock(&self.machine.inside).agent = super::Agent::Lost;
    }

    fn server(&self) -> Arc<acserver_stand_in::ServerState> {
        lock(&self.machine.inside)
            .server
            .clone()
            .unwrap_or_else(|| panic!("no server runs on {}", self.id()))
    }
}
