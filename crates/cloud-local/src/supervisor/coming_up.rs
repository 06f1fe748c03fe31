//! From a wish to a running process: unpack, find ports, start.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use confine::{Folder, Weight};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::super::confined::{self, Confined, make_home};
use super::super::failure::Failure;
use super::super::files::{blocking, delete_folder, failed};
use super::super::lists;
use super::super::packs::sha256_of;
use super::super::ports;
use super::super::process::ProcessId;
use super::super::program::{self, Program, Start};
use super::super::state::{Desired, PackedServer, Stage, State};
use super::super::supervisors::SCAN;
use super::Supervisor;
use super::plugin_ports::{plugin_for, udp_ports};
use agent::clean::clean_settings;
use agent::plugin::PluginSettings;
use agent::plugin_settings::{with_legacy, with_plugin};
use agent::presence::Presence;
use agent::server_log::LinkSearch;
use agent::unpack::{Unpack, UnpackError, Wanted};
use cloud::{CloudError, Result};
use domain::ended::{Ended, Outlook};
use domain::ids::BootId;
use domain::server::NewSettings;
use pack::{Cleaned, Limits, Ports, Protocol, clean, wrapper_params_with};

impl Supervisor {
    pub(super) async fn bring_up(&mut self, state: &State) -> Result<()> {
        let unpacking = |state: &mut State| state.run.stage = Stage::Unpacking;
        if !self.change_run(&state.run.boot, unpacking).await? {
            return Ok(());
        }
        #[cfg(feature = "simulation")]
        if !self.dawdle(state, |pace| pace.unpacking).await {
            return Ok(());
        }
        match self.unpack(state).await {
            Ok(None) => self.start(state).await,
            Ok(Some(weight)) => {
                let weighed = move |state: &mut State| state.unpacked = Some(weight);
                self.change_run(&state.run.boot, weighed).await?;
                self.start(state).await
            }
            // The next look finds what is wished instead.
            Err(Failure::Unpack(UnpackError::Stopped)) => Ok(()),
            Err(failure) => self.give_up(state, &failure).await,
        }
    }

    /// Unpacks the pack, unless an earlier run of this server did. Broken off when this run is not
    /// wanted any more, and when the supervisor ends. Answers what a pack weighs that was unpacked now.
    async fn unpack(&mut self, state: &State) -> Result<Option<u64>, Failure> {
        let pack = self.host.packs.file(&state.pack.location);
        let program = program::choose_for(&state.packed, &self.host.settings)
            .map_err(program::StartError::from)?;
        let unpacking = Unpacking {
            wanted: program.wants(&state.packed),
            folder: self.host.store.server_folder(&self.id),
            pack: pack.map_err(Failure::PackGone)?,
            packed: state.packed.clone(),
            limits: self.host.settings.limits.clone(),
            stop: CancellationToken::new(),
        };
        let stop = unpacking.stop.clone();
        let _stops_with_us = stop.clone().drop_guard();
        let lock = Arc::clone(&self.lock);
        let mut work = tokio::task::spawn_blocking(move || {
            // Nobody else looks after the folder before this has ended.
            let _lock = lock;
            unpacking.run()
        });
        let done = tokio::select! {
            done = &mut work => done,
            () = self.until_unwanted(&state.run.boot) => {
                stop.cancel();
                work.await
            }
        };
        done.map_err(|error| CloudError::Failed {
            operation: "local:unpack",
            code: "the work broke off".to_owned(),
            source: error.into(),
        })?
    }

    /// Takes its time, for those who want to watch; says whether this run is still wanted then.
    #[cfg(feature = "simulation")]
    async fn dawdle(
        &mut self,
        state: &State,
        of: impl Fn(&crate::SupervisorTimings) -> std::time::Duration,
    ) -> bool {
        let pause = of(&self.host.pace());
        if pause.is_zero() {
            return true;
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => true,
            () = self.until_unwanted(&state.run.boot) => false,
        }
    }

    /// Until somebody wishes something else than this run.
    async fn until_unwanted(&mut self, boot: &BootId) {
        loop {
            let _ = timeout(SCAN, self.wakeup.changed()).await;
            match self.host.read(&self.id).await {
                Ok(Some(state)) if state.wish == Desired::Up && state.run.boot == *boot => {}
                Ok(_) => return,
                // What cannot be read now may be next time.
                Err(_) => {}
            }
        }
    }

