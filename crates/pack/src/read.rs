//! Judging a pack that is at hand: a local file, or bytes in memory.

use std::io::{self, Read, Seek, SeekFrom};

use super::{Faults, Format, Inspection, Limits, Pack, Step, StreamInspection, kind_of};

/// Judges whatever `source` holds, from its first byte to its last. The name is for the verdict's
/// words, and decides only where the bytes do not.
///
/// # Errors
/// The outer error is the source's: it could not be read. The inner one is the verdict.
pub fn inspect(
    mut source: impl Read + Seek,
    file_name: &str,
    limits: &Limits,
) -> io::Result<Result<Pack, Faults>> {
    let size = source.seek(SeekFrom::End(0))?;
    source.rewind()?;
    let mut first = Vec::new();
    source.by_ref().take(512).read_to_end(&mut first)?;
    match kind_of(&first, file_name) {
        Ok(Format::Zip) => by_ranges(source, file_name, size, limits),
        Ok(Format::TarGz) => {
            source.rewind()?;
            by_stream(source, file_name, size, limits)
        }
        Err(fault) => Ok(Err(fault.into())),
    }
}

fn by_ranges(
    mut source: impl Read + Seek,
    file_name: &str,
    size: u64,
    limits: &Limits,
) -> io::Result<Result<Pack, Faults>> {
    let mut inspection = Inspection::new(file_name, size, limits.clone());
    loop {
        match inspection.next() {
            Step::Done(verdict) => return Ok(verdict),
            Step::Need(range) => {
                source.seek(SeekFrom::Start(range.start))?;
                let mut bytes = Vec::new();
                source
                    .by_ref()
                    .take(range.end - range.start)
                    .read_to_end(&mut bytes)?;
                if bytes.is_empty() {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                inspection.supply(range.start, &bytes);
            }
        }
    }
}

fn by_stream(
    mut source: impl Read,
    file_name: &str,
    size: u64,
    limits: &Limits,
) -> io::Result<Result<Pack, Faults>> {
    let mut inspection = StreamInspection::new(file_name, Some(size), limits.clone());
    let mut buffer = vec![0; 64 << 10];
    loop {
        let count = match source.read(&mut buffer) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if count == 0 {
            return Ok(inspection.finish());
        }
        if let Err(faults) = inspection.feed(&buffer[..count]) {
            return Ok(Err(faults));
        }
    }
}
