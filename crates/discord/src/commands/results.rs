//! `/results`: what sessions left.

use super::{Context, Result, note_table, tell_all, tell_all_of};
use crate::league_actions::{failed, has_simresults, seen_by};
use crate::views::results as views;
use crate::{league_choices, roles};
use ::results::document::StoredResult;
use domain::policy::Actor;
use league::League;

/// What sessions left: who was where
#[poise::command(
    slash_command,
    category = "Results and seasons",
    guild_only,
    subcommand_required,
    subcommands("list", "show", "export", "records", "set_aside", "restore")
)]
pub(super) async fn results(_ctx: Context<'_>) -> Result<()> {
    Ok(())
}

/// The latest results
#[poise::command(slash_command, guild_only)]
async fn list(ctx: Context<'_>) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let actor = roles::of_command(ctx).await;
    let all = seen_by(ctx.data(), &actor)?.results().await;
    ctx.send(views::list(&all.map_err(failed)?.results).whisper())
        .await?;
    Ok(())
}

/// One result with its penalties
#[poise::command(slash_command, guild_only)]
async fn show(
    ctx: Context<'_>,
    #[description = "Which result; the list appears while you type"]
    #[autocomplete = "league_choices::results"]
    result: String,
    #[description = "Show it to everybody in this channel"] public: Option<bool>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let stored = seen_by(data, &actor)?.result(&result).await;
    let stored = stored.map_err(failed)?;
    let view = views::shown(&stored, has_simresults(data, &actor, &stored));
    if public == Some(true) {
        tell_all(ctx, &view).await;
    } else {
        ctx.send(view.whisper()).await?;
    }
    Ok(())
}

/// The form of an exported result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poise::ChoiceParameter)]
enum Format {
    #[name = "JSON: all there is, for programs"]
    #[name_localized("de", "JSON: alles, für Programme")]
    Json,
    #[name = "CSV: a line for each driver, for a spreadsheet"]
    #[name_localized("de", "CSV: eine Zeile je Fahrer, für eine Tabelle")]
    Csv,
}

/// One result as a file
#[poise::command(slash_command, guild_only)]
async fn export(
    ctx: Context<'_>,
    #[description = "Which result; the list appears while you type"]
    #[autocomplete = "league_choices::results"]
    result: String,
    #[description = "In which form"] format: Format,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let actor = roles::of_command(ctx).await;
    let stored = seen_by(ctx.data(), &actor)?.result(&result).await;
    let view = views::export(&stored.map_err(failed)?, format == Format::Csv);
    ctx.send(view.whisper()).await?;
    Ok(())
}

/// The best lap of each car on each track
#[poise::command(slash_command, guild_only)]
async fn records(
    ctx: Context<'_>,
    #[description = "Only tracks or cars whose name has this in it"]
    #[max_length = 60]
    of: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let actor = roles::of_command(ctx).await;
    let all = seen_by(ctx.data(), &actor)?.records().await;
    let view = views::records(&all.map_err(failed)?, of.as_deref().unwrap_or_default());
    ctx.send(view.whisper()).await?;
    Ok(())
}

/// Let a result count for nothing, until it is restored
#[poise::command(slash_command, guild_only, rename = "set-aside")]
async fn set_aside(
    ctx: Context<'_>,
    #[description = "Which result; the list appears while you type"]
    #[autocomplete = "league_choices::judged"]
    result: String,
    #[description = "Why; it is kept with the result"]
    #[max_length = 200]
    reason: String,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let (league, decision) = data.service.as_steward(&actor, &reason)?;
    let stored = league.set_aside(&result, decision).await.map_err(failed)?;
    data.service.audit(&actor, "set aside", stored.id.as_str());
    let what = "lets this result count for nothing. `/results restore` takes that back.";
    tell_decision(ctx, &actor, &league, what, &stored).await;
    Ok(())
}

/// Let a result count again
#[poise::command(slash_command, guild_only)]
async fn restore(
    ctx: Context<'_>,
    #[description = "Which result; the list has those that do not count"]
    #[autocomplete = "league_choices::aside"]
    result: String,
    #[description = "Why; it is kept with the result"]
    #[max_length = 200]
    reason: String,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let (league, decision) = data.service.as_steward(&actor, &reason)?;
    let stored = league.restore(&result, decision).await.map_err(failed)?;
    data.service.audit(&actor, "restored", stored.id.as_str());
    let what = "lets this result count again.";
    tell_decision(ctx, &actor, &league, what, &stored).await;
    Ok(())
}

/// Tells the channel what a steward decided about a result, how it stands now, and how the seasons stand in
/// which it counts: what the channel was told of them before does not hold any more.
pub(super) async fn tell_decision(
    ctx: Context<'_>,
    actor: &Actor,
    league: &League,
    what: &str,
    stored: &StoredResult,
) {
    ctx.data().service.note_left();
    let simresults = has_simresults(ctx.data(), actor, stored);
    let mut told = vec![views::decided(&actor.name, what, stored, simresults)];
    let tables = league.standings_with(&stored.id).await;
    let tables = tables.unwrap_or_else(|error| {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "the standings after a decision about {} are not posted",
            stored.id
        );
        Vec::new()
    });
    told.extend(tables.iter().map(views::corrected));
    let messages = tell_all_of(ctx, &told).await;
    for (table, message) in tables.iter().zip(messages.iter().skip(1)) {
        note_table(league, &table.season, message.as_ref()).await;
    }
}
