//! A handle on what a member did, to see what came of it.

use std::sync::Arc;
use std::time::Duration;

use super::state::{InteractionRecord, Progress, State};
use super::{Message, Shared, Snowflake};

/// Something that a member did.
#[derive(Clone)]
pub struct Interaction {
    pub(super) shared: Arc<Shared>,
    pub(super) id: Snowflake,
}

/// Why there is no answer to read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoResponse {
    /// Nothing came within three seconds.
    #[error("the application did not respond")]
    TimedOut,
    /// It was acknowledged, and then nothing more came.
    #[error("the bot is still thinking")]
    StillThinking,
    /// The answer was deleted.
    #[error("the answer was deleted")]
    Deleted,
    /// The answer is a form to fill in, or a list of choices.
    #[error("the answer is no message")]
    NotAMessage,
}

impl Interaction {
    /// Its id.
    pub fn id(&self) -> Snowflake {
        self.id
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        self.record(|record| record.progress.clone())
            .unwrap_or(Progress::TimedOut)
    }

    /// The answer as it is now, also while it is still "thinking…".
    pub fn message(&self) -> Option<Message> {
        let original = self.record(|record| record.original)?;
        self.shared.read(|state| state.message(original?).cloned())
    }

    /// The answers after the first.
    pub fn followups(&self) -> Vec<Message> {
        let ids = self
            .record(|record| record.followups.clone())
            .unwrap_or_default();
        self.shared.read(|state| {
            ids.iter()
                .filter_map(|id| state.message(*id))
                .cloned()
                .collect()
        })
    }

    /// Waits for the first acknowledgement and says how long it took.
    ///
    /// # Errors
    /// When none came in time.
    pub async fn acknowledged(&self) -> Result<Duration, NoResponse> {
        let heard = self.shared.wait(|state| {
            let record = state.interactions.get(&self.id)?;
            match (record.acknowledged_after, &record.progress) {
                (Some(after), _) => Some(Ok(after)),
                (None, Progress::TimedOut) => Some(Err(NoResponse::TimedOut)),
                (None, _) => None,
            }
        });
        heard.await.unwrap_or(Err(NoResponse::TimedOut))
    }

    /// Waits for the answer: past "thinking…", as it then stands.
    ///
    /// # Errors
    /// When there is none, and why.
    pub async fn try_reply(&self) -> Result<Message, NoResponse> {
        let answer = self.shared.wait(|state| self.outcome(state)).await;
        answer.unwrap_or(Err(NoResponse::StillThinking))
    }

    /// Waits for the answer: past "thinking…", as it then stands.
    ///
    /// # Panics
    /// When there is none, telling why and what the member did.
    pub async fn reply(&self) -> Message {
        match self.try_reply().await {
            Ok(message) => message,
            Err(reason) => {
                let said = self
                    .record(|record| record.said.clone())
                    .unwrap_or_default();
                let refused = self.shared.read(last_refusals);
                panic!("no answer to {said:?}: {reason}\nlast refused requests:\n{refused}")
            }
        }
    }

    /// Waits until the answer is a form to fill in, and says what it is, in Discord's JSON.
    ///
    /// # Panics
    /// When another answer came, or none.
    pub async fn form(&self) -> serde_json::Value {
        let form = self
            .shared
            .wait(|state| match &state.interactions.get(&self.id)?.progress {
                Progress::Waiting => None,
                Progress::Modal(form) => Some(Ok(form.clone())),
                other => Some(Err(other.clone())),
            });
        match form.await {
            Some(Ok(form)) => form,
            other => panic!(
                "no form: {other:?}\nlast refused requests:\n{}",
                self.shared.read(last_refusals)
            ),
        }
    }

    fn outcome(&self, state: &State) -> Option<Result<Message, NoResponse>> {
        let record = state.interactions.get(&self.id)?;
        match &record.progress {
            Progress::Waiting | Progress::Deferred { .. } | Progress::DeferredUpdate => None,
            Progress::TimedOut => Some(Err(NoResponse::TimedOut)),
            Progress::Modal(_) | Progress::Choices(_) => Some(Err(NoResponse::NotAMessage)),
            Progress::Answered => {
                let message = state.message(record.original?)?;
                Some(match message.deleted {
                    None => Ok(message.clone()),
                    Some(_) => Err(NoResponse::Deleted),
                })
            }
        }
    }

    fn record<T>(&self, look: impl FnOnce(&InteractionRecord) -> T) -> Option<T> {
        self.shared
            .read(|state| state.interactions.get(&self.id).map(look))
    }
}

fn last_refusals(state: &State) -> String {
    let refused = state
        .requests()
        .rev()
        .filter(|request| 400 <= request.status)
        .take(5);
    let line = |request: &super::Recorded| {
        let body = request
            .response
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        format!("  {} {} {body}\n", request.status, request.name())
    };
    refused.map(line).collect()
}
