//! A pack on its way into S3: one multipart upload.
//!
//! The SDK adds a CRC-32 to each part and tries a part again that did not arrive whole; parts are
//! held in memory, so it can.

use std::collections::BTreeMap;
use std::ops::Range;

use async_trait::async_trait;
use aws_sdk_s3::types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart, Tag, Tagging};
use bytes::Bytes;
use jiff::Timestamp;
use parking_lot::{Mutex, MutexGuard};

use super::failure;
use super::s3::{SHA256, Storage};
use cloud::{Result, StoredPack, Upload};
use domain::server::PackLocation;

/// One multipart upload.
#[derive(Debug)]
pub(super) struct Multipart {
    storage: Storage,
    to: PackLocation,
    id: String,
    parts: Mutex<BTreeMap<u32, Part>>,
}

#[derive(Debug, Clone)]
struct Part {
    e_tag: Option<String>,
    crc32: Option<String>,
    size: u64,
}

impl Multipart {
    /// Begins an upload, throwing away what an interrupted one left at the same place.
    pub(super) async fn begin(storage: &Storage, to: &PackLocation) -> Result<Self> {
        let bucket = storage.own_bucket(to)?;
        abort_leftovers(storage, &to.key).await?;
        let begun = storage
            .client
            .create_multipart_upload()
            .bucket(bucket)
            .key(&to.key)
            .checksum_algorithm(ChecksumAlgorithm::Crc32)
            .content_type("application/octet-stream")
            .send()
            .await
            .map_err(storage.failed("s3:PutObject", bucket, &to.key))?;
        Ok(Self {
            storage: storage.clone(),
            to: to.clone(),
            id: begun.upload_id.unwrap_or_default(),
            parts: Mutex::default(),
        })
    }

    fn parts(&self) -> MutexGuard<'_, BTreeMap<u32, Part>> {
        self.parts.lock()
    }

    /// Makes part `number` of these bytes of what lies there already.
    async fn copy(&self, number: u32, range: Range<u64>) -> Result<()> {
        let key = &self.to.key;
        let request = self.storage.bulk.upload_part_copy();
        let request = request.bucket(&self.storage.bucket).key(key);
        let copied = request
            .upload_id(&self.id)
            .part_number(part_number(number))
            .copy_source(self.storage.copy_source(&self.to))
            .copy_source_range(format!(
                "bytes={}-{}",
                range.start,
                range.end.saturating_sub(1)
            ))
            .send()
            .await
            .map_err(
                self.storage
                    .failed("s3:PutObject", &self.storage.bucket, key),
            )?;
        let (e_tag, crc32) = copied
            .copy_part_result
            .map(|copied| (copied.e_tag, copied.checksum_crc32))
            .unzip();
        let part = Part {
            e_tag: e_tag.flatten(),
            crc32: crc32.flatten(),
            size: range.end - range.start,
        };
        self.parts().insert(number, part);
        Ok(())
    }

    async fn join_parts(&self) -> Result<()> {
        let parts = self.parts().clone();
        let listed = parts.into_iter().map(|(number, part)| {
            CompletedPart::builder()
                .part_number(part_number(number))
                .set_e_tag(part.e_tag)
                .set_checksum_crc32(part.crc32)
                .build()
        });
        let all = CompletedMultipartUpload::builder()
            .set_parts(Some(listed.collect()))
            .build();
        let joined = self
            .storage
            .bulk
            .complete_multipart_upload()
            .bucket(&self.storage.bucket)
            .key(&self.to.key)
            .upload_id(&self.id)
            .multipart_upload(all)
            .send()
            .await;
        match joined {
            // The answer to an earlier attempt was lost, and that attempt had worked.
            Err(error)
                if failure::code(&error) == Some("NoSuchUpload") && self.is_whole().await =>
            {
                Ok(())
            }
            other => other.map(drop).map_err(self.storage.failed(
                "s3:PutObject",
                &self.storage.bucket,
                &self.to.key,
            )),
        }
    }

    async fn is_whole(&self) -> bool {
        let there = self.storage.pack(&self.to).await;
        there.is_ok_and(|pack| pack.size == self.size())
    }

    fn size(&self) -> u64 {
        self.parts().values().map(|part| part.size).sum()
    }

    async fn note_sha256(&self, sha256: &str) -> Result<()> {
        let bucket = &self.storage.bucket;
        let failed = || {
            self.storage
                .failed("s3:PutObjectTagging", bucket, &self.to.key)
        };
        let tag = Tag::builder().key(SHA256).value(sha256).build();
        let tags = tag.and_then(|tag| Tagging::builder().tag_set(tag).build());
        let tags =
            tags.map_err(|error| failed()(failure::SdkError::construction_failure(error)))?;
        let request = self
            .storage
            .client
            .put_object_tagging()
            .bucket(bucket)
            .key(&self.to.key);
        request
            .tagging(tags)
            .send()
            .await
            .map(drop)
            .map_err(failed())
    }
}

