//! Fetching a file from a signed address, to the disk and checked on the way.
//!
//! A download that breaks off goes on where it was. What has arrived is believed only once its
//! SHA-256 is the one that was promised.
//!
//! Absent on purpose: keys. A machine has no right to read anything; whoever sent it here signed the
//! address of exactly this file.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use sha2::{Digest, Sha256};
use ureq::http::{StatusCode, Uri, header};

/// The pauses after attempts that brought nothing, in units; then it is given up.
const PAUSES: [u32; 4] = [1, 1, 2, 4];

/// A file to fetch.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Where it is: a signed address, which opens it for a while.
    pub url: &'a str,
    /// How many bytes it has, if that is known.
    pub size: Option<u64>,
    /// Its SHA-256 in lower-case hexadecimal, if that is known.
    pub sha256: Option<&'a str>,
}

/// Why a file could not be fetched, as the end of a sentence for a league admin.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address is none of a file store.
    #[error("its address is none that a machine may ask")]
    Address,
    /// The signature is not good, or not any more.
    #[error("its signed address is not good any more. Deploy it again.")]
    Denied,
    /// There is no such file.
    #[error("it is not there any more. Upload it again.")]
    Gone,
    /// It is not the file that was promised.
    #[error("it arrived damaged (its size or checksum differs from the upload). Deploy it again.")]
    Damaged,
    /// It cannot be written to the disk.
    #[error("it cannot be written to the machine's disk: {0}")]
    Write(#[source] io::Error),
    /// Anything that may be better in a moment.
    #[error("it could not be read from S3: {0}")]
    Away(String),
}

impl FetchError {
    /// Whether another attempt may go better.
    fn may_pass(&self) -> bool {
        matches!(self, Self::Away(_))
    }
}

/// Fetches files, with pauses between attempts. By hand rather than with `backon`: it goes on where the line
/// broke, and each byte that arrives begins the pauses anew.
pub struct Fetcher<'a> {
    client: ureq::Agent,
    pause: Duration,
    tell: &'a dyn Fn(&str),
}

impl<'a> Fetcher<'a> {
    /// Pauses are `pause` and its multiples; `tell` hears of attempts that failed.
    pub fn new(pause: Duration, tell: &'a dyn Fn(&str)) -> Self {
        Self {
            client: crate::http::for_files(),
            pause,
            tell,
        }
    }

    /// Fetches a file into `into`, which is made anew.
    ///
    /// # Errors
    /// When it cannot be had. What has arrived until then is left there.
    pub fn fetch(&self, wanted: &Wanted<'_>, into: &Path) -> Result<(), FetchError> {
        let uri = wanted.url.parse().map_err(|_| FetchError::Address)?;
        if !may_be_asked(&uri) {
            return Err(FetchError::Address);
        }
        let mut arriving = Arriving::new(into, wanted.size).map_err(FetchError::Write)?;
        let mut fruitless = 0;
        loop {
            let before = arriving.size;
            match self.attempt(&uri, &mut arriving) {
                Ok(()) => return arriving.check(wanted),
                Err(error) if !error.may_pass() => return Err(error),
                Err(error) => {
                    (self.tell)(&format!("the download broke off: {error}"));
                    if before < arriving.size {
                        fruitless = 0;
                    }
                    let units = PAUSES.get(fruitless).ok_or(error)?;
                    fruitless += 1;
                    std::thread::sleep(self.pause * *units);
                }
            }
        }
    }

