//! Runs a program that is not trusted so that it reaches its own folder and its own ports, and
//! nothing else of the machine. Linux only.
//!
//! A server program is given a pack that a stranger made and is talked to by anybody on the
//! internet; some packs even bring the program. So it is started through a helper: this very
//! executable, called again, which confines *itself* and then becomes the program. It keeps its
//! process id, needs no root, and no line of unsafe code.
//!
//! # How it is used
//! 1. The first lines of `main` hand over to the helper, before anything else is done:
//!    ```no_run
//!    # use std::process::ExitCode;
//!    fn main() -> ExitCode {
//!        if let Some(failed) = confine::run_if_asked() {
//!            return failed;
//!        }
//!        // …
//!        # ExitCode::SUCCESS
//!    }
//!    ```
//! 2. [`Support::of_this_system`] says once what the system can do; [`Support::parts`] puts it into
//!    lines for an operator, and [`Support::confines`] says whether it is enough.
//! 3. A [`Confinement`] says what one program may do: plain data. [`Launch::command`] makes the
//!    command that starts it, and [`Outcome::wait`] tells whether the program really runs.
//!
//! 4. What the program has written is read and written through a [`Folder`] only: it may hold
//!    links, pipes, devices and endless files where a log or a configuration is expected.
//!
//! # What holds it
//! | part | by | needs | without it |
//! |---|---|---|---|
//! | files | Landlock | Linux 5.13; a container whose profile lets it through | the program is not started, unless [`Launch::allow_unconfined`] |
//! | TCP ports | Landlock | Linux 6.7 | any port may be bound and connected to |
//! | signals, abstract sockets | Landlock | Linux 6.12 | seccomp lets it signal itself only |
//! | system calls | seccomp | any Linux of today | the program is not started, unless [`Launch::allow_unconfined`] |
//! | memory, processes, files of each process | resource limits | – | – |
//! | memory and processes of all together | a scope of systemd | systemd, as root or delegated to the user | each process has limits of its own only |
//! | a cloud's metadata service | the same | systemd as root | it can be asked |
//! | a user of its own | [`User`] | root | it runs as the user of whoever started it |
//!
//! # Under systemd as root, as an ordinary user, in a container
//! * **As root** name a [`User`]: the program then runs as that user, without groups and
//!   capabilities. Its folder must belong to it, and every folder above must let it pass. Root
//!   without a [`User`] loses its capabilities and keeps its files, of which Landlock leaves it
//!   those that it needs.
//! * **Under systemd** each program has a [`Scope`] of its own, beside the unit of whoever started it: it
//!   outlives that. What else only the system can do is left to its keeper: `IPAddressDeny=` for the local
//!   network in `acdeploy.slice`, which holds all of them, or a firewall.
//! * **As an ordinary user** all of the table holds but what needs root. What a program can then
//!   still learn is the *names* of things (`stat` is not Landlock's business), and it can reach any
//!   address at the ports that it may connect to.
//! * **In a container** the profile of the container decides: Docker's default one lets Landlock
//!   through today, and namespaces never, which are not used here for that reason.
//!
//! Absent on purpose: namespaces, control groups without systemd (whoever is not asked for them puts them where
//! systemd does not expect any), and any knowledge of Assetto Corsa.
#![cfg(target_os = "linux")]

mod bpf;
mod confinement;
mod denied;
mod elf;
mod files;
mod folder;
mod helper;
mod launch;
mod limits;
mod scope;
mod support;
pub mod system;
mod user;

pub use confinement::{Confinement, Files, Limits, Needs, Network, Ports, User};
pub use elf::is_32_bit;
pub use folder::{Folder, Weight};
pub use helper::{VERB, run_if_asked};
pub use launch::{Launch, LaunchError, Outcome, Step};
pub use scope::Scope;
pub use support::{Landlock, Part, State, Support};
