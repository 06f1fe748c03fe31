//! A strict front for moto: AWS as the bot sees it.
//!
//! Every request of the SDK comes here first. The front names the operation,
//! counts and records it, makes it fail if a test wants that, checks the caller's
//! policies, and then lets moto do it, or does it itself where moto knows the
//! thing not at all (all of SSM) or too kindly (client tokens, checksums, states
//! that take time, presigned URLs that expire). What it adds is what the services'
//! documentation says, each rule in the file of its service.
//!
//! One invariant: **no address of another machine ever leaves the front.** It
//! rewrites moto's addresses to loopback ones and looks through every answer for
//! one that got past. Such an answer is withheld, and the test fails.
//!
//! Absent here: signatures are not verified, only read for who asks, and the
//! caller's keys need no user in IAM.

mod addresses;
mod authorize;
mod client;
mod ec2;
mod faults;
mod iam;
mod needs;
mod policy;
mod refusal;
mod request;
mod rules;
mod s3;
mod ssm;
mod xml;

pub use self::addresses::next_public as loopback_address;
pub(crate) use self::ec2::OpenPorts;
pub use self::ec2::Reason;
pub use self::{
    authorize::Denial, client::REGION, faults::FaultBuilder, faults::Held, refusal::Refusal,
    rules::Rules,
};

use self::{
    addresses::Addresses,
    faults::{Effect, Faults},
    request::{Form, Request, Service},
};
use crate::{machine::Fleet, moto::Moto};
use axum::{
    body::Body,
    http::{HeaderMap, Request as HttpRequest, Response, StatusCode, header},
};
use bytes::Bytes;
use futures_util::StreamExt;
use hyper_util::rt::TokioIo;
use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::{CancellationToken, DropGuard};

/// The account that everything belongs to: moto's own.
pub const ACCOUNT: &str = "123456789012";

/// AWS for one world. Dropping it ends everything it started.
///
/// # Panics
/// When dropped, if the stand-in itself failed on a request: a gap in it must not
/// look like a fault of the product's.
#[derive(Debug)]
pub struct Front {
    pub(crate) shared: Arc<Shared>,
    _stop: DropGuard,
}

/// One request that arrived.
#[derive(Clone, Debug)]
pub struct Call {
    /// As in `ec2:RunInstances`.
    pub operation: String,
    /// Who signed it.
    pub access_key: Option<String>,
    /// When it arrived.
    pub at: Instant,
    /// The instances, object or parameter it is about, for people to read.
    pub about: String,
}

#[derive(Debug)]
pub(crate) struct Shared {
    moto: Moto,
    http: reqwest::Client,
    address: SocketAddr,
    rules: Mutex<Rules>,
    faults: Faults,
    calls: Mutex<Vec<Call>>,
    trouble: Mutex<Vec<String>>,
    addresses: Mutex<Addresses>,
    access: authorize::Access,
    ec2: ec2::State,
    iam: iam::State,
    s3: s3::State,
    ssm: ssm::State,
    pub(crate) fleet: Fleet,
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Front {
    /// Stand in front of `moto`, on a free loopback port.
    ///
    /// # Panics
    /// If no port can be had.
    pub async fn start(moto: Moto) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free loopback port");
        let address = listener.local_addr().expect("a bound socket");
        let http = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a plain HTTP client");
        let shared = Arc::new_cyclic(|weak| Shared {
            moto,
            http,
            address,
            rules: Mutex::default(),
            faults: Faults::default(),
            calls: Mutex::default(),
            trouble: Mutex::default(),
            addresses: Mutex::default(),
            access: authorize::Access::default(),
            ec2: ec2::State::default(),
            iam: iam::State::default(),
            s3: s3::State::default(),
            ssm: ssm::State::default(),
            fleet: Fleet::new(weak.clone()),
        });
        let stop = CancellationToken::new();
        tokio::spawn(
            stop.clone()
                .run_until_cancelled_owned(serve(listener, Arc::clone(&shared))),
        );
        Self {
            shared,
            _stop: stop.drop_guard(),
        }
    }

    /// The endpoint of all four services (`AWS_ENDPOINT_URL`).
    pub fn endpoint(&self) -> String {
        self.shared.endpoint()
    }

    /// Change how this AWS behaves from now on.
    pub fn rules(&self, change: impl FnOnce(&mut Rules)) {
        self.shared.settle_instances();
        change(&mut lock(&self.shared.rules));
    }

