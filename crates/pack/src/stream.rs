//! Judging a `.tar.gz` while it streams past, with a few kilobytes of memory and the files of `cfg`.

use std::collections::HashMap;
use std::io::{self, Write};

use flate2::Crc;
use flate2::write::MultiGzDecoder;
use tar::{Header, PaxExtensions};

use super::evidence::{InspectionFacts, SettingsFiles};
use super::faults::{Fault, FaultKind, Faults, Found};
use super::file_type::{HEAD, sniff};
use super::ini::text;
use super::listing::{EntryKind, Listing};
use super::names::{is_noise, key};
use super::settings::File;
use super::verdict::evaluate;
use super::zip_directory::is_bomb;
use super::{Format, Limits, Pack, Platform};

/// How much is collected before the file is taken for what it is.
const FIRST: usize = 512;
const BLOCK: usize = 512;
/// How many programs are looked into; a pack has one or two.
const MOST_HEADS: usize = 16;
/// The longest extended header: names and a few attributes.
const LARGEST_EXTENSION: u64 = 64 << 10;
/// What an entry may take in the tar beyond its contents: headers and padding.
const ENTRY_OVERHEAD: u64 = 4 << 10;

/// A `.tar.gz` being judged. Feed it everything in order, then finish it.
#[derive(Debug)]
pub struct StreamInspection {
    file_name: String,
    limits: Limits,
    first: Vec<u8>,
    begun: bool,
    fed: u64,
    size: Option<u64>,
    gzip: MultiGzDecoder<Tar>,
    refused: Option<Faults>,
}

impl StreamInspection {
    /// Begins to judge a `.tar.gz`. With its `size` in bytes a bomb is noticed before it has
    /// unpacked to [`Limits::max_unpacked`], and a stream that ends early is told from a bad file.
    pub fn new(file_name: &str, size: Option<u64>, limits: Limits) -> Self {
        let tar = Tar::new(most_bytes(size, &limits), limits.clone());
        Self {
            file_name: file_name.to_owned(),
            limits,
            first: Vec::with_capacity(FIRST),
            begun: false,
            fed: 0,
            size,
            gzip: MultiGzDecoder::new(tar),
            refused: None,
        }
    }

    /// Takes the next bytes in. However the file is cut into pieces, the verdict is the same.
    ///
    /// # Errors
    /// The pack is refused already; what follows need not be sent.
    pub fn feed(&mut self, mut bytes: &[u8]) -> Result<(), Faults> {
        if let Some(refused) = &self.refused {
            return Err(refused.clone());
        }
        self.fed += bytes.len() as u64;
        if !self.begun {
            let (first, rest) = bytes.split_at(bytes.len().min(FIRST - self.first.len()));
            self.first.extend_from_slice(first);
            bytes = rest;
            if self.first.len() < FIRST {
                return Ok(());
            }
            self.begin()?;
        }
        self.unpack(bytes)
    }

    /// The verdict on what was fed.
    ///
    /// # Errors
    /// Every fault that was found.
    pub fn finish(mut self) -> Result<Pack, Faults> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        if !self.begun {
            self.begin()?;
        }
        let sound = self.gzip.try_finish().is_ok();
        let tar = self.gzip.get_mut();
        if let Some(refused) = tar.refused.take() {
            return Err(refused);
        }
        if !tar.is_complete() || self.size.is_some_and(|size| self.fed < size) {
            return Err(tar.listing.stop(FaultKind::Truncated));
        }
        if !sound {
            return Err(tar.listing.stop(FaultKind::Damaged));
        }
        let mut listing = std::mem::replace(&mut tar.listing, Listing::new(self.limits.clone()));
        if is_bomb(tar.total, self.fed, &self.limits) {
            listing.tally.add(FaultKind::RatioBomb {
                unpacked: tar.total,
                packed: self.fed,
            });
        }
        let root = listing.root();
        let files = match &root {
            Ok(root) => SettingsFiles::below(root, std::mem::take(&mut tar.files)),
            Err(_) => SettingsFiles::default(),
        };
        let evidence = InspectionFacts {
            listing,
            files,
            root,
            file_name: &self.file_name,
            format: Format::TarGz,
            packed_size: self.fed,
            heads: std::mem::take(&mut tar.heads),
        };
        evaluate(evidence, &self.limits)
    }

    /// Looks at what was collected, and unpacks it.
    fn begin(&mut self) -> Result<(), Faults> {
        self.begun = true;
        let fault = match sniff(&self.first) {
            Ok(Format::TarGz) => None,
            Ok(Format::Zip) => Some(FaultKind::NotAPack {
                found: Found::Unknown,
            }),
            Err(fault) => Some(fault),
        };
        if let Some(fault) = fault {
            return Err(self.refused.insert(Fault::from(fault).into()).clone());
        }
        let first = std::mem::take(&mut self.first);
        self.unpack(&first)
    }

    fn unpack(&mut self, bytes: &[u8]) -> Result<(), Faults> {
        if self.gzip.write_all(bytes).is_ok() {
            return Ok(());
        }
        let tar = self.gzip.get_mut();
        let refused = match tar.refused.take() {
            Some(refused) => refused,
            None => tar.listing.stop(FaultKind::Damaged),
        };
        Err(self.refused.insert(refused).clone())
    }
}

