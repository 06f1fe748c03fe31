//! `/restart`: end a server's program and start it again, after asking where somebody drives.

use poise::serenity_prelude::CreateAutocompleteResponse;

use super::{Context, Result, tell_all};
use crate::actions::{self, Aboard};
use crate::views::{View, answers};
use crate::{Data, autocomplete, roles};
use domain::policy::{Action, Actor};

/// Restart a server's program in seconds; its link stays
#[poise::command(
    slash_command,
    category = "Servers",
    guild_only,
    description_localized(
        "de",
        "Das Programm eines Servers in Sekunden neu starten; sein Link bleibt"
    )
)]
pub(super) async fn restart(
    ctx: Context<'_>,
    #[description = "Which server; the only one if you leave it out"]
    #[description_localized("de", "Welcher Server; ohne Angabe der einzige")]
    #[autocomplete = "offered"]
    server: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let server = actions::meant(data, &actor, Action::Restart, server).await?;
    match actions::aboard(data, &actor, Action::Restart, &server).await? {
        Aboard::Nobody => {
            let told = carry_out(data, &actor, &server).await?;
            tell_all(ctx, &told).await;
        }
        Aboard::Some(needed) => {
            let question = answers::really_restart(&needed);
            ctx.send(question.whisper()).await?;
        }
    }
    Ok(())
}

/// Restarts it, whoever drives; the answer is for the channel.
pub(crate) async fn carry_out(data: &Data, actor: &Actor, server: &str) -> Result<View> {
    let server = data.service.restart(actor, server).await?;
    Ok(answers::restarted(&actor.name, &server))
}

async fn offered(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    autocomplete::servers(ctx, typed, Action::Restart).await
}
