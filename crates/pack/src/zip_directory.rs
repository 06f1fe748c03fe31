//! A zip's directory: found from the end of the file, believed only as far as it is checked.
//!
//! The records are read by rc-zip's parsers. Its archive state machine is not used: it keeps
//! every header that it meets before anybody can count them, hides the raw names by which a lying
//! directory is caught, and may settle on another end record than the unpackers on the machines
//! do. Where readers of zips are known to differ, the archive is refused.

use std::borrow::Cow;
use std::ops::Range;

use rc_zip::encoding::Encoding;
use rc_zip::parse::{
    CentralDirectoryFileHeader, EndOfCentralDirectory64Locator, EndOfCentralDirectory64Record,
    EndOfCentralDirectoryRecord, HostSystem,
};
use winnow::Partial;

use super::faults::{DirectoryMismatch, FaultKind, Found, printable};
use super::file_type::sniff;
use super::listing::{EntryKind, Listing};
use super::names::clean;
use super::window::{NeedMore, Window};
use super::{Format, Limits};

/// The first read, from the end: room for the longest comment (64 KiB) and the directory of
/// several hundred entries, so that most packs need one read for both.
const TAIL: u64 = 128 << 10;
/// The most bytes of a directory that are read: some 300 for each of 100,000 entries.
const LARGEST: u64 = 32 << 20;
const END_SIGNATURE: &[u8] = b"PK\x05\x06";
/// Bytes of a header before its name: in the directory, and in front of the data.
const DIRECTORY_HEADER: u64 = 46;
pub(super) const LOCAL_HEADER: u64 = 30;

pub(super) const STORED: u16 = 0;
pub(super) const DEFLATED: u16 = 8;
const AES: u16 = 99;

/// Flag bits (APPNOTE 4.4.4) that mean encryption: of the data, strong, of the headers.
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
/// The flag that says that sizes and checksum follow the data.
pub(super) const DESCRIPTOR: u16 = 1 << 3;

/// What a zip lists.
#[derive(Debug)]
pub(super) struct Directory {
    members: Vec<Member>,
    pub(super) listing: Listing,
    /// Where it starts: no entry's data reaches beyond.
    pub(super) start: u64,
}

/// An entry as the directory describes it.
#[derive(Debug)]
pub(super) struct Member {
    /// As stored.
    pub(super) raw_name: Vec<u8>,
    pub(super) method: u16,
    pub(super) flags: u16,
    pub(super) crc32: u32,
    pub(super) packed: u64,
    pub(super) unpacked: u64,
    /// Where its local header is.
    pub(super) offset: u64,
    /// Something is wrong with it, so that its data is not worth reading.
    pub(super) faulty: bool,
}

/// Where an end record says that the directory is.
struct End {
    entries: u64,
    directory: Range<u64>,
}

impl Directory {
    pub(super) fn read(zip: &Window, limits: &Limits) -> Result<Self, NeedMore> {
        let end = find_end(zip, limits)?;
        let mut rest = Partial::new(zip.read(end.directory.clone())?);
        let mut members = Vec::new();
        let mut listing = Listing::new(limits.clone());
        while !rest.is_empty() {
            let Ok(header) = CentralDirectoryFileHeader::parser(&mut rest) else {
                return Err(NeedMore::Refuse(
                    listing.stop(lying(DirectoryMismatch::Count)),
                ));
            };
            match take(&header, end.directory.start, limits, &mut listing) {
                Ok(member) => members.push(member),
                Err(fault) => return Err(NeedMore::Refuse(listing.stop(fault))),
            }
        }
        if members.len() as u64 != end.entries {
            return Err(NeedMore::Refuse(
                listing.stop(lying(DirectoryMismatch::Count)),
            ));
        }
        check_overlaps(&members, &mut listing);
        // If a file of it is one, that was said.
        let whole = !members
            .iter()
            .any(|m| is_bomb(m.unpacked, m.packed, limits));
        if whole && is_bomb(listing.unpacked, zip.size(), limits) {
            listing.tally.add(FaultKind::RatioBomb {
                unpacked: listing.unpacked,
                packed: zip.size(),
            });
        }
        Ok(Self {
            members,
            listing,
            start: end.directory.start,
        })
    }

    /// All entries, in the order of the directory.
    pub(super) fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.iter()
    }

    /// The entry of a file by its clean path.
    pub(super) fn member(&self, path: &str) -> Option<&Member> {
        let (position, _) = self.listing.file(path)?;
        self.members.get(position)
    }
}

fn lying(lie: DirectoryMismatch) -> FaultKind {
    FaultKind::LyingDirectory { lie }
}

