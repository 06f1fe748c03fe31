//! `/season`: its rules, its rounds, its end.

use std::fmt::Display;
use std::str::FromStr;

use super::{Context, Error, Result, note_table, tell_all, tell_all_of};
use crate::league_actions::{failed, meant_season, seen_by, usage};
use crate::views::results as views;
use crate::{league_choices, roles};
use ::results::season::{Class, RuleChange, Season, TieBreak};
use domain::policy::Actor;
use league::{League, NewSeason, Repeat};

/// Seasons: points, rounds, teams
#[poise::command(
    slash_command,
    category = "Results and seasons",
    guild_only,
    subcommand_required,
    subcommands(
        "new",
        "rules",
        "show",
        "add_round",
        "team",
        "deduct",
        "undo_deduct",
        "close"
    )
)]
pub(super) async fn season(_ctx: Context<'_>) -> Result<()> {
    Ok(())
}

/// Begin a season
#[poise::command(slash_command, guild_only)]
async fn new(
    ctx: Context<'_>,
    #[description = "Its short name, for commands: gt3-spring-26"]
    #[max_length = 40]
    season: String,
    #[description = "What it is called"]
    #[max_length = 80]
    name: Option<String>,
    #[description = "Points for the places: a scale of the list, or numbers such as 25-18-15"]
    #[autocomplete = "league_choices::points"]
    #[max_length = 300]
    points: Option<String>,
    #[description = "Points for the places of a round's second race, if they are others"]
    #[autocomplete = "league_choices::points"]
    #[max_length = 300]
    second_race: Option<String>,
    #[description = "Points for the places of a round's races before its last one, if they are others"]
    #[autocomplete = "league_choices::points"]
    #[max_length = 300]
    sprint: Option<String>,
    #[description = "Points for the first place in qualifying"]
    #[max = 1000]
    pole: Option<u32>,
    #[description = "Points for the fastest lap of a race"]
    #[max = 1000]
    fastest_lap: Option<u32>,
    #[description = "The last place that can have the points for the fastest lap; 0: all can"]
    #[max = 100]
    fastest_lap_within: Option<u32>,
    #[description = "Per cent of the winner's laps that a driver needs for a place and points"]
    #[max = 100]
    classified: Option<u32>,
    #[description = "Who retires scores nothing: only who takes the flag has a place and points"]
    flag: Option<bool>,
    #[description = "How many of a driver's worst rounds do not count"]
    #[max = 100]
    drop: Option<u32>,
    #[description = "How many rounds there will be"]
    #[max = 200]
    rounds: Option<u32>,
    #[description = "Classes and their cars: GT3=ks_bmw_m6_gt3,ks_audi_r8_lms; GT4=ks_porsche_cayman_gt4:8-4"]
    #[max_length = 1000]
    classes: Option<String>,
    #[description = "How many drivers of a team score for it in a round, the best ones; 0: all"]
    #[max = 100]
    team_drivers: Option<u32>,
    #[description = "What decides between equal points, in order: places, latest, poles, fastest-laps"]
    #[autocomplete = "league_choices::ties"]
    #[max_length = 100]
    ties: Option<String>,
    #[description = "Each race counts by itself (the usual), or only what /season add-round adds"]
    follow: Option<bool>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let (league, _) = data.service.as_steward(&actor, "")?;
    let change = RuleChange {
        points: parsed(points)?,
        second_race_points: parsed(second_race)?,
        sprint_points: parsed(sprint)?,
        pole,
        fastest_lap,
        fastest_lap_within,
        finish_percent: classified,
        flag_needed: flag,
        drop_rounds: drop,
        planned_rounds: rounds,
        classes: classes_of(classes.as_deref().unwrap_or_default())?,
        drivers_per_team: team_drivers,
        tie_breaks: ties_of(ties.as_deref().unwrap_or_default())?,
    };
    let new = NewSeason {
        name: name.unwrap_or_else(|| season.clone()),
        id: season,
        rules: change.rules(),
        follows: follow.unwrap_or(true),
    };
    let begun = league.new_season(new).await.map_err(failed)?;
    data.service.audit(&actor, "began the season", &begun.id);
    let table = league.standings(&begun.id).await.map_err(failed)?;
    let view = views::season(&table).above(views::began(&actor.name, &begun));
    tell_all(ctx, &view).await;
    Ok(())
}

