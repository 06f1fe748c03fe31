//! Server programs that a league keeps for its packs: looked at, never run.
//!
//! Three sorts are told apart: Kunos' acServer, acServerWrapper, and AssettoServer, alone or in its
//! release archive. All are programs for Linux on PCs; what cannot run there is refused with words.

use std::fmt;
use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use super::Platform;
use super::faults::printable;
use super::file_type::{BuiltFor, HEAD, built_for};
use super::names::clean;

/// The most entries that a release archive may list, and the most bytes that it may unpack to.
const MOST_ENTRIES: usize = 20_000;
const MOST_UNPACKED: u64 = 2 << 30;
/// How many plug-ins of an archive are named.
const MOST_PLUGINS: usize = 100;

/// A sort of server program.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum ProgramKind {
    /// Kunos' acServer.
    AcServer,
    /// acServerWrapper, which starts an acServer.
    Wrapper,
    /// AssettoServer.
    AssettoServer,
}

impl ProgramKind {
    /// All of them.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The word in keys and commands.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// What its file is called on a machine.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::AcServer => Platform::Linux.server_program(),
            Self::Wrapper => Platform::Linux.wrapper_program(),
            Self::AssettoServer => Platform::Linux.assetto_server(),
        }
    }

    /// The kind that a file of this name most likely is.
    fn named(file_name: &str) -> Option<Self> {
        let name = file_name.to_lowercase();
        if name.contains("wrapper") {
            Some(Self::Wrapper)
        } else if name.contains("assetto") {
            Some(Self::AssettoServer)
        } else if name.contains("acserver") {
            Some(Self::AcServer)
        } else {
            None
        }
    }
}

impl fmt::Display for ProgramKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.file_name())
    }
}

/// How a program finds its libraries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Linking {
    /// It needs none.
    Static,
    /// This program of the machine loads them.
    Loader(String),
}

/// What a file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProgramFacts {
    /// Which program.
    pub kind: ProgramKind,
    /// 32 or 64.
    pub bits: u8,
    /// How it finds its libraries.
    pub linking: Linking,
    /// Whether it came in a release archive.
    pub archive: bool,
    /// The plug-ins in the archive.
    pub plugins: Vec<String>,
}

impl fmt::Display for ProgramFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} for Linux, {} bits, ", self.kind, self.bits)?;
        match &self.linking {
            Linking::Static => f.write_str("needs no libraries")?,
            Linking::Loader(loader) => write!(f, "loaded by {loader}")?,
        }
        match self.plugins.len() {
            0 => Ok(()),
            1 => f.write_str(", with 1 plug-in"),
            many => write!(f, ", with {many} plug-ins"),
        }
    }
}

/// Why a file cannot be kept as a server program. `Display` is a sentence or two for a league admin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgramFault {
    /// A program for Windows.
    Windows,
    /// A program for another processor.
    OtherProcessor,
    /// A 32-bit program that needs libraries which the machine does not have.
    Libraries32,
    /// No program.
    NotAProgram,
    /// Which program it is cannot be told.
    Nameless {
        /// Its file's name.
        name: String,
    },
    /// An archive without AssettoServer.
    NothingInside,
    /// An archive that cannot be read.
    Damaged,
    /// An archive that holds more than a server program does.
    TooLarge,
    /// A name in an archive leads out of its folder.
    Outside {
        /// The name.
        name: String,
    },
}

impl std::error::Error for ProgramFault {}

impl fmt::Display for ProgramFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Windows => f.write_str(
                "This is a program for Windows. Send the one for Linux: Kunos' acServer (without .exe) lies beside it in the \
                 folder \"server\" of the game; AssettoServer's release for Linux ends in linux-x64.tar.gz.",
            ),
            Self::OtherProcessor => f.write_str(
                "This program was built for another kind of processor. Send the one for 64-bit PCs (x86-64, \"x64\").",
            ),
            Self::Libraries32 => f.write_str(
                "This program needs the libraries of 32-bit Linux, which the machines do not have: it would not start. Send \
                 the acServer of the game's folder \"server\", which needs none, or use AssettoServer.",
            ),
            Self::NotAProgram => f.write_str(
                "This is not a program that Linux can start. Send acServer, acServerWrapper or AssettoServer's release archive, \
                 as they were downloaded or installed.",
            ),
            Self::Nameless { name } => write!(
                f,
                "Which server program \"{name}\" is cannot be told from its name. Call it acServer, acServerWrapper or \
                 AssettoServer, and send it again."
            ),
            Self::NothingInside => f.write_str(
                "The archive holds no AssettoServer at its top. Send AssettoServer's own release for Linux \
                 (assetto-server-linux-x64.tar.gz), not packed again.",
            ),
            Self::Damaged => f.write_str("The archive is damaged or cut off. Download it again, and send that."),
            Self::TooLarge => f.write_str(
                "The archive unpacks to more than a server program does. Send AssettoServer's own release, without cars or \
                 tracks.",
            ),
            Self::Outside { name } => write!(
                f,
                "The archive holds \"{name}\", which is not a plain file below its folder. Send AssettoServer's own release."
            ),
        }
    }
}

