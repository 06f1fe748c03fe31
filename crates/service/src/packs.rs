//! The packs in storage: what they hold, which servers use them, and deleting them.

use futures_util::StreamExt as _;

use super::races::races_with;
use super::{Result, Service, ServiceError};
use cloud::StoredPack;
use domain::policy::{Action, Actor};
use domain::server::{Order, PackFacts, PackLocation, PackSource, Server, ServerName};
use pack::Format;
use race::Night;
use transfer::Verdict;

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
    /// The servers, deploys and planned races that use it; it cannot be deleted while there is one.
    pub used_by: Vec<ServerName>,
}

/// Everything that may need a pack.
struct Users {
    orders: Vec<Order>,
    servers: Vec<Server>,
    nights: Vec<Night>,
}

impl Service {
    /// The newest `most` packs that `actor` may deploy, newest first, and how many more there are.
    pub async fn pack_list(&self, actor: &Actor, most: usize) -> Result<(Vec<PackEntry>, usize)> {
        let mut stored = self.stored_packs(actor).await?;
        let more = stored.len().saturating_sub(most);
        stored.truncate(most);
        let users = self.users_of_packs().await?;
        let entries = futures_util::stream::iter(stored)
            .map(|stored| self.pack_entry(stored, &users))
            .buffered(AT_A_TIME)
            .collect()
            .await;
        Ok((entries, more))
    }

    /// Deletes the pack at `location`; whoever may delete servers may.
    ///
    /// # Errors
    /// [`ServiceError::PackInUse`] while a server, a deploy or a planned race uses it, and
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
        let used_by = self.users_of_packs().await?.of(location);
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

    /// Deletes a pack that was made for a night, unless a server, a deploy or another night uses it. One that
    /// is gone is no error.
    ///
    /// # Errors
    /// If it cannot be deleted.
    pub(super) async fn delete_unused_pack(
        &self,
        made: &PackLocation,
        night: &Night,
    ) -> Result<()> {
        let mut users = self.users_of_packs().await?;
        users
            .nights
            .retain(|other| (other.guild, &other.id) != (night.guild, &night.id));
        if users.of(made).is_empty() {
            self.inner.cloud.delete_pack(made).await?;
        }
        Ok(())
    }

    /// Deletes a pack unless a server, a deploy or a planned race uses it. One that is gone is no error.
    ///
    /// # Errors
    /// If it cannot be deleted.
    pub(super) async fn delete_pack_if_unused(&self, made: &PackLocation) -> Result<()> {
        if self.users_of_packs().await?.of(made).is_empty() {
            self.inner.cloud.delete_pack(made).await?;
        }
        Ok(())
    }

    /// Has packs stay that servers, deploys or planned races need, where their age would have them deleted
    /// before long. Answers how many that were.
    ///
    /// # Errors
    /// If it cannot be found out what is needed. What fails for one pack is logged, and tried again.
    pub async fn spare_packs(&self) -> Result<usize> {
        let users = self.users_of_packs().await?;
        let mut spared = 0;
        for pack in self.inner.cloud.packs(PackLocation::FOLDER).await? {
            if users.of(&pack.location).is_empty() {
                continue;
            }
            match self.inner.cloud.spare_pack(&pack).await {
                Ok(done) => spared += usize::from(done),
                Err(error) => {
                    let at = &pack.location;
                    tracing::warn!(pack = %at, error = &error as &dyn std::error::Error, "the pack {at} is needed, and could not be kept from being deleted for its age; trying again");
                }
            }
        }
        Ok(spared)
    }

    /// Everything that may need a pack. Orders first: what is launched in between is a server then. What is
    /// planned counts as well, and that of other processes.
    async fn users_of_packs(&self) -> Result<Users> {
        let nights = self.all_nights().await?;
        let mut orders = self.orders_under_way();
        for order in self.inner.cloud.orders().await? {
            if orders.iter().all(|known| known.server != order.server) {
                orders.push(order);
            }
        }
        Ok(Users {
            nights,
            orders,
            servers: self.list().await?,
        })
    }

    async fn pack_entry(&self, stored: StoredPack, users: &Users) -> PackEntry {
        let known = users
            .servers
            .iter()
            .find(|server| server.pack.location == stored.location)
            .map(|server| server.pack.clone());
        let facts = match known {
            Some(facts) => Some(facts),
            None => self.look_into(&stored.location).await,
        };
        PackEntry {
            used_by: users.of(&stored.location),
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

impl Users {
    /// Those that need this pack: a planned race goes by the name that its server will have.
    fn of(&self, location: &PackLocation) -> Vec<ServerName> {
        let deploys = self
            .orders
            .iter()
            .filter(|order| match &order.source {
                PackSource::Stored(source) => source == location,
                // Its own upload: the pack of a deploy that has no machine yet.
                PackSource::Web { .. } | PackSource::File(_) => {
                    location.key.contains(&format!("/{}/", order.server))
                }
            })
            .map(Order::working_name);
        let servers = self
            .servers
            .iter()
            .filter(|server| !server.state.is_gone() && server.pack.location == *location)
            .map(|server| server.name.clone());
        let nights = self
            .nights
            .iter()
            .filter(|night| races_with(night, location))
            .map(|night| ServerName::tidy(&night.name, night.id.as_str()));
        let mut names: Vec<ServerName> = deploys.chain(servers).collect();
        for name in nights {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}
