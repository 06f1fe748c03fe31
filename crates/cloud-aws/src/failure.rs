//! From the SDK's errors to ours: the one place that knows AWS's error codes.
//!
//! EC2 has no modelled errors at all, so everything goes by code. The codes are from
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>,
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html> and the common errors of
//! IAM and SSM.

use std::error::Error as StdError;
use std::fmt;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_types::error::metadata::{ErrorMetadata, ProvideErrorMetadata};

pub(super) use aws_sdk_ec2::error::SdkError;

use cloud::{Answer, CloudError, NotReady};

/// S3's code where a call was signed for another region than the bucket's.
const ELSEWHERE: &str = "AuthorizationHeaderMalformed";

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

/// The limits on how many machines may run; all others concern something else.
const MACHINE_QUOTA: [&str; 3] = [
    "InstanceLimitExceeded",
    "MaxSpotInstanceCountExceeded",
    "VcpuLimitExceeded",
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
        let message = sentence(credentials);
        return match credentials {
            CredentialsError::CredentialsNotLoaded(_) => CloudError::NoCredentials { message },
            _ => CloudError::BadCredentials { message },
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
    let status = status(&error);
    let answer = answer(&error);
    log(operation, status, answer.as_ref());
    // The answer to a HEAD has no body and so no code.
    let code = answer.as_ref().map_or("", |answer| answer.code.as_str());
    let said = answer.as_ref().map_or("", |answer| answer.message.as_str());
    let message = || match (said, code) {
        ("", "") => "no reason given".to_owned(),
        ("", code) => code.to_owned(),
        (said, _) => said.to_owned(),
    };
    match Meaning::of(code, said, status) {
        Meaning::Denied => CloudError::Denied {
            operation,
            answer: answer.map(Box::new),
        },
        Meaning::BadCredentials => CloudError::BadCredentials { message: message() },
        Meaning::Throttled => CloudError::Throttled {
            operation,
            answer: answer.map(Box::new),
        },
        Meaning::NotReady(why) => CloudError::AccountNotReady {
            operation,
            why,
            answer: answer.map(Box::new),
        },
        Meaning::NoMoreMachines => CloudError::Quota { message: message() },
        Meaning::LimitReached => CloudError::Limit { message: message() },
        Meaning::WrongState => CloudError::WrongState {
            operation,
            answer: answer.map(Box::new),
        },
        Meaning::NotFound => CloudError::NotFound {
            what: thing.to_string(),
            answer: answer.map(Box::new),
        },
        Meaning::Other => CloudError::Failed {
            operation,
            code: match (code, status) {
                ("", Some(status)) => format!("HTTP {status}"),
                ("", None) => "no answer that could be read".to_owned(),
                (code, _) => code.to_owned(),
            },
            source: match answer {
                Some(answer) => Box::new(answer),
                None => error.into(),
            },
        },
    }
}

/// What AWS's answer comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Denied,
    BadCredentials,
    Throttled,
    NotReady(NotReady),
    NoMoreMachines,
    LimitReached,
    WrongState,
    NotFound,
    Other,
}

impl Meaning {
    fn of(code: &str, said: &str, status: Option<u16>) -> Self {
        if let Some(why) = not_ready(code, said) {
            return Self::NotReady(why);
        }
        match (code, status) {
            (code, _) if DENIED.contains(&code) => Self::Denied,
            (code, _) if CREDENTIALS.contains(&code) => Self::BadCredentials,
            (code, _) if THROTTLED.contains(&code) => Self::Throttled,
            (code, _) if MACHINE_QUOTA.contains(&code) => Self::NoMoreMachines,
            (code, _) if code.ends_with("LimitExceeded") || code == "TooManyBuckets" => {
                Self::LimitReached
            }
            (code, _) if WRONG_STATE.contains(&code) => Self::WrongState,
            (code, _) if NOT_FOUND.contains(&code) || code.ends_with(".NotFound") => Self::NotFound,
            ("", Some(403)) => Self::Denied,
            ("", Some(404)) => Self::NotFound,
            (_, Some(429 | 503)) => Self::Throttled,
            _ => Self::Other,
        }
    }
}

