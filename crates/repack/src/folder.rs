//! A pack of a folder.

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use tar::{Builder, EntryType};
use zip::write::ZipWriter;

use crate::{RepackError, tar_gz, zipped};

/// How a pack is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `.zip`, as Content Manager packs for Windows.
    Zip,
    /// `.tar.gz`, as Content Manager packs for Linux.
    TarGz,
}

impl Form {
    /// The form of a pack with these files: a program without `.exe` is one for Linux.
    fn of_files(files: &[(String, PathBuf, u64)]) -> Self {
        const PROGRAMS: [&str; 3] = ["acserver", "acserverwrapper", "assettoserver"];
        let linux = files.iter().any(|(name, ..)| {
            let file = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
            name.matches('/').count() < 2 && PROGRAMS.contains(&file.as_str())
        });
        if linux { Self::TarGz } else { Self::Zip }
    }
}

/// Packs a folder with at most so many files and bytes, and says in which form.
///
/// # Errors
/// [`RepackError::NotAFile`] for links, which could lead out of the folder,
/// [`RepackError::FolderTooLarge`], and what reading and writing bring.
pub fn pack_folder(
    folder: &Path,
    max_entries: usize,
    max_bytes: u64,
    out: impl Write + Seek,
) -> Result<Form, RepackError> {
    let mut found = Found {
        files: Vec::new(),
        bytes: 0,
        max_entries,
        max_bytes,
    };
    found.look(folder, "", 0)?;
    let mut files = found.files;
    files.sort();
    let form = Form::of_files(&files);
    match form {
        Form::Zip => zip(&files, out)?,
        Form::TarGz => tar_gz(&files, out)?,
    }
    Ok(form)
}

struct Found {
    /// Name in the pack, place on the disk, size.
    files: Vec<(String, PathBuf, u64)>,
    bytes: u64,
    max_entries: usize,
    max_bytes: u64,
}

/// Packs are four folders deep.
const DEEPEST: usize = 20;

impl Found {
    fn look(&mut self, folder: &Path, prefix: &str, depth: usize) -> Result<(), RepackError> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            // Of the entry itself: a link is not followed.
            let kind = entry.file_type()?;
            if kind.is_dir() && depth < DEEPEST {
                self.look(&entry.path(), &format!("{name}/"), depth + 1)?;
            } else if kind.is_file() {
                self.take(name, entry.path(), entry.metadata()?.len())?;
            } else {
                return Err(RepackError::NotAFile(name));
            }
        }
        Ok(())
    }

    fn take(&mut self, name: String, path: PathBuf, size: u64) -> Result<(), RepackError> {
        self.bytes = self.bytes.saturating_add(size);
        self.files.push((name, path, size));
        if self.max_entries < self.files.len() || self.max_bytes < self.bytes {
            return Err(RepackError::FolderTooLarge {
                entries: self.max_entries,
                mib: self.max_bytes >> 20,
            });
        }
        Ok(())
    }
}

fn zip(files: &[(String, PathBuf, u64)], out: impl Write + Seek) -> Result<(), RepackError> {
    let mut writer = ZipWriter::new(out);
    for (name, path, size) in files {
        // Above 4 GiB a zip writes sizes otherwise, and must be told before.
        writer.start_file(
            name.as_str(),
            zipped::options().large_file(u64::from(u32::MAX) <= *size),
        )?;
        io::copy(&mut File::open(path)?, &mut writer)?;
    }
    writer.finish()?.flush()?;
    Ok(())
}

fn tar_gz(files: &[(String, PathBuf, u64)], out: impl Write) -> Result<(), RepackError> {
    let mut builder = Builder::new(tar_gz::gzip(out));
    for (name, path, size) in files {
        let file = File::open(path)?;
        let mut header = tar_gz::header(mode(&file)?, EntryType::Regular);
        header.set_size(*size);
        // Neither more nor less than the header says, should the file grow meanwhile.
        builder.append_data(&mut header, name, file.take(*size))?;
    }
    tar_gz::finish(builder)
}

#[cfg(unix)]
fn mode(file: &File) -> io::Result<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(file.metadata()?.permissions().mode())
}

/// Windows knows no right to run a program.
#[cfg(not(unix))]
fn mode(_: &File) -> io::Result<u32> {
    Ok(0o755)
}
