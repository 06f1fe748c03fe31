//! A command while it is typed: which one, with which options, and whether Discord's client
//! would send it.

use serde_json::{Map, Value, json};
use serenity::model::Permissions;

use super::command_rules::option as kind;
use super::member::{ClientRefused, Input, Member, impossible};
use super::state::{Command, State};
use super::{cdn, installs, wire};

/// A command that is being typed.
pub(super) struct Typed {
    pub(super) command: Command,
    /// The command and its subcommands.
    pub(super) words: Vec<String>,
    /// The options of the innermost subcommand.
    options: Vec<Value>,
}

/// The options that were filled in.
#[derive(Default)]
pub(super) struct Filled {
    pub(super) options: Vec<Value>,
    pub(super) resolved: Map<String, Value>,
    pub(super) said: String,
}

impl Typed {
    pub(super) fn find(
        state: &State,
        member: Member,
        command: &str,
    ) -> Result<Self, ClientRefused> {
        let words: Vec<_> = command
            .trim_start_matches('/')
            .split(' ')
            .map(str::to_owned)
            .collect();
        let found = state
            .commands(member.guild)
            .find(|known| known.name() == words[0]);
        let Some(command) = found.cloned() else {
            let known: Vec<_> = state.commands(member.guild).map(Command::name).collect();
            return impossible(format!(
                "the bot registered no such command; it has {known:?}"
            ));
        };
        installs::offered(state, member, &command)?;
        let needed = command.form["default_member_permissions"].as_str();
        let needed = needed
            .and_then(|bits| bits.parse().ok())
            .unwrap_or_default();
        if !state
            .permissions(member.guild, member.id)
            .contains(Permissions::from_bits_retain(needed))
        {
            return impossible("this member does not see the command: it needs permissions");
        }
        let list = |form: &Value| form["options"].as_array().cloned().unwrap_or_default();
        let mut options = list(&command.form);
        for word in &words[1..] {
            let inner = options.iter().find(|option| {
                let kind = option["type"].as_i64().unwrap_or_default();
                option["name"] == word.as_str() && matches!(kind, kind::SUBCOMMAND | kind::GROUP)
            });
            let Some(inner) = inner else {
                return impossible(format!("there is no subcommand {word:?}"));
            };
            options = list(inner);
        }
        let subcommand = options.iter().find(|option| {
            matches!(
                option["type"].as_i64(),
                Some(kind::SUBCOMMAND | kind::GROUP)
            )
        });
        if let Some(subcommand) = subcommand {
            return impossible(format!(
                "it is sent with a subcommand only, such as {}",
                subcommand["name"]
            ));
        }
        Ok(Self {
            command,
            words,
            options,
        })
    }

    pub(super) fn option(&self, name: &str) -> Result<&Value, ClientRefused> {
        let found = self.options.iter().find(|option| option["name"] == name);
        found.ok_or_else(|| {
            let known: Vec<_> = self
                .options
                .iter()
                .filter_map(|o| o["name"].as_str())
                .collect();
            ClientRefused(format!("there is no option {name:?}; there are {known:?}"))
        })
    }

    pub(super) fn require_all(&self, given: &[(&str, Input)]) -> Result<(), ClientRefused> {
        for option in self
            .options
            .iter()
            .filter(|option| option["required"] == true)
        {
            if !given.iter().any(|(name, _)| option["name"] == *name) {
                return impossible(format!("the option {} is required", option["name"]));
            }
        }
        Ok(())
    }

    pub(super) fn fill(
        &self,
        state: &State,
        given: &[(&str, Input)],
        filled: &mut Filled,
    ) -> Result<(), ClientRefused> {
        for (name, input) in given {
            let option = self.option(name)?;
            let picked = picked(state, option, input);
            let input = picked.as_ref().unwrap_or(input);
            let value = value(option, input)
                .map_err(|ClientRefused(why)| ClientRefused(format!("option {name:?}: {why}")))?;
            filled.resolve(state, option["type"].as_i64().unwrap_or_default(), input);
            let shown = match input {
                Input::File(file) => file.name().to_owned(),
                Input::Text(text) => text.clone(),
                _ => value.to_string().trim_matches('"').to_owned(),
            };
            filled.said.push_str(&format!(" {name}: {shown}"));
            filled
                .options
                .push(json!({ "name": name, "type": option["type"], "value": value }));
        }
        Ok(())
    }

