//! What is started for a server, and how.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use confine::{Folder, Launch, LaunchError, Outcome, Support, system};
use pack::Ports;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::confined::{self, Confined};
use super::process::MARKER;
use super::state::PackedServer;
use agent::unpack::Wanted;
use cloud::LocalError;
use cloud::settings::LocalSettings;
use domain::ids::ServerId;

/// How long the helper may take that confines a program; it takes milliseconds.
const CONFINING: Duration = Duration::from_secs(30);

/// Where programs are looked for by those that start others (wine does).
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// What runs a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Program {
    /// A program of this machine.
    Own(PathBuf),
    /// The one in the pack.
    Packed,
    /// The stand-in.
    #[cfg(feature = "simulation")]
    Simulated(cloud::settings::Simulation),
}

impl Program {
    /// Which files of a pack it needs.
    pub(super) fn wants(&self, packed: &PackedServer) -> Wanted {
        match self {
            Self::Packed => Wanted::All,
            Self::Own(_) => Wanted::settings_beside(&packed.program),
            // It runs nothing of the pack, and reads in its program what is to go wrong.
            #[cfg(feature = "simulation")]
            Self::Simulated(_) => Wanted::All,
        }
    }
}

/// What runs packs by these settings. `brings_one`: whether the pack has a program.
fn choose(settings: &LocalSettings, brings_one: bool) -> Result<Program, LocalError> {
    #[cfg(feature = "simulation")]
    if let Some(simulation) = &settings.simulate {
        return Ok(Program::Simulated(simulation.clone()));
    }
    match &settings.server_program {
        _ if settings.run_programs_of_packs && brings_one => Ok(Program::Packed),
        Some(program) => Ok(Program::Own(program.clone())),
        None => Err(LocalError::NoProgram {
            of_packs: settings.run_programs_of_packs,
        }),
    }
}

/// Whether the settings name a program that can be started.
pub(super) fn check(settings: &LocalSettings) -> Result<(), LocalError> {
    if settings.is_simulated() {
        return Ok(());
    }
    if settings.server_program.is_none() && !settings.run_programs_of_packs {
        return Err(LocalError::NoProgram { of_packs: false });
    }
    if let Some(wine) = &settings.wine {
        runnable(WINE, wine)?;
    }
    if let Some(steam) = &settings.steam {
        there(STEAM, steam)?;
    }
    settings
        .server_program
        .as_deref()
        .map_or(Ok(()), |program| check_own(settings, program))
}

/// What runs a pack, if it can be started as far as a look tells.
pub(super) fn choose_for(
    packed: &PackedServer,
    settings: &LocalSettings,
) -> Result<Program, LocalError> {
    let program = choose(settings, packed.brings_program)?;
    match &program {
        Program::Own(path) => check_own(settings, path)?,
        Program::Packed if is_for_windows(Path::new(&packed.program)) => {
            runnable(WINE, needs_wine(settings, Path::new(&packed.program))?)?;
        }
        Program::Packed => {}
        #[cfg(feature = "simulation")]
        Program::Simulated(_) => {}
    }
    Ok(program)
}

/// The settings that name programs.
const SERVER_PROGRAM: &str = "server_program";
const WINE: &str = "wine";
const STEAM: &str = "steam";

fn check_own(settings: &LocalSettings, program: &Path) -> Result<(), LocalError> {
    if is_for_windows(program) {
        there(SERVER_PROGRAM, program)?;
        runnable(WINE, needs_wine(settings, program)?)
    } else {
        runnable(SERVER_PROGRAM, program)
    }
}

fn there(setting: &'static str, program: &Path) -> Result<(), LocalError> {
    match std::fs::metadata(program) {
        Ok(about) if about.is_file() => Ok(()),
        _ => Err(LocalError::ProgramNotFound {
            setting,
            path: program.to_owned(),
        }),
    }
}

fn runnable(setting: &'static str, program: &Path) -> Result<(), LocalError> {
    use std::os::unix::fs::PermissionsExt as _;
    let what = match program.extension() {
        _ if program.is_dir() => Some("a folder"),
        Some(kind) if kind.eq_ignore_ascii_case("dll") => {
            Some("a library of .NET, which cannot be started")
        }
        _ => None,
    };
    if let Some(what) = what {
        return Err(LocalError::NotAProgram {
            setting,
            path: program.to_owned(),
            what,
        });
    }
    there(setting, program)?;
    match std::fs::metadata(program) {
        Ok(about) if about.permissions().mode() & 0o111 != 0 => Ok(()),
        _ => Err(LocalError::NotExecutable {
            setting,
            path: program.to_owned(),
        }),
    }
}

