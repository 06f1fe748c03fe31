//! Images that are made of machines: they take a while to copy, and come to nothing without their machine.

use super::{
    super::{Form, Refusal, Request, Service, Shared, lock, refusal::request_id, xml, xml::text},
    InstanceState, check_tags,
};
use axum::{
    body::Body,
    http::{Response, header},
};
use std::{fmt::Write as _, time::Instant};

/// An image that was made here.
#[derive(Clone, Debug)]
pub(super) struct Image {
    name: String,
    from: String,
    since: Instant,
    pub(super) snapshots: Vec<String>,
    /// Whether its machine went before it was copied.
    failed: bool,
}

impl Shared {
    pub(super) async fn create_image(&self, request: &Request) -> Result<Response<Body>, Refusal> {
        let form = &request.form;
        let [machine, name] = ["InstanceId", "Name"].map(|key| form.get(key).unwrap_or_default());
        self.check_known([machine].into_iter())?;
        let named = |c: char| c.is_ascii_alphanumeric() || "()[] ./-'@_".contains(c);
        if !(3..=128).contains(&name.len()) || !name.chars().all(named) {
            return Err(Refusal::new(
                400,
                "InvalidAMIName.Malformed",
                "AMI names must be between 3 and 128 characters long",
            ));
        }
        if !matches!(
            self.instance_state(machine)?,
            InstanceState::Running | InstanceState::Stopped
        ) {
            return Err(Refusal::new(
                400,
                "IncorrectInstanceState",
                format!("The instance '{machine}' is not in the 'running' or 'stopped' state."),
            ));
        }
        let used = lock(&self.ec2.images)
            .iter()
            .find(|(_, image)| image.name == name)
            .map(|(id, _)| id.clone());
        if let Some(id) = used {
            return Err(Refusal::new(
                400,
                "InvalidAMIName.Duplicate",
                format!("AMI name {name} is already in use by AMI {id}"),
            ));
        }
        let tags_of = |kind: &str| -> Vec<(String, String)> {
            let specifications = form.members("TagSpecification").into_iter();
            let of_kind = specifications.filter(|one| one.get("ResourceType") == Some(kind));
            of_kind.flat_map(|one| one.tags("Tag")).collect()
        };
        let (tags, snapshot_tags) = (tags_of("image"), tags_of("snapshot"));
        check_tags(&tags)?;
        check_tags(&snapshot_tags)?;
        // moto takes no tags for snapshots here.
        let plain = [("InstanceId", machine), ("Name", name)];
        let plain = Form::new(Service::Ec2, "CreateImage", &plain);
        let reply = self.ask_moto(Service::Ec2, &request.region, &plain).await?;
        let id = text(&reply.xml(self)?, &["imageId"]);
        let snapshots = self.snapshots_of(&request.region, &id).await?;
        self.tag_quietly(&request.region, std::slice::from_ref(&id), &tags)
            .await?;
        self.tag_quietly(&request.region, &snapshots, &snapshot_tags)
            .await?;
        self.fleet.keep_disk(machine, &id);
        let image = Image {
            name: name.to_owned(),
            from: machine.to_owned(),
            since: Instant::now(),
            snapshots,
            failed: false,
        };
        lock(&self.ec2.images).insert(id, image);
        Ok(reply.into_response())
    }

