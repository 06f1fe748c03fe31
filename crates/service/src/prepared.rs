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
        name: costs::PREPARED.to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use costs::{Ledger, Month, MonthCosts};
    use domain::ids::InstanceId;
    use domain::price::Prices;
    use jiff::SignedDuration;

    /// Its server was powered off an hour before it is deleted; then the machine is switched on to be wiped.
    #[test]
    fn the_minute_of_wiping_is_paid_for_by_nobodys_server_and_the_hours_before_are_not_paid_twice()
    {
        let month: Month = "2026-11".parse().expect("a month");
        let at = |minutes| month.start() + SignedDuration::from_mins(minutes);
        let guild = GuildId::from(42);
        let machine = |stand, runs_alone, launched| PreparedMachine {
            instance: InstanceId::new("i-0123456789abcdef0"),
            guild,
            size: InstanceType::new("t3.small"),
            disk_gib: 8,
            made: month.start(),
            launched,
            runs_alone,
            is_current: true,
            stand,
        };
        let looks = [
            // Its server was started at the second minute, and has paid for that.
            (60, machine(Stand::Returning, false, at(2))),
            // It is switched on, wipes itself and switches itself off.
            (61, machine(Stand::Returning, true, at(61))),
            (62, machine(Stand::Returning, true, at(61))),
            (63, machine(Stand::Waiting, false, at(61))),
            (123, machine(Stand::Waiting, false, at(61))),
        ];
        let mut ledger = Ledger::new(month);
        for (minute, machine) in looks {
            ledger.observe(&seen(&[machine], guild, at(minute)), at(minute));
        }
        let costs = MonthCosts::of(&ledger, &Prices::built_in(), at(123));
        let [row] = costs.servers.as_slice() else {
            panic!("one row: {costs:#?}");
        };
        assert_eq!(row.name, costs::PREPARED);
        let minutes = row.hours * 60.0;
        assert!(
            (1.0..=2.0).contains(&minutes),
            "{minutes} minutes of wiping"
        );
        // Its disk from the moment on in which its server was deleted.
        let disk = row.disk.0 / (0.64 / 730.0);
        assert!((1.0..1.1).contains(&disk), "{disk} hours of its disk");
    }

    #[test]
    fn what_a_server_runs_on_is_in_its_servers_row_alone() {
        let now = Timestamp::UNIX_EPOCH;
        let guild = GuildId::from(42);
        let taken = PreparedMachine {
            instance: InstanceId::new("i-1"),
            guild,
            size: InstanceType::new("t3.small"),
            disk_gib: 8,
            made: now,
            launched: now,
            runs_alone: false,
            is_current: true,
            stand: Stand::Taken(ServerId::from_bits(1)),
        };
        assert!(seen(&[taken], guild, now).is_empty());
    }
}