/// Looks at a file that is to be kept as a server program. `libraries_32`: whether the machines have the
/// libraries of 32-bit Linux, which Amazon's image does not.
///
/// # Errors
/// What speaks against it.
pub fn look_at_program(
    file_name: &str,
    bytes: &[u8],
    libraries_32: bool,
) -> Result<ProgramFacts, ProgramFault> {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return look_at_release(bytes);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(ProgramFault::Windows);
    }
    let (bits, linking) = executable(bytes, libraries_32)?;
    let kind = ProgramKind::named(name).ok_or_else(|| ProgramFault::Nameless {
        name: printable(name),
    })?;
    Ok(ProgramFacts {
        kind,
        bits,
        linking,
        archive: false,
        plugins: Vec::new(),
    })
}

/// Bits and libraries of a program that runs on Linux on PCs.
fn executable(bytes: &[u8], libraries_32: bool) -> Result<(u8, Linking), ProgramFault> {
    let head = &bytes[..bytes.len().min(HEAD)];
    match built_for(head) {
        BuiltFor::Windows => return Err(ProgramFault::Windows),
        BuiltFor::OtherProcessor => return Err(ProgramFault::OtherProcessor),
        BuiltFor::Unknown => return Err(ProgramFault::NotAProgram),
        BuiltFor::Linux | BuiltFor::Linux32WithLibraries => {}
    }
    let bits = if head.get(4) == Some(&2) { 64 } else { 32 };
    let linking = match interpreter(bytes, bits).ok_or(ProgramFault::NotAProgram)? {
        None => Linking::Static,
        Some(loader) => Linking::Loader(printable(&loader)),
    };
    if bits == 32 && linking != Linking::Static && !libraries_32 {
        return Err(ProgramFault::Libraries32);
    }
    Ok((bits, linking))
}

/// The program that loads a program's libraries, from its `PT_INTERP`; nothing where the file is not
/// what it says. <https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.pheader.html>
fn interpreter(bytes: &[u8], bits: u8) -> Option<Option<String>> {
    const INTERPRETER: u64 = 3;
    // An executable, or one that may lie anywhere.
    if !matches!(number(bytes, 16, 2)?, 2 | 3) {
        return None;
    }
    let (table, size, count) = match bits {
        64 => (
            number(bytes, 32, 8)?,
            number(bytes, 54, 2)?,
            number(bytes, 56, 2)?,
        ),
        _ => (
            number(bytes, 28, 4)?,
            number(bytes, 42, 2)?,
            number(bytes, 44, 2)?,
        ),
    };
    for index in 0..count {
        let header = usize::try_from(table.checked_add(index * size)?).ok()?;
        if number(bytes, header, 4)? != INTERPRETER {
            continue;
        }
        let (offset, length) = match bits {
            64 => (
                number(bytes, header + 8, 8)?,
                number(bytes, header + 32, 8)?,
            ),
            _ => (
                number(bytes, header + 4, 4)?,
                number(bytes, header + 16, 4)?,
            ),
        };
        let start = usize::try_from(offset).ok()?;
        let end = start.checked_add(usize::try_from(length.min(256)).ok()?)?;
        let name = bytes.get(start..end)?;
        let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
        return Some(Some(String::from_utf8_lossy(name).into_owned()));
    }
    Some(None)
}

/// A number in the byte order of PCs.
fn number(bytes: &[u8], at: usize, size: usize) -> Option<u64> {
    let field = bytes.get(at..at.checked_add(size)?)?;
    Some(
        field
            .iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)),
    )
}

