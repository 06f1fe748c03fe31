//! What a bot may put into a message: Discord's limits, checked strictly.
//!
//! Limits: <https://discord.com/developers/docs/resources/message> and, for components,
//! <https://discord.com/developers/docs/components/reference>. Deliberately absent: components
//! version 2, polls and stickers; a bot that sends one is told so.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::form::Form;
use super::snowflake::Snowflake;

/// Message flags: <https://discord.com/developers/docs/resources/message#message-object-message-flags>.
pub(super) mod flags {
    pub(crate) const SUPPRESS_EMBEDS: u64 = 1 << 2;
    pub(crate) const EPHEMERAL: u64 = 1 << 6;
    pub(crate) const LOADING: u64 = 1 << 7;
    pub(crate) const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;
}

/// Where the form was sent to, which decides what it may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A new message in a channel.
    Channel,
    /// A change of a message in a channel.
    ChannelEdit,
    /// The first answer to an interaction, or a later one.
    Interaction,
    /// A change of an answer.
    InteractionEdit,
}

impl Place {
    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Channel => &[
                "content",
                "nonce",
                "enforce_nonce",
                "tts",
                "embeds",
                "allowed_mentions",
                "message_reference",
                "components",
                "sticker_ids",
                "attachments",
                "flags",
                "poll",
            ],
            Self::ChannelEdit => &[
                "content",
                "embeds",
                "flags",
                "allowed_mentions",
                "components",
                "attachments",
            ],
            Self::Interaction => &[
                "content",
                "tts",
                "embeds",
                "allowed_mentions",
                "components",
                "attachments",
                "flags",
                "poll",
            ],
            Self::InteractionEdit => &[
                "content",
                "embeds",
                "allowed_mentions",
                "components",
                "attachments",
                "flags",
                "poll",
            ],
        }
    }

    fn flags(self) -> u64 {
        match self {
            Self::Channel => flags::SUPPRESS_EMBEDS | flags::SUPPRESS_NOTIFICATIONS,
            Self::Interaction => {
                flags::SUPPRESS_EMBEDS | flags::EPHEMERAL | flags::SUPPRESS_NOTIFICATIONS
            }
            Self::ChannelEdit | Self::InteractionEdit => flags::SUPPRESS_EMBEDS,
        }
    }
}

/// A message form that passed. `None` means "not mentioned", which an edit leaves as it was.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) content: Option<String>,
    pub(super) embeds: Option<Vec<Value>>,
    pub(super) components: Option<Vec<Value>>,
    pub(super) attachments: Option<Vec<Value>>,
    pub(super) allowed_mentions: Option<AllowedMentions>,
    pub(super) flags: u64,
    pub(super) nonce: Option<String>,
    pub(super) enforce_nonce: bool,
    pub(super) replies_to: Option<Snowflake>,
}

/// Who may be pinged by what the text mentions.
#[derive(Clone, Debug, Default)]
pub(super) struct AllowedMentions {
    pub(super) parse: BTreeSet<String>,
    pub(super) users: BTreeSet<Snowflake>,
    pub(super) roles: BTreeSet<Snowflake>,
}

/// Reads a message form, reporting every fault to it.
pub(super) fn read(form: &mut Form<'_>, place: Place) -> Draft {
    form.only(place.fields());
    for unsupported in ["poll", "sticker_ids"] {
        if form
            .get(unsupported)
            .is_some_and(|value| value != &json!([]))
        {
            form.fault(
                unsupported,
                "SANDBOX_UNSUPPORTED",
                "The stand-in does not know these",
            );
        }
    }
    form.yes("tts");
    let draft = Draft {
        content: text_or_cleared(form, "content", 2000),
        embeds: embeds(form),
        components: components(form),
        attachments: attachments(form),
        allowed_mentions: allowed_mentions(form),
        flags: allowed_flags(form, place.flags()),
        nonce: nonce(form),
        enforce_nonce: form.yes("enforce_nonce"),
        replies_to: reference(form),
    };
    if draft.enforce_nonce && draft.nonce.is_none() {
        form.fault("nonce", "BASE_TYPE_REQUIRED", "enforce_nonce needs a nonce");
    }
    draft
}

/// A field that an edit may also clear with `null`.
fn text_or_cleared(form: &mut Form<'_>, field: &str, most: usize) -> Option<String> {
    if form.names().any(|name| name == field) && form.get(field).is_none() {
        return Some(String::new());
    }
    form.text(field, 0..=most).map(str::to_owned)
}

fn list_or_cleared(form: &mut Form<'_>, field: &str, most: usize) -> Option<Vec<Value>> {
    form.names()
        .any(|name| name == field)
        .then(|| form.list(field, 0..=most).to_vec())
}

