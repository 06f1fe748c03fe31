//! `ac-deploy sandbox`: everything to try, on this machine alone. The real bot, a stand-in for
//! Discord with a page in the browser, and servers that are simulated.
//!
//! Deliberately apart from what runs for a league: it takes no settings and no token, listens on
//! loopback addresses, and `ac-deploy bot` does not start against it.

mod demo;
mod fixture;
mod narrator;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use tokio_util::sync::CancellationToken;

use super::failure::Failure;
use super::signals::Signals;
use super::terminal::{note, print};
use explain::{Explanation, Kind};
use fixture::Fixture;
use pack::sample::Sample;
use sandbox::Stage;

/// Where the page is, unless somebody else has the port or `--port` says otherwise.
const USUAL_PORT: u16 = 4280;

#[derive(Debug, Args)]
pub(super) struct Sandbox {
    /// Open the page in your browser
    #[arg(long)]
    open: bool,
    /// The page's port; 0 takes any free one [default: 4280, or a free one if that is taken]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Keep packs, servers and logs in this folder [default: a temporary one, removed at the end]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Play the whole story here in the terminal, without the page; succeeds only if the join
    /// link was posted and the server behind it answers
    #[arg(long, conflicts_with_all = ["open", "port"])]
    demo: bool,
    /// Write the sample pack to this file, and end
    #[arg(long, value_name = "FILE", conflicts_with_all = ["open", "port", "demo", "data"])]
    sample_pack: Option<PathBuf>,
}

impl Sandbox {
    pub(super) async fn run(&self) -> Result<(), Failure> {
        if let Some(path) = &self.sample_pack {
            return write_sample(path);
        }
        refuse_real_token()?;
        let mut signals = Signals::listen()?;
        let began = Instant::now();
        let league = tokio::select! {
            league = Fixture::start(self.data.as_deref()) => league?,
            signal = signals.next() => return Err(interrupted(signal)),
        };
        let outcome = if self.demo {
            tokio::select! {
                told = demo::play(&league) => told,
                signal = signals.next() => Err(interrupted(signal)),
            }
        } else {
            self.open_page(&league, began, &mut signals).await
        };
        tokio::select! {
            ended = league.end() => outcome.and(ended),
            signal = signals.next() => Err(interrupted(signal)),
        }
    }

    /// Serves the page until somebody ends it.
    async fn open_page(
        &self,
        league: &Fixture,
        began: Instant,
        signals: &mut Signals,
    ) -> Result<(), Failure> {
        let closing = CancellationToken::new();
        let stage = league.stage();
        let (address, serving) = self.serve(stage, &closing).await?;
        let url = format!("http://{address}");
        note(&format!(
            "Ready after {:.1} s.\n",
            began.elapsed().as_secs_f32()
        ));
        print(&format!("The sandbox is at {url}\n"))?;
        note(
            "Drop a server pack on the page, or let it deploy the sample pack. Nothing leaves this machine.\n\
             Ctrl-C ends it and removes everything.",
        );
        if self.open
            && let Err(error) = open::that_detached(&url)
        {
            note(&format!(
                "The browser could not be opened ({error}); open the address yourself."
            ));
        }
        let signal = signals.next().await;
        note(&format!("\n{signal}: stopping the servers …"));
        closing.cancel();
        // Open pages are told at once; the task ends with them.
        let _ = serving.await;
        Ok(())
    }

    async fn serve(
        &self,
        stage: Stage,
        closing: &CancellationToken,
    ) -> Result<(SocketAddr, tokio::task::JoinHandle<()>), Failure> {
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let wanted = self.port.unwrap_or(USUAL_PORT);
        match sandbox::serve(stage.clone(), at(wanted), closing.clone()).await {
            Err(error) if self.port.is_some() => Err(Failure::other(
                format!("Port {wanted} cannot be listened on: {error}."),
                "Leave --port out, and a free one is found.",
            )),
            // Somebody else has it, perhaps another sandbox.
            Err(_) => Ok(sandbox::serve(stage, at(0), closing.clone()).await?),
            served => Ok(served?),
        }
    }
}

fn interrupted(signal: &str) -> Failure {
    Failure::Interrupted(format!("{signal}: ended."))
}

fn write_sample(path: &Path) -> Result<(), Failure> {
    let write = || -> std::io::Result<()> {
        let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
        Sample::default().write_zip(&mut file)?;
        std::io::Write::flush(&mut file)
    };
    write().map_err(|error| {
        Failure::other(
            format!("{} cannot be written: {error}.", path.display()),
            "Name a file in a folder that you may write to.",
        )
    })?;
    Ok(print(&format!("{}\n", path.display()))?)
}

/// Whoever has a real bot's token at hand is one slip away from letting the wrong program use it.
fn refuse_real_token() -> Result<(), Failure> {
    if crate::config::discord_token().is_err() {
        return Ok(());
    }
    Err(Failure::Explanation(Explanation {
        what: "DISCORD_TOKEN is set, and the sandbox has nothing to do with a real bot.".to_owned(),
        hint:
            "Run it without: `DISCORD_TOKEN= ac-deploy sandbox`. (A file .env in this folder sets \
               it, too.) For Discord itself there is `ac-deploy bot`."
                .to_owned(),
        kind: Kind::Setup,
    }))
}
