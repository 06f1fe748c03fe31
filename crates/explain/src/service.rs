//! What the use cases could not do, in words.

use std::collections::BTreeMap;

use super::transfer::pack;
use super::{Explanation, Kind, Surface, cloud, league, programs, races, refusal, transfer};
use ::cloud::Restart;
use domain::control::Controlled;
use domain::ids::ServerId;
use domain::policy::Action;
use domain::server::{InstanceState, ServerName};
use service::ServiceError;

/// A use case's failure in words.
pub fn service(error: &ServiceError, on: Surface) -> Explanation {
    match error {
        ServiceError::Refused(refusal) => refusal::refusal(refusal, on),
        ServiceError::Pack(faults) => pack(faults),
        ServiceError::Transfer(error) => transfer::transfer(error, on),
        ServiceError::Cloud(error) => cloud::cloud(error, on),
        ServiceError::NoSuchServer { asked, nearest } => Explanation::new(
            Kind::Usage,
            format!("There is no server “{asked}”."),
            match nearest {
                Some(nearest) => format!("Did you mean “{nearest}”? {} shows what there is.", on.command("servers")),
                None => format!("It may have been deleted; {} shows what there is.", on.command("servers")),
            },
        ),
        ServiceError::NoSuchPack { asked } => Explanation::new(
            Kind::Usage,
            format!("There is no pack “{asked}” in storage."),
            on.pick(
                "Choose one from the list that appears while you type; `/deploy file` and `/deploy link` put a new one there. Packs that nobody uses are deleted after some time.",
                "`ac-deploy packs` lists those that are there; a file of this machine can be deployed as well. Packs that nobody uses are deleted after some time.",
            ),
        ),
        ServiceError::PackInUse { pack, used_by } => Explanation::new(
            Kind::Usage,
            format!(
                "The pack “{pack}” is used by {}.",
                used_by
                    .iter()
                    .map(|name| format!("“{name}”"))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
            format!("It can go once that server is deleted ({}), or that race is over or called off ({}).", on.command("terminate"), on.command("race cancel")),
        ),
        ServiceError::Ambiguous { asked, ids } => Explanation::new(
            Kind::Usage,
            format!("{} servers are called “{asked}”.", ids.len()),
            format!(
                "Name one by its id: {}.",
                ids.iter()
                    .map(|id| format!("`{id}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        ),
        ServiceError::NothingTo { action } => nothing_to(*action, on),
        ServiceError::WhichOne { servers } => which_one(servers),
        ServiceError::NotNow { server, state } => not_now(server, *state, on),
        ServiceError::ReplacedAlready { server } => Explanation::new(
            Kind::Usage,
            format!("“{server}” is being replaced already."),
            "Wait until the new server is online; this one is deleted then.",
        ),
        ServiceError::ChangeTooEarly { server } => Explanation::new(
            Kind::Usage,
            format!("Your change was not made: “{server}” is starting."),
            on.pick(
                "Press the button again once it is online.",
                "Try again once it is online.",
            ),
        ),
        ServiceError::NotRestarted { server, answer } => not_restarted(server, *answer, on),
        ServiceError::NotControlled { server, answer } => not_controlled(server, *answer, on),
        ServiceError::NothingToSay => Explanation::new(
            Kind::Usage,
            "There is nothing to say.",
            "Give the words that drivers are to read.",
        ),
        ServiceError::NoSuchDriver { asked, several } => Explanation::new(
            Kind::Usage,
            match several {
                true => format!("Several drivers are called “{asked}”."),
                false => format!("No driver “{asked}” is there."),
            },
            on.pick(
                "Choose one from the list that appears while you type, or give the Steam id: 17 digits.",
                "Give the name as it stands in `ac-deploy status SERVER`, or the Steam id: 17 digits.",
            ),
        ),
        ServiceError::ResultsUnread { server, state } => results_unread(server, *state, on),
        ServiceError::NoLogNow { server, state } => no_log_now(server, *state, on),
        ServiceError::BucketNotAllowed { bucket } => Explanation::new(
            Kind::Refused,
            format!("Packs from the bucket “{bucket}” are not allowed here."),
            on.keeper_can("allow it: add it to `buckets` under `[aws]` in the settings."),
        ),
        ServiceError::PackNotYours => Explanation::new(
            Kind::Refused,
            on.pick(
                "There is no pack of that name here.",
                "That is the name of no pack in storage.",
            ),
            on.pick(
                "Choose one from the list that appears while you type: several packs may share a file's name. `/deploy file` takes a new one.",
                "Name one as `ac-deploy packs` lists it (s3:packs/…); a deploy takes a file of this machine, too.",
            ),
        ),
        ServiceError::LaunchUnsure(_) => Explanation::new(
            Kind::Unavailable,
            "AWS was asked for a machine and did not answer whether it comes.",
            format!("If it does come, this continues automatically within a few minutes. Look at {} before you deploy again; a machine that you do not want is deleted with {}.", on.command("servers"), on.command("terminate")),
        ),
        ServiceError::Documents(error) => super::league::store(error, on),
        ServiceError::Ledger(_) => Explanation::new(
            Kind::Unavailable,
            "What servers cost could not be read or written down.",
            on.pick(
                "Try again in a minute. Until it can be read, only somebody who manages this Discord server starts servers that count against its budget. If it stays so, whoever runs this bot finds why in the log.",
                "Try again in a minute. If it stays so, -v shows why.",
            ),
        ),
        ServiceError::Programs(error) => programs::programs(error, on),
        ServiceError::League(error) => league::league(error, on),
        ServiceError::Race(error) => races::race(error, on),
        ServiceError::RaceFault(fault) => races::fault(fault, on),
        ServiceError::NoChange => Explanation::new(
            Kind::Usage,
            "There is no change to apply to this server.",
            format!("{} with settings shows one first.", on.command("change")),
        ),
        ServiceError::ChangedSince { server } => Explanation::new(
            Kind::Usage,
            format!("What “{server}” races was changed after this was shown, so nothing was done."),
            format!(
                "{} with the same settings shows what would be different now.",
                on.command("change")
            ),
        ),
        ServiceError::NoDocuments => Explanation::new(
            Kind::Setup,
            "Results are not kept where these servers run.",
            "They are on a machine of your own (`provider = \"local\"`). A results file can be read anywhere: `ac-deploy results read FILE`.",
        ),
        ServiceError::NotBilled => Explanation::new(
            Kind::Usage,
            "These servers run on a machine of your own, for which nobody sends a bill by the hour.",
            "Costs and budgets are counted where servers run on Amazon's machines (`provider = \"aws\"`).",
        ),
        ServiceError::Cancelled => Explanation::new(
            Kind::Usage,
            "The deploy was cancelled.",
            "Nothing was launched.",
        ),
        ServiceError::Shared(error) => service(error, on),
        ServiceError::ShuttingDown => Explanation::new(
            Kind::Unavailable,
            on.pick("The bot is being restarted.", "ac-deploy is being ended."),
            on.pick(
                "The deploy goes on by itself when the bot is back.",
                "Its order is kept: the bot, or the next `ac-deploy deploy`, goes on with it.",
            ),
        ),
    }
}

fn nothing_to(action: Action, on: Surface) -> Explanation {
    let (what, hint) = match action {
        Action::Start => (
            "There is no stopped server that could be started.",
            format!(
                "{} shows what there is; {} brings up a new one, and {} a game server again that does not run.",
                on.command("servers"),
                on.command("deploy"),
                on.command("restart")
            ),
        ),
        Action::Stop => (
            "There is no running server that could be stopped.",
            format!("{} shows what there is.", on.command("servers")),
        ),
        Action::Restart => (
            "There is no running server that could be restarted.",
            format!(
                "{} shows what there is; {} brings up one that is stopped.",
                on.command("servers"),
                on.command("start")
            ),
        ),
        Action::Logs => (
            "There is no running server whose log could be read.",
            format!(
                "The log lies on the machine, so it has to run: {} powers it on.",
                on.command("start")
            ),
        ),
        Action::Keep | Action::Control => (
            "There is no running server.",
            format!("{} brings up one that is stopped.", on.command("start")),
        ),
        Action::Deploy
        | Action::Terminate
        | Action::Status
        | Action::Steward
        | Action::Race
        | Action::SignUp
        | Action::Change
        | Action::Programs => (
            "There is no server.",
            format!("{} with a pack brings one up.", on.command("deploy")),
        ),
    };
    Explanation::new(Kind::Usage, what, hint)
}

fn which_one(servers: &BTreeMap<ServerId, ServerName>) -> Explanation {
    const SHOWN: usize = 10;
    let more = match servers.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let list = |shown: Vec<String>| shown.join(", ") + &more;
    // In the names' order: ids are random.
    let mut servers: Vec<(&ServerId, &ServerName)> = servers.iter().collect();
    servers.sort_by_key(|(_, name)| *name);
    let names = servers.iter().take(SHOWN).map(|(_, name)| name);
    let ids = servers.iter().take(SHOWN).map(|(id, _)| id);
    Explanation::new(
        Kind::Usage,
        format!(
            "There are {} servers: {}.",
            servers.len(),
            list(names.map(|name| format!("“{name}”")).collect())
        ),
        format!(
            "Say which one you mean with the option `server`, by its name or its id: {}.",
            list(ids.map(|id| format!("`{id}`")).collect())
        ),
    )
}

fn not_now(server: &str, state: InstanceState, on: Surface) -> Explanation {
    let (what, hint) = match state {
        InstanceState::Pending => ("is just being started", "Try again in a minute.".to_owned()),
        InstanceState::Running => (
            "is running already",
            format!(
                "Its link is in {}. If its game server does not run, {} starts that again.",
                on.command("status"),
                on.command("restart")
            ),
        ),
        InstanceState::Stopping => (
            "is just being stopped",
            "That takes a minute or two; try again then.".to_owned(),
        ),
        InstanceState::Stopped => (
            "is stopped already",
            format!(
                "{} brings it up again, {} deletes it.",
                on.command("start"),
                on.command("terminate")
            ),
        ),
        InstanceState::ShuttingDown | InstanceState::Terminated => (
            "is deleted",
            format!("{} makes a new one.", on.command("deploy")),
        ),
    };
    Explanation::new(Kind::Usage, format!("“{server}” {what}."), hint)
}

/// What a server did not do that stewards asked for.
fn not_controlled(server: &str, answer: Controlled, on: Surface) -> Explanation {
    let (kind, what, hint) = match answer {
        Controlled::NotThere => (
            Kind::Usage,
            format!("That driver is not on {server} any more."),
            "Nothing had to be done.".to_owned(),
        ),
        Controlled::NotOnline => (
            Kind::Usage,
            format!("{server} is not online, so nobody can be told anything."),
            format!("{} shows how it stands.", on.command("status")),
        ),
        Controlled::Unsupported => (
            Kind::Usage,
            format!("{server} runs on Windows, where sessions can be ended and nothing else."),
            "Deploy it on Linux for that, or use the game's own chat commands: `/admin PASSWORD`, then `/restart_session`.".to_owned(),
        ),
        Controlled::Ignored => (
            Kind::Unavailable,
            format!("{server} was told, and did nothing."),
            "While somebody is loading, AssettoServer moves to no other session. Try again in a minute.".to_owned(),
        ),
        Controlled::SomebodyLoads => (
            Kind::Unavailable,
            format!("Somebody is still loading into {server}, and AssettoServer changes no session before they are in."),
            "Try again in a minute, or throw them out.".to_owned(),
        ),
        Controlled::Done | Controlled::Told | Controlled::NoAnswer => (
            Kind::Unavailable,
            format!("The machine of {server} does not answer, so it is not known whether that was done."),
            format!("Look at {} before you try again.", on.command("status")),
        ),
    };
    Explanation::new(kind, what, hint)
}

/// What a server's sessions left is worth more than its disk.
fn results_unread(server: &str, state: InstanceState, on: Surface) -> Explanation {
    let why = match state.costs_compute() {
        true => "its machine does not answer",
        false => "its machine was switched off before all was read",
    };
    let look = match state.costs_compute() {
        true => "Try again in a minute".to_owned(),
        false => format!(
            "Start it with {}: they are fetched within a minute",
            on.command("start")
        ),
    };
    let lose = on.pick(
        "or delete it with `/terminate`, which asks you whether to lose them.",
        "or add --lose-results to delete it without them.",
    );
    Explanation::new(
        Kind::Unavailable,
        format!("{server} was not deleted: it may hold results that could not be read, for {why}."),
        format!("{look}, {lose}"),
    )
}

fn not_restarted(server: &str, answer: Restart, on: Surface) -> Explanation {
    match answer {
        Restart::NotReady => Explanation::new(
            Kind::Usage,
            format!("“{server}” is still on its way up, so there is nothing to restart."),
            format!(
                "Its program starts by itself once the pack is in place; {} shows how far it is.",
                on.command("status")
            ),
        ),
        Restart::NoAnswer | Restart::Begun => Explanation::new(
            Kind::Unavailable,
            format!("The machine of “{server}” did not say that it restarted it."),
            format!(
                "{} shows how it is. Try again in a minute; if it stays like this, {} it and then {} it, which gives it a new link.",
                on.command("status"),
                on.command("stop"),
                on.command("start")
            ),
        ),
    }
}

fn no_log_now(server: &str, state: InstanceState, on: Surface) -> Explanation {
    let hint = match state {
        InstanceState::Pending | InstanceState::Running => {
            "Its machine is only just starting. Try again in a minute or two.".to_owned()
        }
        InstanceState::Stopping | InstanceState::Stopped => {
            format!(
                "Its machine is off, and the log lies on its disk: {} brings it up again, with a new log.",
                on.command("start")
            )
        }
        InstanceState::ShuttingDown | InstanceState::Terminated => {
            "Its machine is deleted, and its log with it.".to_owned()
        }
    };
    Explanation::new(
        Kind::Usage,
        format!("There is no log of “{server}” to be read now."),
        hint,
    )
}
