//! Looking at servers.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::actions::ServerRef;
use super::{GameInfo, InfoError, Result, Service, ServiceError, game_info, now};
use cloud::StoredPack;
use domain::ids::{InstanceId, ServerId};
use domain::lifecycle::{self, Health, ReportOutcome};
use domain::policy::{Action, Actor};
use domain::price::Dollars;
use domain::server::{InstanceState, Order, PackLocation, Server, ServerName};

/// All that can be told of a server at this moment.
#[derive(Debug, Clone)]
pub struct Status {
    /// The server.
    pub server: Server,
    /// What its machine reports.
    pub report: ReportOutcome,
    /// How it stands.
    pub health: Health,
    /// What the game server itself says; `None` when it was not asked.
    pub info: Option<std::result::Result<GameInfo, InfoError>>,
    /// The price per hour while it runs.
    pub price: Option<Dollars>,
    /// What this run has cost so far.
    pub cost: Option<Dollars>,
    /// When this was found out.
    pub now: Timestamp,
    /// The page to join by, whose address stays, if there is one.
    pub page: Option<String>,
}

impl Status {
    /// How many drive on it, if the game or its machine says so.
    pub fn drivers(&self) -> Option<u64> {
        match &self.info {
            Some(Ok(info)) => Some(u64::from(info.clients)),
            Some(Err(_)) | None => {
                let report = self.report.report()?;
                report.clients.map(u64::from)
            }
        }
    }
}

impl Service {
    /// The servers that `actor` may see, newest first; those just deleted are left out.
    pub async fn servers(&self, actor: &Actor) -> Result<Vec<Server>> {
        self.inner.rules.policy.may(actor, Action::Status)?;
        self.servers_seen_by(actor).await
    }

    /// Those of the `listed` servers to which `action` can be done now, and by `actor`: what
    /// autocomplete offers.
    ///
    /// # Errors
    /// If the settings do not know the actor's Discord server.
    pub fn servers_to(
        &self,
        action: Action,
        actor: &Actor,
        listed: Vec<Server>,
    ) -> Result<Vec<Server>> {
        let policy = &self.inner.rules.policy;
        let mut servers = self.own_of(listed, actor)?;
        servers.retain(|server| {
            action.suits_server(server) && policy.may_touch(actor, action, server).is_ok()
        });
        Ok(servers)
    }

    /// The deploys under way to which `action` can be done, and by `actor`. Whoever ordered one may
    /// always look at it and cancel it.
    pub fn orders_to(&self, action: Action, actor: &Actor) -> Vec<Order> {
        if !action.suits_deploys() {
            return Vec::new();
        }
        let policy = &self.inner.rules.policy;
        let mut orders = self.orders_under_way();
        orders.retain(|order| policy.may_touch_order(actor, action, order).is_ok());
        orders
    }

    /// The only server, or deploy under way, to which `actor` can do `action`: who does not say which
    /// one means that.
    ///
    /// # Errors
    /// If there is none, or several, or `actor` may not do it.
    pub async fn only(&self, action: Action, actor: &Actor) -> Result<ServerId> {
        let policy = &self.inner.rules.policy;
        // A Discord server that the settings do not know costs no call.
        policy.rules_for(actor)?;
        // First the orders: what is launched in between is in the list then.
        let orders = self.orders_to(action, actor).into_iter();
        let servers = self.servers_to(action, actor, self.list().await?)?;
        let servers = servers
            .into_iter()
            .map(|server| (server.spec.id, server.spec.name));
        let orders = orders.map(|order| (order.server.clone(), order.working_name()));
        let servers: BTreeMap<ServerId, ServerName> = orders.chain(servers).collect();
        match (servers.len(), servers.first_key_value()) {
            (1, Some((only, _))) => Ok(only.clone()),
            (_, Some(_)) => Err(ServiceError::WhichOne { servers }),
            (_, None) => {
                // Perhaps only because they may not: then they should hear that.
                policy.may(actor, action)?;
                Err(ServiceError::NothingTo { action })
            }
        }
    }

