//! What real members and real guilds carry, and a bot has to read past.
//!
//! A library that cannot parse one of these fields loses the whole event: the member is told that
//! the application did not respond, and the guild stays unknown.

use serde_json::{Value, json};

use super::snowflake::Snowflake;
use super::state::{Guild, State};
use super::wire;

/// What a member with Nitro, a decoration, a nameplate and a server tag has beyond their name.
pub(super) fn of(id: Snowflake) -> Value {
    json!({
        "avatar": "a_0123456789abcdef0123456789abcdef", "public_flags": 64, "flags": 64,
        "banner": "0123456789abcdef0123456789abcdef", "accent_color": 16_711_680,
        "avatar_decoration_data": {
            "asset": "a_fed43ab12698df65902ba06727e20c0e", "sku_id": "1144058522808614923",
            "expires_at": null,
        },
        "collectibles": { "nameplate": {
            "sku_id": "1349849614198505602", "asset": "nameplates/nameplates/twilight/",
            "label": "COLLECTIBLES_NAMEPLATES_TWILIGHT_A11Y", "palette": "cobalt",
        }},
        "primary_guild": {
            "identity_guild_id": id, "identity_enabled": true, "tag": "RACE",
            "badge": "0123456789abcdef0123456789abcdef",
        },
    })
}

/// Puts into a guild's event what an active guild holds: an emoji, a sticker, somebody in a voice
/// channel, whose membership and presence come along although the bot asked for neither.
pub(super) fn furnish(state: &State, guild: &Guild, event: &mut Value) {
    event["features"] = json!(["COMMUNITY", "NEWS", "GUILD_TAGS"]);
    event["emojis"] = json!([{
        "id": guild.id, "name": "checkered", "roles": [], "require_colons": true,
        "managed": false, "animated": false, "available": true,
    }]);
    event["stickers"] = json!([{
        "id": guild.id, "name": "Podium", "tags": "trophy", "type": 2, "format_type": 1,
        "description": null, "asset": "", "available": true, "guild_id": guild.id,
    }]);
    let talking = guild.members.keys().next();
    let channel = state.channels(guild.id).next();
    let (Some(user), Some(channel)) = (talking, channel) else {
        return;
    };
    event["voice_states"] = json!([{
        "user_id": user, "channel_id": channel.id, "session_id": "90326bd25d71d39b9ef95b299e3872ff",
        "deaf": false, "mute": false, "self_deaf": false, "self_mute": true, "self_video": false,
        "suppress": false, "request_to_speak_timestamp": null,
    }]);
    let mut member = wire::member(state, guild.id, *user);
    if let Value::Object(member) = &mut member {
        member.remove("permissions");
    }
    if let Some(members) = event["members"].as_array_mut() {
        members.push(member);
    }
    event["presences"] = json!([{
        "user": { "id": user }, "status": "online", "client_status": { "desktop": "online" },
        "activities": [{
            "id": "ec0b28a579ecb4bd", "name": "Assetto Corsa", "type": 0,
            "created_at": 1_700_000_000_000_u64, "application_id": guild.id,
            "timestamps": { "start": 1_700_000_000_000_u64 }, "details": "Imola", "state": "GT3",
        }],
    }]);
}
