//! Why a server does not come up: all of it for the operator's log, and as much of it as a channel
//! may read.

use super::ports::PortError;
use super::program::StartError;
use agent::unpack::UnpackError;
use cloud::{CloudError, LocalError, io_words};
use domain::report::Cause;

/// Why a server does not come up. As text it is for the log: it may say where things lie.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("the stored pack cannot be read: {0}")]
    PackGone(CloudError),
    #[error("the stored pack is damaged: its size or checksum is not that of the upload")]
    PackChanged,
    #[error("the pack cannot be unpacked: {0}")]
    Unpack(#[from] UnpackError),
    #[error("{0}")]
    Ports(#[from] PortError),
    #[error("the server cannot be started: {0}")]
    Start(#[from] StartError),
    #[error("the server cannot be prepared: {0}")]
    Cloud(#[from] CloudError),
}

impl Failure {
    /// What happened, and what to do where only this failure knows it.
    pub(super) fn in_public(&self) -> String {
        match self {
            Self::PackGone(error) if is_missing(error) => {
                "The stored pack is gone from the bot's machine. Deploy it again.".to_owned()
            }
            Self::PackChanged => {
                "The stored pack is damaged: its size or checksum is not that of the upload. Deploy it again."
                    .to_owned()
            }
            Self::Unpack(UnpackError::Write(error)) => format!(
                "The pack cannot be unpacked: a file cannot be written: {}.",
                io_words(error)
            ),
            Self::Unpack(error) => format!("The pack cannot be unpacked: {error}."),
            Self::Ports(error) => error.to_string(),
            Self::Start(StartError::Settings(error)) => {
                format!("The server cannot be started: {}.", error.in_public())
            }
            Self::Start(error @ StartError::Packed { .. }) => {
                format!("The server cannot be started: {error}.")
            }
            Self::PackGone(CloudError::Local(error)) | Self::Cloud(CloudError::Local(error)) => {
                format!("The server cannot be prepared: {}.", error.in_public())
            }
            Self::PackGone(_) | Self::Cloud(_) => {
                "The server cannot be prepared on the bot's machine; the bot's log says why."
                    .to_owned()
            }
        }
    }

    /// What has to be mended; `None` where it may be either.
    pub(super) fn cause(&self) -> Option<Cause> {
        match self {
            Self::PackGone(error) if is_missing(error) => Some(Cause::Pack),
            Self::PackChanged => Some(Cause::Pack),
            Self::Unpack(UnpackError::Write(_)) => Some(Cause::Machine),
            Self::Unpack(_) => Some(Cause::Pack),
            // Another pack can have another port, and the other program can be ended.
            Self::Ports(PortError::Taken { .. } | PortError::Forbidden { .. })
            | Self::Start(StartError::Packed { .. }) => None,
            Self::Ports(PortError::NoneLeft(_))
            | Self::Start(StartError::Settings(_))
            | Self::PackGone(_)
            | Self::Cloud(_) => Some(Cause::Machine),
        }
    }
}

fn is_missing(error: &CloudError) -> bool {
    match error {
        CloudError::NotFound { .. } => true,
        CloudError::Local(LocalError::File { source, .. }) => {
            source.kind() == std::io::ErrorKind::NotFound
        }
        _ => false,
    }
}
