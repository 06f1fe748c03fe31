//! The stand-in Discord, driven by a real serenity/poise bot: what it lets pass and what not.
//!
//! The bot here is as small as a bot can be. Each of its commands does one thing that Discord
//! has a rule for, and reports what Discord's answer was.

use std::time::Duration;

use ac_deploy::sandbox::{Discord, Options};
use poise::serenity_prelude as serenity;
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

type Error = Box<dyn std::error::Error + Send + Sync>;
type Context<'a> = poise::Context<'a, Reports, Error>;

/// Where the bot says what became of its requests.
struct Reports(mpsc::UnboundedSender<String>);

impl Reports {
    fn tell<T>(&self, what: &str, outcome: &Result<T, serenity::Error>) {
        let outcome = match outcome {
            Ok(_) => "ok".to_owned(),
            Err(serenity::Error::Http(serenity::HttpError::UnsuccessfulRequest(answer))) => {
                format!("{} {}", answer.status_code.as_u16(), answer.error.code)
            }
            Err(other) => other.to_string(),
        };
        // The test may have ended.
        let _ = self.0.send(format!("{what}: {outcome}"));
    }
}

/// Deferred in public; then a message in the channel that is edited.
#[poise::command(slash_command, name_localized("de", "starten"))]
async fn deploy(
    ctx: Context<'_>,
    #[description = "The pack"] pack: serenity::Attachment,
    #[description = "A name"] name: Option<String>,
) -> Result<(), Error> {
    ctx.defer().await?;
    let name = name.unwrap_or(pack.filename);
    let buttons = serenity::CreateActionRow::Buttons(vec![
        serenity::CreateButton::new("stop:1")
            .label("Stop")
            .style(serenity::ButtonStyle::Danger),
        serenity::CreateButton::new_link("https://acstuff.ru/s/q:race").label("Join"),
    ]);
    let message = serenity::CreateMessage::new().content("Uploading…");
    let mut message = ctx.channel_id().send_message(ctx.http(), message).await?;
    let embed = serenity::CreateEmbed::new()
        .title(&name)
        .field("Track", "Spa", true)
        .field("Since", "<t:1700000000:R>", true);
    let edit = serenity::EditMessage::new()
        .content("Online")
        .embed(embed)
        .components(vec![buttons]);
    message.edit(ctx.http(), edit).await?;
    ctx.say(format!("{name} is on its way, <@{}>", ctx.author().id))
        .await?;
    Ok(())
}

/// Deferred for one member's eyes; the follow-up asks to be public and is not.
#[poise::command(slash_command)]
async fn whisper(ctx: Context<'_>) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    ctx.send(
        poise::CreateReply::default()
            .content("psst")
            .ephemeral(false),
    )
    .await?;
    ctx.send(
        poise::CreateReply::default()
            .content("aloud")
            .ephemeral(false),
    )
    .await?;
    Ok(())
}

/// Answers too late, and once more.
#[poise::command(slash_command)]
async fn late(ctx: Context<'_>, #[description = "ms"] wait: u64) -> Result<(), Error> {
    tokio::time::sleep(Duration::from_millis(wait)).await;
    for what in ["first", "second"] {
        let poise::Context::Application(ctx) = ctx else {
            return Ok(());
        };
        let answer = serenity::CreateInteractionResponseMessage::new().content(what);
        let answer = serenity::CreateInteractionResponse::Message(answer);
        let outcome = ctx.interaction.create_response(ctx.http(), answer).await;
        ctx.data().tell(what, &outcome);
    }
    Ok(())
}

/// Posts a text in the channel, twice, under one nonce.
#[poise::command(slash_command)]
async fn post(
    ctx: Context<'_>,
    #[description = "The text"]
    #[autocomplete = "towns"]
    text: String,
) -> Result<(), Error> {
    ctx.defer().await?;
    for attempt in ["first", "second"] {
        let nonce = serenity::Nonce::String("boot-7".to_owned());
        let allowed = serenity::CreateAllowedMentions::new().users([ctx.author().id]);
        let message = serenity::CreateMessage::new()
            .content(&text)
            .nonce(nonce)
            .enforce_nonce(true);
        let outcome = ctx
            .channel_id()
            .send_message(ctx.http(), message.allowed_mentions(allowed))
            .await;
        ctx.data().tell(attempt, &outcome);
    }
    ctx.say("tried").await?;
    Ok(())
}

async fn towns(_: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    let towns = ["Spa", "Sebring", "Monza"]
        .into_iter()
        .filter(|town| town.starts_with(typed));
    towns.fold(Default::default(), |choices, town| {
        choices.add_string_choice(town, town)
    })
}

