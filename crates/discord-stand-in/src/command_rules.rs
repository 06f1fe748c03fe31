//! What Discord takes as an application command.
//!
//! Limits: <https://discord.com/developers/docs/interactions/application-commands>.

use std::collections::BTreeSet;

use serde_json::Value;

use super::form::{Form, FormErrors};
use super::refusal::Refusal;

/// Discord's locales: <https://discord.com/developers/docs/reference#locales>.
const LOCALES: [&str; 34] = [
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he",
    "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE",
    "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
];

/// Kinds of options: <https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-type>.
pub(super) mod option {
    pub(crate) const SUBCOMMAND: i64 = 1;
    pub(crate) const GROUP: i64 = 2;
    pub(crate) const TEXT: i64 = 3;
    pub(crate) const INTEGER: i64 = 4;
    pub(crate) const BOOLEAN: i64 = 5;
    pub(crate) const USER: i64 = 6;
    pub(crate) const CHANNEL: i64 = 7;
    pub(crate) const ROLE: i64 = 8;
    pub(crate) const NUMBER: i64 = 10;
    pub(crate) const ATTACHMENT: i64 = 11;
}

/// Checks a whole set of commands, as a bot registers it at its start.
pub(super) fn check_all(commands: &[Value]) -> Result<(), Refusal> {
    let mut faults = FormErrors::default();
    let (mut names, mut translations) = (BTreeSet::new(), BTreeSet::new());
    if 100 < commands.len() {
        faults.add(
            "",
            "APPLICATION_COMMANDS_MAX",
            "A bot may have 100 commands at most",
        );
    }
    for (index, command) in commands.iter().enumerate() {
        let path = index.to_string();
        if !names.insert((
            command["type"].as_i64().unwrap_or(1),
            command["name"].as_str(),
        )) {
            let message = "Application command names must be unique";
            faults.add(&path, "APPLICATION_COMMANDS_DUPLICATE_NAME", message);
        }
        check_in(&path, command, &mut faults);
        let translated = command["name_localizations"].as_object();
        for (locale, name) in translated.into_iter().flatten() {
            if !translations.insert((locale.as_str(), name.as_str())) {
                let message = "Application command names must be unique in each language";
                faults.add(&path, "APPLICATION_COMMANDS_DUPLICATE_NAME", message);
            }
        }
    }
    faults.verdict()
}

/// Checks one command.
pub(super) fn check(command: &Value) -> Result<(), Refusal> {
    let mut faults = FormErrors::default();
    check_in("", command, &mut faults);
    faults.verdict()
}

fn check_in(path: &str, command: &Value, faults: &mut FormErrors) {
    Form::part(path, command, faults, |form| {
        form.only(&[
            "id",
            "type",
            "name",
            "name_localizations",
            "description",
            "description_localizations",
            "options",
            "default_member_permissions",
            "dm_permission",
            "contexts",
            "integration_types",
            "nsfw",
            "handler",
        ]);
        let chat = form.integer("type", 1..=4).unwrap_or(1) == 1;
        form.require(&["name"]);
        if chat {
            form.require(&["description"]);
            name(form);
            form.text("description", 1..=100);
            localizations(form);
            options(form, 0);
        } else {
            form.text("name", 1..=32);
            form.text("description", 0..=0);
        }
        form.yes("nsfw");
        if let Some(permissions) = form.get("default_member_permissions")
            && permissions
                .as_str()
                .and_then(|bits| bits.parse::<u64>().ok())
                .is_none()
        {
            let message = "Permissions are a string of digits";
            form.fault("default_member_permissions", "STRING_TYPE_REGEX", message);
        }
    });
    let size = characters(command);
    if 8000 < size {
        let message = format!("Command exceeds maximum size (8000): it is {size}");
        faults.add(path, "APPLICATION_COMMAND_TOO_LARGE", message);
    }
}

/// The names, descriptions and values that count towards the 8000 characters of a command.
fn characters(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(characters).sum(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| match (name.as_str(), value) {
                ("name" | "description" | "value", Value::String(text)) => text.chars().count(),
                ("options" | "choices", inner) => characters(inner),
                _ => 0,
            })
            .sum(),
        _ => 0,
    }
}

