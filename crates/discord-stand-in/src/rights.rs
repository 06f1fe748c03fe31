//! What members and the bot may do where: roles and their order, the owner, overwrites of channels,
//! timeouts, and what follows from one another.
//!
//! Rules: <https://discord.com/developers/docs/topics/permissions>.

use serenity::model::Permissions;

use super::snowflake::Snowflake;
use super::state::{Channel, ChannelKind, Overwrite, State};
use super::{ClientRefused, Discord, Member, roles};

/// What everybody may do in a guild.
pub(super) fn everyone() -> Permissions {
    Permissions::VIEW_CHANNEL
        | Permissions::SEND_MESSAGES
        | Permissions::SEND_MESSAGES_IN_THREADS
        | Permissions::CREATE_PUBLIC_THREADS
        | Permissions::READ_MESSAGE_HISTORY
        | Permissions::ATTACH_FILES
        | Permissions::EMBED_LINKS
        | Permissions::USE_APPLICATION_COMMANDS
        | Permissions::CONNECT
}

/// What is left in a timeout.
fn in_timeout() -> Permissions {
    Permissions::VIEW_CHANNEL | Permissions::READ_MESSAGE_HISTORY
}

/// Takes away what is worth nothing without something else that is missing: nothing is left of a
/// channel that cannot be seen, and who may not write may not write embeds either.
pub(super) fn implied(kind: ChannelKind, rights: Permissions) -> Permissions {
    let writes = match kind {
        ChannelKind::Thread(_) => Permissions::SEND_MESSAGES_IN_THREADS,
        _ => Permissions::SEND_MESSAGES,
    };
    let is_closed = !rights.contains(Permissions::VIEW_CHANNEL)
        || (kind == ChannelKind::Voice && !rights.contains(Permissions::CONNECT));
    if is_closed {
        return Permissions::empty();
    }
    if rights.contains(writes) {
        return rights;
    }
    rights
        - (Permissions::EMBED_LINKS
            | Permissions::ATTACH_FILES
            | Permissions::MENTION_EVERYONE
            | Permissions::SEND_TTS_MESSAGES)
}

impl Channel {
    /// What the bot may do here, once all that follows is counted.
    pub fn bot_may(&self) -> Permissions {
        implied(self.kind, self.bot)
    }
}

impl State {
    /// What a member may do in the guild at large.
    pub fn permissions(&self, guild: Snowflake, member: Snowflake) -> Permissions {
        let Some(guild) = self.guilds.get(&guild) else {
            return Permissions::empty();
        };
        let own = guild.members.get(&member).into_iter().flatten();
        let roles = own.filter_map(|role| guild.roles.get(role));
        let all = roles.fold(everyone(), |sum, role| sum | role.permissions);
        if guild.owner == member || all.contains(Permissions::ADMINISTRATOR) {
            Permissions::all()
        } else if guild.timed_out.contains(&member) {
            all & in_timeout()
        } else {
            all
        }
    }

    /// What a member may do in a channel. A thread has the overwrites of the channel above it.
    pub fn permissions_in(&self, channel: Snowflake, member: Snowflake) -> Permissions {
        let Some(channel) = self.channels.get(&channel) else {
            return Permissions::empty();
        };
        let Some(guild) = channel.guild.and_then(|guild| self.guilds.get(&guild)) else {
            return everyone();
        };
        let mut rights = self.permissions(guild.id, member);
        if rights.contains(Permissions::ADMINISTRATOR) {
            return rights;
        }
        let parent = channel.thread().map(|thread| thread.parent);
        let above = parent.and_then(|parent| self.channels.get(&parent));
        let overwrites = &above.unwrap_or(channel).overwrites;
        let of = |id: &Snowflake| overwrites.get(id).copied().unwrap_or_default();
        let of_roles = guild.members.get(&member).into_iter().flatten().map(of);
        let of_roles = of_roles.fold(Overwrite::default(), |sum, one| Overwrite {
            allow: sum.allow | one.allow,
            deny: sum.deny | one.deny,
        });
        for overwrite in [of(&guild.id), of_roles, of(&member)] {
            rights = (rights - overwrite.deny) | overwrite.allow;
        }
        if guild.timed_out.contains(&member) {
            rights &= in_timeout();
        }
        implied(channel.kind, rights)
    }

    /// The place of somebody's highest role; the owner stands above all.
    fn rank(&self, member: Member) -> usize {
        let Some(guild) = self.guilds.get(&member.guild) else {
            return 0;
        };
        if guild.owner == member.id {
            return usize::MAX;
        }
        let own = guild.members.get(&member.id).into_iter().flatten();
        let places = own.filter_map(|role| guild.roles.get(role));
        places.map(|role| role.position).max().unwrap_or(0)
    }
}

