//! Work in a folder that a hostile program writes in.
//!
//! It may replace any file by a link to one of ours, by a pipe that blocks whoever opens it, by a
//! device that never ends, and it may do so between two of our steps. So every step starts at the
//! open folder, follows no link on the way, waits for nothing, and takes plain files only. Each
//! part of a path is opened by itself: `openat2` does the same in one call, but old containers
//! deny it.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::path::{Component, Path};

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, openat, renameat, statat, unlinkat};

/// An open folder that others write in.
#[derive(Debug)]
pub struct Folder {
    folder: OwnedFd,
}

/// What lies in a folder, all its folders included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weight {
    /// What it takes on the disk, in bytes.
    pub bytes: u64,
    /// How many files, folders and other things there are.
    pub entries: u64,
}

/// No folder of a pack is as deep.
const DEEPEST: usize = 64;

/// Opening a thing must not block, follow it, or make it a terminal.
const CAREFULLY: OFlags = OFlags::NOFOLLOW
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC);

impl Folder {
    /// Opens the folder at a path that others cannot change; it may not be a link itself.
    ///
    /// # Errors
    /// If it is no folder, or may not be opened.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self {
            folder: openat(CWD, path, CAREFULLY | OFlags::DIRECTORY, Mode::empty())?,
        })
    }

    /// Opens a plain file in it to be read.
    ///
    /// # Errors
    /// If it is not there, is not a plain file, or a link leads to it; [`io::ErrorKind::InvalidInput`]
    /// for a path that would lead out.
    pub fn file(&self, path: &Path) -> io::Result<File> {
        let (folder, name) = self.step_to(path)?;
        let file = File::from(openat(
            &folder,
            name,
            CAREFULLY | OFlags::RDONLY,
            Mode::empty(),
        )?);
        match file.metadata()?.is_file() {
            true => Ok(file),
            false => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "it is not a plain file",
            )),
        }
    }

    /// Reads a plain file of at most `most` bytes.
    ///
    /// # Errors
    /// As [`Folder::file`], and if it is larger.
    pub fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        // As it is when it is read: it may grow meanwhile.
        self.file(path)?.take(most + 1).read_to_end(&mut bytes)?;
        match bytes.len() as u64 <= most {
            true => Ok(bytes),
            false => Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("it is larger than {most} bytes"),
            )),
        }
    }

    /// Puts a file there, whatever stood in its place: a link is replaced, and what it leads to
    /// stays as it is. Its folder must be there. Whoever looks finds the old one or the new one.
    ///
    /// # Errors
    /// If a folder has its name, or it cannot be written.
    pub fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let (folder, name) = self.step_to(path)?;
        let mut new = name.to_owned();
        new.push(".new");
        remove(&folder, &new)?;
        // Newly made, or not at all: it may have been put there again.
        let flags = CAREFULLY | OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL;
        let mode = Mode::RUSR | Mode::WUSR;
        let mut file = File::from(openat(&folder, &new, flags, mode)?);
        let written = file
            .write_all(bytes)
            .and_then(|()| file.sync_all())
            .and_then(|()| Ok(renameat(&folder, &new, &folder, name)?));
        written.inspect_err(|_| drop(remove(&folder, &new)))
    }

    /// Makes a file executable by its owner, as packs come without that.
    ///
    /// # Errors
    /// As [`Folder::file`], and if it is not ours.
    pub fn make_executable(&self, path: &Path) -> io::Result<()> {
        let mode = Mode::RWXU | Mode::RGRP | Mode::XGRP | Mode::ROTH | Mode::XOTH;
        Ok(rustix::fs::fchmod(self.file(path)?, mode)?)
    }

    /// What lies in it, as far as is needed to see that it is more than `most`. What may not be
    /// looked into counts as what it is itself.
    ///
    /// # Errors
    /// If the folder itself cannot be read.
    pub fn weigh(&self, most: Weight) -> io::Result<Weight> {
        let mut weight = Weight::default();
        let folder = openat(
            &self.folder,
            ".",
            CAREFULLY | OFlags::DIRECTORY,
            Mode::empty(),
        )?;
        weigh(&folder, most, &mut weight, DEEPEST)?;
        Ok(weight)
    }

    /// Gives it and all that is in it to a user. Links are given away themselves, not what they
    /// lead to.
    ///
    /// # Errors
    /// If something cannot be given away; only root can.
    pub fn give_to(&self, user: crate::User) -> io::Result<()> {
        let folder = openat(
            &self.folder,
            ".",
            CAREFULLY | OFlags::DIRECTORY,
            Mode::empty(),
        )?;
        give(&folder, user, DEEPEST)
    }

    /// The folder of a path's last part, and that part.
    fn step_to<'a>(&self, path: &'a Path) -> io::Result<(OwnedFd, &'a OsStr)> {
        let leads_out = || {
            io::Error::new(
                io::ErrorKind::InvalidInput,
                "the path leads out of its folder",
            )
        };
        let name = path.file_name().ok_or_else(leads_out)?;
        let mut folder = openat(
            &self.folder,
            ".",
            CAREFULLY | OFlags::DIRECTORY,
            Mode::empty(),
        )?;
        for part in path.parent().into_iter().flat_map(Path::components) {
            let Component::Normal(part) = part else {
                return Err(leads_out());
            };
            folder = openat(&folder, part, CAREFULLY | OFlags::DIRECTORY, Mode::empty())?;
        }
        Ok((folder, name))
    }
}

