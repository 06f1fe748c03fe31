//! `/race`: race nights, planned, changed, called off, listed.

use poise::serenity_prelude as serenity;
use race::HandicapWords;

use super::{Context, Result};
use crate::views::{presets, races};
use crate::{autocomplete, roles, setting_choices, sign_up};
use domain::ids::{ChannelId, RoleId, UserId};
use domain::policy::{Action, Actor};
use service::{DriverEdit, NewRace, RaceEdit};

/// Race nights: announced, signed up for, started and stopped at their time
///
/// Subcommands, because each needs other options.
#[poise::command(
    slash_command,
    category = "Races",
    guild_only,
    subcommand_required,
    subcommands("new", "now", "edit", "driver", "cancel", "list")
)]
pub(super) async fn race(_ctx: Context<'_>) -> Result<()> {
    Ok(())
}

/// Plan a race: its card is posted, and its server starts by itself
#[poise::command(slash_command, guild_only)]
async fn new(
    ctx: Context<'_>,
    #[description = "What the race is called"]
    #[max_length = 60]
    name: String,
    #[description = "When: fri 20:00, tomorrow 8pm, 2026-12-04 20:00, every friday 20:00"]
    #[max_length = 100]
    when: String,
    #[description = "The pack; the list appears while you type"]
    #[autocomplete = "autocomplete::packs"]
    pack: String,
    #[description = "Whether it comes every week"] weekly: Option<bool>,
    #[description = "How long all sessions take together, in minutes"]
    #[min = 5]
    #[max = 1440]
    length: Option<u32>,
    #[description = "Which channel shows its card; this one if you leave it out"] channel: Option<
        serenity::PartialChannel,
    >,
    #[description = "Whom to ping"] role: Option<serenity::Role>,
    #[description = "Whether drivers sign up; yes if you leave it out"] sign_up: Option<bool>,
    #[description = "Whether others may take free slots; no if you leave it out"] guests: Option<
        bool,
    >,
    #[description = "How many minutes before the start sign-up closes"]
    #[min = 1]
    #[max = 10080]
    closes: Option<u32>,
    #[description = "What is different from the pack: laps=12 weather=rain"]
    #[max_length = 1000]
    #[autocomplete = "setting_choices::settings"]
    settings: Option<String>,
    #[description = "A preset, if you have saved one"]
    #[autocomplete = "autocomplete::presets"]
    preset: Option<String>,
    #[description = "Whether an organiser lets each driver in; no if you leave it out"]
    approval: Option<bool>,
    #[description = "How many of the slots are kept for the waiting list: first come, first served"]
    #[max = 30]
    reserves: Option<u32>,
    #[description = "How many may start for one team"]
    #[min = 1]
    #[max = 100]
    per_team: Option<u32>,
    #[description = "When drivers are reminded before the start: 60 15, 1d 2h 30min, none"]
    #[max_length = 100]
    reminders: Option<String>,
    #[description = "Ballast by the standings, in kg for the first, the second and so on: 30 20 10"]
    #[max_length = 300]
    ballast: Option<String>,
    #[description = "Restrictor by the standings, in percent for the first and so on: 5 3"]
    #[max_length = 300]
    restrictor: Option<String>,
    #[description = "By whose standings; the season that is not closed if you leave it out"]
    #[autocomplete = "crate::league_choices::seasons"]
    season: Option<String>,
    #[description = "Your league's page with the cars and tracks that drivers need"]
    #[max_length = 200]
    downloads: Option<String>,
    #[description = "Whether its card has a thread to talk in; the league's default if you leave it out"]
    thread: Option<bool>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let pack = autocomplete::pack_of(data, &actor, Action::Race, &pack).await?;
    let race = NewRace {
        approval: approval.unwrap_or(false),
        reserves: reserves.unwrap_or(0),
        per_team,
        request: request(ctx),
        name,
        when,
        weekly: weekly.unwrap_or(false),
        pack,
        settings,
        preset,
        length,
        channel: here(ctx, channel.as_ref()),
        role: role.map(|role| RoleId::from(role.id.get())),
        sign_up: sign_up.unwrap_or(true),
        guests: guests.unwrap_or(false),
        closes,
        downloads,
        thread,
        reminders,
        handicap: HandicapWords {
            ballast,
            restrictor,
            season,
        },
    };
    plan(ctx, &actor, race).await
}