    /// How often an operation was asked for: `RunInstances`, `ec2:RunInstances`, or `ec2:*`.
    /// Calls that failed count too.
    pub fn count(&self, operation: &str) -> usize {
        lock(&self.shared.calls)
            .iter()
            .filter(|call| {
                let (service, name) = call.operation.split_once(':').unwrap_or_default();
                faults::names(operation, service, name)
            })
            .count()
    }

    /// Every request so far, in order of arrival.
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.shared.calls).clone()
    }

    /// Forget the requests so far, so that [`Front::count`] starts again.
    pub fn forget_calls(&self) {
        lock(&self.shared.calls).clear();
    }

    /// What the stand-in itself could not do. Dropping the front fails the test if any is left.
    pub fn take_trouble(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.shared.trouble))
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.shared.fleet.shut_down();
        let trouble = self.take_trouble();
        if !std::thread::panicking() {
            assert!(trouble.is_empty(), "the stand-in AWS failed: {trouble:#?}");
        }
    }
}

/// Accept until cancelled; connections end with it.
async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        let _ = stream.set_nodelay(true);
        connections.spawn(async move {
            let service = hyper::service::service_fn(move |request| {
                let shared = Arc::clone(&shared);
                async move { shared.answer(request).await }
            });
            // An error is a client that went away, or a drop that a test asked for.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
        while connections.try_join_next().is_some() {}
    }
}

impl Shared {
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client for what machines do in the network.
    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.http
    }

    pub(crate) fn rules(&self) -> Rules {
        lock(&self.rules).clone()
    }

    /// Something that the stand-in cannot do: remembered, so that the test fails for it.
    fn trouble(&self, what: impl Into<String>) -> Refusal {
        let what = what.into();
        lock(&self.trouble).push(what.clone());
        Refusal::unmodelled(what)
    }

    /// One request, from arrival to answer. An error ends the connection.
    async fn answer(
        self: &Arc<Self>,
        http: HttpRequest<hyper::body::Incoming>,
    ) -> io::Result<Response<Body>> {
        let method = http.method().clone();
        let path = http.uri().path().to_owned();
        let (request, body) = match Request::read(http.map(Body::new)).await {
            Ok(read) => read,
            Err((service, refusal)) => {
                if refusal.status == 501 {
                    lock(&self.trouble).push(refusal.message.clone());
                }
                return Ok(refusal.answer(service, &method, &path));
            }
        };
        let service = request.service;
        lock(&self.calls).push(Call {
            operation: request.name(),
            access_key: request.access_key.clone(),
            at: Instant::now(),
            about: about(&request),
        });

        let effects = self.faults.hit(&request);
        for effect in &effects {
            match effect {
                Effect::Slow(by) => tokio::time::sleep(*by).await,
                Effect::Hold(hold) => hold.over().await,
                Effect::Refuse(refusal) => {
                    s3::drain(body).await;
                    return Ok(refusal.answer(service, &method, &path));
                }
                Effect::Drop => return Err(io::Error::other("dropped on demand")),
                Effect::LoseAnswer | Effect::HoldAnswer(_) | Effect::Cut(_) => {}
            }
        }
        let mut answer = match self.serve(request, body).await {
            Ok(answer) => answer,
            Err(refusal) => refusal.answer(service, &method, &path),
        };
        for effect in effects {
            match effect {
                Effect::LoseAnswer => return Err(io::Error::other("lost on demand")),
                Effect::HoldAnswer(hold) => hold.over().await,
                Effect::Cut(after) => answer = answer.map(|body| cut(body, after)),
                _ => {}
            }
        }
        Ok(answer)
    }

    async fn serve(
        self: &Arc<Self>,
        mut request: Request,
        body: Body,
    ) -> Result<Response<Body>, Refusal> {
        if matches!(request.service, Service::Ec2) {
            self.to_moto(&mut request.form);
        }
        if let Err(refusal) = self.authorize(&request).await {
            s3::drain(body).await;
            return Err(refusal);
        }
        match request.service {
            Service::Ec2 => {
                let answer = self.serve_ec2(&request).await?;
                self.only_loopback(answer).await
            }
            Service::Iam => self.serve_iam(&request).await,
            Service::Sts => self.forward_form(&request).await.map(Reply::into_response),
            Service::Ssm => {
                let answer = self.serve_ssm(&request).await?;
                self.only_loopback(answer).await
            }
            Service::S3 => self.serve_s3(&request, body).await,
        }
    }

    /// Requests speak of our addresses, moto of its own.
    fn to_moto(&self, form: &mut Form) {
        let addresses = lock(&self.addresses);
        for (_, value) in &mut form.0 {
            if let Some(motos) = addresses.motos(value) {
                *value = motos.to_owned();
            }
        }
    }

    /// The invariant of this module.
    async fn only_loopback(&self, answer: Response<Body>) -> Result<Response<Body>, Refusal> {
        let (head, body) = answer.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX)
            .await
            .map_err(|why| self.trouble(why.to_string()))?;
        let text = String::from_utf8_lossy(&bytes);
        if let Some(address) = addresses::foreign(&text) {
            return Err(self.trouble(format!("{address} would have left the front: {text}")));
        }
        Ok(Response::from_parts(head, Body::from(bytes)))
    }

    /// Asks moto for something that a client asked for.
    async fn forward_form(&self, request: &Request) -> Result<Reply, Refusal> {
        self.ask_moto(request.service, &request.region, &request.form)
            .await
    }

    /// Asks moto in our own name.
    async fn ask_moto(
        &self,
        service: Service,
        region: &str,
        form: &Form,
    ) -> Result<Reply, Refusal> {
        let sent = self
            .http
            .post(format!("{}/", self.moto.url()))
            .header(
                header::HOST,
                format!("{}.{region}.amazonaws.com", service.name()),
            )
            .header(header::AUTHORIZATION, credential(service, region))
            .header(
                header::CONTENT_TYPE,
                "application/x-www-form-urlencoded; charset=utf-8",
            )
            .body(form.encode())
            .send()
            .await
            .map_err(|why| self.trouble(format!("moto is gone: {why}")))?;
        let status = sent.status();
        let headers = sent.headers().clone();
        let body = sent
            .bytes()
            .await
            .map_err(|why| self.trouble(format!("moto broke off: {why}")))?;
        let reply = Reply {
            status,
            headers,
            body,
        };
        if status.is_server_error() {
            let action = form.get("Action").unwrap_or_default();
            return Err(self.trouble(format!("moto failed on {action}: {}", reply.text())));
        }
        Ok(reply)
    }
}

