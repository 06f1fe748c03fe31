//! Each server's own firewall: a security group with exactly its pack's ports.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{Filter, IpPermission, IpRange, ResourceType, SecurityGroup};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use backon::{BackoffBuilder as _, ExponentialBuilder};
use jiff::{SignedDuration, Timestamp};

use super::ec2::tag_specification;
use super::failure::{SdkError, code, failed, is_missing};
use super::tags::{self, Tags};
use cloud::{CloudError, Result, Swept};
use domain::ids::ServerId;
use domain::server::{InstanceState, Server, ServerName};
use pack::{Ports, Protocol};

const ANYWHERE: &str = "0.0.0.0/0";

/// The pauses before a group that was just made is tried again: eight seconds in all.
fn pauses() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(250))
        .with_max_times(5)
}

/// How old a group must be before it counts as left behind although no machine was seen for it:
/// a launch makes the group first.
const ORPHAN_AGE: SignedDuration = SignedDuration::from_hours(1);

/// One port that is open to one range of addresses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rule {
    protocol: Protocol,
    port: u16,
    from: String,
}

/// What a server's group lets in, and nothing else.
pub(super) fn rules(ports: &Ports) -> BTreeSet<Rule> {
    let game = ports.openings().into_iter().map(|(protocol, port)| Rule {
        protocol,
        port,
        from: ANYWHERE.into(),
    });
    game.collect()
}

impl Rule {
    fn permission(&self) -> IpPermission {
        let protocol = match self.protocol {
            Protocol::Tcp => "tcp",
            Protocol::Udp => "udp",
        };
        let range = IpRange::builder()
            .cidr_ip(&self.from)
            .description("ac-deploy")
            .build();
        IpPermission::builder()
            .ip_protocol(protocol)
            .from_port(self.port.into())
            .to_port(self.port.into())
            .ip_ranges(range)
            .build()
    }

    /// The rules that a permission of AWS stands for; none if it is not of our kind.
    fn of(permission: &IpPermission) -> Option<Vec<Self>> {
        let protocol = match permission.ip_protocol()? {
            "tcp" => Protocol::Tcp,
            "udp" => Protocol::Udp,
            _ => return None,
        };
        let port = u16::try_from(permission.from_port()?).ok()?;
        let foreign = permission.to_port() != permission.from_port()
            || !permission.ipv6_ranges().is_empty()
            || !permission.prefix_list_ids().is_empty()
            || !permission.user_id_group_pairs().is_empty();
        if foreign {
            return None;
        }
        let ranges = permission.ip_ranges().iter();
        ranges
            .map(|range| {
                Some(Self {
                    protocol,
                    port,
                    from: range.cidr_ip()?.to_owned(),
                })
            })
            .collect()
    }
}

/// What a group lets in and should not, and the other way round.
struct Difference {
    surplus: Vec<IpPermission>,
    missing: Vec<IpPermission>,
}

impl Difference {
    fn of(there: &SecurityGroup, wanted: &BTreeSet<Rule>) -> Self {
        let (mut kept, mut surplus) = (BTreeSet::new(), Vec::new());
        for permission in there.ip_permissions() {
            match Rule::of(permission) {
                Some(rules) if rules.iter().all(|rule| wanted.contains(rule)) => kept.extend(rules),
                _ => surplus.push(permission.clone()),
            }
        }
        let missing = wanted.difference(&kept).map(Rule::permission).collect();
        Self { surplus, missing }
    }
}

/// The group's name; unique in its network, so that a repeated launch finds it.
fn name(server: &ServerId) -> String {
    format!("ac-deploy-{server}")
}

/// The security groups of one installation.
#[derive(Debug, Clone)]
pub(super) struct SecurityGroups {
    pub(super) client: Client,
    pub(super) bucket: String,
}

/// A group as it is to be made.
struct Wanted {
    name: String,
    about: String,
    tags: Vec<(&'static str, String)>,
}

/// A server's group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// `sg-…`.
    pub(super) id: String,
    /// Whether it was made just now: EC2 and IAM may not know it, or its tags, everywhere yet.
    pub(super) is_new: bool,
}