/// How much is copied at once where a pack is copied in parts: at most 10,000 parts of at most 5 GiB.
const COPIED: u64 = 1 << 30;

/// Copies a pack of our own bucket onto itself in parts, so that it is as old as if it was put there now.
/// Meanwhile, and if it breaks off, the pack stays as it was.
pub(super) async fn copy_onto_itself(storage: &Storage, at: &PackLocation) -> Result<()> {
    let pack = storage.pack(at).await?;
    let copy = Multipart::begin(storage, at).await?;
    let copied = async {
        for (number, from) in (1..).zip((0..pack.size).step_by(COPIED as usize)) {
            copy.copy(number, from..pack.size.min(from + COPIED))
                .await?;
        }
        match &pack.sha256 {
            Some(sha256) => copy.complete(sha256).await.map(drop),
            None => copy.join_parts().await,
        }
    };
    let copied = copied.await;
    if copied.is_err() {
        copy.abort().await?;
    }
    copied
}

/// A part's number as S3 counts: 1 to 10,000.
fn part_number(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

async fn abort_leftovers(storage: &Storage, key: &str) -> Result<()> {
    let failed = || storage.failed("s3:ListBucketMultipartUploads", &storage.bucket, key);
    let (mut after_key, mut after_id) = (None, None);
    loop {
        let page = storage
            .client
            .list_multipart_uploads()
            .bucket(&storage.bucket)
            .prefix(key)
            .set_key_marker(after_key)
            .set_upload_id_marker(after_id)
            .send()
            .await
            .map_err(failed())?;
        let left = page
            .uploads()
            .iter()
            .filter(|upload| upload.key() == Some(key));
        for id in left.filter_map(|upload| upload.upload_id()) {
            tracing::info!(
                s3.key = key,
                "deleting the parts that an interrupted upload left at {key}"
            );
            abort(storage, key, id).await?;
        }
        if page.is_truncated() != Some(true) {
            return Ok(());
        }
        (after_key, after_id) = (page.next_key_marker, page.next_upload_id_marker);
    }
}

async fn abort(storage: &Storage, key: &str, id: &str) -> Result<()> {
    let request = storage
        .client
        .abort_multipart_upload()
        .bucket(&storage.bucket);
    match request.key(key).upload_id(id).send().await {
        // Aborted or completed already.
        Err(error) if failure::code(&error) == Some("NoSuchUpload") => Ok(()),
        other => {
            other
                .map(drop)
                .map_err(storage.failed("s3:AbortMultipartUpload", &storage.bucket, key))
        }
    }
}

#[async_trait]
impl Upload for Multipart {
    async fn put(&self, number: u32, bytes: Bytes) -> Result<()> {
        let size = bytes.len() as u64;
        let put = self
            .storage
            .bulk
            .upload_part()
            .bucket(&self.storage.bucket)
            .key(&self.to.key)
            .upload_id(&self.id)
            .part_number(part_number(number))
            .checksum_algorithm(ChecksumAlgorithm::Crc32)
            .body(bytes.into())
            .send()
            .await
            .map_err(
                self.storage
                    .failed("s3:PutObject", &self.storage.bucket, &self.to.key),
            )?;
        let part = Part {
            e_tag: put.e_tag,
            crc32: put.checksum_crc32,
            size,
        };
        self.parts().insert(number, part);
        Ok(())
    }

    async fn complete(&self, sha256: &str) -> Result<StoredPack> {
        self.join_parts().await?;
        let noted = match self.note_sha256(sha256).await {
            Ok(()) => Some(sha256.to_owned()),
            Err(error) => {
                let key = &self.to.key;
                tracing::warn!(%error, s3.key = key, "the hash of {key} could not be noted");
                None
            }
        };
        Ok(StoredPack {
            location: self.to.clone(),
            size: self.size(),
            modified: Some(Timestamp::now()),
            sha256: noted,
        })
    }

    async fn abort(&self) -> Result<()> {
        abort(&self.storage, &self.to.key, &self.id).await
    }
}
