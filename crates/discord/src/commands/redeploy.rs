//! `/redeploy`: a server anew on another machine.

use super::{Context, Result, tell_all};
use crate::actions::{self, Aboard};
use crate::views::answers;
use crate::{autocomplete, roles};
use domain::policy::Action;

/// Bring a server up anew on another machine; the old one goes once the new one is online
#[poise::command(slash_command, category = "Servers", guild_only)]
pub(super) async fn redeploy(
    ctx: Context<'_>,
    #[description = "Which server; the only one if you leave it out"]
    #[autocomplete = "autocomplete::to_terminate"]
    server: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let server = actions::meant(data, &actor, Action::Terminate, server).await?;
    match actions::aboard(data, &actor, Action::Terminate, &server).await? {
        Aboard::Nobody => {
            let told = actions::redeploy(data, &actor, &server).await?;
            tell_all(ctx, &told).await;
        }
        Aboard::Some(needed) => {
            let question = answers::really_redeploy(&needed);
            ctx.send(question.whisper()).await?;
        }
    }
    Ok(())
}
