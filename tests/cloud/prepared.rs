//! Machines that wait for deploys: taken by exactly one, given back wiped, whoever is killed meanwhile.

use std::collections::BTreeMap;

use ::world::front::Refusal;
use cloud::{Cloud, Launch};
use cloud_aws::Aws;
use domain::ids::{GuildId, InstanceId, InstanceType};
use domain::prepared::{Care, PreparedMachine, Stand, due};
use domain::server::{InstanceState, Server, StopReason};
use jiff::{SignedDuration, Timestamp};
use pack::Platform;

use crate::world::World;
use ::world::ordered::{in_state, launch, until};

const LEAGUE: u64 = 42;

fn on_linux(bits: u64) -> Launch {
    let mut launch = launch(bits);
    launch.pack.location = "packs/42/gt3.tar.gz".parse().expect("a location");
    launch.pack.platform = Platform::Linux;
    launch.program = "acServer".into();
    launch.prepared = true;
    launch
}

/// What whoever keeps the machines does once.
async fn pass(aws: &Aws, wanted: usize, now: Timestamp) -> Vec<PreparedMachine> {
    let prepared = aws.prepared().expect("machines can wait on AWS");
    let machines = prepared.list().await.expect("a list");
    let wanted = BTreeMap::from([(GuildId::from(LEAGUE), wanted)]);
    let month = SignedDuration::from_hours(24 * 30);
    for care in due(&machines, &wanted, month, now) {
        let one = |id: InstanceId| machines.iter().find(|machine| machine.instance == id);
        let done = match care {
            Care::Make { guild, number } => {
                let size = InstanceType::new("t3.small");
                prepared.make(guild, &size, number).await.map(drop)
            }
            Care::Tend(id) => prepared.tend(one(id).expect("listed")).await,
            Care::Release(id) => prepared.release(one(id).expect("listed")).await,
            Care::Delete(id) => prepared.delete(one(id).expect("listed")).await,
        };
        done.expect("it can be done");
    }
    machines
}

/// Passes until so many machines are there and all of them wait.
async fn until_waiting(aws: &Aws, wanted: usize) -> Vec<PreparedMachine> {
    until(async || {
        let machines = pass(aws, wanted, Timestamp::now()).await;
        let wait = |machine: &PreparedMachine| machine.stand == Stand::Waiting;
        (machines.len() == wanted && machines.iter().all(wait)).then_some(machines)
    })
    .await
}

async fn one_prepared(world: &World) -> (Aws, PreparedMachine) {
    let aws = world.set_up().await;
    let machine = until_waiting(&aws, 1).await.remove(0);
    (aws, machine)
}

async fn running(aws: &Aws, launched: &Server) -> Server {
    in_state(aws, &launched.id, InstanceState::Running).await
}

#[tokio::test]
async fn a_launch_takes_the_machine_that_waits() {
    let world = World::start().await;
    let (aws, machine) = one_prepared(&world).await;
    assert!(
        aws.servers().await.expect("a list").is_empty(),
        "it is not a server yet"
    );
    let server = aws.launch(&on_linux(1)).await.expect("a server");
    assert_eq!(server.instance, machine.instance);
    let listed = running(&aws, &server).await;
    assert!(listed.prepared);
    assert_eq!(listed.name.as_str(), "Friday GT3");
    assert_eq!(
        world.openings(&server.id).await,
        [
            "tcp 8081 0.0.0.0/0",
            "tcp 9600 0.0.0.0/0",
            "udp 9600 0.0.0.0/0"
        ]
    );
    assert_eq!(world.front.count("RunInstances"), 1);
    // Asked for again, as after an answer that was lost, it is the same.
    let again = aws.launch(&on_linux(1)).await.expect("a server");
    assert_eq!(again.instance, machine.instance);
    assert_eq!(world.front.count("RunInstances"), 1);
}

