//! The lists of players that servers on rented machines keep: whom an admin banned, let in, or made an admin
//! while it ran. What a machine says of them is kept, `players/<server>/lists.json`, for the server that takes
//! this one's place: that is often asked for because the machine says nothing any more.
//!
//! Absent on purpose: `/ban`, which holds for every server of a league, whatever its machine ([`super::control`]).

use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, Instant};

use cloud::SessionFile;
use parking_lot::Mutex;
use store::{StoreError, Stored};

use super::{Result, Service, readings, server_documents};
use domain::ids::ServerId;
use domain::server::{InstanceState, Server};
use pack::PlayerLists;

/// The folder of these documents.
pub(super) const FOLDER: &str = "players";

/// How often lists are read that change all the time.
const PAUSE: Duration = Duration::from_secs(10);
/// How long a machine may take to say what they are, before a server takes its place.
const PATIENCE: Duration = Duration::from_secs(45);

/// What this process has read of the lists of servers that run.
#[derive(Debug, Default)]
pub(super) struct SeenLists(Mutex<HashMap<ServerId, (Vec<SessionFile>, Instant)>>);

/// Why the lists of a server may not be those that its machine had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaleLists {
    /// They are what it said last.
    LastKnown,
    /// It never said any.
    Unknown,
}

/// As a league admin is told.
impl fmt::Display for StaleLists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LastKnown => {
                "The old machine does not answer: blacklist, whitelist and admins are taken as they were known last. \
                 See whether somebody is missing."
            }
            Self::Unknown => {
                "The old machine cannot be asked: blacklist, whitelist and admins are those of the pack. \
                 Ban anew whom it had banned in the game; bans by /ban stay."
            }
        })
    }
}

impl Service {
    /// Keeps whom the lists of a running server name, if they are not as they were read last.
    ///
    /// # Errors
    /// The machine's or the store's; the next call reads them again.
    pub(super) async fn note_players(&self, server: &Server, lists: &[SessionFile]) -> Result<()> {
        let is_known = self
            .inner
            .lists
            .0
            .lock()
            .get(&server.id)
            .is_some_and(|seen| seen.0 == lists || seen.1.elapsed() < PAUSE);
        match is_known {
            true => Ok(()),
            false => self.read_players(server, lists).await,
        }
    }

    async fn read_players(&self, server: &Server, lists: &[SessionFile]) -> Result<()> {
        let mut players = PlayerLists::default();
        for list in lists {
            let bytes = self.cloud().session_file(server, list).await?;
            players.add(&list.name, &bytes);
        }
        self.keep_players(&server.id, &players).await?;
        let mut seen = self.inner.lists.0.lock();
        seen.insert(server.id.clone(), (lists.to_vec(), Instant::now()));
        Ok(())
    }

    async fn keep_players(&self, server: &ServerId, players: &PlayerLists) -> Result<()> {
        let Some(documents) = self.cloud().documents() else {
            return Ok(());
        };
        let (key, text) = (key(server)?, players.to_string());
        let bytes = serde_json::to_vec(&text)
            .map_err(|error| StoreError::failed("writing", &key, error))?;
        server_documents::keep(&*documents, &key, bytes).await
    }

    /// Whom the lists name of a server whose place another one takes, and what is to be said of that. On this
    /// machine its host sees to them.
    pub(super) async fn players_of_former(
        &self,
        former: &ServerId,
    ) -> Result<(PlayerLists, Option<StaleLists>)> {
        let servers = self.list().await?;
        let old = servers.iter().find(|server| server.id == *former);
        if old.is_some_and(|old| old.hosting.is_this_machine()) {
            return Ok(Default::default());
        }
        let running = old.filter(|old| old.state == InstanceState::Running);
        let is_fresh = match running {
            Some(old) => self.ask_for_players(old).await,
            None => false,
        };
        let documents = self.cloud().documents();
        let kept = match documents {
            Some(documents) => documents.get(&key(former)?).await?,
            None => None,
        };
        let stale = match (&kept, is_fresh) {
            (_, true) => None,
            // It was asked while it ran, until shortly before it was switched off.
            (Some(_), false) if running.is_none() => None,
            (Some(_), false) => Some(StaleLists::LastKnown),
            (None, false) => old
                .filter(|old| readings::came_online(old))
                .map(|_| StaleLists::Unknown),
        };
        Ok((kept.as_ref().map(read).unwrap_or_default(), stale))
    }

    /// Has a running machine say what its lists are; says whether it did.
    async fn ask_for_players(&self, server: &Server) -> bool {
        let asking = async {
            let left = self.cloud().session_files(server).await?;
            self.read_players(server, &left.lists).await
        };
        let id = &server.id;
        match tokio::time::timeout(PATIENCE, asking).await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::warn!(server.id = %id, error = &error as &dyn std::error::Error, "the lists of players of {id} could not be read; what is known of them is taken");
                false
            }
            Err(_) => {
                tracing::warn!(server.id = %id, "the lists of players of {id} took longer than {} s; what is known of them is taken", PATIENCE.as_secs());
                false
            }
        }
    }
}

/// What cannot be read names nobody.
fn read(stored: &Stored) -> PlayerLists {
    let text: String = serde_json::from_slice(&stored.bytes).unwrap_or_default();
    PlayerLists::read(text.as_bytes())
}

fn key(server: &ServerId) -> Result<store::Key> {
    server_documents::key(&format!("{FOLDER}/{server}/lists.json"))
}
