//! What the tests of the stand-ins share.

use aws_sdk_ec2::{
    error::ProvideErrorMetadata,
    operation::run_instances::builders::RunInstancesFluentBuilder,
    types::{IamInstanceProfileSpecification, InstanceType},
};
use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};
use std::time::Duration;
use world::{front::Front, moto::Moto};

/// Keys that may do everything.
pub(crate) const KEY: &str = "AKIATEST";
const WINDOWS: &str = "ami-0a1b2c3d4e5f60001";

pub(crate) async fn front() -> Front {
    Front::start(Moto::start().await).await
}

pub(crate) fn launch(ec2: &aws_sdk_ec2::Client) -> RunInstancesFluentBuilder {
    ec2.run_instances()
        .image_id(WINDOWS)
        .instance_type(InstanceType::T3Small)
        .min_count(1)
        .max_count(1)
}

pub(crate) async fn launched(request: RunInstancesFluentBuilder) -> String {
    let answer = request.send().await.expect("a launch");
    answer.instances()[0]
        .instance_id()
        .expect("an id")
        .to_owned()
}

pub(crate) fn code<T, E: ProvideErrorMetadata + std::fmt::Debug>(result: Result<T, E>) -> String {
    match result {
        Ok(_) => "no error".to_owned(),
        Err(error) => error.code().unwrap_or("no code").to_owned(),
    }
}

/// Ask until the answer is there, for at most ten seconds.
pub(crate) async fn until<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let ask = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), ask)
        .await
        .expect("it comes within ten seconds")
}

pub(crate) fn profile(name: &str) -> IamInstanceProfileSpecification {
    IamInstanceProfileSpecification::builder()
        .name(name)
        .build()
}

pub(crate) async fn make_profile(iam: &aws_sdk_iam::Client, name: &str) {
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    let role = iam
        .create_role()
        .role_name(name)
        .assume_role_policy_document(trust);
    role.send().await.expect("a role");
    let core = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
    let attach = iam.attach_role_policy().role_name(name).policy_arn(core);
    attach.send().await.expect("attached");
    let profile = iam.create_instance_profile().instance_profile_name(name);
    profile.send().await.expect("a profile");
    let add = iam
        .add_role_to_instance_profile()
        .instance_profile_name(name);
    add.role_name(name).send().await.expect("added");
}

pub(crate) async fn make_bucket(s3: &aws_sdk_s3::Client, name: &str) {
    let here = CreateBucketConfiguration::builder()
        .location_constraint(BucketLocationConstraint::EuCentral1)
        .build();
    let create = s3.create_bucket().bucket(name);
    let create = create.create_bucket_configuration(here);
    create.send().await.expect("a bucket");
}
