//! The [`Cloud`] port, on this machine.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::future::join_all;
use jiff::Timestamp;

use super::files::{blocking, delete_folder, failed};
use super::state::{Desired, State};
use super::{ENDING, LOOK, Local, confined, program, store};
use cloud::{
    Cloud, CloudError, Launch, LocalError, Restart, Result, Safeguard, ServerLog, SessionFile,
    SessionFiles, SetupStep, StoredPack, Upload,
};
use domain::control::{Control, Controlled};
use domain::ids::{BootId, InstanceId, ServerId};
use domain::lifecycle::ReportOutcome;
use domain::log::LogTail;
use domain::server::{
    InstanceState, NewSettings, Order, PackLocation, PackSource, Record, Server, StopReason,
};

/// How often servers' folders are looked at for results: one is to be told ten seconds after the flag.
const SESSION_PACE: Duration = Duration::from_secs(3);

/// How long whoever asks something of a server waits for what comes of it.
const CONTROL: Duration = Duration::from_secs(8);

#[async_trait]
impl Cloud for Local {
    fn safeguards(&self) -> Vec<Safeguard> {
        confined::safeguards(&self.host.settings, &self.host.support)
    }

    async fn packs(&self, prefix: &str) -> Result<Vec<StoredPack>> {
        self.host.packs.list(prefix).await
    }

    async fn pack(&self, at: &PackLocation) -> Result<StoredPack> {
        self.host.packs.get(at).await
    }

    async fn read(&self, at: &PackLocation, range: Range<u64>) -> Result<Bytes> {
        self.host.packs.read(at, range).await
    }

    async fn upload(&self, to: &PackLocation) -> Result<Box<dyn Upload>> {
        Ok(Box::new(self.host.packs.upload(to).await?))
    }

    async fn delete_pack(&self, at: &PackLocation) -> Result<()> {
        self.host.packs.delete(at).await
    }

    async fn spare_pack(&self, pack: &StoredPack) -> Result<bool> {
        if !pack.is_half_way(self.host.settings.pack_days, Timestamp::now()) {
            return Ok(false);
        }
        self.host.packs.renew(&pack.location).await.map(|()| true)
    }

    async fn keep_order(&self, order: &Order) -> Result<()> {
        let (store, order) = (self.host.store.clone(), order.clone());
        blocking(move || store.keep_order(&order)).await
    }

    async fn orders(&self) -> Result<Vec<Order>> {
        let store = self.host.store.clone();
        blocking(move || store.orders()).await
    }

    async fn drop_order(&self, server: &ServerId) -> Result<()> {
        let (store, server) = (self.host.store.clone(), server.clone());
        blocking(move || store.drop_order(&server)).await
    }

    async fn launch(&self, launch: &Launch) -> Result<Server> {
        let settings = &self.host.settings;
        let hosting = settings.hosting_for(&launch.spec.hosting);
        let state = State::new(launch, hosting, new_boot(), cloud::clock::now());
        let (store, settings) = (self.host.store.clone(), settings.clone());
        let support = self.host.support.clone();
        let state = blocking(move || {
            require_folder(&store)?;
            // What was launched before is there, whatever became of its program.
            match store.read(&state.spec.id)? {
                Some(there) => Ok(there),
                None => {
                    confined::require(&settings, &support)?;
                    program::choose_for(&state.packed, &settings)?;
                    store.add(state)
                }
            }
        })
        .await?;
        if state.wish == Desired::Gone {
            return Err(CloudError::WrongState {
                operation: "local:launch",
                answer: None,
            });
        }
        #[cfg(feature = "simulation")]
        if let (true, Some(home)) = (launch.prepared, launch.spec.home) {
            self.waiting.take(home.guild, &launch.spec.id);
        }
        self.host.wakeup.send_replace(());
        Ok(self.server(&state))
    }

    async fn servers(&self) -> Result<Vec<Server>> {
        let store = self.host.store.clone();
        let all = blocking(move || store.all()).await?;
        Ok(all.iter().map(|state| self.server(state)).collect())
    }

    async fn remember(&self, server: &Server, record: &Record) -> Result<()> {
        let record = record.clone();
        let change = move |state: &mut State| {
            let ending = state.record.ending;
            state.record = Record { ending, ..record };
        };
        self.host.change(&server.id, change).await.map(drop)
    }

