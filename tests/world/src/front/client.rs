//! The real SDK, pointed at the front.

use super::Front;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_ec2::types::InstanceAttributeName;
use aws_sdk_s3::config::{Credentials, SharedCredentialsProvider};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use flate2::read::GzDecoder;
use std::io::Read as _;

/// The region of the tests, unless they say otherwise.
pub const REGION: &str = "eu-central-1";

impl Front {
    /// Settings of the AWS SDK for a client that signs with this key.
    pub async fn sdk_config(&self, access_key: &str) -> SdkConfig {
        self.sdk_config_in(access_key, REGION).await
    }

    /// The same in another region.
    pub async fn sdk_config_in(&self, access_key: &str, region: &str) -> SdkConfig {
        let keys = Credentials::new(access_key, "not-checked-here", None, None, "stand-in");
        aws_config::defaults(BehaviorVersion::latest())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .region(Region::new(region.to_owned()))
            .credentials_provider(SharedCredentialsProvider::new(keys))
            .endpoint_url(self.endpoint())
            .load()
            .await
    }

    /// An S3 client that names buckets in the path, as loopback endpoints need.
    pub async fn s3(&self, access_key: &str) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::config::Builder::from(&self.sdk_config(access_key).await)
            .force_path_style(true)
            .build();
        aws_sdk_s3::Client::from_conf(config)
    }

    /// What anybody who may look at the instances can read of them: tags and user data.
    ///
    /// # Panics
    /// If this key may not.
    pub async fn told_to_ec2(&self, access_key: &str) -> String {
        let ec2 = aws_sdk_ec2::Client::new(&self.sdk_config(access_key).await);
        let seen = ec2
            .describe_instances()
            .send()
            .await
            .expect("the instances");
        let mut told = format!("{seen:?}");
        let reservations = seen.reservations().iter();
        for instance in reservations.flat_map(|reservation| reservation.instances()) {
            let data = ec2
                .describe_instance_attribute()
                .instance_id(instance.instance_id().unwrap_or_default())
                .attribute(InstanceAttributeName::UserData)
                .send()
                .await;
            let data = data.expect("the user data");
            let data = data.user_data().and_then(|data| data.value());
            let data = BASE64_STANDARD
                .decode(data.unwrap_or_default())
                .expect("base64");
            // A Linux machine's is packed.
            let mut script = Vec::new();
            let unpacked = GzDecoder::new(data.as_slice()).read_to_end(&mut script);
            let text = if unpacked.is_ok() { script } else { data };
            told.push_str(&String::from_utf8_lossy(&text));
        }
        told
    }

    /// Every object of a bucket, with its key.
    ///
    /// # Panics
    /// If this key may not read them.
    pub async fn objects(&self, access_key: &str, bucket: &str) -> Vec<(String, Vec<u8>)> {
        let s3 = self.s3(access_key).await;
        let listed = s3.list_objects_v2().bucket(bucket).send().await;
        let listed = listed.expect("a list");
        let mut objects = Vec::new();
        for key in listed.contents().iter().filter_map(|object| object.key()) {
            let read = s3.get_object().bucket(bucket).key(key).send().await;
            let body = read.expect("an object").body.collect().await;
            objects.push((key.to_owned(), body.expect("whole").to_vec()));
        }
        objects
    }
}
