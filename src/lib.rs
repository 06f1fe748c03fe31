//! ac-deploy: Assetto Corsa servers from a Discord channel.

pub mod cli;
pub mod cloud;
pub mod config;
pub mod discord;
pub mod domain;
pub mod explain;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod service;
pub mod telemetry;
pub mod transfer;
pub mod watcher;
