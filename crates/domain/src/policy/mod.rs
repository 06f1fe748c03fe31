//! Who may do what: one set of rules for commands, buttons, autocomplete and the command line.

mod action;
mod actor;
mod refusal;
mod role;
mod settings;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use action::Action;
pub use actor::Actor;
pub use refusal::Refusal;
pub use role::{HeldRole, RoleRef};
pub use settings::GuildRules;

use super::ids::GuildId;
use super::server::{Hosting, Order, Server};

/// The rules of all Discord servers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Policy {
    guilds: BTreeMap<GuildId, GuildRules>,
}

impl Policy {
    /// The policy that these rules make.
    pub fn new(rules: impl IntoIterator<Item = GuildRules>) -> Self {
        Self {
            guilds: rules.into_iter().map(|rules| (rules.id, rules)).collect(),
        }
    }

    /// The rules of one Discord server.
    pub fn guild(&self, guild: GuildId) -> Option<&GuildRules> {
        self.guilds.get(&guild)
    }

    /// The Discord servers that the settings name.
    pub fn guilds(&self) -> impl Iterator<Item = &GuildRules> {
        self.guilds.values()
    }

    /// The guild, if the settings name a single one.
    pub fn only_guild(&self) -> Option<GuildId> {
        let mut guilds = self.guilds.keys();
        guilds.next().copied().filter(|_| guilds.next().is_none())
    }

    /// The rules of the Discord server that `actor` speaks from; `None` for the operator.
    ///
    /// # Errors
    /// [`Refusal::NotInGuild`] and [`Refusal::UnknownGuild`].
    pub fn rules_for(&self, actor: &Actor) -> Result<Option<&GuildRules>, Refusal> {
        if actor.is_operator() {
            return Ok(None);
        }
        let guild = actor.guild.ok_or(Refusal::NotInGuild)?;
        self.guilds
            .get(&guild)
            .map(Some)
            .ok_or(Refusal::UnknownGuild(guild))
    }

    /// Whether `actor` may do `action` at all, to servers that others own.
    ///
    /// # Errors
    /// The [`Refusal`] that says why not.
    pub fn may(&self, actor: &Actor, action: Action) -> Result<(), Refusal> {
        let Some(rules) = self.rules_for(actor)? else {
            return Ok(());
        };
        if action == Action::Restart && !rules.roles.contains_key(&action) {
            // It ends a session and begins another: whoever may do both apart may do this.
            self.may(actor, Action::Stop)
                .and_then(|()| self.may(actor, Action::Start))
                .map_err(|refusal| refusal.to(action))?;
            return Ok(());
        }
        let needed = rules.needed(action);
        if actor.manages_guild
            || rules.is_open(action)
            || needed.iter().any(|role| role.is_held_by(actor))
        {
            return Ok(());
        }
        let imitated = needed.iter().filter(|role| role.is_imitated_by(actor));
        Err(Refusal::MissingRole {
            action,
            needed: needed.to_vec(),
            imitated: imitated.cloned().collect(),
        })
    }

    /// Whether there may be servers that `actor` may do `action` to: whoever deploys owns some. Where no rules
    /// hold for them, nothing is ruled out.
    pub fn might(&self, actor: &Actor, action: Action) -> bool {
        match self.may(actor, action) {
            Ok(()) | Err(Refusal::NotInGuild | Refusal::UnknownGuild(_)) => true,
            Err(_) => {
                let rules = self.rules_for(actor).ok().flatten();
                let of_owners =
                    matches!(action, Action::Logs) || rules.is_some_and(|it| it.owners_may_stop);
                action.is_done_to_servers() && of_owners && self.may(actor, Action::Deploy).is_ok()
            }
        }
    }

    /// Whether `actor` may do `action` to this server.
    ///
    /// # Errors
    /// The [`Refusal`] that says why not. A server of another Discord server is refused first,
    /// so that its roles and names are not told.
    pub fn may_touch(&self, actor: &Actor, action: Action, server: &Server) -> Result<(), Refusal> {
        let Some(rules) = self.rules_for(actor)? else {
            return Ok(());
        };
        if server.home.map(|home| home.guild) != actor.guild {
            return Err(Refusal::OtherGuild);
        }
        if actor.owns(&server.owner)
            && (rules.owners_may_stop || matches!(action, Action::Status | Action::Logs))
        {
            return Ok(());
        }
        self.may(actor, action)
    }

    /// Whether `actor` may do `action` to a deploy that has no machine yet. Whoever asked for it may
    /// always look at it and cancel it.
    ///
    /// # Errors
    /// The [`Refusal`] that says why not.
    pub fn may_touch_order(
        &self,
        actor: &Actor,
        action: Action,
        order: &Order,
    ) -> Result<(), Refusal> {
        if !actor.sees(order) {
            return Err(Refusal::OtherGuild);
        }
        if actor.owns(&order.owner) {
            return Ok(());
        }
        self.may(actor, action)
    }

    /// Where to launch: the kind of machine asked for if the rules allow it, else their default.
    ///
    /// # Errors
    /// [`Refusal::SizeNotAllowed`], and those of [`Self::rules_for`].
    pub fn size(
        &self,
        actor: &Actor,
        asked: Option<Hosting>,
        default: &Hosting,
    ) -> Result<Hosting, Refusal> {
        let Some(rules) = self.rules_for(actor)? else {
            return Ok(asked.unwrap_or_else(|| default.clone()));
        };
        let allowed = self.sizes(rules, default);
        match asked {
            None => Ok(allowed[0].clone()),
            Some(size) if allowed.contains(&size) => Ok(size),
            Some(asked) => Err(Refusal::SizeNotAllowed { asked, allowed }),
        }
    }

    /// The kinds of machine that a Discord server may choose from, the default first.
    pub fn sizes(&self, rules: &GuildRules, default: &Hosting) -> Vec<Hosting> {
        if rules.sizes.is_empty() {
            vec![default.clone()]
        } else {
            rules.sizes.iter().cloned().map(Hosting::Ec2).collect()
        }
    }
}
