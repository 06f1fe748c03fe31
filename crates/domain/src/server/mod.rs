//! A game server of ours: what is ordered, what runs, and what we must remember of it.

mod hosting;
mod options;
mod order;
mod pack_location;
mod record;
mod settings;
mod spec;

use std::fmt;
use std::net::Ipv4Addr;
use std::ops::Deref;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use hosting::Hosting;
pub use options::{Choice, ServerOptions};
pub use order::Order;
pub use pack_location::{PackLocation, PackSource};
pub use record::{Announced, Record, StopReason};
pub use settings::NewSettings;
pub use spec::ServerSpec;

use crate::ids::{BootId, ChannelId, GuildId, InstanceId, InstanceType, UserId};
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

    /// The first of `Friday`, `Friday 2`, `Friday 3` … that nobody has. Names differ in more than capitals.
    #[must_use]
    pub fn not_among(self, taken: &[Self]) -> Self {
        let is_free = |name: &Self| {
            !taken
                .iter()
                .any(|other| other.0.to_lowercase() == name.0.to_lowercase())
        };
        if is_free(&self) {
            return self;
        }
        // Of so many at least one is free.
        let mut numbered = (2..taken.len() + 2).map(|number| self.numbered(number));
        let free = numbered.find(is_free);
        free.unwrap_or(self)
    }

    fn numbered(&self, number: usize) -> Self {
        let number = format!(" {number}");
        let kept: String = self.0.chars().take(Self::LIMIT - number.len()).collect();
        Self(format!("{}{number}", kept.trim_end()))
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

/// The facts of a pack that outlive its upload: they stand in the machine's tags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackFacts {
    /// Where it lies.
    pub location: PackLocation,
    /// Track and layout, as shown.
    pub track: String,
    /// The weather, as `GRAPHICS` has it, where it is certain before the server says it.
    #[serde(default)]
    pub weather: Option<String>,
    /// When a server that ran something else before was given this.
    #[serde(default)]
    pub changed: Option<Timestamp>,
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
    /// What the server calls itself; empty where that is not known.
    #[serde(default)]
    pub title: String,
    /// The keys of the server programs of our bucket that it runs, if it runs none of its own.
    #[serde(default)]
    pub programs: Vec<String>,
}

impl PackFacts {
    /// A tag's value has 256 characters.
    const CARS_LIMIT: usize = 230;
    /// As much of a server's name as tells it from others.
    const TITLE_LIMIT: usize = 120;

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
            weather: pack.weather.clone(),
            changed: None,
            more_cars: pack.cars.len() - cars.len(),
            cars,
            slots: pack.slots,
            ports: pack.ports,
            password: pack.password,
            platform: pack.platform,
            title: pack.name.chars().take(Self::TITLE_LIMIT).collect(),
            programs: Vec::new(),
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

/// A server and its machine, as the cloud lists it. What it was ordered as is read from it directly:
/// `server.name` is `server.spec.name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// What it was ordered as.
    pub spec: ServerSpec,
    /// Its machine.
    pub instance: InstanceId,
    /// What the machine is doing.
    pub state: InstanceState,
    /// Whether its last power-off came from inside: nobody drove and it had been told to, or
    /// somebody shut the system down. Says nothing while it runs.
    pub powered_itself_off: bool,
    /// The cloud's own sentence on why it does not run, if nobody asked for that: the cloud could not
    /// start it, or took it away.
    pub failure: Option<String>,
    /// The public address, while it has one.
    pub address: Option<Ipv4Addr>,
    /// When the machine was last powered on.
    pub launched: Timestamp,
    /// Whether that machine was prepared, and comes back to those that wait once the server is deleted.
    pub prepared: bool,
    /// What it runs.
    pub pack: PackFacts,
    /// What we remember.
    pub record: Record,
}

impl Deref for Server {
    type Target = ServerSpec;

    fn deref(&self) -> &ServerSpec {
        &self.spec
    }
}

impl Server {
    /// Names this run of its machine before the machine has said which boot it is.
    pub fn run(&self) -> BootId {
        // Not when the machine was launched: clouds differ in whether a start changes that.
        BootId::new(format!("run-{}", self.record.timeline.asked().as_second()))
    }

    /// The kind of machine that it was to have, if it runs as another because there was none of that.
    pub fn instead_of(&self) -> Option<&InstanceType> {
        let wanted = self.record.instead_of.as_ref();
        wanted.filter(|wanted| self.hosting.instance_type() != Some(wanted))
    }

    /// Why it was stopped or deleted, as far as that is known.
    pub fn ending(&self) -> Option<StopReason> {
        let by_itself = self.powered_itself_off && self.options.idle_minutes.is_some();
        self.record.ending.or(by_itself.then_some(StopReason::Idle))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ServerId;

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

    #[test]
    fn of_servers_with_one_name_the_later_ones_have_a_number() {
        let name = |text: &str| ServerName::tidy(text, "");
        let taken = ["friday gt3", "Friday GT3 2", "Cup"].map(name);
        assert_eq!(
            name("Friday GT3").not_among(&taken).as_str(),
            "Friday GT3 3"
        );
        assert_eq!(name("Cup").not_among(&taken).as_str(), "Cup 2");
        assert_eq!(name("Sunday").not_among(&taken).as_str(), "Sunday");
        let long = name(&"ä".repeat(60));
        let next = long.clone().not_among(std::slice::from_ref(&long));
        assert_eq!(next.as_str(), format!("{} 2", "ä".repeat(58)));
    }
}

/// Servers for tests.
#[cfg(any(test, feature = "sample"))]
pub mod sample {
    use super::*;
    use crate::ids::{MessageId, ServerId};

    /// A running server of guild 200 that user 500 ordered.
    ///
    /// # Panics
    /// Never: its pack's location is one.
    pub fn server(launched: Timestamp) -> Server {
        Server {
            spec: ServerSpec {
                id: ServerId::from_bits(1),
                name: ServerName::tidy("Friday GT3", ""),
                owner: Owner {
                    user: Some(UserId::from(500)),
                    name: "alice".into(),
                },
                home: Some(Home {
                    guild: GuildId::from(200),
                    channel: ChannelId::from(300),
                }),
                hosting: Hosting::ec2("t3.small"),
                options: ServerOptions::default(),
            },
            instance: InstanceId::new("i-0123456789abcdef0"),
            state: InstanceState::Running,
            powered_itself_off: false,
            failure: None,
            address: Some(Ipv4Addr::new(203, 0, 113, 7)),
            launched,
            prepared: false,
            pack: PackFacts {
                location: "packs/200/22222222/friday.zip".parse().expect("a location"),
                track: "imola".into(),
                weather: None,
                changed: None,
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
                title: String::new(),
                programs: Vec::new(),
            },
            record: Record::new(launched, Some(MessageId::from(900))),
        }
    }
}
