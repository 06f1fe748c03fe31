//! Machines in EC2: listing, remembering, powering. Launching is in [`super::launch`].

use std::time::Duration;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    AttributeValue, Filter, Instance, InstanceStateName, ResourceType, StateReason, Tag,
    TagSpecification,
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use backon::{ConstantBuilder, Retryable as _};

use super::failure::{self, NO_CAPACITY, SdkError, code, failed};
use super::prepared;
use super::s3::timestamp;
use super::tags::{self, Tags};
use cloud::{CloudError, Result};
use domain::ids::{InstanceId, InstanceType, ServerId};
use domain::server::{Hosting, InstanceState, PackFacts, Record, Server, StopReason};

/// EC2's code for a power-off that came from inside the machine.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html>
pub(super) const POWERED_ITSELF_OFF: &str = "Client.InstanceInitiatedShutdown";

/// EC2's codes for what somebody wanted.
const ASKED_FOR: [&str; 4] = [
    POWERED_ITSELF_OFF,
    "Client.UserInitiatedHibernate",
    "Client.UserInitiatedShutdown",
    "pending",
];

/// How often a start is tried of a machine that was made another kind a moment ago.
const RESIZE_TRIES: ConstantBuilder = ConstantBuilder::new()
    .with_delay(Duration::from_secs(1))
    .with_max_times(10);

/// The machines of one installation.
#[derive(Debug, Clone)]
pub(super) struct Machines {
    pub(super) client: Client,
    pub(super) bucket: String,
    pub(super) region: String,
}

impl Machines {
    /// All our servers.
    pub(super) async fn servers(&self) -> Result<Vec<Server>> {
        self.list(None).await
    }

    /// The machine of one server.
    pub(super) async fn find(&self, server: &ServerId) -> Result<Option<Server>> {
        Ok(self.list(Some(server)).await?.into_iter().next())
    }

    async fn list(&self, server: Option<&ServerId>) -> Result<Vec<Server>> {
        let by = |tag: &str, value: &str| {
            Filter::builder()
                .name(format!("tag:{tag}"))
                .values(value)
                .build()
        };
        let ours = by(tags::BUCKET, &self.bucket);
        let filters = [ours]
            .into_iter()
            .chain(server.map(|server| by(tags::SERVER, server.as_str())))
            .collect();
        let reservations = self
            .client
            .describe_instances()
            .set_filters(Some(filters))
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(failed("ec2:DescribeInstances", "The machines"))?;
        let instances = reservations
            .iter()
            .flat_map(|reservation| reservation.instances());
        Ok(one_each(instances.filter_map(listed).collect()))
    }

    /// Writes a server's record without its ending, in one call.
    pub(super) async fn remember(&self, server: &Server, record: &Record) -> Result<()> {
        self.tag(server, &Tags::of_record(record)).await
    }

    /// Notes what a server races from now on.
    pub(super) async fn note_change(&self, server: &Server, pack: &PackFacts) -> Result<()> {
        self.tag(server, &Tags::of_change(pack)).await
    }

    async fn remember_ending(&self, server: &Server, ending: Option<StopReason>) -> Result<()> {
        let ending = ending.map(StopReason::as_str).unwrap_or_default();
        self.tag(server, &[(tags::ENDING, ending)].into_iter().collect())
            .await
    }

    async fn tag(&self, server: &Server, tags: &Tags) -> Result<()> {
        let request = self
            .client
            .create_tags()
            .resources(server.instance.as_str());
        let tagged = request.set_tags(Some(sdk_tags(tags))).send().await;
        tagged
            .map(drop)
            .map_err(failed("ec2:CreateTags", thing(server)))
    }

    /// Powers a server on.
    pub(super) async fn start(&self, server: &Server) -> Result<()> {
        if server.record.ending.is_some() {
            self.remember_ending(server, None).await?;
        }
        power_on(self, &server.instance, &server.hosting, thing(server)).await
    }

    /// Makes a stopped server's machine one of another kind.
    pub(super) async fn resize(&self, server: &Server, size: &InstanceType) -> Result<()> {
        let kind = AttributeValue::builder().value(size.as_str()).build();
        let changed = self
            .client
            .modify_instance_attribute()
            .instance_id(server.instance.as_str())
            .instance_type(kind)
            .send()
            .await;
        changed
            .map(drop)
            .map_err(failed("ec2:ModifyInstanceAttribute", thing(server)))
    }

