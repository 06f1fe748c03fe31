//! Orders: a deploy is asked for, allowed, kept until its machine is launched, and taken up again
//! by the next start if the bot was killed; [`super::deploy_task`] carries it out.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use tokio::sync::watch;

use super::deploy_task::DeployTask;
use super::{
    Card, Cards, DeployRequest, ProgressMessage, Result, RunningDeploy, Service, ServiceError, now,
};
use cloud::CloudError;
use domain::ids::{InstanceType, MessageId, ServerId};
use domain::policy::{Action, Actor, GuildRules, Refusal};
use domain::server::{Home, Hosting, Order, Owner, PackLocation, PackSource, Record, Server};
use domain::size;
use pack::Pack;
use transfer::PackLimits;

/// A deploy under way.
#[derive(Debug)]
pub struct Deploy {
    /// The order.
    pub order: Order,
    /// Its card, redrawn at every change. Closed when the deploy has ended.
    pub cards: Cards,
}

impl Service {
    /// Checks role and limits, makes an order of what is asked and keeps it in the cloud. Nothing
    /// is begun yet; the order holds its place among the guild's servers until it is begun or
    /// given back.
    pub async fn order(&self, actor: &Actor, request: DeployRequest) -> Result<Order> {
        self.place(actor, self.allow_chosen(actor, request)?).await
    }

    /// The same for a server whose id is given, so that it is made once however often it is asked for.
    /// Before `until` no limit of hours ends it.
    pub(super) async fn order_as(
        &self,
        actor: &Actor,
        request: DeployRequest,
        server: ServerId,
        until: Option<Timestamp>,
    ) -> Result<Order> {
        let order = Order {
            server,
            until,
            ..self.allow(actor, request)?
        };
        self.place(actor, order).await
    }

    /// The card of a deploy that this process carries out.
    pub(super) fn deploy_of(&self, server: &ServerId) -> Option<Cards> {
        self.lock_under_way().get(server)?.cards.clone()
    }

    async fn place(&self, actor: &Actor, order: Order) -> Result<Order> {
        self.check_budget(actor).await?;
        let existing = match self.inner.rules.policy.rules_for(actor)? {
            Some(_) => self.list().await?,
            None => Vec::new(),
        };
        self.reserve(actor, &order, existing)?;
        self.keep(&order).await?;
        Ok(order)
    }

    /// As [`Self::allow`], for what somebody chooses now. What is made once more was allowed when it was chosen.
    pub(super) fn allow_chosen(&self, actor: &Actor, request: DeployRequest) -> Result<Order> {
        request.options.check(self.inner.rules.limits_for(actor))?;
        self.allow(actor, request)
    }

    /// Checks role and limits as far as they concern what is asked alone, and makes an order of it
    /// that nobody knows of yet.
    pub(super) fn allow(&self, actor: &Actor, request: DeployRequest) -> Result<Order> {
        let rules = &self.inner.rules;
        rules.policy.may(actor, Action::Deploy)?;
        let sized_by_drivers = request.hosting.is_none();
        let hosting = rules.policy.size(actor, request.hosting, &rules.hosting)?;
        if let PackSource::Stored(location) = &request.source {
            self.may_use(actor, location)?;
        }
        if let PackSource::Web {
            size: Some(size), ..
        } = &request.source
        {
            self.check_pack_size(actor, *size)?;
        }
        Ok(Order {
            server: ServerId::from_bits(rand::random()),
            name: request.name.filter(|name| !name.trim().is_empty()),
            hosting,
            source: request.source,
            owner: Owner {
                user: actor.user,
                name: actor.name.clone(),
            },
            home: request.home,
            progress: None,
            asked: now(),
            options: request.options,
            until: None,
            sized_by_drivers,
            replaces: None,
            run_on: request.run_on,
            program: request.program.filter(|program| !program.trim().is_empty()),
        })
    }

    /// Gives the order a place among the guild's servers, if there is one left. Machines and
    /// deploys under way count together, under one lock: of two at once only one gets the last, and of
    /// two that would replace the same server only one does.
    ///
    /// # Errors
    /// [`ServiceError::ReplacedAlready`], and if there is no place left.
    pub(super) fn reserve(
        &self,
        actor: &Actor,
        order: &Order,
        existing: Vec<Server>,
    ) -> Result<()> {
        let mut under_way = self.lock_under_way();
        if let Some(old) = &order.replaces {
            require_unreplaced(old, &under_way, &existing)?;
        }
        if let Some(rules) = self.inner.rules.policy.rules_for(actor)? {
            self.check_room(rules, order.replaces.as_ref(), &under_way, existing, |_| {
                true
            })?;
        }
        under_way.insert(order.server.clone(), self.placed(order));
        Ok(())
    }

