//! A game server of ours: what is ordered, what runs, and what we must remember of it.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::ids::{
    BootId, ChannelId, GuildId, InstanceId, InstanceType, InvalidId, MessageId, ServerId, UserId,
};
use super::lifecycle::Timeline;
use pack::{Pack, Platform, Ports};

/// What people call a server: 1 to 60 characters of one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServerName(String);

impl ServerName {
    const LIMIT: usize = 60;

    /// The name that comes nearest to `text`: control characters and surplus white space gone, cut to
    /// the limit; `fallback` if nothing is left.
    pub fn tidy(text: &str, fallback: &str) -> Self {
        let clean = |text: &str| -> String {
            let words: Vec<&str> = text
                .split(|c: char| c.is_whitespace() || c.is_control())
                .filter(|word| !word.is_empty())
                .collect();
            words
                .join(" ")
                .chars()
                .take(Self::LIMIT)
                .collect::<String>()
                .trim_end()
                .to_owned()
        };
        let name = clean(text);
        if name.is_empty() {
            Self(clean(fallback))
        } else {
            Self(name)
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ServerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a server's messages go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Home {
    /// The Discord server that the game server belongs to.
    pub guild: GuildId,
    /// The channel that it was ordered in.
    pub channel: ChannelId,
}

/// Who ordered a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The Discord user; absent for a deploy from the command line.
    pub user: Option<UserId>,
    /// A name to show where a mention cannot be.
    pub name: String,
}

/// Where a pack lies in S3.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PackLocation {
    /// The bucket, or `None` for our own.
    pub bucket: Option<String>,
    /// The object's key.
    pub key: String,
}

impl PackLocation {
    /// The folder of our bucket that holds all packs.
    pub const FOLDER: &str = "packs/";
    /// EC2 tags remember the key, and a tag's value has 256 characters.
    const FILE_NAME_LIMIT: usize = 100;

    /// Where the pack of this server is uploaded to: unique, and named like the file it came from.
    pub fn for_upload(guild: Option<GuildId>, server: &ServerId, file_name: &str) -> Self {
        let folder = guild.map_or_else(|| "cli".to_owned(), |guild| guild.to_string());
        let name: String = file_name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        // The end says what kind of file it is.
        let name = &name[name.len().saturating_sub(Self::FILE_NAME_LIMIT)..];
        let name = name.trim_start_matches('.');
        let name = if name.is_empty() { "pack" } else { name };
        Self {
            bucket: None,
            key: format!("{}{folder}/{server}/{name}", Self::FOLDER),
        }
    }

    /// The last part of the key.
    pub fn file_name(&self) -> &str {
        self.key.rsplit('/').next().unwrap_or(&self.key)
    }

    /// The Discord server whose upload this is, if it is one.
    pub fn guild(&self) -> Option<GuildId> {
        let folder = self.key.strip_prefix(Self::FOLDER)?.split('/').next()?;
        self.bucket.is_none().then(|| folder.parse().ok()).flatten()
    }
}

impl fmt::Display for PackLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.bucket {
            Some(bucket) => write!(f, "s3://{bucket}/{}", self.key),
            None => write!(f, "s3:{}", self.key),
        }
    }
}

impl FromStr for PackLocation {
    type Err = InvalidId;

    /// Reads `s3://bucket/key`, `s3:key` and a bare key.
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let text = text.trim();
        let location = if let Some(rest) = text.strip_prefix("s3://") {
            rest.split_once('/').map(|(bucket, key)| Self {
                bucket: Some(bucket.to_owned()),
                key: key.to_owned(),
            })
        } else {
            Some(Self {
                bucket: None,
                key: text.strip_prefix("s3:").unwrap_or(text).to_owned(),
            })
        };
        location
            .filter(|l| {
                !l.key.is_empty() && l.key.len() <= 1024 && !l.key.chars().any(char::is_control)
            })
            .filter(|l| l.bucket.as_deref() != Some(""))
            .ok_or_else(|| InvalidId {
                text: text.chars().take(60).collect(),
                expected: "a pack in S3 (`s3:packs/…/pack.zip`, or `s3://bucket/key`)",
            })
    }
}

/// Where the pack of an order comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PackSource {
    /// A file at an address: Discord's CDN, or one that a user named.
    Web {
        /// The address. Discord's are signed and expire within a day.
        url: Url,
        /// Its name, for the key and for messages.
        file_name: String,
        /// How large Discord says it is, in bytes.
        size: Option<u64>,
        /// Came with an interaction, so Discord vouches for the address; a user's own address is checked.
        from_discord: bool,
    },
    /// A pack that lies in S3 already; it is used in place.
    Stored(PackLocation),
    /// A file of the machine that the command line runs on.
    File(std::path::PathBuf),
}

impl PackSource {
    /// The file's name, for people.
    pub fn file_name(&self) -> &str {
        match self {
            Self::Web { file_name, .. } => file_name,
            Self::Stored(location) => location.file_name(),
            Self::File(path) => path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or("pack"),
        }
    }
}

