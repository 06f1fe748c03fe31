//! What must exist in the account before the first launch: looked for, told, made.
//!
//! Plan and deed share one list of [`Step`]s. Nothing is ever deleted, and what an admin added (other
//! lifecycle rules, other policies of the role) is kept.

mod bucket;
mod lifecycle_rules;
mod role;

use super::failure::{code, failed};
use super::s3::Storage;
use super::security_group::default_network;
use cloud::settings::AwsSettings;
use cloud::{Result, SetupStep};

/// One thing to make or to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Network,
    Bucket,
    PublicAccessBlock,
    Encryption,
    Lifecycle,
    Role,
    Trust,
    InlinePolicy,
    ManagedPolicy,
    Profile,
    RoleInProfile,
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
            self.take(step).await?;
            done(&self.describe(step));
        }
        Ok(())
    }

    async fn plan(&self) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        if default_network(&self.ec2).await?.is_none() {
            steps.push(Step::Network);
        }
        steps.extend(self.plan_bucket().await?);
        steps.extend(self.plan_role().await?);
        steps.extend(self.plan_profile().await?);
        Ok(steps)
    }

    async fn take(&self, step: Step) -> Result<()> {
        match step {
            Step::Network => self.make_network().await,
            Step::Bucket => self.make_bucket().await,
            Step::PublicAccessBlock => self.block_public_access().await,
            Step::Encryption => self.encrypt().await,
            Step::Lifecycle => self.set_lifecycle().await,
            Step::Role => self.make_role().await,
            Step::Trust => self.set_trust().await,
            Step::InlinePolicy => self.put_inline_policy().await,
            Step::ManagedPolicy => self.attach_managed_policy().await,
            Step::Profile => self.make_profile().await,
            Step::RoleInProfile => self.put_role_in_profile().await,
        }
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
            Step::Role => (format!("role {role}"), "what machines run under"),
            Step::Trust => (
                format!("role {role}: only machines may take it on"),
                "nobody else needs it",
            ),
            Step::InlinePolicy => (
                format!("role {role}: read packs/ and programs/ of {bucket}"),
                "machines fetch their pack",
            ),
            Step::ManagedPolicy => (
                format!("role {role}: AmazonSSMManagedInstanceCore"),
                "machines report through SSM",
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
        }
    }
}
