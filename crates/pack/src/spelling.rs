//! Upper and lower case of names inside a pack.
//!
//! On Windows `Content/Cars/KS_BMW/DATA.acd` is found as `content/cars/ks_bmw/data.acd`; on Linux it is
//! another file. Packs that were made on Windows hold both spellings, so whoever unpacks one for Linux
//! writes each name as the program will ask for it.

use std::collections::HashMap;

use super::config::{self, ENTRY_LIST, SERVER_CFG};
use super::ini::Ini;
use super::names::key;

/// What server programs ask for by names of their own.
const KNOWN: [&str; 24] = [
    "cfg",
    "content",
    "cars",
    "tracks",
    "csp",
    "data",
    "system",
    "setups",
    "server_cfg.ini",
    "entry_list.ini",
    "cm_wrapper_params.json",
    "cm_content",
    "content.json",
    "extra_cfg.yml",
    "csp_extra_options.ini",
    "data_track_params.ini",
    "welcome.txt",
    "data.acd",
    "surfaces.ini",
    "models.ini",
    "drs_zones.ini",
    "admins.txt",
    "whitelist.txt",
    "blacklist.txt",
];

/// How the settings of a pack spell what lies beside them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spelling {
    /// By their keys.
    words: HashMap<String, String>,
    /// Folders that must be there although nothing lies in them.
    folders: Vec<String>,
}

impl Spelling {
    /// The files that it is made from, by their paths beside the server program.
    pub const FROM: [&str; 2] = [SERVER_CFG, ENTRY_LIST];

    /// As these two files spell it, whatever they are.
    pub fn of(server_cfg: &[u8], entry_list: &[u8]) -> Self {
        let (server, list) = (Ini::parse(server_cfg), Ini::parse(entry_list));
        let mut words: HashMap<String, String> = KNOWN
            .iter()
            .map(|word| ((*word).to_owned(), (*word).to_owned()))
            .collect();
        let value = |key| server.get("SERVER", key).unwrap_or_default();
        let (entries, _) = config::entry_list(&list);
        let track = value("TRACK").replace('\\', "/");
        let layout = value("CONFIG_TRACK").replace('\\', "/");
        let mut named: Vec<&str> = value("CARS").split(';').collect();
        named.extend(entries.iter().map(|entry| entry.model.as_str()));
        named.extend(track.split('/').chain(layout.split('/')));
        let setups = entries.iter().filter_map(|entry| entry.setup.as_deref());
        named.extend(setups.flat_map(|setup| setup.split(['/', '\\'])));
        for name in named.into_iter().map(str::trim) {
            if !name.is_empty() && name != ".." {
                // What the program itself calls by a name keeps it.
                words.entry(key(name)).or_insert_with(|| name.to_owned());
            }
        }
        Self {
            folders: folders(&track),
            words,
        }
    }

    /// A path beside the server program as it must be spelled.
    pub fn path(&self, path: &str) -> String {
        let parts: Vec<&str> = path
            .split('/')
            .map(|part| self.words.get(&key(part)).map_or(part, String::as_str))
            .collect();
        parts.join("/")
    }

    /// Folders that must be there although nothing lies in them: Linux takes the way of `csp/2651/../spa`
    /// through each of them, Windows leaves out what is taken back.
    pub fn folders(&self) -> &[String] {
        &self.folders
    }
}

/// Each folder of a `TRACK` that a `..` takes back.
fn folders(track: &str) -> Vec<String> {
    let mut way: Vec<&str> = Vec::new();
    let mut folders = Vec::new();
    for part in track
        .split('/')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        if part == ".." {
            if !way.is_empty() {
                folders.push(format!("content/tracks/{}", way.join("/")));
            }
            way.pop();
        } else {
            way.push(part);
        }
    }
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_as_the_settings_spell_them() {
        let spelling = Spelling::of(
            b"[SERVER]\nCARS=KS_BMW;lotus\nTRACK=csp/2651/../H/../Spa\nCONFIG_TRACK=GP",
            b"[CAR_0]\nMODEL=ks_bmw\n[CAR_1]\nMODEL=Extra\nFIXED_SETUP=Slow/Wet.ini",
        );
        for (packed, spelled) in [
            ("CFG/Server_Cfg.ini", "cfg/server_cfg.ini"),
            (
                "Content/Cars/ks_bmw/DATA.ACD",
                "content/cars/KS_BMW/data.acd",
            ),
            ("content/cars/LOTUS/data.acd", "content/cars/lotus/data.acd"),
            ("content/cars/extra/data.acd", "content/cars/Extra/data.acd"),
            (
                "content/tracks/SPA/gp/Data/Surfaces.ini",
                "content/tracks/Spa/GP/data/surfaces.ini",
            ),
            ("setups/slow/wet.INI", "setups/Slow/Wet.ini"),
            ("cfg/cm_content/Car Pack.zip", "cfg/cm_content/Car Pack.zip"),
        ] {
            assert_eq!(spelling.path(packed), spelled);
        }
        assert_eq!(
            spelling.folders(),
            ["content/tracks/csp/2651", "content/tracks/csp/H"]
        );
    }

    #[test]
    fn a_car_cannot_rename_what_the_program_calls_by_a_name() {
        let spelling = Spelling::of(b"[SERVER]\nCARS=CFG;Data", b"");
        assert_eq!(spelling.path("cfg/server_cfg.ini"), "cfg/server_cfg.ini");
        assert_eq!(spelling, Spelling::of(b"[SERVER]\nCARS=Data;CFG", b""));
    }
}
