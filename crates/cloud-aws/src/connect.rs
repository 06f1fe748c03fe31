//! How the SDK is set up: TLS, timeouts, retries.
//!
//! Credentials come from where the SDK looks by itself: the environment, a profile (with a
//! credential process, too), a container's or an instance's role. IAM Identity Center ("SSO") is
//! left out for its size; `aws configure export-credentials` as a credential process bridges it.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_sdk_ec2::config::interceptors::InterceptorContext;
use aws_sdk_ec2::config::retry::{ClassifyRetry, RetryAction};
use aws_sdk_ec2::error::ProvideErrorMetadata;
use aws_sdk_ec2::operation::run_instances::RunInstancesError;
use aws_sdk_ec2::operation::start_instances::StartInstancesError;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

use super::failure::NO_CAPACITY;

/// Answers are small; a call that takes longer than this has gone astray.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .operation_attempt_timeout(Duration::from_secs(20))
        .operation_timeout(Duration::from_secs(60))
        .build()
}

/// The parts of an upload: 8 MiB through a home connection's uplink take a while, and S3 may take
/// minutes to put a large object together.
pub(super) fn bulk_timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .operation_attempt_timeout(Duration::from_secs(120))
        .operation_timeout(Duration::from_secs(600))
        .build()
}

/// What the SDK finds in the environment, with our limits.
pub(super) async fn load(region: Option<&str>) -> SdkConfig {
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(http);
    if let Ok(name) = AppName::new("ac-deploy") {
        loader = loader.app_name(name);
    }
    if let Some(region) = region {
        loader = loader.region(Region::new(region.to_owned()));
    }
    loader.load().await
}

/// The same configuration with our limits on time and attempts.
pub(super) fn limited(config: &SdkConfig) -> SdkConfig {
    config
        .to_builder()
        .timeout_config(timeouts())
        .retry_config(RetryConfig::standard())
        .build()
}

/// EC2 says "no capacity" with HTTP 500, which the SDK would try again for ten seconds and more.
/// No machine comes free in that time, and a person is waiting for the answer.
#[derive(Debug)]
pub(super) struct NoCapacityIsFinal;

impl ClassifyRetry for NoCapacityIsFinal {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let error = context.output_or_error().and_then(|outcome| outcome.err());
        let error = error.and_then(|error| error.as_operation_error());
        let code = error.and_then(|error| {
            let run = error
                .downcast_ref::<RunInstancesError>()
                .and_then(|error| error.code());
            run.or_else(|| {
                error
                    .downcast_ref::<StartInstancesError>()
                    .and_then(|error| error.code())
            })
        });
        if code.is_some_and(|code| NO_CAPACITY.contains(&code)) {
            RetryAction::RetryForbidden
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "no capacity is final"
    }
}
