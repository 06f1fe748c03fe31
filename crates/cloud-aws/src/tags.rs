//! What we remember of a server, as the tags of its machine.
//!
//! | tag | value |
//! |---|---|
//! | `Name` | the server's name; what the AWS console shows |
//! | `ac-deploy:server` | the server's id |
//! | `ac-deploy:bucket` | our bucket: which installation of ac-deploy the machine belongs to |
//! | `ac-deploy:owner`, `ac-deploy:owner-name` | who ordered it: Discord user id, and name |
//! | `ac-deploy:guild`, `ac-deploy:channel` | where its messages go |
//! | `ac-deploy:pack`, `ac-deploy:pack-2`, … | where the pack lies, in pieces if it is long |
//! | `ac-deploy:track`, `ac-deploy:cars`, `ac-deploy:more-cars` | `monza`, `ks_a;ks_b`, `3` |
//! | `ac-deploy:slots`, `ac-deploy:password`, `ac-deploy:platform` | `18`, `yes`, `windows` |
//! | `ac-deploy:ports` | `udp=9600 tcp=9600 http=8081 wrapper=8082` |
//! | `ac-deploy:idle-minutes` and the like | what was chosen for it, each [`Choice`] by its name |
//! | `ac-deploy:progress` | the message that is edited |
//! | `ac-deploy:timeline` | [`Timeline`]'s form |
//! | `ac-deploy:announcing` | the boot whose link is being posted |
//! | `ac-deploy:announced` | boot and message of the link that was posted |
//! | `ac-deploy:told` | what the channel was told last |
//! | `ac-deploy:replaces`, `ac-deploy:changing` | the server that goes for it; the change that is being made |
//! | `ac-deploy:ending` | why it is being stopped or deleted |
//!
//! From `progress` on they are the [`Record`], written together whenever it changes; what is
//! absent is written as an empty value, so that one call does it all. Only `ending` is written by
//! itself, by whoever stops, deletes or starts the machine: that may be a command line beside the
//! bot, and the bot's watcher, which writes the rest, must not wipe it out. The security group carries
//! `Name`, `ac-deploy:server`, `ac-deploy:bucket` and `ac-deploy:made`, a Unix time.
//!
//! AWS allows 50 tags with values of up to 256 characters. Anybody in the account can edit them,
//! so they are read with forgiveness: a machine with our server tag is listed whatever else is wrong
//! with it, for a machine that nobody sees costs money for ever.
//!
//! Absent on purpose: secrets, and types of the SDK.

use std::collections::BTreeMap;

use jiff::Timestamp;

use cloud::Launch;
use domain::ids::{BootId, InstanceType, ServerId};
use domain::lifecycle::Timeline;
use domain::server::{
    Announced, Choice, Home, Hosting, Owner, PackFacts, PackLocation, Record, ServerName,
    ServerOptions, ServerSpec, StopReason,
};
use pack::{Platform, Ports};

pub(super) const NAME: &str = "Name";
pub(super) const SERVER: &str = "ac-deploy:server";
pub(super) const BUCKET: &str = "ac-deploy:bucket";
pub(super) const MADE: &str = "ac-deploy:made";
pub(super) const ENDING: &str = "ac-deploy:ending";
const OWNER: &str = "ac-deploy:owner";
const OWNER_NAME: &str = "ac-deploy:owner-name";
const GUILD: &str = "ac-deploy:guild";
const CHANNEL: &str = "ac-deploy:channel";
const PACK: &str = "ac-deploy:pack";
const TRACK: &str = "ac-deploy:track";
/// As `GRAPHICS` has it.
const WEATHER: &str = "ac-deploy:weather";
/// Since when it races that, if it raced something else before, in seconds since 1970.
const CHANGED: &str = "ac-deploy:changed";
const CARS: &str = "ac-deploy:cars";
const MORE_CARS: &str = "ac-deploy:more-cars";
const SLOTS: &str = "ac-deploy:slots";
const PASSWORD: &str = "ac-deploy:password";
const PLATFORM: &str = "ac-deploy:platform";
/// What the server calls itself.
const TITLE: &str = "ac-deploy:title";
/// The keys of the server programs that it runs, parted by spaces.
const PROGRAMS: &str = "ac-deploy:programs";
const PORTS: &str = "ac-deploy:ports";
const PROGRESS: &str = "ac-deploy:progress";
const TIMELINE: &str = "ac-deploy:timeline";
const ANNOUNCING: &str = "ac-deploy:announcing";
const ANNOUNCED: &str = "ac-deploy:announced";
/// The server that goes once this one is online.
const REPLACES: &str = "ac-deploy:replaces";
/// The kind of machine of which there was none.
const INSTEAD_OF: &str = "ac-deploy:instead-of";
/// Until when this run goes on, in seconds since 1970.
const UNTIL: &str = "ac-deploy:until";
/// Of which end the channel was told, in seconds since 1970.
const WARNED: &str = "ac-deploy:warned";
/// The change that is being made of what it races.
const CHANGING: &str = "ac-deploy:changing";
const TOLD: &str = "ac-deploy:told";

