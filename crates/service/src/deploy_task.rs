//! One order carried out: the pack judged and stored, the machine launched. From there on the
//! watcher follows it.
//!
//! Every step can be done again: the upload goes to a place that belongs to the server's id, and
//! the launch carries that id as its token. So an order that was kept when the bot was killed is
//! simply carried out once more.

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder as _, ConstantBuilder};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::programs::Taken;
use super::{Card, CardState, ProgressMessage, Result, Service, ServiceError, drivers_of, now};
use cloud::{CloudError, Launch, StoredPack};
use domain::ids::ServerId;
use domain::lifecycle::{Health, Stage};
use domain::server::{
    Home, Hosting, Order, PackFacts, PackLocation, PackSource, Record, Server, ServerName,
    ServerSpec, StopReason,
};
use pack::{Format, Pack, PlayerLists, Program};
use transfer::{BytesMoved, PackLimits, PackReader, TransferError, Verdict};

/// How often the cloud is asked for what costs money, if no answer comes: a call takes a minute
/// before it is given up.
const TRIES: usize = 3;
const TRY_AGAIN: Duration = Duration::from_secs(2);

/// One order being carried out.
pub(super) struct DeployTask {
    pub(super) service: Service,
    pub(super) order: Order,
    pub(super) progress: ProgressMessage,
    /// An earlier run of ac-deploy had begun with it.
    pub(super) resumed: bool,
    pub(super) sender: watch::Sender<Card>,
    pub(super) cancel: CancellationToken,
}

impl DeployTask {
    /// Carries the order out to its end, which its last card tells.
    pub(super) async fn run(self) {
        let server = self.order.server.clone();
        let outcome = self.carry_out().await;
        // A shut-down is no end: the order stays, and the next start takes it up again.
        let interrupted =
            self.service.inner.shutdown.is_cancelled() && outcome.is_err() && !self.is_unwanted();
        // No longer under way before it is forgotten, or a change of its message would keep it again.
        self.service.lock_under_way().remove(&server);
        if !interrupted {
            self.service.forget(&server).await;
        }
        let state = match outcome {
            Ok(launched) => {
                tracing::info!(server.id = %server, instance.id = %launched.instance, "launched {server} on {}", launched.instance);
                self.redraw(|card| card.spec.clone_from(&launched.spec));
                CardState::Launched {
                    health: Health::Coming(Stage::Booting),
                    ending: None,
                }
            }
            Err(_) if interrupted => CardState::Failed(Arc::new(ServiceError::ShuttingDown)),
            Err(ServiceError::Cancelled) => CardState::Cancelled,
            Err(ServiceError::Pack(faults)) => CardState::Refused(faults),
            Err(error) => {
                tracing::error!(server.id = %server, error = &error as &dyn std::error::Error, "the deploy of {server} failed");
                CardState::Failed(Arc::new(error))
            }
        };
        self.redraw(|card| card.state = state);
        self.service.inner.locks.touch(&server);
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
        let (bounds, shelf) = self
            .unless_cancelled(self.service.bounds_of(&self.order))
            .await?;
        // Beside the pack, which takes longer: how others are called that are there already.
        let ((stored, pack), others) = self
            .unless_cancelled(async {
                let (brought, others) = tokio::join!(self.bring_pack(&bounds), self.others());
                Ok((brought?, others))
            })
            .await?;
        let players = self.unless_cancelled(self.players()).await?;
        let taken = shelf.take(&pack);
        let facts = PackFacts {
            programs: taken.as_ref().map(Taken::keys).unwrap_or_default(),
            ..PackFacts::of(&pack, stored.location.clone())
        };
        let name = self.claim_name(&pack, others);
        self.show_pack(&pack, &facts, name.clone());
        if self.is_unwanted() || !self.service.may_launch(&self.order.server).await? {
            return Err(ServiceError::Cancelled);
        }
        self.reach(Stage::Launching);
        let mut launch = self.launch_of(&pack, facts, &stored, taken);
        launch.spec.name = name;
        launch.players = players;
        let server = self.launch(&mut launch, &pack).await;
        let server = server.map_err(|error| match error {
            error if error.leaves_open() => ServiceError::LaunchUnsure(error),
            error => error.into(),
        })?;
        if !self.hand_over(&server) {
            // Whoever cancelled was told that no machine comes of it.
            self.insist(|| self.service.delete_machine(&server, StopReason::Asked))
                .await?;
            return Err(ServiceError::Cancelled);
        }
        let progress = self.progress.get();
        if let Some(message) = progress
            && progress != launch.record.progress
        {
            // Its message was deleted and posted anew during the launch.
            let noted = self.service.shown_in(&server.id, message).await;
            if let Err(error) = noted {
                tracing::warn!(server.id = %server.id, error = &error as &dyn std::error::Error, "the new message of {} could not be noted; the next one is posted anew", server.id);
            }
        }
        self.redraw(|card| card.timeline.reach(Stage::Booting, now()));
        Ok(server)
    }

