//! The operator's policy: enough for everything that the adapter does, and no action too many.

use std::collections::BTreeSet;

use ::world::front::{ACCOUNT, REGION};
use ac_deploy::cloud::Cloud;
use ac_deploy::cloud::aws::{AwsSettings, iam};
use serde_json::Value;

use crate::contract::keeps_the_contract;
use crate::ordered::launch;
use crate::world::{KEY, World};

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
    let aws = world.aws().await;
    keeps_the_contract(&aws).await;

    // What an admin changed by hand is put right, too.
    world.trust_somebody_else().await;
    aws.set_up(&|_| ()).await.expect("mended");
    // A launch that finds its group there, with a port that the pack does not name.
    let launch = launch(9);
    world.leave_group_behind(&launch.server).await;
    aws.launch(&launch).await.expect("a server");

    assert_eq!(world.front.denied(), []);
    let mut expected = actions(&policy);
    // Only for accounts whose default network was deleted; the stand-in always has one.
    assert!(expected.remove("ec2:CreateDefaultVpc"));
    assert_eq!(world.front.used_actions(KEY), expected);
}

#[tokio::test]
async fn machines_of_others_are_out_of_reach() {
    let world = World::start().await;
    world.front.enforce(KEY, &operator_policy(&world.settings));
    let aws = world.aws().await;
    aws.set_up(&|_| ()).await.expect("set up");
    let theirs = world.somebody_elses_machine().await;
    let ours = aws.launch(&launch(1)).await.expect("a server");
    let mistaken = ac_deploy::domain::server::Server {
        instance: theirs,
        ..ours
    };
    let ending = ac_deploy::domain::server::Ending::Asked;
    aws.terminate(&mistaken, ending)
        .await
        .expect_err("not ours");
    aws.stop(&mistaken, ending).await.expect_err("not ours");
    aws.start(&mistaken).await.expect_err("not ours");
    assert_eq!(aws.servers().await.expect("a list").len(), 1);
}
