//! What may crash, empty or hide a server although its pack can be launched.

mod from_settings;
mod words;

pub(super) use from_settings::{Seen, of};

use strum::IntoStaticStr;

use super::settings::Trouble;

/// One thing that the admin should know before the race. `Display` is a sentence for them.
#[derive(Clone, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Warning {
    /// The entry list has cars that `CARS` does not name.
    CarsNotListed {
        /// The models.
        cars: Vec<String>,
        /// How many entries have them.
        entries: usize,
    },
    /// Cars of the entry list have no `MODEL`.
    CarsWithoutModel {
        /// The numbers of their sections.
        numbers: Vec<usize>,
    },
    /// The entry list is shorter than `MAX_CLIENTS`.
    FewerEntries {
        /// Cars in the entry list.
        entries: usize,
        /// `MAX_CLIENTS`.
        slots: u16,
    },
    /// The pack has `content/`, but for some of its cars no `data.acd`.
    CarsWithoutData {
        /// The models.
        cars: Vec<String>,
    },
    /// The settings name no track, so acServer takes its own.
    NoTrack,
    /// The pack has tracks, but not the one that is driven.
    TrackNotPacked {
        /// The track's folder.
        track: String,
    },
    /// Pickup off, locked entry list and a reversed grid, which crashes acServer at the second race.
    ReverseGridCrash,
    /// Two listeners on one port.
    PortsCollide {
        /// Who.
        uses: [PortUse; 2],
        /// Where.
        port: u16,
    },
    /// A key that is set twice to different values.
    ConflictingSetting {
        /// The section's name.
        section: String,
        /// The key.
        key: String,
    },
    /// The entry list skips a number; acServer stops reading there.
    EntryListGap {
        /// The number that is missing.
        missing: usize,
        /// How many entries come after the gap.
        ignored: usize,
    },
    /// No session is switched on.
    NoSessions,
    /// Sessions that end at once.
    EmptySessions {
        /// Their names.
        sessions: Vec<String>,
    },
    /// The server ends after its last session.
    EndsAfterLast,
    /// Whoever joins can be admin, or nobody who guesses is kept out.
    AdminDoor {
        /// What is wrong with the door.
        door: Door,
    },
    /// The public lobby is known to refuse such a server.
    LobbyRefuses {
        /// Why.
        why: Lobby,
    },
    /// The server program was built for 32-bit Linux and needs its libraries.
    #[strum(serialize = "program_32_bit")]
    Program32Bit {
        /// Its path.
        program: String,
    },
    /// The pack is made for acServerWrapper, and runs on Linux without it.
    WithoutWrapper,
    /// `cfg/cm_wrapper_params.json` cannot be read; the wrapper's default port is assumed.
    UnreadableWrapperSettings,
    /// `cfg/cm_wrapper_params.json` names no port, so the wrapper takes any that is free.
    AnyWrapperPort,
    /// `cfg/cm_content/content.json` cannot be read.
    UnreadableContent {
        /// Whether the server runs without it.
        left_out: bool,
    },
    /// Settings that lead to another computer, or open the server's machine.
    LedElsewhere {
        /// The file.
        file: String,
        /// The keys.
        keys: Vec<String>,
        /// Where to, as far as that may be shown.
        places: Vec<String>,
        /// What they do.
        why: Trouble,
        /// Whether the server runs without them.
        cleaned: bool,
    },
    /// What a server program of the operator's is not given.
    LeftOut {
        /// Folders and files at the top.
        names: Vec<String>,
        /// Plug-ins are among them.
        plugins: bool,
    },
    /// AssettoServer is to load plug-ins that must lie beside the operator's program.
    #[strum(serialize = "plugins_elsewhere")]
    PlugInsElsewhere {
        /// Their names.
        plugins: Vec<String>,
    },
    /// `presets/` beside a `cfg` that is no preset's.
    Presets {
        /// Their folders.
        names: Vec<String>,
    },
    /// A settings file that is not all UTF-8.
    #[strum(serialize = "not_utf8")]
    NotUtf8 {
        /// The file.
        file: &'static str,
    },
}

/// How the server's administration stands open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// `ADMIN_PASSWORD` is empty.
    Open,
    /// `ADMIN_PASSWORD` is empty, and `PASSWORD` is not.
    OpenBehindPassword,
    /// `ADMIN_PASSWORD` is guessed.
    Guessable,
    /// `ADMIN_PASSWORD` is guessed, and RCON is locked with it.
    GuessableRcon,
    /// `UnsafeAdminWhitelist`: whoever gives himself an admin's Steam id is one.
    Claimed,
}

/// Why the public lobby refuses a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lobby {
    /// Its name, with what Content Manager appends, has so many characters.
    Name(usize),
    /// `CARS` has so many characters.
    Cars(usize),
    /// `LEGAL_TYRES` has a space.
    Tyres,
}

/// A listener of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortUse {
    /// `UDP_PORT`.
    Udp,
    /// `TCP_PORT`.
    Tcp,
    /// `HTTP_PORT`.
    Http,
    /// acServerWrapper's `port`.
    Wrapper,
    /// `UDP_PLUGIN_LOCAL_PORT`.
    PlugIn,
    /// AssettoServer's `RconPort`.
    Rcon,
}

/// How many warnings a pack carries at most.
pub(super) const MOST: usize = 50;

impl Warning {
    /// A stable word for machines.
    pub fn kind(&self) -> &'static str {
        self.into()
    }

    /// The file of the pack to correct.
    pub fn entry(&self) -> &str {
        match self {
            Self::CarsNotListed { .. }
            | Self::CarsWithoutModel { .. }
            | Self::FewerEntries { .. }
            | Self::EntryListGap { .. } => "cfg/entry_list.ini",
            Self::CarsWithoutData { .. } => "content/cars",
            Self::TrackNotPacked { .. } => "content/tracks",
            Self::ConflictingSetting { section, .. } if section.starts_with("CAR_") => {
                "cfg/entry_list.ini"
            }
            Self::WithoutWrapper | Self::UnreadableWrapperSettings | Self::AnyWrapperPort => {
                "cfg/cm_wrapper_params.json"
            }
            Self::UnreadableContent { .. } => "cfg/cm_content/content.json",
            Self::Program32Bit { program } => program,
            Self::LedElsewhere { file, .. } => file,
            Self::LeftOut { names, .. } => names.first().map_or("", String::as_str),
            Self::PlugInsElsewhere { .. }
            | Self::AdminDoor {
                door: Door::Claimed,
            } => "cfg/extra_cfg.yml",
            Self::Presets { .. } => "presets",
            Self::NotUtf8 { file } => file,
            Self::NoTrack
            | Self::ReverseGridCrash
            | Self::PortsCollide { .. }
            | Self::ConflictingSetting { .. }
            | Self::NoSessions
            | Self::EmptySessions { .. }
            | Self::EndsAfterLast
            | Self::AdminDoor { .. }
            | Self::LobbyRefuses { .. } => "cfg/server_cfg.ini",
        }
    }
}