    fn attempt(&self, uri: &Uri, arriving: &mut Arriving) -> Result<(), FetchError> {
        if arriving.is_whole() {
            return Ok(());
        }
        let mut request = self.client.get(uri);
        if arriving.size != 0 {
            request = request.header(header::RANGE, format!("bytes={}-", arriving.size));
        }
        let mut answer = request.call().map_err(away)?;
        match answer.status() {
            StatusCode::OK => arriving.restart().map_err(FetchError::Write)?,
            StatusCode::PARTIAL_CONTENT if begins_at(&answer, arriving.size) => {}
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => return Err(FetchError::Denied),
            StatusCode::NOT_FOUND | StatusCode::GONE => return Err(FetchError::Gone),
            status => return Err(FetchError::Away(format!("it answered {status}"))),
        }
        let mut body = answer.body_mut().as_reader();
        let mut piece = vec![0; 64 << 10];
        loop {
            match body.read(&mut piece).map_err(away)? {
                0 => return Ok(()),
                count => arriving.put(&piece[..count])?,
            }
        }
    }
}

fn away(error: impl std::fmt::Display) -> FetchError {
    FetchError::Away(error.to_string())
}

/// https, or a file store at a private address, such as one in a league's own network. Everything
/// else would show the way to packs, and the passwords in them, to whoever listens.
fn may_be_asked(uri: &Uri) -> bool {
    let host: Option<std::net::Ipv4Addr> = uri.host().and_then(|host| host.parse().ok());
    match uri.scheme_str() {
        Some("https") => true,
        Some("http") => host.is_some_and(|ip| ip.is_private() || ip.is_loopback()),
        _ => false,
    }
}

/// Whether an answer goes on at this byte: `Content-Range: bytes 100-199/200`.
fn begins_at(answer: &ureq::http::Response<ureq::Body>, at: u64) -> bool {
    let range = answer.headers().get(header::CONTENT_RANGE);
    let range = range.and_then(|range| range.to_str().ok()?.strip_prefix("bytes "));
    range.and_then(|range| range.split('-').next()?.parse().ok()) == Some(at)
}

/// A file on its way.
struct Arriving {
    file: File,
    hash: Sha256,
    size: u64,
    whole: Option<u64>,
}

impl Arriving {
    fn new(into: &Path, whole: Option<u64>) -> io::Result<Self> {
        crate::files::delete(into)?;
        let file = OpenOptions::new().write(true).create_new(true).open(into)?;
        Ok(Self {
            file,
            hash: Sha256::new(),
            size: 0,
            whole,
        })
    }

    fn is_whole(&self) -> bool {
        self.whole == Some(self.size)
    }

    fn restart(&mut self) -> io::Result<()> {
        self.hash = Sha256::new();
        self.size = 0;
        self.file.set_len(0)?;
        self.file.rewind()
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), FetchError> {
        self.size += bytes.len() as u64;
        if self.whole.is_some_and(|whole| whole < self.size) {
            return Err(FetchError::Damaged);
        }
        self.hash.update(bytes);
        self.file.write_all(bytes).map_err(FetchError::Write)
    }

