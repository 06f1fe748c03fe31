//! `/help`: what the bot can do.

use super::{Context, Result};
use crate::discord::views::answers;
use crate::version::version;
use pack::PerPlatform;

/// What this bot can do
#[poise::command(slash_command)]
pub(super) async fn help(ctx: Context<'_>) -> Result<()> {
    let rules = ctx.data().service.rules();
    let prices = PerPlatform::new(|platform| rules.prices.per_hour(&rules.hosting, platform));
    ctx.send(answers::help(&rules.hosting, prices, version()).whisper())
        .await?;
    Ok(())
}
