//! What looks after a game server on its Linux machine: a library, and the program
//! `ac-deploy-agent` for machines on EC2.
//!
//! # The map
//! * Decisions, without anything that acts: [`supervisor`] has them all; [`presence`] (is it online),
//!   [`idle`] (does anybody drive), [`restart`] (what follows an end) are its parts. Time is passed in.
//! * A machine's life: [`cli`] → `install` puts the units of systemd in place, [`setup`] fetches
//!   ([`fetch`]) and unpacks ([`unpacker`], [`unpack`], [`program`]) the pack, [`watch`] looks after
//!   the server and writes the [`report`].
//! * What is looked at: the server's page ([`info`]), its log ([`server_log`]), its ports
//!   ([`listening`]), its unit ([`systemd`]), the machine's address ([`metadata`]), what it has used ([`usage`]).
//! * A prepared machine reads at each boot whose it is, and forgets whose it was: [`orders`].
//!
//! # What holds everywhere
//! * What the pack brought, and what its program writes and answers, is hostile: files are opened by
//!   [`files`], pages asked by [`http`], both with limits.
//! * Whatever is killed, the next one goes on. The server runs on meanwhile.
//!
//! Absent on purpose: keys to anything (a machine has no right to read or write a bucket; addresses
//! are signed for it), and an asynchronous runtime, since there is one server to wait for.
#![cfg(target_os = "linux")]

#[cfg(test)]
mod agreed;
pub mod clean;
pub mod cli;
pub mod clock;
pub mod control;
pub mod diary;
pub mod erase;
pub mod fetch;
pub mod files;
pub mod http;
pub mod idle;
pub mod info;
pub mod keys;
pub mod listening;
pub mod metadata;
pub mod orders;
pub mod paths;
pub mod players;
pub mod plugin;
pub mod plugin_settings;
pub mod presence;
pub mod program;
pub mod rcon;
pub mod reconfigure;
pub mod report;
pub mod restart;
pub mod server_log;
pub mod setup;
#[cfg(test)]
mod stand_in;
pub mod supervisor;
pub mod systemd;
pub mod unpack;
pub mod unpacker;
pub mod usage;
pub mod user;
pub mod watch;
