//! The bot is killed at every phase, and the next one goes on: one machine, one link.

use std::time::Duration;

use domain::policy::Policy;
use domain::server::InstanceState;
use serenity::model::Permissions;
use world::World;

/// Kills the bot as soon as `seen` holds, starts it again, and expects one machine and one link.
async fn killed_when(mut world: World, what: &str, seen: impl Fn(&World) -> bool) {
    world.wait_until(what, async || seen(&world)).await;
    world.kill_bot().await;
    world.start_bot().await;
    world.join_message().await;
    world
        .wait_until("the order is dropped", async || {
            world.objects("orders/").await.is_empty()
        })
        .await;
    // A second link would come within the next passes.
    let passes = world.aws.count("DescribeInstances");
    world
        .wait_until("some more passes", async || {
            passes + 5 < world.aws.count("DescribeInstances")
        })
        .await;
    assert_eq!(world.joins().len(), 1, "{}", world.discord.transcript());
    assert_eq!(world.instances().await.len(), 1);
    assert_eq!(world.uploads_in_progress().await, 0);
}

#[tokio::test]
async fn killed_while_it_checks_the_pack() {
    let world = World::start().await;
    let pack = world.sample_pack().slow_to(2_000);
    world.deploy(&pack);
    killed_when(world, "the check to begin", |_| 0 < pack.requests_served()).await;
}

#[tokio::test]
async fn killed_while_it_uploads() {
    let world = World::start().await;
    let pack = world
        .attach("big.zip", world::big_pack(24))
        .slow_to(8 << 20);
    world.deploy(&pack);
    killed_when(world, "the upload to begin", |world| {
        0 < world.aws.count("UploadPart")
    })
    .await;
}

#[tokio::test]
async fn killed_while_it_launches() {
    let world = World::start().await;
    world
        .aws
        .fail("RunInstances")
        .nth(1)
        .slow(std::time::Duration::from_millis(400));
    world.deploy(&world.sample_pack());
    killed_when(world, "the launch", |world| {
        0 < world.aws.count("RunInstances")
    })
    .await;
}

#[tokio::test]
async fn killed_while_the_machine_boots() {
    let world = World::start().await;
    world
        .aws
        .rules(|rules| rules.boot = std::time::Duration::from_millis(800));
    world.deploy(&world.sample_pack());
    killed_when(world, "the boot", |world| {
        world.channel_says("Windows starts")
    })
    .await;
}

#[tokio::test]
async fn killed_between_posting_the_link_and_noting_it() {
    // Discord forgets the nonce meanwhile, so only the bot's own look can find the message.
    let window = std::time::Duration::ZERO;
    let mut world = World::builder().nonce_window(window).start().await;
    world.deploy_sample().await;
    let noted = async || world.only_server().await.record.announced.is_some();
    world.wait_until("it is noted", noted).await;
    world.kill_bot().await;
    world.forget_announcement().await;
    world.start_bot().await;
    let noted = async || world.only_server().await.record.announced.is_some();
    world.wait_until("it is noted again", noted).await;
    assert_eq!(world.joins().len(), 1, "{}", world.discord.transcript());
}

#[tokio::test]
async fn killed_while_online_nothing_is_said_twice() {
    let mut world = World::start().await;
    world.deploy_until_online().await;
    world
        .wait_until("it is noted", async || {
            world.only_server().await.record.announced.is_some()
        })
        .await;
    world.kill_bot().await;
    let before = world.discord.channel_messages(world.channel()).len();
    world.start_bot().await;
    let passes = world.aws.count("DescribeInstances");
    world
        .wait_until("some passes", async || {
            passes + 5 < world.aws.count("DescribeInstances")
        })
        .await;
    assert_eq!(
        world.discord.channel_messages(world.channel()).len(),
        before
    );
}

#[tokio::test]
async fn stopped_while_the_bot_was_away_the_link_is_struck() {
    let mut world = World::start().await;
    world.deploy_sample().await;
    let server = world.only_server().await;
    world
        .wait_until("it is noted", async || {
            world.only_server().await.record.announced.is_some()
        })
        .await;
    world.kill_bot().await;
    let ec2 = aws_sdk_ec2::Client::new(&world.aws.sdk_config("AKIATEST").await);
    ec2.stop_instances()
        .instance_ids(server.instance.as_str())
        .send()
        .await
        .expect("stopped by hand");
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;
    world.start_bot().await;
    world.wait_for_joins(0).await;
}

