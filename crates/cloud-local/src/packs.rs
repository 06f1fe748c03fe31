//! Packs in a folder: `packs/<key>`, with their hashes beside them in `hashes/`.
//!
//! An upload's parts are files of a folder of its own below `uploads/`. They become the pack when
//! the whole of it was written and renamed; what a crash leaves before that is no pack, and is
//! cleared away by the next upload or sweep. Whoever writes an upload holds its lock, which the
//! system takes back when a program ends, however it ends.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;
use parking_lot::RwLock;
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;

use super::files::{blocking, delete_folder, failed, found, inside, replace};
use super::store::{entries, open_lock};
use cloud::{CloudError, Result, StoredPack, Upload};
use domain::server::PackLocation;

/// The file that whoever writes an upload locks; parts have no extension.
const LOCK: &str = "upload.lock";

/// Where server programs lie that a league keeps beside its packs.
const PROGRAMS: &str = "programs/";

/// Where packs lie.
#[derive(Debug, Clone)]
pub(super) struct Packs {
    folder: PathBuf,
}

impl Packs {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The pack's file, whether or not it is there.
    pub(super) fn file(&self, at: &PackLocation) -> Result<PathBuf> {
        Ok(self.folder.join(key(at)?))
    }

    fn hash_file(&self, at: &PackLocation) -> Result<PathBuf> {
        Ok(self.folder.join("hashes").join(key(at)?))
    }

    /// Where the parts for this place are gathered.
    fn uploads(&self, at: &PackLocation) -> PathBuf {
        let name = hex::encode(&Sha256::digest(at.key.as_bytes())[..16]);
        self.folder.join("uploads").join(name)
    }

    pub(super) async fn list(&self, prefix: &str) -> Result<Vec<StoredPack>> {
        let (folder, prefix) = (self.folder.clone(), prefix.to_owned());
        blocking(move || {
            let mut packs = Vec::new();
            let top = match prefix.starts_with(PROGRAMS) {
                true => PROGRAMS,
                false => PackLocation::FOLDER,
            };
            walk(&folder, &folder.join(top), &mut |key, about| {
                if key.starts_with(&prefix) {
                    packs.push(StoredPack {
                        location: PackLocation {
                            bucket: None,
                            key: key.to_owned(),
                        },
                        size: about.len(),
                        modified: modified(about),
                        sha256: None,
                    });
                }
            })?;
            packs.sort_by(|a, b| (b.modified, &a.location.key).cmp(&(a.modified, &b.location.key)));
            Ok(packs)
        })
        .await
    }

    pub(super) async fn get(&self, at: &PackLocation) -> Result<StoredPack> {
        let (file, hash, at) = (self.file(at)?, self.hash_file(at)?, at.clone());
        blocking(move || {
            let about = found(fs::metadata(&file)).map_err(failed("reading", &file))?;
            let Some(about) = about.filter(fs::Metadata::is_file) else {
                return Err(missing(&at));
            };
            let sha256 = found(fs::read_to_string(&hash)).map_err(failed("reading", &hash))?;
            Ok(StoredPack {
                location: at,
                size: about.len(),
                modified: modified(&about),
                sha256,
            })
        })
        .await
    }

