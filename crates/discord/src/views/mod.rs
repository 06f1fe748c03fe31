//! What people see in Discord: every message of the bot is a [`View`], and only here a view
//! becomes an embed with buttons.
//!
//! A view cannot break Discord's limits: whatever stands in it is cut to fit
//! (<https://discord.com/developers/docs/resources/message#embed-object-embed-limits>). It can
//! ping nobody but those whom [`View::calling`] and its like name, and text of users is defused by
//! [`escape::plain`].
//!
//! * [`cards`]: the progress message; * [`announcements`]: the join link; * [`status`]: answers to
//!   `/status` and `/servers`; * [`letters`]: direct messages to owners; * [`logs`]: what a server printed;
//!   * [`results`]: who was where; * [`errors`]: refusals and failures; * [`help`]: what there is;
//!   * [`answers`]: the rest.

pub(crate) mod announcements;
pub(crate) mod answers;
pub(crate) mod cards;
pub(crate) mod changes;
pub(crate) mod control;
mod controls;
pub(crate) mod costs;
pub(crate) mod errors;
pub(crate) mod escape;
pub(crate) mod help;
pub(crate) mod letters;
mod limits;
pub(crate) mod live;
pub(crate) mod logs;
pub(crate) mod packs;
pub(crate) mod presets;
pub(crate) mod programs;
pub(crate) mod races;
pub(crate) mod results;
pub(crate) mod status;
mod wording;

#[cfg(test)]
mod results_tests;
#[cfg(test)]
mod tests;

use poise::CreateReply;
use poise::serenity_prelude::{
    CreateActionRow, CreateAllowedMentions, CreateAttachment, CreateEmbed, CreateEmbedFooter,
    CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateMessage,
    EditAttachments, EditInteractionResponse, EditMessage, RoleId as DiscordRole,
};

pub(crate) use controls::{Button, Menu, MenuOption};
pub(crate) use wording::{clock, message_url, moved, owner, relative, span};

use domain::ids::UserId;
use domain::server::Owner;

/// Ours are shorter than Discord's 256 and 2048.
const FIELD_NAME: usize = 80;
const FOOTER: usize = 200;

/// What a message is about at a glance: the colour of its edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Something is on its way.
    Busy,
    /// All is well.
    Good,
    /// Somebody should look.
    Warning,
    /// It does not work.
    Bad,
    /// Over, or only for information.
    Quiet,
}

impl Tone {
    fn colour(self) -> u32 {
        match self {
            Self::Busy => 0x34_98_db,
            Self::Good => 0x2e_cc_71,
            Self::Warning => 0xf1_c4_0f,
            Self::Bad => 0xe7_4c_3c,
            Self::Quiet => 0x95_a5_a6,
        }
    }
}

/// A titled piece of an embed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Field {
    name: String,
    value: String,
    inline: bool,
}

/// A message of the bot, before Discord's form is given to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct View {
    /// Plain text above the embed.
    content: Option<String>,
    /// Who is notified of it as a new message; nobody of an edit.
    pings: Vec<u64>,
    /// Which role is.
    pings_role: Option<u64>,
    embed: Option<Embed>,
    buttons: Vec<Button>,
    menus: Vec<Menu>,
    /// Files below it. An edit without any leaves those of the message as they are.
    files: Vec<AttachedFile>,
}

/// A file that a message has.
#[derive(Debug, Clone, PartialEq, Eq)]
struct AttachedFile {
    name: String,
    bytes: Vec<u8>,
    /// What a picture shows, for those who cannot see it.
    alt: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Embed {
    tone: Tone,
    title: String,
    description: String,
    fields: Vec<Field>,
    footer: String,
}

impl View {
    /// A box with a title.
    pub(crate) fn new(tone: Tone, title: impl Into<String>) -> Self {
        let embed = Embed {
            tone,
            title: title.into(),
            description: String::new(),
            fields: Vec::new(),
            footer: String::new(),
        };
        Self {
            content: None,
            pings: Vec::new(),
            pings_role: None,
            embed: Some(embed),
            buttons: Vec::new(),
            menus: Vec::new(),
            files: Vec::new(),
        }
    }

    /// A line of text without a box.
    pub(crate) fn line(content: impl Into<String>) -> Self {
        Self {
            content: Some(content.into()),
            pings: Vec::new(),
            pings_role: None,
            embed: None,
            buttons: Vec::new(),
            menus: Vec::new(),
            files: Vec::new(),
        }
    }

    /// Says this below the title.
    #[must_use]
    pub(crate) fn saying(mut self, description: impl Into<String>) -> Self {
        if let Some(embed) = &mut self.embed {
            embed.description = description.into();
        }
        self
    }

