//! A race night is announced: its card, and what stands beside it (an event, a thread).

use domain::ids::MessageId;
use jiff::{SignedDuration, Timestamp};
use race::Night;
use race_service::{Outcome, StepFailed};

use super::evening::{Evening, untold};
use service::{NotifyError, RaceCard, RaceNews};

impl Evening<'_> {
    pub(super) async fn announce(&self, night: &Night) -> Result<Outcome, StepFailed> {
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

    /// Makes the event beside a card that was just posted, where the bot may.
    async fn make_event(&self, mut card: RaceCard, message: MessageId) -> Option<u64> {
        card.night.card = Some(message.get());
        if card.night.event.is_some() || card.event.start <= self.now() {
            return card.night.event;
        }
        let made = self.notifier.make_event(&card).await;
        let why = "There is no Discord event beside this race, because the bot may not make \
                   any: it needs the permission Create Events. The race does not need one.";
        self.made(&card, "event", made, why).await
    }

    /// Makes the thread below a card that was just posted, where one is wished and the bot may.
    async fn make_thread(&self, card: &RaceCard, message: MessageId) -> Option<u64> {
        if !card.night.chatter {
            return None;
        }
        let mut card = card.clone();
        card.night.card = Some(message.get());
        let made = self.notifier.make_thread(&card).await;
        let why = "There is no thread below this race, because the bot may not make any: it needs \
                   the permission Create Public Threads in a text channel. The race does not need one.";
        self.made(&card, "thread", made, why).await
    }

    /// What was made beside a race. A race needs none of it: `why` the bot may not is told once in a series, and
    /// nothing waits for what goes wrong.
    async fn made(
        &self,
        card: &RaceCard,
        what: &str,
        made: Result<Option<u64>, NotifyError>,
        why: &str,
    ) -> Option<u64> {
        let id = &card.night.id;
        match made {
            Ok(None) if id.is_first() => {
                let news = RaceNews::Trouble(why.to_owned());
                if let Err(error) = self.notifier.tell_race(card, &news).await {
                    tracing::warn!(race.id = %id, error = &error as &dyn std::error::Error, "that there is no {what} could not be told");
                }
                None
            }
            Ok(made) => made,
            Err(error) => {
                tracing::warn!(race.id = %id, error = &error as &dyn std::error::Error, "the {what} of {id} could not be made");
                None
            }
        }
    }

    /// A night is over, or called off: nobody needs to find its thread among those that are used.
    pub(super) async fn put_thread_away(&self, night: &Night) {
        if let Some(thread) = night.thread {
            self.notifier.archive_thread(thread).await;
        }
    }

    /// The last form of a night's event.
    pub(super) async fn end_event(&self, card: &RaceCard) {
        if let Some(event) = card.night.event {
            self.notifier.show_event(event, card).await;
        }
    }
}