    /// Whether the guild of `actor` may have one more server now.
    pub(super) async fn check_has_room(&self, actor: &Actor) -> Result<()> {
        let Some(rules) = self.inner.rules.policy.rules_for(actor)? else {
            return Ok(());
        };
        let existing = self.list().await?;
        let under_way = self.lock_under_way();
        Ok(self.check_room(rules, None, &under_way, existing, |_| true)?)
    }

    /// Whether the guild may have a server beside its machines and the deploys under way that `counts`. What it
    /// `replaces` takes no second place.
    fn check_room(
        &self,
        rules: &GuildRules,
        replaces: Option<&ServerId>,
        under_way: &HashMap<ServerId, RunningDeploy>,
        existing: Vec<Server>,
        counts: impl Fn(&Order) -> bool,
    ) -> Result<(), Refusal> {
        let here = |home: Option<Home>| home.is_some_and(|home| home.guild == rules.id);
        // What was launched while they were listed is no longer under way, and not listed either.
        let existing = self.inner.pending_writes.overlay(existing, now());
        let machines = existing.iter().filter(|server| {
            here(server.home) && !server.state.is_gone() && Some(&server.id) != replaces
        });
        let deploys = under_way
            .values()
            .map(|deploy| &deploy.order)
            .filter(|order| here(order.home) && counts(order));
        let taken: BTreeSet<&ServerId> = machines
            .map(|server| &server.id)
            .chain(deploys.map(|order| &order.server))
            .collect();
        if rules.max_servers <= taken.len() {
            let (existing, limit) = (taken.len(), rules.max_servers);
            return Err(Refusal::TooManyServers { existing, limit });
        }
        Ok(())
    }

    /// The place of an order among the deploys under way.
    fn placed(&self, order: &Order) -> RunningDeploy {
        let progress = ProgressMessage::default();
        progress.set(order.progress);
        RunningDeploy {
            order: order.clone(),
            progress,
            cards: None,
            name: order.working_name(),
            has_name: false,
            cancel: self.inner.shutdown.child_token(),
            unwanted: false,
        }
    }

    /// Keeps an order for the next start, unless it has no home: that is the command line's, and
    /// whoever waits there asks again. A bot that starts meanwhile must not take it up, too.
    pub(super) async fn keep(&self, order: &Order) -> Result<()> {
        if order.home.is_none() {
            return Ok(());
        }
        let kept = self.inner.cloud.keep_order(order).await;
        if kept.is_err() {
            self.lock_under_way().remove(&order.server);
        }
        Ok(kept?)
    }

    /// What a pack may be like for whoever lives there.
    pub(super) fn bounds(&self, home: Option<Home>) -> PackLimits {
        let rules = &self.inner.rules;
        let guild = home.and_then(|home| rules.policy.guild(home.guild));
        PackLimits {
            max_size: guild.map_or(u64::MAX, |guild| guild.max_pack_mib << 20),
            pack: rules.pack_limits.clone(),
        }
    }

    /// The kind of machine for an order: the one that was chosen, else what its drivers need of those that
    /// are allowed.
    pub(super) fn hosting_for(&self, order: &Order, pack: &Pack) -> Hosting {
        let usual = match &order.hosting {
            Hosting::Ec2(kind) if order.sized_by_drivers => kind,
            chosen => return chosen.clone(),
        };
        let mut allowed = self.allowed_sizes(order.home);
        allowed.retain(|size| size != usual);
        allowed.insert(0, usual.clone());
        let size = size::for_drivers(drivers_of(pack), &allowed);
        Hosting::Ec2(size.unwrap_or(usual).clone())
    }

    /// For how many drivers a pack is, where that is why `hosting` is not the usual kind of machine.
    pub(super) fn sized_for(order: &Order, hosting: &Hosting, pack: &Pack) -> Option<usize> {
        (order.sized_by_drivers && *hosting != order.hosting).then(|| drivers_of(pack))
    }

