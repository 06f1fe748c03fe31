//! Moves that succeed, and packs that turn out unfit.

use std::io::Write as _;

use discord_stand_in::{Content, Discord};
use domain::server::PackSource;
use pack::Platform;
use pack::sample::Sample;
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use transfer::{BytesMoved, TransferError, Verdict, judge};

use super::host::{Host, Line};
use super::storage::Storage;
use super::*;

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[tokio::test]
async fn a_zip_is_judged_first_and_arrives_byte_for_byte() {
    let zip = zip(17);
    let host = Host::with(zip.clone()).await;
    let storage = Storage::new();
    let uploader = uploader(&storage);
    let source = uploader
        .open(&attachment(&host, "pack.zip", Some(zip.len() as u64)))
        .await
        .unwrap();
    let Verdict::Fit(first_look) = judge(&source, &bounds()).await.unwrap() else {
        panic!("a zip with ranges is judged at once");
    };
    assert!(storage.is_empty());

    let (progress, cancel) = (watch::Sender::default(), CancellationToken::new());
    let moved = uploader
        .upload(source, &place(), &bounds(), &progress, &cancel)
        .await
        .unwrap();

    assert_eq!(moved.pack, *first_look);
    assert_eq!(moved.sha256, sha256(&zip));
    assert_eq!(moved.stored.sha256.as_deref(), Some(&*moved.sha256));
    let total = zip.len() as u64;
    assert_eq!(
        *progress.borrow(),
        BytesMoved {
            received: total,
            stored: total,
            total: Some(total)
        }
    );
    let state = storage.state();
    assert_eq!(state.objects[&place()], zip);
    assert_eq!(
        state.parts,
        [5 * MIB, 5 * MIB, 5 * MIB, zip.len() - 15 * MIB]
    );
    assert_eq!((state.aborted, state.deleted), (0, 0));
}

#[tokio::test]
async fn a_tar_gz_is_judged_on_the_way() {
    let tar_gz = Sample {
        padding_mib: 7,
        ..Sample::linux()
    }
    .tar_gz();
    let host = Host::with(tar_gz.clone()).await;
    let storage = Storage::new();
    let uploader = uploader(&storage);
    let source = open(&uploader, &host, "pack.tar.gz").await.unwrap();
    assert_eq!(judge(&source, &bounds()).await.unwrap(), Verdict::AfterMove);
    let moved = carry(&uploader, source).await.unwrap();
    assert_eq!(moved.pack.platform, Platform::Linux);
    assert_eq!(moved.sha256, sha256(&tar_gz));
    assert_eq!(storage.state().objects[&place()], tar_gz);
}

#[tokio::test]
async fn an_unfit_tar_gz_is_not_stored_and_not_even_fetched_to_its_end() {
    let mut tar = tar::Builder::new(pack::sample::gzip(Vec::new()));
    let mut header = pack::sample::tar_header(0);
    header.set_entry_type(tar::EntryType::Symlink);
    tar.append_link(&mut header, "cfg/server_cfg.ini", "/etc/passwd")
        .unwrap();
    let mut tar_gz = tar.into_inner().unwrap().finish().unwrap();
    // What follows is no gzip.
    tar_gz.write_all(&vec![7; 40 * MIB]).unwrap();
    let host = Host::with(tar_gz).await;
    let storage = Storage::new();
    let error = fetch(&storage, &host, "pack.tar.gz").await.unwrap_err();
    assert!(matches!(error, TransferError::Unfit(_)), "{error:?}");
    assert!(storage.is_empty());
    assert_eq!(storage.state().aborted, 1);
    assert!(host.sent() < 35 << 20, "{} bytes", host.sent());
}

