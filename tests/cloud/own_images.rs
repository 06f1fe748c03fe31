//! Images of one's own: a machine prepares itself, becomes an image, and is gone.

use ::world::front::Refusal;
use ::world::ordered::{in_state, launch, until};
use aws_sdk_ec2::types::{InstanceAttributeName, Tag};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use cloud::{Cloud, CloudError, Launch, Making, OwnImage, OwnImages};
use domain::ids::{ImageId, InstanceId, InstanceType};
use domain::server::InstanceState;
use jiff::{SignedDuration, Timestamp};
use pack::Platform;

use crate::world::World;

fn size() -> InstanceType {
    InstanceType::new("t3.small")
}

fn on_linux(bits: u64) -> Launch {
    let mut launch = launch(bits);
    launch.pack.location = "packs/42/gt3.tar.gz".parse().expect("a location");
    launch.pack.platform = Platform::Linux;
    launch.program = "acServer".into();
    launch
}

/// Makes one, from its beginning to its end.
pub(crate) async fn made(images: &dyn OwnImages) -> OwnImage {
    let machine = images.begin(&size()).await.expect("a machine");
    until(
        async || match images.go_on(&machine).await.expect("a step") {
            Making::Done(image) => Some(image),
            Making::Failed(why) => panic!("{why}"),
            Making::Preparing | Making::Copying(_) => None,
        },
    )
    .await
}

/// The machines that there are and cost something, and the snapshots.
async fn left(world: &World) -> (usize, usize) {
    let ec2 = world.ec2().await;
    let answer = ec2.describe_instances().send().await.expect("machines");
    let instances = answer.reservations().iter().flat_map(|it| it.instances());
    let there = instances.filter(|one| {
        let state = one.state().and_then(|state| state.name());
        state.is_some_and(|state| !["terminated", "shutting-down"].contains(&state.as_str()))
    });
    let ours = ec2.describe_snapshots();
    let snapshots = ours.owner_ids("self").send().await.expect("snapshots");
    let of_images = snapshots.snapshots().iter().filter(|one| {
        let tags = one.tags().iter();
        tags.filter_map(Tag::key).any(|key| key == "ac-deploy:from")
    });
    (there.count(), of_images.count())
}

async fn user_data(world: &World, machine: &InstanceId) -> String {
    let ec2 = world.ec2().await;
    let asked = ec2
        .describe_instance_attribute()
        .instance_id(machine.as_str())
        .attribute(InstanceAttributeName::UserData);
    let answer = asked.send().await.expect("an answer");
    let value = answer.user_data().and_then(|it| it.value());
    let bytes = BASE64_STANDARD.decode(value.unwrap_or_default());
    String::from_utf8_lossy(&bytes.expect("base64")).into_owned()
}

#[tokio::test]
async fn a_machine_becomes_an_image_is_deleted_and_others_start_from_it() {
    let mut world = World::start().await;
    let aws = world.set_up().await;
    let images = aws.own_images().expect("images");
    let image = made(&*images).await;
    assert!(image.is_ready && image.serves && !image.is_set, "{image:?}");
    assert_eq!(left(&world).await, (0, 1));
    assert_eq!(world.front.count("CreateImage"), 1);

    world.settings.linux.ami = Some(image.id.to_string());
    let bot = world.aws().await;
    let listed = bot
        .own_images()
        .expect("images")
        .list()
        .await
        .expect("a list");
    assert!(listed[0].is_set);
    let server = bot.launch(&on_linux(1)).await.expect("a server");
    // What the agent on the image reads while the system boots, and not a script that fetches it.
    let orders = user_data(&world, &server.instance).await;
    assert!(
        orders.starts_with("#cloud-config\n{\"ac-deploy\":"),
        "{orders}"
    );
    in_state(&bot, &server.id, InstanceState::Running).await;
    let inside = world.front.machine(server.instance.as_str());
    until(async || inside.file("/var/lib/ac-deploy/server-info.txt")).await;
}

#[tokio::test]
async fn an_image_of_an_older_ac_deploy_still_starts_machines_that_fetch_their_agent() {
    let mut world = World::start().await;
    let aws = world.set_up().await;
    let image = made(&*aws.own_images().expect("images")).await;
    world
        .retag(image.id.as_str(), "ac-deploy:version", "0.0.1")
        .await;
    world
        .retag(image.id.as_str(), "ac-deploy:agent", "another")
        .await;
    world.settings.linux.ami = Some(image.id.to_string());
    let bot = world.aws().await;
    let server = bot.launch(&on_linux(1)).await.expect("a server");
    let script = user_data(&world, &server.instance).await;
    assert!(!script.starts_with("#cloud-config"), "{script}");
    let inside = world.front.machine(server.instance.as_str());
    until(async || inside.file("/var/lib/ac-deploy/server-info.txt")).await;
    let listed = bot.own_images().expect("images").list().await;
    assert!(!listed.expect("a list")[0].serves);
}

