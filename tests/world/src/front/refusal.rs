//! Errors as each service words them.

use super::{request::Service, xml::escape};
use axum::{
    body::Body,
    http::{Method, Response, header},
};
use std::sync::atomic::{AtomicU64, Ordering};

/// An answer that is an error: what a service says instead of doing the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// The service's error code, as clients branch on it.
    pub code: String,
    /// The service's words.
    pub message: String,
    /// A header that belongs to the error.
    pub(super) header: Option<(&'static str, String)>,
}

impl Refusal {
    /// Any refusal.
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            header: None,
        }
    }

    /// The account's processor quota is used up.
    pub fn vcpu_limit() -> Self {
        Self::new(
            400,
            "VcpuLimitExceeded",
            "You have requested more vCPU capacity than your current vCPU limit of 0 allows for \
             the instance bucket that the specified instance type belongs to. Please visit \
             http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.",
        )
    }

    /// A new account's first launch in a region, for minutes to hours.
    pub fn pending_verification() -> Self {
        Self::new(
            400,
            "PendingVerification",
            "Your request for accessing resources in this region is being validated, and you will \
             not be able to launch additional resources in this region until the validation is \
             complete. We will notify you by email once your request has been validated.",
        )
    }

    /// A size that the account's free plan does not have.
    pub fn not_in_free_plan() -> Self {
        Self::new(
            400,
            "InvalidParameterCombination",
            "The specified instance type is not eligible for Free Tier. For a list of Free Tier \
             instance types, run 'describe-instance-types' with the filter \
             'free-tier-eligible=true'.",
        )
    }

    /// A default network whose default subnets were deleted.
    pub fn no_subnets() -> Self {
        Self::new(
            400,
            "MissingInput",
            "No subnets found for the default VPC 'vpc-0a1b2c3d'. Please specify a subnet.",
        )
    }

    /// The zone has no machine of this type left. EC2 says so with status 500.
    pub fn no_capacity(instance_type: &str) -> Self {
        Self::no_capacity_in(instance_type, "eu-central-1a")
    }

    /// The same for another zone.
    pub fn no_capacity_in(instance_type: &str, zone: &str) -> Self {
        Self::new(
            500,
            "InsufficientInstanceCapacity",
            format!(
                "We currently do not have sufficient {instance_type} capacity in the \
                 Availability Zone you requested ({zone}). Our system will be working on \
                 provisioning additional capacity."
            ),
        )
    }

    /// Too many requests, in the words of the operation's service (`ec2:`, `ssm:`, `iam:`, `s3:`).
    pub fn throttled(operation: &str) -> Self {
        match operation.split(':').next() {
            Some("s3") => Self::new(503, "SlowDown", "Please reduce your request rate."),
            Some("ssm") => Self::new(400, "ThrottlingException", "Rate exceeded"),
            Some("iam") => Self::new(400, "Throttling", "Rate exceeded"),
            _ => Self::new(503, "RequestLimitExceeded", "Request limit exceeded."),
        }
    }

    /// The service itself is at fault.
    pub fn internal() -> Self {
        Self::new(
            500,
            "InternalError",
            "We encountered an internal error. Please try again.",
        )
    }

    /// The keys are not (or no longer) known.
    pub fn bad_credentials(operation: &str) -> Self {
        match operation.split(':').next() {
            Some("s3") => Self::new(
                403,
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.",
            ),
            Some("ec2") => Self::new(
                401,
                "AuthFailure",
                "AWS was not able to validate the provided access credentials",
            ),
            Some("ssm") => Self::new(
                400,
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            ),
            _ => Self::new(
                403,
                "InvalidClientTokenId",
                "The security token included in the request is invalid.",
            ),
        }
    }

    /// A request that the real service would understand and this stand-in does not:
    /// a gap in the front, never in the product.
    pub(super) fn unmodelled(what: impl Into<String>) -> Self {
        Self::new(501, "StandInGap", format!("stand-in AWS: {}", what.into()))
    }

    pub(super) fn answer(&self, service: Service, method: &Method, path: &str) -> Response<Body> {
        let id = request_id();
        let (code, message) = (escape(&self.code), escape(&self.message));
        let (kind, body) = match service {
            Service::Ec2 => (
                "text/xml;charset=UTF-8",
                format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error>\
                     <Code>{code}</Code><Message>{message}</Message></Error></Errors>\
                     <RequestID>{id}</RequestID></Response>"
                ),
            ),
            Service::Iam | Service::Sts => (
                "text/xml",
                format!(
                    "<ErrorResponse xmlns=\"https://{}.amazonaws.com/doc/{}/\"><Error>\
                     <Type>{}</Type><Code>{code}</Code><Message>{message}</Message></Error>\
                     <RequestId>{id}</RequestId></ErrorResponse>",
                    service.name(),
                    if service == Service::Iam {
                        "2010-05-08"
                    } else {
                        "2011-06-15"
                    },
                    if self.status < 500 {
                        "Sender"
                    } else {
                        "Receiver"
                    },
                ),
            ),
            Service::Ssm => (
                "application/x-amz-json-1.1",
                serde_json::json!({ "__type": self.code, "message": self.message }).to_string(),
            ),
            Service::S3 if method == Method::HEAD => ("application/xml", String::new()),
            Service::S3 => (
                "application/xml",
                format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code>\
                     <Message>{message}</Message><Resource>{}</Resource>\
                     <RequestId>{id}</RequestId><HostId>{id}</HostId></Error>",
                    escape(path)
                ),
            ),
        };
        let mut response = Response::builder()
            .status(self.status)
            .header(header::CONTENT_TYPE, kind)
            .header("x-amzn-requestid", &id);
        if let Some((name, value)) = &self.header {
            response = response.header(*name, value);
        }
        response
            .body(Body::from(body))
            .expect("a status and headers that are valid")
    }
}

/// Ids that are unique within the program, in AWS's shape.
pub(super) fn request_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("00000000-0000-4000-8000-{number:012x}")
}