impl Group {
    /// Whether a refusal may come of the group being new. The bot may use a group for its tags, and
    /// while they are not there yet, IAM says that the bot may not.
    pub(super) fn is_settling<E: ProvideErrorMetadata>(&self, error: &SdkError<E>) -> bool {
        is_missing(error) || self.is_new && code(error) == Some("UnauthorizedOperation")
    }
}

impl SecurityGroups {
    /// Makes the server's group in the default network, or mends the one that is there.
    pub(super) async fn ensure(
        &self,
        server: &ServerId,
        name: &ServerName,
        rules: &BTreeSet<Rule>,
    ) -> Result<Group> {
        let wanted = Wanted {
            name: self::name(server),
            about: format!("Assetto Corsa server {server} (ac-deploy)"),
            tags: vec![
                (tags::NAME, name.to_string()),
                (tags::SERVER, server.to_string()),
            ],
        };
        self.ensure_wanted(&wanted, rules).await
    }

    /// Makes a group that lets nobody in and belongs to no server, or mends the one that is there.
    pub(super) async fn ensure_closed(&self, name: &str) -> Result<Group> {
        let wanted = Wanted {
            name: name.to_owned(),
            about: "Machines that wait for a server (ac-deploy)".to_owned(),
            tags: vec![(tags::NAME, name.to_owned())],
        };
        self.ensure_wanted(&wanted, &BTreeSet::new()).await
    }

    async fn ensure_wanted(&self, wanted: &Wanted, rules: &BTreeSet<Rule>) -> Result<Group> {
        let network = self.default_network().await?;
        let made = self.create(wanted, &network).await?;
        let is_new = made.is_some();
        let there = match made {
            Some(id) => SecurityGroup::builder().group_id(id).build(),
            None => self.existing(&wanted.name, &network).await?,
        };
        let id = there.group_id().unwrap_or_default().to_owned();
        let group = Group { id, is_new };
        let mended = self.mend(&group, there, rules).await;
        if mended.is_err() && is_new {
            // It would only lie about; why it stays is told by the sweep.
            let _ = self.delete(&group.id).await;
        }
        mended.map(|()| group)
    }

    async fn default_network(&self) -> Result<String> {
        let found = default_network(&self.client).await?;
        found.ok_or_else(|| CloudError::NotSetUp {
            what: "The region's default network (VPC)".into(),
        })
    }

    /// The new group's id; none if there is one of this name.
    async fn create(&self, wanted: &Wanted, network: &str) -> Result<Option<String>> {
        let ours = [
            (tags::BUCKET, self.bucket.clone()),
            (tags::MADE, Timestamp::now().as_second().to_string()),
        ];
        let tags: Tags = wanted.tags.iter().cloned().chain(ours).collect();
        let created = self
            .client
            .create_security_group()
            .group_name(&wanted.name)
            .description(&wanted.about)
            .vpc_id(network)
            .tag_specifications(tag_specification(ResourceType::SecurityGroup, &tags))
            .send()
            .await;
        match created {
            Ok(created) => Ok(created.group_id),
            Err(error) if code(&error) == Some("InvalidGroup.Duplicate") => Ok(None),
            Err(error) => Err(failed("ec2:CreateSecurityGroup", "The security group")(
                error,
            )),
        }
    }

    async fn existing(&self, name: &str, network: &str) -> Result<SecurityGroup> {
        let by = |name: &str, value: &str| Filter::builder().name(name).values(value).build();
        let found = self
            .client
            .describe_security_groups()
            .filters(by("group-name", name))
            .filters(by("vpc-id", network))
            .send()
            .await
            .map_err(failed("ec2:DescribeSecurityGroups", "The security group"))?;
        let group = found.security_groups.unwrap_or_default().into_iter().next();
        group.ok_or_else(|| CloudError::NotFound {
            what: format!("The security group {name}"),
            answer: None,
        })
    }

