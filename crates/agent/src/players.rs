//! The lists of players of the server that this one takes the place of, added to those of its pack.

use std::io::{self, Read};
use std::path::Path;

use pack::{LONGEST_PLAYER_LIST, PLAYER_LISTS, PlayerLists, with_players};

use crate::files::{read_plain, replace};

/// A line has a name beside its id.
const MOST: u64 = 3 * LONGEST_PLAYER_LIST * PLAYER_LISTS.len() as u64;

/// Adds whom these lists name to the lists in the folder of a server. Done twice it is done.
///
/// # Errors
/// When one of them cannot be read or written.
pub fn add(lists: impl Read, server: &Path) -> io::Result<()> {
    let mut text = Vec::new();
    lists.take(MOST).read_to_end(&mut text)?;
    for (list, ids) in PlayerLists::read(&text).iter() {
        let file = server.join(list);
        let own = read_plain(&file, LONGEST_PLAYER_LIST)?.unwrap_or_default();
        if let Some(text) = with_players(&own, ids) {
            replace(&file, &text, 0o600)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn whom_the_server_before_had_banned_is_banned_beside_those_of_the_pack() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str| folder.path().join(name);
        fs::write(file("blacklist.txt"), "; cheats\n1\n").expect("written");
        let lists = b"blacklist.txt 1\nblacklist.txt 2\nadmins.txt 3\ncfg/server_cfg.ini 4\n";
        for _ in 0..2 {
            add(&lists[..], folder.path()).expect("added");
            let read = |name: &str| fs::read_to_string(file(name)).expect("a list");
            assert_eq!(read("blacklist.txt"), "; cheats\n1\n2\n");
            assert_eq!(read("admins.txt"), "3\n");
            assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
        }
    }
}