    async fn give_up(&self, state: &State, failure: &Failure) -> Result<()> {
        let id = &self.id;
        tracing::warn!(server.id = %id, error = failure as &dyn std::error::Error, "the server {id} could not be started: {failure}");
        // It may have been started, and only not be written down: nobody would look after it.
        self.kill_all(state).await?;
        let (words, cause) = (failure.in_public(), failure.cause());
        let failed = move |state: &mut State| {
            state.run.stage = Stage::Failed;
            state.run.error = Some(words);
            state.run.cause = cause;
        };
        self.change_run(&state.run.boot, failed).await.map(drop)
    }

    /// Gives it ports, and starts its program.
    pub(super) async fn start(&mut self, state: &State) -> Result<()> {
        #[cfg(feature = "simulation")]
        if !self.dawdle(state, |pace| pace.starting).await {
            return Ok(());
        }
        self.links = LinkSearch::default();
        self.presence = Presence::default();
        self.asked = None;
        self.weighed = None;
        match self.try_start(state).await {
            Ok(()) => Ok(()),
            // It has run before: what stands in its way may go again.
            Err(failure) if state.run.starts != 0 => {
                // It may run, and only not be written down.
                self.kill_all(state).await?;
                let why = Ended {
                    reason: failure.in_public(),
                    cause: failure.cause(),
                    outlook: Outlook::Open,
                };
                self.count_end(state, None, why).await
            }
            Err(failure) => self.give_up(state, &failure).await,
        }
    }

    async fn try_start(&mut self, state: &State) -> Result<(), Failure> {
        let host = Arc::clone(&self.host);
        let settings = &host.settings;
        confined::require(settings, &self.host.support).map_err(program::StartError::from)?;
        let program =
            program::choose_for(&state.packed, settings).map_err(program::StartError::from)?;
        let assigning = host.assigning.lock().await;
        let Prepared {
            ports,
            runs_once,
            plugin,
        } = self.prepare(state, &program).await?;
        let written = state.change.clone();
        let starting = move |state: &mut State| {
            state.pack.ports = ports;
            state.plugin = Some(plugin);
            state.run.stage = Stage::Starting;
            state.run.unreachable = false;
            state.run.starts += 1;
            if state.change == written {
                state.change = None;
            }
        };
        let wanted = self.change_run(&state.run.boot, starting).await?;
        drop(assigning);
        if !wanted {
            return Ok(());
        }
        let folder = self.folder_of(&state.packed.program);
        let place = Confined::of(&self.host.store.server_folder(&self.id));
        let (home, steam) = (place.home.clone(), settings.steam.clone());
        blocking(move || make_home(&home, steam.as_deref())).await?;
        // First, so that nothing that it says is missed.
        self.listen(plugin, &state.run.boot, state.run.starts + 1, false);
        let start = Start {
            settings,
            support: &self.host.support,
            server: &self.id,
            program: &program,
            folder: &folder,
            place: &place,
            ports: &ports,
            packed: &state.packed.program,
            log: self.log.begin().map_err(failed("writing", &folder))?,
        };
        let mut child = start.spawn().await?;
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
        let openings: Vec<String> = ports
            .openings()
            .iter()
            .map(|(protocol, port)| format!("{port} {}", ports::name(*protocol)))
            .collect();
        tracing::info!(server.id = %id, "the server {id} runs as process {pid} and needs the ports {}", openings.join(", "));
        self.child = Some(child);
        let running = move |state: &mut State| {
            state.run.stage = Stage::Running { process };
            state.run.runs_once = runs_once;
        };
        if !self.change_run(&state.run.boot, running).await? {
            // Somebody wished it down meanwhile; the stage says still that there may be a process.
            self.kill_all(state).await?;
        }
        Ok(())
    }

    /// The folder that the program runs in: that of its place in the pack.
    fn folder_of(&self, program: &str) -> PathBuf {
        root_in(
            &self.host.store.server_folder(&self.id).join("pack"),
            program,
        )
    }

