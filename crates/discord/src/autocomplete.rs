//! What is offered while somebody types: only what exists, and only what they may do something to.
//!
//! Whoever may not do the action is offered nothing; the refusal with its words comes when the
//! command is sent.

use std::time::Duration;

use poise::serenity_prelude::{AutocompleteChoice, CreateAutocompleteResponse};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::views::escape;
use super::{Context, Data, roles, views};
use cloud::StoredPack;
use domain::policy::{Action, Actor};
use domain::server::{PackLocation, Server};
use pack::Platform;
use service::{Result, ServiceError};

/// Discord's limits for choices.
const CHOICES: usize = 25;
const LENGTH: usize = 100;
/// Discord takes offers for three seconds, the ways there and back included.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// A list is good for the keystrokes of one word.
const FRESH: Duration = Duration::from_secs(3);
/// Stands in the value of a pack whose address is too long for a choice.
const CUT: char = '…';

/// What was listed a moment ago, so that each keystroke is not a call to the cloud. It is the same
/// for everybody; what of it somebody is offered is decided anew each time.
#[derive(Debug, Default)]
pub(super) struct Suggestions {
    servers: CachedList<Vec<Server>>,
    packs: CachedList<Vec<StoredPack>>,
}

/// A list that is asked for once, however many wait for it.
#[derive(Debug)]
struct CachedList<T>(tokio::sync::Mutex<Option<Cached<T>>>);

#[derive(Debug)]
struct Cached<T> {
    at: Instant,
    /// As of which action: what was just stopped is offered to be started.
    generation: u64,
    list: T,
}

impl<T> Default for CachedList<T> {
    fn default() -> Self {
        Self(tokio::sync::Mutex::default())
    }
}

impl<T: Clone> CachedList<T> {
    /// The list as of the action `generation`, fetched by the first who asks; the others wait for
    /// that answer.
    async fn get(&self, generation: u64, fetch: impl Future<Output = Result<T>>) -> Result<T> {
        let mut listed = self.0.lock().await;
        if let Some(kept) = &*listed
            && kept.at.elapsed() < FRESH
            && generation <= kept.generation
        {
            return Ok(kept.list.clone());
        }
        let list = fetch.await?;
        *listed = Some(Cached {
            at: Instant::now(),
            generation,
            list: list.clone(),
        });
        Ok(list)
    }
}

impl Suggestions {
    async fn servers(&self, data: &Data, actor: &Actor, action: Action) -> Result<Vec<Server>> {
        let service = &data.service;
        // A Discord server that the settings do not know costs no call.
        service.rules().policy.rules_for(actor)?;
        let listed = self
            .servers
            .get(service.generation(), async { Ok(service.list().await?) })
            .await?;
        service.servers_to(action, actor, listed)
    }

    async fn packs(&self, data: &Data, actor: &Actor) -> Result<Vec<StoredPack>> {
        let service = &data.service;
        service.may_choose_packs(actor)?;
        let listed = self.packs.get(0, service.all_packs()).await?;
        service.packs_among(listed, actor)
    }
}

/// Servers to look at.
pub(super) async fn to_look_at(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    servers(ctx, typed, Action::Status).await
}

/// Servers whose log can be read.
pub(super) async fn to_read(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    servers(ctx, typed, Action::Logs).await
}

/// Servers to stop.
pub(super) async fn to_stop(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    servers(ctx, typed, Action::Stop).await
}

/// Servers to start.
pub(super) async fn to_start(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    servers(ctx, typed, Action::Start).await
}

/// Servers whose configuration can be changed.
pub(super) async fn to_change(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    servers(ctx, typed, Action::Change).await
}

/// Servers to delete.
pub(super) async fn to_terminate(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    servers(ctx, typed, Action::Terminate).await
}

/// The deploys under way and the servers to which the action can be done.
pub(super) async fn servers(
    ctx: Context<'_>,
    typed: &str,
    action: Action,
) -> CreateAutocompleteResponse {
    let (data, deadline) = (ctx.data(), Instant::now() + PATIENCE);
    let Some(actor) = actor_by(deadline, ctx).await else {
        return CreateAutocompleteResponse::new();
    };
    let orders = data.service.orders_to(action, &actor);
    let listed = in_time(deadline, data.offers.servers(data, &actor, action)).await;
    let orders = orders.iter().map(|order| {
        (
            format!(
                "{} · on its way",
                escape::line(order.working_name().as_str(), 60)
            ),
            order.server.to_string(),
        )
    });
    let servers = listed.iter().map(|server| {
        let (_, state) = views::status::last_known(server);
        let (name, track) = (
            escape::line(server.name.as_str(), 60),
            escape::line(&server.pack.track, 60),
        );
        let twins = listed.iter().filter(|other| other.name == server.name);
        let name = match twins.count() {
            1 => name,
            // Which is which stands at the foot of its messages.
            _ => format!("{name} ({})", server.id),
        };
        (format!("{name} · {state} · {track}"), server.id.to_string())
    });
    choices(orders.chain(servers), typed)
}

