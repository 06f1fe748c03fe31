//! Who may do what: the same rules for commands, buttons and autocomplete.

use insta::assert_snapshot;
use world::World;

const CALLBACK: &str = "POST /interactions/{interaction_id}/{interaction_token}/callback";

#[tokio::test]
async fn a_guest_cannot_deploy_and_is_told_which_role_is_needed() {
    let world = World::start().await;
    let pack = world.sample_pack();
    let reply = world
        .discord
        .slash(world.gus(), "deploy file", &[("pack", (&pack).into())])
        .reply()
        .await;
    assert!(reply.is_ephemeral());
    assert_snapshot!(reply.text(), @r"
    │ You may not deploy servers.
    │ You need the role **Organiser**. Ask an admin of this Discord server for it.
    (only you can see this)
    ");
    assert_eq!(pack.requests_served(), 0);
}

/// Whoever may not race hears of races, and nothing of the packs that they would be raced with.
#[tokio::test]
async fn a_guest_cannot_plan_a_race_and_hears_just_that() {
    let world = World::start().await;
    let options = [
        ("name", "Friday Cup".into()),
        ("when", "fri 20:00".into()),
        ("pack", "cup.zip".into()),
    ];
    let reply = world.discord.slash(world.gus(), "race new", &options);
    assert_snapshot!(reply.reply().await.text(), @r"
    │ You may not plan races.
    │ You need the role **Organiser**. Ask an admin of this Discord server for it.
    (only you can see this)
    ");
}

#[tokio::test]
async fn a_guest_cannot_stop_by_command_nor_by_button() {
    let world = World::start().await;
    let join = world.deploy_sample().await;
    let server = world.only_server().await;

    let by_button = world.press(world.gus(), &join, "Stop").await;
    assert!(
        by_button.is_ephemeral() && by_button.text().contains("Organiser"),
        "{}",
        by_button.text()
    );
    let by_command = world
        .discord
        .slash(
            world.gus(),
            "stop",
            &[("server", server.id.to_string().into())],
        )
        .reply()
        .await;
    assert!(
        by_command.is_ephemeral() && by_command.text().contains("Organiser"),
        "{}",
        by_command.text()
    );
    // Nothing is offered to choose from: whoever just sends it hears why.
    let unnamed = world.discord.slash(world.gus(), "stop", &[]).reply().await;
    assert_snapshot!(unnamed.text(), @"
    │ You may not stop servers.
    │ You need the role **Organiser**. Ask an admin of this Discord server for it.
    (only you can see this)
    ");
    assert_eq!(world.aws.count("StopInstances"), 0);
}

#[tokio::test]
async fn autocomplete_offers_only_what_one_may_touch() {
    let world = World::start().await;
    world.deploy_sample().await;
    assert_eq!(
        world
            .discord
            .autocomplete(world.oscar(), "stop", "server", "")
            .await
            .len(),
        1
    );
    assert_eq!(
        world
            .discord
            .autocomplete(world.gus(), "stop", "server", "")
            .await
            .len(),
        0
    );
    assert_eq!(
        world
            .discord
            .autocomplete(world.gus(), "status", "server", "")
            .await
            .len(),
        1
    );
    assert_eq!(
        world
            .discord
            .autocomplete(world.gus(), "deploy stored", "pack", "")
            .await
            .len(),
        0
    );
}

#[tokio::test]
async fn who_manages_the_guild_needs_no_role() {
    let world = World::start().await;
    let pack = world.sample_pack();
    world
        .discord
        .slash(world.alice(), "deploy file", &[("pack", (&pack).into())])
        .reply()
        .await;
    world.join_message().await;
}

#[tokio::test]
async fn a_discord_server_that_nobody_set_up_is_told_so() {
    let world = World::start().await;
    let guild = world.discord.add_guild("Strangers");
    world.discord.add_channel(guild, "general");
    let stranger = world.discord.add_member(guild, "sam", &[]);
    let reply = world.discord.slash(stranger, "servers", &[]).reply().await;
    assert!(
        reply.is_ephemeral() && reply.text().contains("not set up yet"),
        "{}",
        reply.text()
    );
}

#[tokio::test]
async fn a_league_that_asks_at_once_asks_aws_once() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let list = world.aws.fail("DescribeInstances").always().hold();
    world.aws.forget_calls();
    let before = world.discord.count(CALLBACK);
    let asked: Vec<_> = (0..20)
        .map(|_| world.discord.slash(world.gus(), "status", &[]))
        .collect();
    world
        .wait_until("all are heard", async || {
            before + 20 <= world.discord.count(CALLBACK)
        })
        .await;
    drop(list);
    for interaction in asked {
        let told = interaction.reply().await.text();
        assert!(told.contains("**Sunday Cup** – online"), "{told}");
    }
    // The watcher's own passes go on beside them.
    let sent = world.aws.count("SendCommand");
    assert!(sent <= 10, "{sent} commands for 20 members");
}

#[tokio::test]
async fn a_burst_of_keystrokes_asks_aws_once() {
    let mut world = World::builder().start_without_bot().await;
    world.watching = world::Watching::ByHand;
    world.start_bot().await;
    let slow = world.aws.fail("DescribeInstances").always();
    slow.slow(std::time::Duration::from_millis(300));
    let before = world.aws.count("DescribeInstances");
    let typed = ["s", "su", "sun", "sund", "sunda", "sunday"];
    let type_it = |typed| {
        world
            .discord
            .autocomplete(world.oscar(), "status", "server", typed)
    };
    futures_util::future::join_all(typed.map(type_it)).await;
    assert_eq!(world.aws.count("DescribeInstances") - before, 1);
}
