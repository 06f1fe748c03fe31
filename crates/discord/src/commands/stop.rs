//! `/stop`: power a server off, or cancel a deploy.

use super::{Context, Result, tell_all};
use crate::actions::{self, StopAnswer};
use crate::{autocomplete, roles};
use domain::policy::Action;

/// Power a server off; its disk is kept
#[poise::command(slash_command, category = "Servers", guild_only)]
pub(super) async fn stop(
    ctx: Context<'_>,
    #[description = "Which server; the only one if you leave it out"]
    #[autocomplete = "autocomplete::to_stop"]
    server: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let server = actions::meant(data, &actor, Action::Stop, server).await?;
    match actions::stop_or_ask(data, &actor, &server).await? {
        StopAnswer::Stopped(told) => tell_all(ctx, &told).await,
        StopAnswer::Asked(question) => {
            ctx.send(question.whisper()).await?;
        }
    }
    Ok(())
}
