//! Packs in S3: listing, looking, reading by ranges, deleting, and URLs for machines.
//!
//! Uploads are in [`super::upload`], orders in [`super::orders`].

use std::ops::Range;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::ResponseChecksumValidation;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::types::MetadataDirective;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use bytes::Bytes;
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

use super::connect;
use super::failure::{self, SdkError, failed, is_missing};
use cloud::settings::AwsSettings;
use cloud::{CloudError, Result, StoredPack};
use domain::server::PackLocation;

/// The tag of an object that holds its SHA-256. It cannot be metadata, which must be given
/// before the first byte is sent.
pub(super) const SHA256: &str = "sha256";

/// How long a machine has to fetch what it runs. The slowest boot takes a
/// quarter of an hour; with temporary credentials the URL dies with them.
const URL_LIFE: Duration = Duration::from_hours(6);
/// For the body of a ranged read: some megabytes at most.
const BODY_LIMIT: Duration = Duration::from_secs(60);

/// Our bucket, and the others that packs may lie in.
#[derive(Debug, Clone)]
pub(super) struct Storage {
    pub(super) client: Client,
    /// With more time, for moving packs.
    pub(super) bulk: Client,
    pub(super) bucket: String,
    pub(super) region: String,
    /// After how many days the bucket deletes packs; 0: never.
    pub(super) pack_days: u16,
    others: Vec<String>,
}

/// What stands in a header as it is.
const IN_A_HEADER: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

impl Storage {
    pub(super) fn new(config: &SdkConfig, region: &str, settings: &AwsSettings) -> Self {
        // A stand-in has one address for all buckets; the real service one name for each.
        let own_endpoint =
            config.endpoint_url().is_some() || std::env::var_os("AWS_ENDPOINT_URL_S3").is_some();
        let builder = aws_sdk_s3::config::Builder::from(config)
            .force_path_style(own_endpoint)
            // Packs are read by ranges, for which there is no checksum; the SDK would warn each time.
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        Self {
            client: Client::from_conf(builder.clone().build()),
            bulk: Client::from_conf(builder.timeout_config(connect::bulk_timeouts()).build()),
            bucket: settings.bucket.to_string(),
            region: region.to_owned(),
            pack_days: settings.pack_days,
            others: settings.buckets.iter().map(ToString::to_string).collect(),
        }
    }

    /// The bucket that a location names, if the settings allow it.
    pub(super) fn bucket_of<'a>(&'a self, at: &'a PackLocation) -> Result<&'a str> {
        match at.bucket.as_deref() {
            None => Ok(&self.bucket),
            Some(bucket)
                if bucket == self.bucket || self.others.iter().any(|other| other == bucket) =>
            {
                Ok(bucket)
            }
            Some(bucket) => Err(CloudError::ForeignBucket {
                bucket: bucket.to_owned(),
            }),
        }
    }

    /// Our own bucket, for what may happen nowhere else.
    pub(super) fn own_bucket(&self, at: &PackLocation) -> Result<&str> {
        match self.bucket_of(at)? {
            bucket if bucket == self.bucket => Ok(&self.bucket),
            other => Err(CloudError::ForeignBucket {
                bucket: other.to_owned(),
            }),
        }
    }

