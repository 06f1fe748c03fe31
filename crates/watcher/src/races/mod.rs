//! Race nights as they come: announced, reminded of, started, stopped.
//!
//! Runs beside the watcher's own passes. What must happen once is claimed in the store, so any number of
//! bots may run it; what is due is asked of the night, so one that was down goes on where it is.

mod announcing;
mod evening;
mod starts;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use race::{Night, NightId, Step};
use race_service::{Now, RaceError, RaceService};
use tokio_util::sync::CancellationToken;

use self::evening::Evening;
use self::starts::{NightKey, Starts};
use super::closed_channels::Untold as Closed;
use domain::ids::{GuildId, MessageId, ServerId};
use service::{
    JoinPages, NotifyError, RaceCard, RaceLook, RaceNotifier, Service, ServiceError, server_of,
};

/// The pause while a night is near: sign-ups at other bots are shown, and its server is looked at.
const NEAR: Duration = Duration::from_secs(10);
/// The pause while none is.
const FAR: Duration = Duration::from_secs(60);
/// The pause while none is planned: another bot may plan one. A look costs a list and no more.
const NONE: Duration = Duration::from_secs(300);
/// The pause after an edit that came too soon.
const SOON: Duration = Duration::from_secs(2);
/// How often servers of races that are over are looked for: a list, for what a dead bot left.
const SWEEP: Duration = Duration::from_secs(6 * 3600);
/// What "near" is.
const HORIZON: SignedDuration = SignedDuration::from_hours(3);

/// Drives the nights of all Discord servers.
#[derive(Debug)]
pub struct RacesWatcher {
    service: Service,
    notifier: Arc<dyn RaceNotifier>,
    /// Servers whose boot was measured.
    measured: HashSet<ServerId>,
    /// When each Discord server was last looked through for servers of races that are over.
    swept: HashMap<GuildId, Instant>,
    /// Starts that last longer than a pass.
    starts: Mutex<Starts>,
    /// Cards that Discord did not take, and when each is tried again.
    closed: HashMap<NightKey, Closed>,
}

