//! What each request needs permission for: every action, on every resource that the
//! service would check, with the keys that conditions may ask for.

use super::{
    ACCOUNT, Form, Refusal, Request, Service, Shared,
    policy::{Context, Need},
    xml::{self, text},
};
use serde_json::Value;
use std::collections::BTreeMap;

impl Shared {
    pub(super) async fn needs(&self, request: &Request) -> Result<Vec<Need>, Refusal> {
        let mut needs = match request.service {
            Service::Ec2 => self.ec2_needs(request).await?,
            Service::Iam => iam_needs(request),
            // Everybody may ask who they are.
            Service::Sts => Vec::new(),
            Service::Ssm => self.ssm_needs(request).await?,
            Service::S3 => super::s3::needs(request)?,
        };
        for need in &mut needs {
            need.context.insert(
                "aws:requestedregion".to_owned(),
                vec![request.region.clone()],
            );
            need.context
                .insert("ec2:region".to_owned(), vec![request.region.clone()]);
            need.context
                .insert("aws:securetransport".to_owned(), vec!["false".to_owned()]);
        }
        Ok(needs)
    }

    async fn ec2_needs(&self, request: &Request) -> Result<Vec<Need>, Refusal> {
        let (form, region) = (&request.form, request.region.as_str());
        let action = request.name();
        let ids = match request.operation {
            "RunInstances" => return self.launch_needs(request).await,
            "CreateSecurityGroup" => {
                let tags = creation_tags(form, "security-group");
                let vpc = match form.get("VpcId") {
                    Some(vpc) => vpc.to_owned(),
                    None => {
                        self.default_of(region, "DescribeVpcs", "vpcSet", "vpcId")
                            .await?
                    }
                };
                let group = arn(region, "security-group/*");
                let mut needs = vec![
                    need(&action, &group, request_tags(&tags)),
                    need(&action, &arn(region, &format!("vpc/{vpc}")), Context::new()),
                ];
                if !tags.is_empty() {
                    needs.push(tagging(&group, &tags, request.operation));
                }
                return Ok(needs);
            }
            "CreateImage" => return self.image_needs(request).await,
            "DeregisterImage" => {
                let id = form.get("ImageId").unwrap_or_default();
                let mut ids = vec![(action, id.to_owned())];
                if form.get("DeleteAssociatedSnapshots") == Some("true") {
                    let snapshots = self.snapshots_of_image(id).into_iter();
                    ids.extend(snapshots.map(|id| ("ec2:DeleteSnapshot".to_owned(), id)));
                }
                let named: Vec<String> = ids.iter().map(|(_, id)| id.clone()).collect();
                let tags = self.resource_tags(region, &named).await?;
                let needs = ids.iter().map(|(action, id)| {
                    let tags = tags.get(id).cloned().unwrap_or_default();
                    need(action, &resource_arn(region, id), tags)
                });
                return Ok(needs.collect());
            }
            "StartInstances" | "StopInstances" | "TerminateInstances" | "RebootInstances" => {
                form.list("InstanceId")
            }
            "ModifyInstanceAttribute" | "GetConsoleOutput" | "ModifyInstanceMetadataOptions" => {
                // The groups that it is put into, too.
                let mut ids = vec![form.get("InstanceId").unwrap_or_default().to_owned()];
                ids.extend(form.list("GroupId"));
                ids
            }
            "AuthorizeSecurityGroupIngress"
            | "RevokeSecurityGroupIngress"
            | "AuthorizeSecurityGroupEgress"
            | "RevokeSecurityGroupEgress"
            | "DeleteSecurityGroup" => vec![form.get("GroupId").unwrap_or_default().to_owned()],
            "CreateTags" | "DeleteTags" => form.list("ResourceId"),
            // Lists, and the network that is still to be made, are no resources: they are allowed on
            // everything or not at all.
            name if name == "CreateDefaultVpc" || name.starts_with("Describe") => {
                return Ok(vec![need(&action, "*", Context::new())]);
            }
            name => return Err(self.trouble(format!("what ec2:{name} needs is not modelled"))),
        };
        let mut needs = Vec::new();
        let tags = self.resource_tags(region, &ids).await?;
        for id in ids {
            let mut context = tags.get(&id).cloned().unwrap_or_default();
            if matches!(request.operation, "CreateTags" | "DeleteTags") {
                context.extend(request_tags(&form.tags("Tag")));
            }
            needs.push(need(&action, &resource_arn(region, &id), context));
        }
        Ok(needs)
    }

