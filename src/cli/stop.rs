//! `ac-deploy stop`: powers a server off.

use clap::Args;

use super::desk::Desk;
use super::failure::Failure;
use super::terminal;
use crate::service::Stopped;

/// What `stop` is asked for.
#[derive(Debug, Args)]
pub(super) struct Stop {
    /// The server: its id or its name
    server: String,
}

impl Stop {
    pub(super) async fn run(&self, desk: &Desk) -> Result<(), Failure> {
        let stop = desk.service.stop(&desk.actor, &self.server);
        let text = match desk.attempt(stop).await? {
            Stopped::Server(server) => {
                let disk = desk.disk_per_month(server.pack.platform);
                desk.place.stopped(&server, &disk.to_string())
            }
            Stopped::Deploy { id, name } => format!("The deploy of {name} ({id}) is cancelled.\n"),
        };
        Ok(terminal::print(&text)?)
    }
}
