//! The settings: defaults, then a TOML file, then the environment.
//!
//! Read and checked once, when a role starts; afterwards they are trusted. Each section lies in
//! `settings.rs` of the module that uses it, so a key is described, defaulted and checked in one
//! place; what concerns several keys is checked in [`consistency`]. `config/ac-deploy.example.toml` shows every key, and a test holds it to that.
//!
//! Absent on purpose: secrets. The Discord token and the AWS credentials come from the
//! environment (or `.env`) alone, and a settings file that holds one is refused.

mod consistency;
mod extract;
mod faults;
mod secrets;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format as _, Toml};
use serde::Deserialize;

use extract::extract;
pub use faults::{Origin, SettingsError, SettingsFault};
pub use secrets::{Token, discord_token, hide_memory, is_readable_by_others, load_env_file};

use crate::join_page::JoinPageSettings;
use cloud::settings::{AwsSettings, CpuCredits, LocalSettings};
use discord::DiscordSettings;
use domain::lifecycle::PatienceSettings;
use domain::policy::{GuildRules, Policy};
use domain::price::Prices;
use pack::{Limits, PerPlatform, Platform, PlatformChoice};
use service::{ResultSettings, Rules};
use transfer::{PackSettings, TransferSettings};
use watcher::WatchSettings;

/// Where the settings lie if nobody names a file.
pub const DEFAULT_FILE: &str = "config/ac-deploy.toml";

/// What the environment variables that make settings begin with.
const PREFIX: &str = "AC_DEPLOY_";

/// Variables that begin like settings and are none: the settings' own place, the log's form.
const NO_SETTINGS: [&str; 2] = ["config", "log"];

/// Where the prices lie that were fetched: beside the settings, `ac-deploy.prices.toml`.
pub fn refreshed_prices(settings: Option<&Path>) -> PathBuf {
    settings
        .unwrap_or(Path::new(DEFAULT_FILE))
        .with_extension("prices.toml")
}

/// Everything that an operator can choose.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where servers run.
    #[serde(default)]
    pub provider: Provider,
    /// The AWS account; needed where servers run there.
    #[serde(default)]
    pub aws: Option<AwsSettings>,
    /// This machine as a host; needed where servers run on it.
    #[serde(default)]
    pub local: Option<LocalSettings>,
    /// The Discord face.
    #[serde(default)]
    pub discord: DiscordSettings,
    /// How packs are fetched and moved.
    #[serde(default)]
    pub transfer: TransferSettings,
    /// What a pack may be like.
    #[serde(default)]
    pub packs: PackSettings,
    /// How often servers are looked at.
    #[serde(default)]
    pub watcher: WatchSettings,
    /// How long a boot may take, and a server stand idle.
    #[serde(default)]
    pub patience: PatienceSettings,
    /// Which results are told, and with what.
    #[serde(default)]
    pub results: ResultSettings,
    /// Where the bot serves pages to join races by; nowhere if left out.
    #[serde(default)]
    pub join_page: Option<JoinPageSettings>,
    /// The Discord servers that may use the bot, and their rules.
    #[serde(default)]
    pub guilds: Vec<GuildRules>,
    /// What things cost in the region; the built-in table if left out.
    #[serde(default)]
    pub prices: Option<Prices>,
}

/// Where servers run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Amazon Web Services: `[aws]`.
    #[default]
    Aws,
    /// This machine: `[local]`.
    Local,
}

/// The settings of the provider that was chosen.
#[derive(Debug, Clone, PartialEq)]
pub enum CloudSettings<'a> {
    /// `[aws]`.
    Aws(&'a AwsSettings),
    /// `[local]`, with the limits of `[packs]`.
    Local(Box<LocalSettings>),
}

