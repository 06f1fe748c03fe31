//! Server packs: what Content Manager's "Pack" button makes, judged before anything is launched.
//!
//! A pack goes in as bytes from somewhere else, and either a [`Pack`] comes out (what would run:
//! track, cars, ports, program, with [`Warning`]s) or [`Faults`], every one that was found.
//!
//! * [`Inspection`] judges a zip by ranges: it says which bytes it wants next, so a caller can
//!   answer from S3, from Discord's CDN or from a file. A pack of a gigabyte costs a few hundred
//!   kilobytes.
//! * [`StreamInspection`] judges a `.tar.gz` while it streams past; gzip has no directory to jump to.
//! * [`inspect`] drives either over anything that can be read and sought.
//! * [`verify()`] reads a pack that is at hand through, to its last checksum.
//! * [`kind_of`] tells which of the two a file needs, from its first bytes.
//!
//! Whoever prepares a server's folder asks [`need`] which files a server is given where the pack's own
//! program is not run, and puts each of its settings files through [`clean`]. The judge tells what
//! both will do ([`Pack::edits`], [`Warning`]) if [`Limits`] say that they are asked.
//!
//! A zip whose source refuses ranges is judged in place after its upload: storage always has
//! ranges, and nothing is launched before the verdict.
//!
//! Deliberately absent: I/O other than [`inspect`]'s and [`verify()`]'s reader, unpacking, checksums
//! of the whole file, and passwords. A [`Pack`] says *whether* one is set and never holds it.

mod config;
mod contents;
mod evidence;
mod faults;
mod file_type;
mod ini;
mod listing;
mod names;
mod needs;
mod paths;
mod platform;
mod players;
mod ports;
mod program;
#[cfg(test)]
mod properties;
mod read;
#[cfg(any(test, feature = "sample"))]
pub mod sample;
mod server_program;
mod settings;
mod spelling;
mod stream;
#[cfg(test)]
mod tests;
mod verdict;
mod verify;
mod warnings;
mod window;
mod zip;
mod zip_directory;

use std::fmt;
use std::ops::Index;

use serde::{Deserialize, Serialize};

pub use config::{Entry, runs_once, wrapper_params_with};
pub use faults::{DirectoryMismatch, Fault, FaultGroup, FaultKind, Faults, Found};
pub use file_type::kind_of;
pub use needs::{Need, PLAYER_LISTS, is_program, need, steam_ids};
pub use platform::{LinuxPrograms, NoRunOn, PlatformChoice, PlatformReason, RunOn};
pub use players::{LONGEST_PLAYER_LIST, PlayerLists, with_players};
pub use ports::{Ports, Protocol};
pub use read::inspect;
pub use server_program::{Linking, ProgramFacts, ProgramFault, ProgramKind, look_at_program};
pub use settings::{Cleaned, CleanedFile, Edit, Trouble, clean, is_cleaned};
pub use spelling::Spelling;
pub use stream::StreamInspection;
pub use verify::verify;
pub use warnings::{Door, Lobby, PortUse, Warning};
pub use zip::{Inspection, Step};

/// What a pack may cost, and what it may leave out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most entries (files and folders) that an archive may list.
    pub max_entries: usize,
    /// The most bytes that an archive may unpack to.
    pub max_unpacked: u64,
    /// How many bytes one packed byte may unpack to. Looked at only above
    /// [`Limits::ratio_from`]: a small file of zeros is no bomb.
    pub max_ratio: u64,
    /// Unpacked size, in bytes, below which no ratio is suspicious.
    pub ratio_from: u64,
    /// The settings name a server program in the bucket, so that a pack for this platform may come
    /// without one.
    pub program_in_bucket: PerPlatform<bool>,
    /// The system that a pack for a platform runs on: its own, except where a machine runs both
    /// sorts. Its ports are not for packs.
    pub system: PerPlatform<Platform>,
    /// The programs of packs are run. Where they are not, a server is given no more of a pack than
    /// what it [needs](need), and what else the pack brings is told as left out.
    pub runs_programs: bool,
    /// Whether whoever prepares a server's folder [cleans](clean) its settings. What that takes out is told,
    /// and listed in [`Pack::edits`].
    pub cleans_settings: bool,
    /// Where there are machines of both systems: which of them a `.zip` runs on. `None`: what its
    /// archive was made for.
    pub choice: Option<PlatformChoice>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_entries: 100_000,
            max_unpacked: 8 << 30,
            max_ratio: 200,
            ratio_from: 16 << 20,
            program_in_bucket: PerPlatform::default(),
            system: PerPlatform::new(|platform| platform),
            runs_programs: true,
            cleans_settings: false,
            choice: None,
        }
    }
}

