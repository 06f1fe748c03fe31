//! `/change`: what a server races, changed by restarting its program. Machine, address and link stay.

use discord_stand_in::{Member, Message};
use domain::ids::{ChangeId, GuildId, ServerId};
use domain::policy::Actor;
use domain::server::{InstanceState, Server};
use pack::sample::Sample;
use service::{AppliedChange, Service};
use world::World;

/// A server on Linux that is online.
async fn racing() -> World {
    let world = World::start().await;
    let pack = world.attach("friday.tar.gz", Sample::linux().tar_gz());
    world.deploy(&pack);
    world.join_message().await;
    world
        .discord
        .wait_for_text(world.channel(), "– online")
        .await;
    world
}

async fn change(world: &World, member: Member, settings: &str) -> Message {
    let options = [("settings", settings.into())];
    world
        .discord
        .slash(member, "change", &options)
        .reply()
        .await
}

/// What the server's own program answers.
fn settings(world: &World) -> String {
    let file = world.machine().file("/srv/ac-server/cfg/server_cfg.ini");
    file.unwrap_or_default()
}

fn raced(server: &Server) -> (bool, u16) {
    (server.pack.password, server.pack.slots)
}

#[tokio::test]
async fn a_server_on_linux_is_changed_in_seconds_and_keeps_its_link() {
    let world = racing().await;
    let before = world.only_server().await;
    let (boots, launches) = (world.machine().boots(), world.aws.count("RunInstances"));
    // Everything that stands against it is said at once, and nothing happens.
    let refused = change(&world, world.oscar(), "laps=lots damage=900 track=../x").await;
    for part in ["laps", "damage", "track"] {
        assert!(refused.text().contains(part), "{}", refused.text());
    }
    let preview = change(&world, world.oscar(), "laps=12 password=secret1").await;
    assert!(
        preview.text().contains("machine and join link stay"),
        "{}",
        preview.text()
    );
    let told = world.press(world.oscar(), &preview, "Apply").await;
    let told = if told.text().contains("changed what") {
        told
    } else {
        world
            .discord
            .wait_for_text(world.channel(), "changed what")
            .await
    };
    let cfg = settings(&world);
    assert!(
        cfg.contains("LAPS=12") && cfg.contains("PASSWORD=secret1"),
        "{cfg}"
    );
    let after = world.only_server().await;
    assert_eq!((&after.id, &after.instance), (&before.id, &before.instance));
    assert!(after.pack.password);
    assert_ne!(after.pack.location, before.pack.location);
    assert_eq!(after.record.changing, None);
    world
        .discord
        .wait_for_text(world.channel(), "– online again")
        .await;

    world.press(world.oscar(), &told, "Undo").await;
    world
        .wait_until("the change to be taken back", async || {
            let server = world.only_server().await;
            server.pack.location == before.pack.location && raced(&server) == raced(&before)
        })
        .await;
    assert!(
        !settings(&world).contains("secret1"),
        "{}",
        settings(&world)
    );
    assert_eq!(world.machine().boots(), boots, "the machine went on");
    assert_eq!(world.aws.count("RunInstances"), launches);
    assert_eq!(world.aws.count("StopInstances"), 0);
}

/// A change that is only asked about leaves no pack in the league's list, however often it is asked.
#[tokio::test]
async fn a_change_that_is_not_applied_stores_no_pack() {
    let world = racing().await;
    let own = world.objects("packs/").await;
    assert_eq!(own.len(), 1, "{own:?}");
    let first = change(&world, world.oscar(), "laps=12").await;
    let again = change(&world, world.oscar(), "laps=12").await;
    world.discord.press(world.oscar(), &again, "Keep");
    assert_eq!(world.objects("packs/").await, own);
    // What still stands is made when it is applied.
    world.press(world.oscar(), &first, "Apply").await;
    world
        .discord
        .wait_for_text(world.channel(), "– online again")
        .await;
    assert!(settings(&world).contains("LAPS=12"), "{}", settings(&world));
    assert_eq!(world.objects("packs/").await.len(), 2);
}

/// Nobody looks for it later: what was made for a change that is refused goes again, until somebody may make it.
#[tokio::test]
async fn a_change_that_is_refused_after_its_pack_was_made_leaves_no_pack() {
    let world = World::builder()
        .guild(serde_json::json!({ "budget": 0.0001 }))
        .start()
        .await;
    world.deploy_until_online().await;
    let own = world.objects("packs/").await;
    let preview = change(&world, world.oscar(), "laps=12").await;
    let refused = world.press(world.oscar(), &preview, "Apply").await;
    assert!(
        refused.text().contains("budget of this month is spent"),
        "{}",
        refused.text()
    );
    assert_eq!(world.objects("packs/").await, own);
    assert_eq!(world.aws.count("RunInstances"), 1);
    let before = world.only_server().await;
    let options = [("settings", "laps=12".into())];
    let asked = world.discord.slash(world.alice(), "change", &options);
    let preview = asked.reply().await;
    world.discord.press(world.alice(), &preview, "Apply");
    world
        .wait_until("an admin's change to be made", async || {
            let servers = world.servers().await;
            servers.len() == 1 && servers[0].id != before.id
        })
        .await;
    assert_eq!(world.objects("packs/").await.len(), 2);
}

