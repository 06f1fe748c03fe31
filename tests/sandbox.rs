//! The stand-in Discord, driven by a real serenity/poise bot: what it lets pass and what not.
//!
//! The bot here is as small as a bot can be. Each of its commands does one thing that Discord
//! has a rule for, and reports what Discord's answer was.

use std::time::Duration;

use discord_stand_in::{Content, Discord, Event, Fault, NoResponse, Options, Progress};
use poise::serenity_prelude as serenity;
use serenity::Permissions;
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

/// Reads whatever a bot may read, and attaches a file to its answer.
#[poise::command(slash_command)]
async fn look(ctx: Context<'_>) -> Result<(), Error> {
    ctx.defer().await?;
    let (http, channel) = (ctx.http(), ctx.channel_id());
    let guild = ctx.guild_id().ok_or("used in a guild")?;
    http.get_bot_gateway().await?;
    http.get_current_user().await?;
    http.get_guild(guild).await?;
    http.get_channels(guild).await?;
    http.get_guild_roles(guild).await?;
    http.get_member(guild, ctx.author().id).await?;
    http.get_channel(channel).await?;
    http.get_global_commands().await?;
    channel.broadcast_typing(http).await?;
    let said = channel.say(http, "log follows").await?;
    channel.message(http, said.id).await?;
    channel
        .messages(http, serenity::GetMessages::new().limit(5))
        .await?;
    let log = serenity::CreateAttachment::bytes(&b"line 1"[..], "server.log");
    ctx.send(
        poise::CreateReply::default()
            .content("the log")
            .attachment(log),
    )
    .await?;
    said.delete(http).await?;
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

/// A running bot; it ends when this is dropped, and with it every story: none may have made
/// the stand-in complain.
struct Bot {
    discord: Discord,
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
                commands: vec![deploy(), whisper(), late(), post(), refused(), look()],
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
            discord: discord.clone(),
            reports,
            _running: AbortOnDropHandle::new(running),
        }
    }

    async fn report(&mut self) -> String {
        let report = tokio::time::timeout(Duration::from_secs(20), self.reports.recv()).await;
        report.expect("a report in time").expect("the bot lives")
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.discord.complaints(), [""; 0]);
        }
    }
}

