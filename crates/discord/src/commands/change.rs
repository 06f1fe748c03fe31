//! `/change`: what a server races, changed without a new pack.

use super::{Context, Result};
use crate::views::changes;
use crate::{actions, autocomplete, roles, setting_choices};
use domain::policy::Action;

/// Change what a server races; shows the difference first
#[poise::command(slash_command, category = "Races", guild_only)]
pub(super) async fn change(
    ctx: Context<'_>,
    #[description = "What is to be different: laps=12 track=spa weather=rain password=x"]
    #[max_length = 1000]
    #[autocomplete = "setting_choices::settings"]
    settings: Option<String>,
    #[description = "A preset, if you have saved one"]
    #[autocomplete = "autocomplete::presets"]
    preset: Option<String>,
    #[description = "Which server; the only one if you leave it out"]
    #[autocomplete = "autocomplete::to_change"]
    server: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let server = actions::meant(data, &actor, Action::Change, server).await?;
    let preview = data
        .service
        .preview_change(&actor, &server, preset.as_deref(), settings.as_deref())
        .await?;
    ctx.send(changes::preview(&preview).whisper()).await?;
    Ok(())
}