    /// Makes the group let in `rules` and nothing else.
    async fn mend(
        &self,
        group: &Group,
        mut there: SecurityGroup,
        rules: &BTreeSet<Rule>,
    ) -> Result<()> {
        // What is still missing is worked out anew after each pause.
        let mut pauses = pauses().build();
        loop {
            let Difference { surplus, missing } = Difference::of(&there, rules);
            if !surplus.is_empty() {
                self.close(group, surplus).await?;
            }
            if missing.is_empty() {
                return Ok(());
            }
            let request = self.client.authorize_security_group_ingress();
            let request = request
                .group_id(&group.id)
                .set_ip_permissions(Some(missing));
            let error = match request.send().await {
                Ok(_) => return Ok(()),
                Err(error) => error,
            };
            // All or nothing: one rule that is there already keeps out the others. A launch of the
            // same server at the same time was quicker, so what is there is looked at again.
            let is_stale = code(&error) == Some("InvalidPermission.Duplicate");
            let may_settle = is_stale || group.is_settling(&error);
            let Some(pause) = pauses.next().filter(|_| may_settle) else {
                let thing = format!("The security group {}", group.id);
                return Err(failed("ec2:AuthorizeSecurityGroupIngress", thing)(error));
            };
            tokio::time::sleep(pause).await;
            if is_stale {
                there = self.look(group).await?;
            }
        }
    }

    async fn close(&self, group: &Group, surplus: Vec<IpPermission>) -> Result<()> {
        let request = self.client.revoke_security_group_ingress();
        let request = request
            .group_id(&group.id)
            .set_ip_permissions(Some(surplus));
        let thing = format!("The security group {}", group.id);
        let revoked = request.send().await.map(drop);
        revoked.map_err(failed("ec2:RevokeSecurityGroupIngress", thing))
    }

    async fn look(&self, group: &Group) -> Result<SecurityGroup> {
        let request = self.client.describe_security_groups();
        let thing = format!("The security group {}", group.id);
        let found = request.group_ids(&group.id).send().await;
        let found = found.map_err(failed("ec2:DescribeSecurityGroups", &thing))?;
        let found = found.security_groups.unwrap_or_default().into_iter().next();
        found.ok_or(CloudError::NotFound {
            what: thing,
            answer: None,
        })
    }

    /// Deletes a group; false if something still uses it.
    pub(super) async fn delete(&self, id: &str) -> Result<bool> {
        match self
            .client
            .delete_security_group()
            .group_id(id)
            .send()
            .await
        {
            Ok(_) => Ok(true),
            Err(error) if is_missing(&error) => Ok(true),
            // EC2-VPC says the first, classic networks said the second.
            Err(error)
                if matches!(
                    code(&error),
                    Some("DependencyViolation" | "InvalidGroup.InUse")
                ) =>
            {
                Ok(false)
            }
            Err(error) => Err(failed(
                "ec2:DeleteSecurityGroup",
                format!("The security group {id}"),
            )(error)),
        }
    }

    /// Deletes the groups of deleted servers; how many went.
    pub(super) async fn sweep(&self, servers: &[Server], now: Timestamp) -> Result<Swept> {
        let ours = Filter::builder()
            .name(format!("tag:{}", tags::BUCKET))
            .values(&self.bucket)
            .build();
        let groups = self
            .client
            .describe_security_groups()
            .filters(ours)
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(failed("ec2:DescribeSecurityGroups", "The security groups"))?;
        let mut swept = Swept::default();
        for group in groups
            .iter()
            .filter(|group| is_left_behind(group, servers, now))
        {
            let id = group.group_id().unwrap_or_default();
            match self.delete(id).await {
                Ok(true) => swept.gone += 1,
                Ok(false) => swept.left += 1,
                // One group that cannot go must not keep the others.
                Err(error) => {
                    swept.left += 1;
                    tracing::warn!(%error, group.id = id, "the security group {id} could not be deleted")
                }
            }
        }
        Ok(swept)
    }
}