impl Settings {
    /// Reads the settings: the defaults, over them `file` (or [`DEFAULT_FILE`] if that is there),
    /// over it the environment.
    ///
    /// # Errors
    /// Every fault that was found, the file that was named and is not there included.
    pub fn load(file: Option<&Path>) -> Result<Self, SettingsError> {
        let environment = Env::prefixed(PREFIX).split("__").ignore(&NO_SETTINGS);
        Self::read(file_to_read(file)?.as_deref(), environment)
    }

    fn read(file: Option<&Path>, environment: Env) -> Result<Self, SettingsError> {
        let mut figment = Figment::new();
        if let Some(file) = file {
            figment = figment.merge(Toml::file_exact(file));
        }
        let figment = figment.merge(environment);
        let mut settings: Self = extract(&figment)?;
        if let Some(file) = file {
            settings.take_refreshed(&refreshed_prices(Some(file)))?;
        }
        let faults = settings.inconsistencies(&figment);
        SettingsError::unless_empty(faults, settings)
    }

    /// Uses the prices that were fetched, if they are newer than those that hold and of the same region.
    fn take_refreshed(&mut self, at: &Path) -> Result<(), SettingsError> {
        let unreadable = |what: String| {
            SettingsError::all(vec![SettingsFault {
                origin: Origin::File(at.to_owned()),
                key: Vec::new(),
                what,
            }])
        };
        let text = match std::fs::read_to_string(at) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(unreadable(format!("it cannot be read: {error}."))),
        };
        let fetched: Prices = toml::from_str(&text).map_err(|_| {
            unreadable(
                "it is not a table of prices. Delete it, or fetch it anew with `ac-deploy prices refresh`."
                    .to_owned(),
            )
        })?;
        let region = self.aws.as_ref().and_then(|aws| aws.region.as_deref());
        let is_ours = region.is_none_or(|region| region == fetched.region);
        let holds = self
            .prices
            .as_ref()
            .map_or_else(|| Prices::built_in().as_of, |held| held.as_of.clone());
        if is_ours && holds < fetched.as_of {
            self.prices = Some(fetched);
        }
        Ok(())
    }

    /// Whether nobody has said yet where servers run: no provider but the default one, and nothing
    /// of that.
    pub fn say_no_place(&self) -> bool {
        self.provider == Provider::default() && self.aws.is_none()
    }

    /// The settings of the provider that was chosen.
    ///
    /// # Errors
    /// When its section is not there.
    pub fn cloud(&self) -> Result<CloudSettings<'_>, SettingsError> {
        let missing = |section: &str, key: &str, what: &str| {
            SettingsError::all(vec![SettingsFault {
                origin: Origin::Together,
                key: vec![section.to_owned(), key.to_owned()],
                what: format!(
                    "is missing: {what}. Set it in {DEFAULT_FILE} (begin with \
                     config/ac-deploy.example.toml), or as {PREFIX}{}__{} in the environment.",
                    section.to_uppercase(),
                    key.to_uppercase(),
                ),
            }])
        };
        match self.provider {
            Provider::Aws => match &self.aws {
                Some(aws) => Ok(CloudSettings::Aws(aws)),
                None => Err(missing("aws", "bucket", "the name of the bucket for packs")),
            },
            Provider::Local => match &self.local {
                Some(local) => Ok(CloudSettings::Local(Box::new(LocalSettings {
                    limits: self.pack_limits(),
                    ..local.clone()
                }))),
                None => Err(missing(
                    "local",
                    "address",
                    "the address that drivers reach this machine at",
                )),
            },
        }
    }

    /// All that the use cases need to know.
    ///
    /// # Errors
    /// As [`Self::cloud`].
    pub fn rules(&self) -> Result<Rules, SettingsError> {
        let cloud = self.cloud()?;
        let common = Rules {
            policy: Policy::new(self.guilds.iter().cloned()),
            hosting: match &cloud {
                CloudSettings::Aws(aws) => aws.default_size.clone().into(),
                CloudSettings::Local(local) => local.hosting(),
            },
            pack_limits: self.pack_limits(),
            program_keys: PerPlatform::new(|_| None),
            disk_gib: PerPlatform::new(|_| 0),
            buckets: Vec::new(),
            patience: self.patience.boot_timeouts(),
            options: self.patience.server_options(),
            hours_per_start: self.patience.hours_per_start,
            prepared_age: jiff::SignedDuration::ZERO,
            prices: Prices::none(),
            libraries_32: false,
            transfer: self.transfer.clone(),
            results: self.results.clone(),
        };
        Ok(match cloud {
            CloudSettings::Aws(aws) => Rules {
                program_keys: PerPlatform::new(|platform| {
                    aws.server_program(platform).map(ToString::to_string)
                }),
                disk_gib: PerPlatform::new(|platform| aws.root_gib(platform)),
                // An image of one's own may have them; Amazon's has not.
                libraries_32: aws.linux.ami.is_some(),
                buckets: aws.buckets.iter().map(ToString::to_string).collect(),
                prices: self.prices_of(aws),
                prepared_age: jiff::SignedDuration::from_hours(24 * i64::from(aws.prepared_days)),
                ..common
            },
            CloudSettings::Local(local) => Rules {
                // There is one machine, whatever kinds a guild could choose from elsewhere.
                policy: Policy::new(self.guilds.iter().map(|guild| GuildRules {
                    sizes: Vec::new(),
                    prepared: 0,
                    ..guild.clone()
                })),
                program_keys: local.program_keys(),
                ..common
            },
        })
    }

    /// What things cost with these machines: one that slows down at the end of its credits buys none.
    fn prices_of(&self, aws: &AwsSettings) -> Prices {
        let prices = self.prices.clone().unwrap_or_else(Prices::built_in);
        match aws.cpu_credits {
            CpuCredits::Unlimited => prices,
            CpuCredits::Standard => Prices {
                linux_credits_hour: 0.0,
                windows_credits_hour: 0.0,
                ..prices
            },
        }
    }

    /// What a pack may be like.
    pub fn pack_limits(&self) -> Limits {
        Limits {
            max_entries: self.packs.max_entries,
            max_unpacked: self.packs.max_unpacked_gib << 30,
            max_ratio: self.packs.max_ratio,
            program_in_bucket: PerPlatform::new(|platform| match self.provider {
                Provider::Aws => self
                    .aws
                    .as_ref()
                    .is_some_and(|aws| aws.server_program(platform).is_some()),
                Provider::Local => self.local.as_ref().is_some_and(LocalSettings::has_program),
            }),
            system: PerPlatform::new(|platform| match self.provider {
                Provider::Aws => platform,
                // A local host is a Linux machine, whatever it runs a pack with.
                Provider::Local => Platform::Linux,
            }),
            runs_programs: match self.provider {
                Provider::Aws => true,
                Provider::Local => self
                    .local
                    .as_ref()
                    .is_some_and(|local| local.run_programs_of_packs),
            },
            cleans_settings: true,
            choice: match (self.provider, &self.aws) {
                (Provider::Aws, Some(aws)) => Some(PlatformChoice {
                    run_on: aws.run_on,
                    ..PlatformChoice::default()
                }),
                _ => None,
            },
            ..Limits::default()
        }
    }
}

/// The file to read; one that was named must be there.
fn file_to_read(named: Option<&Path>) -> Result<Option<PathBuf>, SettingsError> {
    match named {
        Some(file) if file.is_file() => Ok(Some(file.to_owned())),
        Some(file) => Err(SettingsError::all(vec![SettingsFault {
            origin: Origin::File(file.to_owned()),
            key: Vec::new(),
            what: "there is no such file. `config/ac-deploy.example.toml` is one to begin with."
                .to_owned(),
        }])),
        None => Ok(Some(PathBuf::from(DEFAULT_FILE)).filter(|file| file.is_file())),
    }
}
