//! What a look at a pack costs.

use domain::server::PackSource;
use pack::sample::Sample;
use transfer::{TransferError, Verdict, judge};

use super::bulky::bulky;
use super::host::Host;
use super::storage::Storage;
use super::*;

#[tokio::test]
async fn a_pack_of_a_gibibyte_is_judged_for_less_than_a_mebibyte() {
    let host = Host::with(bulky(1 << 30)).await;
    let uploader = uploader(&Storage::new());
    let source = open(&uploader, &host, "pack.zip").await.unwrap();
    let bounds = PackLimits {
        max_size: 2 << 30,
        ..bounds()
    };
    let verdict = judge(&source, &bounds).await.unwrap();
    let Verdict::Fit(pack) = verdict else {
        panic!("a zip with ranges is judged at once")
    };
    assert!(1 << 30 < pack.packed_size);
    assert!(host.sent() < 256 << 10, "{} bytes", host.sent());
    assert!(host.asked().len() <= 6, "{:?}", host.asked());
}

#[tokio::test]
async fn a_pack_in_storage_is_judged_in_place() {
    let storage = Storage::new();
    for (name, bytes) in [
        ("pack.zip", Sample::default().zip()),
        ("pack.tar.gz", Sample::linux().tar_gz()),
    ] {
        let at: PackLocation = format!("s3:packs/42/two/{name}").parse().unwrap();
        storage.state().objects.insert(at.clone(), bytes.into());
        let source = uploader(&storage).open(&PackSource::Stored(at)).await;
        let verdict = judge(&source.unwrap(), &bounds()).await.unwrap();
        assert!(matches!(verdict, Verdict::Fit(_)), "{name}");
    }
    assert_eq!(storage.state().begun, 0);
}

#[tokio::test]
async fn every_fault_is_known_before_the_move() {
    let bad = Sample {
        program: None,
        files: vec![("../../evil.dll".to_owned(), b"no".to_vec())],
        ..Sample::default()
    };
    let host = Host::with(bad.zip()).await;
    let source = open(&uploader(&Storage::new()), &host, "pack.zip").await;
    let error = judge(&source.unwrap(), &bounds()).await.unwrap_err();
    let TransferError::Unfit(faults) = error else {
        panic!("{error:?}")
    };
    assert!(faults.has("missing_program"), "{faults}");
    assert!(2 <= faults.iter().len(), "{faults}");
}

#[tokio::test]
async fn a_pack_that_is_too_large_is_refused_by_its_size() {
    let host = Host::with(bulky(1 << 30)).await;
    let uploader = uploader(&Storage::new());
    let source = open(&uploader, &host, "pack.zip").await.unwrap();
    let error = judge(&source, &bounds()).await.unwrap_err();
    assert!(
        matches!(error, TransferError::TooLarge { size: Some(_), .. }),
        "{error:?}"
    );
    let error = carry(&uploader, source).await.unwrap_err();
    assert!(matches!(error, TransferError::TooLarge { .. }), "{error:?}");
    assert_eq!(host.asked().len(), 1);
}