/// The id of the network that a region has from the start, if nobody deleted it.
pub(super) async fn default_network(client: &Client) -> Result<Option<String>> {
    let filter = Filter::builder().name("is-default").values("true").build();
    let answer = client.describe_vpcs().filters(filter).send().await;
    let answer = answer.map_err(failed("ec2:DescribeVpcs", "The default network"))?;
    Ok(answer
        .vpcs
        .unwrap_or_default()
        .into_iter()
        .find_map(|vpc| vpc.vpc_id))
}

/// Whether a group of ours has lost its server.
fn is_left_behind(group: &SecurityGroup, servers: &[Server], now: Timestamp) -> bool {
    let tags = super::ec2::tags(group.tags());
    let Some(server) = tags.server() else {
        return false;
    };
    let mut of_it = servers.iter().filter(|one| one.id == server).peekable();
    if of_it.peek().is_some() {
        return of_it.all(|one| one.state == InstanceState::Terminated);
    }
    let made = tags
        .get(tags::MADE)
        .and_then(|text| text.parse().ok())
        .and_then(|at| Timestamp::from_second(at).ok());
    made.is_some_and(|made| ORPHAN_AGE < now.duration_since(made))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_ec2::types::Tag;

    const PORTS: Ports = Ports {
        udp: 9600,
        tcp: 9600,
        http: 8081,
        wrapper: None,
    };

    #[test]
    fn only_the_packs_ports_are_open() {
        let shown: Vec<String> = rules(&PORTS)
            .iter()
            .map(|rule| format!("{:?} {} {}", rule.protocol, rule.port, rule.from))
            .collect();
        assert_eq!(
            shown,
            [
                "Tcp 8081 0.0.0.0/0",
                "Tcp 9600 0.0.0.0/0",
                "Udp 9600 0.0.0.0/0"
            ]
        );
    }

    #[test]
    fn only_what_is_missing_is_opened_and_only_what_is_wrong_is_closed() {
        let rules = rules(&PORTS);
        let one = rules.first().expect("a rule").permission();
        let wrong = IpPermission::builder()
            .ip_protocol("tcp")
            .from_port(22)
            .to_port(22)
            .ip_ranges(IpRange::builder().cidr_ip(ANYWHERE).build())
            .build();
        let group = SecurityGroup::builder()
            .ip_permissions(one.clone())
            .ip_permissions(wrong.clone())
            .build();
        let Difference { surplus, missing } = Difference::of(&group, &rules);
        assert_eq!(surplus, [wrong]);
        assert_eq!(missing.len(), 2);
        assert!(!missing.contains(&one));
    }

    #[test]
    fn a_rule_is_known_again_and_a_wider_one_is_not() {
        let rule = Rule {
            protocol: Protocol::Udp,
            port: 9600,
            from: ANYWHERE.into(),
        };
        assert_eq!(Rule::of(&rule.permission()), Some(vec![rule.clone()]));
        let wide = IpPermission::builder()
            .ip_protocol("udp")
            .from_port(1)
            .to_port(65_535)
            .build();
        assert_eq!(Rule::of(&wide), None);
        assert_eq!(
            Rule::of(&IpPermission::builder().ip_protocol("-1").build()),
            None
        );
    }

    #[test]
    fn a_group_without_a_machine_waits_an_hour() {
        let now = Timestamp::from_second(1_763_880_000).expect("a time");
        let group = |made: i64| {
            let tag = |key: &str, value: String| Tag::builder().key(key).value(value).build();
            SecurityGroup::builder()
                .tags(tag(tags::SERVER, ServerId::from_bits(1).to_string()))
                .tags(tag(tags::MADE, made.to_string()))
                .build()
        };
        assert!(!is_left_behind(&group(now.as_second() - 60), &[], now));
        assert!(is_left_behind(&group(now.as_second() - 3601), &[], now));
        assert!(
            !is_left_behind(&SecurityGroup::builder().build(), &[], now),
            "not ours"
        );
    }
}
