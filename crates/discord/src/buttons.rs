//! What buttons tell the bot, and what the bot does when one is pressed.
//!
//! A button carries what it needs in its id and nothing is remembered for it, so it works after
//! a restart and for as long as its message stands. Whoever presses is checked like whoever
//! types: poise's checks do not run for presses, and the service asks the policy for each.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use poise::serenity_prelude as serenity;
use serenity::ComponentInteraction;

use super::actions::Aboard;
use super::commands::{keep, restart};
use super::on_error::{self, unanswered};
use super::views::{View, answers, control, errors};
use super::{Data, Error, Result, actions, league_actions, roles};
use domain::control::Control;
use domain::ids::{ChangeId, ServerId};
use domain::policy::{Action, Actor};
use results::document::ResultId;
use service::{ServiceError, Unread};

/// How long a press may show nothing to whoever pressed.
const UNSEEN: Duration = Duration::from_secs(1);

/// What a button tells the bot: a verb, and a server or a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ButtonId {
    /// Show how the server stands.
    Status(ServerId),
    /// Show what its program printed last.
    Logs(ServerId),
    /// Cancel its deploy; if that is over, delete or stop what came of it.
    Cancel(ServerId),
    /// Power it off, or cancel its deploy; asks first while somebody drives.
    Stop(ServerId),
    /// Power it off whoever drives; stands only below the question whether to.
    StopNow(ServerId),
    /// Restart its program; asks first while somebody drives.
    Restart(ServerId),
    /// Restart it whoever drives; stands only below the question whether to.
    RestartNow(ServerId),
    /// Power it on.
    Start(ServerId),
    /// Bring it up anew on another machine; asks first while somebody drives.
    Redeploy(ServerId),
    /// The same whoever drives; stands only below the question whether to.
    RedeployNow(ServerId),
    /// Ask whether to delete it.
    AskTerminate(ServerId),
    /// Delete it; stands only below the question whether to.
    Terminate(ServerId),
    /// Delete it although it may hold results; stands only below the question whether to.
    TerminateUnread(ServerId),
    /// Apply the change that was shown, and no other.
    Apply(ServerId, ChangeId),
    /// The same with the change that takes the applied one back; stands in the channel.
    Undo(ServerId, ChangeId),
    /// Have it stay on for an hour although nobody drives.
    KeepRunning(ServerId),
    /// Leave it as it is: neither delete nor stop it.
    Keep(ServerId),
    /// Show stewards what they can do to the session that runs.
    RaceControl(ServerId),
    /// End the session that runs; stands only before a steward's eyes.
    NextSession(ServerId),
    /// Begin it anew; stands only before a steward's eyes.
    RestartSession(ServerId),
    /// End the race; stands only before a steward's eyes.
    EndRace(ServerId),
    /// Show a result's files.
    Files(ResultId),
    /// Show the way to SimResults.
    SimResults(ResultId),
}

/// A custom id that is none of ours, or of another version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the button {0:?} is not known")]
pub(crate) struct UnknownPress(pub String);

impl fmt::Display for ButtonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(server) => write!(f, "status:{server}"),
            Self::Logs(server) => write!(f, "logs:{server}"),
            Self::Cancel(server) => write!(f, "cancel:{server}"),
            Self::Stop(server) => write!(f, "stop:{server}"),
            Self::StopNow(server) => write!(f, "stop-now:{server}"),
            Self::Restart(server) => write!(f, "restart:{server}"),
            Self::RestartNow(server) => write!(f, "restart-now:{server}"),
            Self::Start(server) => write!(f, "start:{server}"),
            Self::Redeploy(server) => write!(f, "redeploy:{server}"),
            Self::RedeployNow(server) => write!(f, "redeploy-now:{server}"),
            Self::AskTerminate(server) => write!(f, "ask-terminate:{server}"),
            Self::Terminate(server) => write!(f, "terminate:{server}"),
            Self::TerminateUnread(server) => write!(f, "terminate-unread:{server}"),
            Self::Apply(server, change) => write!(f, "apply:{server}:{change}"),
            Self::Undo(server, change) => write!(f, "undo:{server}:{change}"),
            Self::KeepRunning(server) => write!(f, "keep-running:{server}"),
            Self::Keep(server) => write!(f, "keep:{server}"),
            Self::RaceControl(server) => write!(f, "control:{server}"),
            Self::NextSession(server) => write!(f, "next-session:{server}"),
            Self::RestartSession(server) => write!(f, "restart-session:{server}"),
            Self::EndRace(server) => write!(f, "end-race:{server}"),
            Self::Files(result) => write!(f, "files:{result}"),
            Self::SimResults(result) => write!(f, "simresults:{result}"),
        }
    }
}

impl FromStr for ButtonId {
    type Err = UnknownPress;

