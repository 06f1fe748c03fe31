//! S3: bodies stream through both ways. What moto lets pass is refused here:
//! wrong checksums, expired presigned URLs, parts of an upload that is gone, the
//! wrong region.

mod checked;

pub(super) use self::checked::drain;

use super::{
    Form, Refusal, Request, Shared, credential, lock,
    needs::need,
    passed_on,
    policy::{Context, Need},
};
use axum::{
    body::Body,
    http::{Method, Response, header},
};
use futures_util::TryStreamExt;
use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
};
use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};

/// Held while an object is read or written.
#[expect(dead_code, reason = "held, not read")]
enum ObjectTurn {
    Read(OwnedRwLockReadGuard<()>),
    Write(OwnedRwLockWriteGuard<()>),
}

#[derive(Debug, Default)]
pub(super) struct State {
    /// Each bucket's region.
    buckets: Mutex<HashMap<String, String>>,
    /// The multipart uploads that are under way.
    uploads: Mutex<HashSet<String>>,
    /// Each object's turns. moto looks whether a condition holds and writes later, so that of two writers at once both
    /// would win; and it fails whoever reads an object in the moment in which it is written anew.
    turns: Mutex<HashMap<String, Arc<RwLock<()>>>>,
}

/// The operation's name.
///
/// # Errors
/// If this stand-in does not know the request.
pub(super) fn operation(request: &Request) -> Result<&'static str, Refusal> {
    let asks = |name: &str| request.query.get(name).is_some();
    let copies = request.header("x-amz-copy-source").is_some();
    let method = request.method.as_str();
    let name = if request.bucket.is_empty() {
        (method == "GET").then_some("ListBuckets")
    } else if request.key.is_empty() {
        bucket_operation(method, &asks)
    } else {
        Some(match method {
            "PUT" if asks("uploadId") && copies => "UploadPartCopy",
            "PUT" if asks("uploadId") => "UploadPart",
            "PUT" if asks("tagging") => "PutObjectTagging",
            "PUT" if copies => "CopyObject",
            "PUT" => "PutObject",
            "POST" if asks("uploads") => "CreateMultipartUpload",
            "POST" if asks("uploadId") => "CompleteMultipartUpload",
            "GET" if asks("uploadId") => "ListParts",
            "GET" if asks("tagging") => "GetObjectTagging",
            "GET" => "GetObject",
            "HEAD" => "HeadObject",
            "DELETE" if asks("uploadId") => "AbortMultipartUpload",
            "DELETE" => "DeleteObject",
            _ => "",
        })
    };
    name.filter(|name| !name.is_empty())
        .ok_or_else(|| Refusal::unmodelled(format!("S3 request {method} {}", request.uri)))
}

fn bucket_operation(method: &str, asks: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    // The query's word, and the operation that it makes of each method.
    const PARTS: [(&str, &str, &str, &str); 6] = [
        (
            "lifecycle",
            "PutBucketLifecycleConfiguration",
            "GetBucketLifecycleConfiguration",
            "DeleteBucketLifecycle",
        ),
        (
            "publicAccessBlock",
            "PutPublicAccessBlock",
            "GetPublicAccessBlock",
            "DeletePublicAccessBlock",
        ),
        (
            "encryption",
            "PutBucketEncryption",
            "GetBucketEncryption",
            "DeleteBucketEncryption",
        ),
        (
            "tagging",
            "PutBucketTagging",
            "GetBucketTagging",
            "DeleteBucketTagging",
        ),
        (
            "policy",
            "PutBucketPolicy",
            "GetBucketPolicy",
            "DeleteBucketPolicy",
        ),
        (
            "ownershipControls",
            "PutBucketOwnershipControls",
            "GetBucketOwnershipControls",
            "DeleteBucketOwnershipControls",
        ),
    ];
    if let Some((_, put, get, delete)) = PARTS.iter().find(|(part, ..)| asks(part)) {
        return match method {
            "PUT" => Some(put),
            "GET" => Some(get),
            "DELETE" => Some(delete),
            _ => None,
        };
    }
    match method {
        "PUT" => Some("CreateBucket"),
        "HEAD" => Some("HeadBucket"),
        "DELETE" => Some("DeleteBucket"),
        "POST" if asks("delete") => Some("DeleteObjects"),
        "GET" if asks("location") => Some("GetBucketLocation"),
        "GET" if asks("uploads") => Some("ListMultipartUploads"),
        "GET" if asks("list-type") => Some("ListObjectsV2"),
        "GET" => Some("ListObjects"),
        _ => None,
    }
}

