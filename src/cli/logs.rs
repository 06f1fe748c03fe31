//! `ac-deploy logs`: what a server's program printed last.

use clap::Args;

use super::context::CliContext;
use super::failure::Failure;
use super::terminal;
use cloud::ServerLog;
use domain::policy::Action;
use explain::{Explanation, Kind};
use service::Service;

/// What `logs` is asked for.
#[derive(Debug, Args)]
pub(super) struct Logs {
    /// The server: its id or its name; the only one that runs if left out
    server: Option<String>,
    /// How many of the last lines
    #[arg(short = 'n', long, default_value_t = Service::LOG_LINES, value_parser = clap::value_parser!(u16).range(1..))]
    lines: u16,
}

impl Logs {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let server = context.meant(Action::Logs, self.server.as_deref()).await?;
        let log = context.service.log(&context.actor, &server, self.lines);
        let logged = context.attempt(log).await?;
        let (what, hint, kind) = match logged.log {
            ServerLog::Tail(log) => {
                return Ok(terminal::print(&format!("{log}\n"))?);
            }
            ServerLog::Absent => (
                format!("There is no log of {} yet.", logged.server.name),
                "Its program was not started; `ac-deploy status` shows how far the machine is.",
                Kind::Usage,
            ),
            // This machine answers always: it is the server that is not there to be asked.
            ServerLog::NoAnswer if !context.place.works_alone() => (
                format!("There is no log of {} now.", logged.server.name),
                "Its program does not run; `ac-deploy status` shows its state.",
                Kind::Usage,
            ),
            ServerLog::NoAnswer => (
                format!("The machine of {} does not answer.", logged.server.name),
                "If it is only just starting, try again in a minute or two.",
                Kind::Unavailable,
            ),
        };
        Err(Failure::Explanation(Explanation {
            what,
            hint: hint.to_owned(),
            kind,
        }))
    }
}
