//! Setting a machine up for its server: pack, program, folder. At later boots, and where that was
//! interrupted, it sees what is still to do.
//!
//! What a stranger made is unpacked by a process of its own ([`crate::unpacker`]) that is the
//! server's user already.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use domain::boot_plan::BootPlan;
use domain::ids::BootId;
use domain::report::{Phase, Report};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::diary::{Diary, whole_second};
use crate::fetch::{FetchError, Fetcher, Wanted};
use crate::files::{delete, delete_folder, free_bytes, replace};
use crate::paths::Paths;
use crate::plugin::PluginSettings;
use crate::rcon::Rcon;
use crate::unpacker::Unpacked;
use crate::user::User;

/// What was set up, as it is written down at the end of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installed {
    /// The pack's key.
    pub key: String,
    /// The program that is started.
    pub program: PathBuf,
    /// Whether that is Content Manager's wrapper, which starts the server itself.
    pub is_wrapper: bool,
    /// Whether the server ends after its last session.
    pub runs_once: bool,
    /// Where its UDP plugin speaks.
    pub plugin: PluginSettings,
    /// Its RCON, if it is known to have one.
    #[serde(default)]
    pub rcon: Option<Rcon>,
}

impl Installed {
    /// What was written down, if it is of this pack.
    pub fn read(paths: &Paths, plan: &BootPlan) -> Option<Self> {
        let text = fs::read(paths.installed()).ok()?;
        let installed: Self = serde_json::from_slice(&text).ok()?;
        (installed.key == plan.key).then_some(installed)
    }

    /// Writes it down.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn write(&self, paths: &Paths) -> io::Result<()> {
        replace(&paths.installed(), &serde_json::to_vec_pretty(self)?, 0o600)
    }
}

/// Why a machine could not be set up, as the end of a sentence for a league admin.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The pack and what is in it lie side by side for a moment.
    #[error("the machine's disk is too small for the pack. Deploy it with a larger disk.")]
    DiskTooSmall,
    /// Nobody signed an address for it.
    #[error("it was not told where {0} is. Deploy it again.")]
    NoAddress(String),
    /// It could not be fetched.
    #[error("{key}: {source}")]
    Fetch {
        /// What.
        key: String,
        /// Why not.
        source: FetchError,
    },
    /// It cannot be unpacked or run, in the words of [`crate::unpacker`].
    #[error("{0}")]
    Pack(String),
    /// Something else of the machine's.
    #[error("a step of its set-up did not work: {0}. Its log says more.")]
    Machine(#[from] io::Error),
}

/// What is being done, as the middle of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Downloading,
    Unpacking,
}

/// A machine that is being set up.
pub struct Setup<'a> {
    /// Where.
    pub paths: &'a Paths,
    /// For what.
    pub plan: &'a BootPlan,
    /// In which boot.
    pub boot: Option<BootId>,
    /// The server's user; none: whoever runs this.
    pub user: Option<User>,
    /// The unit of pauses between attempts to download.
    pub pause: Duration,
    /// Who hears of each step.
    pub diary: &'a Diary,
}

