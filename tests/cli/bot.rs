//! `ac-deploy bot` as a process: what it wants, and how it ends.

use discord_stand_in::{Discord, Options};
use world::front::Front;
use world::moto::Moto;

use crate::shell::Shell;

async fn shell(front: &Front, discord: &Discord) -> Shell {
    let mut shell = Shell::new();
    shell
        .variable("AWS_ENDPOINT_URL", &front.endpoint())
        .variable("AWS_REGION", world::front::REGION)
        .variable("AWS_ACCESS_KEY_ID", "AKIATEST")
        .variable("AWS_SECRET_ACCESS_KEY", "secret")
        .variable("AC_DEPLOY_AWS__BUCKET", "bot-packs")
        .variable("AC_DEPLOY_DISCORD__API_URL", &discord.api_url())
        .variable("AC_DEPLOY_LOG", "json");
    shell.file(
        "config/ac-deploy.toml",
        format!("[[guilds]]\nid = \"{}\"\n", discord.guild().get()),
    );
    shell
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_says_what_it_lacks_and_ends_in_order() {
    let front = Front::start(Moto::start().await).await;
    let discord = Discord::start(Options::default())
        .await
        .expect("a loopback port");
    let mut shell = shell(&front, &discord).await;

    let no_token = shell.call(&["bot"]).await;
    assert_eq!(no_token.code, 5);
    assert!(
        no_token.err.contains("DISCORD_TOKEN is missing"),
        "{}",
        no_token.err
    );

    shell.variable("DISCORD_TOKEN", &discord.token());
    let no_account = shell.call(&["bot"]).await;
    assert_eq!(no_account.code, 5);
    assert!(
        no_account.err.contains("`ac-deploy setup`"),
        "{}",
        no_account.err
    );

    assert_eq!(shell.call(&["setup", "--yes"]).await.code, 0);
    let bot = shell.start(&["bot"]);
    discord.wait_until_ready().await;
    bot.signal("TERM");
    let ended = bot.ended().await;
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.err.contains("SIGTERM"), "{}", ended.err);
    assert!(
        !ended.err.contains(&discord.token()),
        "the token is in the log"
    );
    for line in ended.err.lines() {
        assert!(
            serde_json::from_str::<serde_json::Value>(line).is_ok(),
            "no JSON: {line}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_discord_does_not_know_is_said_so() {
    let front = Front::start(Moto::start().await).await;
    let discord = Discord::start(Options::default())
        .await
        .expect("a loopback port");
    let mut shell = shell(&front, &discord).await;
    assert_eq!(shell.call(&["setup", "--yes"]).await.code, 0);
    shell.variable("DISCORD_TOKEN", "MTAx.wrong.token");
    let ended = shell.call(&["bot"]).await;
    assert_eq!(ended.code, 5, "{}", ended.err);
    assert!(
        ended.err.contains("Discord does not accept the token"),
        "{}",
        ended.err
    );
}
