//! How a machine gets its pack: from S3 through the front, by
//! a presigned URL, into a file, counted and hashed on the way.

use crate::front::Shared;
use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Seek, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use url::Url;

/// A file that was fetched.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) file: File,
    pub(super) size: u64,
    pub(super) sha256: String,
}

/// A presigned URL, which must lead to the front.
///
/// # Errors
/// What the machine would log.
pub(super) async fn presigned(shared: &Arc<Shared>, url: &str) -> Result<Fetched, String> {
    let parsed = Url::parse(url).map_err(|why| why.to_string())?;
    let loopback = match parsed.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name.ends_with("localhost"),
        _ => false,
    };
    if !loopback {
        return Err(format!("{url} leads off this machine"));
    }
    read(shared.client().get(parsed)).await
}

async fn read(request: reqwest::RequestBuilder) -> Result<Fetched, String> {
    let answer = request.send().await.map_err(|why| why.to_string())?;
    let status = answer.status();
    if !status.is_success() {
        let text = answer.text().await.unwrap_or_default();
        let said = ["<Message>", "</Message>"]
            .iter()
            .try_fold(text.as_str(), |text, tag| {
                let (before, after) = text.split_once(tag)?;
                Some(if tag.starts_with("</") { before } else { after })
            })
            .unwrap_or(status.as_str())
            .to_owned();
        return Err(said);
    }
    let mut file = unnamed_file().map_err(|why| why.to_string())?;
    let (mut size, mut hash) = (0, Sha256::new());
    let mut body = answer.bytes_stream();
    while let Some(chunk) = body.try_next().await.map_err(|why| why.to_string())? {
        size += chunk.len() as u64;
        hash.update(&chunk);
        file.write_all(&chunk).map_err(|why| why.to_string())?;
    }
    file.rewind().map_err(|why| why.to_string())?;
    let sha256 = hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    Ok(Fetched { file, size, sha256 })
}

/// A file that is gone as soon as nobody holds it.
fn unnamed_file() -> io::Result<File> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("stand-in-pack-{}-{number}", std::process::id());
    let path = std::env::temp_dir().join(name);
    let file = File::options()
        .read(true)
        .write(true)
        .create_new(true)
        .open(&path)?;
    std::fs::remove_file(path)?;
    Ok(file)
}