async fn discord(change: impl FnOnce(&mut Options)) -> Discord {
    let checks = world::openapi::check().into_iter().collect();
    let mut options = Options {
        rate_limits: false,
        checks,
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
}

#[tokio::test]
async fn a_deferral_decides_who_sees_the_first_follow_up() {
    let discord = discord(|_| {}).await;
    let _bot = Bot::start(&discord).await;
    let dora = discord.member("dora");
    let asked = discord.slash(dora, "whisper", &[]);
    let reply = asked.reply().await;
    insta::assert_snapshot!(reply.text(), @"
    psst
    (only you can see this)
    ");
    let aloud = discord.wait_for_text(dora.channel, "aloud").await;
    assert_eq!(
        asked
            .followups()
            .iter()
            .map(|one| one.id)
            .collect::<Vec<_>>(),
        [aloud.id]
    );
    assert!(!aloud.is_ephemeral());
}

#[tokio::test]
async fn an_answer_after_three_seconds_is_refused() {
    let discord = discord(|options| options.limits.answer_within = Duration::from_millis(50)).await;
    let mut bot = Bot::start(&discord).await;
    let asked = discord.slash(discord.member("gus"), "late", &[("wait", 150.into())]);
    assert_eq!(
        asked.try_reply().await.expect_err("too late"),
        NoResponse::TimedOut
    );
    assert_eq!(asked.progress(), Progress::TimedOut);
    assert_eq!(bot.report().await, "first: 404 10062");
}

#[tokio::test]
async fn an_interaction_is_acknowledged_once() {
    let discord = discord(|_| {}).await;
    let mut bot = Bot::start(&discord).await;
    let asked = discord.slash(discord.member("gus"), "late", &[("wait", 0.into())]);
    assert_eq!(asked.reply().await.text(), "first");
    assert_eq!(bot.report().await, "first: ok");
    assert_eq!(bot.report().await, "second: 400 40060");
    assert!(asked.acknowledged().await.expect("acknowledged") < Duration::from_secs(3));
}

#[tokio::test]
async fn a_token_dies_after_fifteen_minutes() {
    let discord = discord(|options| options.limits.token_lives = Duration::ZERO).await;
    let _bot = Bot::start(&discord).await;
    let asked = discord.slash(discord.member("dora"), "whisper", &[]);
    let follow_up = "POST /webhooks/{webhook_id}/{webhook_token}";
    let refused = discord.wait_for("a refused follow-up", |state| {
        let mut found = state
            .requests()
            .filter(|request| request.name() == follow_up);
        found
            .next()
            .map(|request| (request.status, request.response.clone()))
    });
    let (status, body) = refused.await;
    assert_eq!(
        (status, &body.expect("a body")["code"]),
        (401, &50027.into())
    );
    assert_eq!(asked.progress(), Progress::Deferred { ephemeral: true });
}

#[tokio::test]
async fn a_button_changes_its_message() {
    let discord = discord(|_| {}).await;
    let _bot = Bot::start(&discord).await;
    let (alice, gus) = (discord.member("alice"), discord.member("gus"));
    let pack = discord.upload(alice, "p.zip", &b"PK"[..]);
    discord
        .slash(alice, "deploy", &[("pack", pack.into())])
        .reply()
        .await;
    let message = discord.wait_for_text(alice.channel, "Online").await;
    let link = discord
        .try_press(gus, &message, "Join")
        .err()
        .expect("a link");
    assert!(link.to_string().contains("link"), "{link}");
    let pressed = discord.press(gus, &message, "Stop");
    let changed = pressed.reply().await;
    assert_eq!(changed.id, message.id);
    assert!(
        changed.text().starts_with("stopped by gus"),
        "{}",
        changed.text()
    );
    let gone = discord
        .try_press(gus, &message, "Stop")
        .err()
        .expect("the button is gone");
    assert!(gone.to_string().contains("no such button"), "{gone}");
    let bye = discord.wait_for("the private follow-up", |state| {
        state
            .all_messages()
            .find(|message| message.body.content == "bye")
            .cloned()
    });
    assert!(bye.await.is_ephemeral());
    assert_eq!(pressed.followups().len(), 1);
}

#[tokio::test]
async fn an_option_completes_itself() {
    let discord = discord(|_| {}).await;
    let _bot = Bot::start(&discord).await;
    let choices = discord
        .autocomplete(discord.member("dora"), "post", "text", "S")
        .await;
    let names: Vec<_> = choices.iter().map(|choice| choice.name.as_str()).collect();
    assert_eq!(names, ["Spa", "Sebring"]);
    let fixed = discord
        .try_autocomplete(discord.member("dora"), "deploy", "name", "S")
        .await;
    assert!(
        fixed
            .expect_err("fixed")
            .to_string()
            .contains("does not complete")
    );
}

#[tokio::test]
async fn one_nonce_posts_one_message_and_pings_whom_it_may() {
    let discord = discord(|_| {}).await;
    let mut bot = Bot::start(&discord).await;
    let (dora, gus) = (discord.member("dora"), discord.member("gus"));
    let text = format!(
        "@everyone <@{}> <@{}> <@&{}>",
        dora.id,
        gus.id,
        discord.role("Driver")
    );
    let asked = discord.slash(dora, "post", &[("text", text.into())]);
    assert_eq!(
        [bot.report().await, bot.report().await],
        ["first: ok", "second: ok"]
    );
    asked.reply().await;
    let posted = discord.channel_messages(dora.channel);
    let posted: Vec<_> = posted
        .iter()
        .filter(|message| message.nonce.is_some())
        .collect();
    assert_eq!(posted.len(), 1, "{}", discord.transcript());
    assert_eq!(posted[0].text(), "@everyone @dora @gus @Driver");
    assert!(posted[0].pinged.users.contains(&dora.id));
    assert_eq!(
        (posted[0].pinged.users.len(), posted[0].pinged.roles.len()),
        (1, 0)
    );
    assert!(!posted[0].pinged.everyone);
}

#[tokio::test]
async fn what_discord_refuses_is_refused() {
    let discord = discord(|_| {}).await;
    let mut bot = Bot::start(&discord).await;
    let alice = discord.member("alice");
    discord.say(alice, "hello");
    discord.slash(alice, "refused", &[]).reply().await;
    let mut told = Vec::new();
    while told.len() < 7 {
        told.push(bot.report().await);
    }
    insta::assert_snapshot!(told.join("\n"), @"
    empty: 400 50006
    embeds of 7000: 400 50035
    acmanager link: 400 50035
    same custom id: 400 50035
    2001 characters: 400 50035
    unknown channel: 404 10003
    a member's message: 403 50005
    ");
}

#[tokio::test]
async fn a_channel_may_be_closed_to_the_bot() {
    let discord = discord(|_| {}).await;
    let mut bot = Bot::start(&discord).await;
    let dora = discord
        .member("dora")
        .in_channel(discord.channel("paddock"));
    let ask = async |bot: &mut Bot| {
        discord
            .slash(dora, "post", &[("text", "hello".into())])
            .reply()
            .await;
        bot.report().await;
        bot.report().await
    };
    discord.deny(dora.channel, Permissions::VIEW_CHANNEL);
    assert_eq!(ask(&mut bot).await, "second: 403 50001");
    discord.allow(dora.channel, Permissions::VIEW_CHANNEL);
    discord.deny(dora.channel, Permissions::SEND_MESSAGES);
    assert_eq!(ask(&mut bot).await, "second: 403 50013");
    assert_eq!(discord.invalid_requests(), 4);
    discord.allow(dora.channel, Permissions::SEND_MESSAGES);
    assert_eq!(ask(&mut bot).await, "second: ok");
}

#[tokio::test]
async fn a_cut_session_is_resumed_and_misses_nothing() {
    let discord = discord(|_| {}).await;
    let mut bot = Bot::start(&discord).await;
    let gus = discord.member("gus");
    for interrupt in 0..2 {
        let mut events = discord.events();
        match interrupt {
            0 => discord.faults().cut(),
            _ => discord.faults().ask_to_reconnect(),
        }
        // Asked while nobody listens.
        let asked = discord.slash(gus, "late", &[("wait", 0.into())]);
        assert_eq!(asked.reply().await.text(), "first");
        assert_eq!([bot.report().await, bot.report().await][0], "first: ok");
        let mut seen = Vec::new();
        while let Ok(event) = events.try_recv() {
            seen.push(event);
        }
        assert!(
            seen.iter().any(|event| matches!(event, Event::BotResumed)),
            "{seen:?}"
        );
        assert!(
            !seen
                .iter()
                .any(|event| matches!(event, Event::BotConnected)),
            "{seen:?}"
        );
    }
}

#[tokio::test]
async fn an_invalid_session_begins_anew() {
    let discord = discord(|_| {}).await;
    let _bot = Bot::start(&discord).await;
    let mut events = discord.events();
    discord.faults().invalidate_session(false);
    let again =
        async { while !matches!(events.recv().await.expect("events"), Event::BotConnected) {} };
    tokio::time::timeout(Duration::from_secs(20), again)
        .await
        .expect("a new session");
    discord
        .slash(discord.member("dora"), "whisper", &[])
        .reply()
        .await;
}

#[tokio::test]
async fn a_wrong_token_is_refused() {
    let discord = discord(|_| {}).await;
    let http = serenity::HttpBuilder::new("wrong.wrong.wrong")
        .proxy(discord.api_url())
        .ratelimiter_disabled(true)
        .build();
    let error = http.get_current_user().await.expect_err("401");
    let serenity::Error::Http(error) = error else {
        panic!("{error}")
    };
    assert_eq!(error.status_code().map(|status| status.as_u16()), Some(401));
    let intents = serenity::GatewayIntents::GUILDS;
    let mut client = serenity::ClientBuilder::new_with_http(http, intents)
        .await
        .expect("a client");
    let error = client.start().await.expect_err("4004");
    assert!(error.to_string().contains("authentication"), "{error}");
}

#[tokio::test]
async fn a_member_cannot_send_what_was_not_registered() {
    let discord = discord(|_| {}).await;
    let _bot = Bot::start(&discord).await;
    let alice = discord.member("alice");
    let why = |command, options: &[_]| {
        discord
            .try_slash(alice, command, options)
            .err()
            .expect("impossible")
            .to_string()
    };
    assert!(why("fly", &[]).contains("no such command"));
    assert!(why("deploy", &[]).contains("required"));
    assert!(why("deploy", &[("size", "big".into())]).contains("no option"));
    assert!(why("late", &[("wait", "soon".into())]).contains("not a whole number"));
}

#[tokio::test]
async fn requests_fail_on_demand() {
    let discord = discord(|_| {}).await;
    let mut bot = Bot::start(&discord).await;
    let dora = discord.member("dora");
    let posting = "POST /channels/{channel_id}/messages";
    let wait = Duration::from_millis(1500);
    let limited = Fault::RateLimited {
        retry_after: wait,
        global: false,
    };
    discord.faults().fail(posting, 1, limited);
    discord.faults().fail(posting, 1, Fault::Unavailable);
    let ask = || discord.slash(dora, "post", &[("text", "hello".into())]);
    ask().reply().await;
    assert_eq!(
        [bot.report().await, bot.report().await],
        ["first: 429 0", "second: 503 0"]
    );
    // The answer is lost, but the action is done: the second attempt finds it by its nonce.
    discord.faults().fail(posting, 1, Fault::AnswerLost);
    ask().reply().await;
    assert_eq!(
        [bot.report().await, bot.report().await],
        ["first: 502 0", "second: ok"]
    );
    let posted = discord.channel_messages(dora.channel);
    assert_eq!(
        posted
            .iter()
            .filter(|message| message.text() == "hello")
            .count(),
        1
    );
}

#[tokio::test]
async fn the_cdn_serves_ranges_until_its_line_breaks() {
    let discord = discord(|_| {}).await;
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let alice = discord.member("alice");
    let content = Content::from(&b"head"[..])
        .then_filler(3 << 20)
        .then(&b"tail"[..]);
    let size = content.len();
    let file = discord.upload(alice, "p.zip", content.clone());
    let get = |range: Option<&str>| {
        let request = client.get(file.url());
        match range {
            Some(range) => request.header("range", range).send(),
            None => request.send(),
        }
    };

    let tail = get(Some("bytes=-4")).await.expect("an answer");
    assert_eq!(tail.status(), 206);
    let told = tail.headers()["content-range"]
        .to_str()
        .expect("text")
        .to_owned();
    assert_eq!(told, format!("bytes {}-{}/{size}", size - 4, size - 1));
    assert_eq!(tail.bytes().await.expect("bytes"), "tail");
    assert_eq!(
        get(Some("bytes=99999999-"))
            .await
            .expect("an answer")
            .status(),
        416
    );
    let whole = get(None)
        .await
        .expect("an answer")
        .bytes()
        .await
        .expect("bytes");
    assert_eq!(whole, content.read(0..size));
    assert_eq!((file.bytes_served(), file.requests_served()), (size + 4, 3));

    let cut = file.clone().cut_after(100_000, 1);
    get(None)
        .await
        .expect("an answer")
        .bytes()
        .await
        .expect_err("cut");
    assert_eq!(cut.bytes_served(), size + 4 + 100_000);
    get(None)
        .await
        .expect("an answer")
        .bytes()
        .await
        .expect("cut only once");

    let _ = file.clone().without_ranges();
    assert_eq!(
        get(Some("bytes=-4")).await.expect("an answer").status(),
        200
    );
    let _ = file.clone().stall_after(10);
    let stalled = get(None).await.expect("an answer").bytes();
    tokio::time::timeout(Duration::from_millis(100), stalled)
        .await
        .expect_err("stalled");
    file.mend();
    let forged = file.url().replace("&hm=", "&hm=0");
    assert_eq!(
        client.get(forged).send().await.expect("an answer").status(),
        404
    );
    let _ = file.clone().expired();
    assert_eq!(get(None).await.expect("an answer").status(), 404);
}

#[tokio::test]
async fn what_a_bot_may_read_is_as_discord_describes_it() {
    let discord = discord(|_| {}).await;
    let _bot = Bot::start(&discord).await;
    let oscar = discord.member("oscar");
    let reply = discord.slash(oscar, "look", &[]).reply().await;
    insta::assert_snapshot!(reply.text(), @"
    the log
    [file: server.log]
    ");
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let url = reply.body.attachments[0]["url"].as_str().expect("a URL");
    let log = client
        .get(url)
        .send()
        .await
        .expect("an answer")
        .text()
        .await;
    assert_eq!(log.expect("text"), "line 1");
    let deleted = discord.wait_for("the message to be deleted", |state| {
        state
            .all_messages()
            .find(|message| message.deleted.is_some())
            .cloned()
    });
    assert_eq!(deleted.await.text(), "log follows");
}
