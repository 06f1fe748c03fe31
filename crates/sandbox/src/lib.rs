//! The sandbox's page: the stand-in Discord as a channel in the browser.
//!
//! The browser is Discord's client here. It shows messages in Discord's own JSON and sends what a
//! member does; what that comes to is the bot's business, as ever. One websocket carries it all
//! ([`socket`]), and every socket begins with the whole picture ([`frames`]), so that a reload, a
//! lost connection and a change of member are the same thing.
//!
//! The page listens on a loopback address only, answers no other name, and loads nothing from
//! elsewhere: its Content-Security-Policy would not let it. The front end is built beforehand; see
//! `web/README.md`.

mod files;
mod frames;
mod guard;
mod knobs;
mod servers;
mod socket;
mod strict;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State as Shares};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use parking_lot::{Mutex, MutexGuard};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub use files::SAMPLE_FILE;

use cloud::Cloud;
use cloud_local::Local;
use discord_stand_in::{Attachment, Discord, Snowflake};
use knobs::PendingFaults;
use strict::StrictRules;

/// What the page shows: a stand-in Discord, and what the bot in it works with.
#[derive(Clone)]
pub struct Stage {
    /// Where the conversation happens.
    pub discord: Discord,
    /// The cloud that the bot works with, to look at its servers.
    pub cloud: Arc<dyn Cloud>,
    /// The machine that its servers run on.
    pub local: Arc<Local>,
    /// Where files lie that were dropped on the page.
    pub folder: PathBuf,
    /// Lets the clock go forward by so many minutes.
    pub forward: Arc<dyn Fn(u32) + Send + Sync>,
}

/// What the requests and sockets of a page share.
struct Shared {
    stage: Stage,
    /// Files that were dropped and wait to be part of a command.
    files: Mutex<BTreeMap<Snowflake, Attachment>>,
    /// Messages and failures that their one reader has dismissed.
    dismissed: Mutex<BTreeSet<Snowflake>>,
    armed: Mutex<PendingFaults>,
    /// The rules that are switched on; every page shows them.
    rules: watch::Sender<StrictRules>,
    /// What a member may attach while no rule says otherwise, in bytes.
    usual_file_limit: u64,
    samples: files::Samples,
    closing: CancellationToken,
}

/// Serves the page until `closing`; the address is the one listened on, with the port that was
/// found where `listen` names none.
///
/// # Errors
/// When `listen` is not a loopback address, or cannot be listened on.
pub async fn serve(
    stage: Stage,
    listen: SocketAddr,
    closing: CancellationToken,
) -> std::io::Result<(SocketAddr, tokio::task::JoinHandle<()>)> {
    if !listen.ip().is_loopback() {
        return Err(std::io::Error::other(
            "the sandbox is for this machine alone, and listens on a loopback address only",
        ));
    }
    let listener = tokio::net::TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
    let usual_file_limit = stage.discord.look(|state| state.attachment_size_limit());
    let shared = Arc::new(Shared {
        stage,
        files: Mutex::default(),
        dismissed: Mutex::default(),
        armed: Mutex::default(),
        rules: watch::Sender::default(),
        usual_file_limit,
        samples: files::Samples::default(),
        closing: closing.clone(),
    });
    let routes = Router::new()
        .route("/", get(|| asset("index.html")))
        .route(
            "/{name}",
            get(|Path(name): Path<String>| async move { asset(&name).await }),
        )
        .route("/avatars/{id}", get(avatar))
        .route("/sample-pack.zip", get(files::download_sample))
        .route("/sample", post(files::attach_sample))
        .route(
            "/files",
            // The stand-in Discord's own limit counts, while the file streams in.
            post(files::attach).layer(DefaultBodyLimit::disable()),
        )
        .route("/socket", any(socket::upgrade))
        .layer(axum::middleware::from_fn(guard::check))
        .with_state(shared);
    let serving = tokio::spawn(async move {
        let served = axum::serve(listener, routes)
            .with_graceful_shutdown(closing.cancelled_owned())
            .await;
        if let Err(error) = served {
            tracing::error!(%error, "the sandbox's page stopped serving");
        }
    });
    Ok((address, serving))
}

impl Shared {
    fn discord(&self) -> &Discord {
        &self.stage.discord
    }

    fn files(&self) -> MutexGuard<'_, BTreeMap<Snowflake, Attachment>> {
        self.files.lock()
    }

    fn dismissed(&self) -> MutexGuard<'_, BTreeSet<Snowflake>> {
        self.dismissed.lock()
    }

    fn armed(&self) -> MutexGuard<'_, PendingFaults> {
        self.armed.lock()
    }
}

/// The front end, as `web/build.mjs` made it.
async fn asset(name: &str) -> Response {
    let (kind, text) = match name {
        "index.html" => (
            "text/html; charset=utf-8",
            include_str!("web/dist/index.html"),
        ),
        "page.js" => (
            "text/javascript; charset=utf-8",
            include_str!("web/dist/page.js"),
        ),
        "page.css" => ("text/css; charset=utf-8", include_str!("web/dist/page.css")),
        "icon.svg" => ("image/svg+xml", include_str!("web/dist/icon.svg")),
        "licences.txt" => (
            "text/plain; charset=utf-8",
            include_str!("web/dist/licences.txt"),
        ),
        _ => return axum::http::StatusCode::NOT_FOUND.into_response(),
    };
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

/// A round picture with the first letter of a name; the colour is the member's own.
async fn avatar(Shares(shared): Shares<Arc<Shared>>, Path(id): Path<String>) -> Response {
    let name = id.parse().ok().and_then(|id: Snowflake| {
        let name = |state: &discord_stand_in::State| {
            state.user(id).map(|user| (user.name.clone(), user.bot))
        };
        shared.discord().look(name)
    });
    let Some((name, bot)) = name else {
        return axum::http::StatusCode::NOT_FOUND.into_response();
    };
    let kind = [(header::CONTENT_TYPE, "image/svg+xml")];
    if bot {
        return (kind, include_str!("web/dist/icon.svg")).into_response();
    }
    let letter = name.chars().find(|c| c.is_alphanumeric()).unwrap_or('?');
    let hue = name
        .bytes()
        .fold(40_u32, |sum, byte| sum * 31 % 360 + u32::from(byte))
        % 360;
    let letter = letter.to_uppercase();
    let picture = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 40'>\
         <rect width='40' height='40' fill='hsl({hue} 45% 45%)'/>\
         <text x='20' y='27' font-family='sans-serif' font-size='20' font-weight='600' \
         fill='#fff' text-anchor='middle'>{letter}</text></svg>"
    );
    (kind, picture).into_response()
}
