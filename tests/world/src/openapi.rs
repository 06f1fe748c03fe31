//! Discord's own description of its REST interface, held against what the bot sends and what
//! the stand-in answers, so that neither is kinder or stranger than Discord.
//!
//! The file is not part of the project: the environment variable `DISCORD_OPENAPI` names it
//! (<https://github.com/discord/discord-api-spec>). Without it, [`check`] is `None`.
//!
//! The description knows less than Discord does (embeds of 6000 characters in all, lower-case
//! command names, …); those rules are the stand-in's own.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use discord_stand_in::{Check, Recorded};
use jsonschema::Validator;
use serde_json::{Value, json};

/// Discord's description, with its schemas compiled as they are needed.
pub struct Description {
    document: Value,
    compiled: Mutex<HashMap<String, Arc<Validator>>>,
}

/// A check for the stand-in's [`discord_stand_in::Options::checks`], if the environment
/// variable `DISCORD_OPENAPI` names a description. It is read once per process.
///
/// # Panics
/// When the file is there but cannot be read as JSON.
pub fn check() -> Option<Check> {
    static DESCRIPTION: LazyLock<Option<Arc<Description>>> = LazyLock::new(|| {
        let path = std::env::var_os("DISCORD_OPENAPI")?;
        match Description::read(Path::new(&path)) {
            Ok(description) => Some(Arc::new(description)),
            Err(error) => panic!("DISCORD_OPENAPI names {}: {error}", path.display()),
        }
    });
    let description = DESCRIPTION.clone()?;
    Some(Arc::new(move |request: &Recorded| {
        description.check(request)
    }))
}

impl Description {
    /// Reads a description.
    ///
    /// # Errors
    /// When the file cannot be read or is not JSON.
    pub fn read(path: &Path) -> std::io::Result<Self> {
        Ok(Self::new(serde_json::from_slice(&std::fs::read(path)?)?))
    }

    fn new(mut document: Value) -> Self {
        relax(&mut document["components"]);
        relax(&mut document["paths"]);
        document["components"]["schemas"]["SnowflakeType"] = json!({
            "anyOf": [{ "type": "string", "pattern": "^[0-9]+$" }, { "type": "integer" }],
        });
        // Faults of a form bear words for codes, as Discord's documentation shows and the
        // description forgets: https://discord.com/developers/docs/reference#error-messages
        document["components"]["schemas"]["Error"]["properties"]["code"] =
            json!({ "type": ["integer", "string"] });
        Self {
            document,
            compiled: Mutex::default(),
        }
    }

    /// Holds a request and its answer against the description.
    ///
    /// # Errors
    /// What does not fit, and where.
    pub fn check(&self, request: &Recorded) -> Result<(), String> {
        let Some(route) = request.route else {
            return Ok(());
        };
        let operation = &self.document["paths"][route][request.method.to_lowercase()];
        if operation.is_null() {
            return Err("Discord describes no such request".to_owned());
        }
        // What was refused may well be wrong: that is why it was.
        if request.status < 400 {
            let wanted = &operation["requestBody"];
            let schema = &wanted["content"]["application/json"]["schema"];
            match &request.body {
                Some(body) => self.validate("request", schema, body)?,
                None if wanted["required"] == true => return Err("the body is missing".to_owned()),
                None => {}
            }
        }
        self.check_answer(operation, request)
    }

    fn check_answer(&self, operation: &Value, request: &Recorded) -> Result<(), String> {
        if 500 <= request.status {
            return Ok(());
        }
        let responses = &operation["responses"];
        let status = request.status.to_string();
        let class = format!("{}XX", request.status / 100);
        let found = [status.as_str(), class.as_str()]
            .into_iter()
            .find_map(|s| responses.get(s));
        let Some(mut found) = found else {
            return Err(format!("Discord never answers this with {status}"));
        };
        if let Some(pointer) = found["$ref"]
            .as_str()
            .and_then(|name| name.strip_prefix('#'))
        {
            found = self.document.pointer(pointer).unwrap_or(&Value::Null);
        }
        let schema = &found["content"]["application/json"]["schema"];
        match &request.response {
            Some(answer) => self.validate("answer", schema, answer),
            None => Ok(()),
        }
    }

