//! The user data as it is sent and the agent that it fetches, executed on a machine with a real systemd.
//!
//! See [`machine`] for what such a machine is. Where this computer cannot have one, the stories are
//! skipped with a line that says why.
#![cfg(target_os = "linux")]

mod amazon;
mod controlled;
mod from_windows;
mod installing;
mod machine;
mod own_machine;
mod pack;
mod prepared;
mod refused;
mod running;
mod story;
mod units;

use std::net::Ipv4Addr;

/// The machine's address in the stories, until it gets another.
const ADDRESS: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 7);
