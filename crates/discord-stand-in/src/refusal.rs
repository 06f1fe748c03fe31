//! How Discord says no: a status, a code of its own, and for forms the faults by field.
//!
//! Codes: <https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A request that Discord refuses.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    code: u32,
    message: &'static str,
    errors: Option<Value>,
    retry_after: Option<RetryAfter>,
}

#[derive(Clone, Copy, Debug)]
struct RetryAfter {
    wait: Duration,
    scope: Scope,
}

/// Whose limit it is: <https://discord.com/developers/docs/topics/rate-limits>.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scope {
    /// This bot's, on this route.
    User,
    /// This bot's, on all routes.
    Global,
    /// Of all who write there: waits of many minutes, which count for no ban.
    Shared,
}

impl Refusal {
    pub(super) const UNAUTHORIZED: Self = Self::new(401, 0, "401: Unauthorized");
    pub(super) const UNKNOWN_ROUTE: Self = Self::new(404, 0, "404: Not Found");
    pub(super) const UNAVAILABLE: Self = Self::new(503, 0, "503: Service Unavailable");
    pub(super) const LOST: Self = Self::new(502, 0, "502: Bad Gateway");
    pub(super) const UNKNOWN_APPLICATION: Self = Self::new(404, 10002, "Unknown Application");
    pub(super) const UNKNOWN_CHANNEL: Self = Self::new(404, 10003, "Unknown Channel");
    pub(super) const UNKNOWN_GUILD: Self = Self::new(404, 10004, "Unknown Guild");
    pub(super) const UNKNOWN_MEMBER: Self = Self::new(404, 10007, "Unknown Member");
    pub(super) const UNKNOWN_MESSAGE: Self = Self::new(404, 10008, "Unknown Message");
    pub(super) const UNKNOWN_USER: Self = Self::new(404, 10013, "Unknown User");
    pub(super) const UNKNOWN_WEBHOOK: Self = Self::new(404, 10015, "Unknown Webhook");
    pub(super) const UNKNOWN_INTERACTION: Self = Self::new(404, 10062, "Unknown interaction");
    pub(super) const UNKNOWN_COMMAND: Self = Self::new(404, 10063, "Unknown application command");
    pub(super) const UNKNOWN_EVENT: Self = Self::new(404, 10070, "Unknown Guild Scheduled Event");
    pub(super) const TOO_MANY_EVENTS: Self = Self::new(
        400,
        30038,
        "Maximum number of uncompleted guild scheduled events reached (100)",
    );
    pub(super) const EVENT_IS_OVER: Self =
        Self::new(400, 180_000, "Cannot update a finished event");
    pub(super) const ALREADY_ACKNOWLEDGED: Self =
        Self::new(400, 40060, "Interaction has already been acknowledged.");
    pub(super) const MISSING_ACCESS: Self = Self::new(403, 50001, "Missing Access");
    pub(super) const NOT_YOUR_MESSAGE: Self =
        Self::new(403, 50005, "Cannot edit a message authored by another user");
    pub(super) const EMPTY_MESSAGE: Self = Self::new(400, 50006, "Cannot send an empty message");
    pub(super) const NO_DIRECT_MESSAGES: Self =
        Self::new(403, 50007, "Cannot send messages to this user");
    pub(super) const NO_TEXT_CHANNEL: Self =
        Self::new(400, 50008, "Cannot send messages in a non-text channel");
    pub(super) const FILE_TOO_LARGE: Self = Self::new(413, 40005, "Request entity too large");
    pub(super) const NO_ENTRY_POINT: Self = Self::new(
        400,
        50240,
        "You cannot remove this app's Entry Point command in a bulk update operation. Please \
         include the Entry Point command in your update request or delete it separately.",
    );
    pub(super) const MISSING_PERMISSIONS: Self = Self::new(403, 50013, "Missing Permissions");
    pub(super) const INVALID_WEBHOOK_TOKEN: Self = Self::new(401, 50027, "Invalid Webhook Token");
    pub(super) const THREAD_ARCHIVED: Self = Self::new(400, 50083, "Thread is archived");
    pub(super) const HAS_THREAD: Self = Self::new(
        400,
        160_004,
        "A thread has already been created for this message",
    );
    pub(super) const THREAD_LOCKED: Self = Self::new(400, 160_005, "Thread is locked");
    pub(super) const NOT_JSON: Self =
        Self::new(400, 50109, "The request body contains invalid JSON.");

    const fn new(status: u16, code: u32, message: &'static str) -> Self {
        let status = match StatusCode::from_u16(status) {
            Ok(status) => status,
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self {
            status,
            code,
            message,
            errors: None,
            retry_after: None,
        }
    }

    /// A form with faults, each named by the path of its field.
    pub(super) fn invalid_form(errors: Value) -> Self {
        let mut refusal = Self::new(400, 50035, "Invalid Form Body");
        refusal.errors = Some(errors);
        refusal
    }

    /// A refusal with a code of Discord's, on demand.
    pub(super) const fn of_code(status: u16, code: u32) -> Self {
        Self::new(status, code, "Refused on demand")
    }

    /// Too many requests: ask again after `wait`. A global limit stops every route.
    pub(super) fn rate_limited(wait: Duration, scope: Scope) -> Self {
        let mut refusal = Self::new(429, 0, "You are being rate limited.");
        refusal.retry_after = Some(RetryAfter { wait, scope });
        refusal
    }

    /// More commands of new names than a day takes.
    pub(super) fn too_many_commands(wait: Duration) -> Self {
        let words = "Max number of daily application command creates has been reached (200)";
        let mut refusal = Self::new(429, 30_034, words);
        refusal.retry_after = Some(RetryAfter {
            wait,
            scope: Scope::User,
        });
        refusal
    }

    /// More edits of messages older than an hour than a channel takes.
    pub(super) fn too_many_old_edits(wait: Duration) -> Self {
        let words = "Maximum number of edits to messages older than 1 hour reached";
        let mut refusal = Self::new(429, 30_046, words);
        refusal.retry_after = Some(RetryAfter {
            wait,
            scope: Scope::User,
        });
        refusal
    }

    /// The body as Discord writes it.
    pub(super) fn body(&self) -> Value {
        let mut body = match self.retry_after {
            Some(RetryAfter { wait, scope }) => json!({
                "message": self.message, "code": self.code, "retry_after": wait.as_secs_f64(),
                "global": scope == Scope::Global,
            }),
            None => json!({ "message": self.message, "code": self.code }),
        };
        if let Some(errors) = &self.errors {
            body["errors"] = errors.clone();
        }
        body
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        if let Some(RetryAfter { wait, scope }) = self.retry_after {
            let seconds = format!("{:.3}", wait.as_secs_f64());
            if let Ok(seconds) = HeaderValue::from_str(&seconds) {
                headers.insert("retry-after", seconds);
            }
            let name = match scope {
                Scope::User => "user",
                Scope::Global => "global",
                Scope::Shared => "shared",
            };
            headers.insert("x-ratelimit-scope", HeaderValue::from_static(name));
            if scope == Scope::Global {
                headers.insert("x-ratelimit-global", HeaderValue::from_static("true"));
            }
        }
        (self.status, headers, axum::Json(self.body())).into_response()
    }
}
