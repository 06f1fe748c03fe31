//! `/programs`: the server programs for Linux that packs run with.

use poise::serenity_prelude as serenity;

use super::deploy::attached;
use super::{Context, Result};
use crate::roles;
use crate::views::programs;

/// The server programs that packs run with on Linux; add or remove one
#[poise::command(
    slash_command,
    category = "Servers",
    guild_only,
    subcommand_required,
    subcommands("list", "add", "remove")
)]
pub(super) async fn programs(_ctx: Context<'_>) -> Result<()> {
    Ok(())
}

/// What is kept, and which servers use it
#[poise::command(slash_command, guild_only)]
async fn list(ctx: Context<'_>) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let actor = roles::of_command(ctx).await;
    let kept = ctx.data().service.programs(&actor).await?;
    ctx.send(programs::list(&kept).whisper()).await?;
    Ok(())
}

/// Attach acServer, acServerWrapper or AssettoServer's release for Linux
#[poise::command(slash_command, guild_only)]
async fn add(
    ctx: Context<'_>,
    #[description = "The file; acServer lies in the game's folder \"server\""]
    file: serenity::Attachment,
    #[description = "What to call this version; left out, it gets a name of its own"]
    #[max_length = 32]
    version: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let actor = roles::of_command(ctx).await;
    let source = attached(&file)?;
    let (program, facts) = ctx
        .data()
        .service
        .add_program(&actor, &source, version.as_deref())
        .await?;
    ctx.send(programs::added(&program, &facts).whisper())
        .await?;
    Ok(())
}

/// Remove a program that no server uses
#[poise::command(slash_command, guild_only)]
async fn remove(
    ctx: Context<'_>,
    #[description = "Its name, as /programs list shows it"]
    #[max_length = 60]
    program: String,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let actor = roles::of_command(ctx).await;
    let removed = ctx.data().service.remove_program(&actor, &program).await?;
    ctx.send(programs::removed(&removed).whisper()).await?;
    Ok(())
}