    /// The folders of the server that this one takes the place of, and of this one, before its first start.
    fn replaced(&self, state: &State, all: &[State]) -> Option<(PathBuf, PathBuf)> {
        let replaced = state.record.replaces.as_ref();
        let replaced = replaced.filter(|_| state.run.starts == 0)?;
        let old = all.iter().find(|other| other.spec.id == *replaced)?;
        let folder = self.host.store.server_folder(replaced).join("pack");
        Some((
            root_in(&folder, &old.packed.program),
            self.folder_of(&state.packed.program),
        ))
    }

    /// Finds ports that are free, and writes them into the unpacked pack.
    async fn prepare(&self, state: &State, program: &Program) -> Result<Prepared, Failure> {
        let settings = &self.host.settings;
        // Once drivers have its link, it keeps its ports.
        let mut wanted = match state.run.starts {
            0 => state.packed.ports,
            _ => state.pack.ports,
        };
        let (wrapped, address) = match program {
            Program::Own(_) => (false, std::net::Ipv4Addr::UNSPECIFIED),
            Program::Packed => (true, std::net::Ipv4Addr::UNSPECIFIED),
            #[cfg(feature = "simulation")]
            Program::Simulated(_) => (true, settings.bind),
        };
        if !(wrapped && program::is_wrapper(&state.packed.program)) {
            wanted.wrapper = None;
        }
        let (store, id, range) = (self.host.store.clone(), self.id.clone(), settings.ports);
        let all = blocking(move || store.all()).await?;
        let others = all
            .iter()
            .filter(|other| other.spec.id != id && other.holds_ports());
        let ours: BTreeSet<(Protocol, u16)> = others
            .flat_map(|other| {
                let plugin = other.plugin.iter().flat_map(udp_ports);
                let plugin = plugin.map(|port| (Protocol::Udp, port));
                other.pack.ports.openings().into_iter().chain(plugin)
            })
            .collect();
        let look = |protocol, port| ports::look(address, protocol, port);
        let ports = ports::assign(&wanted, range, &ours, look)?;
        let pack = self.host.store.server_folder(&self.id).join("pack");
        let cfg = Path::new(&state.packed.program).with_file_name("cfg");
        let change = state.change.clone();
        let replaced = self.replaced(state, &all);
        let (known, is_assetto) = (state.plugin, is_assetto_server(&state.packed.program));
        let given: BTreeSet<u16> = ours
            .iter()
            .copied()
            .chain(ports.openings())
            .filter(|(protocol, _)| *protocol == Protocol::Udp)
            .map(|(_, port)| port)
            .collect();
        blocking(move || {
            if let Some((old, new)) = &replaced {
                lists::take_over(old, new).map_err(failed("writing", new))?;
            }
            if let Some(files) = &change {
                write_change(&pack, &cfg, files)?;
            }
            let plugin = plugin_for(&pack, &cfg, known, &given)?;
            let runs_once = write_ports(&pack, &cfg, &ports, &plugin, is_assetto)?;
            Ok(Prepared {
                ports,
                runs_once,
                plugin,
            })
        })
        .await
        .map_err(Failure::from)
    }
}

/// What the settings of an unpacked pack say.
struct Prepared {
    ports: Ports,
    /// That the server ends after its last session.
    runs_once: bool,
    plugin: PluginSettings,
}

/// A pack on its way into a server's folder.
struct Unpacking {
    wanted: Wanted,
    folder: PathBuf,
    pack: PathBuf,
    packed: PackedServer,
    limits: Limits,
    stop: CancellationToken,
}

impl Unpacking {
    /// Whether an earlier run unpacked the same. The settings may have changed since: whether a
    /// pack's program is there tells what was wanted then.
    fn is_done(&self, done: &Path) -> bool {
        let Ok(folder) = Folder::open(done) else {
            return false;
        };
        let with_program = folder.file(Path::new(&self.packed.program)).is_ok();
        !self.packed.brings_program || with_program == (self.wanted == Wanted::All)
    }

