//! Who lives in the stand-in, and what each channel allows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;

use jiff::Timestamp;
use serenity::model::Permissions;

use super::message::{Body, Message};
use super::rights::everyone;
use super::snowflake::{Snowflake, SnowflakeGenerator};
use super::state::{
    Channel, ChannelKind, Guild, InteractionRecord, Membership, Progress, Role, State, User,
};
use super::{Discord, Event, Member, Options, posting, wire};

/// An empty stand-in.
pub(super) fn found(address: SocketAddr, options: &Options) -> State {
    let mut mint = SnowflakeGenerator::default();
    let (application, bot) = (mint.next(), mint.next());
    let me = User {
        id: bot,
        name: "ac-deploy".to_owned(),
        bot: true,
        locale: String::new(),
        takes_direct_messages: false,
        installed: false,
    };
    State {
        address,
        limits: options.limits,
        rate_limits: options.rate_limits,
        allowed_privileged_intents: options.allowed_privileged_intents,
        attachment_size_limit: options.attachment_size_limit,
        token: options.token.clone(),
        signing_key: rand::random(),
        mint,
        application,
        bot,
        guilds: BTreeMap::new(),
        channels: BTreeMap::new(),
        users: BTreeMap::from([(bot, me)]),
        messages: BTreeMap::new(),
        interactions: BTreeMap::new(),
        commands: Vec::new(),
        created_commands: VecDeque::new(),
        entry_point: None,
        uploads: BTreeMap::new(),
        nonces: BTreeMap::new(),
        sessions: BTreeMap::new(),
        identified: VecDeque::new(),
        invalid: VecDeque::new(),
        presence_updates: VecDeque::new(),
        requests: VecDeque::new(),
        complaints: Vec::new(),
        buckets: Default::default(),
        faults: Default::default(),
        outbox: Vec::new(),
    }
}

/// The guild that every stand-in begins with.
pub(super) fn settle(state: &mut State) {
    let guild = add_guild(state, "Friday League");
    let admin = add_role(state, guild, "Admin", Permissions::MANAGE_GUILD);
    let organiser = add_role(state, guild, "Organiser", Permissions::empty());
    let driver = add_role(state, guild, "Driver", Permissions::empty());
    for name in ["servers", "paddock"] {
        add_channel(state, guild, name, ChannelKind::Text);
    }
    for (name, role) in [
        ("alice", Some(admin)),
        ("oscar", Some(organiser)),
        ("dora", Some(driver)),
        ("gus", None),
    ] {
        add_member(state, guild, name, role);
    }
}

fn add_guild(state: &mut State, name: &str) -> Snowflake {
    let (id, owner) = (state.mint.next(), state.mint.next());
    let user = User {
        id: owner,
        name: format!("owner of {name}"),
        bot: false,
        locale: "en-US".to_owned(),
        takes_direct_messages: true,
        installed: false,
    };
    state.users.insert(owner, user);
    let guild = Guild {
        id,
        name: name.to_owned(),
        owner,
        timed_out: BTreeSet::new(),
        command_permissions: BTreeMap::new(),
        roles: BTreeMap::new(),
        members: BTreeMap::new(),
        membership: Membership::Member,
        creates_events: true,
        events: BTreeMap::new(),
        created: Timestamp::now(),
    };
    state.guilds.insert(id, guild);
    id
}

pub(super) fn add_role(
    state: &mut State,
    guild: Snowflake,
    name: &str,
    permissions: Permissions,
) -> Snowflake {
    let id = state.mint.next();
    if let Some(guild) = state.guilds.get_mut(&guild) {
        for role in guild.roles.values_mut() {
            role.position += 1;
        }
        guild.roles.insert(
            id,
            Role {
                id,
                name: name.to_owned(),
                permissions,
                position: 1,
            },
        );
    }
    id
}

pub(super) fn add_channel(
    state: &mut State,
    guild: Snowflake,
    name: &str,
    kind: ChannelKind,
) -> Snowflake {
    let id = state.mint.next();
    let channel = Channel {
        id,
        guild: Some(guild),
        name: name.to_owned(),
        bot: everyone(),
        overwrites: BTreeMap::new(),
        kind,
    };
    state.channels.insert(id, channel);
    id
}

fn add_member(
    state: &mut State,
    guild: Snowflake,
    name: &str,
    roles: impl IntoIterator<Item = Snowflake>,
) -> Snowflake {
    let id = state.mint.next();
    let user = User {
        id,
        name: name.to_owned(),
        bot: false,
        locale: "en-US".to_owned(),
        takes_direct_messages: true,
        installed: false,
    };
    state.users.insert(id, user);
    if let Some(guild) = state.guilds.get_mut(&guild) {
        guild
            .members
            .insert(id, roles.into_iter().collect::<BTreeSet<_>>());
    }
    id
}

