//! `/keep`: have a server stay on although nobody drives.

use poise::serenity_prelude::CreateAutocompleteResponse;

use super::{Context, Result, tell_all};
use crate::views::{View, answers};
use crate::{Data, actions, autocomplete, roles};
use domain::policy::{Action, Actor};

/// For how many hours, where nobody says.
pub(crate) const USUAL: u8 = 1;

/// Keep a server on although nobody drives, so that it does not stop by itself
#[poise::command(
    slash_command,
    category = "Servers",
    guild_only,
    description_localized(
        "de",
        "Einen Server anlassen, obwohl niemand fährt: er schaltet sich nicht von selbst ab"
    )
)]
pub(super) async fn keep(
    ctx: Context<'_>,
    #[description = "Which server; the only one if you leave it out"]
    #[description_localized("de", "Welcher Server; ohne Angabe der einzige")]
    #[autocomplete = "offered"]
    server: Option<String>,
    #[description = "For how many hours from now; 1 if you leave it out"]
    #[description_localized("de", "Für wie viele Stunden von jetzt an; ohne Angabe eine")]
    #[min = 1]
    #[max = 12]
    hours: Option<u8>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let server = actions::meant(data, &actor, Action::Keep, server).await?;
    let told = carry_out(data, &actor, &server, hours.unwrap_or(USUAL)).await?;
    tell_all(ctx, &told).await;
    Ok(())
}

/// Keeps it on; the answer is for the channel.
pub(crate) async fn carry_out(data: &Data, actor: &Actor, server: &str, hours: u8) -> Result<View> {
    let (server, until) = data.service.keep_running(actor, server, hours).await?;
    Ok(answers::kept_running(&actor.name, &server, until))
}

async fn offered(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    autocomplete::servers(ctx, typed, Action::Keep).await
}
