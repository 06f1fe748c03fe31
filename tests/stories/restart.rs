//! `/restart`: the program begins anew, on the same machine and with the same link.

use acserver_stand_in::ServerKind;
use domain::server::InstanceState;
use insta::assert_snapshot;
use pack::sample::Sample;
use world::World;

async fn restart(world: &World, member: discord_stand_in::Member) -> discord_stand_in::Message {
    let server = world.only_server().await.id.to_string();
    world
        .discord
        .slash(member, "restart", &[("server", server.into())])
        .reply()
        .await
}

/// The process of the server's program, once it is online.
async fn process(world: &World) -> Option<u32> {
    let report = world.machine().report()?;
    report.link.and(report.process_id)
}

async fn another_process(world: &World, before: Option<u32>) {
    world
        .wait_until("the program to be another one", async || {
            let now = process(world).await;
            now.is_some() && now != before
        })
        .await;
}

async fn keeps_its_link_and_is_no_crash(world: World) {
    let before = process(&world).await;
    assert!(before.is_some());
    let (boots, launches) = (world.machine().boots(), world.aws.count("RunInstances"));
    let done = restart(&world, world.oscar()).await;
    assert!(done.is_ephemeral(), "{}", done.text());
    let told = world
        .discord
        .wait_for_text(world.channel(), "oscar** restarted")
        .await;
    assert!(
        told.text().contains("Its link stays the same"),
        "{}",
        told.text()
    );
    let again = world
        .discord
        .wait_for_text(world.channel(), "– online again")
        .await;
    assert!(
        again.text().contains("It was restarted by command."),
        "{}",
        again.text()
    );
    another_process(&world, before).await;
    let report = world.machine().report().expect("a report");
    assert_eq!((report.restarts, report.error), (0, None));
    assert_eq!(world.joins().len(), 1, "its link still stands");
    assert_eq!(world.machine().boots(), boots, "the machine went on");
    assert_eq!(world.aws.count("RunInstances"), launches);
    assert_eq!(world.aws.count("StopInstances"), 0);
    assert!(
        !world.channel_says("crashed"),
        "{}",
        world.discord.transcript()
    );
}

#[tokio::test]
async fn a_server_on_windows_keeps_its_link_and_nobody_hears_of_a_crash() {
    let world = World::start().await;
    world.deploy_until_online().await;
    keeps_its_link_and_is_no_crash(world).await;
}

#[tokio::test]
async fn a_server_on_linux_keeps_its_link_and_nobody_hears_of_a_crash() {
    let world = World::start().await;
    let pack = world.attach("friday.tar.gz", Sample::linux().tar_gz());
    world.deploy(&pack);
    world.join_message().await;
    world
        .discord
        .wait_for_text(world.channel(), "– online")
        .await;
    keeps_its_link_and_is_no_crash(world).await;
}

#[tokio::test]
async fn a_session_with_drivers_is_ended_only_after_a_yes() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let before = process(&world).await;
    world.machine().set_clients(2);
    let question = restart(&world, world.oscar()).await;
    assert_snapshot!(world.tidy(&question.text()), @r"
    │ Restart Sunday Cup?
    │ 2 drivers are on it, and lose the session.
    │ server
    [Restart now] [Keep]
    (only you can see this)
    ");
    assert_eq!(process(&world).await, before, "asking ends nothing");
    world.press(world.oscar(), &question, "Restart now").await;
    another_process(&world, before).await;
    world
        .discord
        .wait_for_text(world.channel(), "– online again")
        .await;
}

#[tokio::test]
async fn the_button_under_the_link_restarts_it_too() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let before = process(&world).await;
    let join = world.join_message().await;
    let told = world.press(world.oscar(), &join, "Restart").await;
    assert!(!told.is_ephemeral(), "the channel sees who did it");
    another_process(&world, before).await;
    world
        .discord
        .wait_for_text(world.channel(), "– online again")
        .await;
}

#[tokio::test]
async fn who_may_only_start_servers_may_not_restart_them() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let refused = restart(&world, world.dora()).await;
    assert!(
        refused.text().contains("You may not restart servers."),
        "{}",
        refused.text()
    );
    assert!(refused.is_ephemeral());
}

#[tokio::test]
async fn a_machine_that_is_getting_ready_has_nothing_to_restart() {
    let world = World::start().await;
    world
        .aws
        .rules(|rules| rules.boot = std::time::Duration::from_secs(600));
    world.deploy(&world.sample_pack());
    world
        .wait_until("the machine runs and can be asked", async || {
            let servers = world.servers().await;
            servers
                .first()
                .is_some_and(|server| server.state == InstanceState::Running)
                && 0 < world.aws.count("SendCommand")
        })
        .await;
    let refused = restart(&world, world.oscar()).await;
    assert_snapshot!(refused.text(), @r"
    │ “Sunday Cup” is still on its way up, so there is nothing to restart.
    │ Its program starts by itself once the pack is in place; `/status` shows how far it is.
    (only you can see this)
    ");
    assert!(!world.channel_says("restarted"));
}

#[tokio::test]
async fn a_machine_that_does_not_answer_is_told_of_and_nothing_is_claimed() {
    let world = World::start().await;
    world.deploy_until_online().await;
    world.aws.fail("SendCommand").always().with(
        "InvalidInstanceId",
        400,
        "Instances not in a valid state",
    );
    let refused = restart(&world, world.oscar()).await;
    assert!(
        refused
            .text()
            .contains("The machine of “Sunday Cup” did not say that it restarted it."),
        "{}",
        refused.text()
    );
    assert!(!world.channel_says("restarted **"));
}

#[tokio::test]
async fn a_server_that_was_given_up_gets_another_try() {
    let world = World::start().await;
    world.aws.rules(|rules| {
        rules.program = ServerKind::Crash {
            after: std::time::Duration::ZERO,
            code: 2,
            times: u32::MAX,
        };
    });
    world.deploy(&world.sample_pack());
    let failed = world
        .discord
        .wait_for_text(world.channel(), "the game server does not run")
        .await;
    world.aws.rules(|rules| rules.program = ServerKind::Vanilla);
    world.press(world.oscar(), &failed, "Restart").await;
    world.join_message().await;
    assert_eq!(world.machine().boots(), 1);
}