/// The longest value, in characters.
const LIMIT: usize = 256;
/// A key has up to 1024 bytes, the bucket 63: five pieces.
const PIECES: usize = 5;

/// What acServer listens on by default; for a machine whose own tag was damaged.
const USUAL_PORTS: Ports = Ports {
    udp: 9600,
    tcp: 9600,
    http: 8081,
    wrapper: None,
};

/// The tags of a machine or a security group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tags(BTreeMap<String, String>);

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Tags {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(tags: T) -> Self {
        let short = |value: String| match value.char_indices().nth(LIMIT) {
            Some((end, _)) => value[..end].to_owned(),
            None => value,
        };
        Self(
            tags.into_iter()
                .map(|(key, value)| (key.into(), short(value.into())))
                .collect(),
        )
    }
}

impl Tags {
    /// The tags of the machine that `launch` makes for the installation that owns `bucket`.
    pub(super) fn of_launch(launch: &Launch, bucket: &str) -> Self {
        let (spec, pack) = (&launch.spec, &launch.pack);
        let mut tags: Vec<(String, String)> = Vec::new();
        let mut set = |key: &str, value: String| tags.push((key.to_owned(), value));
        set(NAME, spec.name.to_string());
        set(SERVER, spec.id.to_string());
        set(BUCKET, bucket.to_owned());
        set(OWNER, text_of(spec.owner.user));
        set(OWNER_NAME, spec.owner.name.clone());
        if let Some(home) = spec.home {
            set(GUILD, home.guild.to_string());
            set(CHANNEL, home.channel.to_string());
        }
        for (key, piece) in pieces(&pack.location.to_string()) {
            set(&key, piece);
        }
        for (key, value) in raced(pack) {
            set(key, value);
        }
        set(PLATFORM, platform_word(pack.platform).to_owned());
        set(PORTS, ports_text(&pack.ports));
        if !pack.programs.is_empty() {
            set(PROGRAMS, pack.programs.join(" "));
        }
        for (choice, number) in spec.options.chosen() {
            set(&key_of(&choice), number.to_string());
        }
        tags.into_iter()
            .chain(record_tags(&launch.record))
            .collect()
    }

    /// The tags that say what is raced, of a server that was changed. System, ports and programs stay.
    pub(super) fn of_change(pack: &PackFacts) -> Self {
        // A shorter place must not end like the longer one before.
        let gone = piece_keys().map(|key| (key, String::new()));
        let raced = raced(pack).map(|(key, value)| (key.to_owned(), value));
        gone.chain(pieces(&pack.location.to_string()))
            .chain(raced)
            .collect()
    }

    /// The tags that hold a record.
    pub(super) fn of_record(record: &Record) -> Self {
        record_tags(record).into_iter().collect()
    }