/// The last end record in the file. That one, whatever it says: Windows' own unpacker takes it,
/// and an earlier one could list other files.
fn find_end(zip: &Window, limits: &Limits) -> Result<End, NeedMore> {
    let tail_start = zip.size().saturating_sub(TAIL);
    let tail = zip.read(tail_start..zip.size())?;
    let Some(index) = tail
        .windows(END_SIGNATURE.len())
        .rposition(|bytes| bytes == END_SIGNATURE)
    else {
        let first = zip.read(0..zip.size().min(512))?;
        return Err(match sniff(first) {
            Ok(Format::Zip) => FaultKind::Truncated.into(),
            Ok(Format::TarGz) => FaultKind::NotAPack {
                found: Found::OtherTar,
            }
            .into(),
            Err(other) => other.into(),
        });
    };
    let record = EndOfCentralDirectoryRecord::parser(&mut Partial::new(&tail[index..]))
        .map_err(|_| FaultKind::Truncated)?;
    let position = tail_start + index as u64;
    match find_large_end(zip, &record, position)? {
        Some((entries, start, size, position)) => check_end(entries, start, size, position, limits),
        None if (record.disk_nbr, record.dir_disk_nbr) != (0, 0) => {
            Err(FaultKind::SplitArchive.into())
        }
        None => {
            let (entries, start, size) = (
                record.directory_records,
                record.directory_offset,
                record.directory_size,
            );
            check_end(entries.into(), start.into(), size.into(), position, limits)
        }
    }
}

/// What the zip64 end record says, if there is one: entries, start and size of the directory, and
/// the record's own place.
fn find_large_end(
    zip: &Window,
    small: &EndOfCentralDirectoryRecord<'_>,
    position: u64,
) -> Result<Option<(u64, u64, u64, u64)>, NeedMore> {
    const RECORD: u64 = 56;
    let Some(locator_start) = position.checked_sub(EndOfCentralDirectory64Locator::LENGTH as u64)
    else {
        return Ok(None);
    };
    let bytes = zip.read(locator_start..position)?;
    let Ok(locator) = EndOfCentralDirectory64Locator::parser(&mut Partial::new(bytes)) else {
        return Ok(None);
    };
    let start = locator.directory_offset;
    if locator_start
        .checked_sub(RECORD)
        .is_none_or(|last| last < start)
    {
        return Err(DirectoryMismatch::Extent.into());
    }
    let bytes = zip.read(start..start + RECORD)?;
    let large = EndOfCentralDirectory64Record::parser(&mut Partial::new(bytes))
        .map_err(|_| DirectoryMismatch::Extent)?;
    if (large.disk_nbr, large.dir_disk_nbr) != (0, 0) {
        return Err(FaultKind::SplitArchive.into());
    }
    // Some readers believe the small record except where it refers to the large one.
    let agrees = |small: u64, refers: u64, large: u64| small == refers || small == large;
    let agree = agrees(
        small.directory_records.into(),
        u16::MAX.into(),
        large.directory_records,
    ) && agrees(
        small.directory_size.into(),
        u32::MAX.into(),
        large.directory_size,
    ) && agrees(
        small.directory_offset.into(),
        u32::MAX.into(),
        large.directory_offset,
    );
    if !agree {
        return Err(DirectoryMismatch::TwoDirectories.into());
    }
    Ok(Some((
        large.directory_records,
        large.directory_offset,
        large.directory_size,
        start,
    )))
}

/// Refuses what no directory could be, before anything is read or stored for it.
fn check_end(
    entries: u64,
    start: u64,
    size: u64,
    position: u64,
    limits: &Limits,
) -> Result<End, NeedMore> {
    if limits.max_entries as u64 <= entries.saturating_sub(1) {
        return Err(FaultKind::TooManyEntries {
            limit: limits.max_entries,
        }
        .into());
    }
    let Some(found) = position.checked_sub(size) else {
        return Err(DirectoryMismatch::Extent.into());
    };
    if found < start || LARGEST < size || size / DIRECTORY_HEADER < entries {
        return Err(DirectoryMismatch::Extent.into());
    }
    if start < found {
        return Err(FaultKind::Shifted {
            bytes: found - start,
        }
        .into());
    }
    Ok(End {
        entries,
        directory: start..start + size,
    })
}

/// Whether this unpacks to absurdly more than it takes.
pub(super) fn is_bomb(unpacked: u64, packed: u64, limits: &Limits) -> bool {
    limits.ratio_from < unpacked && packed.saturating_mul(limits.max_ratio) < unpacked
}

