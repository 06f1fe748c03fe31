//! Pages to join servers by that no race night made, and under which address all pages are.
//!
//! A page is its first server's: a server that takes another's place (`/redeploy`, a change at AWS) takes its page
//! over, so the address stays. It shows what this process saw at its last look at the servers, a minute ago at most,
//! or did to them since, and forgets it soon after: no visitor is sent to an address that may be somebody else's by
//! now.

use std::collections::HashMap;
use std::time::Duration;

use domain::ids::ServerId;
use domain::lifecycle::Health;
use domain::server::Server;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use store::{Expected, Key, Store, StoreError};
use tokio::time::Instant;
use url::Url;

use super::races::{JoinFacts, JoinPage, RaceServer};
use super::server_documents::key;
use super::{Result, Service, ServiceError};

/// The folder of documents that say whose page a server has, if not its own.
pub(super) const FOLDER: &str = "pages";
/// The document that says under which address pages are, and who serves them.
const ADDRESS: &str = "join-page.json";
/// What was seen is shown for so long. Servers that run are looked at each minute.
const SHOWN: Duration = Duration::from_secs(150);
/// How often the address is looked up, and how long one holds that nobody says to serve any more: whoever gives
/// their only bot another address waits for that long.
const LOOK_UP: Duration = Duration::from_secs(600);
const RENEW: SignedDuration = SignedDuration::from_mins(9);
const HOLDS: SignedDuration = SignedDuration::from_mins(30);

/// Whose page a server has.
#[derive(Debug, Serialize, Deserialize)]
struct PageOf {
    page: ServerId,
}

/// Under which address pages are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Address {
    url: Url,
    /// When somebody who serves them there said so last.
    said: Timestamp,
}

/// What the pages of servers show.
#[derive(Debug, Default)]
pub(super) struct ServerPages {
    /// Whose page each server has, as far as that was looked up.
    owners: Mutex<HashMap<ServerId, ServerId>>,
    /// What each server's page shows, and since when.
    seen: Mutex<HashMap<ServerId, (Instant, JoinFacts)>>,
    /// The address that all bots name, and when it was looked up.
    address: Mutex<Option<(Instant, Option<Url>)>>,
}

impl ServerPages {
    /// What is at an owner's page: of several servers that have it, as during a redeploy, the one that is online.
    fn page(&self, page: &ServerId) -> JoinPage {
        let owners = self.owners.lock();
        let seen = self.seen.lock();
        let mut found = None;
        for (server, (since, facts)) in &*seen {
            if owners.get(server) != Some(page) {
                continue;
            }
            if SHOWN <= since.elapsed() {
                found.get_or_insert(JoinPage::Unknown);
                continue;
            }
            let is_online = matches!(facts.server, RaceServer::Online { .. });
            if is_online || !matches!(found, Some(JoinPage::Race(_))) {
                found = Some(JoinPage::Race(Box::new(facts.clone())));
            }
            if is_online {
                break;
            }
        }
        found.unwrap_or(JoinPage::Gone)
    }
}

impl Service {
    /// The address of a server's page, once this process has looked at the server; nothing if nobody serves pages.
    pub fn server_page_of(&self, server: &ServerId) -> Option<String> {
        let base = self.join_pages_url()?;
        let owner = self.inner.pages.owners.lock().get(server).cloned()?;
        let base = base.as_str().trim_end_matches('/');
        Some(format!("{base}/server/{owner}"))
    }

    /// What is at the address of a server's page.
    pub fn server_page(&self, page: &ServerId) -> JoinPage {
        self.inner.pages.page(page)
    }

    /// Has a server's page show how it stands, as of `generation`. What was changed since is shown by a later look.
    pub fn show_server_page(&self, server: &Server, health: &Health, generation: u64) {
        let is_old = self.inner.locks.was_changed_after(&server.id, generation);
        if server.state.is_gone() || is_old {
            return;
        }
        let facts = facts(server, health);
        let seen = (Instant::now(), facts);
        self.inner.pages.seen.lock().insert(server.id.clone(), seen);
    }

    /// Has a server's page name no way in any more: it was just told to end, and its address may soon be somebody
    /// else's.
    pub(super) fn close_server_page(&self, server: &ServerId) {
        if let Some((since, facts)) = self.inner.pages.seen.lock().get_mut(server) {
            *since = Instant::now();
            facts.server = RaceServer::Off;
        }
    }