    async fn start(&self, server: &Server) -> Result<()> {
        let store = self.host.store.clone();
        let (id, boot, now) = (server.id.clone(), new_boot(), cloud::clock::now());
        let (settings, support) = (self.host.settings.clone(), self.host.support.clone());
        let is_wrong = blocking(move || {
            let state = store.read(&id)?;
            if let Some(state) = state.filter(|it| it.instance_state() == InstanceState::Stopped) {
                confined::require(&settings, &support)?;
                program::choose_for(&state.packed, &settings)?;
            }
            let mut is_wrong = false;
            store.change(&id, |state| match state.instance_state() {
                InstanceState::Stopped => state.switch_on(boot, now),
                InstanceState::Pending | InstanceState::Running => {}
                _ => is_wrong = true,
            })?;
            Ok(is_wrong)
        })
        .await?;
        if is_wrong {
            return Err(CloudError::WrongState {
                operation: "local:start",
                answer: None,
            });
        }
        self.host.wakeup.send_replace(());
        Ok(())
    }

    async fn restart(&self, server: &Server) -> Result<Restart> {
        self.restart_with(server, State::ask_for_restart).await
    }

    fn reconfigures(&self, _server: &Server) -> bool {
        true
    }

    async fn reconfigure(
        &self,
        server: &Server,
        settings: &NewSettings,
        _document: &::store::Key,
    ) -> Result<Restart> {
        let settings = settings.clone();
        self.restart_with(server, move |state| state.ask_for_change(&settings))
            .await
    }

    async fn stop(&self, server: &Server, ending: StopReason) -> Result<()> {
        self.end(&server.id, "local:stop", ending, Desired::Down)
            .await
    }

    async fn keep_running(&self, server: &Server, until: Timestamp) -> Result<()> {
        let keep = move |state: &mut State| state.run.kept_until = Some(until);
        self.host.change(&server.id, keep).await.map(drop)
    }

    async fn terminate(&self, server: &Server, ending: StopReason) -> Result<()> {
        self.end(&server.id, "local:terminate", ending, Desired::Gone)
            .await?;
        // The large part at once: where no bot runs, nobody sweeps.
        let folder = self.host.store.server_folder(&server.id);
        let cleared = blocking(move || {
            delete_folder(&folder.join("unpacking"))?;
            delete_folder(&folder.join("pack"))
        });
        if let Err(error) = cleared.await {
            let id = &server.id;
            tracing::warn!(server.id = %id, error = &error as &dyn std::error::Error, "the files of the deleted server {id} could not be deleted yet: {error}");
        }
        #[cfg(feature = "simulation")]
        self.waiting.give_back(&server.id);
        Ok(())
    }

    /// Deletes the unpacked packs and logs of deleted servers. Old packs and what interrupted
    /// uploads left go, too, and are not counted.
    async fn sweep(&self, servers: &[Server]) -> Result<cloud::Swept> {
        let store = self.host.store.clone();
        let gone: Vec<ServerId> = servers
            .iter()
            .filter(|server| server.state == InstanceState::Terminated)
            .map(|server| server.id.clone())
            .collect();
        let swept = blocking(move || {
            let mut swept = 0;
            for id in gone {
                swept += usize::from(store.clear(&id)?);
                let state = store.read(&id)?;
                if state.is_some_and(|state| state.is_forgotten(cloud::clock::now())) {
                    store.forget(&id)?;
                }
            }
            Ok(swept)
        })
        .await?;
        // As it is now: what was launched after `servers` were listed has a pack, too, and so
        // may orders that are not launched yet.
        let mut in_use: Vec<PackLocation> = self
            .servers()
            .await?
            .into_iter()
            .filter(|server| !server.state.is_gone())
            .map(|server| server.pack.location)
            .collect();
        let orders = self.orders().await?.into_iter();
        in_use.extend(orders.filter_map(|order| match order.source {
            PackSource::Stored(location) => Some(location),
            _ => None,
        }));
        let days = self.host.settings.pack_days;
        self.host.packs.clear(days, in_use).await?;
        Ok(cloud::Swept {
            gone: swept,
            left: 0,
        })
    }

    async fn reports(&self, servers: &[&Server]) -> Result<HashMap<InstanceId, ReportOutcome>> {
        let read = servers.iter().map(|server| async {
            let reading = match self.host.read(&server.id).await {
                Ok(Some(state)) => self.host.reading(&state).await,
                Ok(None) => ReportOutcome::NotAsked,
                Err(error) => ReportOutcome::Unreadable(error.to_string()),
            };
            (server.instance.clone(), reading)
        });
        Ok(join_all(read).await.into_iter().collect())
    }

    async fn log(&self, server: &Server, lines: u16) -> Result<ServerLog> {
        let Some(state) = self.host.read(&server.id).await? else {
            return Ok(ServerLog::NoAnswer);
        };
        if !matches!(
            state.instance_state(),
            InstanceState::Running | InstanceState::Stopped
        ) {
            return Ok(ServerLog::NoAnswer);
        }
        let folder = self.host.store.server_folder(&server.id);
        let tail = blocking(move || {
            agent::server_log::ServerLog::of(&folder)
                .tail()
                .map_err(failed("reading", &folder))
        });
        Ok(match tail.await? {
            Some(text) => ServerLog::Tail(LogTail::of(&text, lines.into())),
            None => ServerLog::Absent,
        })
    }

