//! One race night is driven: each step that is due is taken, and told in its channel.

use std::sync::Arc;

use async_trait::async_trait;
use domain::ids::MessageId;
use jiff::Timestamp;
use parking_lot::Mutex;
use race::{Night, Seen, Step, Untold};
use race_service::{Conductor, Now, Outcome, RaceService, StepFailed, Taken, Trouble};

use super::FAR;
use super::starts::Starts;
use explain::Surface;
use service::{
    Cleared, NotifyError, RaceCard, RaceNews, RaceNotifier, RaceStart, Service, ServiceError,
};

/// One moment of all evenings.
pub(super) struct Evening<'a> {
    pub(super) service: Service,
    pub(super) notifier: Arc<dyn RaceNotifier>,
    /// Where servers are started; nothing for whoever is at it.
    pub(super) starts: Option<&'a Mutex<Starts>>,
    pub(super) clock: Now<'a>,
}

impl Evening<'_> {
    pub(super) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Has a night's server started in a task of its own, unless one is at it.
    fn begin_start(&self, races: RaceService, night: &Night) {
        let Some(starts) = self.starts else { return };
        let (service, notifier) = (self.service.clone(), self.notifier.clone());
        let night = night.clone();
        let key = (night.guild, night.id.clone());
        starts.lock().begin(key, async move {
            let start = Evening::carry_out_start(&service, notifier, &races, &night);
            let launched = tokio::select! {
                launched = start => launched,
                () = Evening::keep_claim(&service, &races, &night) => false,
            };
            service.ring_for_races();
            launched
        });
    }

    /// Has the claim on a start hold for as long as this process is at it, however long a pass takes. Never ends.
    async fn keep_claim(service: &Service, races: &RaceService, night: &Night) {
        loop {
            tokio::time::sleep(FAR).await;
            let now = service.clock().now();
            let renewed = races.renew(night.guild, &night.id, Step::StartServer, now);
            if let Err(error) = renewed.await {
                tracing::warn!(race.id = %night.id, error = &error as &dyn std::error::Error, "the start of {} could not be claimed for longer", night.id);
            }
        }
    }

    /// Starts a night's server and notes it. `false`: it is tried again when the claim has run out.
    async fn carry_out_start(
        service: &Service,
        notifier: Arc<dyn RaceNotifier>,
        races: &RaceService,
        night: &Night,
    ) -> bool {
        let evening = Evening {
            service: service.clone(),
            notifier,
            starts: None,
            clock: &|| service.clock().now(),
        };
        let step = Step::StartServer;
        let started = evening.start(night).await;
        match service.clear_late_start(night).await {
            Ok(false) => {}
            Ok(true) => {
                tracing::info!(race.id = %night.id, "the race {} ended while its server was being started; nothing of the start is left", night.id);
                return true;
            }
            Err(error) => {
                tracing::warn!(race.id = %night.id, error = &error as &dyn std::error::Error, "whether {} still wants its server is not known", night.id);
            }
        }
        let outcome = match started {
            Ok(outcome) => outcome,
            Err(StepFailed(why)) => {
                if let Err(error) = races.fail(night.guild, &night.id, step).await {
                    tracing::warn!(race.id = %night.id, error = &error as &dyn std::error::Error, "that {} could not be started is not noted; it cannot be moved until it is tried again", night.id);
                }
                evening.tell(night, &Trouble::Failed { step, why }).await;
                return false;
            }
        };
        let now = service.clock().now();
        let noted = races
            .finish(night.guild, &night.id, step, &outcome, now)
            .await;
        if let Err(error) = &noted {
            tracing::warn!(race.id = %night.id, error = error as &dyn std::error::Error, "the start of {} could not be noted; it is looked at again", night.id);
        }
        noted.is_ok()
    }

    pub(super) async fn card(&self, night: &Night) -> Result<RaceCard, StepFailed> {
        let now = self.now();
        let look = self.service.look_at_race(night, now).await;
        let look = look.map_err(|error| failed(&error))?;
        Ok(self.service.race_card(night.clone(), look, now))
    }

    async fn news(&self, night: &Night, news: &RaceNews) -> Result<Outcome, StepFailed> {
        let card = self.card(night).await?;
        self.notifier.tell_race(&card, news).await.map_err(untold)?;
        Ok(Outcome::default())
    }

    /// Sign-up closes: drivers get the ballast that their places in the standings ask for. That it cannot be
    /// told keeps no race from being driven.
    async fn close_sign_up(&self, night: &Night) -> Result<Outcome, StepFailed> {
        // Whoever was banned meanwhile; servers throw them out all the same.
        let left = self.service.give_up_banned(night).await;
        let night = &left.map_err(|error| failed(&error))?;
        let loaded = match self.service.load_by_standings(night).await {
            Ok(loaded) => loaded,
            Err(error) => {
                let StepFailed(why) = failed(&error);
                let why = format!(
                    "Nobody was given ballast by the standings. {why} `/race driver` gives it by hand."
                );
                self.news(night, &RaceNews::Trouble(why)).await?;
                night.clone()
            }
        };
        self.news(&loaded, &RaceNews::Closed).await
    }

    async fn start(&self, night: &Night) -> Result<Outcome, StepFailed> {
        match self.service.start_race(night).await {
            Ok(RaceStart::Launched(server)) => Ok(Outcome {
                server: Some(server.to_string()),
                ..Outcome::default()
            }),
            // That its list is empty was said when it closed.
            Ok(RaceStart::Nobody) => Ok(Outcome::default()),
            Err(error) => {
                tracing::warn!(race.id = %night.id, error = &error as &dyn std::error::Error, "the server of {} could not be started", night.id);
                Err(failed(&error))
            }
        }
    }

    /// Drivers learn what became of their places, whoever changed the list: the face that did may have told
    /// them at once, and then nothing is posted again.
    async fn tell_drivers(&self, night: &Night) -> Result<Outcome, StepFailed> {
        let card = self.card(night).await?;
        for untold in &night.untold {
            let news = match untold {
                Untold::MovedUp(users) => RaceNews::MovedUp(users.clone()),
                Untold::Decided(user) => RaceNews::Decided(*user),
                Untold::Moved(before) => RaceNews::Moved(*before),
                Untold::Banned(user) => RaceNews::Banned(*user),
                Untold::Stopped(by) => RaceNews::Trouble(format!(
                    "{by} powered its server off. `/start` brings it up again, and the card shows the new link."
                )),
            };
            self.tell_last(&card, &news).await?;
        }
        Ok(Outcome {
            told: night.untold.len(),
            ..Outcome::default()
        })
    }

    /// The server goes, since its results are kept, and the card takes its last form. What costs money goes
    /// first: a channel may be closed for good.
    async fn conclude(&self, night: &Night) -> Result<Outcome, StepFailed> {
        let mut card = self.card(night).await?;
        card.over = true;
        card.event = night.event_plan(self.now(), true);
        // A start that came too late may have launched one all the same.
        let stopped = self.service.stop_race(night, self.now()).await;
        stopped.map_err(|error| failed(&error))?;
        let cleared = self
            .service
            .clear_race(night, &card.results, self.now())
            .await;
        let why = match cleared.map_err(|error| failed(&error))? {
            Cleared::All => None,
            Cleared::NoRace => Some(
                "No result of its race came, so its server is powered off and not deleted: \
                 `/terminate` deletes it.",
            ),
            Cleared::Unread => Some(
                "Its server may hold more results that could not be read, so it is powered off and not \
                 deleted. `/start` it once more, and they are fetched within a minute; then `/terminate` \
                 deletes it.",
            ),
        };
        self.end_event(&card).await;
        // That of one that was called off says so already.
        if let Some(message) = night.card.filter(|_| night.is_open()) {
            self.draw_last(message, &card).await?;
            self.put_thread_away(night).await;
        }
        if let Some(why) = why {
            self.tell_last(&card, &RaceNews::Trouble(why.to_owned()))
                .await?;
        }
        Ok(Outcome::default())
    }

    /// Draws the last form of a card; one that somebody deleted needs none.
    async fn draw_last(&self, message: u64, card: &RaceCard) -> Result<(), StepFailed> {
        let message = MessageId::from(message);
        lastly(&card.night, self.notifier.edit_race(message, card).await)
    }

    /// News that nobody waits for.
    async fn tell_last(&self, card: &RaceCard, news: &RaceNews) -> Result<(), StepFailed> {
        lastly(&card.night, self.notifier.tell_race(card, news).await)
    }

    async fn tell_cancelled(&self, night: &Night) -> Result<Outcome, StepFailed> {
        if let Some(message) = night.card {
            let card = self.card(night).await?;
            self.end_event(&card).await;
            self.draw_last(message, &card).await?;
            // What was never announced need not be called off.
            self.tell_last(&card, &RaceNews::CalledOff).await?;
            self.put_thread_away(night).await;
        }
        Ok(Outcome::default())
    }
}

