//! How long and how often something is tried.

use std::time::Duration;

use super::settings::TransferSettings;
use cloud::CloudError;

/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_secs(30);

/// How long and how often something is tried.
#[derive(Clone, Copy, Debug)]
pub(super) struct RetryPolicy {
    /// Until silence counts as a broken line.
    pub(super) stall: Duration,
    tries: u64,
    pause: Duration,
}

impl RetryPolicy {
    pub(super) fn new(settings: &TransferSettings) -> Self {
        Self {
            stall: Duration::from_secs(settings.stall_seconds),
            tries: settings.tries,
            pause: Duration::from_millis(settings.pause_ms),
        }
    }

    /// Waits before another try, or says that `failures` were enough.
    pub(super) async fn another_try(&self, failures: u64) -> bool {
        if self.tries <= failures {
            return false;
        }
        let doublings = u32::try_from(failures.saturating_sub(1))
            .unwrap_or(u32::MAX)
            .min(16);
        tokio::time::sleep((self.pause * 2u32.pow(doublings)).min(LONGEST)).await;
        true
    }

    /// Tries a call of the cloud again for as long as its failure may pass.
    pub(super) async fn insist<T, F>(&self, call: impl Fn() -> F) -> Result<T, CloudError>
    where
        F: Future<Output = Result<T, CloudError>>,
    {
        let mut failures = 0;
        loop {
            match call().await {
                Ok(answer) => return Ok(answer),
                Err(error) => {
                    failures += 1;
                    if !may_pass(&error) || !self.another_try(failures).await {
                        return Err(error);
                    }
                    tracing::debug!(
                        error = &error as &dyn std::error::Error,
                        failures,
                        "the storage is asked again"
                    );
                }
            }
        }
    }
}

fn may_pass(error: &CloudError) -> bool {
    matches!(
        error,
        CloudError::Throttled { .. }
            | CloudError::Timeout { .. }
            | CloudError::Unreachable { .. }
            | CloudError::Failed { .. }
    )
}
