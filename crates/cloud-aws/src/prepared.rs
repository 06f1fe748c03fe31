//! Machines that have everything but a pack and wait, stopped: one disk's price each, and seconds instead of
//! a whole boot.
//!
//! | tag | value |
//! |---|---|
//! | `ac-deploy:prepared` | the Discord server whose deploys it is for, all its life |
//! | `ac-deploy:made` | when it was made |
//! | `ac-deploy:agent` … | which agent lies on it ([`AgentMark`](crate::agent_mark::AgentMark)) |
//! | `ac-deploy:image-made` | when the image was made that it started from |
//! | `ac-deploy:disk` | how large its disk is |
//! | `ac-deploy:ready` | it has been prepared |
//! | `ac-deploy:returning` | its server was deleted: `asked`, then `wiping` |
//!
//! While a server has it, it has the server's tags, too. Who may give it a server is said by a document that
//! exists at most once, the claim `prepared/<instance>`: written before anything is done to the machine, and
//! removed once it has been wiped. A deploy that was interrupted finds its own claim and goes on.
//!
//! What is on a machine is deleted by itself (`agent::orders`): told at a boot that it has no server, it wipes
//! itself and switches itself off. That it did is known by who switched it off. And told that it has another
//! server than before, it wipes itself before it fetches anything.

mod listed;

use async_trait::async_trait;
use aws_sdk_ec2::primitives::Blob;
use aws_sdk_ec2::types::{AttributeValue, Filter, InstanceStateName, SecureBlobAttributeValue};
use futures_util::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Expected, Key, Store, StoreError, Version};

use super::agent_mark;
use super::documents::Documents;
use super::ec2::{self, Machines};
use super::failure::{code, failed, is_missing};
use super::launch::{Launcher, Made, RunOnce};
use super::machine_program::MachineProgram;
use super::security_group;
use super::tags::{self, Tags};
use super::user_data::{self, FirstBoot, UserDataError};
use cloud::{CloudError, Launch, PreparedMachines, Result};
use domain::boot_plan::Orders;
use domain::ids::{GuildId, InstanceId, InstanceType, ServerId};
use domain::prepared::{CLAIM_LIFE, PreparedMachine, Stand};
use domain::server::{Hosting, InstanceState, Record, Server};
use listed::{Fresh, Listed, listed, suits};
use pack::Platform;

const PREPARED: &str = "ac-deploy:prepared";
const IMAGE_MADE: &str = "ac-deploy:image-made";
const DISK: &str = "ac-deploy:disk";
const READY: &str = "ac-deploy:ready";
const RETURNING: &str = "ac-deploy:returning";
const ASKED: &str = "asked";
const WIPING: &str = "wiping";
/// What its name is in the console while it has no server.
const TITLE: &str = "prepared for ac-deploy";
/// In how many seconds two bots that make the same machine make one.
const SAME_MOMENT: i64 = 60;

/// The prepared machines of one installation.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    pub(super) launcher: Launcher,
}

/// Who has laid hold of a machine. Nobody: it is being deleted.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Claim {
    server: Option<ServerId>,
    at: Timestamp,
}

/// Whether a machine was prepared, by its tags.
pub(super) fn is_prepared(tags: &Tags) -> bool {
    tags.get(PREPARED).is_some()
}

/// Whether its server was deleted, by its tags: it is listed as if it were gone.
pub(super) fn is_returning(tags: &Tags) -> bool {
    tags.get(RETURNING).is_some()
}

/// The tag that says that the machine's server was deleted.
pub(super) fn returning() -> (&'static str, &'static str) {
    (RETURNING, ASKED)
}

impl Prepared {
    pub(super) fn new(launcher: Launcher) -> Self {
        Self { launcher }
    }

    fn machines(&self) -> &Machines {
        &self.launcher.machines
    }

    fn documents(&self) -> Documents {
        Documents(self.launcher.storage.clone())
    }

    /// What a machine is held against that would be made now.
    async fn fresh(&self) -> Result<Fresh> {
        let images = &self.launcher.images;
        let agent = self.launcher.agent().await?.clone();
        // Where the settings name none, Amazon's next image comes with the machine's own age.
        let image_made = match images.is_fixed(Platform::Linux) {
            true => match self.launcher.image(Platform::Linux).await {
                Ok(image) => image.made,
                // Whoever makes a machine is told.
                Err(CloudError::NotFound { .. }) => None,
                Err(error) => return Err(error),
            },
            false => None,
        };
        Ok(Fresh { agent, image_made })
    }