/// A deploy that was asked for, allowed, and not yet launched.
///
/// It is kept beside the packs until the machine is launched (then the machine's tags take
/// over), so that a bot that is killed in between takes the deploy up again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The server that is to be.
    pub server: ServerId,
    /// The name that the user chose; else the pack's own is taken.
    pub name: Option<String>,
    /// The kind of machine.
    pub size: InstanceType,
    /// Where the pack comes from.
    pub source: PackSource,
    /// Who asked.
    pub owner: Owner,
    /// Where the progress goes; none from the command line.
    pub home: Option<Home>,
    /// The message that is edited through the phases.
    pub progress: Option<MessageId>,
    /// When it was asked for.
    pub asked: Timestamp,
}

impl Order {
    /// What to call the server before its pack was read.
    pub fn working_name(&self) -> ServerName {
        ServerName::tidy(
            self.name.as_deref().unwrap_or_default(),
            self.source.file_name(),
        )
    }

    /// Where its pack is uploaded to.
    pub fn upload_location(&self) -> PackLocation {
        let guild = self.home.map(|home| home.guild);
        PackLocation::for_upload(guild, &self.server, self.source.file_name())
    }
}

/// The facts of a pack that outlive its upload: they stand in the machine's tags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackFacts {
    /// Where it lies.
    pub location: PackLocation,
    /// Track and layout, as shown.
    pub track: String,
    /// The cars, as many as fit into a tag.
    pub cars: Vec<String>,
    /// How many more cars there are than `cars` holds.
    pub more_cars: usize,
    /// How many drivers fit.
    pub slots: u16,
    /// The ports it listens on.
    pub ports: Ports,
    /// Whether drivers need a password.
    pub password: bool,
    /// Windows or Linux.
    pub platform: Platform,
}

impl PackFacts {
    /// A tag's value has 256 characters.
    const CARS_LIMIT: usize = 230;

    /// What is worth remembering of `pack`.
    pub fn of(pack: &Pack, location: PackLocation) -> Self {
        let mut cars = Vec::new();
        let mut room = Self::CARS_LIMIT;
        for car in &pack.cars {
            let cost = car.chars().count() + 1;
            if room < cost {
                break;
            }
            room -= cost;
            cars.push(car.clone());
        }
        Self {
            location,
            track: pack.track.to_string(),
            more_cars: pack.cars.len() - cars.len(),
            cars,
            slots: pack.slots,
            ports: pack.ports,
            password: pack.password,
            platform: pack.platform,
        }
    }
}

/// What a machine is doing, as the cloud says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InstanceState {
    /// Being made or powered on.
    Pending,
    /// Powered on.
    Running,
    /// Being powered off.
    Stopping,
    /// Powered off; its disk is kept.
    Stopped,
    /// Being deleted.
    ShuttingDown,
    /// Deleted; the cloud still lists it for a while.
    Terminated,
}

impl InstanceState {
    /// Whether compute time is paid for.
    pub fn costs_compute(self) -> bool {
        matches!(self, Self::Pending | Self::Running | Self::Stopping)
    }

    /// Whether the machine is gone or going for good.
    pub fn is_gone(self) -> bool {
        matches!(self, Self::ShuttingDown | Self::Terminated)
    }
}

/// Why a machine was stopped or deleted. Our own reasons are written down before it is done, so that
/// the message that follows can say it, also after a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// Somebody asked for it.
    Asked,
    /// It was not online within the limit.
    BootTimeout,
    /// Its game server was given up on the machine, and nobody did anything about it.
    Broken,
    /// Nobody drove, so it powered itself off. Never written down: the cloud knows it.
    Idle,
}

impl Ending {
    /// How it is written into a tag.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::BootTimeout => "boot-timeout",
            Self::Broken => "broken",
            Self::Idle => "idle",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    pub fn from_tag(text: &str) -> Option<Self> {
        [Self::Asked, Self::BootTimeout, Self::Broken]
            .into_iter()
            .find(|ending| ending.as_str() == text)
    }
}

/// The join announcement of a boot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// The boot whose link it shows.
    pub boot: BootId,
    /// The message; none where the channel could not be written to.
    pub message: Option<MessageId>,
}

/// What we remember of a server beyond what the cloud itself knows. It lives in the machine's
/// tags; the bot keeps nothing of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The message that is edited through the phases of this run.
    pub progress: Option<MessageId>,
    /// When this run was asked for, and when each stage was reached.
    pub timeline: Timeline,
    /// The boot whose link is being posted: set before the post, so that a bot killed between
    /// post and note looks for its own message instead of posting twice.
    pub announcing: Option<BootId>,
    /// The last join announcement.
    pub announced: Option<Announced>,
    /// Why we are stopping or deleting it.
    pub ending: Option<Ending>,
    /// What the channel was told last: [`super::lifecycle::Standing::code`].
    pub told: Option<String>,
}

impl Record {
    /// [`Self::told`] of a run that was just asked for: the channel knows that it is on its way.
    pub const JUST_STARTED: &str = "just-started";

