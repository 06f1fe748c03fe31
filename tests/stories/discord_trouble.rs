//! Discord fails, or shuts a door.

use discord_stand_in::Fault;
use insta::assert_snapshot;
use serenity::model::Permissions;
use world::World;

#[tokio::test]
async fn a_channel_that_the_bot_may_not_write_to_is_told_before_anything_is_done() {
    let world = World::start().await;
    world
        .discord
        .deny(world.channel(), Permissions::SEND_MESSAGES);
    let pack = world.sample_pack();
    let reply = world.deploy(&pack).reply().await;
    assert!(reply.is_ephemeral());
    assert_snapshot!(world.tidy(&reply.text()), @r"
    │ The bot may not write in this channel, so nothing was launched.
    │ An admin of this Discord server must give the bot the permissions “Send Messages” and “Embed Links” in #servers (Edit Channel → Permissions), or use a channel that the bot may write in.
    (only you can see this)
    ");
    assert_eq!(pack.requests_served(), 0);
    assert_eq!(world.objects("orders/").await, Vec::<String>::new());
}

#[tokio::test]
async fn the_cdn_does_not_have_the_file_any_more() {
    let world = World::start().await;
    let pack = world.sample_pack().gone();
    world.deploy(&pack).reply().await;
    let failed = world
        .discord
        .wait_for_text(world.channel(), "not deployed")
        .await;
    assert_snapshot!(world.tidy(&failed.text()), @"
    │ ❌ friday.zip – not deployed
    │ ❌ Checking the pack
    │
    │ **The pack is no longer at cdn.**
    │ The link has expired or the file was deleted (Discord's links last about a day). Attach the pack again, or send a fresh link.
    │ Machine:
    │   t3.small with Windows
    │   $0.044 per hour (Linux: $0.026)
    │ Requested by: oscar
    │ server · friday.zip
    ");
    assert_eq!(world.aws.count("CreateMultipartUpload"), 0);
}

#[tokio::test]
async fn an_upload_that_is_cut_once_is_taken_up_again() {
    let world = World::start().await;
    let pack = world
        .attach("big.zip", world::big_pack(24))
        .cut_after(10 << 20, 1);
    world.deploy(&pack).reply().await;
    world.join_message().await;
}

#[tokio::test]
async fn an_upload_that_is_cut_for_good_leaves_nothing_behind() {
    let world = World::start().await;
    let pack = world
        .attach("big.zip", world::big_pack(24))
        .without_ranges()
        .always_cut_after(10 << 20);
    world.deploy(&pack).reply().await;
    let failed = world
        .discord
        .wait_for_text(world.channel(), "not deployed")
        .await;
    assert_snapshot!(world.tidy(&failed.text()), @"
    │ ❌ big.zip – not deployed
    │ ✅ Pack checked – ‹span›
    │ ❌ Uploading
    │
    │ **The download from cdn broke off after 10 MiB.**
    │ Nothing was kept. Try again; if it stays like this, send the pack in another way: attached, or by another link.
    │ Machine:
    │   t3.small with Windows
    │   $0.044 per hour (Linux: $0.026)
    │ Requested by: oscar
    │ server · big.zip
    ");
    world
        .wait_until("the upload is aborted", async || {
            world.uploads_in_progress().await == 0
        })
        .await;
    assert_eq!(world.objects("packs/").await, Vec::<String>::new());
    assert_eq!(world.aws.count("RunInstances"), 0);
}

#[tokio::test]
async fn a_cdn_without_ranges_is_judged_after_the_move() {
    let world = World::start().await;
    let good = world.sample_pack().without_ranges();
    world.deploy(&good).reply().await;
    world.join_message().await;
    let bad = pack::sample::Sample {
        program: None,
        ..Default::default()
    };
    let bad = world.attach("bad.zip", bad.zip()).without_ranges();
    world.deploy(&bad).reply().await;
    world
        .discord
        .wait_for_text(world.channel(), "cannot run")
        .await;
    world
        .wait_until("the bad pack is gone", async || {
            world.objects("packs/").await.len() == 1
        })
        .await;
    assert_eq!(world.aws.count("RunInstances"), 1);
}

#[tokio::test]
async fn the_gateway_reconnects_in_the_middle() {
    let world = World::start().await;
    world
        .aws
        .rules(|rules| rules.boot = std::time::Duration::from_millis(500));
    world.deploy(&world.sample_pack()).reply().await;
    world.discord.faults().ask_to_reconnect();
    world.join_message().await;
    world.discord.faults().cut();
    world.discord.wait_until_ready().await;
    let status = world
        .discord
        .slash(world.gus(), "servers", &[])
        .reply()
        .await;
    assert!(status.text().contains("Sunday Cup"), "{}", status.text());
}

#[tokio::test]
async fn discord_failing_for_a_while_loses_no_link() {
    let world = World::start().await;
    world.deploy(&world.sample_pack()).reply().await;
    world.discord.faults().fail(
        "POST /channels/{channel_id}/messages",
        2,
        Fault::Unavailable,
    );
    world.join_message().await;
    assert_eq!(world.joins().len(), 1);
}

#[tokio::test]
async fn a_progress_message_that_is_deleted_is_posted_anew_and_goes_on() {
    let world = World::start().await;
    let pack = world
        .attach("big.zip", world::big_pack(24))
        .slow_to(6 << 20);
    world.deploy(&pack).reply().await;
    let first = world
        .discord
        .wait_for_text(world.channel(), "Uploading")
        .await;
    world.discord.delete(first.id);
    let second = world
        .discord
        .wait_for_text(world.channel(), "Uploading")
        .await;
    assert_ne!(first.id, second.id);
    world.join_message().await;
    let told = world
        .discord
        .wait_for_text(world.channel(), "– online")
        .await;
    assert_eq!(told.id, second.id, "{}", world.discord.transcript());
    let messages = world.discord.channel_messages(world.channel());
    assert_eq!(messages.len(), 2, "{}", world.discord.transcript());
}