fn is_for_windows(program: &Path) -> bool {
    program
        .extension()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("exe"))
}

fn needs_wine<'a>(settings: &'a LocalSettings, program: &Path) -> Result<&'a Path, LocalError> {
    settings
        .wine
        .as_deref()
        .ok_or_else(|| LocalError::NeedsWine {
            program: program
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
        })
}

/// Whether a program is Content Manager's wrapper, which has a port of its own.
pub(super) fn is_wrapper(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    name.to_ascii_lowercase().starts_with("acserverwrapper")
}

/// What is started, for which server.
#[derive(Debug)]
pub(super) struct Start<'a> {
    pub(super) settings: &'a LocalSettings,
    pub(super) support: &'a Support,
    pub(super) server: &'a ServerId,
    pub(super) program: &'a Program,
    /// The folder that it runs in, inside the unpacked pack.
    pub(super) folder: &'a Path,
    /// The program's path in the pack.
    pub(super) packed: &'a str,
    /// Its own folders. The home is empty, and no pack can have put anything into it: programs load
    /// libraries and keys from what `HOME` names.
    pub(super) place: &'a Confined,
    pub(super) ports: &'a Ports,
    /// Where its log goes.
    pub(super) log: File,
}

/// Why a program was not started.
#[derive(Debug, thiserror::Error)]
pub(super) enum StartError {
    #[error(transparent)]
    Settings(#[from] LocalError),
    #[error(
        "the system does not start {program} of the pack: {}",
        cloud::start_words(source)
    )]
    Packed {
        program: String,
        #[source]
        source: io::Error,
    },
}

/// What is executed: the program, or wine.
struct Executed {
    path: PathBuf,
    arguments: Vec<String>,
    /// The setting that names it; none if the pack brings it.
    setting: Option<&'static str>,
}

impl Executed {
    fn new(path: PathBuf, setting: Option<&'static str>) -> Self {
        Self {
            path,
            arguments: Vec::new(),
            setting,
        }
    }
}