/// Sends what Discord refuses.
#[poise::command(slash_command)]
async fn refused(ctx: Context<'_>) -> Result<(), Error> {
    ctx.defer().await?;
    let (http, channel) = (ctx.http(), ctx.channel_id());
    let message = serenity::CreateMessage::new;
    let link = serenity::CreateButton::new_link("acmanager://race/online?ip=1.2.3.4").label("Join");
    let row = serenity::CreateActionRow::Buttons(vec![link]);
    let twice = || serenity::CreateButton::new("a").label("A");
    let double = serenity::CreateActionRow::Buttons(vec![twice(), twice()]);
    let large = || serenity::CreateEmbed::new().description("x".repeat(3500));
    for (what, message) in [
        ("empty", message().content("  ")),
        ("embeds of 7000", message().embeds(vec![large(), large()])),
        (
            "acmanager link",
            message().content("x").components(vec![row]),
        ),
        (
            "same custom id",
            message().content("x").components(vec![double]),
        ),
    ] {
        ctx.data()
            .tell(what, &channel.send_message(http, message).await);
    }
    let long = serde_json::json!({ "content": "x".repeat(2001) });
    ctx.data().tell(
        "2001 characters",
        &http.send_message(channel, vec![], &long).await,
    );
    let nowhere = serenity::ChannelId::new(1);
    ctx.data()
        .tell("unknown channel", &nowhere.say(http, "x").await);
    for message in channel.messages(http, serenity::GetMessages::new()).await? {
        if message.author.id == ctx.author().id {
            let edit = serenity::EditMessage::new().content("mine now");
            let edited = channel.edit_message(http, message.id, edit).await;
            ctx.data().tell("a member's message", &edited);
        }
    }
    ctx.say("done").await?;
    Ok(())
}

async fn pressed(ctx: &serenity::Context, event: &serenity::FullEvent) -> Result<(), Error> {
    let serenity::FullEvent::InteractionCreate { interaction } = event else {
        return Ok(());
    };
    let Some(press) = interaction.as_message_component() else {
        return Ok(());
    };
    let update = serenity::CreateInteractionResponseMessage::new()
        .content(format!("stopped by {}", press.user.name))
        .components(vec![]);
    press
        .create_response(
            ctx,
            serenity::CreateInteractionResponse::UpdateMessage(update),
        )
        .await?;
    let followup = serenity::CreateInteractionResponseFollowup::new()
        .content("bye")
        .ephemeral(true);
    press.create_followup(ctx, followup).await?;
    Ok(())
}

/// A running bot; it ends when this is dropped.
struct Bot {
    reports: mpsc::UnboundedReceiver<String>,
    _running: AbortOnDropHandle<()>,
}

impl Bot {
    async fn start(discord: &Discord) -> Self {
        let client = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client");
        let http = serenity::HttpBuilder::new(discord.token())
            .proxy(discord.api_url())
            .ratelimiter_disabled(true)
            .client(client)
            .build();
        Self::start_with(discord, http).await
    }

    async fn start_with(discord: &Discord, http: serenity::Http) -> Self {
        let (tell, reports) = mpsc::unbounded_channel();
        let framework = poise::Framework::builder()
            .options(poise::FrameworkOptions {
                commands: vec![deploy(), whisper(), late(), post(), refused()],
                event_handler: |ctx, event| Box::pin(pressed(ctx.serenity_context, event)),
                ..Default::default()
            })
            .setup(|ctx, _, framework| {
                Box::pin(async move {
                    let commands = &framework.options().commands;
                    poise::builtins::register_globally(ctx, commands).await?;
                    Ok(Reports(tell))
                })
            })
            .build();
        let intents = serenity::GatewayIntents::GUILDS;
        let mut client = serenity::ClientBuilder::new_with_http(http, intents)
            .framework(framework)
            .await
            .expect("a client");
        let running = tokio::spawn(async move {
            client.start().await.expect("the bot runs");
        });
        discord.wait_until_ready().await;
        Self {
            reports,
            _running: AbortOnDropHandle::new(running),
        }
    }

    async fn report(&mut self) -> String {
        let report = tokio::time::timeout(Duration::from_secs(20), self.reports.recv()).await;
        report.expect("a report in time").expect("the bot lives")
    }
}

async fn discord(change: impl FnOnce(&mut Options)) -> Discord {
    let mut options = Options {
        rate_limits: false,
        ..Options::default()
    };
    change(&mut options);
    Discord::start(options).await.expect("a free port")
}

#[tokio::test]
async fn a_command_is_answered_and_a_message_edited() {
    let discord = discord(|_| {}).await;
    let _bot = Bot::start(&discord).await;
    let alice = discord.member("alice");
    let pack = discord.upload(alice, "friday night.zip", &b"PK"[..]);
    let asked = discord.slash(
        alice,
        "deploy",
        &[("pack", pack.into()), ("name", "Friday".into())],
    );
    let reply = asked.reply().await;
    insta::assert_snapshot!(reply.text(), @"Friday is on its way, @alice");
    assert!(!reply.is_ephemeral());
    let message = discord.wait_for_text(alice.channel, "Online").await;
    insta::assert_snapshot!(message.texts().join("\n---\n"), @r"
    Uploading…
    ---
    Online
    │ Friday
    │ Track: Spa
    │ Since: ‹time›
    [Stop] [Join → https://acstuff.ru/s/q:race]
    ");
    assert_eq!(discord.complaints(), [""; 0]);
}
