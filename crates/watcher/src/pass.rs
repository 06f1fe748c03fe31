//! One pass: list all servers, read their reports, and act on each.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use jiff::{SignedDuration, Timestamp};

use super::apply::{Applied, Executor, Heard, NotApplied};
use super::prober::Coming;
use super::{Outage, PassState, Watcher};
use cloud::{CloudError, Swept};
use costs::Usage;
use domain::ids::ServerId;
use domain::lifecycle::{self, Health, ReportOutcome, Step, TimeLimit};
use domain::report::Report;
use domain::server::{InstanceState, Server, StopReason};
use service::{NotifyError, UsageOf};

/// While a server comes up, its card is drawn again this often for the elapsed time on it.
const REDRAW: SignedDuration = SignedDuration::from_secs(15);
/// A cloud's list lags: a server must be missing for this long before it counts as vanished.
const MISSING: SignedDuration = SignedDuration::from_secs(60);
/// How often the left-overs of deleted servers are looked for although none was seen to go.
const SWEEP: SignedDuration = SignedDuration::from_mins(30);
/// How often they are looked for while a server was deleted less than [`LETTING_GO`] ago.
const SWEEP_SOON: SignedDuration = SignedDuration::from_secs(5);
/// Within this time after its end a machine has let go of its security group.
const LETTING_GO: SignedDuration = SignedDuration::from_mins(3);
/// How many servers are told of at the same time.
const AT_ONCE: usize = 8;

/// Which servers a pass looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    All,
    Moving,
}

/// What a pass saw and did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PassSummary {
    /// Servers on their way up or down.
    pub moving: usize,
    /// Servers whose machine runs.
    pub running: usize,
    /// Join links that were posted.
    pub announced: usize,
    /// Servers that could not be told of; a later pass tries again.
    pub failed: usize,
    /// How long until the first of the channels is due that could not be told.
    pub retry: Option<Duration>,
}

impl Watcher {
    /// Looks at all servers once, now. Safe to repeat at any time.
    ///
    /// # Errors
    /// Those of [`Self::pass_at`].
    pub async fn pass(&mut self) -> Result<PassSummary, CloudError> {
        self.pass_at(cloud::clock::now()).await
    }

    /// Looks at all servers once and does what is to be done at `now`.
    ///
    /// # Errors
    /// If the servers cannot be listed, or their reports not be read; in the second case the pass
    /// has done what can be done without them. What cannot be done for one
    /// server is logged, counted in [`PassSummary::failed`] and tried again by the next pass.
    pub async fn pass_at(&mut self, now: Timestamp) -> Result<PassSummary, CloudError> {
        self.pass_over(Scope::All, now).await
    }

    /// Looks at those of which news is to be expected within seconds. Every question costs the asked
    /// machine some seconds of a processor, which drivers on it would feel.
    pub(super) async fn fast_pass(&mut self) -> Result<PassSummary, CloudError> {
        self.pass_over(Scope::Moving, cloud::clock::now()).await
    }

