//! Making parts of what arrives, in a few buffers that are used again and again.
//!
//! Buffers that came and went for each part would leave the allocator with more and more of the
//! process's memory as a pack goes by.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::error::TransferError;
use super::source::Chunks;
use super::uploader::UploadJob;

/// For which size, in bytes, parts are cut (and memory is set aside) where a server does not say how
/// large the pack is and the settings set no limit.
const LARGEST_UNTOLD: u64 = 16 << 30;
const MIB: u64 = 1 << 20;
/// S3's limit: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>.
const MOST_PARTS: u64 = 10_000;

/// A part of a pack. Its buffer is free again when its last clone is dropped.
#[derive(Clone, Debug)]
pub(super) struct Part {
    number: u32,
    held: Arc<Held>,
}

impl Part {
    /// From 1.
    pub(super) fn number(&self) -> u32 {
        self.number
    }

    pub(super) fn bytes(&self) -> &Bytes {
        &self.held.bytes
    }
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        self.bytes()
    }
}

#[derive(Debug)]
struct Held {
    bytes: Bytes,
    free: FreeBuffers,
    /// Given back after the buffer.
    _slot: OwnedSemaphorePermit,
}

impl Drop for Held {
    fn drop(&mut self) {
        // If the storage's client still holds on to the bytes, it is theirs to free.
        if let Ok(mut buffer) = std::mem::take(&mut self.bytes).try_into_mut() {
            buffer.clear();
            self.free.put(buffer);
        }
    }
}

/// Buffers that no part uses.
#[derive(Clone, Debug, Default)]
struct FreeBuffers(Arc<Mutex<Vec<BytesMut>>>);

impl FreeBuffers {
    fn put(&self, buffer: BytesMut) {
        self.0.lock().push(buffer);
    }

    fn take(&self) -> Option<BytesMut> {
        self.0.lock().pop()
    }
}

/// Makes parts of what a source sends.
pub(super) struct Filler<'job> {
    job: &'job UploadJob,
    chunks: Chunks<'job>,
    /// Arrived, and too much for the last part.
    rest: Bytes,
    /// Takes every part, too.
    feed: mpsc::Sender<Part>,
    /// One for each part that may be in memory.
    slots: Arc<Semaphore>,
    free: FreeBuffers,
    part_size: usize,
    number: u32,
    received: u64,
}

impl<'job> Filler<'job> {
    /// Parts of `part_size` bytes, of which no more than `slots` are in memory at a time.
    pub(super) fn new(
        job: &'job UploadJob,
        feed: mpsc::Sender<Part>,
        slots: usize,
        part_size: usize,
    ) -> Self {
        Self {
            job,
            chunks: job.source.chunks(),
            rest: Bytes::new(),
            feed,
            slots: Arc::new(Semaphore::new(slots)),
            free: FreeBuffers::default(),
            part_size,
            number: 0,
            received: 0,
        }
    }

    /// The next part; none after the last, and none when the digest has seen enough.
    pub(super) async fn next(&mut self) -> Result<Option<Part>, TransferError> {
        let Ok(slot) = self.slots.clone().acquire_owned().await else {
            return Ok(None);
        };
        let mut bytes = self.buffer();
        while bytes.len() < self.part_size {
            if self.rest.is_empty() {
                match self.chunks.next().await? {
                    Some(chunk) => self.take(chunk)?,
                    None => break,
                }
            }
            let fits = self.rest.len().min(self.part_size - bytes.len());
            bytes.extend_from_slice(&self.rest.split_to(fits));
        }
        if bytes.is_empty() {
            return match self.job.source.size() {
                Some(announced) if announced != self.received => Err(TransferError::WrongSize {
                    announced,
                    actual: self.received,
                }),
                _ => Ok(None),
            };
        }
        self.number += 1;
        let part = Part {
            number: self.number,
            held: Arc::new(Held {
                bytes: bytes.freeze(),
                free: self.free.clone(),
                _slot: slot,
            }),
        };
        Ok(self.feed.send(part.clone()).await.is_ok().then_some(part))
    }

    /// An empty buffer, as large as the next part will be.
    fn buffer(&self) -> BytesMut {
        self.free.take().unwrap_or_else(|| {
            let size = self.job.source.size().unwrap_or(u64::MAX);
            let left = size.saturating_sub(self.received) + self.rest.len() as u64;
            BytesMut::with_capacity(
                usize::try_from(left)
                    .unwrap_or(usize::MAX)
                    .min(self.part_size),
            )
        })
    }

    fn take(&mut self, chunk: Bytes) -> Result<(), TransferError> {
        self.received += chunk.len() as u64;
        let (limit, size) = (self.job.bounds.max_size, self.job.source.size());
        if limit < self.received {
            return Err(TransferError::TooLarge { limit, size });
        }
        if let Some(announced) = size
            && announced < self.received
        {
            return Err(TransferError::WrongSize {
                announced,
                actual: self.received,
            });
        }
        self.job
            .progress
            .send_modify(|progress| progress.received = self.received);
        self.rest = chunk;
        Ok(())
    }
}

/// How large the parts of a pack are, in bytes, such that the largest number of them is enough. Each is
/// held in memory, so one whose server does not tell its size is not taken for as large as it may be.
pub(super) fn part_size(told: Option<u64>, most: u64, part_mib: u64) -> usize {
    let size = told.unwrap_or(most.min(LARGEST_UNTOLD));
    let least = size.div_ceil(MOST_PARTS).div_ceil(MIB).max(part_mib) * MIB;
    usize::try_from(least).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_tells_no_size_takes_no_memory() {
        let shell = part_size(None, u64::MAX, 8);
        assert_eq!(shell as u64, 8 * MIB);
        assert_eq!(part_size(None, 500 * MIB, 8) as u64, 8 * MIB);
        let largest = 5 << 40;
        let parts = largest / part_size(Some(largest), u64::MAX, 8) as u64;
        assert!(parts < MOST_PARTS, "{parts}");
    }
}
