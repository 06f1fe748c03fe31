//! AWS says no, or says nothing.

use domain::server::InstanceState;
use insta::assert_snapshot;
use world::World;
use world::front::Refusal;

/// Deploys the sample pack into trouble, and returns what the channel is told.
async fn failed_deploy(world: &World) -> String {
    world.deploy(&world.sample_pack()).reply().await;
    let failed = world
        .discord
        .wait_for_text(world.channel(), "not deployed")
        .await;
    world
        .wait_until("the order is dropped", async || {
            world.objects("orders/").await.is_empty()
        })
        .await;
    // It took as long as the upload: whoever waits for the link is called, once.
    let call = world
        .discord
        .wait_for_text(world.channel(), "https://discord.com/channels/")
        .await;
    assert!(call.pinged.users.contains(&world.oscar().id));
    world.tidy(&failed.text())
}

#[tokio::test]
async fn no_capacity_is_told_and_nothing_stays_behind() {
    let world = World::start().await;
    world
        .aws
        .fail("RunInstances")
        .always()
        .refuse(Refusal::no_capacity("t3.small"));
    assert_snapshot!(failed_deploy(&world).await, @r"
    │ ❌ Sunday Cup – not deployed
    │ ✅ Pack checked – ‹span›
    │ ✅ Pack uploaded – ‹span›
    │ ❌ Getting a machine
    │
    │ **Amazon has no free t3.small machine in eu-central-1 right now.**
    │ Every zone there was tried, and the other sizes that are allowed here and carry this pack's drivers. Nothing was launched: try again in some minutes, or choose another size.
    │ Track: green\_hills (gp)
    │ Slots: 4
    │ Cars: roadster\_cup, coupe\_gt
    │ Machine:
    │   t3.small with Windows
    │   $0.044 per hour (Linux: $0.026)
    │   Windows: no acServer for Linux is in storage
    │ Requested by: oscar
    │ server · friday.zip
    ");
    assert_eq!(world.security_groups().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_used_up_quota_says_where_to_raise_it() {
    let world = World::start().await;
    world
        .aws
        .fail("RunInstances")
        .always()
        .refuse(Refusal::vcpu_limit());
    assert_snapshot!(failed_deploy(&world).await, @r"
    │ ❌ Sunday Cup – not deployed
    │ ✅ Pack checked – ‹span›
    │ ✅ Pack uploaded – ‹span›
    │ ❌ Getting a machine
    │
    │ **The AWS account may not run more machines of this kind.**
    │ Stop or delete a server, choose a smaller size, or ask AWS for a higher limit (Service Quotas → EC2 → “Running On-Demand Standard instances”).
    │ Track: green\_hills (gp)
    │ Slots: 4
    │ Cars: roadster\_cup, coupe\_gt
    │ Machine:
    │   t3.small with Windows
    │   $0.044 per hour (Linux: $0.026)
    │   Windows: no acServer for Linux is in storage
    │ Requested by: oscar
    │ server · friday.zip
    ");
}

#[tokio::test]
async fn being_denied_names_the_policy() {
    let world = World::start().await;
    world.aws.fail("RunInstances").always().with(
        "UnauthorizedOperation",
        403,
        "You are not authorized",
    );
    assert_snapshot!(failed_deploy(&world).await, @r"
    │ ❌ Sunday Cup – not deployed
    │ ✅ Pack checked – ‹span›
    │ ✅ Pack uploaded – ‹span›
    │ ❌ Getting a machine
    │
    │ **AWS does not allow the bot to do this (ec2:RunInstances).**
    │ Whoever runs this bot must give its AWS user the policy in config/iam/operator.json.
    │ Track: green\_hills (gp)
    │ Slots: 4
    │ Cars: roadster\_cup, coupe\_gt
    │ Machine:
    │   t3.small with Windows
    │   $0.044 per hour (Linux: $0.026)
    │   Windows: no acServer for Linux is in storage
    │ Requested by: oscar
    │ server · friday.zip
    ");
}

#[tokio::test]
async fn an_account_that_was_not_set_up_says_so() {
    let world = World::builder().without_setup().start().await;
    let reply = world.deploy(&world.sample_pack()).reply().await;
    assert_snapshot!(world.tidy(&reply.text()), @r"
    │ The bucket friday-league-packs is missing in the AWS account.
    │ Whoever runs this bot must run `ac-deploy setup` once.
    (only you can see this)
    ");
}

#[tokio::test]
async fn throttling_and_a_slow_start_of_the_profile_are_waited_out() {
    let world = World::start().await;
    world.aws.fail("RunInstances").nth(1).throttle();
    world.aws.fail("DescribeInstances").times(2).throttle();
    world.aws.fail("UploadPart").nth(1).server_error();
    world.deploy_sample().await;
    assert_eq!(world.instances().await.len(), 1);
}

#[tokio::test]
async fn where_no_machine_of_a_size_is_free_the_next_one_is_taken_and_said() {
    let world = World::start().await;
    let everywhere = ['a', 'b', 'c'].map(|letter| ("t3.small", letter));
    world
        .aws
        .rules(|rules| rules.none_free = everywhere.to_vec());
    let online = world.deploy_until_online().await;
    assert!(
        online
            .text()
            .contains("t3.medium with Windows (no t3.small was free)"),
        "{}",
        online.text()
    );
    assert_eq!(world.only_server().await.hosting.as_str(), "t3.medium");
    assert_eq!(world.instances().await.len(), 1);
}

#[tokio::test]
async fn a_stopped_server_is_started_as_another_size_where_none_of_its_own_is_free() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let stop = world.discord.slash(world.oscar(), "stop", &[]);
    stop.reply().await;
    let id = world.only_server().await.id.clone();
    world.wait_for_state(&id, InstanceState::Stopped).await;
    let everywhere = ['a', 'b', 'c'].map(|letter| ("t3.small", letter));
    world
        .aws
        .rules(|rules| rules.none_free = everywhere.to_vec());
    let start = world.discord.slash(world.oscar(), "start", &[]);
    start.reply().await;
    world.wait_for_joins(1).await;
    world
        .discord
        .wait_for_text(world.channel(), "(no t3.small was free)")
        .await;
    assert_eq!(world.only_server().await.hosting.as_str(), "t3.medium");

    // And where nothing is free it says so, and is what was asked for.
    stopped(&world, &id).await;
    none_free(&world, &["t3.small", "t3.medium"]);
    let start = world.discord.slash(world.oscar(), "start", &[]);
    let told = start.reply().await.text();
    assert!(told.contains("no free t3.small machine"), "{told}");
    assert_eq!(world.only_server().await.hosting.as_str(), "t3.small");

    // Once there are such machines again it is one of them, and nobody pays for more.
    none_free(&world, &["t3.small"]);
    let start = world.discord.slash(world.oscar(), "start", &[]);
    start.reply().await;
    world.wait_for_joins(1).await;
    assert_eq!(world.only_server().await.hosting.as_str(), "t3.medium");
    stopped(&world, &id).await;
    none_free(&world, &[]);
    let start = world.discord.slash(world.oscar(), "start", &[]);
    start.reply().await;
    world.wait_for_joins(1).await;
    let server = world.only_server().await;
    assert_eq!(server.hosting.as_str(), "t3.small");
    assert_eq!(server.record.instead_of, None);
}

async fn stopped(world: &World, id: &domain::ids::ServerId) {
    let stop = world.discord.slash(world.oscar(), "stop", &[]);
    stop.reply().await;
    world.wait_for_state(id, InstanceState::Stopped).await;
    world.wait_for_joins(0).await;
}

fn none_free(world: &World, kinds: &[&'static str]) {
    let everywhere = |kind: &&'static str| ['a', 'b', 'c'].map(|letter| (*kind, letter));
    let none_free = kinds.iter().flat_map(everywhere).collect();
    world.aws.rules(|rules| rules.none_free = none_free);
}

/// AWS refuses at the last step: the dearer machine is no machine that anybody asked for.
#[tokio::test]
async fn a_server_that_could_not_be_started_as_another_size_is_its_own_size_again() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let id = world.only_server().await.id.clone();
    stopped(&world, &id).await;
    none_free(&world, &["t3.small"]);
    world.aws.fail("StartInstances").nth(2).with(
        "InternalFailure",
        400,
        "An internal error has occurred",
    );
    let start = world.discord.slash(world.oscar(), "start", &[]);
    let told = start.reply().await.text();
    assert!(told.contains("AWS refused"), "{told}");
    let server = world.only_server().await;
    assert_eq!(server.state, InstanceState::Stopped);
    assert_eq!(server.hosting.as_str(), "t3.small");
}

/// Whoever updated the bot and not its rights at AWS.
#[tokio::test]
async fn an_old_policy_that_allows_no_other_size_is_named() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let id = world.only_server().await.id.clone();
    stopped(&world, &id).await;
    none_free(&world, &["t3.small"]);
    world.aws.fail("ModifyInstanceAttribute").always().with(
        "UnauthorizedOperation",
        403,
        "You are not authorized to perform this operation.",
    );
    let start = world.discord.slash(world.oscar(), "start", &[]);
    let told = start.reply().await.text();
    assert_snapshot!(world.tidy(&told), @r"
    │ Amazon has no free t3.small machine for this server right now, and the bot may not start it as another size.
    │ Whoever runs this bot can allow that: give its AWS user the newest config/iam/operator.json, which has ec2:ModifyInstanceAttribute. Until then, try again later.
    (only you can see this)
    ");
    assert_eq!(world.only_server().await.state, InstanceState::Stopped);
    world.aws.heal();
}

#[tokio::test]
async fn a_new_instance_profile_is_waited_for() {
    let world = World::builder().without_setup().start_without_bot().await;
    world
        .aws
        .rules(|rules| rules.profile_propagation = std::time::Duration::from_secs(4));
    world.set_up().await;
    let mut world = world;
    world.start_bot().await;
    world.deploy_sample().await;
    assert!(world.aws.count("RunInstances") > 1, "it was tried again");
    assert_eq!(world.instances().await.len(), 1);
}

#[tokio::test]
async fn a_lost_answer_of_the_launch_buys_no_second_machine() {
    let world = World::start().await;
    world.aws.fail("RunInstances").nth(1).lose_answer();
    world.deploy_sample().await;
    assert_eq!(world.instances().await.len(), 1);
}

/// As often as the SDK itself asks before it gives a call up.
const SDK_TRIES: usize = 3;

#[tokio::test]
async fn a_launch_that_never_answers_is_asked_for_again_before_it_is_given_up() {
    let world = World::start().await;
    let fault = world.aws.fail("RunInstances").times(SDK_TRIES);
    fault.lose_answer();
    world.deploy_sample().await;
    assert_eq!(world.instances().await.len(), 1);
    assert!(!world.channel_says("not deployed"));
}

#[tokio::test]
async fn a_launch_that_stays_unanswered_is_told_as_what_it_is() {
    let world = World::start().await;
    world.aws.fail("RunInstances").always().drop_connection();
    let told = failed_deploy(&world).await;
    assert!(told.contains("did not answer whether it comes"), "{told}");
    assert_eq!(world.instances().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_machine_that_the_list_does_not_show_yet_counts_for_the_limit() {
    let league = serde_json::json!({ "max_servers": 1 });
    let world = World::builder().guild(league).start().await;
    world
        .aws
        .rules(|rules| rules.instance_hidden = std::time::Duration::from_secs(20));
    world.deploy(&world.sample_pack()).reply().await;
    world
        .wait_until("the order is dropped", async || {
            0 < world.aws.count("RunInstances") && world.objects("orders/").await.is_empty()
        })
        .await;
    let reply = world.deploy(&world.sample_pack()).reply().await;
    assert!(
        reply.text().contains("1 server already"),
        "{}",
        reply.text()
    );
    assert_eq!(world.aws.count("RunInstances"), 1);
}

#[tokio::test]
async fn an_upload_that_s3_refuses_is_aborted() {
    let world = World::start().await;
    world
        .aws
        .fail("UploadPart")
        .always()
        .with("AccessDenied", 403, "Access Denied");
    assert_snapshot!(failed_deploy(&world).await, @r"
    │ ❌ Sunday Cup – not deployed
    │ ✅ Pack checked – ‹span›
    │ ❌ Uploading
    │
    │ **AWS does not allow the bot to do this (s3:PutObject).**
    │ Whoever runs this bot must give its AWS user the policy in config/iam/operator.json.
    │ Track: green\_hills (gp)
    │ Slots: 4
    │ Cars: roadster\_cup, coupe\_gt
    │ Machine:
    │   t3.small with Windows
    │   $0.044 per hour (Linux: $0.026)
    │   Windows: no acServer for Linux is in storage
    │ Requested by: oscar
    │ server · friday.zip
    ");
    assert_eq!(world.uploads_in_progress().await, 0);
    assert_eq!(world.objects("packs/").await, Vec::<String>::new());
    assert_eq!(world.aws.count("RunInstances"), 0);
}

#[tokio::test]
async fn the_watcher_outlives_a_broken_list() {
    let world = World::start().await;
    world.deploy(&world.sample_pack()).reply().await;
    let launched = async || !world.instances().await.is_empty();
    world.wait_until("the machine to be there", launched).await;
    world.aws.fail("DescribeInstances").times(9).server_error();
    world.aws.fail("SendCommand").times(2).throttle();
    world.join_message().await;
    assert_eq!(world.joins().len(), 1);
}

#[tokio::test]
async fn a_list_that_lags_is_no_vanished_machine() {
    let world = World::start().await;
    world.aws.rules(|rules| {
        rules.instance_hidden = std::time::Duration::from_millis(1500);
        rules.instance_hidden_calls = 2;
    });
    world.deploy_sample().await;
    let texts: String = world
        .discord
        .channel_messages(world.channel())
        .iter()
        .map(|message| message.texts().concat())
        .collect();
    assert!(!texts.contains("deleted"), "{texts}");
}