/// AssettoServer's release archive: its program at the top, its plug-ins in `plugins/`.
fn look_at_release(bytes: &[u8]) -> Result<ProgramFacts, ProgramFault> {
    let unpacked = MultiGzDecoder::new(bytes).take(MOST_UNPACKED);
    let mut archive = tar::Archive::new(unpacked);
    let mut program = None;
    let mut plugins = std::collections::BTreeSet::new();
    let entries = archive.entries().map_err(|_| ProgramFault::Damaged)?;
    let mut total: u64 = 0;
    for (count, entry) in entries.enumerate() {
        if MOST_ENTRIES <= count {
            return Err(ProgramFault::TooLarge);
        }
        let mut entry = entry.map_err(|_| match MOST_UNPACKED <= total {
            true => ProgramFault::TooLarge,
            false => ProgramFault::Damaged,
        })?;
        total = total.saturating_add(entry.size());
        if MOST_UNPACKED <= total {
            return Err(ProgramFault::TooLarge);
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let outside = || ProgramFault::Outside {
            name: printable(&name),
        };
        match entry.header().entry_type() {
            tar::EntryType::XGlobalHeader | tar::EntryType::Directory => continue,
            tar::EntryType::Regular | tar::EntryType::Continuous => {}
            _ => return Err(outside()),
        }
        let path = clean(&name).map_err(|_| outside())?;
        if path == ProgramKind::AssettoServer.file_name() {
            let mut head = Vec::new();
            let read = Read::by_ref(&mut entry)
                .take(1 << 20)
                .read_to_end(&mut head);
            read.map_err(|_| ProgramFault::Damaged)?;
            // What it needs stands at its beginning.
            program = Some(executable(&head, false)?);
        }
        if let Some((plugin, _)) = path
            .strip_prefix("plugins/")
            .and_then(|rest| rest.split_once('/'))
            && plugins.len() < MOST_PLUGINS
        {
            plugins.insert(printable(plugin));
        }
        io::copy(&mut entry, &mut io::sink()).map_err(|_| ProgramFault::Damaged)?;
    }
    let (bits, linking) = program.ok_or(ProgramFault::NothingInside)?;
    Ok(ProgramFacts {
        kind: ProgramKind::AssettoServer,
        bits,
        linking,
        archive: true,
        plugins: plugins.into_iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{elf, gzip, tar_header};

    fn refused(name: &str, bytes: &[u8]) -> String {
        look_at_program(name, bytes, false)
            .expect_err("refused")
            .to_string()
    }

    #[test]
    fn a_program_is_told_by_its_header_and_its_name() {
        let facts = |name, bytes: Vec<u8>| {
            look_at_program(name, &bytes, false)
                .expect("taken")
                .to_string()
        };
        insta::assert_snapshot!(facts("acServer", elf(32, None)), @"acServer for Linux, 32 bits, needs no libraries");
        insta::assert_snapshot!(facts("server/acServerWrapper-linux", elf(64, Some("/lib64/ld-linux-x86-64.so.2"))), @"acServerWrapper for Linux, 64 bits, loaded by /lib64/ld-linux-x86-64.so.2");
        let with_libraries = elf(32, Some("/lib/ld-linux.so.2"));
        let taken =
            look_at_program("acServer", &with_libraries, true).expect("an own image has them");
        assert_eq!(
            taken.linking,
            Linking::Loader("/lib/ld-linux.so.2".to_owned())
        );
    }

    #[test]
    fn what_cannot_run_is_refused_with_words() {
        insta::assert_snapshot!(refused("acServer.exe", b"MZ\x90"), @r#"This is a program for Windows. Send the one for Linux: Kunos' acServer (without .exe) lies beside it in the folder "server" of the game; AssettoServer's release for Linux ends in linux-x64.tar.gz."#);
        insta::assert_snapshot!(refused("acServer", &elf(32, Some("/lib/ld-linux.so.2"))), @r#"This program needs the libraries of 32-bit Linux, which the machines do not have: it would not start. Send the acServer of the game's folder "server", which needs none, or use AssettoServer."#);
        insta::assert_snapshot!(refused("server\u{7}", &elf(64, None)), @r#"Which server program "server\u{7}" is cannot be told from its name. Call it acServer, acServerWrapper or AssettoServer, and send it again."#);
        let mut arm = elf(64, None);
        arm[18] = 183;
        assert_eq!(
            look_at_program("acServer", &arm, false),
            Err(ProgramFault::OtherProcessor)
        );
        for broken in [
            b"".as_slice(),
            b"\x7fELF",
            &elf(64, None)[..60],
            b"#!/bin/sh",
        ] {
            assert!(look_at_program("acServer", broken, false).is_err());
        }
    }

    fn release(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut tar = tar::Builder::new(gzip(Vec::new()));
        for (name, contents) in files {
            let mut header = tar_header(contents.len() as u64);
            tar.append_data(&mut header, name, *contents)
                .expect("memory");
        }
        tar.into_inner()
            .and_then(flate2::write::GzEncoder::finish)
            .expect("memory")
    }

    #[test]
    fn a_release_archive_is_looked_into() {
        let program = elf(64, Some("/lib64/ld-linux-x86-64.so.2"));
        let good = release(&[
            ("AssettoServer", &program),
            ("plugins/RaceChallenge/RaceChallenge.dll", b"MZ"),
        ]);
        let facts =
            look_at_program("assetto-server-linux-x64.tar.gz", &good, false).expect("taken");
        insta::assert_snapshot!(facts, @"AssettoServer for Linux, 64 bits, loaded by /lib64/ld-linux-x86-64.so.2, with 1 plug-in");
        let cut = &good[..good.len() / 2];
        assert!(look_at_program("assetto.tar.gz", cut, false).is_err());
        let empty = release(&[("readme", b"x")]);
        assert_eq!(
            look_at_program("assetto.tar.gz", &empty, false),
            Err(ProgramFault::NothingInside)
        );
    }
}