    /// Powers a server off.
    pub(super) async fn stop(&self, server: &Server, ending: StopReason) -> Result<()> {
        self.remember_ending(server, Some(ending)).await?;
        let stopped = power_off(self, &server.instance, thing(server)).await;
        self.unless_ending(server, stopped).await
    }

    /// Deletes a server's machine and disk. One that was prepared is sent back.
    pub(super) async fn terminate(&self, server: &Server, ending: StopReason) -> Result<()> {
        if server.prepared {
            return self.send_back(server, ending).await;
        }
        self.remember_ending(server, Some(ending)).await?;
        let terminated = self
            .client
            .terminate_instances()
            .instance_ids(server.instance.as_str())
            .send()
            .await;
        let terminated = terminated
            .map(drop)
            .map_err(failed("ec2:TerminateInstances", thing(server)));
        self.unless_ending(server, terminated).await
    }

    /// From now on a prepared machine has no server; whoever keeps such machines wipes or deletes it.
    async fn send_back(&self, server: &Server, ending: StopReason) -> Result<()> {
        let noted = [(tags::ENDING, ending.as_str()), prepared::returning()];
        self.tag(server, &noted.into_iter().collect()).await?;
        if server.state == InstanceState::Running
            && let Err(error) = power_off(self, &server.instance, thing(server)).await
        {
            tracing::warn!(server.id = %server.id, error = &error as &dyn std::error::Error, "the machine of {} goes back and still runs; it is stopped later", server.id);
        }
        Ok(())
    }

    /// Takes the noted ending back if nothing came of it for certain; else a later stop from
    /// outside would pass for one that was asked for.
    async fn unless_ending(&self, server: &Server, outcome: Result<()>) -> Result<()> {
        if let Err(error) = &outcome
            && !matches!(
                error,
                CloudError::Timeout { .. } | CloudError::Unreachable { .. }
            )
            && let Err(error) = self.remember_ending(server, server.record.ending).await
        {
            tracing::warn!(server.id = %server.id, %error, "the server {} is noted as ending and is not", server.id);
        }
        outcome
    }
}

/// Switches a machine on.
pub(super) async fn power_on(
    machines: &Machines,
    instance: &InstanceId,
    size: &Hosting,
    thing: String,
) -> Result<()> {
    const OPERATION: &str = "ec2:StartInstances";
    let start = || {
        let request = machines.client.start_instances();
        request.instance_ids(instance.as_str()).send()
    };
    let started = start.retry(RESIZE_TRIES).when(is_being_resized).await;
    started.map(drop).map_err(|error| {
        if is_no_capacity(&error) {
            failure::note(OPERATION, &error);
            return CloudError::NoCapacityToStart {
                size: size.clone(),
                region: machines.region.clone(),
            };
        }
        failed(OPERATION, thing)(error)
    })
}

/// Switches a machine off.
pub(super) async fn power_off(
    machines: &Machines,
    instance: &InstanceId,
    thing: String,
) -> Result<()> {
    let request = machines.client.stop_instances();
    let stopped = request.instance_ids(instance.as_str()).send().await;
    stopped
        .map(drop)
        .map_err(failed("ec2:StopInstances", thing))
}

fn thing(server: &Server) -> String {
    format!(
        "The machine of the server {} ({})",
        server.name, server.instance
    )
}

/// Whether EC2 has no machine of the kind.
pub(super) fn is_no_capacity<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    code(error).is_some_and(|code| NO_CAPACITY.contains(&code))
}

/// Whether EC2 does not know everywhere yet of which kind the machine is now. Its message is all that says so:
/// <https://github.com/hashicorp/terraform-provider-aws/issues/16433>
fn is_being_resized<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    let of_the_kind = |message: &str| message.contains("does not match attribute value");
    code(error) == Some("InvalidParameterValue") && error.message().is_some_and(of_the_kind)
}

/// AWS's own sentence on why a machine is not running, unless somebody asked for that.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html>
fn given_reason(reason: &StateReason) -> Option<String> {
    let code = reason.code().filter(|code| !ASKED_FOR.contains(code))?;
    // The sentence begins with the code.
    let message = reason.message().unwrap_or_default();
    let words = message.strip_prefix(code).unwrap_or(message);
    let words = words.trim_start_matches([':', ' ']);
    let said = if words.is_empty() { code } else { words };
    Some(cloud::Answer::new(code, said, None).message)
}

/// A machine as listed, and whether it was launched by us.
fn listed(instance: &Instance) -> Option<(Server, bool)> {
    let tags = tags(instance.tags());
    let id = tags.server()?;
    // Where there was no machine of the kind, or in the zone, more follows.
    let token = instance
        .client_token()
        .and_then(|token| token.strip_prefix(id.as_str()));
    let original = token.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    Some((server(instance, id, &tags)?, original))
}