    pub(super) async fn read(&self, at: &PackLocation, range: Range<u64>) -> Result<Bytes> {
        let (file, at) = (self.file(at)?, at.clone());
        blocking(move || {
            let Some(mut open) = found(File::open(&file)).map_err(failed("reading", &file))? else {
                return Err(missing(&at));
            };
            let length =
                usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(usize::MAX);
            let mut read = || -> io::Result<Vec<u8>> {
                if open.metadata()?.len() < range.end {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                open.seek(SeekFrom::Start(range.start))?;
                let mut bytes = vec![0; length];
                open.read_exact(&mut bytes)?;
                Ok(bytes)
            };
            read().map(Bytes::from).map_err(failed("reading", &file))
        })
        .await
    }

    pub(super) async fn upload(&self, to: &PackLocation) -> Result<Parts> {
        key(to)?;
        let (all, place) = (self.folder.join("uploads"), self.uploads(to));
        let folder = place.join(format!("{:016x}", rand::random::<u64>()));
        let made = folder.clone();
        let lock = blocking(move || {
            fs::create_dir_all(&all).map_err(failed("making", &all))?;
            let _alone = wait_for_lock(&all)?;
            clear_abandoned(&all)?;
            // Another upload to the same place gives way.
            delete_folder(&place)?;
            fs::create_dir_all(&made).map_err(failed("making", &made))?;
            wait_for_lock(&made)
        })
        .await?;
        Ok(Parts {
            packs: self.clone(),
            to: to.clone(),
            folder,
            over: Arc::default(),
            _lock: lock,
        })
    }

    pub(super) async fn delete(&self, at: &PackLocation) -> Result<()> {
        let (file, hash, top) = (self.file(at)?, self.hash_file(at)?, self.folder.clone());
        blocking(move || {
            for path in [&hash, &file] {
                found(fs::remove_file(path)).map_err(failed("deleting", path))?;
                // The folders that are empty now; one that is not stays.
                let folders = path.ancestors().skip(1).take_while(|folder| {
                    folder.starts_with(&top) && folder.parent() != Some(top.as_path())
                });
                for folder in folders {
                    if fs::remove_dir(folder).is_err() {
                        break;
                    }
                }
            }
            Ok(())
        })
        .await
    }

    /// Has a pack be as old as if it was put there now.
    pub(super) async fn renew(&self, at: &PackLocation) -> Result<()> {
        let file = self.file(at)?;
        blocking(move || {
            let open = File::options().append(true).open(&file);
            open.and_then(|open| open.set_modified(SystemTime::now()))
                .map_err(failed("writing", &file))
        })
        .await
    }

    /// Deletes what interrupted uploads left, and packs older than `days` (0: none) that no server
    /// has; says how many packs went.
    pub(super) async fn clear(&self, days: u16, in_use: Vec<PackLocation>) -> Result<usize> {
        let uploads = self.folder.join("uploads");
        blocking(move || {
            if !uploads.is_dir() {
                return Ok(());
            }
            let _alone = wait_for_lock(&uploads)?;
            clear_abandoned(&uploads)
        })
        .await?;
        if days == 0 {
            return Ok(0);
        }
        let oldest = SystemTime::now() - Duration::from_secs(u64::from(days) * 24 * 60 * 60);
        let oldest = Timestamp::try_from(oldest).ok();
        let old = self.list(PackLocation::FOLDER).await?.into_iter();
        let old = old.filter(|pack| pack.modified < oldest && !in_use.contains(&pack.location));
        let mut gone = 0;
        for pack in old {
            self.delete(&pack.location).await?;
            gone += 1;
        }
        Ok(gone)
    }
}

/// The key of a pack of ours, as a path.
fn key(at: &PackLocation) -> Result<&Path> {
    if let Some(bucket) = &at.bucket {
        return Err(CloudError::ForeignBucket {
            bucket: bucket.clone(),
        });
    }
    inside(&at.key)
        .filter(|path| path.starts_with(PackLocation::FOLDER) || path.starts_with(PROGRAMS))
        .ok_or_else(|| missing(at))
}

fn missing(at: &PackLocation) -> CloudError {
    CloudError::NotFound {
        what: format!("The pack {}", at.key),
        answer: None,
    }
}

fn modified(about: &fs::Metadata) -> Option<Timestamp> {
    about.modified().ok()?.try_into().ok()
}

/// Waits for the lock in a folder, and takes it.
fn wait_for_lock(folder: &Path) -> Result<File> {
    let path = folder.join(LOCK);
    let file = open_lock(&path)?;
    file.lock().map_err(failed("locking", &path))?;
    Ok(file)
}

/// Deletes the uploads that nobody writes any more. Only whoever has the lock of the folder of them
/// `all` may do so: nobody else can be about to make one then.
fn clear_abandoned(all: &Path) -> Result<()> {
    for place in entries(all)?.iter().filter(|place| place.is_dir()) {
        for folder in entries(place)?.iter().filter(|folder| folder.is_dir()) {
            // Nobody has the lock that is not even there.
            let lock = found(File::open(folder.join(LOCK))).map_err(failed("opening", folder))?;
            if lock.is_none_or(|lock| lock.try_lock().is_ok()) {
                delete_folder(folder)?;
            }
        }
        // Another upload may go there.
        let _ = fs::remove_dir(place);
    }
    Ok(())
}

/// Tells every file below `folder` by its key.
fn walk(top: &Path, folder: &Path, tell: &mut impl FnMut(&str, &fs::Metadata)) -> Result<()> {
    let Some(entries) = found(fs::read_dir(folder)).map_err(failed("reading", folder))? else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry.map_err(failed("reading", folder))?;
        let path = entry.path();
        // It may have gone meanwhile.
        let Some(about) = found(entry.metadata()).map_err(failed("reading", &path))? else {
            continue;
        };
        if about.is_dir() {
            walk(top, &path, tell)?;
        } else if let Some(key) = path.strip_prefix(top).ok().and_then(Path::to_str)
            && about.is_file()
        {
            tell(key, &about);
        }
    }
    Ok(())
}

