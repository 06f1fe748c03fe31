//! One pass: list, decide, act.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use futures_util::StreamExt;
use jiff::{SignedDuration, Timestamp};

use super::{Memory, Trouble, Watcher};
use crate::cloud::{CloudError, ServerLog};
use crate::domain::ids::BootId;
use crate::domain::lifecycle::{self, Reading, Stage, Standing, Step, Told};
use crate::domain::link::JoinLink;
use crate::domain::log::LogTail;
use crate::domain::server::{Announced, Ending, Home, InstanceState, Record, Server};
use crate::service::{Card, Costs, Herald, HeraldError, Join, Service};

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
/// How many lines of its log are shown with a server's failure.
const LAST_WORDS: u16 = 12;
/// How many servers are told of at the same time.
const AT_ONCE: usize = 8;

/// What a pass saw and did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Passed {
    /// Servers on their way up or down.
    pub moving: usize,
    /// Servers whose machine runs.
    pub running: usize,
    /// Join links that were posted.
    pub announced: usize,
    /// Servers that could not be told of; the next pass tries again.
    pub failed: usize,
}

impl Watcher {
    /// Looks at all servers once, now. Safe to repeat at any time.
    ///
    /// # Errors
    /// Those of [`Self::pass_at`].
    pub async fn pass(&mut self) -> Result<Passed, CloudError> {
        self.pass_at(Timestamp::now()).await
    }

    /// Looks at all servers once and does what is to be done at `now`.
    ///
    /// # Errors
    /// If the servers cannot be listed, or their reports not be read; in the second case the pass
    /// has done what can be done without them. What cannot be done for one
    /// server is logged, counted in [`Passed::failed`] and tried again by the next pass.
    pub async fn pass_at(&mut self, now: Timestamp) -> Result<Passed, CloudError> {
        let service = self.service.clone();
        let herald = Arc::clone(&self.herald);
        let generation = service.generation();
        let cloud = service.cloud();
        let servers = service.list().await?;
        let running: Vec<&Server> = servers
            .iter()
            .filter(|server| server.state == InstanceState::Running)
            .collect();
        let reports = if running.is_empty() {
            Ok(HashMap::new())
        } else {
            cloud.reports(&running).await
        };
        // Without the reports there is still to tell which machines stopped, and to stop those that
        // take too long.
        let (mut readings, unread) = match reports {
            Ok(readings) => (readings, None),
            Err(error) => (HashMap::new(), Some(error)),
        };
        herald.present(running.len()).await;

        let mut passed = Passed {
            running: running.len(),
            ..Passed::default()
        };
        let mut acts = Vec::new();
        for server in &servers {
            let reading = match unread {
                Some(_) => Reading::NoAnswer,
                None => readings
                    .remove(&server.instance)
                    .unwrap_or(Reading::NotAsked),
            };
            let standing = lifecycle::standing(server, &reading, now, &service.rules().patience);
            let standing = if unread.is_none() {
                self.unless_unheard(server, standing, now)
            } else {
                standing
            };
            if is_moving(server, &standing) {
                passed.moving += 1;
            }
            let redraw = self.is_due(server, &standing, now);
            let outlasted = self.outlasted(server, &standing, now);
            acts.push(Act {
                service: &service,
                herald: &*herald,
                server,
                standing,
                outlasted,
                redraw,
                generation,
                now,
            });
        }
        // Made before they are streamed, or the pass could not be spawned: rust-lang/rust#102211.
        let acts: Vec<_> = acts.into_iter().map(Act::carry_out).collect();
        let outcomes: Vec<_> = futures_util::stream::iter(acts)
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        for outcome in outcomes {
            match outcome {
                Ok(Done {
                    server,
                    announced,
                    told,
                    drawn,
                }) => {
                    passed.announced += usize::from(announced);
                    let patience = service.rules().patience;
                    let memory = self.memory_of(server);
                    if drawn {
                        memory.drawn = Some(now);
                    }
                    if let Some(trouble) = memory.trouble.as_mut().filter(|_| told) {
                        trouble.again = lifecycle::remind_at(trouble.since, now, &patience);
                    }
                }
                Err(NotDone) => passed.failed += 1,
            }
        }
        passed.failed += self.look_for_the_vanished(&servers, now).await;
        self.sweep(&servers, now).await;
        match unread {
            Some(error) => Err(error),
            None => Ok(passed),
        }
    }

