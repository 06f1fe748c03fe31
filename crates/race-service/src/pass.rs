//! The loop that drives the nights: one public pass, to be called again and again.

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;
use race::{BootTimes, Claim, Due, Fate, Night, NightId, Seen, Snowflake, Step};
use store::Key;

use crate::documents::{Read, written};
use crate::nights::{night_key, past_key};
use crate::{RaceError, RaceService};

/// Whoever posts the messages and starts the servers.
///
/// Each step may be taken a second time if a bot dies in the middle of it, so it must be safe to repeat: a
/// message with a nonce, a launch with a token, a stop of what is stopped.
#[async_trait]
pub trait Conductor: Send + Sync {
    /// What is known of the night's server.
    async fn observe(&self, night: &Night) -> Seen;

    /// Takes a step, or begins what lasts longer than a claim holds. [`Step::PlanNext`] is none of its
    /// business.
    ///
    /// # Errors
    /// [`StepFailed`]: it is tried again as long as it is of use.
    async fn take(&self, night: &Night, step: Step) -> Result<Taken, StepFailed>;

    /// Tells the organisers what goes wrong.
    async fn tell(&self, night: &Night, trouble: &Trouble);
}

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is done.
    Done(Outcome),
    /// It goes on by itself. Whoever is at it has its claim hold on by [`RaceService::renew`], and marks
    /// it by [`RaceService::finish`].
    Begun,
}

/// What a step leaves to be remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The card's message, if it was posted.
    pub card: Option<Snowflake>,
    /// The scheduled event beside it, if one was made.
    pub event: Option<Snowflake>,
    /// The thread below the card, if one was made.
    pub thread: Option<Snowflake>,
    /// The night's server, if it was launched.
    pub server: Option<String>,
    /// How much of what drivers were to be told was told.
    pub told: usize,
}

/// Why a step could not be taken, as a sentence for the organisers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepFailed(pub String);

/// What the organisers are to know. `Display` is for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A step comes late.
    Late(Due),
    /// A step came too late to be of use.
    Missed(Due),
    /// A step failed, and is tried again.
    Failed {
        /// Which.
        step: Step,
        /// Why.
        why: String,
    },
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Late(due) => write!(
                f,
                "{} is late: it was due <t:{}:t>.",
                what(due.step),
                due.at.as_second()
            ),
            Self::Missed(due) if due.step == Step::StartServer => f.write_str(
                "The server was not started: no bot ran at its time, or every try failed. Start one by hand if you still want to race.",
            ),
            Self::Missed(due) => write!(f, "{} was left out: it came too late to be of use.", what(due.step)),
            Self::Failed { step, why } => {
                write!(f, "{} did not work: {why} It is tried again in a few minutes.", what(*step))
            }
        }
    }
}

fn what(step: Step) -> String {
    match step {
        Step::Announce => "The announcement".to_owned(),
        Step::Remind(minutes) => format!("The reminder {minutes} minutes before the start"),
        Step::CloseSignUp => "Closing sign-up".to_owned(),
        Step::StartServer => "Starting the server".to_owned(),
        Step::TellDrivers => "Telling drivers of their places".to_owned(),
        Step::StopServer => "Stopping the server".to_owned(),
        Step::Conclude => "The card of the finished race".to_owned(),
        Step::TellCancelled => "Telling that the race is called off".to_owned(),
        Step::PlanNext => "Planning the next race".to_owned(),
    }
}

/// What one pass came to.
#[derive(Debug, Default)]
pub struct PassReport {
    /// The steps that this process took.
    pub taken: Vec<Step>,
    /// What went wrong with a night that the others are not to wait for: for the log.
    pub errors: Vec<RaceError>,
    /// When the next step is due, as far as the clock says.
    pub next: Option<Timestamp>,
}

