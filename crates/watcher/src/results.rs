//! Results as they come in: taken in, kept, told in the server's channel.
//!
//! Runs beside the watcher's own passes, and more often: a result is to stand in the channel ten seconds
//! after the flag, and a server that is well is looked at once a minute.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use league::post::Turn;
use league::{League, standings_mark};
use results::document::{ResultId, StoredResult};
use results::season::Season;
use tokio_util::sync::CancellationToken;

use super::collecting::{Collecting, Look};
use super::left::Left;
use super::live::LiveCards;
use super::post_once::{TELL_WITHIN, post_once, said};
use domain::ids::{MessageId, ServerId};
use domain::server::{Home, Server};
use service::{ResultNotifier, Service, ServiceError};

/// How much less often servers are looked at while none runs.
const WHILE_QUIET: u32 = 6;
/// After this time the results of a server that runs are looked through anew.
const AGAIN: SignedDuration = SignedDuration::from_secs(60);

/// Takes in results and tells them.
#[derive(Debug)]
pub struct ResultsWatcher {
    service: Service,
    notifier: Arc<dyn ResultNotifier>,
    /// Results that need no further look.
    told: HashSet<ResultId>,
    /// Servers whose results may not be told yet: after a start, and after a failure.
    unsure: HashSet<ServerId>,
    /// When the results of a server were looked through last.
    looked: HashMap<ServerId, Timestamp>,
    /// What cards show of the sessions that run.
    cards: LiveCards,
    /// What was left for channels to show.
    left: Left,
    /// The servers that are being asked.
    collecting: Collecting,
    /// The servers as they were listed last.
    listed: HashMap<ServerId, Server>,
    /// Whether any server ran at the last pass.
    runs: bool,
}

impl ResultsWatcher {
    /// One that has seen nothing yet.
    pub fn new(service: Service, notifier: Arc<dyn ResultNotifier>) -> Self {
        Self {
            service,
            notifier,
            told: HashSet::new(),
            unsure: HashSet::new(),
            looked: HashMap::new(),
            cards: LiveCards::default(),
            left: Left::default(),
            collecting: Collecting::default(),
            listed: HashMap::new(),
            runs: true,
        }
    }

