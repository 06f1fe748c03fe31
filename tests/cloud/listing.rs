//! Lists: pages, other people, trouble on the way.

use aws_sdk_ec2::types::Tag;
use cloud::settings::AwsSettings;
use cloud::{Cloud, CloudError};
use cloud_aws::Aws;

use crate::world::{BUCKET, KEY, World};
use ::world::ordered::launch;

#[tokio::test]
async fn every_page_is_read_and_nobody_elses_machine() {
    let world = World::start().await;
    world.front.rules(|rules| rules.instance_page = 2);
    let aws = world.set_up().await;
    world.somebody_elses_machine().await;
    for bits in 1..=5 {
        aws.launch(&launch(bits)).await.expect("a server");
    }
    assert_eq!(aws.servers().await.expect("a list").len(), 5);
    let other = AwsSettings::new("another-installation".parse().expect("a name"));
    let other = Aws::from_config(&world.front.sdk_config(KEY).await, &other).expect("an adapter");
    assert_eq!(
        other.servers().await.expect("a list"),
        [],
        "two installations share an account"
    );
}

#[tokio::test]
async fn a_copy_that_the_console_made_is_not_taken_for_the_server() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let server = aws.launch(&launch(1)).await.expect("a server");
    let copy = world.somebody_elses_machine().await;
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build();
    let ec2 = world.ec2().await;
    let copied = ec2
        .create_tags()
        .resources(copy.as_str())
        .tags(tag("ac-deploy:server", server.id.as_str()));
    copied
        .tags(tag("ac-deploy:bucket", BUCKET))
        .send()
        .await
        .expect("tagged");
    let listed = aws.servers().await.expect("a list");
    assert_eq!(
        listed
            .iter()
            .map(|server| &server.instance)
            .collect::<Vec<_>>(),
        [&server.instance]
    );
}

#[tokio::test]
async fn trouble_on_the_way_is_told_apart() {
    let world = World::start().await;
    let aws = world.set_up().await;
    world.front.fail("ec2:*").always().throttle();
    assert!(matches!(
        aws.servers().await,
        Err(CloudError::Throttled { .. })
    ));
    world.front.heal();
    world.front.fail("ec2:*").always().drop_connection();
    assert!(matches!(
        aws.servers().await,
        Err(CloudError::Unreachable { .. })
    ));
    world.front.heal();
    world
        .front
        .fail("DescribeInstances")
        .times(2)
        .server_error();
    aws.servers().await.expect("the third attempt");
}

#[tokio::test]
async fn no_credentials_are_told_from_bad_ones() {
    let world = World::start().await;
    let nobody = world.front.sdk_config(KEY).await.to_builder();
    let nothing = aws_config::environment::EnvironmentVariableCredentialsProvider::new();
    let nobody = nobody
        .credentials_provider(aws_sdk_s3::config::SharedCredentialsProvider::new(nothing))
        .build();
    let aws = Aws::from_config(&nobody, &world.settings).expect("an adapter");
    let error = aws.servers().await.expect_err("nobody");
    assert!(
        matches!(error, CloudError::NoCredentials { .. }),
        "{error:?}"
    );
}