    /// The pairs.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// A value, unless it is absent or empty.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0
            .get(key)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    fn parsed<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        let value = self.get(key)?;
        let parsed = value.parse().ok();
        if parsed.is_none() {
            tracing::warn!(
                tag.key = key,
                tag.value = value,
                "the tag {key} cannot be read and is ignored"
            );
        }
        parsed
    }

    fn moment(&self, key: &str) -> Option<Timestamp> {
        Timestamp::from_second(self.parsed(key)?).ok()
    }

    /// Which server this is, if it is one of ours.
    pub(super) fn server(&self) -> Option<ServerId> {
        self.parsed(SERVER)
    }

    /// What the server `id`, which runs on such a machine, was ordered as.
    pub(super) fn spec(&self, id: ServerId, hosting: Hosting) -> ServerSpec {
        ServerSpec {
            name: ServerName::tidy(self.get(NAME).unwrap_or_default(), id.as_str()),
            id,
            owner: Owner {
                user: self.parsed(OWNER),
                name: self.get(OWNER_NAME).unwrap_or("unknown").to_owned(),
            },
            home: self.home(),
            hosting,
            options: ServerOptions::from_each(|choice| self.parsed(&key_of(choice))),
        }
    }

    fn home(&self) -> Option<Home> {
        Some(Home {
            guild: self.parsed(GUILD)?,
            channel: self.parsed(CHANNEL)?,
        })
    }

    /// What it runs.
    pub(super) fn pack(&self) -> PackFacts {
        let nowhere = || PackLocation {
            bucket: None,
            key: String::new(),
        };
        let location: String = piece_keys()
            .map_while(|key| self.0.get(&key))
            .map(String::as_str)
            .collect();
        let cars = self.get(CARS).unwrap_or_default();
        PackFacts {
            location: location.parse().unwrap_or_else(|_| nowhere()),
            track: self.get(TRACK).unwrap_or("unknown").to_owned(),
            weather: self.get(WEATHER).map(str::to_owned),
            changed: self.moment(CHANGED),
            cars: cars
                .split(';')
                .filter(|car| !car.is_empty())
                .map(str::to_owned)
                .collect(),
            more_cars: self.parsed(MORE_CARS).unwrap_or_default(),
            slots: self.parsed(SLOTS).unwrap_or_default(),
            ports: self.get(PORTS).and_then(ports).unwrap_or(USUAL_PORTS),
            password: self.get(PASSWORD) == Some("yes"),
            platform: match self.get(PLATFORM) {
                Some("linux") => Platform::Linux,
                _ => Platform::Windows,
            },
            title: self.get(TITLE).unwrap_or_default().to_owned(),
            programs: self
                .get(PROGRAMS)
                .unwrap_or_default()
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        }
    }

    /// What we remember of it; a damaged timeline begins when the machine was `launched`.
    pub(super) fn record(&self, launched: Timestamp) -> Record {
        let announced = self.get(ANNOUNCED).map(|text| {
            let (boot, message) = text.split_once(' ').unwrap_or((text, ""));
            Announced {
                boot: BootId::new(boot),
                message: message.parse().ok(),
            }
        });
        Record {
            progress: self.parsed(PROGRESS),
            timeline: self
                .get(TIMELINE)
                .and_then(Timeline::parse)
                .unwrap_or_else(|| Timeline::new(launched)),
            announcing: self.get(ANNOUNCING).map(BootId::new),
            announced,
            ending: self.get(ENDING).and_then(StopReason::from_tag),
            told: self.get(TOLD).map(str::to_owned),
            replaces: self.parsed(REPLACES),
            instead_of: self.get(INSTEAD_OF).map(InstanceType::new),
            until: self.moment(UNTIL),
            warned: self.moment(WARNED),
            changing: self.parsed(CHANGING),
        }
        .of_run(launched)
    }
}

