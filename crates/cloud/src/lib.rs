//! The cloud port: what ac-deploy asks of whoever provides machines and storage, in our words.
//!
//! `cloud-aws` and `cloud-local` are its adapters. The port knows packs, orders and servers; buckets, tags, security
//! groups and run commands stop at the adapter, and so do the SDK's types and errors.

mod answer;
pub mod clock;
mod error;
mod own_images;
mod prepared;
pub mod settings;

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use store::{Key, Store};

pub use answer::Answer;
pub use domain::boot_plan::BootPlan;
pub use error::{CloudError, LocalError, NotReady, io_words, start_words};
pub use own_images::{Making, OwnImage, OwnImages};
pub use prepared::PreparedMachines;

use pack::{CleanedFile, PlayerLists};

use domain::control::{Control, Controlled};
use domain::ids::{InstanceId, InstanceType, ServerId};
use domain::lifecycle::ReportOutcome;
use domain::log::LogTail;
use domain::server::{
    NewSettings, Order, PackFacts, PackLocation, Record, Server, ServerSpec, StopReason,
};

/// One thing that server programs are kept from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Safeguard {
    /// What: "files".
    pub what: &'static str,
    /// Whether they are.
    pub in_force: bool,
    /// In words: what that amounts to, or what is open and why.
    pub words: String,
}

/// What every call of the port answers.
pub type Result<T, E = CloudError> = std::result::Result<T, E>;

/// A pack (or a server program) that lies in storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPack {
    /// Where.
    pub location: PackLocation,
    /// Its size in bytes.
    pub size: u64,
    /// When it was put there.
    pub modified: Option<Timestamp>,
    /// Its SHA-256 in lower-case hexadecimal, if it was uploaded by us. Lists leave it out.
    pub sha256: Option<String>,
}

impl StoredPack {
    /// Whether at least half of the `days` are over after which it is deleted for its age; 0: it never is. What
    /// is needed is kept then, for a bot may be off for days.
    pub fn is_half_way(&self, days: u16, now: Timestamp) -> bool {
        let half = SignedDuration::from_hours(12 * i64::from(days));
        let old = |modified: Timestamp| half <= now.duration_since(modified);
        days != 0 && self.modified.is_some_and(old)
    }
}

/// Everything that a launch needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    /// What was ordered.
    pub spec: ServerSpec,
    /// What it runs.
    pub pack: PackFacts,
    /// The stored pack's size in bytes.
    pub pack_size: u64,
    /// The stored pack's SHA-256, where it is known.
    pub sha256: Option<String>,
    /// The program's path inside the pack, with `/`.
    pub program: String,
    /// Where the program lies in our bucket, for a pack that brings none.
    pub program_key: Option<String>,
    /// Where the acServer lies in our bucket that a wrapper from there starts.
    pub beside_key: Option<String>,
    /// The pack's settings that the server is not given as they are, for a machine that cannot see to
    /// that itself.
    pub cleaned: Vec<CleanedFile>,
    /// Whom the lists name of the server that this one takes the place of, where that server's machine is
    /// another: they are added to the pack's own.
    pub players: PlayerLists,
    /// What to remember from the start.
    pub record: Record,
    /// Whether a machine that waits for this Discord server's deploys may be taken.
    pub prepared: bool,
}

/// What came of asking a machine for its server's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerLog {
    /// The last lines, secrets taken out.
    Tail(LogTail),
    /// The machine answered, and there is no log yet.
    Absent,
    /// The machine could not be asked: its agent is not there (yet), or did not answer in time.
    NoAnswer,
}

/// What came of asking for a server's program to be restarted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restart {
    /// It was ended and is being started again; its report shows that already.
    Begun,
    /// There is nothing to restart yet: its machine is still getting ready.
    NotReady,
    /// The machine could not be asked, or did not say in time that it was done.
    NoAnswer,
}

/// What came of clearing away what terminated servers left behind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Things that were deleted.
    pub gone: usize,
    /// Things that are still in use, for some seconds after a machine's end.
    pub left: usize,
}

/// One thing of the cloud that must exist before the first launch, and does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupStep {
    /// What will be made or changed, for people: "bucket ac-deploy-… (private, encrypted)".
    pub what: String,
    /// What it is for.
    pub why: String,
    /// Whether launches need it; without the others they work, and something is less tidy or safe.
    pub needed: bool,
}

impl fmt::Display for SetupStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} – {}", self.what, self.why)
    }
}