    /// Holds an object against one of the named schemas, such as `MessageResponse`.
    ///
    /// # Errors
    /// What does not fit, and where.
    pub fn check_object(&self, schema: &str, object: &Value) -> Result<(), String> {
        let reference = json!({ "$ref": format!("#/components/schemas/{schema}") });
        self.validate(schema, &reference, object)
    }

    fn validate(&self, what: &str, schema: &Value, value: &Value) -> Result<(), String> {
        if schema.is_null() {
            return Err(format!("Discord describes no JSON for this {what}"));
        }
        let faults: Vec<_> = self
            .validator(schema)?
            .iter_errors(value)
            .map(|fault| {
                let text: String = fault.to_string().chars().take(300).collect();
                format!("{what} at {:?}: {text}", fault.instance_path().to_string())
            })
            .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults.join("; "))
        }
    }

    fn validator(&self, schema: &Value) -> Result<Arc<Validator>, String> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let key = schema.to_string();
        if let Some(known) = compiled.get(&key) {
            return Ok(known.clone());
        }
        let whole = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "components": { "schemas": self.document["components"]["schemas"] },
            "allOf": [schema],
        });
        let validator = jsonschema::validator_for(&whole)
            .map_err(|error| format!("the description itself is wrong: {error}"))?;
        let validator = Arc::new(validator);
        compiled.insert(key, validator.clone());
        Ok(validator)
    }
}

/// Discord takes whole numbers as strings of digits too. That makes some alternatives overlap,
/// so "exactly one of" becomes "any of".
fn relax(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(relax),
        Value::Object(fields) => {
            fields.values_mut().for_each(relax);
            if let Some(alternatives) = fields.remove("oneOf") {
                fields.insert("anyOf".to_owned(), alternatives);
            }
            let kind = fields.get("type");
            let whole = kind.is_some_and(|kind| match kind {
                Value::Array(kinds) => kinds.contains(&json!("integer")),
                kind => kind == "integer",
            });
            if whole && !fields.contains_key("anyOf") && !fields.contains_key("enum") {
                let strict = Value::Object(std::mem::take(fields));
                let digits = json!({ "type": "string", "pattern": "^-?[0-9]+$" });
                *schema = json!({ "anyOf": [strict, digits] });
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn description() -> Description {
        Description::new(json!({
            "components": { "schemas": {
                "SnowflakeType": { "type": "string" },
                "Message": {
                    "type": "object",
                    "properties": {
                        "id": { "$ref": "#/components/schemas/SnowflakeType" },
                        "content": { "type": "string", "maxLength": 5 },
                        "flags": { "type": ["integer", "null"] },
                    },
                    "required": ["content"],
                },
            }},
            "paths": { "/channels/{channel_id}/messages": { "post": {
                "requestBody": { "required": true, "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Message" } } } },
                "responses": { "200": { "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Message" } } } } },
            }}},
        }))
    }

    fn request(body: Option<Value>, status: u16, response: Option<Value>) -> Recorded {
        Recorded {
            at: jiff::Timestamp::UNIX_EPOCH,
            took: Default::default(),
            method: "POST".to_owned(),
            path: "/channels/1/messages".to_owned(),
            route: Some("/channels/{channel_id}/messages"),
            query: None,
            body,
            files: Vec::new(),
            status,
            response,
        }
    }

    #[test]
    fn digits_pass_for_numbers_and_numbers_for_ids() {
        let message = json!({ "content": "hello", "flags": "64", "id": 5 });
        let fits = request(Some(message.clone()), 200, Some(message));
        assert_eq!(description().check(&fits), Ok(()));
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_place() {
        let (long, fine) = (
            json!({ "content": "too long" }),
            json!({ "content": "fine" }),
        );
        let told = |request: &Recorded| description().check(request).expect_err("a fault");
        let asked = told(&request(Some(long.clone()), 200, Some(fine.clone())));
        assert!(asked.starts_with("request at \"/content\""), "{asked}");
        let answered = told(&request(Some(fine.clone()), 200, Some(long)));
        assert!(answered.starts_with("answer at \"/content\""), "{answered}");
        assert_eq!(
            told(&request(None, 200, Some(fine.clone()))),
            "the body is missing"
        );
        let unknown = told(&request(Some(fine), 204, None));
        assert_eq!(unknown, "Discord never answers this with 204");
    }
}
