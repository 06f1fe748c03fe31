//! The settings: defaults, then a TOML file, then the environment.
//!
//! Read and checked once, when a role starts; afterwards they are trusted. Each section is the
//! settings type of the module that uses it, so a key is described, defaulted and checked in one
//! place. `config/ac-deploy.example.toml` shows every key, and a test holds it to that.
//!
//! Absent on purpose: secrets. The Discord token and the AWS credentials come from the
//! environment (or `.env`) alone, and a settings file that holds one is refused.

mod extract;
mod faults;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format as _, Toml};
use jiff::SignedDuration;
use serde::Deserialize;

use extract::{extract, origin};
pub use faults::{Origin, SettingsError, SettingsFault};

use crate::cloud::settings::{AwsSettings, LocalSettings};
use crate::discord::DiscordSettings;
use crate::domain::ids::InstanceType;
use crate::domain::lifecycle::Patience;
use crate::domain::pack::{Limits, PerPlatform, Platform};
use crate::domain::policy::{GuildRules, Policy};
use crate::domain::price::Prices;
use crate::service::Rules;
use crate::transfer::TransferSettings;
use crate::watcher::WatchSettings;

/// Where the settings lie if nobody names a file.
pub const DEFAULT_FILE: &str = "config/ac-deploy.toml";

/// What the environment variables that make settings begin with.
const PREFIX: &str = "AC_DEPLOY_";

/// Variables that begin like settings and are none: the settings' own place, the log's form.
const NO_SETTINGS: [&str; 2] = ["config", "log"];

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

/// `[packs]`: what a pack may be like, whoever sends it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PackSettings {
    /// The most files and folders that a pack may hold.
    pub max_entries: usize,
    /// The most GiB that a pack may unpack to.
    pub max_unpacked_gib: u64,
    /// How many bytes one packed byte may unpack to; more is a bomb.
    pub max_ratio: u64,
}

impl Default for PackSettings {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            max_entries: limits.max_entries,
            max_unpacked_gib: limits.max_unpacked >> 30,
            max_ratio: limits.max_ratio,
        }
    }
}

/// `[patience]`: how long a boot may take, and how long a server may stand there for nobody.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PatienceSettings {
    /// After how many minutes the channel is told that a boot takes long.
    pub slow_minutes: u32,
    /// After how many minutes a machine that never came online is powered off.
    pub give_up_minutes: u32,
    /// After how many minutes without a driver a machine powers itself off. 0: never.
    pub idle_minutes: u32,
}

impl Default for PatienceSettings {
    fn default() -> Self {
        let Patience { slow, give_up } = Patience::default();
        let minutes = |duration: SignedDuration| duration.as_mins().try_into().unwrap_or(u32::MAX);
        Self {
            slow_minutes: minutes(slow),
            give_up_minutes: minutes(give_up),
            idle_minutes: 0,
        }
    }
}

