//! Race nights as they come: announced, reminded of, started, stopped.
//!
//! Runs beside the watcher's own passes. What must happen once is claimed in the store, so any number of
//! bots may run it; what is due is asked of the night, so one that was down goes on where it is.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use race::{Night, Seen, Step};
use race_service::{Conductor, Outcome, RaceService, StepFailed, Trouble};
use tokio_util::sync::CancellationToken;

use crate::explain::{self, Surface};
use crate::service::{
    NotifyError, RaceCard, RaceLook, RaceNews, RaceNotifier, RaceStart, Service, ServiceError,
    server_of,
};
use domain::ids::{GuildId, MessageId, ServerId};

/// The pause while a night is near: sign-ups at other bots are shown, and its server is looked at.
const NEAR: Duration = Duration::from_secs(10);
/// The pause while none is.
const FAR: Duration = Duration::from_secs(60);
/// The pause while none is planned: another bot may plan one. A look costs a list and no more.
const NONE: Duration = Duration::from_secs(300);
/// The pause after an edit that came too soon.
const SOON: Duration = Duration::from_secs(2);
/// What "near" is.
const HORIZON: SignedDuration = SignedDuration::from_hours(3);

/// Drives the nights of all Discord servers.
#[derive(Debug)]
pub struct RacesWatcher {
    service: Service,
    notifier: Arc<dyn RaceNotifier>,
    /// Servers whose boot was measured.
    measured: HashSet<ServerId>,
}

/// What a pass came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RacePass {
    /// The steps that this process took.
    pub taken: Vec<Step>,
    /// Whether a card could not be shown as it is now: the next pass should come soon.
    pub unshown: bool,
    /// Whether any night is planned.
    pub planned: bool,
    /// Whether a night is near or on.
    pub near: bool,
    /// When the next step is due.
    pub next: Option<Timestamp>,
}

impl RacesWatcher {
    /// One that has seen nothing yet.
    pub fn new(service: Service, notifier: Arc<dyn RaceNotifier>) -> Self {
        Self {
            service,
            notifier,
            measured: HashSet::new(),
        }
    }

