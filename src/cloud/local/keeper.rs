//! Who brings servers up, keeps them up and ends them.
//!
//! One program at a time keeps the servers of a data folder: whoever holds its lock. What is to be
//! done stands in the folder ([`State::next`]), so it does not matter who wished it, or how often
//! the keeper was killed in between. Each server has a task of its own; none outlives the adapter,
//! and the servers' processes outlive both.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rustix::process::Signal;
use tokio::process::Child;
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep, timeout};

use super::files::{blocking, delete_folder, failed, replace};
use super::info;
use super::log::{LinkSearch, Log};
use super::packs::{Packs, sha256_of};
use super::ports::{self, PortError};
use super::process::{self, ProcessId};
use super::program::{self, Program, Start};
use super::state::{Stage, State, Step, WELL, Wish};
use super::store::Store;
use super::unpack::{UnpackError, unpack};
use crate::cloud::settings::LocalSettings;
use crate::cloud::{CloudError, Result};
use crate::domain::ended;
use crate::domain::ids::{BootId, ServerId};
use crate::domain::link::JoinLink;
use crate::domain::pack::{Ports, Protocol};

/// How often the folder is looked at for what other programs changed in it.
const SCAN: Duration = Duration::from_millis(500);
/// How often a server is looked at while it comes up.
const LOOK: Duration = Duration::from_millis(150);
/// And afterwards.
const LOOK_ONLINE: Duration = Duration::from_secs(1);
/// How often a server that is online is asked who drives.
const ASK_ONLINE: Duration = Duration::from_secs(10);
/// The least pause before a new start.
const LEAST_PAUSE: SignedDuration = SignedDuration::from_millis(100);

/// What the keeper and the adapter share.
#[derive(Debug)]
pub(super) struct Host {
    pub(super) settings: LocalSettings,
    pub(super) store: Store,
    pub(super) packs: Packs,
    pub(super) http: reqwest::Client,
    /// Rung at every wish of this program.
    pub(super) bell: watch::Sender<()>,
    /// Ports are given out to one server at a time.
    assigning: tokio::sync::Mutex<()>,
    #[cfg(feature = "sandbox")]
    pub(super) pace: std::sync::Mutex<super::Pace>,
}

impl Host {
    pub(super) fn new(settings: LocalSettings, http: reqwest::Client) -> Self {
        Self {
            store: Store::new(settings.data_dir.clone()),
            packs: Packs::new(settings.data_dir.clone()),
            settings,
            http,
            bell: watch::Sender::new(()),
            assigning: tokio::sync::Mutex::default(),
            #[cfg(feature = "sandbox")]
            pace: std::sync::Mutex::default(),
        }
    }

