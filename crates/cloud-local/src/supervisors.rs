//! Who sees which servers are wished for, and gives each one its supervisor.
//!
//! One program at a time keeps the servers of a data folder: whoever holds its lock. What is to be
//! done stands in the folder ([`State::next`]), so it does not matter who wished it, or how often
//! the supervisor was killed in between. Each server has a task of its own; none outlives the adapter,
//! and the servers' processes outlive both.

use std::collections::HashMap;
use std::fs::File;
use std::sync::Arc;
use std::time::Duration;

use confine::Support;
use parking_lot::Mutex;
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

use super::files::blocking;
use super::log_once::LogOnce;
use super::packs::Packs;
use super::process::ProcessId;
use super::state::{State, Step};
use super::store::Store;
use super::supervisor::Supervisor;
use cloud::Result;
use cloud::settings::LocalSettings;
use domain::ids::ServerId;

/// How often the folder is looked at for what other programs changed in it.
pub(super) const SCAN: Duration = Duration::from_millis(500);

/// What the supervisors and the adapter share.
#[derive(Debug)]
pub(super) struct LocalContext {
    pub(super) settings: LocalSettings,
    /// What this system can do to hold server programs.
    pub(super) support: Support,
    pub(super) store: Store,
    pub(super) packs: Packs,
    pub(super) http: reqwest::Client,
    /// Rung at every wish of this program.
    pub(super) wakeup: watch::Sender<()>,
    /// Ports are given out to one server at a time.
    pub(super) assigning: tokio::sync::Mutex<()>,
    #[cfg(feature = "simulation")]
    pub(super) pace: Mutex<super::SupervisorTimings>,
}

impl LocalContext {
    pub(super) fn new(settings: LocalSettings, support: Support, http: reqwest::Client) -> Self {
        Self {
            support,
            store: Store::new(settings.data_dir.clone()),
            packs: Packs::new(settings.data_dir.clone()),
            settings,
            http,
            wakeup: watch::Sender::new(()),
            assigning: tokio::sync::Mutex::default(),
            #[cfg(feature = "simulation")]
            pace: Mutex::default(),
        }
    }

    /// Keeps the servers for as long as it is polled, from the moment when nobody else does.
    pub(super) async fn keep(self: Arc<Self>) {
        let mut wakeup = self.wakeup.subscribe();
        let mut told = LogOnce::default();
        loop {
            let store = self.store.clone();
            let lock = blocking(move || {
                if store.is_there()? {
                    store.keep()
                } else {
                    Ok(None)
                }
            });
            match lock.await {
                Ok(Some(lock)) => self.look_after_all(&Arc::new(lock), &mut wakeup).await,
                Ok(None) => told.is_well(),
                Err(error) => told.trouble(error, |error| {
                    tracing::warn!(error = error as &dyn std::error::Error, "the data folder cannot be used: {error}; servers are not looked after until it can");
                }),
            }
            let _ = timeout(SCAN, wakeup.changed()).await;
        }
    }

    /// A task for every server that needs one. Ends when the folder is gone. `lock` is the folder's:
    /// work that cannot be broken off at once holds on to it.
    async fn look_after_all(self: &Arc<Self>, lock: &Arc<File>, wakeup: &mut watch::Receiver<()>) {
        let mut told = LogOnce::default();
        let mut tasks = JoinSet::new();
        let mut wardens: HashMap<ServerId, AbortHandle> = HashMap::new();
        while self.store.is_there().unwrap_or(false) {
            wakeup.mark_unchanged();
            let store = self.store.clone();
            match blocking(move || store.all()).await {
                Ok(all) => {
                    told.is_well();
                    wardens.retain(|_, task| !task.is_finished());
                    for state in all {
                        if state.next(ProcessId::is_alive) == Step::Rest {
                            continue;
                        }
                        wardens.entry(state.spec.id.clone()).or_insert_with(|| {
                            let (host, lock) = (Arc::clone(self), Arc::clone(lock));
                            tasks.spawn(Supervisor::new(host, lock, state.spec.id).run())
                        });
                    }
                }
                Err(error) => told.trouble(error, |error| {
                    tracing::warn!(
                        error = error as &dyn std::error::Error,
                        "the servers cannot be listed: {error}"
                    );
                }),
            }
            while tasks.try_join_next().is_some() {}
            let _ = timeout(SCAN, wakeup.changed()).await;
        }
    }

    /// Changes what is written of a server.
    pub(super) async fn change(
        &self,
        server: &ServerId,
        change: impl FnOnce(&mut State) + Send + 'static,
    ) -> Result<State> {
        let (store, server) = (self.store.clone(), server.clone());
        blocking(move || store.change(&server, change)).await
    }

    pub(super) async fn read(&self, server: &ServerId) -> Result<Option<State>> {
        let (store, server) = (self.store.clone(), server.clone());
        blocking(move || store.read(&server)).await
    }

    #[cfg(feature = "simulation")]
    pub(super) fn pace(&self) -> super::SupervisorTimings {
        *self.pace.lock()
    }
}