/// A signature that names a service and region; moto checks no more of it.
fn credential(service: Service, region: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=front/20260101/{region}/{}/aws4_request, \
         SignedHeaders=host, Signature=none",
        service.name()
    )
}

/// What moto said.
#[derive(Debug)]
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Reply {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = passed_on(&self.headers);
        response
    }

    fn xml(&self, shared: &Shared) -> Result<xmltree::Element, Refusal> {
        xml::parse(&self.body).map_err(|why| shared.trouble(why))
    }

    fn with_xml(mut self, root: &xmltree::Element) -> Response<Body> {
        self.body = Bytes::from(xml::write(root));
        self.into_response()
    }
}

/// Headers without those that belong to one connection or to the old body.
fn passed_on(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for name in [
        header::CONNECTION,
        header::CONTENT_LENGTH,
        header::TRANSFER_ENCODING,
        header::SERVER,
        header::DATE,
    ] {
        headers.remove(name);
    }
    headers
}

/// The body's first bytes, then an error that ends the connection.
fn cut(body: Body, after: usize) -> Body {
    let mut left = after;
    let stream = body.into_data_stream().flat_map(move |chunk| {
        let parts = match chunk {
            Ok(chunk) if chunk.len() <= left => {
                left -= chunk.len();
                vec![Ok(chunk)]
            }
            Ok(chunk) => {
                let first = chunk.slice(..left);
                left = 0;
                vec![Ok(first), Err(io::Error::other("cut on demand"))]
            }
            Err(why) => vec![Err(io::Error::other(why))],
        };
        futures_util::stream::iter(parts)
    });
    Body::from_stream(stream)
}

/// What a request is about, in a few words.
fn about(request: &Request) -> String {
    match request.service {
        Service::S3 if request.key.is_empty() => request.bucket.clone(),
        Service::S3 => format!("{}/{}", request.bucket, request.key),
        Service::Ssm => request.json.to_string(),
        _ => request
            .form
            .0
            .iter()
            .filter(|(key, _)| !matches!(key.as_str(), "Action" | "Version" | "UserData"))
            .map(|(key, value)| format!("{key}={value}"))
            .collect::<Vec<_>>()
            .join("&"),
    }
}