    async fn listed(&self, guild: Option<GuildId>) -> Result<Vec<Listed>> {
        let filter = |name: String| Filter::builder().name(name);
        let ours = filter(format!("tag:{}", tags::BUCKET)).values(&self.machines().bucket);
        let prepared = match guild {
            Some(guild) => filter(format!("tag:{PREPARED}")).values(guild.to_string()),
            None => filter("tag-key".to_owned()).values(PREPARED),
        };
        let there = filter("instance-state-name".to_owned())
            .values("pending")
            .values("running")
            .values("stopping")
            .values("stopped");
        let request = self.machines().client.describe_instances();
        let request = request.filters(ours.build()).filters(prepared.build());
        let reservations = request.filters(there.build()).into_paginator().items();
        let (reservations, fresh) = tokio::try_join!(
            async {
                let all = reservations.send().try_collect().await;
                all.map_err(failed("ec2:DescribeInstances", "The prepared machines"))
            },
            self.fresh(),
        )?;
        let instances = reservations.iter().flat_map(|it| it.instances());
        Ok(instances.filter_map(|it| listed(it, &fresh)).collect())
    }

    /// The machines that a server which is being launched may get.
    pub(super) async fn candidates(&self, launch: &Launch) -> Result<Vec<Listed>> {
        let Some(home) = launch.spec.home else {
            return Ok(Vec::new());
        };
        let mut listed = self.listed(Some(home.guild)).await?;
        let disk = self.launcher.disk_gib(launch);
        listed.retain(|one| suits(one, &launch.spec.id, disk));
        let claimed = async |one: Listed| {
            let claim = self.claim_of(&one.machine.instance).await?;
            let whose = claim.and_then(|(claim, _)| claim.server);
            Ok::<_, CloudError>((whose.as_ref() == Some(&launch.spec.id), one))
        };
        // Of a single one it is found out when it is claimed.
        let mut ranked = match listed.len() {
            0 | 1 => listed.into_iter().map(|one| (false, one)).collect(),
            _ => try_join_all(listed.into_iter().map(claimed)).await?,
        };
        // One that an earlier try of this deploy has, by its tags or its claim; then those that have waited longest.
        ranked.sort_by_key(|(ours, one)| (one.tags.server().is_none(), !ours, one.machine.made));
        Ok(ranked.into_iter().map(|(_, one)| one).collect())
    }

    /// Gives it one of them, if nobody is faster.
    pub(super) async fn take(
        &self,
        candidates: Vec<Listed>,
        launch: &Launch,
    ) -> Result<Option<Server>> {
        for one in candidates {
            if !self.claim(&one.machine.instance, &launch.spec.id).await? {
                continue;
            }
            match self.give(&one, launch).await {
                Ok(server) => return Ok(Some(server)),
                // It may run by now: whoever asks again finds it.
                Err(error) if error.leaves_open() => return Err(error),
                Err(error) => {
                    tracing::warn!(
                        server.id = %launch.spec.id, instance.id = %one.machine.instance, error = &error as &dyn std::error::Error,
                        "the prepared machine {} could not be started for {}", one.machine.instance, launch.spec.id,
                    );
                    // As if its server had been deleted, which gets another machine.
                    let back = [(tags::SERVER, ""), returning()];
                    self.tag(&one.machine.instance, back).await?;
                }
            }
        }
        Ok(None)
    }

    /// Lays hold of a machine for a server, or says anew that it still does.
    async fn claim(&self, machine: &InstanceId, server: &ServerId) -> Result<bool> {
        let claim = Claim {
            server: Some(server.clone()),
            at: Timestamp::now(),
        };
        if self.put_claim(machine, &claim, None).await?.is_some() {
            return Ok(true);
        }
        match self.claim_of(machine).await? {
            Some((Claim { server: whose, .. }, version)) if whose.as_ref() == Some(server) => {
                // Nothing comes of it if it was taken for dead in this moment.
                let again = self.put_claim(machine, &claim, Some(&version)).await?;
                Ok(again.is_some())
            }
            _ => Ok(false),
        }
    }

    /// Nothing if somebody else was faster.
    async fn put_claim(
        &self,
        machine: &InstanceId,
        claim: &Claim,
        before: Option<&Version>,
    ) -> Result<Option<Version>> {
        let key = claim_key(machine)?;
        let bytes = serde_json::to_vec(claim)
            .map_err(|error| kept(StoreError::failed("writing", &key, error)))?;
        let expected = before.map_or(Expected::Absent, Expected::Unchanged);
        match self.documents().put(&key, bytes, expected).await {
            Ok(version) => Ok(Some(version)),
            Err(StoreError::Changed(_)) => Ok(None),
            Err(error) => Err(kept(error)),
        }
    }