/// Checks one header and lists its entry.
///
/// # Errors
/// What makes reading on pointless.
fn take(
    header: &CentralDirectoryFileHeader<'_>,
    directory_start: u64,
    limits: &Limits,
    listing: &mut Listing,
) -> Result<Member, FaultKind> {
    // A name that is no UTF-8 is shown as if it were MS-DOS's, as the format has it.
    let is_utf8 =
        std::str::from_utf8(&header.name).is_ok() && std::str::from_utf8(&header.comment).is_ok();
    let encoding = if is_utf8 {
        Encoding::Utf8
    } else {
        Encoding::Cp437
    };
    let entry = header
        .as_entry(encoding, 0)
        .map_err(|_| lying(DirectoryMismatch::Header))?;
    let second = second_name(header);
    // What Info-ZIP's readers take for the name, where the first cannot spell it.
    let name = match &second {
        Some(second) if second.fits && !header.name.is_ascii() => second.name.clone(),
        _ => entry.name.clone(),
    };
    let mut member = Member {
        raw_name: header.name.to_vec(),
        method: header.method.into(),
        flags: header.flags,
        crc32: header.crc32,
        packed: entry.compressed_size,
        unpacked: entry.uncompressed_size,
        offset: entry.header_offset,
        faulty: false,
    };
    let end = member.least_end().ok_or(lying(DirectoryMismatch::Extent))?;
    let kind = entry_kind(header, &name);
    listing.add(&name, kind, member.unpacked, Some(member.crc32))?;

    let mut faults = Vec::new();
    if directory_start < end {
        faults.push(lying(DirectoryMismatch::Extent));
    }
    if member.flags & ENCRYPTED != 0 || member.method == AES {
        faults.push(FaultKind::Encrypted);
    } else if ![STORED, DEFLATED].contains(&member.method) {
        faults.push(FaultKind::UnsupportedMethod {
            method: member.method,
        });
    }
    let wrong_size = match kind {
        EntryKind::Folder => member.unpacked != 0,
        _ => {
            member.method == STORED
                && member.flags & ENCRYPTED == 0
                && member.packed != member.unpacked
        }
    };
    if wrong_size {
        faults.push(lying(DirectoryMismatch::Size));
    }
    if is_bomb(member.unpacked, member.packed, limits) {
        faults.push(FaultKind::RatioBomb {
            unpacked: member.unpacked,
            packed: member.packed,
        });
    }
    match second {
        // Honest archives add one only where the first cannot spell the name.
        Some(second) if member.raw_name.is_ascii() && second.name.as_bytes() != member.raw_name => {
            faults.push(lying(DirectoryMismatch::SecondName));
        }
        // Whoever does not know of the second name takes the first.
        Some(_) => faults.extend(clean(&entry.name).err()),
        None => {}
    }
    member.faulty = !faults.is_empty();
    for fault in faults {
        listing.tally.add(fault.of(&name));
    }
    Ok(member)
}

impl Member {
    /// For people.
    pub(super) fn name(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.raw_name)
    }

    /// Where its data ends if its local header is as short as can be.
    fn least_end(&self) -> Option<u64> {
        self.offset
            .checked_add(LOCAL_HEADER)?
            .checked_add(self.raw_name.len() as u64)?
            .checked_add(self.packed)
    }
}

fn entry_kind(header: &CentralDirectoryFileHeader<'_>, name: &str) -> EntryKind {
    const TYPE: u32 = 0o170_000;
    const LINK: u32 = 0o120_000;
    const REGULAR: u32 = 0o100_000;
    const FOLDER: u32 = 0o040_000;
    /// Windows' own attribute for links and the like.
    const REPARSE_POINT: u32 = 0x400;
    let host = header.creator_version.host_system;
    let unix = header.external_attrs >> 16 & TYPE;
    let says_unix = matches!(host, HostSystem::Unix | HostSystem::Osx);
    // A link is refused whoever claims to have made it: unpackers differ in whom they believe.
    if unix == LINK || (!says_unix && header.external_attrs & REPARSE_POINT != 0) {
        EntryKind::Link
    } else if says_unix && ![0, REGULAR, FOLDER].contains(&unix) {
        EntryKind::Special
    } else if name.ends_with(['/', '\\']) {
        EntryKind::Folder
    } else {
        EntryKind::File
    }
}

/// The name in the Info-ZIP Unicode Path field (APPNOTE 4.6.9), which some unpackers prefer.
struct SecondName {
    name: String,
    /// Whether it was made for the name in the header. One that was not is stale, and readers of
    /// the field ignore it.
    fits: bool,
}

fn second_name(header: &CentralDirectoryFileHeader<'_>) -> Option<SecondName> {
    const UNICODE_PATH: u16 = 0x7075;
    let mut rest = &header.extra[..];
    while let [a, b, c, d, after @ ..] = rest {
        let (tag, length) = (u16::from_le_bytes([*a, *b]), u16::from_le_bytes([*c, *d]));
        let (payload, next) = after.split_at_checked(length.into())?;
        if tag == UNICODE_PATH
            && let [version, sum @ ..] = payload
            && let Some((sum, name)) = sum.split_first_chunk()
        {
            let mut first = flate2::Crc::new();
            first.update(&header.name);
            return Some(SecondName {
                name: String::from_utf8_lossy(name).into_owned(),
                fits: *version == 1 && first.sum() == u32::from_le_bytes(*sum),
            });
        }
        rest = next;
    }
    None
}

/// Two entries that share data: how a small archive unpacks to petabytes, and how one file passes
/// for another.
fn check_overlaps(members: &[Member], listing: &mut Listing) {
    let mut by_place: Vec<&Member> = members.iter().collect();
    by_place.sort_by_key(|member| member.offset);
    for pair in by_place.windows(2) {
        let [first, second] = pair else { continue };
        if first.least_end().is_none_or(|end| second.offset < end) {
            listing.tally.add(
                FaultKind::OverlappingEntries {
                    other: printable(&first.name()),
                }
                .of(&second.name()),
            );
        }
    }
}
