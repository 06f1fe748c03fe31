//! EC2: what moto lacks of it. States take time, a client token buys one machine,
//! a new profile is unknown for a while, a group in use cannot be deleted.

mod capacity;
mod groups;
mod image;
mod instance;
mod launch;
mod power;
mod rewrite;

pub(crate) use self::groups::OpenPorts;
pub(super) use self::instance::Instance;
pub use self::instance::Reason;

use self::instance::{State as InstanceState, Target};
use super::{
    Form, Refusal, Request, Service, Shared, lock,
    xml::{self, text},
};
use axum::{body::Body, http::Response};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
};

/// AWS's limits on tags.
const TAG_COUNT: usize = 50;
const TAG_KEY: usize = 128;
const TAG_VALUE: usize = 256;

#[derive(Debug, Default)]
pub(super) struct State {
    instances: Mutex<BTreeMap<String, Instance>>,
    /// Those that were made of them.
    images: Mutex<BTreeMap<String, image::Image>>,
    /// Client tokens, with the request they came with and its answer.
    tokens: Mutex<HashMap<String, (Form, bytes::Bytes)>>,
    /// One launch at a time, so that two with one token cannot both be first.
    launching: tokio::sync::Mutex<()>,
    /// Counts the changes of security groups, for those who remember their rules.
    group_changes: std::sync::atomic::AtomicU64,
}

impl Shared {
    pub(super) async fn serve_ec2(
        self: &Arc<Self>,
        request: &Request,
    ) -> Result<Response<Body>, Refusal> {
        let form = &request.form;
        match request.operation {
            "RunInstances" => self.run_instances(request).await,
            "DescribeInstances" => self.describe_instances(request).await,
            "DescribeInstanceStatus" => self.describe_instance_status(request).await,
            "StartInstances" => self.turn(request, Target::Running).await,
            "StopInstances" => self.turn(request, Target::Stopped).await,
            "TerminateInstances" => self.turn(request, Target::Terminated).await,
            "RebootInstances" => {
                let answer = self.pass(request).await?;
                for id in form.list("InstanceId") {
                    self.fleet.halt(&id, false);
                    self.fleet.power_on(&id);
                }
                Ok(answer)
            }
            "CreateImage" => self.create_image(request).await,
            "DescribeImages" => self.describe_images(request).await,
            "DeregisterImage" => self.deregister_image(request).await,
            "DeleteSecurityGroup" => {
                self.check_group_unused(form.get("GroupId").unwrap_or_default())?;
                self.group_changed();
                self.pass(request).await
            }
            "CreateTags" | "DeleteTags" => {
                let ids = form.list("ResourceId");
                let instances = ids.iter().filter(|id| id.starts_with("i-"));
                self.check_known(instances.map(String::as_str))?;
                check_tags(&form.tags("Tag"))?;
                self.pass(request).await
            }
            "DescribeInstanceAttribute" if form.get("Attribute") == Some("userData") => {
                self.describe_user_data(request)
            }
            "ModifyInstanceAttribute" if form.get("UserData.Value").is_some() => {
                self.check_is_stopped_for(form)?;
                self.change_user_data(request).await
            }
            "AuthorizeSecurityGroupIngress"
            | "RevokeSecurityGroupIngress"
            | "ModifyInstanceAttribute" => {
                self.check_is_stopped_for(form)?;
                self.change_groups(form);
                let answer = self.pass(request).await;
                self.group_changed();
                answer
            }
            "CreateSecurityGroup" => {
                for specification in form.members("TagSpecification") {
                    check_tags(&specification.tags("Tag"))?;
                }
                self.pass(request).await
            }
            _ => self.pass(request).await,
        }
    }

    /// moto does it; only addresses and states are put right.
    async fn pass(&self, request: &Request) -> Result<Response<Body>, Refusal> {
        let reply = self.forward_form(request).await?;
        self.rewritten(reply)
    }

    async fn describe_instances(&self, request: &Request) -> Result<Response<Body>, Refusal> {
        let rules = self.rules();
        let ids = request.form.list("InstanceId");
        self.check_known(ids.iter().map(String::as_str))?;
        let (mut form, states) = without_state_filter(&request.form);
        let asked = match form.get("MaxResults").map(str::parse::<usize>) {
            Some(Ok(number @ 5..=1000)) => Some(number),
            None => None,
            Some(_) => {
                return Err(Refusal::new(
                    400,
                    "InvalidParameterValue",
                    "Value for parameter maxResults is invalid. Expecting a value between 5 and 1000.",
                ));
            }
        };
        if ids.is_empty() {
            let page = asked.unwrap_or(1000).min(rules.instance_page);
            form.0.retain(|(key, _)| key != "MaxResults");
            form.0.push(("MaxResults".to_owned(), page.to_string()));
        }
        let reply = self.ask_moto(Service::Ec2, &request.region, &form).await?;
        let mut root = reply.xml(self)?;
        let hidden = self.hidden_now();
        self.rewrite(&mut root);
        if let Some(reservations) = root.get_mut_child("reservationSet") {
            for node in &mut reservations.children {
                let Some(instances) = node
                    .as_mut_element()
                    .and_then(|reservation| reservation.get_mut_child("instancesSet"))
                else {
                    continue;
                };
                xml::retain(instances, |instance| {
                    let state = text(instance, &["instanceState", "name"]);
                    let wanted = states.as_ref().is_none_or(|states| states.contains(&state));
                    wanted && !hidden.contains(&text(instance, &["instanceId"]))
                });
            }
            xml::retain(reservations, |reservation| {
                xml::items(reservation, &["instancesSet"]).next().is_some()
            });
        }
        Ok(reply.with_xml(&root))
    }

