//! The policies: `setup.json` for the admin who makes what must exist, once, `operator.json` for the bot, and
//! `image.json` on top of that for whoever makes images. Each is enough for what it is for, and no action is too many.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;

use ::world::front::{ACCOUNT, REGION};
use cloud::{Cloud, CloudError};
use cloud_aws::iam;
use domain::ids::InstanceType;
use domain::server::{Hosting, InstanceState, StopReason};
use futures_util::{FutureExt, StreamExt};
use serde_json::Value;

use crate::world::{KEY, World};
use ::world::contract::{serves_what_is_set_up, sets_up_once};
use ::world::ordered::{in_state, launch};

/// Who runs `ac-deploy setup`.
const SETTER_UP: &str = "AKIASETUP";

/// Who runs `ac-deploy image`.
const IMAGE_MAKER: &str = "AKIAIMAGES";

/// A policy of ours, who has it, and all that they ever do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Admin,
    Bot,
    ImageMaker,
}

impl Whose {
    fn key(self) -> &'static str {
        match self {
            Self::Admin => SETTER_UP,
            Self::Bot => KEY,
            Self::ImageMaker => IMAGE_MAKER,
        }
    }

    fn policy(self, world: &World) -> String {
        match self {
            Self::Admin => iam::setup_policy(&world.settings, REGION, ACCOUNT),
            Self::Bot => iam::operator_policy(&world.settings, REGION, ACCOUNT),
            Self::ImageMaker => iam::image_policy(&world.settings, REGION, ACCOUNT),
        }
    }

    async fn does_everything(self, world: &World) {
        match self {
            Self::Admin => sets_everything_up(world).await,
            Self::Bot => runs_servers(world).await,
            Self::ImageMaker => makes_an_image(world).await,
        }
    }
}

async fn sets_everything_up(world: &World) {
    world.delete_the_default_network().await;
    let admin = world.aws_as(SETTER_UP).await;
    sets_up_once(&admin).await;
    // What somebody changed by hand is put right, too.
    world.trust_somebody_else().await;
    admin.set_up(&|_| ()).await.expect("mended");
}

/// And removes it.
async fn makes_an_image(world: &World) {
    world.set_up().await;
    let operator = Whose::Bot.policy(world);
    world.front.enforce(IMAGE_MAKER, &operator);
    let aws = world.aws_as(IMAGE_MAKER).await;
    let images = aws.own_images().expect("images");
    let image = crate::own_images::made(&*images).await;
    images.remove(&image.id).await.expect("removed");
}

async fn runs_servers(world: &World) {
    let aws = world.set_up().await;
    assert_eq!(aws.missing().await.expect("a look at the set-up"), []);
    serves_what_is_set_up(&aws).await;
    // A launch that finds its group there, with a port that the pack does not name.
    let launch = launch(9);
    world.leave_group_behind(&launch.spec.id).await;
    let server = aws.launch(&launch).await.expect("a server");
    // One whose kind of machine is not free any more when it is to be started again.
    let running = in_state(&aws, &server.id, InstanceState::Running).await;
    aws.stop(&running, StopReason::Asked)
        .await
        .expect("stopped");
    let stopped = in_state(&aws, &server.id, InstanceState::Stopped).await;
    let medium = InstanceType::new("t3.medium");
    aws.resize(&stopped, &medium).await.expect("another kind");
}

fn actions(policy: &str) -> BTreeSet<String> {
    let policy: Value = serde_json::from_str(policy).expect("JSON");
    let statements = policy["Statement"].as_array().expect("statements").iter();
    let listed = statements.flat_map(|statement| match &statement["Action"] {
        Value::Array(all) => all.clone(),
        one => vec![one.clone()],
    });
    listed
        .map(|action| action.as_str().expect("an action").to_owned())
        .collect()
}

fn without(policy: &str, action: &str) -> String {
    let mut policy: Value = serde_json::from_str(policy).expect("JSON");
    for statement in policy["Statement"].as_array_mut().expect("statements") {
        let listed = statement["Action"].take();
        let listed = listed.as_array().cloned().unwrap_or(vec![listed]);
        let left = listed.into_iter().filter(|listed| listed != action);
        statement["Action"] = left.collect();
    }
    policy.to_string()
}

