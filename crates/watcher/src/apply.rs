//! What one pass does about one server: announce, tell, stop, and note what was done.

use std::time::Duration;

use jiff::Timestamp;

use super::closed_channels::Untold;
use cloud::ServerLog;
use domain::ids::{BootId, MessageId};
use domain::lifecycle::{self, Health, LastReported, Step};
use domain::link::JoinLink;
use domain::log::LogTail;
use domain::server::{Announced, Home, Record, Server, StopReason};
use service::{
    Announcement, Card, CostNews, Costs, Letter, Notifier, NotifyError, Retired, Service,
};

/// How many lines of its log are shown with a server's failure.
const LAST_WORDS: u16 = 12;

/// What is done about one server in one pass.
pub(super) struct Executor<'a> {
    pub(super) service: &'a Service,
    pub(super) notifier: &'a dyn Notifier,
    pub(super) server: &'a Server,
    pub(super) health: Health,
    /// What is due because trouble has lasted.
    pub(super) outlasted: Option<Step>,
    pub(super) redraw: bool,
    /// What its channel did not take before.
    pub(super) untold: Option<Untold>,
    /// The pause after the first failure of Discord's own.
    pub(super) pause: Duration,
    pub(super) generation: u64,
    /// Its record is another than what is written down.
    pub(super) adopted: bool,
    /// Whoever listed servers before this must not act on that list any more: there is another who acts.
    pub(super) touches: bool,
    pub(super) now: Timestamp,
}

pub(super) struct Applied<'a> {
    pub(super) server: &'a Server,
    /// A join link was posted.
    pub(super) announced: bool,
    /// The channel was told news.
    pub(super) told: bool,
    /// The card was drawn, for news or for the time on it.
    pub(super) drawn: bool,
    /// Something failed that a later pass tries again; it was logged.
    pub(super) failed: bool,
    /// What its channel has not taken up to now.
    pub(super) untold: Option<Untold>,
}

/// Something failed that a later pass tries again; it was logged.
pub(super) struct NotApplied;

/// What came of a message.
enum Sent<T> {
    Yes(T),
    /// The message that was to be edited is gone.
    Gone,
    /// The channel is closed to the bot, or refuses this message.
    Refused,
}

/// What came of news.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    Yes,
    /// Left to the next pass.
    Later,
    Refused,
}

