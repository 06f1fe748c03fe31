//! How far servers' machines were read: what lies on the disk of one that is off, nobody can look at.
//!
//! One document for each server that needs one, `readings/<server>/run.json`, in the store that several bots
//! share, so that the next bot knows what this one knew. Without one a stopped machine that was online in its
//! last run may hold what nobody has read.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use store::{Key, StoreError, Stored};

use super::{Result, Service, server_documents};
use domain::ids::ServerId;
use domain::server::Server;

/// The folder of these documents.
pub(super) const FOLDER: &str = "readings";

const SCHEMA: u32 = 1;

/// How long what the store said of a server is believed, for whoever asks often.
const BELIEVED: Duration = Duration::from_secs(600);

/// How far a server's machine was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Reading {
    schema: u32,
    /// When the machine was launched for the run that it is about.
    launched: Timestamp,
    /// Whether that run was read to its end. If not, what it left is owed until a running machine was read.
    whole: bool,
}

/// What this process knows of the readings.
#[derive(Debug, Default)]
pub(super) struct Readings {
    known: Mutex<HashMap<ServerId, (Option<Reading>, Instant)>>,
}

impl Service {
    /// Notes that the run of a server was read to its end, or that it ends and was not.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn note_reading(&self, server: &Server, whole: bool) -> Result<()> {
        let reading = Reading {
            schema: SCHEMA,
            launched: server.launched,
            whole,
        };
        let Some(documents) = self.cloud().documents() else {
            return Ok(());
        };
        let key = key(&server.id)?;
        let bytes = serde_json::to_vec(&reading)
            .map_err(|error| StoreError::failed("writing", &key, error))?;
        server_documents::keep(&*documents, &key, bytes).await?;
        self.believe(&server.id, Some(reading));
        Ok(())
    }

    /// The same where nothing depends on it but a question: it is asked once too often then.
    pub(super) async fn note_reading_or_log(&self, server: &Server, whole: bool) {
        if server.hosting.is_this_machine() {
            return;
        }
        if let Err(error) = self.note_reading(server, whole).await {
            tracing::warn!(server.id = %server.id, error = &error as &dyn std::error::Error, "how far the machine of {} was read could not be noted", server.id);
        }
    }

    /// Whether the machine of a server that is off may hold what nobody has read.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn owes_results(&self, server: &Server) -> Result<bool> {
        let reading = self.look_up(&server.id).await?;
        Ok(match reading {
            Some(reading) if !reading.whole => true,
            Some(reading) if reading.launched == server.launched => false,
            _ => came_online(server),
        })
    }

    /// Whether this run of a server was read to its end, as far as that was noted.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn was_read(&self, server: &Server) -> Result<bool> {
        let reading = self.reading(&server.id).await?;
        Ok(reading.is_some_and(|it| it.whole && it.launched == server.launched))
    }

    /// Notes that all was read that lies on the disk of a server that runs: runs before it owe nothing more.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn settle(&self, server: &ServerId) -> Result<()> {
        if self.reading(server).await?.is_none_or(|it| it.whole) {
            return Ok(());
        }
        self.forget_documents_in(FOLDER, server).await?;
        self.believe(server, None);
        Ok(())
    }

    /// What is noted, as it was in the last minutes.
    async fn reading(&self, server: &ServerId) -> Result<Option<Reading>> {
        let known = self.inner.readings.known.lock().get(server).copied();
        match known {
            Some((reading, asked)) if asked.elapsed() < BELIEVED => Ok(reading),
            _ => self.look_up(server).await,
        }
    }

    async fn look_up(&self, server: &ServerId) -> Result<Option<Reading>> {
        let Some(documents) = self.cloud().documents() else {
            return Ok(None);
        };
        let stored = documents.get(&key(server)?).await?;
        let reading = stored.as_ref().and_then(read);
        self.believe(server, reading);
        Ok(reading)
    }

    fn believe(&self, server: &ServerId, reading: Option<Reading>) {
        let mut known = self.inner.readings.known.lock();
        known.retain(|_, (_, asked)| asked.elapsed() < BELIEVED);
        known.insert(server.clone(), (reading, Instant::now()));
    }
}

/// Whether somebody may have driven there in its last run. One that was started by nobody we know keeps what
/// was announced of the run before.
pub(super) fn came_online(server: &Server) -> bool {
    let record = &server.record;
    record.timeline.was_online() || record.announced.is_some() || record.announcing.is_some()
}

/// What cannot be read says nothing, so that somebody is asked.
fn read(stored: &Stored) -> Option<Reading> {
    let reading: Reading = serde_json::from_slice(&stored.bytes).ok()?;
    (reading.schema == SCHEMA).then_some(reading)
}

fn key(server: &ServerId) -> Result<Key> {
    server_documents::key(&format!("{FOLDER}/{server}/run.json"))
}