    fn memory_of(&mut self, server: &Server) -> &mut Memory {
        self.memory
            .entry(server.id.clone())
            .or_insert_with(|| Memory::of(server))
    }

    fn unless_unheard(&mut self, server: &Server, standing: Standing, now: Timestamp) -> Standing {
        let memory = self.memory_of(server);
        if standing != Standing::Unknown || server.state != InstanceState::Running {
            memory.unheard = None;
            return standing;
        }
        lifecycle::unheard(standing, *memory.unheard.get_or_insert(now), now)
    }

    fn is_due(&self, server: &Server, standing: &Standing, now: Timestamp) -> bool {
        let coming = matches!(standing, Standing::Coming(_) | Standing::Slow(_));
        let drawn = self.memory.get(&server.id).and_then(|memory| memory.drawn);
        coming && drawn.is_none_or(|drawn| REDRAW <= now.duration_since(drawn))
    }

    /// What is due because trouble has lasted. A bot that starts anew counts from its start.
    fn outlasted(&mut self, server: &Server, standing: &Standing, now: Timestamp) -> Option<Step> {
        let patience = self.service.rules().patience;
        let was_online = server.record.timeline.current() == Some(Stage::Online);
        let memory = self.memory_of(server);
        match standing {
            Standing::Failed { .. } | Standing::Silent { .. } if was_online => {}
            // Nothing was learnt in this pass.
            Standing::Unknown => return None,
            _ => {
                memory.trouble = None;
                return None;
            }
        }
        let Trouble { since, again } = *memory.trouble.get_or_insert_with(|| Trouble {
            since: now,
            again: lifecycle::remind_at(now, now, &patience),
        });
        lifecycle::outlasted(standing, since, again, now, &patience)
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
            let act = Act {
                service: &self.service,
                herald: &*self.herald,
                server: &server,
                standing: Standing::Gone,
                outlasted: None,
                redraw: false,
                generation: self.service.generation(),
                now,
            };
            // The record cannot be written any more, and need not be.
            let told = match server.home {
                Some(home) => act.tell(home, &mut server.record.clone()).await,
                None => Ok(true),
            };
            match told {
                Ok(_) => drop(self.memory.remove(&server.id)),
                Err(NotDone) => failed += 1,
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
        match self.service.cloud().sweep(servers).await {
            Ok(0) => {}
            Ok(count) => tracing::info!("cleared away {count} left-overs of deleted servers"),
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "left-overs of deleted servers could not be cleared away; trying again later"
            ),
        }
        self.swept = Some(now);
    }
}

impl Memory {
    fn of(server: &Server) -> Self {
        Self {
            server: server.clone(),
            missing: None,
            drawn: None,
            unheard: None,
            trouble: None,
            terminated: None,
        }
    }
}

fn is_moving(server: &Server, standing: &Standing) -> bool {
    let changing = matches!(
        server.state,
        InstanceState::Pending | InstanceState::Stopping | InstanceState::ShuttingDown
    );
    let coming = matches!(
        standing,
        Standing::Coming(_) | Standing::Slow(_) | Standing::Crashed { .. }
    );
    // Unknown: the answer of this pass is missing, so the next should come soon.
    changing || coming || *standing == Standing::Unknown
}

/// What is done about one server in one pass.
struct Act<'a> {
    service: &'a Service,
    herald: &'a dyn Herald,
    server: &'a Server,
    standing: Standing,
    /// What is due because trouble has lasted.
    outlasted: Option<Step>,
    redraw: bool,
    generation: u64,
    now: Timestamp,
}

struct Done<'a> {
    server: &'a Server,
    /// A join link was posted.
    announced: bool,
    /// The channel was told news.
    told: bool,
    /// The card was drawn, for news or for the time on it.
    drawn: bool,
}

/// Something failed that the next pass tries again; it was logged.
struct NotDone;