/// A pack that a machine can run, as its archive and its `cfg/` describe it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pack {
    /// `NAME` of the server, without the suffixes that Content Manager appends for its own use.
    pub name: String,
    /// Whose settings it has.
    pub kind: ServerKind,
    /// Where they race.
    pub track: Track,
    /// `GRAPHICS` of the weather that the server starts with and keeps; nothing where it chooses among several, or
    /// a plug-in changes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weather: Option<String>,
    /// `CARS`: the models that may be driven, in the order of the file.
    pub cars: Vec<String>,
    /// `MAX_CLIENTS`: how many can be on the server at once.
    pub slots: u16,
    /// How many cars the entry list holds.
    pub entries: usize,
    /// Those cars, in the order of the file.
    pub entry_list: Vec<Entry>,
    /// The ports to open.
    pub ports: Ports,
    /// The program that the server tells what happens on it, as the pack has it.
    pub plugin: PlugIn,
    /// The sessions that are switched on, in the order in which the server runs them.
    pub sessions: Vec<Session>,
    /// `LOOP_MODE`: the sessions begin again after the last; else the server ends then.
    pub loops: bool,
    /// Whether players need a password.
    pub password: bool,
    /// Whether the server registers with the public lobby (which requires reachable ports).
    pub lobby: bool,
    /// What to start.
    pub program: Program,
    /// The system that the program was built for.
    pub platform: Platform,
    /// Why on that one.
    pub platform_reason: PlatformReason,
    /// How the pack is packed.
    pub format: Format,
    /// The folder inside the archive that holds `cfg/`: empty, or one name that ends in `/`.
    pub root: String,
    /// Size of the archive in bytes.
    pub packed_size: u64,
    /// What its files take once unpacked, in bytes, as the archive declares it.
    pub unpacked_size: u64,
    /// How many entries (files and folders) the archive lists.
    pub entry_count: usize,
    /// The settings that the server runs without, if [`Limits::cleans_settings`].
    pub edits: Vec<Edit>,
    /// The files of the settings that [`clean`] changes, for a machine that cannot clean them itself.
    /// They hold passwords, so they are told to nobody else.
    #[serde(skip)]
    pub cleaned: Vec<CleanedFile>,
    /// What may go wrong although the pack can be launched.
    pub warnings: Vec<Warning>,
}

/// Whose settings a pack has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerKind {
    /// acServer's alone.
    AcServer,
    /// acServer's, and it is started by acServerWrapper.
    Wrapper,
    /// AssettoServer's: it has `cfg/extra_cfg.yml`, or brings the program under its own name.
    AssettoServer,
}

impl ServerKind {
    /// The server program that such settings are for.
    pub fn program(self) -> &'static str {
        match self {
            Self::AcServer | Self::Wrapper => "acServer",
            Self::AssettoServer => "AssettoServer",
        }
    }
}

/// A program beside the server that is told by UDP what happens on it, and may command it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PlugIn {
    /// `UDP_PLUGIN_ADDRESS`: where the server sends to.
    pub address: Option<String>,
    /// `UDP_PLUGIN_LOCAL_PORT`: where it listens for commands.
    pub local_port: Option<u16>,
}

/// A track as `server_cfg.ini` names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Track {
    /// The track's folder name, without the `csp/…/../` in front.
    pub id: String,
    /// `CONFIG_TRACK`, if the track has several layouts.
    pub layout: Option<String>,
    /// The oldest build of Custom Shaders Patch that may join, from `csp/<build>/../`.
    pub csp_min_build: Option<u32>,
}

impl fmt::Display for Track {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)?;
        match &self.layout {
            Some(layout) => write!(f, " ({layout})"),
            None => Ok(()),
        }
    }
}