    /// What the bot gets as the interaction's data.
    pub(super) fn data(&self, filled: Filled) -> Value {
        let mut options = Value::from(filled.options);
        for (depth, word) in self.words.iter().enumerate().skip(1).rev() {
            let group = depth + 1 < self.words.len();
            let kind = if group { kind::GROUP } else { kind::SUBCOMMAND };
            options = json!([{ "name": word, "type": kind, "options": options }]);
        }
        let mut data = json!({
            "id": self.command.id, "name": self.command.name(), "type": 1, "options": options,
        });
        if let Some(guild) = self.command.guild {
            data["guild_id"] = json!(guild);
        }
        if !filled.resolved.is_empty() {
            data["resolved"] = Value::Object(filled.resolved);
        }
        data
    }
}

impl Filled {
    /// Adds the object that an option points at.
    fn resolve(&mut self, state: &State, kind: i64, input: &Input) {
        let (list, id, object) = match (kind, input) {
            (_, Input::File(file)) => (
                "attachments",
                file.id(),
                cdn::attachment(state, &file.upload),
            ),
            (kind::USER, Input::Mention(id)) => ("users", *id, wire::user(state, *id)),
            (kind::CHANNEL, Input::Mention(id)) => {
                let found = state
                    .channels
                    .get(id)
                    .map(|channel| wire::channel(state, channel));
                ("channels", *id, found.unwrap_or_default())
            }
            (kind::ROLE, Input::Mention(id)) => {
                let found = state
                    .guilds()
                    .find_map(|guild| guild.roles.get(id))
                    .map(wire::role);
                ("roles", *id, found.unwrap_or_default())
            }
            _ => return,
        };
        let objects = self.resolved.entry(list).or_insert_with(|| json!({}));
        objects[id.to_string()] = object;
    }
}

/// A user, channel or role whose name was typed: Discord's client offers those there are.
fn picked(state: &State, option: &Value, input: &Input) -> Option<Input> {
    let Input::Text(text) = input else {
        return None;
    };
    let name = text.trim().trim_start_matches(['@', '#', '&']);
    let found = match option["type"].as_i64()? {
        kind::ROLE => state
            .guilds()
            .flat_map(|guild| guild.roles.values())
            .find(|role| role.name == name)
            .map(|role| role.id),
        kind::CHANNEL => state
            .channels
            .values()
            .find(|channel| channel.name == name)
            .map(|channel| channel.id),
        kind::USER => state
            .users
            .values()
            .find(|user| user.name == name)
            .map(|user| user.id),
        _ => None,
    };
    found.map(Input::Mention)
}

/// What goes over the wire for an input, if the option takes it.
fn value(option: &Value, input: &Input) -> Result<Value, ClientRefused> {
    let kind = option["type"].as_i64().unwrap_or_default();
    let value = match (kind, input) {
        (kind::TEXT, Input::Text(text)) => json!(text),
        (kind::INTEGER, Input::Integer(number)) => json!(number),
        (kind::INTEGER, Input::Text(text)) => {
            json!(
                text.parse::<i64>()
                    .map_err(|_| ClientRefused("not a whole number".to_owned()))?
            )
        }
        (kind::NUMBER, Input::Integer(number)) => json!(number),
        (kind::NUMBER, Input::Number(number)) => json!(number),
        (kind::NUMBER, Input::Text(text)) => {
            json!(
                text.parse::<f64>()
                    .map_err(|_| ClientRefused("not a number".to_owned()))?
            )
        }
        (kind::BOOLEAN, Input::Boolean(yes)) => json!(yes),
        (kind::BOOLEAN, Input::Text(text)) => {
            json!(
                text.parse::<bool>()
                    .map_err(|_| ClientRefused("not true or false".to_owned()))?
            )
        }
        (kind::USER | kind::CHANNEL | kind::ROLE, Input::Mention(id)) => json!(id),
        (kind::ATTACHMENT, Input::File(file)) => json!(file.id()),
        (kind, _) => return impossible(format!("an option of type {kind} does not take this")),
    };
    let choices = option["choices"]
        .as_array()
        .filter(|choices| !choices.is_empty());
    if let Some(choices) = choices
        && !choices.iter().any(|choice| choice["value"] == value)
    {
        let offered: Vec<_> = choices.iter().map(|choice| &choice["value"]).collect();
        return impossible(format!("{value} is not one of the choices {offered:?}"));
    }
    if let Some(text) = value.as_str().filter(|_| kind == kind::TEXT) {
        let length = text.chars().count() as u64;
        let least = option["min_length"].as_u64().unwrap_or(0);
        let most = option["max_length"].as_u64().unwrap_or(6000);
        if !(least..=most).contains(&length) {
            return impossible(format!("takes {least} to {most} characters, not {length}"));
        }
    }
    if let Some(number) = value.as_f64() {
        let least = option["min_value"].as_f64().unwrap_or(f64::MIN);
        let most = option["max_value"].as_f64().unwrap_or(f64::MAX);
        if !(least..=most).contains(&number) {
            return impossible(format!("takes {least} to {most}, not {number}"));
        }
    }
    Ok(value)
}
