//! Launches: what is made, and what becomes of it when AWS refuses.

use std::time::Duration;

use ::world::front::{Reason, Refusal};
use aws_sdk_s3::config::{Credentials, SharedCredentialsProvider};
use bytes::Bytes;
use cloud::{Cloud, CloudError};
use cloud_aws::Aws;
use domain::server::{InstanceState, StopReason};

use crate::world::{ADMIN, BUCKET, KEY, World};
use ::world::ordered::{in_state, launch, until};

#[tokio::test]
async fn the_machine_is_closed_but_for_its_packs_ports() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let server = aws.launch(&launch(1)).await.expect("a server");
    let openings = world.openings(&server.id).await;
    assert_eq!(
        openings,
        [
            "tcp 8081 0.0.0.0/0",
            "tcp 9600 0.0.0.0/0",
            "udp 9600 0.0.0.0/0"
        ]
    );

    let ec2 = world.ec2().await;
    let answer = ec2
        .describe_instances()
        .instance_ids(server.instance.as_str())
        .send()
        .await
        .expect("a machine");
    let instance = &answer.reservations()[0].instances()[0];
    let metadata = instance.metadata_options().expect("options");
    assert_eq!(
        metadata.http_tokens().map(|tokens| tokens.as_str()),
        Some("required")
    );
    assert_eq!(metadata.http_put_response_hop_limit(), Some(1));
    let profile = instance
        .iam_instance_profile()
        .and_then(|profile| profile.arn());
    assert!(
        profile.is_some_and(|arn| arn.ends_with("/ac-deploy-machine")),
        "{profile:?}"
    );
    let groups: Vec<_> = instance
        .security_groups()
        .iter()
        .filter_map(|group| group.group_name())
        .collect();
    assert_eq!(groups, [format!("ac-deploy-{}", server.id)]);
}

#[tokio::test]
async fn a_group_that_was_left_behind_is_mended() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let launch = launch(1);
    world.leave_group_behind(&launch.spec.id).await;
    assert_eq!(world.openings(&launch.spec.id).await, ["tcp 22 0.0.0.0/0"]);
    aws.launch(&launch).await.expect("a server");
    let openings = world.openings(&launch.spec.id).await;
    assert_eq!(
        openings,
        [
            "tcp 8081 0.0.0.0/0",
            "tcp 9600 0.0.0.0/0",
            "udp 9600 0.0.0.0/0"
        ]
    );
}

#[tokio::test]
async fn a_new_role_is_waited_for() {
    let world = World::start().await;
    world
        .front
        .rules(|rules| rules.profile_propagation = Duration::from_secs(2));
    let aws = world.set_up().await;
    aws.launch(&launch(1)).await.expect("a server");
    assert!(1 < world.front.count("RunInstances"));
    assert_eq!(aws.servers().await.expect("a list").len(), 1);
}

