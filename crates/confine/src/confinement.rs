//! What one program may do. Plain data: nothing here touches the system.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What one program may do, and with what it is started.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// The files that it sees.
    pub files: Files,
    /// The ports that it may use.
    pub network: Network,
    /// How much of the machine it may take.
    pub limits: Limits,
    /// The user that it runs as. Only root can give it one.
    pub user: Option<User>,
    /// What it needs beyond what a plain server does.
    pub needs: Needs,
    /// All of its environment.
    pub environment: BTreeMap<String, String>,
}

/// Files and folders, the latter with all below them. Everything else can be neither read, written
/// nor listed. What does not exist when the program is started is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Files {
    /// To be read.
    pub read: Vec<PathBuf>,
    /// To be read and executed.
    pub execute: Vec<PathBuf>,
    /// To be read and written, with files and folders made and removed. Links, pipes, devices and
    /// sockets cannot be made, so that whoever works in the folder later finds none.
    pub write: Vec<PathBuf>,
}

/// Which TCP ports may be used, and which networks may not: Landlock knows ports of TCP only, systemd
/// addresses only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// To listen at.
    pub bind: Ports,
    /// To connect to, whatever the address.
    pub connect: Ports,
    /// Networks that nothing is sent to or taken from, as systemd writes them (`10.0.0.0/8`), by UDP
    /// neither. Only where [`crate::Support::addresses`] says so.
    #[serde(default)]
    pub deny: Vec<String>,
}

/// A choice of ports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ports {
    /// All of them.
    #[default]
    Any,
    /// These.
    Only(BTreeSet<u16>),
}

/// How much of the machine a program may take. `None` leaves a limit as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The private memory of each of its processes, in bytes (`RLIMIT_DATA`). What a runtime merely
    /// reserves does not count.
    pub memory: Option<u64>,
    /// How many processes and threads its user may have beyond those of the moment when it is
    /// started. Does not bind root.
    pub processes: Option<u64>,
    /// The size of a file that it writes, in bytes.
    pub file_size: Option<u64>,
    /// How many files and connections each of its processes may have open.
    pub open_files: Option<u64>,
}

/// A user and its group, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The user.
    pub uid: u32,
    /// Its only group.
    pub gid: u32,
}

/// What some programs need and most do not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    /// It has 32-bit code, see [`crate::is_32_bit`]. Such code can open local sockets all the same:
    /// how it asks for one cannot be looked into.
    pub thirty_two_bit: bool,
    /// Local sockets and symbolic links in its folders, and sessions of its own: wine does.
    pub wine: bool,
}

impl Ports {
    /// These ports.
    pub fn only(ports: impl IntoIterator<Item = u16>) -> Self {
        Self::Only(ports.into_iter().collect())
    }
}
