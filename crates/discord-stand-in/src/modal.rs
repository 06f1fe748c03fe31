//! Forms that a bot lets a member fill in: what one may hold, and sending it back.
//!
//! Rules: <https://discord.com/developers/docs/components/reference#text-input>. Text inputs in action
//! rows only: that is what serenity reads back. Labels and selects in forms are refused here, because it
//! would read their answers as empty.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::form::Form;
use super::member::{ClientRefused, Member, impossible, record};
use super::snowflake::Snowflake;
use super::state::{InteractionKind, Progress};
use super::{Discord, Interaction, interactions};

/// Checks the form that a callback of type 9 shows.
pub(super) fn check(form: &mut Form<'_>) {
    form.only(&["custom_id", "title", "components"]);
    form.require(&["custom_id", "title", "components"]);
    form.text("custom_id", 1..=100);
    form.text("title", 1..=45);
    let mut seen = BTreeSet::new();
    form.each("components", 1..=5, |row| {
        row.only(&["type", "components"]);
        if row.integer("type", i64::MIN..=i64::MAX) != Some(1) {
            let message = "The stand-in knows forms of action rows (type 1) with a text input each";
            row.fault("type", "UNION_TYPE_CHOICES", message);
            return;
        }
        row.each("components", 1..=1, |input| {
            if let Some(id) = text_input(input)
                && !seen.insert(id.to_owned())
            {
                let message = "Component custom id cannot be duplicated";
                input.fault("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", message);
            }
        });
    });
}

fn text_input<'a>(input: &mut Form<'a>) -> Option<&'a str> {
    input.only(&[
        "type",
        "custom_id",
        "style",
        "label",
        "min_length",
        "max_length",
        "required",
        "value",
        "placeholder",
    ]);
    if input.integer("type", i64::MIN..=i64::MAX) != Some(4) {
        let message = "The stand-in knows text inputs (4) in forms";
        input.fault("type", "UNION_TYPE_CHOICES", message);
        return None;
    }
    input.require(&["custom_id", "style", "label"]);
    input.integer("style", 1..=2);
    input.text("label", 1..=45);
    input.text("placeholder", 0..=100);
    input.text("value", 0..=4000);
    input.yes("required");
    let least = input.integer("min_length", 0..=4000).unwrap_or(0);
    let most = input.integer("max_length", 1..=4000).unwrap_or(4000);
    if most < least {
        let message = "min_length is larger than max_length";
        input.fault("min_length", "NUMBER_TYPE_MAX", message);
    }
    input.text("custom_id", 1..=100)
}

impl Discord {
    /// Something that a member did, by its id.
    pub fn interaction(&self, id: Snowflake) -> Option<Interaction> {
        self.look(|state| state.interactions.contains_key(&id))
            .then(|| Interaction {
                shared: self.shared.clone(),
                id,
            })
    }

    /// A member fills in the form that answered what they did, and sends it. Fields are named by their
    /// label or custom id.
    ///
    /// # Panics
    /// When Discord's client would not send it: see [`Discord::try_submit`].
    #[track_caller]
    pub fn submit(
        &self,
        member: Member,
        opened: &Interaction,
        fields: &[(&str, &str)],
    ) -> Interaction {
        match self.try_submit(member, opened, fields) {
            Ok(interaction) => interaction,
            Err(why) => panic!("the form: {why}"),
        }
    }

    /// A member fills in the form that answered what they did, and sends it.
    ///
    /// # Errors
    /// When Discord's client would not send it: there is no form, it is somebody else's, a field is unknown,
    /// missing, too short or too long.
    pub fn try_submit(
        &self,
        member: Member,
        opened: &Interaction,
        fields: &[(&str, &str)],
    ) -> Result<Interaction, ClientRefused> {
        let started = self.shared.with(|state| {
            let Some(asked) = state.interactions.get(&opened.id).cloned() else {
                return impossible("nothing was done that a form could answer");
            };
            let Progress::Modal(form) = &asked.progress else {
                return impossible("the answer is no form");
            };
            if asked.member != member.id {
                return impossible("this member does not see the form");
            }
            let rows = filled(form, fields)?;
            let custom_id = form["custom_id"].as_str().unwrap_or_default();
            let member = member.in_channel(asked.channel);
            let said = format!("[{}]", form["title"].as_str().unwrap_or_default());
            let kind = InteractionKind::Modal;
            let mut sent = record(state, member, kind, custom_id, said, asked.source);
            sent.opened_by = Some(asked.id);
            let data = json!({ "custom_id": custom_id, "components": rows });
            Ok(interactions::start(state, member.guild, sent, data))
        })?;
        Ok(self.started(started))
    }
}

