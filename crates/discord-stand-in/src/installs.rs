//! Where an application was added, and who may see its commands there: guilds and accounts, contexts,
//! and what admins set under *Server Settings → Integrations*.
//!
//! Rules: <https://discord.com/developers/docs/resources/application#installation-context> and
//! <https://discord.com/developers/docs/interactions/application-commands#permissions>.

use serde_json::{Value, json};
use serenity::model::Permissions;

use super::member::impossible;
use super::snowflake::Snowflake;
use super::state::{ChannelKind, Command, Guild, Membership, State};
use super::{ClientRefused, Discord, Member};

/// Added to a guild, or used in one.
const GUILD: i64 = 0;
/// Added to an account.
const ACCOUNT: i64 = 1;
/// Used in direct messages with the bot.
const DIRECT: i64 = 1;

impl Discord {
    /// A member adds the application to their own account: commands that allow it follow them into
    /// every guild, also where the bot is not.
    pub fn install_for(&self, member: Member) {
        self.shared.with(|state| {
            if let Some(user) = state.users.get_mut(&member.id) {
                user.installed = true;
            }
        });
    }

    /// The commands that a member is offered in direct messages with the bot.
    pub fn offered_directly(&self) -> Vec<String> {
        self.look(|state| {
            let everywhere = state.commands.iter().filter(|one| one.guild.is_none());
            let offered = everywhere.filter(|one| match one.form["contexts"].as_array() {
                Some(contexts) => contexts.contains(&json!(DIRECT)),
                None => one.form["dm_permission"] != false,
            });
            offered.map(|one| one.name().to_owned()).collect()
        })
    }

    /// Narrows a command to these roles, members and channels, as an admin does under Integrations. It
    /// binds the command, and not the buttons of its answers.
    pub fn narrow_command(&self, guild: Snowflake, command: &str, to: &[Snowflake]) {
        self.shared.with(|state| {
            if let Some(guild) = state.guilds.get_mut(&guild) {
                let to = to.iter().copied().collect();
                guild.command_permissions.insert(command.to_owned(), to);
            }
        });
    }
}

fn is_in(guild: Option<&Guild>) -> bool {
    guild.is_some_and(|guild| guild.membership != Membership::Kicked)
}

/// `authorizing_integration_owners` of an interaction.
pub(super) fn owners(state: &State, guild: Snowflake, member: Snowflake) -> Value {
    let mut owners = json!({});
    if is_in(state.guilds.get(&guild)) {
        owners[GUILD.to_string()] = json!(guild);
    }
    if state.users.get(&member).is_some_and(|user| user.installed) {
        owners[ACCOUNT.to_string()] = json!(member);
    }
    owners
}

/// Whether this member is offered this command where they are.
pub(super) fn offered(
    state: &State,
    member: Member,
    command: &Command,
) -> Result<(), ClientRefused> {
    let lists = |field: &str, number: i64, unset: bool| match command.form[field].as_array() {
        Some(list) => list.contains(&json!(number)),
        None => unset,
    };
    let guild = state.guilds.get(&member.guild);
    let installed = state
        .users
        .get(&member.id)
        .is_some_and(|user| user.installed);
    let by_guild = is_in(guild) && lists("integration_types", GUILD, true);
    let by_account = installed && lists("integration_types", ACCOUNT, false);
    if !by_guild && !by_account {
        return impossible("the application was not added here for this command");
    }
    if !lists("contexts", GUILD, true) {
        return impossible("the command is not for guilds");
    }
    let rights = state.permissions_in(member.channel, member.id);
    let channel = state.channels.get(&member.channel);
    if channel.is_some_and(|channel| channel.kind == ChannelKind::Forum) {
        return impossible("a forum has no line to type in; its posts have");
    }
    if !rights.contains(Permissions::USE_APPLICATION_COMMANDS) {
        return impossible("this member may not use commands in this channel");
    }
    let narrowed = guild.and_then(|guild| guild.command_permissions.get(command.name()));
    let roles = guild.and_then(|guild| guild.members.get(&member.id));
    let is_meant = |to: &std::collections::BTreeSet<Snowflake>| {
        let mut all = roles
            .into_iter()
            .flatten()
            .chain([&member.id, &member.channel]);
        all.any(|one| to.contains(one))
    };
    if narrowed.is_some_and(|to| !is_meant(to)) && !rights.contains(Permissions::ADMINISTRATOR) {
        return impossible("an admin narrowed the command to others");
    }
    Ok(())
}
