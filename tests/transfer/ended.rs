//! Moves that somebody ends. Nothing of them stays.

use tokio::task::JoinHandle;
use transfer::TransferError;

use super::host::Host;
use super::storage::Storage;
use super::*;

/// A move in the middle of which the storage takes nothing more.
struct Stuck {
    storage: Storage,
    uploader: PackUploader,
    cancel: CancellationToken,
    moving: JoinHandle<Result<UploadedPack, TransferError>>,
    _host: Host,
}

impl Stuck {
    async fn start() -> Self {
        let host = Host::with(zip(17)).await;
        let storage = Storage::gated();
        let uploader = uploader(&storage);
        let source = open(&uploader, &host, "pack.zip").await.unwrap();
        let cancel = CancellationToken::new();
        let moving = tokio::spawn({
            let (uploader, cancel) = (uploader.clone(), cancel.clone());
            async move {
                let progress = watch::Sender::default();
                uploader
                    .upload(source, &place(), &bounds(), &progress, &cancel)
                    .await
            }
        });
        until(|| storage.state().in_flight == 3).await;
        Self {
            storage,
            uploader,
            cancel,
            moving,
            _host: host,
        }
    }

    fn assert_nothing_stays(&self) {
        assert!(self.storage.is_empty());
        let state = self.storage.state();
        assert_eq!((state.aborted, state.in_flight), (1, 0));
    }
}

#[tokio::test]
async fn cancelled() {
    let mut stuck = Stuck::start().await;
    stuck.cancel.cancel();
    let moved = (&mut stuck.moving).await.unwrap();
    assert!(matches!(moved, Err(TransferError::Cancelled)), "{moved:?}");
    stuck.assert_nothing_stays();
}

#[tokio::test]
async fn cancelled_before_it_began() {
    let host = Host::with(zip(0)).await;
    let storage = Storage::new();
    let uploader = uploader(&storage);
    let source = open(&uploader, &host, "pack.zip").await.unwrap();
    uploader.close().await;
    let moved = carry(&uploader, source).await;
    assert!(matches!(moved, Err(TransferError::Cancelled)), "{moved:?}");
    assert_eq!(storage.state().begun, 0);
}

#[tokio::test]
async fn forgotten_by_whoever_started_it() {
    let stuck = Stuck::start().await;
    stuck.moving.abort();
    until(|| stuck.moving.is_finished()).await;
    // Closing waits for the abort; nobody else does.
    stuck.uploader.close().await;
    stuck.assert_nothing_stays();
}

#[tokio::test]
async fn ended_by_a_shutdown() {
    let mut stuck = Stuck::start().await;
    stuck.uploader.close().await;
    stuck.assert_nothing_stays();
    let moved = (&mut stuck.moving).await.unwrap();
    assert!(matches!(moved, Err(TransferError::Cancelled)), "{moved:?}");
}
