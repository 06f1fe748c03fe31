//! The bot comes to guilds, is kicked from them, or was never a member.

use serde_json::json;

use super::snowflake::Snowflake;
use super::state::{Membership, State};
use super::{Discord, wire};

impl Discord {
    /// Kicks the bot out of a guild: it gets 50001 everywhere there, and its commands are gone.
    pub fn kick_bot(&self, guild: Snowflake) {
        self.change_membership(guild, Membership::Kicked, |state| {
            state.dispatch("GUILD_DELETE", json!({ "id": guild }));
        });
    }

    /// Leaves a guild with the bot's commands but without the bot: its application was added with
    /// the scope `applications.commands` only.
    pub fn install_commands_only(&self, guild: Snowflake) {
        self.change_membership(guild, Membership::CommandsOnly, |state| {
            state.dispatch("GUILD_DELETE", json!({ "id": guild }));
        });
    }

    /// Invites the bot to a guild again.
    pub fn invite_bot(&self, guild: Snowflake) {
        self.change_membership(guild, Membership::Member, |state| {
            let event = wire::guild_create(state, &state.guilds[&guild]);
            state.dispatch("GUILD_CREATE", event);
        });
    }

    /// Makes a guild unavailable, as an outage of Discord does; nothing else about it changes.
    pub fn begin_outage(&self, guild: Snowflake) {
        self.shared.with(|state| {
            state.dispatch("GUILD_DELETE", json!({ "id": guild, "unavailable": true }));
        });
    }

    /// Ends what [`Self::begin_outage`] began.
    pub fn end_outage(&self, guild: Snowflake) {
        self.shared.with(|state| {
            if let Some(one) = state.guilds.get(&guild) {
                let event = wire::guild_create(state, one);
                state.dispatch("GUILD_CREATE", event);
            }
        });
    }

    fn change_membership(
        &self,
        guild: Snowflake,
        membership: Membership,
        told: impl FnOnce(&mut State),
    ) {
        self.shared.with(|state| {
            if let Some(one) = state.guilds.get_mut(&guild) {
                one.membership = membership;
                told(state);
            }
        });
    }
}