/// One session of the rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Session {
    /// Which.
    pub kind: SessionKind,
    /// The name that players see.
    pub name: String,
    /// How long.
    pub length: SessionLength,
}

/// The four sessions that acServer knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SessionKind {
    /// `[BOOK]`.
    Booking,
    /// `[PRACTICE]`.
    Practice,
    /// `[QUALIFY]`.
    Qualify,
    /// `[RACE]`.
    Race,
}

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SessionLength {
    /// By the clock.
    Minutes(u32),
    /// By distance.
    Laps(u32),
    /// Until somebody ends it (AssettoServer's `INFINITE`).
    Unlimited,
}

/// The program that a pack brings. Paths are inside the archive, [`Pack::root`] included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "path", rename_all = "snake_case")]
pub enum Program {
    /// acServer itself, or AssettoServer under either name.
    AcServer(String),
    /// acServerWrapper, which starts the acServer beside it.
    Wrapper(String),
    /// None: the one from the bucket is used.
    Missing,
}

impl Program {
    /// Whether it is AssettoServer under its own name.
    fn is_assetto_server(&self) -> bool {
        let Self::AcServer(path) = self else {
            return false;
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        let names = Platform::ALL.map(Platform::assetto_server);
        names.iter().any(|own| own.eq_ignore_ascii_case(name))
    }
}

/// The system that a server program runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// Windows, with `acServer.exe`.
    Windows,
    /// Linux, with `acServer`.
    Linux,
}

impl Platform {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Windows, Self::Linux];

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Windows => Self::Linux,
            Self::Linux => Self::Windows,
        }
    }

    /// The file name of the server program.
    pub fn server_program(self) -> &'static str {
        match self {
            Self::Windows => "acServer.exe",
            Self::Linux => "acServer",
        }
    }

    /// The file name that AssettoServer comes under; people rename it to acServer's, too.
    pub fn assetto_server(self) -> &'static str {
        match self {
            Self::Windows => "AssettoServer.exe",
            Self::Linux => "AssettoServer",
        }
    }

    /// Every file name that a program to start may have.
    pub(crate) fn programs(self) -> [&'static str; 3] {
        [
            self.server_program(),
            self.wrapper_program(),
            self.assetto_server(),
        ]
    }

    /// The file name of the program that starts it, in packs that have one.
    pub fn wrapper_program(self) -> &'static str {
        match self {
            Self::Windows => "acServerWrapper.exe",
            Self::Linux => "acServerWrapper",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Windows => "Windows",
            Self::Linux => "Linux",
        })
    }
}

/// One thing for each platform, asked for as `things[platform]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PerPlatform<T> {
    /// The one for Windows.
    pub windows: T,
    /// The one for Linux.
    pub linux: T,
}

impl<T> PerPlatform<T> {
    /// What `of` says of each.
    pub fn new(of: impl Fn(Platform) -> T) -> Self {
        Self {
            windows: of(Platform::Windows),
            linux: of(Platform::Linux),
        }
    }
}

impl<T> Index<Platform> for PerPlatform<T> {
    type Output = T;

    fn index(&self, platform: Platform) -> &T {
        match platform {
            Platform::Windows => &self.windows,
            Platform::Linux => &self.linux,
        }
    }
}

/// The two archives that Content Manager writes: each for its own platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Format {
    /// `.zip`: has a directory, so it is judged by [`Inspection`].
    #[serde(rename = "zip")]
    Zip,
    /// `.tar.gz`: has none, so it is judged by [`StreamInspection`].
    #[serde(rename = "tar.gz")]
    TarGz,
}

impl Format {
    /// What a file of this name most likely is; [`kind_of`] tells for certain.
    pub fn named(file_name: &str) -> Self {
        let name = file_name.to_ascii_lowercase();
        if [".tar.gz", ".tgz"].iter().any(|end| name.ends_with(end)) {
            Self::TarGz
        } else {
            Self::Zip
        }
    }

    /// The platform that Content Manager writes it for.
    pub fn platform(self) -> Platform {
        match self {
            Self::Zip => Platform::Windows,
            Self::TarGz => Platform::Linux,
        }
    }

    /// What file names of it end in.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Zip => ".zip",
            Self::TarGz => ".tar.gz",
        }
    }
}
