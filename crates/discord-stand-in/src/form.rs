//! Checking a JSON form field by field, collecting every fault under its path.
//!
//! The shape of the collected faults is Discord's: nested objects that follow the form, with
//! `_errors` at the field: <https://discord.com/developers/docs/reference#error-messages>.
//! What Discord silently ignores (unknown fields) is refused here: in a test it is a mistake.

use std::ops::RangeInclusive;

use serde_json::{Map, Value, json};

use super::refusal::Refusal;

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct FormErrors {
    root: Map<String, Value>,
}

impl FormErrors {
    pub(super) fn add(&mut self, path: &str, code: &str, message: impl Into<String>) {
        let mut node = &mut self.root;
        for step in path.split('.').filter(|step| !step.is_empty()) {
            let child = node.entry(step).or_insert_with(|| json!({}));
            let Value::Object(child) = child else { return };
            node = child;
        }
        let faults = node.entry("_errors").or_insert_with(|| json!([]));
        if let Value::Array(faults) = faults {
            faults.push(json!({ "code": code, "message": message.into() }));
        }
    }

    /// Refuses the form if anything was found.
    pub(super) fn verdict(self) -> Result<(), Refusal> {
        if self.root.is_empty() {
            Ok(())
        } else {
            Err(Refusal::invalid_form(Value::Object(self.root)))
        }
    }
}

/// One object of the form, and where it stands.
pub(super) struct Form<'a> {
    fields: &'a Map<String, Value>,
    path: String,
    faults: &'a mut FormErrors,
}

impl<'a> Form<'a> {
    /// Begins with the whole body, which has to be an object.
    pub(super) fn whole(body: &'a Value, faults: &'a mut FormErrors) -> Result<Self, Refusal> {
        match body {
            Value::Object(fields) => Ok(Self {
                fields,
                path: String::new(),
                faults,
            }),
            _ => {
                let mut faults = FormErrors::default();
                faults.add(
                    "",
                    "DICT_TYPE_CONVERT",
                    "Only dictionaries may be used in a DictType",
                );
                faults.verdict().and(Err(Refusal::NOT_JSON))
            }
        }
    }

    /// Checks an object that stands at `path` of the body.
    pub(super) fn part(
        path: &str,
        value: &Value,
        faults: &mut FormErrors,
        check: impl FnMut(&mut Form<'_>),
    ) {
        let nothing = Map::new();
        Form {
            fields: &nothing,
            path: String::new(),
            faults,
        }
        .inner(path, value, check);
    }

    /// Reports a fault of one field; an empty name means the object itself.
    pub(super) fn fault(&mut self, field: &str, code: &str, message: impl Into<String>) {
        let path = self.at(field);
        self.faults.add(&path, code, message);
    }

    fn at(&self, field: &str) -> String {
        match (self.path.as_str(), field) {
            ("", field) => field.to_owned(),
            (path, "") => path.to_owned(),
            (path, field) => format!("{path}.{field}"),
        }
    }

    /// The field, where it is present and not null.
    pub(super) fn get(&self, field: &str) -> Option<&'a Value> {
        self.fields.get(field).filter(|value| !value.is_null())
    }

    /// Refuses every field that is not named here.
    pub(super) fn only(&mut self, known: &[&str]) {
        for field in self.fields.keys() {
            if !known.contains(&field.as_str()) {
                let message = format!("Discord knows no field {field:?} here and would ignore it");
                self.fault(field, "SANDBOX_UNKNOWN_FIELD", message);
            }
        }
    }

    /// Requires the fields named here to be present and not null.
    pub(super) fn require(&mut self, fields: &[&str]) {
        for field in fields {
            if self.get(field).is_none() {
                self.fault(field, "BASE_TYPE_REQUIRED", "This field is required");
            }
        }
    }

