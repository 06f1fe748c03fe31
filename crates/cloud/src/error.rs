//! What can go wrong in a cloud, as far as somebody decides or says something different for it.

use std::io;
use std::path::PathBuf;

use crate::Answer;
use domain::ids::ServerId;
use domain::server::Hosting;

/// A call of the cloud that failed.
///
/// The operation is the cloud's own name for the call (`ec2:RunInstances`), for the log and for
/// the operator; the words for users are in `explain`.
#[derive(Debug, thiserror::Error)]
pub enum CloudError {
    /// The cloud has no machine of this kind free at the moment.
    #[error("no {size} is free in {region}")]
    NoCapacity {
        /// What was asked for.
        size: Hosting,
        /// Where.
        region: String,
    },
    /// The place that a stopped machine is bound to has none of this kind free at the moment.
    #[error("no {size} is free in {region} for a machine that is stopped")]
    NoCapacityToStart {
        /// The machine's kind.
        size: Hosting,
        /// Where.
        region: String,
    },
    /// There is no machine of this kind for a stopped server, and it may not be made one of another.
    #[error("no {size} is free for a machine that is stopped, and another size is denied")]
    MayNotResize {
        /// The machine's kind.
        size: Hosting,
    },
    /// The account may not run more machines.
    #[error("a quota of the account is used up: {message}")]
    Quota {
        /// What the cloud says of it.
        message: String,
    },
    /// Another limit of the account is reached: disks, security groups, buckets.
    #[error("a limit of the account is reached: {message}")]
    Limit {
        /// What the cloud says of it.
        message: String,
    },
    /// The account cannot run machines yet, and only whoever owns it can change that.
    #[error("the account is not ready for {operation}: {why}")]
    AccountNotReady {
        /// The call.
        operation: &'static str,
        /// What is in the way.
        why: NotReady,
        /// What the cloud says of it.
        #[source]
        answer: Option<Box<Answer>>,
    },
    /// The credentials are good but do not allow this.
    #[error("{operation} is denied")]
    Denied {
        /// The call.
        operation: &'static str,
        /// What the cloud says of it.
        #[source]
        answer: Option<Box<Answer>>,
    },
    /// Too many calls; the retries were used up as well.
    #[error("{operation} is throttled")]
    Throttled {
        /// The call.
        operation: &'static str,
        /// What the cloud says of it.
        #[source]
        answer: Option<Box<Answer>>,
    },
    /// There are no credentials.
    #[error("there are no credentials for the cloud: {message}")]
    NoCredentials {
        /// Where they were looked for.
        message: String,
    },
    /// The credentials are wrong or expired.
    #[error("the cloud does not accept the credentials: {message}")]
    BadCredentials {
        /// What the cloud says of it.
        message: String,
    },
    /// Something lies in another region than the settings name.
    #[error("{what} is in region {actual}, the settings say {configured}")]
    WrongRegion {
        /// The thing, for people, as a sentence begins ("The bucket ac-packs").
        what: String,
        /// Where it is.
        actual: String,
        /// What the settings say.
        configured: String,
    },
    /// It does not exist (any more).
    #[error("{what} does not exist")]
    NotFound {
        /// The thing, for people, as a sentence begins.
        what: String,
        /// What the cloud says of it.
        #[source]
        answer: Option<Box<Answer>>,
    },
    /// Something that `ac-deploy setup` makes is missing.
    #[error("{what} is missing")]
    NotSetUp {
        /// The thing, for people, as a sentence begins.
        what: String,
    },
    /// A pack in a bucket that the settings do not name.
    #[error("the settings do not name the bucket {bucket}")]
    ForeignBucket {
        /// The bucket.
        bucket: String,
    },
    /// Somebody else in the world has a bucket of this name already.
    #[error("the bucket name {bucket} is taken by another AWS account")]
    BucketTaken {
        /// The bucket.
        bucket: String,
    },
    /// There is a bucket of this name, and we may not look at it. S3 does not say whether that is
    /// because it belongs to somebody else.
    #[error("the bucket {bucket} is somebody else's, or may not be looked at")]
    BucketClosed {
        /// The bucket.
        bucket: String,
    },
    /// The machine's state does not allow this now (stop while pending, start while stopping).
    #[error("the machine is not in a state for {operation}")]
    WrongState {
        /// The call.
        operation: &'static str,
        /// What the cloud says of it.
        #[source]
        answer: Option<Box<Answer>>,
    },
    /// What the machine would be told does not fit.
    #[error("the user data does not fit: {message}")]
    TooMuchUserData {
        /// By how much.
        message: String,
    },
    /// The program that looks after servers on Linux machines is not on this machine.
    #[error("the agent for Linux machines cannot be read at {}: {}", path.display(), io_words(source))]
    NoAgent {
        /// Where it was looked for.
        path: PathBuf,
        /// Why it cannot be read.
        #[source]
        source: io::Error,
    },
    /// The server's machine runs and does not answer: what is on it is not known.
    #[error("the machine of {server} does not answer")]
    NoMachineAnswer {
        /// Whose.
        server: ServerId,
    },
    /// No answer within the limit.
    #[error("{operation} did not answer in time")]
    Timeout {
        /// The call.
        operation: &'static str,
    },
    /// No connection to the cloud.
    #[error("no connection for {operation}")]
    Unreachable {
        /// The call.
        operation: &'static str,
        /// What the SDK says.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// This machine, as a host of servers, is not fit for it.
    #[error(transparent)]
    Local(#[from] LocalError),
    /// Anything else.
    #[error("{operation} failed ({code})")]
    Failed {
        /// The call.
        operation: &'static str,
        /// The cloud's code for it.
        code: String,
        /// What the SDK says.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl CloudError {
    /// Whether it may have been done all the same: the answer was lost, or never waited for.
    pub fn leaves_open(&self) -> bool {
        matches!(self, Self::Timeout { .. } | Self::Unreachable { .. })
    }

    /// What the cloud itself said, where it said anything.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::AccountNotReady { answer, .. }
            | Self::Denied { answer, .. }
            | Self::Throttled { answer, .. }
            | Self::NotFound { answer, .. }
            | Self::WrongState { answer, .. } => answer.as_deref(),
            Self::Failed { source, .. } => source.downcast_ref(),
            _ => None,
        }
    }
}

/// Why an account cannot run machines yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    /// The cloud is still checking a new account.
    #[error("it is still being verified")]
    BeingVerified,
    /// The account's free plan does not have this kind of machine.
    #[error("its free plan does not include this size")]
    FreePlan,
    /// The region's default network has no subnet that gives machines a public address.
    #[error("its default network has no subnet with public addresses")]
    NoSubnet,
    /// The region is switched off, or the service was never signed up for.
    #[error("the region or the service is not switched on")]
    NotOptedIn,
    /// The cloud has blocked the account.
    #[error("it is blocked")]
    Blocked,
}

