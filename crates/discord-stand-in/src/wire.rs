//! The JSON of Discord's objects, as its REST and gateway send them.

use serde_json::{Value, json};
use serenity::model::Permissions;

use super::events;
use super::message::Message;
use super::message_rules::flags;
use super::rights::everyone;
use super::snowflake::Snowflake;
use super::state::{
    Channel, ChannelKind, Command, Guild, InteractionKind, InteractionRecord, Membership, Role,
    State,
};
use super::{installs, profile, threads};

/// A user. The bot of the stand-in is the only one with `bot`.
pub(super) fn user(state: &State, id: Snowflake) -> Value {
    let user = state.users.get(&id);
    let mut object = json!({
        "id": id, "username": user.map(|user| user.name.to_lowercase()), "discriminator": "0",
        "global_name": user.map(|user| &user.name), "avatar": null, "public_flags": 0, "flags": 0,
        "banner": null, "accent_color": null, "avatar_decoration_data": null,
        "collectibles": null, "primary_guild": null,
    });
    if user.is_some_and(|user| !user.bot) {
        merge(&mut object, &profile::of(id));
    }
    if user.is_some_and(|user| user.bot) {
        object["bot"] = json!(true);
        object["global_name"] = Value::Null;
        object["username"] = json!(user.map(|user| &user.name));
    }
    object
}

/// The bot as it sees itself.
pub(super) fn current_user(state: &State) -> Value {
    let mut object = user(state, state.bot);
    object["mfa_enabled"] = json!(false);
    object["locale"] = json!("en-US");
    object["verified"] = json!(true);
    object["email"] = Value::Null;
    object
}

pub(super) fn application(state: &State) -> Value {
    let bot = user(state, state.bot);
    json!({
        "id": state.application, "name": bot["username"], "icon": null, "description": "",
        "summary": "", "type": null, "eligible_oauth2_scopes": [], "flags_new": "0", "bot": bot, "bot_public": false,
        "bot_require_code_grant": false, "verify_key": "0".repeat(64), "flags": 0,
        "owner": owner(state), "team": null, "redirect_uris": [],
        "interactions_endpoint_url": null, "role_connections_verification_url": null,
        "integration_types_config": {}, "approximate_guild_count": state.guilds.len(),
        "approximate_user_install_count": 0, "approximate_user_authorization_count": 0,
        "event_webhooks_url": null, "event_webhooks_status": 1, "event_webhooks_types": [],
        "max_participants": 0, "explicit_content_filter": 0, "storefront_available": false,
        "is_monetized": false, "is_verified": false, "is_discoverable": false, "hook": true,
    })
}

fn owner(state: &State) -> Value {
    let people = state.users.values().find(|user| !user.bot);
    people.map_or(Value::Null, |person| user(state, person.id))
}

/// A member as interactions carry it, with the permissions in that channel.
pub(super) fn member(state: &State, guild: Snowflake, id: Snowflake) -> Value {
    let members = state.guilds.get(&guild).map(|guild| &guild.members);
    // The bot itself is nobody's member entry and holds no role.
    let roles = members
        .and_then(|members| members.get(&id).cloned())
        .unwrap_or_default();
    json!({
        "user": user(state, id), "nick": null, "avatar": null, "banner": null,
        "roles": roles, "joined_at": "2024-01-01T00:00:00.000000+00:00", "premium_since": null,
        "deaf": false, "mute": false, "flags": 0, "pending": false,
        "communication_disabled_until": null,
        "permissions": state.permissions(guild, id).bits().to_string(),
    })
}

pub(super) fn role(role: &Role) -> Value {
    json!({
        "id": role.id, "name": role.name, "permissions": role.permissions.bits().to_string(),
        "position": role.position, "color": 0, "hoist": false, "managed": false, "mentionable": true,
        "icon": null, "unicode_emoji": null, "flags": 0,
        "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
    })
}

