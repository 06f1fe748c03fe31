//! Machines that wait for a deploy: what is asked of a provider that can have them.

use std::fmt;

use async_trait::async_trait;
use domain::ids::{GuildId, InstanceType};
use domain::prepared::PreparedMachine;

use crate::Result;

/// Keeps machines that have everything but a pack. [`crate::Cloud::launch`] takes one where it may, and
/// [`crate::Cloud::terminate`] brings it back; what is in between is done here, a step at a time. Every step
/// may be repeated, by whoever comes along.
#[async_trait]
pub trait PreparedMachines: fmt::Debug + Send + Sync {
    /// All of them, also those that servers have. Those being deleted are left out.
    async fn list(&self) -> Result<Vec<PreparedMachine>>;

    /// Makes one more of this kind. Says whether it did: within a minute, another bot that makes one of the same
    /// number makes the same one.
    async fn make(&self, guild: GuildId, size: &InstanceType, number: usize) -> Result<bool>;

    /// Does the next step of preparing or wiping one, if it is time for it.
    async fn tend(&self, machine: &PreparedMachine) -> Result<()>;

    /// Takes one from a deploy that died before it started it.
    async fn release(&self, machine: &PreparedMachine) -> Result<()>;

    /// Deletes one, unless a deploy was faster.
    async fn delete(&self, machine: &PreparedMachine) -> Result<()>;
}
