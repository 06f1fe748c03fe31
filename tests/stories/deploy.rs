//! From `/deploy` to the join link.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use pack::sample::Sample;
use world::World;

#[tokio::test]
async fn an_attached_pack_becomes_a_join_link() {
    let world = World::start().await;
    let reply = world.deploy(&world.sample_pack()).reply().await;
    assert!(reply.is_ephemeral(), "{}", reply.text());

    let join = world.join_message().await;
    let link = join
        .buttons()
        .into_iter()
        .find_map(|button| button.url)
        .expect("a link");
    let address = world.only_server().await.address.expect("an address");
    assert_eq!(
        link,
        format!("https://acstuff.club/s/q:race/online/join?ip={address}&httpPort=8081")
    );
    assert!(
        join.text().contains(&format!("{address}:8081")),
        "{}",
        join.text()
    );
    let owner = world.oscar().id;
    assert!(
        join.pinged.users.iter().eq([&owner]) && join.pinged.roles.is_empty(),
        "whoever waits for it is notified, and nobody else"
    );

    // The link leads to a server that answers.
    let info = reqwest::get(format!("http://{address}:8081/INFO"))
        .await
        .expect("an answer");
    assert!(info.text().await.expect("text").contains("Sunday Cup"));
    assert_eq!(world.aws.count("RunInstances"), 1);
    assert_eq!(world.joins().len(), 1);
}

