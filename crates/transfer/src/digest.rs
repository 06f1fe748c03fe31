//! What is learnt from the bytes while they pass: their SHA-256 and, of a `.tar.gz`, the verdict.
//!
//! It runs on a thread of its own, so that neither the network nor anybody's command waits for it.

use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};

use super::error::TransferError;
use super::source::PackReader;
use pack::{Faults, Format, Limits, Pack, StreamInspection};

/// What was learnt.
#[derive(Debug)]
pub(super) struct Digest {
    /// In lower-case hexadecimal.
    pub(super) sha256: String,
    /// Of a `.tar.gz`.
    pub(super) pack: Option<Pack>,
}

/// The other end of what [`start`] gives.
#[derive(Debug)]
pub(super) struct Digester {
    work: JoinHandle<Result<Digest, Faults>>,
}

/// Begins. The whole source goes into the sender, in order; a sender that is closed has learnt
/// enough, as [`Digester::finish`] will say.
pub(super) fn start<T>(
    source: &PackReader,
    format: Format,
    limits: &Limits,
) -> (mpsc::Sender<T>, Digester)
where
    T: AsRef<[u8]> + Send + 'static,
{
    let mut inspection = (format == Format::TarGz)
        .then(|| StreamInspection::new(source.file_name(), source.size(), limits.clone()));
    let (feed, mut pieces) = mpsc::channel::<T>(1);
    let work = spawn_blocking(move || {
        let mut sha256 = Sha256::new();
        while let Some(piece) = pieces.blocking_recv() {
            sha256.update(&piece);
            if let Some(inspection) = &mut inspection {
                inspection.feed(piece.as_ref())?;
            }
        }
        let pack = inspection.map(StreamInspection::finish).transpose()?;
        Ok(Digest {
            sha256: hex::encode(sha256.finalize()),
            pack,
        })
    });
    (feed, Digester { work })
}

impl Digester {
    /// The result, once the sender is dropped.
    pub(super) async fn finish(self) -> Result<Digest, TransferError> {
        match self.work.await {
            Ok(digested) => digested.map_err(TransferError::Unfit),
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The runtime is going down.
                Err(_) => Err(TransferError::Cancelled),
            },
        }
    }
}
