//! A server anew on another machine, when its own is dead.

use domain::server::InstanceState;
use jiff::Timestamp;
use pack::sample::Sample;
use world::World;

#[tokio::test]
async fn the_old_machine_goes_only_once_the_new_one_is_online() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let old = world.only_server().await;
    let options = [("server", old.id.to_string().into())];
    let refused = world.discord.slash(world.dora(), "redeploy", &options);
    let refused = refused.reply().await.text();
    assert!(refused.contains("You may not"), "{refused}");

    // The new machine does not come up yet.
    world
        .aws
        .rules(|rules| rules.boot = std::time::Duration::from_secs(3600));
    world
        .discord
        .slash(world.oscar(), "redeploy", &options)
        .reply()
        .await;
    world
        .discord
        .wait_for_text(world.channel(), "on a new machine")
        .await;
    world
        .wait_until("the new machine", async || {
            let servers = world.servers().await;
            let running = |server: &&domain::server::Server| server.state == InstanceState::Running;
            servers.iter().filter(running).count() == 2
        })
        .await;
    let servers = world.servers().await;
    let new = servers.iter().find(|server| server.id != old.id);
    let new = new.expect("the new one");
    assert_eq!(new.record.replaces.as_ref(), Some(&old.id));
    assert_eq!(new.pack.location, old.pack.location, "the same pack");
    assert_eq!(world.aws.count("TerminateInstances"), 0);

    world
        .aws
        .rules(|rules| rules.boot = std::time::Duration::from_millis(10));
    world
        .wait_for_state(&old.id, InstanceState::Terminated)
        .await;
    let left = world.only_server().await;
    assert_eq!(left.id, new.id);
    world
        .wait_until("it to be noted", async || {
            world.only_server().await.record.replaces.is_none()
        })
        .await;
    assert_eq!(world.aws.count("RunInstances"), 2);
}

/// Two organisers press in the same second: one machine comes, and the other one is told.
#[tokio::test]
async fn a_server_is_replaced_once_however_many_ask() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let old = world.only_server().await;
    world
        .aws
        .rules(|rules| rules.boot = std::time::Duration::from_secs(3600));
    let options = [("server", old.id.to_string().into())];
    let redeploy = || world.discord.slash(world.oscar(), "redeploy", &options);
    let (one, other) = (redeploy(), redeploy());
    let (one, other) = tokio::join!(one.reply(), other.reply());
    let refused = [one.text(), other.text()]
        .iter()
        .filter(|text| text.contains("“Sunday Cup” is being replaced already"))
        .count();
    assert_eq!(refused, 1);
    world
        .wait_until("the new machine", async || world.servers().await.len() == 2)
        .await;
    // Nor later, while the new one comes up.
    let late = redeploy().reply().await.text();
    assert!(late.contains("is being replaced already"), "{late}");
    assert_eq!(world.aws.count("RunInstances"), 2);
}

/// A race is on: nobody ends it by a slip of the finger.
#[tokio::test]
async fn a_server_with_drivers_is_brought_up_anew_only_after_a_yes() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let old = world.only_server().await;
    world.machine().set_clients(2);
    let options = [("server", old.id.to_string().into())];
    let question = world
        .discord
        .slash(world.oscar(), "redeploy", &options)
        .reply()
        .await;
    insta::assert_snapshot!(world.tidy(&question.text()), @r"
    │ Redeploy Sunday Cup?
    │ 2 drivers are on it, and lose the session.
    │ server
    [Redeploy now] [Keep]
    (only you can see this)
    ");
    assert_eq!(world.aws.count("RunInstances"), 1);
    world.press(world.oscar(), &question, "Redeploy now").await;
    world
        .wait_for_state(&old.id, InstanceState::Terminated)
        .await;
    assert_eq!(world.aws.count("RunInstances"), 2);
}

/// The old machine says nothing: what it may hold is not thrown away, and the channel reads what to do with it.
#[tokio::test]
async fn a_replaced_server_that_may_hold_results_is_stopped_and_the_channel_hears_what_to_do() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let old = world.only_server().await;
    world
        .aws
        .rules(|rules| rules.boot = std::time::Duration::from_secs(3600));
    let options = [("server", old.id.to_string().into())];
    let redeploy = world.discord.slash(world.oscar(), "redeploy", &options);
    redeploy.reply().await;
    world
        .wait_until("the new machine", async || world.servers().await.len() == 2)
        .await;
    world.aws.machine(old.instance.as_str()).silence();
    world
        .aws
        .rules(|rules| rules.boot = std::time::Duration::from_millis(10));
    let told = world
        .discord
        .wait_for_text(world.channel(), "was replaced and is kept")
        .await;
    insta::assert_snapshot!(world.tidy(&told.text()), @r"
    │ Sunday Cup was replaced and is kept, powered off
    │ It may hold results, and its machine did not say. Start it once more: they are fetched within a minute, and then it can be deleted. Until then its disk costs $3.20 a month.
    │ server
    [Start] [Delete]
    ");
    world.wait_for_state(&old.id, InstanceState::Stopped).await;
    assert_eq!(world.aws.count("TerminateInstances"), 0);
}

