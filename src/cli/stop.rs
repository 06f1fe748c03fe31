//! `ac-deploy stop`: powers a server off.

use clap::Args;

use super::desk::Desk;
use super::failure::Failure;
use super::terminal;
use crate::service::Stopped;
use domain::policy::Deed;

/// What `stop` is asked for.
#[derive(Debug, Args)]
pub(super) struct Stop {
    /// The server: its id or its name; the only one that runs if left out
    server: Option<String>,
}

impl Stop {
    pub(super) async fn run(&self, desk: &Desk) -> Result<(), Failure> {
        let server = desk.meant(Deed::Stop, self.server.as_deref()).await?;
        let stop = desk.service.stop(&desk.actor, &server);
        let text = match desk.attempt(stop).await? {
            Stopped::Server(server) => {
                let disk = desk.disk_per_month(server.pack.platform);
                desk.place.stopped(&server, &disk.to_string())
            }
            Stopped::Deploy { id, name, .. } => {
                format!("The deploy of {name} ({id}) is cancelled.\n")
            }
        };
        Ok(terminal::print(&text)?)
    }
}