/// A race in a few minutes: the server starts now, and whoever has the link may come
#[poise::command(slash_command, guild_only)]
async fn now(
    ctx: Context<'_>,
    #[description = "What the race is called"]
    #[max_length = 60]
    name: String,
    #[description = "The pack; the list appears while you type"]
    #[autocomplete = "autocomplete::packs"]
    pack: String,
    #[description = "In how many minutes; 15 if you leave it out"]
    #[min = 2]
    #[max = 120]
    minutes: Option<u32>,
    #[description = "How long all sessions take together, in minutes"]
    #[min = 5]
    #[max = 1440]
    length: Option<u32>,
    #[description = "Whom to ping"] role: Option<serenity::Role>,
    #[description = "What is different from the pack: laps=12 weather=rain"]
    #[max_length = 1000]
    #[autocomplete = "setting_choices::settings"]
    settings: Option<String>,
    #[description = "A preset, if you have saved one"]
    #[autocomplete = "autocomplete::presets"]
    preset: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let pack = autocomplete::pack_of(data, &actor, Action::Race, &pack).await?;
    let race = NewRace {
        request: request(ctx),
        name,
        when: format!("in {} minutes", minutes.unwrap_or(15)),
        weekly: false,
        pack,
        settings,
        preset,
        length,
        channel: here(ctx, None),
        role: role.map(|role| RoleId::from(role.id.get())),
        sign_up: false,
        guests: true,
        closes: None,
        reminders: None,
        handicap: HandicapWords::default(),
        downloads: None,
        thread: None,
        approval: false,
        reserves: 0,
        per_team: None,
    };
    plan(ctx, &actor, race).await
}

async fn plan(ctx: Context<'_>, actor: &Actor, race: NewRace) -> Result<()> {
    let planned = ctx.data().service.plan_race(actor, race).await?;
    ctx.send(races::planned(&planned, "planned").whisper())
        .await?;
    Ok(())
}

/// Change a race that is to come
#[poise::command(slash_command, guild_only)]
async fn edit(
    ctx: Context<'_>,
    #[description = "Which race"]
    #[autocomplete = "autocomplete::races"]
    race: String,
    #[description = "Another name"]
    #[max_length = 60]
    name: Option<String>,
    #[description = "Another time: fri 20:00, tomorrow 8pm, 2026-12-04 20:00"]
    #[max_length = 100]
    when: Option<String>,
    #[description = "How long all sessions take together, in minutes"]
    #[min = 5]
    #[max = 1440]
    length: Option<u32>,
    #[description = "Whom to ping"] role: Option<serenity::Role>,
    #[description = "What is different, on top of what was said before: laps=12 weather=rain"]
    #[max_length = 1000]
    #[autocomplete = "setting_choices::settings"]
    settings: Option<String>,
    #[description = "When drivers are reminded before the start: 60 15, 1d 2h 30min, none"]
    #[max_length = 100]
    reminders: Option<String>,
    #[description = "Ballast by the standings, in kg for the first and so on: 30 20 10; none"]
    #[max_length = 300]
    ballast: Option<String>,
    #[description = "Restrictor by the standings, in percent for the first and so on: 5 3; none"]
    #[max_length = 300]
    restrictor: Option<String>,
    #[description = "By whose standings"]
    #[autocomplete = "crate::league_choices::seasons"]
    season: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let edit = RaceEdit {
        name,
        when,
        length,
        role: role.map(|role| RoleId::from(role.id.get())),
        settings,
        reminders,
        handicap: HandicapWords {
            ballast,
            restrictor,
            season,
        },
    };
    let changed = data.service.edit_race(&actor, &race, edit).await?;
    ctx.send(races::planned(&changed, "changed").whisper())
        .await?;
    Ok(())
}

