//! Images of one's own that machines start from: what is asked of a provider that can make them.

use std::fmt;

use async_trait::async_trait;
use domain::ids::{ImageId, InstanceId, InstanceType};
use jiff::Timestamp;

use crate::Result;

/// An image that ac-deploy made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnImage {
    /// Which.
    pub id: ImageId,
    /// When it was made.
    pub made: Option<Timestamp>,
    /// The version of ac-deploy that made it.
    pub version: String,
    /// Whether machines can start from it by now.
    pub is_ready: bool,
    /// Whether this ac-deploy's machines can run what lies on it; else they start from the provider's own image.
    pub serves: bool,
    /// Whether the settings name it.
    pub is_set: bool,
}

impl OwnImage {
    /// How much of the disk is used, and so stored with an image, in GiB: Amazon Linux, some packages and the
    /// agent. Estimated from Amazon Linux 2023, which uses 2.0 GiB with some packages.
    pub const STORED_GIB: u16 = 3;
}

/// Where an image is that is being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Making {
    /// Its machine boots and prepares itself.
    Preparing,
    /// Its machine is ready and off, and its disk is copied.
    Copying(ImageId),
    /// It is there, and its machine is gone.
    Done(OwnImage),
    /// It comes to nothing, for this reason: a part of a sentence.
    Failed(String),
}

/// Makes images of prepared machines. Every call may be repeated, by whoever comes along: what an interrupted
/// one left is gone on with.
#[async_trait]
pub trait OwnImages: fmt::Debug + Send + Sync {
    /// All that there are, newest first.
    async fn list(&self) -> Result<Vec<OwnImage>>;

    /// The machine that an interrupted call left: whoever begins goes on with it.
    async fn left(&self) -> Result<Option<InstanceId>>;

    /// Launches the machine whose disk becomes an image, or finds the one that an interrupted call left.
    async fn begin(&self, size: &InstanceType) -> Result<InstanceId>;

    /// Does the next step with this machine, if it is time for it. The last one deletes the machine.
    async fn go_on(&self, machine: &InstanceId) -> Result<Making>;

    /// Deletes the machine, and an image of it that is not ready.
    async fn give_up(&self, machine: &InstanceId) -> Result<()>;

    /// Deletes an image of ours with what it is stored as. What was started from it stays.
    async fn remove(&self, image: &ImageId) -> Result<()>;
}
