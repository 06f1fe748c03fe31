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
    BlockDeviceMapping, CreditSpecificationRequest, EbsBlockDevice, Filter, HttpTokensState,
    IamInstanceProfileSpecification, Instance, InstanceMetadataEndpointState,
    InstanceMetadataOptionsRequest, ResourceType, ShutdownBehavior, VolumeType,
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use backon::{BackoffBuilder as _, ExponentialBuilder};
use jiff::SignedDuration;
use tokio::sync::OnceCell;
use tokio::time::{Instant, sleep};

use super::agent_mark::AgentMark;
use super::ec2::{self, Machines, is_no_capacity, tag_specification};
use super::failure::{self, SdkError, code, failed, is_missing};
use super::image::{Image, Images};
use super::machine_program::MachineProgram;
use super::prepared::Prepared;
use super::s3::Storage;
use super::security_group::{self, Group, SecurityGroups};
use super::tags::{self, Tags};
use super::user_data::{self, FirstBoot};
use cloud::settings::{AwsSettings, CpuCredits};
use cloud::{BootPlan, CloudError, Launch, Result};

use domain::boot_plan::Orders;
use domain::server::{Hosting, PackLocation, Server};
use pack::Platform;

const RUN: &str = "ec2:RunInstances";
/// What the group of machines without a server is called, before the bucket's name.
const WAITING_GROUP: &str = "ac-deploy-prepared";
/// IAM tells EC2 of a new instance profile within 5 to 60 seconds.
const SETTLING: Duration = Duration::from_secs(90);
/// A security group's tags are known everywhere within seconds.
const GROUP_SETTLING: Duration = Duration::from_secs(8);

/// What launches need.
#[derive(Debug, Clone)]
pub(super) struct Launcher {
    pub(super) machines: Machines,
    pub(super) groups: SecurityGroups,
    pub(super) storage: Storage,
    pub(super) iam: aws_sdk_iam::Client,
    pub(super) images: Arc<Images>,
    pub(super) settings: AwsSettings,
    /// The agent that new Linux machines get.
    pub(super) agent: Arc<OnceCell<AgentMark>>,
}

impl Launcher {
    /// Launches a server's machine, or answers the one that there is.
    pub(super) async fn launch(&self, launch: &Launch, prepared: &Prepared) -> Result<Server> {
        if launch.prepared && launch.pack.platform == Platform::Linux {
            let (found, taken) = tokio::try_join!(
                self.machines.find(&launch.spec.id),
                prepared.candidates(launch),
            )?;
            match found {
                Some(server) if !server.prepared => return existing(server),
                _ => {}
            }
            if let Some(server) = prepared.take(taken, launch).await? {
                return Ok(server);
            }
        }
        let (found, plan, program, image) = tokio::try_join!(
            self.machines.find(&launch.spec.id),
            self.boot_plan(launch),
            self.program(launch.pack.platform),
            self.image(launch.pack.platform),
        )?;
        if let Some(server) = found {
            return existing(server);
        }
        let user_data = user_data_for(&image, plan, launch.pack.platform, &program)?;
        let rules = security_group::rules(&launch.pack.ports);
        let group = self
            .groups
            .ensure(&launch.spec.id, &launch.spec.name, &rules)
            .await?;
        let tags = Tags::of_launch(launch, &self.machines.bucket);
        let request = self.request(launch, &image, &group.id, &tags, &user_data);
        let mut launched = self.run(request.clone(), launch, &group).await;
        if let Err(Refused::NoneHere(_)) = launched {
            launched = self.run_elsewhere(request, launch, &group, launched).await;
        }
        match launched {
            Ok(instance) => {
                ec2::server(&instance, launch.spec.id.clone(), &tags).ok_or_else(|| {
                    CloudError::Failed {
                        operation: RUN,
                        code: "the answer names no machine".into(),
                        source: format!("{instance:?}").into(),
                    }
                })
            }
            Err(Refused::Twice) => self.await_twin(launch).await,
            Err(Refused::Because(error) | Refused::NoneHere(error)) => {
                self.forget_group(&group.id, &error).await;
                Err(error)
            }
        }
    }

    /// What machines of a platform fetch first: its address and its SHA-256.
    async fn program(&self, platform: Platform) -> Result<(String, String)> {
        let program = match platform {
            Platform::Windows => MachineProgram::windows_scripts()?,
            Platform::Linux => MachineProgram::agent(self.settings.agent.as_deref()).await?,
        };
        let url = self.storage.program_url(&program).await?;
        Ok((url, program.sha256))
    }