    pub(super) async fn servers_of(&self, actor: &Actor) -> Result<Vec<Server>> {
        // A Discord server that the settings do not know costs no call.
        self.inner.rules.policy.rules_for(actor)?;
        self.own_of(self.list().await?, actor)
    }

    /// The same for a look that nothing is done after: all who look at the same moment share one.
    async fn servers_seen_by(&self, actor: &Actor) -> Result<Vec<Server>> {
        self.inner.rules.policy.rules_for(actor)?;
        let service = self.clone();
        let list = || async move { Ok(service.inner.cloud.servers().await?) };
        let listed = self.inner.listing.join(self.generation(), list).await?;
        self.own_of(self.inner.pending_writes.overlay(listed, now()), actor)
    }

    /// Those of `actor`'s Discord server, newest first, without those deleted.
    fn own_of(&self, mut servers: Vec<Server>, actor: &Actor) -> Result<Vec<Server>> {
        let rules = self.inner.rules.policy.rules_for(actor)?;
        servers.retain(|server| {
            let ours =
                rules.is_none_or(|rules| server.home.map(|home| home.guild) == Some(rules.id));
            ours && !server.state.is_gone()
        });
        servers.sort_by_key(|server| std::cmp::Reverse(server.launched));
        Ok(servers)
    }

    /// The deploys under way that `actor` may see.
    pub fn orders(&self, actor: &Actor) -> Result<Vec<Order>> {
        self.inner.rules.policy.may(actor, Action::Status)?;
        let mut orders = self.orders_under_way();
        orders.retain(|order| actor.sees(order));
        Ok(orders)
    }

    /// The deploy under way that `asked` means, an id or a name, if `actor` may see it and no
    /// other has that name.
    pub fn find_order(&self, actor: &Actor, asked: &str) -> Result<Option<Order>> {
        let id = match self.deploys_called(actor, asked) {
            ServerRef::ById(id) => Some(id),
            ServerRef::ByName(ids) => <[ServerId; 1]>::try_from(ids).ok().map(|[only]| only),
        };
        let mut orders = self.orders(actor)?.into_iter();
        Ok(orders.find(|order| Some(&order.server) == id.as_ref()))
    }

    /// Finds the server that `asked` means, an id or a name, and checks that `actor` may do `action`
    /// to it.
    pub async fn find(&self, actor: &Actor, action: Action, asked: &str) -> Result<Server> {
        self.find_among(self.servers_of(actor).await?, actor, action, asked)
    }

    fn find_among(
        &self,
        servers: Vec<Server>,
        actor: &Actor,
        action: Action,
        asked: &str,
    ) -> Result<Server> {
        let asked = asked.trim();
        let no_such_server = || ServiceError::NoSuchServer {
            asked: asked.chars().take(80).collect(),
            nearest: configuration::nearest(asked, servers.iter().map(|it| it.name.as_str()))
                .map(str::to_owned),
        };
        let by_id = servers.iter().find(|server| server.id.as_str() == asked);
        let server = match by_id {
            Some(server) => server,
            None => {
                let named: Vec<_> = servers
                    .iter()
                    .filter(|server| is_called(&server.name, asked))
                    .collect();
                match named.as_slice() {
                    [] => return Err(no_such_server()),
                    [only] => *only,
                    several => {
                        return Err(ServiceError::Ambiguous {
                            asked: asked.to_owned(),
                            ids: several.iter().map(|server| server.id.clone()).collect(),
                        });
                    }
                }
            }
        };
        self.inner.rules.policy.may_touch(actor, action, server)?;
        Ok(server.clone())
    }

    /// Looks at one server closely: its machine's report and the game's own answer.
    pub async fn status(&self, actor: &Actor, asked: &str) -> Result<Status> {
        let servers = self.servers_seen_by(actor).await?;
        let server = self.find_among(servers, actor, Action::Status, asked)?;
        let mut all = self.observe(vec![server]).await?;
        all.pop().ok_or_else(|| ServiceError::NoSuchServer {
            asked: asked.to_owned(),
            nearest: None,
        })
    }

