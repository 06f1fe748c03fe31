//! Discord's scheduled events beside races' cards: made once, begun and ended by us, for Discord has failed to
//! do that by itself.
//!
//! What an event is to show follows from its night ([`race::EventPlan`]); what was sent last is remembered
//! only so that nothing is sent twice. Absent on purpose: "interested" as a sign-up, which knows no car.

use poise::serenity_prelude as serenity;
use race::{EventPlan, EventState, Night};
use serenity::{
    CreateScheduledEvent, EditScheduledEvent, ScheduledEventStatus, ScheduledEventType,
};

use super::notifier::{ANSWER_WITHIN, DiscordNotifier};
use super::request::{RequestError, refused};
use super::views::{escape, message_url, races};
use domain::ids::{ChannelId, GuildId, MessageId};
use domain::server::Home;
use service::{NotifyError, RaceCard};

/// There is no such event.
const UNKNOWN_EVENT: isize = 10070;

/// What an event shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EventForm {
    name: String,
    description: String,
    location: String,
    plan: EventPlan,
}

impl EventForm {
    fn of(card: &RaceCard) -> Self {
        let night = &card.night;
        let place = night.card.map(|message| {
            let home = Home {
                guild: GuildId::from(night.guild),
                channel: ChannelId::from(night.channel),
            };
            message_url(home, MessageId::from(message))
        });
        let how = match &night.sign_up {
            Some(_) => "Sign up on the race's card",
            None => "The race's card has the join link",
        };
        let place = place.unwrap_or_else(|| "Assetto Corsa".to_owned());
        Self {
            // Markdown is not read in names.
            name: escape::line(&night.name, 100),
            description: format!("{how}: {place}\n{}", races::footer(night)),
            location: place,
            plan: card.event.clone(),
        }
    }
}

/// Makes the event of a night, unless a bot that was killed made it already; nothing if the bot may not.
pub(super) async fn make(
    discord: &DiscordNotifier,
    card: &RaceCard,
) -> Result<Option<u64>, NotifyError> {
    /// The bot lacks a permission, or does not see the Discord server.
    const MAY_NOT: [isize; 2] = [50013, 50001];
    let (night, form) = (&card.night, EventForm::of(card));
    let guild = serenity::GuildId::new(night.guild);
    let made = match find(discord, night).await {
        Ok(Some(known)) => Ok(known),
        Ok(None) => {
            let event = CreateScheduledEvent::new(
                ScheduledEventType::External,
                &form.name,
                stamp(form.plan.start),
            )
            .end_time(stamp(form.plan.end))
            .description(&form.description)
            .location(&form.location);
            // Not repeated: there is no nonce that would make one of two. The next try looks first.
            let made = discord.http().create_scheduled_event(guild, &event, None);
            match tokio::time::timeout(ANSWER_WITHIN, made).await {
                Ok(made) => made
                    .map(|event| event.id.get())
                    .map_err(RequestError::Discord),
                Err(_) => Err(RequestError::Late(ANSWER_WITHIN)),
            }
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(event) => {
            discord.shown_events().insert(event, form);
            Ok(Some(event))
        }
        Err(error) if error.code().is_some_and(|code| MAY_NOT.contains(&code)) => Ok(None),
        Err(error) => Err(refused(ChannelId::from(night.channel), error)),
    }
}

/// The event of a night among those that are to come or on.
async fn find(discord: &DiscordNotifier, night: &Night) -> Result<Option<u64>, RequestError> {
    let guild = serenity::GuildId::new(night.guild);
    let request = || discord.http().get_scheduled_events(guild, false);
    let events = discord.send(request).await?;
    let footer = races::footer(night);
    let is_it = |event: &&serenity::ScheduledEvent| {
        let text = event.description.as_deref().unwrap_or_default();
        text.lines().last() == Some(footer.as_str())
    };
    Ok(events.iter().find(is_it).map(|event| event.id.get()))
}

/// Brings an event to where its night is, as far as that is not so already.
pub(super) async fn show(discord: &DiscordNotifier, event: u64, card: &RaceCard) {
    let form = EventForm::of(card);
    let before = discord.shown_events().get(&event).cloned();
    if before.as_ref() == Some(&form) {
        return;
    }
    let guild = serenity::GuildId::new(card.night.guild);
    let id = serenity::ScheduledEventId::new(event);
    // Another bot may have brought it further.
    let was = match &before {
        Some(before) => Ok(before.plan.state),
        None => state(discord, guild, id).await,
    };
    let was = match was {
        Ok(was) => was,
        // Somebody deleted it.
        Err(error) if error.code() == Some(UNKNOWN_EVENT) => {
            discord.shown_events().insert(event, form);
            return;
        }
        Err(error) => {
            tracing::debug!(race.id = %card.night.id, %error, "how far the event of {} is is not known", card.night.id);
            return;
        }
    };
    for edit in edits(was, &form) {
        let request = || discord.http().edit_scheduled_event(guild, id, &edit, None);
        if let Err(error) = discord.send(request).await {
            // It may be there already, or be deleted by somebody.
            tracing::debug!(race.id = %card.night.id, %error, "the event of {} stays as it is", card.night.id);
            if !error.is_final() {
                // How far it came is asked by the next pass.
                discord.shown_events().remove(&event);
                return;
            }
        }
    }
    discord.shown_events().insert(event, form);
}

/// How far an event is.
async fn state(
    discord: &DiscordNotifier,
    guild: serenity::GuildId,
    id: serenity::ScheduledEventId,
) -> Result<EventState, RequestError> {
    let request = || discord.http().get_scheduled_event(guild, id, false);
    Ok(match discord.send(request).await?.status {
        ScheduledEventStatus::Active => EventState::Active,
        ScheduledEventStatus::Completed => EventState::Completed,
        ScheduledEventStatus::Canceled => EventState::Cancelled,
        _ => EventState::Scheduled,
    })
}

/// What is to be sent, one after the other. An event is over only after it was on, whatever was missed.
fn edits(was: EventState, form: &EventForm) -> Vec<EditScheduledEvent<'static>> {
    let status = |status| EditScheduledEvent::new().status(status);
    // What is over cannot be edited any more.
    if matches!(was, EventState::Completed | EventState::Cancelled) {
        return Vec::new();
    }
    match form.plan.state {
        EventState::Cancelled => vec![status(ScheduledEventStatus::Canceled)],
        EventState::Completed if was == EventState::Active => {
            vec![status(ScheduledEventStatus::Completed)]
        }
        EventState::Completed => vec![
            status(ScheduledEventStatus::Active),
            status(ScheduledEventStatus::Completed),
        ],
        EventState::Scheduled => vec![told(form).start_time(stamp(form.plan.start))],
        EventState::Active if was == EventState::Active => vec![told(form)],
        EventState::Active => vec![status(ScheduledEventStatus::Active), told(form)],
    }
}

fn told(form: &EventForm) -> EditScheduledEvent<'static> {
    EditScheduledEvent::new()
        .name(&form.name)
        .description(&form.description)
        .location(&form.location)
        .end_time(stamp(form.plan.end))
}

fn stamp(instant: jiff::Timestamp) -> serenity::Timestamp {
    serenity::Timestamp::from_unix_timestamp(instant.as_second()).unwrap_or_default()
}