/// The SHA-256 of a file, in lower-case hexadecimal; `None` if it was to `stop` meanwhile.
pub(super) fn sha256_of(file: &mut File, stop: &CancellationToken) -> io::Result<Option<String>> {
    let mut digest = Sha256::new();
    let mut piece = vec![0; 256 << 10];
    while !stop.is_cancelled() {
        match file.read(&mut piece)? {
            0 => return Ok(Some(hex::encode(digest.finalize()))),
            count => digest.update(&piece[..count]),
        }
    }
    Ok(None)
}

/// A pack on its way into the folder.
#[derive(Debug)]
pub(super) struct Parts {
    packs: Packs,
    to: PackLocation,
    folder: PathBuf,
    /// Whether it is over. Parts that are being written read it: nobody can break them off, and none
    /// may be written into a folder that is being deleted.
    over: Arc<RwLock<bool>>,
    /// Says that somebody writes it.
    _lock: File,
}

fn is_over() -> io::Error {
    io::Error::other("the upload is over")
}

#[async_trait]
impl Upload for Parts {
    async fn put(&self, number: u32, bytes: Bytes) -> Result<()> {
        let part = self.folder.join(format!("{number:05}"));
        let over = Arc::clone(&self.over);
        blocking(move || {
            let over = over.read();
            let half = part.with_extension("half");
            let write = || {
                if *over {
                    return Err(is_over());
                }
                File::create(&half)?.write_all(&bytes)?;
                fs::rename(&half, &part)
            };
            write().map_err(failed("writing", &part))
        })
        .await
    }

    async fn complete(&self, sha256: &str) -> Result<StoredPack> {
        let (file, hash) = (self.packs.file(&self.to)?, self.packs.hash_file(&self.to)?);
        let (folder, sha256) = (self.folder.clone(), sha256.to_owned());
        let over = Arc::clone(&self.over);
        blocking(move || {
            *over.write() = true;
            let whole = join(&folder).map_err(|error| {
                // Some parts may be joined already: there is no second try.
                let _ = delete_folder(&folder);
                failed("writing", &file)(error)
            })?;
            let put = || -> io::Result<()> {
                for path in [&file, &hash] {
                    fs::create_dir_all(path.parent().unwrap_or(path))?;
                }
                // A hash says that the pack beside it is complete.
                found(fs::remove_file(&hash))?;
                fs::rename(&whole, &file)?;
                replace(&hash, sha256.as_bytes())
            };
            put().map_err(failed("writing", &file))?;
            delete_folder(folder.parent().unwrap_or(&folder)).map(drop)
        })
        .await?;
        self.packs.get(&self.to).await
    }

    async fn abort(&self) -> Result<()> {
        let (folder, over) = (self.folder.clone(), Arc::clone(&self.over));
        blocking(move || {
            let mut over = over.write();
            *over = true;
            delete_folder(&folder)?;
            // That of its place, unless another upload goes there.
            let _ = folder.parent().map(fs::remove_dir);
            Ok(())
        })
        .await
    }
}

/// Makes one file of all parts; it takes the first one's place.
fn join(folder: &Path) -> io::Result<PathBuf> {
    let mut parts: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    parts.retain(|part| part.extension().is_none());
    parts.sort();
    let mut parts = parts.into_iter();
    let whole = parts.next().ok_or(io::ErrorKind::NotFound)?;
    let mut file = OpenOptions::new().append(true).open(&whole)?;
    for part in parts {
        io::copy(&mut File::open(&part)?, &mut file)?;
        // So that a large pack needs its room only once.
        fs::remove_file(&part)?;
    }
    file.sync_all()?;
    Ok(whole)
}
