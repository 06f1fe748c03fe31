//! Looking at a pack without moving it.

use bytes::Bytes;

use super::PackLimits;
use super::digest;
use super::error::TransferError;
use super::source::PackReader;
use pack::{Format, Inspection, Limits, Pack, Step};

/// The most bytes that are fetched at once.
const STRIDE: u64 = 1 << 20;

/// What looking at a pack came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It can run.
    Fit(Box<Pack>),
    /// Only moving it will tell: it is a `.tar.gz`, which has no directory to look into, or its
    /// server gives no ranges. [`PackUploader::upload`](super::PackUploader::upload) judges it.
    AfterMove,
}

/// Looks at a pack as far as that is cheap: a zip by ranges, a `.tar.gz` if it is on this machine
/// or in storage.
///
/// # Errors
/// [`TransferError::Unfit`] with all faults, [`TransferError::TooLarge`], or the source cannot be
/// read.
pub async fn judge(source: &PackReader, bounds: &PackLimits) -> Result<Verdict, TransferError> {
    check_size(source.size(), bounds)?;
    let format = source.format().map_err(TransferError::Unfit)?;
    let pack = match (format, source.size()) {
        (Format::Zip, Some(size)) if source.has_ranges() => {
            Some(by_ranges(source, size, &bounds.pack).await?)
        }
        (Format::TarGz, _) if source.is_near() => by_reading(source, &bounds.pack).await?,
        _ => None,
    };
    Ok(pack.map_or(Verdict::AfterMove, |pack| Verdict::Fit(Box::new(pack))))
}

pub(super) fn check_size(size: Option<u64>, bounds: &PackLimits) -> Result<(), TransferError> {
    if size.is_some_and(|size| bounds.max_size < size) {
        return Err(TransferError::TooLarge {
            limit: bounds.max_size,
            size,
        });
    }
    Ok(())
}

async fn by_ranges(source: &PackReader, size: u64, limits: &Limits) -> Result<Pack, TransferError> {
    let mut inspection = Inspection::new(source.file_name(), size, limits.clone());
    let mut fetched = 0;
    loop {
        let step;
        (inspection, step) = tokio::task::spawn_blocking(move || {
            let step = inspection.next();
            (inspection, step)
        })
        .await
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
        match step {
            Step::Done(verdict) => {
                tracing::debug!(pack.size = size, fetched, "the pack was judged by ranges");
                return verdict.map_err(TransferError::Unfit);
            }
            Step::Need(range) => {
                let bytes: Bytes = source
                    .read(range.start..range.end.min(range.start + STRIDE))
                    .await?;
                fetched += bytes.len();
                inspection.supply(range.start, &bytes);
            }
        }
    }
}

async fn by_reading(source: &PackReader, limits: &Limits) -> Result<Option<Pack>, TransferError> {
    let (feed, digest) = digest::start(source, Format::TarGz, limits);
    let mut chunks = source.chunks();
    while let Some(bytes) = chunks.next().await? {
        if feed.send(bytes).await.is_err() {
            break;
        }
    }
    drop(feed);
    Ok(digest.finish().await?.pack)
}
