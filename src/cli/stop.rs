//! `ac-deploy stop`: powers a server off.

use clap::Args;

use super::context::CliContext;
use super::failure::Failure;
use super::terminal;
use domain::policy::Action;
use explain::SESSION_UNENDED;
use service::{LastSession, Stopped};

/// What `stop` is asked for.
#[derive(Debug, Args)]
pub(super) struct Stop {
    /// The server: its id or its name; the only one that runs if left out
    server: Option<String>,
}

impl Stop {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let server = context.meant(Action::Stop, self.server.as_deref()).await?;
        let stop = context.service.stop(&context.actor, &server);
        let text = match context.attempt(stop).await? {
            Stopped::Server(server, session) => {
                if session == LastSession::Unended {
                    terminal::note(SESSION_UNENDED);
                }
                let disk = context.disk_per_month(server.pack.platform);
                context.place.stopped(&server, &disk.to_string())
            }
            Stopped::Deploy { id, name, .. } => {
                format!("The deploy of {name} ({id}) is cancelled.\n")
            }
        };
        Ok(terminal::print(&text)?)
    }
}