/// Reads `.env` of this folder (or the nearest above it) into the environment; what is set there
/// already stays as it is.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn load_env_file() -> Result<(), SettingsError> {
    let what = match dotenvy::dotenv() {
        Ok(_) => return Ok(()),
        Err(error) if error.not_found() => return Ok(()),
        // The line may hold a secret: only its name is told.
        Err(dotenvy::Error::LineParse(line, _)) => match line.split_once('=') {
            Some((name, _)) => format!(
                "the value of {} cannot be read; put it between single quotes.",
                name.trim()
            ),
            None => "a line has no `=`; every line is NAME=value.".to_owned(),
        },
        Err(error) => format!("it cannot be read: {error}."),
    };
    let origin = Origin::File(PathBuf::from(".env"));
    Err(SettingsError::all(vec![SettingsFault {
        origin,
        key: Vec::new(),
        what,
    }]))
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
        let settings: Self = extract(&figment)?;
        let faults = settings.inconsistencies(&figment);
        SettingsError::unless_empty(faults, settings)
    }

    /// What no single key's type could refuse.
    fn inconsistencies(&self, figment: &Figment) -> Vec<SettingsFault> {
        let mut faults = Vec::new();
        let mut refuse = |key: &[&str], what: &str| {
            let key: Vec<String> = key.iter().map(|part| (*part).to_owned()).collect();
            faults.push(SettingsFault {
                origin: origin(figment, &key),
                key,
                what: what.to_owned(),
            });
        };
        // The size of Microsoft's image; EC2 refuses a smaller disk.
        if self
            .aws
            .as_ref()
            .is_some_and(|aws| aws.root_gib(Platform::Windows) < 30)
        {
            refuse(
                &["aws", "windows", "root_gib"],
                "must be 30 or more: Windows needs it.",
            );
        }
        let PackSettings {
            max_entries,
            max_unpacked_gib,
            max_ratio,
        } = self.packs;
        if max_entries == 0 {
            refuse(&["packs", "max_entries"], "must be 1 or more.");
        }
        if !(1..=1024).contains(&max_unpacked_gib) {
            refuse(&["packs", "max_unpacked_gib"], "must be from 1 to 1024.");
        }
        if max_ratio == 0 {
            refuse(&["packs", "max_ratio"], "must be 1 or more.");
        }
        let WatchSettings {
            moving_seconds,
            quiet_seconds,
            idle_seconds,
        } = self.watcher;
        for (key, seconds) in [
            ("moving_seconds", moving_seconds),
            ("quiet_seconds", quiet_seconds),
            ("idle_seconds", idle_seconds),
        ] {
            if !(1..=3600).contains(&seconds) {
                refuse(&["watcher", key], "must be from 1 to 3600.");
            }
        }
        let PatienceSettings {
            slow_minutes,
            give_up_minutes,
            idle_minutes,
        } = self.patience;
        if slow_minutes == 0 {
            refuse(&["patience", "slow_minutes"], "must be 1 or more.");
        }
        if give_up_minutes < slow_minutes {
            refuse(
                &["patience", "give_up_minutes"],
                "must not be less than `slow_minutes`.",
            );
        }
        if idle_minutes != 0 && !(5..=10_080).contains(&idle_minutes) {
            refuse(
                &["patience", "idle_minutes"],
                "must be 0, which is never, or from 5 to 10080, which is a week.",
            );
        }
        if let Some(local) = &self.local {
            let LocalSettings {
                starts,
                restart_seconds,
                stop_seconds,
                log_mib,
                ..
            } = local;
            for (key, value, allowed) in [
                ("starts", starts, 1..=100),
                ("restart_seconds", restart_seconds, 1..=3600),
                ("stop_seconds", stop_seconds, 1..=600),
                ("log_mib", log_mib, 1..=1024),
            ] {
                if !allowed.contains(value) {
                    let (least, most) = allowed.into_inner();
                    refuse(&["local", key], &format!("must be from {least} to {most}."));
                }
            }
        }
        let mut seen = BTreeSet::new();
        for (index, guild) in self.guilds.iter().enumerate() {
            let index = index.to_string();
            if !seen.insert(guild.id) {
                refuse(
                    &["guilds", &index, "id"],
                    "stands in an earlier entry already; put both into one.",
                );
            }
            if guild.max_servers == 0 {
                refuse(
                    &["guilds", &index, "max_servers"],
                    "must be 1 or more; to lock a Discord server out, remove its entry.",
                );
            }
            if guild.max_pack_mib == 0 {
                refuse(&["guilds", &index, "max_pack_mib"], "must be 1 or more.");
            }
            if !guild.sizes.iter().all(is_instance_type) {
                refuse(
                    &["guilds", &index, "sizes"],
                    "must hold EC2 instance types such as \"t3.small\".",
                );
            }
        }
        faults
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
        let common = Rules {
            policy: Policy::new(self.guilds.iter().cloned()),
            default_size: InstanceType::new(""),
            pack_limits: self.pack_limits(),
            program_keys: PerPlatform::new(|_| None),
            disk_gib: PerPlatform::new(|_| 0),
            buckets: Vec::new(),
            patience: Patience {
                slow: SignedDuration::from_mins(self.patience.slow_minutes.into()),
                give_up: SignedDuration::from_mins(self.patience.give_up_minutes.into()),
            },
            idle_minutes: Some(self.patience.idle_minutes).filter(|minutes| *minutes != 0),
            prices: Prices::none(),
            transfer: self.transfer.clone(),
        };
        Ok(match self.cloud()? {
            CloudSettings::Aws(aws) => Rules {
                default_size: aws.default_size.clone(),
                program_keys: PerPlatform::new(|platform| {
                    aws.server_program(platform).map(ToString::to_string)
                }),
                disk_gib: PerPlatform::new(|platform| aws.root_gib(platform)),
                buckets: aws.buckets.iter().map(ToString::to_string).collect(),
                prices: self.prices.clone().unwrap_or_else(Prices::built_in),
                ..common
            },
            CloudSettings::Local(local) => Rules {
                // There is one machine, whatever kinds a guild could choose from elsewhere.
                policy: Policy::new(self.guilds.iter().map(|guild| GuildRules {
                    sizes: Vec::new(),
                    ..guild.clone()
                })),
                default_size: local.size(),
                program_keys: local.program_keys(),
                ..common
            },
        })
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
            ..Limits::default()
        }
    }
}

