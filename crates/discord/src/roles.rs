//! Who is acting: an [`Actor`] from what Discord says of whoever typed or pressed.
//!
//! Roles and permissions come with each interaction, so no privileged intent is needed. Only
//! their names do not: those are known from the gateway, and where it has not told of the guild
//! (yet), they are asked for. Absent on purpose: what an actor may do; that is
//! [`domain::policy`].

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
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

/// Whoever filled in this form.
pub(super) async fn of_form(
    ctx: &serenity::Context,
    names: &RoleNames,
    form: &serenity::ModalInteraction,
) -> Actor {
    actor(ctx, names, &form.user, form.guild_id, form.member.as_ref()).await
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
        if roles.is_empty() {
            return Vec::new();
        }
        let cached = ctx.cache.guild(guild).map(|guild| {
            let names = guild.roles.iter();
            names.map(|(id, role)| (*id, role.name.clone())).collect()
        });
        let names: Names = match cached {
            Some(names) => names,
            None => self.ask(ctx, guild).await,
        };
        roles.iter().map(|role| held(*role, &names)).collect()
    }

    /// Asks Discord; it is asked again after a while, or if that failed.
    async fn ask(&self, ctx: &serenity::Context, guild: serenity::GuildId) -> Names {
        let lock = || self.asked.lock();
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

/// A role that somebody holds, among all `names` of the guild.
///
/// Discord lets any number of roles share a name, and whoever holds *Manage Roles* may make one
/// (<https://discord.com/developers/docs/topics/permissions>). Ids grow with time, so the role with
/// the lowest one is the one that was there before its imitations.
fn held(id: serenity::RoleId, names: &Names) -> HeldRole {
    let name = names.get(&id).cloned().unwrap_or_default();
    let folded = name.to_lowercase();
    let older = names
        .iter()
        .any(|(other, name)| *other < id && name.to_lowercase() == folded);
    if older {
        tracing::warn!(
            role.id = id.get(),
            "the role “{name}” has the name of an older one, so its name gives no rights; \
             the settings can name it by its id"
        );
    }
    HeldRole {
        id: RoleId::from(id.get()),
        name,
        oldest_of_its_name: !older,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_oldest_role_of_a_name_has_it() {
        let names: Names = [(5, "Organiser"), (7, "Driver"), (9, "oRGANISER")]
            .into_iter()
            .map(|(id, name)| (serenity::RoleId::new(id), name.to_owned()))
            .collect();
        let oldest = |id| held(serenity::RoleId::new(id), &names).oldest_of_its_name;
        assert_eq!((oldest(5), oldest(7), oldest(9)), (true, true, false));
    }
}