    /// The agent that new Linux machines get.
    pub(super) async fn agent(&self) -> Result<&AgentMark> {
        let ours = || async {
            let program = MachineProgram::agent(self.settings.agent.as_deref()).await?;
            let since = self.storage.ensure_program(&program).await?;
            Ok::<_, CloudError>(AgentMark::ours(&program.sha256, since))
        };
        self.agent.get_or_try_init(ours).await
    }

    /// What machines start from now. One of ours with an agent that cannot serve our deploys any more is as good
    /// as any other: its machines fetch the agent.
    pub(super) async fn image(&self, platform: Platform) -> Result<Image> {
        let mut image = self.images.current(platform).await?;
        if let Some(theirs) = &image.agent
            && !theirs.serves(self.agent().await?, SignedDuration::MAX)
        {
            tracing::info!(
                "the image {} was made by ac-deploy {}; machines would be ready sooner with a new one of `ac-deploy image make`",
                image.id,
                theirs.version(),
            );
            image.agent = None;
        }
        Ok(image)
    }

    /// The group of machines without a server: nobody is let in.
    pub(super) async fn waiting_group(&self) -> Result<String> {
        let name = format!("{WAITING_GROUP}-{}", self.machines.bucket);
        self.groups.ensure_closed(&name).await.map(|group| group.id)
    }

    /// With the addresses of the pack and of the server program that it does not bring: a machine has
    /// no other way to read them.
    pub(super) async fn boot_plan(&self, launch: &Launch) -> Result<BootPlan> {
        let program_url = self.signed(launch.program_key.as_deref()).await?;
        let beside_url = self.signed(launch.beside_key.as_deref()).await?;
        let settings = match launch.pack.platform {
            Platform::Windows => {
                let storage = &self.storage;
                storage
                    .put_settings(&launch.spec.id, &launch.cleaned)
                    .await?
            }
            // Its agent cleans them.
            Platform::Linux => None,
        };
        let (settings_url, settings_sha256) = settings
            .map(|settings| (settings.url, settings.sha256))
            .unzip();
        let players = self.storage.put_players(&launch.spec.id, &launch.players);
        let (players_url, players_sha256) = players.await?.map(|it| (it.url, it.sha256)).unzip();
        Ok(BootPlan {
            schema: BootPlan::SCHEMA,
            server: launch.spec.id.clone(),
            region: self.storage.region.clone(),
            bucket: self.storage.bucket.clone(),
            key: launch.pack.location.key.clone(),
            size: launch.pack_size,
            sha256: launch.sha256.clone(),
            url: Some(self.storage.signed_url(&launch.pack.location).await?),
            program: launch.program.clone(),
            program_key: launch.program_key.clone(),
            program_url,
            beside_key: launch.beside_key.clone(),
            beside_url,
            settings_url,
            settings_sha256,
            players_url,
            players_sha256,
            udp_port: launch.pack.ports.udp,
            tcp_port: launch.pack.ports.tcp,
            http_port: launch.pack.ports.http,
            wrapper_port: launch.pack.ports.wrapper,
            options: launch.spec.options,
        })
    }

    /// A signed address for what lies at a key of our bucket.
    async fn signed(&self, key: Option<&str>) -> Result<Option<String>> {
        let Some(key) = key else {
            return Ok(None);
        };
        let program = PackLocation {
            bucket: None,
            key: key.to_owned(),
        };
        self.storage.signed_url(&program).await.map(Some)
    }

    /// The size of the disk that a launch needs.
    pub(super) fn disk_gib(&self, launch: &Launch) -> u16 {
        self.settings
            .disk_gib(launch.pack.platform, launch.pack_size)
    }

    fn request(
        &self,
        launch: &Launch,
        image: &Image,
        group: &str,
        tags: &Tags,
        user_data: &str,
    ) -> RunInstancesFluentBuilder {
        let made = Made {
            token: token(launch),
            size: launch.spec.hosting.clone(),
            disk_gib: self.disk_gib(launch),
            user_data: user_data.to_owned(),
        };
        self.machine(&made, image, group, tags)
    }

    /// The request for a machine of ours, whatever it is for.
    pub(super) fn machine(
        &self,
        made: &Made,
        image: &Image,
        group: &str,
        tags: &Tags,
    ) -> RunInstancesFluentBuilder {
        let disk = EbsBlockDevice::builder()
            .volume_type(VolumeType::Gp3)
            .volume_size(i32::from(made.disk_gib).max(image.min_gib))
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
            .client_token(&made.token)
            .min_count(1)
            .max_count(1)
            .image_id(&image.id)
            .instance_type(made.size.as_str().into())
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
            .set_credit_specification(credits(&made.size, &self.settings))
            .instance_initiated_shutdown_behavior(ShutdownBehavior::Stop)
            .user_data(&made.user_data)
            .tag_specifications(tag_specification(ResourceType::Instance, tags))
            .tag_specifications(tag_specification(ResourceType::Volume, &disk_tags))
    }

