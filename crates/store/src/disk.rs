//! Documents as files under one folder.
//!
//! A document is written beside its place and renamed to it, so that a reader sees the old one or the new one,
//! also after a power cut. Two programs that write at once are kept apart by a lock on a file of the folder,
//! which the operating system takes back from a program that was killed.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;

use crate::{Expected, Key, MAX_DOCUMENT, Store, StoreError, Stored, Version};

/// No key begins with a dot, so neither of these is ever one.
const LOCK: &str = ".lock";
const UNFINISHED: &str = ".new-";

/// Documents on this machine's disk.
#[derive(Clone, Debug)]
pub struct Disk {
    folder: Arc<PathBuf>,
}

impl Disk {
    /// Keeps documents under this folder, which is made when the first one is written.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: Arc::new(folder.into()),
        }
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(key.as_str())
    }

    /// Runs one after another with whatever else changes this folder, in this program or another.
    fn locked<T>(&self, change: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        fs::create_dir_all(&*self.folder)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.folder.join(LOCK))?;
        lock.lock()?;
        // Closing the file gives the lock back.
        change()
    }

    fn read(&self, key: &Key) -> io::Result<Option<Vec<u8>>> {
        let file = match File::open(self.path(key)) {
            Ok(file) => file,
            Err(error) if is_absence(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        if file.metadata()?.is_dir() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        file.take(MAX_DOCUMENT as u64 + 1).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    fn write(&self, key: &Key, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(key);
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)?;
        let mut file = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(&path)?;
        sync_folder(folder)
    }

    fn put_now(&self, key: &Key, bytes: &[u8], expected: Expected<'_>) -> io::Result<bool> {
        self.locked(|| {
            let now = self.read(key)?.map(|bytes| Version::of(&bytes));
            if !expected.holds(now.as_ref()) {
                return Ok(false);
            }
            self.write(key, bytes)?;
            Ok(true)
        })
    }

    fn remove_now(&self, key: &Key, version: &Version) -> io::Result<bool> {
        self.locked(|| match self.read(key)? {
            None => Ok(true),
            Some(bytes) if Version::of(&bytes) == *version => {
                fs::remove_file(self.path(key))?;
                Ok(true)
            }
            Some(_) => Ok(false),
        })
    }

    fn list_now(&self) -> io::Result<Vec<Key>> {
        let mut keys = Vec::new();
        collect(&self.folder, "", &mut keys)?;
        keys.sort();
        Ok(keys)
    }
}

/// The keys below a folder. What is no document's name was put there by somebody else and is passed over.
fn collect(folder: &Path, prefix: &str, keys: &mut Vec<Key>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if is_absence(&error) => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let Some(name) = entry
            .file_name()
            .to_str()
            .map(|name| format!("{prefix}{name}"))
        else {
            continue;
        };
        let Ok(key) = Key::new(name) else { continue };
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{key}/"), keys)?;
        } else {
            keys.push(key);
        }
    }
    Ok(())
}

fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Without it a power cut can take the new name back. Windows has no such call and needs none.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

/// Files are read and written beside the program's other tasks.
async fn aside<T: Send + 'static>(
    operation: &'static str,
    key: String,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, StoreError> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.map_err(|error| StoreError::failed(operation, &key, error))?;
    done.map_err(|error| StoreError::failed(operation, &key, error))
}

#[async_trait]
impl Store for Disk {
    async fn get(&self, key: &Key) -> Result<Option<Stored>, StoreError> {
        let (disk, name) = (self.clone(), key.clone());
        let bytes = aside("reading", key.to_string(), move || disk.read(&name)).await?;
        match bytes {
            Some(bytes) if MAX_DOCUMENT < bytes.len() => Err(StoreError::TooLarge {
                key: key.clone(),
                size: bytes.len() as u64,
            }),
            bytes => Ok(bytes.map(|bytes| Stored {
                version: Version::of(&bytes),
                bytes,
            })),
        }
    }

    async fn put(
        &self,
        key: &Key,
        bytes: Vec<u8>,
        expected: Expected<'_>,
    ) -> Result<Version, StoreError> {
        StoreError::if_too_large(key, &bytes)?;
        let version = Version::of(&bytes);
        let (disk, name) = (self.clone(), key.clone());
        let read = match expected {
            Expected::Absent => None,
            Expected::Unchanged(version) => Some(version.clone()),
        };
        let written = aside("writing", key.to_string(), move || {
            let expected = read.as_ref().map_or(Expected::Absent, Expected::Unchanged);
            disk.put_now(&name, &bytes, expected)
        });
        if written.await? {
            Ok(version)
        } else {
            Err(StoreError::Changed(key.clone()))
        }
    }

    async fn list(&self, folder: Option<&Key>) -> Result<Vec<Key>, StoreError> {
        let disk = self.clone();
        let name = folder.map(ToString::to_string).unwrap_or_default();
        let mut keys = aside("listing", name, move || disk.list_now()).await?;
        keys.retain(|key| folder.is_none_or(|folder| key.is_in(folder)));
        Ok(keys)
    }

    async fn remove(&self, key: &Key, version: &Version) -> Result<(), StoreError> {
        let (disk, name, version) = (self.clone(), key.clone(), version.clone());
        let removed = aside("removing", key.to_string(), move || {
            disk.remove_now(&name, &version)
        });
        if removed.await? {
            Ok(())
        } else {
            Err(StoreError::Changed(key.clone()))
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn it_keeps_the_contract() {
        let folder = tempfile::tempdir().unwrap();
        crate::contract::run(Arc::new(Disk::new(folder.path().join("store")))).await;
    }

    #[tokio::test]
    async fn what_a_killed_writer_left_is_no_document() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".new-abc"), b"half").unwrap();
        fs::write(folder.path().join("name with blanks"), b"somebody else's").unwrap();
        assert_eq!(Disk::new(folder.path()).list(None).await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, b"").unwrap();
        let key = Key::new("a").unwrap();
        let error = Disk::new(&file)
            .put(&key, Vec::new(), Expected::Absent)
            .await
            .unwrap_err();
        assert!(
            matches!(
                error,
                StoreError::Failed {
                    operation: "writing",
                    ..
                }
            ),
            "{error}"
        );
    }
}
