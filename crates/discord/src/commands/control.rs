//! `/session`, `/say`, `/kick`, `/ballast`, `/restrictor`, `/ban`, `/unban`, `/bans`: race control while drivers are on a server.
//!
//! What is done is told to the channel, with who did it: it is the audit that members see.

use poise::serenity_prelude::CreateAutocompleteResponse;

use super::{Context, Result, tell_all};
use crate::views::control as views;
use crate::{actions, autocomplete, roles};
use domain::control::Control;
use domain::policy::Action;

/// Move a server to its next session, begin the one that runs anew, or end the race
#[poise::command(
    slash_command,
    category = "Race control",
    guild_only,
    subcommand_required,
    subcommands("next", "again", "end")
)]
pub(super) async fn session(_ctx: Context<'_>) -> Result<()> {
    Ok(())
}

/// End the session that runs: its result is written, and the next one begins
#[poise::command(slash_command, guild_only)]
async fn next(
    ctx: Context<'_>,
    #[description = "Which server; the only one if you leave it out"]
    #[autocomplete = "servers"]
    server: Option<String>,
) -> Result<()> {
    change_session(ctx, server, Control::NextSession).await
}

/// Begin the session that runs anew; its laps are gone
#[poise::command(slash_command, guild_only, rename = "restart")]
async fn again(
    ctx: Context<'_>,
    #[description = "Which server; the only one if you leave it out"]
    #[autocomplete = "servers"]
    server: Option<String>,
) -> Result<()> {
    change_session(ctx, server, Control::RestartSession).await
}

/// End the race: its result is written, and a race night's server stops once that is kept
#[poise::command(slash_command, guild_only)]
async fn end(
    ctx: Context<'_>,
    #[description = "Which server; the only one if you leave it out"]
    #[autocomplete = "servers"]
    server: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let server = actions::meant(data, &actor, Action::Control, server).await?;
    let ended = data.service.end_session_of(&actor, &server).await?;
    tell_all(ctx, &views::ended(&actor.name, &ended)).await;
    Ok(())
}

async fn change_session(ctx: Context<'_>, server: Option<String>, control: Control) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let server = actions::meant(data, &actor, Action::Control, server).await?;
    let server = data
        .service
        .control(&actor, &server, control.clone())
        .await?;
    let told = views::session(&actor.name, &server, &control);
    tell_all(ctx, &told).await;
    Ok(())
}

/// Tell all drivers on a server something; they read it in the game
#[poise::command(slash_command, category = "Race control", guild_only)]
pub(super) async fn say(
    ctx: Context<'_>,
    #[description = "The message"]
    #[max_length = 240]
    text: String,
    #[description = "Which server; the only one if you leave it out"]
    #[autocomplete = "servers"]
    server: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let server = actions::meant(data, &actor, Action::Control, server).await?;
    let control = Control::Say { text: text.clone() };
    let server = data.service.control(&actor, &server, control).await?;
    tell_all(ctx, &views::said(&actor.name, &server, &text)).await;
    Ok(())
}

/// Throw a driver out of a server; they may come back
#[poise::command(slash_command, category = "Race control", guild_only)]
pub(super) async fn kick(
    ctx: Context<'_>,
    #[description = "Who; the list appears while you type"]
    #[autocomplete = "drivers"]
    driver: String,
    #[description = "Which server; the only one if you leave it out"]
    #[autocomplete = "servers"]
    server: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let server = actions::meant(data, &actor, Action::Control, server).await?;
    let (server, driver) = data.service.kick(&actor, &server, &driver).await?;
    tell_all(ctx, &views::kicked(&actor.name, &server, &driver)).await;
    Ok(())
}

/// Have a driver on a server carry ballast
#[poise::command(slash_command, category = "Race control", guild_only)]
pub(super) async fn ballast(
    ctx: Context<'_>,
    #[description = "Who; the list appears while you type"]
    #[autocomplete = "drivers"]
    driver: String,
    #[description = "How much, in kg; 0 takes it off"]
    #[max = 300]
    kg: u32,
    #[description = "Which server; the only one if you leave it out"]
    #[autocomplete = "servers"]
    server: Option<String>,
) -> Result<()> {
    load(ctx, &driver, server, Some(kg), None).await
}

/// Have the engine of a driver on a server breathe less
#[poise::command(slash_command, category = "Race control", guild_only)]
pub(super) async fn restrictor(
    ctx: Context<'_>,
    #[description = "Who; the list appears while you type"]
    #[autocomplete = "drivers"]
    driver: String,
    #[description = "How much, in percent; 0 takes it off"]
    #[max = 100]
    percent: u32,
    #[description = "Which server; the only one if you leave it out"]
    #[autocomplete = "servers"]
    server: Option<String>,
) -> Result<()> {
    load(ctx, &driver, server, None, Some(percent)).await
}

async fn load(
    ctx: Context<'_>,
    who: &str,
    server: Option<String>,
    ballast: Option<u32>,
    restrictor: Option<u32>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let server = actions::meant(data, &actor, Action::Control, server).await?;
    let loaded = data
        .service
        .load(&actor, &server, who, ballast, restrictor)
        .await?;
    let told = views::loaded(&actor.name, &loaded, ballast, restrictor);
    tell_all(ctx, &told).await;
    Ok(())
}

/// Let somebody drive on none of this Discord's servers any more
#[poise::command(slash_command, category = "Race control", guild_only)]
pub(super) async fn ban(
    ctx: Context<'_>,
    #[description = "Who: a driver who is there now, or a Steam id"]
    #[autocomplete = "drivers"]
    driver: String,
    #[description = "Why; it is kept with the ban"]
    #[max_length = 200]
    reason: String,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let banned = data
        .service
        .ban(&actor, actor.guild, &driver, &reason)
        .await?;
    tell_all(ctx, &views::banned(&actor.name, &banned)).await;
    Ok(())
}

/// Let somebody drive again who was banned
#[poise::command(slash_command, category = "Race control", guild_only)]
pub(super) async fn unban(
    ctx: Context<'_>,
    #[description = "Who; the list appears while you type"]
    #[autocomplete = "of_banned"]
    driver: String,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let unbanned = data.service.unban(&actor, actor.guild, &driver).await?;
    tell_all(ctx, &views::unbanned(&actor.name, &unbanned)).await;
    Ok(())
}

/// Who is banned, by whom and why
#[poise::command(slash_command, category = "Race control", guild_only)]
pub(super) async fn bans(ctx: Context<'_>) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let bans = data.service.bans(&actor, actor.guild).await?;
    ctx.send(views::bans(&bans).whisper()).await?;
    Ok(())
}

async fn servers(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    autocomplete::servers(ctx, typed, Action::Control).await
}

async fn drivers(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    autocomplete::drivers(ctx, typed).await
}

async fn of_banned(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    autocomplete::banned(ctx, typed).await
}
