//! How long and how often something is tried.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder, Retryable as _};

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

    /// The pauses between the tries: the first, doubled up to the longest.
    fn pauses(&self) -> ExponentialBuilder {
        ExponentialBuilder::default()
            .with_min_delay(self.pause.min(LONGEST))
            .with_max_delay(LONGEST)
            .with_max_times(usize::try_from(self.tries.saturating_sub(1)).unwrap_or(usize::MAX))
    }

    /// Waits before another try, or says that `failures` were enough: for downloads, which go on where they
    /// broke off and begin to count anew when something arrives.
    pub(super) async fn another_try(&self, failures: u64) -> bool {
        let before = usize::try_from(failures.saturating_sub(1)).unwrap_or(usize::MAX);
        match self.pauses().build().nth(before) {
            Some(pause) => {
                tokio::time::sleep(pause).await;
                true
            }
            None => false,
        }
    }

    /// Tries a call of the cloud again for as long as its failure may pass.
    pub(super) async fn insist<T, F>(&self, call: impl Fn() -> F) -> Result<T, CloudError>
    where
        F: Future<Output = Result<T, CloudError>>,
    {
        call.retry(self.pauses())
            .when(may_pass)
            .notify(|error, pause| {
                tracing::debug!(
                    error = error as &dyn std::error::Error,
                    "the storage is asked again in {pause:?}"
                );
            })
            .await
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