/// The bot's token. It can be sent to Discord, and shown to nobody.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// The token itself, for Discord alone.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The bot's token, from the environment: `DISCORD_TOKEN`.
///
/// # Errors
/// When it is not there.
pub fn discord_token() -> Result<Token, SettingsError> {
    match std::env::var("DISCORD_TOKEN") {
        Ok(token) if !token.trim().is_empty() => Ok(Token(token.trim().to_owned())),
        _ => Err(SettingsError::all(vec![SettingsFault {
            origin: Origin::Together,
            key: Vec::new(),
            what: "DISCORD_TOKEN is missing. It is your Discord bot's token: in Discord's Developer Portal choose your \
                   application → Bot → Reset Token, and put it into the environment, or into the file .env as \
                   DISCORD_TOKEN=…"
                .to_owned(),
        }])),
    }
}

/// `family.size`, as EC2 writes it.
fn is_instance_type(size: &InstanceType) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    size.as_str()
        .split_once('.')
        .is_some_and(|(family, size)| is_part(family) && is_part(size))
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

#[cfg(test)]
mod tests {
    use figment::error::Kind;
    use figment::value::{Dict, Value};

    use super::*;
    use crate::cloud::settings::MachineSettings;
    use crate::domain::ids::GuildId;
    use crate::domain::policy::Deed;

    const EXAMPLE: &str = include_str!("../../config/ac-deploy.example.toml");

    fn read(toml: &str) -> Result<Settings, SettingsError> {
        let figment = Figment::from(Toml::string(toml));
        let settings: Settings = extract(&figment)?;
        let faults = settings.inconsistencies(&figment);
        SettingsError::unless_empty(faults, settings)
    }

