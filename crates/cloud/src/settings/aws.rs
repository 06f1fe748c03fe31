//! The settings of the AWS adapter: the `[aws]` table of the settings file.
//!
//! Credentials are deliberately absent: they come from the environment, a profile, a credential
//! process or an instance role, as with every AWS program. So is the endpoint: `AWS_ENDPOINT_URL`
//! and its relatives name it.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use domain::ids::InstanceType;
use domain::within;
use pack::{Platform, RunOn};

/// Where in the bucket the server programs lie that an operator put there.
pub const PROGRAMS: &str = "programs/";

/// The bucket's name in the example of the settings: it would be the first user's for ever.
const EXAMPLE_BUCKET: &str = "ac-deploy-change-me";

/// What the operator decides about AWS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwsSettings {
    /// The region that everything lies in, the bucket too (`eu-central-1`). Left out, the SDK looks
    /// where it always does: `AWS_REGION`, then the profile.
    #[serde(default)]
    pub region: Option<String>,
    /// The bucket for packs. Its name must be unique among all buckets in the world;
    /// `ac-deploy setup` makes it.
    pub bucket: BucketName,
    /// Other buckets from which `s3://bucket/key` may be deployed. They must lie in the same region
    /// and be readable with the bot's credentials.
    #[serde(default)]
    pub buckets: Vec<BucketName>,
    /// The name of the role that machines run under, and of its instance profile.
    #[serde(default = "default_role")]
    pub role: RoleName,
    /// On which system packs run, where neither a Discord server's rules nor whoever deploys chooses
    /// another.
    #[serde(default)]
    pub run_on: RunOn,
    /// The kind of machine where nobody asks for another.
    #[serde(default = "default_size", deserialize_with = "x86_size")]
    pub default_size: InstanceType,
    /// What a `t3` machine does when it has computed more than its share: go on and cost extra, or
    /// slow down. Other sizes have no such share.
    #[serde(default)]
    pub cpu_credits: CpuCredits,
    /// After how many days a pack is deleted from the bucket. 0 keeps them for ever.
    #[serde(default = "default_pack_days")]
    pub pack_days: u16,
    /// After how many days a machine that waits for a deploy (`prepared` of a Discord server) is replaced by a
    /// new one, with the system of that day.
    #[serde(
        default = "default_prepared_days",
        deserialize_with = "within::<_, _, 1, 365>"
    )]
    pub prepared_days: u16,
    /// The program that looks after servers on Linux machines, `ac-deploy-agent` for 64-bit Linux on
    /// x86. Left out, it is the one beside ac-deploy.
    #[serde(default)]
    pub agent: Option<PathBuf>,
    /// What Windows machines are made from.
    #[serde(default)]
    pub windows: MachineSettings,
    /// What Linux machines are made from.
    #[serde(default)]
    pub linux: MachineSettings,
}

/// What the machines of one platform are made from: `[aws.windows]` and `[aws.linux]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MachineSettings {
    /// The image that machines start from. Left out, it is Amazon's newest Windows Server 2022 or
    /// Amazon Linux 2023.
    pub ami: Option<String>,
    /// The size of a machine's disk in GiB; see [`AwsSettings::root_gib`]. An image that needs
    /// more gets it.
    pub root_gib: Option<RootGib>,
    /// The server program for packs that bring none: its key in the bucket
    /// (`programs/acServer.exe`). Put it there yourself; it is Kunos' and not ours to hand out.
    pub server_program: Option<ProgramKey>,
}

impl AwsSettings {
    /// Everything as by default.
    pub fn new(bucket: BucketName) -> Self {
        Self {
            region: None,
            bucket,
            buckets: Vec::new(),
            role: default_role(),
            run_on: RunOn::default(),
            default_size: default_size(),
            cpu_credits: CpuCredits::default(),
            pack_days: default_pack_days(),
            prepared_days: default_prepared_days(),
            agent: None,
            windows: MachineSettings::default(),
            linux: MachineSettings::default(),
        }
    }

    /// What machines of this platform are made from.
    pub fn machine(&self, platform: Platform) -> &MachineSettings {
        match platform {
            Platform::Windows => &self.windows,
            Platform::Linux => &self.linux,
        }
    }