    /// Looks up whose pages these servers have, and under which address, as far as that is not known. Pages of
    /// others are gone.
    pub async fn look_up_pages(&self, servers: &[Server], now: Timestamp) {
        let is_there = |id: &ServerId| {
            servers
                .iter()
                .any(|server| server.id == *id && !server.state.is_gone())
        };
        self.inner.pages.seen.lock().retain(|id, _| is_there(id));
        self.inner.pages.owners.lock().retain(|id, _| is_there(id));
        if servers.is_empty() {
            return;
        }
        if let Err(error) = self.look_up_page_address(now).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "under which address the pages to join by are is not known"
            );
        }
        if self.join_pages_url().is_none() {
            return;
        }
        for server in servers.iter().filter(|server| !server.state.is_gone()) {
            if self.inner.pages.owners.lock().contains_key(&server.id) {
                continue;
            }
            match self.owner_of_page(&server.id).await {
                Ok(owner) => {
                    self.inner
                        .pages
                        .owners
                        .lock()
                        .insert(server.id.clone(), owner);
                }
                Err(error) => {
                    tracing::warn!(server.id = %server.id, error = &error as &dyn std::error::Error, "whose page {} has is not known", server.id);
                }
            }
        }
    }

    async fn owner_of_page(&self, server: &ServerId) -> Result<ServerId> {
        let Some(store) = self.cloud().documents() else {
            return Ok(server.clone());
        };
        let kept = store.get(&document_of(server)?).await?;
        let kept = kept.and_then(|kept| serde_json::from_slice::<PageOf>(&kept.bytes).ok());
        Ok(kept.map_or_else(|| server.clone(), |kept| kept.page))
    }

    /// Has `new` take over the page of the server whose place it takes. Done twice it is done.
    pub(super) async fn follow_page(&self, old: &ServerId, new: &ServerId) -> Result<()> {
        let Some(store) = self.cloud().documents() else {
            return Ok(());
        };
        let page = self.owner_of_page(old).await?;
        let bytes = serde_json::to_vec(&PageOf { page: page.clone() });
        let place = document_of(new)?;
        let bytes = bytes.map_err(|error| StoreError::failed("writing", &place, error))?;
        match store.put(&place, bytes, Expected::Absent).await {
            Ok(_) | Err(StoreError::Changed(_)) => {}
            Err(error) => return Err(error.into()),
        }
        self.inner.pages.owners.lock().insert(new.clone(), page);
        Ok(())
    }

    /// The address that is named for pages: that of whoever serves them first, also by bots that serve none or
    /// elsewhere, so that no two of them draw one card in turns.
    pub(super) fn join_pages_url(&self) -> Option<Url> {
        match &*self.inner.pages.address.lock() {
            Some((_, agreed)) => agreed.clone(),
            None => self.own_join_pages_url(),
        }
    }

    /// Looks up the address that all bots name, and says that ours is it where there is none.
    ///
    /// # Errors
    /// The store's.
    pub async fn look_up_page_address(&self, now: Timestamp) -> Result<()> {
        let is_known = |(at, _): &(Instant, Option<Url>)| at.elapsed() < LOOK_UP;
        if self
            .inner
            .pages
            .address
            .lock()
            .as_ref()
            .is_some_and(is_known)
        {
            return Ok(());
        }
        let agreed = match self.cloud().documents() {
            Some(store) => agreed(&*store, self.own_join_pages_url(), now).await?,
            None => self.own_join_pages_url(),
        };
        *self.inner.pages.address.lock() = Some((Instant::now(), agreed));
        Ok(())
    }
}

/// The address in the store, or ours where it may be it from now on.
async fn agreed(store: &dyn Store, own: Option<Url>, now: Timestamp) -> Result<Option<Url>> {
    let place = key(ADDRESS)?;
    let kept = store.get(&place).await?;
    let said = kept
        .as_ref()
        .and_then(|kept| serde_json::from_slice::<Address>(&kept.bytes).ok());
    let age = said.as_ref().map(|said| now.duration_since(said.said));
    let holds = age.is_some_and(|age| age < HOLDS);
    let ours = match (own, said) {
        // Nobody serves them there any more.
        (None, Some(said)) => return Ok(holds.then_some(said.url)),
        (None, None) => return Ok(None),
        (Some(own), Some(said)) if said.url != own && holds => {
            tracing::warn!(own = %own, named = %said.url, "another bot's pages to join by have another address, which is named until it has been gone for half an hour; give all bots the same one");
            return Ok(Some(said.url));
        }
        (Some(own), Some(said)) if said.url == own && age.is_some_and(|age| age < RENEW) => {
            return Ok(Some(own));
        }
        (Some(own), _) => own,
    };
    let address = Address {
        url: ours.clone(),
        said: now,
    };
    let bytes = serde_json::to_vec(&address);
    let bytes = bytes.map_err(|error| StoreError::failed("writing", &place, error))?;
    let expected = match &kept {
        Some(kept) => Expected::Unchanged(&kept.version),
        None => Expected::Absent,
    };
    match store.put(&place, bytes, expected).await {
        // Whoever was faster is asked at the next look.
        Ok(_) | Err(StoreError::Changed(_)) => Ok(Some(ours)),
        Err(error) => Err(error.into()),
    }
}

fn document_of(server: &ServerId) -> std::result::Result<Key, ServiceError> {
    key(&format!("{FOLDER}/{server}/page.json"))
}

fn facts(server: &Server, health: &Health) -> JoinFacts {
    JoinFacts {
        name: server.name.to_string(),
        when: None,
        server: RaceServer::of(health, None),
        has_password: server.pack.password,
        links: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use store::Memory;

    use super::*;

    fn at(time: &str) -> Timestamp {
        time.parse().expect("a time")
    }

    #[tokio::test]
    async fn bots_with_different_addresses_name_one_until_it_has_been_gone_for_a_while() {
        let store = Memory::default();
        let url = |host: &str| Some(format!("http://{host}:8880").parse::<Url>().expect("a URL"));
        let (one, other) = (url("one.example"), url("other.example"));
        let now = at("2026-12-04T12:00:00Z");
        assert_eq!(agreed(&store, None, now).await.expect("known"), None);
        assert_eq!(agreed(&store, one.clone(), now).await.expect("known"), one);
        for own in [&other, &None, &one] {
            let named = agreed(&store, own.clone(), now).await.expect("known");
            assert_eq!(named, one, "{own:?}");
        }
        // Whoever serves it says so again; then it ends.
        let later = at("2026-12-04T12:20:00Z");
        assert_eq!(
            agreed(&store, one.clone(), later).await.expect("known"),
            one
        );
        let much_later = at("2026-12-04T12:51:00Z");
        assert_eq!(agreed(&store, None, much_later).await.expect("known"), None);
        let named = agreed(&store, other.clone(), much_later).await;
        assert_eq!(named.expect("known"), other);
    }
}