/// Drivers who are on servers now, as those were last looked at.
pub(super) async fn drivers(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let (data, deadline) = (ctx.data(), Instant::now() + PATIENCE);
    let Some(actor) = actor_by(deadline, ctx).await else {
        return CreateAutocompleteResponse::new();
    };
    let there = in_time(deadline, data.service.drivers(&actor)).await;
    let there = there.into_iter().map(|(server, driver)| {
        let (name, car) = (
            escape::line(&driver.name, 40),
            escape::line(&driver.car, 30),
        );
        let server = escape::line(server.name.as_str(), 25);
        (format!("{name} · {car} · {server}"), driver.guid)
    });
    choices(there, typed)
}

/// Who is banned.
pub(super) async fn banned(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let (data, deadline) = (ctx.data(), Instant::now() + PATIENCE);
    let Some(actor) = actor_by(deadline, ctx).await else {
        return CreateAutocompleteResponse::new();
    };
    let bans = in_time(deadline, data.service.bans(&actor, actor.guild)).await;
    let bans = bans.into_iter().map(|ban| {
        let name = match ban.name.trim() {
            "" => ban.guid.clone(),
            name => escape::line(name, 40),
        };
        let reason = escape::line(&ban.decision.reason, 50);
        (format!("{name} · {reason}"), ban.guid)
    });
    choices(bans, typed)
}

/// Packs that lie in storage.
pub(super) async fn packs(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let (data, deadline) = (ctx.data(), Instant::now() + PATIENCE);
    let Some(actor) = actor_by(deadline, ctx).await else {
        return CreateAutocompleteResponse::new();
    };
    let packs = in_time(deadline, data.offers.packs(data, &actor)).await;
    choices(
        packs
            .iter()
            .map(|pack| (describe(pack), value_of(&pack.location))),
        typed,
    )
}

fn describe(pack: &StoredPack) -> String {
    let when = pack
        .modified
        .map(|at| at.strftime(" · %-d %b %H:%M UTC").to_string())
        .unwrap_or_default();
    format!(
        "{} · {}{when}",
        escape::line(pack.location.file_name(), 60),
        explain::mebibytes(pack.size)
    )
}

/// A pack's address as a choice carries it: if it is too long, its beginning and a mark that is
/// made of the whole.
fn value_of(location: &PackLocation) -> String {
    let whole = location.to_string();
    if escape::length(&whole) <= LENGTH {
        return whole;
    }
    let mark = hex::encode(&Sha256::digest(&whole)[..8]);
    let kept: String = whole.chars().take(LENGTH / 2).collect();
    format!("{kept}{CUT}{mark}")
}

/// The pack that a member chose for this, or typed by its place or its file's name. Whoever may not do it hears
/// that, and nothing of packs.
pub(super) async fn pack_of(
    data: &Data,
    actor: &Actor,
    action: Action,
    typed: &str,
) -> super::Result<PackLocation> {
    let may = data.service.rules().policy.may(actor, action);
    may.map_err(service::ServiceError::from)?;
    let unreadable = |error: domain::ids::InvalidId| {
        super::Error::Explained(explain::Explanation {
            what: "That is not a pack in storage.".to_owned(),
            hint: format!(
                "It should be {}. Choose one from the list that appears while you type.",
                error.expected
            ),
            kind: explain::Kind::Usage,
        })
    };
    let typed = typed.trim();
    let is_name = !typed.contains(['/', ':', CUT]);
    if !typed.contains(CUT) && !is_name {
        return typed.parse().map_err(unreadable);
    }
    let packs = data.service.stored_packs(actor).await?;
    let mut chosen = packs
        .into_iter()
        .map(|pack| pack.location)
        .filter(|location| match is_name {
            true => location.file_name() == typed,
            false => value_of(location) == typed,
        });
    let first = chosen.next();
    if first.is_some() && chosen.next().is_some() {
        return Err(super::Error::Explained(explain::Explanation {
            what: format!("Several packs are called “{}”.", escape::line(typed, 60)),
            hint: "Choose one from the list that appears while you type.".to_owned(),
            kind: explain::Kind::Usage,
        }));
    }
    first.ok_or_else(|| {
        ServiceError::NoSuchPack {
            asked: typed.chars().take(LENGTH).collect(),
        }
        .into()
    })
}

