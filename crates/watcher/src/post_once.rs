//! A message that is posted once, by whichever bot.

use jiff::{SignedDuration, Timestamp};
use league::League;
use league::post::Turn;
use results::document::ResultId;

use domain::ids::MessageId;
use domain::server::Home;
use service::{NotifyError, ResultNotifier, ServiceError};

/// What was not told within this time is not told any more: nobody waits for yesterday's practice.
pub(super) const TELL_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// Sends a message whose turn it is, unless another bot sent it since then and died; notes it. Answers how many were
/// posted just now; nothing if it is to be tried again.
pub(super) async fn post_once(
    league: &League,
    notifier: &dyn ResultNotifier,
    home: Home,
    mark: &ResultId,
    (turn, since): (Turn, Timestamp),
    sent: impl Future<Output = Result<MessageId, NotifyError>>,
) -> Result<Option<usize>, ServiceError> {
    let mut before = None;
    if turn == Turn::MineAfterAnother {
        let found = notifier.find_post(home, mark, since).await;
        before = said(found, mark).flatten();
    }
    let message = match before {
        Some(message) => Some(message),
        None => match sent.await {
            // As AutoMod does: the same message would be refused again. Another bot tries it once, too.
            Err(error @ NotifyError::Refused { .. }) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "{mark} is not posted: Discord refuses it"
                );
                return Ok(Some(0));
            }
            sent => said(sent, mark),
        },
    };
    let Some(message) = message else {
        return Ok(None);
    };
    league
        .posted(mark, home.channel.get(), message.get())
        .await?;
    Ok(Some(usize::from(before.is_none())))
}

/// Logs what Discord refused; the next pass tries again.
pub(super) fn said<T>(outcome: Result<T, NotifyError>, mark: &ResultId) -> Option<T> {
    outcome
        .inspect_err(|error| {
            tracing::warn!(
                error = error as &dyn std::error::Error,
                "{mark} could not be posted; trying again"
            );
        })
        .ok()
}
