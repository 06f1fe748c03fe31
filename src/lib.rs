//! ac-deploy: Assetto Corsa servers from a Discord channel.

pub mod cloud;
pub mod discord;
pub mod domain;
pub mod explain;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod service;
pub mod transfer;
pub mod watcher;
