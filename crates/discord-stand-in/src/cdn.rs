//! Discord's CDN: attachments under signed addresses that expire, with ranges.
//!
//! Addresses: <https://discord.com/developers/docs/reference#signed-attachment-cdn-urls>.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State as Shares};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::Shared;
use super::content::Content;
use super::snowflake::Snowflake;
use super::state::State;

/// What is sent at once; small enough that cuts and slow lines are exact.
const CHUNK: u64 = 64 << 10;

/// A file on the CDN.
#[derive(Debug)]
pub(super) struct Upload {
    pub(super) id: Snowflake,
    folder: Folder,
    pub(super) name: String,
    /// What it was called before Discord made it fit for an address, without its ending; none where it
    /// fitted.
    title: Option<String>,
    pub(super) content: Content,
    line: Mutex<Line>,
    pub(super) bytes: AtomicU64,
    pub(super) requests: AtomicU64,
}

/// Where a file lies: what a member gives a command is kept apart from what stands in channels.
#[derive(Clone, Copy, Debug)]
pub(super) enum Folder {
    /// The files of a channel's messages.
    Channel(Snowflake),
    /// The options of an application's commands.
    Command(Snowflake),
}

/// How well the line to this file works.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) no_ranges: bool,
    pub(super) gone: bool,
    pub(super) expired: bool,
    /// Cut after so many bytes of an answer, this many times.
    pub(super) cut: Option<(u64, usize)>,
    pub(super) stall_after: Option<u64>,
    pub(super) bytes_per_second: Option<u64>,
    /// Whether the first answer comes from the origin and later ones from a cache beside it, each with
    /// validators of its own.
    pub(super) cached: bool,
}

impl Upload {
    pub(super) fn line(&self) -> Line {
        self.line.lock().clone()
    }

    pub(super) fn change(&self, deed: impl FnOnce(&mut Line)) {
        deed(&mut self.line.lock());
    }

    /// The length after which this answer is cut, counting it off.
    fn cut(&self) -> Option<u64> {
        let mut line = self.line.lock();
        let (after, times) = line.cut?;
        line.cut = (1 < times).then(|| (after, times.saturating_sub(1)));
        Some(after)
    }
}

/// Puts a file on the CDN.
pub(super) fn store(
    state: &mut State,
    folder: Folder,
    name: &str,
    content: Content,
) -> Arc<Upload> {
    // Discord replaces spaces and strips what does not belong into an address.
    let fit: String = name
        .chars()
        .map(|c| if c == ' ' { '_' } else { c })
        .filter(|c| c.is_ascii_alphanumeric() || "_-.".contains(*c))
        .collect();
    let title = name.rsplit_once('.').map_or(name, |(title, _)| title);
    let upload = Arc::new(Upload {
        id: state.mint.next(),
        folder,
        title: (fit != name).then(|| title.to_owned()),
        name: fit,
        content,
        line: Mutex::default(),
        bytes: AtomicU64::new(0),
        requests: AtomicU64::new(0),
    });
    state.uploads.insert(upload.id, upload.clone());
    upload
}

/// The address of a file, signed to be valid for a day.
pub(super) fn url(state: &State, upload: &Upload) -> String {
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let (issued, expires) = (now.as_secs(), now.as_secs() + 24 * 3600);
    let folder = match upload.folder {
        Folder::Channel(channel) => format!("attachments/{channel}"),
        Folder::Command(application) => format!("ephemeral-attachments/{application}"),
    };
    let path = format!("/{folder}/{}/{}", upload.id, upload.name);
    let signature = sign(state.signing_key, &path, expires, issued);
    format!(
        "http://{}{path}?ex={expires:x}&is={issued:x}&hm={signature}&",
        state.address
    )
}

fn sign(key: u64, path: &str, expires: u64, issued: u64) -> String {
    hex::encode(Sha256::digest(format!(
        "{key:x} {path} {expires:x} {issued:x}"
    )))
}