/// What a pass came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RacePass {
    /// The steps that this process took.
    pub taken: Vec<Step>,
    /// Whether a card could not be shown as it is now: the next pass should come soon.
    pub unshown: bool,
    /// Whether a server is being started, which goes on after the pass.
    pub starting: bool,
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
            swept: HashMap::new(),
            starts: Mutex::default(),
            closed: HashMap::new(),
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
    /// If the provider has no place for nights. What fails for one night or one Discord server is logged and
    /// tried again.
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
        let launched = self.starts.lock().ended();
        passed.taken.extend(vec![Step::StartServer; launched]);
        self.renew_starts(&races, now).await;
        // Time goes on during a pass.
        let began = Instant::now();
        let clock: Now<'_> = &move || now + began.elapsed();
        for guild in guilds {
            if let Err(error) = self.pass_guild(&races, guild, clock, &mut passed).await {
                tracing::warn!(guild.id = %guild, error = &error as &dyn std::error::Error, "the races of {guild} could not be looked at; trying again");
                // Whether one is near there is not known.
                passed.near = true;
            }
        }
        passed.starting = self.starts.lock().under_way().next().is_some();
        Ok(passed)
    }

    /// No other bot starts a server that this one is at.
    async fn renew_starts(&self, races: &RaceService, now: Timestamp) {
        let under_way: Vec<NightKey> = self.starts.lock().under_way().cloned().collect();
        for (guild, night) in under_way {
            let renewed = races.renew(guild, &night, Step::StartServer, now).await;
            if let Err(error) = renewed {
                tracing::warn!(race.id = %night, error = &error as &dyn std::error::Error, "the start of {night} could not be claimed for longer");
            }
        }
    }

    async fn pass_guild(
        &mut self,
        races: &RaceService,
        guild: GuildId,
        clock: Now<'_>,
        passed: &mut RacePass,
    ) -> Result<(), ServiceError> {
        let evening = Evening {
            service: self.service.clone(),
            notifier: self.notifier.clone(),
            starts: Some(&self.starts),
            clock,
        };
        let report = races.pass(guild.get(), clock, &evening).await?;
        self.sweep(guild).await;
        for error in &report.errors {
            tracing::warn!(guild.id = %guild, error = error as &dyn std::error::Error, "a race could not be driven; trying again");
        }
        passed.taken.extend(report.taken);
        passed.next = [passed.next, report.next].into_iter().flatten().min();
        let mut pages = JoinPages::default();
        let nights = races.nights(guild.get()).await?;
        // A Discord server without races costs no call.
        if !nights.is_empty()
            && let Err(error) = self.service.look_up_page_address(clock()).await
        {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "under which address the pages to join by are is not known"
            );
        }
        let is_there = |id: &NightId| nights.iter().any(|night| night.id == *id);
        self.closed
            .retain(|(of, id), _| *of != guild.get() || is_there(id));
        for night in nights {
            let now = clock();
            let start = night.start.instant();
            passed.planned = true;
            passed.near |= start.duration_since(now) < HORIZON;
            let Some(message) = night.card else {
                pages.not_announced(&night);
                continue;
            };
            let Some(card) = self.look_at(races, &night, now).await else {
                pages.missed(&night);
                continue;
            };
            pages.saw(&card);
            self.show_event(&card).await;
            let shown = self.show(races, &card, MessageId::from(message), now).await;
            passed.unshown |= !shown;
        }
        self.service.show_join_pages(guild, pages);
        Ok(())
    }

    /// Looks for servers that a dead bot launched for a race that was over by then.
    async fn sweep(&mut self, guild: GuildId) {
        let is_fresh = |then: &Instant| then.elapsed() < SWEEP;
        if self.swept.get(&guild).is_some_and(is_fresh) {
            return;
        }
        match self.service.clear_lost_starts(guild).await {
            Ok(_) => {
                self.swept.insert(guild, Instant::now());
            }
            Err(error) => {
                tracing::warn!(guild.id = %guild, error = &error as &dyn std::error::Error, "whether a race that is over has left a server is not known");
            }
        }
    }

    /// Shows a card as its night is; says whether the next pass need not come soon for it. A channel that is closed
    /// to the bot is tried once a minute, and a Discord that is down ever less often.
    async fn show(
        &mut self,
        races: &RaceService,
        card: &RaceCard,
        message: MessageId,
        now: Timestamp,
    ) -> bool {
        let key = (card.night.guild, card.night.id.clone());
        let closed = self.closed.get(&key).copied();
        if closed.is_some_and(|closed| !closed.is_due(now)) {
            return true;
        }
        let error = match self.draw(races, card, message).await {
            Ok(()) => {
                self.closed.remove(&key);
                return true;
            }
            Err(NotifyError::TooSoon) => return false,
            Err(error) => error,
        };
        tracing::warn!(race.id = %card.night.id, error = &error as &dyn std::error::Error, "the card of {} could not be shown", card.night.id);
        let closed = self.closed.entry(key).or_default();
        match error {
            NotifyError::NoAccess { .. } | NotifyError::Refused { .. } => closed.refuse(now),
            _ => closed.fail(now, NEAR),
        }
        true
    }

    /// How a night stands now; nothing if its server could not be looked at.
    async fn look_at(
        &mut self,
        races: &RaceService,
        night: &Night,
        now: Timestamp,
    ) -> Option<RaceCard> {
        let look = match self.service.look_at_race(night, now).await {
            Ok(look) => look,
            Err(error) => {
                tracing::warn!(race.id = %night.id, error = &error as &dyn std::error::Error, "the server of {} could not be looked at", night.id);
                return None;
            }
        };
        self.measure(races, night, &look).await;
        Some(self.service.race_card(night.clone(), look, now))
    }

    async fn draw(
        &self,
        races: &RaceService,
        card: &RaceCard,
        message: MessageId,
    ) -> Result<(), NotifyError> {
        let id = &card.night.id;
        match self.notifier.edit_race(message, card).await {
            // Somebody deleted it: a race without its card cannot be signed up for.
            Err(NotifyError::MessageGone) => {
                let posted = self.notifier.post_race(card).await?;
                let noted = races
                    .edit(card.night.guild, id, |night| {
                        night.card = Some(posted.get());
                        Ok::<_, RaceError>(())
                    })
                    .await;
                if let Err(error) = noted {
                    tracing::warn!(race.id = %id, error = &error as &dyn std::error::Error, "the new card of {id} could not be noted");
                }
                Ok(())
            }
            shown => shown,
        }
    }

    async fn show_event(&self, card: &RaceCard) {
        if let Some(event) = card.night.event {
            self.notifier.show_event(event, card).await;
        }
    }

    /// Notes how long a server took to come up: the next one is started as early as that asks for.
    async fn measure(&mut self, races: &RaceService, night: &Night, look: &RaceLook) {
        let guild = GuildId::from(night.guild);
        let Some(seconds) = look.boot_seconds else {
            return;
        };
        let id = server_of(guild, &night.id);
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
        // A claim must be renewed.
        let near = self.near || self.starting;
        let usual = match (near, self.planned) {
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
