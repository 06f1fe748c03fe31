//! Packs from Windows that run on Linux, with a server program that the league keeps.

use discord_stand_in::{Input, Member, Message};
use domain::server::InstanceState;
use insta::assert_snapshot;
use pack::Platform;
use pack::sample::{Sample, elf};
use serde_json::json;
use world::World;

/// A member adds a file as a server program.
async fn add(world: &World, who: Member, name: &str, bytes: Vec<u8>, version: &str) -> Message {
    let file = world.discord.upload(who, name, bytes);
    let options = [("file", (&file).into()), ("version", version.into())];
    world
        .discord
        .slash(who, "programs add", &options)
        .reply()
        .await
}

async fn remove(world: &World, who: Member, program: &str) -> String {
    let options = [("program", program.into())];
    let answer = world.discord.slash(who, "programs remove", &options);
    answer.reply().await.text()
}

#[tokio::test]
async fn a_pack_from_windows_runs_on_linux_once_the_league_keeps_the_program() {
    let world = World::start().await;
    let none = world.discord.slash(world.alice(), "programs list", &[]);
    let none = none.reply().await.text();
    assert!(none.contains("acServer, without .exe"), "{none}");

    let refused = add(&world, world.oscar(), "acServer", elf(32, None), "1.16").await;
    assert!(
        refused.text().contains("add or remove server programs"),
        "only admins may: {}",
        refused.text()
    );
    let added = add(&world, world.alice(), "acServer", elf(32, None), "1.16").await;
    assert_snapshot!(world.tidy(&added.text()), @"
    │ acserver/1.16 is kept
    │ acServer for Linux, 32 bits, needs no libraries.
    │ Packs that it suits run on Linux from now on; choose `run_on: windows` in `/deploy` for one that should not.
    (only you can see this)
    ");

    let progress = world.deploy_until_online().await;
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
    │ server · friday.zip
    ");
    let server = world.only_server().await;
    assert_eq!(server.pack.platform, Platform::Linux);
    let guild = world.discord.guild();
    assert_eq!(
        server.pack.programs,
        [format!("programs/linux/{guild}/acserver/1.16/acServer")]
    );

    // What a server uses stays.
    let refused = remove(&world, world.alice(), "acserver/1.16").await;
    assert_snapshot!(world.tidy(&refused), @"
    │ acserver/1.16 is used by “Sunday Cup”.
    │ Delete those servers first with `/terminate`; then the program can go.
    (only you can see this)
    ");
    world
        .cloud()
        .terminate(&server, domain::server::StopReason::Asked)
        .await
        .expect("deleted");
    world
        .wait_for_state(&server.id, InstanceState::Terminated)
        .await;
    let removed = remove(&world, world.alice(), "acserver/1.16").await;
    assert!(removed.contains("Removed"), "{removed}");
    let unknown = remove(&world, world.alice(), "acserver/1.16").await;
    assert!(unknown.contains("There is no server program"), "{unknown}");
    assert!(world.objects("programs/linux/").await.is_empty());
}

#[tokio::test]
async fn whoever_deploys_chooses_the_system_and_the_version() {
    let world = World::start().await;
    add(&world, world.alice(), "acServer", elf(32, None), "1.15").await;
    add(&world, world.alice(), "acServer", elf(64, None), "1.16").await;
    let again = add(&world, world.alice(), "acServer", elf(32, None), "1.16").await;
    assert!(
        again.text().contains("There is another acserver/1.16"),
        "{}",
        again.text()
    );
    let pack = world.sample_pack();
    let deploy = |name: &str, more: (&'static str, Input)| {
        let options = [("pack", (&pack).into()), ("name", name.into()), more];
        world.discord.slash(world.oscar(), "deploy file", &options)
    };
    deploy("Old", ("program", "acserver/1.15".into()))
        .reply()
        .await;
    world.wait_for_joins(1).await;
    // Discord sends the place of what was chosen: auto, linux, windows.
    deploy("Windows", ("run_on", 2.into())).reply().await;
    world.wait_for_joins(2).await;
    let servers = world.servers().await;
    let of = |name: &str| {
        let found = servers.iter().find(|server| server.name.as_str() == name);
        found.expect("it is there").pack.clone()
    };
    assert_eq!(of("Old").platform, Platform::Linux);
    assert!(of("Old").programs[0].ends_with("/acserver/1.15/acServer"));
    assert_eq!(of("Windows").platform, Platform::Windows);
    assert!(of("Windows").programs.is_empty());
}

#[tokio::test]
async fn a_league_that_wants_linux_only_is_told_what_is_missing() {
    let world = World::builder()
        .guild(json!({ "run_on": "linux" }))
        .start()
        .await;
    world.deploy(&world.sample_pack()).reply().await;
    let refused = world
        .discord
        .wait_for_text(world.channel(), "no acServer for Linux")
        .await;
    assert!(
        refused.text().contains("Add one with"),
        "{}",
        refused.text()
    );
    assert_eq!(world.aws.count("RunInstances"), 0);
}

#[tokio::test]
async fn a_pack_of_the_wrapper_runs_without_it_and_says_so() {
    let world = World::start().await;
    add(&world, world.alice(), "acServer", elf(32, None), "1.16").await;
    let mut sample = Sample::default();
    sample.ports.wrapper = Some(8050);
    world
        .deploy(&world.attach("cup.zip", sample.zip()))
        .reply()
        .await;
    world.join_message().await;
    world
        .discord
        .wait_for_text(world.channel(), "made for acServerWrapper")
        .await;
    let server = world.only_server().await;
    assert_eq!(server.pack.ports.wrapper, None);

    // With the wrapper as well, both are put beside the pack's settings.
    let loader = Some("/lib64/ld-linux-x86-64.so.2");
    add(
        &world,
        world.alice(),
        "acServerWrapper",
        elf(64, loader),
        "2.0",
    )
    .await;
    let pack = world.attach("second.zip", sample.zip());
    let options = [("pack", (&pack).into()), ("name", "Wrapped".into())];
    world
        .discord
        .slash(world.oscar(), "deploy file", &options)
        .reply()
        .await;
    world.wait_for_joins(2).await;
    let servers = world.servers().await;
    let wrapped = servers
        .iter()
        .find(|server| server.name.as_str() == "Wrapped");
    let wrapped = &wrapped.expect("it is there").pack;
    assert_eq!(wrapped.ports.wrapper, Some(8050));
    let keys: Vec<&str> = wrapped
        .programs
        .iter()
        .filter_map(|key| key.rsplit('/').next())
        .collect();
    assert_eq!(keys, ["acServerWrapper", "acServer"]);
}

#[tokio::test]
async fn what_cannot_run_is_not_kept() {
    let world = World::start().await;
    let windows = add(
        &world,
        world.alice(),
        "acServer.exe",
        b"MZ\x90".to_vec(),
        "1",
    )
    .await;
    assert_snapshot!(world.tidy(&windows.text()), @r#"
    │ This file cannot be kept as a server program.
    │ This is a program for Windows. Send the one for Linux: Kunos' acServer (without .exe) lies beside it in the folder "server" of the game; AssettoServer's release for Linux ends in linux-x64.tar.gz.
    (only you can see this)
    "#);
    let odd = add(&world, world.alice(), "acServer", elf(32, None), "../1").await;
    assert!(odd.text().contains("cannot be a version"), "{}", odd.text());
    assert!(world.objects("programs/linux/").await.is_empty());
}