    /// Looks at these servers closely, all at once; all who look at the same ones at the same
    /// moment share one look.
    pub async fn observe(&self, servers: Vec<Server>) -> Result<Vec<Status>> {
        let which = servers
            .iter()
            .map(|server| server.instance.clone())
            .collect();
        // Whoever asks after an action must not be shown what was before it.
        let which = (self.generation(), which);
        let service = self.clone();
        let look = || async move { service.look_at(servers).await };
        self.inner.observing.join(which, look).await
    }

    async fn look_at(&self, servers: Vec<Server>) -> Result<Vec<Status>> {
        let running: Vec<&Server> = servers
            .iter()
            .filter(|server| server.state == InstanceState::Running)
            .collect();
        let infos = futures_util::future::join_all(running.iter().map(|server| async {
            let info = match self.inner.cloud.game_address(server) {
                Some(address) => {
                    Some(game_info::ask(&self.inner.http, address, server.pack.ports.http).await)
                }
                None => None,
            };
            (server.instance.clone(), info)
        }));
        let (reports, infos) = tokio::join!(self.inner.cloud.reports(&running), infos);
        let mut reports = reports?;
        let mut infos: HashMap<InstanceId, _> = infos.into_iter().collect();
        let now = now();
        Ok(servers
            .into_iter()
            .map(|server| {
                let report = reports
                    .remove(&server.instance)
                    .unwrap_or(ReportOutcome::NotAsked);
                let health = lifecycle::health(&server, &report, now, &self.inner.rules.patience);
                let info = infos.remove(&server.instance).flatten();
                let rules = &self.inner.rules;
                let platform = server.pack.platform;
                let cost = rules
                    .prices
                    .so_far(&server.hosting, platform, server.launched, now);
                Status {
                    price: rules.costs(&server).hour,
                    cost: cost.filter(|_| server.state.costs_compute()),
                    page: self.server_page_of(&server.id),
                    server,
                    report,
                    health,
                    info,
                    now,
                }
            })
            .collect())
    }

    /// The stored packs that `actor` may deploy: their own Discord server's, and those that
    /// belong to nobody.
    pub async fn stored_packs(&self, actor: &Actor) -> Result<Vec<StoredPack>> {
        self.may_choose_packs(actor)?;
        self.packs_among(self.all_packs().await?, actor)
    }

    /// Packs are chosen to be deployed, or to be raced.
    pub fn may_choose_packs(&self, actor: &Actor) -> Result<()> {
        let policy = &self.inner.rules.policy;
        let refused = policy.may(actor, Action::Deploy);
        Ok(refused.or_else(|refused| policy.may(actor, Action::Race).map_err(|_| refused))?)
    }

    /// All stored packs, whoever may deploy them.
    pub async fn all_packs(&self) -> Result<Vec<StoredPack>> {
        Ok(self.inner.cloud.packs(PackLocation::FOLDER).await?)
    }

    /// Those of the `listed` packs that `actor` may deploy.
    pub fn packs_among(
        &self,
        mut listed: Vec<StoredPack>,
        actor: &Actor,
    ) -> Result<Vec<StoredPack>> {
        self.may_choose_packs(actor)?;
        listed.retain(|pack| self.may_use(actor, &pack.location).is_ok());
        Ok(listed)
    }

    /// Whether `actor` may deploy the pack at `location`.
    pub(super) fn may_use(&self, actor: &Actor, location: &PackLocation) -> Result<()> {
        if let Some(bucket) = &location.bucket
            && !self.inner.rules.buckets.contains(bucket)
        {
            return Err(ServiceError::BucketNotAllowed {
                bucket: bucket.clone(),
            });
        }
        // Our bucket holds orders too: only packs are packs.
        if location.bucket.is_none() && !location.key.starts_with(PackLocation::FOLDER) {
            return Err(ServiceError::PackNotYours);
        }
        match actor.may_use_pack(location) {
            true => Ok(()),
            false => Err(ServiceError::PackNotYours),
        }
    }
}

/// Whether somebody who typed `asked` means this name.
pub(super) fn is_called(name: &ServerName, asked: &str) -> bool {
    name.as_str().to_lowercase() == asked.trim().to_lowercase()
}