    async fn claim_of(&self, machine: &InstanceId) -> Result<Option<(Claim, Version)>> {
        let key = claim_key(machine)?;
        let stored = self.documents().get(&key).await.map_err(kept)?;
        Ok(stored.map(|stored| {
            let claim = serde_json::from_slice(&stored.bytes);
            // One that nobody can read is nobody's.
            let nobodys = |_| Claim {
                server: None,
                at: Timestamp::UNIX_EPOCH,
            };
            (claim.unwrap_or_else(nobodys), stored.version)
        }))
    }

    async fn drop_claim(&self, machine: &InstanceId, version: &Version) -> Result<()> {
        let key = claim_key(machine)?;
        match self.documents().remove(&key, version).await {
            // Somebody laid hold of it again.
            Ok(()) | Err(StoreError::Changed(_)) => Ok(()),
            Err(error) => Err(kept(error)),
        }
    }

    /// Makes a machine that is ours by now a server's, and starts it. All of it can be done again.
    async fn give(&self, one: &Listed, launch: &Launch) -> Result<Server> {
        let (launcher, machine) = (&self.launcher, &one.machine.instance);
        let mut launch = launch.clone();
        // A list may show it stopped for a moment longer.
        launch.record.told = Some(Record::JUST_STARTED.to_owned());
        let tags = Tags::of_launch(&launch, &self.machines().bucket);
        let running = matches!(
            one.state,
            InstanceStateName::Pending | InstanceStateName::Running
        );
        if !running {
            let rules = security_group::rules(&launch.pack.ports);
            let groups = &launcher.groups;
            let group = groups.ensure(&launch.spec.id, &launch.spec.name, &rules);
            let (group, plan) = tokio::try_join!(group, launcher.boot_plan(&launch))?;
            let size = launch.spec.hosting.as_str();
            let orders = Orders::Serve(Box::new(plan));
            tokio::try_join!(
                self.order(machine, &orders),
                self.resize(one, size),
                self.join(machine, &group.id),
                // Nothing of it holds before it is started, whoever is killed in between.
                self.tag(machine, tags.iter()),
            )?;
        }
        // Also where it runs: the answer to an earlier start may have been lost.
        self.start(machine, &launch.spec.hosting).await?;
        let server = ec2::server(&one.instance, launch.spec.id.clone(), &tags);
        let server = server.ok_or_else(|| CloudError::NotFound {
            what: format!("The prepared machine {machine}"),
            answer: None,
        })?;
        let launched = Timestamp::now();
        Ok(Server {
            state: InstanceState::Pending,
            spec: launch.spec.clone(),
            address: None,
            failure: None,
            launched,
            prepared: true,
            record: launch.record,
            ..server
        })
    }

    async fn start(&self, machine: &InstanceId, size: &Hosting) -> Result<()> {
        ec2::power_on(self.machines(), machine, size, what(machine)).await
    }

    /// The kind of machine, if it is to be another one.
    async fn resize(&self, one: &Listed, size: &str) -> Result<()> {
        if one.machine.size.as_str() == size {
            return Ok(());
        }
        let request = self.change(&one.machine.instance);
        let kind = AttributeValue::builder().value(size).build();
        let changed = request.instance_type(kind).send().await;
        changed
            .map(drop)
            .map_err(failed(MODIFY, what(&one.machine.instance)))
    }

    async fn order(&self, machine: &InstanceId, orders: &Orders) -> Result<()> {
        let bytes = user_data::orders(orders).map_err(too_much)?;
        let value = SecureBlobAttributeValue::builder().value(Blob::new(bytes));
        let changed = self.change(machine).user_data(value.build()).send().await;
        changed.map(drop).map_err(failed(MODIFY, what(machine)))
    }

    async fn join(&self, machine: &InstanceId, group: &str) -> Result<()> {
        let changed = self.change(machine).groups(group).send().await;
        changed.map(drop).map_err(failed(MODIFY, what(machine)))
    }

    fn change(
        &self,
        machine: &InstanceId,
    ) -> aws_sdk_ec2::operation::modify_instance_attribute::builders::ModifyInstanceAttributeFluentBuilder
    {
        let client = &self.machines().client;
        client
            .modify_instance_attribute()
            .instance_id(machine.as_str())
    }

    async fn tag<'a>(
        &self,
        machine: &InstanceId,
        tags: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<()> {
        let tags: Tags = tags.into_iter().collect();
        let request = self.machines().client.create_tags();
        let request = request.resources(machine.as_str());
        let tagged = request.set_tags(Some(ec2::sdk_tags(&tags))).send().await;
        tagged
            .map(drop)
            .map_err(failed("ec2:CreateTags", what(machine)))
    }

