//! Judging a zip by ranges, without I/O: its end, its directory, the few files in `cfg`.

use std::collections::HashMap;
use std::io::Read;
use std::ops::Range;

use flate2::Crc;
use flate2::read::DeflateDecoder;
use rc_zip::parse::LocalFileHeader;
use winnow::Partial;

use super::evidence::{InspectionFacts, SettingsFiles};
use super::faults::{DirectoryMismatch, Fault, FaultKind, Faults};
use super::file_type::HEAD;
use super::names::key;
use super::program::LINUX_SERVERS;
use super::settings::File;
use super::verdict::evaluate;
use super::window::{NeedMore, Window};
use super::zip_directory::{DESCRIPTOR, Directory, LOCAL_HEADER, Member, STORED};
use super::{Format, Limits, Pack, RunOn};

/// Files nearer to each other than this are fetched in one read.
const NEAR: u64 = 64 << 10;
/// As much of a packed program as shows its first bytes.
const PACKED_HEAD: u64 = 16 << 10;
/// Guessed for what a local header has beyond its name, to save a read.
const EXTRA: u64 = 256;

/// What an [`Inspection`] wants next.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a handful per pack, none of them stored"
)]
pub enum Step {
    /// These bytes of the archive, through [`Inspection::supply`]. A part of them helps too.
    Need(Range<u64>),
    /// Nothing more: the verdict.
    Done(Result<Pack, Faults>),
}

/// A zip being judged. Ask [`Inspection::next`] what it needs, fetch that from wherever the zip
/// is, hand it over, and repeat until it is done.
#[derive(Debug)]
pub struct Inspection {
    file_name: String,
    limits: Limits,
    zip: Window,
    /// What was last asked for.
    awaited: Range<u64>,
    directory: Option<Directory>,
    verdict: Option<Result<Pack, Faults>>,
}

impl Inspection {
    /// Begins to judge a zip of `size` bytes. [`kind_of`](super::kind_of) tells whether it is one.
    pub fn new(file_name: &str, size: u64, limits: Limits) -> Self {
        Self {
            file_name: file_name.to_owned(),
            limits,
            zip: Window::new(size),
            awaited: 0..0,
            directory: None,
            verdict: None,
        }
    }

    /// What to do next. The same answer until something that it needs is supplied.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator could not be supplied between two steps"
    )]
    pub fn next(&mut self) -> Step {
        if let Some(verdict) = &self.verdict {
            return Step::Done(verdict.clone());
        }
        if let Some(gap) = self.zip.first_gap(self.awaited.clone()) {
            return Step::Need(gap);
        }
        let verdict = match self.advance() {
            Ok(verdict) => verdict,
            Err(NeedMore::Refuse(faults)) => Err(faults),
            Err(NeedMore::Need(range)) => {
                self.awaited = range.clone();
                return Step::Need(range);
            }
        };
        self.zip = Window::new(0);
        Step::Done(self.verdict.insert(verdict).clone())
    }

    /// Hands over bytes of the archive that start at `offset`: what was asked for, or more, or less.
    pub fn supply(&mut self, offset: u64, bytes: &[u8]) {
        self.zip.insert(offset, bytes);
    }

    /// Reads as if the whole file were here, and starts again whenever a part was missing. Only
    /// the directory, which may be long, is kept from one time to the next.
    fn advance(&mut self) -> Result<Result<Pack, Faults>, NeedMore> {
        let directory = match self.directory.take() {
            Some(directory) => directory,
            None => Directory::read(&self.zip, &self.limits)?,
        };
        let root = directory.listing.root();
        let files = match &root {
            Ok(root) => gather(&self.zip, &directory, root),
            Err(_) => Ok(SettingsFiles::default()),
        };
        let files = files.and_then(|files| {
            let looks = self
                .limits
                .choice
                .is_some_and(|choice| choice.run_on != RunOn::Windows);
            let heads = match &root {
                Ok(root) if looks => heads(&self.zip, &directory, root)?,
                _ => HashMap::new(),
            };
            Ok((files, heads))
        });
        match files {
            Ok((files, heads)) => {
                let evidence = InspectionFacts {
                    listing: directory.listing,
                    root,
                    files,
                    file_name: &self.file_name,
                    format: Format::Zip,
                    packed_size: self.zip.size(),
                    heads,
                };
                Ok(evaluate(evidence, &self.limits))
            }
            Err(pause) => {
                self.directory = Some(directory);
                Err(pause)
            }
        }
    }
}

/// The files in `cfg` that the verdict depends on, in as few reads as their places allow.
fn gather(zip: &Window, directory: &Directory, root: &str) -> Result<SettingsFiles, NeedMore> {
    let mut wanted: Vec<(&str, &Member)> = directory
        .listing
        .below(root)
        .filter(|(path, _)| File::at(path).is_some())
        .filter_map(|(path, _)| Some((path, directory.member(&format!("{root}{path}"))?)))
        .filter(|(_, member)| !member.faulty)
        .collect();
    wanted.sort_by_key(|(_, member)| member.offset);
    wanted.truncate(SettingsFiles::MOST);
    let mut reads: Vec<Range<u64>> = Vec::new();
    for (_, member) in wanted.iter().filter(|(_, member)| !is_too_large(member)) {
        let data = LOCAL_HEADER + member.raw_name.len() as u64 + EXTRA + member.packed;
        let span = member.offset..(member.offset + data).min(directory.start);
        match reads.last_mut() {
            Some(last) if span.start < last.end + NEAR => last.end = last.end.max(span.end),
            _ => reads.push(span),
        }
    }
    for range in reads {
        zip.read(range)?;
    }
    let mut files = SettingsFiles::default();
    for (path, member) in wanted {
        files.add(path, contents(zip, member, directory.start)?);
    }
    Ok(files)
}