#[tokio::test]
async fn another_discord_server_and_another_system_do_not_get_it() {
    let world = World::start().await;
    let (aws, machine) = one_prepared(&world).await;
    let mut elsewhere = on_linux(1);
    elsewhere.spec.home = elsewhere.spec.home.map(|home| domain::server::Home {
        guild: GuildId::from(77),
        ..home
    });
    let windows = Launch {
        prepared: true,
        ..launch(2)
    };
    let mut large = on_linux(3);
    large.pack_size = 4 << 30;
    for launch in [elsewhere, windows, large] {
        let server = aws.launch(&launch).await.expect("a server");
        assert_ne!(server.instance, machine.instance);
        assert!(!server.prepared);
    }
}

#[tokio::test]
async fn another_kind_of_machine_is_made_of_it() {
    let world = World::start().await;
    let (aws, machine) = one_prepared(&world).await;
    let mut large = on_linux(1);
    large.spec.hosting = "t3.medium".to_owned().into();
    let server = aws.launch(&large).await.expect("a server");
    let listed = running(&aws, &server).await;
    assert_eq!(listed.instance, machine.instance);
    assert_eq!(listed.hosting.as_str(), "t3.medium");
}

#[tokio::test]
async fn of_two_deploys_one_gets_the_last_machine() {
    let world = World::start().await;
    let (aws, machine) = one_prepared(&world).await;
    let other_bot = world.aws().await;
    let (first, second) = (on_linux(1), on_linux(2));
    let (first, second) = tokio::join!(aws.launch(&first), other_bot.launch(&second));
    let servers = [first.expect("a server"), second.expect("a server")];
    let got = servers.iter().filter(|it| it.instance == machine.instance);
    assert_eq!(got.count(), 1, "{servers:#?}");
    assert_ne!(servers[0].instance, servers[1].instance);
    for server in &servers {
        running(&aws, server).await;
    }
    assert_eq!(world.front.count("RunInstances"), 2);
}

#[tokio::test]
async fn where_it_cannot_be_started_a_new_machine_is_launched() {
    let world = World::start().await;
    let (aws, machine) = one_prepared(&world).await;
    let none = Refusal::new(500, "InsufficientInstanceCapacity", "None here.");
    world.front.fail("StartInstances").refuse(none);
    let server = aws.launch(&on_linux(1)).await.expect("a server");
    assert_ne!(server.instance, machine.instance);
    let listed = running(&aws, &server).await;
    assert_eq!(listed.instance, server.instance);
    // And that one waits again, once it is sure that nothing of the pack came to lie on it.
    let again = until_waiting_again(&aws, &machine).await;
    assert_eq!(again.stand, Stand::Waiting);
}

async fn until_waiting_again(aws: &Aws, machine: &PreparedMachine) -> PreparedMachine {
    until(async || {
        let machines = pass(aws, 1, Timestamp::now()).await;
        let one = machines
            .into_iter()
            .find(|one| one.instance == machine.instance);
        one.filter(|one| one.stand == Stand::Waiting)
    })
    .await
}

/// Lets somebody work up to a call that is held, and no further.
async fn until_called<T>(
    world: &World,
    operation: &str,
    nth: usize,
    work: impl Future<Output = T>,
) {
    let called = until(async || (nth <= world.front.count(operation)).then_some(()));
    tokio::select! {
        () = called => {}
        _ = work => panic!("{operation} {nth} was never called"),
    }
}

/// Carries a launch on to a call, kills the bot that makes it, and lets another one go on.
async fn killed_at(operation: &str, nth: usize) {
    let world = World::start().await;
    let (aws, machine) = one_prepared(&world).await;
    world.front.forget_calls();
    let held = world.front.fail(operation).nth(nth).hold();
    let first = on_linux(1);
    until_called(&world, operation, nth, aws.launch(&first)).await;
    drop(held);

    let next_bot = world.aws().await;
    // Somebody else's deploy does not get it meanwhile, once it is claimed.
    let server = next_bot.launch(&on_linux(1)).await.expect("a server");
    assert_eq!(server.instance, machine.instance, "at {operation} {nth}");
    let listed = running(&next_bot, &server).await;
    assert_eq!(listed.name.as_str(), "Friday GT3", "at {operation} {nth}");
    let ports = world.openings(&server.id).await;
    assert_eq!(ports.len(), 3, "at {operation} {nth}");
    assert_eq!(world.front.count("RunInstances"), 0, "at {operation} {nth}");
}

