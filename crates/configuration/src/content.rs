//! What a server has files of, by the names in its pack.

use std::collections::{BTreeMap, BTreeSet};

/// Tracks and cars that a server has files of, by the names in a pack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Their folders as they are written, by their lower-case name; with the folders of layouts.
    pub(crate) tracks: BTreeMap<String, (String, BTreeSet<String>)>,
    pub(crate) cars: BTreeMap<String, String>,
    /// Whether the pack tells drivers where to get cars and track.
    pub(crate) links: bool,
}

impl Content {
    /// What is known from the paths of a pack, below its root.
    pub fn of_paths<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let mut content = Self::default();
        for path in paths {
            let parts: Vec<&str> = path.split('/').collect();
            match parts[..] {
                ["content", "cars", car, _, ..] => {
                    content
                        .cars
                        .insert(car.to_ascii_lowercase(), car.to_owned());
                }
                ["content", "tracks", "csp", ref track @ ..] => content.track(track),
                ["content", "tracks", ref track @ ..] => content.track(track),
                ["cfg", "cm_content", "content.json"] => content.links = true,
                _ => {}
            }
        }
        content
    }

    /// Everything that either has.
    pub fn and(mut self, other: Self) -> Self {
        for (key, (track, layouts)) in other.tracks {
            let known = self
                .tracks
                .entry(key)
                .or_insert_with(|| (track, BTreeSet::new()));
            known.1.extend(layouts);
        }
        self.cars.extend(other.cars);
        self.links |= other.links;
        self
    }

    /// `<track>/data/…`, `<track>/<layout>/data/…`, `<track>/models_<layout>.ini`.
    fn track(&mut self, path: &[&str]) {
        let [track, rest @ ..] = path else {
            return;
        };
        if rest.is_empty() {
            return;
        }
        let known = self.tracks.entry(track.to_ascii_lowercase());
        let (_, layouts) = known.or_insert_with(|| ((*track).to_owned(), BTreeSet::new()));
        let layout = match rest {
            [layout, "data", _, ..] => Some(*layout),
            [file] => file
                .strip_prefix("models_")
                .and_then(|file| file.strip_suffix(".ini")),
            _ => None,
        };
        layouts.extend(layout.map(str::to_owned));
    }
}