impl Start<'_> {
    /// Starts it, confined, in a group of its own and with nothing of our environment.
    pub(super) async fn spawn(self) -> Result<Child, StartError> {
        let executed = self.executed()?;
        let launch = self.launch(&executed)?;
        let failed = |error| self.failed(&executed, error);
        let (command, outcome) = launch.command(self.helper()).map_err(failed)?;
        let prepare = |error| failed(LaunchError::Prepare(error));
        let log = self.log.try_clone().map_err(prepare)?;
        let errors = self.log.try_clone().map_err(prepare)?;
        let mut command = Command::from(command);
        command
            .current_dir(self.folder)
            .stdout(log)
            .stderr(errors)
            // So that Ctrl-C at our terminal is not meant for it, and all of it ends together.
            .process_group(0);
        let mut child = command.spawn().map_err(prepare)?;
        // It holds an end of the pipe through which the helper tells how it went.
        drop(command);
        match confined(outcome).await {
            Ok(()) => Ok(child),
            Err(error) => {
                let _ = child.kill().await;
                Err(failed(error))
            }
        }
    }

    fn launch(&self, executed: &Executed) -> Result<Launch, LocalError> {
        let ports = [
            Some(self.ports.tcp),
            Some(self.ports.http),
            self.ports.wrapper,
        ];
        let confinement = confined::confinement(
            self.settings,
            self.support,
            self.program,
            &executed.path,
            self.place,
            ports.into_iter().flatten(),
            self.environment(executed),
        )?;
        if let Some(user) = confinement.user {
            confined::hand_over(self.settings, self.place, &executed.path, user)?;
        }
        Ok(Launch {
            program: executed.path.clone(),
            arguments: executed.arguments.clone(),
            confinement,
            support: self.support.clone(),
            allow_unconfined: self.settings.allow_unconfined || self.settings.is_simulated(),
        })
    }

    /// The executable that confines it: a stand-in's is ac-deploy, too.
    fn helper(&self) -> &Path {
        match self.program {
            #[cfg(feature = "simulation")]
            Program::Simulated(simulation) => &simulation.program,
            _ => &self.settings.helper,
        }
    }

    /// Why it does not run.
    fn failed(&self, executed: &Executed, error: LaunchError) -> StartError {
        match (error, executed.setting) {
            (LaunchError::Execute(source), Some(setting)) => LocalError::NotStarted {
                setting,
                path: executed.path.clone(),
                source,
            }
            .into(),
            (LaunchError::Execute(source), None) => self.refused(source),
            (error, _) => LocalError::NotConfined {
                message: match &error {
                    LaunchError::Prepare(source) => format!("{error}: {source}"),
                    _ => error.to_string(),
                },
            }
            .into(),
        }
    }

    fn refused(&self, source: io::Error) -> StartError {
        StartError::Packed {
            program: self.packed.to_owned(),
            source,
        }
    }

    fn executed(&self) -> Result<Executed, StartError> {
        let (path, setting) = match self.program {
            Program::Own(path) => (path.clone(), Some(SERVER_PROGRAM)),
            Program::Packed => {
                self.allow_packed().map_err(|source| self.refused(source))?;
                (self.folder.join(file_name(self.packed)), None)
            }
            #[cfg(feature = "simulation")]
            Program::Simulated(simulation) => return Ok(self.simulated(simulation)),
        };
        if !is_for_windows(&path) {
            return Ok(Executed::new(path, setting));
        }
        let wine = needs_wine(self.settings, &path)?;
        Ok(Executed {
            arguments: vec![path.display().to_string()],
            ..Executed::new(wine.to_owned(), Some(WINE))
        })
    }

    /// Packs are unpacked without the right to run anything.
    fn allow_packed(&self) -> io::Result<()> {
        let folder = Folder::open(&self.place.pack)?;
        let packed = Path::new(self.packed);
        // The other is the one that a wrapper starts.
        for program in [packed, &packed.with_file_name("acServer")] {
            match folder.make_executable(program) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                done => done?,
            }
        }
        Ok(())
    }

    #[cfg(feature = "simulation")]
    fn simulated(&self, simulation: &cloud::settings::Simulation) -> Executed {
        let mut arguments = vec![
            "simulate-acserver".to_owned(),
            "--address".to_owned(),
            self.settings.bind.to_string(),
            "--step-ms".to_owned(),
            simulation.step.as_millis().to_string(),
        ];
        if is_wrapper(self.packed) {
            arguments.push("--wrapper".to_owned());
        }
        if simulation.ends_with_us {
            arguments.extend(["--parent".to_owned(), std::process::id().to_string()]);
        }
        Executed {
            arguments,
            ..Executed::new(simulation.program.clone(), Some(SERVER_PROGRAM))
        }
    }

    /// All that the program is told of this machine.
    fn environment(&self, executed: &Executed) -> BTreeMap<String, String> {
        let memory = u64::from(self.settings.memory_mib) << 20;
        let home = self.place.home.display().to_string();
        let mut variables = vec![
            ("PATH", PATH.to_owned()),
            ("HOME", home.clone()),
            ("TMPDIR", home),
            ("LANG", "C.UTF-8".to_owned()),
            (MARKER, self.server.to_string()),
        ];
        variables.extend(system::dotnet(Some(memory)));
        if self.settings.wine.as_deref() == Some(&executed.path) {
            variables.push(("WINEPREFIX", self.place.wine.display().to_string()));
            variables.push(("WINEDEBUG", "-all".to_owned()));
        }
        variables.extend(std::env::var("TZ").ok().map(|zone| ("TZ", zone)));
        variables
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}

/// Waits until the helper has become the program.
async fn confined(outcome: Outcome) -> Result<(), LaunchError> {
    let told = tokio::task::spawn_blocking(|| outcome.wait());
    match timeout(CONFINING, told).await {
        Ok(Ok(told)) => told,
        // It says nothing, or the runtime ends.
        Ok(Err(_)) | Err(_) => Err(LaunchError::Helper),
    }
}

/// The last part of a path inside a pack.
fn file_name(packed: &str) -> &str {
    packed.rsplit('/').next().unwrap_or(packed)
}