/// After how many unpacked bytes to stop, and why then.
fn most_bytes(size: Option<u64>, limits: &Limits) -> (u64, FaultKind) {
    let overhead = (limits.max_entries as u64).saturating_mul(ENTRY_OVERHEAD);
    let most = limits.max_unpacked.saturating_add(overhead);
    if let Some(packed) = size {
        let honest = packed
            .saturating_mul(limits.max_ratio)
            .max(limits.ratio_from);
        if honest < most {
            return (
                honest,
                FaultKind::RatioBomb {
                    unpacked: honest,
                    packed,
                },
            );
        }
    }
    (
        most,
        FaultKind::TooLarge {
            unpacked: most,
            limit: limits.max_unpacked,
        },
    )
}

/// A tar that is written to, and forgets at once what it need not know.
#[derive(Debug)]
struct Tar {
    listing: Listing,
    /// Settings files by the key of their whole path: those at the top and in one wrapping folder.
    files: HashMap<String, Result<Vec<u8>, Fault>>,
    /// The first bytes of what may be the server program, by the key of its path.
    heads: HashMap<String, Vec<u8>>,
    wrapping: Option<String>,
    most: (u64, FaultKind),
    /// Bytes so far.
    total: u64,
    state: State,
    /// What extended headers say of the next entry.
    next: Extensions,
    refused: Option<Faults>,
}

#[derive(Debug)]
enum State {
    /// Collecting a header.
    Header(Vec<u8>),
    Body {
        remaining: u64,
        padding: u64,
        sink: Sink,
        /// The listed file that this is, and the checksum so far.
        file: Option<(String, Crc)>,
    },
    /// One empty block; a second one ends the archive.
    MaybeEnd(Vec<u8>),
    End,
}

/// Where an entry's bytes go.
#[derive(Debug)]
enum Sink {
    Nowhere,
    LongName(Vec<u8>),
    Pax {
        bytes: Vec<u8>,
        for_all: bool,
    },
    File {
        key: String,
        bytes: Vec<u8>,
    },
    /// Only the first bytes are kept.
    Head {
        key: String,
        bytes: Vec<u8>,
    },
}

#[derive(Debug, Default)]
struct Extensions {
    path: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
}