/// A file that a server's sessions left: a results file of acServer, or a journal of its plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFile {
    /// Its own name, without folders.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was written last.
    pub modified: Timestamp,
}

/// What a server's sessions left, as far as somebody could look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionFiles {
    /// The files that are known, oldest first.
    pub files: Vec<SessionFile>,
    /// Whether there may be more where nobody can look: on the disk of a machine that is off.
    pub may_have_more: bool,
    /// The lists of players ([`pack::PLAYER_LISTS`]) as they lie on a rented machine that runs. There are none
    /// where a server's files lie on this machine, which sees to them itself.
    pub lists: Vec<SessionFile>,
}

/// A pack on its way into storage.
///
/// Parts may be put in any order and several at a time. One that is neither completed nor aborted
/// leaves bytes behind that cost money until the bucket's lifecycle rule clears them after a day.
#[async_trait]
pub trait Upload: fmt::Debug + Send + Sync {
    /// Puts part `number` (from 1). All parts but the last have the same size, at least 5 MiB.
    /// May be repeated.
    async fn put(&self, number: u32, bytes: Bytes) -> Result<()>;

    /// Makes the object of all the parts that were put, and remembers its SHA-256.
    async fn complete(&self, sha256: &str) -> Result<StoredPack>;

    /// Throws all parts away. May be repeated.
    async fn abort(&self) -> Result<()>;
}

/// A provider of machines and storage.
///
/// Every call ends within a limit of the adapter's own; none needs a limit around it. Lists are
/// complete: all pages are read.
#[async_trait]
pub trait Cloud: fmt::Debug + Send + Sync {
    /// How server programs are kept from the rest of the machine that they run on, for whoever keeps
    /// it. Empty where a machine holds nothing but its server.
    fn safeguards(&self) -> Vec<Safeguard> {
        Vec::new()
    }

    // Packs

    /// The packs of our bucket under `prefix` (a folder such as `packs/42/`), newest first.
    async fn packs(&self, prefix: &str) -> Result<Vec<StoredPack>>;

    /// One pack's size and hash.
    async fn pack(&self, at: &PackLocation) -> Result<StoredPack>;

    /// Some bytes of a pack. Fails if the range is not wholly inside it.
    async fn read(&self, at: &PackLocation, range: Range<u64>) -> Result<Bytes>;

    /// Begins an upload, throwing away what an interrupted one left at the same place.
    async fn upload(&self, to: &PackLocation) -> Result<Box<dyn Upload>>;

    /// Deletes a pack of our own bucket. Deleting what is not there is no error.
    async fn delete_pack(&self, at: &PackLocation) -> Result<()>;

    /// Has a pack of our bucket stay that is needed still, where its age would have it deleted before long.
    /// Answers whether there was anything to do.
    async fn spare_pack(&self, _pack: &StoredPack) -> Result<bool> {
        Ok(false)
    }

    // Orders

    /// Keeps an order (or its newer form) until [`Self::drop_order`].
    async fn keep_order(&self, order: &Order) -> Result<()>;

    /// All orders that were kept. One that cannot be read is logged and left out.
    async fn orders(&self) -> Result<Vec<Order>>;

    /// Forgets an order. Forgetting what is not there is no error.
    async fn drop_order(&self, server: &ServerId) -> Result<()>;

    // Servers

    /// Launches a server's machine. Repeated with the same [`ServerSpec::id`] it answers the same
    /// machine and makes no second one. Where [`Launch::prepared`] says so, and one waits, that is a machine
    /// of [`Self::prepared`]: exactly one launch gets it.
    async fn launch(&self, launch: &Launch) -> Result<Server>;

    /// All our servers, those just deleted included for as long as the cloud lists them.
    async fn servers(&self) -> Result<Vec<Server>>;

    /// Writes a server's record, all but its ending: that belongs to [`Self::stop`],
    /// [`Self::terminate`] and [`Self::start`], which another process may be doing.
    async fn remember(&self, server: &Server, record: &Record) -> Result<()>;

    /// Powers a server on; it is no longer ending.
    async fn start(&self, server: &Server) -> Result<()>;

    /// Makes a stopped server's machine one of another kind, because there is none of its own.
    async fn resize(&self, _server: &Server, _size: &InstanceType) -> Result<()> {
        Err(CloudError::WrongState {
            operation: "resize",
            answer: None,
        })
    }

