//! `ac-deploy redeploy`: a server anew on another machine.

use clap::Args;

use super::context::CliContext;
use super::failure::Failure;
use super::progress::Progress;
use super::signals::Signals;
use super::{deploy, follow, terminal};
use domain::policy::Action;
use service::Retired;

/// What `redeploy` is asked for.
#[derive(Debug, Args)]
pub(super) struct Redeploy {
    /// The server: its id or its name; the only one if left out
    server: Option<String>,
    /// Do not ask, even if it ends a session with drivers on it
    #[arg(short, long)]
    yes: bool,
}

impl Redeploy {
    pub(super) async fn run(
        &self,
        context: &CliContext,
        mut progress: Progress,
    ) -> Result<(), Failure> {
        let asked = context
            .meant(Action::Terminate, self.server.as_deref())
            .await?;
        let (service, actor) = (&context.service, &context.actor);
        let old = context.attempt(service.replaceable(actor, &asked)).await?;
        if !self.yes && !context.may_end_session(&old, "Replace").await? {
            return Ok(terminal::print("Nothing was launched.\n")?);
        }
        let order = service.order_again(actor, &old).await?;
        let begun = service.begin(order, None).await?;
        let mut signals = Signals::listen()?;
        let new = deploy::until_launched(context, begun, &mut progress, &mut signals).await?;
        follow::until_online(context, &new, progress, signals).await?;
        // A bot that runs does the same; whoever comes second finds nothing left to delete.
        let retired = service.retire(&old.id, &new.spec.id, old.home).await?;
        let (name, id) = (&old.name, &old.id);
        let became = match retired {
            Retired::Deleted => "which is deleted.".to_owned(),
            Retired::Kept(_) => format!(
                "which may hold results that could not be read, so it is powered off and kept. \
                 `ac-deploy start {id}` has them fetched within a minute; then `ac-deploy terminate {id}` \
                 deletes it."
            ),
        };
        Ok(terminal::print(&format!(
            "It replaces {name} ({id}), {became} Drivers need the new link.\n"
        ))?)
    }
}