fn no_such(kind: &str, name: &str) -> ! {
    panic!("the stand-in has no {kind} {name:?}; add it first")
}

impl Discord {
    /// The first guild, "Friday League".
    pub fn guild(&self) -> Snowflake {
        let first = self.look(|state| state.guilds().next().map(|guild| guild.id));
        first.unwrap_or_else(|| no_such("guild", "at all"))
    }

    /// Somebody of the first guild, in its first channel. From the start there are `alice`
    /// (role Admin, who manages the guild), `oscar` (role Organiser), `dora` (role Driver) and
    /// `gus` (no role).
    ///
    /// # Panics
    /// When there is nobody of that name.
    pub fn member(&self, name: &str) -> Member {
        let guild = self.guild();
        self.look(|state| {
            let named = |id: &&Snowflake| state.user(**id).is_some_and(|user| user.name == name);
            let id = state.guilds.get(&guild)?.members.keys().find(named)?;
            let channel = state.channels(guild).next()?.id;
            Some(Member {
                id: *id,
                guild,
                channel,
            })
        })
        .unwrap_or_else(|| no_such("member", name))
    }

    /// A channel of any guild by its name; the first guild has `servers` and `paddock`.
    ///
    /// # Panics
    /// When there is none of that name.
    pub fn channel(&self, name: &str) -> Snowflake {
        let named = |channel: &&Channel| channel.name == name;
        let found = self.look(|state| state.channels.values().find(named).map(|one| one.id));
        found.unwrap_or_else(|| no_such("channel", name))
    }

    /// A role of any guild by its name; the first guild has `Admin`, `Organiser` and `Driver`.
    ///
    /// # Panics
    /// When there is none of that name.
    pub fn role(&self, name: &str) -> Snowflake {
        self.look(|state| {
            let mut roles = state.guilds().flat_map(|guild| guild.roles.values());
            roles.find(|role| role.name == name).map(|role| role.id)
        })
        .unwrap_or_else(|| no_such("role", name))
    }

    /// Adds a guild with one channel, `general`; a connected bot is told.
    pub fn add_guild(&self, name: &str) -> Snowflake {
        self.shared.with(|state| {
            let id = add_guild(state, name);
            add_channel(state, id, "general", ChannelKind::Text);
            let event = wire::guild_create(state, &state.guilds[&id]);
            state.dispatch("GUILD_CREATE", event);
            id
        })
    }

    /// Adds a text channel; a connected bot is told.
    pub fn add_channel(&self, guild: Snowflake, name: &str) -> Snowflake {
        self.add_channel_of(guild, name, ChannelKind::Text)
    }

    /// Adds a channel of another kind: [`Discord::add_thread`] in a forum opens a post. A connected bot
    /// is told.
    pub fn add_channel_of(&self, guild: Snowflake, name: &str, kind: ChannelKind) -> Snowflake {
        self.shared.with(|state| {
            let id = add_channel(state, guild, name, kind);
            let event = wire::channel(state, &state.channels[&id]);
            state.dispatch("CHANNEL_CREATE", event);
            id
        })
    }

    /// Adds a member with these roles, who stands in the first channel of the guild.
    ///
    /// # Panics
    /// When the guild has no channel.
    pub fn add_member(&self, guild: Snowflake, name: &str, roles: &[Snowflake]) -> Member {
        let id = self
            .shared
            .with(|state| add_member(state, guild, name, roles.iter().copied()));
        let channel = self.look(|state| state.channels(guild).next().map(|channel| channel.id));
        Member {
            id,
            guild,
            channel: channel.unwrap_or_else(|| no_such("channel in", name)),
        }
    }

    /// Sets the language of a member's client, such as `de`.
    pub fn set_locale(&self, member: Member, locale: &str) {
        self.shared.with(|state| {
            if let Some(user) = state.users.get_mut(&member.id) {
                locale.clone_into(&mut user.locale);
            }
        });
    }

    /// Allows the bot more in a channel.
    pub fn allow(&self, channel: Snowflake, permissions: Permissions) {
        self.change_channel(channel, |bot| bot.insert(permissions));
    }

    /// Allows the bot less in a channel: without `VIEW_CHANNEL` it gets 50001 there, without
    /// `SEND_MESSAGES` or `EMBED_LINKS` 50013.
    pub fn deny(&self, channel: Snowflake, permissions: Permissions) {
        self.change_channel(channel, |bot| bot.remove(permissions));
    }

    /// Lets the bot see a channel, or not.
    pub fn show_to_bot(&self, channel: Snowflake, shown: bool) {
        self.change_channel(channel, |bot| bot.set(Permissions::VIEW_CHANNEL, shown));
    }