/// Why this machine cannot do what was asked of it, in words for whoever keeps it.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// The settings name no program to run packs with.
    #[error("the settings name no server program to run packs with")]
    NoProgram {
        /// Whether the programs that packs bring may be run.
        of_packs: bool,
    },
    /// A program that the settings name does not exist.
    #[error("the program {} does not exist", path.display())]
    ProgramNotFound {
        /// The setting that names it.
        setting: &'static str,
        /// Where it should be.
        path: PathBuf,
    },
    /// What the settings name is there, and is no program.
    #[error("{} is {what}", path.display())]
    NotAProgram {
        /// The setting that names it.
        setting: &'static str,
        /// Where it is.
        path: PathBuf,
        /// What it is: a folder, a library.
        what: &'static str,
    },
    /// A program that the settings name has no right to be run.
    #[error("the program {} may not be executed", path.display())]
    NotExecutable {
        /// The setting that names it.
        setting: &'static str,
        /// Where it is.
        path: PathBuf,
    },
    /// A program is there, and the system does not start it.
    #[error("the system does not start {}: {}", path.display(), start_words(source))]
    NotStarted {
        /// The setting that names it.
        setting: &'static str,
        /// Where it is.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A program for Windows, and nothing that runs it.
    #[error("{program} is a program for Windows, and the settings name no wine to run it with")]
    NeedsWine {
        /// Its file name.
        program: String,
    },
    /// The system cannot keep a server program from other files, and the settings do not allow that.
    #[error("this machine cannot confine server programs: {why}")]
    Unconfined {
        /// What is missing.
        why: String,
    },
    /// What should hold a server program does not work here.
    #[error("the server program cannot be confined: {message}")]
    NotConfined {
        /// What the system said.
        message: String,
    },
    /// The settings keep servers from networks, and this system cannot.
    #[error("this machine cannot keep server programs from networks")]
    NetworksNotDenied,
    /// A server program's folder holds what is not for it, and it would see all of its folder.
    #[error("the folder of the program {} holds {} as well", program.display(), ours.display())]
    ProgramBesideSecrets {
        /// The program.
        program: PathBuf,
        /// What lies there.
        ours: PathBuf,
    },
    /// The user that servers should run as.
    #[error("servers cannot run as the user {user}: {why}")]
    ServerUser {
        /// Its name.
        user: String,
        /// Why not.
        why: String,
    },
    /// The data folder was not made yet.
    #[error("the data folder {} is missing", folder.display())]
    NotSetUp {
        /// Where it should be.
        folder: PathBuf,
    },
    /// The file system did not do it.
    #[error("{doing} {} failed: {}", path.display(), io_words(source))]
    File {
        /// What was being done: "writing".
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}

impl LocalError {
    /// What happened, as a channel may read it: where things lie on the machine is no business of
    /// whoever drives.
    pub fn in_public(&self) -> String {
        match self {
            Self::ProgramNotFound { setting, .. } => format!(
                "the program that the settings name as `{setting}` is not on the bot's machine"
            ),
            Self::NotAProgram { setting, what, .. } => {
                format!("what the settings name as `{setting}` is {what}")
            }
            Self::NotExecutable { setting, .. } => format!(
                "the program that the settings name as `{setting}` may not be executed on the bot's machine"
            ),
            Self::NotStarted {
                setting, source, ..
            } => format!(
                "the bot's machine does not start the program that the settings name as `{setting}`: {}",
                start_words(source)
            ),
            Self::Unconfined { .. } => {
                "the bot's machine cannot keep server programs from its files".to_owned()
            }
            Self::NotConfined { .. } => {
                "the bot's machine cannot confine the server program".to_owned()
            }
            Self::ProgramBesideSecrets { .. } => {
                "the server program lies beside files of the bot on its machine".to_owned()
            }
            Self::ServerUser { .. } => {
                "the user that the settings name as `server_user` cannot run servers".to_owned()
            }
            Self::NetworksNotDenied => {
                "the bot's machine cannot keep server programs from the networks in `server_denies`"
                    .to_owned()
            }
            Self::NotSetUp { .. } => "the bot's data folder is missing on its machine".to_owned(),
            Self::File { doing, source, .. } => format!(
                "{doing} a file on the bot's machine failed: {}",
                io_words(source)
            ),
            Self::NoProgram { .. } | Self::NeedsWine { .. } => self.to_string(),
        }
    }
}

/// Why a program that is there was not started.
pub fn start_words(error: &io::Error) -> String {
    match error.kind() {
        // Of what it needs: it was there itself.
        io::ErrorKind::NotFound => {
            "what it needs to run is missing; a program of 32 bits needs the system's 32-bit libraries"
                .to_owned()
        }
        // ENOEXEC has no kind that can be named.
        _ if error.raw_os_error() == Some(8) => {
            "it is not a program for this kind of machine".to_owned()
        }
        _ => io_words(error),
    }
}

/// An error of the file system, in the words of whoever keeps a machine.
pub fn io_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        io::ErrorKind::PermissionDenied => "ac-deploy may not do that there".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        io::ErrorKind::NotFound => "it is not there".to_owned(),
        io::ErrorKind::NotADirectory => "a file lies where a folder should be".to_owned(),
        io::ErrorKind::AlreadyExists => "something else lies there already".to_owned(),
        _ => {
            let text = error.to_string();
            match text.split_once(" (os error") {
                Some((words, _)) => words.to_lowercase(),
                None => text,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_called_that() {
        let error = LocalError::File {
            doing: "writing",
            path: "/data/packs/42/gt3.zip".into(),
            source: io::ErrorKind::StorageFull.into(),
        };
        assert_eq!(
            error.to_string(),
            "writing /data/packs/42/gt3.zip failed: the disk is full"
        );
    }
}
