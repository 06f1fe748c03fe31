//! Registering commands, for everywhere or for one guild.

use serde_json::Value;

use super::Event;
use super::command_rules;
use super::refusal::Refusal;
use super::rest::{Answer, Call};
use super::snowflake::Snowflake;
use super::state::{Command, State};
use super::wire;

/// The guild of the call, or `None` for global commands.
fn scope(state: &State, call: &Call) -> Result<Option<Snowflake>, Refusal> {
    if call.id("application_id")? != state.application {
        return Err(Refusal::UNKNOWN_APPLICATION);
    }
    match call.param("guild_id") {
        "" => Ok(None),
        _ => {
            let guild = call.id("guild_id")?;
            let known = state.guilds.contains_key(&guild);
            known.then_some(Some(guild)).ok_or(Refusal::MISSING_ACCESS)
        }
    }
}

fn listed(state: &State, scope: Option<Snowflake>) -> Answer {
    let own = state
        .commands
        .iter()
        .filter(|command| command.guild == scope);
    Answer::Json(own.map(|command| wire::command(state, command)).collect())
}

/// Stores a command; one of the same name and kind keeps its id.
fn store(state: &mut State, guild: Option<Snowflake>, form: Value) -> Command {
    let same = |command: &Command| {
        command.guild == guild
            && command.form["name"] == form["name"]
            && kind(&command.form) == kind(&form)
    };
    let known = state
        .commands
        .iter()
        .position(same)
        .map(|at| state.commands.remove(at).id);
    let id = known.unwrap_or_else(|| state.mint.next());
    let command = Command {
        id,
        guild,
        form,
        version: state.mint.next(),
    };
    state.commands.push(command.clone());
    command
}

fn kind(form: &Value) -> i64 {
    form["type"].as_i64().unwrap_or(1)
}

pub(super) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let scope = scope(state, call)?;
    Ok(listed(state, scope))
}

/// Replaces the whole set.
pub(super) fn replace(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let scope = scope(state, call)?;
    let forms = call.body.as_array().ok_or(Refusal::NOT_JSON)?;
    command_rules::check_all(forms)?;
    let gone = |command: &Command| {
        command.guild == scope
            && !forms
                .iter()
                .any(|form| form["name"] == command.form["name"])
    };
    state.commands.retain(|command| !gone(command));
    for form in forms {
        store(state, scope, form.clone());
    }
    state.emit(Event::CommandsRegistered {
        guild: scope,
        count: forms.len(),
    });
    Ok(listed(state, scope))
}

pub(super) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let scope = scope(state, call)?;
    command_rules::check(&call.body)?;
    let command = store(state, scope, call.body.clone());
    Ok(Answer::Json(wire::command(state, &command)))
}

pub(super) fn get(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let at = position(state, call)?;
    Ok(Answer::Json(wire::command(state, &state.commands[at])))
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let at = position(state, call)?;
    state.commands.remove(at);
    Ok(Answer::Nothing)
}

fn position(state: &State, call: &Call) -> Result<usize, Refusal> {
    let (scope, id) = (scope(state, call)?, call.id("command_id")?);
    let found = state
        .commands
        .iter()
        .position(|command| command.guild == scope && command.id == id);
    found.ok_or(Refusal::UNKNOWN_COMMAND)
}
