//! How packs are looked at and moved: from a file server with faults into storage with faults.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bounded;
mod broken;
mod bulky;
mod ended;
mod host;
mod judged;
mod links;
mod moved;
mod storage;

use std::sync::Arc;
use std::time::Duration;

use domain::server::{PackLocation, PackSource};
use host::Host;
use pack::sample::Sample;
use storage::Storage;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use transfer::{
    BytesMoved, PackLimits, PackReader, PackUploader, TransferError, TransferSettings, UploadedPack,
};

const MIB: usize = 1 << 20;

/// Small parts and short pauses.
fn settings() -> TransferSettings {
    TransferSettings {
        stall_seconds: 1,
        part_mib: 5,
        pause_ms: 1,
        ..TransferSettings::default()
    }
}

fn bounds() -> PackLimits {
    PackLimits {
        max_size: 64 << 20,
        pack: Default::default(),
    }
}

fn place() -> PackLocation {
    "s3:packs/42/one/pack.zip".parse().unwrap()
}

fn uploader(storage: &Storage) -> PackUploader {
    PackUploader::new(settings(), Arc::new(storage.clone())).unwrap()
}

/// A pack of about so many MiB.
fn zip(padding_mib: u32) -> Vec<u8> {
    Sample {
        padding_mib,
        ..Sample::default()
    }
    .zip()
}

/// An attachment, as Discord would announce it.
fn attachment(host: &Host, name: &str, size: Option<u64>) -> PackSource {
    PackSource::Web {
        url: host.url(name),
        file_name: name.to_owned(),
        size,
        from_discord: true,
    }
}

async fn open(
    uploader: &PackUploader,
    host: &Host,
    name: &str,
) -> Result<PackReader, TransferError> {
    uploader.open(&attachment(host, name, None)).await
}

async fn carry(uploader: &PackUploader, source: PackReader) -> Result<UploadedPack, TransferError> {
    let progress = watch::Sender::new(BytesMoved::default());
    let cancel = CancellationToken::new();
    uploader
        .upload(source, &place(), &bounds(), &progress, &cancel)
        .await
}

/// Opens what the host has and carries it.
async fn fetch(storage: &Storage, host: &Host, name: &str) -> Result<UploadedPack, TransferError> {
    let uploader = uploader(storage);
    carry(&uploader, open(&uploader, host, name).await?).await
}

/// Waits for a condition; fails after ten seconds.
async fn until(condition: impl Fn() -> bool) {
    let wait = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), wait)
        .await
        .expect("it came to pass in time");
}
