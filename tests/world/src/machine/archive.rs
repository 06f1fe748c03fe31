//! Reading a zip file on a machine's disk, as .NET's `ZipFile` would: not with the
//! product's own reader, so that its mistakes are not shared.

use rc_zip::{
    Archive,
    fsm::{ArchiveFsm, EntryFsm, FsmResult},
};
use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
};

pub(super) struct Zip {
    file: File,
    archive: Archive,
    /// The files' names, with `/` between folders, in the directory's order.
    pub(super) names: Vec<String>,
}

impl Zip {
    /// # Errors
    /// What is wrong with the file.
    pub(super) fn open(mut file: File) -> Result<Self, String> {
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
    pub(super) fn read(&mut self, name: &str) -> Option<Vec<u8>> {
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
