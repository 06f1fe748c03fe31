//! Documents in S3: one object each under `documents/`, written on condition.
//!
//! S3 checks the condition and writes in one step, so two bots never overwrite each other unseen.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html>
//!
//! A document's version is its entity tag. Every write carries an id of its own in the object's metadata: the
//! SDK repeats a call whose answer was lost, and then the condition fails because of our own first try. The id
//! tells that from somebody else's write.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_s3::Client;
use aws_sdk_s3::operation::put_object::PutObjectError;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use backon::{BackoffBuilder as _, ExponentialBuilder};
use cloud::CloudError;
use store::{Expected, Key, MAX_DOCUMENT, Store, StoreError, Stored, Version};
use tokio::time::sleep;

use super::failure::{self, SdkError, is_missing};
use super::s3::Storage;

/// The folder of the documents.
const FOLDER: &str = "documents/";
/// The object's metadata that holds the id of the write.
const WRITE_ID: &str = "ac-deploy-write";
/// From this size on a document gets the time of a pack.
const LARGE: usize = 1 << 20;
/// The whole body of the largest document.
const BODY_LIMIT: Duration = Duration::from_secs(120);

/// The pauses between the seven tries of a write whose outcome S3 leaves open (409). Two that met meet
/// again if both wait equally long, hence the chance.
fn pauses() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(50))
        .with_max_times(6)
        .with_jitter()
}

/// The condition does not hold.
const CHANGED: &str = "PreconditionFailed";
/// Two writes met; S3 says to repeat.
const CONFLICT: &str = "ConditionalRequestConflict";

/// The documents of our bucket.
#[derive(Debug, Clone)]
pub(super) struct Documents(pub(super) Storage);

impl Documents {
    fn failed<E>(
        &self,
        operation: &'static str,
        key: impl ToString,
    ) -> impl FnOnce(SdkError<E>) -> StoreError
    where
        E: aws_sdk_s3::error::ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        let key = key.to_string();
        move |error| {
            let error = self.0.failed(operation, &self.0.bucket, &object(&key))(error);
            StoreError::failed(operation, key, error)
        }
    }

    fn client(&self, size: usize) -> &Client {
        if size < LARGE {
            &self.0.client
        } else {
            &self.0.bulk
        }
    }

    async fn put_once(
        &self,
        key: &Key,
        bytes: Vec<u8>,
        expected: Expected<'_>,
        id: &str,
    ) -> Result<Version, SdkError<PutObjectError>> {
        let put = self.client(bytes.len()).put_object();
        let put = put.bucket(&self.0.bucket).key(object(key));
        let put = match expected {
            Expected::Absent => put.if_none_match("*"),
            Expected::Unchanged(version) => put.if_match(version.as_str()),
        };
        let put = put
            .content_type("application/json")
            .metadata(WRITE_ID, id)
            .body(ByteStream::from(bytes));
        let put = put.send().await?;
        Ok(Version::new(put.e_tag.unwrap_or_default()))
    }

    /// An address under which anybody can read a document for so long, or for as long as our credentials live.
    pub(super) async fn signed_url(&self, key: &Key, life: Duration) -> cloud::Result<String> {
        const OPERATION: &str = "s3:GetObject";
        let life = PresigningConfig::expires_in(life).map_err(|error| CloudError::Failed {
            operation: OPERATION,
            code: "no presigned URL could be made".into(),
            source: error.into(),
        })?;
        let get = self.0.client.get_object().bucket(&self.0.bucket);
        let get = get.key(object(key)).presigned(life).await;
        let get = get.map_err(self.0.failed(OPERATION, &self.0.bucket, &object(key)))?;
        Ok(get.uri().to_owned())
    }

    /// The version that our own write made, if it is the one that lies there.
    async fn own_write(&self, key: &Key, id: &str) -> Result<Option<Version>, StoreError> {
        let head = self.0.client.head_object();
        let head = head.bucket(&self.0.bucket).key(object(key)).send().await;
        match head {
            Ok(head) => {
                let ours = head
                    .metadata()
                    .and_then(|metadata| metadata.get(WRITE_ID))
                    .is_some_and(|written| written == id);
                Ok(head.e_tag.filter(|_| ours).map(Version::new))
            }
            Err(error) if is_gone(&error) => Ok(None),
            Err(error) => Err(self.failed("s3:GetObject", key)(error)),
        }
    }
}

fn object(key: impl std::fmt::Display) -> String {
    format!("{FOLDER}{key}")
}

