//! `/terminate`: delete a server, after asking once more.

use super::{Context, Result};
use crate::views::answers;
use crate::{actions, autocomplete, roles};
use domain::policy::Action;

/// Delete a server for good
#[poise::command(slash_command, category = "Servers", guild_only)]
pub(super) async fn terminate(
    ctx: Context<'_>,
    #[description = "Which server; the only one if you leave it out"]
    #[autocomplete = "autocomplete::to_terminate"]
    server: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let server = actions::meant(data, &actor, Action::Terminate, server).await?;
    let service = &data.service;
    let server = service.find(&actor, Action::Terminate, &server).await?;
    let night = service.race_that_needs(&server).await?;
    ctx.send(answers::really_terminate(&server, night.as_ref()).whisper())
        .await?;
    Ok(())
}
