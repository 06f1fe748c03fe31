//! Discord's limit for messages: five calls in five seconds per channel and method.
//!
//! Discord publishes no numbers, only headers; these are what its headers say for message
//! routes: <https://discord.com/developers/docs/topics/rate-limits>.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderValue};

const CALLS: u32 = 5;
const WINDOW: Duration = Duration::from_secs(5);

/// How much of each limit is used up.
#[derive(Debug, Default)]
pub(super) struct Buckets {
    used: BTreeMap<String, (Instant, u32)>,
}

/// What the headers tell about the limit after a call.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    bucket: String,
    remaining: u32,
    reset_after: Duration,
}

impl Buckets {
    /// Counts a call; `Err` says how long to wait before the next one.
    pub(super) fn take(&mut self, bucket: &str) -> (Standing, Result<(), Duration>) {
        let now = Instant::now();
        let (since, used) = self.used.entry(bucket.to_owned()).or_insert((now, 0));
        if WINDOW <= now.duration_since(*since) {
            (*since, *used) = (now, 0);
        }
        let reset_after = WINDOW.saturating_sub(now.duration_since(*since));
        let verdict = if CALLS <= *used {
            Err(reset_after)
        } else {
            *used += 1;
            Ok(())
        };
        (
            Standing {
                bucket: bucket.to_owned(),
                remaining: CALLS - *used,
                reset_after,
            },
            verdict,
        )
    }
}

/// The bucket that a call falls into, if its route has one.
pub(super) fn bucket(method: &str, route: &str, path: &str) -> Option<String> {
    let messages = route.starts_with("/channels/{channel_id}/messages");
    let writes = matches!(method, "POST" | "PATCH" | "DELETE");
    let channel = path.split('/').nth(2)?;
    (messages && writes).then(|| format!("{method}-messages-{channel}"))
}

impl Standing {
    pub(super) fn write(&self, headers: &mut HeaderMap) {
        let reset = jiff::Timestamp::now().as_millisecond() as f64 / 1000.0;
        let fields = [
            ("x-ratelimit-limit", CALLS.to_string()),
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

    #[test]
    fn the_sixth_call_waits() {
        let mut buckets = Buckets::default();
        for left in (0..5).rev() {
            let (standing, verdict) = buckets.take("a");
            assert_eq!((standing.remaining, verdict), (left, Ok(())));
        }
        let wait = buckets.take("a").1.expect_err("used up");
        assert!(wait <= WINDOW && Duration::ZERO < wait);
        assert_eq!(buckets.take("b").1, Ok(()));
    }
}
