//! Discord's limits: how many calls a route takes in which time.
//!
//! Discord publishes only the global limit and otherwise headers
//! (<https://discord.com/developers/docs/topics/rate-limits>). The numbers of the routes here are
//! what its headers say for messages and webhooks; where nothing is known, the same as for messages.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderValue};

use super::snowflake::Snowflake;

/// How long answers of 401, 403 and 429 are counted.
pub(super) const INVALID_WINDOW: Duration = Duration::from_secs(10 * 60);
/// How long whoever got too many of them is shut out.
pub(super) const BAN: Duration = Duration::from_secs(60 * 60);

/// How many calls there may be in which time, and which of them count together.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    bucket: String,
    calls: u32,
    window: Duration,
}

/// How much of each limit is used up.
#[derive(Debug, Default)]
pub(super) struct Buckets {
    used: BTreeMap<String, (Instant, u32)>,
}

/// What the headers tell about the limit after a call.
#[derive(Clone, Debug)]
pub(super) struct BucketState {
    bucket: String,
    calls: u32,
    remaining: u32,
    reset_after: Duration,
}

impl Buckets {
    /// Counts a call; `Err` says how long to wait before the next one.
    pub(super) fn take(&mut self, limit: &Limit) -> (BucketState, Result<(), Duration>) {
        let now = Instant::now();
        let (since, used) = self.used.entry(limit.bucket.clone()).or_insert((now, 0));
        if limit.window <= now.duration_since(*since) {
            (*since, *used) = (now, 0);
        }
        let reset_after = limit.window.saturating_sub(now.duration_since(*since));
        let verdict = if limit.calls <= *used {
            Err(reset_after)
        } else {
            *used += 1;
            Ok(())
        };
        (
            BucketState {
                bucket: limit.bucket.clone(),
                calls: limit.calls,
                remaining: limit.calls - *used,
                reset_after,
            },
            verdict,
        )
    }
}

impl Limit {
    fn new(bucket: String, calls: u32, seconds: u64) -> Self {
        Self {
            bucket,
            calls,
            window: Duration::from_secs(seconds),
        }
    }

    /// The limit of a route, if it has one. Interactions are answered without any.
    pub(super) fn of(method: &str, route: &str, path: &str) -> Option<Self> {
        let major = path.split('/').nth(2)?;
        if route.starts_with("/interactions/") {
            return None;
        }
        if route.starts_with("/webhooks/") {
            // By token: each interaction has its own.
            let token = path.split('/').nth(3).unwrap_or_default();
            return Some(Self::new(format!("webhook-{token}"), 5, 2));
        }
        if route.starts_with("/channels/{channel_id}/messages") {
            return Some(Self::new(format!("{method}-messages-{major}"), 5, 5));
        }
        Some(Self::new(format!("{method}-{route}"), 5, 5))
    }

    /// Fifty calls a second in all, but for interactions and their webhooks.
    pub(super) fn global(route: &str) -> Option<Self> {
        let counted = !route.starts_with("/interactions/") && !route.starts_with("/webhooks/");
        counted.then(|| Self::new("global".to_owned(), 50, 1))
    }

    /// Edits of messages older than an hour: three in six seconds in one channel
    /// (<https://docs.discord.food/resources/message#edit-message>).
    pub(super) fn old_messages(channel: Snowflake) -> Self {
        Self::new(format!("old-messages-{channel}"), 3, 6)
    }
}

impl BucketState {
    pub(super) fn write(&self, headers: &mut HeaderMap) {
        let reset = jiff::Timestamp::now().as_millisecond() as f64 / 1000.0;
        let fields = [
            ("x-ratelimit-limit", self.calls.to_string()),
            ("x-ratelimit-remaining", self.remaining.to_string()),
            (
                "x-ratelimit-reset-after",
                format!("{:.3}", self.reset_after.as_secs_f64()),
            ),
            (
                "x-ratelimit-reset",
                format!("{:.3}", reset + self.reset_after.as_secs_f64()),
            ),
            ("x-ratelimit-bucket", self.bucket.clone()),
        ];
        for (name, value) in fields {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(channel: &str) -> Limit {
        let path = format!("/channels/{channel}/messages");
        Limit::of("POST", "/channels/{channel_id}/messages", &path).expect("a limit")
    }

    #[test]
    fn the_sixth_call_waits() {
        let mut buckets = Buckets::default();
        for left in (0..5).rev() {
            let (standing, verdict) = buckets.take(&messages("7"));
            assert_eq!((standing.remaining, verdict), (left, Ok(())));
        }
        let wait = buckets.take(&messages("7")).1.expect_err("used up");
        assert!(wait <= Duration::from_secs(5) && Duration::ZERO < wait);
        assert_eq!(buckets.take(&messages("8")).1, Ok(()));
    }

    #[test]
    fn every_route_but_the_answers_to_interactions_has_a_limit() {
        let callback = "/interactions/{interaction_id}/{interaction_token}/callback";
        assert!(Limit::of("POST", callback, "/interactions/1/t/callback").is_none());
        assert!(Limit::global(callback).is_none());
        let roles = "/guilds/{guild_id}/roles";
        assert!(Limit::of("GET", roles, "/guilds/1/roles").is_some());
        assert!(Limit::global(roles).is_some());
    }
}
