//! A request as the services see it: which service, which operation, who asks.

use super::Refusal;
use axum::{
    body::Body,
    http::{HeaderMap, Method, Request as HttpRequest, Uri},
};
use bytes::Bytes;
use serde_json::Value;
use url::form_urlencoded;

/// More than any request of EC2, IAM or SSM.
const LARGEST_FORM: usize = 1 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    Ec2,
    Iam,
    Sts,
    Ssm,
    S3,
}

impl Service {
    /// As in a policy's actions and in the scope of a signature.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ec2 => "ec2",
            Self::Iam => "iam",
            Self::Sts => "sts",
            Self::Ssm => "ssm",
            Self::S3 => "s3",
        }
    }
}

/// The parameters of a query-protocol request, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Form(pub(super) Vec<(String, String)>);

impl Form {
    /// A request of the front's own.
    pub(super) fn new(service: Service, action: &str, parameters: &[(&str, &str)]) -> Self {
        let version = match service {
            Service::Iam => "2010-05-08",
            _ => "2016-11-15",
        };
        Self(
            [("Action", action), ("Version", version)]
                .iter()
                .chain(parameters)
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The values of `Name.1`, `Name.2`, …
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        self.0
            .iter()
            .filter(|(key, _)| {
                key.strip_prefix(name)
                    .and_then(|rest| rest.strip_prefix('.'))
                    .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
            })
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// The members of `Name.1.…`, `Name.2.…`, each with the rest of its keys.
    pub(super) fn members(&self, name: &str) -> Vec<Form> {
        (1..)
            .map(|number| {
                let prefix = format!("{name}.{number}.");
                Form(
                    self.0
                        .iter()
                        .filter_map(|(key, value)| {
                            Some((key.strip_prefix(&prefix)?.to_owned(), value.clone()))
                        })
                        .collect(),
                )
            })
            .take_while(|member| !member.0.is_empty())
            .collect()
    }

    /// The tags in `Name.1.Key`, `Name.1.Value`, …
    pub(super) fn tags(&self, name: &str) -> Vec<(String, String)> {
        self.members(name)
            .iter()
            .map(|tag| {
                let part = |name| tag.get(name).unwrap_or_default().to_owned();
                (part("Key"), part("Value"))
            })
            .collect()
    }

    /// Filters by name, each with its values.
    pub(super) fn filters(&self) -> Vec<(String, Vec<String>)> {
        self.members("Filter")
            .iter()
            .map(|filter| {
                let name = filter.get("Name").unwrap_or_default().to_owned();
                (name, filter.list("Value"))
            })
            .collect()
    }

    pub(super) fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.0)
            .finish()
    }
}

/// One request of a client, without the body of S3's.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) service: Service,
    pub(super) operation: &'static str,
    pub(super) region: String,
    /// Who signed; none for an unsigned request.
    pub(super) access_key: Option<String>,
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    /// EC2, IAM, STS.
    pub(super) form: Form,
    /// SSM.
    pub(super) json: Value,
    /// S3: the query, decoded.
    pub(super) query: Form,
    /// S3: empty where the operation has none.
    pub(super) bucket: String,
    pub(super) key: String,
}

impl Request {
    /// The operation with its service, as in `ec2:RunInstances`.
    pub(super) fn name(&self) -> String {
        format!("{}:{}", self.service.name(), self.operation)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Work out what is asked; a body of S3's is handed on unread.
    ///
    /// # Errors
    /// With the service that should say so, if no service would understand the request.
    pub(super) async fn read(http: HttpRequest<Body>) -> Result<(Self, Body), (Service, Refusal)> {
        let (head, body) = http.into_parts();
        let query = Form(
            form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes())
                .into_owned()
                .collect(),
        );
        let scope = scope(&head.headers, &query);
        let service = match scope.as_ref().map(|scope| scope.service.as_str()) {
            Some("ec2") => Service::Ec2,
            Some("iam") => Service::Iam,
            Some("sts") => Service::Sts,
            Some("ssm") => Service::Ssm,
            Some("s3") | None => Service::S3,
            Some(other) => {
                let gap = Refusal::unmodelled(format!("no service {other} here"));
                return Err((Service::S3, gap));
            }
        };
        let mut request = Self {
            service,
            operation: "",
            region: scope
                .as_ref()
                .map_or_else(|| "us-east-1".to_owned(), |scope| scope.region.clone()),
            access_key: scope.map(|scope| scope.access_key),
            method: head.method,
            uri: head.uri,
            headers: head.headers,
            form: Form::default(),
            json: Value::Null,
            query,
            bucket: String::new(),
            key: String::new(),
        };
        let body = request
            .classify(body)
            .await
            .map_err(|refusal| (service, refusal))?;
        Ok((request, body))
    }