    async fn describe_instance_status(&self, request: &Request) -> Result<Response<Body>, Refusal> {
        let ids = request.form.list("InstanceId");
        self.check_known(ids.iter().map(String::as_str))?;
        let (form, states) = without_state_filter(&request.form);
        let reply = self.ask_moto(Service::Ec2, &request.region, &form).await?;
        let mut root = reply.xml(self)?;
        let all = form.get("IncludeAllInstances") == Some("true");
        self.rewrite(&mut root);
        if let Some(statuses) = root.get_mut_child("instanceStatusSet") {
            xml::retain(statuses, |status| {
                let state = text(status, &["instanceState", "name"]);
                let wanted = states.as_ref().is_none_or(|states| states.contains(&state));
                wanted && (all || state == "running")
            });
        }
        Ok(reply.with_xml(&root))
    }

    /// moto knows an instance at once; EC2 may take a while.
    fn check_known<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Result<(), Refusal> {
        let rules = self.rules();
        let mut instances = lock(&self.ec2.instances);
        for id in ids {
            let known = instances
                .get_mut(id)
                .is_some_and(|instance| !instance.hidden(&rules, true));
            if !known {
                return Err(not_found(id));
            }
        }
        Ok(())
    }

    fn hidden_now(&self) -> Vec<String> {
        let rules = self.rules();
        let mut instances = lock(&self.ec2.instances);
        instances
            .values_mut()
            .filter_map(|instance| instance.hidden(&rules, true).then(|| instance.id.clone()))
            .collect()
    }

    pub(super) fn instance(&self, id: &str) -> Result<Instance, Refusal> {
        lock(&self.ec2.instances)
            .get(id)
            .cloned()
            .ok_or_else(|| not_found(id))
    }

    pub(super) fn instance_state(&self, id: &str) -> Result<InstanceState, Refusal> {
        Ok(self.instance(id)?.state(&self.rules()))
    }

    /// To be called before the rules change.
    pub(super) fn settle_instances(&self) {
        let rules = self.rules();
        for instance in lock(&self.ec2.instances).values_mut() {
            instance.settle(&rules);
        }
    }

    /// Whether an instance has arrived at running; none if it is not known.
    pub(crate) fn is_running(&self, id: &str) -> Option<bool> {
        let state = self.instance_state(id).ok()?;
        Some(state == InstanceState::Running)
    }
}

/// moto's states are not ours, so the front filters by them itself.
fn without_state_filter(form: &Form) -> (Form, Option<Vec<String>>) {
    let mut kept = Form(
        form.0
            .iter()
            .filter(|(key, _)| !key.starts_with("Filter."))
            .cloned()
            .collect(),
    );
    let mut states = None;
    let mut number = 0;
    for (name, values) in form.filters() {
        if name == "instance-state-name" {
            states = Some(values);
            continue;
        }
        number += 1;
        kept.0.push((format!("Filter.{number}.Name"), name));
        for (at, value) in values.into_iter().enumerate() {
            kept.0
                .push((format!("Filter.{number}.Value.{}", at + 1), value));
        }
    }
    (kept, states)
}

fn check_tags(tags: &[(String, String)]) -> Result<(), Refusal> {
    if TAG_COUNT < tags.len() {
        return Err(Refusal::new(
            400,
            "TagLimitExceeded",
            format!("More than {TAG_COUNT} tags specified"),
        ));
    }
    for (key, value) in tags {
        let fault = if key.starts_with("aws:") {
            "Tag keys starting with 'aws:' are reserved for internal use".to_owned()
        } else if TAG_KEY < key.chars().count() {
            format!("Tag key exceeds the maximum length of {TAG_KEY} characters")
        } else if TAG_VALUE < value.chars().count() {
            format!("Tag value exceeds the maximum length of {TAG_VALUE} characters")
        } else {
            continue;
        };
        return Err(Refusal::new(400, "InvalidParameterValue", fault));
    }
    Ok(())
}

fn not_found(id: &str) -> Refusal {
    Refusal::new(
        400,
        "InvalidInstanceID.NotFound",
        format!("The instance ID '{id}' does not exist"),
    )
}