#[tokio::test]
async fn asked_to_end_it_leaves_no_half_upload_and_goes_on_afterwards() {
    let mut world = World::start().await;
    let pack = world
        .attach("big.zip", world::big_pack(24))
        .slow_to(8 << 20);
    world.deploy(&pack);
    world
        .wait_until("the upload to begin", async || {
            0 < world.aws.count("UploadPart")
        })
        .await;
    world.stop_bot().await;
    assert_eq!(
        world.uploads_in_progress().await,
        0,
        "the upload is aborted"
    );
    assert_eq!(world.objects("orders/").await.len(), 1, "the order is kept");
    world.start_bot().await;
    world.join_message().await;
    assert_eq!(world.instances().await.len(), 1);
}

/// A world whose bot was killed in the middle of an upload.
async fn killed_during_the_upload() -> World {
    let mut world = World::start().await;
    let pack = world
        .attach("big.zip", world::big_pack(24))
        .slow_to(8 << 20);
    world.deploy(&pack).reply().await;
    world
        .wait_until("the upload to begin", async || {
            0 < world.aws.count("UploadPart")
        })
        .await;
    world.kill_bot().await;
    world
}

#[tokio::test]
async fn a_deploy_whose_channel_is_closed_meanwhile_is_given_up() {
    let mut world = killed_during_the_upload().await;
    let channel = world.channel();
    world.discord.deny(channel, Permissions::VIEW_CHANNEL);
    world.start_bot().await;
    world
        .wait_until("the order is dropped", async || {
            world.objects("orders/").await.is_empty()
        })
        .await;
    assert_eq!(world.aws.count("RunInstances"), 0);
    assert_eq!(world.uploads_in_progress().await, 0);
    assert_eq!(world.objects("packs/").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_deploy_that_the_settings_no_longer_allow_is_given_up() {
    let mut world = killed_during_the_upload().await;
    world.change_policy(Policy::default());
    world.start_bot().await;
    world
        .discord
        .wait_for_text(world.channel(), "is not set up yet")
        .await;
    assert_eq!(world.objects("orders/").await, Vec::<String>::new());
    assert_eq!(world.aws.count("RunInstances"), 0);
    assert_eq!(world.uploads_in_progress().await, 0);
}

#[tokio::test]
async fn killed_while_it_starts_a_server_its_new_message_goes_on() {
    let mut world = World::start().await;
    let join = world.deploy_sample().await;
    let server = world.only_server().await;
    world.press(world.oscar(), &join, "Stop").await;
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;
    world
        .discord
        .wait_for_text(world.channel(), "– stopped")
        .await;
    world
        .aws
        .fail("CreateTags")
        .always()
        .slow(Duration::from_millis(1500));
    let id = server.id.to_string();
    world
        .discord
        .slash(world.oscar(), "start", &[("server", id.into())]);
    world
        .wait_for_state(&server.id, InstanceState::Running)
        .await;
    world.kill_bot().await;
    world.aws.heal();
    let messages = world.discord.channel_messages(world.channel());
    let mut messages = messages.iter();
    let progress = messages.find(|message| message.text().contains("on its way"));
    let progress = progress.expect("the new progress message").id;
    world.start_bot().await;
    world.join_message().await;
    world
        .wait_until("the new message tells of it", async || {
            let message = world.discord.message(progress);
            message.is_some_and(|message| message.text().contains("– online"))
        })
        .await;
}

#[tokio::test]
async fn the_link_is_found_among_many_newer_messages() {
    let window = Duration::ZERO;
    let mut world = World::builder().nonce_window(window).start().await;
    world.deploy_sample().await;
    let noted = async || world.only_server().await.record.announced.is_some();
    world.wait_until("it is noted", noted).await;
    world.kill_bot().await;
    world.forget_announcement().await;
    for n in 0..130 {
        world.discord.say(world.dora(), &format!("{n} more laps"));
    }
    world.start_bot().await;
    let noted = async || world.only_server().await.record.announced.is_some();
    world.wait_until("it is noted again", noted).await;
    assert_eq!(world.joins().len(), 1, "{}", world.discord.transcript());
}
