//! A file at an https address: asked for its size, by ranges, and as a stream that survives a
//! broken line.

use std::ops::Range;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, HeaderValue, IF_RANGE,
    LAST_MODIFIED, RANGE,
};
use reqwest::{Client, Response, StatusCode, redirect};
use url::Url;

use super::address::{AddressError, AddressRules, host_of};
use super::error::TransferError;
use super::retry::RetryPolicy;
use super::settings::TransferSettings;
use super::source::FIRST;

/// A line that brought this much since it last broke is worth taking up again, however often.
const WORTHWHILE: u64 = 1 << 20;

/// The HTTP clients: one that goes where Discord says, one for links that users typed.
#[derive(Clone, Debug)]
pub(super) struct Clients {
    vouched: Client,
    guarded: Client,
    rules: AddressRules,
    offline: bool,
    patience: RetryPolicy,
}

impl Clients {
    pub(super) fn new(settings: &TransferSettings) -> Result<Self, TransferError> {
        let rules = AddressRules::new(&settings.trusted_hosts);
        let client = || {
            Client::builder()
                .user_agent(concat!("ac-deploy/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(Duration::from_secs(settings.connect_seconds))
                .read_timeout(Duration::from_secs(settings.stall_seconds))
                // It would show a signed link to the host that it redirects to.
                .referer(false)
        };
        let vouched = client().redirect(redirect::Policy::none());
        // A proxy would do the resolving, and reach what we may not.
        let guarded = client()
            .no_proxy()
            .redirect(rules.redirects())
            .dns_resolver(rules.resolver());
        Ok(Self {
            vouched: vouched.build().map_err(TransferError::Client)?,
            guarded: guarded.build().map_err(TransferError::Client)?,
            rules,
            offline: settings.offline,
            patience: RetryPolicy::new(settings),
        })
    }

    /// Asks for a file's size and first bytes. `vouched`: the address came from Discord, not from a
    /// person.
    pub(super) async fn open(
        &self,
        url: &Url,
        vouched: bool,
    ) -> Result<(WebFile, Bytes), TransferError> {
        let client = if vouched {
            &self.vouched
        } else {
            self.rules.check(url)?;
            if self.offline {
                let host = host_of(url);
                return Err(AddressError::Offline { host }.into());
            }
            &self.guarded
        };
        WebFile::open(client.clone(), url.clone(), self.patience).await
    }
}

/// A file that a web server has.
#[derive(Debug)]
pub(super) struct WebFile {
    client: Client,
    url: Url,
    host: String,
    patience: RetryPolicy,
    /// In bytes, if the server says it.
    pub(super) size: Option<u64>,
    /// Whether parts of it can be asked for.
    pub(super) ranges: bool,
    /// Tells this file from the one that may lie there later.
    validator: Option<HeaderValue>,
}

impl WebFile {
    async fn open(
        client: Client,
        url: Url,
        patience: RetryPolicy,
    ) -> Result<(Self, Bytes), TransferError> {
        let host = host_of(&url);
        let mut file = Self {
            client,
            url,
            host,
            patience,
            size: None,
            ranges: false,
            validator: None,
        };
        let first = 0..FIRST as u64;
        let mut response = file.ask(Some(first.clone())).await?;
        let headers = response.headers();
        match response.status() {
            StatusCode::PARTIAL_CONTENT => {
                // Without the whole file's size there is no telling where its directory is.
                if let Some((0, size)) = content_range(headers) {
                    file.size = Some(size);
                    file.ranges = true;
                }
            }
            // The range begins behind the end of an empty file.
            StatusCode::RANGE_NOT_SATISFIABLE => file.size = Some(0),
            _ => file.size = content_length(headers),
        }
        file.validator = validator(headers);
        let first = match file.size {
            Some(0) => Bytes::new(),
            // Where ranges are refused this is the whole file, of which no more is taken.
            _ => file.collect(&mut response, FIRST).await?,
        };
        Ok((file, first))
    }

    /// Some bytes of the file, at least one of a range that is not empty.
    pub(super) async fn read(&self, range: Range<u64>) -> Result<Bytes, TransferError> {
        let wanted = usize::try_from(range.end - range.start).unwrap_or(usize::MAX);
        let mut failures = 0;
        loop {
            let read = async {
                let mut response = self.ask(Some(range.clone())).await?;
                self.must_continue(&response, range.start)?;
                self.collect(&mut response, wanted).await
            };
            match read.await {
                Ok(bytes) if bytes.is_empty() => return Err(self.broken(range.start, None)),
                Err(TransferError::Broken { .. })
                    if self.patience.another_try(failures + 1).await =>
                {
                    failures += 1
                }
                other => return other,
            }
        }
    }

    /// The file from its first byte on.
    pub(super) fn download(&self) -> Download<'_> {
        Download {
            file: self,
            at: 0,
            line: None,
            failures: 0,
            broke_at: 0,
        }
    }

    /// Asks for the file or a range of it, until there is an answer that is no failure.
    async fn ask(&self, range: Option<Range<u64>>) -> Result<Response, TransferError> {
        let mut failures = 0;
        loop {
            // Compressed, its ranges and its size would be those of something else.
            let mut request = self
                .client
                .get(self.url.clone())
                .header(ACCEPT_ENCODING, "identity");
            if let Some(range) = &range {
                request = request.header(
                    RANGE,
                    format!("bytes={}-{}", range.start, range.end.saturating_sub(1)),
                );
                if let Some(validator) = &self.validator {
                    request = request.header(IF_RANGE, validator);
                }
            }
            let error = match request.send().await {
                Ok(response) => match self.usable(&response, range.is_some()) {
                    Ok(()) => return Ok(response),
                    Err(error) => error,
                },
                Err(error) => self.unreachable(error),
            };
            failures += 1;
            if !may_pass(&error) || !self.patience.another_try(failures).await {
                return Err(error);
            }
        }
    }

    fn usable(&self, response: &Response, ranged: bool) -> Result<(), TransferError> {
        match response.status() {
            StatusCode::OK => Ok(()),
            StatusCode::PARTIAL_CONTENT if ranged => Ok(()),
            StatusCode::RANGE_NOT_SATISFIABLE if self.size.is_none() => Ok(()),
            StatusCode::RANGE_NOT_SATISFIABLE => Err(self.changed()),
            status => Err(self.status(status)),
        }
    }

    /// Whether an answer is the rest of this very file from `at` on.
    fn must_continue(&self, response: &Response, at: u64) -> Result<(), TransferError> {
        let whole = response.status() == StatusCode::OK;
        let (start, size) = match content_range(response.headers()) {
            Some((start, size)) if !whole => (start, Some(size)),
            _ => (0, content_length(response.headers())),
        };
        let validator = validator(response.headers());
        let resized = size.zip(self.size).is_some_and(|(now, then)| now != then);
        // A cache on the way may name what the origin did not: that alone is no other file.
        let renamed = validator.zip(self.validator.clone());
        let another = resized || renamed.is_some_and(|(now, then)| now != then);
        if another || start != at {
            Err(self.changed())
        } else {
            Ok(())
        }
    }

    /// What arrives, up to `most` bytes.
    async fn collect(&self, response: &mut Response, most: usize) -> Result<Bytes, TransferError> {
        let mut bytes = BytesMut::new();
        while bytes.len() < most {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    bytes.extend_from_slice(&chunk[..chunk.len().min(most - bytes.len())])
                }
                Ok(None) => break,
                Err(error) => return Err(self.cut(error, 0)),
            }
        }
        Ok(bytes.freeze())
    }

    fn status(&self, status: StatusCode) -> TransferError {
        let (host, code) = (self.host.clone(), status.as_u16());
        match status {
            StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::NOT_FOUND
            | StatusCode::GONE => TransferError::Gone { host, status: code },
            _ => TransferError::Status { host, status: code },
        }
    }

    fn changed(&self) -> TransferError {
        TransferError::Changed {
            host: self.host.clone(),
        }
    }

    fn broken(&self, received: u64, source: Option<reqwest::Error>) -> TransferError {
        TransferError::Broken {
            host: self.host.clone(),
            received,
            source,
        }
    }

    fn stalled(&self, received: u64) -> TransferError {
        TransferError::Stalled {
            host: self.host.clone(),
            seconds: self.patience.stall.as_secs(),
            received,
        }
    }

    /// A request without an answer.
    fn unreachable(&self, error: reqwest::Error) -> TransferError {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(error) = cause {
            if let Some(refused) = error.downcast_ref::<AddressError>() {
                return refused.clone().into();
            }
            cause = error.source();
        }
        if error.is_timeout() && !error.is_connect() {
            return self.stalled(0);
        }
        TransferError::Unreachable {
            host: self.host.clone(),
            source: error.without_url(),
        }
    }

    /// An answer that ended early.
    fn cut(&self, error: reqwest::Error, received: u64) -> TransferError {
        if error.is_timeout() {
            self.stalled(received)
        } else {
            self.broken(received, Some(error.without_url()))
        }
    }
}