/// What permission an operation needs; the names differ more often than not.
pub(super) fn needs(request: &Request) -> Result<Vec<Need>, Refusal> {
    let bucket = format!("arn:aws:s3:::{}", request.bucket);
    let object = format!("{bucket}/{}", request.key);
    let on = |action: &str, resource: &str| {
        vec![need(&format!("s3:{action}"), resource, Context::new())]
    };
    Ok(match request.operation {
        "ListBuckets" => on("ListAllMyBuckets", "*"),
        "CreateBucket" => on("CreateBucket", &bucket),
        "DeleteBucket" => on("DeleteBucket", &bucket),
        "HeadBucket" => on("ListBucket", &bucket),
        "ListObjects" | "ListObjectsV2" => vec![list_need(
            &bucket,
            request.query.get("prefix").unwrap_or_default(),
        )],
        "GetBucketLocation" => on("GetBucketLocation", &bucket),
        "ListMultipartUploads" => on("ListBucketMultipartUploads", &bucket),
        "PutBucketLifecycleConfiguration" | "DeleteBucketLifecycle" => {
            on("PutLifecycleConfiguration", &bucket)
        }
        "GetBucketLifecycleConfiguration" => on("GetLifecycleConfiguration", &bucket),
        "PutPublicAccessBlock" | "DeletePublicAccessBlock" => {
            on("PutBucketPublicAccessBlock", &bucket)
        }
        "GetPublicAccessBlock" => on("GetBucketPublicAccessBlock", &bucket),
        "PutBucketEncryption" | "DeleteBucketEncryption" => {
            on("PutEncryptionConfiguration", &bucket)
        }
        "GetBucketEncryption" => on("GetEncryptionConfiguration", &bucket),
        "PutBucketTagging" | "DeleteBucketTagging" => on("PutBucketTagging", &bucket),
        name @ ("GetBucketTagging"
        | "PutBucketPolicy"
        | "GetBucketPolicy"
        | "DeleteBucketPolicy"
        | "PutBucketOwnershipControls"
        | "GetBucketOwnershipControls") => on(name, &bucket),
        "PutObject" | "CreateMultipartUpload" | "UploadPart" | "CompleteMultipartUpload" => {
            let mut needs = on("PutObject", &object);
            if request.header("x-amz-tagging").is_some() {
                needs.extend(on("PutObjectTagging", &object));
            }
            // Whoever asks whether it is still the same learns what it is.
            if request.header("if-match").is_some() {
                needs.extend(on("GetObject", &object));
            }
            needs
        }
        "CopyObject" | "UploadPartCopy" => {
            let source = request.header("x-amz-copy-source").unwrap_or_default();
            let source = format!("arn:aws:s3:::{}", source.trim_start_matches('/'));
            // The tags are copied, too.
            [
                on("GetObject", &source),
                on("GetObjectTagging", &source),
                on("PutObject", &object),
                on("PutObjectTagging", &object),
            ]
            .concat()
        }
        "GetObject" | "HeadObject" => on("GetObject", &object),
        "DeleteObject" => on("DeleteObject", &object),
        // The keys stand in the body: the bucket's objects as a whole must be allowed.
        "DeleteObjects" => on("DeleteObject", &format!("{bucket}/*")),
        "AbortMultipartUpload" => on("AbortMultipartUpload", &object),
        "ListParts" => on("ListMultipartUploadParts", &object),
        name @ ("PutObjectTagging" | "GetObjectTagging") => on(name, &object),
        name => return Err(Refusal::unmodelled(format!("what s3:{name} needs"))),
    })
}

fn list_need(bucket: &str, prefix: &str) -> Need {
    let context = Context::from([("s3:prefix".to_owned(), vec![prefix.to_owned()])]);
    need("s3:ListBucket", bucket, context)
}

