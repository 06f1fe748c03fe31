//! Who wants to do something.

use super::HeldRole;
use crate::ids::{GuildId, UserId};
use crate::server::{Order, Owner, PackLocation};

/// Somebody who wants to do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The Discord user; none on the command line.
    pub user: Option<UserId>,
    /// A name to show.
    pub name: String,
    /// The Discord server that they speak from.
    pub guild: Option<GuildId>,
    /// Their roles there.
    pub roles: Vec<HeldRole>,
    /// Whether they hold Discord's "Manage Server" permission there.
    pub manages_guild: bool,
}

impl Actor {
    /// Whoever holds the AWS credentials and a shell: may do everything.
    pub fn operator(name: impl Into<String>) -> Self {
        Self {
            user: None,
            name: name.into(),
            guild: None,
            roles: Vec::new(),
            manages_guild: false,
        }
    }

    pub(super) fn is_operator(&self) -> bool {
        self.user.is_none()
    }

    /// Whether it is theirs. What came from the command line is nobody's.
    pub(super) fn owns(&self, owner: &Owner) -> bool {
        owner.user.is_some() && owner.user == self.user
    }

    /// Whether they see a deploy that is under way: those of their Discord server; the operator all.
    pub fn sees(&self, order: &Order) -> bool {
        self.is_operator() || order.home.map(|home| home.guild) == self.guild
    }

    /// Whether they may use a pack in storage: those of their Discord server, and those that belong to
    /// none.
    pub fn may_use_pack(&self, pack: &PackLocation) -> bool {
        let elsewhere = pack.guild().is_some_and(|guild| self.guild != Some(guild));
        self.is_operator() || !elsewhere
    }
}