fn filled(form: &Value, fields: &[(&str, &str)]) -> Result<Vec<Value>, ClientRefused> {
    let rows = form["components"].as_array().into_iter().flatten();
    let inputs: Vec<&Value> = rows.map(|row| &row["components"][0]).collect();
    let names = |input: &Value, name: &str| input["label"] == name || input["custom_id"] == name;
    if let Some((unknown, _)) = fields
        .iter()
        .find(|(name, _)| !inputs.iter().any(|input| names(input, name)))
    {
        return impossible(format!("the form has no field {unknown:?}"));
    }
    let rows = inputs.into_iter().map(|input| {
        let typed = fields.iter().find(|(name, _)| names(input, name));
        let text = typed.map_or_else(
            || input["value"].as_str().unwrap_or_default(),
            |(_, text)| text,
        );
        let length = text.chars().count() as u64;
        let least = input["min_length"].as_u64().unwrap_or(0);
        let most = input["max_length"].as_u64().unwrap_or(4000);
        // A field is required unless the form says otherwise.
        let may_be_empty = input["required"] == false;
        if length == 0 && !may_be_empty {
            return impossible(format!("the field {} is required", input["label"]));
        }
        if (length != 0 && length < least) || most < length {
            return impossible(format!("a field takes {least} to {most} characters"));
        }
        let custom_id = &input["custom_id"];
        let sent = json!({ "type": 4, "custom_id": custom_id, "value": text });
        Ok(json!({ "type": 1, "components": [sent] }))
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::FormErrors;

    fn verdict(form: &Value) -> Result<(), Value> {
        let mut faults = FormErrors::default();
        check(&mut Form::whole(form, &mut faults).expect("an object"));
        faults
            .verdict()
            .map_err(|refusal| refusal.body()["errors"].clone())
    }

    fn form(inputs: &[Value]) -> Value {
        let rows: Vec<Value> = inputs
            .iter()
            .map(|input| json!({ "type": 1, "components": [input] }))
            .collect();
        json!({ "custom_id": "steam", "title": "Steam", "components": rows })
    }

    fn input(id: &str) -> Value {
        json!({ "type": 4, "custom_id": id, "style": 1, "label": "Steam ID", "max_length": 5 })
    }

    #[test]
    fn a_form_holds_one_to_five_text_inputs_with_labels() {
        assert_eq!(verdict(&form(&[input("a"), input("b")])), Ok(()));
        let six: Vec<Value> = (0..6).map(|one| input(&one.to_string())).collect();
        assert!(verdict(&form(&six)).is_err());
        assert!(verdict(&form(&[])).is_err());
        assert!(verdict(&form(&[input("a"), input("a")])).is_err());
        let select = json!({ "type": 3, "custom_id": "car", "options": [] });
        assert!(verdict(&form(&[select])).is_err());
        let nameless = json!({ "type": 4, "custom_id": "a", "style": 1 });
        let faults = verdict(&form(&[nameless])).expect_err("a label is missing");
        let label = &faults["components"]["0"]["components"]["0"]["label"];
        assert_eq!(label["_errors"][0]["code"], "BASE_TYPE_REQUIRED");
    }

    #[test]
    fn what_is_typed_has_to_fit_the_form() {
        let form = form(&[input("steam")]);
        assert!(filled(&form, &[("Steam ID", "12345")]).is_ok());
        assert!(filled(&form, &[("steam", "123456")]).is_err(), "too long");
        assert!(filled(&form, &[]).is_err(), "required");
        assert!(filled(&form, &[("name", "x")]).is_err(), "no such field");
    }
}
