//! Start, stop, restart, terminate.

use jiff::{SignedDuration, Timestamp};

use super::locks::Guard;
use super::status::is_called;
use super::{Result, Service, ServiceError, Unread, now};
use cloud::{CloudError, Restart};
use domain::ids::{InstanceType, MessageId, ServerId};
use domain::policy::{Action, Actor};
use domain::server::{Hosting, InstanceState, Record, Server, ServerName, StopReason};

/// What a stop hit.
#[derive(Debug)]
pub enum Stopped {
    /// A running server: it is being powered off.
    Server(Box<Server>, LastSession),
    /// A deploy that had no machine yet: it is cancelled, and its card will say so.
    Deploy {
        /// Its id.
        id: ServerId,
        /// Its name, the pack's own if that was read already.
        name: ServerName,
        /// Its machine, if that was launched already: it is deleted again.
        launched: Option<Box<Server>>,
    },
}

/// What became of the session that ran when a server was to be ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastSession {
    /// It ended, and what was driven in it is written down; or there was none.
    Ended,
    /// It did not end, or nobody knows: what was driven in it is known from its laps, as far as those were heard.
    Unended,
}

/// Who tells a channel that the last session of a server did not end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Teller {
    /// Whoever ends the server, as in the answer to a command.
    Caller,
    /// Whichever bot watches the servers, by what is left in the store.
    Watcher,
}

impl Service {
    /// Powers a stopped server on. `progress` is the message that will show its way up.
    pub async fn start(
        &self,
        actor: &Actor,
        asked: &str,
        progress: Option<MessageId>,
    ) -> Result<Server> {
        let (server, _held) = self.take(actor, Action::Start, asked).await?;
        if server.state == InstanceState::Stopped {
            self.check_budget(actor).await?;
        }
        match server.state {
            InstanceState::Stopped => {}
            state => return Err(not_now(&server, state)),
        }
        let record = Record {
            told: Some(Record::JUST_STARTED.to_owned()),
            replaces: server.record.replaces.clone(),
            changing: server.record.changing,
            ..Record::new(now(), progress)
        };
        let is_read = self.rescue_results(&server, 1).await;
        if !is_read {
            self.note_reading_or_log(&server, false).await;
        }
        // Noted first: a bot that is killed in between finds a server that is stopped, and says so
        // in the new message. The other way round nobody would know of that message.
        self.remember(&server, &record).await?;
        let (server, record) = match self.power_on(&server, record).await {
            Ok(started) => started,
            Err(error) => {
                if !error.leaves_open() {
                    self.unsay_start(&server).await;
                }
                return Err(error.into());
            }
        };
        self.inner.pending_writes.ending(&server.id, None, now());
        tracing::info!(server.id = %server.id, instance.id = %server.instance, actor = %actor.name, "started {}", server.id);
        Ok(Server {
            record,
            state: InstanceState::Pending,
            ..server
        })
    }

    /// Powers a server's machine on, as one of the kind that it is meant to have. Where there is none of that in
    /// its zone, for a disk cannot leave that, as one of the next kind that is allowed.
    async fn power_on(
        &self,
        server: &Server,
        record: Record,
    ) -> Result<(Server, Record), CloudError> {
        let cloud = &self.inner.cloud;
        let Some(present) = server.hosting.instance_type() else {
            return cloud.start(server).await.map(|()| (server.clone(), record));
        };
        let wanted = server.record.instead_of.as_ref().unwrap_or(present);
        let mut turned = server.clone();
        if wanted != present {
            match cloud.resize(server, wanted).await {
                Ok(()) => turned.spec.hosting = Hosting::Ec2(wanted.clone()),
                // It runs as what it is rather than not at all.
                Err(error) => {
                    tracing::warn!(server.id = %server.id, error = &error as &dyn std::error::Error, "{} could not be made a {wanted} again", server.id);
                }
            }
        }
        let none_free = match self.start_noted(&turned, &record, wanted).await {
            Err(error @ CloudError::NoCapacityToStart { .. }) => error,
            started => return started.map(|record| (turned, record)),
        };
        let started = self.power_on_instead(turned, record, wanted).await;
        started.unwrap_or(Err(none_free))
    }