/// The JSON of an attachment.
pub(super) fn attachment(state: &State, upload: &Upload) -> Value {
    let url = url(state, upload);
    let mut object = json!({
        "id": upload.id, "filename": upload.name, "size": upload.content.len(), "url": url,
        "proxy_url": url, "content_type": content_type(&upload.name), "ephemeral": true,
    });
    if let Some(title) = &upload.title {
        object["title"] = json!(title);
    }
    object
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("zip") => "application/zip",
        Some("gz") => "application/gzip",
        Some("png") => "image/png",
        Some("txt" | "ini" | "log") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The signature in an address.
#[derive(Debug, Deserialize)]
pub(super) struct Signature {
    #[serde(default)]
    ex: String,
    #[serde(rename = "is", default)]
    issued: String,
    #[serde(default)]
    hm: String,
}

pub(super) async fn serve(
    Shares(shared): Shares<Arc<Shared>>,
    method: Method,
    uri: Uri,
    Path((_folder, id, _name)): Path<(String, String, String)>,
    Query(signature): Query<Signature>,
    headers: HeaderMap,
) -> Response {
    let path = uri.path();
    let upload = shared.with(|state| {
        let hex = |text: &str| u64::from_str_radix(text, 16).unwrap_or_default();
        let (expires, issued) = (hex(&signature.ex), hex(&signature.issued));
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let genuine = signature.hm == sign(state.signing_key, path, expires, issued);
        let valid = genuine && now.as_secs() < expires;
        id.parse()
            .ok()
            .and_then(|id| state.uploads.get(&id))
            .filter(|_| valid)
            .cloned()
    });
    let Some(upload) = upload else { return gone() };
    upload.requests.fetch_add(1, Ordering::Relaxed);
    let line = upload.line();
    if line.gone || line.expired {
        return gone();
    }
    let size = upload.content.len();
    let wanted = headers
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok());
    let wanted = wanted
        .filter(|_| !line.no_ranges)
        .and_then(|range| parse_range(range, size));
    let (status, range) = match wanted {
        None => (StatusCode::OK, 0..size),
        Some(Some(range)) => (StatusCode::PARTIAL_CONTENT, range),
        Some(None) => {
            let all = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, all).into_response();
        }
    };
    let mut fields = HeaderMap::new();
    let mut set = |name, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            fields.insert(name, value);
        }
    };
    set(
        header::CONTENT_LENGTH,
        (range.end - range.start).to_string(),
    );
    set(header::CONTENT_TYPE, content_type(&upload.name).to_owned());
    let is_first = upload.requests.load(Ordering::Relaxed) == 1;
    match (line.cached, is_first) {
        (true, true) => set(header::ETAG, format!("W/\"{}\"", upload.id)),
        _ => set(header::ETAG, format!("\"{}\"", upload.id)),
    }
    if line.cached {
        let says = if is_first { "MISS" } else { "HIT" };
        set(HeaderName::from_static("cf-cache-status"), says.to_owned());
        if !is_first {
            set(header::AGE, "4".to_owned());
        }
    }
    if !line.no_ranges {
        set(header::ACCEPT_RANGES, "bytes".to_owned());
    }
    if status == StatusCode::PARTIAL_CONTENT {
        set(
            header::CONTENT_RANGE,
            format!("bytes {}-{}/{size}", range.start, range.end - 1),
        );
    }
    let body = match method {
        Method::HEAD => Body::empty(),
        _ => Body::from_stream(stream(upload, line, range)),
    };
    (status, fields, body).into_response()
}

fn gone() -> Response {
    (
        StatusCode::NOT_FOUND,
        "This content is no longer available.",
    )
        .into_response()
}

/// One range of a `Range` header. `None`: not understood, so everything is meant;
/// `Some(None)`: nothing of it exists.
fn parse_range(text: &str, size: u64) -> Option<Option<Range<u64>>> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let (first, last) = (first.trim(), last.trim());
    let range = if first.is_empty() {
        let tail: u64 = last.parse().ok()?;
        size.saturating_sub(tail)..size
    } else {
        let first: u64 = first.parse().ok()?;
        let last = match last {
            "" => u64::MAX,
            last => last.parse().ok()?,
        };
        if last < first {
            return None;
        }
        first..last.saturating_add(1).min(size)
    };
    Some((range.start < range.end).then_some(range))
}

fn stream(
    upload: Arc<Upload>,
    line: Line,
    range: Range<u64>,
) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> {
    let start = range.start;
    let cut = upload.cut().map_or(u64::MAX, |after| start + after);
    let stall = line.stall_after.map_or(u64::MAX, |after| start + after);
    futures_util::stream::try_unfold(start, move |at| {
        let upload = upload.clone();
        async move {
            if range.end <= at {
                return Ok(None);
            }
            if cut <= at {
                // Pausing lets the server flush what it was given, which an error throws away.
                tokio::time::sleep(Duration::from_millis(20)).await;
                return Err(std::io::Error::other("the line was cut, as asked"));
            }
            if stall <= at {
                std::future::pending::<()>().await;
            }
            let end = range.end.min(cut).min(stall).min(at + CHUNK);
            if let Some(rate) = line.bytes_per_second {
                let time = Duration::from_secs_f64((end - at) as f64 / rate.max(1) as f64);
                tokio::time::sleep(time).await;
            }
            let chunk = upload.content.read(at..end);
            upload.bytes.fetch_add(end - at, Ordering::Relaxed);
            Ok(Some((chunk, end)))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_http_says() {
        assert_eq!(parse_range("bytes=0-9", 100), Some(Some(0..10)));
        assert_eq!(parse_range("bytes=90-", 100), Some(Some(90..100)));
        assert_eq!(parse_range("bytes=90-500", 100), Some(Some(90..100)));
        assert_eq!(parse_range("bytes=-22", 100), Some(Some(78..100)));
        assert_eq!(parse_range("bytes=100-", 100), Some(None));
        assert_eq!(parse_range("bytes=5-4", 100), None);
        assert_eq!(parse_range("lines=1-2", 100), None);
    }
}
