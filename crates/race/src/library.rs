//! Which tracks and cars the packs of a league have files of, so that a race can name one that its own pack
//! does not hold.

use std::collections::BTreeMap;

use configuration::{Content, Piece};
use serde::{Deserialize, Serialize};

/// So many packs are remembered; the names of more would not fit into a document.
const MOST: usize = 200;
/// A pack with more tracks and cars than this is none of a league's evening.
const MOST_PIECES: usize = 400;

/// What the packs of a league hold, by where they lie. One document for a Discord server.
///
/// The files stay in the packs: what nobody keeps a pack of is forgotten with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    packs: BTreeMap<String, Content>,
}

impl Library {
    /// Whether it is known what a pack holds.
    pub fn knows(&self, pack: &str) -> bool {
        self.packs.contains_key(pack)
    }

    /// Notes what a pack holds. One with too much in it counts as empty.
    pub fn note(&mut self, pack: &str, content: &Content) {
        if MOST <= self.packs.len() && !self.knows(pack) {
            return;
        }
        let content = match content.len() <= MOST_PIECES {
            true => content.clone(),
            false => Content::default(),
        };
        self.packs.insert(pack.to_owned(), content);
    }

    /// Forgets the packs that are not there any more.
    pub fn keep_only(&mut self, are_there: impl Fn(&str) -> bool) {
        self.packs.retain(|pack, _| are_there(pack));
    }

    /// Everything that any of them holds.
    pub fn all(&self) -> Content {
        let packs = self.packs.values().cloned();
        packs.fold(Content::default(), Content::and)
    }

    /// Whether a pack has files of this.
    pub fn has(&self, pack: &str, piece: &Piece) -> bool {
        self.packs
            .get(pack)
            .is_some_and(|content| content.has(piece))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_league_has_goes_with_its_packs() {
        let mut library = Library::default();
        let spa = Content::of_paths(["content/tracks/Spa/data/surfaces.ini"]);
        library.note("a", &spa);
        library.note("b", &Content::of_paths(["content/cars/gt3/data.acd"]));
        let track = Piece::Track("spa".to_owned());
        assert!(library.has("a", &track) && !library.has("b", &track));
        assert_eq!(library.all().tracks().collect::<Vec<_>>(), ["Spa"]);
        library.keep_only(|pack| pack == "b");
        assert!(!library.knows("a") && !library.has("a", &track));
        assert_eq!(library.all().cars().collect::<Vec<_>>(), ["gt3"]);
    }

    #[test]
    fn a_pack_with_the_whole_game_in_it_is_not_remembered() {
        let mut library = Library::default();
        let paths: Vec<String> = (0..500)
            .map(|car| format!("content/cars/car_{car}/data.acd"))
            .collect();
        library.note("a", &Content::of_paths(paths.iter().map(String::as_str)));
        assert!(library.knows("a"));
        assert_eq!(library.all(), Content::default());
    }
}
