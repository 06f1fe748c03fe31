//! Results as they come in: taken in, kept, told in the server's channel.
//!
//! Runs beside the watcher's own passes, and more often: a result is to stand in the channel ten seconds
//! after the flag, and a server that is well is looked at once a minute.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use league::League;
use league::post::Turn;
use results::SessionKind;
use results::document::{ResultId, StoredResult};
use tokio_util::sync::CancellationToken;

use crate::service::{NotifyError, ResultNotifier, SeenFiles, Service, ServiceError};
use domain::ids::{MessageId, ServerId};
use domain::server::{Home, Server};

/// What was not told within this time is not told any more: nobody waits for yesterday's practice.
const TELL_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// Takes in results and tells them.
#[derive(Debug)]
pub struct ResultsWatcher {
    service: Service,
    notifier: Arc<dyn ResultNotifier>,
    seen: SeenFiles,
    /// Results that need no further look.
    told: HashSet<ResultId>,
    /// Servers whose results may not be told yet: after a start, and after a failure.
    unsure: HashSet<ServerId>,
    known: HashSet<ServerId>,
}

impl ResultsWatcher {
    /// One that has seen nothing yet.
    pub fn new(service: Service, notifier: Arc<dyn ResultNotifier>) -> Self {
        Self {
            service,
            notifier,
            seen: SeenFiles::default(),
            told: HashSet::new(),
            unsure: HashSet::new(),
            known: HashSet::new(),
        }
    }

    /// Passes until `shutdown`. Ends at once where servers leave nothing that could be taken in.
    pub async fn run(mut self, shutdown: CancellationToken) {
        let Some(pace) = self.service.cloud().session_pace() else {
            return;
        };
        while !shutdown.is_cancelled() {
            match self.pass_at(Timestamp::now()).await {
                Ok(_) => {}
                Err(ServiceError::NoDocuments) => return,
                Err(error) => tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the servers could not be asked for results; trying again"
                ),
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = tokio::time::sleep(pace) => {}
            }
        }
    }

    /// Takes in what servers left, and tells what was not told. Safe to repeat at any time. Answers how many
    /// messages were posted.
    ///
    /// # Errors
    /// If the servers cannot be listed. What fails for one server is logged and tried again.
    pub async fn pass_at(&mut self, now: Timestamp) -> Result<usize, ServiceError> {
        // Asked first, so that a provider without a place for results costs no call.
        self.service.league(None)?;
        let mut posted = 0;
        for server in self.service.list().await? {
            match self.look_at(&server, now).await {
                Ok(told) => posted += told,
                Err(error) => {
                    self.unsure.insert(server.id.clone());
                    let id = &server.id;
                    tracing::warn!(server.id = %id, error = &error as &dyn std::error::Error, "the results of {id} could not be taken in or told; trying again");
                }
            }
        }
        Ok(posted)
    }

    async fn look_at(&mut self, server: &Server, now: Timestamp) -> Result<usize, ServiceError> {
        let new = self.service.collect(server, &mut self.seen, now).await?;
        if self.known.insert(server.id.clone()) || !new.is_empty() {
            self.unsure.insert(server.id.clone());
        }
        if !self.unsure.contains(&server.id) {
            return Ok(0);
        }
        let Some(home) = server.home else {
            self.unsure.remove(&server.id);
            return Ok(0);
        };
        let league = self.service.league(Some(home.guild))?;
        for result in &new {
            // What is known better now is shown where it was told.
            self.told.remove(&result.id);
        }
        let mut posted = 0;
        let mut all = true;
        for result in league
            .of_server(server.id.as_str(), now - TELL_WITHIN)
            .await?
        {
            if self.told.contains(&result.id) || !is_told(&result) {
                continue;
            }
            let changed = new.iter().any(|new| new.id == result.id);
            match self.tell(&league, home, &result, changed, now).await? {
                Some(was_posted) => {
                    posted += usize::from(was_posted);
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

    /// Tells one result, once among all bots. Answers whether it was posted just now; nothing if somebody
    /// else is at it.
    async fn tell(
        &self,
        league: &League,
        home: Home,
        result: &StoredResult,
        changed: bool,
        now: Timestamp,
    ) -> Result<Option<bool>, ServiceError> {
        let before = match league.take_post(&result.id, now).await? {
            Turn::Theirs => return Ok(None),
            Turn::Told(message) => {
                if changed {
                    let message = MessageId::from(message);
                    said(
                        self.notifier.edit_result(home, message, result).await,
                        result,
                    );
                }
                return Ok(Some(false));
            }
            Turn::Mine => None,
            Turn::MineAfterAnother => {
                let found = self
                    .notifier
                    .find_result(home, &result.id, result.stored_at)
                    .await;
                said(found, result).flatten()
            }
        };
        let was_posted = before.is_none();
        let message = match before {
            Some(message) => message,
            None => match self.notifier.post_result(home, result).await {
                Ok(message) => message,
                Err(error) => {
                    said::<()>(Err(error), result);
                    return Ok(None);
                }
            },
        };
        league.posted(&result.id, message.get()).await?;
        Ok(Some(was_posted))
    }
}

/// Practice is told by `/results` only.
fn is_told(result: &StoredResult) -> bool {
    let kind = result.result.session.kind;
    matches!(kind, SessionKind::Race | SessionKind::Qualify)
}

/// Logs what Discord refused; the next pass tries again.
fn said<T>(outcome: Result<T, NotifyError>, result: &StoredResult) -> Option<T> {
    outcome
        .inspect_err(|error| {
            let id = &result.id;
            tracing::warn!(
                error = error as &dyn std::error::Error,
                "the result {id} could not be told; trying again"
            );
        })
        .ok()
}
