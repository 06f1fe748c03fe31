//! Race nights in a store that several bots share.
//!
//! * [`RaceService`] is what people can do: plan a night, move it, call it off, sign up, withdraw, save a
//!   preset. Each change reads, decides ([`race`] does) and writes only where nobody wrote
//!   meanwhile; who lost a race decides again.
//! * [`RaceService::pass`] drives the nights of a Discord server: it takes what is due, through a
//!   [`Conductor`], which is whoever posts messages and starts servers.
//!
//! Deliberately absent: Discord, machines, and a clock of its own.

mod documents;
mod error;
mod league;
mod nights;
mod pass;

use std::sync::Arc;

use store::Store;

pub use error::RaceError;
pub use nights::{SignedUp, Withdrawn};
pub use pass::{Conductor, Now, Outcome, PassReport, StepFailed, Taken, Trouble};

/// Race nights, sign-ups and presets of all Discord servers.
#[derive(Clone)]
pub struct RaceService {
    store: Arc<dyn Store>,
    /// A name of this process alone: two bots claim steps under different ones.
    name: String,
}

impl RaceService {
    /// The service over a store. `name` must be that of no other running process; a random one does.
    pub fn new(store: Arc<dyn Store>, name: impl Into<String>) -> Self {
        Self {
            store,
            name: name.into(),
        }
    }
}