    /// An image is made of a machine and of a snapshot of its disk.
    async fn image_needs(&self, request: &Request) -> Result<Vec<Need>, Refusal> {
        let (form, region) = (&request.form, request.region.as_str());
        let machine = form.get("InstanceId").unwrap_or_default().to_owned();
        let tags = self
            .resource_tags(region, std::slice::from_ref(&machine))
            .await?;
        let tags = tags.get(&machine).cloned().unwrap_or_default();
        let mut needs = vec![need(
            "ec2:CreateImage",
            &resource_arn(region, &machine),
            tags,
        )];
        for kind in ["image", "snapshot"] {
            let made = format!("arn:aws:ec2:{region}::{kind}/*");
            let tags = creation_tags(form, kind);
            needs.push(need("ec2:CreateImage", &made, request_tags(&tags)));
            if !tags.is_empty() {
                needs.push(tagging(&made, &tags, request.operation));
            }
        }
        Ok(needs)
    }

    /// A launch touches seven kinds of things, and may do so only if each is allowed.
    async fn launch_needs(&self, request: &Request) -> Result<Vec<Need>, Refusal> {
        let (form, region) = (&request.form, request.region.as_str());
        let action = "ec2:RunInstances";
        let mut of_instance = Context::new();
        for (key, parameter) in [
            ("ec2:instancetype", "InstanceType"),
            ("ec2:metadatahttptokens", "MetadataOptions.HttpTokens"),
            ("ec2:metadatahttpendpoint", "MetadataOptions.HttpEndpoint"),
        ] {
            if let Some(value) = form.get(parameter) {
                of_instance.insert(key.to_owned(), vec![value.to_owned()]);
            }
        }
        let profile = form
            .get("IamInstanceProfile.Name")
            .or_else(|| form.get("IamInstanceProfile.Arn")?.rsplit('/').next());
        if let Some(profile) = profile {
            let arn = format!("arn:aws:iam::{ACCOUNT}:instance-profile/{profile}");
            of_instance.insert("ec2:instanceprofile".to_owned(), vec![arn]);
        }
        let instance_tags = creation_tags(form, "instance");
        let volume_tags = creation_tags(form, "volume");
        of_instance.extend(request_tags(&instance_tags));

        let image = form.get("ImageId").unwrap_or_default();
        let image_arn = format!("arn:aws:ec2:{region}::image/{image}");
        let of_image = Context::from([("ec2:owner".to_owned(), vec!["amazon".to_owned()])]);
        let mut needs = vec![
            need(action, &arn(region, "instance/*"), of_instance),
            need(action, &arn(region, "volume/*"), request_tags(&volume_tags)),
            need(action, &arn(region, "network-interface/*"), Context::new()),
            need(action, &image_arn, of_image),
        ];
        let interface = form
            .members("NetworkInterface")
            .into_iter()
            .next()
            .unwrap_or_default();
        let subnet = match form.get("SubnetId").or_else(|| interface.get("SubnetId")) {
            Some(subnet) => subnet.to_owned(),
            None => {
                self.default_of(region, "DescribeSubnets", "subnetSet", "subnetId")
                    .await?
            }
        };
        let mut touched = vec![subnet];
        touched.extend(form.list("SecurityGroupId"));
        touched.extend(interface.list("SecurityGroupId"));
        let tags = self.resource_tags(region, &touched).await?;
        for id in touched {
            let tags = tags.get(&id).cloned().unwrap_or_default();
            needs.push(need(action, &resource_arn(region, &id), tags));
        }
        if let Some(key) = form.get("KeyName") {
            needs.push(need(
                action,
                &arn(region, &format!("key-pair/{key}")),
                Context::new(),
            ));
        }
        if let Some(profile) = profile
            && let Some(role) = self.role_of(profile).await?
            && !role.is_empty()
        {
            needs.push(pass_role(&role));
        }
        for (tags, kind) in [(instance_tags, "instance/*"), (volume_tags, "volume/*")] {
            if !tags.is_empty() {
                needs.push(tagging(&arn(region, kind), &tags, "RunInstances"));
            }
        }
        Ok(needs)
    }