    /// Whom the lists name of the server that this one takes the place of.
    async fn players(&self) -> Result<PlayerLists> {
        let Some(former) = &self.order.replaces else {
            return Ok(PlayerLists::default());
        };
        let (players, stale) = self.service.players_of_former(former).await?;
        if stale.is_some() {
            self.redraw(|card| card.stale_lists = stale);
        }
        Ok(players)
    }

    /// Launches, on the next kind of machine where there is none of this one. Not cut short: once the call
    /// is out, a machine may exist, and its answer says which.
    async fn launch(&self, launch: &mut Launch, pack: &Pack) -> Result<Server, CloudError> {
        let cloud = &self.service.inner.cloud;
        let drivers = drivers_of(pack);
        let service = &self.service;
        let Hosting::Ec2(wanted) = launch.spec.hosting.clone() else {
            return self.insist(|| cloud.launch(launch)).await;
        };
        let instead = service.sizes_instead_of(&wanted, self.order.home, drivers);
        let mut instead = instead.into_iter();
        // What was asked for is what is told to be missing.
        let mut first = None;
        loop {
            let error = match self.insist(|| cloud.launch(launch)).await {
                Err(error @ CloudError::NoCapacity { .. }) => error,
                launched => return launched,
            };
            let Some(size) = instead.next() else {
                let prices = &service.inner.rules.prices;
                self.redraw(|card| {
                    card.spec.hosting = Hosting::Ec2(wanted.clone());
                    card.instead_of = None;
                    card.set_platform(card.platform, prices);
                });
                return Err(first.unwrap_or(error));
            };
            first.get_or_insert(error);
            tracing::info!(server.id = %launch.spec.id, "no {wanted} is free; {} is tried on {size}", launch.spec.id);
            launch.record.instead_of = Some(wanted.clone());
            launch.spec.hosting = Hosting::Ec2(size.clone());
            let prices = &service.inner.rules.prices;
            self.redraw(|card| {
                card.spec.hosting = Hosting::Ec2(size);
                card.instead_of = Some(wanted.clone());
                card.set_platform(card.platform, prices);
            });
        }
    }

    /// Asks again while nobody knows whether it was done: what is launched or not deleted costs
    /// money. Both can be repeated.
    async fn insist<T, F>(&self, ask: impl Fn() -> F) -> Result<T, CloudError>
    where
        F: Future<Output = Result<T, CloudError>>,
    {
        let pauses = ConstantBuilder::default()
            .with_delay(TRY_AGAIN)
            .with_max_times(TRIES - 1);
        for pause in pauses.build() {
            let error = match ask().await {
                Err(error) if error.leaves_open() => error,
                outcome => return outcome,
            };
            tracing::warn!(server.id = %self.order.server, error = &error as &dyn std::error::Error, "the cloud did not answer for {}; asking again", self.order.server);
            // A shutdown ends the pause, but never the call: that is answered or not.
            let shutdown = &self.service.inner.shutdown;
            let pause = tokio::time::sleep(pause);
            if shutdown.run_until_cancelled(pause).await.is_none() {
                return Err(error);
            }
        }
        ask().await
    }

    /// Whether somebody cancelled it.
    fn is_unwanted(&self) -> bool {
        let under_way = self.service.lock_under_way();
        let deploy = under_way.get(&self.order.server);
        deploy.is_some_and(|deploy| deploy.unwanted)
    }

