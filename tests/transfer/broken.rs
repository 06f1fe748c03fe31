//! Sources and storage that fail.

use std::collections::VecDeque;

use transfer::TransferError;

use super::host::{Host, Line};
use super::storage::{Storage, denied, timeout};
use super::*;

/// What a failed move leaves behind.
fn assert_nothing_stays(storage: &Storage) {
    assert!(storage.is_empty());
    let state = storage.state();
    assert_eq!((state.begun, state.aborted), (1, 1));
}

#[tokio::test]
async fn a_broken_line_is_taken_up_where_it_broke() {
    let zip = zip(12);
    let host = Host::start(Line {
        content: zip.clone().into(),
        cuts: VecDeque::from([7 << 20, 3 << 20]),
        ..Line::default()
    })
    .await;
    let storage = Storage::new();
    fetch(&storage, &host, "pack.zip").await.unwrap();
    assert_eq!(storage.state().objects[&place()], zip);
    let resumed: Vec<_> = host.asked().into_iter().skip(2).collect();
    let starts: Vec<u64> = resumed
        .iter()
        .filter_map(|asked| asked.if_range.as_ref().and(asked.range.as_deref()))
        .filter_map(|range| {
            range
                .strip_prefix("bytes=")?
                .split_once('-')?
                .0
                .parse()
                .ok()
        })
        .collect();
    let &[first, second] = &*starts else {
        panic!("{resumed:?}")
    };
    assert!(0 < first && first <= 7 << 20, "{resumed:?}");
    assert!(first < second && second <= first + (3 << 20), "{resumed:?}");
}

#[tokio::test]
async fn a_line_that_breaks_again_and_again_is_given_up() {
    let host = Host::start(Line {
        content: zip(12).into(),
        cuts: VecDeque::from([1000; 40]),
        ..Line::default()
    })
    .await;
    let storage = Storage::new();
    let error = fetch(&storage, &host, "pack.zip").await.unwrap_err();
    assert!(
        matches!(error, TransferError::Broken { received: 4000, .. }),
        "{error:?}"
    );
    assert_nothing_stays(&storage);
}

#[tokio::test]
async fn without_ranges_a_broken_line_is_the_end() {
    for line in [
        Line {
            no_ranges: true,
            ..Line::default()
        },
        // Without a version nobody can tell whether the rest is of the same file.
        Line {
            no_etag: true,
            ..Line::default()
        },
        Line {
            no_ranges: true,
            hide_length: true,
            ..Line::default()
        },
    ] {
        let host = Host::start(Line {
            content: zip(12).into(),
            ..line
        })
        .await;
        let storage = Storage::new();
        let uploader = uploader(&storage);
        // The first answer is long as well when there are no ranges.
        let source = open(&uploader, &host, "pack.zip").await.unwrap();
        host.change(|line| line.cuts = VecDeque::from([7 << 20]));
        let error = carry(&uploader, source).await.unwrap_err();
        let TransferError::Broken { received, .. } = error else {
            panic!("{error:?}")
        };
        assert!(0 < received && received <= 7 << 20, "{received}");
        assert_nothing_stays(&storage);
    }
}

#[tokio::test]
async fn a_file_that_changes_meanwhile_is_not_patched_together() {
    let host = Host::start(Line {
        content: zip(12).into(),
        cuts: VecDeque::from([7 << 20]),
        ..Line::default()
    })
    .await;
    let storage = Storage::gated();
    let uploader = uploader(&storage);
    let source = open(&uploader, &host, "pack.zip").await.unwrap();
    let change = async {
        until(|| storage.state().in_flight == 1).await;
        host.change(|line| line.version = 1);
        storage.open_gate();
    };
    let (moved, ()) = tokio::join!(carry(&uploader, source), change);
    let error = moved.unwrap_err();
    assert!(matches!(error, TransferError::Changed { .. }), "{error:?}");
    assert_nothing_stays(&storage);
}

#[tokio::test]
async fn a_silent_source_is_not_waited_for_for_ever() {
    let stalling = |no_ranges| Line {
        content: zip(8).into(),
        no_ranges,
        ..Line::default()
    };
    let storage = Storage::new();
    let uploader = uploader(&storage);
    let host = Host::start(stalling(true)).await;
    let source = open(&uploader, &host, "pack.zip").await.unwrap();
    host.change(|line| line.stalls = VecDeque::from([6 << 20]));
    let error = carry(&uploader, source).await.unwrap_err();
    let TransferError::Stalled {
        seconds, received, ..
    } = error
    else {
        panic!("{error:?}")
    };
    assert_eq!((seconds, received), (1, 6 << 20));
    assert_nothing_stays(&storage);

    let host = Host::start(stalling(false)).await;
    let source = open(&uploader, &host, "pack.zip").await.unwrap();
    host.change(|line| line.stalls = VecDeque::from([6 << 20]));
    carry(&uploader, source).await.unwrap();
}