    /// Ends a running server's program, whatever it does, and starts it again: its machine, its pack
    /// and its link stay. What counts a program's ends does not count this one, and one that was given
    /// up is started anew.
    async fn restart(&self, server: &Server) -> Result<Restart>;

    /// Whether [`Self::reconfigure`] works for this server.
    fn reconfigures(&self, _server: &Server) -> bool {
        false
    }

    /// Has a running server's program run with other settings: it is restarted as by [`Self::restart`],
    /// with these files. What the server is known to run is noted. `document` is where the settings are
    /// kept among [`Self::documents`]. May be repeated.
    async fn reconfigure(
        &self,
        _server: &Server,
        _settings: &NewSettings,
        _document: &Key,
    ) -> Result<Restart> {
        Err(CloudError::WrongState {
            operation: "reconfigure",
            answer: None,
        })
    }

    /// Powers a server off; `ending` is remembered first.
    async fn stop(&self, server: &Server, ending: StopReason) -> Result<()>;

    /// Has a running server's machine stay on until then although nobody drives.
    async fn keep_running(&self, _server: &Server, _until: Timestamp) -> Result<()> {
        Err(CloudError::WrongState {
            operation: "keep running",
            answer: None,
        })
    }

    /// Deletes a server with its disk; `ending` is remembered first. What can only be deleted
    /// after the machine (its security group) is cleared by [`Self::sweep`]. A prepared machine is not
    /// deleted but listed as if it were, until it was wiped and waits again.
    async fn terminate(&self, server: &Server, ending: StopReason) -> Result<()>;

    /// Deletes what terminated servers left behind; says how many things went, and how many did not yet. `servers` is a
    /// fresh answer of [`Self::servers`].
    async fn sweep(&self, servers: &[Server]) -> Result<Swept>;

    /// Reads the reports of these running servers, batched. Every server has an answer in the map.
    async fn reports(&self, servers: &[&Server]) -> Result<HashMap<InstanceId, ReportOutcome>>;

    /// The last `lines` lines that the program of a running server printed. Adapters make the
    /// [`LogTail`] of what they read themselves, so that no secret comes past it.
    async fn log(&self, server: &Server, lines: u16) -> Result<ServerLog>;

    /// Has a running server do what stewards ask, through its UDP plugin, and says what it then did.
    async fn control(&self, _server: &Server, _control: &Control) -> Result<Controlled> {
        Ok(Controlled::Unsupported)
    }

    // Results

    /// Where results and seasons are kept; nothing where this provider has no such place.
    fn documents(&self) -> Option<Arc<dyn Store>> {
        None
    }

    /// Whether [`Self::document_link`] has an answer here.
    fn links_documents(&self) -> bool {
        false
    }

    /// An address under which anybody can read one document of [`Self::documents`] for so long; nothing
    /// where documents cannot be reached from the internet.
    async fn document_link(&self, _key: &Key, _life: Duration) -> Result<Option<String>> {
        Ok(None)
    }

    /// How often it is worth to look for [`Self::session_files`]; nothing where there never are any.
    fn session_pace(&self) -> Option<Duration> {
        None
    }

    /// What a server's sessions have left so far, whatever its machine does.
    ///
    /// An empty answer says that nothing is there, so a machine that does not answer is an error:
    /// [`CloudError::NoMachineAnswer`].
    async fn session_files(&self, _server: &Server) -> Result<SessionFiles> {
        Ok(SessionFiles::default())
    }

    /// One of those files, or of the lists of players. It may still be written.
    async fn session_file(&self, _server: &Server, file: &SessionFile) -> Result<Bytes> {
        Err(CloudError::NotFound {
            what: format!("The file {}", file.name),
            answer: None,
        })
    }

    /// Machines that wait for deploys, where there can be any.
    fn prepared(&self) -> Option<Arc<dyn PreparedMachines>> {
        None
    }

    /// Images of one's own, where there can be any.
    fn own_images(&self) -> Option<Arc<dyn OwnImages>> {
        None
    }

    // Set-up

    /// What must be made before the first launch.
    async fn missing(&self) -> Result<Vec<SetupStep>>;

    /// Makes all that is missing, telling each step when it is done. Safe to repeat.
    async fn set_up(&self, done: &(dyn for<'a> Fn(&'a SetupStep) + Send + Sync)) -> Result<()>;

    /// The address that `/INFO` is asked at, if the server has one.
    fn game_address(&self, server: &Server) -> Option<IpAddr> {
        server.address.map(IpAddr::V4)
    }
}
