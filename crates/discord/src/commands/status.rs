//! `/status`: how one server stands, or all of them.

use super::{Context, Result};
use crate::{actions, autocomplete, roles};

/// Server status, or everything about one
#[poise::command(slash_command, category = "Servers", guild_only)]
pub(super) async fn status(
    ctx: Context<'_>,
    #[description = "Which server; all if you leave it out"]
    #[autocomplete = "autocomplete::to_look_at"]
    server: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let view = match server {
        Some(server) => actions::look(data, &actor, &server).await?,
        None => actions::look_around(data, &actor).await?,
    };
    ctx.send(view.whisper()).await?;
    Ok(())
}
