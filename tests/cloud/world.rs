//! AWS as the tests have it, and what other people do in the account.

use ::world::front::Front;
use ::world::moto::Moto;
use aws_sdk_ec2::types::{Filter, IpPermission, IpRange, Tag};
use cloud::Cloud;
use cloud::settings::AwsSettings;
use cloud_aws::Aws;
use domain::ids::{InstanceId, ServerId};

/// Who the bot is.
pub(crate) const KEY: &str = "AKIATEST";
/// Somebody else in the same account, who may do everything.
pub(crate) const ADMIN: &str = "AKIAADMIN";
pub(crate) const BUCKET: &str = "ac-deploy-test";

/// AWS, and how the bot is set for it.
pub(crate) struct World {
    pub(crate) front: Front,
    pub(crate) settings: AwsSettings,
}

impl World {
    pub(crate) async fn start() -> Self {
        let front = Front::start(Moto::start().await).await;
        Self {
            front,
            settings: AwsSettings {
                agent: Some(world::ordered::agent()),
                ..AwsSettings::new(BUCKET.parse().expect("a name"))
            },
        }
    }

    /// The adapter, as for a bot that was just started.
    pub(crate) async fn aws(&self) -> Aws {
        self.aws_as(KEY).await
    }

    /// The adapter as whoever signs with this key has it.
    pub(crate) async fn aws_as(&self, key: &str) -> Aws {
        Aws::from_config(&self.front.sdk_config(key).await, &self.settings).expect("an adapter")
    }

    /// The bot's adapter, in an account that an admin has set up.
    pub(crate) async fn set_up(&self) -> Aws {
        let admin = self.aws_as(ADMIN).await;
        admin.set_up(&|_| ()).await.expect("set up");
        self.aws().await
    }

    /// Somebody deletes the network that every region has from the start.
    pub(crate) async fn delete_the_default_network(&self) {
        let ec2 = self.ec2().await;
        let subnets = ec2.describe_subnets().send().await.expect("subnets");
        for subnet in subnets.subnets() {
            let delete = ec2.delete_subnet();
            let id = subnet.subnet_id().expect("an id");
            delete.subnet_id(id).send().await.expect("deleted");
        }
        let networks = ec2.describe_vpcs().send().await.expect("networks");
        for network in networks.vpcs() {
            let delete = ec2.delete_vpc();
            let id = network.vpc_id().expect("an id");
            delete.vpc_id(id).send().await.expect("deleted");
        }
    }

    pub(crate) async fn ec2(&self) -> aws_sdk_ec2::Client {
        aws_sdk_ec2::Client::new(&self.front.sdk_config(ADMIN).await)
    }

    /// Somebody gives a tag of something another value.
    pub(crate) async fn retag(&self, id: &str, key: &str, value: &str) {
        let tag = Tag::builder().key(key).value(value).build();
        let ec2 = self.ec2().await;
        let tagged = ec2.create_tags().resources(id).tags(tag).send().await;
        tagged.expect("tagged");
    }

    pub(crate) async fn group(
        &self,
        server: &ServerId,
    ) -> Option<aws_sdk_ec2::types::SecurityGroup> {
        let by_name = Filter::builder()
            .name("group-name")
            .values(format!("ac-deploy-{server}"))
            .build();
        let ec2 = self.ec2().await;
        let answer = ec2.describe_security_groups().filters(by_name).send().await;
        answer
            .expect("groups")
            .security_groups
            .unwrap_or_default()
            .into_iter()
            .next()
    }

    /// `tcp 8081 0.0.0.0/0`, sorted.
    pub(crate) async fn openings(&self, server: &ServerId) -> Vec<String> {
        let group = self.group(server).await.expect("a group");
        let mut openings: Vec<String> = group
            .ip_permissions()
            .iter()
            .flat_map(|permission| {
                permission.ip_ranges().iter().map(|range| {
                    let (protocol, from, to) = (
                        permission.ip_protocol(),
                        permission.from_port(),
                        permission.to_port(),
                    );
                    assert_eq!(from, to);
                    format!(
                        "{} {} {}",
                        protocol.unwrap_or("?"),
                        from.unwrap_or(0),
                        range.cidr_ip().unwrap_or("?")
                    )
                })
            })
            .collect();
        openings.sort();
        openings
    }

    /// As after a launch that was cut off: a group of this name, open on the wrong port.
    pub(crate) async fn leave_group_behind(&self, server: &ServerId) {
        let ec2 = self.ec2().await;
        let vpcs = ec2
            .describe_vpcs()
            .send()
            .await
            .expect("networks")
            .vpcs
            .unwrap_or_default();
        let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build();
        let tags = aws_sdk_ec2::types::TagSpecification::builder()
            .resource_type(aws_sdk_ec2::types::ResourceType::SecurityGroup)
            .tags(tag("ac-deploy:server", server.as_str()))
            .tags(tag("ac-deploy:bucket", BUCKET))
            .build();
        let made = ec2
            .create_security_group()
            .group_name(format!("ac-deploy-{server}"))
            .description("left behind")
            .vpc_id(vpcs[0].vpc_id().expect("an id"))
            .tag_specifications(tags);
        let group = made.send().await.expect("a group").group_id.expect("an id");
        let wrong = IpPermission::builder()
            .ip_protocol("tcp")
            .from_port(22)
            .to_port(22);
        let wrong = wrong
            .ip_ranges(IpRange::builder().cidr_ip("0.0.0.0/0").build())
            .build();
        let open = ec2
            .authorize_security_group_ingress()
            .group_id(group)
            .ip_permissions(wrong);
        open.send().await.expect("opened");
    }

    /// Somebody lets another service take on the machines' role.
    pub(crate) async fn trust_somebody_else(&self) {
        let iam = aws_sdk_iam::Client::new(&self.front.sdk_config(ADMIN).await);
        let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
        let change = iam
            .update_assume_role_policy()
            .role_name(self.settings.role.as_str());
        change.policy_document(trust).send().await.expect("changed");
    }

    /// A machine in the same account that has nothing to do with us.
    pub(crate) async fn somebody_elses_machine(&self) -> InstanceId {
        let ec2 = self.ec2().await;
        let launch = ec2
            .run_instances()
            .image_id("ami-0a1b2c3d4e5f60003")
            .instance_type("t3.small".into());
        let answer = launch
            .min_count(1)
            .max_count(1)
            .send()
            .await
            .expect("a machine");
        InstanceId::new(answer.instances()[0].instance_id().expect("an id"))
    }
}