fn allowed_flags(form: &mut Form<'_>, allowed: u64) -> u64 {
    let flags = form.integer("flags", 0..=i64::MAX).unwrap_or_default() as u64;
    if flags & !allowed != 0 {
        let message = format!("These flags may not be set here: {:#b}", flags & !allowed);
        form.fault("flags", "SANDBOX_FLAGS_NOT_ALLOWED", message);
    }
    flags & allowed
}

fn nonce(form: &mut Form<'_>) -> Option<String> {
    match form.get("nonce")? {
        Value::Number(number) => Some(number.to_string()),
        _ => form.text("nonce", 0..=25).map(str::to_owned),
    }
}

fn reference(form: &mut Form<'_>) -> Option<Snowflake> {
    let mut message = None;
    form.object("message_reference", |form| {
        form.only(&[
            "type",
            "message_id",
            "channel_id",
            "guild_id",
            "fail_if_not_exists",
        ]);
        form.integer("type", 0..=0);
        message = form
            .integer("message_id", 1..=i64::MAX)
            .map(|id| Snowflake::from(id as u64));
    });
    message
}

fn embeds(form: &mut Form<'_>) -> Option<Vec<Value>> {
    let given = list_or_cleared(form, "embeds", 10)?;
    let mut characters = 0;
    form.each("embeds", 0..=usize::MAX, |embed| {
        characters += check_embed(embed)
    });
    if 6000 < characters {
        let message = format!("Embed size exceeds maximum size of 6000: it is {characters}");
        form.fault("embeds", "MAX_EMBED_SIZE_EXCEEDED", message);
    }
    Some(given)
}

/// Checks one embed and counts the characters that go into the limit of 6000 per message.
fn check_embed(embed: &mut Form<'_>) -> usize {
    embed.only(&[
        "title",
        "type",
        "description",
        "url",
        "timestamp",
        "color",
        "footer",
        "image",
        "thumbnail",
        "author",
        "fields",
    ]);
    let mut characters = 0;
    let mut count = |text: Option<&str>| characters += text.map_or(0, |text| text.chars().count());
    count(embed.text("title", 0..=256));
    count(embed.text("description", 0..=4096));
    embed.address("url", 2048, &["http", "https"]);
    embed.integer("color", 0..=0xff_ffff);
    if let Some(time) = embed.text("timestamp", 0..=64)
        && time.parse::<jiff::Timestamp>().is_err()
    {
        let message = format!("Could not parse {time}. Should be ISO8601.");
        embed.fault("timestamp", "DATE_TIME_TYPE_PARSE", message);
    }
    embed.object("footer", |footer| {
        footer.only(&["text", "icon_url"]);
        footer.require(&["text"]);
        count(footer.text("text", 1..=2048));
        footer.address("icon_url", 2048, &["http", "https", "attachment"]);
    });
    embed.object("author", |author| {
        author.only(&["name", "url", "icon_url"]);
        author.require(&["name"]);
        count(author.text("name", 1..=256));
        author.address("url", 2048, &["http", "https"]);
        author.address("icon_url", 2048, &["http", "https", "attachment"]);
    });
    for picture in ["image", "thumbnail"] {
        embed.object(picture, |picture| {
            picture.only(&["url", "width", "height"]);
            picture.require(&["url"]);
            picture.address("url", 2048, &["http", "https", "attachment"]);
        });
    }
    embed.each("fields", 0..=25, |field| {
        field.only(&["name", "value", "inline"]);
        field.require(&["name", "value"]);
        count(field.text("name", 1..=256));
        count(field.text("value", 1..=1024));
        field.yes("inline");
    });
    characters
}

fn attachments(form: &mut Form<'_>) -> Option<Vec<Value>> {
    let given = list_or_cleared(form, "attachments", 10)?;
    form.each("attachments", 0..=usize::MAX, |attachment| {
        attachment.only(&["id", "filename", "description"]);
        attachment.require(&["id"]);
        attachment.text("filename", 0..=1024);
        attachment.text("description", 0..=1024);
    });
    Some(given)
}

fn allowed_mentions(form: &mut Form<'_>) -> Option<AllowedMentions> {
    form.get("allowed_mentions")?;
    let mut allowed = AllowedMentions::default();
    form.object("allowed_mentions", |form| {
        form.only(&["parse", "users", "roles", "replied_user"]);
        form.yes("replied_user");
        for (index, kind) in form.list("parse", 0..=3).iter().enumerate() {
            match kind.as_str() {
                Some(kind @ ("users" | "roles" | "everyone")) => {
                    allowed.parse.insert(kind.to_owned());
                }
                _ => form.fault(
                    &format!("parse.{index}"),
                    "BASE_TYPE_CHOICES",
                    "Value must be one of ('users', 'roles', 'everyone').",
                ),
            }
        }
        for (kind, named) in [("users", &mut allowed.users), ("roles", &mut allowed.roles)] {
            let listed = form.list(kind, 0..=100);
            named.extend(listed.iter().filter_map(snowflake));
            if allowed.parse.contains(kind) && !named.is_empty() {
                let message =
                    format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
                form.fault("", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message);
            }
        }
    });
    Some(allowed)
}

