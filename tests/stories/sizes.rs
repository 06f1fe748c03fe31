//! Which machine a pack gets: what its drivers need, or what was chosen.

use std::collections::BTreeMap;

use discord_stand_in::Input;
use insta::assert_snapshot;
use pack::sample::Sample;
use serde_json::json;
use world::{Watching, World};

/// A world that may have three sizes, whose cards nobody draws again once a machine is launched.
async fn with_three_sizes() -> World {
    let mut world = World::builder()
        .guild(json!({ "sizes": ["t3.small", "t3.medium", "t3.large"], "max_servers": 9 }))
        .start_without_bot()
        .await;
    world.watching = Watching::ByHand;
    world.start_bot().await;
    world
}

/// Deploys a pack for so many drivers, and more if that is chosen.
async fn deploy(world: &World, drivers: u16, more: Option<(&'static str, Input)>) {
    let sample = Sample {
        name: format!("Grid of {drivers}"),
        slots: drivers,
        ..Sample::default()
    };
    let pack = world.attach("grid.zip", sample.zip());
    let options: Vec<_> = [("pack", (&pack).into())].into_iter().chain(more).collect();
    let deploy = world.discord.slash(world.oscar(), "deploy file", &options);
    deploy.reply().await;
}

/// The size of each server's machine, as EC2 lists it, once there are so many.
async fn launched(world: &World, count: usize) -> BTreeMap<String, String> {
    world
        .wait_until("the machines", async || {
            world.servers().await.len() == count
        })
        .await;
    let servers = world.servers().await;
    let size = |server: &domain::server::Server| server.hosting.as_str().to_owned();
    servers
        .iter()
        .map(|server| (server.name.to_string(), size(server)))
        .collect()
}

/// What a server's card says once its machine is launched.
async fn launched_card(world: &World, title: &str) -> String {
    let channel = world.channel();
    let shows = |text: &str| {
        let mut lines = text.lines();
        lines.any(|line| line.ends_with(&format!("{title} – on its way")))
            && text.contains("Windows starts**")
    };
    world
        .discord
        .wait_for(title, |state| {
            let mut texts = state.channel_messages(channel).map(|it| it.text());
            texts.find(|text| shows(text))
        })
        .await
}

#[tokio::test]
async fn more_drivers_get_a_larger_machine_and_the_card_says_why_and_what_it_costs() {
    let world = with_three_sizes().await;
    for drivers in [6, 12, 20, 30] {
        deploy(&world, drivers, None).await;
    }
    let launched = launched(&world, 4).await;
    let sizes: Vec<&str> = launched.values().map(String::as_str).collect();
    assert_eq!(
        sizes,
        ["t3.small", "t3.medium", "t3.large", "t3.small"],
        "{launched:?}"
    );
    for (title, machine) in [
        ("Grid of 6", "t3.small with Windows\n"),
        ("Grid of 12", "t3.small with Windows\n"),
        ("Grid of 20", "t3.medium (for 20 drivers) with Windows\n"),
        ("Grid of 30", "t3.large (for 30 drivers) with Windows\n"),
    ] {
        let card = launched_card(&world, title).await;
        let (_, shown) = card.split_once("Machine:").expect("what runs it");
        assert!(shown.contains(machine), "{title}: {shown}");
        assert!(shown.contains("per hour"), "{title}: {shown}");
    }
    let large = launched_card(&world, "Grid of 30").await;
    assert_snapshot!(world.tidy(&large), @r"
    │ ⏳ Grid of 30 – on its way
    │ ✅ Pack checked – ‹span›
    │ ✅ Pack uploaded – ‹span›
    │ ✅ Machine launched – ‹span›
    │ ⏳ **Windows starts** – began ‹time› (usually 4–15 min)
    │ ▫️ Machine fetches the pack
    │ ▫️ Unpack
    │ ▫️ Game server starts
    │ ▫️ Join link
    │ Track: green\_hills (gp)
    │ Slots: 30
    │ Cars: roadster\_cup, coupe\_gt
    │ Machine:
    │   t3.large (for 30 drivers) with Windows
    │   $0.12 per hour (Linux: $0.088)
    │   Windows: no acServer for Linux is in storage
    │ Requested by: oscar
    │ server · grid.zip
    [Status] [Stop]
    ");
}

#[tokio::test]
async fn the_size_that_somebody_chose_holds_whatever_the_drivers_need() {
    let world = with_three_sizes().await;
    deploy(&world, 6, Some(("size", "t3.large".into()))).await;
    deploy(&world, 30, Some(("size", "t3.small".into()))).await;
    let launched = launched(&world, 2).await;
    assert_eq!(launched["Grid of 6"], "t3.large");
    assert_eq!(launched["Grid of 30"], "t3.small");
    assert!(!world.channel_says("drivers) with"));
}
