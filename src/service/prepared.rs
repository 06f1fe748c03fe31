//! Machines that wait for deploys: how many are wanted, and what is known of them.

use std::collections::BTreeMap;

use costs::SeenServer;
use jiff::Timestamp;
use pack::Platform;

use super::{Result, Service};
use domain::ids::{GuildId, InstanceType, ServerId};
use domain::prepared::{PreparedMachine, Stand};

impl Service {
    /// How many machines wait in each Discord server that wants some.
    pub fn prepared_wanted(&self) -> BTreeMap<GuildId, usize> {
        let guilds = self.inner.rules.policy.guilds();
        guilds
            .filter(|rules| rules.prepared != 0)
            .map(|rules| (rules.id, rules.prepared))
            .collect()
    }

    /// The kind of machine that is prepared for a Discord server. A deploy that needs another one makes it one.
    pub fn prepared_size(&self, guild: GuildId) -> Option<InstanceType> {
        let rules = self.inner.rules.policy.guild(guild)?;
        let usual = || self.inner.rules.hosting.instance_type().cloned();
        rules.sizes.first().cloned().or_else(usual)
    }

    /// Takes notice of how they are.
    pub fn note_prepared(&self, machines: &[PreparedMachine]) {
        *self.inner.prepared.lock() = Some(machines.to_vec());
    }

    /// The prepared machines, as they were seen last; where none are wanted nobody is asked.
    ///
    /// # Errors
    /// If nobody has seen them yet, and they cannot be listed.
    pub async fn prepared_machines(&self) -> Result<Vec<PreparedMachine>> {
        if let Some(known) = self.inner.prepared.lock().clone() {
            return Ok(known);
        }
        let cloud = self.inner.cloud.prepared();
        let Some(cloud) = cloud.filter(|_| !self.prepared_wanted().is_empty()) else {
            return Ok(Vec::new());
        };
        let machines = cloud.list().await?;
        self.note_prepared(&machines);
        Ok(machines)
    }
}

/// Those of one Discord server that have no server, as its ledger sees them at `now`. The disk of one that has
/// is its server's; one that comes back is nobody's, and runs while it is wiped.
pub(super) fn seen(
    machines: &[PreparedMachine],
    guild: GuildId,
    now: Timestamp,
) -> Vec<SeenServer> {
    let here = machines.iter().filter(|machine| machine.guild == guild);
    let idle = here.filter(|machine| !matches!(machine.stand, Stand::Taken(_)));
    idle.map(|machine| SeenServer {
        id: id_in_ledger(machine),
        name: "(prepared machine)".to_owned(),
        size: machine.size.clone(),
        platform: Platform::Linux,
        disk_gib: machine.disk_gib,
        // Before it is switched on to be wiped, it was switched on for its server, which has paid for that.
        launched: match machine.stand {
            Stand::Returning if !machine.runs_alone => now,
            _ => machine.launched,
        },
        runs: machine.runs_alone,
        usage: None,
        gone: false,
    })
    .collect()
}

/// Each wait of a machine is an entry of its own, that of its servers being theirs.
fn id_in_ledger(machine: &PreparedMachine) -> ServerId {
    let digits = machine.instance.as_str().trim_start_matches("i-");
    let number = u128::from_str_radix(digits, 16).unwrap_or_default();
    let mixed = (number >> 64) as u64 ^ number as u64 ^ machine.launched.as_second() as u64;
    ServerId::from_bits(mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}
