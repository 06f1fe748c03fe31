//! Images of one's own: a machine prepares itself, leaves nothing that is its own on its disk, and switches
//! itself off; an image is made of it, and it is deleted.
//!
//! | tag | of | value |
//! |---|---|---|
//! | `ac-deploy:image-machine` | the machine | when it was asked for |
//! | `ac-deploy:from` | the image, its snapshot | the machine |
//! | `ac-deploy:agent` … | the image, its snapshot | which agent lies on it ([`AgentMark`]) |
//!
//! Nothing is remembered between two calls. Whoever goes on after a kill finds the machine by its tag, and the
//! image of it by its own; what nobody goes on with for an hour, the bot deletes.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_ec2::types::{
    Filter, Image as Ami, ImageState, InstanceStateName, ResourceType, SnapshotReturnCodes,
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::agent_mark::AgentMark;
use super::ec2::{self, POWERED_ITSELF_OFF, tag_specification};
use super::failure::{code, failed, is_missing};
use super::launch::{Launcher, Made, RunOnce};
use super::machine_program::MachineProgram;
use super::tags::{self, Tags};
use super::user_data::{self, FirstBoot};
use cloud::{CloudError, Making, OwnImage, OwnImages, Result};
use domain::ids::{ImageId, InstanceId, InstanceType};
use domain::server::Hosting;
use pack::Platform;

const MACHINE: &str = "ac-deploy:image-machine";
const FROM: &str = "ac-deploy:from";
const TITLE: &str = "becomes an image for ac-deploy";
/// In how many seconds two calls that begin are one.
const SAME_MOMENT: i64 = 60;
/// How often it is looked for the machine that somebody else began with, a second apart.
const TWIN_LOOKS: usize = 20;
/// After which time a machine is taken for left behind whose image nobody is making.
const LEFT_BEHIND: SignedDuration = SignedDuration::from_hours(1);

/// The images of one installation.
#[derive(Debug, Clone)]
pub(super) struct Maker {
    pub(super) launcher: Launcher,
}

/// The machine of an image, as EC2 lists it.
struct Listed {
    id: InstanceId,
    state: InstanceStateName,
    powered_itself_off: bool,
    begun: Option<Timestamp>,
    /// Why it ended, in AWS's words.
    reason: String,
}

impl Listed {
    fn is_gone(&self) -> bool {
        matches!(
            self.state,
            InstanceStateName::ShuttingDown | InstanceStateName::Terminated
        )
    }
}

impl Maker {
    fn client(&self) -> &aws_sdk_ec2::Client {
        &self.launcher.machines.client
    }

    fn ours(&self) -> Filter {
        let filter = Filter::builder().name(format!("tag:{}", tags::BUCKET));
        filter.values(&self.launcher.machines.bucket).build()
    }

    async fn machines(&self) -> Result<Vec<Listed>> {
        let being_made = Filter::builder().name("tag-key").values(MACHINE).build();
        let reservations = self
            .client()
            .describe_instances()
            .filters(self.ours())
            .filters(being_made)
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(failed("ec2:DescribeInstances", "The images' machines"))?;
        let instances = reservations.iter().flat_map(|it| it.instances());
        Ok(instances
            .filter_map(|instance| {
                let reason = instance.state_reason();
                Some(Listed {
                    id: InstanceId::new(instance.instance_id()?),
                    state: instance.state()?.name()?.clone(),
                    powered_itself_off: reason.and_then(|reason| reason.code())
                        == Some(POWERED_ITSELF_OFF),
                    begun: ec2::tags(instance.tags())
                        .get(MACHINE)
                        .and_then(|text| text.parse().ok())
                        .and_then(|at| Timestamp::from_second(at).ok()),
                    reason: reason
                        .and_then(|reason| reason.message())
                        .unwrap_or("AWS gives no reason")
                        .to_owned(),
                })
            })
            .collect())
    }

    async fn images(&self, filter: Filter) -> Result<Vec<Ami>> {
        let request = self.client().describe_images().owners("self");
        let request = request.filters(self.ours()).filters(filter);
        let answer = request.send().await;
        let answer = answer.map_err(failed("ec2:DescribeImages", "Your images"))?;
        Ok(answer.images.unwrap_or_default())
    }

    async fn image_of(&self, machine: &InstanceId) -> Result<Option<Ami>> {
        let filter = Filter::builder().name(format!("tag:{FROM}"));
        let images = self.images(filter.values(machine.as_str()).build()).await?;
        Ok(images.into_iter().next())
    }