fn parsed<T: FromStr<Err: Display>>(text: Option<String>) -> Result<Option<T>> {
    let read = text.map(|text| text.parse::<T>()).transpose();
    read.map_err(|error| {
        usage(
            format!("These are not valid points: {error}."),
            "Choose a scale from the list, or write numbers such as 25-18-15-12.",
        )
    })
}

fn classes_of(text: &str) -> Result<Vec<Class>> {
    let parts = text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let classes: Result<Vec<Class>, _> = parts.map(str::parse).collect();
    classes.map_err(|_| {
        usage(
            "These are not valid classes.",
            "Write a class as its name, =, and its cars' folders, then : and its points if it has its own, and ; between two: GT3=ks_bmw_m6_gt3,ks_audi_r8_lms; GT4=ks_porsche_cayman_gt4:8-4.",
        )
    })
}

/// What decides between equals, in this order.
fn ties_of(text: &str) -> Result<Vec<TieBreak>> {
    let parts = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let ties: Result<Vec<TieBreak>, _> = parts.map(str::parse).collect();
    ties.map_err(|error| {
        usage(
            format!("That does not decide between equal points: {error}."),
            "Choose an order from the list, or write the words with a comma between: places, poles, latest.",
        )
    })
}

/// Change a season's rules; its standings follow them at once
#[poise::command(slash_command, guild_only)]
async fn rules(
    ctx: Context<'_>,
    #[description = "Points for the places: a scale of the list, or numbers such as 25-18-15"]
    #[autocomplete = "league_choices::points"]
    #[max_length = 300]
    points: Option<String>,
    #[description = "Points for the places of a round's second race, if they are others"]
    #[autocomplete = "league_choices::points"]
    #[max_length = 300]
    second_race: Option<String>,
    #[description = "Points for the places of a round's races before its last one, if they are others"]
    #[autocomplete = "league_choices::points"]
    #[max_length = 300]
    sprint: Option<String>,
    #[description = "Points for the first place in qualifying"]
    #[max = 1000]
    pole: Option<u32>,
    #[description = "Points for the fastest lap of a race"]
    #[max = 1000]
    fastest_lap: Option<u32>,
    #[description = "The last place that can have the points for the fastest lap; 0: all can"]
    #[max = 100]
    fastest_lap_within: Option<u32>,
    #[description = "Per cent of the winner's laps that a driver needs for a place and points"]
    #[max = 100]
    classified: Option<u32>,
    #[description = "Who retires scores nothing: only who takes the flag has a place and points"]
    flag: Option<bool>,
    #[description = "How many of a driver's worst rounds do not count"]
    #[max = 100]
    drop: Option<u32>,
    #[description = "How many rounds there will be"]
    #[max = 200]
    rounds: Option<u32>,
    #[description = "Classes and their cars: GT3=ks_bmw_m6_gt3,ks_audi_r8_lms; GT4=ks_porsche_cayman_gt4:8-4"]
    #[max_length = 1000]
    classes: Option<String>,
    #[description = "How many drivers of a team score for it in a round, the best ones; 0: all"]
    #[max = 100]
    team_drivers: Option<u32>,
    #[description = "What decides between equal points, in order: places, latest, poles, fastest-laps"]
    #[autocomplete = "league_choices::ties"]
    #[max_length = 100]
    ties: Option<String>,
    #[description = "Which season; the only one that is not closed if you leave it out"]
    #[autocomplete = "league_choices::open_seasons"]
    season: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let (league, _) = data.service.as_steward(&actor, "")?;
    let season = meant_season(&league, season).await?;
    let change = RuleChange {
        points: parsed(points)?,
        second_race_points: parsed(second_race)?,
        sprint_points: parsed(sprint)?,
        pole,
        fastest_lap,
        fastest_lap_within,
        finish_percent: classified,
        flag_needed: flag,
        drop_rounds: drop,
        planned_rounds: rounds,
        classes: classes_of(classes.as_deref().unwrap_or_default())?,
        drivers_per_team: team_drivers,
        tie_breaks: ties_of(ties.as_deref().unwrap_or_default())?,
    };
    if change.is_empty() {
        return Err(usage(
            "That changes nothing.",
            "Say which rule is to be another, or see them all with `/season show`.",
        ));
    }
    let changed = league.change_rules(&season, &change).await;
    let changed = changed.map_err(failed)?;
    data.service
        .audit(&actor, "changed the rules of", &changed.id);
    let did = views::did(&actor.name, "changed the rules of", &changed);
    let table = league.standings(&changed.id).await.map_err(failed)?;
    tell_all(ctx, &views::season(&table).above(did)).await;
    Ok(())
}

