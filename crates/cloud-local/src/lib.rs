//! This machine as a host of servers: the adapter behind the [`Cloud`] port for a league with a
//! machine of its own, and for the sandbox.
//!
//! | module | what |
//! |---|---|
//! | [`adapter`] | the port |
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
//! [`confined`] says what each may do. It gets nothing of our environment. Where the system cannot confine programs,
//! none is started unless the settings allow that. What a program wrote is opened through
//! [`confine::Folder`] only.
//!
//! Absent on purpose: the firewall and the router of this machine, which its operator keeps; and
//! systems other than Linux, whose processes are found by other means.

mod adapter;
mod confined;
mod failure;
mod files;
mod info;
mod lists;
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
#[cfg(feature = "simulation")]
mod waiting;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "simulation")]
use confine::Folder;
use confine::Support;
#[cfg(feature = "simulation")]
use futures_util::future::join_all;
use tokio_util::task::AbortOnDropHandle;

use cloud::settings::LocalSettings;
use cloud::{Cloud, CloudError, Result};
use domain::ids::ServerId;
use domain::server::{InstanceState, Server, StopReason};

use files::{blocking, failed};
use session_files::Sessions;
use state::{Desired, State};
use supervisors::LocalContext;

/// Beyond what a server may take to end.
const ENDING: Duration = Duration::from_secs(5);

/// How often another program's supervisor is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// One installation of ac-deploy on this machine; its data folder sets it apart from others.
///
/// While it is open it keeps the folder's servers, unless another program does. Dropping it ends
/// that, and leaves the servers running.
#[derive(Debug)]
pub struct Local {
    host: Arc<LocalContext>,
    /// Machines that wait for deploys, where this one plays rented ones.
    #[cfg(feature = "simulation")]
    waiting: Arc<waiting::WaitingMachines>,
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

/// Keeps what is written from now on, packs with their passwords among it, from other users of this machine.
pub fn keep_files_private() {
    process::keep_files_private();
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
            #[cfg(feature = "simulation")]
            waiting: Arc::default(),
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
        Server {
            prepared: self.is_prepared(&state.spec.id),
            ..state.server(self.host.settings.address.get())
        }
    }

    /// Whether a server has a machine that waited for it.
    #[cfg(feature = "simulation")]
    fn is_prepared(&self, server: &ServerId) -> bool {
        self.waiting.has(server)
    }

    /// Nobody but a simulation has any.
    #[cfg(not(feature = "simulation"))]
    fn is_prepared(&self, _server: &ServerId) -> bool {
        false
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
        let now = cloud::clock::now();
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

    /// Lets a simulated server's drivers drive a race to its flag. It writes its results when it moves on to
    /// its next session, as acServer does.
    ///
    /// # Errors
    /// If the server's folder cannot be written.
    #[cfg(feature = "simulation")]
    pub async fn drive_race(&self, server: &ServerId) -> Result<()> {
        let file = acserver_stand_in::DRIVING_FILE;
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
