//! What a server's sessions leave in the folder that its program runs in: results files in `results/`, and
//! journals of its plugin in `journals/` beside the pack.
//!
//! The program writes in its folder as it likes, so what is there is hostile: no link is followed, only plain
//! files with a name of the right pattern are read, and not more of them than a server can leave.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bytes::Bytes;
use cloud::{CloudError, Result, SessionFile};
use confine::Folder;
use jiff::Timestamp;

use super::files::{failed, found};

/// The most files that are looked at: a server with five sessions an hour needs two months for them.
const MOST: usize = 10_000;
/// The largest file, in bytes: more than any results file or journal has.
const LARGEST: u64 = 64 << 20;

/// The folders of one server.
#[derive(Debug, Clone)]
pub(super) struct Sessions {
    /// The server's own folder, which only we write.
    pub(super) server: PathBuf,
    /// Where its program runs, seen from there.
    pub(super) working: PathBuf,
}

impl Sessions {
    /// What is there, oldest first.
    pub(super) fn list(&self) -> Result<Vec<SessionFile>> {
        let mut files = Vec::new();
        for (folder, extension) in [(self.results(), "json"), (self.journals(), "jsonl")] {
            let folder = self.server.join(folder);
            list(&folder, extension, &mut files).map_err(failed("listing", &folder))?;
        }
        files.sort_by(|one, other| {
            one.modified
                .cmp(&other.modified)
                .then_with(|| one.name.cmp(&other.name))
        });
        Ok(files)
    }

    /// The contents of one of them.
    pub(super) fn read(&self, file: &SessionFile) -> Result<Bytes> {
        let is_journal = Path::new(&file.name).extension() == Some(OsStr::new("jsonl"));
        let folder = if is_journal {
            self.journals()
        } else {
            self.results()
        };
        let not_found = || CloudError::NotFound {
            what: format!("The file {}", file.name),
            answer: None,
        };
        if !is_plain(&file.name) {
            return Err(not_found());
        }
        let opened = found(Folder::open(&self.server)).map_err(failed("opening", &self.server))?;
        let path = folder.join(&file.name);
        let bytes = found(opened.ok_or_else(not_found)?.read(&path, LARGEST));
        let bytes = bytes.map_err(failed("reading", &self.server.join(&path)))?;
        bytes.map(Bytes::from).ok_or_else(not_found)
    }

    fn results(&self) -> PathBuf {
        self.working.join("results")
    }

    fn journals(&self) -> PathBuf {
        PathBuf::from("journals")
    }
}

fn list(folder: &Path, extension: &str, files: &mut Vec<SessionFile>) -> io::Result<()> {
    let Some(about) = found(fs::symlink_metadata(folder))? else {
        return Ok(());
    };
    if !about.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)?.take(MOST) {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        // It may have been taken away since.
        let Some(about) = found(entry.metadata())? else {
            continue;
        };
        let fits = Path::new(&name).extension() == Some(OsStr::new(extension));
        if about.is_file() && fits && is_plain(&name) {
            let modified = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            files.push(SessionFile {
                name,
                size: about.len(),
                modified: Timestamp::try_from(modified).unwrap_or(Timestamp::UNIX_EPOCH),
            });
        }
    }
    Ok(())
}

/// A name that is nothing but a name, of the letters that acServer and the agent use.
fn is_plain(name: &str) -> bool {
    name.len() <= 100
        && !name.starts_with('.')
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders() -> (tempfile::TempDir, Sessions) {
        let folder = tempfile::tempdir().expect("a folder");
        let server = folder.path().to_owned();
        let sessions = Sessions {
            server,
            working: PathBuf::from("pack"),
        };
        fs::create_dir_all(results(&sessions)).expect("a folder");
        (folder, sessions)
    }

    fn results(sessions: &Sessions) -> PathBuf {
        sessions.server.join(sessions.results())
    }

    #[test]
    fn results_and_journals_are_found_and_read() {
        let (folder, sessions) = folders();
        assert_eq!(sessions.list().expect("a list"), []);
        fs::write(results(&sessions).join("2026_3_2_22_3_RACE.json"), "{}").expect("written");
        fs::write(results(&sessions).join("notes.txt"), "x").expect("written");
        let journals = sessions.server.join(sessions.journals());
        fs::create_dir_all(&journals).expect("a folder");
        fs::write(journals.join("boot1.jsonl"), "[]").expect("written");
        let mut names: Vec<String> = sessions
            .list()
            .expect("a list")
            .into_iter()
            .map(|file| file.name)
            .collect();
        names.sort();
        assert_eq!(names, ["2026_3_2_22_3_RACE.json", "boot1.jsonl"]);
        for file in sessions.list().expect("a list") {
            assert_eq!(sessions.read(&file).expect("its bytes").len(), 2);
        }
        drop(folder);
    }

    #[test]
    fn a_link_that_a_hostile_program_laid_leads_nowhere() {
        let (folder, sessions) = folders();
        let secret = folder.path().join("secret.json");
        fs::write(&secret, "secret").expect("written");
        let link = results(&sessions).join("2026_3_2_22_3_RACE.json");
        std::os::unix::fs::symlink(&secret, &link).expect("a link");
        assert_eq!(sessions.list().expect("a list"), []);
        let file = SessionFile {
            name: "2026_3_2_22_3_RACE.json".to_owned(),
            size: 6,
            modified: Timestamp::UNIX_EPOCH,
        };
        assert!(sessions.read(&file).is_err());
        let outside = SessionFile {
            name: "../../secret.json".to_owned(),
            ..file
        };
        assert!(sessions.read(&outside).is_err());

        fs::remove_dir_all(results(&sessions)).expect("removed");
        fs::rename(&secret, folder.path().join("2026_3_2_22_3_RACE.json")).expect("renamed");
        std::os::unix::fs::symlink(folder.path(), results(&sessions)).expect("a link");
        assert_eq!(sessions.list().expect("a list"), []);
        assert!(sessions.read(&file).is_err());
    }
}