/// The roles of a guild, `@everyone` first.
pub(super) fn roles(guild: &Guild) -> Value {
    let everyone = Role {
        id: guild.id,
        name: "@everyone".to_owned(),
        permissions: everyone(),
        position: 0,
    };
    let mut listed = vec![role(&everyone)];
    listed[0]["mentionable"] = json!(false);
    listed.extend(guild.roles.values().map(role));
    Value::Array(listed)
}

/// A channel. What the bot lacks in a text channel stands as an overwrite for it.
pub(super) fn channel(state: &State, channel: &Channel) -> Value {
    match &channel.kind {
        ChannelKind::Text | ChannelKind::Announcement | ChannelKind::Forum | ChannelKind::Voice => {
            guild_channel(state, channel)
        }
        ChannelKind::Thread(thread) => threads::wire_form(state, channel, thread),
        ChannelKind::Direct(recipient) => json!({
            "id": channel.id, "type": 1, "flags": 0, "last_message_id": null,
            "recipients": [user(state, *recipient)],
        }),
    }
}

fn guild_channel(state: &State, channel: &Channel) -> Value {
    let denied = everyone() - channel.bot;
    let mut overwrites = vec![json!({
        "id": state.bot, "type": 1, "allow": "0", "deny": denied.bits().to_string(),
    })];
    overwrites.extend(channel.overwrites.iter().map(|(whose, one)| {
        let of_member = state.users.contains_key(whose);
        json!({
            "id": whose, "type": u8::from(of_member), "allow": one.allow.bits().to_string(),
            "deny": one.deny.bits().to_string(),
        })
    }));
    let mut object = json!({
        "id": channel.id, "guild_id": channel.guild, "name": channel.name,
        "position": 0, "flags": 0, "topic": null, "nsfw": false, "parent_id": null,
        "last_message_id": null, "rate_limit_per_user": 0, "permission_overwrites": overwrites,
    });
    let (number, more) = match channel.kind {
        ChannelKind::Announcement => (5, json!({})),
        ChannelKind::Voice => (
            2,
            json!({ "bitrate": 64_000, "user_limit": 0, "rtc_region": null }),
        ),
        ChannelKind::Forum => (
            15,
            json!({
                "available_tags": [], "default_reaction_emoji": null, "default_sort_order": null,
                "default_forum_layout": 0, "template": "", "default_auto_archive_duration": 4320,
            }),
        ),
        ChannelKind::Text | ChannelKind::Thread(_) | ChannelKind::Direct(_) => (0, json!({})),
    };
    object["type"] = json!(number);
    merge(&mut object, &more);
    object
}

/// The fields that REST and gateway share.
pub(super) fn guild(guild: &Guild) -> Value {
    let mut object = json!({
        "id": guild.id, "name": guild.name, "owner_id": guild.owner,
        "region": "deprecated", "afk_timeout": 300, "widget_enabled": false,
        "verification_level": 0, "default_message_notifications": 1,
        "explicit_content_filter": 0, "roles": roles(guild), "emojis": [], "stickers": [],
        "features": [], "mfa_level": 0, "system_channel_flags": 0, "max_members": 25_000_000,
        "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": "en-US",
        "max_video_channel_users": 25, "max_stage_video_channel_users": 50, "nsfw": false,
        "nsfw_level": 0, "premium_progress_bar_enabled": false,
        "premium_progress_bar_enabled_user_count": 0,
    });
    let unset = [
        "icon",
        "icon_hash",
        "splash",
        "discovery_splash",
        "home_header",
        "afk_channel_id",
        "widget_channel_id",
        "application_id",
        "system_channel_id",
        "rules_channel_id",
        "max_presences",
        "vanity_url_code",
        "description",
        "banner",
        "public_updates_channel_id",
        "safety_alerts_channel_id",
        "incidents_data",
    ];
    for field in unset {
        object[field] = Value::Null;
    }
    object
}

