//! What is started for a server, and how.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::{Child, Command};

use super::process::BADGE;
use super::state::Packed;
use agent::unpack::Wanted;
use cloud::LocalError;
use cloud::settings::LocalSettings;
use domain::ids::ServerId;

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
    pub(super) fn wants(&self, packed: &Packed) -> Wanted {
        match self {
            Self::Packed => Wanted::All,
            Self::Own(_) => Wanted::settings_beside(&packed.program),
            #[cfg(feature = "simulation")]
            Self::Simulated(_) => Wanted::settings_beside(&packed.program),
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
    settings
        .server_program
        .as_deref()
        .map_or(Ok(()), |program| check_own(settings, program))
}

/// What runs a pack, if it can be started as far as a look tells.
pub(super) fn choose_for(packed: &Packed, settings: &LocalSettings) -> Result<Program, LocalError> {
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
    pub(super) server: &'a ServerId,
    pub(super) program: &'a Program,
    /// The unpacked pack.
    pub(super) folder: &'a Path,
    /// The program's path in the pack.
    pub(super) packed: &'a str,
    /// Its own empty folder, which no pack can have put anything into: programs load libraries and
    /// keys from what `HOME` names.
    pub(super) home: &'a Path,
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
    command: Command,
    path: PathBuf,
    /// The setting that names it; none if the pack brings it.
    setting: Option<&'static str>,
}

impl Start<'_> {
    /// Starts it, in a group of its own and with nothing of our environment.
    pub(super) fn spawn(self) -> Result<Child, StartError> {
        let Executed {
            mut command,
            path,
            setting,
        } = self.command()?;
        let refused = |source| match setting {
            Some(setting) => LocalError::NotStarted {
                setting,
                path: path.clone(),
                source,
            }
            .into(),
            None => self.refused(source),
        };
        let errors = self.log.try_clone().map_err(refused)?;
        let log = self.log.try_clone().map_err(refused)?;
        command
            .current_dir(self.folder)
            .env_clear()
            .envs(self.environment())
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            // So that Ctrl-C at our terminal is not meant for it, and all of it ends together.
            .process_group(0);
        command.spawn().map_err(refused)
    }

    fn refused(&self, source: io::Error) -> StartError {
        StartError::Packed {
            program: self.packed.to_owned(),
            source,
        }
    }

    fn command(&self) -> Result<Executed, StartError> {
        let (path, setting) = match self.program {
            Program::Own(path) => (path.clone(), Some(SERVER_PROGRAM)),
            Program::Packed => {
                let path = self.folder.join(file_name(self.packed));
                // The other is the one that a wrapper starts.
                for program in [&path, &self.folder.join("acServer")] {
                    if program.is_file() {
                        allow(program).map_err(|source| self.refused(source))?;
                    }
                }
                (path, None)
            }
            #[cfg(feature = "simulation")]
            Program::Simulated(simulation) => {
                return Ok(Executed {
                    command: self.simulated(simulation),
                    path: simulation.program.clone(),
                    setting: Some(SERVER_PROGRAM),
                });
            }
        };
        if !is_for_windows(&path) {
            return Ok(Executed {
                command: Command::new(&path),
                path,
                setting,
            });
        }
        let wine = needs_wine(self.settings, &path)?;
        let mut command = Command::new(wine);
        command.arg(&path);
        Ok(Executed {
            command,
            path: wine.to_owned(),
            setting: Some(WINE),
        })
    }

    #[cfg(feature = "simulation")]
    fn simulated(&self, simulation: &cloud::settings::Simulation) -> Command {
        let mut command = Command::new(&simulation.program);
        command
            .arg("simulate-acserver")
            .arg("--address")
            .arg(self.settings.bind.to_string())
            .arg("--step-ms")
            .arg(simulation.step.as_millis().to_string());
        if is_wrapper(self.packed) {
            command.arg("--wrapper");
        }
        if simulation.ends_with_us {
            command.arg("--parent").arg(std::process::id().to_string());
        }
        command
    }

    /// All that the program is told of this machine.
    fn environment(&self) -> Vec<(&'static str, String)> {
        let data = &self.settings.data_dir;
        let mut variables = vec![
            ("PATH", PATH.to_owned()),
            ("HOME", self.home.display().to_string()),
            ("TMPDIR", self.home.display().to_string()),
            ("LANG", "C.UTF-8".to_owned()),
            (BADGE, self.server.to_string()),
        ];
        if self.settings.wine.is_some() {
            // One prefix, and with it one wineserver, for all servers: making one takes 10 s and
            // 700 MB (Wine 8). If that one process dies, all servers under it end and are started
            // again; a stop of one server leaves it alone.
            variables.push(("HOME", data.display().to_string()));
            variables.push(("WINEPREFIX", data.join("wine").display().to_string()));
            variables.push(("WINEDEBUG", "-all".to_owned()));
        }
        variables.extend(std::env::var("TZ").ok().map(|zone| ("TZ", zone)));
        variables
    }
}

/// The last part of a path inside a pack.
fn file_name(packed: &str) -> &str {
    packed.rsplit('/').next().unwrap_or(packed)
}

/// Packs are unpacked without the right to run anything.
fn allow(program: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755))
}
