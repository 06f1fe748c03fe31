//! The image that machines start from: the newest Windows Server 2022 of Amazon's, or a fixed one.

use std::time::Duration;

use aws_sdk_ec2::types::Image as Ami;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::failure::failed;
use crate::cloud::{CloudError, Result};

/// Amazon publishes the newest image's id here, in every region.
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html>
const PARAMETER: &str = "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base";
/// A new image comes once a month.
const KEPT: Duration = Duration::from_hours(1);

/// What a launch must know of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    /// `ami-…`.
    pub(super) id: String,
    /// The device that the system lies on (`/dev/sda1`).
    pub(super) root_device: String,
    /// The size of its root volume, below which EC2 refuses a launch.
    pub(super) min_gib: i32,
}

/// Where images are looked up, and the one found last.
#[derive(Debug)]
pub(super) struct Images {
    ec2: aws_sdk_ec2::Client,
    ssm: aws_sdk_ssm::Client,
    fixed: Option<String>,
    last: Mutex<Option<(Instant, Image)>>,
}

impl Images {
    pub(super) fn new(
        ec2: aws_sdk_ec2::Client,
        ssm: aws_sdk_ssm::Client,
        fixed: Option<String>,
    ) -> Self {
        Self {
            ec2,
            ssm,
            fixed,
            last: Mutex::new(None),
        }
    }

    /// The image to launch now.
    pub(super) async fn current(&self) -> Result<Image> {
        let mut last = self.last.lock().await;
        if let Some((found, image)) = &*last
            && found.elapsed() < KEPT
        {
            return Ok(image.clone());
        }
        let id = match &self.fixed {
            Some(id) => id.clone(),
            None => self.newest().await?,
        };
        let image = self.look(&id).await?;
        *last = Some((Instant::now(), image.clone()));
        Ok(image)
    }

    async fn newest(&self) -> Result<String> {
        let thing = "The image of Windows Server 2022 in this region";
        let answer = self.ssm.get_parameter().name(PARAMETER).send().await;
        let answer = answer.map_err(failed("ssm:GetParameter", thing))?;
        let value = answer.parameter.and_then(|parameter| parameter.value);
        value.ok_or_else(|| CloudError::NotFound { what: thing.into() })
    }

    async fn look(&self, id: &str) -> Result<Image> {
        let thing = format!("The image {id} in this region");
        let answer = self.ec2.describe_images().image_ids(id).send().await;
        let answer = answer.map_err(failed("ec2:DescribeImages", &thing))?;
        let found = answer.images.unwrap_or_default().into_iter().next();
        found
            .map(|ami| image(id, &ami))
            .ok_or(CloudError::NotFound { what: thing })
    }
}

fn image(id: &str, ami: &Ami) -> Image {
    let root_device = ami.root_device_name().unwrap_or("/dev/sda1").to_owned();
    let root = ami
        .block_device_mappings()
        .iter()
        .find(|mapping| mapping.device_name() == Some(&root_device));
    let min_gib = root
        .and_then(|root| root.ebs())
        .and_then(|ebs| ebs.volume_size())
        .unwrap_or_default();
    Image {
        id: id.to_owned(),
        root_device,
        min_gib,
    }
}