impl Weight {
    /// More than any folder has.
    pub const ANY: Self = Self {
        bytes: u64::MAX,
        entries: u64::MAX,
    };

    /// Whether it is more than this in either way.
    pub fn exceeds(self, most: Self) -> bool {
        most.bytes < self.bytes || most.entries < self.entries
    }
}

/// Removes a file, link or pipe; what is not there is gone already.
fn remove(folder: &OwnedFd, name: &OsStr) -> io::Result<()> {
    match unlinkat(folder, name, AtFlags::empty()) {
        Ok(()) | Err(rustix::io::Errno::NOENT) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn weigh(folder: &OwnedFd, most: Weight, weight: &mut Weight, deeper: usize) -> io::Result<()> {
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if weight.exceeds(most) || matches!(name.to_bytes(), b"." | b"..") {
            continue;
        }
        let Ok(about) = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) else {
            continue;
        };
        weight.entries += 1;
        // stat(2): blocks of 512 bytes, whatever the file system. A file with holes takes no more.
        weight.bytes += u64::try_from(about.st_blocks).unwrap_or(0) * 512;
        if FileType::from_raw_mode(about.st_mode) == FileType::Directory
            && let Some(deeper) = deeper.checked_sub(1)
            && let Ok(inner) = openat(folder, name, CAREFULLY | OFlags::DIRECTORY, Mode::empty())
        {
            weigh(&inner, most, weight, deeper)?;
        }
    }
    Ok(())
}

