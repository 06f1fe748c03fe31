//! Follows a deploy until its machine is launched, and edits its progress message.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::herald::DiscordHerald;
use crate::domain::ids::MessageId;
use crate::domain::server::Home;
use crate::service::{Card, Cards, Herald, HeraldError, Service};

/// How often the last card is tried: a message that says "Uploading 45 %" for ever is a lie.
const LAST_CARD_TRIES: u32 = 5;
const RESUME_PACE: Duration = Duration::from_secs(10);

/// Shows every card of a deploy that there is time for, and always its last one.
pub(super) async fn narrate(
    herald: Arc<DiscordHerald>,
    home: Home,
    mut message: MessageId,
    mut cards: Cards,
) {
    let mut failures = 0;
    // Ends when the deploy has ended and its last card is shown, or cannot be.
    while cards.changed().await.is_ok() || (1..LAST_CARD_TRIES).contains(&failures) {
        // The newest card is taken only when it may be shown: an upload moves on meanwhile.
        let turn = herald.turn(message).await;
        let card: Card = cards.borrow_and_update().clone();
        let shown = match herald.edit_card(home, message, turn, &card).await {
            Err(HeraldError::MessageGone) => herald
                .repost_card(home, message, &card)
                .await
                .map(|posted| message = posted),
            outcome => outcome,
        };
        match shown {
            Ok(()) => failures = 0,
            Err(error) => {
                warn(&card, &error);
                failures = match error {
                    // Trying again is of no use until somebody gives access.
                    HeraldError::NoAccess { .. } => 0,
                    HeraldError::MessageGone | HeraldError::Failed { .. } => failures + 1,
                };
            }
        }
    }
}

fn warn(card: &Card, error: &HeraldError) {
    tracing::warn!(
        server.id = %card.server,
        error = error as &dyn std::error::Error,
        "the progress of {} could not be shown",
        card.server
    );
}

/// Takes up the deploys that were under way when the bot last ended, and tells on.
pub(super) async fn resume(
    service: Service,
    herald: Arc<DiscordHerald>,
    tasks: TaskTracker,
    shutdown: CancellationToken,
) {
    let deploys = loop {
        match service.resume().await {
            Ok(deploys) => break deploys,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the deploys of before cannot be taken up yet"
                );
            }
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(RESUME_PACE) => {}
        }
    };
    for deploy in deploys {
        let Some(home) = deploy.order.home else {
            continue;
        };
        let message = match deploy.order.progress {
            Some(message) => message,
            None => {
                // The bot ended between posting the message and noting it. Discord answers with
                // that message if it was a moment ago, for the card bears the same mark.
                let card = deploy.cards.borrow().clone();
                match herald.show(home, None, &card).await {
                    Ok(message) => message,
                    Err(error) => {
                        warn(&card, &error);
                        continue;
                    }
                }
            }
        };
        tasks.spawn(narrate(herald.clone(), home, message, deploy.cards));
    }
}
