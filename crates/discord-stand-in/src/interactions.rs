//! Answers to interactions: the callback within three seconds, then the webhook of its token.
//!
//! Rules: <https://discord.com/developers/docs/interactions/receiving-and-responding>.

use std::time::Instant;

use serde_json::Value;

use super::Event;
use super::command_rules;
use super::form::{Form, FormErrors};
use super::message_rules::{self, Draft, Place, flags};
use super::modal;
use super::posting::{self, Setting};
use super::refusal::Refusal;
use super::rest::{Answer, Call};
use super::snowflake::Snowflake;
use super::state::{Choice, InteractionKind, InteractionRecord, Progress, State};
use super::wire;

/// Kinds of callback: <https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type>.
mod callback {
    pub(super) const MESSAGE: i64 = 4;
    pub(super) const DEFERRED_MESSAGE: i64 = 5;
    pub(super) const DEFERRED_UPDATE: i64 = 6;
    pub(super) const UPDATE: i64 = 7;
    pub(super) const CHOICES: i64 = 8;
    pub(super) const MODAL: i64 = 9;
}

/// `POST /interactions/{interaction_id}/{interaction_token}/callback`: the first answer.
pub(super) fn respond(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = call.id("interaction_id")?;
    let token = call.param("interaction_token");
    let record = state
        .interactions
        .get(&id)
        .filter(|record| record.token == token);
    let record = record.ok_or(Refusal::UNKNOWN_INTERACTION)?.clone();
    match record.progress {
        Progress::Waiting if state.limits.answer_within < record.created.elapsed() => {
            return Err(Refusal::UNKNOWN_INTERACTION);
        }
        Progress::TimedOut => return Err(Refusal::UNKNOWN_INTERACTION),
        Progress::Waiting => {}
        _ => return Err(Refusal::ALREADY_ACKNOWLEDGED),
    }
    let (kind, draft) = read(&call.body, record.kind)?;
    if matches!(kind, callback::DEFERRED_UPDATE | callback::UPDATE) && record.source.is_none() {
        return Err(Refusal::UNKNOWN_MESSAGE);
    }
    let (progress, original) = match kind {
        callback::MESSAGE => (
            Progress::Answered,
            Some(post(state, &record, &draft, call, false)?),
        ),
        callback::DEFERRED_MESSAGE => {
            let ephemeral = draft.flags & flags::EPHEMERAL != 0;
            let message = post(state, &record, &draft, call, true)?;
            (Progress::Deferred { ephemeral }, Some(message))
        }
        callback::DEFERRED_UPDATE => (Progress::DeferredUpdate, record.source),
        callback::UPDATE => {
            let source = record.source.ok_or(Refusal::UNKNOWN_MESSAGE)?;
            posting::edit(state, source, &draft, &call.files)?;
            (Progress::Answered, Some(source))
        }
        callback::CHOICES => (Progress::Choices(choices(&call.body)), None),
        _ => (Progress::Modal(call.body["data"].clone()), None),
    };
    change(state, id, |record| {
        record.progress = progress;
        record.original = original;
        record.acknowledged_after = Some(record.created.elapsed());
    });
    Ok(Answer::Nothing)
}

fn read(body: &Value, of: InteractionKind) -> Result<(i64, Draft), Refusal> {
    let mut faults = FormErrors::default();
    let mut form = Form::whole(body, &mut faults)?;
    form.only(&["type", "data"]);
    form.require(&["type"]);
    let kind = form.integer("type", 1..=9).unwrap_or_default();
    let fits = match of {
        InteractionKind::Command => matches!(kind, 4 | 5 | 9),
        InteractionKind::Component => matches!(kind, 4..=7 | 9),
        InteractionKind::Autocomplete => kind == 8,
        // A form may not follow a form.
        InteractionKind::Modal => matches!(kind, 4..=7),
    };
    if !fits {
        let message = format!("A callback of type {kind} cannot answer this interaction");
        form.fault("type", "BASE_TYPE_CHOICES", message);
    }
    let mut draft = Draft::default();
    match kind {
        callback::CHOICES => form.object("data", |data| {
            data.only(&["choices"]);
            data.each("choices", 0..=25, command_rules::choice);
        }),
        callback::MODAL => form.object("data", modal::check),
        _ => form.object("data", |data| {
            draft = message_rules::read(data, Place::Interaction)
        }),
    }
    faults.verdict()?;
    Ok((kind, draft))
}

fn choices(body: &Value) -> Vec<Choice> {
    let listed = body["data"]["choices"].as_array().into_iter().flatten();
    listed
        .map(|choice| Choice {
            name: choice["name"].as_str().unwrap_or_default().to_owned(),
            value: choice["value"].clone(),
        })
        .collect()
}

fn post(
    state: &mut State,
    record: &InteractionRecord,
    draft: &Draft,
    call: &Call,
    loading: bool,
) -> Result<Snowflake, Refusal> {
    let ephemeral = draft.flags & flags::EPHEMERAL != 0;
    let setting = Setting {
        only_for: ephemeral.then_some(record.member),
        interaction: Some(record.id),
        loading,
    };
    posting::post(state, record.channel, draft, &call.files, setting)
}

