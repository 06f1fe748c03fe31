//! What one pass does about one server: announce, tell, stop, and note what was done.

use jiff::Timestamp;

use crate::service::{Card, Costs, Herald, HeraldError, Join, Service};
use cloud::ServerLog;
use domain::ids::BootId;
use domain::lifecycle::{self, Standing, Step, Told};
use domain::link::JoinLink;
use domain::log::LogTail;
use domain::server::{Announced, Ending, Home, Record, Server};

/// How many lines of its log are shown with a server's failure.
const LAST_WORDS: u16 = 12;

/// What is done about one server in one pass.
pub(super) struct Act<'a> {
    pub(super) service: &'a Service,
    pub(super) herald: &'a dyn Herald,
    pub(super) server: &'a Server,
    pub(super) standing: Standing,
    /// What is due because trouble has lasted.
    pub(super) outlasted: Option<Step>,
    pub(super) redraw: bool,
    pub(super) generation: u64,
    pub(super) now: Timestamp,
}

pub(super) struct Done<'a> {
    pub(super) server: &'a Server,
    /// A join link was posted.
    pub(super) announced: bool,
    /// The channel was told news.
    pub(super) told: bool,
    /// The card was drawn, for news or for the time on it.
    pub(super) drawn: bool,
}

/// Something failed that the next pass tries again; it was logged.
pub(super) struct NotDone;

impl<'a> Act<'a> {
    /// Decides what is due and does it, unless somebody else has changed the server meanwhile.
    pub(super) async fn carry_out(self) -> Result<Done<'a>, NotDone> {
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
        let drawn = told || self.redraw && self.redraw(record).await?;
        stopped.map(|()| Done {
            server: self.server,
            announced,
            told,
            drawn,
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
        let announced = posted && message.is_some();
        if announced {
            tracing::info!(server.id = %self.server.id, boot = %boot, "announced {}", self.server.id);
        }
        // After the new link stands: that is what drivers wait for.
        let old = record.announced.as_ref().and_then(|old| old.message);
        if old != message {
            self.strike_old(home, record).await;
        }
        record.announced = Some(Announced { boot, message });
        record.announcing = None;
        Ok(announced)
    }

    /// Tells the channel how the server stands. What happens on the way up and down is told by the
    /// message that is there; what breaks a race in progress is worth a new one. Answers whether
    /// it could be told now, or is left to the next pass.
    pub(super) async fn tell(&self, home: Home, record: &mut Record) -> Result<bool, NotDone> {
        let was_online = self.server.record.timeline.was_online();
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

    /// Draws the card anew for the time on it. Answers whether that is done with for now.
    async fn redraw(&self, record: &mut Record) -> Result<bool, NotDone> {
        let (Some(home), Some(message)) = (self.server.home, record.progress) else {
            return Ok(true);
        };
        match self
            .herald
            .show(home, Some(message), &self.card(record))
            .await
        {
            // Nobody asked for news, so a message that was deleted is not posted again.
            Err(HeraldError::MessageGone) => Ok(true),
            Err(HeraldError::TooSoon) => Ok(false),
            shown => self.usable(shown).map(|_| true),
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
