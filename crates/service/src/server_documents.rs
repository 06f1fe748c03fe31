//! What is kept of single servers, `<folder>/<server>/…` in the store and what its card shows
//! (`live/<guild>/<server>`): it goes with its server.
//!
//! Changes hold settings with their passwords. Those of a race night's server also say which packs were made for
//! the night, so they stay until the night is cleared. What a kill leaves is swept.

use std::collections::{BTreeMap, BTreeSet};

use store::{Expected, Key, Store, StoreError};

use super::races::server_of_race;
use super::{Result, Service, ServiceError, changes, players, readings, server_page};
use domain::ids::{GuildId, ServerId};
use domain::server::{Home, Server};
use race::Night;

/// How often a write is tried that another bot gets ahead of.
const TRIES: u32 = 4;

const FOLDERS: [&str; 4] = [
    changes::FOLDER,
    players::FOLDER,
    readings::FOLDER,
    server_page::FOLDER,
];

impl Service {
    /// Removes what is kept of a server that is deleted. What cannot be removed now is swept later.
    pub(super) async fn forget_documents(&self, server: &ServerId, home: Option<Home>) {
        if let Err(error) = self.try_to_forget_documents(server, home).await {
            tracing::warn!(server.id = %server, error = &error as &dyn std::error::Error, "what was kept of {server} could not be removed; it is swept later");
        }
    }

    async fn try_to_forget_documents(&self, server: &ServerId, home: Option<Home>) -> Result<()> {
        if self.cloud().documents().is_none() {
            return Ok(());
        }
        self.forget_documents_in(readings::FOLDER, server).await?;
        self.forget_documents_in(players::FOLDER, server).await?;
        self.forget_documents_in(server_page::FOLDER, server)
            .await?;
        let league = self.league(home.map(|home| home.guild))?;
        league.forget_live(server.as_str()).await?;
        let nights = match home {
            Some(home) => self.race_service()?.nights(home.guild.get()).await?,
            None => Vec::new(),
        };
        match nights.iter().any(|night| is_of_night(server, night)) {
            true => Ok(()),
            false => self.forget_documents_in(changes::FOLDER, server).await,
        }
    }

    /// Removes all documents of a server in one folder.
    pub(super) async fn forget_documents_in(&self, folder: &str, server: &ServerId) -> Result<()> {
        let store = self.cloud().documents().ok_or(ServiceError::NoDocuments)?;
        for key in store
            .list(Some(&key(&format!("{folder}/{server}"))?))
            .await?
        {
            remove(&*store, &key).await?;
        }
        Ok(())
    }

    /// Removes what is kept of servers that are gone, if they were missing at the call before, too: a list may
    /// lag. Answers how many documents went.
    ///
    /// # Errors
    /// The store's, or the cloud's.
    pub async fn sweep_documents(&self) -> Result<usize> {
        let Some(store) = self.cloud().documents() else {
            return Ok(0);
        };
        let mut kept: BTreeMap<ServerId, Vec<Key>> = BTreeMap::new();
        for folder in FOLDERS.into_iter().chain([league::LIVE]) {
            for key in store.list(Some(&key(folder)?)).await? {
                if let Some(server) = server_of_key(&key) {
                    kept.entry(server).or_default().push(key);
                }
            }
        }
        if kept.is_empty() {
            return Ok(0);
        }
        // Orders first: what is launched in between is a server then.
        let mut known: BTreeSet<ServerId> = BTreeSet::new();
        let orders = self.cloud().orders().await?;
        known.extend(orders.into_iter().map(|order| order.server));
        let under_way = self.orders_under_way().into_iter();
        known.extend(under_way.map(|order| order.server));
        let is_there = |server: &Server| !server.state.is_gone();
        let servers = self.list().await?.into_iter().filter(is_there);
        known.extend(servers.map(|server| server.id.clone()));
        kept.retain(|server, _| !known.contains(server));
        let nights = match kept.is_empty() {
            true => Vec::new(),
            false => self.all_nights().await?,
        };
        kept.retain(|server, _| !nights.iter().any(|night| is_of_night(server, night)));
        let missing: BTreeSet<ServerId> = kept.keys().cloned().collect();
        let before = std::mem::replace(&mut *self.inner.missing.lock(), missing);
        let mut count = 0;
        for key in kept
            .into_iter()
            .filter(|(server, _)| before.contains(server))
            .flat_map(|(_, keys)| keys)
        {
            remove(&*store, &key).await?;
            count += 1;
        }
        Ok(count)
    }

    /// The nights of all Discord servers that the settings name.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn all_nights(&self) -> Result<Vec<Night>> {
        let races = match self.race_service() {
            Ok(races) => races,
            Err(ServiceError::NoDocuments) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let guilds: Vec<GuildId> = self.rules().policy.guilds().map(|it| it.id).collect();
        let mut nights = Vec::new();
        for guild in guilds {
            nights.extend(races.nights(guild.get()).await?);
        }
        Ok(nights)
    }
}

/// Whether a night's server is or was this one.
pub(super) fn is_of_night(server: &ServerId, night: &Night) -> bool {
    server_of_race(night) == *server || night.former_servers.iter().any(|id| id == server.as_str())
}

fn server_of_key(key: &Key) -> Option<ServerId> {
    match key.as_str().split_once('/')? {
        (league::LIVE, _) => key.file_name().strip_suffix(".json")?.parse().ok(),
        (_, rest) => rest.split('/').next()?.parse().ok(),
    }
}

/// Has a document hold these bytes, whatever stood there; one that does already is left alone.
pub(super) async fn keep(store: &dyn Store, key: &Key, bytes: Vec<u8>) -> Result<()> {
    for _ in 0..TRIES {
        let stored = store.get(key).await?;
        if stored.as_ref().is_some_and(|stored| stored.bytes == bytes) {
            break;
        }
        let expected = stored
            .as_ref()
            .map_or(Expected::Absent, |it| Expected::Unchanged(&it.version));
        match store.put(key, bytes.clone(), expected).await {
            Ok(_) => break,
            Err(StoreError::Changed(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

async fn remove(store: &dyn Store, key: &Key) -> Result<()> {
    let Some(kept) = store.get(key).await? else {
        return Ok(());
    };
    match store.remove(key, &kept.version).await {
        Ok(()) | Err(StoreError::Changed(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Where a document, or a folder of them, stands.
pub(super) fn key(name: &str) -> Result<Key> {
    Ok(Key::new(name).map_err(|error| StoreError::failed("naming", name, error))?)
}
