//! What is offered while somebody types about results and seasons.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use poise::serenity_prelude::{CreateAutocompleteResponse, ResolvedOption, ResolvedValue};
use tokio::time::Instant;

use super::autocomplete::{PATIENCE, actor_by, choices};
use super::views::{escape, results as views};
use super::{Context, Data};
use ::results::document::StoredResult;
use ::results::render::season_deductions;
use ::results::season::{Season, TieBreak, presets};
use domain::ids::GuildId;
use domain::policy::{Action, Actor};
use service::ServiceError;

/// A list is good for the keystrokes of one option or two.
const FRESH: Duration = Duration::from_secs(10);

/// What a Discord server keeps, as it was read a moment ago.
#[derive(Debug, Default)]
struct Lists {
    results: Vec<StoredResult>,
    seasons: Vec<Season>,
}

/// The lists of each Discord server, so that each keystroke is not many calls to the storage.
#[derive(Debug, Default)]
pub(super) struct LeagueLists(tokio::sync::Mutex<HashMap<GuildId, (Instant, Arc<Lists>)>>);

impl LeagueLists {
    async fn get(
        &self,
        data: &Data,
        actor: &Actor,
        action: Action,
    ) -> Result<Arc<Lists>, ServiceError> {
        let league = data.service.league_of(actor, action)?;
        let Some(guild) = actor.guild else {
            return Ok(Arc::default());
        };
        // Held while it is read: whoever types on waits for that answer.
        let mut lists = self.0.lock().await;
        if let Some((at, list)) = lists.get(&guild)
            && at.elapsed() < FRESH
        {
            return Ok(Arc::clone(list));
        }
        let list = Arc::new(Lists {
            results: league.results().await?.results,
            seasons: league.seasons().await?,
        });
        lists.retain(|_, (at, _)| at.elapsed() < FRESH);
        lists.insert(guild, (Instant::now(), Arc::clone(&list)));
        Ok(list)
    }
}

/// What there is for whoever types, if it can be had in time and they may do that.
async fn lists(ctx: Context<'_>, action: Action) -> Arc<Lists> {
    let (data, deadline) = (ctx.data(), Instant::now() + PATIENCE);
    let Some(actor) = actor_by(deadline, ctx).await else {
        return Arc::default();
    };
    let asked = data.league_lists.get(data, &actor, action);
    match tokio::time::timeout_at(deadline, asked).await {
        Ok(Ok(lists)) => lists,
        Ok(Err(error)) => {
            tracing::debug!(
                error = &error as &dyn std::error::Error,
                "nothing is offered"
            );
            Arc::default()
        }
        Err(_) => {
            tracing::warn!("what could be offered did not come in time");
            Arc::default()
        }
    }
}

/// Results to look at.
pub(super) async fn results(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let lists = lists(ctx, Action::Status).await;
    choices(lists.results.iter().map(result), typed)
}

/// Results to decide about.
pub(super) async fn judged(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let lists = lists(ctx, Action::Steward).await;
    choices(lists.results.iter().map(result), typed)
}

/// Results that are set aside.
pub(super) async fn aside(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let lists = lists(ctx, Action::Steward).await;
    let aside = lists.results.iter().filter(|it| it.set_aside.is_some());
    choices(aside.map(result), typed)
}

fn result(stored: &StoredResult) -> (String, String) {
    let session = &stored.result.session;
    let ended = session.ended_at.unwrap_or(stored.stored_at);
    let label = format!(
        "{} · {} · {} · {}",
        session.kind.title(),
        escape::line(&session.track, 30),
        ended.strftime("%-d %b %H:%M UTC"),
        escape::line(&stored.server, 30),
    );
    (label, stored.id.to_string())
}

/// Seasons to look at.
pub(super) async fn seasons(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let lists = lists(ctx, Action::Status).await;
    choices(lists.seasons.iter().rev().map(season), typed)
}

/// Seasons that are not closed.
pub(super) async fn open_seasons(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let lists = lists(ctx, Action::Steward).await;
    let open = lists.seasons.iter().rev().filter(|season| !season.closed);
    choices(open.map(season), typed)
}

/// Seasons to decide about, also those that are closed.
pub(super) async fn judged_seasons(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let lists = lists(ctx, Action::Steward).await;
    choices(lists.seasons.iter().rev().map(season), typed)
}

