//! Machines that wait for deploys, played: what the sandbox shows of them. Nothing of them is on a disk,
//! and they are gone with the process.

use async_trait::async_trait;
use jiff::SignedDuration;
use parking_lot::Mutex;

use cloud::{PreparedMachines, Result};
use domain::ids::{GuildId, InstanceId, InstanceType, ServerId};
use domain::prepared::{PreparedMachine, Stand};

/// How long one takes to be prepared or wiped: long enough to be seen.
const MOVING: SignedDuration = SignedDuration::from_secs(3);
/// The disk of one, in GiB.
const DISK_GIB: u16 = 8;

/// The machines, those included that servers have.
#[derive(Debug, Default)]
pub(super) struct WaitingMachines(Mutex<Vec<PreparedMachine>>);

impl WaitingMachines {
    /// Gives one that waits for this Discord server to a server, if there is one.
    pub(super) fn take(&self, guild: GuildId, server: &ServerId) {
        let mut machines = self.0.lock();
        let waits = |one: &&mut PreparedMachine| one.guild == guild && one.stand == Stand::Waiting;
        if let Some(machine) = machines.iter_mut().find(waits) {
            machine.stand = Stand::Taken(server.clone());
            machine.launched = cloud::clock::now();
        }
    }

    /// Whether this server has one.
    pub(super) fn has(&self, server: &ServerId) -> bool {
        let machines = self.0.lock();
        machines.iter().any(|one| is_of(one, server))
    }

    /// Has a deleted server's machine wiped, if it has one.
    pub(super) fn give_back(&self, server: &ServerId) {
        let mut machines = self.0.lock();
        if let Some(machine) = machines.iter_mut().find(|one| is_of(one, server)) {
            machine.stand = Stand::Returning;
            machine.launched = cloud::clock::now();
            machine.runs_alone = true;
        }
    }

    fn set(&self, instance: &InstanceId, stand: Stand) {
        let mut machines = self.0.lock();
        if let Some(machine) = machines.iter_mut().find(|one| one.instance == *instance) {
            machine.runs_alone &= stand != Stand::Waiting;
            machine.stand = stand;
        }
    }
}

fn is_of(machine: &PreparedMachine, server: &ServerId) -> bool {
    matches!(&machine.stand, Stand::Taken(taken) if taken == server)
}

#[async_trait]
impl PreparedMachines for WaitingMachines {
    async fn list(&self) -> Result<Vec<PreparedMachine>> {
        Ok(self.0.lock().clone())
    }

    async fn make(&self, guild: GuildId, size: &InstanceType, _number: usize) -> Result<bool> {
        let now = cloud::clock::now();
        self.0.lock().push(PreparedMachine {
            instance: InstanceId::new(format!("i-{:017x}", rand::random::<u64>())),
            guild,
            size: size.clone(),
            disk_gib: DISK_GIB,
            made: now,
            launched: now,
            runs_alone: true,
            is_current: true,
            stand: Stand::Coming,
        });
        Ok(true)
    }

    async fn tend(&self, machine: &PreparedMachine) -> Result<()> {
        if MOVING <= cloud::clock::now().duration_since(machine.launched) {
            self.set(&machine.instance, Stand::Waiting);
        }
        Ok(())
    }

    async fn release(&self, machine: &PreparedMachine) -> Result<()> {
        self.set(&machine.instance, Stand::Waiting);
        Ok(())
    }

    async fn delete(&self, machine: &PreparedMachine) -> Result<()> {
        let is_free = |one: &PreparedMachine| !matches!(one.stand, Stand::Taken(_));
        let mut machines = self.0.lock();
        machines.retain(|one| one.instance != machine.instance || !is_free(one));
        Ok(())
    }
}
