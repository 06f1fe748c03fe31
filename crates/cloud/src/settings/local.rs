//! The settings of the local adapter: the `[local]` table of the settings file.

use std::fmt;
use std::net::Ipv4Addr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{InvalidSetting, Network};
use domain::server::Hosting;
use domain::within;
use pack::{Limits, PerPlatform};

/// What the operator decides about servers on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalSettings {
    /// The folder for packs, orders, servers and their logs; `ac-deploy setup` makes it.
    #[serde(default = "default_data_dir")]
    pub data_dir: PathBuf,
    /// The public IPv4 address that drivers reach this machine at. The join link is built with it.
    pub address: PublicAddress,
    /// The address at which this machine reaches its own servers, to ask them how they are.
    #[serde(default = "default_bind")]
    pub bind: Ipv4Addr,
    /// The ports that the router lets in (`9600-9650`). Servers whose packs name others, or ports
    /// that another server or program has, are given some of these. Left out, a pack's own ports hold, and
    /// the next free ones where another server has them.
    #[serde(default)]
    pub ports: Option<PortRange>,
    /// The server program that packs are run with: your acServer or AssettoServer. Only its path;
    /// the program is Kunos' (or AssettoServer's) and not ours to hand out.
    #[serde(default)]
    pub server_program: Option<PathBuf>,
    /// The program that runs programs for Windows (`/usr/bin/wine`). Left out, they are not run.
    #[serde(default)]
    pub wine: Option<PathBuf>,
    /// Steam's library for servers, `steamclient.so` (`steamcmd` brings it), which AssettoServer needs
    /// for `UseSteamAuth`. It finds it in its home as Steam would have put it there.
    #[serde(default)]
    pub steam: Option<PathBuf>,
    /// Whether the program that lies in a pack may be run. It is a program that a user sent.
    #[serde(default)]
    pub run_programs_of_packs: bool,
    /// Whether server programs may run where this system cannot keep them from other files.
    #[serde(default)]
    pub allow_unconfined: bool,
    /// The user that server programs run as, by its name. Only root can give them one.
    #[serde(default)]
    pub server_user: Option<String>,
    /// Further files and folders that server programs may read and execute: a runtime, a database.
    #[serde(default)]
    pub server_reads: Vec<PathBuf>,
    /// Further TCP ports that server programs may connect to, at any address.
    #[serde(default)]
    pub server_connects: Vec<u16>,
    /// Networks that server programs neither reach nor are reached from. Only root can say that, by
    /// systemd. A cloud's metadata service is always among them there.
    #[serde(default)]
    pub server_denies: Vec<Network>,
    /// The memory that each process of a server program may have, in MiB.
    #[serde(
        default = "default_memory_mib",
        deserialize_with = "within::<_, _, 128, 1_048_576>"
    )]
    pub memory_mib: u32,
    /// How much a server program may write into its folder, in MiB.
    #[serde(
        default = "default_disk_mib",
        deserialize_with = "within::<_, _, 16, 1_048_576>"
    )]
    pub disk_mib: u32,
    /// How often a server that ends by itself is started before it is given up.
    #[serde(
        default = "default_starts",
        deserialize_with = "within::<_, _, 1, 100>"
    )]
    pub starts: u32,
    /// The pause in seconds before it is started again; it grows by as much with every end.
    #[serde(
        default = "default_pause",
        deserialize_with = "within::<_, _, 1, 3600>"
    )]
    pub restart_seconds: u32,
    /// How long a server that was asked to end may take, in seconds, before it is killed.
    #[serde(default = "default_stop", deserialize_with = "within::<_, _, 1, 600>")]
    pub stop_seconds: u32,
    /// How large a server's log may grow, in MiB. As much again is kept of what came before.
    #[serde(
        default = "default_log_mib",
        deserialize_with = "within::<_, _, 1, 1024>"
    )]
    pub log_mib: u32,
    /// After how many days a pack that no server runs is deleted. 0 keeps them for ever.
    #[serde(default = "default_pack_days")]
    pub pack_days: u16,
    /// What a pack may unpack to: `[packs]` of the settings file.
    #[serde(skip)]
    pub limits: Limits,
    /// The executable that confines server programs: ac-deploy itself, also if its file was replaced
    /// by a newer one meanwhile.
    #[serde(skip, default = "this_program")]
    pub helper: PathBuf,
    /// Whether a stand-in plays the server program.
    #[cfg(feature = "simulation")]
    #[serde(skip)]
    pub simulate: Option<Simulation>,
}

