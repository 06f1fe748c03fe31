//! Before the bot connects: who it is, and which commands it has.
//!
//! Discord answers with an error of its own now and then, for seconds or for an hour. The commands
//! of the last start are registered all the while, so that is no reason to end.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder, Retryable as _};
use poise::serenity_prelude as serenity;

use super::BotError;
use super::notifier::ANSWER_WITHIN;
use super::request::{self, RequestError};

/// The pauses between tries, without end.
fn pauses() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(500))
        .with_max_delay(Duration::from_secs(60))
        .without_max_times()
}

/// Asks Discord who the bot is, for as long as it takes Discord to answer.
///
/// # Errors
/// If Discord does not know the token.
pub(super) async fn introduce(http: &serenity::Http) -> Result<(), BotError> {
    let ask = || request::send(ANSWER_WITHIN, || http.get_current_application_info());
    let asked = ask
        .retry(pauses())
        .when(|error| !error.is_final())
        .notify(|error, pause| {
            tracing::warn!(%error, "Discord cannot be reached; next try in {} s", pause.as_secs_f32());
        });
    let application = asked.await.map_err(RequestError::into_discord)?;
    http.set_application_id(application.id);
    Ok(())
}

/// Registers the commands for all Discord servers, replacing what was there. Answers whether that
/// is done; if not, it may work later.
///
/// # Errors
/// If Discord refuses them.
pub(super) async fn register(
    http: &serenity::Http,
    commands: &[serenity::CreateCommand],
) -> Result<bool, BotError> {
    let put = || serenity::Command::set_global_commands(http, commands.to_vec());
    match request::send(ANSWER_WITHIN, put).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_final() => Err(refused(error.into_discord())),
        Err(error) => {
            tracing::warn!(%error, "the commands could not be registered; those of before stay");
            Ok(false)
        }
    }
}

/// Registers the commands as soon as Discord takes them.
pub(super) async fn register_later(http: &serenity::Http, commands: &[serenity::CreateCommand]) {
    for pause in pauses().build() {
        tokio::time::sleep(pause).await;
        match register(http, commands).await {
            Ok(true) => {
                tracing::info!("the commands are registered");
                return;
            }
            Ok(false) => {}
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the commands of before stay: {error}"
                );
                return;
            }
        }
    }
}

impl RequestError {
    /// Whether the same request would fail in the same way.
    pub(super) fn is_final(&self) -> bool {
        let status = match self {
            Self::Discord(error) => request::status(error),
            Self::Late(_) => None,
        };
        status.is_some_and(|status| (400..500).contains(&status) && status != 429)
    }

    fn into_discord(self) -> serenity::Error {
        match self {
            Self::Discord(error) => error,
            Self::Late(_) => serenity::Error::Other("Discord did not answer in time"),
        }
    }
}

/// Discord's code for a list of commands that lacks the one that opens the application's activity.
const LACKS_ENTRY_POINT: isize = 50_240;

fn refused(error: serenity::Error) -> BotError {
    match &error {
        serenity::Error::Http(serenity::HttpError::UnsuccessfulRequest(answer))
            if answer.error.code == LACKS_ENTRY_POINT =>
        {
            BotError::Activities(Box::new(error))
        }
        _ => BotError::Register(Box::new(error)),
    }
}
