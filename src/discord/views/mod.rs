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
//!   * [`results`]: who was where; * [`errors`]: refusals and failures;
//!   * [`answers`]: the rest.

pub mod announcements;
pub mod answers;
pub mod cards;
pub mod changes;
pub mod costs;
pub mod errors;
pub mod escape;
pub mod letters;
pub mod logs;
pub mod packs;
pub mod programs;
pub mod races;
pub mod results;
pub mod status;

#[cfg(test)]
mod results_tests;
#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};
use poise::CreateReply;
use poise::serenity_prelude::{
    ButtonStyle, CreateActionRow, CreateAllowedMentions, CreateAttachment, CreateButton,
    CreateEmbed, CreateEmbedFooter, CreateInteractionResponseFollowup,
    CreateInteractionResponseMessage, CreateMessage, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption, EditAttachments, EditInteractionResponse, EditMessage,
    RoleId as DiscordRole,
};

use super::buttons::ButtonId;
use super::sign_up::RacePress;
use domain::ids::UserId;
use domain::server::{Home, Owner};

/// Discord's limits, in characters.
mod limits {
    pub(super) const CONTENT: usize = 2000;
    pub(super) const TITLE: usize = 256;
    pub(super) const DESCRIPTION: usize = 4096;
    pub(super) const FIELDS: usize = 25;
    pub(super) const FIELD_VALUE: usize = 1024;
    pub(super) const EMBED: usize = 6000;
    pub(super) const LABEL: usize = 80;
    /// A line of a menu.
    pub(super) const OPTION: usize = 100;
    pub(super) const ROWS: usize = 5;
    /// A description of an attachment.
    pub(super) const ALT: usize = 1024;
}

/// Ours are shorter than Discord's 256 and 2048.
const FIELD_NAME: usize = 80;
const FOOTER: usize = 200;

/// What a message is about at a glance: the colour of its edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
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

/// A button below a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Button {
    /// Opens an address.
    Link {
        /// What stands on it.
        label: String,
        /// Where it leads; http or https.
        url: String,
    },
    /// Tells the bot.
    Press {
        /// What stands on it.
        label: &'static str,
        /// What the bot is told.
        press: ButtonId,
        /// Whether it is red.
        danger: bool,
    },
    /// Tells the bot something about a race.
    Race {
        /// What stands on it.
        label: &'static str,
        /// What the bot is told.
        press: RacePress,
        /// Whether it is the one that most people press.
        main: bool,
        /// Whether it is red.
        danger: bool,
    },
}

/// A menu to choose one thing from; it has a row of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// What the bot is told.
    pub custom_id: String,
    /// What stands in it before anything is chosen.
    pub placeholder: &'static str,
    /// From 1 to 25.
    pub options: Vec<MenuOption>,
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuOption {
    /// What people read.
    pub label: String,
    /// What the bot is told.
    pub value: String,
    /// A line below the label; empty: none.
    pub description: String,
}

impl Menu {
    fn create(&self) -> CreateSelectMenu {
        let options = self.options.iter().map(|option| {
            let label = escape::clip(&option.label, limits::OPTION);
            let created = CreateSelectMenuOption::new(label, &option.value);
            match option.description.as_str() {
                "" => created,
                words => created.description(escape::clip(words, limits::OPTION)),
            }
        });
        let options = options.collect();
        CreateSelectMenu::new(&self.custom_id, CreateSelectMenuKind::String { options })
            .placeholder(self.placeholder)
    }
}

impl Button {
    fn press(label: &'static str, press: ButtonId) -> Self {
        Self::Press {
            label,
            press,
            danger: false,
        }
    }

    /// "Status".
    pub fn status(server: &domain::ids::ServerId) -> Self {
        Self::press("Status", ButtonId::Status(server.clone()))
    }

    /// "Logs".
    pub fn logs(server: &domain::ids::ServerId) -> Self {
        Self::press("Logs", ButtonId::Logs(server.clone()))
    }

    /// "Keep it running".
    pub fn keep_running(server: &domain::ids::ServerId) -> Self {
        Self::press("Keep it running", ButtonId::KeepRunning(server.clone()))
    }

    /// "Redeploy".
    pub fn redeploy(server: &domain::ids::ServerId) -> Self {
        Self::press("Redeploy", ButtonId::Redeploy(server.clone()))
    }

    /// "Stop".
    pub fn stop(server: &domain::ids::ServerId) -> Self {
        Self::Press {
            label: "Stop",
            press: ButtonId::Stop(server.clone()),
            danger: true,
        }
    }

    /// "Restart".
    pub fn restart(server: &domain::ids::ServerId) -> Self {
        Self::press("Restart", ButtonId::Restart(server.clone()))
    }

    /// "Start".
    pub fn start(server: &domain::ids::ServerId) -> Self {
        Self::press("Start", ButtonId::Start(server.clone()))
    }

