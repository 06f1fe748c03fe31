//! `ac-deploy terminate`: deletes a server for good.

use clap::Args;

use super::context::CliContext;
use super::failure::Failure;
use super::terminal;
use domain::policy::Action;
use explain::SESSION_UNENDED;
use service::{LastSession, Unread};

/// What `terminate` is asked for.
#[derive(Debug, Args)]
pub(super) struct Terminate {
    /// The server: its id or its name; the only one there is if left out
    #[arg(required_if_eq("yes", "true"))]
    server: Option<String>,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// Delete it also if results may be on it that cannot be read
    #[arg(long)]
    lose_results: bool,
}

impl Terminate {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let asked = context
            .meant(Action::Terminate, self.server.as_deref())
            .await?;
        let find = context
            .service
            .find(&context.actor, Action::Terminate, &asked);
        let server = context.attempt(find).await?;
        let night = context.service.race_that_needs(&server).await?;
        let race = night.map_or_else(String::new, |night| {
            format!(
                "This is the server of the race {} at {} ({}); `ac-deploy race cancel` calls it off.\n",
                night.name,
                night.start.local.strftime("%a %-d %b %Y %H:%M"),
                night.start.zone
            )
        });
        let question = format!(
            "{race}Delete {} ({}) with its {}, for good?",
            server.name,
            server.id,
            context.place.disk()
        );
        if !self.yes && !terminal::confirm(&question)? {
            return Ok(terminal::print("Nothing was deleted.\n")?);
        }
        let unread = match self.lose_results {
            true => Unread::Lose,
            false => Unread::Keep,
        };
        // By its id: the name may have become another server's while the question stood.
        let (server, session) = context
            .service
            .terminate(&context.actor, server.id.as_str(), unread)
            .await?;
        let mut text = format!(
            "{} is being deleted. Its pack is kept at {}.\n",
            server.name, server.pack.location
        );
        if context.service.went_unread(&server.id) {
            text += "What its last sessions left could not be read and is lost.\n";
        }
        if session == LastSession::Unended {
            terminal::note(SESSION_UNENDED);
        }
        Ok(terminal::print(&text)?)
    }
}