/// All seasons, or the rules and rounds of one
#[poise::command(slash_command, guild_only)]
async fn show(
    ctx: Context<'_>,
    #[description = "Which season; all if you leave it out"]
    #[autocomplete = "league_choices::seasons"]
    season: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let actor = roles::of_command(ctx).await;
    let league = seen_by(ctx.data(), &actor)?;
    let view = match season {
        Some(season) => views::season(&league.standings(&season).await.map_err(failed)?),
        None => views::seasons(&league.seasons().await.map_err(failed)?),
    };
    ctx.send(view.whisper()).await?;
    Ok(())
}

/// Add a round: the results of one race day
#[poise::command(slash_command, guild_only, rename = "add-round")]
async fn add_round(
    ctx: Context<'_>,
    #[description = "The race; the list appears while you type"]
    #[autocomplete = "league_choices::judged"]
    race: String,
    #[description = "Its qualifying"]
    #[autocomplete = "league_choices::judged"]
    qualifying: Option<String>,
    #[description = "The second race of the same day"]
    #[autocomplete = "league_choices::judged"]
    second_race: Option<String>,
    #[description = "What the round is called; Round and its number if you leave it out"]
    #[max_length = 60]
    name: Option<String>,
    #[description = "Which season; the only one that is not closed if you leave it out"]
    #[autocomplete = "league_choices::open_seasons"]
    season: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let (league, _) = data.service.as_steward(&actor, "")?;
    let season = meant_season(&league, season).await?;
    let results = [qualifying.as_deref(), Some(&race), second_race.as_deref()];
    let results: Vec<&str> = results.into_iter().flatten().collect();
    let added = league.add_round(&season, name.as_deref(), &results).await;
    let added = added.map_err(failed)?;
    data.service.audit(&actor, "added a round to", &added.id);
    let table = league.standings(&added.id).await.map_err(failed)?;
    let view = views::standings(&table.season, &table.standings);
    let view = view.above(views::did(&actor.name, "added a round to", &added));
    tell_all(ctx, &view).await;
    Ok(())
}

/// Say which team a driver scores for
#[poise::command(slash_command, guild_only)]
async fn team(
    ctx: Context<'_>,
    #[description = "The driver, by Steam id; the list appears while you type"]
    #[autocomplete = "league_choices::drivers"]
    driver: String,
    #[description = "The team"]
    #[max_length = 60]
    team: String,
    #[description = "Which season; the only one that is not closed if you leave it out"]
    #[autocomplete = "league_choices::open_seasons"]
    season: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let (league, _) = data.service.as_steward(&actor, "")?;
    let driver = steam_id(&driver)?;
    let season = meant_season(&league, season).await?;
    let changed = league.set_team(&season, driver, team.trim()).await;
    let changed = changed.map_err(failed)?;
    data.service.audit(&actor, "changed a team of", &changed.id);
    tell_all(
        ctx,
        &views::season_changed(&actor.name, "changed a team of", &changed),
    )
    .await;
    Ok(())
}

