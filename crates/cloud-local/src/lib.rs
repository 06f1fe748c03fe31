//! This machine as a host of servers: the adapter behind the [`Cloud`] port for a league with a
//! machine of its own, and for the sandbox.
//!
//! | module | what |
//! |---|---|
//! | [`state`], [`store`] | what is written down of servers and orders |
//! | [`supervisors`] | sees which servers are wished for, and gives each its supervisor |
//! | [`supervisor`] | brings one server up, keeps it up, ends it; [`failure`] says why it could not |
//! | [`process`], [`program`], [`confined`] | what is started, what it may reach, and how it is found again |
//! | `agent::unpack`, [`ports`] | from a pack to a folder that can run here |
//! | [`report`], [`info`], `agent::server_log` | how a server is |
//! | [`packs`], [`files`] | packs in a folder |
//! | [`session_files`] | what races leave |
//!
//! # Servers outlive ac-deploy
//! A server's process is a child in a group of its own, and its output goes straight into a file.
//! When ac-deploy ends, however it ends, the races go on. The next start finds each process by its
//! number and the moment of its start, or sees that it died, and goes on from there. Nothing starts
//! a server again while ac-deploy is away. Under systemd the unit needs `KillMode=process`, or
//! systemd ends the servers with the bot; a container ends them in any case.
//!
//! # What a server program can reach
//! Its own folder, its program's folder and the system's libraries: `confine` holds it, and
//! [`confined`] says what each may do. It gets nothing of our environment, and [`hide_secrets`]
//! keeps others of the same user from reading the bot's. Where the system cannot confine programs,
//! none is started unless the settings allow that. What a program wrote is opened through
//! [`confine::Folder`] only.
//!
//! Absent on purpose: the firewall and the router of this machine, which its operator keeps; and
//! systems other than Linux, whose processes are found by other means.

mod confined;
mod failure;
mod files;
mod info;
mod log_once;
mod packs;
mod ports;
mod process;
mod program;
mod report;
mod session_files;
mod state;
mod store;
mod supervisor;
mod supervisors;

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
#[cfg(feature = "simulation")]
use confine::Folder;
use confine::Support;
use futures_util::future::join_all;
use jiff::Timestamp;
use tokio_util::task::AbortOnDropHandle;

use cloud::settings::LocalSettings;
use cloud::{
    Cloud, CloudError, Launch, LocalError, Restart, Result, Safeguard, ServerLog, SessionFile,
    SetupStep, StoredPack, Upload,
};
use domain::ids::{BootId, InstanceId, ServerId};
use domain::lifecycle::ReportOutcome;
use domain::log::LogTail;
use domain::server::{InstanceState, Order, PackLocation, PackSource, Record, Server, StopReason};

use files::{blocking, delete_folder, failed};
use session_files::Sessions;
use state::{Desired, State};
use supervisors::LocalContext;

/// Beyond what a server may take to end.
const ENDING: Duration = Duration::from_secs(5);

/// How often servers' folders are looked at for results: one is to be told ten seconds after the flag.
const SESSION_PACE: Duration = Duration::from_secs(3);

/// How often another program's supervisor is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// One installation of ac-deploy on this machine; its data folder sets it apart from others.
///
/// While it is open it keeps the folder's servers, unless another program does. Dropping it ends
/// that, and leaves the servers running.
#[derive(Debug)]
pub struct Local {
    host: Arc<LocalContext>,
    _keeper: AbortOnDropHandle<()>,
}

/// How slowly servers come up, for those who want to watch it.
#[cfg(feature = "simulation")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SupervisorTimings {
    /// How long unpacking takes longer than it does.
    pub unpacking: Duration,
    /// How long starting takes longer than it does.
    pub starting: Duration,
}

/// Keeps other processes of this user out of this one's memory and environment, where the bot's
/// token and keys are: a server program runs as the same user.
///
/// # Errors
/// If the system refuses.
pub fn hide_secrets() -> std::io::Result<()> {
    process::hide_secrets()
}

/// Whether some program keeps the servers of a data folder just now: brings them up, and starts
/// them again when they crash. An open [`Local`] counts, so ask before opening one.
///
/// # Errors
/// If the folder cannot be used.
pub fn is_kept(data_dir: &Path) -> Result<bool> {
    store::Store::new(data_dir.to_owned()).is_kept()
}

