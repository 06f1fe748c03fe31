//! ac-deploy: Assetto Corsa servers from a Discord channel.

pub mod cloud;
pub mod domain;

#[cfg(feature = "sandbox")]
pub mod sandbox;
