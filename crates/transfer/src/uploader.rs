//! Moving a pack into storage.

use std::sync::Arc;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::PackLimits;
use super::digest;
use super::error::TransferError;
use super::judge::{Verdict, check_size, judge};
use super::parts::{self, Filler, Part};
use super::retry::RetryPolicy;
use super::settings::TransferSettings;
use super::source::PackReader;
use super::web::Clients;
use cloud::{Cloud, StoredPack, Upload};
use domain::server::{PackLocation, PackSource};
use pack::Pack;

/// How far a move has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BytesMoved {
    /// Bytes that came from the source.
    pub received: u64,
    /// Bytes that are in storage.
    pub stored: u64,
    /// The pack's size in bytes, if it is known beforehand.
    pub total: Option<u64>,
}

/// A pack that was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadedPack {
    /// Where it lies.
    pub stored: StoredPack,
    /// The SHA-256 of what was stored, in lower-case hexadecimal.
    pub sha256: String,
    /// What it is, judged from what was stored.
    pub pack: Pack,
}

/// Fetches packs and moves them into one cloud's storage. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PackUploader {
    cloud: Arc<dyn Cloud>,
    clients: Clients,
    settings: Arc<TransferSettings>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl PackUploader {
    /// Prepares to move packs.
    ///
    /// # Errors
    /// [`TransferError::Client`].
    pub fn new(settings: TransferSettings, cloud: Arc<dyn Cloud>) -> Result<Self, TransferError> {
        Ok(Self {
            cloud,
            clients: Clients::new(&settings)?,
            settings: Arc::new(settings),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        })
    }

    /// Finds out what is at a pack's source, by its first bytes.
    ///
    /// # Errors
    /// It cannot be read, may not be fetched, or is not as large as Discord says.
    pub async fn open(&self, source: &PackSource) -> Result<PackReader, TransferError> {
        match source {
            PackSource::Web {
                url,
                file_name,
                size,
                from_discord,
            } => {
                let (mut file, first) = self.clients.open(url, *from_discord).await?;
                match (*size, file.size) {
                    (Some(announced), Some(actual)) if announced != actual => {
                        return Err(TransferError::WrongSize { announced, actual });
                    }
                    (announced, actual) => file.size = actual.or(announced),
                }
                Ok(PackReader::web(file, file_name, first))
            }
            PackSource::Stored(at) => PackReader::stored(self.cloud.clone(), at).await,
            PackSource::File(path) => PackReader::file(path).await,
        }
    }

    /// Moves a pack to `to`, a place of its own in our bucket, and judges it on the way or there.
    ///
    /// It ends early when `cancel` is cancelled or [`Self::close`] is called. Then, and when it fails
    /// or its future is dropped, nothing of the pack stays in storage.
    ///
    /// # Errors
    /// Every kind of [`TransferError`]; [`TransferError::Unfit`] for a pack that cannot run.
    pub async fn upload(
        &self,
        source: PackReader,
        to: &PackLocation,
        bounds: &PackLimits,
        progress: &watch::Sender<BytesMoved>,
        cancel: &CancellationToken,
    ) -> Result<UploadedPack, TransferError> {
        check_size(source.size(), bounds)?;
        let stop = self.stop.child_token();
        let job = UploadJob {
            cloud: self.cloud.clone(),
            settings: self.settings.clone(),
            patience: RetryPolicy::new(&self.settings),
            source,
            to: to.clone(),
            bounds: bounds.clone(),
            progress: progress.clone(),
            stop: stop.clone(),
        };
        // A task of its own: it outlives a caller who goes away, for as long as it takes to tidy up.
        let mut task = self.tasks.spawn(job.run());
        let guard = stop.drop_guard();
        let joined = tokio::select! {
            joined = &mut task => joined,
            () = cancel.cancelled() => {
                drop(guard);
                task.await
            }
        };
        match joined.map_err(tokio::task::JoinError::try_into_panic) {
            Ok(moved) => moved,
            Err(Ok(panic)) => std::panic::resume_unwind(panic),
            // The runtime is going down.
            Err(Err(_)) => Err(TransferError::Cancelled),
        }
    }

    /// Cancels what is under way, and waits until its uploads are aborted.
    pub async fn close(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// One move.
pub(super) struct UploadJob {
    cloud: Arc<dyn Cloud>,
    settings: Arc<TransferSettings>,
    patience: RetryPolicy,
    pub(super) source: PackReader,
    to: PackLocation,
    pub(super) bounds: PackLimits,
    pub(super) progress: watch::Sender<BytesMoved>,
    stop: CancellationToken,
}

impl UploadJob {
    async fn run(self) -> Result<UploadedPack, TransferError> {
        let format = self.source.format().map_err(TransferError::Unfit)?;
        if self.stop.is_cancelled() {
            return Err(TransferError::Cancelled);
        }
        // From here on nothing is dropped half-way: an upload that is begun is ended.
        let upload = self.cloud.upload(&self.to).await?;
        let (feed, digest) = digest::start(&self.source, format, &self.bounds.pack);
        let moving = async {
            self.move_parts(&*upload, feed).await?;
            digest.finish().await
        };
        let moved = tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(TransferError::Cancelled),
            moved = moving => moved,
        };
        let digested = match moved {
            Ok(digested) => digested,
            Err(error) => {
                self.abort(&*upload).await;
                return Err(error);
            }
        };
        let stored = match upload.complete(&digested.sha256).await {
            Ok(stored) => stored,
            Err(error) => {
                self.abort(&*upload).await;
                // The answer may have been lost, and the object be there.
                self.delete().await;
                return Err(error.into());
            }
        };
        match self.last_look(digested.pack).await {
            Ok(pack) => Ok(UploadedPack {
                stored,
                sha256: digested.sha256,
                pack,
            }),
            Err(error) => {
                self.delete().await;
                Err(error)
            }
        }
    }

    async fn move_parts(
        &self,
        upload: &dyn Upload,
        feed: mpsc::Sender<Part>,
    ) -> Result<(), TransferError> {
        let in_flight = usize::try_from(self.settings.parts_in_flight).unwrap_or(usize::MAX);
        let filler = Filler::new(self, feed, in_flight + 1, self.part_size());
        self.progress.send_replace(BytesMoved {
            total: self.source.size(),
            ..BytesMoved::default()
        });
        // Boxed, because the compiler cannot see that a stream of this type may change threads.
        let parts = stream::try_unfold(filler, |mut filler| async move {
            Ok::<_, TransferError>(filler.next().await?.map(|part| (part, filler)))
        })
        .boxed();
        parts
            .map_ok(|part| self.put(upload, part))
            .try_buffer_unordered(in_flight)
            .try_for_each(|()| std::future::ready(Ok(())))
            .await
    }

    async fn put(&self, upload: &dyn Upload, part: Part) -> Result<(), TransferError> {
        let bytes = part.bytes();
        self.patience
            .insist(|| upload.put(part.number(), bytes.clone()))
            .await?;
        self.progress
            .send_modify(|progress| progress.stored += bytes.len() as u64);
        Ok(())
    }

    fn part_size(&self) -> usize {
        parts::part_size(
            self.source.size(),
            self.bounds.max_size,
            self.settings.part_mib,
        )
    }

    /// What the stored pack is: for a zip its directory is read once more, where it lies.
    async fn last_look(&self, judged: Option<Pack>) -> Result<Pack, TransferError> {
        if self.stop.is_cancelled() {
            return Err(TransferError::Cancelled);
        }
        if let Some(pack) = judged {
            return Ok(pack);
        }
        let stored = PackReader::stored(self.cloud.clone(), &self.to).await?;
        match judge(&stored, &self.bounds).await? {
            Verdict::Fit(pack) => Ok(*pack),
            Verdict::AfterMove => unreachable!("what is in storage is judged at once"),
        }
    }

    async fn abort(&self, upload: &dyn Upload) {
        if let Err(error) = self.patience.insist(|| upload.abort()).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, pack = %self.to, "the upload to {} stays until the bucket's lifecycle rule clears it", self.to);
        }
    }

    async fn delete(&self) {
        if let Err(error) = self
            .patience
            .insist(|| self.cloud.delete_pack(&self.to))
            .await
        {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, pack = %self.to, "{} could not be deleted and stays until it expires", self.to);
        }
    }
}
