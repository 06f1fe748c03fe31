//! While somebody drives, the server's card shows who, and how it stands.
//!
//! Quiet when nothing changes: what stands there is known here, and what another bot showed is in the store. A
//! card that was drawn here while its server ended elsewhere is drawn once more by the watcher, who knows how it
//! stands.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use league::LiveTurn;

use domain::ids::ServerId;
use domain::server::{InstanceState, Server};
use service::{NotifyError, ResultNotifier, Service, ServiceError};

/// How long after an edit a server may be found to have ended before it.
const CROSSED: SignedDuration = SignedDuration::from_secs(120);

/// What this bot knows of the servers' cards.
#[derive(Debug, Default)]
pub(super) struct LiveCards {
    /// What stands there, by its mark.
    shown: HashMap<ServerId, String>,
    /// When this bot drew a card last.
    drawn: HashMap<ServerId, Timestamp>,
}

impl LiveCards {
    /// Shows what happens on a server, if that is news and the card may be drawn again.
    ///
    /// # Errors
    /// If the documents cannot be read. What Discord refuses is tried again a pause later.
    pub(super) async fn show(
        &mut self,
        service: &Service,
        notifier: &dyn ResultNotifier,
        server: &Server,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let pause = SignedDuration::from_secs(service.rules().results.live_seconds.into());
        if pause.is_zero() {
            return Ok(());
        }
        if server.state != InstanceState::Running {
            self.shown.remove(&server.id);
            let drawn = self.drawn.remove(&server.id);
            if drawn.is_some_and(|drawn| now.duration_since(drawn) < CROSSED) {
                service.want_redraw(&server.id);
                // The watcher looks at what is quiet once a minute only.
                service.touch(&server.id);
            }
            return Ok(());
        }
        let Some(live) = service.live_card(server, now) else {
            return Ok(());
        };
        let drawn = self.drawn.get(&server.id);
        let is_soon = drawn.is_some_and(|drawn| now.duration_since(*drawn) < pause);
        if is_soon || self.shown.get(&server.id) == Some(&live.mark) {
            return Ok(());
        }
        match service.take_live(&live, now).await? {
            LiveTurn::Later => {}
            LiveTurn::Shown => drop(self.shown.insert(server.id.clone(), live.mark)),
            LiveTurn::Mine => {
                let edited = notifier.show_live(live.home, live.message, &live.card);
                self.drawn.insert(server.id.clone(), now);
                match edited.await {
                    // Whoever deleted the card does not want to see it.
                    Ok(()) | Err(NotifyError::MessageGone) => {
                        self.shown.insert(server.id.clone(), live.mark);
                    }
                    Err(error) => {
                        let id = &server.id;
                        tracing::debug!(server.id = %id, error = &error as &dyn std::error::Error, "the card of {id} does not show who drives yet; trying again");
                        service.give_back_live(&live).await?;
                    }
                }
            }
        }
        Ok(())
    }
}
