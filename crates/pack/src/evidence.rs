//! What an inspection has found out, whichever sort of archive it was.

use std::collections::HashMap;

use super::Format;
use super::faults::{Fault, FaultCollector, FaultKind};
use super::listing::Listing;
use super::names::key;
use super::settings::{CleanedFile, File};

/// All that a verdict is built on.
pub(super) struct InspectionFacts<'a> {
    pub(super) listing: Listing,
    /// Where `cfg` is, or why that cannot be said.
    pub(super) root: Result<String, FaultKind>,
    pub(super) files: SettingsFiles,
    pub(super) file_name: &'a str,
    pub(super) format: Format,
    pub(super) packed_size: u64,
    /// The first bytes ([`HEAD`](super::file_type::HEAD)) of programs, by the key of their path, where they were seen.
    pub(super) heads: HashMap<String, Vec<u8>>,
}

/// The contents of the files that matter, or the fault of those that could not be read.
#[derive(Debug, Default)]
pub(super) struct SettingsFiles {
    list: Vec<SettingsFile>,
}

/// One of them.
#[derive(Debug)]
pub(super) struct SettingsFile {
    pub(super) file: File,
    /// Below the folder that holds `cfg`.
    pub(super) path: String,
    contents: Result<Vec<u8>, Fault>,
}

impl SettingsFiles {
    /// The most bytes that one of them may have; real ones have a few thousand.
    pub(super) const LARGEST: u64 = 1 << 20;
    /// The most of them that are read; real packs have a dozen.
    pub(super) const MOST: usize = 40;

    /// Those below `root` of files that were kept by the key of their whole path.
    pub(super) fn below(root: &str, kept: HashMap<String, Result<Vec<u8>, Fault>>) -> Self {
        let root = key(root);
        let mut kept: Vec<_> = kept.into_iter().collect();
        // The order makes the verdict independent of the map's.
        kept.sort_by(|(first, _), (second, _)| first.cmp(second));
        let mut files = Self::default();
        for (path, contents) in kept {
            if let Some(path) = path.strip_prefix(&root) {
                files.add(path, contents);
            }
        }
        files
    }

    /// Takes in a file by its path below the root, if it is one that matters.
    pub(super) fn add(&mut self, path: &str, contents: Result<Vec<u8>, Fault>) {
        if let Some(file) = File::at(path) {
            self.list.push(SettingsFile {
                file,
                path: path.to_owned(),
                contents,
            });
        }
        self.list
            .sort_by(|first, second| (first.file, &first.path).cmp(&(second.file, &second.path)));
    }

    /// Notes the fault of each that could not be read, and keeps the others.
    pub(super) fn readable(self, tally: &mut FaultCollector) -> Readable {
        let mut readable = Readable::default();
        for SettingsFile {
            file,
            path,
            contents,
        } in self.list
        {
            match contents {
                Ok(contents) => readable.files.push((file, path, contents)),
                Err(fault) => tally.add(fault),
            }
        }
        readable
    }
}

/// Settings files that could be read: which, their paths below the root, their contents.
#[derive(Debug, Default)]
pub(super) struct Readable {
    pub(super) files: Vec<(File, String, Vec<u8>)>,
}

impl Readable {
    /// Those that a server is given otherwise than they are.
    pub(super) fn cleaned(&self) -> Vec<CleanedFile> {
        let files = self.files.iter();
        files
            .filter_map(|(_, path, contents)| CleanedFile::of(path, contents))
            .collect()
    }

    /// What a file holds, if it is there.
    pub(super) fn get(&self, wanted: File) -> Option<&[u8]> {
        let found = self.files.iter().find(|(file, _, _)| *file == wanted);
        found.map(|(_, _, contents)| contents.as_slice())
    }
}
