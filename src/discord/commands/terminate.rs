//! `/terminate`: delete a server, after asking once more.

use super::{Context, Result};
use crate::discord::views::answers;
use crate::discord::{autocomplete, roles};
use crate::domain::policy::Deed;

/// Delete a server for good
#[poise::command(slash_command, guild_only)]
pub(super) async fn terminate(
    ctx: Context<'_>,
    #[description = "Which server"]
    #[autocomplete = "autocomplete::to_terminate"]
    server: String,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let actor = roles::of_command(ctx).await;
    let server = ctx
        .data()
        .service
        .find(&actor, Deed::Terminate, &server)
        .await?;
    ctx.send(answers::really_terminate(&server).whisper())
        .await?;
    Ok(())
}
