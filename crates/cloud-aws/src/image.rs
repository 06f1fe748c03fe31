//! The image that machines start from: Amazon's newest Windows Server 2022 or Amazon Linux 2023, or
//! a fixed one.

use std::time::Duration;

use aws_sdk_ec2::types::Image as Ami;
use jiff::Timestamp;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::agent_mark::AgentMark;
use super::ec2;
use super::failure::failed;
use cloud::settings::AwsSettings;
use cloud::{CloudError, Result};
use pack::{PerPlatform, Platform};

/// Amazon publishes the newest image's id here, in every region; and what it is, for people.
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html>
fn parameter(platform: Platform) -> (&'static str, &'static str) {
    match platform {
        Platform::Windows => (
            "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base",
            "The image of Windows Server 2022 in this region",
        ),
        Platform::Linux => (
            "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
            "The image of Amazon Linux 2023 in this region",
        ),
    }
}

/// A new image comes once a month.
const KEPT: Duration = Duration::from_hours(1);

/// What a launch must know of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    /// `ami-…`.
    pub(super) id: String,
    /// The device that the system lies on (`/dev/sda1`, `/dev/xvda`).
    pub(super) root_device: String,
    /// The size of its root volume, below which EC2 refuses a launch.
    pub(super) min_gib: i32,
    /// When it was made.
    pub(super) made: Option<Timestamp>,
    /// The agent that lies on it, if it is one of ours: it reads its orders at the first boot.
    pub(super) agent: Option<AgentMark>,
}

/// Where images are looked up, and those found last.
#[derive(Debug)]
pub(super) struct Images {
    ec2: aws_sdk_ec2::Client,
    ssm: aws_sdk_ssm::Client,
    fixed: PerPlatform<Option<String>>,
    last: PerPlatform<Mutex<Last>>,
    /// Amazon's own, looked up where the fixed one does not do.
    last_of_amazon: PerPlatform<Mutex<Last>>,
}

/// What was found last, and when.
type Last = Option<(Instant, Image)>;

impl Images {
    pub(super) fn new(
        ec2: aws_sdk_ec2::Client,
        ssm: aws_sdk_ssm::Client,
        settings: &AwsSettings,
    ) -> Self {
        Self {
            ec2,
            ssm,
            fixed: PerPlatform::new(|platform| settings.machine(platform).ami.clone()),
            last: PerPlatform::default(),
            last_of_amazon: PerPlatform::default(),
        }
    }

    /// The image to launch now: that of the settings, or Amazon's newest.
    pub(super) async fn current(&self, platform: Platform) -> Result<Image> {
        let fixed = self.fixed[platform].as_deref();
        self.kept(&self.last[platform], platform, fixed).await
    }

    /// Amazon's newest, whatever the settings say.
    pub(super) async fn amazons(&self, platform: Platform) -> Result<Image> {
        self.kept(&self.last_of_amazon[platform], platform, None)
            .await
    }

    /// What an image of one's own is made from: that of the settings, unless it is itself one that we made.
    pub(super) async fn base(&self, platform: Platform) -> Result<Image> {
        match self.current(platform).await? {
            image if image.agent.is_none() => Ok(image),
            _ => self.amazons(platform).await,
        }
    }

    /// Whether the settings name an image.
    pub(super) fn is_fixed(&self, platform: Platform) -> bool {
        self.fixed[platform].is_some()
    }

    async fn kept(
        &self,
        last: &Mutex<Last>,
        platform: Platform,
        id: Option<&str>,
    ) -> Result<Image> {
        let mut last = last.lock().await;
        if let Some((found, image)) = &*last
            && found.elapsed() < KEPT
        {
            return Ok(image.clone());
        }
        let id = match id {
            Some(id) => id.to_owned(),
            None => self.newest(platform).await?,
        };
        let image = self.look(&id).await?;
        *last = Some((Instant::now(), image.clone()));
        Ok(image)
    }

    async fn newest(&self, platform: Platform) -> Result<String> {
        let (name, thing) = parameter(platform);
        let answer = self.ssm.get_parameter().name(name).send().await;
        let answer = answer.map_err(failed("ssm:GetParameter", thing))?;
        let value = answer.parameter.and_then(|parameter| parameter.value);
        value.ok_or_else(|| CloudError::NotFound {
            what: thing.into(),
            answer: None,
        })
    }

    async fn look(&self, id: &str) -> Result<Image> {
        let thing = format!("The image {id} in this region");
        let answer = self.ec2.describe_images().image_ids(id).send().await;
        let answer = answer.map_err(failed("ec2:DescribeImages", &thing))?;
        let found = answer.images.unwrap_or_default().into_iter().next();
        found
            .map(|ami| image(id, &ami))
            .ok_or(CloudError::NotFound {
                what: thing,
                answer: None,
            })
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
        made: ami.creation_date().and_then(|date| date.parse().ok()),
        agent: AgentMark::of(&ec2::tags(ami.tags())),
    }
}