    fn from_str(text: &str) -> Result<Self, UnknownPress> {
        let unknown = || UnknownPress(text.chars().take(100).collect());
        let (verb, server) = text.split_once(':').ok_or_else(unknown)?;
        let result = || server.parse::<ResultId>().map_err(|_| unknown());
        let change = || {
            let (server, change) = server.split_once(':').ok_or_else(unknown)?;
            let server = server.parse().map_err(|_| unknown())?;
            let change = change.parse().map_err(|_| unknown())?;
            Ok((server, change))
        };
        match verb {
            "files" => return Ok(Self::Files(result()?)),
            "simresults" => return Ok(Self::SimResults(result()?)),
            "apply" => return change().map(|(server, change)| Self::Apply(server, change)),
            "undo" => return change().map(|(server, change)| Self::Undo(server, change)),
            _ => {}
        }
        let server: ServerId = server.parse().map_err(|_| unknown())?;
        match verb {
            "status" => Ok(Self::Status(server)),
            "logs" => Ok(Self::Logs(server)),
            "cancel" => Ok(Self::Cancel(server)),
            "stop" => Ok(Self::Stop(server)),
            "stop-now" => Ok(Self::StopNow(server)),
            "restart" => Ok(Self::Restart(server)),
            "restart-now" => Ok(Self::RestartNow(server)),
            "start" => Ok(Self::Start(server)),
            "redeploy" => Ok(Self::Redeploy(server)),
            "redeploy-now" => Ok(Self::RedeployNow(server)),
            "ask-terminate" => Ok(Self::AskTerminate(server)),
            "terminate" => Ok(Self::Terminate(server)),
            "terminate-unread" => Ok(Self::TerminateUnread(server)),
            "keep-running" => Ok(Self::KeepRunning(server)),
            "keep" => Ok(Self::Keep(server)),
            "control" => Ok(Self::RaceControl(server)),
            "next-session" => Ok(Self::NextSession(server)),
            "restart-session" => Ok(Self::RestartSession(server)),
            "end-race" => Ok(Self::EndRace(server)),
            _ => Err(unknown()),
        }
    }
}

/// What came of a press.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for each press, for as long as its answer takes"
)]
enum Outcome {
    /// For everybody in the channel.
    Public(View),
    /// For whoever pressed.
    Private(View),
    /// The question is answered: the message with the buttons becomes the first, and the second,
    /// if there is one, is for the channel.
    Settled(View, Option<View>),
}

/// Logs a press on any message of the bot.
pub(super) fn log(press: &ComponentInteraction) {
    tracing::info!(
        button = %press.data.custom_id,
        guild.id = press.guild_id.map(serenity::GuildId::get),
        channel.id = press.channel_id.get(),
        actor.id = press.user.id.get(),
        "{} pressed {}",
        press.user.name,
        press.data.custom_id
    );
}

/// Handles a press: acknowledged at once, then done, then answered.
pub(super) async fn pressed(ctx: &serenity::Context, data: &Data, press: &ComponentInteraction) {
    log(press);
    if let Err(error) = press
        .create_response(&ctx.http, acknowledgement(&press.data.custom_id))
        .await
    {
        unanswered(&error);
        return;
    }
    let actor = roles::of_press(ctx, &data.role_names, press).await;
    let outcome = carry_out(data, &actor, &press.data.custom_id);
    let (outcome, sign) = shown_to_be_heard(ctx, press, outcome).await;
    let answered = match outcome {
        Ok(Outcome::Public(view)) => follow_up(ctx, press, &view, false).await,
        Ok(Outcome::Private(view)) => follow_up(ctx, press, &view, true).await,
        Ok(Outcome::Settled(view, told)) => settle(ctx, press, &view, told.as_ref()).await,
        Err(error) => {
            on_error::log(&error, &press.data.custom_id);
            follow_up(
                ctx,
                press,
                &errors::explained(&on_error::explained(&error)),
                true,
            )
            .await
        }
    };
    if let Err(error) = answered {
        unanswered(&error);
    }
    if let Some(sign) = sign
        && let Err(error) = press.delete_followup(&ctx.http, sign).await
    {
        unanswered(&error);
    }
}

/// Waits for what comes of a press, and tells whoever pressed that it was heard where that takes a
/// while. Discord's own sign for a button ends with the acknowledgement. Answers the message that says
/// so, which is to go when the answer is there.
async fn shown_to_be_heard(
    ctx: &serenity::Context,
    press: &ComponentInteraction,
    outcome: impl Future<Output = Result<Outcome>>,
) -> (Result<Outcome>, Option<serenity::MessageId>) {
    tokio::pin!(outcome);
    let waits_visibly = is_private(&press.data.custom_id);
    if waits_visibly {
        return (outcome.await, None);
    }
    if let Ok(outcome) = tokio::time::timeout(UNSEEN, &mut outcome).await {
        return (outcome, None);
    }
    let sign = answers::under_way().follow_up(true);
    let (outcome, sign) = tokio::join!(outcome, press.create_followup(&ctx.http, sign));
    if let Err(error) = &sign {
        unanswered(error);
    }
    (outcome, sign.ok().map(|message| message.id))
}