#[tokio::test]
async fn a_bot_that_is_killed_while_it_takes_a_machine_takes_it_after_all() {
    for (operation, nth) in [
        ("s3:PutObject", 1),
        ("CreateSecurityGroup", 1),
        ("AuthorizeSecurityGroupIngress", 1),
        ("ModifyInstanceAttribute", 1),
        ("ModifyInstanceAttribute", 2),
        ("CreateTags", 1),
        ("StartInstances", 1),
    ] {
        killed_at(operation, nth).await;
    }
}

/// Kills bots at each of the calls that giving a machine back takes.
#[tokio::test]
async fn a_bot_that_is_killed_while_it_gives_a_machine_back_gives_it_back_after_all() {
    for (operation, nth) in [
        ("StopInstances", 1),
        ("CreateSecurityGroup", 1),
        ("ModifyInstanceAttribute", 1),
        ("ModifyInstanceAttribute", 2),
        ("StartInstances", 1),
        ("CreateTags", 2),
        ("CreateTags", 3),
        ("s3:DeleteObject", 1),
    ] {
        let world = World::start().await;
        let (aws, machine) = one_prepared(&world).await;
        let server = aws.launch(&on_linux(1)).await.expect("a server");
        let server = running(&aws, &server).await;
        world.front.forget_calls();
        let held = world.front.fail(operation).nth(nth).hold();
        let giving_back = async {
            let _ = aws.terminate(&server, StopReason::Asked).await;
            until_waiting(&aws, 1).await
        };
        until_called(&world, operation, nth, giving_back).await;
        drop(held);

        let next_bot = world.aws().await;
        // The claim that was left behind is taken for dead only after its time.
        let late = Timestamp::now() + SignedDuration::from_hours(2);
        let again = until(async || {
            let machines = pass(&next_bot, 1, late).await;
            let one = machines
                .into_iter()
                .find(|one| one.instance == machine.instance);
            one.filter(|one| one.stand == Stand::Waiting)
        })
        .await;
        assert_eq!(again.instance, machine.instance, "at {operation} {nth}");
        let deleted = world.front.count("TerminateInstances");
        assert_eq!(deleted, 0, "at {operation} {nth}");
        let next = next_bot.launch(&on_linux(2)).await.expect("a server");
        assert_eq!(next.instance, machine.instance, "at {operation} {nth}");
        running(&next_bot, &next).await;
    }
}

#[tokio::test]
async fn a_machine_that_comes_back_is_closed_and_empty_and_no_server_any_more() {
    let world = World::start().await;
    let (aws, machine) = one_prepared(&world).await;
    let server = aws.launch(&on_linux(1)).await.expect("a server");
    let server = running(&aws, &server).await;
    let inside = world.front.machine(machine.instance.as_str());
    inside.leave_results("1-RACE.json", b"a result");
    assert!(inside.file("/srv/ac-server/results/1-RACE.json").is_some());

    aws.terminate(&server, StopReason::Asked)
        .await
        .expect("done");
    // For whoever lists it, it is deleted as any other.
    in_state(&aws, &server.id, InstanceState::Terminated).await;
    until_waiting_again(&aws, &machine).await;
    assert!(inside.file("/srv/ac-server/results/1-RACE.json").is_none());
    assert!(aws.servers().await.expect("a list").is_empty());
    let ec2 = world.ec2().await;
    let answer = ec2.describe_instances().send().await.expect("machines");
    let instance = &answer.reservations()[0].instances()[0];
    let groups: Vec<_> = instance
        .security_groups()
        .iter()
        .filter_map(|group| group.group_name())
        .collect();
    assert_eq!(groups, ["ac-deploy-prepared-ac-deploy-test"]);
    let left: Vec<_> = instance
        .tags()
        .iter()
        .filter(|tag| tag.value().is_some_and(|value| value.contains("GT3")))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(world.front.count("TerminateInstances"), 0);
}