/// The first bytes of programs for Linux, if there are any: whether they run decides where the pack
/// does. They cost a request of their own.
fn heads(
    zip: &Window,
    directory: &Directory,
    root: &str,
) -> Result<HashMap<String, Vec<u8>>, NeedMore> {
    let mut heads = HashMap::new();
    for name in LINUX_SERVERS {
        let path = format!("{root}{name}");
        let Some(member) = directory.member(&path).filter(|member| !member.faulty) else {
            continue;
        };
        let fixed = zip.read(member.offset..member.offset + LOCAL_HEADER)?;
        let &[.., a, b, c, d] = fixed else {
            continue;
        };
        let start = member.offset
            + LOCAL_HEADER
            + u64::from(u16::from_le_bytes([a, b]))
            + u64::from(u16::from_le_bytes([c, d]));
        let end = (start + member.packed.min(PACKED_HEAD)).min(directory.start);
        if end <= start {
            continue;
        }
        let data = zip.read(start..end)?;
        let mut head = Vec::new();
        // What breaks off here has shown enough; what is damaged is told by whoever unpacks it.
        let _ = match member.method {
            STORED => data.take(HEAD as u64).read_to_end(&mut head),
            _ => DeflateDecoder::new(data)
                .take(HEAD as u64)
                .read_to_end(&mut head),
        };
        heads.insert(key(&path), head);
    }
    Ok(heads)
}

fn is_too_large(member: &Member) -> bool {
    SettingsFiles::LARGEST < member.packed.max(member.unpacked)
}

/// What a member holds, or how it contradicts the directory.
fn contents(
    zip: &Window,
    member: &Member,
    directory_start: u64,
) -> Result<Result<Vec<u8>, Fault>, NeedMore> {
    let contents = if is_too_large(member) {
        Err(FaultKind::SettingsTooLarge {
            limit: SettingsFiles::LARGEST,
        })
    } else {
        match data(zip, member, directory_start)? {
            Ok(data) => unpack(member, data),
            Err(lie) => Err(FaultKind::LyingDirectory { lie }),
        }
    };
    Ok(contents.map_err(|fault| fault.of(&member.name())))
}

/// The packed bytes behind a local header that says what the directory says.
fn data<'zip>(
    zip: &'zip Window,
    member: &Member,
    directory_start: u64,
) -> Result<Result<&'zip [u8], DirectoryMismatch>, NeedMore> {
    let fixed = zip.read(member.offset..member.offset + LOCAL_HEADER)?;
    let &[.., a, b, c, d] = fixed else {
        return Ok(Err(DirectoryMismatch::Header));
    };
    let start = member.offset
        + LOCAL_HEADER
        + u64::from(u16::from_le_bytes([a, b]))
        + u64::from(u16::from_le_bytes([c, d]));
    if directory_start < start || directory_start - start < member.packed {
        return Ok(Err(DirectoryMismatch::Header));
    }
    let header = zip.read(member.offset..start)?;
    let Ok(header) = LocalFileHeader::parser(&mut Partial::new(header)) else {
        return Ok(Err(DirectoryMismatch::Header));
    };
    if !agree(&header, member) {
        return Ok(Err(DirectoryMismatch::Header));
    }
    Ok(Ok(zip.read(start..start + member.packed)?))
}

fn agree(local: &LocalFileHeader<'_>, member: &Member) -> bool {
    let Ok(entry) = local.as_entry() else {
        return false;
    };
    let later = local.flags & member.flags & DESCRIPTOR != 0;
    let same = |local: u64, member: u64| local == member || (later && local == 0);
    *local.name == member.raw_name
        && u16::from(local.method) == member.method
        && local.flags == member.flags
        && same(local.crc32.into(), member.crc32.into())
        && same(entry.compressed_size, member.packed)
        && same(entry.uncompressed_size, member.unpacked)
}

fn unpack(member: &Member, data: &[u8]) -> Result<Vec<u8>, FaultKind> {
    let mut contents = Vec::new();
    // One byte more than declared, so that a longer file is noticed, and no more than that.
    let most = member.unpacked + 1;
    let read = if member.method == STORED {
        data.take(most).read_to_end(&mut contents)
    } else {
        DeflateDecoder::new(data)
            .take(most)
            .read_to_end(&mut contents)
    };
    if read.is_err() {
        return Err(FaultKind::Damaged);
    }
    if contents.len() as u64 != member.unpacked {
        return Err(FaultKind::LyingDirectory {
            lie: DirectoryMismatch::Size,
        });
    }
    let mut crc = Crc::new();
    crc.update(&contents);
    if crc.sum() != member.crc32 {
        return Err(FaultKind::Damaged);
    }
    Ok(contents)
}