    /// Adds a titled piece over the whole width.
    #[must_use]
    pub(crate) fn field(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.with_field(name.into(), value.into(), false)
    }

    /// Adds a titled piece that stands beside others.
    #[must_use]
    pub(crate) fn fact(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.with_field(name.into(), value.into(), true)
    }

    fn with_field(mut self, name: String, value: String, inline: bool) -> Self {
        if let Some(embed) = &mut self.embed {
            embed.fields.push(Field {
                name,
                value,
                inline,
            });
        }
        self
    }

    /// Writes this at the bottom; it is shown as it is, without Markdown.
    #[must_use]
    pub(crate) fn footer(mut self, footer: impl Into<String>) -> Self {
        if let Some(embed) = &mut self.embed {
            embed.footer = footer.into();
        }
        self
    }

    /// Attaches a text file.
    #[must_use]
    pub(crate) fn file(mut self, name: impl Into<String>, content: impl Into<String>) -> Self {
        self.files.push(AttachedFile {
            name: name.into(),
            bytes: content.into().into_bytes(),
            alt: None,
        });
        self
    }

    /// Says this above the box, and notifies nobody.
    #[must_use]
    pub(crate) fn above(mut self, words: impl Into<String>) -> Self {
        self.content = Some(words.into());
        self
    }

    /// Attaches a file that may be no text.
    #[must_use]
    pub(crate) fn bytes(mut self, name: impl Into<String>, bytes: Vec<u8>) -> Self {
        self.files.push(AttachedFile {
            name: name.into(),
            bytes,
            alt: None,
        });
        self
    }

    /// Says this above the box, and notifies its owner: for what they wait for. It is all that a
    /// notification shows, and all that members see who switched embeds off.
    #[must_use]
    pub(crate) fn calling(mut self, owner: &Owner, words: &str) -> Self {
        self.pings = owner.user.map(UserId::get).into_iter().collect();
        self.content = Some(match owner.user {
            Some(user) => format!("<@{user}> {words}"),
            None => words.to_owned(),
        });
        self
    }

    /// Says this above the box, and notifies a role.
    #[must_use]
    pub(crate) fn calling_role(mut self, role: Option<u64>, words: &str) -> Self {
        self.pings_role = role;
        self.content = Some(match role {
            Some(role) => format!("<@&{role}> {words}"),
            None => words.to_owned(),
        });
        self
    }

    /// Says this above the box, and notifies these users, who are named in it.
    #[must_use]
    pub(crate) fn calling_users(mut self, users: &[u64], words: &str) -> Self {
        self.pings = users.to_vec();
        self.content = Some(words.to_owned());
        self
    }

    /// Adds menus; each has a row of its own.
    #[must_use]
    pub(crate) fn menus(mut self, menus: impl IntoIterator<Item = Menu>) -> Self {
        self.menus
            .extend(menus.into_iter().filter(|menu| !menu.options.is_empty()));
        self
    }

    /// Attaches a PNG, with what it shows in words.
    #[must_use]
    pub(crate) fn picture(mut self, name: impl Into<String>, png: Vec<u8>, alt: &str) -> Self {
        self.files.push(AttachedFile {
            name: name.into(),
            bytes: png,
            alt: Some(escape::line(alt, limits::ALT)),
        });
        self
    }

    fn attachments(&self) -> impl Iterator<Item = CreateAttachment> {
        self.files.iter().map(|file| {
            let attachment = CreateAttachment::bytes(file.bytes.clone(), &file.name);
            match &file.alt {
                Some(alt) => attachment.description(alt),
                None => attachment,
            }
        })
    }

    /// Adds buttons; five stand in a row.
    #[must_use]
    pub(crate) fn buttons(mut self, buttons: impl IntoIterator<Item = Button>) -> Self {
        self.buttons.extend(buttons);
        self
    }

    fn content(&self) -> String {
        escape::clip(self.content.as_deref().unwrap_or_default(), limits::CONTENT)
    }

    fn embeds(&self) -> Vec<CreateEmbed> {
        self.embed.as_ref().map(Embed::create).into_iter().collect()
    }

    /// The buttons in rows; no row at all takes earlier buttons away.
    fn rows(&self) -> Vec<CreateActionRow> {
        let menus = self.menus.iter().map(Menu::create);
        let mut rows: Vec<CreateActionRow> = menus.map(CreateActionRow::SelectMenu).collect();
        let buttons = self.buttons.chunks(limits::BUTTONS);
        let buttons = buttons.map(|row| row.iter().map(Button::create).collect());
        rows.splice(0..0, buttons.map(CreateActionRow::Buttons));
        rows.truncate(limits::ROWS);
        rows
    }

