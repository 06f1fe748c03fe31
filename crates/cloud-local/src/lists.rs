//! The lists of players that a server keeps in its folder: whom an admin banned, let in, or made an
//! admin while it ran. A server that takes another one's place takes them over.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use confine::Folder;

/// More than any league's list has: some 50,000 ids.
const MOST: u64 = 1 << 20;

/// Adds to the lists in `new` whoever stands in those in `old`: both the folders that hold `cfg`. What
/// cannot be read there, or is no Steam id, is left out.
///
/// # Errors
/// If a list could not be written.
pub(super) fn take_over(old: &Path, new: &Path) -> io::Result<()> {
    let (Ok(old), new) = (Folder::open(old), Folder::open(new)?) else {
        return Ok(());
    };
    let ids = |folder: &Folder, list: &str| -> BTreeSet<u64> {
        let bytes = folder.read(Path::new(list), MOST).unwrap_or_default();
        pack::steam_ids(&bytes).collect()
    };
    for list in pack::PLAYER_LISTS {
        let (before, own) = (ids(&old, list), ids(&new, list));
        if before.is_subset(&own) {
            continue;
        }
        let all = before.union(&own);
        let text: String = all.map(|id| format!("{id}\n")).collect();
        new.replace(Path::new(list), text.as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn folders() -> (tempfile::TempDir, tempfile::TempDir) {
        let folder = || tempfile::tempdir().expect("a folder");
        (folder(), folder())
    }

    #[test]
    fn whom_an_admin_banned_stays_banned_beside_those_of_the_pack() {
        let (old, new) = folders();
        fs::write(old.path().join("blacklist.txt"), "30\n10\nmore\n").expect("written");
        fs::write(new.path().join("blacklist.txt"), "20\n").expect("written");
        fs::write(new.path().join("admins.txt"), "7\n").expect("written");
        take_over(old.path(), new.path()).expect("taken over");
        let read = |name| fs::read_to_string(new.path().join(name)).expect("a list");
        assert_eq!(read("blacklist.txt"), "10\n20\n30\n");
        assert_eq!(read("admins.txt"), "7\n");
        assert!(!new.path().join("whitelist.txt").exists());
    }

    #[test]
    fn what_a_server_laid_there_instead_of_a_list_leads_nowhere() {
        let (old, new) = folders();
        let secret = old.path().join("secret");
        fs::write(&secret, "42\n").expect("written");
        std::os::unix::fs::symlink(&secret, old.path().join("admins.txt")).expect("a link");
        take_over(old.path(), new.path()).expect("nothing to do");
        assert!(!new.path().join("admins.txt").exists());
        take_over(&old.path().join("gone"), new.path()).expect("nothing to do");
    }
}
