//! Machines that wait for a league night, switched off.

use domain::prepared::{PreparedMachine, Stand};
use domain::server::{InstanceState, StopReason};
use jiff::{SignedDuration, Timestamp};
use pack::sample::Sample;
use serde_json::json;
use watcher::PreparedWatcher;
use world::World;
use world::front::Refusal;
use world::ordered::until;

async fn league() -> World {
    World::builder()
        .guild(json!({ "prepared": 1 }))
        .start()
        .await
}

/// Lets the bot look after its machines until one waits; that one.
async fn until_one_waits(world: &World) -> PreparedMachine {
    let service = world.service().await;
    let watcher = PreparedWatcher::new(service.clone());
    until(async || {
        watcher.pass_at(Timestamp::now()).await.expect("a pass");
        let machines = service.prepared_machines().await.expect("a list");
        machines.into_iter().find(|one| one.stand == Stand::Waiting)
    })
    .await
}

#[tokio::test]
async fn a_league_night_is_online_on_the_machine_that_waited_and_leaves_it_waiting() {
    let world = league().await;
    let machine = until_one_waits(&world).await;
    let shown = world.discord.slash(world.gus(), "servers", &[]);
    let shown = shown.reply().await.text();
    assert!(
        shown.contains("1 prepared machine waits for a deploy."),
        "{shown}"
    );
    let pack = world.attach("cup.tar.gz", Sample::linux().tar_gz());
    world.deploy(&pack).reply().await;
    world.join_message().await;
    let server = world.only_server().await;
    assert_eq!(server.instance, machine.instance);
    assert_eq!(world.aws.count("RunInstances"), 1);

    let options = [("server", server.id.to_string().into())];
    let question = world.discord.slash(world.oscar(), "terminate", &options);
    let question = question.reply().await;
    world.press(world.oscar(), &question, "Delete").await;
    world
        .wait_for_state(&server.id, InstanceState::Terminated)
        .await;
    world
        .wait_until("the channel to hear of it", async || {
            world.channel_says("deleted")
        })
        .await;
    let again = until_one_waits(&world).await;
    assert_eq!(again.instance, machine.instance);
    assert_eq!(world.aws.count("TerminateInstances"), 0);
    assert!(world.servers().await.is_empty());
    let inside = world.machine();
    assert!(
        inside
            .file("/srv/ac-server/server/cfg/server_cfg.ini")
            .is_none()
    );

    // And the next one gets it again.
    world.wait_for_joins(0).await;
    world.deploy(&pack).reply().await;
    world.wait_for_joins(1).await;
    assert_eq!(world.only_server().await.instance, machine.instance);
    assert_eq!(world.aws.count("RunInstances"), 1);
}

/// AWS has none free of its kind: what it is to be switched on for is not tried every few seconds.
#[tokio::test]
async fn a_machine_that_cannot_be_wiped_now_is_tried_again_less_and_less_often() {
    let world = league().await;
    until_one_waits(&world).await;
    let pack = world.attach("cup.tar.gz", Sample::linux().tar_gz());
    world.deploy(&pack).reply().await;
    world.join_message().await;
    let server = world.only_server().await;
    let none = Refusal::new(500, "InsufficientInstanceCapacity", "None here.");
    world.aws.fail("StartInstances").always().refuse(none);
    let service = world.service().await;
    let cloud = service.cloud();
    cloud
        .terminate(&server, StopReason::Asked)
        .await
        .expect("it is given back");
    let watcher = PreparedWatcher::new(service.clone());
    let began = Timestamp::now();
    until(async || {
        watcher.pass_at(began).await.expect("a pass");
        (2 <= world.aws.count("StartInstances")).then_some(())
    })
    .await;
    let before = world.aws.count("StartInstances");
    // An hour of passes, one in five seconds.
    for pass in 0..720 {
        let now = began + SignedDuration::from_secs(5 * pass);
        watcher.pass_at(now).await.expect("a pass");
    }
    let tries = world.aws.count("StartInstances") - before;
    assert!((5..=15).contains(&tries), "{tries}");
}
