//! A pack with other settings: every file as it was, but those that are replaced.
//!
//! * [`read`] gives what is to be changed, and the names of everything else.
//! * [`write()`] copies a pack with other contents for some files. Compressed data of a zip is copied
//!   as it is, so that a pack of a gigabyte takes seconds.
//! * [`pack_folder`] makes a pack of a folder, so that all else need know packs alone.
//!
//! What is read was judged before: names that leave the pack, bombs and lies are refused there. The
//! limits here are for what came in between.

mod folder;
mod tar_gz;
mod zipped;

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, Write};

pub use folder::{Form, pack_folder};

/// The most bytes that a file of `cfg/` may have; real ones have a few thousand.
const LARGEST: u64 = 1 << 20;

/// Why a pack could not be copied.
#[derive(Debug, thiserror::Error)]
pub enum RepackError {
    /// A file or the disk.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The archive is not what it was when it was judged.
    #[error("the archive cannot be read: {0}")]
    Archive(String),
    /// A file that is to be replaced is not there.
    #[error("there is no {0} in it")]
    Missing(String),
    /// A file of `cfg/` that is no settings file.
    #[error("{0} is larger than a settings file can be")]
    TooLarge(String),
    /// More than is taken out of a pack.
    #[error("there are more than {files} files, or more than {mib} MiB")]
    TooMuch {
        /// How many files there may be.
        files: usize,
        /// How large they may be together.
        mib: u64,
    },
    /// A link or a device in a folder.
    #[error("{0} is neither a file nor a folder")]
    NotAFile(String),
    /// A folder with more in it than a pack may have.
    #[error("the folder has more than {entries} files, or more than {mib} MiB")]
    FolderTooLarge {
        /// How many files there may be.
        entries: usize,
        /// How large they may be together.
        mib: u64,
    },
}

impl From<zip::result::ZipError> for RepackError {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(error) => Self::Io(error),
            other => Self::Archive(other.to_string()),
        }
    }
}

/// Some files of a pack, and the names of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The wanted files, by the name that they were asked for.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The names of all files below the pack's root, with `/` between folders.
    pub paths: Vec<String>,
}

/// Reads the files of these names, which lie below `root` (empty, or ending in `/`). Case does not
/// matter, and neither does which slash an archive writes.
///
/// # Errors
/// [`RepackError::Missing`] if one of them is not there, [`RepackError::TooLarge`], and what reading
/// brings.
pub fn read(
    source: impl Read + Seek,
    form: Form,
    root: &str,
    wanted: &[&str],
) -> Result<Contents, RepackError> {
    let mut contents = Contents::default();
    let take = |name: &str, size: u64, data: &mut dyn Read| -> Result<(), RepackError> {
        let Some(path) = below(root, name) else {
            return Ok(());
        };
        let asked = wanted.iter().find(|asked| asked.eq_ignore_ascii_case(path));
        if let Some(asked) = asked {
            if LARGEST < size {
                return Err(RepackError::TooLarge((*asked).to_owned()));
            }
            let mut bytes = Vec::new();
            data.take(LARGEST + 1).read_to_end(&mut bytes)?;
            contents.files.entry((*asked).to_owned()).or_insert(bytes);
        }
        contents.paths.push(path.to_owned());
        Ok(())
    };
    match form {
        Form::Zip => zipped::read(source, take)?,
        Form::TarGz => tar_gz::read(source, take)?,
    }
    match wanted
        .iter()
        .find(|asked| !contents.files.contains_key(**asked))
    {
        Some(missing) => Err(RepackError::Missing((*missing).to_owned())),
        None => Ok(contents),
    }
}

/// The files below `root` that `is_wanted` by their paths there; at most so many, and so many bytes together.
///
/// # Errors
/// [`RepackError::TooMuch`] if there is more, and what reading brings.
pub fn take(
    source: impl Read + Seek,
    form: Form,
    root: &str,
    is_wanted: &dyn Fn(&str) -> bool,
    most_files: usize,
    most_bytes: u64,
) -> Result<BTreeMap<String, Vec<u8>>, RepackError> {
    let mut taken = BTreeMap::new();
    let mut left = most_bytes;
    let keep = |name: &str, _: u64, data: &mut dyn Read| -> Result<(), RepackError> {
        let path = below(root, name).filter(|path| is_wanted(path));
        let Some(path) = path.filter(|path| !taken.contains_key(*path)) else {
            return Ok(());
        };
        let mut bytes = Vec::new();
        // What an archive says of a size is not believed.
        let count = data.take(left.saturating_add(1)).read_to_end(&mut bytes)?;
        left = left
            .checked_sub(count as u64)
            .filter(|_| taken.len() < most_files)
            .ok_or(RepackError::TooMuch {
                files: most_files,
                mib: most_bytes >> 20,
            })?;
        taken.insert(path.to_owned(), bytes);
        Ok(())
    };
    match form {
        Form::Zip => zipped::read(source, keep)?,
        Form::TarGz => tar_gz::read(source, keep)?,
    }
    Ok(taken)
}

/// Copies a pack with other contents for some files, named as for [`read`].
///
/// # Errors
/// [`RepackError::Missing`] if one of them is not there, and what reading and writing bring. What was
/// written until then is of no use.
pub fn write(
    source: impl Read + Seek,
    form: Form,
    root: &str,
    replaced: &BTreeMap<String, Vec<u8>>,
    out: impl Write + Seek,
) -> Result<(), RepackError> {
    write_with(source, form, root, replaced, &BTreeMap::new(), out)
}

/// The same with further files, which lie below `root` by these paths. What the pack has already stays as
/// it is.
///
/// # Errors
/// As [`write()`].
pub fn write_with(
    source: impl Read + Seek,
    form: Form,
    root: &str,
    replaced: &BTreeMap<String, Vec<u8>>,
    added: &BTreeMap<String, Vec<u8>>,
    out: impl Write + Seek,
) -> Result<(), RepackError> {
    let mut met = Vec::new();
    let added: Vec<(String, &[u8])> = added
        .iter()
        .map(|(path, bytes)| (format!("{root}{path}"), bytes.as_slice()))
        .collect();
    let instead = |name: &str| -> Option<Vec<u8>> {
        let path = below(root, name)?;
        let (asked, bytes) = replaced
            .iter()
            .find(|(asked, _)| asked.eq_ignore_ascii_case(path))?;
        met.push(asked.clone());
        Some(bytes.clone())
    };
    match form {
        Form::Zip => zipped::write(source, out, instead, &added)?,
        Form::TarGz => tar_gz::write(source, out, instead, &added)?,
    }
    match replaced.keys().find(|asked| !met.contains(asked)) {
        Some(missing) => Err(RepackError::Missing(missing.clone())),
        None => Ok(()),
    }
}

/// A name as an archive writes it, with `/`, without `./` in front.
fn plain(name: &str) -> String {
    let slashed = name.replace('\\', "/");
    let parts = slashed
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".");
    parts.collect::<Vec<_>>().join("/")
}

/// The path below the pack's root, if it is below it.
fn below<'a>(root: &str, name: &'a str) -> Option<&'a str> {
    let head = name.get(..root.len())?;
    head.eq_ignore_ascii_case(root).then(|| &name[root.len()..])
}
