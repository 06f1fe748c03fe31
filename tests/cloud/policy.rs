//! The operator's policy: enough for everything that the adapter does, and no action too many.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;

use ::world::front::{ACCOUNT, REGION};
use cloud::Cloud;
use cloud::settings::AwsSettings;
use cloud_aws::iam;
use futures_util::{FutureExt, StreamExt};
use serde_json::Value;

use crate::world::{KEY, World};
use ::world::contract::keeps_the_contract;
use ::world::ordered::launch;

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

fn operator_policy(settings: &AwsSettings) -> String {
    iam::operator_policy(settings, REGION, ACCOUNT)
}

#[tokio::test]
async fn the_operators_policy_is_enough_and_no_action_is_idle() {
    let world = World::start().await;
    let policy = operator_policy(&world.settings);
    world.front.enforce(KEY, &policy);
    does_everything(&world).await;

    assert_eq!(world.front.denied(), []);
    assert_eq!(world.front.used_actions(KEY), needed(&policy));
}

/// The policy's actions but for the one that is for accounts whose default network was deleted;
/// the stand-in always has one.
fn needed(policy: &str) -> BTreeSet<String> {
    let mut actions = actions(policy);
    assert!(actions.remove("ec2:CreateDefaultVpc"));
    actions
}

/// All that the adapter ever does.
async fn does_everything(world: &World) {
    let aws = world.aws().await;
    keeps_the_contract(&aws).await;
    // What an admin changed by hand is put right, too.
    world.trust_somebody_else().await;
    aws.set_up(&|_| ()).await.expect("mended");
    // A launch that finds its group there, with a port that the pack does not name.
    let launch = launch(9);
    world.leave_group_behind(&launch.server).await;
    aws.launch(&launch).await.expect("a server");
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

#[tokio::test]
async fn without_any_one_action_something_is_denied() {
    let policy = operator_policy(&World::start().await.settings);
    let denied = futures_util::stream::iter(needed(&policy)).map(|action| {
        let policy = without(&policy, &action);
        async move {
            let world = World::start().await;
            world.front.enforce(KEY, &policy);
            // It breaks somewhere on the way, with a panic or without.
            let everything = AssertUnwindSafe(does_everything(&world)).catch_unwind();
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
async fn machines_of_others_are_out_of_reach() {
    let world = World::start().await;
    world.front.enforce(KEY, &operator_policy(&world.settings));
    let aws = world.aws().await;
    aws.set_up(&|_| ()).await.expect("set up");
    let theirs = world.somebody_elses_machine().await;
    let ours = aws.launch(&launch(1)).await.expect("a server");
    let mistaken = domain::server::Server {
        instance: theirs,
        ..ours
    };
    let ending = domain::server::Ending::Asked;
    aws.terminate(&mistaken, ending)
        .await
        .expect_err("not ours");
    aws.stop(&mistaken, ending).await.expect_err("not ours");
    aws.start(&mistaken).await.expect_err("not ours");
    assert_eq!(aws.servers().await.expect("a list").len(), 1);
}
