//! Race nights as they come: announced, reminded of, started, stopped.
//!
//! Runs beside the watcher's own passes. What must happen once is claimed in the store, so any number of
//! bots may run it; what is due is asked of the night, so one that was down goes on where it is.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::closed_channels::Untold as Closed;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use race::{Night, NightId, Seen, Snowflake, Step, Untold};
use race_service::{Conductor, Now, Outcome, RaceError, RaceService, StepFailed, Taken, Trouble};
use tokio::task::{self, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::explain::{self, Surface};
use crate::service::{
    Cleared, JoinPages, NotifyError, RaceCard, RaceLook, RaceNews, RaceNotifier, RaceStart,
    Service, ServiceError, server_of,
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

/// A night among those of all Discord servers.
type NightKey = (Snowflake, NightId);

/// The servers that this process is at starting, each in a task of its own: a machine takes minutes, and
/// the other nights must not wait for it. The tasks end with their owner.
#[derive(Debug, Default)]
struct Starts {
    tasks: JoinSet<bool>,
    under_way: HashMap<task::Id, NightKey>,
}

impl Starts {
    /// Begins to start a night's server, unless that is under way. `start` answers whether one came of it.
    fn begin(&mut self, night: NightKey, start: impl Future<Output = bool> + Send + 'static) {
        if self.under_way.values().any(|known| *known == night) {
            return;
        }
        let task = self.tasks.spawn(start);
        self.under_way.insert(task.id(), night);
    }

    /// How many servers came of the starts that have ended since this was asked before. One that broke off is
    /// tried again when its claim has run out.
    fn ended(&mut self) -> usize {
        let mut launched = 0;
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            let (task, came) = match ended {
                Ok(ended) => ended,
                Err(error) => {
                    let error_id = error.id();
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "a race's start broke off"
                    );
                    (error_id, false)
                }
            };
            self.under_way.remove(&task);
            launched += usize::from(came);
        }
        launched
    }
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
        passed.starting = !self.starts.lock().under_way.is_empty();
        Ok(passed)
    }

    /// No other bot starts a server that this one is at.
    async fn renew_starts(&self, races: &RaceService, now: Timestamp) {
        let under_way: Vec<NightKey> = self.starts.lock().under_way.values().cloned().collect();
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

/// One moment of all evenings.
struct Evening<'a> {
    service: Service,
    notifier: Arc<dyn RaceNotifier>,
    /// Where servers are started; nothing for whoever is at it.
    starts: Option<&'a Mutex<Starts>>,
    clock: Now<'a>,
}

impl Evening<'_> {
    fn now(&self) -> Timestamp {
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

    async fn card(&self, night: &Night) -> Result<RaceCard, StepFailed> {
        let now = self.now();
        let look = self.service.look_at_race(night, now).await;
        let look = look.map_err(|error| failed(&error))?;
        Ok(self.service.race_card(night.clone(), look, now))
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
            thread: self.make_thread(&card, message).await,
            event: self.make_event(card, message).await,
            ..Outcome::default()
        })
    }

    /// Makes the event beside a card that was just posted, where the bot may. A race needs none: what goes
    /// wrong is told once in a series, and nothing waits for it.
    async fn make_event(&self, mut card: RaceCard, message: MessageId) -> Option<u64> {
        card.night.card = Some(message.get());
        if card.night.event.is_some() || card.event.start <= self.now() {
            return card.night.event;
        }
        match self.notifier.make_event(&card).await {
            Ok(Some(event)) => return Some(event),
            Ok(None) if card.night.id.is_first() => {
                let why = "There is no Discord event beside this race, because the bot may not make \
                           any: it needs the permission Create Events. The race does not need one.";
                let news = RaceNews::Trouble(why.to_owned());
                if let Err(error) = self.notifier.tell_race(&card, &news).await {
                    tracing::warn!(race.id = %card.night.id, error = &error as &dyn std::error::Error, "that there is no event could not be told");
                }
            }
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(race.id = %card.night.id, error = &error as &dyn std::error::Error, "the event of {} could not be made", card.night.id);
            }
        }
        None
    }

    /// Makes the thread below a card that was just posted, where one is wished and the bot may.
    async fn make_thread(&self, card: &RaceCard, message: MessageId) -> Option<u64> {
        if !card.night.chatter {
            return None;
        }
        let mut card = card.clone();
        card.night.card = Some(message.get());
        match self.notifier.make_thread(&card).await {
            Ok(Some(thread)) => return Some(thread),
            Ok(None) if card.night.id.is_first() => {
                let why = "There is no thread below this race, because the bot may not make any: it needs \
                           the permission Create Public Threads in a text channel. The race does not need one.";
                let news = RaceNews::Trouble(why.to_owned());
                if let Err(error) = self.notifier.tell_race(&card, &news).await {
                    tracing::warn!(race.id = %card.night.id, error = &error as &dyn std::error::Error, "that there is no thread could not be told");
                }
            }
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(race.id = %card.night.id, error = &error as &dyn std::error::Error, "the thread of {} could not be made", card.night.id);
            }
        }
        None
    }

    /// A night is over, or called off: nobody needs to find its thread among those that are used.
    async fn put_thread_away(&self, night: &Night) {
        if let Some(thread) = night.thread {
            self.notifier.archive_thread(thread).await;
        }
    }

    /// The last form of a night's event.
    async fn end_event(&self, card: &RaceCard) {
        if let Some(event) = card.night.event {
            self.notifier.show_event(event, card).await;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn night(number: u64) -> NightKey {
        (200, NightId::of_request(number))
    }

    #[tokio::test]
    async fn a_start_that_breaks_off_leaves_the_others_under_way() {
        let mut starts = Starts::default();
        starts.begin(night(1), std::future::pending());
        starts.begin(night(1), async { unreachable!("it is under way") });
        starts.begin(night(2), async { panic!("it breaks off") });
        starts.begin(night(3), async { true });
        let mut launched = 0;
        while 1 < starts.under_way.len() {
            launched += starts.ended();
            tokio::task::yield_now().await;
        }
        assert_eq!(launched, 1);
        let left: Vec<&NightKey> = starts.under_way.values().collect();
        assert_eq!(left, [&night(1)]);
    }
}
