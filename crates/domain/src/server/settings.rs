//! Other settings for a server that runs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::PackFacts;

/// What a server is to race from now on, with the machine, the ports and the content that it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSettings {
    /// The stored pack with these settings, for when it is brought up anew.
    pub pack: PackFacts,
    /// That pack's size in bytes.
    pub size: u64,
    /// That pack's SHA-256, where it is known.
    pub sha256: Option<String>,
    /// The files of settings that are different, by their paths beside the server program: those of
    /// [`Self::FILES`], with passwords in them.
    pub files: BTreeMap<String, String>,
}

impl NewSettings {
    /// The files that a change may touch.
    pub const FILES: [&str; 2] = ["cfg/server_cfg.ini", "cfg/entry_list.ini"];
}
