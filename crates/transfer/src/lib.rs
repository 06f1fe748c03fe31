//! How a pack is looked at and moved: from Discord's CDN, a user's link, a local file or S3.
//!
//! * [`PackUploader::open`] finds out what a source is (size, ranges, first bytes) and gives a [`PackReader`].
//! * [`judge()`] looks at it before its bulk is moved: a zip of a gigabyte costs kilobytes.
//! * [`PackUploader::upload`] streams it into storage in parts, with its SHA-256 on the way.
//!
//! What holds throughout:
//! * **No temporary file, and memory that does not grow with the pack:** at most
//!   [`TransferSettings::parts_in_flight`] parts and the one being filled.
//! * **What runs was judged where it lies.** A `.tar.gz` is judged from the very bytes that are
//!   stored, a zip once more in storage after the move: a server that shows one pack and sends
//!   another gains nothing.
//! * **Nothing stays behind.** However a move ends (refused, broken, cancelled, its future dropped),
//!   its upload is aborted; [`PackUploader::close`] waits until that is done.
//! * **A user's link reaches only public addresses** ([`AddressError`]), whatever its name resolves
//!   to and wherever it redirects.
//! * **Links are secrets.** Discord's carry a signature, so errors and logs name the host alone.
//!
//! Deliberately absent: S3 and Discord types, limits per guild, and words for users: see
//! [`TransferError`] for what is told apart.

mod address;
mod digest;
mod error;
mod judge;
mod parts;
mod retry;
mod settings;
mod source;
mod uploader;
mod web;
mod whole;

pub use address::{AddressError, InvalidTrustedHost, TrustedHost};
pub use error::TransferError;
pub use judge::{Verdict, judge};
pub use settings::{PackSettings, TransferSettings};
pub use source::PackReader;
pub use uploader::{BytesMoved, PackUploader, UploadedPack};

use pack::Limits;

/// What a pack may be like to be moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackLimits {
    /// The most bytes that the archive itself may have.
    pub max_size: u64,
    /// What it may hold.
    pub pack: Limits,
}
