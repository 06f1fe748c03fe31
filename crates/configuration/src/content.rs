//! What a server has files of, by the names in its pack.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Tracks and cars that a server has files of, by the names in a pack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Their folders as they are written, by their lower-case name; with the folders of layouts.
    pub(crate) tracks: BTreeMap<String, (String, BTreeSet<String>)>,
    pub(crate) cars: BTreeMap<String, String>,
    /// Whether the pack tells drivers where to get cars and track.
    pub(crate) links: bool,
}

/// A track or a car.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The track's folder.
    Track(String),
    /// The car's folder.
    Car(String),
}

impl Piece {
    /// Its folder.
    pub fn name(&self) -> &str {
        match self {
            Self::Track(name) | Self::Car(name) => name,
        }
    }

    /// Whether a file of a pack, by its path below the pack's root, is one of it.
    pub fn holds(&self, path: &str) -> bool {
        let mut parts = path.split('/');
        let is = |part: Option<&str>, name: &str| {
            part.is_some_and(|part| part.eq_ignore_ascii_case(name))
        };
        let kind = match self {
            Self::Track(_) => "tracks",
            Self::Car(_) => "cars",
        };
        if !is(parts.next(), "content") || !is(parts.next(), kind) {
            return false;
        }
        let folder = match (self, parts.next()) {
            (Self::Track(_), Some("csp")) => parts.next(),
            (_, folder) => folder,
        };
        is(folder, self.name()) && parts.next().is_some()
    }
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

    /// Whether there are files of nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Of how many tracks and cars there are files.
    pub fn len(&self) -> usize {
        self.tracks.len() + self.cars.len()
    }

    /// Whether there are files of this.
    pub fn has(&self, piece: &Piece) -> bool {
        let name = piece.name().to_ascii_lowercase();
        match piece {
            Piece::Track(_) => self.tracks.contains_key(&name),
            Piece::Car(_) => self.cars.contains_key(&name),
        }
    }

    /// The folders of tracks.
    pub fn tracks(&self) -> impl Iterator<Item = &str> {
        self.tracks.values().map(|(track, _)| track.as_str())
    }

    /// The folders of cars.
    pub fn cars(&self) -> impl Iterator<Item = &str> {
        self.cars.values().map(String::as_str)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_a_track_or_a_car_are_those_in_its_folder() {
        let spa = Piece::Track("Spa".to_owned());
        for path in [
            "content/tracks/spa/data/surfaces.ini",
            "content/tracks/SPA/models_gp.ini",
            "content/tracks/csp/spa/data/surfaces.ini",
        ] {
            assert!(spa.holds(path), "{path}");
            assert!(Content::of_paths([path]).has(&spa), "{path}");
        }
        for path in [
            "content/tracks/spa",
            "content/tracks/spa2/data/surfaces.ini",
            "content/cars/spa/data.acd",
            "cfg/content/tracks/spa/x",
            "",
        ] {
            assert!(!spa.holds(path), "{path}");
        }
        assert!(Piece::Car("gt3".to_owned()).holds("content/cars/GT3/data.acd"));
    }

    #[test]
    fn what_is_known_of_a_pack_is_read_back() {
        let content = Content::of_paths([
            "content/tracks/spa/gp/data/surfaces.ini",
            "content/cars/gt3/data.acd",
            "cfg/cm_content/content.json",
        ]);
        let text = serde_json::to_string(&content).expect("JSON");
        assert_eq!(serde_json::from_str::<Content>(&text).ok(), Some(content));
    }
}
