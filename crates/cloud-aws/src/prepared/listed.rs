//! Prepared machines as EC2 lists them, and what their tags say.

use aws_sdk_ec2::types::{Instance, InstanceStateName};
use jiff::{SignedDuration, Timestamp};

use super::{DISK, IMAGE_MADE, PREPARED, READY, RETURNING, WIPING, is_returning};
use crate::agent_mark::AgentMark;
use crate::ec2::{self, POWERED_ITSELF_OFF};
use crate::s3::timestamp;
use crate::tags::{self, Tags};
use domain::ids::{InstanceId, InstanceType, ServerId};
use domain::prepared::{PREPARING, PreparedMachine, Stand};

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

/// What EC2 says of a machine, if it is a prepared one.
pub(super) fn listed(instance: &Instance, fresh: &Fresh) -> Option<Listed> {
    let tags = ec2::tags(instance.tags());
    let state = instance.state()?.name()?.clone();
    let reason = instance.state_reason().and_then(|reason| reason.code());
    let powered_itself_off = reason == Some(POWERED_ITSELF_OFF);
    let launched = instance.launch_time().and_then(timestamp)?;
    let made = tags.get(tags::MADE).and_then(moment).unwrap_or(launched);
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
        is_current: fresh.is_matched_by(&tags, made, Timestamp::now()),
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

/// What a machine is held against that would be made now.
#[derive(Debug)]
pub(super) struct Fresh {
    /// The agent that it would get.
    pub(super) agent: AgentMark,
    /// When the image of the settings was made, where they name one.
    pub(super) image_made: Option<Timestamp>,
}

impl Fresh {
    /// Whether a machine that was made at this time, and has these tags, is as good as one that would be made now.
    /// Its image counts by its age, so two bots with different ones do not replace each other's machines.
    fn is_matched_by(&self, tags: &Tags, made: Timestamp, now: Timestamp) -> bool {
        let agent = AgentMark::of(tags);
        let serves = agent.is_some_and(|agent| agent.serves(&self.agent, now.duration_since(made)));
        // Where no tag says of when its image is, it is at least as old as the machine.
        let image_made = tags.get(IMAGE_MADE).and_then(moment).unwrap_or(made);
        serves && self.image_made.is_none_or(|newest| newest <= image_made)
    }
}

/// Seconds since 1970, as a tag says them.
fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::from_second(text.parse().ok()?).ok()
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

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    #[test]
    fn a_machine_from_an_older_image_is_replaced_and_one_from_a_newer_is_not() {
        let agent = AgentMark::ours("0123456789abcdef", at(1));
        let with = |image_made: &str| -> Tags {
            let image = (IMAGE_MADE, image_made.to_owned());
            agent.tags().into_iter().chain([image]).collect()
        };
        let fresh = |image_made: Option<i64>| Fresh {
            agent: agent.clone(),
            image_made: image_made.map(at),
        };
        let matches = |fresh: Fresh, tags: &Tags| fresh.is_matched_by(tags, at(500), at(600));
        assert!(!matches(fresh(Some(200)), &with("100")));
        assert!(matches(fresh(Some(200)), &with("200")));
        assert!(matches(fresh(Some(100)), &with("200")), "no to and fro");
        assert!(matches(fresh(None), &with("100")), "Amazon's own");
        // Made before machines said of when their image is.
        let silent: Tags = agent.tags().into_iter().collect();
        assert!(matches(fresh(Some(400)), &silent));
        assert!(!matches(fresh(Some(550)), &silent));
    }
}