    fn create(&self) -> CreateButton {
        match self {
            Self::Link { label, url } => {
                CreateButton::new_link(url).label(escape::line(label, limits::LABEL))
            }
            Self::Press {
                label,
                press,
                danger,
            } => CreateButton::new(press.to_string())
                .label(*label)
                .style(if *danger {
                    ButtonStyle::Danger
                } else {
                    ButtonStyle::Secondary
                }),
            Self::Race {
                label,
                press,
                main,
                danger,
            } => CreateButton::new(press.to_string())
                .label(*label)
                .style(match (main, danger) {
                    (true, _) => ButtonStyle::Primary,
                    (_, true) => ButtonStyle::Danger,
                    _ => ButtonStyle::Secondary,
                }),
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
pub struct View {
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
    pub fn new(tone: Tone, title: impl Into<String>) -> Self {
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
    pub fn line(content: impl Into<String>) -> Self {
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
    pub fn saying(mut self, description: impl Into<String>) -> Self {
        if let Some(embed) = &mut self.embed {
            embed.description = description.into();
        }
        self
    }

    /// Adds a titled piece over the whole width.
    #[must_use]
    pub fn field(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.with_field(name.into(), value.into(), false)
    }

    /// Adds a titled piece that stands beside others.
    #[must_use]
    pub fn fact(self, name: impl Into<String>, value: impl Into<String>) -> Self {
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
    pub fn footer(mut self, footer: impl Into<String>) -> Self {
        if let Some(embed) = &mut self.embed {
            embed.footer = footer.into();
        }
        self
    }

    /// Attaches a text file.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, content: impl Into<String>) -> Self {
        self.files.push(AttachedFile {
            name: name.into(),
            bytes: content.into().into_bytes(),
            alt: None,
        });
        self
    }

    /// Says this above the box, and notifies nobody.
    #[must_use]
    pub fn above(mut self, words: impl Into<String>) -> Self {
        self.content = Some(words.into());
        self
    }

    /// Attaches a file that may be no text.
    #[must_use]
    pub fn bytes(mut self, name: impl Into<String>, bytes: Vec<u8>) -> Self {
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
    pub fn calling(mut self, owner: &Owner, words: &str) -> Self {
        self.pings = owner.user.map(UserId::get).into_iter().collect();
        self.content = Some(match owner.user {
            Some(user) => format!("<@{user}> {words}"),
            None => words.to_owned(),
        });
        self
    }

    /// Says this above the box, and notifies a role.
    #[must_use]
    pub fn calling_role(mut self, role: Option<u64>, words: &str) -> Self {
        self.pings_role = role;
        self.content = Some(match role {
            Some(role) => format!("<@&{role}> {words}"),
            None => words.to_owned(),
        });
        self
    }

    /// Says this above the box, and notifies these users, who are named in it.
    #[must_use]
    pub fn calling_users(mut self, users: &[u64], words: &str) -> Self {
        self.pings = users.to_vec();
        self.content = Some(words.to_owned());
        self
    }

    /// Adds menus; each has a row of its own.
    #[must_use]
    pub fn menus(mut self, menus: impl IntoIterator<Item = Menu>) -> Self {
        self.menus
            .extend(menus.into_iter().filter(|menu| !menu.options.is_empty()));
        self
    }

    /// Attaches a PNG, with what it shows in words.
    #[must_use]
    pub fn picture(mut self, name: impl Into<String>, png: Vec<u8>, alt: &str) -> Self {
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

    /// Adds buttons, five at most.
    #[must_use]
    pub fn buttons(mut self, buttons: impl IntoIterator<Item = Button>) -> Self {
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
        let mut buttons = self.buttons.iter().map(Button::create).peekable();
        if buttons.peek().is_some() {
            rows.insert(0, CreateActionRow::Buttons(buttons.take(5).collect()));
        }
        rows.truncate(limits::ROWS);
        rows
    }

    /// The line above the box, as Discord keeps it.
    pub fn said(&self) -> String {
        self.content()
    }

    /// As the first answer to a press or a form.
    pub fn response(&self, ephemeral: bool) -> CreateInteractionResponseMessage {
        CreateInteractionResponseMessage::new()
            .content(self.content())
            .embeds(self.embeds())
            .components(self.rows())
            .allowed_mentions(nobody())
            .ephemeral(ephemeral)
    }

    /// As a new message of a channel.
    pub fn message(&self) -> CreateMessage {
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
    pub fn edit(&self) -> EditMessage {
        let edit = EditMessage::new()
            .content(self.content())
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
    pub fn whisper(&self) -> CreateReply {
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
    pub fn follow_up(&self, ephemeral: bool) -> CreateInteractionResponseFollowup {
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
    pub fn edit_answer(&self) -> EditInteractionResponse {
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

/// A time that Discord shows relative to now and keeps up to date by itself: "3 minutes ago".
pub fn relative(at: Timestamp) -> String {
    format!("<t:{}:R>", at.as_second())
}

/// A time of day, as Discord shows it in each reader's own zone.
pub fn clock(at: Timestamp) -> String {
    format!("<t:{}:t>", at.as_second())
}

/// A span of time, for people.
pub fn span(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().max(0);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 if seconds % 60 == 0 => format!("{} min", seconds / 60),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// Somebody by their name. A mention would show as a bare number to every reader whose Discord has
/// not met that member, which is most of a large league, and those who left
/// (discord/discord-api-docs#1479).
pub fn owner(owner: &Owner) -> String {
    match owner.user {
        Some(user) if owner.name.trim().is_empty() => format!("<@{user}>"),
        _ => escape::plain(&owner.name, 40),
    }
}

/// The address of a message.
pub fn message_url(home: Home, message: domain::ids::MessageId) -> String {
    format!(
        "https://discord.com/channels/{}/{}/{message}",
        home.guild, home.channel
    )
}

/// A share of a whole as "45 of 230 MiB (20 %)".
pub fn moved(done: u64, of: Option<u64>) -> String {
    let Some(total) = of.filter(|total| *total != 0) else {
        return crate::explain::mebibytes(done);
    };
    let done = done.min(total);
    let percent = u128::from(done) * 100 / u128::from(total);
    format!(
        "{} of {} ({percent} %)",
        crate::explain::mebibytes(done),
        crate::explain::mebibytes(total)
    )
}