impl Shared {
    pub(super) async fn serve_s3(
        self: &Arc<Self>,
        request: &Request,
        body: Body,
    ) -> Result<Response<Body>, Refusal> {
        if let Err(refusal) = self.check_s3(request) {
            drain(body).await;
            return Err(refusal);
        }
        let sums = checked::Sums::announced(request)?;
        let body = if request.operation == "CreateBucket" {
            self.check_location(request, body).await?
        } else {
            body
        };
        let _turn = self.object_turn(request).await;
        let answer = self.forward_s3(request, body, sums).await?;
        self.note_s3(request, answer).await
    }

    /// Of an object either one writer at a time, or readers.
    async fn object_turn(&self, request: &Request) -> Option<ObjectTurn> {
        let object = format!("{}/{}", request.bucket, request.key);
        let turns = || Arc::clone(lock(&self.s3.turns).entry(object).or_default());
        match request.operation {
            "PutObject" | "DeleteObject" | "CopyObject" | "CompleteMultipartUpload" => {
                Some(ObjectTurn::Write(turns().write_owned().await))
            }
            "GetObject" | "HeadObject" => Some(ObjectTurn::Read(turns().read_owned().await)),
            _ => None,
        }
    }

    /// What can be said before the body is read.
    fn check_s3(&self, request: &Request) -> Result<(), Refusal> {
        if let Some(expires) = presigned_until(&request.query)?
            && expires < Timestamp::now()
        {
            return Err(Refusal::new(403, "AccessDenied", "Request has expired"));
        }
        let region = lock(&self.s3.buckets).get(&request.bucket).cloned();
        if let Some(region) = region
            && region != request.region
            && request.operation != "GetBucketLocation"
        {
            let mut refusal = Refusal::new(
                301,
                "PermanentRedirect",
                "The bucket you are attempting to access must be addressed using the specified \
                 endpoint. Please send all future requests to this endpoint.",
            );
            refusal.header = Some(("x-amz-bucket-region", region));
            return Err(refusal);
        }
        if let Some(upload) = request.query.get("uploadId")
            && !lock(&self.s3.uploads).contains(upload)
        {
            return Err(Refusal::new(
                404,
                "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the \
                 upload may have been aborted or completed.",
            ));
        }
        Ok(())
    }

    /// A new bucket's region must be the endpoint's.
    async fn check_location(&self, request: &Request, body: Body) -> Result<Body, Refusal> {
        let bytes = axum::body::to_bytes(body, 1 << 16)
            .await
            .map_err(|why| Refusal::new(400, "IncompleteBody", why.to_string()))?;
        let location = xmltree::Element::parse(&bytes[..])
            .ok()
            .map(|root| super::xml::text(&root, &["LocationConstraint"]))
            .filter(|location| !location.is_empty());
        let asked = location.as_deref().unwrap_or("us-east-1");
        if asked != request.region {
            let message = if location.is_some() {
                format!(
                    "The {asked} location constraint is incompatible for the region specific \
                     endpoint this request was sent to."
                )
            } else {
                "The unspecified location constraint is incompatible for the region specific \
                 endpoint this request was sent to."
                    .to_owned()
            };
            return Err(Refusal::new(
                400,
                "IllegalLocationConstraintException",
                message,
            ));
        }
        Ok(Body::from(bytes))
    }

    async fn forward_s3(
        &self,
        request: &Request,
        body: Body,
        sums: Option<checked::Sums>,
    ) -> Result<Response<Body>, Refusal> {
        let mut headers = passed_on(&request.headers);
        headers.remove(header::HOST);
        let authorization = credential(request.service, &request.region);
        headers.insert(
            header::AUTHORIZATION,
            authorization.parse().expect("plain text"),
        );
        // Keys of a temporary identity mean nothing to moto.
        headers.remove("x-amz-security-token");
        let wrong = Arc::new(Mutex::new(None));
        let mut sent = self
            .http
            .request(request.method.clone(), self.moto_object(request))
            .headers(headers);
        if let Some(length) = request.headers.get(header::CONTENT_LENGTH) {
            let stream = checked::checked(body, sums, Arc::clone(&wrong));
            sent = sent
                .header(header::CONTENT_LENGTH, length)
                .body(reqwest::Body::wrap_stream(stream));
        } else if matches!(request.method, Method::PUT | Method::POST) {
            // CreateMultipartUpload comes without one.
            let bytes = axum::body::to_bytes(body, 1 << 20)
                .await
                .unwrap_or_default();
            sent = sent.body(bytes);
        }
        let answer = sent.send().await;
        if let Some(refusal) = lock(&wrong).take() {
            return Err(refusal);
        }
        let answer = answer.map_err(|why| self.trouble(format!("moto broke off: {why}")))?;
        let status = answer.status();
        if status.is_server_error() {
            let text = answer.text().await.unwrap_or_default();
            return Err(self.trouble(format!("moto failed on {}: {text}", request.name())));
        }
        let mut headers = passed_on(answer.headers());
        if let Some(length) = answer.headers().get(header::CONTENT_LENGTH) {
            headers.insert(header::CONTENT_LENGTH, length.clone());
        }
        let body = Body::from_stream(answer.bytes_stream().map_err(std::io::Error::other));
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }

    /// moto's URL for the object: path style, without the signature of a presigned URL.
    fn moto_object(&self, request: &Request) -> String {
        let path = request.uri.path().trim_start_matches('/');
        let bucket_in_host = !path.starts_with(&request.bucket);
        let path = if bucket_in_host {
            format!("{}/{path}", request.bucket)
        } else {
            path.to_owned()
        };
        let query: Vec<_> = request
            .query
            .0
            .iter()
            .filter(|(key, _)| !key.to_ascii_lowercase().starts_with("x-amz-"))
            .cloned()
            .collect();
        format!("{}/{path}?{}", self.moto.url(), Form(query).encode())
    }

    /// Remember what the answer changed, and what the caller may know of it.
    async fn note_s3(
        &self,
        request: &Request,
        answer: Response<Body>,
    ) -> Result<Response<Body>, Refusal> {
        if answer.status() == 404
            && matches!(request.operation, "GetObject" | "HeadObject")
            && let Some(access_key) = &request.access_key
        {
            // Who may not list may not know that there is nothing.
            let bucket = format!("arn:aws:s3:::{}", request.bucket);
            if !self.may(access_key, &list_need(&bucket, &request.key)) {
                return Err(Refusal::new(403, "AccessDenied", "Access Denied"));
            }
        }
        if !answer.status().is_success() {
            return Ok(answer);
        }
        match request.operation {
            "CreateBucket" => {
                lock(&self.s3.buckets).insert(request.bucket.clone(), request.region.clone());
            }
            "DeleteBucket" => {
                lock(&self.s3.buckets).remove(&request.bucket);
            }
            "CreateMultipartUpload" => {
                let (head, body) = answer.into_parts();
                let bytes = axum::body::to_bytes(body, 1 << 16)
                    .await
                    .unwrap_or_default();
                let root = super::xml::parse(&bytes).map_err(|why| self.trouble(why))?;
                let upload = super::xml::text(&root, &["UploadId"]);
                lock(&self.s3.uploads).insert(upload);
                return Ok(Response::from_parts(head, Body::from(bytes)));
            }
            "CompleteMultipartUpload" | "AbortMultipartUpload" => {
                let upload = request.query.get("uploadId").unwrap_or_default();
                lock(&self.s3.uploads).remove(upload);
            }
            _ => {}
        }
        Ok(answer)
    }
}

/// Until when a presigned URL is good; none for a request that is signed in its header.
fn presigned_until(query: &Form) -> Result<Option<Timestamp>, Refusal> {
    let (Some(from), Some(seconds)) = (query.get("X-Amz-Date"), query.get("X-Amz-Expires")) else {
        return Ok(None);
    };
    let malformed = || {
        Refusal::new(
            400,
            "AuthorizationQueryParametersError",
            "X-Amz-Date and X-Amz-Expires must say from when and for how many seconds (up to a week)",
        )
    };
    let seconds: i64 = seconds.parse().map_err(|_| malformed())?;
    if !(1..=604_800).contains(&seconds) {
        return Err(malformed());
    }
    DateTime::strptime("%Y%m%dT%H%M%SZ", from)
        .and_then(|from| from.to_zoned(TimeZone::UTC))
        .map(|from| Some(from.timestamp() + SignedDuration::from_secs(seconds)))
        .map_err(|_| malformed())
}