/// Whether there is no such document; a bucket that is not there is another matter.
fn is_gone<E>(error: &SdkError<E>) -> bool
where
    E: aws_sdk_s3::error::ProvideErrorMetadata,
{
    matches!(failure::code(error), None | Some("NoSuchKey" | "NotFound")) && is_missing(error)
}

/// What sets one write apart from all others.
fn write_id() -> String {
    hex::encode(rand::random::<[u8; 16]>())
}

#[async_trait]
impl Store for Documents {
    async fn get(&self, key: &Key) -> Result<Option<Stored>, StoreError> {
        const OPERATION: &str = "s3:GetObject";
        // The time of a pack: how large it is, only the answer tells.
        let get = self.0.bulk.get_object();
        let answer = match get.bucket(&self.0.bucket).key(object(key)).send().await {
            Ok(answer) => answer,
            Err(error) if is_gone(&error) => return Ok(None),
            Err(error) => return Err(self.failed(OPERATION, key)(error)),
        };
        let size = answer.content_length().unwrap_or_default();
        let size = u64::try_from(size).unwrap_or_default();
        if (MAX_DOCUMENT as u64) < size {
            return Err(StoreError::TooLarge {
                key: key.clone(),
                size,
            });
        }
        let version = Version::new(answer.e_tag().unwrap_or_default());
        let body = tokio::time::timeout(BODY_LIMIT, answer.body.collect())
            .await
            .map_err(|_| {
                let late = CloudError::Timeout {
                    operation: OPERATION,
                };
                StoreError::failed(OPERATION, key, late)
            })?
            .map_err(|error| StoreError::failed(OPERATION, key, error))?;
        let bytes = Vec::from(body.into_bytes());
        if bytes.len() as u64 != size {
            let came = format!("{} of {size} bytes came", bytes.len());
            return Err(StoreError::failed(OPERATION, key, came));
        }
        Ok(Some(Stored { bytes, version }))
    }

    async fn put(
        &self,
        key: &Key,
        bytes: Vec<u8>,
        expected: Expected<'_>,
    ) -> Result<Version, StoreError> {
        StoreError::if_too_large(key, &bytes)?;
        let id = write_id();
        let mut pauses = pauses().build();
        loop {
            let error = match self.put_once(key, bytes.clone(), expected, &id).await {
                Ok(version) => return Ok(version),
                Err(error) => error,
            };
            match failure::code(&error) {
                _ if is_gone(&error) => return Err(StoreError::Changed(key.clone())),
                Some(CHANGED) => {
                    let ours = self.own_write(key, &id).await?;
                    return ours.ok_or_else(|| StoreError::Changed(key.clone()));
                }
                Some(CONFLICT) if let Some(pause) = pauses.next() => sleep(pause).await,
                _ => return Err(self.failed("s3:PutObject", key)(error)),
            }
        }
    }

    async fn list(&self, folder: Option<&Key>) -> Result<Vec<Key>, StoreError> {
        let prefix = folder.map_or_else(|| FOLDER.to_owned(), |folder| object(folder) + "/");
        let list = self.0.client.list_objects_v2();
        let pages = list.bucket(&self.0.bucket).prefix(&prefix);
        let pages = pages
            .into_paginator()
            .send()
            .try_collect()
            .await
            .map_err(self.failed("s3:ListBucket", folder.map_or("", Key::as_str)))?;
        let objects = pages
            .into_iter()
            .flat_map(|page| page.contents.unwrap_or_default());
        // What is no document's name was put there by somebody else.
        let mut keys: Vec<Key> = objects
            .filter_map(|object| Key::new(object.key?.strip_prefix(FOLDER)?).ok())
            .collect();
        keys.sort();
        Ok(keys)
    }

    async fn remove(&self, key: &Key, version: &Version) -> Result<(), StoreError> {
        let mut pauses = pauses().build();
        loop {
            let delete = self.0.client.delete_object();
            let delete = delete.bucket(&self.0.bucket).key(object(key));
            let error = match delete.if_match(version.as_str()).send().await {
                Ok(_) => return Ok(()),
                Err(error) => error,
            };
            match failure::code(&error) {
                // Also by our own first try.
                _ if is_gone(&error) => return Ok(()),
                Some(CHANGED) => return Err(StoreError::Changed(key.clone())),
                Some(CONFLICT) if let Some(pause) = pauses.next() => sleep(pause).await,
                _ => return Err(self.failed("s3:DeleteObject", key)(error)),
            }
        }
    }
}
