//! Stop, start, terminate, status.

use discord_stand_in::Fault;
use domain::server::InstanceState;
use insta::assert_snapshot;
use service::{JoinPage, RaceServer};
use world::{Held, Watching, World};

#[tokio::test]
async fn after_a_stop_and_a_start_the_new_link_is_posted_and_the_old_one_struck() {
    let world = World::start().await;
    let first = world.deploy_sample().await;
    let server = world.only_server().await;

    let reply = world.press(world.oscar(), &first, "Stop").await;
    assert!(!reply.is_ephemeral(), "the channel sees who stopped it");
    world.wait_for_joins(0).await;
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;

    world
        .discord
        .slash(
            world.dora(),
            "start",
            &[("server", server.id.to_string().into())],
        )
        .reply()
        .await;
    let second = world.join_message().await;
    assert_ne!(first.id, second.id);
    let url = |message: &discord_stand_in::Message| {
        message.buttons().into_iter().find_map(|button| button.url)
    };
    assert_ne!(url(&first), url(&second), "the address is a new one");
    assert_eq!(world.joins().len(), 1);
}

/// Its address may soon be another server's: nobody is sent there until the bot looks again.
#[tokio::test]
async fn a_servers_page_names_no_way_in_from_the_moment_on_in_which_it_is_stopped() {
    let mut world = World::start().await;
    world.deploy_until_online().await;
    world.kill_bot().await;
    world.watching = Watching::ByHand;
    world.start_bot().await;
    let service = world.service().await;
    service.has_join_pages_at("http://race.example".parse().expect("an address"));
    let mut watcher = world.watcher().await;
    watcher.pass().await.expect("a pass");
    let server = world.only_server().await;
    let shown = || match service.server_page(&server.id) {
        JoinPage::Race(facts) => facts.server,
        other => panic!("{other:?}"),
    };
    assert!(matches!(shown(), RaceServer::Online { .. }));
    let stop = world.discord.slash(world.oscar(), "stop", &[]);
    stop.reply().await;
    assert!(matches!(shown(), RaceServer::Off));
}

