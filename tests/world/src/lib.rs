//! The world that ac-deploy is tested in: stand-ins for Discord, AWS, the machine
//! and the game server, each on this machine's loopback addresses only.
//!
//! [`World`] puts them together with the real bot.

pub mod contract;
pub mod front;
mod machine;
pub mod moto;
pub mod openapi;
pub mod ordered;
pub mod planted;
pub mod slow;
mod tidy;
mod world;

pub use acserver_stand_in::ServerKind;
pub use front::Held;
pub use machine::MachineHandle;
pub use world::{BOT_KEY, BUCKET, Builder, Watching, World, big_pack};