    /// What a deploy may take where the cloud has no machine of the kind `wanted`, the next one first.
    pub(super) fn sizes_instead_of(
        &self,
        wanted: &InstanceType,
        home: Option<Home>,
        drivers: usize,
    ) -> Vec<InstanceType> {
        let allowed = self.allowed_sizes(home);
        let instead = size::instead_of(wanted, drivers, &allowed);
        instead.into_iter().cloned().collect()
    }

    /// The kinds of machine that there are for whoever lives there.
    fn allowed_sizes(&self, home: Option<Home>) -> Vec<InstanceType> {
        let rules = &self.inner.rules;
        match home.and_then(|home| rules.policy.guild(home.guild)) {
            Some(guild) if guild.sizes.is_empty() => {
                rules.hosting.instance_type().cloned().into_iter().collect()
            }
            Some(guild) => guild.sizes.clone(),
            // The operator may have any.
            None => size::usual(),
        }
    }

    fn check_pack_size(&self, actor: &Actor, size: u64) -> Result<()> {
        match self.inner.rules.policy.rules_for(actor)? {
            Some(rules) if rules.max_pack_mib << 20 < size => Err(Refusal::PackTooLarge {
                size,
                limit: rules.max_pack_mib << 20,
            }
            .into()),
            _ => Ok(()),
        }
    }

    /// Gives an order back that was not begun.
    pub async fn give_back(&self, order: &Order) {
        self.lock_under_way().remove(&order.server);
        self.forget(&order.server).await;
    }

    /// Gives an order back whose work an earlier run of ac-deploy had begun: what that had uploaded
    /// goes, too.
    pub async fn abandon(&self, order: &Order) {
        if !matches!(order.source, PackSource::Stored(_)) {
            let upload = order.upload_location();
            if let Err(error) = self.clear(&upload).await {
                tracing::warn!(server.id = %order.server, error = &error as &dyn std::error::Error, "the pack of {} could not be deleted; it lies at {upload}", order.server);
            }
        }
        self.give_back(order).await;
    }

    async fn clear(&self, upload: &PackLocation) -> Result<(), CloudError> {
        // A new upload throws away what an interrupted one left there.
        self.inner.cloud.upload(upload).await?.abort().await?;
        self.inner.cloud.delete_pack(upload).await
    }

    /// Drops an order from where it is kept.
    pub(super) async fn forget(&self, server: &ServerId) {
        if let Err(error) = self.inner.cloud.drop_order(server).await {
            tracing::warn!(server.id = %server, error = &error as &dyn std::error::Error, "the order of {server} could not be dropped; if it has no machine, the next start takes it up");
        }
    }

    /// Begins an order: it is carried out in the background. `progress` is the message that shows
    /// its card.
    pub async fn begin(&self, order: Order, progress: Option<MessageId>) -> Result<Deploy> {
        let order = Order { progress, ..order };
        if progress.is_some()
            && let Err(error) = self.keep(&order).await
        {
            // Its first form is kept still, and whoever asked is told that nothing comes of it.
            self.give_back(&order).await;
            return Err(error);
        }
        Ok(self.spawn_task(order, false))
    }

    fn spawn_task(&self, order: Order, resumed: bool) -> Deploy {
        let (progress, cancel) = {
            let mut under_way = self.lock_under_way();
            let deploy = under_way
                .entry(order.server.clone())
                .or_insert_with(|| self.placed(&order));
            deploy.order = order.clone();
            deploy.progress.set(order.progress);
            (deploy.progress.clone(), deploy.cancel.clone())
        };
        let (sender, cards) =
            watch::channel(Card::of_order(&order, &self.inner.rules.prices, now()));
        if let Some(deploy) = self.lock_under_way().get_mut(&order.server) {
            deploy.cards = Some(cards.clone());
        }
        let task = DeployTask {
            service: self.clone(),
            order: order.clone(),
            progress,
            resumed,
            sender,
            cancel,
        };
        self.inner.tasks.spawn(task.run());
        Deploy { order, cards }
    }

    /// The orders that were kept when ac-deploy last ended, oldest first; each counts as under way
    /// from now on, until it is resumed or abandoned. Those whose machine was launched in the
    /// meantime are only forgotten. One whose [`Order::progress`] is missing was interrupted
    /// before its message was noted.
    ///
    /// # Errors
    /// If they cannot be listed.
    pub async fn unfinished(&self) -> Result<Vec<Order>> {
        let mut orders = self.inner.cloud.orders().await?;
        if orders.is_empty() {
            return Ok(orders);
        }
        let servers = self.list().await?;
        orders.sort_by_key(|order| order.asked);
        let mut unfinished = Vec::new();
        for order in orders {
            if self.lock_under_way().contains_key(&order.server) {
                continue;
            }
            if servers.iter().any(|server| server.id == order.server) {
                self.forget(&order.server).await;
                continue;
            }
            let place = self.placed(&order);
            self.lock_under_way().insert(order.server.clone(), place);
            unfinished.push(order);
        }
        Ok(unfinished)
    }

