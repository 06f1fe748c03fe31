//! A deploy, from being asked for to the machine's launch; from there on the watcher follows it.
//!
//! Every step can be done again: the upload goes to a place that belongs to the server's id, and
//! the launch carries that id as its token. So an order that was kept when the bot was killed is
//! simply carried out once more.

use std::collections::BTreeSet;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{Ask, Card, CardState, Cards, Result, Service, ServiceError, UnderWay, now};
use crate::cloud::{CloudError, Launch, StoredPack};
use crate::domain::ids::{MessageId, ServerId};
use crate::domain::lifecycle::{Stage, Standing};
use crate::domain::pack::{Format, Pack, Platform, Program};
use crate::domain::policy::{Actor, Deed, Refusal};
use crate::domain::server::{
    Ending, Home, Order, Owner, PackFacts, PackLocation, PackSource, Record, Server, ServerName,
};
use crate::explain;
use crate::transfer::{self, Bounds, Progress, Source, TransferError, Verdict};

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
    pub async fn order(&self, actor: &Actor, ask: Ask) -> Result<Order> {
        let order = self.allow(actor, ask)?;
        let existing = match self.inner.rules.policy.rules_for(actor)? {
            Some(_) => self.inner.cloud.servers().await?,
            None => Vec::new(),
        };
        self.reserve(actor, &order, &existing)?;
        self.keep(&order).await?;
        Ok(order)
    }

    /// Checks role and limits as far as they concern what is asked alone, and makes an order of it
    /// that nobody knows of yet.
    pub(super) fn allow(&self, actor: &Actor, ask: Ask) -> Result<Order> {
        let rules = &self.inner.rules;
        rules.policy.may(actor, Deed::Deploy)?;
        let size = rules.policy.size(actor, ask.size, &rules.default_size)?;
        if let PackSource::Stored(location) = &ask.source {
            self.may_use(actor, location)?;
        }
        if let PackSource::Web {
            size: Some(size), ..
        } = &ask.source
        {
            self.check_pack_size(actor, *size)?;
        }
        Ok(Order {
            server: ServerId::from_bits(rand::random()),
            name: ask.name.filter(|name| !name.trim().is_empty()),
            size,
            source: ask.source,
            owner: Owner {
                user: actor.user,
                name: actor.name.clone(),
            },
            home: ask.home,
            progress: None,
            asked: now(),
        })
    }

    /// Gives the order a place among the guild's servers, if there is one left. Machines and
    /// deploys under way count together, under one lock: of two at once only one gets the last.
    fn reserve(&self, actor: &Actor, order: &Order, existing: &[Server]) -> Result<()> {
        let mut under_way = self.lock_under_way();
        if let Some(rules) = self.inner.rules.policy.rules_for(actor)? {
            let here = |home: Option<Home>| home.is_some_and(|home| home.guild == rules.id);
            let machines = existing
                .iter()
                .filter(|server| here(server.home) && !server.state.is_gone());
            let deploys = under_way.values().filter(|deploy| here(deploy.order.home));
            let taken: BTreeSet<&ServerId> = machines
                .map(|server| &server.id)
                .chain(deploys.map(|deploy| &deploy.order.server))
                .collect();
            if rules.max_servers <= taken.len() {
                let (existing, limit) = (taken.len(), rules.max_servers);
                return Err(Refusal::TooManyServers { existing, limit }.into());
            }
        }
        let cancel = self.inner.shutdown.child_token();
        let order = order.clone();
        under_way.insert(order.server.clone(), UnderWay { order, cancel });
        Ok(())
    }

    /// Keeps an order for the next start, unless it has no home: that is the command line's, and
    /// whoever waits there asks again. A bot that starts meanwhile must not take it up, too.
    async fn keep(&self, order: &Order) -> Result<()> {
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
    pub(super) fn bounds(&self, home: Option<Home>) -> Bounds {
        let rules = &self.inner.rules;
        let guild = home.and_then(|home| rules.policy.guild(home.guild));
        Bounds {
            max_size: guild.map_or(u64::MAX, |guild| guild.max_pack_mib << 20),
            pack: rules.pack_limits.clone(),
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
        Ok(self.carry_out(order, false))
    }

    fn carry_out(&self, order: Order, resumed: bool) -> Deploy {
        let cancel = {
            let mut under_way = self.lock_under_way();
            let deploy = under_way
                .entry(order.server.clone())
                .or_insert_with(|| UnderWay {
                    order: order.clone(),
                    cancel: self.inner.shutdown.child_token(),
                });
            deploy.order = order.clone();
            deploy.cancel.clone()
        };
        let (sender, cards) = watch::channel(Card::of_order(&order, now()));
        let carry = Carry {
            service: self.clone(),
            order: order.clone(),
            resumed,
            sender,
            cancel,
        };
        self.inner.tasks.spawn(carry.run());
        Deploy { order, cards }
    }

    /// Takes up the orders that were kept when ac-deploy last ended. Those whose machine was
    /// launched in the meantime are only forgotten. One whose [`Order::progress`] is missing was
    /// interrupted before its message was noted.
    pub async fn resume(&self) -> Result<Vec<Deploy>> {
        let orders = self.inner.cloud.orders().await?;
        if orders.is_empty() {
            return Ok(Vec::new());
        }
        let servers = self.inner.cloud.servers().await?;
        let mut deploys = Vec::new();
        for order in orders {
            if self.lock_under_way().contains_key(&order.server) {
                continue;
            }
            if servers.iter().any(|server| server.id == order.server) {
                self.forget(&order.server).await;
                continue;
            }
            tracing::info!(server.id = %order.server, "taking the deploy of {} up again", order.server);
            deploys.push(self.carry_out(order, true));
        }
        Ok(deploys)
    }
}

/// One order being carried out.
struct Carry {
    service: Service,
    order: Order,
    /// An earlier run of ac-deploy had begun with it.
    resumed: bool,
    sender: watch::Sender<Card>,
    cancel: CancellationToken,
}

/// The machines that are launched are Windows machines.
fn refuse_linux(pack: &Pack) -> Result<()> {
    match pack.platform {
        Platform::Windows => Ok(()),
        Platform::Linux => Err(ServiceError::LinuxPack),
    }
}

impl Carry {
    async fn run(self) {
        let server = self.order.server.clone();
        let outcome = self.carry_out().await;
        // A shut-down is no end: the order stays, and the next start takes it up again.
        let interrupted = self.service.inner.shutdown.is_cancelled() && outcome.is_err();
        if !interrupted {
            self.service.forget(&server).await;
        }
        let state = match outcome {
            Ok(launched) => {
                tracing::info!(server.id = %server, instance.id = %launched.instance, "launched {server} on {}", launched.instance);
                CardState::Launched {
                    standing: Standing::Coming(Stage::Booting),
                    ending: None,
                }
            }
            Err(_) if interrupted => {
                CardState::Failed(explain::service(&ServiceError::ShuttingDown))
            }
            Err(ServiceError::Cancelled) => CardState::Cancelled,
            Err(ServiceError::Pack(faults)) => CardState::Refused(faults),
            Err(error) => {
                tracing::error!(server.id = %server, error = &error as &dyn std::error::Error, "the deploy of {server} failed");
                CardState::Failed(explain::service(&error))
            }
        };
        // Shown first, so that whoever waits for the end of the deploy finds its last card.
        self.redraw(|card| card.state = state);
        self.service.lock_under_way().remove(&server);
        self.service.touch(&server);
    }

    fn redraw(&self, change: impl FnOnce(&mut Card)) {
        self.sender.send_modify(|card| {
            change(card);
            card.now = now();
        });
    }

    fn reach(&self, stage: Stage) {
        self.redraw(|card| {
            card.timeline.reach(stage, now());
            card.state = CardState::Working { moved: None };
        });
    }

    async fn carry_out(&self) -> Result<Server> {
        self.reach(Stage::Checking);
        let (stored, pack) = self.unless_cancelled(self.bring_pack()).await?;
        refuse_linux(&pack)?;
        let facts = PackFacts::of(&pack, stored.location.clone());
        self.show_pack(&pack, &facts);
        if self.is_unwanted() {
            return Err(ServiceError::Cancelled);
        }
        self.reach(Stage::Launching);
        let launch = self.launch_of(&pack, facts, &stored);
        // Not cut short: once the call is out, a machine may exist, and its answer says which.
        let cloud = &self.service.inner.cloud;
        let server = cloud.launch(&launch).await?;
        if !self.hand_over() {
            // Whoever cancelled was told that no machine comes of it.
            cloud.terminate(&server, Ending::Asked).await?;
            return Err(ServiceError::Cancelled);
        }
        self.redraw(|card| card.timeline.reach(Stage::Booting, now()));
        Ok(server)
    }

    /// Whether somebody cancelled it. A shut-down cancels too, and is no reason to delete anything.
    fn is_unwanted(&self) -> bool {
        self.cancel.is_cancelled() && !self.service.inner.shutdown.is_cancelled()
    }

    /// Ends the time in which the deploy can be cancelled: from now on the machine is what is
    /// stopped. False if somebody was quicker.
    fn hand_over(&self) -> bool {
        let mut under_way = self.service.lock_under_way();
        let wanted = !self.is_unwanted();
        if wanted {
            under_way.remove(&self.order.server);
        }
        wanted
    }

    async fn unless_cancelled<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(ServiceError::Cancelled),
            outcome = work => match outcome {
                Err(ServiceError::Transfer(TransferError::Cancelled)) => Err(ServiceError::Cancelled),
                Err(ServiceError::Transfer(TransferError::Unfit(faults))) => Err(ServiceError::Pack(faults)),
                outcome => outcome,
            },
        }
    }

    /// Judges the pack and sees that it lies in storage.
    ///
    /// What counts is always a look at what is stored, or at the very bytes that were stored:
    /// an address may answer a second request with something else than the first.
    async fn bring_pack(&self) -> Result<(StoredPack, Pack)> {
        let service = &*self.service.inner;
        let bounds = self.service.bounds(self.order.home);
        let target = self.target();
        if self.resumed
            && let Some(found) = self.find_moved(&target, &bounds).await?
        {
            return Ok(found);
        }
        let source = service.carrier.open(&self.order.source).await?;
        // Content Manager packs for Linux only in this form; better said before it is moved.
        if source.format().map_err(ServiceError::Pack)? == Format::TarGz {
            return Err(ServiceError::LinuxPack);
        }
        match (&self.order.source, transfer::judge(&source, &bounds).await?) {
            (PackSource::Stored(location), Verdict::Fit(pack)) => {
                let stored = service.cloud.pack(location).await?;
                Ok((stored, *pack))
            }
            (_, verdict) => {
                if let Verdict::Fit(pack) = verdict {
                    refuse_linux(&pack)?;
                    self.show_pack(&pack, &PackFacts::of(&pack, target.clone()));
                }
                self.move_pack(source, &target, &bounds).await
            }
        }
    }

    /// What an interrupted attempt at this very order had stored already.
    async fn find_moved(
        &self,
        target: &PackLocation,
        bounds: &Bounds,
    ) -> Result<Option<(StoredPack, Pack)>> {
        let service = &*self.service.inner;
        let stored = match service.cloud.pack(target).await {
            // The hash is written down last: with it, the move was finished.
            Ok(stored) if stored.sha256.is_some() => stored,
            Ok(_) | Err(CloudError::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let source = service
            .carrier
            .open(&PackSource::Stored(target.clone()))
            .await?;
        Ok(match transfer::judge(&source, bounds).await? {
            Verdict::Fit(pack) => Some((stored, *pack)),
            Verdict::AfterMove => None,
        })
    }

    async fn move_pack(
        &self,
        source: Source,
        target: &PackLocation,
        bounds: &Bounds,
    ) -> Result<(StoredPack, Pack)> {
        self.reach(Stage::Uploading);
        let total = source.size();
        let (progress, mut seen) = watch::channel(Progress {
            total,
            ..Progress::default()
        });
        let carrier = &self.service.inner.carrier;
        let moving = carrier.carry(source, target, bounds, &progress, &self.cancel);
        tokio::pin!(moving);
        let moved = loop {
            tokio::select! {
                moved = &mut moving => break moved?,
                Ok(()) = seen.changed() => {
                    let Progress { stored, total, .. } = *seen.borrow_and_update();
                    self.redraw(|card| card.state = CardState::Working { moved: Some((stored, total)) });
                }
            }
        };
        Ok((moved.stored, moved.pack))
    }

    fn target(&self) -> PackLocation {
        let guild = self.order.home.map(|home| home.guild);
        PackLocation::for_upload(guild, &self.order.server, self.order.source.file_name())
    }

    fn show_pack(&self, pack: &Pack, facts: &PackFacts) {
        let price = self
            .service
            .inner
            .rules
            .prices
            .per_hour(&self.order.size, pack.platform);
        self.redraw(|card| {
            card.name = self.name_of(pack);
            card.facts = Some(facts.clone());
            card.warnings.clone_from(&pack.warnings);
            card.price = price;
        });
    }

    fn name_of(&self, pack: &Pack) -> ServerName {
        ServerName::tidy(
            self.order.name.as_deref().unwrap_or(&pack.name),
            self.order.source.file_name(),
        )
    }

    fn launch_of(&self, pack: &Pack, facts: PackFacts, stored: &StoredPack) -> Launch {
        let (program, program_key) = match &pack.program {
            Program::AcServer(path) | Program::Wrapper(path) => (path.clone(), None),
            Program::Missing => {
                let key = self.service.inner.rules.program_key.clone();
                (format!("{}acServer.exe", pack.root), key)
            }
        };
        let mut record = Record::new(self.order.asked, self.order.progress);
        record.timeline = self.sender.borrow().timeline.clone();
        Launch {
            server: self.order.server.clone(),
            name: self.name_of(pack),
            size: self.order.size.clone(),
            owner: self.order.owner.clone(),
            home: self.order.home,
            pack: facts,
            pack_size: stored.size,
            sha256: stored.sha256.clone(),
            program,
            program_key,
            idle_minutes: self.service.inner.rules.idle_minutes,
            record,
        }
    }
}