/// Take points off a driver's season
#[poise::command(slash_command, guild_only)]
async fn deduct(
    ctx: Context<'_>,
    #[description = "Who; by name or Steam id"]
    #[autocomplete = "league_choices::drivers"]
    driver: String,
    #[description = "How many points"]
    #[min = 1]
    #[max = 10000]
    points: u32,
    #[description = "Why; it is kept with the season"]
    #[max_length = 200]
    reason: String,
    #[description = "Which season; the only one that is not closed if you leave it out"]
    #[autocomplete = "league_choices::judged_seasons"]
    season: Option<String>,
    #[description = "Whether that many are meant once more, if the driver lost as many already"]
    again: Option<bool>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let (league, decision) = data.service.as_steward(&actor, &reason)?;
    let season = meant_season(&league, season).await?;
    let repeat = Repeat::from(again == Some(true));
    let changed = league.deduct(&season, &driver, points, repeat, decision);
    let changed = changed.await.map_err(failed)?;
    let last = changed.numbered_deductions().last();
    let number = last.map_or(0, |(number, _)| number);
    tell_deducted(ctx, &actor, &league, "took points off in", &changed, number).await
}

/// Give points back that were taken off a driver's season
#[poise::command(slash_command, guild_only, rename = "undo-deduct")]
async fn undo_deduct(
    ctx: Context<'_>,
    #[description = "Which points; the list appears while you type"]
    #[autocomplete = "league_choices::deductions"]
    deduction: String,
    #[description = "Why; it is kept with the season"]
    #[max_length = 200]
    reason: String,
    #[description = "Which season; the only one that is not closed if you leave it out"]
    #[autocomplete = "league_choices::judged_seasons"]
    season: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let (league, decision) = data.service.as_steward(&actor, &reason)?;
    let number: u32 = deduction.trim().parse().map_err(|_| {
        usage(
            format!("No deduction has the number “{}”.", deduction.trim()),
            "Choose one from the list that appears while you type; `/season show` has their numbers, too.",
        )
    })?;
    let season = meant_season(&league, season).await?;
    let changed = league.undo_deduct(&season, number, decision).await;
    let changed = changed.map_err(failed)?;
    tell_deducted(
        ctx,
        &actor,
        &league,
        "gave points back in",
        &changed,
        number,
    )
    .await
}

/// Tells the channel what became of a deduction, with the table as it is now.
async fn tell_deducted(
    ctx: Context<'_>,
    actor: &Actor,
    league: &League,
    what: &str,
    changed: &Season,
    number: u32,
) -> Result<()> {
    ctx.data().service.audit(actor, what, &changed.id);
    ctx.data().service.note_left();
    let table = league.standings(&changed.id).await.map_err(failed)?;
    let view = views::deducted(&actor.name, what, &table, number);
    let messages = tell_all_of(ctx, &[view]).await;
    let message = messages.first().and_then(Option::as_ref);
    note_table(league, &table.season, message).await;
    Ok(())
}

/// A Steam id: a name would hit nobody, and nobody would notice.
fn steam_id(typed: &str) -> Result<&str, Error> {
    let typed = typed.trim();
    if typed.len() == 17 && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(typed);
    }
    Err(usage(
        "This is not a Steam id.",
        "Choose the driver from the list that appears while you type, or give the 17 digits.",
    ))
}

/// End a season: no round is added any more
#[poise::command(slash_command, guild_only)]
async fn close(
    ctx: Context<'_>,
    #[description = "Which season; the list appears while you type"]
    #[autocomplete = "league_choices::open_seasons"]
    season: String,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let (league, _) = data.service.as_steward(&actor, "")?;
    let closed = league.close_season(&season).await.map_err(failed)?;
    data.service.audit(&actor, "closed the season", &closed.id);
    let table = league.standings(&closed.id).await.map_err(failed)?;
    let view = views::standings(&table.season, &table.standings);
    let view = view.above(views::did(&actor.name, "closed the season", &closed));
    tell_all(ctx, &view).await;
    Ok(())
}
