//! The first answer to a press or a form, which Discord waits three seconds for: then it says that the
//! interaction failed, whatever was done.
//!
//! What takes longer, because a channel is told of it or the storage is slow, is acknowledged meanwhile and
//! answered behind that. Only a form must be the first answer, so whoever is to get one is asked to press again.

use std::time::Duration;

use poise::serenity_prelude as serenity;
use serenity::{Builder as _, CreateInteractionResponse, CreateModal, Http, InteractionId};

use super::views::{View, answers};

/// How long the first answer may take here; the way to Discord takes some of its three seconds.
const FIRST: Duration = Duration::from_millis(2000);

/// How a press or a form is to be answered.
pub(super) enum Answer {
    /// With a message before the presser's eyes.
    Private(View),
    /// By making this of the message that was pressed on, which only the presser sees.
    Instead(View),
    /// With a form.
    Form(CreateModal),
}

/// Does what was asked to its end, and answers it.
///
/// # Errors
/// If Discord took no answer.
pub(super) async fn answer(
    http: &Http,
    (id, token): (InteractionId, &str),
    doing: impl Future<Output = Answer>,
) -> Result<(), serenity::Error> {
    tokio::pin!(doing);
    if let Ok(answer) = tokio::time::timeout(FIRST, &mut doing).await {
        return first(answer).execute(http, (id, token)).await;
    }
    let acknowledged = CreateInteractionResponse::Acknowledge.execute(http, (id, token));
    let (acknowledged, answer) = tokio::join!(acknowledged, doing);
    acknowledged?;
    let view = match answer {
        Answer::Private(view) => view,
        Answer::Instead(view) => return view.edit_answer().execute(http, token).await.map(drop),
        Answer::Form(_) => answers::press_again(),
    };
    let follow_up = view.follow_up(true).execute(http, (None, token));
    follow_up.await.map(drop)
}

fn first(answer: Answer) -> CreateInteractionResponse {
    match answer {
        Answer::Private(view) => CreateInteractionResponse::Message(view.response(true)),
        Answer::Instead(view) => CreateInteractionResponse::UpdateMessage(view.response(true)),
        Answer::Form(form) => CreateInteractionResponse::Modal(form),
    }
}