#[tokio::test]
async fn terminate_asks_first_and_leaves_nothing_behind() {
    let world = World::start().await;
    world.deploy_sample().await;
    let server = world.only_server().await;
    let question = world
        .discord
        .slash(
            world.oscar(),
            "terminate",
            &[("server", server.id.to_string().into())],
        )
        .reply()
        .await;
    assert_eq!(
        world.aws.count("TerminateInstances"),
        0,
        "asking deletes nothing"
    );
    assert_snapshot!(world.tidy(&question.text()), @r"
    │ Delete Sunday Cup?
    │ The machine and its disk go for good, and its link stops working. The pack stays in storage. To save money only until the next race, `/stop` is enough.
    │ server
    [Delete] [Keep]
    (only you can see this)
    ");
    world
        .discord
        .press(world.oscar(), &question, "Delete")
        .reply()
        .await;
    world
        .wait_for_state(&server.id, InstanceState::Terminated)
        .await;
    world
        .wait_until("its security group is gone", async || {
            world.security_groups().await.is_empty()
        })
        .await;
}

#[tokio::test]
async fn status_shows_the_four_checks_the_players_and_the_cost() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let server = world.only_server().await;
    let status = world
        .discord
        .slash(
            world.gus(),
            "status",
            &[("server", server.id.to_string().into())],
        )
        .reply()
        .await;
    assert_snapshot!(world.tidy(&status.text()), @r"
    │ ✅ Sunday Cup – online
    │ ✅ Game server is running
    │ ✅ Join link is known
    │ ✅ Public address is known
    │ ✅ Ports are open
    │ Last report: ‹span› ago.
    │ Track: green\_hills (gp)
    │ Drivers: 0 of 4
    │ Session: Practice, ‹span› left
    │ Started: ‹time›
    │ Costs:
    │   about $0.001 so far
    │   $0.044 per hour
    │ Address: `127.0.1.x:8081`
    │ Password: no
    │ Requested by: oscar
    │ server · i-…
    [Join → https://acstuff.club/s/q:race/online/join?ip=127.0.1.x&httpPort=8081] [Restart] [Stop]
    (only you can see this)
    ");
    let all = world
        .discord
        .slash(world.gus(), "servers", &[])
        .reply()
        .await;
    assert_snapshot!(world.tidy(&all.text()), @r"
    │ Servers
    │ ✅ **Sunday Cup** – online · started ‹time› · $0.044 per hour (t3.small)
    │ green\_hills (gp) · oscar · `server`
    (only you can see this)
    ");
}

#[tokio::test]
async fn stopping_twice_is_no_mystery() {
    let world = World::start().await;
    world.deploy_sample().await;
    let server = world.only_server().await;
    let stop = async || {
        world
            .discord
            .slash(
                world.oscar(),
                "stop",
                &[("server", server.id.to_string().into())],
            )
            .reply()
            .await
    };
    stop().await;
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;
    assert_snapshot!(stop().await.text(), @r"
    │ “Sunday Cup” is stopped already.
    │ `/start` brings it up again, `/terminate` deletes it.
    (only you can see this)
    ");
}

#[tokio::test]
async fn a_deploy_that_is_cancelled_during_its_launch_leaves_no_machine() {
    let (world, launch) = cancelled_during_its_launch().await;
    drop(launch);
    world
        .wait_until("the machine is deleted again", async || {
            0 < world.aws.count("TerminateInstances")
        })
        .await;
    assert_eq!(world.objects("orders/").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_deploy_that_was_cancelled_leaves_no_machine_though_the_bot_ends_as_well() {
    let (mut world, launch) = cancelled_during_its_launch().await;
    // Polled in this order: the bot is told to end first.
    tokio::join!(world.stop_bot(), async { drop(launch) });
    assert_eq!(world.aws.count("TerminateInstances"), 1);
    assert_eq!(world.objects("orders/").await, Vec::<String>::new());
}

/// A world in which a deploy was just cancelled whose machine is being launched, and the launch.
async fn cancelled_during_its_launch() -> (World, Held) {
    let world = World::start().await;
    let launch = world.aws.fail("RunInstances").hold();
    world.deploy(&world.sample_pack()).reply().await;
    world
        .wait_until("the launch", async || 0 < world.aws.count("RunInstances"))
        .await;
    let progress = world
        .discord
        .channel_messages(world.channel())
        .pop()
        .expect("the progress message");
    world.press(world.oscar(), &progress, "Cancel").await;
    (world, launch)
}

#[tokio::test]
async fn a_deploy_can_be_cancelled_while_it_uploads() {
    let world = World::start().await;
    let pack = world
        .attach("big.zip", world::big_pack(24))
        .slow_to(4 << 20);
    world.deploy(&pack).reply().await;
    let progress = world
        .discord
        .wait_for_text(world.channel(), "Uploading")
        .await;
    world.press(world.oscar(), &progress, "Cancel").await;
    world
        .discord
        .wait_for_text(world.channel(), "cancelled")
        .await;
    world
        .wait_until("the upload is aborted", async || {
            world.uploads_in_progress().await == 0
        })
        .await;
    assert_eq!(world.aws.count("RunInstances"), 0);
    assert_eq!(world.objects("orders/").await, Vec::<String>::new());
}

#[tokio::test]
async fn whoever_asked_for_a_deploy_cancels_it_by_name_without_a_role() {
    let roles = serde_json::json!({ "deploy": ["Organiser"], "status": ["@everyone"] });
    let league = serde_json::json!({ "roles": roles, "owners_may_stop": false });
    let world = World::builder().guild(league).start().await;
    let pack = world
        .attach("big.zip", world::big_pack(24))
        .slow_to(4 << 20);
    world.deploy(&pack).reply().await;
    world
        .discord
        .wait_for_text(world.channel(), "Uploading")
        .await;
    let named = || [("server", "sunday cup".into())];
    let dora = world.discord.slash(world.dora(), "stop", &named());
    let refused = dora.reply().await.text();
    assert!(refused.contains("You may not stop servers"), "{refused}");
    let looked = world.discord.slash(world.dora(), "status", &named());
    let looked = looked.reply().await.text();
    assert!(looked.contains("on its way"), "{looked}");
    world
        .discord
        .slash(world.oscar(), "stop", &named())
        .reply()
        .await;
    world
        .discord
        .wait_for_text(world.channel(), "Sunday Cup – cancelled")
        .await;
    assert_eq!(world.objects("orders/").await, Vec::<String>::new());
    assert_eq!(world.aws.count("RunInstances"), 0);
}

#[tokio::test]
async fn a_cancel_that_comes_too_late_stops_the_server() {
    let world = World::start().await;
    // Its message still says "on its way" when the link is there.
    world.discord.faults().fail(
        "PATCH /channels/{channel_id}/messages/{message_id}",
        usize::MAX,
        Fault::Unavailable,
    );
    world.deploy_sample().await;
    let messages = world.discord.channel_messages(world.channel());
    let progress = messages.first().expect("the progress message");
    let told = world.press(world.oscar(), progress, "Cancel").await;
    assert_snapshot!(told.text(), @"**oscar** stopped **Sunday Cup**. Its disk is kept and costs about $3.20 a month: `/start` brings it up again, `/terminate` deletes it.");
    world.discord.faults().clear();
    let server = world.only_server().await;
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;
    world
        .discord
        .wait_for_text(world.channel(), "Sunday Cup – stopped")
        .await;
}

#[tokio::test]
async fn a_cancel_in_the_moment_of_the_launch_leaves_no_machine() {
    let world = World::start().await;
    world
        .aws
        .rules(|rules| rules.boot = std::time::Duration::from_secs(30));
    world.discord.faults().fail(
        "PATCH /channels/{channel_id}/messages/{message_id}",
        usize::MAX,
        Fault::Unavailable,
    );
    world.deploy(&world.sample_pack()).reply().await;
    world
        .wait_until("the machine", async || !world.servers().await.is_empty())
        .await;
    world
        .wait_until("the order is done with", async || {
            world.objects("orders/").await.is_empty()
        })
        .await;
    let server = world.only_server().await;
    let messages = world.discord.channel_messages(world.channel());
    let progress = messages.first().expect("the progress message");
    let told = world.press(world.oscar(), progress, "Cancel").await;
    assert_snapshot!(told.text(), @"**oscar** cancelled the deploy of **Sunday Cup**. Its machine was launched already, and is deleted again; its pack is kept, so `/deploy stored` can bring it up.");
    world
        .wait_for_state(&server.id, InstanceState::Terminated)
        .await;
    let again = world.press(world.oscar(), progress, "Cancel").await;
    assert_snapshot!(again.text(), @"
    │ This deploy is over already.
    │ Nothing of it runs; `/servers` shows what does.
    (only you can see this)
    ");
}

#[tokio::test]
async fn who_names_no_server_means_the_only_one() {
    let world = World::start().await;
    let oscar = async |command: &str| {
        let said = world.discord.slash(world.oscar(), command, &[]);
        said.reply().await.text()
    };
    assert_snapshot!(oscar("stop").await, @"
    │ There is no running server that could be stopped.
    │ `/servers` shows what there is.
    (only you can see this)
    ");
    world.deploy_sample().await;
    assert_snapshot!(oscar("start").await, @"
    │ There is no stopped server that could be started.
    │ `/servers` shows what there is; `/deploy` brings up a new one, and `/restart` a game server again that does not run.
    (only you can see this)
    ");
    oscar("stop").await;
    world.wait_for_joins(0).await;
    let server = world.only_server().await;
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;
    oscar("start").await;
    world.wait_for_joins(1).await;

    world.deploy(&world.sample_pack()).reply().await;
    world.wait_for_joins(2).await;
    let which = oscar("stop").await.replace(server.id.as_str(), "‹id›");
    let other = world
        .servers()
        .await
        .into_iter()
        .find(|one| one.id != server.id);
    let other = other.expect("the other server").spec.id;
    let which = which.replace(other.as_str(), "‹id›");
    assert_snapshot!(which, @"
    │ There are 2 servers: “Sunday Cup”, “Sunday Cup 2”.
    │ Say which one you mean with the option `server`, by its name or its id: `‹id›`, `‹id›`.
    (only you can see this)
    ");
    assert_eq!(world.aws.count("StopInstances"), 1);
}
