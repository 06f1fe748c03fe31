//! What ac-deploy knows and decides: packs, servers, join links, who may do what.
//!
//! Absent on purpose: I/O, clocks and randomness (time and ids are handed in), and every AWS
//! or Discord type. Everything here can be tested by calling it.

pub mod boot_plan;
pub mod control;
pub mod ended;
pub mod ids;
pub mod lifecycle;
pub mod link;
pub mod log;
pub mod policy;
pub mod prepared;
pub mod price;
pub mod report;
pub mod server;
pub mod size;
mod within;

pub use within::within;