    async fn classify(&mut self, body: Body) -> Result<Body, Refusal> {
        if self.service == Service::S3 {
            (self.bucket, self.key) = object(&self.uri, self.header("host"));
            self.operation = super::s3::operation(self)?;
            return Ok(body);
        }
        let bytes = axum::body::to_bytes(body, LARGEST_FORM)
            .await
            .map_err(|why| Refusal::new(400, "MalformedInput", why.to_string()))?;
        let operation = if self.service == Service::Ssm {
            self.read_json(&bytes)?
        } else {
            self.form = Form(form_urlencoded::parse(&bytes).into_owned().collect());
            self.form.get("Action").unwrap_or_default().to_owned()
        };
        // A handful of names: kept for the program's life so that they are easy to pass on.
        self.operation = intern(&operation);
        Ok(Body::empty())
    }

    fn read_json(&mut self, bytes: &Bytes) -> Result<String, Refusal> {
        self.json = serde_json::from_slice(bytes)
            .map_err(|why| Refusal::new(400, "SerializationException", why.to_string()))?;
        self.header("x-amz-target")
            .and_then(|target| target.strip_prefix("AmazonSSM."))
            .map(str::to_owned)
            .ok_or_else(|| Refusal::new(400, "UnknownOperationException", ""))
    }
}

fn intern(name: &str) -> &'static str {
    use std::{
        collections::HashSet,
        sync::{Mutex, PoisonError},
    };
    static NAMES: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let names = names.get_or_insert_default();
    names.get(name).copied().unwrap_or_else(|| {
        let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
        names.insert(kept);
        kept
    })
}

/// What a SigV4 signature says of itself.
struct Scope {
    access_key: String,
    region: String,
    service: String,
}

/// From the `Authorization` header, or from a presigned URL's query.
fn scope(headers: &HeaderMap, query: &Form) -> Option<Scope> {
    let header = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split("Credential=").nth(1))
        .and_then(|value| value.split([',', ' ']).next());
    let credential = header.or_else(|| query.get("X-Amz-Credential"))?;
    // KEY/20260101/eu-central-1/s3/aws4_request
    let mut parts = credential.split('/');
    let access_key = parts.next()?.to_owned();
    let region = parts.nth(1)?.to_owned();
    let service = parts.next()?.to_owned();
    Some(Scope {
        access_key,
        region,
        service,
    })
}

/// Bucket and key, from the path or, as S3's other style has it, from the host.
fn object(uri: &Uri, host: Option<&str>) -> (String, String) {
    let decode = |text: &str| {
        // `+` stands for itself in a path.
        let text = text.replace('+', "%2B");
        form_urlencoded::parse(format!("x={}", text.replace('&', "%26")).as_bytes())
            .next()
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    let path = uri.path().trim_start_matches('/');
    let host = host.unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let of_host = host
        .strip_suffix(".localhost")
        .or_else(|| host.strip_suffix(".127.0.0.1"));
    match (of_host, path.split_once('/')) {
        (Some(bucket), _) => (bucket.to_owned(), decode(path)),
        (None, Some((bucket, key))) => (decode(bucket), decode(key)),
        (None, None) => (decode(path), String::new()),
    }
}
