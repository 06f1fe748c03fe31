//! How a pack is looked at and moved.

/// Placeholder.
#[derive(Debug, Clone, Default)]
pub struct TransferSettings {}

/// Placeholder.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {}
