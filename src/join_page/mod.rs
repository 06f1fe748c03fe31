//! Pages to join by, which the bot serves itself where its operator gives them an address.
//!
//! One for each server, `/server/<server>`, and one for each race, `/race/<Discord server>/<series>`: it forwards to the server as it is now, also after a
//! restart, a redeploy or a new machine, and after the race to the series' next one. It can be linked to from
//! anywhere, for as long as a bot runs.
//!
//! Whoever asks may be hostile, and the process that answers holds the Discord token. So an answer is made from
//! what the bot has seen already and starts nothing, a connection carries one request and ends soon, and there
//! are only so many at a time.
//!
//! Absent on purpose: files in the bucket (it is not public, since packs with passwords lie in it, and a signed
//! address ends after a week at most), passwords, and whatever only members of a Discord server may see.

mod html;
mod settings;

use std::convert::Infallible;
use std::time::Duration;

use hyper::header::{self, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub use settings::JoinPageSettings;

use domain::ids::{GuildId, ServerId};
use race::NightId;
use service::{JoinPage, Service};

/// How many connections there are at a time; further ones wait for theirs to be accepted.
const MOST_CONNECTIONS: usize = 128;
/// How long a request's head may take.
const HEAD: Duration = Duration::from_secs(5);
/// How long a connection lasts at most, from its first byte to its last.
const LONGEST: Duration = Duration::from_secs(10);
/// How large a request's head may be, in bytes. It is the least that hyper takes.
const LARGEST_HEAD: usize = 8192;
/// The pause after a connection could not be accepted, such as for want of open files.
const PAUSE: Duration = Duration::from_secs(1);
/// Nothing is loaded from anywhere, and nothing runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Serves until `shutdown`. Connections that are open then are cut off.
pub async fn serve(listener: TcpListener, service: Service, shutdown: CancellationToken) {
    let mut open = JoinSet::new();
    loop {
        while open.try_join_next().is_some() {}
        let accepted = tokio::select! {
            () = shutdown.cancelled() => return,
            _ = open.join_next(), if MOST_CONNECTIONS <= open.len() => continue,
            accepted = listener.accept(), if open.len() < MOST_CONNECTIONS => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                let answered = answer_one(stream, service.clone());
                open.spawn(tokio::time::timeout(LONGEST, answered));
            }
            Err(error) => {
                tracing::debug!(%error, "a connection to the pages to join by could not be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Answers a connection's first request, and closes it. What goes wrong is the visitor's.
async fn answer_one(stream: TcpStream, service: Service) {
    let answer = service_fn(|request: Request<_>| {
        let answer = answer(&service, request.method(), request.uri().path());
        async { Ok::<_, Infallible>(answer) }
    });
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(LARGEST_HEAD)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), answer)
        .await;
}

/// What is answered to a request. Its body is not read, and nothing of it is repeated.
fn answer(service: &Service, method: &Method, path: &str) -> Response<String> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        let mut refused = page(StatusCode::METHOD_NOT_ALLOWED, html::only_to_read());
        let allowed = HeaderValue::from_static("GET, HEAD");
        refused.headers_mut().insert(header::ALLOW, allowed);
        return refused;
    }
    let found = match (address(path), server(path)) {
        (Some((guild, series)), _) => service.join_page(guild, &series),
        (None, Some(server)) => service.server_page(&server),
        (None, None) => JoinPage::Gone,
    };
    match found {
        JoinPage::Race(facts) => page(StatusCode::OK, html::race(&facts)),
        JoinPage::Gone => page(StatusCode::NOT_FOUND, html::gone()),
        JoinPage::Unknown => page(StatusCode::SERVICE_UNAVAILABLE, html::unknown()),
    }
}

/// Which server's page a path is the address of.
fn server(path: &str) -> Option<ServerId> {
    path.strip_prefix("/server/")?.parse().ok()
}

/// Which Discord server's and which series' page a path is the address of.
fn address(path: &str) -> Option<(GuildId, NightId)> {
    let (guild, series) = path.strip_prefix("/race/")?.split_once('/')?;
    Some((guild.parse().ok()?, series.parse().ok()?))
}

fn page(status: StatusCode, html: String) -> Response<String> {
    let mut page = Response::new(html);
    *page.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        let value = HeaderValue::from_static(value);
        page.headers_mut().insert(name, value);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_discord_server_and_a_series_and_nothing_else() {
        assert!(address("/race/200/abc").is_some());
        for other in [
            "",
            "*",
            "/",
            "/race",
            "/race/",
            "/race/200",
            "/race/200/",
            "/race//abc",
            "/race/x/abc",
            "/race/200/abc/",
            "/race/200/../drivers",
            "/race/200/..%2fdrivers",
            "/race/200/ABC",
            "/race/200/abc<",
            "//race/200/abc",
        ] {
            assert!(address(other).is_none(), "{other}");
        }
    }
}