/// A file as a stream of bytes. A broken or silent line is taken up again where it broke, if the
/// server can do that and the file is still the same.
#[derive(Debug)]
pub(super) struct Download<'file> {
    file: &'file WebFile,
    at: u64,
    line: Option<Response>,
    /// Since the line was last worthwhile.
    failures: u64,
    broke_at: u64,
}

impl Download<'_> {
    /// The next bytes; none at the end.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, TransferError> {
        loop {
            let line = match &mut self.line {
                Some(line) => line,
                None => self.line.insert(self.file.connect(self.at).await?),
            };
            let error = match line.chunk().await {
                Ok(Some(bytes)) => {
                    self.at += bytes.len() as u64;
                    return Ok(Some(bytes));
                }
                Ok(None) if self.file.size.is_none_or(|size| size <= self.at) => return Ok(None),
                Ok(None) => self.file.broken(self.at, None),
                Err(error) => self.file.cut(error, self.at),
            };
            self.line = None;
            if WORTHWHILE <= self.at - self.broke_at {
                self.failures = 0;
            }
            self.broke_at = self.at;
            self.failures += 1;
            let resumable = self.file.ranges && self.file.validator.is_some();
            if !resumable || !self.file.patience.another_try(self.failures).await {
                return Err(error);
            }
            tracing::debug!(
                source.host = self.file.host,
                received = self.at,
                "the download is taken up again"
            );
        }
    }
}

impl WebFile {
    /// Begins a download at an offset.
    async fn connect(&self, at: u64) -> Result<Response, TransferError> {
        let rest = match self.size {
            Some(size) if 0 < at => Some(at..size),
            _ => None,
        };
        let response = self.ask(rest).await?;
        self.must_continue(&response, at)?;
        Ok(response)
    }
}

fn may_pass(error: &TransferError) -> bool {
    match error {
        TransferError::Unreachable { .. } => true,
        TransferError::Status { status, .. } => *status == 429 || 500 <= *status,
        _ => false,
    }
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()
}

/// Where a range begins, and how large the whole file is.
fn content_range(headers: &HeaderMap) -> Option<(u64, u64)> {
    let text = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    let (range, size) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (start, _) = range.split_once('-')?;
    Some((start.trim().parse().ok()?, size.trim().parse().ok()?))
}

/// What `If-Range` can be asked with: a strong `ETag`, else the time of the last change.
fn validator(headers: &HeaderMap) -> Option<HeaderValue> {
    let strong = headers
        .get(ETAG)
        .filter(|tag| !tag.as_bytes().starts_with(b"W/"));
    strong.or_else(|| headers.get(LAST_MODIFIED)).cloned()
}