impl Local {
    /// Opens it, and begins to look after its servers, in the runtime that this is called in. A
    /// folder that is not there is not made: [`Cloud::set_up`] does that.
    ///
    /// # Errors
    /// If no HTTP client can be made, or a path of the settings cannot be understood.
    pub fn open(settings: LocalSettings) -> Result<Self> {
        Self::open_with(settings, Support::of_this_system())
    }

    /// The same, with no more confinement of server programs than this.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with(mut settings: LocalSettings, support: Support) -> Result<Self> {
        // Server programs run in folders of their own.
        let absolute = |path: &Path| std::path::absolute(path).map_err(failed("finding", path));
        settings.data_dir = absolute(&settings.data_dir)?;
        for path in &mut settings.server_reads {
            *path = absolute(path)?;
        }
        for file in [
            &mut settings.server_program,
            &mut settings.wine,
            &mut settings.steam,
        ] {
            *file = file.as_deref().map(absolute).transpose()?;
        }
        let http = info::client().map_err(|error| CloudError::Failed {
            operation: "local:open",
            code: "no HTTP client".to_owned(),
            source: error.into(),
        })?;
        let host = Arc::new(LocalContext::new(settings, support, http));
        Ok(Self {
            _keeper: AbortOnDropHandle::new(tokio::spawn(Arc::clone(&host).keep())),
            host,
        })
    }

    /// What it was opened with, paths made absolute.
    pub fn settings(&self) -> &LocalSettings {
        &self.host.settings
    }

    /// Whether servers could be started, as far as a look tells.
    fn check(&self) -> Result<()> {
        confined::require(&self.host.settings, &self.host.support)?;
        Ok(program::check(&self.host.settings)?)
    }

    /// Where a server's sessions leave their files; nothing if there is no such server.
    async fn sessions(&self, server: &ServerId) -> Result<Option<Sessions>> {
        let state = self.host.read(server).await?;
        Ok(state.map(|state| {
            let folder = self.host.store.server_folder(server);
            let pack = PathBuf::from("pack");
            let working = match state.packed.program.rsplit_once('/') {
                Some((inside, _)) => pack.join(inside),
                None => pack,
            };
            Sessions {
                server: folder,
                working,
            }
        }))
    }

    fn server(&self, state: &State) -> Server {
        state.server(self.host.settings.address.get())
    }

    /// Writes down what is wanted of a server, and waits until it is so, for as long as a server
    /// may take to end.
    async fn end(
        &self,
        server: &ServerId,
        operation: &'static str,
        ending: StopReason,
        wish: Desired,
    ) -> Result<()> {
        let mut wakeup = self.host.wakeup.subscribe();
        let now = Timestamp::now();
        let (store, id) = (self.host.store.clone(), server.clone());
        let (state, is_gone) = blocking(move || {
            let mut is_gone = false;
            let state = store.change(&id, |state| {
                is_gone = state.wish == Desired::Gone;
                if !is_gone {
                    state.record.ending = Some(ending);
                    state.wish(wish, now);
                }
            })?;
            Ok((state, is_gone))
        })
        .await?;
        if is_gone && wish != Desired::Gone {
            return Err(CloudError::WrongState {
                operation,
                answer: None,
            });
        }
        self.host.wakeup.send_replace(());
        let has_ended = |state: &State| {
            matches!(
                state.instance_state(),
                InstanceState::Stopped | InstanceState::Terminated | InstanceState::Running
            )
        };
        let waiting = async {
            let mut ended = has_ended(&state);
            while !ended {
                let _ = tokio::time::timeout(LOOK, wakeup.changed()).await;
                ended = self.host.read(server).await?.as_ref().is_none_or(has_ended);
            }
            Ok(())
        };
        let limit = Duration::from_secs(self.host.settings.stop_seconds.into()) + ENDING;
        // The supervisor goes on in any case; the lists will tell.
        tokio::time::timeout(limit, waiting).await.unwrap_or(Ok(()))
    }

    /// Kills a server's program, as if it had crashed. Does nothing if it does not run.
    ///
    /// # Errors
    /// If what is written of the server cannot be read.
    #[cfg(feature = "simulation")]
    pub async fn crash(&self, server: &ServerId) -> Result<()> {
        let state = self.host.read(server).await?;
        if let Some(state::Stage::Running { process }) = state.map(|state| state.run.stage) {
            process.signal(rustix::process::Signal::KILL);
        }
        Ok(())
    }

    /// Lets servers come up more slowly from now on.
    #[cfg(feature = "simulation")]
    pub fn set_pace(&self, pace: SupervisorTimings) {
        *self.host.pace.lock() = pace;
    }

    /// Lets so many drivers be on a simulated server.
    ///
    /// # Errors
    /// If the server's folder cannot be written.
    #[cfg(feature = "simulation")]
    pub async fn set_clients(&self, server: &ServerId, clients: u32) -> Result<()> {
        let file = acserver_stand_in::CLIENTS_FILE;
        self.tell_simulation(server, file, move |_| clients).await
    }

    /// Lets a simulated server finish a qualifying and a race: it writes their results files.
    ///
    /// # Errors
    /// If the server's folder cannot be written.
    #[cfg(feature = "simulation")]
    pub async fn finish_race(&self, server: &ServerId) -> Result<()> {
        let file = acserver_stand_in::RACES_FILE;
        self.tell_simulation(server, file, |before| before.saturating_add(1))
            .await
    }

    /// Writes a number into a file that a simulated server reads, made of the one that stands there.
    #[cfg(feature = "simulation")]
    async fn tell_simulation(
        &self,
        server: &ServerId,
        name: &'static str,
        number: impl FnOnce(u32) -> u32 + Send + 'static,
    ) -> Result<()> {
        let Some(state) = self.host.read(server).await? else {
            return Err(not_found(server));
        };
        let pack = self.host.store.server_folder(server).join("pack");
        let mut file = PathBuf::new();
        file.extend(
            state
                .packed
                .program
                .rsplit_once('/')
                .map(|(folder, _)| folder),
        );
        file.push(name);
        blocking(move || {
            let write = |folder: Folder| {
                let before = folder.read(&file, 64).ok();
                let before = before.and_then(|text| String::from_utf8(text).ok());
                let before = before.and_then(|text| text.trim().parse().ok());
                folder.replace(&file, number(before.unwrap_or(0)).to_string().as_bytes())
            };
            let written = Folder::open(&pack).and_then(write);
            written.map_err(failed("writing", &pack))
        })
        .await
    }

    /// Ends all servers, as at the end of a sandbox. They can be started again.
    ///
    /// # Errors
    /// The first server's that could not be ended.
    #[cfg(feature = "simulation")]
    pub async fn stop_all(&self) -> Result<()> {
        let servers = self.servers().await?;
        let running = servers.iter().filter(|server| server.state.costs_compute());
        let stopped = join_all(running.map(|server| self.stop(server, StopReason::Asked))).await;
        stopped.into_iter().collect()
    }
}

