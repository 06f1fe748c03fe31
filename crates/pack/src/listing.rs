//! The files and folders of an archive, whichever sort it is: checked one by one, then searched.

use std::collections::HashMap;

use super::Limits;
use super::config::{ENTRY_LIST, SERVER_CFG};
use super::faults::{FaultCollector, FaultKind, Faults, printable};
use super::names::{clean, is_noise, key};

/// What an archive says that an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    Folder,
    Link,
    Special,
}

/// Everything that an archive lists, by the name under which Windows would store it.
#[derive(Debug)]
pub(super) struct Listing {
    limits: Limits,
    seen: HashMap<String, Seen>,
    pub(super) count: usize,
    pub(super) unpacked: u64,
    pub(super) tally: FaultCollector,
}

#[derive(Debug)]
struct Seen {
    /// As the archive spells it, cleaned.
    path: String,
    /// What a file is; folders are nothing.
    file: Option<Contents>,
}

/// Where a file lies in the archive, and what tells it from another of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Contents {
    /// How many entries come before it.
    position: usize,
    /// In bytes, once unpacked.
    pub(super) size: u64,
    /// The checksum of its contents, once it is known.
    sum: Option<u32>,
}

/// A folder, ending in `/` unless it is the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place<'a> {
    depth: usize,
    key: &'a str,
    path: &'a str,
}

