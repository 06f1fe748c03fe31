//! IAM: moto does it. The front remembers when a profile became complete, and
//! looks up what a machine's role may do.

use super::{
    Form, Refusal, Request, Service, Shared, lock,
    needs::need,
    policy::{self, Context, Verdict},
    xml,
    xml::text,
};
use axum::{body::Body, http::Response};
use serde_json::Value;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Instant,
};

/// Without any of these the agent does not come online.
const AGENT: [&str; 5] = [
    "ec2messages:GetMessages",
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
];

#[derive(Debug, Default)]
pub(super) struct State {
    /// When each profile was last changed.
    changed: Mutex<HashMap<String, Instant>>,
}

/// Whether EC2 can launch with a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Readiness {
    Missing,
    NoRole,
    /// EC2 has not heard of it yet.
    TooNew,
    /// EC2 has heard of it, and not yet of the role in it.
    RoleTooNew,
    Ready,
}

impl Shared {
    pub(super) async fn serve_iam(
        self: &Arc<Self>,
        request: &Request,
    ) -> Result<Response<Body>, Refusal> {
        let reply = self.forward_form(request).await?;
        if reply.status.is_success()
            && matches!(
                request.operation,
                "CreateInstanceProfile" | "AddRoleToInstanceProfile"
            )
            && let Some(name) = request.form.get("InstanceProfileName")
        {
            lock(&self.iam.changed).insert(name.to_owned(), Instant::now());
        }
        Ok(reply.into_response())
    }

    pub(super) async fn profile_readiness(&self, name: &str) -> Result<Readiness, Refusal> {
        let Some(role) = self.role_of(name).await? else {
            return Ok(Readiness::Missing);
        };
        let takes = self.rules().profile_propagation;
        let age = lock(&self.iam.changed).get(name).map(|at| at.elapsed());
        Ok(if age.is_some_and(|age| age < takes / 2) {
            Readiness::TooNew
        } else if age.is_some_and(|age| age < takes) {
            Readiness::RoleTooNew
        } else if role.is_empty() {
            Readiness::NoRole
        } else {
            Readiness::Ready
        })
    }

    /// The role in a profile: none without the profile, empty without a role in it.
    pub(super) async fn role_of(&self, profile: &str) -> Result<Option<String>, Refusal> {
        let ask = Form::new(
            Service::Iam,
            "GetInstanceProfile",
            &[("InstanceProfileName", profile)],
        );
        let reply = self.ask_moto(Service::Iam, "us-east-1", &ask).await?;
        if !reply.status.is_success() {
            return Ok(None);
        }
        let root = reply.xml(self)?;
        let path = [
            "GetInstanceProfileResult",
            "InstanceProfile",
            "Roles",
            "member",
        ];
        Ok(Some(text(&root, &[&path[..], &["RoleName"]].concat())))
    }

    /// The policies of a role as they are now: inline ones, and managed ones that are attached.
    pub(crate) async fn role_policies(&self, role: &str) -> Result<Vec<Value>, Refusal> {
        let mut documents = Vec::new();
        let inline = self
            .iam_list("ListRolePolicies", &[("RoleName", role)], "PolicyNames")
            .await?;
        for name in inline {
            let name = name.get_text().unwrap_or_default().into_owned();
            let ask = Form::new(
                Service::Iam,
                "GetRolePolicy",
                &[("RoleName", role), ("PolicyName", &name)],
            );
            documents.push(self.document(&ask, &["GetRolePolicyResult"]).await?);
        }
        let attached = self
            .iam_list(
                "ListAttachedRolePolicies",
                &[("RoleName", role)],
                "AttachedPolicies",
            )
            .await?;
        for policy in attached {
            let arn = text(&policy, &["PolicyArn"]);
            documents.push(self.managed_policy(&arn).await?);
        }
        Ok(documents)
    }

    /// The role that an instance acts as.
    pub(crate) async fn role_of_instance(&self, instance: &str) -> Option<String> {
        let profile = self.instance(instance).ok()?.profile?;
        let role = self.role_of(&profile).await.ok()??;
        (!role.is_empty()).then_some(role)
    }

    /// Whether an instance's role lets its SSM agent register and take commands.
    /// <https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html>
    pub(crate) async fn is_managed(&self, instance: &str) -> bool {
        let Some(role) = self.role_of_instance(instance).await else {
            return false;
        };
        let policies = self.role_policies(&role).await.unwrap_or_default();
        AGENT.iter().all(|action| {
            let need = need(action, "*", Context::new());
            policy::decide(&policies, &need) == Ok(Verdict::Allowed)
        })
    }

    async fn managed_policy(&self, arn: &str) -> Result<Value, Refusal> {
        let ask = Form::new(Service::Iam, "GetPolicy", &[("PolicyArn", arn)]);
        let reply = self.ask_moto(Service::Iam, "us-east-1", &ask).await?;
        let root = reply.xml(self)?;
        let version = text(&root, &["GetPolicyResult", "Policy", "DefaultVersionId"]);
        let ask = Form::new(
            Service::Iam,
            "GetPolicyVersion",
            &[("PolicyArn", arn), ("VersionId", &version)],
        );
        self.document(&ask, &["GetPolicyVersionResult", "PolicyVersion"])
            .await
    }

    async fn iam_list(
        &self,
        action: &str,
        parameters: &[(&str, &str)],
        list: &str,
    ) -> Result<Vec<xmltree::Element>, Refusal> {
        let reply = self
            .ask_moto(
                Service::Iam,
                "us-east-1",
                &Form::new(Service::Iam, action, parameters),
            )
            .await?;
        let root = reply.xml(self)?;
        let result = format!("{action}Result");
        Ok(xml::items(&root, &[&result, list]).cloned().collect())
    }

    /// The policy document in an answer: JSON, URL-encoded, in XML.
    async fn document(&self, ask: &Form, path: &[&str]) -> Result<Value, Refusal> {
        let reply = self.ask_moto(Service::Iam, "us-east-1", ask).await?;
        let root = reply.xml(self)?;
        let mut path = path.to_vec();
        path.push(if path.len() == 1 {
            "PolicyDocument"
        } else {
            "Document"
        });
        let encoded = text(&root, &path);
        let plain = url::form_urlencoded::parse(format!("x={encoded}").as_bytes())
            .next()
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default();
        serde_json::from_str(&plain)
            .or_else(|_| serde_json::from_str(&encoded))
            .map_err(|why| self.trouble(format!("a policy that is no JSON ({why}): {encoded}")))
    }
}
