//! Requests to Discord that have an end: repeated where that can help, given up when they take
//! too long.
//!
//! serenity's own limiter sleeps for as long as Discord says, which has been many minutes; nothing
//! that watches servers may wait for that. Every request that goes through here can be repeated
//! without harm: reads, edits, deletions, and posts that carry a nonce.

use std::time::Duration;

use poise::serenity_prelude as serenity;

use domain::ids::ChannelId;
use service::NotifyError;

/// How often a request that Discord wants later is repeated.
const LIMIT_TRIES: u32 = 4;
const LIMIT_PAUSE: Duration = Duration::from_millis(1500);
/// How often a request is sent whose answer was lost or an error of Discord's own.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(250);

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum RequestError {
    Discord(serenity::Error),
    /// There was none within this time.
    Late(Duration),
}

impl RequestError {
    /// Discord's code for what is wrong, if it refused the request.
    pub(super) fn code(&self) -> Option<isize> {
        match self {
            Self::Discord(serenity::Error::Http(serenity::HttpError::UnsuccessfulRequest(
                answer,
            ))) => Some(answer.error.code),
            Self::Discord(_) | Self::Late(_) => None,
        }
    }

    pub(super) fn is_rate_limit(&self) -> bool {
        matches!(self, Self::Discord(error) if status(error) == Some(429))
    }
}

impl std::fmt::Display for RequestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Discord(error) => write!(f, "{error}"),
            Self::Late(within) => write!(f, "no answer within {} s", within.as_secs_f32()),
        }
    }
}

/// Sends a request, and again where that can help, for no longer than `within` in all.
pub(super) async fn send<T, F>(
    within: Duration,
    request: impl FnMut() -> F,
) -> Result<T, RequestError>
where
    F: Future<Output = Result<T, serenity::Error>>,
{
    match tokio::time::timeout(within, patiently(request)).await {
        Ok(answer) => answer.map_err(RequestError::Discord),
        Err(_) => Err(RequestError::Late(within)),
    }
}

/// By hand: each answer says anew how often and how long it is worth to wait, which no row of pauses
/// that is laid down beforehand (as elsewhere, with `backon`) can.
async fn patiently<T, F>(mut request: impl FnMut() -> F) -> Result<T, serenity::Error>
where
    F: Future<Output = Result<T, serenity::Error>>,
{
    let mut tries = 1;
    loop {
        let error = match request().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let pause = match status(&error) {
            // serenity waits by itself, but its limiter is off in front of a stand-in.
            Some(429) if tries < LIMIT_TRIES => LIMIT_PAUSE * tries,
            Some(500..) if tries < TRIES => PAUSE * tries,
            None if tries < TRIES && is_broken(&error) => PAUSE * tries,
            _ => return Err(error),
        };
        tokio::time::sleep(pause).await;
        tries += 1;
    }
}

/// Whether the way to Discord or back is broken, rather than the request.
fn is_broken(error: &serenity::Error) -> bool {
    matches!(
        error,
        serenity::Error::Http(serenity::HttpError::Request(_)) | serenity::Error::Json(_)
    )
}

/// The status of an answer that is an error; none if there was no answer.
pub(super) fn status(error: &serenity::Error) -> Option<u16> {
    match error {
        serenity::Error::Http(serenity::HttpError::UnsuccessfulRequest(answer)) => {
            Some(answer.status_code.as_u16())
        }
        _ => None,
    }
}

/// What a failed request means for whoever wanted to write into `channel`.
///
/// Discord's codes (<https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>) as
/// far as somebody decides something different for them.
pub(super) fn refused(channel: ChannelId, error: RequestError) -> NotifyError {
    let RequestError::Discord(serenity::Error::Http(serenity::HttpError::UnsuccessfulRequest(
        answer,
    ))) = &error
    else {
        return NotifyError::Failed {
            message: error.to_string(),
        };
    };
    let (code, message) = (answer.error.code, answer.error.message.clone());
    match (code, answer.status_code.as_u16()) {
        (10008, _) => NotifyError::MessageGone,
        // Unknown channel or guild, no access, no permission, no text channel, an action that this
        // kind of channel does not know, an archived or locked thread, a banned bot, a user who
        // takes no direct messages.
        (
            10003 | 10004 | 50001 | 50007 | 50008 | 50013 | 50024 | 50083 | 40007 | 40058 | 160_005,
            _,
        ) => NotifyError::NoAccess { channel, message },
        // The same request would be refused again.
        (_, 400 | 403 | 404) => NotifyError::Refused { code, message },
        (_, status) => NotifyError::Failed {
            message: format!("HTTP {status}, code {code}: {message}"),
        },
    }
}
