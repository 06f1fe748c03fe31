//! Prepared machines as EC2 lists them, and what their tags say.

use aws_sdk_ec2::types::{Instance, InstanceStateName};
use jiff::{SignedDuration, Timestamp};

use super::{AGENT, DISK, PREPARED, READY, RETURNING, VERSION, WIPING, is_returning};
use crate::ec2::{self, POWERED_ITSELF_OFF};
use crate::s3::timestamp;
use crate::tags::{self, Tags};
use domain::ids::{InstanceId, InstanceType, ServerId};
use domain::prepared::{PREPARING, PreparedMachine, Stand};

/// How long a machine serves whose agent is another one of our version.
const SAME_VERSION: SignedDuration = SignedDuration::from_hours(24);

/// A machine as EC2 lists it.
pub(crate) struct Listed {
    pub(super) machine: PreparedMachine,
    pub(super) tags: Tags,
    pub(super) state: InstanceStateName,
    pub(super) powered_itself_off: bool,
    pub(super) instance: Instance,
}

/// Whether a machine can be this server's: one that waits, or that has it already.
pub(super) fn suits(one: &Listed, server: &ServerId, disk_gib: u16) -> bool {
    match one.tags.server() {
        Some(whose) => whose == *server && !is_returning(&one.tags),
        None => {
            one.machine.stand == Stand::Waiting
                && one.machine.is_current
                && disk_gib <= one.machine.disk_gib
        }
    }
}

/// What EC2 says of a machine, if it is a prepared one; `agent` is ours.
pub(super) fn listed(instance: &Instance, agent: &str) -> Option<Listed> {
    let tags = ec2::tags(instance.tags());
    let state = instance.state()?.name()?.clone();
    let reason = instance.state_reason().and_then(|reason| reason.code());
    let powered_itself_off = reason == Some(POWERED_ITSELF_OFF);
    let launched = instance.launch_time().and_then(timestamp)?;
    let made = tags.get(tags::MADE).and_then(|text| text.parse().ok());
    let made = made.and_then(|at| Timestamp::from_second(at).ok());
    let made = made.unwrap_or(launched);
    let stand = stand(
        &tags,
        &state,
        powered_itself_off,
        Timestamp::now().duration_since(launched),
    );
    let is_on = matches!(
        state,
        InstanceStateName::Pending | InstanceStateName::Running
    );
    let is_being_wiped = tags.get(RETURNING) == Some(WIPING);
    let machine = PreparedMachine {
        instance: InstanceId::new(instance.instance_id()?),
        guild: tags.get(PREPARED)?.parse().ok()?,
        size: InstanceType::new(instance.instance_type()?.as_str()),
        disk_gib: tags.get(DISK)?.parse().ok()?,
        made,
        launched,
        runs_alone: is_on && (stand == Stand::Coming || is_being_wiped),
        is_current: is_current(&tags, agent, Timestamp::now().duration_since(made)),
        stand,
    };
    Some(Listed {
        machine,
        tags,
        state,
        powered_itself_off,
        instance: instance.clone(),
    })
}

/// Whether a machine of this age has an agent that can serve our deploys: ours, that of a newer ac-deploy, or
/// for a day another one of the same version. So two bots do not replace each other's machines.
fn is_current(tags: &Tags, agent: &str, age: SignedDuration) -> bool {
    if tags.get(AGENT) == Some(agent) {
        return true;
    }
    let theirs = tags.get(VERSION).and_then(version);
    match (theirs, version(env!("CARGO_PKG_VERSION"))) {
        (Some(theirs), Some(ours)) if theirs == ours => age < SAME_VERSION,
        (Some(theirs), Some(ours)) => ours < theirs,
        _ => false,
    }
}

/// `0.2.0`, to be compared.
fn version(text: &str) -> Option<[u32; 3]> {
    let mut numbers = text.split(['.', '-', '+']).map(str::parse);
    let mut next = || numbers.next()?.ok();
    Some([next()?, next()?, next()?])
}

/// What a machine is doing, as far as no claim says otherwise.
fn stand(
    tags: &Tags,
    state: &InstanceStateName,
    powered_itself_off: bool,
    since_start: SignedDuration,
) -> Stand {
    let stopped = *state == InstanceStateName::Stopped;
    match tags.get(RETURNING) {
        // It does not come to an end.
        Some(WIPING) if !stopped && PREPARING < since_start => return Stand::Lost,
        Some(_) => return Stand::Returning,
        None => {}
    }
    if let Some(server) = tags.server() {
        return Stand::Taken(server);
    }
    match tags.get(READY) {
        Some(_) if stopped => Stand::Waiting,
        // Somebody switched it on; it has no server and switches itself off.
        Some(_) => Stand::Coming,
        None if stopped && !powered_itself_off => Stand::Lost,
        None => Stand::Coming,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGE: SignedDuration = SignedDuration::from_hours(2);

    fn tags(agent: &str, version: &str) -> Tags {
        [(AGENT, agent.to_owned()), (VERSION, version.to_owned())]
            .into_iter()
            .collect()
    }

    #[test]
    fn a_machine_of_an_older_ac_deploy_is_replaced_and_one_of_a_newer_serves() {
        let ours = env!("CARGO_PKG_VERSION");
        assert!(is_current(&tags("ours", "0.0.1"), "ours", AGE));
        assert!(!is_current(&tags("theirs", "0.0.1"), "ours", AGE));
        assert!(is_current(&tags("theirs", "99.0.0"), "ours", AGE * 1000));
        assert!(is_current(&tags("theirs", ours), "ours", AGE));
        assert!(!is_current(&tags("theirs", ours), "ours", AGE * 13));
        // Before there were versions.
        let unknown: Tags = [(AGENT, "theirs".to_owned())].into_iter().collect();
        assert!(!is_current(&unknown, "ours", AGE));
    }
}
