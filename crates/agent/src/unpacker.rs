//! What is done with a pack by the server's own user: unpacking it, and looking at its program.

use std::fs::{self, File, Permissions};
use std::io::{self, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use pack::{Limits, runs_once};
use serde::{Deserialize, Serialize};

use crate::clean::clean_settings;
use crate::files::inside;
use crate::plugin::PluginSettings;
use crate::plugin_settings;
use crate::program::{self, ProgramError};
use crate::unpack::{Unpack, UnpackError, Wanted};

/// A pack that was unpacked and can be run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unpacked {
    /// The folder of its program and its settings, below the one that it was unpacked into.
    pub folder: PathBuf,
    /// The program's name.
    pub program: String,
    /// Whether its settings say that it ends after the last session.
    pub runs_once: bool,
    /// Where its UDP plugin speaks.
    pub plugin: PluginSettings,
}

/// Why it was not, as the end of a sentence for a league admin.
#[derive(Debug, thiserror::Error)]
pub enum UnpackerError {
    /// The pack.
    #[error("{0}. Pack it again with Content Manager.")]
    Pack(UnpackError),
    /// The disk.
    #[error("the machine's disk is too small for the pack. Deploy it with a larger disk.")]
    DiskFull,
    /// The program.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// Anything else of the machine's.
    #[error("it could not be unpacked: {0}.")]
    Machine(#[from] io::Error),
}

impl From<UnpackError> for UnpackerError {
    fn from(error: UnpackError) -> Self {
        match error {
            UnpackError::Write(error) => match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
                _ => Self::Machine(error),
            },
            error => Self::Pack(error),
        }
    }
}

/// Server programs that the pack does not bring.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'a> {
    /// The one that is started: an executable, or a release archive that holds it.
    pub program: &'a Path,
    /// The acServer that a wrapper starts.
    pub beside: Option<&'a Path>,
}

/// Unpacks a pack into an empty folder and makes its program one that can be started: the one at
/// `named`. If the pack brings none, what was `brought` is put there, and only what says what is raced
/// is unpacked.
///
/// # Errors
/// When it cannot be unpacked or run. What was unpacked until then is left there.
pub fn run(
    pack: File,
    into: &Path,
    named: &str,
    brought: Option<Brought<'_>>,
) -> Result<Unpacked, UnpackerError> {
    let how = Unpack {
        wanted: &match brought {
            Some(_) => Wanted::settings_beside(named),
            None => Wanted::All,
        },
        limits: &Limits::default(),
        is_stopped: &|| false,
        spells: true,
        keeps: false,
    };
    how.run(pack, "pack.tar.gz", into)?;
    if let Some(brought) = brought {
        put_beside(
            brought,
            &into.join(inside(named).ok_or(ProgramError::Name)?),
        )?;
    }
    let found = program::find(into, named)?;
    let folder = found.parent().unwrap_or(into);
    for program in [&found, &folder.join(AC_SERVER)] {
        if program.is_file() {
            program::check(program)?;
            // Packs are made on Windows, where no file says who may do what with it.
            fs::set_permissions(program, Permissions::from_mode(0o700))?;
        }
    }
    let cfg = folder.join("cfg");
    let plugin = plugin_settings::switch_on(&cfg)?;
    clean_settings(folder)?;
    Ok(Unpacked {
        plugin,
        runs_once: runs_once(&fs::read(cfg.join("server_cfg.ini"))?),
        folder: folder.strip_prefix(into).unwrap_or(folder).to_owned(),
        program: found
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
    })
}

/// What acServer is called, beside a wrapper, too.
const AC_SERVER: &str = "acServer";

/// Puts the programs into the folder of the settings.
fn put_beside(brought: Brought<'_>, place: &Path) -> Result<(), UnpackerError> {
    let folder = place.parent().unwrap_or(place);
    let mut program = File::open(brought.program)?;
    let mut first = [0; 2];
    let is_archive = program.read_exact(&mut first).is_ok() && first == GZIP;
    if is_archive {
        let how = Unpack {
            wanted: &Wanted::All,
            limits: &Limits::default(),
            is_stopped: &|| false,
            spells: false,
            // The pack's settings are meant, not the samples of a release.
            keeps: true,
        };
        how.run(program, "program.tar.gz", folder)?;
    } else {
        fs::copy(brought.program, place)?;
    }
    if let Some(beside) = brought.beside {
        fs::copy(beside, folder.join(AC_SERVER))?;
    }
    Ok(())
}

/// How a gzip begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];
