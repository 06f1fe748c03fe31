//! `ac-deploy bot` as a process: what it wants, and how it ends.

use discord_stand_in::{Discord, Options};
use world::front::Front;
use world::moto::Moto;

use crate::shell::Shell;

pub(crate) async fn shell(front: &Front, discord: &Discord) -> Shell {
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

/// Two minutes ahead, and every server would seem silent; an hour, and each new one would be stopped.
#[tokio::test(flavor = "multi_thread")]
async fn a_bot_does_not_start_by_a_wrong_clock() {
    let front = Front::start(Moto::start().await).await;
    let discord = Discord::start(Options {
        clock_ahead: jiff::SignedDuration::from_mins(-5),
        ..Options::default()
    })
    .await
    .expect("a loopback port");
    let mut shell = shell(&front, &discord).await;
    shell.variable("DISCORD_TOKEN", &discord.token());
    let ended = shell.call(&["bot"]).await;
    assert_eq!(ended.code, 5, "{}", ended.err);
    assert!(
        ended.err.contains("This machine's clock is 5 min ahead."),
        "{}",
        ended.err
    );
    assert_eq!(discord.count("GET /applications/@me"), 0);
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

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_bot_keeps_its_secrets_and_says_which_file_does_not() {
    use std::os::unix::fs::PermissionsExt as _;

    let front = Front::start(Moto::start().await).await;
    let discord = Discord::start(Options::default())
        .await
        .expect("a loopback port");
    let shell = shell(&front, &discord).await;
    shell.file(".env", format!("DISCORD_TOKEN={}\n", discord.token()));
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(shell.path(".env"), open).expect("open to all");
    assert_eq!(shell.call(&["setup", "--yes"]).await.code, 0);
    let bot = shell.start(&["bot"]);
    discord.wait_until_ready().await;

    let limits = bot.about("limits").expect("it runs");
    let limits = String::from_utf8_lossy(&limits);
    let cores = limits
        .lines()
        .find(|line| line.starts_with("Max core file"));
    let cores: Vec<_> = cores.unwrap_or_default().split_whitespace().collect();
    assert_eq!(cores[4..6], ["0", "0"], "its memory is written to no disk");
    // Root may read all; whoever else has the same user may not.
    if !rustix::process::geteuid().is_root() {
        assert!(bot.about("environ").is_err(), "its environment is closed");
    }
    bot.signal("TERM");
    let said = bot.ended().await.err;
    let warned = said.contains("other users of this machine can read") && said.contains(".env");
    assert!(warned && said.contains("chmod 600"), "{said}");
}