/// A stand-in in the place of every server program. It cannot be chosen in a settings file: what
/// a league drives on is real.
#[cfg(feature = "simulation")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    /// The executable of ac-deploy, which plays it (`ac-deploy simulate-acserver`).
    pub program: PathBuf,
    /// How long each step of its start takes.
    pub step: std::time::Duration,
    /// Whether servers are told of as if each ran on a rented machine of the kind that was ordered, and
    /// such machines can be prepared.
    pub rented: bool,
    /// Whether a stand-in ends when the process is gone that started it. Real servers outlive us,
    /// and the tests' stand-ins must, too; those of somebody who only tries the bot must not.
    pub ends_with_us: bool,
}

#[cfg(feature = "simulation")]
impl Simulation {
    /// By this very program, at an easy pace, and for no longer than it runs.
    ///
    /// # Errors
    /// If the system does not say where the program lies.
    pub fn by_this_program() -> std::io::Result<Self> {
        Ok(Self {
            program: std::env::current_exe()?,
            step: std::time::Duration::from_millis(100),
            rented: false,
            ends_with_us: true,
        })
    }
}

impl LocalSettings {
    /// Everything as by default.
    pub fn new(data_dir: impl Into<PathBuf>, address: PublicAddress) -> Self {
        Self {
            data_dir: data_dir.into(),
            address,
            bind: default_bind(),
            ports: None,
            server_program: None,
            wine: None,
            steam: None,
            run_programs_of_packs: false,
            allow_unconfined: false,
            server_user: None,
            server_reads: Vec::new(),
            server_connects: Vec::new(),
            server_denies: Vec::new(),
            memory_mib: default_memory_mib(),
            disk_mib: default_disk_mib(),
            starts: default_starts(),
            restart_seconds: default_pause(),
            stop_seconds: default_stop(),
            log_mib: default_log_mib(),
            pack_days: default_pack_days(),
            limits: Limits::default(),
            helper: this_program(),
            #[cfg(feature = "simulation")]
            simulate: None,
        }
    }

    /// Whether what runs is only a stand-in.
    pub fn is_simulated(&self) -> bool {
        #[cfg(feature = "simulation")]
        return self.simulate.is_some();
        #[cfg(not(feature = "simulation"))]
        return false;
    }

    /// Where its servers run. It says so if the server is only a stand-in.
    pub fn hosting(&self) -> Hosting {
        Hosting::ThisMachine {
            simulated: self.is_simulated(),
        }
    }

    /// Where a server runs that was ordered to run there: on this machine, unless that plays rented ones.
    pub fn hosting_for(&self, ordered: &Hosting) -> Hosting {
        #[cfg(feature = "simulation")]
        if self.simulate.as_ref().is_some_and(|one| one.rented) {
            return ordered.clone();
        }
        let _ = ordered;
        self.hosting()
    }

    /// What a use case names for packs that come without a program: only whether there is one
    /// counts.
    pub fn program_keys(&self) -> PerPlatform<Option<String>> {
        PerPlatform::new(|_| self.has_program().then(|| "server_program".to_owned()))
    }

    /// Whether packs may come without a program.
    pub fn has_program(&self) -> bool {
        self.server_program.is_some() || self.is_simulated()
    }
}

fn default_data_dir() -> PathBuf {
    PathBuf::from("data")
}

