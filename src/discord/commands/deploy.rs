//! `/deploy`: a pack in, a join link out.

use jiff::Timestamp;
use poise::serenity_prelude as serenity;
use url::Url;

use super::{Context, Error, Result};
use crate::discord::views::{answers, errors};
use crate::discord::{Data, acts, autocomplete, narrate, roles};
use crate::explain::{Explained, Kind};
use crate::service::{Ask, Card, Herald};
use domain::ids::{ChannelId, InstanceType, MessageId};
use domain::policy::Actor;
use domain::server::{Home, Order, PackSource};

/// Bring a server up from a pack that Content Manager made
#[poise::command(slash_command, guild_only)]
pub(super) async fn deploy(
    ctx: Context<'_>,
    #[description = "The pack (.zip or .tar.gz) from Content Manager, with its executable included"]
    pack: Option<serenity::Attachment>,
    #[description = "A pack that lies in storage already"]
    #[autocomplete = "autocomplete::packs"]
    s3: Option<String>,
    #[description = "A direct https link to the pack"] url: Option<String>,
    #[description = "What to call the server here"]
    #[max_length = 60]
    name: Option<String>,
    #[description = "The size of the machine"]
    #[autocomplete = "autocomplete::sizes"]
    size: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let home = home(ctx, &actor)?;
    let source = source(data, &actor, pack, s3, url).await?;
    let size = size.map(|size| InstanceType::from(size.trim().to_owned()));
    let order = data
        .service
        .order(
            &actor,
            Ask {
                source,
                name,
                size,
                home: Some(home),
            },
        )
        .await?;
    // First the message, then the work: nothing is launched that no one can follow.
    let progress = match post_progress(ctx, home, &order).await {
        Ok(progress) => progress,
        Err(error) => {
            data.service.give_back(&order).await;
            return Err(error);
        }
    };
    let deploy = match data.service.begin(order, Some(progress)).await {
        Ok(deploy) => deploy,
        Err(error) => {
            data.herald.withdraw(home, progress).await;
            return Err(error.into());
        }
    };
    data.tasks.spawn(narrate::narrate(
        data.service.clone(),
        data.herald.clone(),
        home,
        progress,
        deploy.cards,
    ));
    ctx.send(answers::deploying(&deploy.order, home, progress).whisper())
        .await?;
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
async fn post_progress(ctx: Context<'_>, home: Home, order: &Order) -> Result<MessageId> {
    let lacking = lacking(ctx);
    if !lacking.is_empty() {
        return Err(Error::Told(errors::no_access(home.channel, &lacking)));
    }
    let prices = &ctx.data().service.rules().prices;
    let card = Card::of_order(order, prices, Timestamp::now());
    let posted = ctx.data().herald.show(home, None, &card).await;
    posted.map_err(|error| acts::unheard(home, error, &lacking))
}

fn lacking(ctx: Context<'_>) -> Vec<&'static str> {
    let poise::Context::Application(application) = ctx else {
        return Vec::new();
    };
    let interaction = application.interaction;
    let in_thread = interaction
        .channel
        .as_ref()
        .is_some_and(|channel| channel.thread_metadata.is_some());
    // A field that Discord leaves out says nothing; then the attempt tells.
    interaction
        .app_permissions
        .map(|has| errors::lacking(has, in_thread))
        .unwrap_or_default()
}

/// The one source that was named.
async fn source(
    data: &Data,
    actor: &Actor,
    pack: Option<serenity::Attachment>,
    s3: Option<String>,
    url: Option<String>,
) -> Result<PackSource> {
    match (pack, s3, url) {
        (Some(pack), None, None) => attached(&pack),
        (None, Some(s3), None) => autocomplete::pack_of(data, actor, &s3)
            .await
            .map(PackSource::Stored),
        (None, None, Some(url)) => linked(&url),
        (None, None, None) => Err(wrong(
            "There is no pack to deploy.",
            "Attach it with `pack:`, or choose one from storage with `s3:`, or give its https link with `url:`.",
        )),
        _ => Err(wrong(
            "That is more than one pack.",
            "Use only one of `pack:`, `s3:` and `url:`; one command brings one server up.",
        )),
    }
}

fn attached(pack: &serenity::Attachment) -> Result<PackSource> {
    let url = Url::parse(&pack.url).map_err(|error| {
        tracing::error!(%error, "Discord named an attachment by no address");
        Error::Told(errors::discord_failed())
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
            "That is no link.",
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
    Error::Told(Explained {
        what: what.to_owned(),
        hint: hint.to_owned(),
        kind: Kind::Usage,
    })
}