/// The event in which a bot learns of a guild it is in.
pub(super) fn guild_create(state: &State, one: &Guild) -> Value {
    let mut event = guild(one);
    event["joined_at"] = json!(one.created.to_string());
    event["large"] = json!(false);
    event["unavailable"] = json!(false);
    event["member_count"] = json!(one.members.len() + 1);
    event["members"] = json!([member(state, one.id, state.bot)]);
    let channels = state.channels(one.id).map(|own| channel(state, own));
    event["channels"] = channels.collect();
    let empty = [
        "voice_states",
        "threads",
        "presences",
        "stage_instances",
        "soundboard_sounds",
    ];
    for list in empty {
        event[list] = json!([]);
    }
    event["guild_scheduled_events"] = events::open(state, one);
    event["threads"] = state
        .active_threads(one.id)
        .filter(|thread| {
            thread
                .thread()
                .is_some_and(|one| !one.private || one.joined)
        })
        .map(|thread| channel(state, thread))
        .collect();
    profile::furnish(state, one, &mut event);
    event
}

/// A registered command.
pub fn command(state: &State, command: &Command) -> Value {
    let mut object = json!({
        "type": 1, "application_id": state.application, "name_localizations": null,
        "description": "", "description_localizations": null, "options": [],
        "default_member_permissions": null, "dm_permission": true, "contexts": null,
        "integration_types": [0], "nsfw": false,
    });
    merge(&mut object, &command.form);
    if let Some(options) = object.get_mut("options") {
        prune(options);
    }
    object["id"] = json!(command.id);
    object["version"] = json!(command.version);
    if let Some(guild) = command.guild {
        object["guild_id"] = json!(guild);
    }
    object
}

pub(super) fn merge(into: &mut Value, from: &Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(
            from.iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
    }
}

/// Discord leaves out of an option what was not set.
fn prune(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(prune),
        Value::Object(fields) => {
            fields.values_mut().for_each(prune);
            let unset = |value: &Value| value.is_null() || *value == json!([]);
            fields.retain(|_, value| !unset(value));
        }
        _ => {}
    }
}

/// A message as REST answers it.
pub fn message(state: &State, message: &Message) -> Value {
    let people = message.pinged.users.iter().map(|id| user(state, *id));
    let mut object = json!({
        "id": message.id, "channel_id": message.channel,
        "type": if message.interaction.is_some() { 20 } else if message.replies_to.is_some() { 19 } else { 0 },
        "author": user(state, message.author), "content": message.body.content,
        "timestamp": message.created.to_string(),
        "edited_timestamp": message.edited.map(|at| at.to_string()),
        "tts": false, "mention_everyone": message.pinged.everyone,
        "mentions": people.collect::<Value>(), "mention_roles": message.pinged.roles,
        "attachments": message.body.attachments,
        "embeds": message.body.embeds.iter().map(embed).collect::<Value>(),
        "components": components(&message.body.components), "pinned": false,
        "flags": message.flags | if message.loading { flags::LOADING } else { 0 },
    });
    if let Some(nonce) = &message.nonce {
        object["nonce"] = json!(nonce);
    }
    if let Some(interaction) = message
        .interaction
        .and_then(|id| state.interactions.get(&id))
    {
        object["application_id"] = json!(state.application);
        object["webhook_id"] = json!(state.application);
        object["interaction_metadata"] = interaction_metadata(state, interaction);
    }
    if let Some(other) = message.replies_to {
        object["message_reference"] =
            json!({ "type": 0, "message_id": other, "channel_id": message.channel });
    }
    object
}

fn interaction_metadata(state: &State, interaction: &InteractionRecord) -> Value {
    let mut object = json!({
        "id": interaction.id, "user": user(state, interaction.member),
        "authorizing_integration_owners": {},
        "type": interaction_type(interaction.kind),
    });
    match (interaction.kind, interaction.source) {
        (InteractionKind::Component, Some(source)) => {
            object["interacted_message_id"] = json!(source);
        }
        (InteractionKind::Modal, _) => {
            let opened_by = interaction
                .opened_by
                .and_then(|id| state.interactions.get(&id));
            object["triggering_interaction_metadata"] =
                json!(opened_by.map(|opened| interaction_metadata(state, opened)));
        }
        _ => {
            object["name"] = json!(interaction.name);
            object["command_type"] = json!(1);
        }
    }
    object
}