#[tokio::test]
async fn two_launches_at_once_are_one_machine() {
    let world = World::start().await;
    let aws = world.set_up().await;
    // They differ, as after a restart: the later one knows of a later stage.
    let (first, mut second) = (launch(1), launch(1));
    second.record.progress = None;
    let (one, other) = tokio::join!(aws.launch(&first), aws.launch(&second));
    assert_eq!(
        one.expect("a server").instance,
        other.expect("the same").instance
    );
    assert_eq!(aws.servers().await.expect("a list").len(), 1);
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again() {
    let world = World::start().await;
    let aws = world.set_up().await;
    world.front.fail("RunInstances").lose_answer();
    aws.launch(&launch(1)).await.expect("a server");
    assert_eq!(aws.servers().await.expect("a list").len(), 1);
}

#[tokio::test]
async fn refusals_are_told_apart_and_leave_nothing_behind() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let launch = launch(1);
    let refused = async |refusal: Refusal| -> String {
        world.front.heal();
        world
            .front
            .fail("ec2:RunInstances")
            .always()
            .refuse(refusal);
        let error = aws.launch(&launch).await.expect_err("refused");
        assert!(
            world.group(&launch.spec.id).await.is_none(),
            "the group of {error} is gone"
        );
        format!("{error:?}")
            .split([' ', '{'])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(refused(Refusal::vcpu_limit()).await, "Quota");
    assert_eq!(
        refused(Refusal::new(403, "UnauthorizedOperation", "no")).await,
        "Denied"
    );
    assert_eq!(
        refused(Refusal::throttled("ec2:RunInstances")).await,
        "Throttled"
    );
    assert_eq!(
        refused(Refusal::bad_credentials("ec2:RunInstances")).await,
        "BadCredentials"
    );
    assert_eq!(
        refused(Refusal::new(400, "Unsupported", "not in this zone")).await,
        "Failed"
    );
    for not_ready in [
        Refusal::pending_verification(),
        Refusal::not_in_free_plan(),
        Refusal::no_subnets(),
        Refusal::new(
            401,
            "OptInRequired",
            "You are not subscribed to this service",
        ),
    ] {
        assert_eq!(refused(not_ready).await, "AccountNotReady");
    }
    assert_eq!(
        refused(Refusal::new(400, "VolumeLimitExceeded", "too many")).await,
        "Limit",
        "not a quota of machines"
    );
    world.front.forget_calls();
    assert_eq!(
        refused(Refusal::no_capacity("t3.small")).await,
        "NoCapacity"
    );
    assert_eq!(
        world.front.count("RunInstances"),
        4,
        "once where EC2 chooses, and once in each of the three zones"
    );
    world.front.heal();
    aws.launch(&launch).await.expect("the same server, later");
}

#[tokio::test]
async fn a_pack_elsewhere_comes_by_a_url_and_only_from_buckets_that_are_named() {
    let mut world = World::start().await;
    let s3 = world.front.s3(ADMIN).await;
    let place = aws_sdk_s3::types::CreateBucketConfiguration::builder()
        .location_constraint(aws_sdk_s3::types::BucketLocationConstraint::EuCentral1)
        .build();
    s3.create_bucket()
        .bucket("league-packs")
        .create_bucket_configuration(place)
        .send()
        .await
        .expect("a bucket");
    let put = s3
        .put_object()
        .bucket("league-packs")
        .key("gt3.zip")
        .body(Bytes::from_static(b"no zip").into());
    put.send().await.expect("a pack");

    let mut order = launch(1);
    order.pack.location = "s3://league-packs/gt3.zip".parse().expect("a location");
    order.pack_size = 6;
    let aws = world.set_up().await;
    assert!(matches!(
        aws.launch(&order).await,
        Err(CloudError::ForeignBucket { .. })
    ));
    world
        .settings
        .buckets
        .push("league-packs".parse().expect("a name"));
    let aws = world.aws().await;
    assert_eq!(
        aws.pack(&order.pack.location).await.expect("the pack").size,
        6
    );
    world.front.forget_calls();
    let server = aws.launch(&order).await.expect("a server");
    let fetched = || {
        world
            .front
            .calls()
            .into_iter()
            .find(|call| call.about == "league-packs/gt3.zip")
    };
    let call = until(async || fetched()).await;
    assert_eq!(
        call.access_key.as_deref(),
        Some(KEY),
        "with a URL that the bot signed"
    );
    assert_eq!(aws.servers().await.expect("a list")[0].pack, server.pack);
}

#[tokio::test]
async fn a_machine_that_dies_at_launch_says_why_in_awss_words() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let reason = Reason {
        code: "Client.InternalError",
        words: "Client error on launch",
    };
    world.front.rules(|rules| rules.launches_die = Some(reason));
    let server = aws.launch(&launch(1)).await.expect("an answer");
    let gone = in_state(&aws, &server.id, InstanceState::Terminated).await;
    assert_eq!(gone.failure.as_deref(), Some("Client error on launch"));
}

#[tokio::test]
async fn a_start_without_capacity_is_told_apart_from_a_launch() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let server = aws.launch(&launch(1)).await.expect("a server");
    let running = in_state(&aws, &server.id, InstanceState::Running).await;
    aws.stop(&running, StopReason::Asked)
        .await
        .expect("stopped");
    let stopped = in_state(&aws, &server.id, InstanceState::Stopped).await;
    assert_eq!(stopped.failure, None, "we did");

    let no_capacity = Refusal::no_capacity("t3.small");
    world.front.fail("StartInstances").refuse(no_capacity);
    let error = aws.start(&stopped).await.expect_err("no capacity");
    assert!(
        matches!(error, CloudError::NoCapacityToStart { .. }),
        "{error}"
    );
    let reason = Reason {
        code: "Server.InsufficientInstanceCapacity",
        words: "Insufficient capacity to satisfy instance request",
    };
    world.front.rules(|rules| rules.starts_die = Some(reason));
    aws.start(&stopped).await.expect("an answer");
    let listed = in_state(&aws, &server.id, InstanceState::Stopped).await;
    assert_eq!(listed.failure.as_deref(), Some(reason.words));
}

#[tokio::test]
async fn a_new_group_whose_tags_lag_is_waited_for() {
    let world = World::start().await;
    let aws = world.set_up().await;
    for operation in ["AuthorizeSecurityGroupIngress", "RunInstances"] {
        let refusal = Refusal::new(403, "UnauthorizedOperation", "You are not authorized");
        world.front.fail(operation).refuse(refusal);
    }
    aws.launch(&launch(1)).await.expect("a server");
}

