//! `ac-deploy start`: powers a stopped server on.

use clap::Args;

use super::context::CliContext;
use super::failure::Failure;
use super::follow::{self, StartingServer};
use super::progress::Progress;
use super::signals::Signals;
use super::terminal;
use domain::policy::Action;

/// What `start` is asked for.
#[derive(Debug, Args)]
pub(super) struct Start {
    /// The server: its id or its name; the only one that is off if left out
    server: Option<String>,
    /// Do not wait for the join link (not where servers run on this machine: they need somebody to
    /// bring them up)
    #[arg(long)]
    detach: bool,
}

impl Start {
    pub(super) async fn run(
        &self,
        context: &CliContext,
        progress: Progress,
    ) -> Result<(), Failure> {
        let server = context.meant(Action::Start, self.server.as_deref()).await?;
        let start = context.service.start(&context.actor, &server, None);
        let server = context.attempt(start).await?;
        if self.detach && context.place.works_alone() {
            let text = format!(
                "{} is being powered on. `ac-deploy status {} --watch` shows how far it is.\n",
                server.name, server.id
            );
            return Ok(terminal::print(&text)?);
        }
        let launched = StartingServer {
            spec: server.spec,
            platform: server.pack.platform,
        };
        follow::until_online(context, &launched, progress, Signals::listen()?).await
    }
}