    /// The size of a machine's disk in GiB. By default 40, of which Windows takes about 20, or 8,
    /// of which Amazon Linux takes about 2; the packed and the unpacked pack come on top. A pack that
    /// needs more gets it, see [`AwsSettings::disk_gib`].
    pub fn root_gib(&self, platform: Platform) -> u16 {
        let usual = match platform {
            Platform::Windows => 40,
            Platform::Linux => 8,
        };
        self.machine(platform).root_gib.map_or(usual, RootGib::get)
    }

    /// The size of the disk for a pack of so many bytes: grown where that, packed and unpacked side by side,
    /// would not fit beside the system.
    pub fn disk_gib(&self, platform: Platform, pack_size: u64) -> u16 {
        let system: u64 = match platform {
            Platform::Windows => 24,
            Platform::Linux => 4,
        };
        let needed = system + pack_size.saturating_mul(3).div_ceil(1 << 30);
        self.root_gib(platform)
            .max(u16::try_from(needed).unwrap_or(u16::MAX).min(16_384))
    }

    /// The key of the server program for packs of this platform that bring none.
    pub fn server_program(&self, platform: Platform) -> Option<&ProgramKey> {
        self.machine(platform).server_program.as_ref()
    }
}

fn default_role() -> RoleName {
    RoleName("ac-deploy-machine".into())
}

fn default_prepared_days() -> u16 {
    30
}

fn default_size() -> InstanceType {
    InstanceType::new("t3.small")
}

/// Refuses the families with Amazon's ARM processors, whose names have a `g` after the generation
/// (`t4g`, `c7gn`): EC2 launches none of them from an image for x86.
/// <https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html>
fn x86_size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<InstanceType, D::Error> {
    let size = InstanceType::deserialize(deserializer)?;
    let family = size.as_str().split('.').next().unwrap_or_default();
    let after_generation = family
        .trim_start_matches(|c: char| c.is_ascii_alphabetic())
        .trim_start_matches(|c: char| c.is_ascii_digit());
    let is_arm = after_generation.starts_with('g') || family == "a1";
    if is_arm {
        return Err(D::Error::custom(InvalidSetting::new(
            &size,
            "has an ARM processor, and the servers' programs are made for x86: choose a size such as t3.small",
        )));
    }
    Ok(size)
}

fn default_pack_days() -> u16 {
    30
}

/// A setting that cannot be taken as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` {why}")]
pub struct InvalidSetting {
    value: String,
    why: &'static str,
}

impl InvalidSetting {
    pub(super) fn new(value: impl fmt::Display, why: &'static str) -> Self {
        Self {
            value: value.to_string(),
            why,
        }
    }
}

macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidSetting;

            fn try_from(text: String) -> Result<Self, InvalidSetting> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

checked_text! {
    /// The name of a bucket, after S3's rules, and without dots: those break TLS.
    BucketName
}

impl FromStr for BucketName {
    type Err = InvalidSetting;

    fn from_str(text: &str) -> Result<Self, InvalidSetting> {
        let fits = (3..=63).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        if text == EXAMPLE_BUCKET {
            return Err(InvalidSetting::new(
                text,
                "is the example's name: choose one of your own, unique among all buckets in the world",
            ));
        }
        fits.then(|| Self(text.to_owned())).ok_or_else(|| {
            InvalidSetting::new(
                text,
                "is not a bucket name: 3 to 63 lower-case letters, digits and hyphens",
            )
        })
    }
}

checked_text! {
    /// The name of an IAM role.
    RoleName
}

impl FromStr for RoleName {
    type Err = InvalidSetting;

    fn from_str(text: &str) -> Result<Self, InvalidSetting> {
        let fits = (1..=64).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+=,.@-_".contains(&b));
        fits.then(|| Self(text.to_owned())).ok_or_else(|| {
            InvalidSetting::new(
                text,
                "is not a role name: up to 64 letters, digits and +=,.@-_",
            )
        })
    }
}

checked_text! {
    /// The key of a server program in the bucket.
    ProgramKey
}

impl FromStr for ProgramKey {
    type Err = InvalidSetting;

