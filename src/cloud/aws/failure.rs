//! From the SDK's errors to ours: the one place that knows AWS's error codes.
//!
//! EC2 has no modelled errors at all, so everything goes by code. The codes are from
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>,
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html> and the common errors of
//! IAM and SSM.

use std::error::Error as StdError;
use std::fmt;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

pub(super) use aws_sdk_ec2::error::SdkError;

use crate::cloud::CloudError;

/// There is no machine of that kind free.
pub(super) const NO_CAPACITY: [&str; 3] = [
    "InsufficientInstanceCapacity",
    "InsufficientCapacity",
    "InsufficientHostCapacity",
];

const DENIED: [&str; 5] = [
    "AccessDenied",
    "AccessDeniedException",
    "UnauthorizedOperation",
    "AllAccessDisabled",
    "UnauthorizedAccess",
];

const CREDENTIALS: [&str; 16] = [
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "InvalidToken",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "NotSignedUp",
    "RequestExpired",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
    "UnrecognizedClientException",
];

const THROTTLED: [&str; 11] = [
    "EC2ThrottledException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "ServiceUnavailable",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TooManyUpdates",
];

const WRONG_STATE: [&str; 3] = [
    "IncorrectInstanceState",
    "IncorrectState",
    "InvalidInstanceState",
];

const NOT_FOUND: [&str; 6] = [
    "InvalidInstanceID.Malformed",
    "NoSuchBucket",
    "NoSuchEntity",
    "NoSuchKey",
    "NotFound",
    "ParameterNotFound",
];

/// Turns the failure of `operation` (`ec2:StartInstances`) into ours. `thing` is what was asked
/// for, as a sentence begins with it.
pub(super) fn failed<E>(
    operation: &'static str,
    thing: impl fmt::Display,
) -> impl FnOnce(SdkError<E>) -> CloudError
where
    E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
{
    move |error| translate(operation, &thing, error)
}

fn translate<E>(operation: &'static str, thing: &dyn fmt::Display, error: SdkError<E>) -> CloudError
where
    E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
{
    if let Some(credentials) = cause::<CredentialsError>(&error) {
        return CloudError::BadCredentials {
            message: sentence(credentials),
        };
    }
    match &error {
        SdkError::TimeoutError(_) => return CloudError::Timeout { operation },
        SdkError::DispatchFailure(failure) if failure.is_timeout() => {
            return CloudError::Timeout { operation };
        }
        SdkError::DispatchFailure(_) => {
            return CloudError::Unreachable {
                operation,
                source: error.into(),
            };
        }
        _ => {}
    }
    let status = error
        .raw_response()
        .map(|response| response.status().as_u16());
    // The answer to a HEAD has no body and so no code.
    let code = error.code().filter(|code| !code.is_empty());
    let message = || {
        error
            .message()
            .or(code)
            .unwrap_or("no reason given")
            .to_owned()
    };
    match (code.unwrap_or_default(), status) {
        (code, _) if DENIED.contains(&code) => CloudError::Denied { operation },
        (code, _) if CREDENTIALS.contains(&code) => {
            CloudError::BadCredentials { message: message() }
        }
        (code, _) if THROTTLED.contains(&code) => CloudError::Throttled { operation },
        (code, _)
            if code.ends_with("LimitExceeded")
                || code == "TooManyBuckets"
                || code.ends_with("CountExceeded") =>
        {
            CloudError::Quota { message: message() }
        }
        (code, _) if WRONG_STATE.contains(&code) => CloudError::WrongState { operation },
        (code, _) if NOT_FOUND.contains(&code) || code.ends_with(".NotFound") => {
            CloudError::NotFound {
                what: thing.to_string(),
            }
        }
        ("", Some(403)) => CloudError::Denied { operation },
        ("", Some(404)) => CloudError::NotFound {
            what: thing.to_string(),
        },
        (_, Some(429 | 503)) => CloudError::Throttled { operation },
        (code, status) => CloudError::Failed {
            operation,
            code: match (code, status) {
                ("", Some(status)) => format!("HTTP {status}"),
                ("", None) => "no answer that could be read".to_owned(),
                (code, _) => code.to_owned(),
            },
            source: error.into(),
        },
    }
}

/// The AWS code of a failure, if it has one.
pub(super) fn code<E: ProvideErrorMetadata>(error: &SdkError<E>) -> Option<&str> {
    error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code)
}

/// Whether the service says that the thing does not exist.
pub(super) fn is_missing<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    let status = error
        .raw_response()
        .map(|response| response.status().as_u16());
    match code(error) {
        Some(code) => NOT_FOUND.contains(&code) || code.ends_with(".NotFound"),
        None => status == Some(404),
    }
}

/// The first cause of this type.
fn cause<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// An error and its causes in one line.
fn sentence(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        text = format!("{text}: {error}");
        next = error.source();
    }
    text
}

/// The region that S3 sends us to, if it is another than `region`.
///
/// S3 names the bucket's region in every answer about a bucket, also in the bodiless ones to HEAD.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html>
pub(super) fn other_region<E: ProvideErrorMetadata>(
    error: &SdkError<E>,
    region: &str,
) -> Option<String> {
    let response = error.raw_response()?;
    let named = response.headers().get("x-amz-bucket-region");
    match named {
        Some(actual) => (actual != region).then(|| actual.to_owned()),
        None if response.status().as_u16() == 301 => Some("that AWS did not name".to_owned()),
        None => None,
    }
}
