//! One file a command: read the options, call the service, show what came of it.

#![expect(
    clippy::too_many_arguments,
    reason = "each argument is an option of a command"
)]

mod change;
mod control;
mod cost;
mod deploy;
mod help;
pub(super) mod keep;
mod logs;
mod packs;
mod penalty;
mod programs;
mod race;
mod redeploy;
pub(super) mod restart;
mod results;
mod season;
mod servers;
mod standings;
mod start;
mod status;
mod stop;
mod terminate;

use ::league::League;
use ::league::post::Place;
use ::results::season::Season;
use poise::serenity_prelude as serenity;

#[cfg(test)]
pub(super) use help::sections;

use super::on_error::unanswered;
use super::{Context, Data, Error, Result, descriptions_de};
use crate::views::{View, answers};

/// All commands, in the order of the help page, with their German descriptions.
pub(super) fn all() -> Vec<poise::Command<Data, Error>> {
    let mut commands = vec![
        deploy::deploy(),
        status::status(),
        stop::stop(),
        start::start(),
        redeploy::redeploy(),
        restart::restart(),
        keep::keep(),
        logs::logs(),
        servers::servers(),
        packs::packs(),
        change::change(),
        control::session(),
        control::say(),
        control::kick(),
        control::ballast(),
        control::restrictor(),
        control::ban(),
        control::unban(),
        control::bans(),
        race::race(),
        race::preset(),
        programs::programs(),
        cost::cost(),
        terminate::terminate(),
        results::results(),
        standings::standings(),
        season::season(),
        penalty::penalty(),
        help::help(),
    ];
    for command in &mut commands {
        // A copy that a member installs for themselves could only refuse everything elsewhere.
        command.install_context = Some(vec![serenity::InstallationContext::Guild]);
    }
    descriptions_de::add(&mut commands);
    commands
}

/// Answers whoever asked, and tells the channel.
///
/// The answer to the command was deferred for one member's eyes, so that an error stays between
/// them and the bot; only a further answer can be public. What was done is done, so an answer that
/// Discord does not take is no reason to say that anything failed.
async fn tell_all(ctx: Context<'_>, told: &View) {
    tell_all_of(ctx, std::slice::from_ref(told)).await;
}

/// Tells the channel several messages, one after the other: see [`tell_all`]. Answers each as it stands there, if
/// Discord took it.
async fn tell_all_of(ctx: Context<'_>, told: &[View]) -> Vec<Option<serenity::Message>> {
    let poise::Context::Application(application) = ctx else {
        return Vec::new();
    };
    let done = ctx.send(answers::done().whisper()).await;
    let done = done.inspect_err(unanswered).is_ok();
    let mut messages = Vec::new();
    for view in told {
        let public = if done {
            let interaction = application.interaction;
            interaction
                .create_followup(ctx.http(), view.follow_up(false))
                .await
        } else {
            // A follow-up would now take the place of the private answer.
            let channel = ctx.channel_id();
            channel.send_message(ctx.http(), view.message()).await
        };
        messages.push(public.inspect_err(unanswered).ok());
    }
    messages
}

/// Notes in which message the channel was told how a season stands, so that decisions to come are shown there.
async fn note_table(league: &League, season: &Season, message: Option<&serenity::Message>) {
    let Some(message) = message else { return };
    let place = Place {
        channel: message.channel_id.get(),
        message: message.id.get(),
    };
    if let Err(error) = league.told_again(season, place).await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "a table of {} was told, and where could not be noted; it will not show what is decided later",
            season.id
        );
    }
}
