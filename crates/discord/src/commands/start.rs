//! `/start`: power a stopped server on.

use super::{Context, Result, tell_all};
use crate::{actions, autocomplete, roles};
use domain::policy::Action;

/// Bring a stopped server up again, with a new join link
#[poise::command(slash_command, category = "Servers", guild_only)]
pub(super) async fn start(
    ctx: Context<'_>,
    #[description = "Which server; the only one if you leave it out"]
    #[autocomplete = "autocomplete::to_start"]
    server: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let server = actions::meant(data, &actor, Action::Start, server).await?;
    let told = actions::start(data, &actor, &server).await?;
    tell_all(ctx, &told).await;
    Ok(())
}