    async fn pass_over(&mut self, scope: Scope, now: Timestamp) -> Result<PassSummary, CloudError> {
        let service = self.service.clone();
        let notifier = Arc::clone(&self.notifier);
        let generation = service.generation();
        let cloud = service.cloud();
        let mut servers = service.list().await?;
        self.publish_coming(&servers);
        service.look_up_pages(&servers, now).await;
        let running: Vec<&Server> = servers
            .iter()
            .filter(|server| server.state == InstanceState::Running)
            .collect();
        let quiet: HashSet<ServerId> = running
            .iter()
            .filter(|server| scope == Scope::Moving && self.is_quiet(server))
            .map(|server| server.id.clone())
            .collect();
        let mut asked = running.clone();
        asked.retain(|server| !quiet.contains(&server.id));
        let reports = if asked.is_empty() {
            Ok(HashMap::new())
        } else {
            cloud.reports(&asked).await
        };
        // Without the reports there is still to tell which machines stopped, and to stop those that
        // take too long.
        let (mut reports, unread) = match reports {
            Ok(reports) => (reports, None),
            Err(error) => (HashMap::new(), Some(error)),
        };
        let running = running.len();
        notifier.present(running).await;
        // What was announced before the machine said which boot it is, is this boot's.
        let mut adopted = HashSet::new();
        for server in &mut servers {
            let report = reports
                .get(&server.instance)
                .and_then(ReportOutcome::report);
            let boot = report.and_then(|report| report.boot.as_ref());
            if boot.is_some_and(|boot| server.record.adopt(&server.run(), boot)) {
                adopted.insert(server.id.clone());
            }
        }

        for server in &servers {
            service.resume_change(server);
        }
        let mut passed = PassSummary {
            running,
            ..PassSummary::default()
        };
        let mut executors = Vec::new();
        let mut usage = UsageOf::new();
        for server in servers.iter().filter(|server| !quiet.contains(&server.id)) {
            let outcome = match unread {
                Some(_) => ReportOutcome::NoAnswer,
                None => reports
                    .remove(&server.instance)
                    .unwrap_or(ReportOutcome::NotAsked),
            };
            let fresh = outcome.report().filter(|report| !report.is_stale(now));
            let drivers = fresh.and_then(|report| report.clients);
            if let Some(used) = fresh.and_then(used) {
                usage.insert(server.id.clone(), used);
            }
            let health = lifecycle::health(server, &outcome, now, &service.rules().patience);
            let health = if unread.is_none() {
                self.unless_unheard(server, health, now)
            } else {
                health
            };
            service.note_health(server, &health);
            service.show_server_page(server, &health, generation);
            let moving = is_moving(server, &health);
            self.memory_of(server).moving = moving;
            passed.moving += usize::from(moving);
            let redraw = self.is_due(server, &health, now);
            // A reminder of trouble can wait for the next pass, the end of what costs money cannot.
            let outlasted = self.outlasted(server, &health, now);
            let outlasted = self.time_limit(server, drivers, now).or(outlasted);
            let untold = self.memory_of(server).untold;
            executors.push(Executor {
                service: &service,
                notifier: &*notifier,
                server,
                health,
                outlasted,
                redraw,
                untold,
                pause: Duration::from_secs(self.settings.moving_seconds),
                generation,
                adopted: adopted.contains(&server.id),
                touches: false,
                now,
            });
        }
        // Made before they are streamed, or the pass could not be spawned: rust-lang/rust#102211.
        let executors: Vec<_> = executors.into_iter().map(Executor::carry_out).collect();
        let outcomes: Vec<_> = futures_util::stream::iter(executors)
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        for done in outcomes {
            self.note(&done, now, &mut passed);
        }
        let vanished = self.look_for_the_vanished(&servers, now).await;
        if vanished != 0 {
            passed.failed += vanished;
            let soon = Duration::from_secs(self.settings.quiet_seconds);
            passed.retry = Some(passed.retry.map_or(soon, |first| first.min(soon)));
        }
        self.sweep(&servers, now).await;
        if scope == Scope::All {
            self.note_costs(&servers, &usage, now).await;
        }
        match unread {
            Some(error) => Err(error),
            None => Ok(passed),
        }
    }

    /// Writes down what runs, and tells channels what they should know of its costs. What Discord does not take
    /// now the ledger has told again.
    async fn note_costs(&self, servers: &[Server], usage: &UsageOf, now: Timestamp) {
        for (home, news) in self.service.note_costs(servers, usage, now).await {
            if let Err(error) = self.notifier.tell_costs(home, &news).await {
                tracing::warn!(channel.id = %home.channel, error = &error as &dyn std::error::Error, "a channel could not be told what its servers cost");
                if matches!(error, NotifyError::Failed { .. } | NotifyError::TooSoon) {
                    continue;
                }
            }
            // A channel that takes nothing is told nothing later either.
            if let Err(error) = self.service.note_told(home, &news).await {
                tracing::warn!(channel.id = %home.channel, error = &error as &dyn std::error::Error, "it could not be noted that a channel was told what its servers cost; it is looked for there later");
            }
        }
    }

    /// Says which servers are coming up, if that is news.
    fn publish_coming(&self, servers: &[Server]) {
        let servers: Vec<Server> = servers.iter().filter(|s| Coming::is(s)).cloned().collect();
        self.coming.send_if_modified(|coming| {
            let news = coming.servers != servers;
            coming.servers = servers;
            news
        });
    }

