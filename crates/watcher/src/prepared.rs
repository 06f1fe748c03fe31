//! Keeps as many prepared machines waiting as the settings want: makes them, has them wiped after each server,
//! replaces what is old, deletes what is too much.
//!
//! What is due is decided in [`domain::prepared`]; nothing is remembered here, so whoever goes on after a kill
//! sees the same.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use cloud::{CloudError, PreparedMachines};
use domain::prepared::{self, Care, PreparedMachine};
use service::Service;

/// How often it is looked while a machine is on its way: preparing and wiping take about a minute.
const MOVING: Duration = Duration::from_secs(5);
/// How often otherwise. A request to S3 for each machine that waits: three cents a month for two.
const QUIET: Duration = Duration::from_secs(60);
/// How long it is waited after something did not work, at first and at most: AWS may have no machine free for
/// hours.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(10);
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(10);

/// Looks after the machines that wait for deploys.
#[derive(Debug)]
pub struct PreparedWatcher {
    service: Service,
    /// What did not work, by what it is called.
    failed: Mutex<HashMap<String, Failed>>,
}

/// Something that did not work so often in a row.
#[derive(Debug, Clone, Copy)]
struct Failed {
    /// When it is tried again.
    again: Timestamp,
    /// After which pause that is.
    pause: SignedDuration,
}

impl Failed {
    /// It failed at `now`, perhaps not for the first time: the pause doubles.
    fn once_more(before: Option<Self>, now: Timestamp) -> Self {
        let pause = before.map_or(FIRST_PAUSE, |before| (before.pause * 2).min(LONGEST_PAUSE));
        Self {
            again: now.saturating_add(pause).unwrap_or(now),
            pause,
        }
    }
}

impl PreparedWatcher {
    /// For the Discord servers whose settings want some.
    pub fn new(service: Service) -> Self {
        Self {
            service,
            failed: Mutex::default(),
        }
    }

    /// Passes until `shutdown`, or until there is nothing to look after.
    pub async fn run(self, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            let generation = self.service.generation();
            let pause = match self.pass_at(cloud::clock::now()).await {
                // Settings are read at the start only.
                Ok(None) => return,
                Ok(Some(0)) => QUIET,
                Ok(Some(_)) => MOVING,
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "the prepared machines could not be looked at; next try in {} s",
                        QUIET.as_secs()
                    );
                    QUIET
                }
            };
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = tokio::time::sleep(pause) => {}
                () = self.changed(generation) => {}
            }
        }
    }

    /// Something was deployed or deleted, and has had time to be listed.
    async fn changed(&self, generation: u64) {
        self.service.changed_after(generation).await;
        tokio::time::sleep(MOVING).await;
    }

    /// Does once what is due at `now`; says how many machines are on their way, or nothing if there are none
    /// and none are wanted.
    ///
    /// # Errors
    /// If the machines cannot be listed. What cannot be done for one is logged, and left to the next pass.
    pub async fn pass_at(&self, now: Timestamp) -> Result<Option<usize>, CloudError> {
        let Some(cloud) = self.service.cloud().prepared() else {
            return Ok(None);
        };
        let wanted = self.service.prepared_wanted();
        let machines = cloud.list().await?;
        self.service.note_prepared(&machines);
        if wanted.is_empty() && machines.is_empty() {
            return Ok(None);
        }
        let due = prepared::due(&machines, &wanted, self.service.rules().prepared_age, now);
        let names: BTreeSet<String> = due.iter().map(Care::to_string).collect();
        self.failed.lock().retain(|name, _| names.contains(name));
        let mut paused = 0;
        for care in &due {
            let name = care.to_string();
            let before = self.failed.lock().get(&name).copied();
            if before.is_some_and(|failed| now < failed.again) {
                paused += 1;
                continue;
            }
            match self.take_care(&*cloud, &machines, care).await {
                Ok(()) => drop(self.failed.lock().remove(&name)),
                Err(error) => {
                    let failed = Failed::once_more(before, now);
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "{care} did not work; trying again in {} s",
                        failed.pause.as_secs()
                    );
                    self.failed.lock().insert(name, failed);
                }
            }
        }
        let moving = machines
            .iter()
            .filter(|machine| machine.is_moving())
            .count();
        // What is paused is looked at as seldom as what waits.
        Ok(Some(moving.max(due.len()).saturating_sub(paused)))
    }

    async fn take_care(
        &self,
        cloud: &dyn PreparedMachines,
        machines: &[PreparedMachine],
        care: &Care,
    ) -> Result<(), CloudError> {
        let (Care::Tend(id) | Care::Release(id) | Care::Delete(id)) = care else {
            let Care::Make { guild, number } = care else {
                return Ok(());
            };
            let Some(size) = self.service.prepared_size(*guild) else {
                return Ok(());
            };
            return cloud.make(*guild, &size, *number).await.map(drop);
        };
        let Some(machine) = machines.iter().find(|machine| machine.instance == *id) else {
            return Ok(());
        };
        match care {
            Care::Tend(_) => cloud.tend(machine).await,
            Care::Release(_) => cloud.release(machine).await,
            _ => cloud.delete(machine).await,
        }
    }
}