fn record_tags(record: &Record) -> Vec<(String, String)> {
    let announced = record
        .announced
        .as_ref()
        .map(|Announced { boot, message }| match message {
            Some(message) => format!("{boot} {message}"),
            None => boot.to_string(),
        });
    [
        (PROGRESS, text_of(record.progress)),
        (TIMELINE, record.timeline.to_string()),
        (ANNOUNCING, text_of(record.announcing.as_ref())),
        (ANNOUNCED, announced.unwrap_or_default()),
        (TOLD, record.told.clone().unwrap_or_default()),
        (REPLACES, text_of(record.replaces.as_ref())),
        (INSTEAD_OF, text_of(record.instead_of.as_ref())),
        (UNTIL, text_of(record.until.map(Timestamp::as_second))),
        (WARNED, text_of(record.warned.map(Timestamp::as_second))),
        (CHANGING, text_of(record.changing)),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into()
}

fn raced(pack: &PackFacts) -> [(&'static str, String); 8] {
    [
        (TRACK, pack.track.clone()),
        (WEATHER, pack.weather.clone().unwrap_or_default()),
        (CHANGED, text_of(pack.changed.map(Timestamp::as_second))),
        (CARS, pack.cars.join(";")),
        (MORE_CARS, pack.more_cars.to_string()),
        (SLOTS, pack.slots.to_string()),
        (
            PASSWORD,
            if pack.password { "yes" } else { "no" }.to_owned(),
        ),
        (TITLE, pack.title.clone()),
    ]
}

/// `ac-deploy:idle-minutes` for `idle_minutes`.
fn key_of(choice: &Choice) -> String {
    format!("ac-deploy:{}", choice.name.replace('_', "-"))
}

fn text_of(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn piece_keys() -> impl Iterator<Item = String> {
    (1..=PIECES).map(|number| {
        if number == 1 {
            PACK.to_owned()
        } else {
            format!("{PACK}-{number}")
        }
    })
}

fn pieces(text: &str) -> Vec<(String, String)> {
    let letters: Vec<char> = text.chars().collect();
    piece_keys()
        .zip(letters.chunks(LIMIT).map(|piece| piece.iter().collect()))
        .collect()
}

fn platform_word(platform: Platform) -> &'static str {
    match platform {
        Platform::Windows => "windows",
        Platform::Linux => "linux",
    }
}

fn ports_text(ports: &Ports) -> String {
    let mut text = format!("udp={} tcp={} http={}", ports.udp, ports.tcp, ports.http);
    if let Some(wrapper) = ports.wrapper {
        text.push_str(&format!(" wrapper={wrapper}"));
    }
    text
}

fn ports(text: &str) -> Option<Ports> {
    let named: BTreeMap<&str, u16> = text
        .split(' ')
        .filter_map(|word| word.split_once('='))
        .filter_map(|(name, port)| Some((name, port.parse().ok()?)))
        .collect();
    Some(Ports {
        udp: *named.get("udp")?,
        tcp: *named.get("tcp")?,
        http: *named.get("http")?,
        wrapper: named.get("wrapper").copied(),
    })
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;
    use domain::ids::{ChannelId, GuildId, MessageId, UserId};
    use domain::lifecycle::Stage;

    fn launch() -> Launch {
        let asked = Timestamp::from_second(1_763_880_000).expect("a time");
        let mut record = Record::new(asked, Some(MessageId::from(5)));
        record
            .timeline
            .reach(Stage::Launching, asked + SignedDuration::from_secs(14));
        Launch {
            spec: ServerSpec {
                id: ServerId::from_bits(7),
                name: ServerName::tidy("Friday GT3", ""),
                owner: Owner {
                    user: Some(UserId::from(3)),
                    name: "Anna".into(),
                },
                home: Some(Home {
                    guild: GuildId::from(42),
                    channel: ChannelId::from(43),
                }),
                hosting: Hosting::ec2("t3.small"),
                options: ServerOptions::from_each(|choice| Some(choice.least)),
            },
            pack: PackFacts {
                location: "packs/42/x/gt3.zip".parse().expect("a location"),
                track: "ks_nordschleife (touristenfahrten)".into(),
                weather: Some("7_heavy_clouds_type=7_time=50400".into()),
                changed: Timestamp::from_second(1_763_880_000).ok(),
                cars: vec!["ks_audi_r8_lms".into(), "ks_porsche_911_gt3_r_2016".into()],
                more_cars: 3,
                slots: 18,
                ports: Ports {
                    udp: 9600,
                    tcp: 9601,
                    http: 8081,
                    wrapper: Some(8082),
                },
                password: true,
                platform: Platform::Windows,
                title: "Friday GT3".into(),
                programs: vec!["programs/linux/acserver/1.16/acServer".into()],
            },
            pack_size: 1,
            sha256: None,
            program: "acServer.exe".into(),
            program_key: None,
            beside_key: None,
            cleaned: Vec::new(),
            players: pack::PlayerLists::default(),
            record,
            prepared: false,
        }
    }

    fn read_again(launch: &Launch) {
        let tags = Tags::of_launch(launch, "ac-packs");
        assert!(tags.iter().count() <= 50);
        assert!(tags.iter().all(|(_, value)| value.chars().count() <= LIMIT));
        let server = tags.server().expect("the server");
        assert_eq!(tags.spec(server, launch.spec.hosting.clone()), launch.spec);
        assert_eq!(tags.pack(), launch.pack);
        assert_eq!(tags.record(Timestamp::UNIX_EPOCH), launch.record);
    }

    #[test]
    fn what_is_launched_is_read_again() {
        read_again(&launch());
        let bare = Launch {
            spec: ServerSpec {
                owner: Owner {
                    user: None,
                    name: "shell".into(),
                },
                home: None,
                options: ServerOptions::default(),
                ..launch().spec
            },
            record: Record::new(Timestamp::UNIX_EPOCH, None),
            ..launch()
        };
        read_again(&bare);
        let mut full = launch();
        full.record.announcing = Some(BootId::new("b-2"));
        full.record.announced = Some(Announced {
            boot: BootId::new("b-1"),
            message: Some(MessageId::from(9)),
        });
        full.record.told = Some("online-b-1".into());
        full.record.instead_of = Some(InstanceType::new("t3.medium"));
        full.record.until = Timestamp::from_second(1_763_890_000).ok();
        full.record.warned = Timestamp::from_second(1_763_890_900).ok();
        read_again(&full);
        full.record.announced = Some(Announced {
            boot: BootId::new("b-1"),
            message: None,
        });
        read_again(&full);
    }

    #[test]
    fn the_longest_key_of_s3_fits() {
        let mut long = launch();
        long.pack.location = PackLocation {
            bucket: Some("b".repeat(63)),
            key: "ü/".repeat(341),
        };
        read_again(&long);
    }

    #[test]
    fn a_machine_with_nothing_but_its_server_tag_is_still_known() {
        let tags: Tags = [
            (SERVER, "23456789"),
            (PORTS, "udp=x"),
            (TIMELINE, "yesterday"),
            (OWNER, "me"),
        ]
        .into_iter()
        .collect();
        let server = tags.server().expect("ours");
        let spec = tags.spec(server, Hosting::ec2("t3.small"));
        assert_eq!(spec.name.as_str(), "23456789");
        assert_eq!(
            spec.owner,
            Owner {
                user: None,
                name: "unknown".into()
            }
        );
        assert_eq!(tags.pack().ports, USUAL_PORTS);
        let launched = Timestamp::from_second(1_763_880_000).expect("a time");
        assert_eq!(tags.record(launched), Record::new(launched, None));
        let foreign: Tags = [(NAME, "web server"), (SERVER, "none of ours")]
            .into_iter()
            .collect();
        assert_eq!(foreign.server(), None);
    }

    proptest! {
        #[test]
        fn no_tag_breaks_a_listing(values in prop::collection::vec("\\PC{0,300}", 6), key in 0usize..6) {
            let keys = [PACK, CARS, PORTS, TIMELINE, ANNOUNCED, ENDING];
            let tags: Tags = keys.into_iter().zip(values).skip(key).collect();
            let spec = tags.spec(ServerId::from_bits(1), Hosting::ec2("t3.small"));
            let _ = (tags.pack(), tags.record(Timestamp::UNIX_EPOCH), spec);
        }
    }
}
