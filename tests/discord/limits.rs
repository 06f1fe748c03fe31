//! With serenity's own limiter on, which no stand-in at another address than Discord's ever meets.

use std::time::Instant;

use super::*;
use serenity::http::{Http, HttpBuilder};

/// A client of serenity's that takes the stand-in for discord.com.
async fn limited(discord: &Discord) -> Http {
    let https = discord.https().await.expect("a free port");
    let certificate = reqwest::Certificate::from_der(&https.certificate).expect("a certificate");
    let client = reqwest::Client::builder()
        .resolve("discord.com", https.address)
        .add_root_certificate(certificate)
        .no_proxy()
        .build()
        .expect("a client");
    HttpBuilder::new(discord.token()).client(client).build()
}

async fn league(discord: Discord) -> League {
    let cloud = Arc::new(MemoryCloud::default());
    let service = Service::new(cloud.clone(), rules(&discord)).expect("a service");
    let http = limited(&discord).await;
    let bot = Bot::connect_through(&settings(&discord), http, service)
        .await
        .expect("a bot");
    let (notifier, results) = (bot.notifier(), bot.result_notifier());
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(bot.run(shutdown.clone()));
    discord.wait_until_ready().await;
    League {
        discord,
        cloud,
        notifier,
        results,
        shutdown,
        running,
    }
}

#[tokio::test]
async fn a_busy_channel_is_never_refused_because_the_bot_waits_by_itself() {
    let league = league(discord_with(|options| options.rate_limits = true).await).await;
    for number in 1..=7 {
        let server = league.server(number, "Friday GT3", InstanceState::Running);
        let card = coming(&server);
        let shown = league.notifier.show(league.home(), None, &card);
        shown.await.expect("a message");
    }
    assert_eq!(league.messages().len(), 7);
    let refused = |state: &discord_stand_in::State| {
        state
            .requests()
            .filter(|request| request.status == 429)
            .count()
    };
    assert_eq!(league.discord.look(refused), 0);
    league.end().await;
}

#[tokio::test]
async fn a_limit_of_many_minutes_on_one_channel_holds_up_no_pass() {
    let league = league(discord().await).await;
    let server = league.server(1, "Friday GT3", InstanceState::Running);
    let limit = Duration::from_secs(1337);
    let long = Fault::SharedLimit(limit);
    league.discord.faults().keep_failing(POST, long);
    let began = Instant::now();
    let shown = league
        .notifier
        .show(league.home(), None, &coming(&server))
        .await;
    assert!(
        matches!(shown, Err(NotifyError::Failed { .. })),
        "{shown:?}"
    );
    assert!(
        began.elapsed() < limit,
        "it waited for the end of the limit"
    );
    // The other channel, and whoever types there, notice nothing.
    let paddock = league.discord.channel("paddock");
    let gus = league.member("gus").in_channel(paddock);
    let told = league.slash(gus, "servers", &[]).await;
    assert!(told.text().contains("Friday GT3"), "{}", told.text());
    league.end().await;
}
