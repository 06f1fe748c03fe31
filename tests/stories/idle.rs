//! Machines on which nobody drives power themselves off, and the channel hears of it.

use std::time::Duration;

use ac_deploy::domain::server::InstanceState;
use insta::assert_snapshot;
use world::World;

/// A world whose machines wait so many of their minutes for drivers.
async fn waiting(minutes: u32, minute: Duration) -> World {
    let world = World::builder().idle_minutes(minutes).start().await;
    world.aws.rules(|rules| rules.idle_minute = minute);
    world
}

#[tokio::test]
async fn a_server_that_nobody_drives_on_says_so_and_ends_by_itself() {
    let world = waiting(10, Duration::from_millis(400)).await;
    world.deploy(&world.sample_pack()).reply().await;
    world.join_message().await;
    let warned = world
        .discord
        .wait_for_text(world.channel(), "nobody drives")
        .await;
    assert_snapshot!(world.tidy(&warned.text()), @"");
    let stopped = world
        .discord
        .wait_for_text(world.channel(), "– stopped")
        .await;
    assert_snapshot!(world.tidy(&stopped.text()), @"");
    assert_eq!(world.aws.count("StopInstances"), 0, "the bot did not do it");
    world.wait_for_joins(0).await;
}

#[tokio::test]
async fn whoever_joins_in_time_keeps_it_on() {
    let world = waiting(10, Duration::from_millis(600)).await;
    world.deploy(&world.sample_pack()).reply().await;
    world.join_message().await;
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
async fn a_bot_that_was_down_still_learns_why_a_server_ended() {
    let mut world = waiting(10, Duration::from_millis(300)).await;
    world.deploy(&world.sample_pack()).reply().await;
    world.join_message().await;
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
        stopped.text().contains("Nobody drove for 10 min"),
        "{}",
        stopped.text()
    );
}