    /// Passes until `shutdown`. Ends at once where the provider has no place for nights.
    pub async fn run(mut self, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            let now = self.service.clock().now();
            let pause = match self.pass_at(now).await {
                Ok(passed) => passed.pause(now),
                Err(ServiceError::NoDocuments) => return,
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "the races could not be looked at; trying again"
                    );
                    NEAR
                }
            };
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = tokio::time::sleep(pause) => {}
                () = self.service.race_news() => {}
            }
        }
    }

    /// Takes what is due, and shows how all nights stand. Safe to repeat at any time.
    ///
    /// # Errors
    /// If the nights cannot be listed. What fails for one night is logged, told and tried again.
    pub async fn pass_at(&mut self, now: Timestamp) -> Result<RacePass, ServiceError> {
        // Asked first, so that a provider without a place for nights costs no call.
        let races = self.service.race_service()?;
        let guilds: Vec<GuildId> = self
            .service
            .rules()
            .policy
            .guilds()
            .map(|rules| rules.id)
            .collect();
        let mut passed = RacePass::default();
        for guild in guilds {
            self.pass_guild(&races, guild, now, &mut passed).await?;
        }
        Ok(passed)
    }

    async fn pass_guild(
        &mut self,
        races: &RaceService,
        guild: GuildId,
        now: Timestamp,
        passed: &mut RacePass,
    ) -> Result<(), ServiceError> {
        let evening = Evening {
            service: &self.service,
            notifier: &*self.notifier,
            now,
        };
        let report = races.pass(guild.get(), now, &evening).await?;
        for error in &report.errors {
            tracing::warn!(guild.id = %guild, error = error as &dyn std::error::Error, "a race could not be driven; trying again");
        }
        passed.taken.extend(report.taken);
        passed.next = [passed.next, report.next].into_iter().flatten().min();
        for night in races.nights(guild.get()).await? {
            let start = night.start.instant();
            passed.planned = true;
            passed.near |= start.duration_since(now) < HORIZON;
            let Some(message) = night.card else {
                continue;
            };
            match self.draw(races, night, MessageId::from(message), now).await {
                Ok(()) => {}
                Err(NotifyError::TooSoon) => passed.unshown = true,
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "a race's card could not be shown"
                    );
                }
            }
        }
        Ok(())
    }

    async fn draw(
        &mut self,
        races: &RaceService,
        night: Night,
        message: MessageId,
        now: Timestamp,
    ) -> Result<(), NotifyError> {
        let guild = GuildId::from(night.guild);
        let look = match self.service.look_at_race(&night, now).await {
            Ok(look) => look,
            Err(error) => {
                tracing::warn!(race.id = %night.id, error = &error as &dyn std::error::Error, "the server of {} could not be looked at", night.id);
                return Ok(());
            }
        };
        self.measure(races, &night, &look).await;
        let id = night.id.clone();
        let card = self.service.race_card(night, look, now);
        match self.notifier.edit_race(message, &card).await {
            // Somebody deleted it: a race without its card cannot be signed up for.
            Err(NotifyError::MessageGone) => {
                let posted = self.notifier.post_race(&card).await?;
                let noted = races
                    .edit(guild.get(), &id, |night| night.card = Some(posted.get()))
                    .await;
                if let Err(error) = noted {
                    tracing::warn!(race.id = %id, error = &error as &dyn std::error::Error, "the new card of {id} could not be noted");
                }
                Ok(())
            }
            shown => shown,
        }
    }

    /// Notes how long a server took to come up: the next one is started as early as that asks for.
    async fn measure(&mut self, races: &RaceService, night: &Night, look: &RaceLook) {
        let guild = GuildId::from(night.guild);
        let (Some(seconds), id) = (look.boot_seconds, server_of(guild, &night.id)) else {
            return;
        };
        if self.measured.insert(id.clone())
            && let Err(error) = races.add_boot_time(guild.get(), id.as_str(), seconds).await
        {
            tracing::warn!(race.id = %night.id, error = &error as &dyn std::error::Error, "a boot's time could not be kept");
        }
    }
}

impl RacePass {
    fn pause(&self, now: Timestamp) -> Duration {
        if self.unshown {
            return SOON;
        }
        let usual = match (self.near, self.planned) {
            (true, _) => NEAR,
            (false, true) => FAR,
            (false, false) => NONE,
        };
        let next = self.next.map(|next| next.duration_since(now));
        let next = next.and_then(|next| Duration::try_from(next).ok());
        // A step that failed is due at once, and waits for its claim to run out.
        next.map_or(usual, |next| next.clamp(Duration::from_secs(1), usual))
    }
}

/// One moment of all evenings.
struct Evening<'a> {
    service: &'a Service,
    notifier: &'a dyn RaceNotifier,
    now: Timestamp,
}