    /// Asks once for a machine that nobody waits for.
    pub(super) async fn run_once(
        &self,
        request: RunInstancesFluentBuilder,
        size: &Hosting,
    ) -> Result<RunOnce> {
        match request.send().await {
            Ok(answer) => {
                let instance = answer.instances().first().and_then(Instance::instance_id);
                Ok(RunOnce::Made(instance.unwrap_or_default().to_owned()))
            }
            Err(error) if code(&error) == Some("IdempotentParameterMismatch") => {
                Ok(RunOnce::MadeBefore)
            }
            Err(error) if is_no_capacity(&error) => {
                failure::note(RUN, &error);
                Err(CloudError::NoCapacity {
                    size: size.clone(),
                    region: self.machines.region.clone(),
                })
            }
            Err(error) => Err(failed(RUN, "What the machine is made from")(error)),
        }
    }

    /// EC2 chooses a zone and refuses if that one has no machine of the kind: asks for each of the others.
    async fn run_elsewhere(
        &self,
        request: RunInstancesFluentBuilder,
        launch: &Launch,
        group: &Group,
        mut refused: Result<Instance, Refused>,
    ) -> Result<Instance, Refused> {
        let token = token(launch);
        for (subnet, zone) in self.subnets().await.map_err(Refused::Because)? {
            tracing::info!(
                server.id = %launch.spec.id, zone = %zone,
                "no {} is free where EC2 looked for {}; trying {zone}", launch.spec.hosting, launch.spec.id,
            );
            let request = request
                .clone()
                .subnet_id(subnet)
                .client_token(format!("{token}-{zone}"));
            refused = match self.run(request, launch, group).await {
                Err(Refused::NoneHere(error)) => Err(Refused::NoneHere(error)),
                launched => return launched,
            };
        }
        refused
    }

    /// The default network's subnets, with their zones.
    async fn subnets(&self) -> Result<Vec<(String, String)>> {
        let default = Filter::builder()
            .name("default-for-az")
            .values("true")
            .build();
        let request = self.machines.client.describe_subnets().filters(default);
        let answer = request
            .send()
            .await
            .map_err(failed("ec2:DescribeSubnets", "The subnets"))?;
        let mut subnets: Vec<(String, String)> = answer
            .subnets()
            .iter()
            .filter_map(|subnet| {
                let (id, zone) = (subnet.subnet_id()?, subnet.availability_zone()?);
                Some((zone.to_owned(), id.to_owned()))
            })
            .map(|(zone, id)| (id, zone))
            .collect();
        subnets.sort_by(|(_, a), (_, b)| a.cmp(b));
        Ok(subnets)
    }

    /// Asks for the machine until AWS has taken notice of the profile and the group.
    async fn run(
        &self,
        request: RunInstancesFluentBuilder,
        launch: &Launch,
        group: &Group,
    ) -> Result<Instance, Refused> {
        let begun = Instant::now();
        // Which error it is says for how long to go on, so only the pauses are laid down here.
        let mut pauses = ExponentialBuilder::default()
            .with_max_delay(Duration::from_secs(10))
            .without_max_times()
            .build();
        let mut is_first = true;
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
            let pause = pauses.next().unwrap_or_default();
            let waited = begun.elapsed() + pause;
            let may_settle = is_new_profile(&error) && waited <= SETTLING
                || group.is_settling(&error) && waited <= GROUP_SETTLING;
            if !may_settle {
                return Err(self.refusal(error, launch));
            }
            if std::mem::take(&mut is_first) && is_new_profile(&error) {
                self.require_profile().await.map_err(Refused::Because)?;
            }
            tracing::info!(
                server.id = %launch.spec.id,
                "AWS does not know everything that was just made everywhere yet; the launch of {} is tried again in {pause:?}",
                launch.spec.id,
            );
            sleep(pause).await;
        }
    }

    fn refusal(&self, error: SdkError<RunInstancesError>, launch: &Launch) -> Refused {
        if is_no_capacity(&error) || is_unknown_in_zone(&error) {
            failure::note(RUN, &error);
            return Refused::NoneHere(CloudError::NoCapacity {
                size: launch.spec.hosting.clone(),
                region: self.machines.region.clone(),
            });
        }
        Refused::Because(failed(RUN, "What the machine is made from")(error))
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
        let pauses = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(500))
            .with_max_delay(Duration::from_secs(5))
            .with_total_delay(Some(Duration::from_secs(30)))
            .without_max_times();
        for pause in pauses.build() {
            if let Some(server) = self.machines.find(&launch.spec.id).await? {
                return existing(server);
            }
            sleep(pause).await;
        }
        Err(CloudError::WrongState {
            operation: RUN,
            answer: None,
        })
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
            tracing::warn!(%error, group.id = group, "the security group {group} of a failed launch could not be deleted; it is swept later");
        }
    }
}

