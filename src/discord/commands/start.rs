//! `/start`: power a stopped server on.

use super::{Context, Result, tell_all};
use crate::discord::{acts, autocomplete, roles};

/// Bring a stopped server up again, with a new join link
#[poise::command(slash_command, guild_only)]
pub(super) async fn start(
    ctx: Context<'_>,
    #[description = "Which server"]
    #[autocomplete = "autocomplete::to_start"]
    server: String,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let told = acts::start(ctx.data(), &roles::of_command(ctx).await, &server).await?;
    tell_all(ctx, &told).await
}