#[tokio::test]
async fn a_link_that_has_expired_is_told_from_a_server_in_trouble() {
    for status in [401, 403, 404, 410] {
        let host = Host::with(zip(0)).await;
        host.change(|line| line.statuses = VecDeque::from([status]));
        let error = fetch(&Storage::new(), &host, "pack.zip").await.unwrap_err();
        let TransferError::Gone { status: told, .. } = error else {
            panic!("{error:?}")
        };
        assert_eq!(told, status);
    }
    let host = Host::with(zip(0)).await;
    host.change(|line| line.statuses = VecDeque::from([503, 429, 500]));
    fetch(&Storage::new(), &host, "pack.zip").await.unwrap();
    host.change(|line| line.statuses = VecDeque::from([503; 20]));
    let error = fetch(&Storage::new(), &host, "pack.zip").await.unwrap_err();
    assert!(
        matches!(error, TransferError::Status { status: 503, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_expiry_between_the_look_and_the_move_leaves_nothing() {
    let host = Host::with(zip(0)).await;
    let storage = Storage::new();
    let uploader = uploader(&storage);
    let source = open(&uploader, &host, "pack.zip").await.unwrap();
    host.change(|line| line.statuses = VecDeque::from([404]));
    let error = carry(&uploader, source).await.unwrap_err();
    assert!(
        matches!(error, TransferError::Gone { status: 404, .. }),
        "{error:?}"
    );
    assert_nothing_stays(&storage);
}

#[tokio::test]
async fn a_link_never_shows_in_an_error() {
    let address = Host::with(zip(0)).await.address();
    // That server is gone.
    let source = PackSource::Web {
        url: format!("http://{address}/attachments/pack.zip?hm=secret")
            .parse()
            .unwrap(),
        file_name: "pack.zip".to_owned(),
        size: None,
        from_discord: true,
    };
    let error = uploader(&Storage::new()).open(&source).await.unwrap_err();
    assert!(
        matches!(error, TransferError::Unreachable { .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains(&address));
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
}

#[tokio::test]
async fn the_size_must_be_the_announced_one() {
    let pack = zip(6);
    let size = pack.len() as u64;
    let storage = Storage::new();
    let uploader = uploader(&storage);
    let host = Host::with(pack).await;
    let open = uploader
        .open(&attachment(&host, "pack.zip", Some(size + 1)))
        .await;
    assert!(matches!(
        open,
        Err(TransferError::WrongSize { announced, actual }) if (announced, actual) == (size + 1, size)
    ));
    // A server that does not say it is found out at the end, or as soon as it sends too much.
    host.change(|line| (line.no_ranges, line.hide_length) = (true, true));
    for announced in [size + 1, size - 1] {
        let storage = Storage::new();
        let uploader = super::uploader(&storage);
        let source = uploader
            .open(&attachment(&host, "pack.zip", Some(announced)))
            .await;
        let error = carry(&uploader, source.unwrap()).await.unwrap_err();
        // Whether it ended early or broke cannot be told.
        assert!(
            matches!(
                error,
                TransferError::WrongSize { .. } | TransferError::Broken { .. }
            ),
            "{error:?}"
        );
        assert_nothing_stays(&storage);
    }
}

#[tokio::test]
async fn a_server_that_hides_the_size_is_stopped_at_the_limit() {
    let host = Host::start(Line {
        content: zip(12).into(),
        no_ranges: true,
        hide_length: true,
        ..Line::default()
    })
    .await;
    let storage = Storage::new();
    let uploader = uploader(&storage);
    let source = open(&uploader, &host, "pack.zip").await.unwrap();
    let bounds = PackLimits {
        max_size: 8 << 20,
        ..bounds()
    };
    let error = uploader
        .upload(
            source,
            &place(),
            &bounds,
            &watch::Sender::default(),
            &CancellationToken::new(),
        )
        .await
        .unwrap_err();
    assert!(
        matches!(error, TransferError::TooLarge { size: None, .. }),
        "{error:?}"
    );
    assert_nothing_stays(&storage);
}

#[tokio::test]
async fn a_part_that_fails_for_a_while_is_put_again() {
    let zip = zip(12);
    let host = Host::with(zip.clone()).await;
    let storage = Storage::new();
    storage.state().part_fault = Some((2, 2, timeout));
    fetch(&storage, &host, "pack.zip").await.unwrap();
    assert_eq!(storage.state().refused, 2);
    assert_eq!(storage.state().objects[&place()], zip);
}

#[tokio::test]
async fn a_part_that_fails_for_good_ends_the_move() {
    let host = Host::with(zip(12)).await;
    for (fault, tries) in [(timeout as fn() -> _, 4), (denied, 1)] {
        let storage = Storage::new();
        storage.state().part_fault = Some((2, usize::MAX, fault));
        let error = fetch(&storage, &host, "pack.zip").await.unwrap_err();
        assert!(matches!(error, TransferError::Cloud(_)), "{error:?}");
        assert_eq!(storage.state().refused, tries);
        assert_nothing_stays(&storage);
    }
}

#[tokio::test]
async fn a_completion_whose_answer_is_lost_leaves_no_object() {
    let host = Host::with(zip(1)).await;
    let storage = Storage::new();
    storage.state().complete_fault = Some(timeout);
    let error = fetch(&storage, &host, "pack.zip").await.unwrap_err();
    assert!(matches!(error, TransferError::Cloud(_)), "{error:?}");
    assert_nothing_stays(&storage);
    assert_eq!(storage.state().deleted, 1);
}
