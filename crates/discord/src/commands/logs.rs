//! `/logs`: what a server's program printed last.

use super::{Context, Result};
use crate::{actions, autocomplete, roles};
use domain::policy::Action;

/// What a server's program printed last
#[poise::command(slash_command, category = "Servers", guild_only)]
pub(super) async fn logs(
    ctx: Context<'_>,
    #[description = "Which server; the only one if you leave it out"]
    #[autocomplete = "autocomplete::to_read"]
    server: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let server = actions::meant(data, &actor, Action::Logs, server).await?;
    let view = actions::read_log(data, &actor, &server).await?;
    ctx.send(view.whisper()).await?;
    Ok(())
}
