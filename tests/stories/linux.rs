//! Packs for Linux.

use insta::assert_snapshot;
use pack::sample::Sample;
use world::World;

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
