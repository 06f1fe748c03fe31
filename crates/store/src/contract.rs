//! What every adapter must do. Its tests call [`run`] with an empty store.

use std::sync::Arc;

use crate::{Expected, Key, MAX_DOCUMENT, Store, StoreError, set_aside};

/// Holds a store to the contract. It must be empty, and is used up.
///
/// # Panics
/// Where the store breaks it.
#[expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
pub async fn run(store: Arc<dyn Store>) {
    let key = Key::new("seasons/1/cup.json").unwrap();

    // A document that is not there.
    assert_eq!(store.get(&key).await.unwrap(), None);
    assert_eq!(store.list(None).await.unwrap(), []);

    // The first one wins; the second is told.
    let first = store
        .put(&key, b"one".to_vec(), Expected::Absent)
        .await
        .unwrap();
    assert_changed(store.put(&key, b"other".to_vec(), Expected::Absent).await);
    let read = store.get(&key).await.unwrap().unwrap();
    assert_eq!(
        (read.bytes.as_slice(), &read.version),
        (b"one".as_slice(), &first)
    );

    // It is replaced by whoever saw the last version, and by nobody else.
    let second = store
        .put(&key, b"two".to_vec(), Expected::Unchanged(&first))
        .await
        .unwrap();
    assert_ne!(first, second);
    assert_changed(
        store
            .put(&key, b"late".to_vec(), Expected::Unchanged(&first))
            .await,
    );
    assert_eq!(store.get(&key).await.unwrap().unwrap().bytes, b"two");
    let absent = Key::new("seasons/1/none.json").unwrap();
    assert_changed(
        store
            .put(&absent, b"x".to_vec(), Expected::Unchanged(&first))
            .await,
    );

    // Folders are whole parts of a key.
    for name in [
        "seasons/12/cup.json",
        "results/1/a.json",
        "results/1/b.json",
    ] {
        store
            .put(&Key::new(name).unwrap(), b"{}".to_vec(), Expected::Absent)
            .await
            .unwrap();
    }
    let names = |keys: Vec<Key>| keys.iter().map(ToString::to_string).collect::<Vec<_>>();
    let of = |folder: &str| Key::new(folder).unwrap();
    assert_eq!(
        names(store.list(Some(&of("seasons/1"))).await.unwrap()),
        ["seasons/1/cup.json"]
    );
    assert_eq!(
        names(store.list(Some(&of("results"))).await.unwrap()),
        ["results/1/a.json", "results/1/b.json"]
    );
    assert_eq!(store.list(None).await.unwrap().len(), 4);

    // An empty document is one.
    let empty = of("empty");
    store
        .put(&empty, Vec::new(), Expected::Absent)
        .await
        .unwrap();
    assert_eq!(store.get(&empty).await.unwrap().unwrap().bytes, b"");

    // Removed only as it was read; twice is once.
    assert_changed(store.remove(&key, &first).await);
    store.remove(&key, &second).await.unwrap();
    store.remove(&key, &second).await.unwrap();
    assert_eq!(store.get(&key).await.unwrap(), None);

    // What cannot be read is put aside whole.
    let broken = of("results/1/a.json");
    let stored = store.get(&broken).await.unwrap().unwrap();
    let aside = set_aside(&*store, &broken, &stored).await.unwrap();
    assert!(
        aside.as_str().starts_with("unreadable/results/1/a.json."),
        "{aside}"
    );
    assert_eq!(store.get(&broken).await.unwrap(), None);
    assert_eq!(store.get(&aside).await.unwrap().unwrap().bytes, b"{}");

    let huge = vec![0; MAX_DOCUMENT + 1];
    let refused = store.put(&key, huge, Expected::Absent).await;
    assert!(
        matches!(refused, Err(StoreError::TooLarge { .. })),
        "{refused:?}"
    );

    many_writers(store).await;
}

/// Eight writers that each count one up, sixteen times: nothing is lost, however they meet.
#[expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
async fn many_writers(store: Arc<dyn Store>) {
    let mut writers = Vec::new();
    for _ in 0..8 {
        let store = Arc::clone(&store);
        writers.push(tokio::spawn(async move {
            for _ in 0..16 {
                count_up(&*store).await;
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let counted = store
        .get(&Key::new("counter").unwrap())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(counted.bytes.len(), 8 * 16);
}

#[expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
async fn count_up(store: &dyn Store) {
    let key = Key::new("counter").unwrap();
    loop {
        let before = store.get(&key).await.unwrap();
        let mut bytes = before
            .as_ref()
            .map(|stored| stored.bytes.clone())
            .unwrap_or_default();
        bytes.push(b'x');
        let expected = before.as_ref().map_or(Expected::Absent, |stored| {
            Expected::Unchanged(&stored.version)
        });
        match store.put(&key, bytes, expected).await {
            Ok(_) => return,
            Err(StoreError::Changed(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

fn assert_changed<T: std::fmt::Debug>(result: Result<T, StoreError>) {
    assert!(matches!(result, Err(StoreError::Changed(_))), "{result:?}");
}
