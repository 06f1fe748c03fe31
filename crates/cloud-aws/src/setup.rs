//! What must exist in the account before the first launch: looked for, told, made.
//!
//! Plan and action share one list of [`Step`]s. Nothing is ever deleted, and what an admin added (other
//! lifecycle rules, other policies of the role) is kept.

mod bucket;
mod lifecycle_rules;
mod role;

use std::time::Duration;

use aws_sdk_ec2::types::{Filter, Subnet};
use backon::{ExponentialBuilder, Retryable as _};

use super::failure::{code, failed};
use super::machine_program::MachineProgram;
use super::s3::Storage;
use super::security_group::default_network;
use cloud::settings::AwsSettings;
use cloud::{CloudError, NotReady, Result, SetupStep};

/// The longest single wait for a bucket or a role that was just made to be known everywhere.
const SETTLING: Duration = Duration::from_secs(16);

/// One thing to make or to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Network,
    Bucket,
    PublicAccessBlock,
    Encryption,
    Lifecycle,
    Agent,
    WindowsScripts,
    Role,
    Trust,
    InlinePolicy,
    Profile,
    RoleInProfile,
}

impl Step {
    /// Whether a launch needs it. The others keep the bucket safe and small, and an admin may have
    /// chosen otherwise since.
    fn is_needed(self) -> bool {
        !matches!(
            self,
            Self::PublicAccessBlock | Self::Encryption | Self::Lifecycle | Self::Trust
        )
    }
}

/// The account that is set up.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) ec2: aws_sdk_ec2::Client,
    pub(super) iam: aws_sdk_iam::Client,
    pub(super) storage: Storage,
    pub(super) settings: AwsSettings,
}

impl Account {
    /// What must be made.
    pub(super) async fn missing(&self) -> Result<Vec<SetupStep>> {
        Ok(self
            .plan()
            .await?
            .into_iter()
            .map(|step| self.describe(step))
            .collect())
    }

    /// Makes what is missing.
    pub(super) async fn set_up(&self, done: &(dyn Fn(&SetupStep) + Send + Sync)) -> Result<()> {
        for step in self.plan().await? {
            self.take_when_settled(step).await?;
            done(&self.describe(step));
        }
        Ok(())
    }