#[tokio::test]
async fn fewer_are_wanted_and_none_is_deleted_that_a_deploy_has() {
    let world = World::start().await;
    let aws = world.set_up().await;
    until_waiting(&aws, 2).await;
    let server = aws.launch(&on_linux(1)).await.expect("a server");
    running(&aws, &server).await;
    until(async || {
        let machines = pass(&aws, 0, Timestamp::now()).await;
        (machines.len() == 1).then_some(())
    })
    .await;
    let listed = running(&aws, &server).await;
    aws.terminate(&listed, StopReason::Asked)
        .await
        .expect("done");
    until(async || {
        let machines = pass(&aws, 0, Timestamp::now()).await;
        machines.is_empty().then_some(())
    })
    .await;
    assert_eq!(world.front.count("TerminateInstances"), 2);
}

#[tokio::test]
async fn what_is_too_old_is_replaced_and_serves_until_then() {
    let world = World::start().await;
    let (aws, machine) = one_prepared(&world).await;
    let later = Timestamp::now() + SignedDuration::from_hours(24 * 31);
    let machines = pass(&aws, 1, later).await;
    assert_eq!(machines.len(), 1);
    let there = aws
        .prepared()
        .expect("machines")
        .list()
        .await
        .expect("a list");
    assert!(there.iter().any(|one| one.instance == machine.instance));
    assert_eq!(there.len(), 2, "its successor is being made");
}

/// A deploy lays hold of a machine in the moment in which it is to be deleted.
#[tokio::test]
async fn a_machine_that_is_claimed_is_not_deleted() {
    let world = World::start().await;
    let (aws, machine) = one_prepared(&world).await;
    let server = aws.launch(&on_linux(1)).await.expect("a server");
    let prepared = aws.prepared().expect("machines");
    // As it was seen a moment before.
    prepared.delete(&machine).await.expect("no error");
    let listed = running(&aws, &server).await;
    assert_eq!(listed.instance, machine.instance);
    assert_eq!(world.front.count("TerminateInstances"), 0);
}

/// It does not come to the end of its wiping, and the claim of its last server was left behind: it must not run
/// on, and nobody who has it must lose it.
#[tokio::test]
async fn a_machine_that_is_lost_while_it_is_wiped_is_deleted() {
    let world = World::start().await;
    let (aws, machine) = one_prepared(&world).await;
    let prepared = aws.prepared().expect("machines can wait on AWS");
    let lost = PreparedMachine {
        stand: Stand::Lost,
        ..machine.clone()
    };
    let server = aws.launch(&on_linux(1)).await.expect("a server");
    let server = running(&aws, &server).await;
    prepared.delete(&lost).await.expect("looked at");
    assert_eq!(
        world.front.count("TerminateInstances"),
        0,
        "a server has it"
    );

    aws.terminate(&server, StopReason::Asked)
        .await
        .expect("done");
    until(async || {
        prepared.delete(&lost).await.expect("it can be done");
        (world.front.count("TerminateInstances") == 1).then_some(())
    })
    .await;
}

/// Two bots of one version with different agents, as while one of them is being updated.
#[tokio::test]
async fn two_bots_do_not_replace_each_others_machines() {
    let mut world = World::start().await;
    let (_aws, machine) = one_prepared(&world).await;
    let another = concat!(env!("CARGO_MANIFEST_DIR"), "/LICENSE");
    world.settings.agent = Some(another.into());
    let other_bot = world.aws().await;
    let machines = pass(&other_bot, 1, Timestamp::now()).await;
    assert_eq!(machines.len(), 1);
    let machines = pass(&other_bot, 1, Timestamp::now()).await;
    assert_eq!(machines.len(), 1, "none is made in its place");
    assert_eq!(world.front.count("RunInstances"), 1);
    let server = other_bot.launch(&on_linux(1)).await.expect("a server");
    assert_eq!(server.instance, machine.instance);
    running(&other_bot, &server).await;
}

