//! `ac-deploy restart`: restarts a server's program.

use clap::Args;

use super::context::CliContext;
use super::failure::Failure;
use super::follow::{self, StartingServer};
use super::progress::Progress;
use super::signals::Signals;
use super::terminal;
use domain::policy::Action;

/// What `restart` is asked for.
#[derive(Debug, Args)]
pub(super) struct Restart {
    /// The server: its id or its name; the only one that runs if left out
    server: Option<String>,
    /// Do not ask, even if it ends a session with drivers on it
    #[arg(short, long)]
    yes: bool,
    /// Do not wait until drivers can join again
    #[arg(long)]
    detach: bool,
}

impl Restart {
    pub(super) async fn run(
        &self,
        context: &CliContext,
        progress: Progress,
    ) -> Result<(), Failure> {
        let asked = context
            .meant(Action::Restart, self.server.as_deref())
            .await?;
        let (service, actor) = (&context.service, &context.actor);
        let find = service.find(actor, Action::Restart, &asked);
        let server = context.attempt(find).await?;
        if !self.yes && !context.may_end_session(&server, "Restart").await? {
            return Ok(terminal::print("Nothing was restarted.\n")?);
        }
        // By its id: the name may have become another server's while the question stood.
        let server = service.restart(actor, server.id.as_str()).await?;
        if self.detach {
            let text = format!(
                "{} is being restarted; its link stays the same.\n",
                server.name
            );
            return Ok(terminal::print(&text)?);
        }
        let restarted = StartingServer {
            spec: server.spec,
            platform: server.pack.platform,
        };
        follow::until_online(context, &restarted, progress, Signals::listen()?).await
    }
}
