//! What a server's card shows of the session that runs: who drives, in which order, until when.

use jiff::{SignedDuration, Timestamp};
use league::LiveTurn;
use results::journal::Live;
use results::render::live_rows;
use sha2::{Digest as _, Sha256};

use super::{Card, CardState, Result, Service};
use domain::ids::{MessageId, ServerId};
use domain::lifecycle::Health;
use domain::server::{Home, Server};

/// A card that is to be shown now, and where.
#[derive(Debug)]
pub struct LiveCard {
    /// The channel.
    pub home: Home,
    /// The message that shows the server's card.
    pub message: MessageId,
    /// What is to stand there.
    pub card: Card,
    /// What tells it from others.
    pub mark: String,
}

impl Service {
    /// Notes how a server stands, for whoever draws its card without asking its machine.
    pub fn note_health(&self, server: &Server, health: &Health) {
        let mut intake = self.intake();
        match health {
            Health::Online { .. } => drop(intake.health.insert(server.id.clone(), health.clone())),
            _ => drop(intake.health.remove(&server.id)),
        }
    }

    /// A card that was drawn for what happens on its server may have covered one that says that it ended.
    pub fn want_redraw(&self, server: &ServerId) {
        self.intake().redraw.insert(server.clone());
    }

    /// Whether somebody wanted that; asked once.
    pub fn wants_redraw(&self, server: &ServerId) -> bool {
        self.intake().redraw.remove(server)
    }

    /// The card with what happens on its server, if it is online and cards are to show that.
    pub fn with_live(&self, card: Card) -> Card {
        let is_online = matches!(
            card.state,
            CardState::Launched {
                health: Health::Online { .. },
                ..
            }
        );
        let live = self.live(&card.spec.id);
        Card {
            live: live.filter(|_| is_online && self.rules().results.live_seconds != 0),
            ..card
        }
    }

    /// The card of a server that is online, with what happens on it; nothing where it has none.
    pub fn live_card(&self, server: &Server, now: Timestamp) -> Option<LiveCard> {
        let (home, message) = (server.home?, server.record.progress?);
        let health = self.intake().health.get(&server.id).cloned()?;
        let costs = self.rules().costs(server);
        let card = self.with_live(Card::of_server(server, health, costs, now));
        let mark = match &card.live {
            Some(live) => mark(live, message),
            None => String::new(),
        };
        Some(LiveCard {
            home,
            message,
            card,
            mark,
        })
    }

    /// Takes the turn to show a card, among all bots.
    ///
    /// # Errors
    /// If the documents cannot be read.
    pub async fn take_live(&self, shown: &LiveCard, now: Timestamp) -> Result<LiveTurn> {
        let league = self.league(Some(shown.home.guild))?;
        let pause = SignedDuration::from_secs(self.rules().results.live_seconds.into());
        let server = shown.card.spec.id.as_str();
        Ok(league.take_live(server, &shown.mark, pause, now).await?)
    }

    /// Gives such a turn back: Discord did not take the card.
    ///
    /// # Errors
    /// Those of [`Self::take_live`].
    pub async fn give_back_live(&self, shown: &LiveCard) -> Result<()> {
        let league = self.league(Some(shown.home.guild))?;
        let server = shown.card.spec.id.as_str();
        Ok(league.give_back_live(server, &shown.mark).await?)
    }
}

/// What differs as soon as a reader would see a difference; nothing while nobody is there. The time that is left
/// is counted down by Discord.
fn mark(live: &Live, message: MessageId) -> String {
    let rows = live_rows(live);
    if rows.is_empty() {
        return String::new();
    }
    let session = &live.result.session;
    let seen = (message, session.kind, session.race_laps);
    let seen = format!("{seen:?} {:?} {:?} {rows:?}", live.began, live.minutes);
    hex::encode(&Sha256::digest(seen)[..16])
}