/// The bot is killed at each call to AWS that a change makes: the next one finishes it, once the first
/// cannot be alive any more.
#[tokio::test]
async fn a_change_is_finished_wherever_the_bot_is_killed() {
    for step in 1..=3 {
        let mut world = racing().await;
        let before = world.only_server().await.pack.location;
        let preview = change(&world, world.oscar(), "laps=12").await;
        // Noting the change, what is raced, and that it was done.
        let noted = world.aws.count("CreateTags");
        let held = world.aws.fail("CreateTags").nth(step).hold();
        world.discord.press(world.oscar(), &preview, "Apply");
        world
            .wait_until("the bot to come so far", async || {
                noted + step <= world.aws.count("CreateTags")
            })
            .await;
        world.kill_bot().await;
        drop(held);
        world.start_bot().await;
        world
            .service()
            .await
            .patience_with_changes(std::time::Duration::ZERO);
        let server = world.only_server().await;
        if server.record.changing.is_none() && !settings(&world).contains("LAPS=12") {
            // Killed before anything was noted: nothing happened, and it can be pressed again.
            world.press(world.oscar(), &preview, "Apply").await;
        }
        world
            .wait_until("the change to be made", async || {
                let server = world.only_server().await;
                server.record.changing.is_none()
                    && server.pack.location != before
                    && settings(&world).contains("LAPS=12")
            })
            .await;
        assert_eq!(world.aws.count("RunInstances"), 1);
        assert_eq!(world.only_server().await.state, InstanceState::Running);
    }
}

/// Windows has no agent that could do it: the server is replaced, and the question says so.
#[tokio::test]
async fn a_server_on_windows_is_replaced_and_that_is_said_before() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let preview = change(&world, world.oscar(), "laps=12").await;
    assert!(
        preview
            .text()
            .contains("on a new machine with a new join link"),
        "{}",
        preview.text()
    );
}

/// Whoever has the say in the league's Discord server.
fn admin(world: &World) -> Actor {
    Actor {
        guild: Some(GuildId::from(world.discord.guild().get())),
        ..Actor::operator("the test")
    }
}

/// A bot applies a change in the background.
fn applying(
    bot: &Service,
    actor: &Actor,
    server: &ServerId,
    change: ChangeId,
) -> tokio::task::JoinHandle<service::Result<AppliedChange>> {
    let (bot, actor, server) = (bot.clone(), actor.clone(), server.clone());
    tokio::spawn(async move { bot.apply_change(&actor, &server, change).await })
}

/// Two bots hear of a press of *Apply* at the same moment. One is about to write while the other has noted that it makes
/// the change: its server runs the former pack still.
#[tokio::test]
async fn a_change_that_two_bots_apply_at_once_is_made_by_one_and_keeps_its_pack() {
    let world = racing().await;
    let actor = admin(&world);
    let before = world.only_server().await;
    let (one, other) = (
        world.service_of_another_bot(),
        world.service_of_another_bot(),
    );
    let asked = one.preview_change(&actor, before.id.as_str(), None, Some("laps=12"));
    let change = asked.await.expect("a preview").id;

    let late = world.aws.fail("s3:PutObject").hold();
    let second = applying(&other, &actor, &before.id, change);
    world
        .wait_until("the one to write", async || late.waiting() == 1)
        .await;
    let noting = world.aws.fail("CreateTags").hold();
    let first = applying(&one, &actor, &before.id, change);
    world
        .wait_until("the other to note it", async || noting.waiting() == 1)
        .await;
    drop(late);
    let second = second.await.expect("it ends");
    assert!(second.is_err(), "one of them makes it: {second:?}");
    drop(noting);
    let first = first.await.expect("it ends").expect("it makes it");
    assert!(
        matches!(first, AppliedChange::Restarted { .. }),
        "{first:?}"
    );

    let after = world.only_server().await;
    assert_ne!(after.pack.location, before.pack.location);
    let mut used = vec![
        before.pack.location.key.clone(),
        after.pack.location.key.clone(),
    ];
    let mut stored = world.objects("packs/").await;
    used.sort();
    stored.sort();
    assert_eq!(stored, used);
    let undone = other.apply_change(&actor, &before.id, change.back()).await;
    undone.expect("any bot may take it back");
}
