//! Reading a pack through: whether every file in it is what its checksum says.
//!
//! Judging a pack from afar reads only its directory and `cfg/`; a file that was damaged on its
//! way here shows only to whoever unpacks it. This is for packs that are at hand.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::faults::{DirectoryMismatch, FaultCollector, FaultKind, Faults};
use super::window::{NeedMore, Window};
use super::zip_directory::{Directory, LOCAL_HEADER, Member, STORED};
use super::{Format, Limits, kind_of};

/// Unpacks every file of a zip that [`inspect`](super::inspect) found fit, and keeps nothing.
/// `read` is told how many packed bytes are behind it. A `.tar.gz` has been read to its end, and
/// its checksum compared, by the time it is judged.
///
/// # Errors
/// The outer error is the source's: it could not be read. The inner one names every damaged file.
pub fn verify(
    mut source: impl Read + Seek,
    file_name: &str,
    limits: &Limits,
    mut read: impl FnMut(u64),
) -> io::Result<Result<(), Faults>> {
    let size = source.seek(SeekFrom::End(0))?;
    source.rewind()?;
    let mut first = Vec::new();
    source.by_ref().take(512).read_to_end(&mut first)?;
    match kind_of(&first, file_name) {
        Ok(Format::Zip) => {}
        Ok(Format::TarGz) => return Ok(Ok(())),
        Err(fault) => return Ok(Err(fault.into())),
    }
    let directory = match directory(&mut source, size, limits)? {
        Ok(directory) => directory,
        Err(faults) => return Ok(Err(faults)),
    };
    let mut members: Vec<&Member> = directory.members().collect();
    members.sort_unstable_by_key(|member| member.offset);
    let mut damaged = FaultCollector::default();
    let mut source = BufReader::with_capacity(256 << 10, source);
    for member in members {
        if let Some(fault) = fault_of(&mut source, member)? {
            damaged.add(fault.of(&member.name()));
        }
        read(member.offset + member.packed);
    }
    Ok(damaged.verdict(()))
}

fn directory(
    source: &mut (impl Read + Seek),
    size: u64,
    limits: &Limits,
) -> io::Result<Result<Directory, Faults>> {
    let mut window = Window::new(size);
    loop {
        match Directory::read(&window, limits) {
            Ok(directory) => return Ok(Ok(directory)),
            Err(NeedMore::Refuse(faults)) => return Ok(Err(faults)),
            Err(NeedMore::Need(range)) => {
                source.seek(SeekFrom::Start(range.start))?;
                let mut bytes = Vec::new();
                let wanted = range.end - range.start;
                source.by_ref().take(wanted).read_to_end(&mut bytes)?;
                if bytes.len() as u64 != wanted {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                window.insert(range.start, &bytes);
            }
        }
    }
}

fn fault_of(
    source: &mut BufReader<impl Read + Seek>,
    member: &Member,
) -> io::Result<Option<FaultKind>> {
    // Within the buffer where it can be: files lie one behind the other.
    let here = source.stream_position()?;
    let jump = i64::try_from(member.offset)
        .ok()
        .zip(i64::try_from(here).ok());
    match jump {
        Some((there, here)) => source.seek_relative(there - here)?,
        None => drop(source.seek(SeekFrom::Start(member.offset))?),
    }
    let mut header = [0; LOCAL_HEADER as usize];
    source.read_exact(&mut header)?;
    let [.., a, b, c, d] = header;
    let skipped = i64::from(u16::from_le_bytes([a, b])) + i64::from(u16::from_le_bytes([c, d]));
    source.seek_relative(skipped)?;
    let packed = source.by_ref().take(member.packed);
    let unpacked = if member.method == STORED {
        sum(packed, member.unpacked)
    } else {
        sum(BufReader::new(DeflateDecoder::new(packed)), member.unpacked)
    };
    match unpacked {
        Ok((length, _)) if length != member.unpacked => Ok(Some(FaultKind::LyingDirectory {
            lie: DirectoryMismatch::Size,
        })),
        Ok((_, sum)) if sum != member.crc32 => Ok(Some(FaultKind::Damaged)),
        Ok(_) => Ok(None),
        // The decoder's own words for what it cannot make sense of.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::InvalidInput
                    | io::ErrorKind::InvalidData
                    | io::ErrorKind::UnexpectedEof
            ) =>
        {
            Ok(Some(FaultKind::Damaged))
        }
        Err(error) => Err(error),
    }
}

/// Length and checksum of what comes, one byte beyond `declared` at most.
fn sum(contents: impl BufRead, declared: u64) -> io::Result<(u64, u32)> {
    let mut contents = contents.take(declared.saturating_add(1));
    let (mut crc, mut length) = (Crc::new(), 0);
    loop {
        let bytes = contents.fill_buf()?;
        if bytes.is_empty() {
            return Ok((length, crc.sum()));
        }
        crc.update(bytes);
        let count = bytes.len();
        length += count as u64;
        contents.consume(count);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::inspect;
    use crate::sample::Sample;

    fn verified(zip: &[u8]) -> (Result<(), Faults>, u64) {
        let mut last = 0;
        let limits = Limits::default();
        let verdict = verify(Cursor::new(zip), "cup.zip", &limits, |read| last = read);
        (verdict.expect("it can be read"), last)
    }

    #[test]
    fn a_sound_pack_is_read_to_its_last_file() {
        let zip = Sample::default().zip();
        let (verdict, read) = verified(&zip);
        assert_eq!(verdict, Ok(()));
        assert!(0 < read && read < zip.len() as u64);
    }

    #[test]
    fn a_damaged_file_is_named_although_the_pack_looks_fit() {
        let content = b"surface of the track".repeat(40);
        let sample = Sample {
            files: vec![("content/tracks/green_hills/x.ini".to_owned(), content)],
            ..Sample::default()
        };
        let mut zip = sample.zip();
        let name = b"content/tracks/green_hills/x.ini";
        let at = zip.windows(name.len()).position(|bytes| bytes == name);
        let data = at.expect("its local header") + name.len();
        zip[data + 8] ^= 0x55;
        let limits = Limits::default();
        let judged = inspect(Cursor::new(&zip), "cup.zip", &limits).expect("it can be read");
        assert!(judged.is_ok(), "its directory and settings are sound");
        let faults = verified(&zip).0.expect_err("it is damaged");
        let named: Vec<_> = faults.iter().map(|fault| fault.entry.as_deref()).collect();
        assert_eq!(named, [Some("content/tracks/green_hills/x.ini")]);
    }
}
