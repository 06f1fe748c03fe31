//! The launch of a server's machine.
//!
//! Safe to repeat at any point. A machine that is there already is found by its tag; one that is
//! just being made, by the client token, which is the server's id. The security group is made
//! first and goes again if no machine comes of it.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_ec2::operation::run_instances::RunInstancesError;
use aws_sdk_ec2::operation::run_instances::builders::RunInstancesFluentBuilder;
use aws_sdk_ec2::types::{
    BlockDeviceMapping, EbsBlockDevice, HttpTokensState, IamInstanceProfileSpecification, Instance,
    InstanceMetadataEndpointState, InstanceMetadataOptionsRequest, ResourceType, ShutdownBehavior,
    VolumeType,
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use tokio::time::{Instant, sleep};

use super::ec2::{self, Machines, no_capacity, tag_specification};
use super::failure::{SdkError, code, failed, is_missing};
use super::image::{Image, Images};
use super::s3::Storage;
use super::security_group::{self, SecurityGroups};
use super::tags::{self, Tags};
use super::user_data::{self, UserDataError};
use cloud::settings::AwsSettings;
use cloud::{BootPlan, CloudError, Launch, Result};
use domain::server::{PackLocation, Server};
use pack::Platform;

const RUN: &str = "ec2:RunInstances";
/// IAM tells EC2 of a new instance profile within 5 to 60 seconds.
const SETTLING: Duration = Duration::from_secs(90);

/// What launches need.
#[derive(Debug, Clone)]
pub(super) struct Launcher {
    pub(super) machines: Machines,
    pub(super) groups: SecurityGroups,
    pub(super) storage: Storage,
    pub(super) iam: aws_sdk_iam::Client,
    pub(super) images: Arc<Images>,
    pub(super) settings: AwsSettings,
}

impl Launcher {
    /// Launches a server's machine, or answers the one that there is.
    pub(super) async fn launch(&self, launch: &Launch) -> Result<Server> {
        let (found, user_data, image) = tokio::try_join!(
            self.machines.find(&launch.server),
            self.user_data(launch),
            self.images.current(launch.pack.platform),
        )?;
        if let Some(server) = found {
            return existing(server);
        }
        // Linux machines have no Remote Desktop, and their SSH is for nobody: SSM is enough.
        let remote_desktop = match launch.pack.platform {
            Platform::Windows => self.settings.rdp_cidr,
            Platform::Linux => None,
        };
        let rules = security_group::rules(&launch.pack.ports, remote_desktop);
        let group = self
            .groups
            .ensure(&launch.server, &launch.name, &rules)
            .await?;
        let tags = Tags::of_launch(launch, &self.machines.bucket);
        let request = self.request(launch, &image, &group, &tags, &user_data);
        match self.run(request, launch).await {
            Ok(instance) => ec2::server(&instance, launch.server.clone(), &tags).ok_or_else(|| {
                CloudError::Failed {
                    operation: RUN,
                    code: "the answer names no machine".into(),
                    source: format!("{instance:?}").into(),
                }
            }),
            Err(Refused::Twice) => self.await_twin(launch).await,
            Err(Refused::Because(error)) => {
                self.forget_group(&group, &error).await;
                Err(error)
            }
        }
    }

    async fn user_data(&self, launch: &Launch) -> Result<String> {
        let (url, program_url) = self.urls(launch).await?;
        let mut plan = BootPlan {
            schema: BootPlan::SCHEMA,
            server: launch.server.clone(),
            region: self.storage.region.clone(),
            // A pack elsewhere is fetched by its URL; the server program is always ours.
            bucket: self.storage.bucket.clone(),
            key: launch.pack.location.key.clone(),
            size: launch.pack_size,
            sha256: launch.sha256.clone(),
            url,
            program: launch.program.clone(),
            program_key: launch.program_key.clone(),
            program_url,
            udp_port: launch.pack.ports.udp,
            tcp_port: launch.pack.ports.tcp,
            http_port: launch.pack.ports.http,
            wrapper_port: launch.pack.ports.wrapper,
            idle_minutes: launch.idle_minutes,
        };
        let mut bytes = user_data::user_data(&plan, launch.pack.platform);
        // With temporary credentials an address is long. Without this one the role reads the program.
        if let Err(UserDataError::TooLarge { .. }) = bytes
            && plan.program_url.take().is_some()
        {
            bytes = user_data::user_data(&plan, launch.pack.platform);
        }
        let bytes = bytes.map_err(|error| CloudError::TooMuchUserData {
            message: error.to_string(),
        })?;
        Ok(aws_smithy_types::base64::encode(bytes))
    }

    /// The addresses of the pack and of the server program that it does not bring, for a machine
    /// that cannot read them or takes long to: on Windows, AWS's own command loads for four minutes.
    async fn urls(&self, launch: &Launch) -> Result<(Option<String>, Option<String>)> {
        let storage = &self.storage;
        let pack = &launch.pack.location;
        if launch.pack.platform == Platform::Linux && storage.is_readable_by_machines(pack)? {
            return Ok((None, None));
        }
        let program = match (&launch.program_key, launch.pack.platform) {
            (Some(key), Platform::Windows) => {
                let bucket = None;
                let key = key.clone();
                Some(storage.signed_url(&PackLocation { bucket, key }).await?)
            }
            _ => None,
        };
        Ok((Some(storage.signed_url(pack).await?), program))
    }

    fn request(
        &self,
        launch: &Launch,
        image: &Image,
        group: &str,
        tags: &Tags,
        user_data: &str,
    ) -> RunInstancesFluentBuilder {
        let disk = EbsBlockDevice::builder()
            .volume_type(VolumeType::Gp3)
            .volume_size(i32::from(self.settings.root_gib(launch.pack.platform)).max(image.min_gib))
            .encrypted(true)
            .delete_on_termination(true)
            .build();
        // Version 2 only, and not past the machine itself: what a pack's program fetches for
        // somebody else cannot reach the role's credentials.
        let metadata = InstanceMetadataOptionsRequest::builder()
            .http_endpoint(InstanceMetadataEndpointState::Enabled)
            .http_tokens(HttpTokensState::Required)
            .http_put_response_hop_limit(1)
            .build();
        let disk_tags: Tags = tags
            .iter()
            .filter(|(key, _)| [tags::NAME, tags::SERVER, tags::BUCKET].contains(key))
            .collect();
        self.machines
            .client
            .run_instances()
            .client_token(launch.server.as_str())
            .min_count(1)
            .max_count(1)
            .image_id(&image.id)
            .instance_type(launch.size.as_str().into())
            .security_group_ids(group)
            .iam_instance_profile(
                IamInstanceProfileSpecification::builder()
                    .name(self.settings.role.as_str())
                    .build(),
            )
            .block_device_mappings(
                BlockDeviceMapping::builder()
                    .device_name(&image.root_device)
                    .ebs(disk)
                    .build(),
            )
            .metadata_options(metadata)
            .instance_initiated_shutdown_behavior(ShutdownBehavior::Stop)
            .user_data(user_data)
            .tag_specifications(tag_specification(ResourceType::Instance, tags))
            .tag_specifications(tag_specification(ResourceType::Volume, &disk_tags))
    }

    /// Asks for the machine until AWS has taken notice of the profile and the group.
    async fn run(
        &self,
        request: RunInstancesFluentBuilder,
        launch: &Launch,
    ) -> Result<Instance, Refused> {
        let begun = Instant::now();
        let mut pause = Duration::from_secs(1);
        loop {
            let error = match request.clone().send().await {
                Ok(answer) => {
                    let instance = answer.instances.unwrap_or_default().into_iter().next();
                    return instance.ok_or_else(|| {
                        Refused::Because(CloudError::Failed {
                            operation: RUN,
                            code: "the answer names no machine".into(),
                            source: "no instance in the reservation".into(),
                        })
                    });
                }
                Err(error) => error,
            };
            if code(&error) == Some("IdempotentParameterMismatch") {
                return Err(Refused::Twice);
            }
            if !is_settling(&error) || SETTLING < begun.elapsed() + pause {
                return Err(Refused::Because(self.refusal(error, launch)));
            }
            if pause == Duration::from_secs(1) {
                self.require_profile().await.map_err(Refused::Because)?;
            }
            tracing::info!(
                server.id = %launch.server,
                "AWS does not know the machines' role everywhere yet; the launch of {} is tried again in {pause:?}.",
                launch.server,
            );
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(10));
        }
    }

    fn refusal(&self, error: SdkError<RunInstancesError>, launch: &Launch) -> CloudError {
        no_capacity(&error, &launch.size, &self.machines.region)
            .unwrap_or_else(|| failed(RUN, "What the machine is made from")(error))
    }

    /// Waiting helps against a role that is new, not against one that nobody made.
    async fn require_profile(&self) -> Result<()> {
        let role = self.settings.role.as_str();
        match self
            .iam
            .get_instance_profile()
            .instance_profile_name(role)
            .send()
            .await
        {
            Err(error) if is_missing(&error) => Err(CloudError::NotSetUp {
                what: format!("The machines' role {role}"),
            }),
            // Not allowed to look, or no answer: then it is waited for.
            _ => Ok(()),
        }
    }

    /// The same server was launched a moment ago with something different (a fresh URL, a later
    /// timeline), and the lists do not show it yet.
    async fn await_twin(&self, launch: &Launch) -> Result<Server> {
        let begun = Instant::now();
        let mut pause = Duration::from_millis(500);
        loop {
            if let Some(server) = self.machines.find(&launch.server).await? {
                return existing(server);
            }
            if Duration::from_secs(30) < begun.elapsed() {
                return Err(CloudError::WrongState { operation: RUN });
            }
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(5));
        }
    }

    /// Deletes the group of a launch that failed for certain. After a lost answer the machine may
    /// exist; then [`SecurityGroups::sweep`] decides.
    async fn forget_group(&self, group: &str, error: &CloudError) {
        if matches!(
            error,
            CloudError::Timeout { .. } | CloudError::Unreachable { .. }
        ) {
            return;
        }
        if let Err(error) = self.groups.delete(group).await {
            tracing::warn!(%error, group.id = group, "The security group {group} of a failed launch could not be deleted; it is swept later.");
        }
    }
}

/// Why no machine came.
enum Refused {
    /// The token was used before, for a request that differed.
    Twice,
    /// Anything else.
    Because(CloudError),
}

/// The answer to a launch whose server is listed already.
fn existing(server: Server) -> Result<Server> {
    if server.state.is_gone() {
        Err(CloudError::WrongState { operation: RUN })
    } else {
        Ok(server)
    }
}

/// Whether the failure is one that goes away by itself within a minute: EC2 does not know the new
/// profile or the new group yet.
fn is_settling(error: &SdkError<RunInstancesError>) -> bool {
    let said = |words: &str| {
        error
            .message()
            .is_some_and(|message| message.contains(words))
    };
    match code(error) {
        Some("InvalidParameterValue") => said("Invalid IAM Instance Profile"),
        Some("InvalidGroup.NotFound") => true,
        _ => false,
    }
}