    /// A text with a length in characters.
    pub(super) fn text(&mut self, field: &str, length: RangeInclusive<usize>) -> Option<&'a str> {
        let value = self.get(field)?;
        let Some(text) = value.as_str() else {
            self.fault(
                field,
                "STRING_TYPE_CONVERT",
                "Could not interpret as a string.",
            );
            return None;
        };
        let count = text.chars().count();
        let (least, most) = (*length.start(), *length.end());
        if count < least && count == 0 {
            self.fault(field, "BASE_TYPE_REQUIRED", "This field is required");
        } else if most < count {
            let message = format!("Must be {most} or fewer in length.");
            self.fault(field, "BASE_TYPE_MAX_LENGTH", message);
        } else if count < least {
            self.fault(
                field,
                "BASE_TYPE_MIN_LENGTH",
                format!("Must be {least} or more in length."),
            );
        }
        Some(text)
    }

    /// A whole number; Discord takes digits in a string as well.
    pub(super) fn integer(&mut self, field: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let value = self.get(field)?;
        let number = value.as_i64().or_else(|| value.as_str()?.parse().ok());
        let Some(number) = number else {
            let message = format!("Value {value} is not int.");
            self.fault(field, "NUMBER_TYPE_COERCE", message);
            return None;
        };
        if !range.contains(&number) {
            let message = format!(
                "int value must be from {} to {}.",
                range.start(),
                range.end()
            );
            self.fault(field, "NUMBER_TYPE_RANGE", message);
        }
        Some(number)
    }

    /// Yes or no; absent means no.
    pub(super) fn yes(&mut self, field: &str) -> bool {
        match self.get(field) {
            None => false,
            Some(Value::Bool(yes)) => *yes,
            Some(_) => {
                self.fault(
                    field,
                    "BOOLEAN_TYPE_CONVERT",
                    "Must be either true or false.",
                );
                false
            }
        }
    }

    /// A list with a length; empty where the field is absent.
    pub(super) fn list(&mut self, field: &str, length: RangeInclusive<usize>) -> &'a [Value] {
        let Some(value) = self.get(field) else {
            return &[];
        };
        let Some(list) = value.as_array() else {
            self.fault(
                field,
                "LIST_TYPE_CONVERT",
                "Only iterables may be used in a ListType",
            );
            return &[];
        };
        if !length.contains(&list.len()) {
            let (least, most) = (length.start(), length.end());
            let message = format!("Must be between {least} and {most} in length.");
            self.fault(field, "BASE_TYPE_BAD_LENGTH", message);
        }
        list
    }

    /// Checks every object of a list.
    pub(super) fn each(
        &mut self,
        field: &str,
        length: RangeInclusive<usize>,
        mut check: impl FnMut(&mut Form<'_>),
    ) {
        for (index, item) in self.list(field, length).iter().enumerate() {
            self.inner(&format!("{field}.{index}"), item, &mut check);
        }
    }

    /// Checks an object inside this one, where it is present.
    pub(super) fn object(&mut self, field: &str, check: impl FnMut(&mut Form<'_>)) {
        if let Some(value) = self.get(field) {
            self.inner(field, value, check);
        }
    }

    fn inner(&mut self, field: &str, value: &Value, mut check: impl FnMut(&mut Form<'_>)) {
        match value {
            Value::Object(fields) => {
                check(&mut Form {
                    fields,
                    path: self.at(field),
                    faults: self.faults,
                });
            }
            _ => self.fault(
                field,
                "DICT_TYPE_CONVERT",
                "Only dictionaries may be used in a DictType",
            ),
        }
    }

    /// A web address with one of these schemes.
    pub(super) fn address(&mut self, field: &str, most: usize, schemes: &[&str]) {
        let Some(text) = self.text(field, 1..=most) else {
            return;
        };
        match url::Url::parse(text) {
            Ok(address) if schemes.contains(&address.scheme()) => {}
            Ok(address) => {
                let message = format!(
                    "Scheme \"{}\" is not supported. Scheme must be one of {schemes:?}.",
                    address.scheme()
                );
                self.fault(field, "URL_TYPE_INVALID_SCHEME", message);
            }
            Err(_) => self.fault(field, "URL_TYPE_INVALID_URL", "Not a well formed URL."),
        }
    }

    /// The names of the fields, for checks over all of them.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.fields.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_follow_the_shape_of_the_form() {
        let body = json!({ "embeds": [{ "title": "x".repeat(257) }], "colour": 3 });
        let mut faults = FormErrors::default();
        let mut form = Form::whole(&body, &mut faults).expect("an object");
        form.only(&["embeds"]);
        form.each("embeds", 0..=10, |embed| {
            embed.text("title", 0..=256);
        });
        let refusal = faults.verdict().expect_err("two faults");
        assert_eq!(
            refusal.body()["errors"]["embeds"]["0"]["title"]["_errors"][0],
            json!({ "code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 256 or fewer in length." })
        );
        let unknown = &refusal.body()["errors"]["colour"]["_errors"][0]["code"];
        assert_eq!(unknown, "SANDBOX_UNKNOWN_FIELD");
    }
}