/// One machine for each server. The console's "launch more like this" copies tags: the copy is
/// not ours, unless the original is gone.
fn one_each(mut listed: Vec<(Server, bool)>) -> Vec<Server> {
    listed.sort_by(|(a, a_original), (b, b_original)| {
        let rank =
            |server: &Server, original: bool| (server.state.is_gone(), !original, server.launched);
        a.id.cmp(&b.id)
            .then_with(|| rank(a, *a_original).cmp(&rank(b, *b_original)))
    });
    let mut servers: Vec<Server> = Vec::with_capacity(listed.len());
    for (server, _) in listed {
        match servers.last() {
            Some(kept) if kept.id == server.id => {
                if !server.state.is_gone() {
                    let (id, copy) = (&server.id, &server.instance);
                    tracing::warn!(
                        server.id = %id, instance.id = %copy,
                        "the machine {copy} has the tags of the server {id}, which is {}; it is left alone",
                        kept.instance,
                    );
                }
            }
            _ => servers.push(server),
        }
    }
    servers.sort_by_key(|server| server.launched);
    servers
}

/// Our view of an instance whose tags are `tags`.
pub(super) fn server(instance: &Instance, id: ServerId, tags: &Tags) -> Option<Server> {
    let state = instance
        .state()
        .and_then(|state| state.name())
        .and_then(state_of)?;
    // To whoever lists servers, a machine that goes back is one that was deleted.
    let state = match prepared::is_returning(tags) {
        true => InstanceState::Terminated,
        false => state,
    };
    let launched = instance.launch_time().and_then(timestamp)?;
    Some(Server {
        spec: tags.spec(
            id,
            Hosting::ec2(
                instance
                    .instance_type()
                    .map(|kind| kind.as_str())
                    .unwrap_or("unknown"),
            ),
        ),
        instance: InstanceId::new(instance.instance_id()?),
        state,
        powered_itself_off: instance
            .state_reason()
            .and_then(|reason| reason.code())
            .is_some_and(|code| code == POWERED_ITSELF_OFF),
        failure: instance.state_reason().and_then(given_reason),
        address: instance
            .public_ip_address()
            .and_then(|address| address.parse().ok()),
        launched,
        prepared: prepared::is_prepared(tags),
        pack: tags.pack(),
        record: tags.record(launched),
    })
}

fn state_of(name: &InstanceStateName) -> Option<InstanceState> {
    Some(match name {
        InstanceStateName::Pending => InstanceState::Pending,
        InstanceStateName::Running => InstanceState::Running,
        InstanceStateName::Stopping => InstanceState::Stopping,
        InstanceStateName::Stopped => InstanceState::Stopped,
        InstanceStateName::ShuttingDown => InstanceState::ShuttingDown,
        InstanceStateName::Terminated => InstanceState::Terminated,
        _ => return None,
    })
}

/// The SDK's tags as ours.
pub(super) fn tags(tags: &[Tag]) -> Tags {
    tags.iter()
        .filter_map(|tag| Some((tag.key()?, tag.value()?)))
        .collect()
}

/// Our tags as the SDK's.
pub(super) fn sdk_tags(tags: &Tags) -> Vec<Tag> {
    tags.iter()
        .map(|(key, value)| Tag::builder().key(key).value(value).build())
        .collect()
}

/// Tags for something that is being made.
pub(super) fn tag_specification(kind: ResourceType, tags: &Tags) -> TagSpecification {
    TagSpecification::builder()
        .resource_type(kind)
        .set_tags(Some(sdk_tags(tags)))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn awss_reason_is_kept_unless_somebody_asked_for_it() {
        let given = |code: &str, message: &str| {
            let reason = StateReason::builder().code(code).message(message);
            given_reason(&reason.build())
        };
        assert_eq!(
            given(
                "Client.VolumeLimitExceeded",
                "Client.VolumeLimitExceeded: Volume limit exceeded"
            )
            .as_deref(),
            Some("Volume limit exceeded")
        );
        assert_eq!(
            given("Server.InternalError", "").as_deref(),
            Some("Server.InternalError")
        );
        let by_somebody = "Client.UserInitiatedShutdown: User initiated shutdown";
        assert_eq!(given("Client.UserInitiatedShutdown", by_somebody), None);
        assert_eq!(
            given(POWERED_ITSELF_OFF, "Instance initiated shutdown"),
            None
        );
    }
}