    /// Notes what was done about one server.
    fn note(&mut self, done: &Applied<'_>, now: Timestamp, passed: &mut PassSummary) {
        let patience = self.service.rules().patience;
        passed.announced += usize::from(done.announced);
        passed.failed += usize::from(done.failed);
        if let Some(untold) = done.untold {
            let pause = untold.pause(now);
            passed.retry = Some(passed.retry.map_or(pause, |first| first.min(pause)));
        }
        let memory = self.memory_of(done.server);
        memory.untold = done.untold;
        if done.drawn {
            memory.drawn = Some(now);
        }
        if let Some(outage) = memory.trouble.as_mut().filter(|_| done.told) {
            outage.again = lifecycle::remind_at(outage.since, now, &patience);
        }
    }

    /// Whether nothing was on its way at this server when it was last asked, and nothing about it has
    /// changed since.
    fn is_quiet(&self, server: &Server) -> bool {
        let memory = self.memory.get(&server.id);
        memory.is_some_and(|memory| !memory.moving && memory.server == *server)
    }

    fn memory_of(&mut self, server: &Server) -> &mut PassState {
        self.memory
            .entry(server.id.clone())
            .or_insert_with(|| PassState::of(server))
    }

    fn unless_unheard(&mut self, server: &Server, health: Health, now: Timestamp) -> Health {
        let memory = self.memory_of(server);
        if health != Health::Unknown || server.state != InstanceState::Running {
            memory.unheard = None;
            return health;
        }
        lifecycle::unheard(health, *memory.unheard.get_or_insert(now), now)
    }

    fn is_due(&self, server: &Server, health: &Health, now: Timestamp) -> bool {
        if self.service.wants_redraw(&server.id) {
            return true;
        }
        let coming = matches!(health, Health::Coming(_) | Health::Slow(_));
        let drawn = self.memory.get(&server.id).and_then(|memory| memory.drawn);
        coming && drawn.is_none_or(|drawn| REDRAW <= now.duration_since(drawn))
    }

    /// What is due because trouble has lasted. A bot that starts anew counts from its start.
    fn outlasted(&mut self, server: &Server, health: &Health, now: Timestamp) -> Option<Step> {
        let patience = self.service.rules().patience;
        let was_online = server.record.timeline.was_online();
        let memory = self.memory_of(server);
        match health {
            Health::Failed { .. } | Health::Silent { .. } if was_online => {}
            // Nothing was learnt in this pass.
            Health::Unknown => return None,
            _ => {
                memory.trouble = None;
                return None;
            }
        }
        let Outage { since, again } = *memory.trouble.get_or_insert_with(|| Outage {
            since: now,
            again: lifecycle::remind_at(now, now, &patience),
        });
        lifecycle::outlasted(health, since, again, now, &patience)
    }

    /// What is due because the machine has run for as long as the settings allow.
    fn time_limit(&self, server: &Server, drivers: Option<u32>, now: Timestamp) -> Option<Step> {
        let limit = self.service.rules().limit_per_start(server)?;
        match lifecycle::time_limit(server, limit, drivers, now) {
            TimeLimit::Within => None,
            TimeLimit::Warn { ends } => Some(Step::WarnOfEnd(ends)),
            TimeLimit::Over => Some(Step::Stop(StopReason::TimeLimit)),
        }
    }

