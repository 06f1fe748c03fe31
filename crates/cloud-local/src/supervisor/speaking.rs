//! Speaking with a server through its UDP plugin: what it says is kept, what stewards ask is told, and its
//! session is ended before its program is.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::super::process::ProcessId;
use super::super::state::State;
use super::super::store::Store;
use super::Supervisor;
use agent::clock::Moment;
use agent::control::Steward;
use agent::plugin::{self, Plugin, PluginSettings};
use domain::ids::{BootId, ServerId};

/// How often what a server said is looked for. The system keeps what comes in between.
const LISTEN: Duration = Duration::from_millis(50);
/// How long a server may take to end its session: acServer and AssettoServer need some milliseconds.
const LEAVE: Duration = Duration::from_secs(6);
/// So many starts of a server are remembered.
const JOURNALS: usize = 50;

/// Our end of a server's plugin.
pub(super) struct Speaker {
    journals: PathBuf,
    plugin: Option<Plugin>,
    steward: Steward,
}

impl Speaker {
    pub(super) fn of(store: &Store, server: &ServerId) -> Self {
        Self {
            journals: store.server_folder(server).join("journals"),
            plugin: None,
            steward: Steward::of(store.control_folder(server)),
        }
    }

    /// The program has gone.
    pub(super) fn hush(&mut self) {
        self.plugin = None;
    }

    fn open(&mut self, settings: PluginSettings, name: &str, runs: bool) -> io::Result<()> {
        self.plugin = None;
        fs::create_dir_all(&self.journals)?;
        plugin::prune(&self.journals, JOURNALS)?;
        let journal = self.journals.join(name);
        self.plugin = Some(Plugin::open(settings, &journal, runs, Moment::now())?);
        Ok(())
    }

    /// Keeps what was said, and tells what is to be told. A server can race without.
    fn attend(&mut self, is_online: bool) -> io::Result<()> {
        let now = Moment::now();
        if let Some(plugin) = &mut self.plugin {
            plugin.attend(now)?;
        }
        let speaks = |plugin: &&mut Plugin| is_online || plugin.sessions() != 0;
        self.steward
            .attend(self.plugin.as_mut().filter(speaks), now)
    }
}

impl Supervisor {
    /// Opens our end of the plugin for this start of the program; `runs` says that it has begun already.
    pub(super) fn listen(
        &mut self,
        settings: PluginSettings,
        boot: &BootId,
        start: u32,
        runs: bool,
    ) {
        let name = format!("{boot}-{start}.jsonl");
        if let Err(error) = self.speaker.open(settings, &name, runs) {
            let id = &self.id;
            tracing::warn!(server.id = %id, %error, "what the server {id} says of its races cannot be kept: {error}");
        }
    }

    /// The same for a program that another supervisor started.
    pub(super) fn listen_again(&mut self, state: &State) {
        if self.speaker.plugin.is_none()
            && let Some(settings) = state.plugin
        {
            self.listen(settings, &state.run.boot, state.run.starts, true);
        }
    }

    /// Waits as [`Self::wait`] does, and listens meanwhile.
    pub(super) async fn wait_and_listen(&mut self, pause: Duration, is_online: bool) {
        let until = Instant::now() + pause;
        loop {
            self.attend(is_online);
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || self.wakeup.has_changed().unwrap_or(true) {
                return;
            }
            if let Some(child) = &mut self.child
                && !matches!(child.try_wait(), Ok(None))
            {
                return;
            }
            let mut wakeup = self.wakeup.clone();
            tokio::select! {
                _ = wakeup.changed() => return,
                () = sleep(left.min(LISTEN)) => {}
            }
        }
    }

    fn attend(&mut self, is_online: bool) {
        if let Err(error) = self.speaker.attend(is_online) {
            let id = &self.id;
            tracing::warn!(server.id = %id, %error, "what the server {id} says of its races cannot be kept: {error}");
            self.speaker.hush();
        }
    }

    /// Ends the session that runs, if anything was driven in it: only then acServer writes it down, and
    /// AssettoServer says the last of it.
    pub(super) async fn end_session(&mut self, process: &ProcessId) {
        self.attend(false);
        let Some(plugin) = &mut self.speaker.plugin else {
            return;
        };
        if !plugin.may_have_laps() {
            return;
        }
        let (before, since) = (plugin.sessions(), Instant::now());
        plugin.end_session();
        loop {
            self.attend(false);
            let has_ended = match &self.speaker.plugin {
                Some(plugin) => plugin.sessions() != before,
                None => true,
            };
            if has_ended || !process.is_alive() {
                return;
            }
            if LEAVE <= since.elapsed() {
                let id = &self.id;
                tracing::warn!(server.id = %id, "the server {id} did not end its session within {} s; what was driven in it is known from its laps only", LEAVE.as_secs());
                return;
            }
            sleep(LISTEN).await;
        }
    }
}
