//! When a message may be edited: one edit at a time, at a pace, and news at once.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

use domain::ids::MessageId;

/// The least time between two edits of one message. How often a message is redrawn of which nothing but its
/// clock changes is the watcher's decision (`watcher::pass`).
pub(super) const EDIT_PACE: Duration = Duration::from_secs(2);

/// The edits of all messages.
#[derive(Debug)]
pub(super) struct EditThrottle {
    pace: Duration,
    last: Mutex<HashMap<MessageId, Arc<tokio::sync::Mutex<MessageEdits>>>>,
}

/// What was done to one message.
#[derive(Debug, Default)]
struct MessageEdits {
    /// When it was last edited.
    at: Option<Instant>,
    /// The watcher has shown a launched machine's card in it.
    handed_over: bool,
}

/// The right to edit one message now.
#[derive(Debug)]
pub(super) struct EditPermit(OwnedMutexGuard<MessageEdits>);

impl EditPermit {
    /// Notes that the message is edited now; the next turn comes after the pace.
    pub(super) fn taken(&mut self) {
        self.0.at = Some(Instant::now());
    }

    /// Notes that the message shows a launched machine's card from now on.
    pub(super) fn hand_over(&mut self) {
        self.0.handed_over = true;
    }

    /// Whether the message shows a launched machine's card: whoever followed the deploy until then
    /// has nothing newer to show.
    pub(super) fn is_handed_over(&self) -> bool {
        self.0.handed_over
    }
}

impl EditThrottle {
    /// More messages than are ever edited within the pace.
    const REMEMBERED: usize = 1000;

    pub(super) fn new(pace: Duration) -> Self {
        Self {
            pace,
            last: Mutex::default(),
        }
    }

    /// The turn after the pace, or as soon as there are `news`.
    pub(super) async fn turn(
        &self,
        message: MessageId,
        news: impl Future<Output = ()>,
    ) -> EditPermit {
        tokio::pin!(news);
        loop {
            let turn = self.turn_now(message).await;
            let Some(next) = turn.0.at.map(|at| at + self.pace) else {
                return turn;
            };
            if next <= Instant::now() {
                return turn;
            }
            // Whoever has news meanwhile must not wait behind this wait.
            drop(turn);
            tokio::select! {
                () = tokio::time::sleep_until(next) => {}
                () = &mut news => return self.turn_now(message).await,
            }
        }
    }

    /// The turn if it can be had without any wait.
    pub(super) fn turn_if_due(&self, message: MessageId) -> Option<EditPermit> {
        let turn = EditPermit(self.of(message).try_lock_owned().ok()?);
        let due = turn.0.at.is_none_or(|at| self.pace <= at.elapsed());
        due.then_some(turn)
    }

    /// The turn as soon as nobody else holds it: for what somebody waits for.
    pub(super) async fn turn_now(&self, message: MessageId) -> EditPermit {
        EditPermit(self.of(message).lock_owned().await)
    }

    fn of(&self, message: MessageId) -> Arc<tokio::sync::Mutex<MessageEdits>> {
        let mut last = self.last.lock();
        if Self::REMEMBERED < last.len() {
            let recent =
                |edited: &MessageEdits| edited.at.is_some_and(|at| at.elapsed() < self.pace);
            last.retain(|_, lock| lock.try_lock().map_or(true, |edited| recent(&edited)));
        }
        last.entry(message).or_default().clone()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn one_message_is_edited_at_its_pace_and_another_at_once() {
        let pace = Duration::from_millis(40);
        let edits = EditThrottle::new(pace);
        let began = Instant::now();
        for _ in 0..3 {
            let turn = edits.turn(MessageId::from(1), std::future::pending());
            turn.await.taken();
        }
        assert!(pace * 2 <= began.elapsed());
        let other = edits.turn(MessageId::from(2), std::future::pending());
        assert!(other.now_or_never().is_some(), "another message waits");
    }

    #[tokio::test]
    async fn news_wait_neither_for_the_pace_nor_for_whoever_does() {
        let edits = EditThrottle::new(Duration::from_secs(3600));
        let message = MessageId::from(1);
        edits.turn_now(message).await.taken();
        let mut paced = Box::pin(edits.turn(message, std::future::pending()));
        assert!((&mut paced).now_or_never().is_none(), "the pace is kept");
        assert!(edits.turn_if_due(message).is_none());
        assert!(edits.turn_if_due(MessageId::from(2)).is_some());
        assert!(edits.turn_now(message).now_or_never().is_some());
        let news = edits.turn(message, std::future::ready(()));
        assert!(news.now_or_never().is_some());
    }
}