/// "Acknowledge" changes nothing that anybody sees, and leaves the answers free to be public or
/// not. What takes seconds and is for one member's eyes in any case shows them that it is coming.
fn acknowledgement(custom_id: &str) -> serenity::CreateInteractionResponse {
    if is_private(custom_id) {
        serenity::CreateInteractionResponse::Defer(
            serenity::CreateInteractionResponseMessage::new().ephemeral(true),
        )
    } else {
        serenity::CreateInteractionResponse::Acknowledge
    }
}

/// Whether the answer is for one member's eyes in any case.
fn is_private(custom_id: &str) -> bool {
    matches!(
        custom_id.parse(),
        Ok(ButtonId::Status(_) | ButtonId::Logs(_) | ButtonId::Files(_) | ButtonId::SimResults(_))
    )
}

async fn carry_out(data: &Data, actor: &Actor, custom_id: &str) -> Result<Outcome> {
    let press: ButtonId = custom_id
        .parse()
        .map_err(|UnknownPress(_)| Error::Explained(errors::outdated()))?;
    Ok(match press {
        ButtonId::Status(server) => {
            Outcome::Private(actions::look(data, actor, server.as_str()).await?)
        }
        ButtonId::Logs(server) => {
            Outcome::Private(actions::read_log(data, actor, server.as_str()).await?)
        }
        ButtonId::Cancel(server) => Outcome::Public(actions::cancel(data, actor, &server).await?),
        ButtonId::Stop(server) => {
            match actions::aboard(data, actor, Action::Stop, server.as_str()).await? {
                Aboard::Nobody => {
                    Outcome::Public(actions::stop(data, actor, server.as_str()).await?)
                }
                Aboard::Some(needed) => Outcome::Private(answers::really_stop(&needed)),
            }
        }
        ButtonId::StopNow(server) => {
            let told = actions::stop(data, actor, server.as_str()).await?;
            Outcome::Settled(answers::done(), Some(told))
        }
        ButtonId::Restart(server) => {
            match actions::aboard(data, actor, Action::Restart, server.as_str()).await? {
                Aboard::Nobody => {
                    Outcome::Public(restart::carry_out(data, actor, server.as_str()).await?)
                }
                Aboard::Some(needed) => Outcome::Private(answers::really_restart(&needed)),
            }
        }
        ButtonId::RestartNow(server) => {
            let told = restart::carry_out(data, actor, server.as_str()).await?;
            Outcome::Settled(answers::done(), Some(told))
        }
        ButtonId::Start(server) => {
            Outcome::Public(actions::start(data, actor, server.as_str()).await?)
        }
        ButtonId::Redeploy(server) => {
            match actions::aboard(data, actor, Action::Terminate, server.as_str()).await? {
                Aboard::Nobody => {
                    Outcome::Public(actions::redeploy(data, actor, server.as_str()).await?)
                }
                Aboard::Some(needed) => Outcome::Private(answers::really_redeploy(&needed)),
            }
        }
        ButtonId::RedeployNow(server) => {
            let told = actions::redeploy(data, actor, server.as_str()).await?;
            Outcome::Settled(answers::done(), Some(told))
        }
        ButtonId::AskTerminate(server) => {
            let id = server.as_str();
            let server = data.service.find(actor, Action::Terminate, id).await?;
            let night = data.service.race_that_needs(&server).await?;
            Outcome::Private(answers::really_terminate(&server, night.as_ref()))
        }
        ButtonId::Terminate(server) => terminate(data, actor, &server, Unread::Keep).await?,
        ButtonId::TerminateUnread(server) => terminate(data, actor, &server, Unread::Lose).await?,
        ButtonId::Apply(server, change) => {
            let told = actions::apply_change(data, actor, &server, change).await?;
            Outcome::Settled(answers::done(), Some(told))
        }
        ButtonId::Undo(server, change) => {
            Outcome::Public(actions::apply_change(data, actor, &server, change).await?)
        }
        ButtonId::KeepRunning(server) => {
            let kept = keep::carry_out(data, actor, server.as_str(), keep::USUAL).await?;
            Outcome::Public(kept)
        }
        // Whoever sees the question was asked it: it stands before their eyes only.
        ButtonId::Keep(_) => Outcome::Settled(answers::kept(), None),
        ButtonId::RaceControl(server) => {
            let id = server.as_str();
            let server = data.service.find(actor, Action::Control, id).await?;
            let live = data.service.live(&server.id);
            Outcome::Private(control::panel(&server, live.as_deref()))
        }
        ButtonId::NextSession(server) => {
            session(data, actor, &server, Control::NextSession).await?
        }
        ButtonId::RestartSession(server) => {
            session(data, actor, &server, Control::RestartSession).await?
        }
        ButtonId::EndRace(server) => {
            let ended = data.service.end_session_of(actor, server.as_str()).await?;
            let told = control::ended(&actor.name, &ended);
            Outcome::Settled(answers::done(), Some(told))
        }
        ButtonId::Files(result) => {
            Outcome::Private(league_actions::files(data, actor, result.as_str()).await?)
        }
        ButtonId::SimResults(result) => {
            Outcome::Private(league_actions::simresults(data, actor, result.as_str()).await?)
        }
    })
}

