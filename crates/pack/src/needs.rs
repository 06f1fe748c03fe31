//! Which files of a pack a server program needs, where the program is not the pack's own.
//!
//! Server programs serve, load and obey more files of their folder than those that say what is
//! raced (AssettoServer: `wwwroot`, `plugins`, `cache`, `presets`; `.steam` in its home). A pack is
//! not to bring any of those to a machine that others use too.

use super::names::{is_noise, key};

/// How a file is taken from a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// As it is, unless it is a program ([`is_program`]).
    Plain,
    /// A list of players: nothing of it but their Steam ids ([`steam_ids`]).
    SteamIds,
}

/// The folders that a server program reads what is raced from.
const FOLDERS: [&str; 4] = ["cfg/", "setups/", "content/", "system/data/"];
/// The lists of players that AssettoServer keeps beside them.
pub const PLAYER_LISTS: [&str; 3] = ["admins.txt", "whitelist.txt", "blacklist.txt"];
/// What runs, or is loaded, by its name.
const PROGRAMS: [&str; 11] = [
    ".exe", ".dll", ".so", ".dylib", ".sh", ".bat", ".cmd", ".ps1", ".py", ".js", ".com",
];

/// How a server program needs a file, by the file's path below the folder that holds `cfg`; `None`
/// if it does without.
pub fn need(path: &str) -> Option<Need> {
    if PLAYER_LISTS.contains(&path) {
        return Some(Need::SteamIds);
    }
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    let is_read = FOLDERS.iter().any(|folder| path.starts_with(folder));
    let name = key(path);
    let is_program = PROGRAMS.iter().any(|end| name.ends_with(end));
    (is_read && !is_hidden && !is_program && !is_noise(path)).then_some(Need::Plain)
}

/// Whether a file that begins so is a program or a library: ELF, PE, a script, Java or Mach-O.
pub fn is_program(first: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 6] = [
        b"\x7fELF",
        b"MZ",
        b"#!",
        b"\xca\xfe\xba\xbe",
        b"\xcf\xfa\xed\xfe",
        b"\xce\xfa\xed\xfe",
    ];
    BEGINNINGS.iter().any(|begin| first.starts_with(begin))
}

/// The Steam ids in a list of players, one a line; whatever else a line holds is left out.
pub fn steam_ids(list: &[u8]) -> impl Iterator<Item = u64> {
    let lines = list.split(|byte| matches!(byte, b'\n' | b'\r'));
    lines.filter_map(|line| {
        let line = std::str::from_utf8(line).ok()?.trim();
        let is_number = line.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| line.parse().ok()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_given_what_says_what_is_raced() {
        for path in [
            "cfg/server_cfg.ini",
            "cfg/cm_content/carpack.zip",
            "cfg/plugin_race_challenge_cfg.yml",
            "setups/slow.ini",
            "content/cars/ks_bmw.m3/data.acd",
            "content/tracks/csp/spa/data/surfaces.ini",
            "system/data/surfaces.ini",
        ] {
            assert_eq!(need(path), Some(Need::Plain), "{path}");
        }
        assert_eq!(need("admins.txt"), Some(Need::SteamIds));
    }

    #[test]
    fn and_nothing_that_it_would_serve_load_or_obey_beyond_that() {
        for path in [
            ".steam/sdk64/steamclient.so",
            "steamclient.so",
            "wwwroot/login.html",
            "plugins/Evil/Evil.dll",
            "presets/x/server_cfg.ini",
            "cache/x.aic1",
            "logs/x",
            "appsettings.json",
            "cfg/.hidden/x",
            "cfg/steamclient.so",
            "content/Run.EXE",
            "sub/admins.txt",
            "system/x",
            "content/__MACOSX/x",
        ] {
            assert_eq!(need(path), None, "{path}");
        }
        assert!(is_program(b"\x7fELF\x02") && is_program(b"#!/bin/sh") && !is_program(b"[SERVER]"));
    }

    #[test]
    fn of_a_list_of_players_only_ids_are_kept() {
        let ids: Vec<u64> =
            steam_ids(b"76561198000000001\r\n+1\n../../etc\n\n 7 \n99999999999999999999999")
                .collect();
        assert_eq!(ids, [76_561_198_000_000_001, 7]);
    }
}
