//! What a machine asks of Amazon: the metadata service and S3, inside the sandbox's own network.
//!
//! The metadata service is version 2 only. S3 answers whoever has a signed address.
//!
//! Absent here: whether a signature is right. One is good, all others are not.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::os::fd::AsFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Response, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use tokio_util::task::AbortOnDropHandle;

const TOKEN: &str = "a-token-of-the-metadata-service";
/// The signature of all addresses that are still good.
const SIGNATURE: &str = "5167ed";

const S3: &str = "http://10.20.30.40:9000";
pub(crate) const BUCKET: &str = "ac-server-packs-123456789012";

/// What Amazon has and does.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// The machine's public address.
    pub(crate) address: Option<Ipv4Addr>,
    /// Its user data, as the metadata service tells them.
    pub(crate) user_data: Option<Vec<u8>>,
    /// By `bucket/key`.
    pub(crate) objects: HashMap<String, Bytes>,
    /// The objects whose signed addresses are not good any more.
    pub(crate) closed: Vec<String>,
    /// The object that S3 cannot answer for at the moment.
    pub(crate) is_away_for: Option<String>,
    /// What S3 was asked, as `METHOD path`.
    pub(crate) asked: Vec<String>,
}

/// The stand-ins; they end when this is dropped.
pub(crate) struct Amazon {
    account: Arc<Mutex<Account>>,
    _serving: [AbortOnDropHandle<()>; 2],
}

impl Amazon {
    /// In the network of this process.
    pub(crate) fn start(process: u32) -> io::Result<Self> {
        let account = Arc::new(Mutex::new(Account::default()));
        let network = File::open(format!("/proc/{process}/ns/net"))?;
        // A thread of its own, since it stays in that network for the rest of its life.
        let listeners = std::thread::spawn(move || {
            move_into_link_name_space(network.as_fd(), Some(LinkNameSpaceType::Network))?;
            Ok::<_, io::Error>([
                TcpListener::bind("169.254.169.254:80")?,
                TcpListener::bind("10.20.30.40:9000")?,
            ])
        });
        let [metadata, s3] = listeners.join().expect("binding does not panic")?;
        let serve = |listener: TcpListener, router: Router| {
            listener.set_nonblocking(true)?;
            let listener = tokio::net::TcpListener::from_std(listener)?;
            let serving = async move {
                let _ = axum::serve(listener, router).await;
            };
            Ok::<_, io::Error>(AbortOnDropHandle::new(tokio::spawn(serving)))
        };
        let with = |router: Router<Arc<Mutex<Account>>>| router.with_state(Arc::clone(&account));
        let _serving = [
            serve(metadata, with(Router::new().fallback(answer_metadata)))?,
            serve(s3, with(Router::new().fallback(answer_s3)))?,
        ];
        Ok(Self { account, _serving })
    }

    pub(crate) fn account(&self) -> MutexGuard<'_, Account> {
        lock(&self.account)
    }

    /// Store an object; its signed address.
    pub(crate) fn put(&self, bucket: &str, key: &str, object: impl Into<Bytes>) -> String {
        let path = format!("{bucket}/{key}");
        let url = signed(&path);
        self.account().objects.insert(path, object.into());
        url
    }
}

/// The signed address of what is, or is not, at `bucket/key`.
pub(crate) fn signed(path: &str) -> String {
    let path = utf8_percent_encode(path, NON_ALPHANUMERIC).to_string();
    let path = path.replace("%2F", "/");
    format!("{S3}/{path}?X-Amz-Expires=3600&X-Amz-Signature={SIGNATURE}")
}

fn lock(account: &Mutex<Account>) -> MutexGuard<'_, Account> {
    account.lock().unwrap_or_else(PoisonError::into_inner)
}

fn reply(status: StatusCode, text: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    response
}

async fn answer_metadata(
    State(account): State<Arc<Mutex<Account>>>,
    request: Request,
) -> Response<Body> {
    let header = |name: &str| text(request.headers(), name);
    let path = request.uri().path();
    if request.method() == Method::PUT && path == "/latest/api/token" {
        return match header("x-aws-ec2-metadata-token-ttl-seconds").parse::<u32>() {
            Ok(1..=21_600) => reply(StatusCode::OK, TOKEN),
            _ => reply(StatusCode::BAD_REQUEST, ""),
        };
    }
    if header("x-aws-ec2-metadata-token") != TOKEN {
        return reply(StatusCode::UNAUTHORIZED, "");
    }
    let account = lock(&account);
    let found: Option<Vec<u8>> = match path {
        "/latest/meta-data/public-ipv4" => account.address.map(|it| it.to_string().into()),
        "/latest/user-data" => account.user_data.clone(),
        _ => None,
    };
    match found {
        Some(found) => reply(StatusCode::OK, found),
        None => reply(StatusCode::NOT_FOUND, ""),
    }
}

async fn answer_s3(State(account): State<Arc<Mutex<Account>>>, request: Request) -> Response<Body> {
    let mut account = lock(&account);
    let path = request.uri().path().trim_start_matches('/');
    let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
    let query = request.uri().query().unwrap_or_default();
    let method = request.method();
    account.asked.push(format!("{method} {path}"));
    let may =
        query.ends_with(&format!("X-Amz-Signature={SIGNATURE}")) && !account.closed.contains(&path);
    let error = |status: StatusCode, code: &str| {
        reply(
            status,
            format!("<Error><Code>{code}</Code><Message>no</Message></Error>"),
        )
    };
    if account.is_away_for.as_ref() == Some(&path) {
        return error(StatusCode::SERVICE_UNAVAILABLE, "SlowDown");
    }
    if !may {
        return error(StatusCode::FORBIDDEN, "AccessDenied");
    }
    let Some(object) = account.objects.get(&path) else {
        return error(StatusCode::NOT_FOUND, "NoSuchKey");
    };
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return error(StatusCode::FORBIDDEN, "AccessDenied");
    }
    Response::builder()
        .header("content-length", object.len())
        .header("last-modified", "Thu, 01 Jan 2026 00:00:00 GMT")
        .header("etag", "\"0123456789abcdef0123456789abcdef\"")
        .body(Body::from(object.clone()))
        .expect("a plain answer")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}
