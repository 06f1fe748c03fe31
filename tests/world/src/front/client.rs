//! The real SDK, pointed at the front.

use super::Front;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_s3::config::{Credentials, SharedCredentialsProvider};

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
}
