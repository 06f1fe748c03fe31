//! `/deploy`: a pack in, a join link out.

use poise::serenity_prelude as serenity;
use url::Url;

use super::{Context, Error, Result};
use crate::number::Number;
use crate::on_error::unanswered;
use crate::views::errors::{Barrier, Place};
use crate::views::{answers, changes, errors};
use crate::{actions, autocomplete, roles, setting_choices};
use domain::ids::{ChannelId, MessageId};
use domain::policy::{Action, Actor};
use domain::server::{Choice, Home, Hosting, Order, PackSource, ServerOptions};
use explain::{Explanation, Kind};
use service::{Card, DeployRequest, Notifier};

/// Bring a server up from a pack that Content Manager made
///
/// Subcommands, because Discord asks for an option only where it is required.
#[poise::command(
    slash_command,
    category = "Servers",
    guild_only,
    subcommand_required,
    subcommands("file", "stored", "link")
)]
pub(super) async fn deploy(_ctx: Context<'_>) -> Result<()> {
    Ok(())
}

/// Attach the pack: up to 10 MiB, or more with Nitro; link larger ones
#[poise::command(slash_command, guild_only)]
async fn file(
    ctx: Context<'_>,
    #[description = "The pack (.zip or .tar.gz) from Content Manager, with its executable included"]
    pack: serenity::Attachment,
    #[description = "What to call the server here"]
    #[max_length = 60]
    name: Option<String>,
    #[description = "The size of the machine"]
    #[autocomplete = "autocomplete::sizes"]
    size: Option<String>,
    #[description = "The machine's system: auto takes Linux where a server program suits"]
    #[choices("auto", "linux", "windows")]
    run_on: Option<&'static str>,
    #[description = "A server program of /programs list, if not the newest"]
    #[max_length = 60]
    program: Option<String>,
    #[description = "Minutes without a driver after which it powers itself off, if not as usual"]
    idle_minutes: Option<IdleMinutes>,
    #[description = "Hours from each start after which it stops once nobody drives, if not as usual"]
    hours: Option<Hours>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let actor = roles::of_command(ctx).await;
    let wishes = Wishes {
        name,
        size,
        run_on,
        program,
        options: ServerOptions {
            idle_minutes: idle_minutes.map(u32::from),
            hours: hours.map(u32::from),
        },
    };
    begin(ctx, &actor, attached(&pack)?, wishes).await
}

/// Choose a pack that lies in storage already
#[poise::command(slash_command, guild_only)]
async fn stored(
    ctx: Context<'_>,
    #[description = "The pack; the list appears while you type"]
    #[autocomplete = "autocomplete::packs"]
    pack: String,
    #[description = "What to call the server here"]
    #[max_length = 60]
    name: Option<String>,
    #[description = "The size of the machine"]
    #[autocomplete = "autocomplete::sizes"]
    size: Option<String>,
    #[description = "What is different from the pack: laps=12 weather=rain"]
    #[max_length = 1000]
    #[autocomplete = "setting_choices::settings"]
    settings: Option<String>,
    #[description = "A preset, if you have saved one"]
    #[autocomplete = "autocomplete::presets"]
    preset: Option<String>,
    #[description = "The machine's system: auto takes Linux where a server program suits"]
    #[choices("auto", "linux", "windows")]
    run_on: Option<&'static str>,
    #[description = "A server program of /programs list, if not the newest"]
    #[max_length = 60]
    program: Option<String>,
    #[description = "Minutes without a driver after which it powers itself off, if not as usual"]
    idle_minutes: Option<IdleMinutes>,
    #[description = "Hours from each start after which it stops once nobody drives, if not as usual"]
    hours: Option<Hours>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let actor = roles::of_command(ctx).await;
    let pack = autocomplete::pack_of(ctx.data(), &actor, Action::Deploy, &pack).await?;
    let pack = if settings.is_some() || preset.is_some() {
        let service = &ctx.data().service;
        let changed = service.changed_pack(&actor, &pack, preset.as_deref(), settings.as_deref());
        let changed = changed.await?;
        let told = changes::different(&changed.differences);
        ctx.send(told.whisper()).await?;
        changed.pack
    } else {
        pack
    };
    let wishes = Wishes {
        name,
        size,
        run_on,
        program,
        options: ServerOptions {
            idle_minutes: idle_minutes.map(u32::from),
            hours: hours.map(u32::from),
        },
    };
    begin(ctx, &actor, PackSource::Stored(pack), wishes).await
}

/// Give a link to a pack of any size
#[poise::command(slash_command, guild_only)]
async fn link(
    ctx: Context<'_>,
    #[description = "A direct https link to the pack"] url: String,
    #[description = "What to call the server here"]
    #[max_length = 60]
    name: Option<String>,
    #[description = "The size of the machine"]
    #[autocomplete = "autocomplete::sizes"]
    size: Option<String>,
    #[description = "The machine's system: auto takes Linux where a server program suits"]
    #[choices("auto", "linux", "windows")]
    run_on: Option<&'static str>,
    #[description = "A server program of /programs list, if not the newest"]
    #[max_length = 60]
    program: Option<String>,
    #[description = "Minutes without a driver after which it powers itself off, if not as usual"]
    idle_minutes: Option<IdleMinutes>,
    #[description = "Hours from each start after which it stops once nobody drives, if not as usual"]
    hours: Option<Hours>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let actor = roles::of_command(ctx).await;
    let wishes = Wishes {
        name,
        size,
        run_on,
        program,
        options: ServerOptions {
            idle_minutes: idle_minutes.map(u32::from),
            hours: hours.map(u32::from),
        },
    };
    begin(ctx, &actor, linked(&url)?, wishes).await
}

