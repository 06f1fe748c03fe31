//! Scheduled events, of the kind that happens outside of Discord.
//!
//! Rules: <https://discord.com/developers/docs/resources/guild-scheduled-event>. None begins or ends by
//! itself here: Discord has failed to do that for days (discord/discord-api-docs#6504). The gateway's events
//! need an intent that nobody asks for, and are not sent.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Discord;
use super::form::{Form, FormErrors};
use super::refusal::Refusal;
use super::rest::{Answer, Call};
use super::snowflake::Snowflake;
use super::state::{EventStatus, Guild, Membership, ScheduledEvent, State};

/// So many may be to come or on.
const MOST_OPEN: usize = 100;
/// The kind that is neither on a stage nor in a voice channel.
const EXTERNAL: i64 = 3;
/// For the members of the guild: there is no other.
const GUILD_ONLY: i64 = 2;

impl Discord {
    /// The scheduled events of a guild, those that are over included, the oldest first.
    pub fn scheduled_events(&self, guild: Snowflake) -> Vec<ScheduledEvent> {
        self.look(|state| {
            let guild = state.guilds.get(&guild);
            guild.map_or_else(Vec::new, |guild| guild.events.values().cloned().collect())
        })
    }

    /// Lets the bot create scheduled events in a guild, or not.
    pub fn let_create_events(&self, guild: Snowflake, may: bool) {
        self.shared.with(|state| {
            if let Some(guild) = state.guilds.get_mut(&guild) {
                guild.creates_events = may;
            }
        });
    }
}

/// `GET /guilds/{guild_id}/scheduled-events`: those that are not over.
pub(super) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = guild_of(state, call)?.id;
    Ok(Answer::Json(open(state, &state.guilds[&id])))
}

/// The events of a guild that are not over, as Discord sends them.
pub(super) fn open(state: &State, guild: &Guild) -> Value {
    let open = guild.events.values().filter(|event| event.is_open());
    open.map(|event| wire(state, guild.id, event)).collect()
}

/// `GET /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}`.
pub(super) fn get(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let guild = guild_of(state, call)?;
    let known = guild.events.get(&call.id("guild_scheduled_event_id")?);
    let event = known.ok_or(Refusal::UNKNOWN_EVENT)?;
    Ok(Answer::Json(wire(state, guild.id, event)))
}

/// `POST /guilds/{guild_id}/scheduled-events`.
pub(super) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let guild = guild_of(state, call)?;
    let id = guild.id;
    if !guild.creates_events {
        return Err(Refusal::MISSING_PERMISSIONS);
    }
    let open = guild.events.values().filter(|event| event.is_open());
    if MOST_OPEN <= open.count() {
        return Err(Refusal::TOO_MANY_EVENTS);
    }
    let mut event = ScheduledEvent {
        id: state.mint.next(),
        name: String::new(),
        description: String::new(),
        location: String::new(),
        start: Timestamp::MIN,
        end: Timestamp::MIN,
        status: EventStatus::Scheduled,
    };
    let mut faults = FormErrors::default();
    let mut form = Form::whole(&call.body, &mut faults)?;
    form.require(&[
        "name",
        "privacy_level",
        "scheduled_start_time",
        "scheduled_end_time",
        "entity_type",
        "entity_metadata",
    ]);
    read(&mut form, &mut event);
    faults.verdict()?;
    let answer = wire(state, id, &event);
    if let Some(guild) = state.guilds.get_mut(&id) {
        guild.events.insert(event.id, event);
    }
    Ok(Answer::Json(answer))
}

