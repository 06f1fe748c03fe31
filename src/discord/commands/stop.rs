//! `/stop`: power a server off, or cancel a deploy.

use super::{Context, Result, tell_all};
use crate::discord::{acts, autocomplete, roles};

/// Power a server off; its disk is kept
#[poise::command(slash_command, guild_only)]
pub(super) async fn stop(
    ctx: Context<'_>,
    #[description = "Which server"]
    #[autocomplete = "autocomplete::to_stop"]
    server: String,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let told = acts::stop(ctx.data(), &roles::of_command(ctx).await, &server).await?;
    tell_all(ctx, &told).await
}