impl Listing {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            seen: HashMap::new(),
            count: 0,
            unpacked: 0,
            tally: FaultCollector::default(),
        }
    }

    /// Takes the next entry in. A file with a usable name comes back with its clean path.
    ///
    /// # Errors
    /// A limit is passed: nothing more should be read.
    pub(super) fn add(
        &mut self,
        name: &str,
        kind: EntryKind,
        size: u64,
        sum: Option<u32>,
    ) -> Result<Option<String>, FaultKind> {
        let position = self.count;
        self.count += 1;
        if self.limits.max_entries < self.count {
            return Err(FaultKind::TooManyEntries {
                limit: self.limits.max_entries,
            });
        }
        self.unpacked = self.unpacked.saturating_add(size);
        if self.limits.max_unpacked < self.unpacked {
            return Err(FaultKind::TooLarge {
                unpacked: self.unpacked,
                limit: self.limits.max_unpacked,
            });
        }
        match kind {
            EntryKind::Link => self.tally.add(FaultKind::Link.of(name)),
            EntryKind::Special => self.tally.add(FaultKind::SpecialFile.of(name)),
            EntryKind::File | EntryKind::Folder => {}
        }
        let path = match clean(name) {
            Ok(path) if path.is_empty() && kind == EntryKind::Folder => return Ok(None),
            Ok(path) if path.is_empty() => Err(FaultKind::EmptyName),
            other => other,
        };
        let placed = path.and_then(|path| {
            let file = Contents {
                position,
                size,
                sum,
            };
            self.place(&path, (kind != EntryKind::Folder).then_some(file))?;
            Ok(path)
        });
        // Folders that are only implied cost memory too.
        if self.limits.max_entries.saturating_mul(2) < self.seen.len() {
            return Err(FaultKind::TooManyEntries {
                limit: self.limits.max_entries,
            });
        }
        match placed {
            Ok(path) => Ok((kind == EntryKind::File).then_some(path)),
            Err(fault) => {
                self.tally.add(fault.of(name));
                Ok(None)
            }
        }
    }

    /// Puts the path and the folders above it into the tree, unless something else is there.
    fn place(&mut self, path: &str, file: Option<Contents>) -> Result<(), FaultKind> {
        for (end, _) in path.match_indices('/') {
            self.place_one(&path[..end], None)?;
        }
        self.place_one(path, file)
    }

    fn place_one(&mut self, path: &str, file: Option<Contents>) -> Result<(), FaultKind> {
        match self.seen.get(&key(path)) {
            None => {
                self.seen.insert(
                    key(path),
                    Seen {
                        path: path.to_owned(),
                        file,
                    },
                );
                Ok(())
            }
            Some(Seen { file: None, .. }) if file.is_none() => Ok(()),
            Some(Seen {
                file: Some(first),
                path: other,
            }) if file.is_some() => {
                if other != path {
                    return Err(FaultKind::DuplicateName {
                        other: printable(other),
                    });
                }
                // Content Manager writes a file once for each thing that uses it.
                match file.is_some_and(|file| first.may_be(&file)) {
                    true => Ok(()),
                    false => Err(FaultKind::SameName),
                }
            }
            Some(Seen { path, .. }) => Err(FaultKind::FileAndFolder {
                other: printable(path),
            }),
        }
    }

    /// Takes in the checksum of a file that [`Listing::add`] gave back. Of two files of one name the
    /// second must be the first again.
    pub(super) fn sum(&mut self, path: &str, sum: u32) {
        let Some(Seen {
            file: Some(file), ..
        }) = self.seen.get_mut(&key(path))
        else {
            return;
        };
        if *file.sum.get_or_insert(sum) != sum {
            self.tally.add(FaultKind::SameName.of(path));
        }
    }

    /// Where a file is in the archive, and how the archive spells it.
    pub(super) fn file(&self, path: &str) -> Option<(usize, &str)> {
        let seen = self.seen.get(&key(path))?;
        Some((seen.file?.position, &seen.path))
    }

    /// The files below a folder (empty, or ending in `/`) with their sizes, in no order; their paths
    /// as the archive spells them, without the folder.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = (&str, u64)> {
        let folder = key(folder);
        let parts = folder.matches('/').count();
        self.seen.iter().filter_map(move |(key, seen)| {
            key.starts_with(&folder).then_some(())?;
            let path = &seen.path[folders(&seen.path, parts).len()..];
            Some((path, seen.file?.size))
        })
    }

    /// Whether anything lies in this folder, or the folder itself is listed.
    pub(super) fn has_folder(&self, path: &str) -> bool {
        self.seen
            .get(&key(path))
            .is_some_and(|seen| seen.file.is_none())
    }

    /// The folder that holds `cfg`: empty, or ending in `/`.
    pub(super) fn root(&self) -> Result<String, FaultKind> {
        let mut places = self.places_of(&[SERVER_CFG, ENTRY_LIST]);
        // The order makes the verdict independent of the map's.
        places.sort();
        places.dedup_by_key(|place| (place.depth, place.key));
        match places[..] {
            [Place { depth: 0, .. }, ..] => Ok(String::new()),
            [
                Place {
                    depth: 1,
                    path: first,
                    ..
                },
                Place {
                    depth: 1,
                    path: second,
                    ..
                },
                ..,
            ] => Err(FaultKind::SeveralPacks {
                places: [printable(first), printable(second)],
            }),
            [Place { depth: 1, path, .. }, ..] => Ok(path.to_owned()),
            [Place { path, .. }, ..] => Err(FaultKind::TooDeep {
                place: printable(path),
            }),
            [] if !self.places_of(&["server_cfg.ini"]).is_empty() => Err(FaultKind::PresetNotPack),
            [] if self.holds_archive() => Err(FaultKind::ArchiveInside),
            [] => Err(FaultKind::MissingFile { path: SERVER_CFG }),
        }
    }

    /// The folders in which one of these files lies.
    fn places_of(&self, files: &[&str]) -> Vec<Place<'_>> {
        self.seen
            .iter()
            .filter(|(_, seen)| seen.file.is_some() && !is_noise(&seen.path))
            .filter_map(|(key, seen)| {
                let key = files.iter().find_map(|file| key.strip_suffix(file))?;
                let depth = key.matches('/').count();
                // Lowercasing can change a name's length, so the path is cut by its parts.
                (key.is_empty() || key.ends_with('/')).then(|| Place {
                    depth,
                    key,
                    path: folders(&seen.path, depth),
                })
            })
            .collect()
    }

    fn holds_archive(&self) -> bool {
        self.seen.iter().any(|(key, seen)| {
            seen.file.is_some()
                && [".zip", ".tar.gz", ".rar", ".7z"]
                    .iter()
                    .any(|end| key.ends_with(end))
        })
    }

    /// The faults so far and the one that ends the search.
    pub(super) fn stop(&mut self, last: impl Into<super::Fault>) -> Faults {
        std::mem::take(&mut self.tally).and(last)
    }
}

impl Contents {
    /// Whether these can be the same contents, as far as is known.
    fn may_be(&self, other: &Self) -> bool {
        self.size == other.size
            && self
                .sum
                .zip(other.sum)
                .is_none_or(|(first, second)| first == second)
    }
}

/// The first `count` folders of a path, with the slash after them.
fn folders(path: &str, count: usize) -> &str {
    match count
        .checked_sub(1)
        .and_then(|last| path.match_indices('/').nth(last))
    {
        Some((end, _)) => &path[..=end],
        None => "",
    }
}
