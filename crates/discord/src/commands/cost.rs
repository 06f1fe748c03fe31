//! `/cost`: what this Discord server's servers cost.

use costs::Month;

use super::{Context, Error, Result};
use crate::roles;
use crate::views::costs as views;
use explain::{Explanation, Kind};

/// What the servers here cost this month, and what the month will come to
#[poise::command(slash_command, category = "Servers", guild_only)]
pub(super) async fn cost(
    ctx: Context<'_>,
    #[description = "Another month, like 2026-11"]
    #[max_length = 7]
    month: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let actor = roles::of_command(ctx).await;
    let month = month.as_deref().map(read).transpose()?;
    let found = ctx.data().service.costs(&actor, None, month).await?;
    ctx.send(views::month(&found).whisper()).await?;
    Ok(())
}

fn read(typed: &str) -> Result<Month> {
    typed.parse().map_err(|error: costs::NoMonth| {
        Error::Explained(Explanation {
            what: format!("{error}."),
            hint: "Leave it out to see this month.".to_owned(),
            kind: Kind::Usage,
        })
    })
}