    fn from_str(text: &str) -> Result<Self, InvalidSetting> {
        let name = text.strip_prefix(PROGRAMS).unwrap_or_default();
        let fits = !name.is_empty() && text.len() <= 200 && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned())).ok_or_else(|| {
            InvalidSetting::new(
                text,
                "must begin with programs/: machines may read nothing else but packs/",
            )
        })
    }
}

/// The size of a machine's disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct RootGib(u16);

impl RootGib {
    /// In GiB.
    pub fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for RootGib {
    type Error = InvalidSetting;

    fn try_from(gib: u16) -> Result<Self, InvalidSetting> {
        if (8..=16_384).contains(&gib) {
            Ok(Self(gib))
        } else {
            Err(InvalidSetting::new(
                gib,
                "is not a size for the disk: a system needs 8 GiB or more (Windows 30), AWS has up to 16384",
            ))
        }
    }
}

impl From<RootGib> for u16 {
    fn from(gib: RootGib) -> Self {
        gib.0
    }
}

/// What a burstable machine does at the end of its CPU credits.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances.html>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CpuCredits {
    /// It goes on at full speed; what it computes beyond its share is billed when it stops.
    #[default]
    Unlimited,
    /// It slows down to its share, 20 % of a `t3.small`, and never costs extra. A `t3` begins without
    /// any credits, so Windows takes long to boot.
    Standard,
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn error(toml: &str) -> String {
        let error = toml::from_str::<AwsSettings>(&format!("bucket = \"ac-packs\"\n{toml}"))
            .expect_err("refused");
        error.message().to_owned()
    }

    #[test]
    fn a_bucket_is_all_that_must_be_said() {
        let settings: AwsSettings = toml::from_str("bucket = \"ac-packs\"").expect("settings");
        assert_eq!(
            settings,
            AwsSettings::new("ac-packs".parse().expect("a name"))
        );
        assert!(toml::from_str::<AwsSettings>("").is_err());
    }

    #[test]
    fn a_large_pack_gets_a_larger_disk() {
        let settings = AwsSettings::new("ac-packs".parse().expect("a name"));
        let disk = |mib: u64| settings.disk_gib(Platform::Linux, mib << 20);
        assert_eq!((disk(10), disk(1024), disk(2048)), (8, 8, 10));
        assert_eq!(settings.disk_gib(Platform::Windows, 10 << 20), 40);
    }

    #[test]
    fn what_is_wrong_is_said_in_words() {
        assert_snapshot!(error("buckets = [\"My_Bucket\"]"), @"`My_Bucket` is not a bucket name: 3 to 63 lower-case letters, digits and hyphens");
        assert_snapshot!(error("linux.server_program = \"acServer\""), @"`acServer` must begin with programs/: machines may read nothing else but packs/");
        assert_snapshot!(error("windows.root_gib = 7"), @"`7` is not a size for the disk: a system needs 8 GiB or more (Windows 30), AWS has up to 16384");
        assert_snapshot!(error("role = \"a b\""), @"`a b` is not a role name: up to 64 letters, digits and +=,.@-_");
        assert!(
            error("instance = 1")
                .starts_with("unknown field `instance`, expected one of `region`, `bucket`")
        );
    }

    #[test]
    fn the_examples_bucket_is_nobodys() {
        let error = "ac-deploy-change-me"
            .parse::<BucketName>()
            .expect_err("refused");
        assert_snapshot!(error, @"`ac-deploy-change-me` is the example's name: choose one of your own, unique among all buckets in the world");
    }

    #[test]
    fn a_size_whose_processor_runs_no_server_is_refused() {
        assert_snapshot!(error("default_size = \"t4g.small\""), @"`t4g.small` has an ARM processor, and the servers' programs are made for x86: choose a size such as t3.small");
        for fine in [
            "t3.small",
            "c6i.large",
            "g4dn.xlarge",
            "m7i-flex.large",
            "u-6tb1.metal",
        ] {
            let settings = format!("bucket = \"ac-packs\"\ndefault_size = \"{fine}\"");
            toml::from_str::<AwsSettings>(&settings).expect("an x86 size");
        }
    }
}