type IdleMinutes = Number<{ Choice::IDLE_MINUTES.least }, { Choice::IDLE_MINUTES.most }>;
type Hours = Number<{ Choice::HOURS.least }, { Choice::HOURS.most }>;

/// What may be chosen with any pack.
struct Wishes {
    name: Option<String>,
    size: Option<String>,
    run_on: Option<&'static str>,
    program: Option<String>,
    options: ServerOptions,
}

async fn begin(ctx: Context<'_>, actor: &Actor, source: PackSource, wishes: Wishes) -> Result<()> {
    let data = ctx.data();
    let home = home(ctx, actor)?;
    // Before any role is asked for: their names are known to members only.
    let barrier = barrier(ctx);
    if barrier == Barrier::NoMember {
        return Err(Error::Explained(errors::no_access(home.channel, &barrier)));
    }
    let hosting = wishes
        .size
        .map(|size| Hosting::from(size.trim().to_owned()));
    let request = DeployRequest {
        source,
        name: wishes.name,
        hosting,
        home: Some(home),
        // Discord lets nothing else be chosen.
        run_on: wishes.run_on.and_then(|choice| choice.parse().ok()),
        program: wishes.program,
        options: wishes.options,
    };
    let order = data.service.order(actor, request).await?;
    // First the message, then the work: nothing is launched that no one can follow.
    let progress = match post_progress(ctx, home, &order, &barrier).await {
        Ok(progress) => progress,
        Err(error) => {
            data.service.give_back(&order).await;
            return Err(error);
        }
    };
    actions::tell_over_budget(data, actor, home).await;
    let order = actions::begin(data, order, home, progress).await?;
    let told = answers::deploying(&order, home, progress).whisper();
    // It is under way, and its message says so: "try again" would make a second machine.
    if let Err(error) = ctx.send(told).await {
        unanswered(&error);
    }
    Ok(())
}

fn home(ctx: Context<'_>, actor: &Actor) -> Result<Home> {
    let guild = actor
        .guild
        .ok_or_else(|| Error::Service(domain::policy::Refusal::NotInGuild.into()))?;
    Ok(Home {
        guild,
        channel: ChannelId::from(ctx.channel_id().get()),
    })
}

/// Posts the progress message; what is missing for that is known from the interaction itself.
async fn post_progress(
    ctx: Context<'_>,
    home: Home,
    order: &Order,
    barrier: &Barrier,
) -> Result<MessageId> {
    if matches!(barrier, Barrier::Lacking(_)) {
        return Err(Error::Explained(errors::no_access(home.channel, barrier)));
    }
    let prices = &ctx.data().service.rules().prices;
    let card = Card::of_order(order, prices, cloud::clock::now());
    let posted = ctx.data().notifier.show(home, None, &card).await;
    posted.map_err(|error| actions::unheard(home, error, barrier))
}

/// What keeps the bot from writing where the command was typed, as far as the interaction tells.
fn barrier(ctx: Context<'_>) -> Barrier {
    let poise::Context::Application(application) = ctx else {
        return Barrier::Unknown;
    };
    let interaction = application.interaction;
    let guilds = ctx.serenity_context().cache.guilds();
    if interaction
        .guild_id
        .is_some_and(|guild| !guilds.contains(&guild))
    {
        return Barrier::NoMember;
    }
    use serenity::ChannelType::{Stage, Voice};
    let place = match &interaction.channel {
        Some(channel) if channel.thread_metadata.is_some() => Place::Thread,
        Some(channel) if matches!(channel.kind, Voice | Stage) => Place::Voice,
        _ => Place::Channel,
    };
    // A field that Discord leaves out says nothing; then the attempt tells.
    let lacking = interaction
        .app_permissions
        .map(|has| errors::lacking(has, place))
        .unwrap_or_default();
    match (lacking.is_empty(), place) {
        (false, _) => Barrier::Lacking(lacking),
        (true, Place::Thread) => Barrier::Thread,
        (true, Place::Channel | Place::Voice) => Barrier::Unknown,
    }
}

pub(super) fn attached(pack: &serenity::Attachment) -> Result<PackSource> {
    let url = Url::parse(&pack.url).map_err(|error| {
        tracing::error!(%error, "Discord named an attachment by no address");
        Error::Explained(errors::discord_failed())
    })?;
    Ok(PackSource::Web {
        url,
        file_name: pack.filename.clone(),
        size: Some(u64::from(pack.size)),
        from_discord: true,
    })
}

fn linked(typed: &str) -> Result<PackSource> {
    // Which addresses may be fetched is the transfer's to judge: the settings can trust a host
    // that has no https.
    let url = Url::parse(typed.trim())
        .ok()
        .filter(|url| matches!(url.scheme(), "https" | "http") && url.host().is_some());
    let url = url.ok_or_else(|| {
        wrong(
            "That is not a link.",
            "Give the direct link to the pack itself, beginning with `https://`; a page with a download button does not work.",
        )
    })?;
    let last = url
        .path_segments()
        .and_then(|mut parts| parts.next_back())
        .unwrap_or_default();
    let file_name = if last.is_empty() {
        "pack.zip".to_owned()
    } else {
        last.to_owned()
    };
    Ok(PackSource::Web {
        url,
        file_name,
        size: None,
        from_discord: false,
    })
}

fn wrong(what: &str, hint: &str) -> Error {
    Error::Explained(Explanation {
        what: what.to_owned(),
        hint: hint.to_owned(),
        kind: Kind::Usage,
    })
}
