//! Who is acting: an [`Actor`] from what Discord says of whoever typed or pressed.
//!
//! Roles and permissions come with each interaction, so no privileged intent is needed. Only
//! their names do not: those are known from the gateway, and where it has not told of the guild
//! (yet), they are asked for. Absent on purpose: what an actor may do; that is
//! [`domain::policy`].

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use poise::serenity_prelude as serenity;
use tokio::time::Instant;

use super::Context;
use domain::ids::{GuildId, RoleId, UserId};
use domain::policy::{Actor, HeldRole};

/// For how long names that were asked for are good.
const FRESH: Duration = Duration::from_secs(60);

/// The names of roles that the gateway did not tell.
#[derive(Debug, Default)]
pub(super) struct RoleNames {
    asked: Mutex<HashMap<serenity::GuildId, (Instant, Names)>>,
}

type Names = HashMap<serenity::RoleId, String>;

/// Whoever typed this command, or types into an option of it.
pub(super) async fn of_command(ctx: Context<'_>) -> Actor {
    let serenity = ctx.serenity_context();
    let names = &ctx.data().role_names;
    let poise::Context::Application(application) = ctx else {
        // There are no other commands than slash commands.
        return actor(serenity, names, ctx.author(), None, None).await;
    };
    let interaction = application.interaction;
    let member = interaction.member.as_deref();
    actor(
        serenity,
        names,
        &interaction.user,
        interaction.guild_id,
        member,
    )
    .await
}

/// Whoever pressed this button.
pub(super) async fn of_press(
    ctx: &serenity::Context,
    names: &RoleNames,
    press: &serenity::ComponentInteraction,
) -> Actor {
    actor(
        ctx,
        names,
        &press.user,
        press.guild_id,
        press.member.as_ref(),
    )
    .await
}

async fn actor(
    ctx: &serenity::Context,
    names: &RoleNames,
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
    let roles = match (guild, member) {
        (Some(guild), Some(member)) => names.held(ctx, guild, &member.roles).await,
        _ => Vec::new(),
    };
    Actor {
        user: Some(UserId::from(user.id.get())),
        name,
        guild: guild.map(|guild| GuildId::from(guild.get())),
        roles,
        manages_guild: permissions.intersects(manages),
    }
}

impl RoleNames {
    async fn held(
        &self,
        ctx: &serenity::Context,
        guild: serenity::GuildId,
        roles: &[serenity::RoleId],
    ) -> Vec<HeldRole> {
        if let Some(guild) = ctx.cache.guild(guild) {
            return roles
                .iter()
                .map(|role| named(*role, guild.roles.get(role).map(|role| &role.name)))
                .collect();
        }
        let known = if roles.is_empty() {
            Names::new()
        } else {
            self.ask(ctx, guild).await
        };
        roles
            .iter()
            .map(|role| named(*role, known.get(role)))
            .collect()
    }

    /// Asks Discord; it is asked again after a while, or if that failed.
    async fn ask(&self, ctx: &serenity::Context, guild: serenity::GuildId) -> Names {
        let lock = || self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, names)) = lock().get(&guild)
            && at.elapsed() < FRESH
        {
            return names.clone();
        }
        match guild.roles(&ctx.http).await {
            Ok(roles) => {
                let names: Names = roles
                    .into_iter()
                    .map(|(id, role)| (id, role.name))
                    .collect();
                lock().insert(guild, (Instant::now(), names.clone()));
                names
            }
            Err(error) => {
                tracing::warn!(
                    guild.id = guild.get(),
                    error = &error as &dyn std::error::Error,
                    "the names of the roles are not known"
                );
                Names::new()
            }
        }
    }
}

fn named(id: serenity::RoleId, name: Option<&String>) -> HeldRole {
    HeldRole {
        id: RoleId::from(id.get()),
        name: name.cloned().unwrap_or_default(),
    }
}