impl<'a> Act<'a> {
    async fn carry_out(self) -> Result<Done<'a>, NotDone> {
        let patience = self.service.rules().patience;
        let mut steps = lifecycle::decide(self.server, &self.standing, self.now, &patience);
        if let Some(step) = &self.outlasted
            && !steps.contains(step)
        {
            // Before what is told: a stop saves money, and must not wait for Discord.
            steps.insert(0, step.clone());
        }
        let nothing = Done {
            server: self.server,
            announced: false,
            told: false,
            drawn: false,
        };
        if steps.is_empty() && !self.redraw {
            return Ok(nothing);
        }
        let Some(_held) = self
            .service
            .hold_unless_touched(&self.server.id, self.generation)
            .await
        else {
            return Ok(nothing);
        };
        let mut record = self.server.record.clone();
        if let Some(stage) = lifecycle::stage_of(&self.standing) {
            record.timeline.reach(stage, self.now);
        }
        let done = self.take(steps, &mut record).await;
        // Also if a step failed: those before it must not be taken again.
        if record != self.server.record {
            self.remember(&record).await?;
        }
        done
    }

    async fn take(&self, steps: Vec<Step>, record: &mut Record) -> Result<Done<'a>, NotDone> {
        let mut announced = false;
        let mut told = false;
        let mut stopped = Ok(());
        for step in steps {
            match step {
                Step::Announce { boot, link } => {
                    announced = self.announce(record, boot, link).await?
                }
                Step::Tell(standing) => {
                    let heard = match self.server.home {
                        Some(home) => self.tell(home, record).await?,
                        None => true,
                    };
                    if heard {
                        record.told = Some(standing.code());
                        told = true;
                    }
                }
                // The channel is told how it stands in any case.
                Step::Stop(ending) => stopped = self.stop(ending).await,
            }
        }
        if self.redraw && !told {
            self.redraw(record).await?;
        }
        stopped.map(|()| Done {
            server: self.server,
            announced,
            told,
            drawn: self.redraw || told,
        })
    }

    /// The server with this record, and what it costs.
    fn priced(&self, record: &Record) -> (Server, Costs) {
        let server = Server {
            record: record.clone(),
            ..self.server.clone()
        };
        let costs = self.service.rules().costs(&server);
        (server, costs)
    }

    fn card(&self, record: &Record) -> Card {
        let (server, costs) = self.priced(record);
        Card::of_server(&server, self.standing.clone(), costs, self.now)
    }

    /// Posts the join link: once per boot, whatever happens in between.
    async fn announce(
        &self,
        record: &mut Record,
        boot: BootId,
        link: JoinLink,
    ) -> Result<bool, NotDone> {
        let Some(home) = self.server.home else {
            return Ok(false);
        };
        let interrupted = record.announcing.as_ref() == Some(&boot);
        record.announcing = Some(boot.clone());
        let found = if interrupted {
            let found = self
                .herald
                .find_announcement(home, self.server, &link)
                .await;
            self.usable(found)?.flatten()
        } else {
            self.remember(record).await?;
            None
        };
        let posted = found.is_none();
        let message = match found {
            Some(message) => Some(message),
            None => {
                let (server, costs) = self.priced(record);
                let join = Join {
                    took: record.timeline.elapsed(self.now),
                    server,
                    link,
                    price: costs.hour,
                };
                self.usable(self.herald.announce(home, &boot, &join).await)?
            }
        };
        if posted {
            tracing::info!(server.id = %self.server.id, boot = %boot, "announced {}", self.server.id);
        }
        // After the new link stands: that is what drivers wait for.
        self.strike_old(home, record).await;
        record.announced = Some(Announced { boot, message });
        record.announcing = None;
        Ok(posted && message.is_some())
    }

    /// Tells the channel how the server stands. What happens on the way up and down is told by the
    /// message that is there; what breaks a race in progress is worth a new one. Answers whether
    /// it could be told now, or is left to the next pass.
    async fn tell(&self, home: Home, record: &mut Record) -> Result<bool, NotDone> {
        let was_online = self.server.record.timeline.current() == Some(Stage::Online);
        let ended = matches!(self.standing, Standing::Stopped | Standing::Gone);
        let bad_news = match &self.standing {
            // Somebody may still save it.
            Standing::Online { idle: Some(_), .. } => true,
            // It crashed and came back between two passes.
            Standing::Online { restarts, .. } => {
                0 < *restarts && Told::of(record) == Some(Told::Online { idle: false })
            }
            Standing::Crashed { .. } | Standing::Failed { .. } | Standing::Silent { .. } => true,
            _ => ended && record.ending != Some(Ending::Asked),
        };
        if ended || matches!(self.standing, Standing::Failed { .. }) {
            self.strike_old(home, record).await;
        }
        let mut card = self.card(record);
        card.log = self.last_words().await;
        let message = if was_online && bad_news {
            None
        } else {
            record.progress
        };
        let mut shown = self.herald.show(home, message, &card).await;
        if matches!(shown, Err(HeraldError::MessageGone)) {
            shown = self.herald.show(home, None, &card).await;
        }
        if matches!(shown, Err(HeraldError::TooSoon)) {
            return Ok(false);
        }
        if let Some(message) = self.usable(shown)? {
            record.progress = Some(message);
        }
        Ok(true)
    }

    /// What the program of a failed server printed last, as far as the machine tells.
    async fn last_words(&self) -> Option<LogTail> {
        if !matches!(self.standing, Standing::Failed { .. }) {
            return None;
        }
        match self.service.cloud().log(self.server, LAST_WORDS).await {
            Ok(ServerLog::Tail(log)) => Some(log),
            Ok(ServerLog::Absent | ServerLog::NoAnswer) => None,
            Err(error) => {
                self.log(&error, "its log could not be read");
                None
            }
        }
    }

    async fn redraw(&self, record: &mut Record) -> Result<(), NotDone> {
        let (Some(home), Some(message)) = (self.server.home, record.progress) else {
            return Ok(());
        };
        match self
            .herald
            .show(home, Some(message), &self.card(record))
            .await
        {
            // Nobody asked for news, so a message that was deleted is not posted again.
            Err(HeraldError::MessageGone | HeraldError::TooSoon) => Ok(()),
            shown => self.usable(shown).map(drop),
        }
    }

    /// The old link is dead; a message that still offers it would send drivers nowhere.
    async fn strike_old(&self, home: Home, record: &Record) {
        let Some(message) = record
            .announced
            .as_ref()
            .and_then(|announced| announced.message)
        else {
            return;
        };
        if let Err(error) = self.herald.strike(home, message, self.server).await {
            self.log(&error, "its old join link could not be struck");
        }
    }

    async fn stop(&self, ending: Ending) -> Result<(), NotDone> {
        tracing::warn!(server.id = %self.server.id, ending = ending.as_str(), "{} is stopped: {}", self.server.id, ending.as_str());
        self.service
            .power_off(self.server, ending)
            .await
            .map_err(|error| {
                self.log(&error, "it should be stopped and could not be");
                NotDone
            })
    }

    async fn remember(&self, record: &Record) -> Result<(), NotDone> {
        self.service
            .remember(self.server, record)
            .await
            .map_err(|error| {
                self.log(&error, "its record could not be written");
                NotDone
            })
    }

    /// What came of a message: `None` if the channel is closed to us, for then trying again at
    /// every pass would help nobody.
    fn usable<T>(&self, outcome: Result<T, HeraldError>) -> Result<Option<T>, NotDone> {
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(error @ (HeraldError::Failed { .. } | HeraldError::TooSoon)) => {
                self.log(&error, "its channel could not be told; trying again");
                Err(NotDone)
            }
            Err(error @ (HeraldError::NoAccess { .. } | HeraldError::MessageGone)) => {
                self.log(&error, "its channel could not be told");
                Ok(None)
            }
        }
    }

    fn log(&self, error: &(dyn std::error::Error + 'static), what: &str) {
        tracing::warn!(
            server.id = %self.server.id,
            instance.id = %self.server.instance,
            error,
            "{}: {what}",
            self.server.id
        );
    }
}