    pub(super) async fn describe_images(
        &self,
        request: &Request,
    ) -> Result<Response<Body>, Refusal> {
        let reply = self.forward_form(request).await?;
        let mut root = reply.xml(self)?;
        let (rules, images) = (self.rules(), lock(&self.ec2.images).clone());
        // moto knows one size of root volume for all images.
        xml::each(&mut root, &mut |image| {
            if image.get_child("imageId").is_none() {
                return;
            }
            let windows = text(image, &["platform"]) == "windows";
            if let Some(made) = images.get(&text(image, &["imageId"])) {
                let copied = rules.image_copying <= made.since.elapsed();
                let state = match (made.failed, copied) {
                    (true, _) => "failed",
                    (false, true) => "available",
                    (false, false) => "pending",
                };
                xml::set(image, "imageState", state);
            }
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

    /// With its snapshots, if that is asked for; moto leaves them.
    pub(super) async fn deregister_image(
        &self,
        request: &Request,
    ) -> Result<Response<Body>, Refusal> {
        let form = &request.form;
        let id = form.get("ImageId").unwrap_or_default();
        let plain = Form::new(Service::Ec2, "DeregisterImage", &[("ImageId", id)]);
        let reply = self.ask_moto(Service::Ec2, &request.region, &plain).await?;
        if !reply.status.is_success() {
            return Ok(reply.into_response());
        }
        let image = lock(&self.ec2.images).remove(id);
        let mut results = String::new();
        if form.get("DeleteAssociatedSnapshots") == Some("true") {
            for snapshot in image.into_iter().flat_map(|image| image.snapshots) {
                let delete = [("SnapshotId", snapshot.as_str())];
                let delete = Form::new(Service::Ec2, "DeleteSnapshot", &delete);
                self.ask_moto(Service::Ec2, &request.region, &delete)
                    .await?;
                let _ = write!(
                    results,
                    "<item><snapshotId>{snapshot}</snapshotId><returnCode>success</returnCode></item>"
                );
            }
        }
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DeregisterImageResponse \
             xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>{}</requestId>\
             <return>true</return><deleteSnapshotResultSet>{results}</deleteSnapshotResultSet>\
             </DeregisterImageResponse>",
            request_id()
        );
        Ok(Response::builder()
            .header(header::CONTENT_TYPE, "text/xml;charset=UTF-8")
            .body(Body::from(body))
            .expect("a plain answer"))
    }

    /// Nothing starts from an image that is not copied yet.
    pub(super) fn check_image(&self, id: &str) -> Result<(), Refusal> {
        let images = lock(&self.ec2.images);
        let Some(image) = images.get(id) else {
            return Ok(());
        };
        match !image.failed && self.rules().image_copying <= image.since.elapsed() {
            true => Ok(()),
            false => Err(Refusal::new(
                400,
                "InvalidAMIID.Unavailable",
                format!("The image ID '{id}' is not available"),
            )),
        }
    }

    /// A machine goes: what is still being copied of it comes to nothing.
    pub(super) fn images_lose(&self, machine: &str) {
        let rules = self.rules();
        for image in lock(&self.ec2.images).values_mut() {
            let pending = image.since.elapsed() < rules.image_copying;
            image.failed |= image.from == machine && pending;
        }
    }

    pub(in crate::front) fn snapshots_of_image(&self, id: &str) -> Vec<String> {
        let images = lock(&self.ec2.images);
        let image = images.get(id);
        image.map_or_else(Vec::new, |image| image.snapshots.clone())
    }

    async fn snapshots_of(&self, region: &str, image: &str) -> Result<Vec<String>, Refusal> {
        let form = Form::new(Service::Ec2, "DescribeImages", &[("ImageId.1", image)]);
        let reply = self.ask_moto(Service::Ec2, region, &form).await?;
        let mut snapshots = Vec::new();
        let mut root = reply.xml(self)?;
        xml::each(&mut root, &mut |element| {
            let id = text(element, &["snapshotId"]);
            if !id.is_empty() {
                snapshots.push(id);
            }
        });
        Ok(snapshots)
    }

    async fn tag_quietly(
        &self,
        region: &str,
        ids: &[String],
        tags: &[(String, String)],
    ) -> Result<(), Refusal> {
        if ids.is_empty() || tags.is_empty() {
            return Ok(());
        }
        let mut form = Form::new(Service::Ec2, "CreateTags", &[]);
        for (at, id) in ids.iter().enumerate() {
            form.0.push((format!("ResourceId.{}", at + 1), id.clone()));
        }
        for (at, (key, value)) in tags.iter().enumerate() {
            form.0.push((format!("Tag.{}.Key", at + 1), key.clone()));
            form.0
                .push((format!("Tag.{}.Value", at + 1), value.clone()));
        }
        self.ask_moto(Service::Ec2, region, &form).await.map(drop)
    }
}