impl Evening<'_> {
    async fn card(&self, night: &Night) -> Result<RaceCard, StepFailed> {
        let look = self.service.look_at_race(night, self.now).await;
        let look = look.map_err(|error| failed(&error))?;
        Ok(self.service.race_card(night.clone(), look, self.now))
    }

    async fn announce(&self, night: &Night) -> Result<Outcome, StepFailed> {
        let card = self.card(night).await?;
        // A bot may have been killed after it posted: within the hour before, by the messages' own time.
        let since = Timestamp::now() - SignedDuration::from_hours(1);
        let found = self
            .notifier
            .find_race(night, since)
            .await
            .map_err(untold)?;
        let message = match found {
            Some(message) => message,
            None => self.notifier.post_race(&card).await.map_err(untold)?,
        };
        Ok(Outcome {
            card: Some(message.get()),
            server: None,
        })
    }

    async fn news(&self, night: &Night, news: &RaceNews) -> Result<Outcome, StepFailed> {
        let card = self.card(night).await?;
        self.notifier.tell_race(&card, news).await.map_err(untold)?;
        Ok(Outcome::default())
    }

    async fn start(&self, night: &Night) -> Result<Outcome, StepFailed> {
        match self.service.start_race(night).await {
            Ok(RaceStart::Launched(server)) => Ok(Outcome {
                card: None,
                server: Some(server.to_string()),
            }),
            Ok(RaceStart::Nobody) => {
                let why = "Nobody signed up, so no server is started.".to_owned();
                self.news(night, &RaceNews::Trouble(why)).await
            }
            Err(error) => {
                tracing::warn!(race.id = %night.id, error = &error as &dyn std::error::Error, "the server of {} could not be started", night.id);
                Err(failed(&error))
            }
        }
    }

    /// The card's last form; then the server goes, since its results are kept.
    async fn conclude(&self, night: &Night) -> Result<Outcome, StepFailed> {
        let mut card = self.card(night).await?;
        card.over = true;
        if let Some(message) = night.card {
            self.draw_last(message, &card).await?;
        }
        // A start that came too late may have launched one all the same.
        let stopped = self.service.stop_race(night, self.now).await;
        stopped.map_err(|error| failed(&error))?;
        let cleared = self.service.clear_race(night, &card.results).await;
        if !cleared.map_err(|error| failed(&error))? {
            let why = "No result of its race came, so its server is powered off and not deleted: \
                       `/terminate` deletes it.";
            let news = RaceNews::Trouble(why.to_owned());
            self.notifier
                .tell_race(&card, &news)
                .await
                .map_err(untold)?;
        }
        Ok(Outcome::default())
    }

    /// Draws the last form of a card; one that somebody deleted needs none.
    async fn draw_last(&self, message: u64, card: &RaceCard) -> Result<(), StepFailed> {
        match self
            .notifier
            .edit_race(MessageId::from(message), card)
            .await
        {
            Ok(()) | Err(NotifyError::MessageGone) => Ok(()),
            Err(error) => Err(untold(error)),
        }
    }

    async fn tell_cancelled(&self, night: &Night) -> Result<Outcome, StepFailed> {
        if let Some(message) = night.card {
            let card = self.card(night).await?;
            self.draw_last(message, &card).await?;
            // What was never announced need not be called off.
            self.notifier
                .tell_race(&card, &RaceNews::CalledOff)
                .await
                .map_err(untold)?;
        }
        Ok(Outcome::default())
    }
}

#[async_trait]
impl Conductor for Evening<'_> {
    async fn observe(&self, night: &Night) -> Seen {
        match self.service.look_at_race(night, self.now).await {
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

    async fn take(&self, night: &Night, step: Step) -> Result<Outcome, StepFailed> {
        let id = &night.id;
        tracing::info!(race.id = %id, "taking the step {step:?} of the race {id}");
        match step {
            Step::Announce => self.announce(night).await,
            Step::Remind(minutes) => self.news(night, &RaceNews::Reminder(minutes)).await,
            Step::CloseSignUp => self.news(night, &RaceNews::Closed).await,
            Step::StartServer => self.start(night).await,
            Step::StopServer => {
                let stopped = self.service.stop_race(night, self.now).await;
                stopped.map_err(|error| failed(&error))?;
                Ok(Outcome::default())
            }
            Step::Conclude => self.conclude(night).await,
            Step::TellCancelled => self.tell_cancelled(night).await,
            Step::PlanNext => Ok(Outcome::default()),
        }
    }

    async fn tell(&self, night: &Night, trouble: &Trouble) {
        tracing::warn!(race.id = %night.id, "{}: {trouble}", night.id);
        let news = RaceNews::Trouble(trouble.to_string());
        if let Err(StepFailed(why)) = self.news(night, &news).await {
            tracing::warn!(race.id = %night.id, "the organisers of {} could not be told: {why}", night.id);
        }
    }
}

fn failed(error: &ServiceError) -> StepFailed {
    let words = explain::service(error, Surface::Discord);
    StepFailed(format!("{} {}", words.what, words.hint).trim().to_owned())
}

fn untold(error: NotifyError) -> StepFailed {
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
