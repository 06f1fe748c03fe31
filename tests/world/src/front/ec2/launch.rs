//! RunInstances, with the checks that moto leaves out.

use super::{
    super::{Refusal, Request, Shared, iam::Readiness, lock, xml, xml::text},
    Instance, Target, check_tags,
    groups::groups_of,
};
use axum::{
    body::Body,
    http::{Response, header},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use bytes::Bytes;
use std::{sync::Arc, time::Instant};

/// EC2's limit, before base64.
const USER_DATA: usize = 16 * 1024;
const CLIENT_TOKEN: usize = 64;

impl Shared {
    pub(super) async fn run_instances(
        self: &Arc<Self>,
        request: &Request,
    ) -> Result<Response<Body>, Refusal> {
        let form = &request.form;
        for needed in ["MinCount", "MaxCount"] {
            if form.get(needed).is_none() {
                return Err(Refusal::new(
                    400,
                    "MissingParameter",
                    format!("The request must contain the parameter {needed}"),
                ));
            }
        }
        let token = form.get("ClientToken").map(str::to_owned);
        if token
            .as_ref()
            .is_some_and(|token| CLIENT_TOKEN < token.len() || !token.is_ascii())
        {
            return Err(invalid(
                "The client token must be at most 64 ASCII characters",
            ));
        }
        let user_data = user_data(form.get("UserData"))?;
        for specification in form.members("TagSpecification") {
            check_tags(&specification.tags("Tag"))?;
        }

        let _one_at_a_time = self.ec2.launching.lock().await;
        if let Some(token) = &token
            && let Some((before, answer)) = lock(&self.ec2.tokens).get(token)
        {
            if before != form {
                return Err(Refusal::new(
                    400,
                    "IdempotentParameterMismatch",
                    "Arguments on this idempotent request are inconsistent with arguments used \
                     in previous request(s).",
                ));
            }
            return Ok(xml_answer(answer.clone()));
        }
        let profile = self.check_profile(request).await?;
        let image = form.get("ImageId").unwrap_or_default();
        self.check_image(image)?;
        self.check_launch_capacity(request).await?;
        let reply = self.forward_form(request).await?;
        if !reply.status.is_success() {
            return Ok(reply.into_response());
        }
        let mut root = reply.xml(self)?;
        let mut launched = Vec::new();
        for instance in xml::items(&root, &["instancesSet"]) {
            let id = text(instance, &["instanceId"]);
            let groups = groups_of(instance);
            let now = Instant::now();
            lock(&self.ec2.instances).insert(
                id.clone(),
                Instance {
                    id: id.clone(),
                    region: request.region.clone(),
                    profile: profile.clone(),
                    groups,
                    launched: now,
                    started: None,
                    hidden_calls: 0,
                    target: Target::Running,
                    from_inside: false,
                    died: None,
                    since: now,
                    arrived: false,
                },
            );
            launched.push((id, text(instance, &["platform"]) == "windows"));
        }
        self.rewrite(&mut root);
        let answer = Bytes::from(xml::write(&root));
        if let Some(token) = token {
            lock(&self.ec2.tokens).insert(token, (form.clone(), answer.clone()));
        }
        if let Some(reason) = self.rules().launches_die {
            for (id, _) in launched {
                self.die(&id, &reason);
            }
            return Ok(xml_answer(answer));
        }
        for (id, windows) in launched {
            self.fleet.launch(&id, windows, user_data.clone(), image);
        }
        Ok(xml_answer(answer))
    }

    /// The profile must exist, hold a role, and have been there for a while.
    async fn check_profile(&self, request: &Request) -> Result<Option<String>, Refusal> {
        let form = &request.form;
        let (name, parameter) = match (
            form.get("IamInstanceProfile.Name"),
            form.get("IamInstanceProfile.Arn"),
        ) {
            (Some(name), _) => (name, "iamInstanceProfile.name"),
            (None, Some(arn)) => (
                arn.rsplit('/').next().unwrap_or_default(),
                "iamInstanceProfile.arn",
            ),
            (None, None) => return Ok(None),
        };
        let unknown = || {
            let what = if parameter.ends_with("name") {
                "name"
            } else {
                "ARN"
            };
            invalid(&format!(
                "Value ({name}) for parameter {parameter} is invalid. Invalid IAM Instance \
                 Profile {what}"
            ))
        };
        match self.profile_readiness(name).await? {
            Readiness::Missing | Readiness::TooNew => Err(unknown()),
            Readiness::NoRole | Readiness::RoleTooNew => Err(invalid(&format!(
                "IAM Instance Profile \"arn:aws:iam::{}:instance-profile/{name}\" has no \
                 associated IAM Roles",
                super::super::ACCOUNT
            ))),
            Readiness::Ready => Ok(Some(name.to_owned())),
        }
    }
}

impl Shared {
    /// EC2 decodes what the SDK has encoded, once; moto would do it twice, and has no use for it.
    pub(super) async fn change_user_data(
        &self,
        request: &Request,
    ) -> Result<Response<Body>, Refusal> {
        let form = &request.form;
        let id = form.get("InstanceId").unwrap_or_default();
        let bytes = user_data(form.get("UserData.Value"))?;
        self.instance(id)?;
        self.fleet.set_user_data(id, bytes);
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ModifyInstanceAttributeResponse \
             xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>{}</requestId>\
             <return>true</return></ModifyInstanceAttributeResponse>",
            super::super::refusal::request_id()
        );
        Ok(xml_answer(body.into()))
    }

    /// As it is now, which moto does not know.
    pub(super) fn describe_user_data(&self, request: &Request) -> Result<Response<Body>, Refusal> {
        let id = request.form.get("InstanceId").unwrap_or_default();
        self.instance(id)?;
        let value = match self.fleet.user_data(id) {
            Some(bytes) => format!("<value>{}</value>", BASE64.encode(bytes)),
            None => String::new(),
        };
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DescribeInstanceAttributeResponse \
             xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>{}</requestId>\
             <instanceId>{id}</instanceId><userData>{value}</userData></DescribeInstanceAttributeResponse>",
            super::super::refusal::request_id()
        );
        Ok(xml_answer(body.into()))
    }
}

fn user_data(encoded: Option<&str>) -> Result<Option<Vec<u8>>, Refusal> {
    let Some(encoded) = encoded else {
        return Ok(None);
    };
    let bytes = BASE64
        .decode(encoded)
        .map_err(|_| invalid("Invalid BASE64 encoding of user data."))?;
    if USER_DATA < bytes.len() {
        return Err(invalid("User data is limited to 16384 bytes"));
    }
    Ok(Some(bytes))
}

fn invalid(message: &str) -> Refusal {
    Refusal::new(400, "InvalidParameterValue", message)
}

fn xml_answer(body: Bytes) -> Response<Body> {
    Response::builder()
        .header(header::CONTENT_TYPE, "text/xml;charset=UTF-8")
        .body(Body::from(body))
        .expect("a plain answer")
}