    /// The largest file that a member may attach from now on, in bytes.
    pub fn set_attachment_size_limit(&self, bytes: u64) {
        self.shared
            .with(|state| state.attachment_size_limit = bytes);
    }

    /// From which age on a message takes only few edits, from now on.
    pub fn set_old_message(&self, age: std::time::Duration) {
        self.shared.with(|state| state.limits.old_message = age);
    }

    fn change_channel(&self, id: Snowflake, deed: impl FnOnce(&mut Permissions)) {
        self.shared.with(|state| {
            let Some(channel) = state.channels.get_mut(&id) else {
                return;
            };
            deed(&mut channel.bot);
            let name = match channel.kind {
                ChannelKind::Thread(_) => "THREAD_UPDATE",
                _ => "CHANNEL_UPDATE",
            };
            let event = wire::channel(state, &state.channels[&id]);
            state.dispatch(name, event);
        });
    }

    /// Deletes a channel, with everything in it; the bot gets 10003 there from now on.
    pub fn delete_channel(&self, id: Snowflake) {
        self.shared.with(|state| {
            let Some(channel) = state.channels.remove(&id) else {
                return;
            };
            let name = match channel.kind {
                ChannelKind::Thread(_) => "THREAD_DELETE",
                _ => "CHANNEL_DELETE",
            };
            let event = wire::channel(state, &channel);
            state.dispatch(name, event);
        });
    }

    /// Lets somebody who may do so delete a message.
    pub fn delete(&self, message: Snowflake) {
        self.shared.with(|state| posting::delete(state, message));
    }

    /// Lets a member say something in their channel.
    pub fn say(&self, member: Member, text: &str) -> Message {
        self.shared.with(|state| {
            let message = Message {
                id: state.mint.next(),
                channel: member.channel,
                author: member.id,
                body: Body {
                    content: text.to_owned(),
                    ..Body::default()
                },
                revisions: Vec::new(),
                created: Timestamp::now(),
                edited: None,
                deleted: None,
                only_for: None,
                loading: false,
                nonce: None,
                pinged: Default::default(),
                interaction: None,
                replies_to: None,
                flags: 0,
                names: BTreeMap::new(),
            };
            state.messages.insert(message.id, message.clone());
            let mut event = wire::message_event(state, &message);
            // Without the privileged intent a bot sees who wrote, but not what.
            if state.allowed_privileged_intents & (1 << 15) == 0 {
                event["content"] = "".into();
            }
            state.dispatch("MESSAGE_CREATE", event);
            state.emit(Event::MessageCreated(message.clone()));
            message
        })
    }

    /// Everything that happened, as somebody would read it who sees all of it: members' deeds,
    /// messages as they are now, and at the end the last requests and the complaints.
    pub fn transcript(&self) -> String {
        self.look(|state| {
            let mut lines: Vec<(Snowflake, String)> = Vec::new();
            let deeds = state.interactions().map(|one| (one.id, deed(state, one)));
            lines.extend(deeds);
            for message in state.all_messages() {
                let gone = if message.deleted.is_some() {
                    " (deleted)"
                } else {
                    ""
                };
                let who = format!("{}{gone}", name(state, message.author));
                let text = message.text().replace('\n', "\n    ");
                lines.push((message.id, format!("{who}:\n    {text}")));
            }
            lines.sort_by_key(|(id, _)| *id);
            let mut page: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
            page.push(format!(
                "The bot is {}.",
                if state.online() { "online" } else { "offline" }
            ));
            page.push("Last requests:".to_owned());
            let mut last: Vec<_> = state.requests().rev().take(12).collect();
            last.reverse();
            page.extend(last.into_iter().map(|request| {
                let refusal = request.response.as_ref().filter(|_| 400 <= request.status);
                let refusal = refusal.map(ToString::to_string).unwrap_or_default();
                format!("  {} {} {refusal}", request.status, request.name())
            }));
            page.extend(
                state
                    .complaints
                    .iter()
                    .map(|one| format!("Complaint: {one}")),
            );
            page.join("\n")
        })
    }
}

fn name(state: &State, id: Snowflake) -> &str {
    state.user(id).map_or("somebody", |user| user.name.as_str())
}

fn deed(state: &State, one: &InteractionRecord) -> String {
    let outcome = match &one.progress {
        Progress::Waiting => " (not answered yet)".to_owned(),
        Progress::TimedOut => " (the application did not respond)".to_owned(),
        _ => {
            let after = one
                .acknowledged_after
                .map(|after| after.max(Duration::from_millis(1)));
            after
                .map(|after| format!(" (answered after {} ms)", after.as_millis()))
                .unwrap_or_default()
        }
    };
    format!("{}: {}{outcome}", name(state, one.member), one.said)
}
