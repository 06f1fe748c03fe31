//! What servers' sessions left on their machines, and how it gets into the bucket.
//!
//! A machine has no right to write anything. It is asked through SSM what is there, and told an address for
//! one object, `results/<guild>/<server>/<name>`, where it puts that file. What the bucket holds stays there
//! when the machine is deleted; a server that does not run is looked for there. The lists of players that its
//! server keeps go the same way, to a place whose rule deletes them after some days: they name people.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_s3::presigning::PresigningConfig;
use bytes::Bytes;
use jiff::Timestamp;
use parking_lot::{Mutex, MutexGuard};
use tokio::time::Instant;

use super::failure::failed;
use super::orders;
use super::s3::Storage;
use super::session_command::{MOST_BYTES, MOST_FILES, is_list, is_plain, list_files, put_file};
use super::ssm::{Command, SsmAgents};
use cloud::{CloudError, Result, SessionFile, SessionFiles};
use domain::ids::ServerId;
use domain::server::{InstanceState, PackLocation, Server};
use pack::{LONGEST_PLAYER_LIST, PLAYER_LISTS};

/// The folder of the files.
const FOLDER: &str = "results/";
/// How long the address of one file is good.
const URL_LIFE: Duration = Duration::from_mins(10);
/// How long a machine may take to say what is there, and to put one file into the bucket.
const LIST_PATIENCE: Duration = Duration::from_secs(15);
const PUT_PATIENCE: Duration = Duration::from_secs(90);
/// How often the bucket is asked about a server that does not run: nothing comes there meanwhile.
const STILL: Duration = Duration::from_mins(10);

/// Sessions' files on machines and in the bucket.
#[derive(Debug, Clone)]
pub(super) struct Sessions {
    pub(super) storage: Storage,
    pub(super) agents: SsmAgents,
    /// What the bucket was found to hold of servers that do not run.
    still: Arc<Mutex<HashMap<ServerId, Still>>>,
}

/// What the bucket holds of one server.
#[derive(Debug)]
struct Still {
    asked: Instant,
    /// When its machine was launched then.
    launched: Timestamp,
    files: Vec<SessionFile>,
}

impl Sessions {
    pub(super) fn new(storage: Storage, agents: SsmAgents) -> Self {
        Self {
            storage,
            agents,
            still: Arc::default(),
        }
    }

    /// What a server left: on its machine, or, while that does not run, what is in the bucket.
    ///
    /// # Errors
    /// [`CloudError::NoMachineAnswer`] if its machine runs and does not say.
    pub(super) async fn list(&self, server: &Server) -> Result<SessionFiles> {
        if server.state == InstanceState::Running {
            return self.on_machine(server).await;
        }
        Ok(SessionFiles {
            files: self.in_bucket(server).await?,
            may_have_more: true,
            lists: Vec::new(),
        })
    }

    async fn on_machine(&self, server: &Server) -> Result<SessionFiles> {
        self.lock_still().remove(&server.id);
        let list = command(list_files(server.pack.platform).to_owned(), LIST_PATIENCE);
        let run = self.agents.run(server, list, LIST_PATIENCE);
        let Some(listed) = run.await?.filter(|ran| ran.code == 0) else {
            return Err(CloudError::NoMachineAnswer {
                server: server.id.clone(),
            });
        };
        let lines = listed.printed.lines().take(MOST_FILES + PLAYER_LISTS.len());
        let found = lines.filter_map(file);
        let (lists, mut files): (Vec<_>, Vec<_>) = found.partition(|file| is_list(&file.name));
        files.reverse();
        Ok(SessionFiles {
            files,
            may_have_more: false,
            lists,
        })
    }

    /// Asked again only after a while, for nothing comes there meanwhile; at once if it failed.
    async fn in_bucket(&self, server: &Server) -> Result<Vec<SessionFile>> {
        if let Some(still) = self.lock_still().get(&server.id)
            && still.launched == server.launched
            && still.asked.elapsed() < STILL
        {
            return Ok(still.files.clone());
        }
        let (folder, asked) = (folder(server), Instant::now());
        let stored = self.storage.packs(&folder).await?;
        let files = stored.into_iter().rev().filter_map(|object| {
            let name = object.location.key.strip_prefix(&folder)?.to_owned();
            is_plain(&name).then_some(SessionFile {
                name,
                size: object.size,
                modified: object.modified?,
            })
        });
        let files: Vec<SessionFile> = files.collect();
        let mut known = self.lock_still();
        known.retain(|_, still| still.asked.elapsed() < STILL);
        let still = Still {
            asked,
            launched: server.launched,
            files: files.clone(),
        };
        known.insert(server.id.clone(), still);
        Ok(files)
    }

