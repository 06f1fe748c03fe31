//! Messages coming to be, changing and going, with everything that follows from it.

use jiff::Timestamp;
use serde_json::{Value, json};
use serenity::model::Permissions;

use super::Event;
use super::cdn;
use super::message::{Body, Message, Pinged};
use super::message_rules::{AllowedMentions, Draft, flags, snowflake};
use super::refusal::Refusal;
use super::rest::File;
use super::snowflake::Snowflake;
use super::state::State;
use super::wire;

/// Who sees a new message, and what it belongs to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Setting {
    pub(super) only_for: Option<Snowflake>,
    pub(super) interaction: Option<Snowflake>,
    pub(super) loading: bool,
}

/// Posts a message of the bot.
pub(super) fn post(
    state: &mut State,
    channel: Snowflake,
    draft: &Draft,
    files: &[File],
    setting: Setting,
) -> Result<Snowflake, Refusal> {
    if let Some(other) = draft.replies_to
        && !state
            .channel_messages(channel)
            .any(|message| message.id == other)
    {
        return Err(Refusal::invalid_form(
            json!({ "message_reference": { "_errors": [
                { "code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message" }
            ]}}),
        ));
    }
    small_enough(files)?;
    let body = Body {
        content: draft.content.clone().unwrap_or_default().trim().to_owned(),
        embeds: draft.embeds.clone().unwrap_or_default(),
        components: draft.components.clone().unwrap_or_default(),
        attachments: keep_files(state, channel, draft, files, &[]),
    };
    if body.is_empty() && !setting.loading {
        return Err(Refusal::EMPTY_MESSAGE);
    }
    let id = state.mint.next();
    let ephemeral = if setting.only_for.is_some() {
        flags::EPHEMERAL
    } else {
        0
    };
    let message = Message {
        id,
        channel,
        author: state.bot,
        revisions: Vec::new(),
        created: Timestamp::now(),
        edited: None,
        deleted: None,
        only_for: setting.only_for,
        loading: setting.loading,
        nonce: draft.nonce.clone(),
        pinged: pinged(
            state,
            channel,
            &body.content,
            draft.allowed_mentions.as_ref(),
        ),
        interaction: setting.interaction,
        replies_to: draft.replies_to,
        flags: draft.flags | ephemeral,
        names: Default::default(),
        body,
    };
    store(state, message);
    announce(state, id, "MESSAGE_CREATE");
    Ok(id)
}

/// Changes a message, or fills in one that was deferred.
pub(super) fn edit(
    state: &mut State,
    id: Snowflake,
    draft: &Draft,
    files: &[File],
) -> Result<(), Refusal> {
    let Some(mut message) = state.messages.get(&id).cloned() else {
        return Err(Refusal::UNKNOWN_MESSAGE);
    };
    let mut body = message.body.clone();
    if let Some(content) = &draft.content {
        content.trim().clone_into(&mut body.content);
    }
    if let Some(embeds) = &draft.embeds {
        body.embeds.clone_from(embeds);
    }
    if let Some(components) = &draft.components {
        body.components.clone_from(components);
    }
    small_enough(files)?;
    if draft.attachments.is_some() || !files.is_empty() {
        body.attachments = keep_files(state, message.channel, draft, files, &body.attachments);
    }
    if body.is_empty() {
        return Err(Refusal::EMPTY_MESSAGE);
    }
    let now = pinged(
        state,
        message.channel,
        &body.content,
        draft.allowed_mentions.as_ref(),
    );
    message.pinged.everyone |= now.everyone;
    message.pinged.users.extend(now.users);
    message.pinged.roles.extend(now.roles);
    let before = std::mem::replace(&mut message.body, body);
    if !message.loading {
        message.revisions.push((Timestamp::now(), before));
        message.edited = Some(Timestamp::now());
    }
    message.loading = false;
    store(state, message);
    announce(state, id, "MESSAGE_UPDATE");
    Ok(())
}

/// Deletes a message; the stand-in keeps it, marked.
pub(super) fn delete(state: &mut State, id: Snowflake) {
    let Some(message) = state.messages.get_mut(&id) else {
        return;
    };
    message.deleted = Some(Timestamp::now());
    let (channel, private) = (message.channel, message.only_for.is_some());
    let guild = state
        .channels
        .get(&channel)
        .and_then(|channel| channel.guild);
    if !private && guild.is_some() {
        let event = json!({ "id": id, "channel_id": channel, "guild_id": guild });
        state.dispatch("MESSAGE_DELETE", event);
    }
    state.emit(Event::MessageDeleted { id, channel });
}