/// What a look at a night led to.
enum Progress {
    /// A step was taken; there may be more.
    Took(Step),
    /// Something was done by somebody else, or given up: look again.
    Again,
    /// Nothing is due until then.
    Idle(Option<Timestamp>),
    /// The night is over and out of the way.
    Gone,
}

/// Says what time it is, each time that it is asked.
pub type Now<'a> = &'a (dyn Fn() -> Timestamp + Send + Sync);

/// More steps than a night has.
const MOST_STEPS: usize = 40;

impl RaceService {
    /// Takes whatever is due for the nights of a Discord server. A night that fails keeps no other one waiting.
    /// `clock` is looked at anew for each step: those before it may have taken minutes, and a claim holds for
    /// a few only.
    ///
    /// # Errors
    /// The storage's, if not even the list of nights can be had.
    pub async fn pass(
        &self,
        guild: Snowflake,
        clock: Now<'_>,
        conductor: &dyn Conductor,
    ) -> Result<PassReport, RaceError> {
        let mut report = PassReport::default();
        let keys = self.night_keys(guild).await?;
        if keys.is_empty() {
            return Ok(report);
        }
        let boots = self.boot_times(guild).await.unwrap_or_else(|error| {
            report.errors.push(error);
            BootTimes::default()
        });
        for key in keys {
            if let Err(error) = self
                .drive(&key, clock, &boots, conductor, &mut report)
                .await
            {
                report.errors.push(error);
            }
        }
        Ok(report)
    }

    async fn drive(
        &self,
        key: &Key,
        clock: Now<'_>,
        boots: &BootTimes,
        conductor: &dyn Conductor,
        report: &mut PassReport,
    ) -> Result<(), RaceError> {
        for _ in 0..MOST_STEPS {
            match self.look(key, clock, boots, conductor).await? {
                Progress::Took(step) => report.taken.push(step),
                Progress::Again => {}
                Progress::Gone => break,
                Progress::Idle(next) => {
                    report.next = [report.next, next].into_iter().flatten().min();
                    break;
                }
            }
        }
        Ok(())
    }

    /// Takes the first thing that is due.
    async fn look(
        &self,
        key: &Key,
        clock: Now<'_>,
        boots: &BootTimes,
        conductor: &dyn Conductor,
    ) -> Result<Progress, RaceError> {
        let Some(read) = self.read_night(key).await? else {
            return Ok(Progress::Gone);
        };
        let night = &read.document;
        if night.is_done(Step::PlanNext) {
            self.put_away(key, read).await?;
            return Ok(Progress::Gone);
        }
        let seen = conductor.observe(night).await;
        let now = clock();
        let Some(due) = night.due(now, boots, &seen).into_iter().next() else {
            return Ok(Progress::Idle(night.next_due(now, boots, &seen)));
        };
        self.claim_and_take(key, read, due, clock, conductor).await
    }

    async fn claim_and_take(
        &self,
        key: &Key,
        mut read: Read<Night>,
        due: Due,
        clock: Now<'_>,
        conductor: &dyn Conductor,
    ) -> Result<Progress, RaceError> {
        // Of a try that failed the organisers have been told.
        let tried = read.document.was_tried(due.step);
        let now = clock();
        if read.document.claim(due.step, &self.name, now) == Claim::NotOurs {
            return Ok(Progress::Again);
        }
        let bytes = written(key, &read.document)?;
        if !self.put(key, bytes, read.version.as_ref()).await? {
            return Ok(Progress::Again);
        }
        let night = read.document;
        match due.fate {
            Fate::Missed => {
                conductor.tell(&night, &Trouble::Missed(due)).await;
                self.settle(key, due.step, |night| night.miss(due.step, now))
                    .await?;
                return Ok(Progress::Again);
            }
            Fate::TakeLate if !tried => conductor.tell(&night, &Trouble::Late(due)).await,
            Fate::TakeLate | Fate::Take => {}
        }
        match self.take(&night, due.step, now, conductor).await {
            Ok(Taken::Done(outcome)) => {
                self.settle_done(key, due.step, &outcome, clock()).await?;
                Ok(Progress::Took(due.step))
            }
            Ok(Taken::Begun) => Ok(Progress::Again),
            Err(StepFailed(why)) => {
                let trouble = Trouble::Failed {
                    step: due.step,
                    why,
                };
                self.settle(key, due.step, |night| night.fail(due.step))
                    .await?;
                conductor.tell(&night, &trouble).await;
                // The claim stands until it runs out: that is the pause before the next try.
                Ok(Progress::Again)
            }
        }
    }