    /// The stopped machine of a deleted server: it is told so, and switched on to wipe itself.
    async fn begin_to_wipe(&self, one: &PreparedMachine) -> Result<()> {
        let machine = &one.instance;
        let group = self.launcher.waiting_group().await?;
        tokio::try_join!(
            self.order(machine, &Orders::Wait),
            self.join(machine, &group)
        )?;
        self.start(machine, &Hosting::Ec2(one.size.clone())).await?;
        // Only now: what switched it off before was not this.
        self.tag(machine, [(RETURNING, WIPING)]).await
    }

    /// It has wiped itself: nothing of its server is known any more, and it may be claimed.
    async fn end_wiping(&self, one: &Listed) -> Result<()> {
        let machine = &one.machine.instance;
        let kept = [tags::BUCKET, tags::MADE, PREPARED, DISK, IMAGE_MADE];
        let gone = one.tags.iter().map(|(key, _)| (key, ""));
        let gone = gone.filter(|(key, _)| {
            key.starts_with("ac-deploy:") && !kept.contains(key) && !agent_mark::TAGS.contains(key)
        });
        let fresh = [(tags::NAME, TITLE), (READY, "yes")];
        self.tag(machine, gone.chain(fresh)).await?;
        // It is no server's any more, so whoever wrote the claim is done with it.
        if let Some((_, version)) = self.claim_of(machine).await? {
            self.drop_claim(machine, &version).await?;
        }
        Ok(())
    }

    /// Whether a claim is that of a server that is done with its machine: being wiped, or lost on the way. What
    /// the caller saw of the machine may be a minute old, and so may what EC2 lists, so a claim that is newer
    /// than the last start is somebody else's.
    async fn is_left_behind(&self, machine: &InstanceId, claim: &Claim) -> Result<bool> {
        let Some(Listed { machine, .. }) = self.look(machine).await? else {
            return Ok(false);
        };
        let is_done_with = matches!(machine.stand, Stand::Returning | Stand::Lost);
        let is_old = claim.at < machine.launched + STARTED_AFTER_CLAIM
            || CLAIM_LIFE < Timestamp::now().duration_since(claim.at);
        Ok(is_done_with && is_old)
    }

    async fn look(&self, machine: &InstanceId) -> Result<Option<Listed>> {
        let listed = self.listed(None).await?;
        Ok(listed
            .into_iter()
            .find(|one| one.machine.instance == *machine))
    }
}

/// A deploy starts its machine at most so long before the second in which EC2 says it did; to be wiped and
/// claimed anew takes longer.
const STARTED_AFTER_CLAIM: SignedDuration = SignedDuration::from_secs(10);

const MODIFY: &str = "ec2:ModifyInstanceAttribute";

#[async_trait]
impl PreparedMachines for Prepared {
    async fn list(&self) -> Result<Vec<PreparedMachine>> {
        let mut machines = Vec::new();
        for one in self.listed(None).await? {
            let mut machine = one.machine;
            if machine.stand == Stand::Waiting
                && let Some((claim, _)) = self.claim_of(&machine.instance).await?
            {
                machine.stand = match claim.server {
                    Some(server) => Stand::Claimed {
                        server,
                        at: claim.at,
                    },
                    None => Stand::Lost,
                };
            }
            machines.push(machine);
        }
        Ok(machines)
    }

    async fn make(&self, guild: GuildId, size: &InstanceType, number: usize) -> Result<bool> {
        let launcher = &self.launcher;
        let settings = &launcher.settings;
        let program = MachineProgram::agent(settings.agent.as_deref()).await?;
        let (url, image, group) = tokio::try_join!(
            launcher.storage.program_url(&program),
            launcher.image(Platform::Linux),
            launcher.waiting_group(),
        )?;
        let first = FirstBoot {
            platform: Platform::Linux,
            url: &url,
            sha256: &program.sha256,
        };
        let (script, agent) = match &image.agent {
            // It lies on it already.
            Some(agent) => (user_data::orders(&Orders::Wait), agent.clone()),
            None => (user_data::preparing(first), launcher.agent().await?.clone()),
        };
        let script = script.map_err(too_much)?;
        let disk_gib = settings.root_gib(Platform::Linux);
        let now = Timestamp::now().as_second();
        let tags: Tags = [
            (tags::NAME, TITLE.to_owned()),
            (tags::BUCKET, self.machines().bucket.clone()),
            (tags::MADE, now.to_string()),
            (PREPARED, guild.to_string()),
            (DISK, disk_gib.to_string()),
        ]
        .into_iter()
        .chain(agent.tags())
        .chain(
            image
                .made
                .map(|made| (IMAGE_MADE, made.as_second().to_string())),
        )
        .collect();
        let made = Made {
            token: format!("prepared-{guild}-{}-{number}", now / SAME_MOMENT),
            size: Hosting::Ec2(size.clone()),
            disk_gib,
            user_data: aws_smithy_types::base64::encode(script),
        };
        let request = launcher.machine(&made, &image, &group, &tags);
        match launcher.run_once(request, &made.size).await? {
            RunOnce::Made(instance) => {
                tracing::info!(guild.id = %guild, instance.id = instance, "a machine is being prepared for {guild}: {instance}");
                Ok(true)
            }
            RunOnce::MadeBefore => Ok(false),
        }
    }