    /// Powers a server on that there is no machine of the kind for as one of the next kinds; nothing if there is
    /// none of those either. If it does not start it is of the kind `wanted`.
    async fn power_on_instead(
        &self,
        mut turned: Server,
        record: Record,
        wanted: &InstanceType,
    ) -> Option<Result<(Server, Record), CloudError>> {
        let cloud = &self.inner.cloud;
        let drivers = usize::from(turned.pack.slots);
        let mut sizes = self.sizes_instead_of(wanted, turned.home, drivers);
        sizes.retain(|size| Some(size) != turned.hosting.instance_type());
        let mut failed = None;
        for size in sizes {
            tracing::info!(server.id = %turned.id, "no {wanted} is free for {}; it is tried as {size}", turned.id);
            if let Err(error) = cloud.resize(&turned, &size).await {
                failed = match error {
                    CloudError::Denied { .. } => Some(CloudError::MayNotResize {
                        size: Hosting::Ec2(wanted.clone()),
                    }),
                    error => Some(error),
                };
                break;
            }
            turned.spec.hosting = Hosting::Ec2(size);
            match self.start_noted(&turned, &record, wanted).await {
                Ok(record) => return Some(Ok((turned, record))),
                Err(CloudError::NoCapacityToStart { .. }) => {}
                // It may run as what it is now.
                Err(error) if error.leaves_open() => return Some(Err(error)),
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        // As it was meant to be, for the next try.
        if turned.hosting.instance_type() != Some(wanted)
            && let Err(error) = cloud.resize(&turned, wanted).await
        {
            tracing::warn!(server.id = %turned.id, error = &error as &dyn std::error::Error, "the machine of {} has another size now, and is stopped", turned.id);
        }
        failed.map(Err)
    }

    /// Powers a server on, and notes before of which kind it is meant to be where it is of another: it goes back
    /// to that at its next start.
    async fn start_noted(
        &self,
        server: &Server,
        record: &Record,
        wanted: &InstanceType,
    ) -> Result<Record, CloudError> {
        let mut record = record.clone();
        if server.hosting.instance_type() != Some(wanted) {
            record.instead_of = Some(wanted.clone());
            self.remember(server, &record).await?;
        }
        self.inner.cloud.start(server).await.map(|()| record)
    }

    /// Writes the record back of a server that could not be started.
    async fn unsay_start(&self, server: &Server) {
        if let Err(error) = self.remember(server, &server.record).await {
            tracing::warn!(server.id = %server.id, error = &error as &dyn std::error::Error, "{} is noted as just started and is not; its channel will be told that it is stopped", server.id);
        }
    }

    /// Powers a server off, or cancels its deploy if it has no machine yet. Both go by id or name.
    ///
    /// The organiser of a race night that needs it is told.
    pub async fn stop(&self, actor: &Actor, asked: &str) -> Result<Stopped> {
        let stopped = self.stop_quietly(actor, asked, Teller::Caller).await?;
        if let Stopped::Server(server, _) = &stopped {
            self.note_stopped_race(actor, server).await;
        }
        Ok(stopped)
    }

    /// The same, for whoever ends a race night itself.
    pub(super) async fn stop_quietly(
        &self,
        actor: &Actor,
        asked: &str,
        teller: Teller,
    ) -> Result<Stopped> {
        if let Some(order) = self.meant_deploy(actor, asked).await?
            && let Some(cancelled) = self.cancel(actor, &order).await?
        {
            return Ok(cancelled);
        }
        let (server, _held) = self.take(actor, Action::Stop, asked).await?;
        self.stop_server(actor, server, teller).await
    }

    async fn stop_server(&self, actor: &Actor, server: Server, teller: Teller) -> Result<Stopped> {
        match server.state {
            InstanceState::Pending | InstanceState::Running => {}
            state => return Err(not_now(&server, state)),
        }
        let stopping = self.end_and_power_off(&server, StopReason::Asked, teller);
        let session = stopping.await?;
        tracing::info!(server.id = %server.id, instance.id = %server.instance, actor = %actor.name, "stopped {}", server.id);
        Ok(Stopped::Server(Box::new(server), session))
    }

    /// Stops a server that nobody asked to stop, whose turn the caller holds. That its last session did not end is
    /// told to its channel.
    ///
    /// # Errors
    /// If it cannot be powered off.
    pub async fn stop_unasked(
        &self,
        server: &Server,
        reason: StopReason,
    ) -> std::result::Result<(), CloudError> {
        self.end_and_power_off(server, reason, Teller::Watcher)
            .await
            .map(drop)
    }

    /// Powers a server off once its session has ended and what was driven is taken in. What of that does not
    /// succeed keeps no machine on.
    async fn end_and_power_off(
        &self,
        server: &Server,
        reason: StopReason,
        teller: Teller,
    ) -> std::result::Result<LastSession, CloudError> {
        let session = self.end_session(server, teller).await;
        // Its disk stays, so what cannot be read now is read at its next start.
        if self.rescue_results(server, 1).await {
            self.note_reading_or_log(server, true).await;
        }
        self.power_off(server, reason).await?;
        Ok(session)
    }

    /// Ends a server's program and starts it again. Its machine, its pack and its link stay.
    ///
    /// # Errors
    /// [`ServiceError::NotRestarted`] if it has no program yet, or its machine does not answer.
    pub async fn restart(&self, actor: &Actor, asked: &str) -> Result<Server> {
        let (server, _held) = self.take(actor, Action::Restart, asked).await?;
        if !Action::Restart.suits(server.state) {
            return Err(not_now(&server, server.state));
        }
        match self.inner.cloud.restart(&server).await? {
            Restart::Begun => {}
            answer => {
                return Err(ServiceError::NotRestarted {
                    server: server.name.to_string(),
                    answer,
                });
            }
        }
        let record = Record {
            told: Some(Record::restarting(super::now())),
            ..server.record.clone()
        };
        // It is done: that nobody will be told when it is online again is no failure of it.
        if let Err(error) = self.remember(&server, &record).await {
            tracing::warn!(server.id = %server.id, error = &error as &dyn std::error::Error, "{} was restarted, and that could not be noted; its channel will not be told that it is online again", server.id);
        }
        tracing::info!(server.id = %server.id, instance.id = %server.instance, actor = %actor.name, "restarted the program of {}", server.id);
        Ok(Server { record, ..server })
    }

    /// Cancels a deploy. If its machine was launched meanwhile and never came online, nobody has
    /// anything of it, and it is deleted again, as if the word had come in time; one that was
    /// online is powered off.
    pub async fn call_off(&self, actor: &Actor, order: &ServerId) -> Result<Stopped> {
        if let Some(cancelled) = self.cancel(actor, order).await? {
            return Ok(cancelled);
        }
        let (server, _held) = self.take(actor, Action::Stop, order.as_str()).await?;
        let Record {
            timeline,
            announcing,
            announced,
            ..
        } = &server.record;
        let was_online = timeline.was_online() || announcing.is_some() || announced.is_some();
        if timeline.is_of_deploy() && !was_online {
            self.delete_machine(&server, StopReason::Asked).await?;
            tracing::info!(server.id = %server.id, instance.id = %server.instance, actor = %actor.name, "deleted {}, whose deploy was cancelled", server.id);
            return Ok(Stopped::Deploy {
                id: server.id.clone(),
                name: server.name.clone(),
                launched: Some(Box::new(server)),
            });
        }
        self.stop_server(actor, server, Teller::Caller).await
    }

    /// Has a running server stay on for some hours although nobody drives and whatever limit of hours there is.
    /// Answers until when: an earlier promise that lasts longer stays.
    pub async fn keep_running(
        &self,
        actor: &Actor,
        asked: &str,
        hours: u8,
    ) -> Result<(Server, Timestamp)> {
        let (server, _held) = self.take(actor, Action::Keep, asked).await?;
        if !Action::Keep.suits(server.state) {
            return Err(not_now(&server, server.state));
        }
        let until = now() + SignedDuration::from_hours(hours.into());
        let until = until.max(server.record.until.unwrap_or(Timestamp::MIN));
        let record = Record {
            // Tags hold whole seconds.
            until: Timestamp::from_second(until.as_second()).ok(),
            ..server.record.clone()
        };
        if server.options.idle_minutes.is_some() {
            self.inner.cloud.keep_running(&server, until).await?;
        }
        self.remember(&server, &record).await?;
        tracing::info!(server.id = %server.id, actor = %actor.name, "{} stays on until {until}", server.id);
        Ok((server, until))
    }

    /// Deletes a server with its disk. Its pack stays in storage.
    ///
    /// # Errors
    /// [`ServiceError::ResultsUnread`] if it may hold results that could not be read and are to be kept.
    pub async fn terminate(
        &self,
        actor: &Actor,
        asked: &str,
        unread: Unread,
    ) -> Result<(Server, LastSession)> {
        self.terminate_for(StopReason::Asked, actor, asked, unread, Teller::Caller)
            .await
    }

    /// The same for a reason that its last message says.
    pub(super) async fn terminate_for(
        &self,
        reason: StopReason,
        actor: &Actor,
        asked: &str,
        unread: Unread,
        teller: Teller,
    ) -> Result<(Server, LastSession)> {
        let (server, _held) = self.take(actor, Action::Terminate, asked).await?;
        let session = self.end_session(&server, teller).await;
        self.rescue_before_delete(&server, unread).await?;
        self.delete_machine(&server, reason).await?;
        tracing::info!(server.id = %server.id, instance.id = %server.instance, actor = %actor.name, "terminated {}", server.id);
        Ok((server, session))
    }

    /// Deletes a machine whose results are safe, or which never had any.
    pub(super) async fn delete_machine(
        &self,
        server: &Server,
        reason: StopReason,
    ) -> Result<(), CloudError> {
        self.inner.cloud.terminate(server, reason).await?;
        self.close_server_page(&server.id);
        self.inner
            .pending_writes
            .ending(&server.id, Some(reason), now());
        self.inner.pending_writes.terminated(&server.id);
        self.forget_documents(&server.id, server.home).await;
        Ok(())
    }

    /// Finds a server and holds it, as it stands now: if another action came between, it is looked
    /// at again.
    pub(super) async fn take(
        &self,
        actor: &Actor,
        action: Action,
        asked: &str,
    ) -> Result<(Server, Guard<'_>)> {
        loop {
            let generation = self.generation();
            let server = self.find(actor, action, asked).await?;
            if let Some(held) = self.inner.locks.hold(&server.id, generation).await {
                return Ok((server, held));
            }
        }
    }

    /// The deploy under way that `asked` means, if it means one.
    ///
    /// # Errors
    /// [`ServiceError::Ambiguous`] if several deploys or servers have that name.
    async fn meant_deploy(&self, actor: &Actor, asked: &str) -> Result<Option<ServerId>> {
        let mut ids = match self.deploys_called(actor, asked) {
            ServerRef::ById(id) => return Ok(Some(id)),
            ServerRef::ByName(ids) if ids.is_empty() => return Ok(None),
            ServerRef::ByName(ids) => ids,
        };
        let servers = self.servers_of(actor).await?;
        let named = servers
            .iter()
            .filter(|server| is_called(&server.name, asked));
        ids.extend(named.map(|server| server.id.clone()));
        ids.sort_unstable();
        ids.dedup();
        match ids.as_slice() {
            [only] => Ok(Some(only.clone())),
            _ => Err(ServiceError::Ambiguous {
                asked: asked.trim().to_owned(),
                ids,
            }),
        }
    }

    /// The deploys under way in `actor`'s Discord server that `asked` can mean.
    pub(super) fn deploys_called(&self, actor: &Actor, asked: &str) -> ServerRef {
        let asked = asked.trim();
        let under_way = self.lock_under_way();
        let seen = under_way
            .values()
            .filter(|deploy| actor.sees(&deploy.order));
        let mut named = Vec::new();
        for deploy in seen {
            if deploy.order.server.as_str() == asked {
                return ServerRef::ById(deploy.order.server.clone());
            }
            // Lists show its working name until the pack was read.
            if is_called(&deploy.name, asked) || is_called(&deploy.order.working_name(), asked) {
                named.push(deploy.order.server.clone());
            }
        }
        ServerRef::ByName(named)
    }

    /// Cancels a deploy if it is still under way. Its owner always may.
    async fn cancel(&self, actor: &Actor, order: &ServerId) -> Result<Option<Stopped>> {
        let Some(name) = self.make_unwanted(actor, order)? else {
            return Ok(None);
        };
        // At once, not when the deploy comes to it: a bot that is killed meanwhile must not take
        // it up again.
        self.forget(order).await;
        Ok(Some(Stopped::Deploy {
            id: order.clone(),
            name,
            launched: None,
        }))
    }

    /// Marks a deploy as cancelled if it is still under way; answers its name.
    fn make_unwanted(&self, actor: &Actor, order: &ServerId) -> Result<Option<ServerName>> {
        let mut under_way = self.lock_under_way();
        let Some(deploy) = under_way.get_mut(order) else {
            return Ok(None);
        };
        let policy = &self.inner.rules.policy;
        policy.may_touch_order(actor, Action::Stop, &deploy.order)?;
        deploy.unwanted = true;
        deploy.cancel.cancel();
        Ok(Some(deploy.name.clone()))
    }
}

/// The deploys under way that somebody can mean.
pub(super) enum ServerRef {
    /// The one with this id.
    ById(ServerId),
    /// Those of this name.
    ByName(Vec<ServerId>),
}

fn not_now(server: &Server, state: InstanceState) -> ServiceError {
    ServiceError::NotNow {
        server: server.name.to_string(),
        state,
    }
}