    async fn take(
        &self,
        night: &Night,
        step: Step,
        now: Timestamp,
        conductor: &dyn Conductor,
    ) -> Result<Taken, StepFailed> {
        if step != Step::PlanNext {
            return conductor.take(night, step).await;
        }
        if let Some(next) = night.following(now) {
            self.plan(&next)
                .await
                .map_err(|error| StepFailed(error.to_string()))?;
        }
        Ok(Taken::Done(Outcome::default()))
    }

    /// Has our claim on a step hold on that went on by itself. `false`: it is no longer ours.
    ///
    /// # Errors
    /// [`RaceError::NoSuchNight`], and the storage's.
    pub async fn renew(
        &self,
        guild: Snowflake,
        id: &NightId,
        step: Step,
        now: Timestamp,
    ) -> Result<bool, RaceError> {
        let key = night_key(guild, id)?;
        let renewed = self
            .update_night(&key, |night| {
                Ok::<_, RaceError>(night.renew(step, &self.name, now))
            })
            .await?;
        let (_, is_ours) = renewed.ok_or_else(|| RaceError::NoSuchNight(id.clone()))?;
        Ok(is_ours)
    }

    /// Notes that a step that went on by itself did not work, unless our claim ran out and somebody else took it.
    ///
    /// # Errors
    /// The storage's.
    pub async fn fail(&self, guild: Snowflake, id: &NightId, step: Step) -> Result<(), RaceError> {
        let key = night_key(guild, id)?;
        self.settle(&key, step, |night| night.fail(step)).await
    }

    /// Marks a step that went on by itself, unless our claim ran out and somebody else took it.
    ///
    /// # Errors
    /// The storage's.
    pub async fn finish(
        &self,
        guild: Snowflake,
        id: &NightId,
        step: Step,
        outcome: &Outcome,
        now: Timestamp,
    ) -> Result<(), RaceError> {
        self.settle_done(&night_key(guild, id)?, step, outcome, now)
            .await
    }

    async fn settle_done(
        &self,
        key: &Key,
        step: Step,
        outcome: &Outcome,
        now: Timestamp,
    ) -> Result<(), RaceError> {
        self.settle(key, step, |night| {
            night.card = outcome.card.or(night.card);
            night.event = outcome.event.or(night.event);
            night.thread = outcome.thread.or(night.thread);
            night.server = outcome.server.clone().or(night.server.take());
            night.told(outcome.told);
            night.finish(step, now);
        })
        .await
    }

    /// Marks a step, unless our claim ran out and somebody else took it: then theirs counts.
    async fn settle(
        &self,
        key: &Key,
        step: Step,
        mut mark: impl FnMut(&mut Night),
    ) -> Result<(), RaceError> {
        self.update_night(key, |night| {
            if night.is_claimed_by(step, &self.name) {
                mark(night);
            }
            Ok::<_, RaceError>(())
        })
        .await?;
        Ok(())
    }

    /// Puts a night that is over out of the way. Done twice it is done.
    async fn put_away(&self, key: &Key, read: Read<Night>) -> Result<(), RaceError> {
        let night = read.document;
        if *key != night_key(night.guild, &night.id)? {
            return Ok(());
        }
        let past = past_key(night.guild, &night.id)?;
        self.put(&past, written(&past, &night)?, None).await?;
        if let Some(version) = read.version {
            self.store.remove(key, &version).await?;
        }
        Ok(())
    }
}