    /// Somebody else began at the same moment, and the lists do not show it yet.
    async fn await_twin(&self) -> Result<InstanceId> {
        for _ in 0..TWIN_LOOKS {
            let machines = self.machines().await?;
            if let Some(theirs) = machines.into_iter().find(|one| !one.is_gone()) {
                return Ok(theirs.id);
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        Err(CloudError::WrongState {
            operation: "ec2:RunInstances",
            answer: None,
        })
    }

    /// Asks for the image of a machine that is off. Its name is that of the machine, so that it is made once.
    async fn create(&self, machine: &InstanceId) -> Result<ImageId> {
        let agent = self.launcher.agent().await?;
        let tags: Tags = [
            (tags::NAME, format!("ac-deploy {}", agent.version())),
            (tags::BUCKET, self.launcher.machines.bucket.clone()),
            (FROM, machine.to_string()),
        ]
        .into_iter()
        .chain(agent.tags())
        .collect();
        let request = self.client().create_image().instance_id(machine.as_str());
        let created = request
            .name(format!("ac-deploy-{}-{machine}", agent.version()))
            .description("A Linux machine for ac-deploy, with all but a pack")
            .tag_specifications(tag_specification(ResourceType::Image, &tags))
            .tag_specifications(tag_specification(ResourceType::Snapshot, &tags))
            .send()
            .await;
        match created {
            Ok(answer) => Ok(ImageId::new(answer.image_id.unwrap_or_default())),
            // It is being made, and not listed yet.
            Err(error) if code(&error) == Some("InvalidAMIName.Duplicate") => {
                Ok(ImageId::new("its image"))
            }
            Err(error) => Err(failed("ec2:CreateImage", what(machine))(error)),
        }
    }

    async fn own(&self, ami: &Ami) -> Result<Option<OwnImage>> {
        let tags = ec2::tags(ami.tags());
        let (Some(id), Some(agent)) = (ami.image_id(), AgentMark::of(&tags)) else {
            return Ok(None);
        };
        let settings = &self.launcher.settings;
        Ok(Some(OwnImage {
            id: ImageId::new(id),
            made: ami.creation_date().and_then(|date| date.parse().ok()),
            version: agent.version().to_owned(),
            is_ready: ami.state() == Some(&ImageState::Available),
            serves: agent.serves(self.launcher.agent().await?, SignedDuration::MAX),
            is_set: settings.machine(Platform::Linux).ami.as_deref() == Some(id),
        }))
    }

    async fn terminate(&self, machine: &InstanceId) -> Result<()> {
        let request = self.client().terminate_instances();
        match request.instance_ids(machine.as_str()).send().await {
            Err(error) if !is_missing(&error) => {
                Err(failed("ec2:TerminateInstances", what(machine))(error))
            }
            _ => Ok(()),
        }
    }

    /// Deletes an image together with its snapshots, which cost money without it.
    async fn deregister(&self, image: &str) -> Result<()> {
        const OPERATION: &str = "ec2:DeregisterImage";
        let request = self.client().deregister_image().image_id(image);
        let answer = match request.delete_associated_snapshots(true).send().await {
            Ok(answer) => answer,
            Err(error) if is_missing(&error) => return Ok(()),
            Err(error) => return Err(failed(OPERATION, format!("The image {image}"))(error)),
        };
        let stays = answer.delete_snapshot_results().iter().find(|result| {
            !matches!(
                result.return_code(),
                Some(SnapshotReturnCodes::Success | SnapshotReturnCodes::WarnSkipped)
            )
        });
        match stays {
            None => Ok(()),
            Some(result) => Err(CloudError::Failed {
                operation: "ec2:DeleteSnapshot",
                code: format!(
                    "the image {image} is gone, but its snapshot {} stays and costs money: delete it in the console",
                    result.snapshot_id().unwrap_or_default()
                ),
                source: format!("{:?}", result.return_code()).into(),
            }),
        }
    }

    /// Deletes the machines of images that nobody is making any more; how many went.
    pub(super) async fn sweep(&self, now: Timestamp) -> Result<usize> {
        let mut gone = 0;
        for one in self.machines().await? {
            let age = one.begun.map(|begun| now.duration_since(begun));
            if one.is_gone() || age.is_some_and(|age| age < LEFT_BEHIND) {
                continue;
            }
            let image = self.image_of(&one.id).await?;
            // It would come to nothing without its machine.
            if image.is_some_and(|image| is_on_its_way(&image)) {
                continue;
            }
            tracing::info!(instance.id = %one.id, "the machine {} of an image that nobody is making any more is deleted", one.id);
            self.terminate(&one.id).await?;
            gone += 1;
        }
        Ok(gone)
    }
}

#[async_trait]
impl OwnImages for Maker {
    async fn list(&self) -> Result<Vec<OwnImage>> {
        let all = Filter::builder().name("tag-key").values(FROM).build();
        let mut listed = Vec::new();
        for ami in self.images(all).await? {
            listed.extend(self.own(&ami).await?);
        }
        listed.sort_by_key(|image| std::cmp::Reverse(image.made));
        Ok(listed)
    }

    async fn left(&self) -> Result<Option<InstanceId>> {
        let machines = self.machines().await?;
        let left = machines.into_iter().find(|one| !one.is_gone());
        Ok(left.map(|one| one.id))
    }

    async fn begin(&self, size: &InstanceType) -> Result<InstanceId> {
        let machines = self.machines().await?;
        let before = machines.len();
        if let Some(left) = machines.into_iter().find(|one| !one.is_gone()) {
            tracing::info!(instance.id = %left.id, "going on with the machine {} of an image that was not finished", left.id);
            return Ok(left.id);
        }
        let launcher = &self.launcher;
        let program = MachineProgram::agent(launcher.settings.agent.as_deref()).await?;
        let (url, image, group) = tokio::try_join!(
            launcher.storage.program_url(&program),
            launcher.images.base(Platform::Linux),
            launcher.waiting_group(),
        )?;
        let script = user_data::sealing(FirstBoot {
            platform: Platform::Linux,
            url: &url,
            sha256: &program.sha256,
        });
        let script = script.map_err(|error| CloudError::TooMuchUserData {
            message: error.to_string(),
        })?;
        let now = Timestamp::now().as_second();
        let bucket = &launcher.machines.bucket;
        let tags: Tags = [
            (tags::NAME, TITLE.to_owned()),
            (tags::BUCKET, bucket.clone()),
            (MACHINE, now.to_string()),
        ]
        .into_iter()
        .collect();
        // Of one account's buckets each has its own.
        let whose = &hex::encode(Sha256::digest(bucket))[..16];
        let made = Made {
            token: format!("image-{whose}-{}-{before}", now / SAME_MOMENT),
            size: Hosting::Ec2(size.clone()),
            disk_gib: launcher.settings.root_gib(Platform::Linux),
            user_data: aws_smithy_types::base64::encode(script),
        };
        let request = launcher.machine(&made, &image, &group, &tags);
        match launcher.run_once(request, &made.size).await? {
            RunOnce::Made(instance) => Ok(InstanceId::new(instance)),
            RunOnce::MadeBefore => self.await_twin().await,
        }
    }

    async fn go_on(&self, machine: &InstanceId) -> Result<Making> {
        let machines = self.machines().await?;
        // A new one is listed some seconds later.
        let Some(one) = machines.into_iter().find(|one| one.id == *machine) else {
            return Ok(Making::Preparing);
        };
        if one.is_gone() {
            // It may have been the last step of somebody else.
            if let Some(image) = self.image_of(machine).await?
                && image.state() == Some(&ImageState::Available)
                && let Some(own) = self.own(&image).await?
            {
                return Ok(Making::Done(own));
            }
            return Ok(Making::Failed(format!("its machine ended: {}", one.reason)));
        }
        if one.state != InstanceStateName::Stopped {
            return Ok(Making::Preparing);
        }
        if !one.powered_itself_off {
            // Nobody knows what lies on it.
            let why = "its machine was switched off before it was ready";
            return Ok(Making::Failed(why.to_owned()));
        }
        let Some(image) = self.image_of(machine).await? else {
            return self.create(machine).await.map(Making::Copying);
        };
        let id = ImageId::new(image.image_id().unwrap_or_default());
        if is_on_its_way(&image) {
            return Ok(Making::Copying(id));
        }
        match (image.state(), self.own(&image).await?) {
            (Some(ImageState::Available), Some(own)) => {
                self.terminate(machine).await?;
                Ok(Making::Done(own))
            }
            _ => {
                let why = image.state_reason().and_then(|reason| reason.message());
                let why = why.unwrap_or("AWS gives no reason");
                Ok(Making::Failed(format!(
                    "the copy of its disk failed: {why}"
                )))
            }
        }
    }

    async fn give_up(&self, machine: &InstanceId) -> Result<()> {
        // The machine first: it is what costs most.
        self.terminate(machine).await?;
        match self.image_of(machine).await? {
            Some(image) if image.state() != Some(&ImageState::Available) => {
                self.deregister(image.image_id().unwrap_or_default()).await
            }
            _ => Ok(()),
        }
    }

    async fn remove(&self, image: &ImageId) -> Result<()> {
        let ours = self.list().await?;
        if !ours.iter().any(|one| one.id == *image) {
            return Err(CloudError::NotFound {
                what: format!("An image {image} that ac-deploy made"),
                answer: None,
            });
        }
        self.deregister(image.as_str()).await
    }
}

fn is_on_its_way(image: &Ami) -> bool {
    matches!(
        image.state(),
        Some(ImageState::Pending | ImageState::Transient)
    )
}

fn what(machine: &InstanceId) -> String {
    format!("The machine {machine} of the image")
}