    async fn ssm_needs(&self, request: &Request) -> Result<Vec<Need>, Refusal> {
        let region = request.region.as_str();
        let action = request.name();
        let strings = |value: &Value| -> Vec<String> {
            value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|one| one.as_str().map(str::to_owned))
                .collect()
        };
        let parameter = |name: &str| {
            // Public parameters belong to no account.
            let account = if name.starts_with("/aws/") {
                ""
            } else {
                ACCOUNT
            };
            let name = name.trim_start_matches('/');
            let arn = format!("arn:aws:ssm:{region}:{account}:parameter/{name}");
            need(&action, &arn, Context::new())
        };
        Ok(match request.operation {
            "GetParameter" => vec![parameter(request.json["Name"].as_str().unwrap_or_default())],
            "GetParameters" => strings(&request.json["Names"])
                .iter()
                .map(|name| parameter(name))
                .collect(),
            "GetParametersByPath" => {
                vec![parameter(request.json["Path"].as_str().unwrap_or_default())]
            }
            "SendCommand" => {
                let document = request.json["DocumentName"].as_str().unwrap_or_default();
                let owner = if document.starts_with("AWS-") {
                    ""
                } else {
                    ACCOUNT
                };
                let document = format!("arn:aws:ssm:{region}:{owner}:document/{document}");
                let mut needs = vec![need(&action, &document, Context::new())];
                let ids = strings(&request.json["InstanceIds"]);
                let tags = self.resource_tags(region, &ids).await?;
                for id in ids {
                    let tags = tags.get(&id).cloned().unwrap_or_default();
                    needs.push(need(&action, &resource_arn(region, &id), tags));
                }
                needs
            }
            "DescribeInstanceInformation"
            | "GetCommandInvocation"
            | "ListCommandInvocations"
            | "ListCommands" => vec![need(&action, "*", Context::new())],
            name => return Err(self.trouble(format!("what ssm:{name} needs is not modelled"))),
        })
    }

    /// The tags that resources have, as condition keys, by id.
    async fn resource_tags(
        &self,
        region: &str,
        ids: &[String],
    ) -> Result<BTreeMap<String, Context>, Refusal> {
        let mut form = Form::new(
            Service::Ec2,
            "DescribeTags",
            &[("Filter.1.Name", "resource-id")],
        );
        for (at, id) in ids.iter().enumerate() {
            let key = format!("Filter.1.Value.{}", at + 1);
            form.0.push((key, id.clone()));
        }
        let reply = self.ask_moto(Service::Ec2, region, &form).await?;
        let root = reply.xml(self)?;
        let mut tags: BTreeMap<String, Context> = BTreeMap::new();
        for tag in xml::items(&root, &["tagSet"]) {
            let key = text(tag, &["key"]).to_ascii_lowercase();
            let value = text(tag, &["value"]);
            let context = tags.entry(text(tag, &["resourceId"])).or_default();
            for service in ["aws", "ec2", "ssm"] {
                let key = format!("{service}:resourcetag/{key}");
                context.insert(key, vec![value.clone()]);
            }
        }
        Ok(tags)
    }

    /// The default subnet or network, which a request may leave unsaid.
    async fn default_of(
        &self,
        region: &str,
        action: &str,
        set: &str,
        id: &str,
    ) -> Result<String, Refusal> {
        let filter = if set == "vpcSet" {
            "is-default"
        } else {
            "default-for-az"
        };
        let form = Form::new(
            Service::Ec2,
            action,
            &[("Filter.1.Name", filter), ("Filter.1.Value.1", "true")],
        );
        let reply = self.ask_moto(Service::Ec2, region, &form).await?;
        let root = reply.xml(self)?;
        Ok(xml::items(&root, &[set])
            .next()
            .map(|item| text(item, &[id]))
            .unwrap_or_default())
    }
}

