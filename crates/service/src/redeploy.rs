//! A server anew on another machine, from the same pack. The old machine goes only once the new one is
//! online: which one it replaces stands in the new one's record, so a bot that is killed in between goes on.

use super::actions::Teller;
use super::{DeployRequest, Result, Service, ServiceError, Unread};
use domain::ids::ServerId;
use domain::policy::{Action, Actor};
use domain::server::{Home, Order, PackLocation, PackSource, Server, StopReason};
use pack::{Platform, RunOn};

/// What became of a server whose replacement is online.
#[derive(Debug)]
pub enum Retired {
    /// It is deleted, or was gone already.
    Deleted,
    /// It may hold results that could not be read, so it is kept, powered off.
    Kept(Box<Server>),
}

impl Service {
    /// The server that `asked` means, if `actor` may replace it: deploy, and delete this one.
    pub async fn replaceable(&self, actor: &Actor, asked: &str) -> Result<Server> {
        self.inner.rules.policy.may(actor, Action::Deploy)?;
        self.find(actor, Action::Terminate, asked).await
    }

    /// Makes an order of a server that is there, as [`Self::order`] does of a request. The server that it
    /// replaces takes no second place among those that are allowed.
    pub async fn order_again(&self, actor: &Actor, old: &Server) -> Result<Order> {
        let order = self.allow(actor, request_like(old, old.pack.location.clone()))?;
        self.check_budget(actor).await?;
        let order = self.place_instead_of(actor, order, old).await?;
        tracing::info!(server.id = %order.server, actor = %actor.name, "{} is to replace {}", order.server, old.id);
        Ok(order)
    }

    /// Keeps an order whose server takes the place of `old`, which therefore takes none.
    ///
    /// # Errors
    /// Those of [`Self::reserve`], and if it could not be kept.
    pub(super) async fn place_instead_of(
        &self,
        actor: &Actor,
        mut order: Order,
        old: &Server,
    ) -> Result<Order> {
        order.replaces = Some(old.id.clone());
        let existing = self.list().await?;
        self.reserve(actor, &order, existing)?;
        self.keep(&order).await?;
        Ok(order)
    }

    /// Deletes a server whose replacement `new` is online. One that is gone already is no error; one that may
    /// hold results which could not be read is powered off and stays. A race night of their `home` goes on
    /// with the new one.
    ///
    /// # Errors
    /// If it cannot be deleted; the watcher tries again.
    pub async fn retire(
        &self,
        old: &ServerId,
        new: &ServerId,
        home: Option<Home>,
    ) -> Result<Retired> {
        self.follow_replaced(old, new, home).await?;
        let servers = self.list().await?;
        let old = servers.iter().find(|server| server.id == *old);
        let Some(old) = old.filter(|server| !server.state.is_gone()) else {
            return Ok(Retired::Deleted);
        };
        self.end_session(old, Teller::Watcher).await;
        match self.rescue_replaced(old).await {
            Ok(()) => self.delete_machine(old, StopReason::Asked).await?,
            Err(ServiceError::ResultsUnread { .. }) => {
                if old.state.costs_compute() {
                    self.power_off(old, StopReason::Asked).await?;
                }
                tracing::warn!(server.id = %old.id, instance.id = %old.instance, "{} was replaced and is not deleted: what its sessions left could not be read", old.id);
                self.touch(&old.id);
                return Ok(Retired::Kept(Box::new(old.clone())));
            }
            Err(error) => return Err(error),
        }
        tracing::info!(server.id = %old.id, instance.id = %old.instance, "deleted {}, which was replaced", old.id);
        self.touch(&old.id);
        Ok(Retired::Deleted)
    }

    /// Takes in what a server left that was replaced. One that never came up has left nothing, and perhaps
    /// nobody to ask either: that is why it was replaced.
    async fn rescue_replaced(&self, old: &Server) -> Result<()> {
        match self.owes_results(old).await? {
            true => self.rescue_before_delete(old, Unread::Keep).await,
            false => Ok(()),
        }
    }
}

/// What somebody asks for who wants a server once more: the same name, size, home and system,
/// and what else was chosen.
pub(super) fn request_like(server: &Server, pack: PackLocation) -> DeployRequest {
    DeployRequest {
        source: PackSource::Stored(pack),
        name: Some(server.name.to_string()),
        hosting: Some(server.hosting.clone()),
        home: server.home,
        run_on: Some(match server.pack.platform {
            Platform::Linux => RunOn::Auto,
            Platform::Windows => RunOn::Windows,
        }),
        program: None,
        options: server.options,
    }
}