fn default_bind() -> Ipv4Addr {
    Ipv4Addr::LOCALHOST
}

fn default_starts() -> u32 {
    5
}

fn default_pause() -> u32 {
    5
}

fn default_stop() -> u32 {
    10
}

fn default_memory_mib() -> u32 {
    2048
}

fn default_disk_mib() -> u32 {
    1024
}

fn this_program() -> PathBuf {
    PathBuf::from("/proc/self/exe")
}

fn default_log_mib() -> u32 {
    4
}

fn default_pack_days() -> u16 {
    30
}

/// An address that drivers can reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicAddress(Ipv4Addr);

impl PublicAddress {
    /// The address.
    pub fn get(self) -> Ipv4Addr {
        self.0
    }
}

impl FromStr for PublicAddress {
    type Err = InvalidSetting;

    fn from_str(text: &str) -> Result<Self, InvalidSetting> {
        text.parse::<Ipv4Addr>()
            .ok()
            .filter(|ip| !(ip.is_unspecified() || ip.is_broadcast() || ip.is_multicast()))
            .map(Self)
            .ok_or_else(|| {
                InvalidSetting::new(
                    text,
                    "is no IPv4 address that drivers could reach: name this machine's public one, such as \
                     203.0.113.7",
                )
            })
    }
}

impl TryFrom<String> for PublicAddress {
    type Error = InvalidSetting;

    fn try_from(text: String) -> Result<Self, InvalidSetting> {
        text.parse()
    }
}

impl From<PublicAddress> for String {
    fn from(address: PublicAddress) -> Self {
        address.0.to_string()
    }
}

/// Ports, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PortRange {
    first: u16,
    last: u16,
}

impl PortRange {
    /// All of them.
    pub fn all(self) -> RangeInclusive<u16> {
        self.first..=self.last
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.first, self.last)
    }
}

impl FromStr for PortRange {
    type Err = InvalidSetting;

    fn from_str(text: &str) -> Result<Self, InvalidSetting> {
        let ends = text.split_once('-').and_then(|(first, last)| {
            Some((first.trim().parse().ok()?, last.trim().parse().ok()?))
        });
        match ends {
            // A server takes a port for the game and one for its pages.
            Some((first, last)) if (1024..=u16::MAX - 1).contains(&first) && first < last => {
                Ok(Self { first, last })
            }
            _ => Err(InvalidSetting::new(
                text,
                "is not a range of ports: two numbers from 1024 to 65535, such as 9600-9650",
            )),
        }
    }
}

impl TryFrom<String> for PortRange {
    type Error = InvalidSetting;

    fn try_from(text: String) -> Result<Self, InvalidSetting> {
        text.parse()
    }
}

impl From<PortRange> for String {
    fn from(range: PortRange) -> Self {
        range.to_string()
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn error(toml: &str) -> String {
        let error = toml::from_str::<LocalSettings>(toml).expect_err("refused");
        error.message().to_owned()
    }

    #[test]
    fn an_address_is_all_that_must_be_said() {
        let settings: LocalSettings =
            toml::from_str("address = \"203.0.113.7\"").expect("settings");
        let address = "203.0.113.7".parse().expect("an address");
        assert_eq!(settings, LocalSettings::new("data", address));
        assert!(!settings.run_programs_of_packs, "programs that users sent");
        assert!(toml::from_str::<LocalSettings>("").is_err());
    }

    #[test]
    fn what_is_wrong_is_said_in_words() {
        assert_snapshot!(error("address = \"0.0.0.0\""), @"`0.0.0.0` is no IPv4 address that drivers could reach: name this machine's public one, such as 203.0.113.7");
        assert_snapshot!(error("address = \"203.0.113.7\"\nports = \"9650-9600\""), @"`9650-9600` is not a range of ports: two numbers from 1024 to 65535, such as 9600-9650");
        assert!(
            error("address = \"203.0.113.7\"\nsimulate = true")
                .starts_with("unknown field `simulate`")
        );
    }
}