    fn check(self, wanted: &Wanted<'_>) -> Result<(), FetchError> {
        let hash = hex::encode(self.hash.finalize());
        let is_it = wanted.size.is_none_or(|size| size == self.size)
            && wanted.sha256.is_none_or(|sha256| sha256 == hash);
        match is_it {
            true => Ok(()),
            false => Err(FetchError::Damaged),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::stand_in::{Answer, Page, serve};

    const FILE: &[u8] = b"a pack of some forty bytes, as one has it";

    fn fetched(answers: Vec<Answer>, change: impl Fn(&mut Wanted<'_>)) -> Fetched {
        let page = serve(answers);
        let sha256 = hex::encode(Sha256::digest(FILE));
        let mut wanted = Wanted {
            url: &page.url("/pack?X-Amz-Signature=1"),
            size: Some(FILE.len() as u64),
            sha256: Some(&sha256),
        };
        change(&mut wanted);
        let folder = tempfile::tempdir().expect("a folder");
        let into = folder.path().join("pack");
        let told = RefCell::new(Vec::new());
        let tell = |text: &str| told.borrow_mut().push(text.to_owned());
        let outcome = Fetcher::new(Duration::ZERO, &tell).fetch(&wanted, &into);
        Fetched {
            outcome: outcome.map(|()| std::fs::read(&into).expect("the file")),
            ranges: ranges(&page),
            told: told.into_inner().len(),
        }
    }

    struct Fetched {
        outcome: Result<Vec<u8>, FetchError>,
        ranges: Vec<String>,
        told: usize,
    }

    impl Fetched {
        fn error(self) -> String {
            self.outcome.expect_err("refused").to_string()
        }
    }

    fn ranges(page: &Page) -> Vec<String> {
        let range = |request: String| {
            let line = request.lines().find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("range: ")
                    .map(str::to_owned)
            });
            line.unwrap_or_default()
        };
        page.requests().into_iter().map(range).collect()
    }

    fn whole() -> Answer {
        Answer::ok(FILE)
    }

    #[test]
    fn a_file_arrives_and_is_the_one_that_was_promised() {
        let fetched = fetched(vec![whole()], |_| {});
        assert_eq!(fetched.outcome.expect("fetched"), FILE);
        assert_eq!((fetched.told, fetched.ranges), (0, vec![String::new()]));
    }

    #[test]
    fn a_download_that_broke_off_goes_on_where_it_was() {
        let half = Answer::ok(FILE).broken_off_after(10);
        let rest = Answer::partial(&FILE[10..], "bytes 10-40/41");
        let fetched = fetched(vec![half, Answer::status(503), rest], |_| {});
        assert_eq!(fetched.outcome.expect("fetched"), FILE);
        assert_eq!(fetched.ranges, ["", "bytes=10-", "bytes=10-"]);
        assert_eq!(fetched.told, 2);
    }

    #[test]
    fn who_knows_no_ranges_is_read_from_the_beginning() {
        let half = Answer::ok(FILE).broken_off_after(10);
        let fetched = fetched(vec![half, whole()], |_| {});
        assert_eq!(fetched.outcome.expect("fetched"), FILE);
    }

    #[test]
    fn what_is_not_what_was_promised_is_refused() {
        let damaged =
            "it arrived damaged (its size or checksum differs from the upload). Deploy it again.";
        let other = b"a pack of some forty bytes, as one had it";
        assert_eq!(fetched(vec![Answer::ok(other)], |_| {}).error(), damaged);
        let endless = [FILE, FILE].concat();
        assert_eq!(fetched(vec![Answer::ok(&endless)], |_| {}).error(), damaged);
        let short = |wanted: &mut Wanted<'_>| wanted.size = Some(1000);
        assert_eq!(fetched(vec![whole()], short).error(), damaged);
    }

    #[test]
    fn what_no_patience_can_help_is_told_at_once() {
        let denied = fetched(vec![Answer::status(403)], |_| {});
        assert_eq!(
            denied.error(),
            "its signed address is not good any more. Deploy it again."
        );
        let gone = fetched(vec![Answer::status(404)], |_| {});
        assert_eq!(gone.error(), "it is not there any more. Upload it again.");
    }

    #[test]
    fn what_stays_away_is_given_up() {
        let fetched = fetched(vec![Answer::status(503); 5], |_| {});
        assert_eq!(fetched.told, 5);
        assert_eq!(
            fetched.error(),
            "it could not be read from S3: it answered 503 Service Unavailable"
        );
    }

    #[test]
    fn nobody_else_is_asked() {
        for url in [
            "http://files.example/pack",
            "http://203.0.113.7/pack",
            "file:///etc/passwd",
            "pack",
        ] {
            let uri: Result<Uri, _> = url.parse();
            assert!(!uri.is_ok_and(|uri| may_be_asked(&uri)), "{url}");
        }
        let redirected = Answer::status(302).with_header("location", "http://127.0.0.1:1/");
        let error = fetched(vec![redirected; 5], |_| {}).error();
        assert!(error.contains("302"), "{error}");
    }
}