    /// The example with all that is commented out switched on.
    fn everything() -> String {
        let is_key = |key: &str| {
            !key.is_empty()
                && key
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || "_\".0123456789".contains(c))
        };
        EXAMPLE
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.starts_with('[') && rest.ends_with(']') => rest,
                Some(rest) if rest.split_once(" = ").is_some_and(|(key, _)| is_key(key)) => rest,
                _ => line,
            })
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The keys of a section, as serde tells them to whoever asks for one that is none.
    fn keys<T: for<'de> Deserialize<'de> + fmt::Debug>() -> &'static [&'static str] {
        let probe = Value::from(Dict::from([("?".to_owned(), Value::from(0))]));
        match probe.deserialize::<T>().expect_err("`?` is no key").kind {
            Kind::UnknownField(_, keys) => keys,
            other => panic!("unknown keys are not refused: {other}"),
        }
    }

    #[test]
    fn the_example_is_right_as_it_is_and_says_the_defaults() {
        let settings = read(EXAMPLE).expect("the example");
        assert_eq!(settings.guilds.len(), 1);
        let bare = read("[aws]\nbucket = \"my-league-ac-deploy\"").expect("only what must be said");
        assert_eq!(
            Settings {
                guilds: Vec::new(),
                ..settings
            },
            bare
        );
        let everything = read(&everything()).expect("the example with every key");
        let local = everything.local.clone().expect("[local]");
        assert_eq!(
            LocalSettings {
                ports: None,
                server_program: None,
                wine: None,
                ..local.clone()
            },
            LocalSettings::new("data", local.address),
            "what the example shows in comments is what holds without them"
        );
        let the_same = Settings {
            local: None,
            aws: everything.aws.clone().map(|aws| AwsSettings {
                region: None,
                buckets: Vec::new(),
                rdp_cidr: None,
                windows: MachineSettings::default(),
                linux: MachineSettings::default(),
                ..aws
            }),
            transfer: TransferSettings {
                trusted_hosts: Vec::new(),
                ..everything.transfer.clone()
            },
            discord: DiscordSettings::default(),
            guilds: Vec::new(),
            prices: None,
            ..everything
        };
        assert_eq!(
            the_same, bare,
            "what the example shows in comments is what holds without them"
        );
    }

    #[test]
    fn the_example_has_every_key() {
        let figment = Figment::from(Toml::string(&everything()));
        let value: Value = figment.extract().expect("the example with every key");
        let sections: [(&str, &[&str]); 11] = [
            ("", keys::<Settings>()),
            ("aws", keys::<AwsSettings>()),
            ("aws.windows", keys::<MachineSettings>()),
            ("aws.linux", keys::<MachineSettings>()),
            ("local", keys::<LocalSettings>()),
            ("discord", keys::<DiscordSettings>()),
            ("transfer", keys::<TransferSettings>()),
            ("packs", keys::<PackSettings>()),
            ("watcher", keys::<WatchSettings>()),
            ("patience", keys::<PatienceSettings>()),
            ("prices", keys::<Prices>()),
        ];
        for (section, keys) in sections {
            for key in keys {
                let path = format!("{section}.{key}");
                assert!(
                    value.find_ref(path.trim_start_matches('.')).is_some(),
                    "the example lacks {path}"
                );
            }
        }
        let guild = value
            .find_ref("guilds")
            .and_then(Value::as_array)
            .expect("guilds")[0]
            .clone();
        for key in keys::<GuildRules>() {
            assert!(
                guild.find_ref(key).is_some(),
                "the example lacks {key} in [[guilds]]"
            );
        }
        for deed in Deed::ALL {
            let deed = serde_json::to_value(deed).expect("a word");
            let path = format!("roles.{}", deed.as_str().expect("a word"));
            assert!(
                guild.find_ref(&path).is_some(),
                "the example lacks {path} in [[guilds]]"
            );
        }
    }

    #[test]
    fn a_bucket_is_asked_for_where_it_is_needed() {
        let settings = read("").expect("judging packs needs nothing");
        let error = settings.rules().expect_err("a deploy needs a bucket");
        assert!(
            error.to_string().contains("AC_DEPLOY_AWS__BUCKET"),
            "{error}"
        );
    }

    #[test]
    fn this_machine_needs_an_address_and_no_bucket() {
        let error = read("provider = \"local\"").expect("settings").rules();
        let words = error.expect_err("an address is needed").to_string();
        assert!(words.contains("AC_DEPLOY_LOCAL__ADDRESS"), "{words}");
        let settings = "provider = \"local\"\n[local]\naddress = \"203.0.113.7\"\n[[guilds]]\nid = 1\nsizes = [\"t3.small\"]";
        let rules = read(settings).expect("settings").rules().expect("rules");
        assert_eq!(rules.default_size.as_str(), "this machine");
        assert_eq!(
            rules.prices,
            Prices::none(),
            "nobody's price list holds for it"
        );
        let guild = rules.policy.guild(GuildId::from(1)).expect("its rules");
        assert!(guild.sizes.is_empty(), "there is one machine");
    }

    #[test]
    fn limits_of_this_machine_are_checked() {
        let error = read("[local]\naddress = \"203.0.113.7\"\nstarts = 0").expect_err("none");
        assert_eq!(error.faults()[0].key, ["local", "starts"]);
        insta::assert_snapshot!(error.faults()[0].what, @"must be from 1 to 100.");
        let error = read("provider = \"azure\"").expect_err("no such provider");
        insta::assert_snapshot!(error.faults()[0].what, @"cannot be “azure”. Allowed are: `aws`, `local`.");
    }

    #[test]
    fn a_wrong_bucket_is_no_missing_bucket() {
        let error = read("[aws]\nbucket = 7\nwindows.root_gib = 7").expect_err("two faults");
        let words: Vec<String> = error
            .faults()
            .iter()
            .map(|fault| fault.key.join("."))
            .collect();
        assert_eq!(words, ["aws.bucket", "aws.windows.root_gib"]);
    }

    #[test]
    fn a_token_cannot_be_shown() {
        assert_eq!(format!("{:?}", Token("MTE.secret".to_owned())), "Token(…)");
    }
}
