//! `/help`: what the bot can do.

use super::{Context, Result};
use crate::discord::views::answers;
use crate::domain::pack::Platform;

/// What this bot can do
#[poise::command(slash_command)]
pub(super) async fn help(ctx: Context<'_>) -> Result<()> {
    let rules = ctx.data().service.rules();
    let price = rules
        .prices
        .per_hour(&rules.default_size, Platform::Windows);
    ctx.send(answers::help(price).whisper()).await?;
    Ok(())
}