/// Kills whoever makes an image at each call, and lets the next one go on.
#[tokio::test]
async fn what_a_killed_call_left_is_gone_on_with() {
    for (operation, nth) in [
        ("RunInstances", 1),
        ("CreateImage", 1),
        ("TerminateInstances", 1),
    ] {
        let world = World::start().await;
        let aws = world.set_up().await;
        let images = aws.own_images().expect("images");
        let held = world.front.fail(operation).nth(nth).hold();
        let called = until(async || (nth <= world.front.count(operation)).then_some(()));
        tokio::select! {
            () = called => {}
            _ = made(&*images) => panic!("{operation} {nth} was never called"),
        }
        drop(held);
        let next = world.aws().await.own_images().expect("images");
        let image = made(&*next).await;
        assert!(image.is_ready, "at {operation}");
        let (machines, snapshots) = left(&world).await;
        assert_eq!(machines, 0, "at {operation}");
        // Whose machine was gone by then had its image, and this is another.
        let had_one = operation == "TerminateInstances";
        assert!(
            snapshots == 1 || had_one && snapshots == 2,
            "at {operation}"
        );
    }
}

/// AWS has no room for a snapshot at first.
#[tokio::test]
async fn a_step_that_fails_once_can_be_taken_again() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let images = aws.own_images().expect("images");
    let full = Refusal::new(400, "PendingSnapshotLimitExceeded", "Too many at once.");
    world.front.fail("CreateImage").nth(1).refuse(full);
    let machine = images.begin(&size()).await.expect("a machine");
    let error = until(async || images.go_on(&machine).await.err()).await;
    assert!(matches!(error, CloudError::Limit { .. }), "{error}");
    let image = made(&*images).await;
    assert!(image.is_ready);
    assert_eq!(left(&world).await, (0, 1));
}

#[tokio::test]
async fn a_machine_that_somebody_switches_off_becomes_no_image() {
    let world = World::start().await;
    world
        .front
        .rules(|rules| rules.boot = std::time::Duration::from_secs(3600));
    let aws = world.set_up().await;
    let images = aws.own_images().expect("images");
    let machine = images.begin(&size()).await.expect("a machine");
    let ec2 = world.ec2().await;
    until(async || {
        let stop = ec2.stop_instances().instance_ids(machine.as_str());
        stop.send().await.ok()
    })
    .await;
    let why = until(
        async || match images.go_on(&machine).await.expect("a step") {
            Making::Failed(why) => Some(why),
            _ => None,
        },
    )
    .await;
    assert_eq!(why, "its machine was switched off before it was ready");
    images.give_up(&machine).await.expect("deleted");
    assert_eq!(left(&world).await, (0, 0));
    assert_eq!(world.front.count("CreateImage"), 0);
}

#[tokio::test]
async fn whoever_gives_up_leaves_neither_a_machine_nor_half_an_image() {
    let world = World::start().await;
    world
        .front
        .rules(|rules| rules.image_copying = std::time::Duration::from_secs(3600));
    let aws = world.set_up().await;
    let images = aws.own_images().expect("images");
    let machine = images.begin(&size()).await.expect("a machine");
    until(async || {
        let step = images.go_on(&machine).await.expect("a step");
        matches!(step, Making::Copying(_)).then_some(())
    })
    .await;
    images.give_up(&machine).await.expect("deleted");
    assert_eq!(left(&world).await, (0, 0));
    assert_eq!(images.list().await.expect("a list"), []);
}

#[tokio::test]
async fn a_machine_that_nobody_goes_on_with_for_an_hour_is_deleted_by_the_bot() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let images = aws.own_images().expect("images");
    let machine = images.begin(&size()).await.expect("a machine");
    let servers = aws.servers().await.expect("a list");
    assert!(servers.is_empty(), "it is no server");
    aws.sweep(&servers).await.expect("swept");
    assert_eq!(left(&world).await, (1, 0), "somebody may be at it");
    let begun = Timestamp::now() - SignedDuration::from_mins(61);
    let begun = begun.as_second().to_string();
    world
        .retag(machine.as_str(), "ac-deploy:image-machine", &begun)
        .await;
    aws.sweep(&servers).await.expect("swept");
    assert_eq!(left(&world).await, (0, 0));
}

#[tokio::test]
async fn an_image_goes_with_its_snapshot_and_no_other_is_touched() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let images = aws.own_images().expect("images");
    let image = made(&*images).await;
    let others = ImageId::new("ami-03cf127a");
    let error = images.remove(&others).await.expect_err("not ours");
    assert!(matches!(error, CloudError::NotFound { .. }), "{error}");
    images.remove(&image.id).await.expect("removed");
    assert_eq!(left(&world).await, (0, 0));
    assert_eq!(images.list().await.expect("a list"), []);
}