/// Races that are to come.
pub(super) async fn races(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let (data, deadline) = (ctx.data(), Instant::now() + PATIENCE);
    let Some(actor) = actor_by(deadline, ctx).await else {
        return CreateAutocompleteResponse::new();
    };
    let nights = in_time(deadline, data.service.race_list(&actor)).await;
    let offers = nights.iter().map(|night| {
        let name = escape::line(&night.name, 60);
        let local = night.start.local.strftime("%a %-d %b %H:%M");
        let drivers = match (&night.sign_up, night.starters().len()) {
            (None, _) => String::new(),
            (Some(_), 1) => " · 1 driver".to_owned(),
            (Some(_), many) => format!(" · {many} drivers"),
        };
        (format!("{name} · {local}{drivers}"), night.id.to_string())
    });
    choices(offers, typed)
}

/// The presets.
pub(super) async fn presets(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let (data, deadline) = (ctx.data(), Instant::now() + PATIENCE);
    let Some(actor) = actor_by(deadline, ctx).await else {
        return CreateAutocompleteResponse::new();
    };
    let names = in_time(deadline, data.service.preset_names(&actor)).await;
    choices(names.into_iter().map(|name| (name.clone(), name)), typed)
}

/// The kinds of machine with what they cost.
pub(super) async fn sizes(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let (rules, deadline) = (ctx.data().service.rules(), Instant::now() + PATIENCE);
    let Some(actor) = actor_by(deadline, ctx).await else {
        return CreateAutocompleteResponse::new();
    };
    let sizes = match (
        rules.policy.may(&actor, Action::Deploy),
        rules.policy.rules_for(&actor),
    ) {
        (Ok(()), Ok(Some(guild))) => rules.policy.sizes(guild, &rules.hosting),
        _ => Vec::new(),
    };
    let offers = sizes.iter().map(|size| {
        let price = |platform| rules.prices.per_hour(size, platform);
        let costs = match (price(Platform::Windows), price(Platform::Linux)) {
            (Some(windows), Some(linux)) => {
                format!(" · {windows} per hour, {linux} with Linux")
            }
            (Some(windows), None) => format!(" · {windows} per hour"),
            (None, _) => String::new(),
        };
        (format!("{size}{costs}"), size.to_string())
    });
    choices(offers, typed)
}

/// Whoever types, if that is known in time: the names of roles may have to be asked for.
pub(super) async fn actor_by(deadline: Instant, ctx: Context<'_>) -> Option<Actor> {
    tokio::time::timeout_at(deadline, roles::of_command(ctx))
        .await
        .ok()
}

/// What can be had in time, or nothing.
async fn in_time<T>(deadline: Instant, asked: impl Future<Output = Result<Vec<T>>>) -> Vec<T> {
    match tokio::time::timeout_at(deadline, asked).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => {
            tracing::debug!(
                error = &error as &dyn std::error::Error,
                "nothing is offered"
            );
            Vec::new()
        }
        Err(_) => {
            tracing::warn!("what could be offered did not come in time");
            Vec::new()
        }
    }
}

/// The offers that contain what was typed, in any part.
pub(super) fn choices(
    offers: impl Iterator<Item = (String, String)>,
    typed: &str,
) -> CreateAutocompleteResponse {
    let wanted = typed.trim().to_lowercase();
    let fitting = offers
        .filter(|(name, value)| {
            name.to_lowercase().contains(&wanted) || value.to_lowercase().contains(&wanted)
        })
        .take(CHOICES)
        .map(|(name, value)| AutocompleteChoice::new(escape::clip(&name, LENGTH), value));
    CreateAutocompleteResponse::new().set_choices(fitting.collect())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn a_choice_never_exceeds_discords_limit_and_means_one_pack() {
        let short: PackLocation = "s3:packs/42/23456789/gt3.zip".parse().expect("a location");
        assert_eq!(value_of(&short), "s3:packs/42/23456789/gt3.zip");
        let long: PackLocation = format!(
            "s3:packs/1234567890123456789/23456789/{}.zip",
            "x".repeat(96)
        )
        .parse()
        .expect("a location");
        let value = value_of(&long);
        assert!(escape::length(&value) <= LENGTH, "{value}");
        let twin: PackLocation = long
            .to_string()
            .replace("x.zip", "y.zip")
            .parse()
            .expect("one");
        assert_ne!(value, value_of(&twin));
    }

    #[tokio::test]
    async fn a_burst_of_keystrokes_costs_one_call() {
        let (listed, calls) = (CachedList::default(), AtomicUsize::new(0));
        let fetch = || async {
            calls.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok(1)
        };
        let typed = futures_util::future::join_all((0..20).map(|_| listed.get(1, fetch()))).await;
        assert!(typed.iter().all(|found| matches!(found, Ok(1))));
        assert_eq!(calls.load(Ordering::Relaxed), 1);
        let after_a_deed = listed.get(2, fetch()).await;
        assert!(after_a_deed.is_ok() && calls.load(Ordering::Relaxed) == 2);
    }
}