async fn is_enough_and_no_action_is_idle(whose: Whose) {
    let world = World::start().await;
    let policy = whose.policy(&world);
    world.front.enforce(whose.key(), &policy);
    whose.does_everything(&world).await;
    assert_eq!(world.front.denied(), []);
    let mut allowed = actions(&policy);
    if whose == Whose::ImageMaker {
        allowed.extend(actions(&Whose::Bot.policy(&world)));
        let used = world.front.used_actions(whose.key());
        assert!(used.is_subset(&allowed));
        assert!(actions(&policy).is_subset(&used), "{used:?}");
        return;
    }
    assert_eq!(world.front.used_actions(whose.key()), allowed);
}

/// Also where the region's default network was deleted, for which AWS knows no resource.
#[tokio::test]
async fn the_set_up_policy_is_enough_and_no_action_is_idle() {
    is_enough_and_no_action_is_idle(Whose::Admin).await;
}

/// It cannot set anything up, and an account that is set up starts a bot and deploys.
#[tokio::test]
async fn the_operators_policy_is_enough_and_no_action_is_idle() {
    is_enough_and_no_action_is_idle(Whose::Bot).await;
}

async fn something_is_denied_without_any_one_action(whose: Whose) {
    let policy = whose.policy(&World::start().await);
    let denied = futures_util::stream::iter(actions(&policy)).map(|action| {
        let policy = without(&policy, &action);
        async move {
            let world = World::start().await;
            world.front.enforce(whose.key(), &policy);
            // It breaks somewhere on the way, with a panic or without.
            let everything = AssertUnwindSafe(whose.does_everything(&world)).catch_unwind();
            let _ = everything.await;
            let denied = world.front.denied();
            let missed = denied.iter().any(|denial| denial.action == action);
            (!missed).then_some(action)
        }
    });
    let spared: Vec<Option<String>> = denied.buffer_unordered(4).collect().await;
    let spared: Vec<String> = spared.into_iter().flatten().collect();
    assert!(spared.is_empty(), "nothing is denied without {spared:?}");
}

#[tokio::test]
async fn without_any_one_action_the_set_up_is_denied() {
    something_is_denied_without_any_one_action(Whose::Admin).await;
}

#[tokio::test]
async fn without_any_one_action_the_bot_is_denied() {
    something_is_denied_without_any_one_action(Whose::Bot).await;
}

#[tokio::test]
async fn the_images_policy_is_enough_and_no_action_is_idle() {
    is_enough_and_no_action_is_idle(Whose::ImageMaker).await;
}

#[tokio::test]
async fn without_any_one_action_an_image_is_denied() {
    // Tags are allowed to the bot, but not on images.
    something_is_denied_without_any_one_action(Whose::ImageMaker).await;
}

/// Whoever steals the bot's key gets no machine to mine coins with, and no role to become
/// administrator with.
#[tokio::test]
async fn a_stolen_key_buys_no_large_machine_and_writes_no_role() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let policy = Whose::Bot.policy(&world);
    world.front.enforce(KEY, &policy);
    let mut large = launch(1);
    large.spec.hosting = Hosting::ec2("p4d.24xlarge");
    let error = aws.launch(&large).await.expect_err("denied");
    assert!(matches!(error, CloudError::Denied { .. }), "{error}");
    assert!(
        error
            .answer()
            .is_some_and(|said| said.message.contains("ec2:RunInstances")),
        "AWS's own sentence names the action: {:?}",
        error.answer()
    );

    world.trust_somebody_else().await;
    let error = aws.set_up(&|_| ()).await.expect_err("denied");
    assert_eq!(error.to_string(), "iam:UpdateAssumeRolePolicy is denied");
}

#[tokio::test]
async fn machines_of_others_are_out_of_reach() {
    let world = World::start().await;
    world.front.enforce(KEY, &Whose::Bot.policy(&world));
    let aws = world.set_up().await;
    let theirs = world.somebody_elses_machine().await;
    let ours = aws.launch(&launch(1)).await.expect("a server");
    let mistaken = domain::server::Server {
        instance: theirs,
        ..ours
    };
    let ending = StopReason::Asked;
    aws.terminate(&mistaken, ending)
        .await
        .expect_err("not ours");
    aws.stop(&mistaken, ending).await.expect_err("not ours");
    aws.start(&mistaken).await.expect_err("not ours");
    assert_eq!(aws.servers().await.expect("a list").len(), 1);
}
