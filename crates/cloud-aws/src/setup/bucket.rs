//! The bucket: private, encrypted, and cleaned up by itself.

use aws_sdk_s3::types as s3;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::error::operation::BuildError;

use super::super::failure::{self, SdkError, code, is_missing, other_region};
use super::{Account, Step, lifecycle_rules};
use crate::s3::Storage;
use cloud::{CloudError, Result};

impl Account {
    pub(super) async fn plan_bucket(&self) -> Result<Vec<Step>> {
        let Storage { client, bucket, .. } = &self.storage;
        let settings = [Step::PublicAccessBlock, Step::Encryption, Step::Lifecycle];
        match client.head_bucket().bucket(bucket).send().await {
            Ok(_) => {}
            Err(error)
                if other_region(&error, &self.storage.region).is_none() && is_missing(&error) =>
            {
                return Ok([Step::Bucket].into_iter().chain(settings).collect());
            }
            Err(error) if self.is_closed(&error) => {
                return Err(CloudError::BucketClosed {
                    bucket: bucket.clone(),
                });
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

    /// Whether S3 refuses without a word, as it does for everybody else's buckets. Wrong credentials
    /// are refused so as well, but then every other call fails before this one.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html>
    fn is_closed<E: ProvideErrorMetadata>(&self, error: &SdkError<E>) -> bool {
        let status = error
            .raw_response()
            .map(|response| response.status().as_u16());
        status == Some(403) && other_region(error, &self.storage.region).is_none()
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

    pub(super) async fn make_bucket(&self) -> Result<()> {
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
                failure::note("s3:CreateBucket", &error);
                Err(CloudError::BucketTaken {
                    bucket: bucket.clone(),
                })
            }
            other => other
                .map(drop)
                .map_err(self.bucket_failed("s3:CreateBucket")),
        }
    }

    pub(super) async fn block_public_access(&self) -> Result<()> {
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

    pub(super) async fn encrypt(&self) -> Result<()> {
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

    pub(super) async fn set_lifecycle(&self) -> Result<()> {
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

    fn bucket_failed<E>(&self, operation: &'static str) -> impl FnOnce(SdkError<E>) -> CloudError
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        self.storage.failed(operation, &self.storage.bucket, "")
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

fn unbuilt(operation: &'static str) -> impl Fn(BuildError) -> CloudError {
    move |error| CloudError::Failed {
        operation,
        code: "the request could not be made".into(),
        source: error.into(),
    }
}