    /// The line above the box, as Discord keeps it.
    pub(crate) fn said(&self) -> String {
        self.content()
    }

    /// As the first answer to a press or a form.
    pub(crate) fn response(&self, ephemeral: bool) -> CreateInteractionResponseMessage {
        CreateInteractionResponseMessage::new()
            .content(self.content())
            .embeds(self.embeds())
            .components(self.rows())
            .allowed_mentions(nobody())
            .ephemeral(ephemeral)
    }

    /// As a new message of a channel.
    pub(crate) fn message(&self) -> CreateMessage {
        let message = CreateMessage::new()
            .embeds(self.embeds())
            .components(self.rows())
            .allowed_mentions(
                nobody()
                    .users(self.pings.iter().copied())
                    .roles(self.pings_role.map(|role| DiscordRole::new(role.max(1)))),
            )
            .files(self.attachments());
        match &self.content {
            Some(_) => message.content(self.content()),
            None => message,
        }
    }

    /// As the new contents of a message of a channel.
    pub(crate) fn edit(&self) -> EditMessage {
        self.edit_below().content(self.content())
    }

    /// As the new contents of a message of a channel whose line above the box stays.
    pub(crate) fn edit_below(&self) -> EditMessage {
        let edit = EditMessage::new()
            .embeds(self.embeds())
            .components(self.rows())
            .allowed_mentions(nobody());
        if self.files.is_empty() {
            return edit;
        }
        edit.attachments(
            self.attachments()
                .fold(EditAttachments::new(), EditAttachments::add),
        )
    }

    /// As the answer to a command, before one member's eyes.
    pub(crate) fn whisper(&self) -> CreateReply {
        let reply = CreateReply::default()
            .components(self.rows())
            .allowed_mentions(nobody())
            .ephemeral(true);
        let reply = match &self.content {
            Some(_) => reply.content(self.content()),
            None => reply,
        };
        let reply = self.attachments().fold(reply, CreateReply::attachment);
        self.embeds().into_iter().fold(reply, CreateReply::embed)
    }

    /// As a further answer to a command or a press.
    pub(crate) fn follow_up(&self, ephemeral: bool) -> CreateInteractionResponseFollowup {
        let message = CreateInteractionResponseFollowup::new()
            .embeds(self.embeds())
            .components(self.rows())
            .allowed_mentions(nobody())
            .ephemeral(ephemeral)
            .files(self.attachments());
        match &self.content {
            Some(_) => message.content(self.content()),
            None => message,
        }
    }

    /// As the new contents of the message whose button was pressed.
    pub(crate) fn edit_answer(&self) -> EditInteractionResponse {
        EditInteractionResponse::new()
            .content(self.content())
            .embeds(self.embeds())
            .components(self.rows())
            .allowed_mentions(nobody())
    }
}

impl Embed {
    /// Spends Discord's characters on what matters most: title, fields, footer, and all the rest
    /// on the description.
    fn create(&self) -> CreateEmbed {
        let mut room = limits::EMBED;
        let mut spend = |text: &str, limit: usize| {
            let kept = escape::clip(text, limit.min(room));
            room -= escape::length(&kept);
            kept
        };
        let mut embed = CreateEmbed::new()
            .colour(self.tone.colour())
            .title(or_blank(spend(&self.title, limits::TITLE)));
        let footer = spend(&self.footer, FOOTER);
        // A long description gets at least a third.
        let reserved = escape::length(&self.description).min(limits::EMBED / 3);
        let mut fields_room = limits::EMBED - limits::TITLE - FOOTER - reserved;
        for field in self.fields.iter().take(limits::FIELDS) {
            if fields_room < 2 * FIELD_NAME {
                break;
            }
            let name = or_blank(spend(&field.name, FIELD_NAME));
            fields_room -= escape::length(&name);
            let value = or_blank(spend(&field.value, limits::FIELD_VALUE.min(fields_room)));
            fields_room -= escape::length(&value);
            embed = embed.field(name, value, field.inline);
        }
        let description = spend(&self.description, limits::DESCRIPTION);
        if !description.is_empty() {
            embed = embed.description(description);
        }
        if !footer.is_empty() {
            embed = embed.footer(CreateEmbedFooter::new(footer));
        }
        embed
    }
}

/// Discord refuses a field without a text.
fn or_blank(text: String) -> String {
    if text.trim().is_empty() {
        "–".to_owned()
    } else {
        text
    }
}

/// Pings nobody, whatever the text mentions.
fn nobody() -> CreateAllowedMentions {
    CreateAllowedMentions::new()
}