/// Moves a server to another session.
async fn session(data: &Data, actor: &Actor, server: &ServerId, asked: Control) -> Result<Outcome> {
    let server = data.service.control(actor, server.as_str(), asked.clone());
    let told = control::session(&actor.name, &server.await?, &asked);
    Ok(Outcome::Settled(answers::done(), Some(told)))
}

/// Deletes a server; asks once more if that loses results.
async fn terminate(
    data: &Data,
    actor: &Actor,
    server: &ServerId,
    unread: Unread,
) -> Result<Outcome> {
    let id = server.as_str();
    let (deleted, session) = match data.service.terminate(actor, id, unread).await {
        Ok(deleted) => deleted,
        Err(ServiceError::ResultsUnread { .. }) => {
            let server = data.service.find(actor, Action::Terminate, id).await?;
            return Ok(Outcome::Settled(answers::really_lose(&server), None));
        }
        Err(error) => return Err(error.into()),
    };
    let told = match data.service.went_unread(server) {
        true => answers::terminated_unread(&actor.name, &deleted),
        false => answers::terminated(&actor.name, &deleted, session),
    };
    Ok(Outcome::Settled(answers::deleted(&deleted), Some(told)))
}

async fn follow_up(
    ctx: &serenity::Context,
    press: &ComponentInteraction,
    view: &View,
    ephemeral: bool,
) -> Result<(), serenity::Error> {
    press
        .create_followup(&ctx.http, view.follow_up(ephemeral))
        .await
        .map(drop)
}

async fn settle(
    ctx: &serenity::Context,
    press: &ComponentInteraction,
    view: &View,
    told: Option<&View>,
) -> Result<(), serenity::Error> {
    let settled = press.edit_response(&ctx.http, view.edit_answer()).await;
    // The channel is told whether or not the question could be taken away.
    if let Some(told) = told {
        follow_up(ctx, press, told, false).await?;
    }
    settled.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_button_carries_is_read_back_and_nothing_else() {
        let server = ServerId::from_bits(7);
        for press in [
            ButtonId::Status(server.clone()),
            ButtonId::Logs(server.clone()),
            ButtonId::Cancel(server.clone()),
            ButtonId::Stop(server.clone()),
            ButtonId::StopNow(server.clone()),
            ButtonId::Restart(server.clone()),
            ButtonId::RestartNow(server.clone()),
            ButtonId::Start(server.clone()),
            ButtonId::Redeploy(server.clone()),
            ButtonId::RedeployNow(server.clone()),
            ButtonId::AskTerminate(server.clone()),
            ButtonId::Terminate(server.clone()),
            ButtonId::TerminateUnread(server.clone()),
            ButtonId::Apply(server.clone(), ChangeId::from_bits(11)),
            ButtonId::Undo(server.clone(), ChangeId::from_bits(u64::MAX)),
            ButtonId::KeepRunning(server.clone()),
            ButtonId::Keep(server.clone()),
            ButtonId::RaceControl(server.clone()),
            ButtonId::NextSession(server.clone()),
            ButtonId::RestartSession(server.clone()),
            ButtonId::EndRace(server.clone()),
            ButtonId::Files("abcd2345-2026_3_2_22_3_race".parse().expect("an id")),
            ButtonId::SimResults("abcd2345-2026_3_2_22_3_race".parse().expect("an id")),
        ] {
            assert_eq!(press.to_string().parse(), Ok(press));
        }
        for wrong in [
            "",
            "stop",
            "stop:",
            "stop:../../..",
            "reboot:23456789",
            "stop:23456789:x",
            "Stop:23456789",
            "files:",
            "files:../x",
            "apply:23456789",
            "apply:23456789:",
            "undo:23456789:../../changes",
        ] {
            assert_eq!(
                wrong.parse::<ButtonId>(),
                Err(UnknownPress(wrong.to_owned()))
            );
        }
    }
}