impl Write for Tar {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.push(bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(fault) => {
                // Writing goes on when a decoder is dropped; the first reason is the one.
                if self.refused.is_none() {
                    self.refused = Some(self.listing.stop(fault));
                }
                Err(io::Error::other("the pack is refused"))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Tar {
    fn new(most: (u64, FaultKind), limits: Limits) -> Self {
        Self {
            listing: Listing::new(limits),
            files: HashMap::new(),
            heads: HashMap::new(),
            wrapping: None,
            most,
            total: 0,
            state: State::Header(Vec::new()),
            next: Extensions::default(),
            refused: None,
        }
    }

    /// Whether it may end here. The empty blocks at the end are often left out.
    fn is_complete(&self) -> bool {
        match &self.state {
            State::Header(block) | State::MaybeEnd(block) => block.is_empty(),
            State::Body { remaining, .. } => *remaining == 0,
            State::End => true,
        }
    }

    fn push(&mut self, bytes: &[u8]) -> Result<(), FaultKind> {
        if self.refused.is_some() {
            return Err(FaultKind::Damaged);
        }
        // Exactly up to the limit, so that the verdict does not depend on how bytes arrive.
        let (most, fault) = self.most.clone();
        let room = usize::try_from(most - self.total).unwrap_or(usize::MAX);
        let mut rest = &bytes[..bytes.len().min(room)];
        self.total += rest.len() as u64;
        while !rest.is_empty() {
            rest = self.step(rest)?;
        }
        if room < bytes.len() {
            Err(fault)
        } else {
            Ok(())
        }
    }

    /// Takes some bytes in and gives back the others.
    fn step<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8], FaultKind> {
        match &mut self.state {
            State::End => Ok(&[]),
            State::Header(block) | State::MaybeEnd(block) => {
                let (part, rest) = bytes.split_at(bytes.len().min(BLOCK - block.len()));
                block.extend_from_slice(part);
                if block.len() == BLOCK {
                    let block = std::mem::take(block);
                    self.header(&block)?;
                }
                Ok(rest)
            }
            State::Body {
                remaining,
                padding,
                sink,
                file,
            } => {
                let (part, rest) = split(bytes, remaining);
                if let Some((_, sum)) = file {
                    sum.update(part);
                }
                match sink {
                    Sink::Nowhere => {}
                    Sink::LongName(bytes) | Sink::Pax { bytes, .. } | Sink::File { bytes, .. } => {
                        bytes.extend_from_slice(part);
                    }
                    Sink::Head { bytes, .. } => {
                        bytes.extend(part.iter().take(HEAD - bytes.len()));
                    }
                }
                let (_, rest) = split(rest, padding);
                if *remaining == 0 && *padding == 0 {
                    self.end_body()?;
                }
                Ok(rest)
            }
        }
    }

    fn header(&mut self, block: &[u8]) -> Result<(), FaultKind> {
        if block.iter().all(|byte| *byte == 0) {
            let ended = matches!(self.state, State::MaybeEnd(_));
            self.state = if ended {
                State::End
            } else {
                State::MaybeEnd(Vec::new())
            };
            return Ok(());
        }
        let header = Header::from_byte_slice(block);
        // Programs differ in whether something after one empty block counts.
        if matches!(self.state, State::MaybeEnd(_)) || !has_right_sum(header, block) {
            return Err(FaultKind::Damaged);
        }
        let size = header.entry_size().map_err(|_| FaultKind::Damaged)?;
        let kind = header.entry_type();
        let extension = if kind.is_gnu_longname() {
            Some(Sink::LongName(Vec::new()))
        } else if kind.is_pax_local_extensions() || kind.is_pax_global_extensions() {
            Some(Sink::Pax {
                bytes: Vec::new(),
                for_all: kind.is_pax_global_extensions(),
            })
        } else if kind.is_gnu_longlink() {
            Some(Sink::Nowhere)
        } else {
            None
        };
        let (size, sink, path) = match extension {
            Some(_) if LARGEST_EXTENSION < size => return Err(FaultKind::Damaged),
            Some(sink) => (size, sink, None),
            None => self.entry(header, size)?,
        };
        self.state = State::Body {
            remaining: size,
            padding: size.wrapping_neg() % BLOCK as u64,
            sink,
            file: path.map(|path| (path, Crc::new())),
        };
        if size == 0 {
            self.end_body()?;
        }
        Ok(())
    }

    /// Lists an entry: its size, where its bytes go, and its path if it is a file.
    fn entry(
        &mut self,
        header: &Header,
        size: u64,
    ) -> Result<(u64, Sink, Option<String>), FaultKind> {
        let next = std::mem::take(&mut self.next);
        let size = next.size.unwrap_or(size);
        let name = match &next.path {
            Some(path) => text(path),
            None => String::from(text(&header.path_bytes())).into(),
        };
        let name = name.trim_end_matches('\0');
        let kind = header.entry_type();
        let kind = if next.sparse {
            EntryKind::Special
        } else if kind.is_dir() || (kind.is_file() && name.ends_with('/')) {
            EntryKind::Folder
        } else if kind.is_file() || kind.is_contiguous() {
            EntryKind::File
        } else if kind.is_symlink() || kind.is_hard_link() {
            EntryKind::Link
        } else {
            EntryKind::Special
        };
        let path = self.listing.add(name, kind, size, None)?;
        let sink = match &path {
            Some(path) if self.is_wanted(path) => {
                let key = key(path);
                if SettingsFiles::LARGEST < size {
                    let fault = FaultKind::SettingsTooLarge {
                        limit: SettingsFiles::LARGEST,
                    }
                    .of(name);
                    self.files.insert(key, Err(fault));
                    Sink::Nowhere
                } else {
                    Sink::File {
                        key,
                        bytes: Vec::new(),
                    }
                }
            }
            Some(path) if is_program(path) && self.heads.len() < MOST_HEADS => Sink::Head {
                key: key(path),
                bytes: Vec::with_capacity(HEAD),
            },
            _ => Sink::Nowhere,
        };
        Ok((size, sink, path))
    }

    /// Whether this is a settings file at the top, or in the first wrapping folder that has one.
    /// With a second such folder the pack is refused anyway, or the one at the top counts.
    fn is_wanted(&mut self, path: &str) -> bool {
        if SettingsFiles::MOST <= self.files.len() {
            return false;
        }
        if File::at(path).is_some() {
            return true;
        }
        let Some((folder, rest)) = path.split_once('/') else {
            return false;
        };
        if is_noise(path) || File::at(rest).is_none() {
            return false;
        }
        let folder = key(folder);
        *self.wrapping.get_or_insert_with(|| folder.clone()) == folder
    }

    fn end_body(&mut self) -> Result<(), FaultKind> {
        let State::Body { sink, file, .. } =
            std::mem::replace(&mut self.state, State::Header(Vec::new()))
        else {
            return Ok(());
        };
        if let Some((path, sum)) = file {
            self.listing.sum(&path, sum.sum());
        }
        match sink {
            Sink::Nowhere => {}
            Sink::LongName(name) => self.next.path = Some(name),
            Sink::File { key, bytes } => drop(self.files.insert(key, Ok(bytes))),
            Sink::Head { key, bytes } => drop(self.heads.insert(key, bytes)),
            Sink::Pax { bytes, for_all } => {
                let extensions = pax(&bytes).ok_or(FaultKind::Damaged)?;
                // What would rename or resize every entry has no honest use.
                if for_all
                    && (extensions.path.is_some() || extensions.size.is_some() || extensions.sparse)
                {
                    return Err(FaultKind::Damaged);
                }
                if !for_all {
                    self.next = extensions;
                }
            }
        }
        Ok(())
    }
}

/// Whether this may be the server's program: at the top, or one folder down.
fn is_program(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    !folder.contains('/')
        && Platform::Linux
            .programs()
            .iter()
            .any(|program| program.eq_ignore_ascii_case(name))
}

/// Takes from `bytes` what `remaining` still wants.
fn split<'b>(bytes: &'b [u8], remaining: &mut u64) -> (&'b [u8], &'b [u8]) {
    let count = usize::try_from(*remaining)
        .unwrap_or(usize::MAX)
        .min(bytes.len());
    *remaining -= count as u64;
    bytes.split_at(count)
}

/// The sum of all bytes, its own eight counted as spaces.
fn has_right_sum(header: &Header, block: &[u8]) -> bool {
    const FIELD: std::ops::Range<usize> = 148..156;
    let sum: u32 = block
        .iter()
        .enumerate()
        .map(|(index, byte)| {
            if FIELD.contains(&index) {
                u32::from(b' ')
            } else {
                u32::from(*byte)
            }
        })
        .sum();
    header.cksum().is_ok_and(|said| said == sum)
}

fn pax(bytes: &[u8]) -> Option<Extensions> {
    let mut extensions = Extensions::default();
    for extension in PaxExtensions::new(bytes) {
        let extension = extension.ok()?;
        match extension.key_bytes() {
            b"path" => extensions.path = Some(extension.value_bytes().to_vec()),
            b"size" => extensions.size = Some(extension.value().ok()?.parse().ok()?),
            other if other.starts_with(b"GNU.sparse.") => extensions.sparse = true,
            _ => {}
        }
    }
    Some(extensions)
}
