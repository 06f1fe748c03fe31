//! The packs in storage: what they hold, which servers use them, and deleting them.

use futures_util::StreamExt as _;

use super::{Result, Service, ServiceError};
use crate::transfer::{self, Verdict};
use cloud::StoredPack;
use domain::policy::{Action, Actor};
use domain::server::{Order, PackFacts, PackLocation, PackSource, Server, ServerName};
use pack::Format;

/// How many packs are looked into at a time. Each costs a few ranged reads.
const AT_A_TIME: usize = 8;

/// A pack in storage, as people see it in a list.
#[derive(Debug, Clone)]
pub struct PackEntry {
    /// Where it lies, its size and its age.
    pub stored: StoredPack,
    /// What it holds, where finding that out costs no more than a few ranged reads: a `.tar.gz` that no
    /// server uses would have to be read whole.
    pub facts: Option<PackFacts>,
    /// The servers and deploys that use it; it cannot be deleted while there is one.
    pub used_by: Vec<ServerName>,
}

impl Service {
    /// The newest `most` packs that `actor` may deploy, newest first, and how many more there are.
    pub async fn pack_list(&self, actor: &Actor, most: usize) -> Result<(Vec<PackEntry>, usize)> {
        let mut stored = self.stored_packs(actor).await?;
        let more = stored.len().saturating_sub(most);
        stored.truncate(most);
        let (orders, servers) = self.users_of_packs().await?;
        let entries = futures_util::stream::iter(stored)
            .map(|stored| self.pack_entry(stored, &orders, &servers))
            .buffered(AT_A_TIME)
            .collect()
            .await;
        Ok((entries, more))
    }

    /// Deletes the pack at `location`; whoever may delete servers may.
    ///
    /// # Errors
    /// [`ServiceError::PackInUse`] while a server or a deploy uses it, and
    /// [`ServiceError::NoSuchPack`] if it is not there.
    pub async fn delete_pack(&self, actor: &Actor, location: &PackLocation) -> Result<()> {
        self.inner.rules.policy.may(actor, Action::Terminate)?;
        self.may_use(actor, location)?;
        // What lies in other buckets is somebody else's to delete.
        if location.bucket.is_some() {
            return Err(ServiceError::PackNotYours);
        }
        let listed = self.inner.cloud.packs(&location.key).await?;
        if !listed.iter().any(|pack| pack.location == *location) {
            return Err(ServiceError::NoSuchPack {
                asked: location.file_name().to_owned(),
            });
        }
        let (orders, servers) = self.users_of_packs().await?;
        let used_by = used_by(location, &orders, &servers);
        if !used_by.is_empty() {
            return Err(ServiceError::PackInUse {
                pack: location.file_name().to_owned(),
                used_by,
            });
        }
        self.inner.cloud.delete_pack(location).await?;
        tracing::info!(pack = %location, actor = %actor.name, "deleted the pack {location}");
        Ok(())
    }

    /// Deletes a pack that we made, unless a server or a deploy uses it. One that is gone is no error.
    ///
    /// # Errors
    /// If it cannot be deleted.
    pub(super) async fn delete_unused_pack(&self, made: &PackLocation) -> Result<()> {
        let (orders, servers) = self.users_of_packs().await?;
        if used_by(made, &orders, &servers).is_empty() {
            self.inner.cloud.delete_pack(made).await?;
        }
        Ok(())
    }

    /// Everything that may need a pack. Orders first: what is launched in between is a server then.
    async fn users_of_packs(&self) -> Result<(Vec<Order>, Vec<Server>)> {
        Ok((self.orders_under_way(), self.list().await?))
    }

    async fn pack_entry(
        &self,
        stored: StoredPack,
        orders: &[Order],
        servers: &[Server],
    ) -> PackEntry {
        let known = servers
            .iter()
            .find(|server| server.pack.location == stored.location)
            .map(|server| server.pack.clone());
        let facts = match known {
            Some(facts) => Some(facts),
            None => self.look_into(&stored.location).await,
        };
        PackEntry {
            used_by: used_by(&stored.location, orders, servers),
            facts,
            stored,
        }
    }

    /// What a stored zip holds; none if that cannot be read now or the pack cannot run.
    async fn look_into(&self, location: &PackLocation) -> Option<PackFacts> {
        let source = PackSource::Stored(location.clone());
        let opened = self.inner.uploader.open(&source).await.ok()?;
        if opened.format().ok()? != Format::Zip {
            return None;
        }
        match transfer::judge(&opened, &self.bounds(None)).await.ok()? {
            Verdict::Fit(pack) => Some(PackFacts::of(&pack, location.clone())),
            Verdict::AfterMove => None,
        }
    }
}

fn used_by(location: &PackLocation, orders: &[Order], servers: &[Server]) -> Vec<ServerName> {
    let deploys = orders
        .iter()
        .filter(|order| match &order.source {
            PackSource::Stored(source) => source == location,
            // Its own upload: the pack of a deploy that has no machine yet.
            PackSource::Web { .. } | PackSource::File(_) => {
                location.key.contains(&format!("/{}/", order.server))
            }
        })
        .map(Order::working_name);
    let servers = servers
        .iter()
        .filter(|server| !server.state.is_gone() && server.pack.location == *location)
        .map(|server| server.name.clone());
    deploys.chain(servers).collect()
}