/// `PATCH /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}`. All events here
/// are the bot's own, which it may change with CREATE_EVENTS.
pub(super) fn edit(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let guild = guild_of(state, call)?;
    let (id, may) = (guild.id, guild.creates_events);
    let known = guild.events.get(&call.id("guild_scheduled_event_id")?);
    let mut event = known.cloned().ok_or(Refusal::UNKNOWN_EVENT)?;
    if !may {
        return Err(Refusal::MISSING_PERMISSIONS);
    }
    if !event.is_open() {
        return Err(Refusal::EVENT_IS_OVER);
    }
    let mut faults = FormErrors::default();
    let mut form = Form::whole(&call.body, &mut faults)?;
    let before = event.status;
    if let Some(asked) = form.integer("status", 1..=4) {
        match (before, asked) {
            (EventStatus::Scheduled, 2) => event.status = EventStatus::Active,
            (EventStatus::Scheduled, 4) => event.status = EventStatus::Canceled,
            (EventStatus::Active, 3) => event.status = EventStatus::Completed,
            _ => form.fault(
                "status",
                "GUILD_SCHEDULED_EVENT_STATUS",
                "The event cannot get there from where it is.",
            ),
        }
    }
    if before == EventStatus::Active && form.get("scheduled_start_time").is_some() {
        form.fault(
            "scheduled_start_time",
            "GUILD_SCHEDULED_EVENT_SCHEDULE",
            "Cannot update start time of an active event.",
        );
    }
    read(&mut form, &mut event);
    faults.verdict()?;
    let answer = wire(state, id, &event);
    if let Some(guild) = state.guilds.get_mut(&id) {
        guild.events.insert(event.id, event);
    }
    Ok(Answer::Json(answer))
}

/// Reads what a form says of an event.
fn read(form: &mut Form<'_>, event: &mut ScheduledEvent) {
    form.only(&[
        "channel_id",
        "entity_metadata",
        "name",
        "privacy_level",
        "scheduled_start_time",
        "scheduled_end_time",
        "description",
        "entity_type",
        "status",
        "image",
    ]);
    form.integer("entity_type", EXTERNAL..=EXTERNAL);
    form.integer("privacy_level", GUILD_ONLY..=GUILD_ONLY);
    if form.get("channel_id").is_some() {
        form.fault("channel_id", "BASE_TYPE_INVALID", "Must be null here.");
    }
    if let Some(name) = form.text("name", 1..=100) {
        name.clone_into(&mut event.name);
    }
    if let Some(text) = form.text("description", 1..=1000) {
        text.clone_into(&mut event.description);
    }
    form.object("entity_metadata", |place| {
        place.require(&["location"]);
        if let Some(location) = place.text("location", 1..=100) {
            location.clone_into(&mut event.location);
        }
    });
    let start = instant(form, "scheduled_start_time");
    if let Some(start) = start {
        event.start = start;
    }
    if let Some(end) = instant(form, "scheduled_end_time") {
        event.end = end;
    }
    if start.is_some_and(|start| start < Timestamp::now()) {
        form.fault(
            "scheduled_start_time",
            "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST",
            "Cannot schedule event in the past.",
        );
    }
    if event.end <= event.start {
        form.fault(
            "scheduled_end_time",
            "GUILD_SCHEDULED_EVENT_SCHEDULE",
            "Cannot schedule event to end before its start.",
        );
    }
}

fn instant(form: &mut Form<'_>, field: &str) -> Option<Timestamp> {
    let text = form.text(field, 1..=60)?;
    let read = text.parse().ok();
    if read.is_none() {
        let message = format!("{text:?} is no ISO8601 timestamp");
        form.fault(field, "DATE_TIME_TYPE_PARSE", message);
    }
    read
}

impl ScheduledEvent {
    fn is_open(&self) -> bool {
        matches!(self.status, EventStatus::Scheduled | EventStatus::Active)
    }
}

fn wire(state: &State, guild: Snowflake, event: &ScheduledEvent) -> Value {
    json!({
        "id": event.id, "guild_id": guild, "channel_id": null, "creator_id": state.bot,
        "name": event.name, "description": event.description, "image": null,
        "scheduled_start_time": event.start.to_string(),
        "scheduled_end_time": event.end.to_string(),
        "privacy_level": GUILD_ONLY, "status": event.status as u8, "entity_type": EXTERNAL,
        "entity_id": null, "entity_metadata": { "location": event.location },
        "recurrence_rule": null, "guild_scheduled_event_exceptions": [],
    })
}

fn guild_of<'a>(state: &'a State, call: &Call) -> Result<&'a Guild, Refusal> {
    let guild = state.guilds.get(&call.id("guild_id")?);
    let guild = guild.filter(|guild| guild.membership == Membership::Member);
    guild.ok_or(Refusal::UNKNOWN_GUILD)
}
