//! The bot's sessions: how one begins while Discord is down, and what outlives it.

use super::*;

/// A bot with an empty cloud, which does not run yet.
pub(super) async fn bot(discord: &Discord, token: &str) -> Bot {
    let service =
        Service::new(Arc::new(MemoryCloud::default()), rules(discord)).expect("a service");
    let bot = Bot::connect(&settings(discord), token, service).await;
    bot.expect("a bot")
}

fn shows(activity: &str) -> impl Fn(&discord_stand_in::State) -> Option<()> + use<'_> {
    move |state| {
        let presence = state.presence()?;
        (presence.activities == [activity]).then_some(())
    }
}

#[tokio::test]
async fn a_new_session_shows_the_presence_of_before() {
    let league = League::start().await;
    league.notifier.present(2).await;
    league
        .discord
        .wait_for("the presence", shows("2 servers"))
        .await;
    league.discord.faults().invalidate_session(false);
    league
        .discord
        .wait_for(
            "a session without a presence, or the end of the old one",
            |state| state.presence().is_none().then_some(()),
        )
        .await;
    league
        .discord
        .wait_for("the presence in the new session", shows("2 servers"))
        .await;
    // The new session's messenger is spoken to from now on; a presence may change every 5 s.
    while league.discord.look(shows("3 servers")).is_none() {
        league.notifier.present(3).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(league.discord.complaints(), [""; 0]);
    // serenity leaves the socket of a session that it has begun again to the end of the process.
    league.shutdown.cancel();
    league.running.await.expect("no panic").expect("in peace");
}

#[tokio::test]
async fn a_discord_that_is_down_while_the_bot_starts_does_not_end_it() {
    let discord = discord().await;
    let application = "GET /oauth2/applications/@me";
    discord.faults().fail(application, 4, Fault::Unavailable);
    discord
        .faults()
        .keep_failing(PUT_COMMANDS, Fault::Unavailable);
    let bot = bot(&discord, &discord.token()).await;
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(bot.run(shutdown.clone()));
    discord
        .wait_for("the bot to be online", |state| state.online().then_some(()))
        .await;
    discord.faults().clear();
    discord.wait_until_ready().await;
    shutdown.cancel();
    running.await.expect("no panic").expect("in peace");
}

#[tokio::test]
async fn a_bad_token_costs_no_login() {
    let discord = discord().await;
    let bot = bot(&discord, "wrong.token").await;
    let mut events = discord.events();
    let ended = bot.run(CancellationToken::new()).await;
    assert!(matches!(ended, Err(BotError::Token)), "{ended:?}");
    assert!(events.try_recv().is_err(), "nobody logged in");
}
