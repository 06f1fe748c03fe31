//! Files that others may have put there, and files that others read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::OFlags;

/// What a call answered, or nothing where there is no such file.
///
/// # Errors
/// Every other failure of the call.
pub fn found<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Deletes a file, if it is there.
///
/// # Errors
/// When it is there and stays.
pub fn delete(file: &Path) -> io::Result<()> {
    found(fs::remove_file(file)).map(drop)
}

/// Deletes a folder with all that is in it, if it is there. Links are not followed.
///
/// # Errors
/// When something of it stays.
pub fn delete_folder(folder: &Path) -> io::Result<()> {
    found(fs::remove_dir_all(folder)).map(drop)
}

/// Opens a file to read it that somebody may have replaced by something else: a link is not
/// followed, a pipe is not waited for, a device is not touched.
///
/// # Errors
/// Also when it is not a plain file.
pub fn open_plain(file: &Path) -> io::Result<File> {
    let careful = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    let opened = OpenOptions::new()
        .read(true)
        .custom_flags(careful.bits().cast_signed())
        .open(file)?;
    match opened.metadata()?.is_file() {
        true => Ok(opened),
        false => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is not a plain file",
        )),
    }
}

/// Reads at most `most` bytes of such a file; nothing if it is not there.
///
/// # Errors
/// When it cannot be read, or is not a plain file.
pub fn read_plain(file: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    let Some(opened) = found(open_plain(file))? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    opened.take(most).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// How much room is left on the disk of a folder, for those who are not root.
///
/// # Errors
/// When there is no such folder.
pub fn free_bytes(folder: &Path) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// A path inside of a folder, with `/` between its parts, as it may be put behind that folder's own;
/// nothing for one that could lead elsewhere, or to a file that has another such path, too.
pub fn inside(path: &str) -> Option<&Path> {
    let is_plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0']);
    path.split('/').all(is_plain).then(|| Path::new(path))
}

/// Writes a file beside its place and puts it there, so that nobody ever reads half of it.
///
/// # Errors
/// When it cannot be written; what was there before is there then.
pub fn replace(file: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let beside = file.with_added_extension("new");
    delete(&beside)?;
    let mut new = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(&beside)?;
    new.write_all(bytes)?;
    // Whatever the umask took away.
    new.set_permissions(fs::Permissions::from_mode(mode))?;
    fs::rename(&beside, file)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn only_plain_files_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("plain"), "0123456789").expect("written");
        assert_eq!(
            read_plain(&path("plain"), 4).expect("read").as_deref(),
            Some(&b"0123"[..])
        );
        assert_eq!(read_plain(&path("absent"), 4).expect("read"), None);
        std::os::unix::fs::symlink(path("plain"), path("link")).expect("a link");
        assert!(read_plain(&path("link"), 4).is_err());
        let made = Command::new("mkfifo").arg(path("pipe")).status();
        assert!(made.is_ok_and(|made| made.success()));
        assert!(read_plain(&path("pipe"), 4).is_err(), "it does not wait");
        assert!(read_plain(Path::new("/dev/zero"), 4).is_err());
        assert!(read_plain(folder.path(), 4).is_err());
    }

    #[test]
    fn paths_stay_inside() {
        assert!(inside("cfg/server_cfg.ini").is_some());
        for path in [
            "", "/etc", "a/../x", "a//x", "a/./x", "a/", "a\\b", "..", "a\0",
        ] {
            assert!(inside(path).is_none(), "{path}");
        }
    }

    #[test]
    fn what_is_replaced_is_never_written_through() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("others"), "theirs").expect("written");
        for link in ["report", "report.new"] {
            std::os::unix::fs::symlink(path("others"), path(link)).expect("a link");
        }
        replace(&path("report"), b"ours", 0o644).expect("written");
        let read = |name: &str| fs::read_to_string(path(name)).expect("read");
        assert_eq!(
            (read("report"), read("others")),
            ("ours".into(), "theirs".into())
        );
        let mode = fs::metadata(path("report")).expect("there").permissions();
        assert_eq!(mode.mode() & 0o777, 0o644);
    }
}