/// What a machine that starts from this image finds as its user data. On one of ours the agent lies already and
/// reads its orders while the system boots, long before a script would run.
fn user_data_for(
    image: &Image,
    plan: BootPlan,
    platform: Platform,
    (url, sha256): &(String, String),
) -> Result<String> {
    let bytes = match image.agent {
        Some(_) => user_data::orders(&Orders::Serve(Box::new(plan))),
        None => {
            let first = FirstBoot {
                platform,
                url,
                sha256,
            };
            user_data::user_data(&plan, first)
        }
    };
    let bytes = bytes.map_err(|error| CloudError::TooMuchUserData {
        message: error.to_string(),
    })?;
    Ok(aws_smithy_types::base64::encode(bytes))
}

/// What sets a machine apart from others of ours.
pub(super) struct Made {
    /// Asked for twice with the same one, it is made once.
    pub(super) token: String,
    pub(super) size: Hosting,
    pub(super) disk_gib: u16,
    /// In base64.
    pub(super) user_data: String,
}

/// What came of asking once.
pub(super) enum RunOnce {
    /// This machine.
    Made(String),
    /// Somebody else asked with the same token.
    MadeBefore,
}

/// Why no machine came.
enum Refused {
    /// The token was used before, for a request that differed.
    Twice,
    /// There is no machine of the kind in the zone that was asked for, or that EC2 chose.
    NoneHere(CloudError),
    /// Anything else.
    Because(CloudError),
}

/// What buys one machine however often it is asked for: the server's id. Another kind of machine is another
/// request.
fn token(launch: &Launch) -> String {
    match launch.record.instead_of {
        None => launch.spec.id.to_string(),
        Some(_) => format!("{}-{}", launch.spec.id, launch.spec.hosting),
    }
}

/// Whether a zone has no machines of the kind at all.
fn is_unknown_in_zone(error: &SdkError<RunInstancesError>) -> bool {
    let about_a_zone = |message: &str| message.contains("Availability Zone");
    code(error) == Some("Unsupported") && error.message().is_some_and(about_a_zone)
}

/// The answer to a launch whose server is listed already.
fn existing(server: Server) -> Result<Server> {
    if server.state.is_gone() {
        Err(CloudError::WrongState {
            operation: RUN,
            answer: None,
        })
    } else {
        Ok(server)
    }
}

/// Whether EC2 does not know the new instance profile yet, or not yet the role in it. That goes away
/// by itself within a minute.
fn is_new_profile(error: &SdkError<RunInstancesError>) -> bool {
    let said = |words: &str| {
        error
            .message()
            .is_some_and(|message| message.contains(words))
    };
    code(error) == Some("InvalidParameterValue")
        && (said("Invalid IAM Instance Profile") || said("has no associated IAM Roles"))
}

/// What a burstable machine does at the end of its CPU credits; other sizes refuse to be told.
fn credits(machine: &Hosting, settings: &AwsSettings) -> Option<CreditSpecificationRequest> {
    let credits = match settings.cpu_credits {
        CpuCredits::Unlimited => "unlimited",
        CpuCredits::Standard => "standard",
    };
    let request = CreditSpecificationRequest::builder().cpu_credits(credits);
    machine.as_str().starts_with('t').then(|| request.build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_burstable_sizes_are_told_about_credits() {
        let mut settings = AwsSettings::new("ac-packs".parse().expect("a name"));
        let told = |size: &str, settings: &AwsSettings| {
            let told = credits(&Hosting::ec2(size), settings);
            told.map(|told| told.cpu_credits().unwrap_or_default().to_owned())
        };
        assert_eq!(told("t3.small", &settings).as_deref(), Some("unlimited"));
        settings.cpu_credits = CpuCredits::Standard;
        assert_eq!(told("t3.small", &settings).as_deref(), Some("standard"));
        assert_eq!(told("c6i.large", &settings), None);
    }
}