    /// Turns the failure of a call for `key` in `bucket` into ours.
    pub(super) fn failed<E>(
        &self,
        operation: &'static str,
        bucket: &str,
        key: &str,
    ) -> impl FnOnce(SdkError<E>) -> CloudError
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        let (ours, region) = (bucket == self.bucket, self.region.clone());
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        move |error| {
            if let Some(actual) = failure::other_region(&error, &region) {
                failure::note(operation, &error);
                return CloudError::WrongRegion {
                    what: format!("The bucket {bucket}"),
                    actual,
                    configured: region,
                };
            }
            if failure::code(&error) == Some("NoSuchBucket") {
                failure::note(operation, &error);
                let what = format!("The bucket {bucket}");
                return if ours {
                    CloudError::NotSetUp { what }
                } else {
                    CloudError::NotFound { what, answer: None }
                };
            }
            let thing = if ours {
                format!("The pack s3:{key}")
            } else {
                format!("The pack s3://{bucket}/{key}")
            };
            failed(operation, thing)(error)
        }
    }

    /// The packs of our bucket under `prefix`, newest first.
    pub(super) async fn packs(&self, prefix: &str) -> Result<Vec<StoredPack>> {
        let objects = self
            .client
            .list_objects_v2()
            .bucket(&self.bucket)
            .prefix(prefix)
            .into_paginator()
            .send()
            .try_collect()
            .await
            .map_err(self.failed("s3:ListBucket", &self.bucket, prefix))?;
        let mut packs: Vec<StoredPack> = objects
            .into_iter()
            .flat_map(|page| page.contents.unwrap_or_default())
            .filter_map(|object| {
                // The console makes "folders" of empty objects.
                let key = object.key.filter(|key| !key.ends_with('/'))?;
                Some(StoredPack {
                    location: PackLocation { bucket: None, key },
                    size: object.size.and_then(|size| u64::try_from(size).ok())?,
                    modified: object.last_modified.and_then(|time| timestamp(&time)),
                    sha256: None,
                })
            })
            .collect();
        packs.sort_by_key(|pack| std::cmp::Reverse(pack.modified));
        Ok(packs)
    }

    /// One pack's size and hash.
    pub(super) async fn pack(&self, at: &PackLocation) -> Result<StoredPack> {
        let bucket = self.bucket_of(at)?;
        let head = async {
            let head = self
                .client
                .head_object()
                .bucket(bucket)
                .key(&at.key)
                .send()
                .await;
            head.map_err(self.failed("s3:GetObject", bucket, &at.key))
        };
        let (head, sha256) = tokio::join!(head, self.sha256(bucket, &at.key));
        let head = head?;
        Ok(StoredPack {
            location: at.clone(),
            size: head
                .content_length()
                .and_then(|size| u64::try_from(size).ok())
                .unwrap_or_default(),
            modified: head.last_modified().and_then(timestamp),
            sha256,
        })
    }

    /// The hash that we left at an object. It is a help and no more, so its absence is no error.
    async fn sha256(&self, bucket: &str, key: &str) -> Option<String> {
        // Nobody but us leaves one, and reading tags elsewhere would take one more permission.
        if bucket != self.bucket {
            return None;
        }
        match self
            .client
            .get_object_tagging()
            .bucket(bucket)
            .key(key)
            .send()
            .await
        {
            Ok(tags) => tags
                .tag_set
                .into_iter()
                .find(|tag| tag.key == SHA256)
                .map(|tag| tag.value),
            Err(error) if is_missing(&error) => None,
            Err(error) => {
                let error = self.failed("s3:GetObjectTagging", bucket, key)(error);
                tracing::warn!(%error, "the hash of {key} could not be read; the machine will not check it");
                None
            }
        }
    }

    /// Some bytes of a pack.
    pub(super) async fn read(&self, at: &PackLocation, range: Range<u64>) -> Result<Bytes> {
        const OPERATION: &str = "s3:GetObject";
        let bucket = self.bucket_of(at)?;
        let Some(length) = range
            .end
            .checked_sub(range.start)
            .filter(|length| *length != 0)
        else {
            return Ok(Bytes::new());
        };
        let answer = self
            .client
            .get_object()
            .bucket(bucket)
            .key(&at.key)
            .range(format!("bytes={}-{}", range.start, range.end - 1))
            .send()
            .await
            .map_err(self.failed(OPERATION, bucket, &at.key))?;
        let wrong = |source: Box<dyn std::error::Error + Send + Sync>| CloudError::Failed {
            operation: OPERATION,
            code: "a piece of the pack came back incomplete".into(),
            source,
        };
        // A range that reaches past the end is answered with what there is.
        if answer
            .content_length()
            .and_then(|length| u64::try_from(length).ok())
            != Some(length)
        {
            let came = answer.content_range().unwrap_or("the whole object");
            return Err(wrong(
                format!("asked for {range:?} of {at}, got {came}").into(),
            ));
        }
        let body = tokio::time::timeout(BODY_LIMIT, answer.body.collect())
            .await
            .map_err(|_| CloudError::Timeout {
                operation: OPERATION,
            })?
            .map_err(|error| wrong(error.into()))?
            .into_bytes();
        if body.len() as u64 == length {
            Ok(body)
        } else {
            Err(wrong(
                format!("asked for {range:?} of {at}, got {} bytes", body.len()).into(),
            ))
        }
    }

    /// Deletes a pack of our own bucket.
    pub(super) async fn delete(&self, at: &PackLocation) -> Result<()> {
        let bucket = self.own_bucket(at)?;
        let deleted = self
            .client
            .delete_object()
            .bucket(bucket)
            .key(&at.key)
            .send()
            .await;
        match deleted {
            Err(error) if failure::code(&error) == Some("NoSuchKey") => Ok(()),
            other => other
                .map(drop)
                .map_err(self.failed("s3:DeleteObject", bucket, &at.key)),
        }
    }

    /// Copies a pack of our own bucket onto itself, tags and all, so that it is as old as if it was put there now.
    pub(super) async fn renew(&self, at: &PackLocation) -> Result<()> {
        let bucket = self.own_bucket(at)?;
        let copied = self.bulk.copy_object().bucket(bucket).key(&at.key);
        let copied = copied
            .copy_source(self.copy_source(at))
            // S3 refuses a copy onto itself that changes nothing.
            .metadata_directive(MetadataDirective::Replace)
            .send()
            .await;
        match copied {
            // S3 copies 5 GiB at once and no more.
            // <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>
            Err(error) if failure::code(&error) == Some("InvalidRequest") => {
                super::upload::copy_onto_itself(self, at).await
            }
            copied => copied
                .map(drop)
                .map_err(self.failed("s3:PutObject", bucket, &at.key)),
        }
    }

    /// What lies there, as a request to copy it names it.
    pub(super) fn copy_source(&self, at: &PackLocation) -> String {
        let key = percent_encoding::utf8_percent_encode(&at.key, IN_A_HEADER);
        format!("{}/{key}", self.bucket)
    }

    /// A URL with which a machine fetches this, whatever its own role may read.
    pub(super) async fn signed_url(&self, at: &PackLocation) -> Result<String> {
        const OPERATION: &str = "s3:GetObject";
        let bucket = self.bucket_of(at)?;
        let life = PresigningConfig::expires_in(URL_LIFE).map_err(|error| CloudError::Failed {
            operation: OPERATION,
            code: "no presigned URL could be made".into(),
            source: error.into(),
        })?;
        let request = self
            .client
            .get_object()
            .bucket(bucket)
            .key(&at.key)
            .presigned(life)
            .await;
        let request = request.map_err(self.failed(OPERATION, bucket, &at.key))?;
        Ok(request.uri().to_owned())
    }
}

/// The SDK's time as ours.
pub(super) fn timestamp(time: &aws_smithy_types::DateTime) -> Option<Timestamp> {
    Timestamp::new(time.secs(), time.subsec_nanos().try_into().ok()?).ok()
}
