//! Who may do what. A caller whose policies the test has given is held to them,
//! for every action and every resource that the service would check; a machine is
//! held to its role. Any other caller may do everything.
//!
//! moto could do this too, but leaves out conditions and resources.

use super::{
    ACCOUNT, Front, Refusal, Request, Service, Shared, lock,
    policy::{self, Need, Verdict},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

/// A request that the caller's policies do not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// Whose keys signed it.
    pub access_key: String,
    /// As in `ec2:RunInstances`.
    pub action: String,
    /// The resource that is not covered.
    pub resource: String,
}

#[derive(Debug, Default)]
pub(super) struct Access {
    policies: Mutex<BTreeMap<String, Vec<Value>>>,
    denied: Mutex<Vec<Denial>>,
    used: Mutex<BTreeMap<String, BTreeSet<String>>>,
}

impl Front {
    /// Hold whoever signs with this key to a policy. Calls add up, as policies of a user do.
    ///
    /// # Panics
    /// If the policy is no JSON.
    pub fn enforce(&self, access_key: &str, policy: &str) {
        let policy = serde_json::from_str(policy).expect("the policy is JSON");
        lock(&self.shared.access.policies)
            .entry(access_key.to_owned())
            .or_default()
            .push(policy);
    }

    /// What was refused so far for want of permission.
    pub fn denied(&self) -> Vec<Denial> {
        lock(&self.shared.access.denied).clone()
    }

    /// Every action that whoever signs with this key needed permission for, allowed or not.
    /// Only known of keys that are held to a policy.
    pub fn used_actions(&self, access_key: &str) -> BTreeSet<String> {
        lock(&self.shared.access.used)
            .get(access_key)
            .cloned()
            .unwrap_or_default()
    }
}

impl Shared {
    pub(super) async fn authorize(&self, request: &Request) -> Result<(), Refusal> {
        let Some(access_key) = &request.access_key else {
            return if request.service == Service::S3 {
                Err(Refusal::new(403, "AccessDenied", "Access Denied"))
            } else {
                Err(Refusal::new(
                    403,
                    "MissingAuthenticationToken",
                    "Missing Authentication Token",
                ))
            };
        };
        let Some(policies) = self.policies_of(access_key) else {
            return Ok(());
        };
        let needs = self.needs(request).await?;
        lock(&self.access.used)
            .entry(access_key.clone())
            .or_default()
            .extend(needs.iter().map(|need| need.action.clone()));
        for need in needs {
            let verdict = policy::decide(&policies, &need)
                .map_err(|what| self.trouble(format!("not understood in a policy: {what}")))?;
            if verdict != Verdict::Allowed {
                lock(&self.access.denied).push(Denial {
                    access_key: access_key.clone(),
                    action: need.action.clone(),
                    resource: need.resource.clone(),
                });
                return Err(refusal(request.service, access_key, &need, verdict));
            }
        }
        Ok(())
    }

    /// Whether the caller could do something else, too: S3 tells more to those who may list.
    pub(super) fn may(&self, access_key: &str, need: &Need) -> bool {
        self.policies_of(access_key).is_none_or(|policies| {
            policy::decide(&policies, need).is_ok_and(|verdict| verdict == Verdict::Allowed)
        })
    }

    /// None means that the caller is not held to any.
    fn policies_of(&self, access_key: &str) -> Option<Vec<Value>> {
        lock(&self.access.policies).get(access_key).cloned()
    }
}

fn refusal(service: Service, access_key: &str, need: &Need, verdict: Verdict) -> Refusal {
    let because = match verdict {
        Verdict::Denied => "with an explicit deny in an identity-based policy".to_owned(),
        _ => format!(
            "because no identity-based policy allows the {} action",
            need.action
        ),
    };
    let message = format!(
        "User: arn:aws:iam::{ACCOUNT}:user/{access_key} is not authorized to perform: {} on \
         resource: {} {because}",
        need.action, need.resource
    );
    match service {
        Service::Ec2 => Refusal::new(
            403,
            "UnauthorizedOperation",
            format!("You are not authorized to perform this operation. {message}"),
        ),
        Service::Ssm => Refusal::new(400, "AccessDeniedException", message),
        Service::S3 | Service::Iam | Service::Sts => Refusal::new(403, "AccessDenied", message),
    }
}
