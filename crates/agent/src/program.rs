//! The server program of an unpacked pack: finding it, and whether Linux can run it.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::files::inside;

/// What server programs are called, the more telling first.
const NAMES: [&str; 2] = ["acServerWrapper", "acServer"];

/// Why a pack's program cannot be run, as the end of a sentence for a league admin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProgramError {
    /// There is none.
    #[error(
        "it holds no server program. Tick “Include executable” in Content Manager and pack it again."
    )]
    Missing,
    /// Its name has characters that a unit's file may not.
    #[error("its server program has an unusual name. Call it acServer.")]
    Name,
    /// There are no settings beside it.
    #[error("there is no cfg/server_cfg.ini beside its server program.")]
    NoSettings,
    /// It is one for Windows.
    #[error("its {0} is a program for Windows. Pack it for Linux, or as a .zip for Windows.")]
    Windows(String),
    /// It needs libraries that the machine does not have.
    #[error(
        "its {0} was made for 32-bit Linux and needs libraries that the machine does not have. \
         Pack it for Windows, or use a 64-bit server program."
    )]
    Libraries(String),
    /// It is anything else.
    #[error("its {0} is not a program that Linux can run. Pack it again.")]
    Unknown(String),
}

/// The program that `named` names in a folder, else a known one at the top or one folder down.
///
/// # Errors
/// When there is none that can be run.
pub fn find(folder: &Path, named: &str) -> Result<PathBuf, ProgramError> {
    let found = inside(named)
        .map(|named| folder.join(named))
        .into_iter()
        .chain(known(folder))
        .find(|path| path.is_file())
        .ok_or(ProgramError::Missing)?;
    let name = found.file_name().unwrap_or_default().to_string_lossy();
    let is_usual = |c: char| c.is_ascii_alphanumeric() || " ._()-".contains(c);
    if !name.chars().all(is_usual) {
        return Err(ProgramError::Name);
    }
    let beside = found.parent().unwrap_or(folder);
    match beside.join("cfg/server_cfg.ini").is_file() {
        true => Ok(found),
        false => Err(ProgramError::NoSettings),
    }
}

fn known(folder: &Path) -> Vec<PathBuf> {
    let below = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = below.map(|entry| entry.path()).collect();
    folders.sort();
    folders.insert(0, folder.to_owned());
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .collect()
}

/// Whether Linux can run it.
///
/// Amazon Linux 2023 runs 32-bit programs and has no 32-bit libraries at all
/// (<https://docs.aws.amazon.com/linux/al2023/ug/deprecated-al2023.html>), so only those that need
/// none start. The original acServer is such a program.
///
/// # Errors
/// When it cannot.
pub fn check(program: &Path) -> Result<(), ProgramError> {
    let name = program.file_name().unwrap_or_default();
    let name = name.to_string_lossy().into_owned();
    let mut start = Vec::new();
    let read = File::open(program).and_then(|file| file.take(4096).read_to_end(&mut start));
    if read.is_err() {
        return Err(ProgramError::Unknown(name));
    }
    match start.as_slice() {
        [0x7f, b'E', b'L', b'F', 2, ..] | [b'#', b'!', ..] => Ok(()),
        [0x7f, b'E', b'L', b'F', 1, ..] => match needs_libraries(&start) && !has_libraries() {
            true => Err(ProgramError::Libraries(name)),
            false => Ok(()),
        },
        [b'M', b'Z', ..] => Err(ProgramError::Windows(name)),
        _ => Err(ProgramError::Unknown(name)),
    }
}

/// Whether it names the loader of 32-bit libraries.
fn needs_libraries(start: &[u8]) -> bool {
    let loader = b"ld-linux.so.2";
    start.windows(loader.len()).any(|piece| piece == loader)
}

fn has_libraries() -> bool {
    Path::new("/lib/ld-linux.so.2").exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, "x").expect("written");
        }
        folder
    }

    fn found(files: &[&str], named: &str) -> Result<String, ProgramError> {
        let folder = folder(files);
        let found = find(folder.path(), named)?;
        let below = found.strip_prefix(folder.path()).expect("inside");
        Ok(below.to_string_lossy().into_owned())
    }

    #[test]
    fn the_named_program_or_a_known_one_is_found() {
        let league = ["League/MyServer", "League/cfg/server_cfg.ini"];
        assert_eq!(
            found(&league, "League/MyServer"),
            Ok("League/MyServer".into())
        );
        let wrapped = ["acServer", "acServerWrapper", "cfg/server_cfg.ini"];
        assert_eq!(found(&wrapped, "absent"), Ok("acServerWrapper".into()));
        let below = ["x/acServer", "x/cfg/server_cfg.ini"];
        assert_eq!(found(&below, ""), Ok("x/acServer".into()));
    }

    #[test]
    fn what_is_missing_is_told() {
        assert_eq!(
            found(&["cfg/server_cfg.ini"], "x"),
            Err(ProgramError::Missing)
        );
        assert_eq!(
            found(&["acServer"], "acServer"),
            Err(ProgramError::NoSettings)
        );
        let odd = ["$(id)", "cfg/server_cfg.ini"];
        assert_eq!(found(&odd, "$(id)"), Err(ProgramError::Name));
        let outside = found(&["cfg/server_cfg.ini"], "../../bin/sh");
        assert_eq!(
            outside,
            Err(ProgramError::Missing),
            "nothing outside is looked at"
        );
    }

    #[test]
    fn only_programs_of_linux_are_run() {
        let folder = folder(&[]);
        let checked = |bytes: &[u8]| {
            let program = folder.path().join("acServer");
            fs::write(&program, bytes).expect("written");
            check(&program).map_err(|error| error.to_string())
        };
        assert_eq!(checked(b"\x7fELF\x02"), Ok(()));
        assert_eq!(checked(b"#!/bin/sh\n"), Ok(()));
        assert_eq!(checked(b"\x7fELF\x01 static"), Ok(()));
        assert_eq!(
            checked(b"MZ\x90").expect_err("refused"),
            "its acServer is a program for Windows. Pack it for Linux, or as a .zip for Windows."
        );
        assert_eq!(
            checked(b"").expect_err("refused"),
            "its acServer is not a program that Linux can run. Pack it again."
        );
    }
}