impl Discord {
    /// The owner of a guild, in its first channel: nothing is denied to them, whatever their roles.
    ///
    /// # Panics
    /// When there is no such guild, or it has no channel.
    pub fn owner(&self, guild: Snowflake) -> Member {
        let found = self.look(|state| {
            let owner = state.guild(guild)?.owner;
            Some((owner, state.channels(guild).next()?.id))
        });
        let (id, channel) = found.unwrap_or_else(|| panic!("the stand-in has no guild {guild}"));
        Member { id, guild, channel }
    }

    /// Changes what a channel allows and denies to a role or a member; the guild's own id means
    /// everybody.
    pub fn overwrite(&self, channel: Snowflake, whose: Snowflake, overwrite: Overwrite) {
        self.shared.with(|state| {
            if let Some(channel) = state.channels.get_mut(&channel) {
                channel.overwrites.insert(whose, overwrite);
            }
        });
    }

    /// Puts a member into a timeout, or ends it.
    pub fn time_out(&self, member: Member, until_further_notice: bool) {
        self.shared.with(|state| {
            if let Some(guild) = state.guilds.get_mut(&member.guild) {
                match until_further_notice {
                    true => guild.timed_out.insert(member.id),
                    false => guild.timed_out.remove(&member.id),
                };
            }
        });
    }

    /// A member gives a role another name, as far as Discord lets them: *Manage Roles*, and a role of
    /// their own that stands higher.
    ///
    /// # Errors
    /// When Discord's client would not let them.
    pub fn try_rename_role(
        &self,
        by: Member,
        role: Snowflake,
        name: &str,
    ) -> Result<(), ClientRefused> {
        let may = self.look(|state| {
            let manages = state.permissions(by.guild, by.id);
            let place = state.guild(by.guild)?.roles.get(&role)?.position;
            Some(manages.contains(Permissions::MANAGE_ROLES) && place < state.rank(by))
        });
        if may != Some(true) {
            return Err(ClientRefused(
                "only who manages roles can rename one, and only one below their own".to_owned(),
            ));
        }
        self.rename_role(role, name);
        Ok(())
    }

    /// Puts a role right above another one; a connected bot is told.
    pub fn raise_role(&self, role: Snowflake, above: Snowflake) {
        self.shared.with(|state| roles::raise(state, role, above));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, seed};

    fn settled() -> (State, Snowflake, Snowflake) {
        let mut state = seed::found(([127, 0, 0, 1], 0).into(), &Options::default());
        seed::settle(&mut state);
        let guild = *state.guilds.keys().next().expect("a guild");
        let channel = state.channels(guild).next().expect("a channel").id;
        (state, guild, channel)
    }

    fn named(state: &State, name: &str) -> Snowflake {
        let found = state.users.values().find(|user| user.name == name);
        found.expect("a member").id
    }

    #[test]
    fn a_members_overwrite_is_stronger_than_a_roles_and_that_than_everybodys() {
        let (mut state, guild, channel) = settled();
        let dora = named(&state, "dora");
        let driver = *state.guilds[&guild].members[&dora].first().expect("a role");
        let writes = Permissions::SEND_MESSAGES;
        let mut set = |whose, allow, deny| {
            let one = state.channels.get_mut(&channel).expect("a channel");
            one.overwrites.insert(whose, Overwrite { allow, deny });
            state.permissions_in(channel, dora)
        };
        let denied = set(guild, Permissions::empty(), writes);
        assert!(
            !denied.intersects(writes | Permissions::EMBED_LINKS),
            "{denied}"
        );
        assert!(set(driver, writes, Permissions::empty()).contains(writes));
        assert!(!set(dora, Permissions::empty(), writes).contains(writes));
        let hidden = set(dora, Permissions::empty(), Permissions::VIEW_CHANNEL);
        assert_eq!(hidden, Permissions::empty());
    }

    #[test]
    fn a_timeout_leaves_reading_and_the_owner_everything() {
        let (mut state, guild, channel) = settled();
        let (dora, owner) = (named(&state, "dora"), state.guilds[&guild].owner);
        for one in [dora, owner] {
            let guild = state.guilds.get_mut(&guild).expect("a guild");
            guild.timed_out.insert(one);
        }
        assert_eq!(state.permissions_in(channel, dora), in_timeout());
        assert_eq!(state.permissions_in(channel, owner), Permissions::all());
    }
}
