//! Which system a pack runs on: what its archive was made for, or Linux, where the league has a server
//! program that suits. `cfg/`, `content/` and `system/` are the same for both.

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{Format, ServerKind};

/// On which system packs are to run.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "lowercase")]
#[strum(
    serialize_all = "lowercase",
    ascii_case_insensitive,
    parse_err_ty = NoRunOn,
    parse_err_fn = NoRunOn::new
)]
pub enum RunOn {
    /// On Linux if the pack brings a program for it or the league keeps one that suits, else on what
    /// the archive was made for.
    #[default]
    Auto,
    /// On Linux, or not at all.
    Linux,
    /// On what the archive was made for: a `.zip` on Windows.
    Windows,
}

impl RunOn {
    /// All, in the order in which they are offered.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The word in settings and options.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Text that names no [`RunOn`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRunOn(String);

impl NoRunOn {
    fn new(text: &str) -> Self {
        Self(text.chars().take(20).collect())
    }
}

impl fmt::Display for NoRunOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is none of auto, linux and windows", self.0)
    }
}

impl std::error::Error for NoRunOn {}

/// Which server programs for Linux there are beside the pack's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinuxPrograms {
    /// Kunos' acServer.
    pub ac_server: bool,
    /// acServerWrapper, which starts an acServer.
    pub wrapper: bool,
    /// AssettoServer.
    pub assetto_server: bool,
}

/// Where there are machines of both systems: on which of them packs run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlatformChoice {
    /// What was chosen.
    pub run_on: RunOn,
    /// What can be used on Linux.
    pub programs: LinuxPrograms,
}

impl PlatformChoice {
    /// Whether there is a program that runs the settings of such a server. The plain server reads a
    /// wrapper's pack, too.
    pub(super) fn has(&self, kind: ServerKind) -> bool {
        match kind {
            ServerKind::AcServer | ServerKind::Wrapper => self.programs.ac_server,
            ServerKind::AssettoServer => self.programs.assetto_server,
        }
    }
}

/// Why a pack runs on the system that it does. `Display` is the rest of "Linux, because …".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlatformReason {
    /// Its archive was made for that system.
    Archive(Format),
    /// It was chosen.
    Chosen,
    /// It brings a program for it.
    OwnProgram,
    /// The league keeps a program for it that suits.
    KeptProgram,
    /// It could run on Linux, but no program for such a server is kept.
    NoProgram(ServerKind),
}

impl PlatformReason {
    /// What would make it run on Linux, in a sentence; nothing where it does, or was not to.
    pub fn advice(self) -> Option<String> {
        let Self::NoProgram(kind) = self else {
            return None;
        };
        Some(format!(
            "With {} for Linux in storage (`/programs`, `ac-deploy programs add`) it would run on Linux, which starts faster and costs less.",
            kind.program()
        ))
    }
}

impl fmt::Display for PlatformReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Archive(format) => write!(
                f,
                "a {} is packed for {}",
                format.extension(),
                format.platform()
            ),
            Self::Chosen => f.write_str("that was chosen"),
            Self::OwnProgram => f.write_str("the pack brings a server program for it"),
            Self::KeptProgram => f.write_str("a server program for it is in storage"),
            Self::NoProgram(kind) => {
                write!(f, "no {} for Linux is in storage", kind.program())
            }
        }
    }
}
