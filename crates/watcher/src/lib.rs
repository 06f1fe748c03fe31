//! What happens without anybody asking, in loops of their own paces: [`Watcher`] follows all servers (and [`prober`] those that
//! are coming up), [`ResultsWatcher`] collects results, [`RacesWatcher`] drives race nights, [`prepared`] keeps machines ready.
//! Each lists, decides, acts, and keeps nothing that a restart would miss: what was told and announced stands in the
//! servers' own record, or in documents.
//!
//! Calls grow with the number of batches, not of servers: one listing, and for the running ones
//! the batched reading of their reports.

mod apply;
mod closed_channels;
mod collecting;
mod corrections;
mod left;
mod live;
mod pass;
mod poll_interval;
mod post_once;
mod prepared;
mod prober;
mod races;
mod results;
mod settings;
mod unended;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use closed_channels::Untold;
pub use pass::PassSummary;
use poll_interval::PollInterval;
pub use prepared::PreparedWatcher;
use prober::{Coming, Prober};
pub use races::{RacePass, RacesWatcher};
pub use results::ResultsWatcher;
pub use settings::WatchSettings;

use domain::ids::ServerId;
use domain::server::Server;
use service::{Notifier, Service};

/// Watches all servers and tells their channels.
#[derive(Debug)]
pub struct Watcher {
    service: Service,
    notifier: Arc<dyn Notifier>,
    settings: WatchSettings,
    /// What the passes before saw. Only to tell sooner, to tell of what is no longer listed, and
    /// to spare calls: an empty memory is never wrong, only slower.
    memory: HashMap<ServerId, PassState>,
    swept: Option<Timestamp>,
    swept_documents: Option<Timestamp>,
    /// The servers that are coming up, for whoever asks them.
    coming: watch::Sender<Coming>,
}

#[derive(Debug)]
struct PassState {
    server: Server,
    /// Whether something was on its way when it was last asked.
    moving: bool,
    /// Since when it is missing from the list.
    missing: Option<Timestamp>,
    /// When its card was last drawn, for the elapsed time on it.
    drawn: Option<Timestamp>,
    /// Since when it runs and nothing can be told of it.
    unheard: Option<Timestamp>,
    /// The trouble that it is in although it was online.
    trouble: Option<Outage>,
    /// Since when its machine is deleted.
    terminated: Option<Timestamp>,
    /// What could not write to its channel.
    untold: Option<Untold>,
}

/// Outage that the channel was told of, and nobody did anything about.
#[derive(Debug, Clone, Copy)]
struct Outage {
    since: Timestamp,
    /// When the channel is reminded.
    again: Timestamp,
}

impl Watcher {
    /// A watcher that has seen nothing yet.
    pub fn new(service: Service, notifier: Arc<dyn Notifier>, settings: WatchSettings) -> Self {
        Self {
            service,
            notifier,
            settings,
            memory: HashMap::new(),
            swept: None,
            swept_documents: None,
            coming: watch::Sender::default(),
        }
    }

    /// Passes, and asks the servers that come up, until `shutdown`. A pass that is under way is finished.
    pub async fn run(self, shutdown: CancellationToken) {
        let prepared = PreparedWatcher::new(self.service.clone());
        tokio::join!(prepared.run(shutdown.clone()), self.follow(shutdown));
    }

    /// The same without the machines that are prepared, which are left as they are.
    pub async fn follow(self, shutdown: CancellationToken) {
        let prober = Prober::new(
            self.service.clone(),
            Arc::clone(&self.notifier),
            self.coming.subscribe(),
        );
        tokio::join!(prober.run(shutdown.clone()), self.passes(shutdown));
    }

    async fn passes(mut self, shutdown: CancellationToken) {
        let mut pace = PollInterval::new(&self.settings);
        let mut actions = self.service.generation();
        let quiet = Duration::from_secs(self.settings.quiet_seconds);
        let mut whole: Option<Instant> = None;
        while !shutdown.is_cancelled() {
            let is_whole = whole.is_none_or(|last| quiet <= last.elapsed());
            let passed = if is_whole {
                whole = Some(Instant::now());
                self.pass().await
            } else {
                self.fast_pass().await
            };
            let pause = match passed {
                Ok(passed) => pace.after(&passed),
                Err(error) => {
                    let pause = pace.after_failure(rand::random());
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "the servers could not be looked at; next try in {} s",
                        pause.as_secs()
                    );
                    pause
                }
            };
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = tokio::time::sleep(pause) => {}
                // An action is worth a look at once; its own effects need a moment to be listed.
                () = self.service.changed_after(actions) => {
                    whole = None;
                    tokio::time::sleep(pace.after_deed().min(pause)).await;
                }
            }
            actions = self.service.generation();
        }
    }
}
