//! Wrong settings in words: where they stand, which key, what is allowed.

use std::fmt;
use std::path::PathBuf;

use figment::error::{Actual, Kind};

use super::PREFIX;

/// Everything that is wrong with the settings; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct SettingsError {
    faults: Vec<SettingsFault>,
}

impl SettingsError {
    /// These faults, of which there is one at least.
    pub(super) fn all(faults: Vec<SettingsFault>) -> Self {
        Self { faults }
    }

    /// `good`, unless something was found.
    pub(super) fn unless_empty<T>(faults: Vec<SettingsFault>, good: T) -> Result<T, Self> {
        if faults.is_empty() {
            Ok(good)
        } else {
            Err(Self { faults })
        }
    }

    /// The faults, in the order in which they were found.
    pub fn faults(&self) -> &[SettingsFault] {
        &self.faults
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{fault}")?;
        }
        Ok(())
    }
}

/// One thing that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsFault {
    /// Where it was said.
    pub origin: Origin,
    /// The way to the key: `["aws", "region"]`; empty where it concerns the whole.
    pub key: Vec<String>,
    /// What is wrong, as the rest of a sentence that began with the key.
    pub what: String,
}

/// Where a setting was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// In this file.
    File(PathBuf),
    /// In the environment (or `.env`).
    Environment,
    /// Nowhere: it is missing, or several places make it wrong together.
    Together,
}

impl fmt::Display for SettingsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { origin, key, what } = self;
        match origin {
            Origin::File(path) if key.is_empty() => write!(f, "{}: {what}", path.display()),
            Origin::File(path) => write!(f, "{}: {} {what}", path.display(), place(key)),
            Origin::Environment => write!(f, "{} {what}", variable(key)),
            Origin::Together if key.is_empty() => f.write_str(what),
            Origin::Together => write!(f, "{} {what}", place(key)),
        }
    }
}

/// A key as somebody looks for it in the file: "`region` in `[aws]`".
fn place(key: &[String]) -> String {
    match key {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [list, index, rest @ ..] if index.parse::<usize>().is_ok() => {
            let number = index.parse::<usize>().unwrap_or_default() + 1;
            match rest {
                [] => format!("entry {number} of [[{list}]]"),
                rest => format!("`{}` in entry {number} of [[{list}]]", rest.join(".")),
            }
        }
        [section, rest @ ..] => format!("`{}` in [{section}]", rest.join(".")),
    }
}

/// The environment variable that makes the setting `key`.
pub(super) fn variable(key: &[String]) -> String {
    format!("{PREFIX}{}", key.join("__").to_uppercase())
}

/// What is wrong at `key`, and what is allowed instead.
pub(super) fn explain(kind: &Kind, key: &[String], origin: &Origin) -> String {
    match kind {
        Kind::UnknownField(field, _) if is_secret(field) => secret(field),
        Kind::UnknownField(field, _) if *origin == Origin::Environment && key.len() == 1 => {
            format!(
                "is not a setting. The name is {PREFIX}SECTION__KEY, with two underscores between them; `{field}` is not a section."
            )
        }
        Kind::UnknownField(_, allowed) => {
            format!("is not a setting. Allowed here: {}.", list(allowed))
        }
        Kind::UnknownVariant(found, allowed) => {
            format!("cannot be “{found}”. Allowed are: {}.", list(allowed))
        }
        Kind::MissingField(_) => "is missing, and has no default.".to_owned(),
        Kind::InvalidType(found, wanted) | Kind::InvalidValue(found, wanted) => {
            let quotes = match (origin, found) {
                (
                    Origin::Environment,
                    Actual::Unsigned(_) | Actual::Signed(_) | Actual::Float(_) | Actual::Bool(_),
                ) if wanted.contains("string") => {
                    " Put it between two double quotes, so that it counts as text."
                }
                _ => "",
            };
            format!(
                "must be {}; it is {}.{quotes}",
                kind_of_value(wanted),
                value(found)
            )
        }
        Kind::Message(message) if message.starts_with("data did not match any variant") => {
            "must be a number, or a text in quotes.".to_owned()
        }
        // Of one of our own types: it goes on from the key's name.
        Kind::Message(message) if message.starts_with("must be ") => format!("{message}."),
        Kind::Message(message) if key.is_empty() => message.trim_end().to_owned(),
        Kind::Message(message) => format!(
            "cannot be taken: {}.",
            message.trim_end_matches(['.', '\n'])
        ),
        other => format!("cannot be taken: {other}."),
    }
}

fn list(allowed: &[&str]) -> String {
    allowed
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Rust's and serde's names for types, in words.
fn kind_of_value(wanted: &str) -> &str {
    match wanted {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a string" | "string" => "a text in quotes",
        "a sequence" => "a list in [ ]",
        "a map" => "a table",
        other if other.starts_with("struct ") => "a table of settings",
        other => other,
    }
}

fn value(found: &Actual) -> String {
    match found {
        Actual::Bool(value) => format!("{value}"),
        Actual::Unsigned(number) => format!("the number {number}"),
        Actual::Signed(number) => format!("the number {number}"),
        Actual::Float(number) => format!("the number {number}"),
        Actual::Str(text) => format!("the text “{}”", text.chars().take(60).collect::<String>()),
        Actual::Seq => "a list".to_owned(),
        Actual::Map => "a table".to_owned(),
        other => other.to_string(),
    }
}

/// Keys under which people write down secrets.
fn is_secret(field: &str) -> bool {
    matches!(
        secret_name(field).as_str(),
        "token"
            | "discord_token"
            | "bot_token"
            | "access_key_id"
            | "secret_access_key"
            | "session_token"
            | "secret"
    )
}

/// `AWS_SESSION_TOKEN` and `session_token` are the same secret.
fn secret_name(field: &str) -> String {
    let name = field.to_lowercase();
    name.strip_prefix("aws_").unwrap_or(&name).to_owned()
}

fn secret(field: &str) -> String {
    let variable = match secret_name(field).as_str() {
        "access_key_id" => "AWS_ACCESS_KEY_ID",
        "secret_access_key" | "secret" => "AWS_SECRET_ACCESS_KEY",
        "session_token" => "AWS_SESSION_TOKEN",
        _ => "DISCORD_TOKEN",
    };
    format!(
        "is a secret, and secrets do not belong into the settings, which get copied and shared. \
         Take it out, and put it into the environment (or the file .env) as {variable}."
    )
}
