//! Registering commands, for everywhere or for one guild.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::command_rules;
use super::refusal::Refusal;
use super::rest::{Answer, Call};
use super::snowflake::Snowflake;
use super::state::{Command, State};
use super::wire;
use super::{Discord, Event};

/// The kind of command that opens an activity.
const ENTRY_POINT: i64 = 4;

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

/// Counts the commands that there were none of the same name of.
fn count_new(state: &mut State, scope: Option<Snowflake>, forms: &[Value]) -> Result<(), Refusal> {
    let day = Duration::from_secs(24 * 60 * 60);
    state.created_commands.retain(|(_, at)| at.elapsed() < day);
    let known = |form: &&Value| {
        let mut own = state.commands.iter().filter(|one| one.guild == scope);
        own.any(|one| one.form["name"] == form["name"] && kind(&one.form) == kind(form))
    };
    let new = forms.iter().filter(|form| !known(form)).count();
    let before = state.created_commands.iter();
    let before = before.filter(|(of, _)| *of == scope).count();
    if state.limits.command_creates_a_day < before + new {
        return Err(Refusal::too_many_commands(day));
    }
    let now = Instant::now();
    state
        .created_commands
        .extend(std::iter::repeat_n((scope, now), new));
    Ok(())
}

/// The command that opens an application's activity; Discord makes it when activities are enabled.
fn is_entry_point(form: &Value) -> bool {
    kind(form) == ENTRY_POINT
}

impl Discord {
    /// Enables activities for the application, as its developer portal does: it then has an Entry Point
    /// command, which no bulk update may leave out.
    pub fn enable_activities(&self) {
        self.shared.with(|state| {
            let form = serde_json::json!({
                "type": ENTRY_POINT, "name": "launch", "description": "", "handler": 2,
                "integration_types": [0, 1], "contexts": [0, 1, 2],
            });
            let command = store(state, None, form);
            state.entry_point = Some(command.id);
        });
    }
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
    if scope.is_none() && state.entry_point.is_some() && !forms.iter().any(is_entry_point) {
        return Err(Refusal::NO_ENTRY_POINT);
    }
    count_new(state, scope, forms)?;
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
    count_new(state, scope, std::slice::from_ref(&call.body))?;
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
