//! Roles: made, renamed, deleted and given, as admins and other bots do.
//!
//! Any number of roles may share a name, and whoever holds *Manage Roles* may make or rename any
//! role below their own: <https://discord.com/developers/docs/topics/permissions>.

use serde_json::json;
use serenity::model::Permissions;

use super::snowflake::Snowflake;
use super::state::{Role, State};
use super::{Discord, Member, seed, wire};

impl Discord {
    /// Adds a role that grants these permissions; a connected bot is told.
    pub fn add_role(&self, guild: Snowflake, name: &str, permissions: Permissions) -> Snowflake {
        self.shared.with(|state| {
            let id = seed::add_role(state, guild, name, permissions);
            tell(state, guild, id, "GUILD_ROLE_CREATE");
            id
        })
    }

    /// Gives a role of any guild another name; a connected bot is told.
    pub fn rename_role(&self, role: Snowflake, name: &str) {
        self.shared.with(|state| {
            let Some(guild) = guild_of(state, role) else {
                return;
            };
            if let Some(role) = role_mut(state, guild, role) {
                name.clone_into(&mut role.name);
            }
            tell(state, guild, role, "GUILD_ROLE_UPDATE");
        });
    }

    /// Deletes a role of any guild; nobody holds it any more, and a connected bot is told.
    pub fn delete_role(&self, role: Snowflake) {
        self.shared.with(|state| {
            let Some(guild) = guild_of(state, role) else {
                return;
            };
            if let Some(guild) = state.guilds.get_mut(&guild) {
                guild.roles.remove(&role);
                for roles in guild.members.values_mut() {
                    roles.remove(&role);
                }
            }
            let event = json!({ "guild_id": guild, "role_id": role });
            state.dispatch("GUILD_ROLE_DELETE", event);
        });
    }

    /// Gives a member exactly these roles.
    pub fn set_roles(&self, member: Member, roles: &[Snowflake]) {
        self.shared.with(|state| {
            if let Some(guild) = state.guilds.get_mut(&member.guild) {
                guild
                    .members
                    .insert(member.id, roles.iter().copied().collect());
            }
        });
    }
}

/// Puts a role right above another one; those in between make room.
pub(super) fn raise(state: &mut State, role: Snowflake, above: Snowflake) {
    let Some(guild) = guild_of(state, role) else {
        return;
    };
    let Some(roles) = state.guilds.get_mut(&guild).map(|guild| &mut guild.roles) else {
        return;
    };
    let mut order: Vec<(usize, Snowflake)> = roles
        .values()
        .filter(|one| one.id != role)
        .map(|one| (one.position, one.id))
        .collect();
    order.sort_unstable();
    let at = order.iter().position(|(_, one)| *one == above);
    order.insert(at.map_or(0, |at| at + 1), (0, role));
    for (index, (_, id)) in order.iter().enumerate() {
        if let Some(role) = roles.get_mut(id) {
            role.position = index + 1;
        }
    }
    tell(state, guild, role, "GUILD_ROLE_UPDATE");
}

fn guild_of(state: &State, role: Snowflake) -> Option<Snowflake> {
    let mut guilds = state.guilds.values();
    guilds
        .find(|guild| guild.roles.contains_key(&role))
        .map(|guild| guild.id)
}

fn role_mut(state: &mut State, guild: Snowflake, role: Snowflake) -> Option<&mut Role> {
    state.guilds.get_mut(&guild)?.roles.get_mut(&role)
}

fn tell(state: &mut State, guild: Snowflake, role: Snowflake, event: &str) {
    let found = state
        .guilds
        .get(&guild)
        .and_then(|guild| guild.roles.get(&role));
    if let Some(role) = found {
        let data = json!({ "guild_id": guild, "role": wire::role(role) });
        state.dispatch(event, data);
    }
}