    async fn tend(&self, machine: &PreparedMachine) -> Result<()> {
        let id = &machine.instance;
        let Some(one) = self.look(id).await? else {
            return Ok(());
        };
        let stopped = one.state == InstanceStateName::Stopped;
        let runs = one.state == InstanceStateName::Running;
        match (&one.machine.stand, one.tags.get(RETURNING)) {
            (Stand::Coming, _) if stopped => self.tag(id, [(READY, "yes")]).await,
            (Stand::Returning, Some(ASKED)) if runs => {
                ec2::power_off(self.machines(), id, what(id)).await
            }
            (Stand::Returning, Some(ASKED)) if stopped => self.begin_to_wipe(&one.machine).await,
            (Stand::Returning, Some(WIPING)) if stopped && one.powered_itself_off => {
                tracing::info!(instance.id = %id, "the machine {id} has wiped itself and waits");
                self.end_wiping(&one).await
            }
            // Somebody was faster than it.
            (Stand::Returning, Some(WIPING)) if stopped => self.tag(id, [(RETURNING, ASKED)]).await,
            _ => Ok(()),
        }
    }

    async fn release(&self, machine: &PreparedMachine) -> Result<()> {
        let id = &machine.instance;
        // A deploy that comes back meanwhile has claimed it anew, and keeps it.
        let (Stand::Claimed { server, .. }, Some((claim, version))) =
            (&machine.stand, self.claim_of(id).await?)
        else {
            return Ok(());
        };
        if claim.server.as_ref() != Some(server) {
            return Ok(());
        }
        tracing::info!(instance.id = %id, server.id = %server, "the deploy of {server} is gone; the machine {id} that it claimed waits for another");
        // It was not started, or it would have its server's tags; but it may have its orders.
        self.drop_claim(id, &version).await
    }

    async fn delete(&self, machine: &PreparedMachine) -> Result<()> {
        let id = &machine.instance;
        let claim = Claim {
            server: None,
            at: Timestamp::now(),
        };
        let held = match self.claim_of(id).await? {
            None => self.put_claim(id, &claim, None).await?,
            Some((Claim { server: None, .. }, version)) => Some(version),
            Some((theirs, version)) if self.is_left_behind(id, &theirs).await? => {
                self.put_claim(id, &claim, Some(&version)).await?
            }
            Some(_) => None,
        };
        let Some(version) = held else {
            // A deploy has it.
            return Ok(());
        };
        let request = self.machines().client.terminate_instances();
        match request.instance_ids(id.as_str()).send().await {
            Err(error) if !is_missing(&error) => {
                return Err(failed("ec2:TerminateInstances", what(id))(error));
            }
            Err(error) => {
                tracing::debug!(instance.id = %id, code = code(&error), "it was deleted before")
            }
            Ok(_) => tracing::info!(instance.id = %id, "the prepared machine {id} is deleted"),
        }
        self.drop_claim(id, &version).await
    }
}

fn what(machine: &InstanceId) -> String {
    format!("The prepared machine {machine}")
}

fn claim_key(machine: &InstanceId) -> Result<Key> {
    let name = format!("prepared/{machine}");
    Key::new(name.clone()).map_err(|error| kept(StoreError::failed("naming", name, error)))
}

fn too_much(error: UserDataError) -> CloudError {
    CloudError::TooMuchUserData {
        message: error.to_string(),
    }
}

/// What the storage said, in the words of whoever asked for the machine.
fn kept(error: StoreError) -> CloudError {
    match error {
        StoreError::Failed { source, .. } if source.is::<CloudError>() => match source.downcast() {
            Ok(error) => *error,
            Err(source) => unkept(source),
        },
        error => unkept(error.into()),
    }
}

fn unkept(source: Box<dyn std::error::Error + Send + Sync>) -> CloudError {
    CloudError::Failed {
        operation: "s3:PutObject",
        code: "who has a prepared machine could not be written down".into(),
        source,
    }
}
