//! The lists of players that a server keeps beside its settings: whom an admin banned, let in, or made an
//! admin while it ran.
//!
//! A server that takes another one's place is given that one's lists beside its pack's. Whatever wrote them
//! is a stranger's program, so nothing of them is taken but Steam ids.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::needs::{PLAYER_LISTS, steam_ids};

/// The most bytes of one list that are read: some 50,000 ids, more than any league has.
pub const LONGEST_PLAYER_LIST: u64 = 1 << 20;

/// Whom each list names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlayerLists(BTreeMap<&'static str, BTreeSet<u64>>);

impl PlayerLists {
    /// Adds whom the bytes of a list name; a file of another name is no list.
    pub fn add(&mut self, name: &str, bytes: &[u8]) {
        self.name_all(name, steam_ids(bytes));
    }

    fn name_all(&mut self, name: &str, ids: impl Iterator<Item = u64>) {
        let Some(list) = PLAYER_LISTS.iter().find(|list| **list == name) else {
            return;
        };
        let mut ids = ids.peekable();
        if ids.peek().is_some() {
            self.0.entry(list).or_default().extend(ids);
        }
    }

    /// Whether they name nobody.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that name somebody.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &BTreeSet<u64>)> {
        self.0.iter().map(|(list, ids)| (*list, ids))
    }

    /// Reads what [`fmt::Display`] wrote; a line that is no list's is left out.
    pub fn read(text: &[u8]) -> Self {
        let mut lists = Self::default();
        for line in text.split(|byte| *byte == b'\n') {
            let mut parts = line.splitn(2, |byte| *byte == b' ');
            if let (Some(name), Some(id)) = (parts.next(), parts.next()) {
                lists.add(&String::from_utf8_lossy(name), id);
            }
        }
        lists
    }
}

/// A line for each name in each list: `blacklist.txt 76561198000000001`.
impl fmt::Display for PlayerLists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (list, ids) in self.iter() {
            for id in ids {
                writeln!(f, "{list} {id}")?;
            }
        }
        Ok(())
    }
}

/// A list with these ids in it, too, all else as it was; nothing where they stand in it already.
pub fn with_players(list: &[u8], ids: &BTreeSet<u64>) -> Option<Vec<u8>> {
    let own: BTreeSet<u64> = steam_ids(list).collect();
    let mut more = ids.difference(&own).peekable();
    more.peek()?;
    let mut text = list.to_vec();
    if !text.is_empty() && !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    for id in more {
        text.extend(format!("{id}\n").bytes());
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_written_and_read_again_and_nothing_but_ids_is() {
        let mut lists = PlayerLists::default();
        lists.add(
            "blacklist.txt",
            b"76561198000000002\r\n76561198000000001\n; $(reboot)\n",
        );
        lists.add("admins.txt", b"cheater\n");
        lists.add("cfg/server_cfg.ini", b"1\n");
        lists.add("../blacklist.txt", b"1\n");
        let text = lists.to_string();
        assert_eq!(
            text,
            "blacklist.txt 76561198000000001\nblacklist.txt 76561198000000002\n"
        );
        assert_eq!(PlayerLists::read(text.as_bytes()), lists);
        let odd = PlayerLists::read(b"blacklist.txt\nhosts 1\nblacklist.txt 1 2\n\xff 1\n");
        assert!(odd.is_empty(), "{odd}");
    }

    #[test]
    fn what_a_list_says_stays_beside_whom_it_is_given() {
        let ids = BTreeSet::from([1, 2]);
        let with = |list: &[u8]| {
            with_players(list, &ids).map(|it| String::from_utf8_lossy(&it).into_owned())
        };
        assert_eq!(with(b"; ours\r\n2").as_deref(), Some("; ours\r\n2\n1\n"));
        assert_eq!(with(b"").as_deref(), Some("1\n2\n"));
        assert_eq!(with(b"2\n1\n"), None);
    }
}