#[cfg(feature = "simulation")]
fn not_found(server: &ServerId) -> CloudError {
    CloudError::NotFound {
        what: format!("The server {server}"),
        answer: None,
    }
}

fn new_boot() -> BootId {
    BootId::new(format!("{:016x}", rand::random::<u64>()))
}

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
        let state = State::new(launch, settings.hosting(), new_boot(), Timestamp::now());
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
        let (id, boot, now) = (server.id.clone(), new_boot(), Timestamp::now());
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
        let mut wakeup = self.host.wakeup.subscribe();
        let (store, id) = (self.host.store.clone(), server.id.clone());
        let answer = blocking(move || {
            let mut answer = None;
            store.change(&id, |state| {
                answer = (state.wish == Desired::Up).then(|| state.ask_for_restart());
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
        Ok(())
    }

    /// Deletes the unpacked packs and logs of deleted servers. Old packs and what interrupted
    /// uploads left go, too, and are not counted.
    async fn sweep(&self, servers: &[Server]) -> Result<usize> {
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
                if state.is_some_and(|state| state.is_forgotten(Timestamp::now())) {
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
        Ok(swept)
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

    fn documents(&self) -> Option<Arc<dyn ::store::Store>> {
        let folder = self.host.settings.data_dir.join("documents");
        Some(Arc::new(::store::Disk::new(folder)))
    }

    fn session_pace(&self) -> Option<Duration> {
        Some(SESSION_PACE)
    }

    async fn session_files(&self, server: &Server) -> Result<Vec<SessionFile>> {
        match self.sessions(&server.id).await? {
            Some(sessions) => blocking(move || sessions.list()).await,
            None => Ok(Vec::new()),
        }
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