#[tokio::test]
async fn the_progress_message_ends_online() {
    let world = World::start().await;
    let progress = world.deploy_until_online().await;
    assert_snapshot!(world.tidy(&progress.text()), @r"
    │ ✅ Sunday Cup – online
    │ ✅ Pack checked – ‹span›
    │ ✅ Pack uploaded – ‹span›
    │ ✅ Machine launched – ‹span›
    │ ✅ Online
    │
    │ The join link is in this channel. It took ‹span›.
    │ Track: green\_hills (gp)
    │ Slots: 4
    │ Cars: roadster\_cup, coupe\_gt
    │ Machine:
    │   t3.small with Windows
    │   $0.044 per hour
    │ Requested by: oscar
    │ server · friday.zip
    ");
}

#[tokio::test]
async fn the_machine_is_launched_as_promised() {
    let world = World::start().await;
    world.deploy_sample().await;
    let server = world.only_server().await;
    let ec2 = aws_sdk_ec2::Client::new(&world.aws.sdk_config("AKIATEST").await);
    let seen = ec2
        .describe_instances()
        .instance_ids(server.instance.as_str())
        .send()
        .await
        .expect("described");
    let instance = &seen.reservations()[0].instances()[0];
    assert_eq!(
        instance.instance_type().map(|size| size.as_str()),
        Some("t3.small")
    );
    let options = instance.metadata_options().expect("metadata options");
    assert_eq!(
        options.http_tokens().map(|tokens| tokens.as_str()),
        Some("required")
    );

    let group = instance.security_groups()[0].group_id().expect("a group");
    let seen = ec2
        .describe_security_groups()
        .group_ids(group)
        .send()
        .await
        .expect("described");
    let mut open: Vec<String> = seen.security_groups()[0]
        .ip_permissions()
        .iter()
        .map(|rule| {
            format!(
                "{} {}",
                rule.ip_protocol().unwrap_or_default(),
                rule.from_port().unwrap_or_default()
            )
        })
        .collect();
    open.sort();
    assert_eq!(
        open,
        ["tcp 8081", "tcp 9600", "udp 9600"],
        "nothing but the pack's ports, and no RDP"
    );
}

#[tokio::test]
async fn a_pack_in_s3_is_used_where_it_lies() {
    let world = World::start().await;
    let key = format!("packs/{}/old/friday.zip", world.discord.guild());
    world
        .put("friday-league-packs", &key, Sample::default().zip())
        .await;
    let offered = world
        .discord
        .autocomplete(world.oscar(), "deploy stored", "pack", "fri")
        .await;
    assert_eq!(offered.len(), 1, "{offered:?}");
    let value = offered[0].value.as_str().expect("a text").to_owned();
    world.aws.forget_calls();
    world
        .discord
        .slash(world.oscar(), "deploy stored", &[("pack", value.into())])
        .reply()
        .await;
    world.join_message().await;
    assert_eq!(
        world.aws.count("CreateMultipartUpload"),
        0,
        "it is not copied"
    );
    assert_eq!(world.only_server().await.pack.location.key, key);
}

#[tokio::test]
async fn a_pack_in_another_bucket_is_fetched_with_a_signed_url() {
    let world = World::builder()
        .aws(serde_json::json!({ "buckets": ["other-packs"] }))
        .start()
        .await;
    world.create_bucket("other-packs").await;
    world
        .put("other-packs", "gt3.zip", Sample::default().zip())
        .await;
    world.allow_reading("other-packs");
    world
        .discord
        .slash(
            world.oscar(),
            "deploy stored",
            &[("pack", "s3://other-packs/gt3.zip".into())],
        )
        .reply()
        .await;
    world.join_message().await;
}

#[tokio::test]
async fn a_link_works_like_an_attachment() {
    let world = World::builder().trusting_the_cdn().start().await;
    let hosted = world.discord.host("cup.zip", Sample::default().zip());
    world
        .discord
        .slash(
            world.oscar(),
            "deploy link",
            &[("url", hosted.url().into()), ("name", "Cup night".into())],
        )
        .reply()
        .await;
    let join = world.join_message().await;
    assert!(join.text().contains("Cup night"), "{}", join.text());
}

#[tokio::test]
async fn a_link_into_the_private_network_is_refused() {
    let world = World::start().await;
    let hosted = world.discord.host("cup.zip", Sample::default().zip());
    world
        .discord
        .slash(
            world.oscar(),
            "deploy link",
            &[("url", hosted.url().into())],
        )
        .reply()
        .await;
    let refused = world
        .discord
        .wait_for_text(world.channel(), "not deployed")
        .await;
    assert_snapshot!(world.tidy(&refused.text()), @"
    │ ❌ cup.zip – not deployed
    │ ❌ Checking the pack
    │
    │ **The link to cdn is not https.**
    │ Send a direct https link to the file, or attach the pack to `/deploy file`.
    │ Machine:
    │   t3.small with Windows
    │   $0.044 per hour (Linux: $0.026)
    │ Requested by: oscar
    │ server · cup.zip
    ");
    assert_eq!(hosted.requests_served(), 0);
    assert_eq!(world.aws.count("RunInstances"), 0);
}

#[tokio::test]
async fn two_deploys_at_once_become_two_servers() {
    let world = World::start().await;
    for (name, http) in [("one", 8081), ("two", 8082)] {
        let mut sample = Sample {
            name: name.into(),
            ..Sample::default()
        };
        sample.ports.http = http;
        let pack = world.attach(&format!("{name}.zip"), sample.zip());
        world.deploy(&pack);
    }
    world.wait_for_joins(2).await;
    assert_eq!(world.aws.count("RunInstances"), 2);
    let links: std::collections::BTreeSet<_> = world
        .joins()
        .iter()
        .map(|join| join.buttons()[0].url.clone())
        .collect();
    assert_eq!(links.len(), 2);
}

/// Two at once, and one later: people, lists and commands tell them apart.
#[tokio::test]
async fn a_pack_that_is_deployed_again_makes_a_server_with_a_number() {
    let world = World::builder()
        .guild(serde_json::json!({ "max_servers": 9 }))
        .start()
        .await;
    let pack = world.sample_pack();
    let (first, second) = (world.deploy(&pack), world.deploy(&pack));
    first.reply().await;
    second.reply().await;
    world.wait_for_joins(2).await;
    world.deploy(&pack).reply().await;
    world.wait_for_joins(3).await;
    let names = async || {
        let servers = world.servers().await;
        let names = servers.iter().map(|server| server.name.to_string());
        names.collect::<BTreeSet<_>>()
    };
    let expected = ["Sunday Cup", "Sunday Cup 2", "Sunday Cup 3"].map(str::to_owned);
    assert_eq!(names().await, BTreeSet::from(expected));
    let announced = world.joins();
    for name in ["Sunday Cup 2", "Sunday Cup 3"] {
        let says = |message: &discord_stand_in::Message| message.text().contains(name);
        assert!(announced.iter().any(says), "{}", world.discord.transcript());
    }

    let options = [("server", "sunday cup 2".into())];
    let stop = world.discord.slash(world.oscar(), "terminate", &options);
    let asked = stop.reply().await;
    assert!(asked.text().contains("Sunday Cup 2"), "{}", asked.text());
    world.press(world.oscar(), &asked, "Delete").await;
    world
        .wait_until("it to go", async || world.servers().await.len() == 2)
        .await;
    // Its name is free again.
    world.deploy(&pack).reply().await;
    world
        .wait_until("another in its place", async || {
            names().await.contains("Sunday Cup 2")
        })
        .await;
}

#[tokio::test]
async fn the_sizes_limit_and_the_number_of_servers_hold() {
    let world = World::builder()
        .guild(serde_json::json!({ "max_servers": 1 }))
        .start()
        .await;
    let pack = world.sample_pack();
    let reply = world
        .discord
        .slash(
            world.oscar(),
            "deploy file",
            &[("pack", (&pack).into()), ("size", "p5.48xlarge".into())],
        )
        .reply()
        .await;
    assert!(
        reply.is_ephemeral() && reply.text().contains("not allowed here"),
        "{}",
        reply.text()
    );
    // Both at once: the second must not slip through before the first has a machine.
    let first = world.deploy(&pack);
    let second = world.deploy(&pack);
    let replies = [first.reply().await.text(), second.reply().await.text()];
    assert_eq!(
        replies
            .iter()
            .filter(|text| text.contains("1 is allowed here"))
            .count(),
        1,
        "{replies:#?}"
    );
    world.join_message().await;
    assert_eq!(world.aws.count("RunInstances"), 1);
}
