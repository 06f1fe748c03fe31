//! Files that are whole or not there, and folders that are named by keys.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use cloud::{CloudError, LocalError, Result};

/// Runs file work where it holds nobody up.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(CloudError::Failed {
            operation: "local:files",
            code: "the work broke off".to_owned(),
            source: error.into(),
        }),
    }
}

/// An error of the file system, with what was being done to what.
pub(super) fn failed<'a>(
    doing: &'static str,
    path: &'a Path,
) -> impl FnOnce(io::Error) -> CloudError + use<'a> {
    move |source| {
        CloudError::Local(LocalError::File {
            doing,
            path: path.to_owned(),
            source,
        })
    }
}

/// Writes a file by way of another one, so that whoever reads it finds the old or the new.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    let write = || {
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        // Without it a loss of power could leave an empty file under the right name.
        file.sync_all()?;
        fs::rename(&new, path)
    };
    write().inspect_err(|_| drop(fs::remove_file(&new)))
}

/// Writes a thing down as JSON.
pub(super) fn write_json(path: &Path, thing: &impl Serialize) -> Result<()> {
    let json = serde_json::to_vec_pretty(thing)
        .map_err(io::Error::other)
        .map_err(failed("writing", path))?;
    replace(path, &json).map_err(failed("writing", path))
}

/// Reads what [`write_json`] wrote; `None` if it is not there.
pub(super) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    let Some(text) = found(fs::read(path)).map_err(failed("reading", path))? else {
        return Ok(None);
    };
    let thing = serde_json::from_slice(&text)
        .map_err(io::Error::other)
        .map_err(failed("reading", path))?;
    Ok(Some(thing))
}

/// What is not there is no error.
pub(super) fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(thing) => Ok(Some(thing)),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Deletes a folder with all that is in it; says whether there was one.
pub(super) fn delete_folder(path: &Path) -> Result<bool> {
    found(fs::remove_dir_all(path))
        .map(|gone| gone.is_some())
        .map_err(failed("deleting", path))
}

/// A key such as `packs/42/gt3.zip` as a path below a folder; `None` for one that would lead
/// elsewhere.
pub(super) fn inside(key: &str) -> Option<&Path> {
    let path = Path::new(key);
    let plain = !key.is_empty()
        && !key.ends_with('/')
        && !key.contains(['\\', '\0'])
        && path
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
        // `a//b` and `a/./b` would be two keys of one file.
        && key.split('/').all(|part| !part.is_empty() && part != ".");
    plain.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_in_their_folder() {
        assert!(inside("packs/42/gt3.zip").is_some());
        for key in [
            "",
            "/etc/passwd",
            "packs/../../x",
            "packs//x",
            "packs/./x",
            "packs/",
            "a\\b",
        ] {
            assert!(inside(key).is_none(), "{key}");
        }
    }
}
