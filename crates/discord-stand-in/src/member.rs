//! What members do: type a command, complete an option, press a button.
//!
//! A member's Discord client checks a command before it sends it, and so does this: an unknown
//! command, a missing or misspelt option, a disabled button are mistakes of the test or of the
//! bot, and are told in words.

use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};

use super::snowflake::Snowflake;
use super::state::{Choice, InteractionKind, InteractionRecord, Progress, State};
use super::typed::{Filled, Typed};
use super::{Attachment, Discord, Interaction, Message, interactions};

/// Somebody in a channel of a guild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub id: Snowflake,
    /// In which guild.
    pub guild: Snowflake,
    /// Where they type and press.
    pub channel: Snowflake,
}

impl Member {
    /// The same member in another channel of the guild.
    #[must_use]
    pub fn in_channel(self, channel: Snowflake) -> Self {
        Self { channel, ..self }
    }
}

/// What a member fills into an option of a command.
#[derive(Clone)]
pub enum Input {
    /// Typed text; also taken for numbers and for yes and no.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Any number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A user, channel or role.
    Mention(Snowflake),
    /// A file.
    File(Attachment),
}

impl From<&str> for Input {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Input {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Input {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Input {
    fn from(yes: bool) -> Self {
        Self::Boolean(yes)
    }
}

impl From<Member> for Input {
    fn from(member: Member) -> Self {
        Self::Mention(member.id)
    }
}

impl From<Snowflake> for Input {
    fn from(id: Snowflake) -> Self {
        Self::Mention(id)
    }
}

impl From<Attachment> for Input {
    fn from(file: Attachment) -> Self {
        Self::File(file)
    }
}

impl From<&Attachment> for Input {
    fn from(file: &Attachment) -> Self {
        Self::File(file.clone())
    }
}

/// Something that Discord's client would not let a member do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct ClientRefused(pub(super) String);

pub(super) fn impossible<T>(why: impl Into<String>) -> Result<T, ClientRefused> {
    Err(ClientRefused(why.into()))
}

impl Discord {
    /// A member types a command: `discord.slash(alice, "deploy", &[("name", "Friday".into())])`.
    /// A subcommand follows its command after a space.
    ///
    /// # Panics
    /// When Discord's client would not send it: see [`Discord::try_slash`].
    #[track_caller]
    pub fn slash(&self, member: Member, command: &str, options: &[(&str, Input)]) -> Interaction {
        match self.try_slash(member, command, options) {
            Ok(interaction) => interaction,
            Err(why) => panic!("/{command}: {why}"),
        }
    }

    /// A member types a command.
    ///
    /// # Errors
    /// When Discord's client would not send it: the bot registered no such command, the member
    /// may not see it, an option is unknown, missing or of the wrong kind.
    pub fn try_slash(
        &self,
        member: Member,
        command: &str,
        options: &[(&str, Input)],
    ) -> Result<Interaction, ClientRefused> {
        let started = self.shared.with(|state| {
            let form = Typed::find(state, member, command)?;
            let mut filled = Filled::default();
            form.fill(state, options, &mut filled)?;
            form.require_all(options)?;
            let said = format!("/{}{}", form.words.join(" "), filled.said);
            let data = form.data(filled);
            let record = record(
                state,
                member,
                InteractionKind::Command,
                form.command.name(),
                said,
                None,
            );
            Ok(interactions::start(state, member.guild, record, data))
        })?;
        Ok(self.started(started))
    }

    /// A member types into an option that completes itself, and gets these choices.
    ///
    /// # Panics
    /// When the option does not complete itself, or the bot does not answer in time.
    pub async fn autocomplete(
        &self,
        member: Member,
        command: &str,
        option: &str,
        typed: &str,
    ) -> Vec<Choice> {
        match self.try_autocomplete(member, command, option, typed).await {
            Ok(choices) => choices,
            Err(why) => panic!("/{command} {option}: {typed}… {why}"),
        }
    }

    /// A member types into an option that completes itself, and gets these choices.
    ///
    /// # Errors
    /// When the option does not complete itself, or the bot does not answer in time.
    pub async fn try_autocomplete(
        &self,
        member: Member,
        command: &str,
        option: &str,
        typed: &str,
    ) -> Result<Vec<Choice>, ClientRefused> {
        let started = self.shared.with(|state| {
            let form = Typed::find(state, member, command)?;
            let known = form.option(option)?;
            if known["autocomplete"] != true {
                return impossible(format!("the option {option:?} does not complete itself"));
            }
            let filled = Filled {
                options: vec![json!({
                    "name": option, "type": known["type"], "value": typed, "focused": true,
                })],
                ..Filled::default()
            };
            let said = format!("/{} {option}: {typed}…", form.words.join(" "));
            let data = form.data(filled);
            let name = form.command.name();
            let record = record(
                state,
                member,
                InteractionKind::Autocomplete,
                name,
                said,
                None,
            );
            Ok(interactions::start(state, member.guild, record, data))
        })?;
        let interaction = self.started(started);
        let choices =
            self.shared.wait(
                |state| match &state.interactions[&interaction.id].progress {
                    Progress::Choices(choices) => Some(Ok(choices.clone())),
                    Progress::TimedOut => Some(impossible("loading options failed")),
                    _ => None,
                },
            );
        choices
            .await
            .unwrap_or_else(|| impossible("loading options failed"))
    }

