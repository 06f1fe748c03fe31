//! What must exist in the account before the first launch: looked for, told, made.
//!
//! Plan and deed share one list of [`Step`]s. Nothing is ever deleted, and what an admin added (other
//! lifecycle rules, other policies of the role) is kept.

use aws_sdk_s3::types as s3;
use aws_smithy_types::error::operation::BuildError;
use percent_encoding::percent_decode_str;

use super::failure::{SdkError, code, failed, is_missing, other_region};
use super::iam::{INLINE_POLICY, MANAGED_POLICY, TRUST, machine_policy};
use super::lifecycle_rules;
use super::s3::Storage;
use super::security_group::default_network;
use super::settings::AwsSettings;
use crate::cloud::{CloudError, Result, SetupStep};

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

    async fn plan_bucket(&self) -> Result<Vec<Step>> {
        let Storage { client, bucket, .. } = &self.storage;
        let settings = [Step::PublicAccessBlock, Step::Encryption, Step::Lifecycle];
        match client.head_bucket().bucket(bucket).send().await {
            Ok(_) => {}
            Err(error)
                if other_region(&error, &self.storage.region).is_none() && is_missing(&error) =>
            {
                return Ok([Step::Bucket].into_iter().chain(settings).collect());
            }
            Err(error) => return Err(self.bucket_failed("s3:ListBucket")(error)),
        }
        let (open, plain, rules) = tokio::join!(self.is_open(), self.is_plain(), self.lifecycle());
        let wanted = [
            open?,
            plain?,
            !lifecycle_rules::are_set(&rules?, self.settings.pack_days),
        ];
        Ok(settings
            .into_iter()
            .zip(wanted)
            .filter_map(|(step, wanted)| wanted.then_some(step))
            .collect())
    }

    async fn is_open(&self) -> Result<bool> {
        let request = self
            .storage
            .client
            .get_public_access_block()
            .bucket(&self.storage.bucket);
        match request.send().await {
            Ok(answer) => Ok(answer.public_access_block_configuration() != Some(&all_blocked())),
            Err(error) if code(&error) == Some("NoSuchPublicAccessBlockConfiguration") => Ok(true),
            Err(error) => Err(self.bucket_failed("s3:GetBucketPublicAccessBlock")(error)),
        }
    }

    async fn is_plain(&self) -> Result<bool> {
        let request = self
            .storage
            .client
            .get_bucket_encryption()
            .bucket(&self.storage.bucket);
        match request.send().await {
            // Whatever an admin chose is as good as ours.
            Ok(answer) => Ok(answer
                .server_side_encryption_configuration()
                .is_none_or(|it| it.rules().is_empty())),
            Err(error)
                if code(&error) == Some("ServerSideEncryptionConfigurationNotFoundError") =>
            {
                Ok(true)
            }
            Err(error) => Err(self.bucket_failed("s3:GetEncryptionConfiguration")(error)),
        }
    }

    async fn lifecycle(&self) -> Result<Vec<s3::LifecycleRule>> {
        let request = self
            .storage
            .client
            .get_bucket_lifecycle_configuration()
            .bucket(&self.storage.bucket);
        match request.send().await {
            Ok(answer) => Ok(answer.rules.unwrap_or_default()),
            Err(error) if code(&error) == Some("NoSuchLifecycleConfiguration") => Ok(Vec::new()),
            Err(error) => Err(self.bucket_failed("s3:GetLifecycleConfiguration")(error)),
        }
    }

    async fn plan_role(&self) -> Result<Vec<Step>> {
        let role = self.role();
        let trust = match self.iam.get_role().role_name(role).send().await {
            Ok(answer) => answer
                .role
                .and_then(|role| role.assume_role_policy_document),
            Err(error) if is_missing(&error) => {
                return Ok(vec![Step::Role, Step::InlinePolicy, Step::ManagedPolicy]);
            }
            Err(error) => return Err(failed("iam:GetRole", self.role_in_words())(error)),
        };
        let inline = match self
            .iam
            .get_role_policy()
            .role_name(role)
            .policy_name(INLINE_POLICY)
            .send()
            .await
        {
            Ok(answer) => Some(answer.policy_document),
            Err(error) if is_missing(&error) => None,
            Err(error) => return Err(failed("iam:GetRolePolicy", self.role_in_words())(error)),
        };
        let attached = self
            .iam
            .list_attached_role_policies()
            .role_name(role)
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(failed("iam:ListAttachedRolePolicies", self.role_in_words()))?;
        let managed = attached
            .iter()
            .any(|policy| policy.policy_arn() == Some(MANAGED_POLICY));
        let wanted = [
            (Step::Trust, !is_same_policy(trust.as_deref(), TRUST)),
            (
                Step::InlinePolicy,
                !is_same_policy(inline.as_deref(), &machine_policy(&self.settings)),
            ),
            (Step::ManagedPolicy, !managed),
        ];
        Ok(wanted
            .into_iter()
            .filter_map(|(step, wanted)| wanted.then_some(step))
            .collect())
    }

    async fn plan_profile(&self) -> Result<Vec<Step>> {
        let role = self.role();
        match self
            .iam
            .get_instance_profile()
            .instance_profile_name(role)
            .send()
            .await
        {
            Ok(answer) => {
                let profile = answer.instance_profile;
                let there = profile.is_some_and(|profile| {
                    profile.roles().iter().any(|one| one.role_name() == role)
                });
                Ok(if there {
                    vec![]
                } else {
                    vec![Step::RoleInProfile]
                })
            }
            Err(error) if is_missing(&error) => Ok(vec![Step::Profile, Step::RoleInProfile]),
            Err(error) => Err(failed("iam:GetInstanceProfile", self.role_in_words())(
                error,
            )),
        }
    }

    async fn take(&self, step: Step) -> Result<()> {
        match step {
            Step::Network => self.make_network().await,
            Step::Bucket => self.make_bucket().await,
            Step::PublicAccessBlock => self.block_public_access().await,
            Step::Encryption => self.encrypt().await,
            Step::Lifecycle => self.set_lifecycle().await,
            Step::Role => self.make_role().await,
            Step::Trust => {
                let request = self
                    .iam
                    .update_assume_role_policy()
                    .role_name(self.role())
                    .policy_document(TRUST);
                settled(
                    "iam:UpdateAssumeRolePolicy",
                    self.role_in_words(),
                    request.send().await,
                )
            }
            Step::InlinePolicy => {
                let request = self
                    .iam
                    .put_role_policy()
                    .role_name(self.role())
                    .policy_name(INLINE_POLICY);
                let request = request.policy_document(machine_policy(&self.settings));
                settled(
                    "iam:PutRolePolicy",
                    self.role_in_words(),
                    request.send().await,
                )
            }
            Step::ManagedPolicy => {
                let request = self
                    .iam
                    .attach_role_policy()
                    .role_name(self.role())
                    .policy_arn(MANAGED_POLICY);
                settled(
                    "iam:AttachRolePolicy",
                    self.role_in_words(),
                    request.send().await,
                )
            }
            Step::Profile => {
                let request = self
                    .iam
                    .create_instance_profile()
                    .instance_profile_name(self.role());
                settled(
                    "iam:CreateInstanceProfile",
                    self.role_in_words(),
                    request.send().await,
                )
            }
            Step::RoleInProfile => {
                let request = self
                    .iam
                    .add_role_to_instance_profile()
                    .instance_profile_name(self.role());
                let request = request.role_name(self.role());
                settled(
                    "iam:AddRoleToInstanceProfile",
                    self.role_in_words(),
                    request.send().await,
                )
            }
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

    async fn make_bucket(&self) -> Result<()> {
        let Storage {
            client,
            bucket,
            region,
            ..
        } = &self.storage;
        // The oldest region is the one that must not be named.
        let place = (region != "us-east-1").then(|| {
            let region = s3::BucketLocationConstraint::from(region.as_str());
            s3::CreateBucketConfiguration::builder()
                .location_constraint(region)
                .build()
        });
        let made = client
            .create_bucket()
            .bucket(bucket)
            .set_create_bucket_configuration(place)
            .send()
            .await;
        match made {
            Err(error) if code(&error) == Some("BucketAlreadyOwnedByYou") => Ok(()),
            Err(error) if code(&error) == Some("BucketAlreadyExists") => {
                Err(CloudError::BucketTaken {
                    bucket: bucket.clone(),
                })
            }
            other => other
                .map(drop)
                .map_err(self.bucket_failed("s3:CreateBucket")),
        }
    }

    async fn block_public_access(&self) -> Result<()> {
        let request = self
            .storage
            .client
            .put_public_access_block()
            .bucket(&self.storage.bucket);
        let blocked = request
            .public_access_block_configuration(all_blocked())
            .send()
            .await;
        blocked
            .map(drop)
            .map_err(self.bucket_failed("s3:PutBucketPublicAccessBlock"))
    }

    async fn encrypt(&self) -> Result<()> {
        const OPERATION: &str = "s3:PutEncryptionConfiguration";
        let by_default = s3::ServerSideEncryptionByDefault::builder()
            .sse_algorithm(s3::ServerSideEncryption::Aes256)
            .build()
            .map_err(unbuilt(OPERATION))?;
        let rule = s3::ServerSideEncryptionRule::builder()
            .apply_server_side_encryption_by_default(by_default)
            .build();
        let rules = s3::ServerSideEncryptionConfiguration::builder()
            .rules(rule)
            .build()
            .map_err(unbuilt(OPERATION))?;
        let request = self
            .storage
            .client
            .put_bucket_encryption()
            .bucket(&self.storage.bucket);
        let encrypted = request
            .server_side_encryption_configuration(rules)
            .send()
            .await;
        encrypted.map(drop).map_err(self.bucket_failed(OPERATION))
    }

    async fn set_lifecycle(&self) -> Result<()> {
        const OPERATION: &str = "s3:PutLifecycleConfiguration";
        // What is put replaces everything that was there.
        let rules = lifecycle_rules::with_ours(self.lifecycle().await?, self.settings.pack_days);
        let rules = rules.map_err(unbuilt(OPERATION))?;
        let rules = s3::BucketLifecycleConfiguration::builder()
            .set_rules(Some(rules))
            .build();
        let rules = rules.map_err(unbuilt(OPERATION))?;
        let request = self
            .storage
            .client
            .put_bucket_lifecycle_configuration()
            .bucket(&self.storage.bucket);
        request
            .lifecycle_configuration(rules)
            .send()
            .await
            .map(drop)
            .map_err(self.bucket_failed(OPERATION))
    }

    async fn make_role(&self) -> Result<()> {
        let request = self
            .iam
            .create_role()
            .role_name(self.role())
            .assume_role_policy_document(TRUST);
        let request =
            request.description("Game server machines of ac-deploy: read packs, speak to SSM");
        settled("iam:CreateRole", self.role_in_words(), request.send().await)
    }

    fn role(&self) -> &str {
        self.settings.role.as_str()
    }

    fn role_in_words(&self) -> String {
        format!("The machines' role {}", self.role())
    }

    fn bucket_failed<E>(&self, operation: &'static str) -> impl FnOnce(SdkError<E>) -> CloudError
    where
        E: aws_smithy_types::error::metadata::ProvideErrorMetadata
            + std::error::Error
            + Send
            + Sync
            + 'static,
    {
        self.storage.failed(operation, &self.storage.bucket, "")
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

fn all_blocked() -> s3::PublicAccessBlockConfiguration {
    s3::PublicAccessBlockConfiguration::builder()
        .block_public_acls(true)
        .ignore_public_acls(true)
        .block_public_policy(true)
        .restrict_public_buckets(true)
        .build()
}

/// The outcome of making something of IAM's; that somebody else was quicker is no failure.
fn settled<T, E>(
    operation: &'static str,
    thing: String,
    outcome: Result<T, SdkError<E>>,
) -> Result<()>
where
    E: aws_smithy_types::error::metadata::ProvideErrorMetadata
        + std::error::Error
        + Send
        + Sync
        + 'static,
{
    match outcome {
        Err(error) if code(&error) == Some("EntityAlreadyExists") => Ok(()),
        // A profile holds one role, and it was looked for in vain a moment ago.
        other => other.map(drop).map_err(failed(operation, thing)),
    }
}

fn unbuilt(operation: &'static str) -> impl Fn(BuildError) -> CloudError {
    move |error| CloudError::Failed {
        operation,
        code: "the request could not be made".into(),
        source: error.into(),
    }
}

/// Whether a policy as IAM answers it (percent-encoded) says the same as ours.
fn is_same_policy(theirs: Option<&str>, ours: &str) -> bool {
    let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    let theirs = theirs.and_then(|text| parsed(&percent_decode_str(text).decode_utf8_lossy()));
    theirs.is_some() && theirs == parsed(ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_compared_by_what_it_says() {
        let encoded =
            percent_encoding::utf8_percent_encode(TRUST, percent_encoding::NON_ALPHANUMERIC)
                .to_string();
        assert!(is_same_policy(Some(&encoded), TRUST));
        assert!(is_same_policy(Some(&TRUST.replace([' ', '\n'], "")), TRUST));
        assert!(!is_same_policy(
            Some(&TRUST.replace("ec2", "lambda")),
            TRUST
        ));
        assert!(!is_same_policy(None, TRUST));
    }
}
