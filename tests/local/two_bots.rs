//! Two bots with memories of their own show one evening.

use discord::{Bot, DiscordSettings};
use service::Service;
use watcher::RacesWatcher;
use world::ordered::until;

use crate::league::League;

/// What has not changed is not sent again, however often the bots look; what has is sent once by each. At a pass
/// every ten seconds that is far below the five edits in five seconds that Discord takes in a channel.
#[tokio::test(flavor = "multi_thread")]
async fn two_bots_are_quiet_when_nothing_changes_and_edit_once_when_something_does() {
    let mut league = League::start().await;
    // Their operators gave their pages different addresses.
    let url = |host: &str| format!("http://{host}:8880").parse().expect("an address");
    league.service.has_join_pages_at(url("one.example"));
    let night = league.started_night().await;
    let server = league.server(&night);
    let settings = DiscordSettings {
        api_url: Some(league.discord.api_url().parse().expect("a url")),
    };
    let service = Service::new(league.cloud.clone(), league.rules.clone()).expect("a service");
    service.has_join_pages_at(url("other.example"));
    let token = league.discord.token();
    let bot = Bot::connect(&settings, &token, service.clone()).await;
    let notifier = bot.expect("a bot").race_notifier();
    let mut other = RacesWatcher::new(service, notifier);
    let card = league.night().await.card.expect("a card").to_string();
    let discord = &league.discord;
    let sent = async || {
        let count = discord.wait_for("the requests", |state| {
            let edits = state.requests().filter(|request| {
                let is_card = request.path.ends_with(&card);
                request.method == "PATCH" && (is_card || request.path.contains("scheduled-events"))
            });
            Some(edits.count())
        });
        count.await
    };

    let clock = league.service.clock().clone();
    // Whether something is still to be shown.
    let mut passes = async |often: usize| {
        let mut unshown = false;
        for _ in 0..often {
            let (one, two) = tokio::join!(
                league.races.pass_at(clock.now()),
                other.pass_at(clock.now())
            );
            unshown = one.expect("a pass").unshown | two.expect("a pass").unshown;
        }
        unshown
    };
    // Each shows once what it sees, as far as Discord's limits let it.
    until(async || {
        let before = sent().await;
        let unshown = passes(2).await;
        (!unshown && sent().await == before).then_some(())
    })
    .await;

    // Five minutes of passes, and nothing happens.
    let before = sent().await;
    passes(30).await;
    assert_eq!(
        sent().await,
        before,
        "nothing changed, and something was sent"
    );

    // A driver comes: each bot shows that once.
    let file = league.host.file(&server, "pack/simulated-clients");
    std::fs::write(file, "1").expect("told");
    until(async || {
        passes(1).await;
        let shown = discord.message(card.parse::<u64>().ok()?.into())?;
        shown.text().contains("online, 1 driver").then_some(())
    })
    .await;
    until(async || (!passes(1).await).then_some(())).await;
    passes(30).await;
    let edits = sent().await - before;
    assert!((1..=2).contains(&edits), "{edits} edits for one driver");
    league.end().await;
}