fn give(folder: &OwnedFd, user: crate::User, deeper: usize) -> io::Result<()> {
    let (uid, gid) = (
        rustix::fs::Uid::from_raw(user.uid),
        rustix::fs::Gid::from_raw(user.gid),
    );
    rustix::fs::fchown(folder.as_fd(), Some(uid), Some(gid))?;
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if matches!(name.to_bytes(), b"." | b"..") {
            continue;
        }
        let about = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
        if FileType::from_raw_mode(about.st_mode) == FileType::Directory {
            let inner = openat(folder, name, CAREFULLY | OFlags::DIRECTORY, Mode::empty())?;
            if let Some(deeper) = deeper.checked_sub(1) {
                give(&inner, user, deeper)?;
            }
            continue;
        }
        let link_itself = AtFlags::SYMLINK_NOFOLLOW;
        rustix::fs::chownat(folder, name, Some(uid), Some(gid), link_itself)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    struct Place {
        all: tempfile::TempDir,
        folder: Folder,
    }

    /// A folder `pack` with `cfg` in it, and a secret beside it.
    fn place() -> Place {
        let all = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(all.path().join("pack/cfg")).expect("a folder");
        fs::write(all.path().join("secret"), "TOKEN").expect("written");
        Place {
            folder: Folder::open(&all.path().join("pack")).expect("opened"),
            all,
        }
    }

    impl Place {
        fn at(&self, name: &str) -> std::path::PathBuf {
            self.all.path().join(name)
        }

        fn read(&self, path: &str) -> io::Result<Vec<u8>> {
            self.folder.read(Path::new(path), 100)
        }
    }

    #[test]
    fn plain_files_are_read_up_to_a_limit() {
        let place = place();
        fs::write(place.at("pack/cfg/a.ini"), "text").expect("written");
        assert_eq!(place.read("cfg/a.ini").expect("read"), b"text");
        fs::write(place.at("pack/cfg/a.ini"), [0; 101]).expect("written");
        let error = place.read("cfg/a.ini").expect_err("too large");
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        let error = place.read("cfg/b.ini").expect_err("missing");
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn no_link_is_followed_wherever_it_stands() {
        let place = place();
        symlink(place.at("secret"), place.at("pack/cfg/a.ini")).expect("a link");
        symlink(place.all.path(), place.at("pack/up")).expect("a link");
        symlink(place.at("pack"), place.at("other")).expect("a link");
        assert!(place.read("cfg/a.ini").is_err());
        assert!(place.read("up/secret").is_err());
        assert!(place.read("../secret").is_err());
        assert!(place.read("cfg/../../secret").is_err());
        assert!(place.folder.read(&place.at("secret"), 100).is_err());
        assert!(Folder::open(&place.at("other")).is_err());
    }

    #[test]
    fn a_pipe_and_a_folder_hold_nobody_up() {
        let place = place();
        let mode = Mode::RUSR | Mode::WUSR;
        rustix::fs::mknodat(CWD, place.at("pack/pipe"), FileType::Fifo, mode, 0).expect("a pipe");
        for special in ["pipe", "cfg"] {
            let error = place.read(special).expect_err("no plain file");
            assert_eq!(error.to_string(), "it is not a plain file", "{special}");
        }
        place
            .folder
            .replace(Path::new("pipe"), b"text")
            .expect("replaced");
        assert_eq!(place.read("pipe").expect("read"), b"text");
    }

    #[test]
    fn a_link_is_replaced_and_its_target_stays() {
        let place = place();
        for link in ["a.ini", "a.ini.new"] {
            symlink(place.at("secret"), place.at("pack/cfg").join(link)).expect("a link");
        }
        let path = Path::new("cfg/a.ini");
        place.folder.replace(path, b"ours").expect("replaced");
        assert_eq!(place.read("cfg/a.ini").expect("read"), b"ours");
        let secret = fs::read_to_string(place.at("secret")).expect("read");
        assert_eq!(secret, "TOKEN");
        assert_eq!(fs::read_dir(place.at("pack/cfg")).expect("read").count(), 1);
    }

    #[test]
    fn nothing_is_written_through_a_folder_that_is_a_link() {
        let place = place();
        symlink(place.all.path(), place.at("pack/up")).expect("a link");
        assert!(place.folder.replace(Path::new("up/secret"), b"x").is_err());
        assert!(
            place
                .folder
                .make_executable(Path::new("up/secret"))
                .is_err()
        );
    }

    #[test]
    fn a_folder_is_weighed_without_leaving_it() {
        let place = place();
        symlink("/usr", place.at("pack/usr")).expect("a link");
        fs::write(place.at("pack/cfg/log"), vec![1; 1 << 20]).expect("written");
        let weight = place.folder.weigh(Weight::ANY).expect("weighed");
        assert_eq!(weight.entries, 3);
        assert!((1 << 20..2 << 20).contains(&weight.bytes), "{weight:?}");
        let few = Weight {
            bytes: u64::MAX,
            entries: 1,
        };
        assert!(place.folder.weigh(few).expect("weighed").exceeds(few));
        let small = Weight {
            bytes: 1 << 10,
            entries: 100,
        };
        assert!(place.folder.weigh(small).expect("weighed").exceeds(small));
    }
}