/// The same two after a day: the one with the newer agent makes the machine anew, once, and the other lives with
/// that for as long as it lasts.
#[tokio::test]
async fn the_newer_of_two_agents_wins_once_and_for_all() {
    let mut world = World::start().await;
    let (first_bot, machine) = one_prepared(&world).await;
    let another = concat!(env!("CARGO_MANIFEST_DIR"), "/LICENSE");
    world.settings.agent = Some(another.into());
    // S3 tells times by the second: the second agent comes later than the first one.
    until(async || (1 < Timestamp::now().duration_since(machine.made).as_secs()).then_some(()))
        .await;
    let second_bot = world.aws().await;
    is_days_old(&world, &machine).await;
    let replaced = until(async || {
        let machines = pass(&second_bot, 1, Timestamp::now()).await;
        let [one] = machines.as_slice() else {
            return None;
        };
        let is_another = one.instance != machine.instance && one.stand == Stand::Waiting;
        is_another.then(|| one.clone())
    })
    .await;
    is_days_old(&world, &replaced).await;
    for bot in [&first_bot, &second_bot, &first_bot, &second_bot] {
        let machines = pass(bot, 1, Timestamp::now()).await;
        assert_eq!(machines.len(), 1);
        assert_eq!(machines[0].instance, replaced.instance);
    }
    assert_eq!(world.front.count("RunInstances"), 2);
}

async fn is_days_old(world: &World, machine: &PreparedMachine) {
    let made = Timestamp::now() - SignedDuration::from_hours(24 * 5);
    let made = made.as_second().to_string();
    world
        .retag(machine.instance.as_str(), "ac-deploy:made", &made)
        .await;
}

/// The operator made an image and named it in the settings of one of two bots.
#[tokio::test]
async fn machines_from_an_older_image_are_replaced_and_those_from_a_newer_stay() {
    let mut world = World::start().await;
    let (aws, machine) = one_prepared(&world).await;
    world
        .retag(machine.instance.as_str(), "ac-deploy:image-made", "1000")
        .await;
    let image = crate::own_images::made(&*aws.own_images().expect("images")).await;
    world.settings.linux.ami = Some(image.id.to_string());
    let bot = world.aws().await;
    let replaced = until(async || {
        let machines = pass(&bot, 1, Timestamp::now()).await;
        let [one] = machines.as_slice() else {
            return None;
        };
        let is_another = one.instance != machine.instance && one.stand == Stand::Waiting;
        is_another.then(|| one.clone())
    })
    .await;
    // It came from the image, and serves as any other.
    let server = bot.launch(&on_linux(1)).await.expect("a server");
    assert_eq!(server.instance, replaced.instance);
    running(&bot, &server).await;
    // The other bot, which has no image of its own, lives with that.
    let listed = aws
        .prepared()
        .expect("machines")
        .list()
        .await
        .expect("a list");
    assert!(listed.iter().all(|one| one.is_current));
}

/// Its bot was killed after it claimed a machine, and meanwhile one that has waited longer came back.
#[tokio::test]
async fn a_deploy_that_goes_on_holds_one_machine() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let machines = until_waiting(&aws, 2).await;
    let first = aws.launch(&on_linux(1)).await.expect("a server");
    let first = running(&aws, &first).await;
    world.front.forget_calls();
    let held = world.front.fail("CreateSecurityGroup").nth(1).hold();
    let second = on_linux(2);
    until_called(&world, "CreateSecurityGroup", 1, aws.launch(&second)).await;
    drop(held);
    aws.terminate(&first, StopReason::Asked)
        .await
        .expect("done");
    let old = machines.iter().find(|one| one.instance == first.instance);
    until(async || {
        let machines = pass(&aws, 2, Timestamp::now()).await;
        let again = machines
            .iter()
            .find(|one| Some(&one.instance) == old.map(|old| &old.instance));
        again
            .is_some_and(|one| one.stand == Stand::Waiting)
            .then_some(())
    })
    .await;

    let next_bot = world.aws().await;
    let server = next_bot.launch(&on_linux(2)).await.expect("a server");
    running(&next_bot, &server).await;
    let prepared = aws.prepared().expect("machines");
    let machines = prepared.list().await.expect("a list");
    let claimed = machines
        .iter()
        .filter(|one| matches!(one.stand, Stand::Claimed { .. }));
    assert_eq!(claimed.count(), 0, "{machines:#?}");
}
