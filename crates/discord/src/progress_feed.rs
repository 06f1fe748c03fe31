//! Follows a deploy until its machine is launched, and edits its progress message.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::notifier::DiscordNotifier;
use domain::ids::MessageId;
use domain::server::{Home, Order};
use service::{Card, CardState, Cards, Notifier, NotifyError, Service, ServiceError};

/// How often the last card is tried: a message that says "Uploading 45 %" for ever is a lie.
const LAST_CARD_TRIES: u32 = 5;
const RESUME_PACE: Duration = Duration::from_secs(10);

/// Shows every card of a deploy that there is time for, and always its last one.
pub(super) async fn narrate(
    service: Service,
    notifier: Arc<DiscordNotifier>,
    home: Home,
    mut message: MessageId,
    mut cards: Cards,
) {
    let mut failures = 0;
    // A card that is posted anew calls its owner by itself.
    let mut called = false;
    // Ends when the deploy has ended and its last card is shown, or cannot be.
    loop {
        match cards.changed().await {
            // What became of the cards before it counts no more.
            Ok(()) => failures = 0,
            Err(_) if (1..LAST_CARD_TRIES).contains(&failures) => {}
            Err(_) => break,
        }
        // The newest card is taken only when it may be shown: an upload moves on meanwhile. How it
        // ends is shown at once.
        let mut newest = cards.clone();
        let first_try = failures == 0;
        let ended = async {
            if !first_try || newest.wait_for(Card::is_final).await.is_err() {
                std::future::pending().await
            }
        };
        let turn = notifier.turn(message, ended).await;
        let card: Card = cards.borrow_and_update().clone();
        let shown = match notifier.edit_card(home, message, turn, &card).await {
            Err(NotifyError::MessageGone) => match notifier.repost_card(home, message, &card).await
            {
                Ok(posted) => {
                    message = posted;
                    called = card.is_final();
                    note(&service, &card, message).await;
                    Ok(())
                }
                Err(error) => Err(error),
            },
            outcome => outcome,
        };
        match shown {
            Ok(()) => failures = 0,
            Err(error) => {
                warn(&card, &error);
                failures = match error {
                    // Trying again is of no use until somebody gives access.
                    NotifyError::NoAccess { .. } | NotifyError::Refused { .. } => 0,
                    NotifyError::MessageGone
                    | NotifyError::TooSoon
                    | NotifyError::Failed { .. } => failures + 1,
                };
            }
        }
    }
    let card: Card = cards.borrow().clone();
    let over = matches!(card.state, CardState::Refused(_) | CardState::Failed(_));
    if over
        && !called
        && let Err(error) = notifier.call_owner(home, message, &card).await
    {
        warn(&card, &error);
    }
    if matches!(card.state, CardState::Launched { .. })
        && card.is_worth_a_look()
        && let Err(error) = notifier.warn(home, &card).await
    {
        warn(&card, &error);
    }
}

/// The watcher goes on in the message that stands now.
async fn note(service: &Service, card: &Card, message: MessageId) {
    if let Err(error) = service.shown_in(&card.spec.id, message).await {
        tracing::warn!(
            server.id = %card.spec.id,
            error = &error as &dyn std::error::Error,
            "the new message of {} could not be noted",
            card.spec.id
        );
    }
}

fn warn(card: &Card, error: &NotifyError) {
    tracing::warn!(
        server.id = %card.spec.id,
        error = error as &dyn std::error::Error,
        "the progress of {} could not be shown",
        card.spec.id
    );
}

/// Takes up the deploys that were under way when the bot last ended, and tells on.
pub(super) async fn resume(
    service: Service,
    notifier: Arc<DiscordNotifier>,
    tasks: TaskTracker,
    shutdown: CancellationToken,
) {
    let orders = loop {
        match service.unfinished().await {
            Ok(orders) => break orders,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the deploys of before cannot be taken up yet"
                );
            }
        }
        if wait(&shutdown).await.is_none() {
            return;
        }
    };
    for order in orders {
        let taken = take_up(service.clone(), notifier.clone(), order, shutdown.clone());
        tasks.spawn(taken);
    }
}

/// Takes one deploy up again: first the message, then the work, for nothing is launched that
/// nobody can follow.
async fn take_up(
    service: Service,
    notifier: Arc<DiscordNotifier>,
    order: Order,
    shutdown: CancellationToken,
) {
    let Some(home) = order.home else {
        service.abandon(&order).await;
        return;
    };
    let mut card = Card::of_order(&order, &service.rules().prices, cloud::clock::now());
    let message = loop {
        match show(&notifier, home, order.progress, &card).await {
            Ok(message) => break message,
            Err(error @ (NotifyError::NoAccess { .. } | NotifyError::Refused { .. })) => {
                tracing::warn!(
                    server.id = %order.server,
                    channel.id = %home.channel,
                    error = &error as &dyn std::error::Error,
                    "the deploy of {} is given up: its channel cannot be written to any more",
                    order.server
                );
                service.abandon(&order).await;
                return;
            }
            Err(error) => warn(&card, &error),
        }
        if wait(&shutdown).await.is_none() {
            return;
        }
    };
    let error = loop {
        match service.resume(order.clone(), message).await {
            Ok(deploy) => return narrate(service, notifier, home, message, deploy.cards).await,
            Err(error @ ServiceError::Cloud(_)) => tracing::warn!(
                server.id = %order.server,
                error = &error as &dyn std::error::Error,
                "the deploy of {} cannot be taken up yet",
                order.server
            ),
            Err(error) => break error,
        }
        if wait(&shutdown).await.is_none() {
            return;
        }
    };
    tracing::warn!(
        server.id = %order.server,
        error = &error as &dyn std::error::Error,
        "the deploy of {} is given up: it is not allowed any more",
        order.server
    );
    service.abandon(&order).await;
    card.state = CardState::Failed(Arc::new(error));
    let shown = match notifier.show(home, Some(message), &card).await {
        Ok(message) => notifier.call_owner(home, message, &card).await,
        Err(error) => Err(error),
    };
    if let Err(error) = shown {
        warn(&card, &error);
    }
}

/// Waits before something is tried again; `None` if the bot ends meanwhile.
async fn wait(shutdown: &CancellationToken) -> Option<()> {
    shutdown
        .run_until_cancelled(tokio::time::sleep(RESUME_PACE))
        .await
}

/// Shows the card of a deploy of before in its message, or in a new one. If the bot ended between
/// posting the message and noting it, Discord answers with that one if it was a moment ago, for
/// the card bears the same mark.
async fn show(
    notifier: &DiscordNotifier,
    home: Home,
    progress: Option<MessageId>,
    card: &Card,
) -> Result<MessageId, NotifyError> {
    match (notifier.show(home, progress, card).await, progress) {
        (Err(NotifyError::MessageGone), Some(gone)) => notifier.repost_card(home, gone, card).await,
        (shown, _) => shown,
    }
}
