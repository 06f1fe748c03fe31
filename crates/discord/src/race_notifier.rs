//! What channels are told of their races.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use poise::serenity_prelude as serenity;
use race::Night;

use super::notifier::{DiscordNotifier, id_at, nonce};
use super::views::races;
use super::{race_events, race_threads};
use domain::ids::{ChannelId, MessageId, UserId};
use service::{NotifyError, RaceCard, RaceNews, RaceNotifier};

/// The same news within this time are a repeat by a bot that was killed, or by another one.
const REPEATED: SignedDuration = SignedDuration::from_mins(20);

#[async_trait]
impl RaceNotifier for DiscordNotifier {
    async fn post_race(&self, card: &RaceCard) -> Result<MessageId, NotifyError> {
        let night = &card.night;
        let guild = night.guild.to_string();
        // One that was deleted is posted anew, which the nonce of the first must not prevent.
        let before = night.card.unwrap_or_default().to_string();
        let nonce = nonce(&["race", &guild, night.id.as_str(), &before]);
        let posted = self
            .post(channel(night), &races::announced(card), &nonce)
            .await?;
        self.shown_races().insert(posted, races::card(card));
        Ok(posted)
    }

    async fn find_race(
        &self,
        night: &Night,
        since: Timestamp,
    ) -> Result<Option<MessageId>, NotifyError> {
        let footer = races::footer(night);
        self.find(channel(night), id_at(since), |message| {
            let mut embeds = message.embeds.iter();
            embeds.any(|embed| {
                embed
                    .footer
                    .as_ref()
                    .is_some_and(|shown| shown.text == footer)
            })
        })
        .await
    }

    async fn edit_race(&self, message: MessageId, card: &RaceCard) -> Result<(), NotifyError> {
        let view = races::card(card);
        if self.shown_races().get(&message) == Some(&view) {
            return Ok(());
        }
        // The next pass has something newer; only the last form waits for its turn.
        let final_one = card.over || !card.night.is_open();
        let mut turn = match self.turn_if_due(message) {
            Some(turn) => turn,
            None if final_one => self.turn_now(message).await,
            None => return Err(NotifyError::TooSoon),
        };
        turn.taken();
        self.edit(channel(&card.night), message, &view).await?;
        let mut shown = self.shown_races();
        if final_one {
            shown.remove(&message);
        } else {
            shown.insert(message, view);
        }
        Ok(())
    }

    async fn make_event(&self, card: &RaceCard) -> Result<Option<u64>, NotifyError> {
        race_events::make(self, card).await
    }

    async fn make_thread(&self, card: &RaceCard) -> Result<Option<u64>, NotifyError> {
        race_threads::make(self, card).await
    }

    async fn archive_thread(&self, thread: u64) {
        race_threads::archive(self, thread).await;
    }

    async fn show_event(&self, event: u64, card: &RaceCard) {
        race_events::show(self, event, card).await;
    }

    async fn tell_race(&self, card: &RaceCard, news: &RaceNews) -> Result<(), NotifyError> {
        let night = &card.night;
        let view = match news {
            // Not before everybody: a wrong paste is no fraud.
            RaceNews::Claimed { .. } => match self.tell_organiser(card, news).await {
                Ok(()) => return Ok(()),
                Err(error) => {
                    tracing::info!(race.id = %night.id, "the organiser of {} takes no direct message: {error}", night.id);
                    races::claimed_in_public(card)
                }
            },
            _ => races::news(card, news),
        };
        let said = view.said();
        let mark = races::mark(&said, news);
        let since = id_at(Timestamp::now() - REPEATED);
        let stands = |message: &serenity::Message| message.content.starts_with(mark);
        if self.find(channel(night), since, stands).await?.is_some() {
            return Ok(());
        }
        let nonce = nonce(&[
            "race-news",
            &night.guild.to_string(),
            night.id.as_str(),
            mark,
        ]);
        self.post(channel(night), &view, &nonce).await.map(drop)
    }
}

impl DiscordNotifier {
    /// Writes news of a race to its organiser alone.
    async fn tell_organiser(&self, card: &RaceCard, news: &RaceNews) -> Result<(), NotifyError> {
        let night = &card.night;
        let view = races::news(card, news);
        let channel = self.direct_channel(UserId::from(night.organiser)).await?;
        let nonce = nonce(&["race-private", night.id.as_str(), &view.said()]);
        self.post(channel, &view, &nonce).await.map(drop)
    }
}

fn channel(night: &Night) -> ChannelId {
    ChannelId::from(night.channel)
}
