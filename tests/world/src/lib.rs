//! The world that ac-deploy is tested in: stand-ins for Discord, AWS, the machine
//! and the game server, each on this machine's loopback addresses only.

mod acserver;
pub mod front;
mod machine;
pub mod moto;
pub mod openapi;

pub use acserver::Program;
pub use machine::MachineHandle;