    /// Asks servers at their pace and tells what comes of it, as it comes, until `shutdown`. Ends at once where
    /// servers leave nothing that could be taken in.
    pub async fn run(mut self, shutdown: CancellationToken) {
        let Some(pace) = self.service.cloud().session_pace() else {
            return;
        };
        while !shutdown.is_cancelled() {
            match self.ask_all(Timestamp::now()).await {
                Ok(()) => {}
                Err(ServiceError::NoDocuments) => return,
                Err(error) => tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the servers could not be asked for results; trying again"
                ),
            }
            let pause = if self.runs { pace } else { pace * WHILE_QUIET };
            let next = tokio::time::sleep(pause);
            tokio::pin!(next);
            loop {
                tokio::select! {
                    () = shutdown.cancelled() => return,
                    () = &mut next => break,
                    Some(look) = self.collecting.next() => {
                        self.take(&look, Timestamp::now()).await;
                    }
                }
            }
        }
    }

    /// Takes in what servers left, and tells what was not told. Safe to repeat at any time. Answers how many
    /// messages were posted.
    ///
    /// # Errors
    /// If the servers cannot be listed. What fails for one server is logged and tried again.
    pub async fn pass_at(&mut self, now: Timestamp) -> Result<usize, ServiceError> {
        self.ask_all(now).await?;
        let mut posted = 0;
        while let Some(look) = self.collecting.next().await {
            posted += self.take(&look, now).await;
        }
        Ok(posted)
    }

    /// Begins to ask all servers that are not being asked, for what they left.
    async fn ask_all(&mut self, now: Timestamp) -> Result<(), ServiceError> {
        // Asked first, so that a provider without a place for results costs no call.
        self.service.league(None)?;
        self.left.show(&self.service, &*self.notifier, now).await;
        let servers = self.service.list().await?;
        self.runs = servers.iter().any(|server| server.state.costs_compute());
        for server in &servers {
            if !self.collecting.is_asking(&server.id) {
                let is_due = self.is_due(server, now);
                self.collecting
                    .begin(&self.service, server.clone(), is_due, now);
            }
        }
        let servers = servers.into_iter();
        self.listed = servers.map(|server| (server.id.clone(), server)).collect();
        Ok(())
    }

    /// Tells what came of a look at one server. Answers how many messages were posted.
    async fn take(&mut self, look: &Look, now: Timestamp) -> usize {
        // A machine may take long to answer, and its server have ended meanwhile.
        let server = self.listed.get(&look.server.id).unwrap_or(&look.server);
        let server = server.clone();
        let id = &server.id;
        let told = self.tell_news(&server, look.is_due, now).await;
        let (told, untold) = told.map_or_else(|error| (0, Some(error)), |told| (told, None));
        for error in untold.iter().chain(&look.failed) {
            self.unsure.insert(id.clone());
            tracing::warn!(server.id = %id, error = error as &dyn std::error::Error, "the results of {id} could not be taken in or told; trying again");
        }
        let (service, notifier) = (&self.service, &*self.notifier);
        if let Err(error) = self.cards.show(service, notifier, &server, now).await {
            tracing::warn!(server.id = %id, error = &error as &dyn std::error::Error, "what happens on {id} could not be shown; trying again");
        }
        told
    }

    async fn tell_news(
        &mut self,
        server: &Server,
        is_due: bool,
        now: Timestamp,
    ) -> Result<usize, ServiceError> {
        // Also those that others in this process took in: a race night, or whoever deleted the server.
        let new = self.service.result_news(&server.id);
        if is_due || !new.is_empty() {
            self.unsure.insert(server.id.clone());
        }
        // What is known better now is shown where it was told.
        self.told.retain(|told| !new.contains(told));
        if self.unsure.contains(&server.id) {
            self.tell_of(server, &new, now).await
        } else {
            Ok(0)
        }
    }

    /// Whether the results of a server are to be looked through although none came here: another bot may have
    /// taken one in and died before it told it.
    fn is_due(&mut self, server: &Server, now: Timestamp) -> bool {
        let is_due = match self.looked.get(&server.id) {
            None => true,
            Some(looked) => server.state.costs_compute() && *looked + AGAIN <= now,
        };
        if is_due {
            self.looked.insert(server.id.clone(), now);
        }
        is_due
    }

    /// Tells what was not told of a server; `changed` is shown anew.
    async fn tell_of(
        &mut self,
        server: &Server,
        changed: &HashSet<ResultId>,
        now: Timestamp,
    ) -> Result<usize, ServiceError> {
        let Some(home) = server.home else {
            self.unsure.remove(&server.id);
            return Ok(0);
        };
        let league = self.service.league(Some(home.guild))?;
        let mut posted = 0;
        let mut all = true;
        for result in league
            .of_server(server.id.as_str(), now - TELL_WITHIN)
            .await?
        {
            if self.told.contains(&result.id) {
                continue;
            }
            let changed = changed.contains(&result.id);
            match self.tell_all(&league, home, &result, changed, now).await? {
                Some(messages) => {
                    posted += messages;
                    self.told.insert(result.id);
                }
                None => all = false,
            }
        }
        if all {
            self.unsure.remove(&server.id);
        }
        Ok(posted)
    }

    /// Tells a result and how the seasons stand after it, as far as the settings want that. Answers how many
    /// messages were posted just now; nothing if something is still to be told.
    async fn tell_all(
        &self,
        league: &League,
        home: Home,
        result: &StoredResult,
        changed: bool,
        now: Timestamp,
    ) -> Result<Option<usize>, ServiceError> {
        let mut posted = Some(0);
        let kind = result.result.session.kind;
        if self.service.rules().results.posts(home.guild, kind) {
            posted = self.tell(league, home, result, changed, now).await?;
        }
        for season in league.count(result).await? {
            let told = self.tell_standings(league, home, &season, now).await?;
            posted = posted.and_then(|posted| Some(posted + told?));
        }
        Ok(posted)
    }

    /// Tells one result, once among all bots. Answers how many messages were posted just now; nothing if
    /// somebody else is at it.
    async fn tell(
        &self,
        league: &League,
        home: Home,
        result: &StoredResult,
        changed: bool,
        now: Timestamp,
    ) -> Result<Option<usize>, ServiceError> {
        let turn = league.take_post(&result.id, now).await?;
        match turn {
            Turn::Theirs => return Ok(None),
            Turn::Told(_) if !changed => return Ok(Some(0)),
            _ => {}
        }
        let post = self.service.result_post(league, home.guild, result).await?;
        if let Turn::Told(message) = turn {
            let message = MessageId::from(message);
            let edited = self.notifier.edit_result(home, message, &post).await;
            said(edited, &result.id);
            return Ok(Some(0));
        }
        let sent = self.notifier.post_result(home, &post);
        let since = result.stored_at;
        let notifier = &*self.notifier;
        post_once(league, notifier, home, &result.id, (turn, since), sent).await
    }

    /// Tells how a season stands, once for each race of its last round.
    async fn tell_standings(
        &self,
        league: &League,
        home: Home,
        season: &Season,
        now: Timestamp,
    ) -> Result<Option<usize>, ServiceError> {
        let Some(mark) = standings_mark(season) else {
            return Ok(Some(0));
        };
        let turn = league.take_post(&mark, now).await?;
        match turn {
            Turn::Theirs => return Ok(None),
            Turn::Told(_) => return Ok(Some(0)),
            Turn::Mine | Turn::MineAfterAnother => {}
        }
        let table = league.standings(&season.id).await?;
        let sent = self.notifier.post_standings(home, &table, &mark);
        let since = now - TELL_WITHIN;
        let notifier = &*self.notifier;
        post_once(league, notifier, home, &mark, (turn, since), sent).await
    }
}