impl<'a> Executor<'a> {
    /// Decides what is due and does it, unless somebody else has changed the server meanwhile.
    pub(super) async fn carry_out(self) -> Applied<'a> {
        let mut done = Applied {
            server: self.server,
            announced: false,
            told: false,
            drawn: false,
            failed: false,
            untold: self.untold,
        };
        if self.carry_out_into(&mut done).await.is_err() {
            done.failed = true;
        }
        if done.failed {
            let mut untold = done.untold.unwrap_or_default();
            untold.fail(self.now, self.pause);
            done.untold = Some(untold);
        }
        done
    }

    async fn carry_out_into(&self, done: &mut Applied<'a>) -> Result<(), NotApplied> {
        let patience = self.service.rules().patience;
        let mut steps = lifecycle::decide(self.server, &self.health, self.now, &patience);
        if let Some(step) = &self.outlasted
            && !steps.contains(step)
        {
            steps.push(step.clone());
        }
        if let Some(ends) = self.unwarned()
            && !steps.contains(&Step::WarnOfEnd(ends))
        {
            steps.push(Step::WarnOfEnd(ends));
        }
        if steps.is_empty() {
            // Nothing is left to be told of it.
            done.untold = None;
        }
        let may_speak = self.untold.is_none_or(|untold| untold.is_due(self.now));
        if !may_speak {
            steps.retain(|step| matches!(step, Step::Stop(_) | Step::WarnOfEnd(_)));
        }
        let is_online = matches!(self.health, Health::Online { .. });
        let replaced = self.server.record.replaces.as_ref().filter(|_| is_online);
        if steps.is_empty() && !(self.redraw && may_speak) && !self.adopted && replaced.is_none() {
            return Ok(());
        }
        let Some(_held) = self
            .service
            .hold_unless_touched(&self.server.id, self.generation)
            .await
        else {
            return Ok(());
        };
        let mut record = self.server.record.clone();
        if let Some(stage) = lifecycle::stage_of(&self.health) {
            record.timeline.reach(stage, self.now);
        }
        let mut taken = self.take(steps, &mut record, may_speak, done).await;
        // Drivers have the new link before the old machine goes.
        if let Some(old) = replaced.filter(|_| taken.is_ok()) {
            match self
                .service
                .retire(old, &self.server.id, self.server.home)
                .await
            {
                Ok(Retired::Deleted) => record.replaces = None,
                Ok(Retired::Kept(old)) => match self.tell_kept(*old).await {
                    Ok(()) => record.replaces = None,
                    Err(not_told) => taken = Err(not_told),
                },
                Err(error) => {
                    self.log(
                        &error,
                        "the server that it replaces could not be deleted yet",
                    );
                    taken = Err(NotApplied);
                }
            }
        }
        // Also if a step failed: those before it must not be taken again.
        let noted = match record == self.server.record && !self.adopted {
            true => Ok(()),
            false => self.remember(&record).await,
        };
        // Another who listed it before, and has heard it answer, would post the link again.
        if self.touches || done.announced {
            self.service.touch(&self.server.id);
        }
        noted.and(taken)
    }

    async fn take(
        &self,
        steps: Vec<Step>,
        record: &mut Record,
        may_speak: bool,
        done: &mut Applied<'a>,
    ) -> Result<(), NotApplied> {
        // A stop saves money, and must not wait for Discord; nor must the hour of one that is to come. The
        // channel is told how the server stands in any case.
        let mut stopped = Ok(());
        for step in &steps {
            match step {
                Step::Stop(ending) => stopped = self.stop(*ending).await,
                Step::WarnOfEnd(ends) => {
                    // Tags hold whole seconds.
                    record.until = Timestamp::from_second(ends.as_second()).ok();
                    record.warned = record.until;
                    done.untold.get_or_insert_default().unwarned = Some(*ends);
                }
                Step::Announce { .. } | Step::Tell(_) => {}
            }
        }
        let mut link = None;
        let mut refused = false;
        for step in steps {
            match step {
                Step::Announce { boot, link: at } => {
                    link = Some(at.clone());
                    match self.announce(record, boot, at).await? {
                        Sent::Yes(posted) => done.announced = posted,
                        Sent::Gone | Sent::Refused => refused = true,
                    }
                }
                Step::Tell(health) => {
                    let heard = match self.server.home {
                        Some(home) if !refused => self.tell(home, record).await?,
                        Some(_) => Heard::Refused,
                        None => Heard::Yes,
                    };
                    refused |= heard == Heard::Refused;
                    let given_up = refused && self.untold.is_some_and(|one| one.gives_up());
                    if heard == Heard::Yes || given_up {
                        record.told = Some(health.code());
                        done.told = heard == Heard::Yes;
                    }
                }
                Step::WarnOfEnd(ends) if may_speak => self.warn_of_end(ends).await?,
                Step::WarnOfEnd(_) | Step::Stop(_) => {}
            }
        }
        if refused {
            done.untold = Some(self.refused(record, link).await);
        } else if may_speak {
            done.untold = None;
        }
        done.drawn = done.told || self.redraw && may_speak && self.redraw(record).await?;
        stopped
    }

    /// Tells the channel when the machine stops. A channel that takes nothing does not keep it on.
    async fn warn_of_end(&self, ends: Timestamp) -> Result<(), NotApplied> {
        let Some(home) = self.server.home else {
            return Ok(());
        };
        let news = CostNews::EndsSoon {
            server: Box::new(self.server.clone()),
            ends,
        };
        self.sent(self.notifier.tell_costs(home, &news).await)
            .map(drop)
    }

    /// Tells the channel that a server which was replaced is kept, and costs something.
    async fn tell_kept(&self, old: Server) -> Result<(), NotApplied> {
        let Some(home) = old.home else {
            return Ok(());
        };
        let disk_month = self.service.rules().costs(&old).disk_month;
        let news = CostNews::Kept {
            server: Box::new(old),
            disk_month,
        };
        self.sent(self.notifier.tell_costs(home, &news).await)
            .map(drop)
    }

    /// The end of this run that is noted and that its channel did not take, unless somebody has it go on.
    fn unwarned(&self) -> Option<Timestamp> {
        let ends = self.untold?.unwarned?;
        let noted = self.server.record.warned == self.server.record.until;
        let is_it = |noted: Timestamp| noted.as_second() == ends.as_second();
        let still = noted && self.server.record.until.is_some_and(is_it);
        (still && self.now < ends).then_some(ends)
    }

    /// The channel took nothing: after some tries its owner hears of what costs money.
    async fn refused(&self, record: &Record, link: Option<JoinLink>) -> Untold {
        let mut untold = self.untold.unwrap_or_default();
        untold.refuse(self.now);
        let owner = self.server.owner.user;
        if let Some(owner) = owner.filter(|_| untold.owner_is_due() && self.costs_unseen()) {
            let (server, costs) = self.priced(record);
            let letter = Letter {
                server,
                health: self.health.clone(),
                link,
                price: costs.hour,
            };
            match self.notifier.write_to_owner(owner, &letter).await {
                Ok(()) => untold.owner_told = true,
                Err(error) => {
                    self.log(&error, "its owner could not be written to either");
                    // Whoever takes no direct messages will not take the next one.
                    untold.owner_told = !matches!(error, NotifyError::Failed { .. });
                }
            }
        }
        untold
    }

    /// Whether it costs money, and is past what its progress message alone would show.
    fn costs_unseen(&self) -> bool {
        self.server.state.costs_compute() && !matches!(self.health, Health::Coming(_))
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
        let card = Card::of_server(&server, self.health.clone(), costs, self.now);
        self.service.with_live(card)
    }

    /// Posts the join link: once per boot, whatever happens in between. Answers whether it was
    /// posted now.
    async fn announce(
        &self,
        record: &mut Record,
        boot: BootId,
        link: JoinLink,
    ) -> Result<Sent<bool>, NotApplied> {
        let Some(home) = self.server.home else {
            return Ok(Sent::Yes(false));
        };
        let interrupted = record.announcing.as_ref() == Some(&boot);
        record.announcing = Some(boot.clone());
        let found = if interrupted {
            self.find(home, &link).await?
        } else {
            self.remember(record).await?;
            None
        };
        let posted = found.is_none();
        let message = match found {
            Some(message) => message,
            None => match self.post(home, &boot, link, record).await? {
                Sent::Yes(message) => message,
                // Still to be announced: somebody may open the channel while the server runs.
                other => return Ok(other.map(|_| false)),
            },
        };
        if posted {
            tracing::info!(server.id = %self.server.id, boot = %boot, "announced {}", self.server.id);
        }
        // After the new link stands: that is what drivers wait for.
        let old = record.announced.as_ref().and_then(|old| old.message);
        if old != Some(message) {
            self.strike_old(home, record).await;
        }
        record.announced = Some(Announced {
            boot,
            message: Some(message),
        });
        record.announcing = None;
        Ok(Sent::Yes(posted))
    }

    async fn find(&self, home: Home, link: &JoinLink) -> Result<Option<MessageId>, NotApplied> {
        let found = self
            .notifier
            .find_announcement(home, self.server, link)
            .await;
        Ok(match self.sent(found)? {
            Sent::Yes(found) => found,
            Sent::Gone | Sent::Refused => None,
        })
    }

    async fn post(
        &self,
        home: Home,
        boot: &BootId,
        link: JoinLink,
        record: &Record,
    ) -> Result<Sent<MessageId>, NotApplied> {
        let join = self.announcement(link, record);
        // One bot may know the boot by its machine's report, another one by its run alone: by that
        // Discord sees that it is one message. Only what comes later in a run is told by its boot.
        let run = self.server.run();
        let again = self.server.record.timeline.was_online();
        let boot = if again { boot } else { &run };
        self.sent(self.notifier.announce(home, boot, &join).await)
    }

    fn announcement(&self, link: JoinLink, record: &Record) -> Announcement {
        let (server, costs) = self.priced(record);
        Announcement {
            took: record.timeline.elapsed(self.now),
            page: self.service.server_page_of(&server.id),
            server,
            link,
            price: costs.hour,
        }
    }

    /// The announcement of a server that goes on with other settings says what holds by now, such as that a
    /// password is needed. The news of the restart does not wait for it.
    async fn announce_anew(&self, home: Home, record: &Record, link: &JoinLink) {
        let Some(message) = record.announced.as_ref().and_then(|it| it.message) else {
            return;
        };
        let join = self.announcement(link.clone(), record);
        if let Err(error) = self.notifier.announce_anew(home, message, &join).await {
            self.log(&error, "its announcement still says what held before");
        }
    }

    /// Tells the channel how the server stands. What happens on the way up and down is told by the
    /// message that is there; what breaks a race in progress is worth a new one.
    pub(super) async fn tell(&self, home: Home, record: &mut Record) -> Result<Heard, NotApplied> {
        let was_online = self.server.record.timeline.was_online();
        let ended = matches!(self.health, Health::Stopped | Health::Gone);
        let bad_news = match &self.health {
            // Somebody may still save it.
            Health::Online { idle: Some(_), .. } => true,
            // The link stands already, and its card says it.
            Health::Online {
                closed: Some(_), ..
            } => false,
            // Drivers who lost it by a command wait for this, and an edit would notify nobody.
            Health::Online { .. } if record.is_restarting() => true,
            // It crashed and came back between two passes.
            Health::Online { restarts, .. } => {
                0 < *restarts
                    && LastReported::of(record) == Some(LastReported::Online { idle: false })
            }
            Health::Crashed { .. } | Health::Failed { .. } | Health::Silent { .. } => true,
            _ => {
                ended
                    && !matches!(
                        record.ending,
                        Some(StopReason::Asked | StopReason::RaceOver)
                    )
            }
        };
        if ended || matches!(self.health, Health::Failed { .. }) {
            self.strike_old(home, record).await;
        }
        if let Health::Online { link, .. } = &self.health
            && record.is_restarting()
        {
            self.announce_anew(home, record, link).await;
        }
        let mut card = self.card(record);
        card.log = self.last_words().await;
        let message = if was_online && bad_news {
            None
        } else {
            record.progress
        };
        let mut shown = self.notifier.show(home, message, &card).await;
        if matches!(shown, Err(NotifyError::MessageGone)) {
            shown = self.notifier.show(home, None, &card).await;
        }
        if matches!(shown, Err(NotifyError::TooSoon)) {
            return Ok(Heard::Later);
        }
        Ok(match self.sent(shown)? {
            Sent::Yes(shown) => {
                record.progress = Some(shown);
                // A new message has called them by itself.
                if message == Some(shown) {
                    self.sent(self.notifier.call_owner(home, shown, &card).await)?;
                }
                Heard::Yes
            }
            Sent::Gone | Sent::Refused => Heard::Refused,
        })
    }

    /// What the program of a failed server printed last, as far as the machine tells.
    async fn last_words(&self) -> Option<LogTail> {
        if !matches!(self.health, Health::Failed { .. }) {
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

    /// Draws the card anew for the time on it. Answers whether that is done with for now.
    async fn redraw(&self, record: &mut Record) -> Result<bool, NotApplied> {
        let (Some(home), Some(message)) = (self.server.home, record.progress) else {
            return Ok(true);
        };
        match self
            .notifier
            .show(home, Some(message), &self.card(record))
            .await
        {
            // Nobody asked for news, so a message that was deleted is not posted again.
            Err(NotifyError::MessageGone) => Ok(true),
            Err(NotifyError::TooSoon) => Ok(false),
            shown => self.sent(shown).map(|_| true),
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
        if let Err(error) = self.notifier.strike(home, message, self.server).await {
            self.log(&error, "its old join link could not be struck");
        }
    }

    async fn stop(&self, ending: StopReason) -> Result<(), NotApplied> {
        tracing::warn!(server.id = %self.server.id, ending = ending.as_str(), "{} is stopped: {}", self.server.id, ending.as_str());
        self.service
            .stop_unasked(self.server, ending)
            .await
            .map_err(|error| {
                self.log(&error, "it should be stopped and could not be");
                NotApplied
            })
    }

    async fn remember(&self, record: &Record) -> Result<(), NotApplied> {
        self.service
            .remember(self.server, record)
            .await
            .map_err(|error| {
                self.log(&error, "its record could not be written");
                NotApplied
            })
    }

    /// What came of a message, unless a later pass may have more luck with it.
    fn sent<T>(&self, outcome: Result<T, NotifyError>) -> Result<Sent<T>, NotApplied> {
        match outcome {
            Ok(value) => Ok(Sent::Yes(value)),
            Err(error @ (NotifyError::Failed { .. } | NotifyError::TooSoon)) => {
                self.log(&error, "its channel could not be posted; trying again");
                Err(NotApplied)
            }
            Err(NotifyError::MessageGone) => Ok(Sent::Gone),
            Err(error @ (NotifyError::NoAccess { .. } | NotifyError::Refused { .. })) => {
                self.log(&error, "could not write to its channel");
                Ok(Sent::Refused)
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

impl<T> Sent<T> {
    fn map<U>(self, change: impl FnOnce(T) -> U) -> Sent<U> {
        match self {
            Self::Yes(value) => Sent::Yes(change(value)),
            Self::Gone => Sent::Gone,
            Self::Refused => Sent::Refused,
        }
    }
}
