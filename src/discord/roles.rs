//! Who is acting: an [`Actor`] from what Discord says of whoever typed or pressed.
//!
//! Roles and permissions come with each interaction, so nothing here is asked of Discord and no
//! privileged intent is needed. The names of roles are looked up among what the gateway told of
//! the guild. Absent on purpose: what an actor may do; that is [`crate::domain::policy`].

use poise::serenity_prelude as serenity;

use super::Context;
use crate::domain::ids::{GuildId, RoleId, UserId};
use crate::domain::policy::{Actor, HeldRole};

/// Whoever typed this command, or types into an option of it.
pub(super) fn of_command(ctx: Context<'_>) -> Actor {
    let poise::Context::Application(application) = ctx else {
        // There are no other commands than slash commands.
        return actor(ctx.cache(), ctx.author(), None, None);
    };
    let interaction = application.interaction;
    actor(
        ctx.cache(),
        &interaction.user,
        interaction.guild_id,
        interaction.member.as_deref(),
    )
}

/// Whoever pressed this button.
pub(super) fn of_press(cache: &serenity::Cache, press: &serenity::ComponentInteraction) -> Actor {
    actor(cache, &press.user, press.guild_id, press.member.as_ref())
}

fn actor(
    cache: &serenity::Cache,
    user: &serenity::User,
    guild: Option<serenity::GuildId>,
    member: Option<&serenity::Member>,
) -> Actor {
    let name = member.map_or_else(
        || user.display_name().to_owned(),
        |member| member.display_name().to_owned(),
    );
    let permissions = member
        .and_then(|member| member.permissions)
        .unwrap_or_default();
    let manages = serenity::Permissions::MANAGE_GUILD | serenity::Permissions::ADMINISTRATOR;
    let roles = member
        .map(|member| held(cache, guild, &member.roles))
        .unwrap_or_default();
    Actor {
        user: Some(UserId::from(user.id.get())),
        name,
        guild: guild.map(|guild| GuildId::from(guild.get())),
        roles,
        manages_guild: permissions.intersects(manages),
    }
}

fn held(
    cache: &serenity::Cache,
    guild: Option<serenity::GuildId>,
    roles: &[serenity::RoleId],
) -> Vec<HeldRole> {
    let guild = guild.and_then(|guild| cache.guild(guild));
    let name = |role: &serenity::RoleId| {
        guild
            .as_ref()?
            .roles
            .get(role)
            .map(|role| role.name.clone())
    };
    roles
        .iter()
        .map(|role| HeldRole {
            id: RoleId::from(role.get()),
            name: name(role).unwrap_or_default(),
        })
        .collect()
}