#[tokio::test]
async fn without_ranges_a_zip_is_judged_where_it_lies() {
    let host = Host::start(Line {
        content: zip(1).into(),
        no_ranges: true,
        ..Line::default()
    })
    .await;
    let storage = Storage::new();
    let uploader = uploader(&storage);
    let source = open(&uploader, &host, "pack.zip").await.unwrap();
    assert_eq!(judge(&source, &bounds()).await.unwrap(), Verdict::AfterMove);
    let moved = carry(&uploader, source).await.unwrap();
    assert_eq!(moved.pack.name, "Sunday Cup");

    let unfit = Sample {
        program: None,
        ..Sample::default()
    };
    host.change(|line| line.content = unfit.zip().into());
    let error = fetch(&storage, &host, "pack.zip").await.unwrap_err();
    let TransferError::Unfit(faults) = &error else {
        panic!("{error:?}")
    };
    assert!(faults.has("missing_program"), "{faults}");
    assert!(storage.is_empty());
}

#[tokio::test]
async fn a_server_that_shows_one_pack_and_sends_another_gains_nothing() {
    let good = Sample::default().zip();
    let evil = vec![0; good.len()];
    let host = Host::start(Line {
        content: good.into(),
        content_as_a_whole: Some(Content::from(evil)),
        ..Line::default()
    })
    .await;
    let storage = Storage::new();
    let uploader = uploader(&storage);
    let source = open(&uploader, &host, "pack.zip").await.unwrap();
    assert!(matches!(
        judge(&source, &bounds()).await.unwrap(),
        Verdict::Fit(_)
    ));
    let error = carry(&uploader, source).await.unwrap_err();
    assert!(matches!(error, TransferError::Unfit(_)), "{error:?}");
    assert!(storage.is_empty());
}

#[tokio::test]
async fn what_is_no_archive_is_not_moved() {
    for page in ["<!DOCTYPE html><p>Sign in</p>", "Rar!\x1a\x07", ""] {
        let host = Host::with(page).await;
        let storage = Storage::new();
        let uploader = uploader(&storage);
        let source = open(&uploader, &host, "pack").await.unwrap();
        let verdict = judge(&source, &bounds()).await;
        assert!(matches!(verdict, Err(TransferError::Unfit(_))), "{page}");
        let error = carry(&uploader, source).await.unwrap_err();
        assert!(matches!(error, TransferError::Unfit(_)), "{page}");
        assert_eq!(storage.state().begun, 0);
    }
}

#[tokio::test]
async fn a_local_file_is_judged_and_moved() {
    let folder = tempdir();
    for (name, bytes) in [
        ("pack.zip", zip(6)),
        ("pack.tar.gz", Sample::linux().tar_gz()),
    ] {
        let path = folder.join(name);
        std::fs::write(&path, &bytes).unwrap();
        let storage = Storage::new();
        let uploader = uploader(&storage);
        let source = uploader.open(&PackSource::File(path)).await.unwrap();
        let verdict = judge(&source, &bounds()).await.unwrap();
        assert!(matches!(verdict, Verdict::Fit(_)), "{name}");
        let moved = carry(&uploader, source).await.unwrap();
        assert_eq!(moved.sha256, sha256(&bytes));
        assert_eq!(storage.state().objects[&place()], bytes);
    }
    let absent = PackSource::File(folder.join("absent.zip"));
    let error = uploader(&Storage::new()).open(&absent).await.unwrap_err();
    assert!(matches!(error, TransferError::File { .. }), "{error:?}");
    std::fs::remove_dir_all(folder).unwrap();
}

fn tempdir() -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("ac-deploy-transfer-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Discord's CDN answers from its origin first and then from a cache beside it.
#[tokio::test]
async fn an_attachment_that_a_cache_answers_the_second_time_is_the_same_file() {
    let discord = Discord::start(discord_stand_in::Options::default())
        .await
        .unwrap();
    let pack = zip(12);
    let size = pack.len() as u64;
    let file = discord.upload(discord.member("oscar"), "Friday cup.zip", pack);
    let file = file.cached_on_the_way();
    let source = PackSource::Web {
        url: file.url().parse().unwrap(),
        file_name: file.name().to_owned(),
        size: Some(size),
        from_discord: true,
    };
    let uploader = uploader(&Storage::new());
    let source = uploader.open(&source).await.unwrap();
    let moved = carry(&uploader, source).await.unwrap();
    assert_eq!(moved.stored.size, size);
    assert!(1 < file.requests_served());
}