    /// What is unpacked lies beside its place until it is whole.
    fn run(&self) -> Result<Option<u64>, Failure> {
        let (pack, done) = (&self.pack, self.folder.join("pack"));
        if self.is_done(&done) {
            return Ok(None);
        }
        delete_folder(&done)?;
        let half = self.folder.join("unpacking");
        delete_folder(&half)?;
        let mut file = fs::File::open(pack)
            .map_err(failed("reading", pack))
            .map_err(Failure::PackGone)?;
        let size = file.metadata().map_err(failed("reading", pack))?.len();
        let hash = match &self.packed.sha256 {
            Some(_) => {
                let hash = sha256_of(&mut file, &self.stop).map_err(failed("reading", pack))?;
                Some(hash.ok_or(UnpackError::Stopped)?)
            }
            None => None,
        };
        if size != self.packed.size || hash != self.packed.sha256 {
            return Err(Failure::PackChanged);
        }
        fs::create_dir(&half).map_err(failed("making", &half))?;
        let name = pack.file_name().unwrap_or_default().to_string_lossy();
        let how = Unpack {
            wanted: &self.wanted,
            limits: &self.limits,
            is_stopped: &|| self.stop.is_cancelled(),
            spells: false,
            keeps: false,
        };
        match how.run(file, &name, &half) {
            Ok(()) => {
                let root = root_in(&half, &self.packed.program);
                clean_settings(&root).map_err(failed("cleaning", &root))?;
                fs::rename(&half, &done).map_err(failed("moving", &done))?;
                let weight = Folder::open(&done).and_then(|pack| pack.weigh(Weight::ANY));
                Ok(Some(weight.map_err(failed("weighing", &done))?.bytes))
            }
            // Deleting takes its time, too; whoever comes next does it.
            Err(UnpackError::Stopped) => Err(UnpackError::Stopped.into()),
            Err(error) => {
                delete_folder(&half)?;
                Err(error.into())
            }
        }
    }
}

/// The folder of a program in an unpacked pack, which is the one that holds `cfg`.
fn root_in(pack: &Path, program: &str) -> PathBuf {
    match program.rsplit_once('/') {
        Some((folder, _)) => pack.join(folder),
        None => pack.to_owned(),
    }
}

/// No settings of a server are as large.
pub(super) const LARGEST: u64 = 1 << 20;
/// What only AssettoServer reads.
const EXTRA: &str = "extra_cfg.yml";

fn is_assetto_server(program: &str) -> bool {
    program.to_ascii_lowercase().contains("assettoserver")
}

/// Puts other settings in place, cleaned as those of a pack are when it is unpacked.
fn write_change(pack: &Path, cfg: &Path, files: &BTreeMap<String, String>) -> Result<()> {
    let folder = Folder::open(pack).map_err(failed("reading", pack))?;
    for (name, text) in files {
        if !NewSettings::FILES.contains(&name.as_str()) {
            continue;
        }
        let file = cfg.with_file_name("").join(name);
        let bytes = match clean(name, text.as_bytes()) {
            Cleaned::Changed(bytes) => bytes,
            Cleaned::Same | Cleaned::LeftOut => text.clone().into_bytes(),
        };
        folder
            .replace(&file, &bytes)
            .map_err(failed("writing", &pack.join(&file)))?;
    }
    Ok(())
}

/// Writes the ports into the settings in the folder `cfg` of an unpacked pack. A program that ran
/// there may have put something else in their place. Answers whether they end the server after its last session.
fn write_ports(
    pack: &Path,
    cfg: &Path,
    ports: &Ports,
    plugin: &PluginSettings,
    is_assetto: bool,
) -> Result<bool> {
    let change = |name: &str, change: &dyn Fn(&[u8]) -> Vec<u8>| -> Result<Vec<u8>> {
        let file = cfg.join(name);
        let shown = pack.join(&file);
        let folder = Folder::open(pack).map_err(failed("reading", pack))?;
        // AssettoServer's own settings may be missing.
        let before = match folder.read(&file, LARGEST) {
            Err(error) if name == EXTRA && error.kind() == ErrorKind::NotFound => Vec::new(),
            read => read.map_err(failed("reading", &shown))?,
        };
        let after = change(&before);
        if after != before {
            folder
                .replace(&file, &after)
                .map_err(failed("writing", &shown))?;
        }
        Ok(after)
    };
    let server_cfg = change("server_cfg.ini", &|before| {
        with_plugin(&ports::in_server_cfg(before, ports), plugin)
    })?;
    if is_assetto {
        change(EXTRA, &with_legacy)?;
    }
    if let Some(port) = ports.wrapper {
        change("cm_wrapper_params.json", &|before| {
            wrapper_params_with(before, port).into_bytes()
        })?;
    }
    Ok(::pack::runs_once(&server_cfg))
}