/// The walls that new accounts meet. AWS's free plan has no code of its own: the sentence tells it
/// from a size that does not exist with an image.
fn not_ready(code: &str, said: &str) -> Option<NotReady> {
    match code {
        "PendingVerification" => Some(NotReady::BeingVerified),
        "Blocked" => Some(NotReady::Blocked),
        "OptInRequired" => Some(NotReady::NotOptedIn),
        "MissingInput" if said.contains("No subnets found") => Some(NotReady::NoSubnet),
        "InvalidParameterCombination" | "InvalidParameterValue"
            if said.contains("not eligible for Free Tier") =>
        {
            Some(NotReady::FreePlan)
        }
        _ => None,
    }
}

/// Notes a refusal in the log that the caller turns into an error of its own.
pub(super) fn note<E: ProvideErrorMetadata>(operation: &str, error: &SdkError<E>) {
    log(operation, status(error), answer(error).as_ref());
}

fn status<E>(error: &SdkError<E>) -> Option<u16> {
    error
        .raw_response()
        .map(|response| response.status().as_u16())
}

/// What AWS said, if it said anything.
fn answer<E>(error: &SdkError<E>) -> Option<Answer>
where
    E: ProvideErrorMetadata,
{
    let said: &ErrorMetadata = error.as_service_error()?.meta();
    let code = said.code().filter(|code| !code.is_empty())?;
    let response = error.raw_response();
    let header = |name: &str| response.and_then(|response| response.headers().get(name));
    let request_id = said
        .extra("aws_request_id")
        .or_else(|| header("x-amzn-requestid"))
        .or_else(|| header("x-amz-request-id"));
    Some(Answer::new(
        code,
        said.message().unwrap_or_default(),
        request_id,
    ))
}

/// Every refusal that is not expected, with all that AWS's support asks for.
fn log(operation: &str, status: Option<u16>, answer: Option<&Answer>) {
    let (code, message) = answer.map_or(("", ""), |it| (it.code.as_str(), it.message.as_str()));
    let request_id = answer.and_then(|it| it.request_id.as_deref());
    tracing::info!(
        aws.operation = operation,
        aws.status = status,
        aws.code = code,
        aws.message = message,
        aws.request_id = request_id,
        "AWS did not do {operation}"
    );
}

/// The AWS code of a failure, if it has one.
pub(super) fn code<E: ProvideErrorMetadata>(error: &SdkError<E>) -> Option<&str> {
    error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code)
}