/// Give a driver ballast, take them off the list, or let them give another Steam profile
#[poise::command(slash_command, guild_only)]
async fn driver(
    ctx: Context<'_>,
    #[description = "Which race"]
    #[autocomplete = "autocomplete::races"]
    race: String,
    #[description = "Which driver"] driver: serenity::User,
    #[description = "Ballast in kg"]
    #[max = 300]
    ballast: Option<u32>,
    #[description = "Restrictor in percent"]
    #[max = 100]
    restrictor: Option<u32>,
    #[description = "Take them off the list"] remove: Option<bool>,
    #[description = "Ask them for their Steam profile again"] forget_steam: Option<bool>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let edit = DriverEdit {
        ballast,
        restrictor,
        remove: remove.unwrap_or(false),
        forget_steam: forget_steam.unwrap_or(false),
    };
    let user = UserId::from(driver.id.get());
    let changed = data.service.edit_driver(&actor, &race, user, &edit).await?;
    sign_up::tell_moved_up(data, &changed).await;
    let view = races::driver(&changed.night, user, edit.forget_steam);
    ctx.send(view.whisper()).await?;
    Ok(())
}

/// Call a race off, after a question
#[poise::command(slash_command, guild_only)]
async fn cancel(
    ctx: Context<'_>,
    #[description = "Which race"]
    #[autocomplete = "autocomplete::races"]
    race: String,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let night = data.service.find_race(&actor, Action::Race, &race).await?;
    let has_server = data.service.has_race_server(&night).await?;
    let question = races::really_cancel(&night, has_server);
    ctx.send(question.whisper()).await?;
    Ok(())
}

/// The races that are to come
#[poise::command(slash_command, guild_only)]
async fn list(ctx: Context<'_>) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let nights = data.service.race_list(&actor).await?;
    ctx.send(races::races(&nights).whisper()).await?;
    Ok(())
}

/// What makes this use of the command unique.
fn request(ctx: Context<'_>) -> u64 {
    match ctx {
        poise::Context::Application(application) => application.interaction.id.get(),
        // There are no other commands than slash commands.
        poise::Context::Prefix(prefix) => prefix.msg.id.get(),
    }
}

/// The channel that was chosen, or the one that the command was typed in.
fn here(ctx: Context<'_>, chosen: Option<&serenity::PartialChannel>) -> ChannelId {
    let id = chosen.map_or_else(|| ctx.channel_id(), |channel| channel.id);
    ChannelId::from(id.get())
}

/// Named configurations, to be used in races
#[poise::command(
    slash_command,
    category = "Races",
    guild_only,
    subcommand_required,
    subcommands("preset_save", "preset_list", "preset_delete")
)]
pub(super) async fn preset(_ctx: Context<'_>) -> Result<()> {
    Ok(())
}

/// Save what is different from a pack under a name
#[poise::command(slash_command, guild_only, rename = "save")]
async fn preset_save(
    ctx: Context<'_>,
    #[description = "What it is called; one of that name is replaced"]
    #[max_length = 40]
    name: String,
    #[description = "What is different: track=spa laps=12 weather=rain"]
    #[max_length = 1000]
    #[autocomplete = "setting_choices::settings"]
    settings: String,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let saved = data.service.save_preset(&actor, &name, &settings).await?;
    ctx.send(presets::saved(&name, &saved).whisper()).await?;
    Ok(())
}

/// The presets
#[poise::command(slash_command, guild_only, rename = "list")]
async fn preset_list(ctx: Context<'_>) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let known = data.service.presets(&actor).await?;
    ctx.send(presets::list(&known).whisper()).await?;
    Ok(())
}

/// Delete a preset
#[poise::command(slash_command, guild_only, rename = "delete")]
async fn preset_delete(
    ctx: Context<'_>,
    #[description = "Which preset"]
    #[autocomplete = "autocomplete::presets"]
    name: String,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let was_there = data.service.delete_preset(&actor, &name).await?;
    ctx.send(presets::deleted(&name, was_there).whisper())
        .await?;
    Ok(())
}