    async fn plan(&self) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        match default_network(&self.ec2).await? {
            None => steps.push(Step::Network),
            Some(network) => self.require_subnet(&network).await?,
        }
        let bucket = self.plan_bucket().await?;
        let is_new = bucket.contains(&Step::Bucket);
        steps.extend(bucket);
        steps.extend(self.plan_agent(is_new).await?);
        let scripts = MachineProgram::windows_scripts()?;
        if is_new || !self.storage.has_program(&scripts).await? {
            steps.push(Step::WindowsScripts);
        }
        steps.extend(self.plan_role().await?);
        steps.extend(self.plan_profile().await?);
        Ok(steps)
    }

    /// A launch names no subnet: EC2 takes one of the default network's, and whether the machine gets a
    /// public address is that subnet's decision.
    async fn require_subnet(&self, network: &str) -> Result<()> {
        const OPERATION: &str = "ec2:DescribeSubnets";
        let by = |name: &str, value: &str| Filter::builder().name(name).values(value).build();
        let request = self.ec2.describe_subnets();
        let answer = request
            .filters(by("vpc-id", network))
            .filters(by("default-for-az", "true"))
            .send()
            .await
            .map_err(failed(OPERATION, "The subnets"))?;
        let is_open = |subnet: &Subnet| subnet.map_public_ip_on_launch() == Some(true);
        let subnets = answer.subnets();
        // One that is closed would have machines that nobody reaches, now and then.
        if !subnets.is_empty() && subnets.iter().all(is_open) {
            return Ok(());
        }
        Err(CloudError::AccountNotReady {
            operation: "ec2:RunInstances",
            why: NotReady::NoSubnet,
            answer: None,
        })
    }

    /// Takes a step, and tries again while AWS does not know everywhere of the step before: a bucket or
    /// a role is made at once and known to every server of S3 and IAM only seconds later.
    async fn take_when_settled(&self, step: Step) -> Result<()> {
        let pauses = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(500))
            .with_total_delay(Some(SETTLING));
        (|| self.take(step))
            .retry(pauses.without_max_times())
            .when(is_settling)
            .notify(|_, pause| {
                tracing::info!(
                    ?step,
                    "AWS does not know yet what was just made; trying again in {pause:?}"
                );
            })
            .await
    }

    async fn take(&self, step: Step) -> Result<()> {
        match step {
            Step::Network => self.make_network().await,
            Step::Bucket => self.make_bucket().await,
            Step::PublicAccessBlock => self.block_public_access().await,
            Step::Encryption => self.encrypt().await,
            Step::Lifecycle => self.set_lifecycle().await,
            Step::Agent => self.storage.put_program(&self.agent().await?).await,
            Step::WindowsScripts => {
                let scripts = MachineProgram::windows_scripts()?;
                self.storage.put_program(&scripts).await
            }
            Step::Role => self.make_role().await,
            Step::Trust => self.set_trust().await,
            Step::InlinePolicy => self.put_inline_policy().await,
            Step::Profile => self.make_profile().await,
            Step::RoleInProfile => self.put_role_in_profile().await,
        }
    }

    /// An installation that runs Windows servers only does without.
    async fn plan_agent(&self, bucket_is_new: bool) -> Result<Option<Step>> {
        let agent = match self.agent().await {
            Ok(agent) => agent,
            Err(CloudError::NoAgent { path, .. }) if self.settings.agent.is_none() => {
                tracing::warn!(
                    "there is no {}: packs for Linux cannot be run",
                    path.display()
                );
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let is_there = !bucket_is_new && self.storage.has_program(&agent).await?;
        Ok((!is_there).then_some(Step::Agent))
    }

    async fn agent(&self) -> Result<MachineProgram> {
        MachineProgram::agent(self.settings.agent.as_deref()).await
    }

    async fn make_network(&self) -> Result<()> {
        match self.ec2.create_default_vpc().send().await {
            Err(error) if code(&error) == Some("DefaultVpcAlreadyExists") => Ok(()),
            other => other
                .map(drop)
                .map_err(failed("ec2:CreateDefaultVpc", "The default network")),
        }
    }

    fn describe(&self, step: Step) -> SetupStep {
        let (bucket, role, days) = (&self.storage.bucket, self.role(), self.settings.pack_days);
        let expiry = if days == 0 {
            String::new()
        } else {
            format!("packs are deleted after {days} days, ")
        };
        let (what, why) = match step {
            Step::Network => (
                "the region's default network (VPC)".into(),
                "machines are launched into it",
            ),
            Step::Bucket => (
                format!("bucket {bucket} in {}", self.storage.region),
                "holds the packs",
            ),
            Step::PublicAccessBlock => (
                format!("bucket {bucket}: no public access"),
                "packs hold passwords",
            ),
            Step::Encryption => (
                format!("bucket {bucket}: encryption"),
                "packs hold passwords",
            ),
            Step::Lifecycle => (
                format!("bucket {bucket}: {expiry}unfinished uploads after 1 day"),
                "nothing is paid for that nobody needs",
            ),
            Step::Agent => (
                format!("bucket {bucket}: the agent of this version"),
                "Linux machines fetch it",
            ),
            Step::WindowsScripts => (
                format!("bucket {bucket}: the Windows scripts of this version"),
                "Windows machines fetch them",
            ),
            Step::Role => (format!("role {role}"), "what machines run under"),
            Step::Trust => (
                format!("role {role}: only machines may take it on"),
                "nobody else needs it",
            ),
            Step::InlinePolicy => (
                format!("role {role}: report through SSM, read nothing"),
                "machines say how their server is",
            ),
            Step::Profile => (
                format!("instance profile {role}"),
                "hands the role to machines",
            ),
            Step::RoleInProfile => (
                format!("instance profile {role}: role {role}"),
                "hands the role to machines",
            ),
        };
        SetupStep {
            what,
            why: why.into(),
            needed: step.is_needed(),
        }
    }
}

/// Whether a step failed because AWS has not heard everywhere of what was made a moment ago, or of a
/// bucket of the same name that was deleted a moment ago (`OperationAborted`).
fn is_settling(error: &CloudError) -> bool {
    match error {
        CloudError::NotFound { .. } | CloudError::NotSetUp { .. } => true,
        CloudError::Failed { code, .. } => code == "OperationAborted",
        _ => false,
    }
}
