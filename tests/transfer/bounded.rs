//! Memory does not grow with the pack.

use super::host::Host;
use super::storage::Storage;
use super::*;

#[tokio::test]
async fn a_slow_storage_slows_the_source_down() {
    const PART: u64 = 5 << 20;
    let zip = zip(50);
    let host = Host::with(zip.clone()).await;
    let storage = Storage::gated();
    let uploader = uploader(&storage);
    let source = open(&uploader, &host, "pack.zip").await.unwrap();
    let progress = watch::Sender::new(BytesMoved::default());
    let slow = async {
        until(|| storage.state().in_flight == 3).await;
        let more = tokio::time::timeout(
            Duration::from_millis(200),
            until(|| 4 * PART < progress.borrow().received),
        );
        assert!(more.await.is_err(), "{:?}", progress.borrow());
        // The rest waits at the host and in the sockets, whose buffers are the kernel's affair.
        assert!(host.sent() < zip.len() as u64, "{}", host.sent());
        storage.open_gate();
    };
    let cancel = CancellationToken::new();
    let bounds = bounds();
    let place = place();
    let (moved, ()) = tokio::join!(
        uploader.upload(source, &place, &bounds, &progress, &cancel),
        slow
    );
    moved.unwrap();
    let state = storage.state();
    assert_eq!(state.objects[&place], zip);
    assert_eq!(state.most_in_flight, 3);
}
