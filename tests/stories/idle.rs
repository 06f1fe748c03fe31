//! Machines on which nobody drives power themselves off, and the channel hears of it.

use std::time::Duration;

use discord_stand_in::Fault;
use domain::server::InstanceState;
use insta::assert_snapshot;
use jiff::SignedDuration;
use serde_json::json;
use world::{Watching, World};

/// A world with a server from which the last driver has just gone. Its machine waits six of its
/// minutes for another, and says so for the last three of them.
async fn left_alone(minute: Duration) -> World {
    let world = World::builder().idle_minutes(6).start().await;
    world.deploy_sample().await;
    let machine = world.machine();
    machine.set_clients(1);
    world
        .wait_until("the machine sees the driver", async || {
            machine
                .report()
                .is_some_and(|report| report.clients == Some(1))
        })
        .await;
    world.aws.rules(|rules| rules.idle_minute = minute);
    machine.set_clients(0);
    world
}

#[tokio::test]
async fn a_server_that_nobody_drives_on_says_so_and_ends_by_itself() {
    let world = left_alone(Duration::from_secs(1)).await;
    let warned = world
        .discord
        .wait_for_text(world.channel(), "nobody drives")
        .await;
    assert_snapshot!(world.tidy(&warned.text()), @r"
    │ 💤 Sunday Cup – nobody drives
    │ Nobody has driven since ‹time›. The machine powers itself off ‹time› unless somebody joins.
    │ Track: green\_hills (gp)
    │ Slots: 4
    │ Cars: roadster\_cup, coupe\_gt
    │ Machine:
    │   t3.small with Windows
    │   $0.044 per hour
    │ Requested by: oscar
    │ server · friday.zip
    [Keep it running] [Status] [Stop]
    ");
    let stopped = world
        .discord
        .wait_for_text(world.channel(), "– stopped")
        .await;
    assert_snapshot!(world.tidy(&stopped.text()), @r"
    │ 🛑 Sunday Cup – stopped
    │ ✅ Pack checked – ‹span›
    │ ✅ Pack uploaded – ‹span›
    │ ✅ Machine launched – ‹span›
    │ ✅ Online
    │
    │ Nobody drove for 6 min, so it powered itself off. Its disk is kept for about $3.20 a month, so `/start` brings it up again.
    │ Track: green\_hills (gp)
    │ Slots: 4
    │ Cars: roadster\_cup, coupe\_gt
    │ Machine:
    │   t3.small with Windows
    │   $0.044 per hour
    │ Requested by: oscar
    │ server · friday.zip
    [Start]
    ");
    assert_eq!(world.aws.count("StopInstances"), 0, "the bot did not do it");
    world.wait_for_joins(0).await;
}

#[tokio::test]
async fn whoever_joins_in_time_keeps_it_on() {
    let world = left_alone(Duration::from_secs(3)).await;
    let warned = world
        .discord
        .wait_for_text(world.channel(), "nobody drives")
        .await;
    world.machine().set_clients(1);
    world
        .wait_until("the warning is taken back", async || {
            let message = world.discord.message(warned.id).expect("it stands");
            message.text().contains("– online")
        })
        .await;
    let server = world.only_server().await;
    assert_eq!(server.state, InstanceState::Running);
    assert_eq!(world.joins().len(), 1);
}

#[tokio::test]
async fn whoever_may_start_keeps_it_running() {
    let world = left_alone(Duration::from_secs(3)).await;
    let warned = world
        .discord
        .wait_for_text(world.channel(), "nobody drives")
        .await;
    let refused = world
        .press(world.gus(), &warned, "Keep it running")
        .await
        .text();
    assert!(refused.contains("keep servers running"), "{refused}");
    let told = world.press(world.dora(), &warned, "Keep it running").await;
    assert_snapshot!(world.tidy(&told.text()), @"dora keeps **Sunday Cup** running until ‹time›, also if nobody drives.");
    world
        .wait_until("the warning is taken back", async || {
            let message = world.discord.message(warned.id).expect("it stands");
            message.text().contains("– online")
        })
        .await;
    let report = world.machine().report().expect("it reports");
    assert_eq!((report.clients, report.stops_at), (Some(0), None));
    assert_eq!(world.joins().len(), 1);

    // Before anything is warned of, too, and for longer.
    let asked = jiff::Timestamp::now();
    let options = [("hours", 3.into())];
    let kept = world.discord.slash(world.dora(), "keep", &options);
    kept.reply().await;
    let until = world.only_server().await.record.until.expect("it is noted");
    assert!(
        (until - asked).total(jiff::Unit::Hour).expect("a span") > 2.9,
        "{until}"
    );
    let refused = world.discord.slash(world.gus(), "keep", &[]);
    let refused = refused.reply().await.text();
    assert!(refused.contains("keep servers running"), "{refused}");
}

#[tokio::test]
async fn a_practice_server_waits_for_as_long_as_its_deploy_chose() {
    let world = World::builder().idle_minutes(6).start().await;
    let pack = world.sample_pack();
    let options = [("pack", (&pack).into()), ("idle_minutes", 240.into())];
    let oscar = world.oscar();
    world
        .discord
        .slash(oscar, "deploy file", &options)
        .reply()
        .await;
    world.wait_for_joins(1).await;
    assert_eq!(world.only_server().await.options.idle_minutes, Some(240));
}

#[tokio::test]
async fn a_bot_that_was_down_still_learns_why_a_server_ended() {
    let mut world = left_alone(Duration::from_secs(1)).await;
    let server = world.only_server().await;
    world.kill_bot().await;
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;
    world.start_bot().await;
    let stopped = world
        .discord
        .wait_for_text(world.channel(), "– stopped")
        .await;
    assert!(
        stopped.text().contains("Nobody drove for 6 min"),
        "{}",
        stopped.text()
    );
}

#[tokio::test]
async fn a_machine_that_was_forgotten_stops_after_some_hours_and_says_so_before() {
    let (world, _) = forgotten().await;
    let server = world.only_server().await;
    let mut watcher = world.watcher().await;
    let after = |minutes| server.launched + SignedDuration::from_mins(minutes);

    watcher.pass_at(after(44)).await.expect("a pass");
    assert!(!world.channel_says("for as long as one start of it may last"));
    watcher.pass_at(after(46)).await.expect("a pass");
    let warned = world
        .discord
        .wait_for_text(world.channel(), "for as long as one start of it may last")
        .await;
    assert_snapshot!(world.tidy(&warned.text()), @r"
    │ Sunday Cup stops ‹time›
    │ It has run for as long as one start of it may last. If somebody drives then, it goes on until nobody does. Its disk and its pack are kept.
    │ server
    [Keep it running]
    ");

    // Another bot has nothing to add.
    let mut other = world.watcher().await;
    other.pass_at(after(47)).await.expect("a pass");
    let told = world.press(world.dora(), &warned, "Keep it running").await;
    assert!(told.text().contains("until"), "{}", told.text());
    // Nobody knows by then whether somebody drives, for the machine's report is of an hour ago.
    watcher.pass_at(after(61)).await.expect("a pass");
    assert_eq!(world.aws.count("StopInstances"), 0);
    watcher.pass_at(after(200)).await.expect("a pass");
    assert_eq!(world.aws.count("StopInstances"), 1);
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;
    watcher.pass_at(after(201)).await.expect("a pass");
    world
        .discord
        .wait_for_text(
            world.channel(),
            "It ran for as long as one start of it may last",
        )
        .await;
    let warnings = world.discord.channel_messages(world.channel());
    let warnings = warnings
        .iter()
        .filter(|message| message.text().contains("If somebody drives then"));
    assert_eq!(warnings.count(), 1, "once, whoever looks");
}

/// Discord takes nothing all evening: the machine costs money all the same, and stops in time.
#[tokio::test]
async fn a_machine_that_was_forgotten_stops_though_discord_is_down() {
    let (world, launched) = forgotten().await;
    let after = |minutes| launched + SignedDuration::from_mins(minutes);
    let mut watcher = world.watcher().await;
    let post = "POST /channels/{channel_id}/messages";
    world
        .discord
        .faults()
        .keep_failing(post, Fault::Unavailable);
    for minutes in [46, 50, 65] {
        watcher.pass_at(after(minutes)).await.expect("a pass");
    }
    assert_eq!(world.aws.count("StopInstances"), 0);
    // By then nobody has known for an hour whether somebody drives.
    watcher.pass_at(after(130)).await.expect("a pass");
    assert_eq!(world.aws.count("StopInstances"), 1);
    world.discord.faults().clear();
}

/// What could not be said is said as soon as Discord takes it again, while it is true.
#[tokio::test]
async fn a_warning_that_discord_did_not_take_is_told_later() {
    let (world, launched) = forgotten().await;
    let after = |minutes| launched + SignedDuration::from_mins(minutes);
    let mut watcher = world.watcher().await;
    let warned = || {
        let messages = world.discord.channel_messages(world.channel());
        let is_warning = |text: &str| text.contains("If somebody drives then");
        messages.iter().filter(|it| is_warning(&it.text())).count()
    };
    let post = "POST /channels/{channel_id}/messages";
    world
        .discord
        .faults()
        .keep_failing(post, Fault::Unavailable);
    let failed = watcher.pass_at(after(46)).await.expect("a pass").failed;
    assert_eq!((failed, warned()), (1, 0));
    let settled = world.only_server().await.record;
    assert!(settled.warned.is_some() && settled.warned == settled.until);
    world.discord.faults().clear();
    watcher.pass_at(after(52)).await.expect("a pass");
    watcher.pass_at(after(53)).await.expect("a pass");
    assert_eq!(warned(), 1);
    assert_eq!(world.only_server().await.record.until, settled.until);
}

/// A machine that may run for an hour, watched by hand; and when it was launched.
pub(super) async fn forgotten() -> (World, jiff::Timestamp) {
    let mut world = World::builder()
        .guild(json!({ "hours_per_start": 1 }))
        .start()
        .await;
    world.deploy_until_online().await;
    let server = world.only_server().await;
    world.kill_bot().await;
    world.watching = Watching::ByHand;
    world.start_bot().await;
    (world, server.launched)
}

/// Somebody tries something out for two hours, on a league's machines that may run for three.
#[tokio::test]
async fn a_server_stops_after_as_many_hours_as_its_deploy_chose() {
    let mut world = World::builder()
        .guild(json!({ "hours_per_start": 3 }))
        .start()
        .await;
    let pack = world.sample_pack();
    let deploy = |hours: i64| {
        let options = [("pack", (&pack).into()), ("hours", hours.into())];
        world.discord.slash(world.oscar(), "deploy file", &options)
    };
    let refused = deploy(4).reply().await.text();
    assert_snapshot!(refused, @"
    │ “hours: 4” is not allowed here.
    │ Choose `hours` from 1 to 3. If the settings set that, whoever runs this bot can allow more.
    (only you can see this)
    ");
    deploy(2).reply().await;
    world.wait_for_joins(1).await;
    let server = world.only_server().await;
    assert_eq!(server.options.hours, Some(2));
    let options = [("server", server.id.to_string().into())];
    let status = world.discord.slash(world.oscar(), "status", &options);
    let status = status.reply().await.text();
    assert!(status.contains("Stops after: 2 h"), "{status}");

    world.kill_bot().await;
    world.watching = Watching::ByHand;
    world.start_bot().await;
    let after = |minutes| server.launched + SignedDuration::from_mins(minutes);
    let mut watcher = world.watcher().await;
    watcher.pass_at(after(104)).await.expect("a pass");
    assert!(!world.channel_says("If somebody drives then"));
    watcher.pass_at(after(106)).await.expect("a pass");
    let warned = world
        .discord
        .wait_for_text(world.channel(), "If somebody drives then")
        .await;
    // An hour from now, which is before its end: nothing changes.
    world.press(world.dora(), &warned, "Keep it running").await;
    watcher.pass_at(after(119)).await.expect("a pass");
    assert_eq!(world.aws.count("StopInstances"), 0);
    // The machine's report is old by then; for an hour it counts as driven on.
    watcher.pass_at(after(190)).await.expect("a pass");
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;

    let start = world.discord.slash(world.oscar(), "start", &options);
    start.reply().await;
    world
        .wait_for_state(&server.id, InstanceState::Running)
        .await;
    assert_eq!(world.only_server().await.options.hours, Some(2));
}
