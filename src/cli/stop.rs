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
        let text = match desk.service.stop(&desk.actor, &self.server).await? {
            Stopped::Server(server) => {
                let disk = desk.disk_per_month(server.pack.platform);
                format!(
                    "{} is being powered off. Its disk is kept and costs about {disk} a month.\n\
                     `ac-deploy start {id}` brings it up again, with a new address; `ac-deploy terminate {id}` deletes it.\n",
                    server.name,
                    id = server.id,
                )
            }
            Stopped::Deploy { id, name } => format!("The deploy of {name} ({id}) is cancelled.\n"),
        };
        Ok(terminal::print(&text)?)
    }
}
