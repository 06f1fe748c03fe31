//! Packs for Linux.

use insta::assert_snapshot;
use pack::sample::Sample;
use world::World;

/// It has no directory, so to judge it is to read it whole.
#[tokio::test]
async fn a_linux_pack_in_storage_is_read_once_and_not_for_every_race() {
    let world = World::start().await;
    world
        .deploy(&world.attach("cup.tar.gz", Sample::linux().tar_gz()))
        .reply()
        .await;
    world.join_message().await;
    let offered = world
        .discord
        .autocomplete(world.oscar(), "deploy stored", "pack", "cup")
        .await;
    let value = offered[0].value.as_str().expect("a text").to_owned();
    world.aws.forget_calls();
    world
        .discord
        .slash(world.oscar(), "deploy stored", &[("pack", value.into())])
        .reply()
        .await;
    world
        .wait_until("the second link", async || world.joins().len() == 2)
        .await;
    let calls = world.aws.calls();
    let read: Vec<_> = calls
        .iter()
        .filter(|call| call.operation == "s3:GetObject" && call.about.ends_with(".tar.gz"))
        .collect();
    assert!(!read.is_empty(), "the machine fetches it: {calls:?}");
    let machines = world.aws.count("RunInstances");
    assert_eq!(
        (read.len(), machines),
        (1, 1),
        "and the bot does not: {read:?}"
    );
}

#[tokio::test]
async fn a_linux_pack_becomes_a_join_link_at_its_own_price() {
    let world = World::start().await;
    let reply = world
        .deploy(&world.attach("cup.tar.gz", Sample::linux().tar_gz()))
        .reply()
        .await;
    assert!(reply.is_ephemeral(), "{}", reply.text());
    let join = world.join_message().await;
    let address = world.only_server().await.address.expect("an address");
    assert!(
        join.text().contains(&format!("{address}:8081")),
        "{}",
        join.text()
    );
    let info = reqwest::get(format!("http://{address}:8081/INFO"))
        .await
        .expect("an answer");
    assert!(info.text().await.expect("text").contains("Sunday Cup"));
    let progress = world
        .discord
        .wait_for_text(world.channel(), "– online")
        .await;
    assert_snapshot!(world.tidy(&progress.text()), @r"
    │ ✅ Sunday Cup – online
    │ ✅ Pack checked – ‹span›
    │ ✅ Pack uploaded – ‹span›
    │ ✅ Machine launched – ‹span›
    │ ✅ Online
    │
    │ The join link is in this channel. It took ‹span›.
    │ Track: green\_hills (gp)
    │ Slots: 4
    │ Cars: roadster\_cup, coupe\_gt
    │ Machine:
    │   t3.small with Linux
    │   $0.026 per hour
    │ Requested by: oscar
    │ server · cup.tar.gz
    ");
    assert!(
        world
            .machine()
            .file("/var/log/ac-deploy/server.log")
            .is_some_and(|log| log.contains("Server started"))
    );
}
