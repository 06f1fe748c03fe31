//! Security groups: who uses one, and what they let in.

use super::{
    super::{Form, Refusal, Service, Shared, lock, xml, xml::text},
    InstanceState,
};
use std::sync::atomic::Ordering;
use xmltree::Element;

impl Shared {
    pub(super) fn group_changed(&self) {
        self.ec2.group_changes.fetch_add(1, Ordering::Relaxed);
    }

    /// An instance is put into other groups.
    pub(super) fn change_groups(&self, form: &Form) {
        let groups = form.list("GroupId");
        let id = form.get("InstanceId").unwrap_or_default();
        if !groups.is_empty()
            && let Some(instance) = lock(&self.ec2.instances).get_mut(id)
        {
            instance.groups = groups;
        }
    }

    pub(super) fn check_group_unused(&self, group: &str) -> Result<(), Refusal> {
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

    /// Counts up whenever the rules of a security group may have changed.
    pub(crate) fn group_version(&self) -> u64 {
        self.ec2.group_changes.load(Ordering::Relaxed)
    }

    /// What the instance's security groups let in from anywhere.
    pub(crate) async fn open_ports(&self, id: &str) -> Vec<OpenPorts> {
        self.read_open_ports(id).await.unwrap_or_default()
    }

    async fn read_open_ports(&self, id: &str) -> Result<Vec<OpenPorts>, Refusal> {
        let region = self.instance(id)?.region;
        let instance = self.moto_instance(id).await?;
        let groups = groups_of(&instance)
            .into_iter()
            .enumerate()
            .map(|(at, group)| (format!("GroupId.{}", at + 1), group));
        let mut ask = Form::new(Service::Ec2, "DescribeSecurityGroups", &[]);
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

/// An instance's groups, whether they were named for it or for its network interface.
pub(super) fn groups_of(instance: &Element) -> Vec<String> {
    let interfaces = xml::items(instance, &["networkInterfaceSet"]);
    let mut groups: Vec<_> = xml::items(instance, &["groupSet"])
        .chain(interfaces.flat_map(|interface| xml::items(interface, &["groupSet"])))
        .map(|group| text(group, &["groupId"]))
        .collect();
    groups.sort();
    groups.dedup();
    groups
}
