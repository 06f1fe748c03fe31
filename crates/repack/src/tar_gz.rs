//! Copying `.tar.gz`: gzip has no directory, so all of it is packed anew.

use std::collections::HashSet;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::GzBuilder;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use tar::{Archive, Builder, EntryType, Header};

use crate::{RepackError, plain};

pub(crate) fn read(
    source: impl Read,
    mut take: impl FnMut(&str, u64, &mut dyn Read) -> Result<(), RepackError>,
) -> Result<(), RepackError> {
    let mut archive = Archive::new(MultiGzDecoder::new(source));
    for entry in archive.entries()? {
        let mut entry = entry?;
        if entry.header().entry_type().is_file() {
            let name = plain(&String::from_utf8_lossy(&entry.path_bytes()));
            let size = entry.size();
            take(&name, size, &mut entry)?;
        }
    }
    Ok(())
}

pub(crate) fn write(
    source: impl Read,
    out: impl Write,
    mut instead: impl FnMut(&str) -> Option<Vec<u8>>,
    added: &[(String, &[u8])],
) -> Result<(), RepackError> {
    let mut written = HashSet::new();
    let mut archive = Archive::new(MultiGzDecoder::new(source));
    let mut builder = Builder::new(gzip(out));
    for entry in archive.entries()? {
        let mut entry = entry?;
        let name = plain(&String::from_utf8_lossy(&entry.path_bytes()));
        let kind = entry.header().entry_type();
        if name.is_empty() || !(kind.is_file() || kind.is_dir()) {
            continue;
        }
        written.insert(name.to_lowercase());
        let mut header = header(entry.header().mode().unwrap_or(0o644), kind);
        match instead(&name).filter(|_| kind.is_file()) {
            Some(bytes) => {
                header.set_size(bytes.len() as u64);
                builder.append_data(&mut header, name, bytes.as_slice())?;
            }
            None => {
                header.set_size(entry.size());
                builder.append_data(&mut header, name, &mut entry)?;
            }
        }
    }
    for (name, bytes) in added {
        if written.insert(name.to_lowercase()) {
            let mut header = header(0o644, EntryType::Regular);
            header.set_size(bytes.len() as u64);
            builder.append_data(&mut header, name, *bytes)?;
        }
    }
    finish(builder)
}

/// A gzip stream as Content Manager writes it: its only member is named `tar.tar`.
pub(crate) fn gzip<W: Write>(out: W) -> GzEncoder<W> {
    GzBuilder::new()
        .filename("tar.tar")
        .write(out, Compression::fast())
}

/// Nothing of whoever packed it: no owner, no time.
pub(crate) fn header(mode: u32, kind: EntryType) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode & 0o755);
    header
}

pub(crate) fn finish<W: Write>(builder: Builder<GzEncoder<W>>) -> Result<(), RepackError> {
    builder.into_inner()?.finish()?.flush()?;
    Ok(())
}