    fn lock_still(&self) -> MutexGuard<'_, HashMap<ServerId, Still>> {
        self.still.lock()
    }

    /// One of those files, from the bucket: if its machine runs, it puts it there first. The bucket has it
    /// then, whatever becomes of the machine.
    pub(super) async fn read(&self, server: &Server, file: &SessionFile) -> Result<Bytes> {
        let not_found = || CloudError::NotFound {
            what: format!("The file {}", file.name),
            answer: None,
        };
        let (folder, most) = match is_list(&file.name) {
            true => (
                format!("{}{}.", orders::FOLDER, server.id),
                LONGEST_PLAYER_LIST,
            ),
            false => (folder(server), MOST_BYTES),
        };
        if !is_known(&file.name) || most < file.size {
            return Err(not_found());
        }
        let at = PackLocation {
            bucket: None,
            key: format!("{folder}{}", file.name),
        };
        if server.state == InstanceState::Running {
            let url = self.address(&at).await?;
            let put = command(
                put_file(server.pack.platform, &file.name, &url),
                PUT_PATIENCE,
            );
            let ran = self.agents.run(server, put, PUT_PATIENCE).await?;
            match ran.map(|ran| ran.code) {
                Some(0) => {}
                // It has gone, or is none that the server's own account may read.
                Some(2 | 3) => return Err(not_found()),
                // The bucket did not take it, or nobody knows: it is tried again.
                _ => {
                    return Err(CloudError::Failed {
                        operation: "s3:PutObject",
                        code: "the machine did not put it into the bucket".into(),
                        source: file.name.clone().into(),
                    });
                }
            }
        }
        // As it is there: it may have grown since it was listed.
        let stored = self.storage.pack(&at).await?;
        self.storage.read(&at, 0..stored.size.min(most)).await
    }

    /// An address under which one object can be put, and nothing else.
    async fn address(&self, at: &PackLocation) -> Result<String> {
        const OPERATION: &str = "s3:PutObject";
        let life = PresigningConfig::expires_in(URL_LIFE).map_err(|error| CloudError::Failed {
            operation: OPERATION,
            code: "no presigned URL could be made".into(),
            source: error.into(),
        })?;
        let put = self.storage.client.put_object();
        let put = put.bucket(&self.storage.bucket).key(&at.key);
        let put = put.presigned(life).await;
        let put = put.map_err(failed(OPERATION, "The address of a results file"))?;
        Ok(put.uri().to_owned())
    }
}

fn folder(server: &Server) -> String {
    let scope = match server.home {
        Some(home) => home.guild.to_string(),
        None => "shell".to_owned(),
    };
    format!("{FOLDER}{scope}/{}/", server.id)
}

/// A name that may be asked for.
fn is_known(name: &str) -> bool {
    is_plain(name) || is_list(name)
}

/// A script that may take so long on its machine.
fn command(script: String, limit: Duration) -> Command {
    Command {
        script,
        seconds: limit.as_secs().try_into().unwrap_or(u16::MAX),
    }
}

/// `1772485381.1234567890 4711 2026_3_2_22_3_RACE.json`, as `find` prints it.
fn file(line: &str) -> Option<SessionFile> {
    let mut parts = line.split(' ');
    let (seconds, size, name) = (parts.next()?, parts.next()?, parts.next()?);
    let seconds = seconds.split('.').next()?.parse().ok()?;
    (parts.next().is_none() && is_known(name)).then_some(SessionFile {
        name: name.to_owned(),
        size: size.parse().ok()?,
        modified: Timestamp::from_second(seconds).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_file_or_nothing() {
        let of_windows = file("1772485381 4711 2026_3_2_22_3_RACE.json").expect("a file");
        assert_eq!(of_windows.modified.as_second(), 1_772_485_381);
        let read = file("1772485381.1234567890 4711 2026_3_2_22_3_RACE.json").expect("a file");
        assert_eq!(
            (read.size, read.name.as_str()),
            (4711, "2026_3_2_22_3_RACE.json")
        );
        assert_eq!(read.modified.as_second(), 1_772_485_381);
        for line in ["", "1 2", "x 1 a.json", "1 1 a b.json", "1 1 ../a.json"] {
            assert_eq!(file(line), None, "{line:?}");
        }
    }
}