    /// Keeps the servers for as long as it is polled, from the moment when nobody else does.
    pub(super) async fn keep(self: Arc<Self>) {
        let mut bell = self.bell.subscribe();
        loop {
            let store = self.store.clone();
            let lock = blocking(move || {
                if store.is_there() {
                    store.keep()
                } else {
                    Ok(None)
                }
            });
            match lock.await {
                Ok(Some(_lock)) => self.look_after_all(&mut bell).await,
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "The data folder cannot be locked."),
            }
            let _ = timeout(SCAN, bell.changed()).await;
        }
    }

    /// A task for every server that needs one. Ends when the folder is gone.
    async fn look_after_all(self: &Arc<Self>, bell: &mut watch::Receiver<()>) {
        let mut tasks = JoinSet::new();
        let mut wardens: HashMap<ServerId, AbortHandle> = HashMap::new();
        while self.store.is_there() {
            bell.mark_unchanged();
            let store = self.store.clone();
            match blocking(move || store.all()).await {
                Ok(all) => {
                    wardens.retain(|_, task| !task.is_finished());
                    for state in all {
                        if state.next(ProcessId::is_alive) == Step::Rest {
                            continue;
                        }
                        wardens.entry(state.id.clone()).or_insert_with(|| {
                            tasks.spawn(Warden::new(Arc::clone(self), state.id).run())
                        });
                    }
                }
                Err(error) => tracing::warn!(%error, "The servers cannot be listed."),
            }
            while tasks.try_join_next().is_some() {}
            let _ = timeout(SCAN, bell.changed()).await;
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

    #[cfg(feature = "sandbox")]
    async fn dawdle(&self, of: impl Fn(&super::Pace) -> Duration) {
        let pause = {
            let pace = self.pace.lock();
            of(&pace.unwrap_or_else(std::sync::PoisonError::into_inner))
        };
        sleep(pause).await;
    }
}

/// Why a server does not come up, in words for its channel.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("The pack is not where it was put: {0}. Deploy it again.")]
    PackGone(CloudError),
    #[error(
        "The stored pack is damaged: its size or checksum is not that of the upload. Deploy it again."
    )]
    PackChanged,
    #[error("The pack cannot be unpacked: {0}.")]
    Unpack(#[from] UnpackError),
    #[error("{0}")]
    Ports(#[from] PortError),
    #[error("The server cannot be started: {0}.")]
    Start(#[from] program::StartError),
    #[error("The server cannot be prepared: {0}.")]
    Cloud(#[from] CloudError),
}

/// Looks after one server.
struct Warden {
    host: Arc<Host>,
    id: ServerId,
    bell: watch::Receiver<()>,
    log: Log,
    /// The process, if this program started it: only then is it known how it ends.
    child: Option<Child>,
    links: LinkSearch,
    asked: Option<Instant>,
}

impl Warden {
    fn new(host: Arc<Host>, id: ServerId) -> Self {
        Self {
            bell: host.bell.subscribe(),
            log: Log::of(&host.store.server_folder(&id)),
            host,
            id,
            child: None,
            links: LinkSearch::default(),
            asked: None,
        }
    }

    /// Until nothing is left to do.
    async fn run(mut self) {
        loop {
            self.bell.mark_unchanged();
            let done = match self.host.read(&self.id).await {
                Ok(Some(state)) => match state.next(ProcessId::is_alive) {
                    Step::Rest => return,
                    step => self.take(step, state).await,
                },
                Ok(None) => return,
                Err(error) => Err(error),
            };
            if let Err(error) = done {
                let id = &self.id;
                tracing::warn!(server.id = %id, error = &error as &dyn std::error::Error, "The server {id} cannot be looked after at the moment.");
                sleep(LOOK_ONLINE).await;
            }
        }
    }

    async fn take(&mut self, step: Step, state: State) -> Result<()> {
        match step {
            Step::Unpack => self.bring_up(&state).await,
            Step::Find => {
                // A keeper was killed while it started the program. If there is a process, it
                // has run for a moment only.
                self.kill_all().await?;
                self.start(&state).await
            }
            Step::Watch(_) => {
                let pause = self.watch(&state).await?;
                self.wait(pause).await;
                Ok(())
            }
            Step::Pause(until) => {
                let left = until.duration_since(Timestamp::now());
                match Duration::try_from(left) {
                    Ok(left) if !left.is_zero() => {
                        self.wait(left).await;
                        Ok(())
                    }
                    _ => self.start(&state).await,
                }
            }
            Step::Bury => self.bury(&state).await,
            Step::End => self.end(&state).await,
            Step::Rest => Ok(()),
        }
    }

    /// Waits for so long, for somebody's wish, or for the end of the process.
    async fn wait(&mut self, pause: Duration) {
        let ended = async {
            match &mut self.child {
                // How it ended is asked again later, and answered the same.
                Some(child) => drop(child.wait().await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = ended => {}
            _ = self.bell.changed() => {}
            () = sleep(pause) => {}
        }
    }

    /// Changes what is written of this run; says whether it still is the run that is wanted.
    async fn change_run(
        &self,
        boot: &BootId,
        change: impl FnOnce(&mut State) + Send + 'static,
    ) -> Result<bool> {
        let (boot, store, id) = (boot.clone(), self.host.store.clone(), self.id.clone());
        blocking(move || {
            let mut is_wanted = false;
            store.change(&id, |state| {
                is_wanted = state.wish == Wish::Up && state.run.boot == boot;
                if is_wanted {
                    change(state);
                }
            })?;
            Ok(is_wanted)
        })
        .await
    }

    async fn bring_up(&mut self, state: &State) -> Result<()> {
        let unpacking = |state: &mut State| state.run.stage = Stage::Unpacking;
        if !self.change_run(&state.run.boot, unpacking).await? {
            return Ok(());
        }
        #[cfg(feature = "sandbox")]
        self.host.dawdle(|pace| pace.unpacking).await;
        match self.unpack(state).await {
            Ok(()) => self.start(state).await,
            Err(failure) => self.give_up(state, &failure).await,
        }
    }

    /// Unpacks the pack, unless an earlier run of this server did.
    async fn unpack(&self, state: &State) -> Result<(), Failure> {
        let folder = self.host.store.server_folder(&self.id);
        let pack = self.host.packs.file(&state.pack.location);
        let pack = pack.map_err(Failure::PackGone)?;
        let (packed, limits) = (state.packed.clone(), self.host.settings.limits.clone());
        let work = tokio::task::spawn_blocking(move || -> Result<(), Failure> {
            let done = folder.join("pack");
            if done.is_dir() {
                return Ok(());
            }
            let half = folder.join("unpacking");
            delete_folder(&half)?;
            let mut file = fs::File::open(&pack)
                .map_err(failed("reading", &pack))
                .map_err(Failure::PackGone)?;
            let size = file.metadata().map_err(failed("reading", &pack))?.len();
            let hash = match &packed.sha256 {
                Some(_) => Some(sha256_of(&mut file).map_err(failed("reading", &pack))?),
                None => None,
            };
            if size != packed.size || hash != packed.sha256 {
                return Err(Failure::PackChanged);
            }
            let outcome = unpack(&pack, &half, &limits);
            if outcome.is_err() {
                delete_folder(&half)?;
            }
            outcome?;
            Ok(fs::rename(&half, &done).map_err(failed("moving", &done))?)
        });
        work.await.map_err(|error| CloudError::Failed {
            operation: "local:unpack",
            code: "the work broke off".to_owned(),
            source: error.into(),
        })?
    }

    async fn give_up(&self, state: &State, failure: &Failure) -> Result<()> {
        let (id, words) = (&self.id, failure.to_string());
        tracing::warn!(server.id = %id, error = failure as &dyn std::error::Error, "The server {id} does not come up.");
        // It may have been started, and only not be written down: nobody would look after it.
        self.kill_all().await?;
        let failed = move |state: &mut State| {
            state.run.stage = Stage::Failed;
            state.run.error = Some(words);
        };
        self.change_run(&state.run.boot, failed).await.map(drop)
    }

    /// Gives it ports, and starts its program.
    async fn start(&mut self, state: &State) -> Result<()> {
        #[cfg(feature = "sandbox")]
        self.host.dawdle(|pace| pace.starting).await;
        self.links = LinkSearch::default();
        self.asked = None;
        match self.try_start(state).await {
            Ok(()) => Ok(()),
            // It has run before: what stands in its way may go again.
            Err(failure @ Failure::Ports(_)) if state.run.starts != 0 => {
                self.count_end(state, None, failure.to_string()).await
            }
            Err(failure) => self.give_up(state, &failure).await,
        }
    }

    async fn try_start(&mut self, state: &State) -> Result<(), Failure> {
        let settings = &self.host.settings;
        let program = program::choose(settings, state.packed.brings_program)
            .map_err(program::StartError::from)?;
        let host = Arc::clone(&self.host);
        let assigning = host.assigning.lock().await;
        let ports = self.prepare(state, &program).await?;
        let starting = move |state: &mut State| {
            state.pack.ports = ports;
            state.run.stage = Stage::Starting;
            state.run.starts += 1;
        };
        let wanted = self.change_run(&state.run.boot, starting).await?;
        drop(assigning);
        if !wanted {
            return Ok(());
        }
        let folder = self.folder_of(&state.packed.program);
        let start = Start {
            settings,
            server: &self.id,
            program: &program,
            folder: &folder,
            packed: &state.packed.program,
            log: self.log.begin().map_err(failed("writing", &folder))?,
        };
        let mut child = start.spawn()?;
        let process = child.id().and_then(ProcessId::of);
        let Some(process) = process else {
            // It was not waited for, so it must be there; if the system says nothing of it, nobody
            // could ever find it again.
            let _ = child.start_kill();
            return Err(Failure::Cloud(CloudError::Failed {
                operation: "local:start",
                code: "the system shows no such process".to_owned(),
                source: "no entry in /proc".into(),
            }));
        };
        let (id, pid) = (&self.id, process.pid);
        tracing::info!(server.id = %id, "The server {id} runs as process {pid}, HTTP port {}.", ports.http);
        self.child = Some(child);
        let running = move |state: &mut State| state.run.stage = Stage::Running { process };
        if !self.change_run(&state.run.boot, running).await? {
            // Somebody wished it down meanwhile; the stage says still that there may be a process.
            self.kill_all().await?;
        }
        Ok(())
    }

    /// The folder that the program runs in: that of its place in the pack.
    fn folder_of(&self, program: &str) -> PathBuf {
        let pack = self.host.store.server_folder(&self.id).join("pack");
        match program.rsplit_once('/') {
            Some((folder, _)) => pack.join(folder),
            None => pack,
        }
    }

    /// Finds ports that are free, and writes them into the unpacked pack.
    async fn prepare(&self, state: &State, program: &Program) -> Result<Ports, Failure> {
        let settings = &self.host.settings;
        let mut wanted = state.packed.ports;
        let (wrapped, address) = match program {
            Program::Own(_) => (false, std::net::Ipv4Addr::UNSPECIFIED),
            Program::Packed => (true, std::net::Ipv4Addr::UNSPECIFIED),
            #[cfg(feature = "sandbox")]
            Program::Simulated(_) => (true, settings.bind),
        };
        if !(wrapped && program::is_wrapper(&state.packed.program)) {
            wanted.wrapper = None;
        }
        let (store, id, range) = (self.host.store.clone(), self.id.clone(), settings.ports);
        let all = blocking(move || store.all()).await?;
        let ours: BTreeSet<(Protocol, u16)> = all
            .iter()
            .filter(|other| other.id != id && other.holds_ports())
            .flat_map(|other| other.pack.ports.openings())
            .collect();
        let is_free = |protocol, port| ports::is_free(address, protocol, port);
        let ports = ports::assign(&wanted, range, &ours, is_free)?;
        let folder = self.folder_of(&state.packed.program);
        blocking(move || write_ports(&folder.join("cfg"), &ports)).await?;
        Ok(ports)
    }

    /// Looks how it is; says after how long to look again.
    async fn watch(&mut self, state: &State) -> Result<Duration> {
        let online = state.run.online;
        if let Some(link) = self.look_at_log(state).await? {
            let keep = move |state: &mut State| state.run.link = Some(link.to_string());
            self.change_run(&state.run.boot, keep).await?;
        }
        let pause = if online.is_some() { LOOK_ONLINE } else { LOOK };
        if online.is_some() && self.asked.is_some_and(|asked| asked.elapsed() < ASK_ONLINE) {
            return Ok(pause);
        }
        self.asked = Some(Instant::now());
        let (bind, port) = (self.host.settings.bind, state.pack.ports.http);
        let info = info::ask(&self.host.http, bind, port).await;
        let now = Timestamp::now();
        match (info, online) {
            (Some(_), None) => {
                let answers = move |state: &mut State| {
                    state.run.online = Some(now);
                    state.run.error = None;
                };
                self.change_run(&state.run.boot, answers).await?;
            }
            (Some(_), Some(since)) if state.run.ends != 0 && WELL < now.duration_since(since) => {
                let forget = |state: &mut State| state.run.ends = 0;
                self.change_run(&state.run.boot, forget).await?;
            }
            _ => {}
        }
        if let Some(info) = info {
            self.mind_idleness(state, info.clients == 0, now).await?;
        }
        Ok(pause)
    }

    /// Keeps the log within its size, and looks for the link in it while that is not known.
    async fn look_at_log(&mut self, state: &State) -> Result<Option<JoinLink>> {
        let settings = &self.host.settings;
        let most = u64::from(settings.log_mib) << 20;
        let (address, port) = (settings.address.get(), state.pack.ports.http);
        let is_known = state.run.link.is_some();
        let is_offline = state.run.online.is_none();
        let (log, folder) = (self.log.clone(), self.host.store.server_folder(&self.id));
        let mut links = std::mem::take(&mut self.links);
        let (links, found) = blocking(move || {
            log.cap(most).map_err(failed("cutting", &folder))?;
            let found = match is_known {
                true => Ok(None),
                false => links.look(&log, address, port, is_offline),
            };
            Ok((links, found.map_err(failed("reading", &folder))?))
        })
        .await?;
        self.links = links;
        Ok(found)
    }

    /// Notes since when nobody drives, and ends a server that nobody has driven on for too long.
    async fn mind_idleness(&self, state: &State, is_empty: bool, now: Timestamp) -> Result<()> {
        if is_empty != state.run.empty_since.is_some() {
            let since = is_empty.then_some(now);
            let note = move |state: &mut State| state.run.empty_since = since;
            return self.change_run(&state.run.boot, note).await.map(drop);
        }
        if state.ends_idle().is_none_or(|then| now < then) {
            return Ok(());
        }
        let id = &self.id;
        tracing::info!(server.id = %id, "Nobody drives on the server {id}; it is ended.");
        let idle = move |state: &mut State| {
            state.wish(Wish::Down, now);
            state.ended_idle = true;
        };
        self.change_run(&state.run.boot, idle).await.map(drop)
    }

    /// Its program ended by itself.
    async fn bury(&mut self, state: &State) -> Result<()> {
        let code = match self.child.take() {
            Some(mut child) => child.wait().await.ok().map(exit_code),
            None => None,
        };
        // A wrapper that died may have left its server behind, with the ports in its hands.
        self.kill_all().await?;
        let log = self.log.clone();
        let log = blocking(move || Ok(log.tail_of_start().unwrap_or_default())).await?;
        let why = ended::why(&log, code);
        self.count_end(state, code, why).await
    }

    async fn count_end(&self, state: &State, code: Option<i32>, why: String) -> Result<()> {
        let id = &self.id;
        tracing::warn!(server.id = %id, exit_code = code, "The server {id} ended by itself. {why}");
        let settings = &self.host.settings;
        let starts = settings.starts;
        let pause = SignedDuration::from_secs(settings.restart_seconds.into()).max(LEAST_PAUSE);
        let now = Timestamp::now();
        let ended = move |state: &mut State| state.run.bury(code, why, starts, pause, now);
        self.change_run(&state.run.boot, ended).await.map(drop)
    }

    /// Ends its program, kindly at first.
    async fn end(&mut self, state: &State) -> Result<()> {
        if let Stage::Running { process } = &state.run.stage {
            let limit = Duration::from_secs(self.host.settings.stop_seconds.into());
            process.signal(Signal::TERM);
            let ended = async {
                while process.is_alive() {
                    sleep(Duration::from_millis(20)).await;
                }
            };
            if timeout(limit, ended).await.is_err() {
                let id = &self.id;
                tracing::warn!(server.id = %id, "The server {id} did not end within {limit:?}; it is killed.");
                process.signal(Signal::KILL);
            }
        }
        self.kill_all().await?;
        if let Some(mut child) = self.child.take() {
            let _ = child.wait().await;
        }
        self.host
            .change(&self.id, |state| {
                // Somebody may want it up again already; then this was its last run's end.
                if state.wish != Wish::Up {
                    state.run.stage = Stage::Off;
                    state.run.link = None;
                    state.run.online = None;
                }
            })
            .await?;
        self.host.bell.send_replace(());
        Ok(())
    }

    /// Kills all that descends from its program.
    async fn kill_all(&self) -> Result<()> {
        let id = self.id.clone();
        blocking(move || {
            process::kill_all(&id);
            Ok(())
        })
        .await
    }
}

/// As a shell tells it: 128 and the signal's number for a program that was killed.
fn exit_code(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt as _;
    status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal))
        .unwrap_or(-1)
}

/// Writes the ports into the settings of an unpacked pack.
fn write_ports(cfg: &Path, ports: &Ports) -> Result<()> {
    let file = cfg.join("server_cfg.ini");
    let before = fs::read(&file).map_err(failed("reading", &file))?;
    let after = ports::in_server_cfg(&before, ports);
    if after != before {
        replace(&file, &after).map_err(failed("writing", &file))?;
    }
    if let Some(port) = ports.wrapper {
        let file = cfg.join("cm_wrapper_params.json");
        let before = fs::read_to_string(&file).map_err(failed("reading", &file))?;
        let after = ports::in_wrapper_params(&before, port);
        if after != before {
            replace(&file, after.as_bytes()).map_err(failed("writing", &file))?;
        }
    }
    Ok(())
}