#[async_trait]
impl Conductor for Evening<'_> {
    async fn observe(&self, night: &Night) -> Seen {
        match self.service.look_at_race(night, self.now()).await {
            Ok(look) => look.seen,
            // What is not known is not over.
            Err(error) => {
                tracing::warn!(race.id = %night.id, error = &error as &dyn std::error::Error, "the server of {} could not be looked at", night.id);
                Seen {
                    running: true,
                    ..Seen::default()
                }
            }
        }
    }

    async fn take(&self, night: &Night, step: Step) -> Result<Taken, StepFailed> {
        let id = &night.id;
        tracing::info!(race.id = %id, "taking the step {step:?} of the race {id}");
        let outcome = match step {
            Step::Announce => self.announce(night).await,
            Step::Remind(minutes) => self.news(night, &RaceNews::Reminder(minutes)).await,
            Step::CloseSignUp => self.close_sign_up(night).await,
            Step::StartServer => {
                let races = self.service.race_service();
                self.begin_start(races.map_err(|error| failed(&error))?, night);
                return Ok(Taken::Begun);
            }
            Step::TellDrivers => self.tell_drivers(night).await,
            Step::StopServer => {
                let stopped = self.service.stop_race(night, self.now()).await;
                stopped.map_err(|error| failed(&error))?;
                Ok(Outcome::default())
            }
            Step::Conclude => self.conclude(night).await,
            Step::TellCancelled => self.tell_cancelled(night).await,
            Step::PlanNext => Ok(Outcome::default()),
        };
        outcome.map(Taken::Done)
    }

    async fn tell(&self, night: &Night, trouble: &Trouble) {
        tracing::warn!(race.id = %night.id, "{}: {trouble}", night.id);
        // In a sandbox, whose clock is pushed past many a step.
        if let Trouble::Late(due) = trouble
            && cloud::clock::leapt_over(due.at)
        {
            return;
        }
        let news = RaceNews::Trouble(trouble.to_string());
        if let Err(StepFailed(why)) = self.news(night, &news).await {
            tracing::warn!(race.id = %night.id, "the organisers of {} could not be told: {why}", night.id);
        }
    }
}

/// What nothing else waits for is tried again only where that is of use: the series goes on, whoever closed
/// the channel.
fn lastly(night: &Night, told: Result<(), NotifyError>) -> Result<(), StepFailed> {
    match told {
        Ok(()) | Err(NotifyError::MessageGone) => Ok(()),
        Err(error @ (NotifyError::NoAccess { .. } | NotifyError::Refused { .. })) => {
            tracing::warn!(race.id = %night.id, error = &error as &dyn std::error::Error, "what became of {} cannot be told in its channel", night.id);
            Ok(())
        }
        Err(error) => Err(untold(error)),
    }
}

fn failed(error: &ServiceError) -> StepFailed {
    let words = explain::service(error, Surface::Discord);
    StepFailed(format!("{} {}", words.what, words.hint).trim().to_owned())
}

pub(super) fn untold(error: NotifyError) -> StepFailed {
    tracing::warn!(
        error = &error as &dyn std::error::Error,
        "a race's message could not be sent"
    );
    StepFailed(match error {
        NotifyError::NoAccess { .. } => {
            "The bot may not write in the race's channel. Give it access there.".to_owned()
        }
        _ => "Discord did not take the message.".to_owned(),
    })
}
