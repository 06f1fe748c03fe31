//! What servers cost: shown, kept across a kill, and held against a budget.

use std::time::Duration;

use cloud::Making;
use domain::ids::InstanceType;
use domain::server::InstanceState;
use insta::assert_snapshot;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use world::{BUCKET, Watching, World};

/// Less than a minute of a machine costs.
const SPENT_AT_ONCE: f64 = 0.0001;

async fn cost(world: &World) -> String {
    let asked = world.discord.slash(world.gus(), "cost", &[]);
    asked.reply().await.text()
}

#[tokio::test]
async fn a_month_is_shown_with_what_it_went_to() {
    let world = World::start().await;
    let nothing = cost(&world).await;
    assert!(nothing.contains("No server was there"), "{nothing}");
    world.deploy_until_online().await;
    let text = cost(&world).await;
    assert!(
        text.contains("Sunday Cup") && text.contains("on t3.small with Windows"),
        "{text}"
    );
    assert!(text.contains("by the end of the month"), "{text}");
    world
        .wait_until("the ledger", async || {
            let keys = world.objects("documents/costs/").await;
            keys.len() == 1
        })
        .await;
    let wrong = world
        .discord
        .slash(world.gus(), "cost", &[("month", "lately".into())]);
    let wrong = wrong.reply().await.text();
    assert!(wrong.contains("is not a month"), "{wrong}");
}

#[tokio::test]
async fn a_spent_budget_stops_what_is_new_and_never_what_runs() {
    let mut world = World::builder()
        .guild(json!({ "budget": SPENT_AT_ONCE }))
        .start()
        .await;
    world.deploy_until_online().await;
    let told = world
        .discord
        .wait_for_text(world.channel(), "budget of this month is spent")
        .await;
    assert!(told.text().contains("What runs goes on"), "{}", told.text());

    let pack = world.attach("second.zip", pack::sample::Sample::default().zip());
    let refused = world.deploy(&pack).reply().await;
    assert!(
        refused.text().contains("The budget of this month is spent"),
        "{}",
        refused.text()
    );
    assert_eq!(world.aws.count("RunInstances"), 1);
    assert_eq!(world.only_server().await.state, InstanceState::Running);

    // It is told once, also by a bot that starts anew.
    world.kill_bot().await;
    world.start_bot().await;
    let options = [("pack", (&pack).into())];
    world
        .discord
        .slash(world.alice(), "deploy file", &options)
        .reply()
        .await;
    let goes_on = world
        .discord
        .wait_for_text(world.channel(), "goes on all the same")
        .await;
    assert!(goes_on.text().contains("alice"), "{}", goes_on.text());
    world.wait_for_joins(2).await;
    let warnings = world.discord.channel_messages(world.channel());
    let warnings = warnings
        .iter()
        .filter(|message| message.text().contains("New servers are refused"));
    assert_eq!(warnings.count(), 1);
}

#[tokio::test]
async fn a_month_shows_what_images_of_ones_own_cost_beside_the_sum() {
    let world = World::start().await;
    world.allow_making_images();
    let images = world.cloud().own_images().expect("AWS makes images");
    let size = InstanceType::new("t3.small");
    let machine = images.begin(&size).await.expect("a machine");
    world
        .wait_until("the image", async || {
            let making = images.go_on(&machine).await.expect("a step");
            matches!(making, Making::Done(_))
        })
        .await;
    let text = cost(&world).await;
    assert!(
        text.contains("$0.15 a month for 1, whichever Discord server uses them; not in the sum"),
        "{text}"
    );
}

