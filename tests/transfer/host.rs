//! A file server with faults. Whatever path is asked for, it has the one file.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode, header};
use discord_stand_in::Content;
use tokio_util::task::AbortOnDropHandle;
use url::Url;

const CHUNK: u64 = 64 << 10;

/// How the server behaves.
#[derive(Clone, Default)]
pub(crate) struct Line {
    /// What it has.
    pub(crate) content: Content,
    /// What whoever asks for all of it gets instead.
    pub(crate) content_as_a_whole: Option<Content>,
    /// Whether it ignores `Range`.
    pub(crate) no_ranges: bool,
    /// Whether it leaves out `ETag`.
    pub(crate) no_etag: bool,
    /// The file's version, as its `ETag` says it.
    pub(crate) version: u32,
    /// Whether it does not say how long an answer is.
    pub(crate) hide_length: bool,
    /// The next answers break off after so many bytes.
    pub(crate) cuts: VecDeque<u64>,
    /// The next answers fall silent after so many bytes.
    pub(crate) stalls: VecDeque<u64>,
    /// The next answers are these failures.
    pub(crate) statuses: VecDeque<u16>,
    /// It sends elsewhere.
    pub(crate) redirect: Option<String>,
}

/// One request, as far as the tests look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) range: Option<String>,
    pub(crate) if_range: Option<String>,
}

struct Shared {
    line: Mutex<Line>,
    sent: AtomicU64,
    asked: Mutex<Vec<Asked>>,
}

/// The server; it ends when it is dropped.
pub(crate) struct Host {
    address: SocketAddr,
    shared: Arc<Shared>,
    _task: AbortOnDropHandle<()>,
}

impl Host {
    pub(crate) async fn start(line: Line) -> Self {
        let shared = Arc::new(Shared {
            line: Mutex::new(line),
            sent: AtomicU64::new(0),
            asked: Mutex::default(),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = Router::new()
            .fallback(serve)
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            address,
            shared,
            _task: AbortOnDropHandle::new(task),
        }
    }

    /// A server that has just this.
    pub(crate) async fn with(content: impl Into<Content>) -> Self {
        Self::start(Line {
            content: content.into(),
            ..Line::default()
        })
        .await
    }

    /// `127.0.0.1` and its port.
    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    /// A link to a file of this name, with a secret in it.
    pub(crate) fn url(&self, name: &str) -> Url {
        format!("http://{}/{name}?hm=secret", self.address)
            .parse()
            .unwrap()
    }

    pub(crate) fn change(&self, action: impl FnOnce(&mut Line)) {
        action(&mut self.shared.line.lock().unwrap());
    }

    /// Bytes of files that were sent so far.
    pub(crate) fn sent(&self) -> u64 {
        self.shared.sent.load(Ordering::Relaxed)
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }
}

async fn serve(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response<Body> {
    let text = |name| Some(headers.get(name)?.to_str().unwrap().to_owned());
    let asked = Asked {
        range: text(header::RANGE),
        if_range: text(header::IF_RANGE),
    };
    shared.asked.lock().unwrap().push(asked.clone());
    let mut line = shared.line.lock().unwrap();
    if let Some(status) = line.statuses.pop_front() {
        return Response::builder()
            .status(status)
            .body(Body::from("a page"))
            .unwrap();
    }
    if let Some(location) = &line.redirect {
        return Response::builder()
            .status(302)
            .header(header::LOCATION, location)
            .body(Body::empty())
            .unwrap();
    }
    let etag = format!("\"version {}\"", line.version);
    let same = asked.if_range.is_none_or(|wanted| wanted == etag);
    let range = asked
        .range
        .filter(|_| same && !line.no_ranges)
        .map(|range| {
            let (first, last) = range
                .strip_prefix("bytes=")
                .unwrap()
                .split_once('-')
                .unwrap();
            let (first, last): (u64, u64) = (first.parse().unwrap(), last.parse().unwrap());
            first..line.content.len().min(last + 1)
        });
    let content = match (&range, &line.content_as_a_whole) {
        (None, Some(other)) => other.clone(),
        _ => line.content.clone(),
    };
    let size = content.len();
    let mut response = Response::builder();
    if !line.no_etag {
        response = response.header(header::ETAG, etag);
    }
    let range = match range {
        Some(range) if range.end <= range.start => {
            return response
                .status(StatusCode::RANGE_NOT_SATISFIABLE)
                .body(Body::empty())
                .unwrap();
        }
        Some(range) => {
            let part = format!("bytes {}-{}/{size}", range.start, range.end - 1);
            response = response.status(206).header(header::CONTENT_RANGE, part);
            range
        }
        None => 0..size,
    };
    if !line.hide_length {
        response = response.header(header::CONTENT_LENGTH, range.end - range.start);
    }
    // Only an answer that is long enough to break does.
    let reached = |after: &mut u64| *after < range.end - range.start;
    let cut = line.cuts.pop_front_if(reached);
    let stall = line.stalls.pop_front_if(reached);
    drop(line);
    response
        .body(Body::from_stream(stream(
            shared, content, range, cut, stall,
        )))
        .unwrap()
}

fn stream(
    shared: Arc<Shared>,
    content: Content,
    range: Range<u64>,
    cut: Option<u64>,
    stall: Option<u64>,
) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> {
    let cut = cut.map_or(u64::MAX, |after| range.start + after);
    let stall = stall.map_or(u64::MAX, |after| range.start + after);
    futures_util::stream::try_unfold(range.start, move |at| {
        let (shared, content) = (Arc::clone(&shared), content.clone());
        async move {
            if range.end <= at {
                return Ok(None);
            }
            if cut <= at {
                // A body that fails takes along what is not flushed; hyper flushes while it waits.
                tokio::task::yield_now().await;
                return Err(std::io::Error::other("the line was cut, as asked"));
            }
            if stall <= at {
                std::future::pending::<()>().await;
            }
            let end = range.end.min(cut).min(stall).min(at + CHUNK);
            shared.sent.fetch_add(end - at, Ordering::Relaxed);
            Ok(Some((content.read(at..end), end)))
        }
    })
}