/// The points that stand as taken off, in the season that was chosen before or in the only open one.
pub(super) async fn deductions(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let lists = lists(ctx, Action::Steward).await;
    let is_meant = match chosen(ctx, "season") {
        Some(chosen) => {
            Box::new(move |it: &&Season| it.id == chosen) as Box<dyn Fn(&&Season) -> bool>
        }
        None => Box::new(|it: &&Season| !it.closed),
    };
    let name_of = |guid| lists.results.iter().find_map(|result| result.name_of(guid));
    let taken = lists.seasons.iter().filter(is_meant).flat_map(|season| {
        let lines = season_deductions(season, name_of);
        let numbered = season.numbered_deductions().zip(lines);
        numbered.filter(|((_, taken), _)| taken.undone.is_none())
    });
    let taken = taken.map(|((number, _), line)| (escape::line(&line, 90), number.to_string()));
    choices(taken, typed)
}

fn season(season: &Season) -> (String, String) {
    let closed = if season.closed { " · closed" } else { "" };
    let label = format!("{}{closed}", escape::line(&season.name, 80));
    (label, season.id.clone())
}

/// Drivers: of the result that was chosen before, else of all of them, the latest first.
pub(super) async fn drivers(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let lists = lists(ctx, Action::Steward).await;
    let chosen = chosen(ctx, "result");
    let of = lists
        .results
        .iter()
        .filter(|it| chosen.as_deref().is_none_or(|id| it.id.as_str() == id));
    let mut seen = std::collections::HashSet::new();
    let rows = of.flat_map(|stored| &stored.result.classification);
    let drivers = rows.filter(|row| seen.insert(row.guid.as_str()));
    let drivers: Vec<(String, String)> = drivers
        .map(|row| {
            let name = escape::line(&row.driver, 40);
            (format!("{name} · {}", row.guid), row.guid.clone())
        })
        .collect();
    choices(drivers.into_iter(), typed)
}

/// The penalties of the result that was chosen before, as far as they stand.
pub(super) async fn penalties(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let lists = lists(ctx, Action::Steward).await;
    let chosen = chosen(ctx, "result");
    let stored = lists
        .results
        .iter()
        .find(|it| chosen.as_deref() == Some(it.id.as_str()));
    let standing = stored.into_iter().flat_map(|stored| {
        let standing = stored.penalties.iter().filter(|it| it.undone.is_none());
        standing.map(move |it| (views::penalty(it, stored), it.number.to_string()))
    });
    choices(standing, typed)
}

/// The scales of points that have a name.
pub(super) async fn points(_: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let named = presets().iter().map(|(name, points)| {
        let points: Vec<String> = points.iter().map(u32::to_string).collect();
        (format!("{name}: {}", points.join("-")), (*name).to_owned())
    });
    choices(named, typed)
}

/// The orders in which leagues decide between equal points, the usual one first.
pub(super) async fn ties(_: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    const ORDERS: [&[TieBreak]; 5] = [
        &[TieBreak::Places, TieBreak::LatestRound],
        &[TieBreak::Places, TieBreak::Poles, TieBreak::LatestRound],
        &[TieBreak::Places, TieBreak::FastestLaps],
        &[TieBreak::LatestRound, TieBreak::Places],
        &[TieBreak::Poles, TieBreak::Places],
    ];
    let orders = ORDERS.iter().map(|order| {
        let titles: Vec<&str> = order.iter().map(|it| it.title()).collect();
        let names: Vec<&str> = order.iter().map(|it| it.name()).collect();
        (titles.join("; then "), names.join(", "))
    });
    choices(orders, typed)
}

/// What stands in another option of the command that is being typed.
fn chosen(ctx: Context<'_>, option: &str) -> Option<String> {
    let poise::Context::Application(application) = ctx else {
        return None;
    };
    find(&application.interaction.data.options(), option)
}

fn find(options: &[ResolvedOption<'_>], wanted: &str) -> Option<String> {
    options.iter().find_map(|option| match &option.value {
        ResolvedValue::SubCommand(below) | ResolvedValue::SubCommandGroup(below) => {
            find(below, wanted)
        }
        ResolvedValue::String(text) if option.name == wanted => Some((*text).to_owned()),
        _ => None,
    })
}
