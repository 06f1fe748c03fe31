//! The servers that this process is at starting for race nights.

use std::collections::HashMap;

use race::{NightId, Snowflake};
use tokio::task::{self, JoinSet};

/// A night among those of all Discord servers.
pub(super) type NightKey = (Snowflake, NightId);

/// The servers that this process is at starting, each in a task of its own: a machine takes minutes, and
/// the other nights must not wait for it. The tasks end with their owner.
#[derive(Debug, Default)]
pub(super) struct Starts {
    tasks: JoinSet<bool>,
    under_way: HashMap<task::Id, NightKey>,
}

impl Starts {
    /// Begins to start a night's server, unless that is under way. `start` answers whether one came of it.
    pub(super) fn begin(
        &mut self,
        night: NightKey,
        start: impl Future<Output = bool> + Send + 'static,
    ) {
        if self.under_way.values().any(|known| *known == night) {
            return;
        }
        let task = self.tasks.spawn(start);
        self.under_way.insert(task.id(), night);
    }

    /// Which nights' servers are being started now.
    pub(super) fn under_way(&self) -> impl Iterator<Item = &NightKey> {
        self.under_way.values()
    }

    /// How many servers came of the starts that have ended since this was asked before. One that broke off is
    /// tried again when its claim has run out.
    pub(super) fn ended(&mut self) -> usize {
        let mut launched = 0;
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            let (task, came) = match ended {
                Ok(ended) => ended,
                Err(error) => {
                    let error_id = error.id();
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "a race's start broke off"
                    );
                    (error_id, false)
                }
            };
            self.under_way.remove(&task);
            launched += usize::from(came);
        }
        launched
    }
}
#[cfg(test)]
mod tests {
    use super::*;

    fn night(number: u64) -> NightKey {
        (200, NightId::of_request(number))
    }

    #[tokio::test]
    async fn a_start_that_breaks_off_leaves_the_others_under_way() {
        let mut starts = Starts::default();
        starts.begin(night(1), std::future::pending());
        starts.begin(night(1), async { unreachable!("it is under way") });
        starts.begin(night(2), async { panic!("it breaks off") });
        starts.begin(night(3), async { true });
        let mut launched = 0;
        while 1 < starts.under_way.len() {
            launched += starts.ended();
            tokio::task::yield_now().await;
        }
        assert_eq!(launched, 1);
        let left: Vec<&NightKey> = starts.under_way.values().collect();
        assert_eq!(left, [&night(1)]);
    }
}