fn name(form: &mut Form<'_>) {
    let Some(name) = form.text("name", 1..=32) else {
        return;
    };
    if !is_name(name) {
        let message = "Lower-case letters, digits, '-' and '_' only, at most 32";
        form.fault("name", "APPLICATION_COMMAND_INVALID_NAME", message);
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '\'');
    name.chars().all(allowed) && name == name.to_lowercase()
}

fn localizations(form: &mut Form<'_>) {
    for (field, most) in [
        ("name_localizations", 32),
        ("description_localizations", 100),
    ] {
        form.object(field, |form| {
            let locales: Vec<_> = form.names().collect();
            for locale in locales {
                if !LOCALES.contains(&locale) {
                    form.fault(locale, "ENUM_TYPE_COERCE", "Discord has no such locale");
                }
                if let Some(text) = form.text(locale, 1..=most)
                    && field == "name_localizations"
                    && !is_name(text)
                {
                    let message = "A localised name obeys the same rules as the name";
                    form.fault(locale, "APPLICATION_COMMAND_INVALID_NAME", message);
                }
            }
        });
    }
}

fn options(form: &mut Form<'_>, depth: usize) {
    let mut names = BTreeSet::new();
    let mut optional_seen = false;
    form.each("options", 0..=25, |form| {
        form.only(&[
            "type",
            "name",
            "name_localizations",
            "description",
            "description_localizations",
            "required",
            "choices",
            "options",
            "channel_types",
            "min_value",
            "max_value",
            "min_length",
            "max_length",
            "autocomplete",
        ]);
        form.require(&["type", "name", "description"]);
        name(form);
        form.text("description", 1..=100);
        localizations(form);
        if let Some(name) = form.get("name").and_then(Value::as_str)
            && !names.insert(name.to_owned())
        {
            let message = "Option name already used";
            form.fault(
                "name",
                "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                message,
            );
        }
        let kind = form.integer("type", 1..=11).unwrap_or_default();
        let required = form.yes("required");
        if required && optional_seen {
            let message = "Required options must be placed before non-required options";
            form.fault("", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message);
        }
        optional_seen |= !required;
        if matches!(kind, option::SUBCOMMAND | option::GROUP) {
            if 1 < depth {
                let message = "Sub-commands nest one level deep, in a group";
                form.fault("type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
            } else {
                options(form, depth + 1);
            }
        }
        choices(form, kind);
    });
}

fn choices(form: &mut Form<'_>, kind: i64) {
    let listed = form.list("choices", 0..=25).len();
    let takes_choices = matches!(kind, option::TEXT | option::INTEGER | option::NUMBER);
    let autocomplete = form.yes("autocomplete");
    if autocomplete && (listed != 0 || !takes_choices) {
        let message = "Autocomplete needs a text or number option without fixed choices";
        form.fault(
            "autocomplete",
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
            message,
        );
    }
    if listed != 0 && !takes_choices {
        let message = "Only text and number options have choices";
        form.fault(
            "choices",
            "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID",
            message,
        );
    }
    form.each("choices", 0..=usize::MAX, choice);
    form.integer("min_length", 0..=6000);
    form.integer("max_length", 1..=6000);
}

/// One choice, fixed in a command or offered while the member types.
pub(super) fn choice(form: &mut Form<'_>) {
    form.only(&["name", "name_localizations", "value"]);
    form.require(&["name", "value"]);
    form.text("name", 1..=100);
    if form.get("value").is_some_and(Value::is_string) {
        form.text("value", 0..=100);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn codes(command: Value) -> String {
        check(&command).expect_err("a fault").body()["errors"].to_string()
    }

    #[test]
    fn names_are_lower_case() {
        let told = codes(json!({ "name": "Deploy", "description": "d" }));
        assert!(told.contains("APPLICATION_COMMAND_INVALID_NAME"), "{told}");
    }

    #[test]
    fn required_options_come_first() {
        let told = codes(json!({ "name": "deploy", "description": "d", "options": [
            { "type": 3, "name": "name", "description": "d" },
            { "type": 11, "name": "pack", "description": "d", "required": true },
        ]}));
        assert!(told.contains("OPTIONS_REQUIRED_INVALID"), "{told}");
    }

    #[test]
    fn a_plain_command_passes() {
        let command = json!({ "name": "status", "type": 1, "description": "How it runs.",
            "name_localizations": { "de": "zustand" }, "options": [
            { "type": 3, "name": "server", "description": "Which.", "autocomplete": true }]});
        check(&command).expect("no fault");
    }
}
