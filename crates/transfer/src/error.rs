//! What can go wrong on the way, as far as somebody decides or says something different for it.

use std::io;
use std::path::PathBuf;

use super::address::AddressError;
use cloud::CloudError;
use pack::Faults;

/// A pack that could not be looked at or moved. Links appear by their host only.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The link leads to where no link may lead.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The source says that there is no such file (any more), or not for us: Discord's links
    /// expire within a day.
    #[error("{host} no longer has the file (HTTP {status})")]
    Gone {
        /// The link's host.
        host: String,
        /// 401, 403, 404 or 410.
        status: u16,
    },
    /// The source answers with another failure, also after the tries.
    #[error("{host} answered with HTTP {status}")]
    Status {
        /// The link's host.
        host: String,
        /// What it answered.
        status: u16,
    },
    /// No connection to the source.
    #[error("no connection to {host}")]
    Unreachable {
        /// The link's host.
        host: String,
        /// What the HTTP client says, without the link.
        #[source]
        source: reqwest::Error,
    },
    /// The source sent nothing for too long.
    #[error("{host} sent nothing for {seconds} s, after {received} bytes")]
    Stalled {
        /// The link's host.
        host: String,
        /// How long it was waited for.
        seconds: u64,
        /// How many bytes of the pack had arrived.
        received: u64,
    },
    /// The line broke before the end, and could not be taken up again.
    #[error("the line to {host} broke after {received} bytes")]
    Broken {
        /// The link's host.
        host: String,
        /// How many bytes of the pack had arrived.
        received: u64,
        /// What the HTTP client says, without the link; absent if the source just ended early.
        #[source]
        source: Option<reqwest::Error>,
    },
    /// The file is another one than when it was first asked for.
    #[error("the file at {host} has changed meanwhile")]
    Changed {
        /// The link's host.
        host: String,
    },
    /// More or fewer bytes than the source announced.
    #[error("{actual} bytes instead of the announced {announced}")]
    WrongSize {
        /// What it said.
        announced: u64,
        /// What there was.
        actual: u64,
    },
    /// Larger than allowed.
    #[error("the pack is larger than {limit} bytes")]
    TooLarge {
        /// The most that is allowed, in bytes.
        limit: u64,
        /// Its size in bytes, if it was announced.
        size: Option<u64>,
    },
    /// A local file cannot be read.
    #[error("{} cannot be read", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It arrived, and it is no pack that can run.
    #[error("the pack cannot run")]
    Unfit(#[source] Faults),
    /// The storage failed.
    #[error(transparent)]
    Cloud(#[from] CloudError),
    /// The move was cancelled, or ac-deploy is being shut down.
    #[error("the move was cancelled")]
    Cancelled,
    /// The HTTP client cannot be made, for instance for want of root certificates.
    #[error("no HTTP client")]
    Client(#[source] reqwest::Error),
}