fn iam_needs(request: &Request) -> Vec<Need> {
    let form = &request.form;
    let action = request.name();
    let path = form.get("Path").unwrap_or("/");
    let role = form
        .get("RoleName")
        .map(|role| format!("arn:aws:iam::{ACCOUNT}:role{path}{role}"));
    let profile = form
        .get("InstanceProfileName")
        .map(|profile| format!("arn:aws:iam::{ACCOUNT}:instance-profile{path}{profile}"));
    let policy = form.get("PolicyArn").map(str::to_owned);
    let resource = match request.operation {
        "AddRoleToInstanceProfile" | "RemoveRoleFromInstanceProfile" => profile,
        _ => role.or(profile).or(policy),
    }
    .unwrap_or_else(|| "*".to_owned());
    let mut context = request_tags(
        &form
            .members("Tags.member")
            .iter()
            .map(tag)
            .collect::<Vec<_>>(),
    );
    if let Some(policy) = form.get("PolicyArn") {
        context.insert("iam:policyarn".to_owned(), vec![policy.to_owned()]);
    }
    let tagged = context.contains_key("aws:tagkeys");
    let mut needs = vec![need(&action, &resource, context.clone())];
    match request.operation {
        "CreateRole" if tagged => needs.push(need("iam:TagRole", &resource, context)),
        "CreateInstanceProfile" if tagged => {
            needs.push(need("iam:TagInstanceProfile", &resource, context));
        }
        "AddRoleToInstanceProfile" => {
            needs.push(pass_role(form.get("RoleName").unwrap_or_default()));
        }
        _ => {}
    }
    needs
}

fn tag(form: &Form) -> (String, String) {
    let part = |name| form.get(name).unwrap_or_default().to_owned();
    (part("Key"), part("Value"))
}

pub(super) fn need(action: &str, resource: &str, context: Context) -> Need {
    Need {
        action: action.to_owned(),
        resource: resource.to_owned(),
        context,
    }
}

fn pass_role(role: &str) -> Need {
    let context = Context::from([(
        "iam:passedtoservice".to_owned(),
        vec!["ec2.amazonaws.com".to_owned()],
    )]);
    need(
        "iam:PassRole",
        &format!("arn:aws:iam::{ACCOUNT}:role/{role}"),
        context,
    )
}

/// Tags set while something is made are an action of their own.
fn tagging(resource: &str, tags: &[(String, String)], creation: &str) -> Need {
    let mut context = request_tags(tags);
    context.insert("ec2:createaction".to_owned(), vec![creation.to_owned()]);
    need("ec2:CreateTags", resource, context)
}

fn request_tags(tags: &[(String, String)]) -> Context {
    let mut context: Context = tags
        .iter()
        .map(|(key, value)| {
            let key = format!("aws:requesttag/{}", key.to_ascii_lowercase());
            (key, vec![value.clone()])
        })
        .collect();
    if !tags.is_empty() {
        let keys = tags.iter().map(|(key, _)| key.clone()).collect();
        context.insert("aws:tagkeys".to_owned(), keys);
    }
    context
}

fn creation_tags(form: &Form, kind: &str) -> Vec<(String, String)> {
    form.members("TagSpecification")
        .iter()
        .filter(|specification| specification.get("ResourceType") == Some(kind))
        .flat_map(|specification| specification.tags("Tag"))
        .collect()
}

fn arn(region: &str, resource: &str) -> String {
    format!("arn:aws:ec2:{region}:{ACCOUNT}:{resource}")
}

fn resource_arn(region: &str, id: &str) -> String {
    let kind = match id.split('-').next() {
        // These belong to no account.
        Some("ami") => return format!("arn:aws:ec2:{region}::image/{id}"),
        Some("snap") => return format!("arn:aws:ec2:{region}::snapshot/{id}"),
        Some("i") => "instance",
        Some("vol") => "volume",
        Some("sg") => "security-group",
        Some("eni") => "network-interface",
        Some("subnet") => "subnet",
        Some("vpc") => "vpc",
        _ => "unknown",
    };
    arn(region, &format!("{kind}/{id}"))
}
