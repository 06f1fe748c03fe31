//! Why somebody may not do something.

use super::{Action, RoleRef};
use crate::ids::GuildId;
use crate::price::Dollars;
use crate::server::Hosting;

/// Why somebody may not do something.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The settings have no rules for this Discord server.
    #[error("guild {0} is not in the settings")]
    UnknownGuild(GuildId),
    /// A command in a private message.
    #[error("not in a guild")]
    NotInGuild,
    /// A role is missing.
    #[error("may not {}", action.phrase())]
    MissingRole {
        /// What they wanted.
        action: Action,
        /// The roles that may; empty: only "Manage Server".
        needed: Vec<RoleRef>,
        /// Those of them that the actor holds only as a younger role of the same name.
        imitated: Vec<RoleRef>,
    },
    /// The server belongs to another Discord server (or to nobody who may be told about it).
    #[error("the server belongs to another guild")]
    OtherGuild,
    /// There are as many servers as the rules allow.
    #[error("{existing} of {limit} servers exist")]
    TooManyServers {
        /// How many there are.
        existing: usize,
        /// How many there may be.
        limit: usize,
    },
    /// This kind of machine is not offered.
    #[error("{asked} is not an allowed size")]
    SizeNotAllowed {
        /// What was asked for.
        asked: Hosting,
        /// What there is.
        allowed: Vec<Hosting>,
    },
    /// What was chosen for a server lies outside of what may be.
    #[error("{name} is to be {chosen}, and may be from {least} to {most}")]
    NotInRange {
        /// What the choice is called.
        name: &'static str,
        /// What was chosen.
        chosen: u32,
        /// The least that may be.
        least: u32,
        /// The most that may be.
        most: u32,
    },
    /// The month's budget is spent.
    #[error("{spent} of {budget} are spent")]
    BudgetSpent {
        /// What the month cost up to now.
        spent: Dollars,
        /// What it may cost.
        budget: Dollars,
    },
    /// The pack is larger than the rules allow.
    #[error("a pack of {size} bytes, {limit} allowed")]
    PackTooLarge {
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
}

impl Refusal {
    /// The same, of an action that this one is a part of.
    pub(super) fn to(self, wanted: Action) -> Self {
        match self {
            Self::MissingRole {
                needed, imitated, ..
            } => Self::MissingRole {
                action: wanted,
                needed,
                imitated,
            },
            other => other,
        }
    }
}