    /// Ends the time in which the deploy can be cancelled: from now on the machine is what is
    /// stopped. Says whether nobody was quicker.
    fn hand_over(&self, server: &Server) -> bool {
        let mut under_way = self.service.lock_under_way();
        let deploy = under_way.get(&self.order.server);
        if deploy.is_some_and(|deploy| deploy.unwanted) {
            return false;
        }
        // Under the same lock, so that it counts for the guild's limit at every moment.
        self.service.inner.pending_writes.launched(server, now());
        under_way.remove(&self.order.server);
        true
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
    async fn bring_pack(&self, bounds: &PackLimits) -> Result<(StoredPack, Pack)> {
        let service = &*self.service.inner;
        let target = self.order.upload_location();
        if self.resumed
            && let Some(found) = self.find_moved(&target, bounds).await?
        {
            return Ok(found);
        }
        if let PackSource::Stored(location) = &self.order.source
            && let Some(known) = self.find_judged(location, bounds).await?
        {
            return Ok(known);
        }
        let source = service.uploader.open(&self.order.source).await?;
        match (&self.order.source, transfer::judge(&source, bounds).await?) {
            (PackSource::Stored(location), Verdict::Fit(pack)) => {
                let stored = service.cloud.pack(location).await?;
                service.verdicts.keep(&stored, &bounds.pack, &pack);
                Ok((stored, *pack))
            }
            (_, verdict) => {
                if let Verdict::Fit(pack) = verdict {
                    let facts = PackFacts::of(&pack, target.clone());
                    self.show_pack(&pack, &facts, self.name_of(&pack));
                }
                self.move_pack(source, &target, bounds).await
            }
        }
    }

    /// A pack in storage that would have to be read whole, and was before.
    async fn find_judged(
        &self,
        location: &PackLocation,
        bounds: &PackLimits,
    ) -> Result<Option<(StoredPack, Pack)>> {
        if Format::named(location.file_name()) != Format::TarGz {
            return Ok(None);
        }
        let service = &*self.service.inner;
        let stored = match service.cloud.pack(location).await {
            Ok(stored) if stored.size <= bounds.max_size => stored,
            // The look at it says what is wrong.
            Ok(_) | Err(_) => return Ok(None),
        };
        let known = service.verdicts.of(&stored, &bounds.pack);
        Ok(known.map(|pack| (stored, pack)))
    }

    /// What an interrupted attempt at this very order had stored already.
    async fn find_moved(
        &self,
        target: &PackLocation,
        bounds: &PackLimits,
    ) -> Result<Option<(StoredPack, Pack)>> {
        let service = &*self.service.inner;
        let stored = match service.cloud.pack(target).await {
            // The hash is written down last: with it, the move was finished.
            Ok(stored) if stored.sha256.is_some() => stored,
            Ok(_) | Err(CloudError::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let source = service
            .uploader
            .open(&PackSource::Stored(target.clone()))
            .await?;
        Ok(match transfer::judge(&source, bounds).await? {
            Verdict::Fit(pack) => Some((stored, *pack)),
            Verdict::AfterMove => None,
        })
    }

    async fn move_pack(
        &self,
        source: PackReader,
        target: &PackLocation,
        bounds: &PackLimits,
    ) -> Result<(StoredPack, Pack)> {
        self.reach(Stage::Uploading);
        let total = source.size();
        let (progress, mut seen) = watch::channel(BytesMoved {
            total,
            ..BytesMoved::default()
        });
        let uploader = &self.service.inner.uploader;
        let moving = uploader.upload(source, target, bounds, &progress, &self.cancel);
        tokio::pin!(moving);
        let moved = loop {
            tokio::select! {
                moved = &mut moving => break moved?,
                Ok(()) = seen.changed() => {
                    let BytesMoved { stored, total, .. } = *seen.borrow_and_update();
                    self.redraw(|card| card.state = CardState::Working { moved: Some((stored, total)) });
                }
            }
        };
        let verdicts = &self.service.inner.verdicts;
        verdicts.keep(&moved.stored, &bounds.pack, &moved.pack);
        Ok((moved.stored, moved.pack))
    }

    fn show_pack(&self, pack: &Pack, facts: &PackFacts, name: ServerName) {
        let prices = &self.service.inner.rules.prices;
        let hosting = self.service.hosting_for(&self.order, pack);
        let sized_for = Service::sized_for(&self.order, &hosting, pack);
        if let Some(deploy) = self.service.lock_under_way().get_mut(&self.order.server) {
            deploy.name = name.clone();
        }
        self.redraw(|card| {
            card.spec.name = name;
            card.facts = Some(facts.clone());
            card.warnings.clone_from(&pack.warnings);
            card.spec.hosting = hosting;
            card.sized_for = sized_for;
            card.set_platform(pack.platform, prices);
            card.platform_reason = Some(pack.platform_reason);
        });
    }

    /// The servers that there are, whosever they are.
    /// A name is no reason to deploy nothing.
    async fn others(&self) -> Vec<Server> {
        self.service.list().await.unwrap_or_else(|error| {
            tracing::warn!(server.id = %self.order.server, error = &error as &dyn std::error::Error, "which servers there are could not be listed; {} may be called as another one is", self.order.server);
            Vec::new()
        })
    }

    /// Whether that is another server of the same Discord server, and not the one that this one takes the place of.
    fn is_other(&self, server: &ServerId, home: Option<Home>) -> bool {
        let guild = |home: Option<Home>| home.map(|home| home.guild);
        *server != self.order.server
            && Some(server) != self.order.replaces.as_ref()
            && guild(home) == guild(self.order.home)
    }

    /// Its name, with a number if others of the Discord server, launched or under way, have it already. From now on
    /// it is this one's.
    fn claim_name(&self, pack: &Pack, others: Vec<Server>) -> ServerName {
        let mut under_way = self.service.lock_under_way();
        // With what was launched while they were listed.
        let others = self.service.inner.pending_writes.overlay(others, now());
        let launched = others
            .iter()
            .filter(|server| !server.state.is_gone() && self.is_other(&server.id, server.home))
            .map(|server| server.name.clone());
        let coming = under_way
            .values()
            .filter(|deploy| self.is_other(&deploy.order.server, deploy.order.home))
            .filter(|deploy| deploy.has_name)
            .map(|deploy| deploy.name.clone());
        let taken: Vec<ServerName> = launched.chain(coming).collect();
        let name = self.name_of(pack).not_among(&taken);
        if let Some(deploy) = under_way.get_mut(&self.order.server) {
            (deploy.name, deploy.has_name) = (name.clone(), true);
        }
        name
    }

    fn name_of(&self, pack: &Pack) -> ServerName {
        ServerName::tidy(
            self.order.name.as_deref().unwrap_or(&pack.name),
            self.order.source.file_name(),
        )
    }

    fn launch_of(
        &self,
        pack: &Pack,
        facts: PackFacts,
        stored: &StoredPack,
        taken: Option<Taken>,
    ) -> Launch {
        let beside_key = taken.as_ref().and_then(|taken| taken.beside.clone());
        let (program, program_key) = match (&pack.program, taken) {
            (_, Some(taken)) => (format!("{}{}", pack.root, taken.name), Some(taken.key)),
            (Program::AcServer(path) | Program::Wrapper(path), None) => (path.clone(), None),
            (Program::Missing, None) => {
                let key = self.service.inner.rules.program_keys[pack.platform].clone();
                (
                    format!("{}{}", pack.root, pack.platform.server_program()),
                    key,
                )
            }
        };
        let mut record = Record::new(self.order.asked, self.progress.get());
        record.timeline = self.sender.borrow().timeline.clone();
        record.replaces = self.order.replaces.clone();
        record.until = self.order.until;
        Launch {
            spec: ServerSpec {
                name: self.name_of(pack),
                hosting: self.service.hosting_for(&self.order, pack),
                ..self.order.spec(self.service.inner.rules.options)
            },
            pack: facts,
            pack_size: stored.size,
            sha256: stored.sha256.clone(),
            program,
            program_key,
            beside_key,
            cleaned: pack.cleaned.clone(),
            players: PlayerLists::default(),
            record,
            prepared: self.may_take_prepared(),
        }
    }

    /// Whether the Discord server keeps machines that wait for deploys.
    fn may_take_prepared(&self) -> bool {
        let guild = self.order.home.map(|home| home.guild);
        let rules = guild.and_then(|guild| self.service.inner.rules.policy.guild(guild));
        rules.is_some_and(|rules| rules.prepared != 0)
    }
}
