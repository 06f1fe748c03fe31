//! Roles, as the settings name them and as somebody holds them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Actor;
use crate::ids::RoleId;

/// A role as the settings name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RoleRef {
    /// By Discord's id; the Discord server's own id is everybody, as it is for Discord.
    Id(RoleId),
    /// By its name, compared without regard to case; `@everyone` is everybody. Names are not
    /// protected: whoever may make roles may make one of this name, so only the oldest counts.
    Name(String),
}

impl RoleRef {
    const EVERYONE: &str = "@everyone";

    pub(super) fn is_held_by(&self, actor: &Actor) -> bool {
        match self {
            Self::Name(name) if name.eq_ignore_ascii_case(Self::EVERYONE) => true,
            Self::Name(name) => {
                let mut roles = actor.roles.iter();
                roles.any(|role| role.is_called(name) && role.oldest_of_its_name)
            }
            Self::Id(id) => {
                let everybody = actor.guild.is_some_and(|guild| guild.get() == id.get());
                everybody || actor.roles.iter().any(|role| role.id == *id)
            }
        }
    }

    /// Whether `actor` only holds a younger role of this name.
    pub(super) fn is_imitated_by(&self, actor: &Actor) -> bool {
        match self {
            Self::Name(name) => {
                let mut roles = actor.roles.iter();
                roles.any(|role| role.is_called(name) && !role.oldest_of_its_name)
            }
            Self::Id(_) => false,
        }
    }
}

impl fmt::Display for RoleRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Discord shows the role's name for this; no one is pinged by a refusal.
            Self::Id(id) => write!(f, "<@&{id}>"),
            Self::Name(name) => write!(f, "**{name}**"),
        }
    }
}

/// A role that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    /// Discord's id.
    pub id: RoleId,
    /// Its name, empty where Discord did not tell it.
    pub name: String,
    /// Whether no older role of that Discord server has the same name, regardless of case.
    pub oldest_of_its_name: bool,
}

impl HeldRole {
    fn is_called(&self, name: &str) -> bool {
        self.name.to_lowercase() == name.to_lowercase()
    }
}
