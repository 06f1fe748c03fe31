//! What a server races, changed: shown first, then the server is replaced by one with the changed pack.
//!
//! What was shown is what is applied: the changed pack is stored before anybody is asked, and only its
//! place is remembered. The server that takes the place remembers the former pack in the same way, so
//! that undoing a change is applying one.
//!
//! A replaced server is a new one: at AWS on a new machine with a new address, on one's own machine at the
//! same ports within seconds.

use configuration::{Difference, Notice};
use domain::ids::ServerId;
use domain::policy::{Action, Actor};
use domain::server::{Order, PackLocation, Server};
use serde::{Deserialize, Serialize};
use store::{Expected, Key, StoreError};

use super::redeploy::request_like;
use super::{Result, Service, ServiceError, Unread};
use ::league::LeagueError;

/// A change that can be applied.
#[derive(Debug)]
pub struct Preview {
    /// The server as it is.
    pub server: Server,
    /// What would be different; empty if everything is so already.
    pub differences: Vec<Difference>,
    /// What to look at before.
    pub notices: Vec<Notice>,
}

/// What is remembered of a change until it is applied.
#[derive(Debug, Serialize, Deserialize)]
struct Pending {
    schema: u32,
    /// The pack that the server is to run.
    pack: PackLocation,
}

const SCHEMA: u32 = 1;

impl Service {
    /// Tries a change on the pack of a server, and keeps it to be applied.
    ///
    /// # Errors
    /// Everything that stands against it.
    pub async fn preview_change(
        &self,
        actor: &Actor,
        asked: &str,
        preset: Option<&str>,
        settings: Option<&str>,
    ) -> Result<Preview> {
        let server = self.find(actor, Action::Change, asked).await?;
        let changed = self
            .changed_pack(actor, &server.pack.location, preset, settings)
            .await?;
        if !changed.differences.is_empty() {
            self.keep_change(&server.id, &changed.pack).await?;
        }
        Ok(Preview {
            server,
            differences: changed.differences,
            notices: changed.notices,
        })
    }

    /// Replaces a server by one that runs the pack that was kept for it. Answers the server that goes, and
    /// the order of the one that comes: nothing of that is begun yet.
    ///
    /// # Errors
    /// [`ServiceError::NoChange`] if nothing was kept; then, and whenever the new one is not allowed, the
    /// server stays.
    pub async fn replace(&self, actor: &Actor, server: &ServerId) -> Result<(Server, Order)> {
        let former = self.find(actor, Action::Change, server.as_str()).await?;
        let Some(pending) = self.kept_change(server).await? else {
            return Err(ServiceError::NoChange);
        };
        // Whoever may change what a server races may have it replaced.
        let replacing = Actor {
            manages_guild: true,
            ..actor.clone()
        };
        let order = self.allow(&replacing, request_like(&former, pending.pack.clone()))?;
        self.check_budget(actor).await?;
        self.cloud().pack(&pending.pack).await?;
        // The order is kept before its server goes, so that a bot that is killed in between goes on.
        let order = self.place_instead_of(&replacing, order, &former).await?;
        if let Err(error) = self
            .terminate(&replacing, server.as_str(), Unread::Keep)
            .await
        {
            self.abandon(&order).await;
            return Err(error);
        }
        self.keep_change(&order.server, &former.pack.location)
            .await?;
        tracing::info!(server.id = %order.server, actor = %actor.name, "{} takes the place of {server} with another configuration", order.server);
        Ok((former, order))
    }

    async fn keep_change(&self, server: &ServerId, pack: &PackLocation) -> Result<()> {
        let store = self.cloud().documents().ok_or(ServiceError::NoDocuments)?;
        let key = key(server)?;
        let pending = Pending {
            schema: SCHEMA,
            pack: pack.clone(),
        };
        let bytes = serde_json::to_vec_pretty(&pending)
            .map_err(|error| failed(StoreError::failed("writing", &key, error)))?;
        // Whoever comes last is whoever is asked last.
        for _ in 0..5 {
            let known = store.get(&key).await.map_err(failed)?;
            let expected = known.as_ref().map_or(Expected::Absent, |known| {
                Expected::Unchanged(&known.version)
            });
            match store.put(&key, bytes.clone(), expected).await {
                Ok(_) => return Ok(()),
                Err(StoreError::Changed(_)) => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Err(failed(StoreError::Changed(key)))
    }

    async fn kept_change(&self, server: &ServerId) -> Result<Option<Pending>> {
        let store = self.cloud().documents().ok_or(ServiceError::NoDocuments)?;
        let kept = store.get(&key(server)?).await.map_err(failed)?;
        let pending = kept.and_then(|kept| serde_json::from_slice::<Pending>(&kept.bytes).ok());
        Ok(pending.filter(|pending| pending.schema <= SCHEMA))
    }
}

fn key(server: &ServerId) -> Result<Key> {
    let key = Key::new(format!("changes/{server}.json"));
    key.map_err(|error| failed(StoreError::failed("naming", server, error)))
}

fn failed(error: StoreError) -> ServiceError {
    LeagueError::from(error).into()
}
