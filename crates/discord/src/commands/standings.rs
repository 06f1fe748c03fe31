//! `/standings`: how a season stands.

use super::{Context, Result, tell_all};
use crate::league_actions::{failed, meant_season, seen_by};
use crate::views::results as views;
use crate::{league_choices, roles};

/// How a season stands
#[poise::command(slash_command, category = "Results and seasons", guild_only)]
pub(super) async fn standings(
    ctx: Context<'_>,
    #[description = "Which season; the only one that is not closed if you leave it out"]
    #[autocomplete = "league_choices::seasons"]
    season: Option<String>,
    #[description = "Show it to everybody in this channel"] public: Option<bool>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let actor = roles::of_command(ctx).await;
    let league = seen_by(ctx.data(), &actor)?;
    let season = meant_season(&league, season).await?;
    let table = league.standings(&season).await.map_err(failed)?;
    let view = views::standings(&table.season, &table.standings);
    if public == Some(true) {
        tell_all(ctx, &view).await;
    } else {
        ctx.send(view.whisper()).await?;
    }
    Ok(())
}
