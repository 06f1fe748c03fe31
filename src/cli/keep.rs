//! `ac-deploy keep`: has a server stay on although nobody drives.

use clap::Args;
use jiff::tz::TimeZone;

use super::context::CliContext;
use super::failure::Failure;
use super::terminal;
use domain::policy::Action;

/// What `keep` is asked for.
#[derive(Debug, Args)]
pub(super) struct Keep {
    /// The server: its id or its name; the only one that runs if left out
    server: Option<String>,
    /// For how many hours from now
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=12))]
    hours: u8,
}

impl Keep {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let server = context.meant(Action::Keep, self.server.as_deref()).await?;
        let keep = context
            .service
            .keep_running(&context.actor, &server, self.hours);
        let (server, until) = context.attempt(keep).await?;
        let text = format!(
            "{} stays on until {}, also if nobody drives.\n",
            server.name,
            until.to_zoned(TimeZone::system()).strftime("%H:%M")
        );
        Ok(terminal::print(&text)?)
    }
}
