//! The packs in storage: listed, and deleted when no server uses them.

use domain::server::InstanceState;
use insta::assert_snapshot;
use world::World;

#[tokio::test]
async fn a_pack_in_use_cannot_be_deleted_and_later_can() {
    let world = World::start().await;
    world.deploy_sample().await;
    let server = world.only_server().await;
    let packs = |delete: Option<String>| {
        let options: Vec<_> = delete
            .into_iter()
            .map(|pack| ("delete", pack.into()))
            .collect();
        world.discord.slash(world.oscar(), "packs", &options)
    };

    let list = packs(None).reply().await;
    assert!(list.is_ephemeral(), "only who asked reads the list");
    let text = list.text();
    assert!(
        text.contains("green") && text.contains("Used by Sunday Cup"),
        "{text}"
    );

    let pack = server.pack.location.to_string();
    let refused = packs(Some(pack.clone())).reply().await;
    assert_snapshot!(world.tidy(&refused.text()), @"
    │ The pack “friday.zip” is used by “Sunday Cup”.
    │ It can go once that server is deleted (`/terminate`), or that race is over or called off (`/race cancel`).
    (only you can see this)
    ");
    let kept = packs(None).reply().await;
    assert!(kept.text().contains("Used by"), "{}", kept.text());

    let question = world
        .discord
        .slash(
            world.oscar(),
            "terminate",
            &[("server", server.id.to_string().into())],
        )
        .reply()
        .await;
    world
        .discord
        .press(world.oscar(), &question, "Delete")
        .reply()
        .await;
    world
        .wait_for_state(&server.id, InstanceState::Terminated)
        .await;
    let deleted = packs(Some(pack)).reply().await;
    assert!(
        deleted.text().contains("Deleted the pack"),
        "{}",
        deleted.text()
    );
    let list = packs(None).reply().await;
    assert!(
        list.text().contains("no packs in storage"),
        "{}",
        list.text()
    );
}