/// A message as the gateway sends it: with the guild and the author's membership.
pub(super) fn message_event(state: &State, one: &Message) -> Value {
    let mut event = message(state, one);
    let channel = state.channels.get(&one.channel);
    if let Some(guild) = channel.and_then(|channel| channel.guild) {
        event["guild_id"] = json!(guild);
        let mut author = member(state, guild, one.author);
        if let Value::Object(author) = &mut author {
            author.remove("user");
            author.remove("permissions");
        }
        event["member"] = author;
    }
    event
}

/// Discord names the type of an embed and spells out `inline`.
fn embed(sent: &Value) -> Value {
    let mut shown = sent.clone();
    shown["type"] = json!("rich");
    if let Some(fields) = shown.get_mut("fields").and_then(Value::as_array_mut) {
        for field in fields {
            field["inline"] = json!(field["inline"] == true);
        }
    }
    shown
}

/// Discord numbers all components of a message.
fn components(sent: &[Value]) -> Value {
    let mut number = 0;
    let mut numbered = sent.to_vec();
    for row in &mut numbered {
        number += 1;
        row["id"] = json!(number);
        for part in row
            .get_mut("components")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            number += 1;
            part["id"] = json!(number);
            if let Value::Object(part) = part {
                part.retain(|_, value| !value.is_null());
            }
        }
    }
    Value::Array(numbered)
}

pub(super) fn interaction_type(kind: InteractionKind) -> u8 {
    match kind {
        InteractionKind::Command => 2,
        InteractionKind::Component => 3,
        InteractionKind::Autocomplete => 4,
        InteractionKind::Modal => 5,
    }
}

/// The event in which a bot learns what a member did.
pub(super) fn interaction(
    state: &State,
    record: &InteractionRecord,
    guild_id: Snowflake,
    data: Value,
) -> Value {
    let channel_object = state.channels.get(&record.channel);
    let mut bot_may = channel_object.map(Channel::bot_may).unwrap_or_default();
    // Without the bot it is what everybody may, as far as answers to interactions go
    // (change log of 2022-06-29).
    let guild = state.guilds.get(&guild_id);
    if guild.is_some_and(|guild| guild.membership != Membership::Member) {
        bot_may &= Permissions::ATTACH_FILES | Permissions::EMBED_LINKS;
    }
    let locale = state
        .users
        .get(&record.member)
        .map(|user| user.locale.as_str());
    let mut event = json!({
        "id": record.id, "application_id": state.application, "token": record.token,
        "type": interaction_type(record.kind), "version": 1, "data": data,
        "guild_id": guild_id, "channel_id": record.channel,
        "guild": { "id": guild_id, "locale": "en-US", "features": [] },
        "channel": channel_object.map(|one| channel(state, one)),
        "member": member(state, guild_id, record.member),
        "app_permissions": bot_may.bits().to_string(), "locale": locale.unwrap_or("en-US"),
        "guild_locale": "en-US", "entitlements": [], "entitlement_sku_ids": [], "context": 0,
        "attachment_size_limit": state.attachment_size_limit,
    });
    let rights = state.permissions_in(record.channel, record.member);
    event["member"]["permissions"] = json!(rights.bits().to_string());
    event["authorizing_integration_owners"] = installs::owners(state, guild_id, record.member);
    if let Some(source) = record.source.and_then(|id| state.messages.get(&id)) {
        event["message"] = message(state, source);
    }
    event
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, seed};

    #[test]
    fn serenity_understands_the_guild() {
        let mut state = seed::found(([127, 0, 0, 1], 0).into(), &Options::default());
        seed::settle(&mut state);
        for guild in state.guilds.values() {
            let event = guild_create(&state, guild);
            let read: serenity::model::guild::Guild =
                serde_json::from_value(event).expect("a guild as serenity reads it");
            assert_eq!(read.roles.len(), guild.roles.len() + 1);
        }
    }
}