/// An id as a string of digits, or as the number that it is.
pub(super) fn snowflake(value: &Value) -> Option<Snowflake> {
    match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64().map(Snowflake::from),
    }
}

fn components(form: &mut Form<'_>) -> Option<Vec<Value>> {
    let given = list_or_cleared(form, "components", 5)?;
    let mut seen = BTreeSet::new();
    form.each("components", 0..=usize::MAX, |row| {
        row.only(&["type", "components"]);
        if row.integer("type", i64::MIN..=i64::MAX) != Some(1) {
            let message = "Only action rows (type 1) stand at the top of a message";
            row.fault("type", "UNION_TYPE_CHOICES", message);
            return;
        }
        let inside = row.list("components", 1..=5);
        let selects = inside.iter().filter(|part| part["type"] != 2).count();
        if selects != 0 && inside.len() != 1 {
            let message = "A select menu needs a row of its own";
            row.fault("components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message);
        }
        row.each("components", 0..=usize::MAX, |part| {
            let id = match part.get("type").and_then(Value::as_u64) {
                Some(2) => button(part),
                Some(3) => select(part),
                _ => {
                    let message = "The stand-in knows buttons (2) and text selects (3)";
                    part.fault("type", "UNION_TYPE_CHOICES", message);
                    None
                }
            };
            if let Some(id) = id
                && !seen.insert(id.to_owned())
            {
                let message = "Component custom id cannot be duplicated";
                part.fault("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", message);
            }
        });
    });
    Some(given)
}

fn button<'a>(button: &mut Form<'a>) -> Option<&'a str> {
    button.only(&[
        "type",
        "style",
        "label",
        "emoji",
        "custom_id",
        "url",
        "disabled",
    ]);
    button.require(&["style"]);
    button.text("label", 0..=80);
    button.yes("disabled");
    button.object("emoji", emoji);
    if button.get("label").is_none() && button.get("emoji").is_none() {
        let message = "A button needs a label or an emoji";
        button.fault("", "BUTTON_COMPONENT_INVALID_NO_LABEL_OR_EMOJI", message);
    }
    let id = button.text("custom_id", 1..=100);
    if button.integer("style", 1..=5) == Some(5) {
        button.require(&["url"]);
        button.address("url", 512, &["http", "https", "discord"]);
        if id.is_some() {
            let message = "A custom id and url cannot both be specified";
            button.fault(
                "custom_id",
                "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                message,
            );
        }
    } else {
        button.require(&["custom_id"]);
        if button.get("url").is_some() {
            let message = "Only link buttons (style 5) have a URL";
            button.fault(
                "url",
                "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                message,
            );
        }
    }
    id
}

fn emoji(form: &mut Form<'_>) {
    form.only(&["id", "name", "animated"]);
    form.text("name", 1..=32);
    form.yes("animated");
}

fn select<'a>(select: &mut Form<'a>) -> Option<&'a str> {
    select.only(&[
        "type",
        "custom_id",
        "options",
        "placeholder",
        "min_values",
        "max_values",
        "disabled",
    ]);
    select.require(&["custom_id", "options"]);
    select.text("placeholder", 0..=150);
    let least = select.integer("min_values", 0..=25).unwrap_or(1);
    let most = select.integer("max_values", 1..=25).unwrap_or(1);
    let options = select.list("options", 1..=25).len() as i64;
    if options < least || options < most {
        let message = "Fewer options than min_values or max_values ask for";
        select.fault("options", "SELECT_COMPONENT_TOO_FEW_OPTIONS", message);
    }
    select.yes("disabled");
    let mut values = BTreeSet::new();
    select.each("options", 0..=usize::MAX, |option| {
        option.only(&["label", "value", "description", "emoji", "default"]);
        option.require(&["label", "value"]);
        option.text("label", 1..=100);
        option.text("description", 0..=100);
        option.yes("default");
        option.object("emoji", emoji);
        if let Some(value) = option.text("value", 1..=100)
            && !values.insert(value.to_owned())
        {
            let message = "The specified option value is already used";
            option.fault("value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message);
        }
    });
    select.text("custom_id", 1..=100)
}