fn store(state: &mut State, mut message: Message) {
    let mut texts = vec![message.body.content.clone()];
    texts.extend(message.body.embeds.iter().map(Value::to_string));
    for token in texts.iter().flat_map(|text| mentions(text)) {
        if let Some(name) = state.mention(token) {
            message.names.insert(token.to_owned(), name);
        }
    }
    state.messages.insert(message.id, message);
}

fn announce(state: &mut State, id: Snowflake, name: &str) {
    let Some(message) = state.messages.get(&id).cloned() else {
        return;
    };
    // Discord tells nobody but the member about private messages.
    let channel = state.channels.get(&message.channel);
    let direct = channel.is_some_and(|channel| channel.guild.is_none());
    if message.only_for.is_none() && !direct {
        state.dispatch(name, wire::message_event(state, &message));
    }
    state.emit(match name {
        "MESSAGE_CREATE" => Event::MessageCreated(message),
        _ => Event::MessageEdited(message),
    });
}

/// `<@5>`, `<@&6>`, `<#7>` in a text.
fn mentions(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(['<']).filter_map(|(start, _)| {
        let token = &text[start..];
        let token = &token[..=token.find('>')?];
        let digits = token
            .trim_start_matches(['<', '@', '&', '!', '#'])
            .trim_end_matches('>');
        let id = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        id.then_some(token)
    })
}

fn pinged(
    state: &State,
    channel: Snowflake,
    content: &str,
    allowed: Option<&AllowedMentions>,
) -> Pinged {
    let everything = |kind: &str| allowed.is_none_or(|allowed| allowed.parse.contains(kind));
    let mut pinged = Pinged::default();
    for token in mentions(content) {
        let digits = token.trim_matches(['<', '@', '&', '!', '#', '>']);
        let Ok(id) = digits.parse() else { continue };
        if token.starts_with("<@&") {
            if everything("roles") || allowed.is_some_and(|allowed| allowed.roles.contains(&id)) {
                pinged.roles.insert(id);
            }
        } else if token.starts_with("<@")
            && (everything("users") || allowed.is_some_and(|allowed| allowed.users.contains(&id)))
        {
            pinged.users.insert(id);
        }
    }
    let may = state
        .channels
        .get(&channel)
        .map(|channel| channel.bot)
        .unwrap_or_default();
    let calls = content.contains("@everyone") || content.contains("@here");
    pinged.everyone =
        calls && everything("everyone") && may.contains(Permissions::MENTION_EVERYONE);
    pinged
}

/// A bot may attach files of 10 MiB, as a member without Nitro.
fn small_enough(files: &[File]) -> Result<(), Refusal> {
    let is_large = |file: &File| 10 << 20 < file.content.len();
    match files.iter().any(is_large) {
        true => Err(Refusal::FILE_TOO_LARGE),
        false => Ok(()),
    }
}

/// The files of the message: those of before that the draft keeps, then the new ones.
fn keep_files(
    state: &mut State,
    channel: Snowflake,
    draft: &Draft,
    files: &[File],
    before: &[Value],
) -> Vec<Value> {
    let listed = draft.attachments.as_ref();
    let kept = |file: &&Value| {
        listed.is_none_or(|listed| {
            listed
                .iter()
                .any(|l| snowflake(&l["id"]) == snowflake(&file["id"]))
        })
    };
    let mut all: Vec<Value> = before.iter().filter(kept).cloned().collect();
    for (index, file) in files.iter().enumerate() {
        let folder = cdn::Folder::Channel(channel);
        let upload = cdn::store(state, folder, &file.name, file.content.clone().into());
        let mut attachment = cdn::attachment(state, &upload);
        // A new file is listed by its place in the form.
        let about = |listed: &&Value| match &listed["id"] {
            Value::String(id) => id.parse() == Ok(index),
            id => id.as_u64() == u64::try_from(index).ok(),
        };
        let listed = listed.and_then(|listed| listed.iter().find(about));
        if let Some(description) = listed.and_then(|listed| listed["description"].as_str()) {
            attachment["description"] = description.into();
        }
        all.push(attachment);
    }
    all
}