/// What becomes of the news that a budget is spent, when the bot is killed at each of its writes: that it is about
/// to tell it, the message, and that it is told. Discord remembers no repeat for that long.
#[tokio::test]
async fn a_spent_budget_is_told_once_wherever_the_bot_is_killed() {
    let mut world = World::builder()
        .guild(json!({ "budget": SPENT_AT_ONCE }))
        .nonce_window(Duration::from_millis(1))
        .start_without_bot()
        .await;
    world.watching = Watching::ByHand;
    world.start_bot().await;
    world.deploy(&world.sample_pack()).reply().await;
    world
        .wait_until("the machine", async || world.servers().await.len() == 1)
        .await;
    let begun = Timestamp::now();
    let after = |minutes: i64| begun + SignedDuration::from_mins(minutes);
    let told = || {
        let messages = world.discord.channel_messages(world.channel());
        let is_it = |text: &str| text.contains("budget of this month is spent");
        messages.iter().filter(|it| is_it(&it.text())).count()
    };
    let denied = |nth: usize| {
        let put = world.aws.fail("s3:PutObject").nth(nth);
        put.with("AccessDenied", 403, "Access Denied");
    };

    // Before anything is written.
    denied(1);
    let mut one = world.watcher_of_another_bot().await;
    one.pass_at(after(0)).await.expect("a pass");
    assert_eq!(told(), 0);
    world.aws.heal();

    // It is written that it is about to be told, and Discord has nothing of it.
    let post = "POST /channels/{channel_id}/messages";
    let faults = world.discord.faults();
    faults.keep_failing(post, discord_stand_in::Fault::Unavailable);
    let mut two = world.watcher_of_another_bot().await;
    two.pass_at(after(1)).await.expect("a pass");
    world.discord.faults().clear();
    assert_eq!(told(), 0);

    // The next one waits for as long as that one may need; then it tells it, and dies before that is noted.
    let mut three = world.watcher_of_another_bot().await;
    three.pass_at(after(2)).await.expect("a pass");
    assert_eq!(told(), 0, "another may be at it");
    denied(2);
    three.pass_at(after(4)).await.expect("a pass");
    assert_eq!(told(), 1);
    world.aws.heal();

    // Whoever comes then finds it; and all is noted.
    let mut four = world.watcher_of_another_bot().await;
    for minute in [5, 7, 30] {
        four.pass_at(after(minute)).await.expect("a pass");
        one.pass_at(after(minute)).await.expect("a pass");
    }
    assert_eq!(told(), 1, "{}", world.discord.transcript());
    let ledger = world.objects("documents/costs/").await.remove(0);
    let kept = world
        .document(ledger.trim_start_matches("documents/"))
        .await;
    assert_eq!(kept["told_percent"], 100, "{kept}");
}

/// A ledger that was torn, and one that a newer bot wrote before it was taken back.
#[tokio::test]
async fn a_ledger_that_cannot_be_read_keeps_no_league_from_racing() {
    let mut world = World::builder()
        .guild(json!({ "budget": 1000 }))
        .start()
        .await;
    world.deploy_until_online().await;
    world
        .wait_until("the ledger", async || {
            world.objects("documents/costs/").await.len() == 1
        })
        .await;
    let key = world.objects("documents/costs/").await.remove(0);

    world.kill_bot().await;
    world.watching = Watching::ByHand;
    world.put(BUCKET, &key, b"{\"schema\":1,".to_vec()).await;
    world.start_bot().await;
    let pack = world.attach("second.zip", pack::sample::Sample::default().zip());
    world.deploy(&pack).reply().await;
    world
        .wait_until("the second machine", async || {
            world.aws.count("RunInstances") == 2
        })
        .await;
    assert_eq!(world.objects("documents/unreadable/costs/").await.len(), 1);

    world.kill_bot().await;
    world.put(BUCKET, &key, b"{\"schema\":9}".to_vec()).await;
    world.start_bot().await;
    let refused = world.deploy(&pack).reply().await;
    assert!(
        refused
            .text()
            .contains("only somebody who manages this Discord server"),
        "{}",
        refused.text()
    );
    let options = [("pack", (&pack).into())];
    world
        .discord
        .slash(world.alice(), "deploy file", &options)
        .reply()
        .await;
    world
        .wait_until("the admin's machine", async || {
            world.aws.count("RunInstances") == 3
        })
        .await;
    assert_eq!(world.objects("documents/unreadable/costs/").await.len(), 1);
}