/// An admin threw somebody out in the game, which only the machine knows.
const BANNED: &str = "76561198000000666";

async fn until_the_old_one_is_gone(world: &World, old: &domain::server::Server) {
    let options = [("server", old.id.to_string().into())];
    let redeploy = world.discord.slash(world.oscar(), "redeploy", &options);
    redeploy.reply().await;
    world
        .wait_for_state(&old.id, InstanceState::Terminated)
        .await;
}

fn banned_on(world: &World, server: &domain::server::Server) -> Option<String> {
    let machine = world.aws.machine(server.instance.as_str());
    machine.list("blacklist.txt")
}

#[tokio::test]
async fn whoever_was_banned_in_the_game_stays_banned_on_the_new_machine() {
    for pack in [
        ("friday.zip", Sample::default().zip()),
        ("friday.tar.gz", Sample::linux().tar_gz()),
    ] {
        let world = World::start().await;
        world.deploy(&world.attach(pack.0, pack.1)).reply().await;
        world
            .discord
            .wait_for_text(world.channel(), "– online")
            .await;
        let old = world.only_server().await;
        world
            .machine()
            .write_list("blacklist.txt", &format!("{BANNED}\n; $(reboot)\n"));
        until_the_old_one_is_gone(&world, &old).await;
        let new = world.only_server().await;
        assert_eq!(
            banned_on(&world, &new).as_deref(),
            Some(&*format!("{BANNED}\n"))
        );
        assert!(!world.channel_says("blacklist"), "nothing was lost");
    }
}

/// That is when one redeploys.
#[tokio::test]
async fn of_a_machine_that_does_not_answer_the_lists_are_those_that_were_known_last() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let old = world.only_server().await;
    world
        .machine()
        .write_list("blacklist.txt", &format!("{BANNED}\n"));
    let mut results = world.results_watcher().await;
    results.pass_at(Timestamp::now()).await.expect("a pass");
    world.aws.machine(old.instance.as_str()).silence();
    let options = [("server", old.id.to_string().into())];
    world
        .discord
        .slash(world.oscar(), "redeploy", &options)
        .reply()
        .await;
    let told = world
        .discord
        .wait_for_text(world.channel(), "check its lists of players")
        .await;
    insta::assert_snapshot!(world.tidy(&told.text()), @r"
    │ ⚠️ Sunday Cup – check its lists of players
    │ • The old machine does not answer: blacklist, whitelist and admins are taken as they were known last. See whether somebody is missing.
    │ server · friday.zip
    ");
    let servers = world.servers().await;
    let new = servers.iter().find(|server| server.id != old.id);
    let new = new.expect("the new one").clone();
    world
        .wait_until("the ban on the new machine", async || {
            banned_on(&world, &new).as_deref() == Some(&*format!("{BANNED}\n"))
        })
        .await;
}

/// Nobody had asked it while it still answered.
#[tokio::test]
async fn what_is_not_known_of_the_lists_of_a_machine_that_does_not_answer_is_said() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let old = world.only_server().await;
    world
        .machine()
        .write_list("blacklist.txt", &format!("{BANNED}\n"));
    world.machine().silence();
    let options = [("server", old.id.to_string().into())];
    let redeploy = world.discord.slash(world.oscar(), "redeploy", &options);
    redeploy.reply().await;
    let told = world
        .discord
        .wait_for_text(world.channel(), "check its lists of players")
        .await;
    let told = told.text();
    assert!(told.contains("are those of the pack"), "{told}");
}

#[tokio::test]
async fn what_was_chosen_for_a_server_is_chosen_for_the_one_that_takes_its_place() {
    let world = World::start().await;
    let pack = world.sample_pack();
    let options = [("pack", (&pack).into()), ("hours", 2.into())];
    let deploy = world.discord.slash(world.oscar(), "deploy file", &options);
    deploy.reply().await;
    world
        .discord
        .wait_for_text(world.channel(), "– online")
        .await;
    let old = world.only_server().await;
    let options = [("server", old.id.to_string().into())];
    let redeploy = world.discord.slash(world.oscar(), "redeploy", &options);
    redeploy.reply().await;
    world
        .wait_for_state(&old.id, InstanceState::Terminated)
        .await;
    assert_eq!(world.only_server().await.options.hours, Some(2));
}
