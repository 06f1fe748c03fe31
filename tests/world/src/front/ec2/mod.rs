//! EC2: what moto lacks of it. States take time, a client token buys one machine,
//! a new profile is unknown for a while, a group in use cannot be deleted.

mod instance;
mod launch;

pub(super) use self::instance::Instance;

use self::instance::{State as InstanceState, Target};
use super::{
    Form, Refusal, Reply, Request, Service, Shared, lock,
    refusal::request_id,
    xml::{self, text},
};
use axum::{
    body::Body,
    http::{Response, header},
};
use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
    net::Ipv4Addr,
    sync::{Arc, Mutex},
    time::Instant,
};
use xmltree::Element;

/// AWS's limits on tags.
const TAG_COUNT: usize = 50;
const TAG_KEY: usize = 128;
const TAG_VALUE: usize = 256;

#[derive(Debug, Default)]
pub(super) struct State {
    instances: Mutex<BTreeMap<String, Instance>>,
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
            "DescribeImages" => self.describe_images(request).await,
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
            "AuthorizeSecurityGroupIngress"
            | "RevokeSecurityGroupIngress"
            | "ModifyInstanceAttribute" => {
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

    fn rewritten(&self, reply: Reply) -> Result<Response<Body>, Refusal> {
        let mut root = reply.xml(self)?;
        self.rewrite(&mut root);
        Ok(reply.with_xml(&root))
    }

    fn group_changed(&self) {
        self.ec2
            .group_changes
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
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

    /// Start, stop or terminate: all that are named, or none.
    async fn turn(
        self: &Arc<Self>,
        request: &Request,
        target: Target,
    ) -> Result<Response<Body>, Refusal> {
        let ids = request.form.list("InstanceId");
        self.check_known(ids.iter().map(String::as_str))?;
        let mut changes = Vec::new();
        for id in &ids {
            let before = self.instance_state(id)?;
            instance::check_turn(id, before, target)?;
            changes.push((id.clone(), before));
        }
        if request.form.get("DryRun") == Some("true") {
            return self.pass(request).await;
        }
        for (id, before) in &changes {
            self.turn_one(&request.region, id, *before, target).await?;
        }
        let mut body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{0}Response \
             xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>{1}</requestId>\
             <instancesSet>",
            request.operation,
            request_id()
        );
        for (id, before) in changes {
            let now = self.instance_state(&id)?;
            let _ = write!(
                body,
                "<item><instanceId>{id}</instanceId><currentState><code>{}</code><name>{}</name>\
                 </currentState><previousState><code>{}</code><name>{}</name></previousState></item>",
                now.code(),
                now.name(),
                before.code(),
                before.name()
            );
        }
        let _ = write!(body, "</instancesSet></{}Response>", request.operation);
        Ok(Response::builder()
            .header(header::CONTENT_TYPE, "text/xml;charset=UTF-8")
            .body(Body::from(body))
            .expect("a plain answer"))
    }

    async fn turn_one(
        self: &Arc<Self>,
        region: &str,
        id: &str,
        before: InstanceState,
        target: Target,
    ) -> Result<(), Refusal> {
        let now = Instant::now();
        let changes = {
            let mut instances = lock(&self.ec2.instances);
            let instance = instances.get_mut(id).expect("known, or refused before");
            instance.turn(before, target, now)
        };
        if !changes {
            return Ok(());
        }
        let action = match target {
            Target::Running => "StartInstances",
            Target::Stopped => "StopInstances",
            Target::Terminated => "TerminateInstances",
        };
        if target != Target::Running {
            self.fleet.halt(id, target == Target::Terminated);
        }
        let form = form(action, &[("InstanceId.1", id)]);
        self.ask_moto(Service::Ec2, region, &form).await?;
        if target == Target::Running {
            self.fleet.power_on(id);
        }
        Ok(())
    }

    /// Terminate an instance from outside: the bot never asked for it.
    pub(crate) async fn vanish(self: &Arc<Self>, id: &str) -> Result<(), Refusal> {
        let region = self.instance(id)?.region;
        let before = self.instance_state(id)?;
        self.turn_one(&region, id, before, Target::Terminated).await
    }

    async fn describe_images(&self, request: &Request) -> Result<Response<Body>, Refusal> {
        let reply = self.forward_form(request).await?;
        let mut root = reply.xml(self)?;
        // moto knows one size of root volume for all images.
        xml::each(&mut root, &mut |image| {
            if image.get_child("imageId").is_none() {
                return;
            }
            let windows = text(image, &["platform"]) == "windows";
            let Some(mappings) = image.get_mut_child("blockDeviceMapping") else {
                return;
            };
            xml::each(mappings, &mut |ebs| {
                if ebs.get_child("volumeSize").is_some() {
                    xml::set(ebs, "volumeSize", if windows { "30" } else { "8" });
                    xml::set(ebs, "volumeType", if windows { "gp2" } else { "gp3" });
                    xml::set(ebs, "deleteOnTermination", "true");
                }
            });
        });
        self.rewrite(&mut root);
        Ok(reply.with_xml(&root))
    }

    fn check_group_unused(&self, group: &str) -> Result<(), Refusal> {
        let rules = self.rules();
        let used = lock(&self.ec2.instances).values().any(|instance| {
            instance.groups.iter().any(|of| of == group)
                && instance.state(&rules) != InstanceState::Terminated
        });
        if used {
            return Err(Refusal::new(
                400,
                "DependencyViolation",
                format!("resource {group} has a dependent object"),
            ));
        }
        Ok(())
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

    /// Put moto's answer right: loopback addresses, and states that take their time.
    fn rewrite(&self, root: &mut Element) {
        let rules = self.rules();
        let instances = lock(&self.ec2.instances).clone();
        let mut addresses = lock(&self.addresses);
        xml::each(root, &mut |element| {
            let id = text(element, &["instanceId"]);
            if let Some(instance) = instances.get(&id)
                && element.get_child("instanceState").is_some()
            {
                instance.show_state(element, &rules);
            }
            match element.name.as_str() {
                "ipAddress" | "publicIp" => {
                    replace(element, |moto| addresses.public(moto).to_string());
                }
                "privateIpAddress" => {
                    replace(element, |moto| addresses.private(moto).to_string());
                }
                // `ec2-54-214-1-2.…`: said as an address, for no name may be looked up.
                "dnsName" | "publicDnsName" => replace(element, |moto| {
                    dotted(moto).map_or_else(String::new, |ip| addresses.public(&ip).to_string())
                }),
                "privateDnsName" => replace(element, |moto| {
                    let Some(ip) = dotted(moto) else {
                        return moto.to_owned();
                    };
                    let ours = addresses.private(&ip).to_string().replace('.', "-");
                    format!("ip-{ours}.ec2.internal")
                }),
                _ => {}
            }
        });
    }

    /// What moto says of an instance.
    pub(super) async fn moto_instance(&self, id: &str) -> Result<Element, Refusal> {
        let region = self.instance(id)?.region;
        let form = form("DescribeInstances", &[("InstanceId.1", id)]);
        let reply = self.ask_moto(Service::Ec2, &region, &form).await?;
        let root = reply.xml(self)?;
        xml::items(&root, &["reservationSet"])
            .flat_map(|reservation| xml::items(reservation, &["instancesSet"]))
            .next()
            .cloned()
            .ok_or_else(|| not_found(id))
    }

    /// The instance's public address, if it has one.
    pub(crate) async fn public_address(&self, id: &str) -> Option<Ipv4Addr> {
        let instance = self.moto_instance(id).await.ok()?;
        let moto = text(&instance, &["ipAddress"]);
        (!moto.is_empty()).then(|| lock(&self.addresses).public(&moto))
    }

    /// Counts up whenever the rules of a security group may have changed.
    pub(crate) fn group_version(&self) -> u64 {
        self.ec2
            .group_changes
            .load(std::sync::atomic::Ordering::Relaxed)
    }

    /// What the instance's security groups let in from anywhere.
    pub(crate) async fn open_ports(&self, id: &str) -> Vec<OpenPorts> {
        self.read_open_ports(id).await.unwrap_or_default()
    }

    async fn read_open_ports(&self, id: &str) -> Result<Vec<OpenPorts>, Refusal> {
        let region = self.instance(id)?.region;
        let instance = self.moto_instance(id).await?;
        let groups = xml::items(&instance, &["groupSet"])
            .enumerate()
            .map(|(at, group)| (format!("GroupId.{}", at + 1), text(group, &["groupId"])));
        let mut ask = form("DescribeSecurityGroups", &[]);
        ask.0.extend(groups);
        let reply = self.ask_moto(Service::Ec2, &region, &ask).await?;
        let root = reply.xml(self)?;
        let open = xml::items(&root, &["securityGroupInfo"])
            .flat_map(|group| xml::items(group, &["ipPermissions"]))
            .filter(|permission| {
                xml::items(permission, &["ipRanges"])
                    .any(|range| text(range, &["cidrIp"]) == "0.0.0.0/0")
            })
            .map(|permission| {
                let port = |name, other| text(permission, &[name]).parse().unwrap_or(other);
                OpenPorts {
                    protocol: text(permission, &["ipProtocol"]),
                    from: port("fromPort", 0),
                    to: port("toPort", u16::MAX),
                }
            })
            .collect();
        Ok(open)
    }
}

/// A rule of a security group that lets everybody in.
#[derive(Clone, Debug)]
pub(crate) struct OpenPorts {
    protocol: String,
    from: u16,
    to: u16,
}

impl OpenPorts {
    pub(crate) fn admits(&self, protocol: &str, port: u16) -> bool {
        (self.protocol == protocol || self.protocol == "-1")
            && (self.from..=self.to).contains(&port)
    }
}

/// A request to moto in the front's own name.
fn form(action: &str, parameters: &[(&str, &str)]) -> Form {
    let own = [("Action", action), ("Version", "2016-11-15")];
    Form(
        own.iter()
            .chain(parameters)
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
    )
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

fn replace(element: &mut Element, change: impl FnOnce(&str) -> String) {
    let old = element.get_text().unwrap_or_default().into_owned();
    if !old.is_empty() {
        element.children = vec![xmltree::XMLNode::Text(change(&old))];
    }
}

/// The address in a name such as `ec2-54-214-1-2.compute-1.amazonaws.com`.
fn dotted(name: &str) -> Option<String> {
    let (_, rest) = name.split('.').next()?.split_once('-')?;
    let address = rest.replace('-', ".");
    address.parse::<Ipv4Addr>().ok().map(|_| address)
}