#[tokio::test]
async fn a_stopped_server_is_mentioned_once_a_week_whichever_bot_looks() {
    // Days go by in no time: Discord must not take the second week's message for a repeat.
    let mut world = World::builder()
        .nonce_window(Duration::from_millis(1))
        .start()
        .await;
    world.deploy_until_online().await;
    let stop = world.discord.slash(world.oscar(), "stop", &[]);
    stop.reply().await;
    let id = world.only_server().await.id.clone();
    world.wait_for_state(&id, InstanceState::Stopped).await;
    world
        .discord
        .wait_for_text(world.channel(), "– stopped")
        .await;
    world.kill_bot().await;
    world.watching = Watching::ByHand;
    world.start_bot().await;

    let (mut one, mut other) = (world.watcher().await, world.watcher_of_another_bot().await);
    let days = |days: i64| Timestamp::now() + SignedDuration::from_hours(24 * days);
    let mentioned = || {
        let messages = world.discord.channel_messages(world.channel());
        let about = |text: &str| text.contains("is stopped and costs");
        messages.iter().filter(|one| about(&one.text())).count()
    };
    one.pass_at(days(6)).await.expect("a pass");
    other.pass_at(days(6)).await.expect("a pass");
    assert_eq!(mentioned(), 0);
    one.pass_at(days(8)).await.expect("a pass");
    other.pass_at(days(8)).await.expect("a pass");
    one.pass_at(days(9)).await.expect("a pass");
    assert_eq!(mentioned(), 1);
    other.pass_at(days(16)).await.expect("a pass");
    one.pass_at(days(16)).await.expect("a pass");
    assert_eq!(mentioned(), 2);
    let told = world
        .discord
        .wait_for_text(world.channel(), "is stopped and costs")
        .await;
    assert_snapshot!(world.tidy(&told.text()), @r"
    │ Sunday Cup is stopped and costs $3.20 a month
    │ It has not run since ‹time›. Its disk is kept and paid for. Delete it if nobody needs it: its pack stays in storage, and `/deploy stored` brings it up again.
    │ server
    [Start] [Delete]
    ");
}

/// The last pack is deleted, and no server is left: what lies nowhere costs nothing.
#[tokio::test]
async fn packs_cost_nothing_any_more_once_the_last_one_is_deleted() {
    let mut world = World::start().await;
    let guild = world.discord.guild();
    let key = format!("packs/{guild}/0000000000000001/cup.zip");
    world.kill_bot().await;
    world.watching = Watching::ByHand;
    world.start_bot().await;
    // Two gibibytes would take their time.
    let pack = vec![0; 64 << 20];
    world.put(BUCKET, &key, pack).await;
    let (mut watcher, begun) = (world.watcher().await, Timestamp::now());
    let after = |hours: i64| begun + SignedDuration::from_hours(hours);
    watcher.pass_at(after(0)).await.expect("a pass");
    world.cloud().delete_pack(&at(&key)).await.expect("deleted");
    // Another bot looks from then on.
    let mut other = world.watcher_of_another_bot().await;
    other.pass_at(after(2)).await.expect("a pass");
    let ledgers = world.objects("documents/costs/").await;
    assert_eq!(ledgers.len(), 1, "{ledgers:?}");
    let ledger = world.document(ledgers[0].trim_start_matches("documents/"));
    let ledger = ledger.await;
    assert_eq!(ledger["stored"]["bytes"], 0, "{ledger}");
}

fn at(key: &str) -> domain::server::PackLocation {
    domain::server::PackLocation {
        bucket: None,
        key: key.to_owned(),
    }
}

/// Discord is down in the minute in which it is due: it is told once Discord is back.
#[tokio::test]
async fn what_a_stopped_server_costs_is_told_though_discord_was_down_just_then() {
    let mut world = World::start().await;
    world.deploy_until_online().await;
    world.kill_bot().await;
    world.watching = Watching::ByHand;
    world.start_bot().await;
    let told = || {
        let messages = world.discord.channel_messages(world.channel());
        let is_it = |text: &str| text.contains("is stopped and costs");
        messages.iter().filter(|it| is_it(&it.text())).count()
    };
    let server = world.only_server().await;
    world
        .cloud()
        .stop(&server, domain::server::StopReason::Asked)
        .await
        .expect("stopped");
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;
    let mut watcher = world.watcher().await;
    let days = |days: i64| Timestamp::now() + SignedDuration::from_hours(24 * days);
    watcher.pass_at(days(0)).await.expect("a pass");
    let post = "POST /channels/{channel_id}/messages";
    let faults = world.discord.faults();
    faults.keep_failing(post, discord_stand_in::Fault::Unavailable);
    watcher.pass_at(days(8)).await.expect("a pass");
    assert_eq!(told(), 0);
    world.discord.faults().clear();
    watcher.pass_at(days(9)).await.expect("a pass");
    assert_eq!(told(), 1);
}

/// What becomes of the week's news of a stopped server, when the bot is killed at each of its writes: that it is about to
/// tell it, the message, and that it is told. Discord remembers no repeat for that long.
#[tokio::test]
async fn a_stopped_server_is_mentioned_once_wherever_the_bot_is_killed() {
    let mut world = World::builder()
        .nonce_window(Duration::from_millis(1))
        .start()
        .await;
    world.deploy_until_online().await;
    world.kill_bot().await;
    world.watching = Watching::ByHand;
    world.start_bot().await;
    let server = world.only_server().await;
    world
        .cloud()
        .stop(&server, domain::server::StopReason::Asked)
        .await
        .expect("stopped");
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;
    let begun = Timestamp::now();
    let after = |minutes: i64| begun + SignedDuration::from_mins(minutes);
    let mut first = world.watcher_of_another_bot().await;
    first.pass_at(begun).await.expect("a pass");
    ran_earlier(&world, SignedDuration::from_hours(8 * 24)).await;
    let told = || {
        let messages = world.discord.channel_messages(world.channel());
        let is_it = |text: &str| text.contains("is stopped and costs");
        messages.iter().filter(|it| is_it(&it.text())).count()
    };

    // It is written that it is about to be told, and the bot dies before Discord has it.
    let post = "POST /channels/{channel_id}/messages";
    let faults = world.discord.faults();
    faults.keep_failing(post, discord_stand_in::Fault::Unavailable);
    let mut one = world.watcher_of_another_bot().await;
    one.pass_at(after(1)).await.expect("a pass");
    drop(one);
    world.discord.faults().clear();
    assert_eq!(told(), 0);

    // The next one waits for as long as that one may need; then it tells it, and dies before that is noted.
    let mut two = world.watcher_of_another_bot().await;
    two.pass_at(after(2)).await.expect("a pass");
    assert_eq!(told(), 0, "another may be at it");
    let put = world.aws.fail("s3:PutObject").nth(2);
    put.with("AccessDenied", 403, "Access Denied");
    two.pass_at(after(4)).await.expect("a pass");
    assert_eq!(told(), 1);
    drop(two);
    world.aws.heal();

    // Whoever comes then finds it; and all is noted.
    let (mut three, mut four) = (
        world.watcher_of_another_bot().await,
        world.watcher_of_another_bot().await,
    );
    for minute in [5, 7, 30] {
        three.pass_at(after(minute)).await.expect("a pass");
        four.pass_at(after(minute)).await.expect("a pass");
    }
    assert_eq!(told(), 1, "{}", world.discord.transcript());
}

/// Has the ledger know the runs of all servers as so much longer ago: Discord's own time goes its way, and a message of
/// today is none of next week.
async fn ran_earlier(world: &World, by: SignedDuration) {
    let key = world.objects("documents/costs/").await.remove(0);
    let mut ledger = world.document(key.trim_start_matches("documents/")).await;
    let servers = ledger["servers"].as_object_mut().expect("servers");
    for run in servers
        .values_mut()
        .flat_map(|it| it["runs"].as_array_mut().expect("runs"))
    {
        for at in ["from", "seen"] {
            let then: Timestamp = run[at].as_str().expect("a time").parse().expect("a time");
            run[at] = json!(then - by);
        }
    }
    world
        .put(BUCKET, &key, ledger.to_string().into_bytes())
        .await;
}