impl Setup<'_> {
    /// Does what is still to do; says whether the server can be started.
    ///
    /// # Errors
    /// When not even the report can be written.
    pub fn run(&self) -> io::Result<bool> {
        fs::create_dir_all(&self.paths.run)?;
        if Installed::read(self.paths, self.plan).is_some() {
            self.diary.say("the pack is in place");
            return Ok(true);
        }
        let mut doing = Doing::Downloading;
        match self.set_up(&mut doing) {
            Ok(()) => Ok(true),
            Err(error) => {
                self.clear()?;
                let doing = match doing {
                    Doing::Downloading => "downloading",
                    Doing::Unpacking => "unpacking",
                };
                let words = format!("The machine failed while {doing} the pack: {error}");
                self.report(Phase::Failed, Some(words))?;
                Ok(false)
            }
        }
    }

    fn set_up(&self, doing: &mut Doing) -> Result<(), SetupError> {
        // Another pack's, in a folder that will not be there any more.
        delete(&self.paths.installed())?;
        self.report(Phase::Downloading, None)?;
        self.download()?;
        *doing = Doing::Unpacking;
        self.report(Phase::Unpacking, None)?;
        let unpacked = self.unpack()?;
        self.add_players(&unpacked)?;
        self.put_in_place(unpacked)?;
        Ok(self.report(Phase::Starting, None)?)
    }

    fn download(&self) -> Result<(), SetupError> {
        let plan = self.plan;
        let parent = self.paths.server.parent().unwrap_or(Path::new("/"));
        if free_bytes(parent)? < plan.size.saturating_mul(2) {
            return Err(SetupError::DiskTooSmall);
        }
        let wanted = Wanted {
            url: address(&plan.url, &plan.key)?,
            size: Some(plan.size),
            sha256: plan.sha256.as_deref(),
        };
        self.fetch(&plan.key, &wanted, &self.paths.pack())?;
        let program = (&plan.program_key, &plan.program_url, self.paths.program());
        let beside = (&plan.beside_key, &plan.beside_url, self.paths.beside());
        for (key, url, into) in [program, beside] {
            if let Some(key) = key {
                let wanted = Wanted {
                    url: address(url, key)?,
                    size: None,
                    sha256: None,
                };
                self.fetch(key, &wanted, &into)?;
            }
        }
        self.download_players()
    }

    /// Fetches whom the lists name of the server before. Not without them: somebody was banned there.
    fn download_players(&self) -> Result<(), SetupError> {
        let Some(url) = &self.plan.players_url else {
            return Ok(());
        };
        let wanted = Wanted {
            url,
            size: None,
            sha256: self.plan.players_sha256.as_deref(),
        };
        self.fetch("its lists of players", &wanted, &self.paths.players())
    }

    fn fetch(&self, key: &str, wanted: &Wanted<'_>, into: &Path) -> Result<(), SetupError> {
        let tell = |text: &str| self.diary.say(text);
        Fetcher::new(self.pause, &tell)
            .fetch(wanted, into)
            .map_err(|source| SetupError::Fetch {
                key: key.to_owned(),
                source,
            })
    }

    /// As the server's own user, who can write nowhere else.
    fn unpack(&self) -> Result<Unpacked, SetupError> {
        let (paths, new) = (self.paths, self.paths.unpacking());
        delete_folder(&new)?;
        delete_folder(&paths.server)?;
        make_private_folder(&new, self.user)?;
        let mut command = Command::new("/proc/self/exe");
        command
            .arg("unpack")
            .arg(&new)
            .arg(&self.plan.program)
            .stdin(fs::File::open(paths.pack())?)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if self.plan.program_key.is_some() {
            command.arg(paths.program());
        }
        if self.plan.beside_key.is_some() {
            command.arg(paths.beside());
        }
        if let Some(user) = self.user {
            user.runs(&mut command);
        }
        let output = command.output()?;
        if output.status.success() {
            return serde_json::from_slice(&output.stdout)
                .map_err(|error| io::Error::other(error).into());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim().lines().last().unwrap_or("it broke off.");
        Err(SetupError::Pack(said.to_owned()))
    }

    /// As the server's own user, for the pack may have brought links.
    fn add_players(&self, unpacked: &Unpacked) -> io::Result<()> {
        if self.plan.players_url.is_none() {
            return Ok(());
        }
        let mut command = Command::new("/proc/self/exe");
        command
            .arg("add-players")
            .arg(self.paths.unpacking().join(&unpacked.folder))
            .stdin(fs::File::open(self.paths.players())?)
            .stderr(Stdio::piped());
        if let Some(user) = self.user {
            user.runs(&mut command);
        }
        let output = command.output()?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(io::Error::other(said.trim().to_owned()))
    }

    fn put_in_place(&self, unpacked: Unpacked) -> io::Result<()> {
        let (paths, new) = (self.paths, self.paths.unpacking());
        fs::rename(new.join(&unpacked.folder), &paths.server)?;
        delete_folder(&new)?;
        delete(&paths.pack())?;
        delete(&paths.program())?;
        delete(&paths.beside())?;
        delete(&paths.players())?;
        let program = paths.server.join(&unpacked.program);
        let environment = format!("PROGRAM=\"{}\"\n", program.display());
        replace(&paths.server_environment(), environment.as_bytes(), 0o600)?;
        let installed = Installed {
            key: self.plan.key.clone(),
            is_wrapper: unpacked.program.to_ascii_lowercase().contains("wrapper"),
            program,
            runs_once: unpacked.runs_once,
            plugin: unpacked.plugin,
            rcon: None,
        };
        // Last: from now on the server may be started.
        installed.write(paths)
    }

    /// Gives the room back of what did not come to anything.
    fn clear(&self) -> io::Result<()> {
        delete(&self.paths.pack())?;
        delete(&self.paths.program())?;
        delete(&self.paths.beside())?;
        delete(&self.paths.players())?;
        delete_folder(&self.paths.unpacking())
    }

    fn report(&self, phase: Phase, error: Option<String>) -> io::Result<()> {
        self.diary.say(&match &error {
            Some(error) => format!("{phase}: {error}"),
            None => phase.to_string(),
        });
        let report = Report {
            boot: self.boot.clone(),
            phase,
            error,
            updated: Some(whole_second(Timestamp::now())),
            ..Report::default()
        };
        replace(&self.paths.report(), report.to_string().as_bytes(), 0o644)
    }
}

fn address<'a>(url: &'a Option<String>, key: &str) -> Result<&'a str, SetupError> {
    url.as_deref()
        .ok_or_else(|| SetupError::NoAddress(key.to_owned()))
}

fn make_private_folder(folder: &Path, user: Option<User>) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, chown};
    fs::DirBuilder::new().mode(0o700).create(folder)?;
    match user {
        Some(user) => chown(folder, Some(user.uid), Some(user.gid)),
        None => Ok(()),
    }
}