    /// The record of a run that begins now.
    pub fn new(asked: Timestamp, progress: Option<MessageId>) -> Self {
        Self {
            progress,
            timeline: Timeline::new(asked),
            announcing: None,
            announced: None,
            ending: None,
            told: None,
        }
    }

    /// What holds for a machine that was last powered on at `launched`. If somebody else powered it
    /// on again, its last run's stages and ending are no longer true of it.
    pub fn of_run(self, launched: Timestamp) -> Self {
        if self.timeline.is_of_run(launched) {
            return self;
        }
        Self {
            announced: self.announced,
            told: self.told,
            ..Self::new(launched, None)
        }
    }
}

/// A server and its machine, as the cloud lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Ours.
    pub id: ServerId,
    /// What people call it.
    pub name: ServerName,
    /// Its machine.
    pub instance: InstanceId,
    /// The kind of machine.
    pub size: InstanceType,
    /// What the machine is doing.
    pub state: InstanceState,
    /// Whether its last power-off came from inside: nobody drove and it had been told to, or
    /// somebody shut the system down. Says nothing while it runs.
    pub powered_itself_off: bool,
    /// The public address, while it has one.
    pub address: Option<Ipv4Addr>,
    /// When the machine was last powered on.
    pub launched: Timestamp,
    /// Who ordered it.
    pub owner: Owner,
    /// Where its messages go.
    pub home: Option<Home>,
    /// What it runs.
    pub pack: PackFacts,
    /// After how many minutes without a driver it powers itself off; none: never.
    pub idle_minutes: Option<u32>,
    /// What we remember.
    pub record: Record,
}

impl Server {
    /// Why it was stopped or deleted, as far as that is known.
    pub fn ending(&self) -> Option<Ending> {
        let by_itself = self.powered_itself_off && self.idle_minutes.is_some();
        self.record.ending.or(by_itself.then_some(Ending::Idle))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_in_s3_is_named_three_ways() {
        let ours: PackLocation = "s3:packs/1/a.zip".parse().expect("ours");
        assert_eq!(ours, "packs/1/a.zip".parse().expect("bare"));
        let other: PackLocation = "s3://league-packs/gt3.zip".parse().expect("other");
        assert_eq!(other.bucket.as_deref(), Some("league-packs"));
        assert_eq!(other.to_string(), "s3://league-packs/gt3.zip");
        assert!("s3://bucket-only".parse::<PackLocation>().is_err());
        assert!("s3:".parse::<PackLocation>().is_err());
    }

    #[test]
    fn an_upload_keeps_the_files_name_but_none_of_its_tricks() {
        let server = ServerId::from_bits(7);
        let location =
            PackLocation::for_upload(Some(GuildId::from(42)), &server, "../Nürburg GT3.zip");
        assert_eq!(location.file_name(), "_N_rburg_GT3.zip");
        assert_eq!(location.guild(), Some(GuildId::from(42)));
        let long = PackLocation::for_upload(None, &server, &format!("{}.zip", "x".repeat(500)));
        assert!(long.key.len() < 256 && long.key.ends_with(".zip"));
    }

    #[test]
    fn names_are_one_tidy_line() {
        assert_eq!(
            ServerName::tidy("  Friday\n\tGT3 ", "x").as_str(),
            "Friday GT3"
        );
        assert_eq!(ServerName::tidy("\u{7}", "pack.zip").as_str(), "pack.zip");
        assert_eq!(ServerName::tidy(&"a".repeat(99), "").as_str().len(), 60);
    }
}

/// Servers for tests.
#[cfg(any(test, feature = "sample"))]
pub mod sample {
    use super::*;
    use crate::ids::{ChannelId, GuildId};

    /// A running server of guild 200 that user 500 ordered.
    ///
    /// # Panics
    /// Never: its pack's location is one.
    pub fn server(launched: Timestamp) -> Server {
        Server {
            id: ServerId::from_bits(1),
            name: ServerName::tidy("Friday GT3", ""),
            instance: InstanceId::new("i-0123456789abcdef0"),
            size: InstanceType::new("t3.small"),
            state: InstanceState::Running,
            powered_itself_off: false,
            address: Some(Ipv4Addr::new(203, 0, 113, 7)),
            launched,
            owner: Owner {
                user: Some(UserId::from(500)),
                name: "alice".into(),
            },
            home: Some(Home {
                guild: GuildId::from(200),
                channel: ChannelId::from(300),
            }),
            pack: PackFacts {
                location: "packs/200/22222222/friday.zip".parse().expect("a location"),
                track: "imola".into(),
                cars: vec!["bmw_m3_e30".into()],
                more_cars: 0,
                slots: 18,
                ports: Ports {
                    udp: 9600,
                    tcp: 9600,
                    http: 8081,
                    wrapper: None,
                },
                password: false,
                platform: Platform::Windows,
            },
            idle_minutes: None,
            record: Record::new(launched, Some(MessageId::from(900))),
        }
    }
}