    /// A machine that was deleted from outside may be gone from the list before anybody saw it
    /// terminated; then only this memory knows its channel.
    /// Answers how many could not be told of; the next pass tries again.
    async fn look_for_the_vanished(&mut self, servers: &[Server], now: Timestamp) -> usize {
        let listed: HashSet<_> = servers.iter().map(|server| &server.id).collect();
        for server in servers {
            let memory = self.memory_of(server);
            memory.server = server.clone();
            memory.missing = None;
        }
        let mut vanished = Vec::new();
        self.memory.retain(|id, memory| {
            if listed.contains(id) {
                return true;
            }
            let since = *memory.missing.get_or_insert(now);
            let gone = MISSING <= now.duration_since(since);
            if gone && !memory.server.state.is_gone() {
                vanished.push(memory.server.clone());
                // Until its channel was told.
                return true;
            }
            !gone
        });
        let mut failed = 0;
        for server in vanished {
            tracing::warn!(server.id = %server.id, instance.id = %server.instance, "{} is no longer listed", server.id);
            let server = Server {
                state: InstanceState::Terminated,
                ..server
            };
            let act = Executor {
                service: &self.service,
                notifier: &*self.notifier,
                server: &server,
                health: Health::Gone,
                outlasted: None,
                redraw: false,
                untold: None,
                pause: Duration::ZERO,
                generation: self.service.generation(),
                adopted: false,
                touches: false,
                now,
            };
            // The record cannot be written any more, and need not be.
            let told = match server.home {
                Some(home) => act.tell(home, &mut server.record.clone()).await,
                None => Ok(Heard::Yes),
            };
            match told {
                // A channel that is closed hears nothing of it later either.
                Ok(_) => drop(self.memory.remove(&server.id)),
                Err(NotApplied) => failed += 1,
            }
        }
        failed
    }

    /// Clears away what deleted servers left behind: while one was deleted a moment ago, for its
    /// network goes some time after it, and now and then. AWS lists it for an hour.
    async fn sweep(&mut self, servers: &[Server], now: Timestamp) {
        let terminated = |server: &&Server| server.state == InstanceState::Terminated;
        let mut just_ended = false;
        for server in servers.iter().filter(terminated) {
            let since = *self.memory_of(server).terminated.get_or_insert(now);
            just_ended |= now.duration_since(since) < LETTING_GO;
        }
        let pause = if just_ended { SWEEP_SOON } else { SWEEP };
        if self
            .swept
            .is_some_and(|swept| now.duration_since(swept) < pause)
        {
            return;
        }
        self.sweep_documents(now).await;
        match self.service.cloud().sweep(servers).await {
            Ok(Swept { gone: 0, .. }) => {}
            Ok(Swept { gone, .. }) => {
                tracing::info!("cleared away {gone} left-overs of deleted servers");
            }
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "left-overs of deleted servers could not be cleared away; trying again later"
            ),
        }
        self.swept = Some(now);
    }
}

impl Watcher {
    /// Removes now and then what is kept of servers that are gone, and has packs stay that are needed.
    async fn sweep_documents(&mut self, now: Timestamp) {
        let recently = |swept: Timestamp| now.duration_since(swept) < SWEEP;
        if self.swept_documents.is_some_and(recently) {
            return;
        }
        self.swept_documents = Some(now);
        match self.service.sweep_documents().await {
            Ok(0) => {}
            Ok(count) => tracing::info!("removed {count} documents of deleted servers"),
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "what is kept of deleted servers could not be removed; trying again later"
            ),
        }
        match self.service.spare_packs().await {
            Ok(0) => {}
            Ok(count) => tracing::info!(
                "kept {count} packs that are needed from being deleted for their age"
            ),
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "it could not be found out which packs are needed; trying again later"
            ),
        }
    }
}

/// What a machine says that it has used in this run.
fn used(report: &Report) -> Option<Usage> {
    (report.sent_bytes.is_some() || report.busy_seconds.is_some()).then(|| Usage {
        sent_bytes: report.sent_bytes.unwrap_or_default(),
        busy_seconds: report.busy_seconds.unwrap_or_default(),
    })
}

impl PassState {
    fn of(server: &Server) -> Self {
        Self {
            server: server.clone(),
            moving: true,
            missing: None,
            drawn: None,
            unheard: None,
            trouble: None,
            terminated: None,
            untold: None,
        }
    }
}

fn is_moving(server: &Server, health: &Health) -> bool {
    let changing = matches!(
        server.state,
        InstanceState::Pending | InstanceState::Stopping | InstanceState::ShuttingDown
    );
    let coming = matches!(
        health,
        Health::Coming(_) | Health::Slow(_) | Health::Crashed { .. }
    );
    // Unknown: the answer of this pass is missing, so the next should come soon.
    changing || coming || *health == Health::Unknown
}