    /// Takes one of the [`Self::unfinished`] up again, if the settings still allow it. `progress`
    /// is the message that shows its card.
    ///
    /// Only the roles of whoever asked are not looked at again: they held them when they asked.
    ///
    /// # Errors
    /// If it is no longer allowed, or could not be kept; whoever calls abandons it then.
    pub async fn resume(&self, order: Order, progress: MessageId) -> Result<Deploy> {
        self.allow_again(&order).await?;
        let known = order.progress == Some(progress);
        let order = Order {
            progress: Some(progress),
            ..order
        };
        if !known {
            self.inner.cloud.keep_order(&order).await?;
        }
        tracing::info!(server.id = %order.server, "taking the deploy of {} up again", order.server);
        Ok(self.spawn_task(order, true))
    }

    /// The settings may be others than when it was asked for.
    async fn allow_again(&self, order: &Order) -> Result<()> {
        let rules = &self.inner.rules;
        let asker = Actor {
            user: order.owner.user,
            name: order.owner.name.clone(),
            guild: order.home.map(|home| home.guild),
            roles: Vec::new(),
            manages_guild: false,
        };
        let Some(guild) = rules.policy.rules_for(&asker)? else {
            return Ok(());
        };
        let hosting = Some(order.hosting.clone());
        rules.policy.size(&asker, hosting, &rules.hosting)?;
        if let PackSource::Stored(location) = &order.source {
            self.may_use(&asker, location)?;
        }
        let existing = self.list().await?;
        let before = |other: &Order| (other.asked, &other.server) < (order.asked, &order.server);
        self.check_room(
            guild,
            order.replaces.as_ref(),
            &self.lock_under_way(),
            existing,
            before,
        )?;
        Ok(())
    }

    /// Notes that a deploy's card is shown by another message now, so that whoever edits it later
    /// edits that one.
    ///
    /// # Errors
    /// If it cannot be noted; the watcher posts the card anew then.
    pub async fn shown_in(&self, server: &ServerId, message: MessageId) -> Result<()> {
        let order = self.lock_under_way().get_mut(server).map(|deploy| {
            deploy.progress.set(Some(message));
            deploy.order()
        });
        if let Some(order) = order {
            self.inner.cloud.keep_order(&order).await?;
            // Launched meanwhile, and dropped before it was kept again.
            if !self.lock_under_way().contains_key(server) {
                self.forget(server).await;
            }
            return Ok(());
        }
        loop {
            let generation = self.generation();
            let servers = self.list().await?;
            let Some(server) = servers.iter().find(|listed| listed.id == *server) else {
                return Ok(());
            };
            if let Some(_held) = self.inner.locks.hold(&server.id, generation).await {
                let record = Record {
                    progress: Some(message),
                    ..server.record.clone()
                };
                return Ok(self.remember(server, &record).await?);
            }
        }
    }
}

/// That no other server takes the place of `old`, nor is one on its way to.
fn require_unreplaced(
    old: &ServerId,
    under_way: &HashMap<ServerId, RunningDeploy>,
    existing: &[Server],
) -> Result<()> {
    let replaces_it = |replaces: &Option<ServerId>| replaces.as_ref() == Some(old);
    let on_its_way = under_way
        .values()
        .any(|deploy| replaces_it(&deploy.order.replaces));
    let launched = existing
        .iter()
        .any(|server| !server.state.is_gone() && replaces_it(&server.record.replaces));
    if !(on_its_way || launched) {
        return Ok(());
    }
    let named = existing.iter().find(|server| server.id == *old);
    let server = named.map_or_else(|| old.to_string(), |server| server.name.to_string());
    Err(ServiceError::ReplacedAlready { server })
}

/// How many drivers a pack is for.
pub fn drivers_of(pack: &Pack) -> usize {
    let slots = usize::from(pack.slots);
    match pack.entries {
        0 => slots,
        entries => entries.min(slots),
    }
}
