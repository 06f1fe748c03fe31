//! What `ac-deploy setup` does to an account.

use cloud::{Cloud, CloudError, NotReady};
use cloud_aws::Aws;
use insta::assert_snapshot;

use crate::world::{ADMIN, KEY, World};
use ::world::ordered::launch;

#[tokio::test]
async fn the_plan_is_told_in_words() {
    let world = World::start().await;
    let steps = world.aws().await.missing().await.expect("a plan");
    let lines: Vec<String> = steps.iter().map(ToString::to_string).collect();
    assert_snapshot!(lines.join("\n"), @"
    bucket ac-deploy-test in eu-central-1 – holds the packs
    bucket ac-deploy-test: no public access – packs hold passwords
    bucket ac-deploy-test: encryption – packs hold passwords
    bucket ac-deploy-test: packs are deleted after 30 days, unfinished uploads after 1 day – nothing is paid for that nobody needs
    bucket ac-deploy-test: the agent of this version – Linux machines fetch it
    bucket ac-deploy-test: the Windows scripts of this version – Windows machines fetch them
    role ac-deploy-machine – what machines run under
    role ac-deploy-machine: report through SSM, read nothing – machines say how their server is
    instance profile ac-deploy-machine – hands the role to machines
    instance profile ac-deploy-machine: role ac-deploy-machine – hands the role to machines
    ");
}

#[tokio::test]
async fn a_changed_setting_is_one_step() {
    let mut world = World::start().await;
    world.set_up().await;
    world.settings.pack_days = 7;
    let aws = world.aws().await;
    let steps = aws.missing().await.expect("a plan");
    assert_eq!(steps.len(), 1);
    assert!(
        steps[0].what.contains("packs are deleted after 7 days"),
        "{}",
        steps[0]
    );
    aws.set_up(&|_| ()).await.expect("set up");
    assert_eq!(aws.missing().await.expect("a plan"), []);
}

#[tokio::test]
async fn a_bucket_elsewhere_is_the_wrong_region() {
    let world = World::start().await;
    world.set_up().await;
    let elsewhere = world.front.sdk_config_in(KEY, "us-east-1").await;
    let aws = Aws::from_config(&elsewhere, &world.settings).expect("an adapter");
    let expected =
        "The bucket ac-deploy-test is in region eu-central-1, the settings say us-east-1";
    assert_eq!(
        aws.missing().await.expect_err("wrong region").to_string(),
        expected
    );
    assert_eq!(
        aws.packs("packs/")
            .await
            .expect_err("wrong region")
            .to_string(),
        expected
    );
    let at = "packs/a.zip".parse().expect("a location");
    assert_eq!(
        aws.pack(&at).await.expect_err("wrong region").to_string(),
        expected
    );
}

#[tokio::test]
async fn what_setup_makes_is_missed_by_name() {
    let world = World::start().await;
    let aws = world.aws().await;
    let error = aws.packs("packs/").await.expect_err("no bucket");
    assert!(matches!(error, CloudError::NotSetUp { .. }), "{error}");
    let error = aws.launch(&launch(1)).await.expect_err("no role");
    assert!(matches!(error, CloudError::NotSetUp { .. }), "{error}");
    let asked = world.front.count("RunInstances");
    assert!(asked <= 1, "asked {asked} times, which cannot help");
    assert!(world.group(&launch(1).spec.id).await.is_none());
}

#[tokio::test]
async fn what_was_made_a_moment_ago_is_waited_for() {
    let world = World::start().await;
    let admin = world.aws_as(ADMIN).await;
    let missing = [
        ("PutPublicAccessBlock", "NoSuchBucket", 404),
        ("PutBucketEncryption", "OperationAborted", 409),
        ("PutRolePolicy", "NoSuchEntity", 404),
    ];
    for (operation, code, status) in missing {
        let fault = world.front.fail(operation);
        fault.times(2).with(code, status, "not there yet");
    }
    admin.set_up(&|_| ()).await.expect("set up");
    assert_eq!(admin.missing().await.expect("a plan"), []);
}

#[tokio::test]
async fn somebody_elses_bucket_is_not_a_missing_permission() {
    let world = World::start().await;
    world
        .front
        .fail("HeadBucket")
        .always()
        .with("AccessDenied", 403, "Access Denied");
    let error = world.aws().await.missing().await.expect_err("closed");
    assert!(matches!(error, CloudError::BucketClosed { .. }), "{error}");
}

#[tokio::test]
async fn a_network_without_open_subnets_is_told_at_set_up() {
    let world = World::start().await;
    let ec2 = world.ec2().await;
    let subnets = ec2.describe_subnets().send().await.expect("subnets");
    for subnet in subnets.subnets() {
        let id = subnet.subnet_id().expect("an id");
        let delete = ec2.delete_subnet().subnet_id(id);
        delete.send().await.expect("deleted");
    }
    let error = world.aws().await.missing().await.expect_err("no subnet");
    let why = NotReady::NoSubnet;
    assert!(
        matches!(error, CloudError::AccountNotReady { why: it, .. } if it == why),
        "{error}"
    );
}

#[tokio::test]
async fn only_what_a_launch_needs_keeps_a_bot_from_starting() {
    let mut world = World::start().await;
    world.set_up().await;
    world.settings.pack_days = 7;
    let steps = world.aws().await.missing().await.expect("a plan");
    let needed = steps.iter().filter(|step| step.needed).count();
    assert_eq!((steps.len(), needed), (1, 0), "{steps:?}");
}