/// Whether the service says that the thing does not exist.
pub(super) fn is_missing<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    match code(error) {
        Some(code) => NOT_FOUND.contains(&code) || code.ends_with(".NotFound"),
        None => status(error) == Some(404),
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
        None if response.status().as_u16() == 301 || code(error) == Some(ELSEWHERE) => {
            Some("that AWS did not name".to_owned())
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_ec2::config::http::HttpResponse;
    use aws_sdk_ec2::operation::run_instances::RunInstancesError;
    use aws_smithy_types::body::SdkBody;
    use aws_smithy_types::error::ErrorMetadata;
    use insta::assert_snapshot;

    use super::*;

    fn refused(status: u16, code: &str) -> SdkError<RunInstancesError> {
        let status = status.try_into().expect("a status");
        let mut answer = ErrorMetadata::builder().message("in AWS's words");
        if !code.is_empty() {
            answer = answer.code(code);
        }
        let mut raw = HttpResponse::new(status, SdkBody::empty());
        raw.headers_mut().insert("x-amzn-requestid", "4711");
        SdkError::service_error(RunInstancesError::generic(answer.build()), raw)
    }

    #[test]
    fn each_code_has_its_meaning() {
        let answers = [
            (400, "AccessDeniedException"),
            (403, "AccessDenied"),
            (403, ""),
            (400, "ExpiredTokenException"),
            (403, "InvalidClientTokenId"),
            (403, "SignatureDoesNotMatch"),
            (503, "RequestLimitExceeded"),
            (400, "ThrottlingException"),
            (503, "SlowDown"),
            (429, ""),
            (400, "VcpuLimitExceeded"),
            (400, "InstanceLimitExceeded"),
            (409, "LimitExceeded"),
            (400, "VolumeLimitExceeded"),
            (400, "TooManyBuckets"),
            (400, "PendingVerification"),
            (400, "OptInRequired"),
            (400, "Blocked"),
            (400, "MaxSpotInstanceCountExceeded"),
            (400, "IncorrectInstanceState"),
            (400, "InvalidInstanceID.NotFound"),
            (404, "NoSuchEntity"),
            (404, ""),
            (500, "InternalError"),
            (500, ""),
        ];
        let told = answers.map(|(status, code)| {
            let error = failed("ec2:Call", "The thing")(refused(status, code));
            format!("{status} {code}: {error}")
        });
        assert_snapshot!(told.join("\n"), @"
        400 AccessDeniedException: ec2:Call is denied
        403 AccessDenied: ec2:Call is denied
        403 : ec2:Call is denied
        400 ExpiredTokenException: the cloud does not accept the credentials: in AWS's words
        403 InvalidClientTokenId: the cloud does not accept the credentials: in AWS's words
        403 SignatureDoesNotMatch: the cloud does not accept the credentials: in AWS's words
        503 RequestLimitExceeded: ec2:Call is throttled
        400 ThrottlingException: ec2:Call is throttled
        503 SlowDown: ec2:Call is throttled
        429 : ec2:Call is throttled
        400 VcpuLimitExceeded: a quota of the account is used up: in AWS's words
        400 InstanceLimitExceeded: a quota of the account is used up: in AWS's words
        409 LimitExceeded: a limit of the account is reached: in AWS's words
        400 VolumeLimitExceeded: a limit of the account is reached: in AWS's words
        400 TooManyBuckets: a limit of the account is reached: in AWS's words
        400 PendingVerification: the account is not ready for ec2:Call: it is still being verified
        400 OptInRequired: the account is not ready for ec2:Call: the region or the service is not switched on
        400 Blocked: the account is not ready for ec2:Call: it is blocked
        400 MaxSpotInstanceCountExceeded: a quota of the account is used up: in AWS's words
        400 IncorrectInstanceState: the machine is not in a state for ec2:Call
        400 InvalidInstanceID.NotFound: The thing does not exist
        404 NoSuchEntity: The thing does not exist
        404 : The thing does not exist
        500 InternalError: ec2:Call failed (InternalError)
        500 : ec2:Call failed (HTTP 500)
        ");
    }

    #[test]
    fn what_a_new_account_is_told_is_known_by_its_words() {
        let free = "The specified instance type is not eligible for Free Tier. For a list of Free Tier instance types, run 'describe-instance-types'";
        let none = "No subnets found for the default VPC 'vpc-1'. Please specify a subnet.";
        assert_eq!(
            not_ready("InvalidParameterCombination", free),
            Some(NotReady::FreePlan)
        );
        assert_eq!(not_ready("MissingInput", none), Some(NotReady::NoSubnet));
        assert_eq!(not_ready("InvalidParameterCombination", "another"), None);
        assert_eq!(not_ready("MissingInput", "another"), None);
    }

    #[test]
    fn awss_own_words_and_the_request_are_kept() {
        for (status, code) in [
            (403, "AccessDenied"),
            (503, "SlowDown"),
            (404, "NoSuchEntity"),
            (400, "IncorrectInstanceState"),
            (400, "PendingVerification"),
            (500, "InternalError"),
        ] {
            let error = failed("ec2:Call", "The thing")(refused(status, code));
            let answer = error.answer().map(ToString::to_string);
            let expected = format!("{code}: in AWS's words (request 4711)");
            assert_eq!(answer.as_deref(), Some(expected.as_str()));
        }
        let bodiless = failed("s3:ListBucket", "The bucket")(refused(403, ""));
        assert_eq!(bodiless.answer(), None);
    }

    #[test]
    fn silence_is_told_from_a_broken_line() {
        let timeout: SdkError<RunInstancesError> = SdkError::timeout_error("60 s");
        assert!(matches!(
            failed("ec2:Call", "")(timeout),
            CloudError::Timeout { .. }
        ));
    }

    #[test]
    fn s3_names_the_region_that_a_bucket_lies_in() {
        let mut raw = HttpResponse::new(301.try_into().expect("a status"), SdkBody::empty());
        raw.headers_mut().insert("x-amz-bucket-region", "eu-west-1");
        let metadata = ErrorMetadata::builder().build();
        let error = SdkError::service_error(RunInstancesError::generic(metadata), raw);
        assert_eq!(
            other_region(&error, "eu-central-1").as_deref(),
            Some("eu-west-1")
        );
        assert_eq!(other_region(&error, "eu-west-1"), None);
        assert_eq!(other_region(&refused(404, ""), "eu-central-1"), None);
        let unnamed = refused(400, "AuthorizationHeaderMalformed");
        assert!(other_region(&unnamed, "eu-central-1").is_some());
    }
}