    /// A member presses a button, named by its label or its custom id.
    ///
    /// # Panics
    /// When it cannot be pressed: see [`Discord::try_press`].
    #[track_caller]
    pub fn press(&self, member: Member, message: &Message, button: &str) -> Interaction {
        match self.try_press(member, message, button) {
            Ok(interaction) => interaction,
            Err(why) => panic!("[{button}]: {why}"),
        }
    }

    /// A member presses a button, named by its label or its custom id, on the message as it is
    /// now.
    ///
    /// # Errors
    /// When it cannot be pressed: there is no such button, it is off or a link, the message is
    /// gone or not theirs to see.
    pub fn try_press(
        &self,
        member: Member,
        message: &Message,
        button: &str,
    ) -> Result<Interaction, ClientRefused> {
        let named = |part: &Value| part["label"] == button || part["custom_id"] == button;
        self.use_component(member, message, named, |part| match part["type"].as_u64() {
            Some(2) => Ok(json!({ "component_type": 2, "custom_id": part["custom_id"] })),
            _ => impossible("it is a menu, not a button"),
        })
    }

    /// A member chooses from a menu, named by its custom id.
    ///
    /// # Errors
    /// When the menu or a value does not exist, or the message is gone or not theirs to see.
    pub fn choose(
        &self,
        member: Member,
        message: &Message,
        menu: &str,
        values: &[&str],
    ) -> Result<Interaction, ClientRefused> {
        let named = |part: &Value| part["custom_id"] == menu;
        self.use_component(member, message, named, |part| {
            let offered = |value: &str| {
                let mut options = part["options"].as_array().into_iter().flatten();
                options.any(|option| option["value"] == value)
            };
            if let Some(unknown) = values.iter().find(|value| !offered(value)) {
                return impossible(format!("the menu does not offer {unknown:?}"));
            }
            Ok(json!({ "component_type": 3, "custom_id": menu, "values": values }))
        })
    }

    fn use_component(
        &self,
        member: Member,
        message: &Message,
        named: impl Fn(&Value) -> bool,
        data: impl FnOnce(&Value) -> Result<Value, ClientRefused>,
    ) -> Result<Interaction, ClientRefused> {
        let started = self.shared.with(|state| {
            let now = state
                .messages
                .get(&message.id)
                .filter(|now| now.deleted.is_none());
            let Some(now) = now else {
                return impossible("the message is gone");
            };
            if now.only_for.is_some_and(|only| only != member.id) {
                return impossible("this member does not see the message");
            }
            let Some(part) = now.parts().find(|part| named(part)) else {
                return impossible(format!(
                    "there is no such button; there is:\n{}",
                    now.text()
                ));
            };
            if part["disabled"] == true {
                return impossible("it is off");
            }
            if part["url"].is_string() {
                return impossible(
                    "it is a link, which a browser opens and the bot never hears of",
                );
            }
            let (data, id, channel) = (data(part)?, now.id, now.channel);
            let label = part["label"]
                .as_str()
                .or_else(|| part["custom_id"].as_str());
            let said = format!("[{}]", label.unwrap_or_default());
            let custom_id = part["custom_id"].as_str().unwrap_or_default().to_owned();
            let member = member.in_channel(channel);
            let kind = InteractionKind::Component;
            let record = record(state, member, kind, &custom_id, said, Some(id));
            Ok(interactions::start(state, member.guild, record, data))
        })?;
        Ok(self.started(started))
    }

    /// Hands out the interaction, and sees to it that its three seconds end.
    pub(super) fn started(&self, id: Snowflake) -> Interaction {
        let weak = Arc::downgrade(&self.shared);
        let closing = self.shared.closing.clone();
        let time = self.look(|state| state.limits.answer_within);
        tokio::spawn(async move {
            if closing
                .run_until_cancelled(tokio::time::sleep(time))
                .await
                .is_some()
                && let Some(shared) = weak.upgrade()
            {
                shared.with(|state| interactions::expire(state, id));
            }
        });
        Interaction {
            shared: self.shared.clone(),
            id,
        }
    }
}

pub(super) fn record(
    state: &mut State,
    member: Member,
    kind: InteractionKind,
    name: &str,
    said: String,
    source: Option<Snowflake>,
) -> InteractionRecord {
    let id = state.mint.next();
    InteractionRecord {
        id,
        kind,
        member: member.id,
        channel: member.channel,
        name: name.to_owned(),
        said,
        progress: Progress::Waiting,
        acknowledged_after: None,
        original: None,
        followups: Vec::new(),
        token: format!(
            "{id}-{:016x}{:016x}",
            rand::random::<u64>(),
            rand::random::<u64>()
        ),
        created: Instant::now(),
        source,
        opened_by: None,
    }
}