    async fn control(&self, server: &Server, control: &Control) -> Result<Controlled> {
        let state = self.host.read(&server.id).await?;
        if !state.is_some_and(|state| state.instance_state() == InstanceState::Running) {
            return Ok(Controlled::NotOnline);
        }
        let (folder, control) = (self.host.store.control_folder(&server.id), control.clone());
        blocking(move || {
            agent::control::ask(&folder, &control, CONTROL).map_err(failed("using", &folder))
        })
        .await
    }

    fn documents(&self) -> Option<Arc<dyn ::store::Store>> {
        let folder = self.host.settings.data_dir.join("documents");
        Some(Arc::new(::store::Disk::new(folder)))
    }

    fn session_pace(&self) -> Option<Duration> {
        Some(SESSION_PACE)
    }

    async fn session_files(&self, server: &Server) -> Result<SessionFiles> {
        let files = match self.sessions(&server.id).await? {
            Some(sessions) => blocking(move || sessions.list()).await?,
            None => Vec::new(),
        };
        Ok(SessionFiles {
            files,
            ..SessionFiles::default()
        })
    }

    async fn session_file(&self, server: &Server, file: &SessionFile) -> Result<Bytes> {
        let sessions = self.sessions(&server.id).await?;
        let sessions = sessions.ok_or_else(|| CloudError::NotFound {
            what: format!("The server {}", server.id),
            answer: None,
        })?;
        let file = file.clone();
        blocking(move || sessions.read(&file)).await
    }

    #[cfg(feature = "simulation")]
    fn prepared(&self) -> Option<Arc<dyn cloud::PreparedMachines>> {
        let simulation = self.host.settings.simulate.as_ref()?;
        simulation
            .rented
            .then(|| Arc::clone(&self.waiting) as Arc<_>)
    }

    async fn missing(&self) -> Result<Vec<SetupStep>> {
        if self.host.store.is_there()? {
            self.check()?;
            return Ok(Vec::new());
        }
        Ok(vec![folder_step(&self.host.settings.data_dir)])
    }

    /// Makes the data folder. What it cannot make, a server program, is an error.
    async fn set_up(&self, done: &(dyn for<'a> Fn(&'a SetupStep) + Send + Sync)) -> Result<()> {
        if !self.host.store.is_there()? {
            let store = self.host.store.clone();
            blocking(move || store.make()).await?;
            done(&folder_step(&self.host.settings.data_dir));
            self.host.wakeup.send_replace(());
        }
        self.check()
    }

    fn game_address(&self, server: &Server) -> Option<std::net::IpAddr> {
        server
            .address
            .map(|_| std::net::IpAddr::V4(self.host.settings.bind))
    }
}

fn require_folder(store: &store::Store) -> Result<()> {
    if store.is_there()? {
        return Ok(());
    }
    Err(CloudError::Local(LocalError::NotSetUp {
        folder: PathBuf::from(store.folder()),
    }))
}

fn folder_step(folder: &Path) -> SetupStep {
    SetupStep {
        what: format!("folder {} (private, mode 0700)", folder.display()),
        why: "holds packs, orders, servers and their logs".to_owned(),
        needed: true,
    }
}

fn new_boot() -> BootId {
    BootId::new(format!("{:016x}", rand::random::<u64>()))
}

impl Local {
    /// Asks for a restart, and waits until the program was ended.
    async fn restart_with(
        &self,
        server: &Server,
        ask: impl FnOnce(&mut State) -> bool + Send + 'static,
    ) -> Result<Restart> {
        let mut wakeup = self.host.wakeup.subscribe();
        let (store, id) = (self.host.store.clone(), server.id.clone());
        let answer = blocking(move || {
            let mut answer = None;
            store.change(&id, |state| {
                answer = (state.wish == Desired::Up).then(|| ask(state));
            })?;
            Ok(answer)
        })
        .await?;
        match answer {
            Some(true) => {}
            Some(false) => return Ok(Restart::NotReady),
            None => {
                return Err(CloudError::WrongState {
                    operation: "local:restart",
                    answer: None,
                });
            }
        }
        self.host.wakeup.send_replace(());
        let begun = async {
            while let Some(state) = self.host.read(&server.id).await?
                && state.run.restart
            {
                let _ = tokio::time::timeout(LOOK, wakeup.changed()).await;
            }
            Ok(Restart::Begun)
        };
        let limit = Duration::from_secs(self.host.settings.stop_seconds.into()) + ENDING;
        // The report says already that it is being started.
        tokio::time::timeout(limit, begun)
            .await
            .unwrap_or(Ok(Restart::Begun))
    }
}
