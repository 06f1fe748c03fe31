//! Copying zips: compressed data as it is.

use std::collections::HashSet;
use std::io::{Read, Seek, Write};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, ZipArchive};

use crate::{RepackError, plain};

pub(crate) fn read(
    source: impl Read + Seek,
    mut take: impl FnMut(&str, u64, &mut dyn Read) -> Result<(), RepackError>,
) -> Result<(), RepackError> {
    let mut archive = ZipArchive::new(source)?;
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        if file.is_file() {
            let name = plain(&file.name()?);
            let size = file.size();
            take(&name, size, &mut file)?;
        }
    }
    Ok(())
}

pub(crate) fn write(
    source: impl Read + Seek,
    out: impl Write + Seek,
    mut instead: impl FnMut(&str) -> Option<Vec<u8>>,
    added: &[(String, &[u8])],
) -> Result<(), RepackError> {
    let mut archive = ZipArchive::new(source)?;
    let mut writer = ZipWriter::new(out);
    // Content Manager's: the server's name.
    writer.set_raw_comment(archive.comment().into())?;
    // It writes a file once for each thing that uses it; once is enough.
    let mut written = HashSet::new();
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index)?;
        let name = plain(&file.name()?);
        if !file.is_file() || !written.insert(name.to_lowercase()) {
            continue;
        }
        match instead(&name) {
            Some(bytes) => {
                writer.start_file(name, options())?;
                writer.write_all(&bytes)?;
            }
            None => writer.raw_copy_file_rename(file, name)?,
        }
    }
    for (name, bytes) in added {
        if written.insert(name.to_lowercase()) {
            writer.start_file(name.as_str(), options())?;
            writer.write_all(bytes)?;
        }
    }
    writer.finish()?.flush()?;
    Ok(())
}

pub(crate) fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}