fn change(state: &mut State, id: Snowflake, deed: impl FnOnce(&mut InteractionRecord)) {
    if let Some(record) = state.interactions.get_mut(&id) {
        deed(record);
        let record = record.clone();
        state.emit(Event::InteractionChanged(record));
    }
}

/// Marks an interaction that nobody answered in time: "The application did not respond".
pub(super) fn expire(state: &mut State, id: Snowflake) {
    let waiting = |record: &InteractionRecord| record.progress == Progress::Waiting;
    if state.interactions.get(&id).is_some_and(waiting) {
        change(state, id, |record| record.progress = Progress::TimedOut);
    }
}

/// The interaction whose token the call bears, if it was answered and its token still lives.
fn answered(state: &State, call: &Call) -> Result<InteractionRecord, Refusal> {
    if call.id("webhook_id")? != state.application {
        return Err(Refusal::UNKNOWN_WEBHOOK);
    }
    let token = call.param("webhook_token");
    let record = state
        .interactions
        .values()
        .find(|record| record.token == token);
    let record = record.ok_or(Refusal::UNKNOWN_WEBHOOK)?;
    if state.limits.token_lives < Instant::now().duration_since(record.created) {
        return Err(Refusal::INVALID_WEBHOOK_TOKEN);
    }
    match record.progress {
        Progress::Waiting | Progress::TimedOut | Progress::Choices(_) => {
            Err(Refusal::UNKNOWN_WEBHOOK)
        }
        _ => Ok(record.clone()),
    }
}

/// The answer that the call names: `@original`, or a later one by its id.
fn named(state: &State, call: &Call, record: &InteractionRecord) -> Result<Snowflake, Refusal> {
    let id = match call.param("message_id") {
        "" => record.original,
        _ => {
            let id = call.id("message_id")?;
            let own = record.original == Some(id) || record.followups.contains(&id);
            own.then_some(id)
        }
    };
    let id = id.ok_or(Refusal::UNKNOWN_MESSAGE)?;
    let there = state
        .messages
        .get(&id)
        .is_some_and(|message| message.deleted.is_none());
    there.then_some(id).ok_or(Refusal::UNKNOWN_MESSAGE)
}

fn answer(state: &State, id: Snowflake) -> Result<Answer, Refusal> {
    let message = state.messages.get(&id).ok_or(Refusal::UNKNOWN_MESSAGE)?;
    Ok(Answer::Json(wire::message(state, message)))
}

fn read_message(call: &Call, place: Place) -> Result<Draft, Refusal> {
    let mut faults = FormErrors::default();
    let draft = message_rules::read(&mut Form::whole(&call.body, &mut faults)?, place);
    faults.verdict()?;
    Ok(draft)
}

/// `POST /webhooks/{webhook_id}/{webhook_token}`: a further answer. The first one after a
/// deferral fills in the message that was deferred, and is as private as the deferral said.
pub(super) fn follow_up(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let record = answered(state, call)?;
    let draft = read_message(call, Place::Interaction)?;
    if let (Progress::Deferred { .. }, Some(original)) = (&record.progress, record.original) {
        posting::edit(state, original, &draft, &call.files)?;
        change(state, record.id, |record| {
            record.progress = Progress::Answered
        });
        return answer(state, original);
    }
    let id = post(state, &record, &draft, call, false)?;
    change(state, record.id, |record| record.followups.push(id));
    answer(state, id)
}

/// `GET /webhooks/{webhook_id}/{webhook_token}/messages/…`
pub(super) fn get(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let record = answered(state, call)?;
    answer(state, named(state, call, &record)?)
}

/// `PATCH /webhooks/{webhook_id}/{webhook_token}/messages/…`
pub(super) fn edit(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let record = answered(state, call)?;
    let id = named(state, call, &record)?;
    let draft = read_message(call, Place::InteractionEdit)?;
    posting::edit(state, id, &draft, &call.files)?;
    if record.original == Some(id) {
        change(state, record.id, |record| {
            record.progress = Progress::Answered
        });
    }
    answer(state, id)
}

/// `DELETE /webhooks/{webhook_id}/{webhook_token}/messages/…`
pub(super) fn delete(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let record = answered(state, call)?;
    let id = named(state, call, &record)?;
    posting::delete(state, id);
    if record.original == Some(id) {
        change(state, record.id, |record| {
            record.progress = Progress::Answered
        });
    }
    Ok(Answer::Nothing)
}

/// What a started interaction carries as its data.
pub(super) fn start(
    state: &mut State,
    guild: Snowflake,
    record: InteractionRecord,
    data: Value,
) -> Snowflake {
    let id = record.id;
    let event = wire::interaction(state, &record, guild, data);
    state.interactions.insert(id, record.clone());
    state.emit(Event::InteractionCreated(record));
    state.dispatch("INTERACTION_CREATE", event);
    id
}
