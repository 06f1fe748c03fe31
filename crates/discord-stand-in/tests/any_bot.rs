//! A bot that knows nothing of this project: what the README shows.

use discord_stand_in::{Discord, Options};
use poise::serenity_prelude as serenity;

type Error = serenity::Error;
type Context<'a> = poise::Context<'a, (), Error>;

/// Says how somebody is greeted
#[poise::command(slash_command)]
async fn greet(ctx: Context<'_>, #[description = "Who"] whom: serenity::User) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    ctx.say(format!("Hello {}!", whom.display_name())).await?;
    Ok(())
}

/// The bot. Only the address and the limiter differ from what runs against Discord.
async fn bot(api_url: &str, token: &str) -> Result<serenity::Client, Error> {
    let http = serenity::HttpBuilder::new(token)
        .proxy(api_url)
        .ratelimiter_disabled(true)
        .build();
    let options = poise::FrameworkOptions {
        commands: vec![greet()],
        ..poise::FrameworkOptions::default()
    };
    let framework = poise::Framework::builder()
        .options(options)
        .setup(|ctx, _, framework| {
            Box::pin(async move {
                poise::builtins::register_globally(ctx, &framework.options().commands).await
            })
        })
        .build();
    serenity::ClientBuilder::new_with_http(http, serenity::GatewayIntents::GUILDS)
        .framework(framework)
        .await
}

#[tokio::test]
async fn alice_greets_oscar() {
    let discord = Discord::start(Options::default()).await.expect("a port");
    let mut client = bot(&discord.api_url(), &discord.token())
        .await
        .expect("a bot");
    let running = tokio::spawn(async move { client.start().await });
    discord.wait_until_ready().await;

    let (alice, oscar) = (discord.member("alice"), discord.member("oscar"));
    let answer = discord
        .slash(alice, "greet", &[("whom", oscar.into())])
        .reply()
        .await;

    assert_eq!(answer.text(), "Hello oscar!\n(only you can see this)");
    assert_eq!(discord.complaints(), [""; 0]);
    running.abort();
}
