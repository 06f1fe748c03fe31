//! Reading a pack on a machine's disk, a zip as .NET's `ZipFile` would and a tar as Python's
//! `tarfile`: not with the product's own readers, so that their mistakes are not shared.

use pack::Platform;
use rc_zip::{
    Archive,
    fsm::{ArchiveFsm, EntryFsm, FsmResult},
};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
};

/// A pack that was fetched.
pub(super) enum Pack {
    Zip(Zip),
    Tar(Tar),
}

impl Pack {
    /// # Errors
    /// What is wrong with the file.
    pub(super) fn open(mut file: File, platform: Platform) -> Result<Self, String> {
        // The agent takes both, whatever the file is called.
        let mut first = [0; 2];
        let is_zip =
            file.rewind().is_ok() && file.read_exact(&mut first).is_ok() && first == *b"PK";
        match platform {
            Platform::Linux if !is_zip => Tar::open(file).map(Self::Tar),
            _ => Zip::open(file).map(Self::Zip),
        }
    }

    /// The files' names, with `/` between folders, in the archive's order.
    pub(super) fn names(&self) -> &[String] {
        match self {
            Self::Zip(zip) => &zip.names,
            Self::Tar(tar) => &tar.names,
        }
    }

    /// A file's bytes.
    pub(super) fn read(&mut self, name: &str) -> Option<Vec<u8>> {
        match self {
            Self::Zip(zip) => zip.read(name),
            Self::Tar(tar) => tar.small.get(name).cloned(),
        }
    }
}

/// What of a tar is large is not kept: no server reads it here.
const SMALL: u64 = 1 << 20;

pub(super) struct Tar {
    names: Vec<String>,
    small: BTreeMap<String, Vec<u8>>,
}

impl Tar {
    fn open(mut file: File) -> Result<Self, String> {
        file.rewind().map_err(words)?;
        let mut tar = tar::Archive::new(flate2::read::MultiGzDecoder::new(BufReader::new(file)));
        let (mut names, mut small) = (Vec::new(), BTreeMap::new());
        for entry in tar.entries().map_err(words)? {
            let mut entry = entry.map_err(words)?;
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            if entry.size() < SMALL {
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).map_err(words)?;
                small.insert(name.clone(), bytes);
            }
            names.push(name);
        }
        Ok(Self { names, small })
    }
}

pub(super) struct Zip {
    file: File,
    archive: Archive,
    /// The files' names, with `/` between folders, in the directory's order.
    names: Vec<String>,
}

impl Zip {
    /// # Errors
    /// What is wrong with the file.
    fn open(mut file: File) -> Result<Self, String> {
        let size = file.seek(SeekFrom::End(0)).map_err(words)?;
        let mut reading = ArchiveFsm::new(size);
        let archive = loop {
            if let Some(at) = reading.wants_read() {
                file.seek(SeekFrom::Start(at)).map_err(words)?;
                let read = file.read(reading.space()).map_err(words)?;
                if read == 0 {
                    return Err("it ends too early".to_owned());
                }
                reading.fill(read);
            }
            match reading.process().map_err(words)? {
                FsmResult::Continue(next) => reading = next,
                FsmResult::Done(archive) => break archive,
            }
        };
        let names = archive
            .entries()
            .map(|entry| entry.name.replace('\\', "/"))
            .filter(|name| !name.ends_with('/'))
            .collect();
        Ok(Self {
            file,
            archive,
            names,
        })
    }

    /// A file's bytes; Windows does not care for case.
    fn read(&mut self, name: &str) -> Option<Vec<u8>> {
        let entry = self
            .archive
            .entries()
            .find(|entry| entry.name.replace('\\', "/").eq_ignore_ascii_case(name))?
            .clone();
        let (mut out, mut piece) = (Vec::new(), vec![0; 64 * 1024]);
        self.file.seek(SeekFrom::Start(entry.header_offset)).ok()?;
        let mut reading = EntryFsm::new(Some(entry), None);
        loop {
            if reading.wants_read() {
                let read = self.file.read(reading.space()).ok()?;
                reading.fill(read);
            }
            match reading.process(&mut piece).ok()? {
                FsmResult::Continue((next, outcome)) => {
                    out.extend_from_slice(&piece[..outcome.bytes_written]);
                    reading = next;
                }
                FsmResult::Done(_) => return Some(out),
            }
        }
    }
}

fn words(why: impl std::fmt::Display) -> String {
    why.to_string()
}
