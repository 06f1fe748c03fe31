//! What Discord says by REST of the bot and of what it wrote: for a proof, which must not take the bot's
//! own word.

use std::collections::BTreeSet;

use poise::serenity_prelude as serenity;
use serenity::Permissions;

use super::notifier::{ANSWER_WITHIN, links};
use super::request::{self, RequestError};
use super::views::errors;
use super::{BotError, DiscordSettings, client, commands};
use domain::ids::{ChannelId, GuildId, MessageId};
use domain::server::Home;

/// Looks at one channel with the bot's token, and takes back what the bot wrote there.
pub struct Inspector {
    http: serenity::Http,
    me: serenity::CurrentUser,
    guild: serenity::PartialGuild,
    channel: serenity::GuildChannel,
    /// The last message that stood there before: later ones are looked at.
    last: u64,
}

/// Why nothing can be inspected.
#[derive(Debug, thiserror::Error)]
pub enum InspectionError {
    /// The token is none.
    #[error(transparent)]
    Bot(#[from] BotError),
    /// The channel is none that a server's messages can stand in.
    #[error("channel {0} is not a text channel of a Discord server")]
    NoTextChannel(ChannelId),
    /// Discord refused a request, or did not answer.
    #[error("Discord did not tell {what}: {error}")]
    Request {
        /// What was asked for.
        what: &'static str,
        /// What it said.
        error: String,
    },
}

/// A message of the bot's, as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenMessage {
    /// Its id.
    pub id: MessageId,
    /// The title of its embed; empty if it has none.
    pub title: String,
    /// Where its link button leads, if it can be pressed.
    pub link: Option<String>,
}

impl std::fmt::Debug for Inspector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inspector").finish_non_exhaustive()
    }
}

impl Inspector {
    /// Asks who the token belongs to, and where the channel is.
    ///
    /// # Errors
    /// If Discord does not know the token, or does not show the channel to the bot.
    pub async fn of(
        settings: &DiscordSettings,
        token: &str,
        channel: ChannelId,
    ) -> Result<Self, InspectionError> {
        let http = client::http(settings, token.trim())?;
        let me = ask("who the bot is", || http.get_current_user()).await?;
        let application = ask("its application", || http.get_current_application_info()).await?;
        http.set_application_id(application.id);
        let id = serenity::ChannelId::new(channel.get().max(1));
        let there = ask("of the channel; is the bot invited there?", || {
            http.get_channel(id)
        })
        .await?;
        let there = there
            .guild()
            .filter(|there| there.kind == serenity::ChannelType::Text)
            .ok_or(InspectionError::NoTextChannel(channel))?;
        let guild = ask("of the Discord server", || http.get_guild(there.guild_id)).await?;
        let newest = serenity::GetMessages::new().limit(1);
        let newest = ask("what stands in the channel", || {
            there.id.messages(&http, newest)
        })
        .await?;
        Ok(Self {
            last: newest.first().map_or(0, |message| message.id.get()),
            http,
            me,
            guild,
            channel: there,
        })
    }

    /// The channel, as a server's home.
    pub fn home(&self) -> Home {
        Home {
            guild: GuildId::from(self.guild.id.get()),
            channel: ChannelId::from(self.channel.id.get()),
        }
    }

    /// Who the bot is, and where it looks.
    pub fn place(&self) -> String {
        format!(
            "{} in #{} of {}",
            self.me.name, self.channel.name, self.guild.name
        )
    }

    /// Where a person finds the channel.
    pub fn address(&self) -> String {
        format!(
            "https://discord.com/channels/{}/{}",
            self.guild.id, self.channel.id
        )
    }

    /// How many of this version's commands are registered, and which are not.
    ///
    /// # Errors
    /// If Discord does not say.
    pub async fn commands(&self) -> Result<(usize, Vec<String>), InspectionError> {
        let registered = ask("its commands", || self.http.get_global_commands()).await?;
        let registered: BTreeSet<String> = registered.into_iter().map(|one| one.name).collect();
        let ours = commands::all()
            .into_iter()
            .map(|command| command.name.into_owned());
        let (there, missing): (Vec<_>, Vec<_>) = ours.partition(|name| registered.contains(name));
        Ok((there.len(), missing))
    }

    /// The permissions that the bot lacks in the channel, by the names of Discord's settings; that to read
    /// what stands there is needed for an inspection alone.
    ///
    /// # Errors
    /// If Discord does not tell its roles.
    pub async fn lacking(&self) -> Result<Vec<&'static str>, InspectionError> {
        let me = ask("the bot's roles", || {
            self.http.get_member(self.guild.id, self.me.id)
        })
        .await?;
        let has = self.guild.user_permissions_in(&self.channel, &me);
        let mut lacking = errors::lacking(has, errors::Place::Channel);
        if !has.administrator() && !has.contains(Permissions::READ_MESSAGE_HISTORY) {
            lacking.push("Read Message History");
        }
        Ok(lacking)
    }

    /// The bot's messages that were posted in the channel since this began to look, oldest first.
    ///
    /// # Errors
    /// If Discord does not show them.
    pub async fn messages(&self) -> Result<Vec<SeenMessage>, InspectionError> {
        let mut after = self.last;
        let mut seen = Vec::new();
        loop {
            let page = serenity::GetMessages::new()
                .limit(100)
                .after(serenity::MessageId::new(after.max(1)));
            let mut messages = ask("what stands in the channel", || {
                self.channel.id.messages(&self.http, page)
            })
            .await?;
            messages.sort_by_key(|message| message.id);
            let Some(last) = messages.last() else {
                return Ok(seen);
            };
            after = last.id.get();
            let ours = messages.iter().filter(|it| it.author.id == self.me.id);
            seen.extend(ours.map(|message| {
                SeenMessage {
                    id: MessageId::from(message.id.get()),
                    title: message
                        .embeds
                        .first()
                        .and_then(|embed| embed.title.clone())
                        .unwrap_or_default(),
                    link: links(message).next().map(str::to_owned),
                }
            }));
        }
    }

    /// Takes a message of the bot's back, for which it needs no permission.
    ///
    /// # Errors
    /// If it stays.
    pub async fn take_back(&self, message: MessageId) -> Result<(), InspectionError> {
        let id = serenity::MessageId::new(message.get().max(1));
        let delete = || self.http.delete_message(self.channel.id, id, None);
        match request::send(ANSWER_WITHIN, delete).await {
            // Somebody was quicker, or only the answer of the first try was lost.
            Err(error) if error.code() == Some(10008) => Ok(()),
            deleted => deleted.map_err(|error| told("that a message is gone", &error)),
        }
    }
}

async fn ask<T, F>(what: &'static str, request: impl FnMut() -> F) -> Result<T, InspectionError>
where
    F: Future<Output = Result<T, serenity::Error>>,
{
    request::send(ANSWER_WITHIN, request)
        .await
        .map_err(|error| match error {
            RequestError::Discord(error) if request::status(&error) == Some(401) => {
                BotError::from(error).into()
            }
            error => told(what, &error),
        })
}

fn told(what: &'static str, error: &RequestError) -> InspectionError {
    InspectionError::Request {
        what,
        error: error.to_string(),
    }
}