#[tokio::test]
async fn rules_that_somebody_else_was_quicker_with_do_not_keep_out_the_others() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let refusal = Refusal::new(400, "InvalidPermission.Duplicate", "already exists");
    world
        .front
        .fail("AuthorizeSecurityGroupIngress")
        .refuse(refusal);
    let server = aws.launch(&launch(1)).await.expect("a server");
    assert_eq!(world.openings(&server.id).await.len(), 3);
}

/// The bot as it is with a role or SSO: whoever signs for it brings a token along, of this many bytes.
async fn with_temporary_credentials(world: &World, token: usize) -> Aws {
    let token = Some("t0k3n+/=".repeat(token / 8));
    let keys = Credentials::new(KEY, "not-checked-here", token, None, "stand-in");
    let config = world.front.sdk_config(KEY).await.to_builder();
    let config = config.credentials_provider(SharedCredentialsProvider::new(keys));
    Aws::from_config(&config.build(), &world.settings).expect("an adapter")
}

#[tokio::test]
async fn a_bot_with_temporary_credentials_launches_windows_machines_too() {
    let world = World::start().await;
    world.set_up().await;
    let aws = with_temporary_credentials(&world, 1200).await;
    let mut order = launch(1);
    order.program_key = Some("programs/acServer.exe".to_owned());
    order.beside_key = Some("programs/other.exe".to_owned());
    let server = aws.launch(&order).await.expect("a server");
    in_state(&aws, &server.id, InstanceState::Running).await;
}

#[tokio::test]
async fn a_newer_bot_gives_windows_machines_its_own_scripts() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let stored = async || aws.packs("programs/agent/").await.expect("a list");
    let scripts = stored().await.into_iter().map(|stored| stored.location.key);
    let scripts = scripts
        .filter(|key| key.ends_with(".json"))
        .collect::<Vec<_>>();
    assert_eq!(scripts.len(), 1, "the set-up put them there");
    let s3 = world.front.s3(ADMIN).await;
    // As they are for a bot of another version: elsewhere.
    let delete = s3.delete_object().bucket(BUCKET).key(&scripts[0]);
    delete.send().await.expect("deleted");
    aws.launch(&launch(1)).await.expect("a server");
    let is_there = stored()
        .await
        .iter()
        .any(|stored| stored.location.key == scripts[0]);
    assert!(is_there);
    // And the next machine finds them there.
    world.front.forget_calls();
    aws.launch(&launch(2)).await.expect("a server");
    assert_eq!(world.front.count("s3:PutObject"), 0);
}

#[tokio::test]
async fn where_a_zone_has_no_machine_of_the_kind_the_next_one_is_asked() {
    let world = World::start().await;
    let aws = world.set_up().await;
    world.front.rules(|rules| {
        rules.none_free = vec![("t3.small", 'a')];
        rules.unknown_kinds = vec![("t3.small", 'b')];
    });
    let server = aws.launch(&launch(1)).await.expect("in the third zone");
    assert_eq!(server.hosting.as_str(), "t3.small");
    let again = aws.launch(&launch(1)).await.expect("the same one");
    assert_eq!(again.instance, server.instance);
    assert_eq!(aws.servers().await.expect("a list").len(), 1);
}

#[tokio::test]
async fn a_stopped_machine_is_made_one_of_another_kind() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let server = aws.launch(&launch(1)).await.expect("a server");
    let running = in_state(&aws, &server.id, InstanceState::Running).await;
    let medium = domain::ids::InstanceType::new("t3.medium");
    let error = aws.resize(&running, &medium).await.expect_err("it runs");
    assert!(matches!(error, CloudError::WrongState { .. }), "{error:?}");
    aws.stop(&running, StopReason::Asked)
        .await
        .expect("stopped");
    let stopped = in_state(&aws, &server.id, InstanceState::Stopped).await;
    let zones = ['a', 'b', 'c'].map(|letter| ("t3.small", letter));
    world.front.rules(|rules| rules.none_free = zones.to_vec());
    let error = aws.start(&stopped).await.expect_err("none is free");
    assert!(
        matches!(error, CloudError::NoCapacityToStart { .. }),
        "{error:?}"
    );
    aws.resize(&stopped, &medium).await.expect("another kind");
    aws.start(&stopped).await.expect("started");
    let running = in_state(&aws, &server.id, InstanceState::Running).await;
    assert_eq!(running.hosting.instance_type(), Some(&medium));
}
