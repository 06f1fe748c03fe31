//! What commands and buttons have in common: one act, and the words for it.

use super::buttons::ButtonId;
use super::views::errors::Barrier;
use super::views::{View, answers, changes, errors, live, logs, status};
use super::{Data, Error, Result, progress_feed};
use domain::ids::{ChangeId, MessageId, ServerId};
use domain::lifecycle::{Health, Stage};
use domain::policy::{Action, Actor};
use domain::server::{Home, InstanceState, Order, Record, Server};
use explain::{Explanation, Kind};
use service::{
    AppliedChange, Card, Cards, CostNews, Notifier, NotifyError, Replaced, Service, ServiceError,
    Stopped,
};

/// Everything about one server, or where to look while there is no machine yet.
pub(super) async fn look(data: &Data, actor: &Actor, asked: &str) -> Result<View> {
    match data.service.find_order(actor, asked)? {
        Some(order) => Ok(status::under_way(&order)),
        None => {
            let status = data.service.status(actor, asked).await?;
            let live = data.service.live(&status.server.id);
            let view = status::status(&status);
            Ok(match live {
                Some(live) => live::with_session(view, &live),
                None => view,
            })
        }
    }
}

/// How all servers stand.
pub(super) async fn look_around(data: &Data, actor: &Actor) -> Result<View> {
    let orders = data.service.orders(actor)?;
    let servers = data.service.servers(actor).await?;
    let statuses = data.service.observe(servers).await?;
    Ok(status::overview(&statuses, &orders))
}

/// What a server's program printed last.
pub(super) async fn read_log(data: &Data, actor: &Actor, asked: &str) -> Result<View> {
    let logged = data.service.log(actor, asked, Service::LOG_LINES).await?;
    Ok(logs::log(&logged))
}

/// The server that a command means: the one that was named, or the only one that it fits.
pub(super) async fn meant(
    data: &Data,
    actor: &Actor,
    action: Action,
    asked: Option<String>,
) -> Result<String> {
    Ok(match asked {
        Some(asked) => asked,
        None => data.service.only(action, actor).await?.to_string(),
    })
}

/// Cancels a deploy, at whatever point it is; the answer is for the channel.
pub(super) async fn cancel(data: &Data, actor: &Actor, server: &ServerId) -> Result<View> {
    let stopped = data.service.call_off(actor, server).await;
    match stopped {
        // Pressed twice, or its message could not be edited.
        Err(ServiceError::NoSuchServer { .. }) => Err(Error::Explained(Explanation {
            what: "This deploy is over already.".to_owned(),
            hint: "Nothing of it runs; `/servers` shows what does.".to_owned(),
            kind: Kind::Usage,
        })),
        stopped => Ok(told_of_stop(data, actor, stopped?)),
    }
}

/// Who drives on a server whose session somebody wants to end.
pub(super) enum Aboard {
    /// Nobody, or there is no machine yet.
    Nobody,
    /// Somebody, or a race night needs it.
    Some(Box<Needed>),
}

/// A server that is not to be powered off by accident.
pub(super) struct Needed {
    pub(super) server: Server,
    /// How many drive; none if that could not be found out.
    pub(super) drivers: Option<u64>,
    /// The name of the race night that it is for.
    pub(super) race: Option<String>,
}

/// Looks who drives on a server, if `actor` may do `action` to it, which ends the session.
pub(super) async fn aboard(
    data: &Data,
    actor: &Actor,
    action: Action,
    asked: &str,
) -> Result<Aboard> {
    if data.service.find_order(actor, asked)?.is_some() {
        return Ok(Aboard::Nobody);
    }
    let server = data.service.find(actor, action, asked).await?;
    if server.state != InstanceState::Running {
        return Ok(Aboard::Nobody);
    }
    let race = match action {
        Action::Stop => race_of(data, &server).await?,
        // A race goes on with what was restarted or replaced.
        _ => None,
    };
    let drivers = match data.service.observe(vec![server.clone()]).await {
        Ok(mut looked) => looked.pop().and_then(|status| status.drivers()).or(Some(0)),
        // It may be done all the same, but not by accident.
        Err(_) => None,
    };
    if drivers == Some(0) && race.is_none() {
        return Ok(Aboard::Nobody);
    }
    Ok(Aboard::Some(Box::new(Needed {
        server,
        drivers,
        race,
    })))
}

/// The name of the race night that needs a server.
async fn race_of(data: &Data, server: &Server) -> Result<Option<String>> {
    let night = data.service.race_that_needs(server).await?;
    Ok(night.map(|night| night.name))
}

/// Powers a server off that somebody typed, or asks first if a race night needs it.
pub(super) async fn stop_or_ask(data: &Data, actor: &Actor, asked: &str) -> Result<StopAnswer> {
    if data.service.find_order(actor, asked)?.is_none()
        && let Aboard::Some(needed) = aboard(data, actor, Action::Stop, asked).await?
        && needed.race.is_some()
    {
        return Ok(StopAnswer::Asked(answers::really_stop(&needed)));
    }
    Ok(StopAnswer::Stopped(stop(data, actor, asked).await?))
}

/// What came of a typed stop.
pub(super) enum StopAnswer {
    /// It is off; for the channel.
    Stopped(View),
    /// A question, for whoever typed it.
    Asked(View),
}

/// Powers a server off or cancels its deploy; the answer is for the channel.
pub(super) async fn stop(data: &Data, actor: &Actor, asked: &str) -> Result<View> {
    let stopped = data.service.stop(actor, asked).await?;
    Ok(told_of_stop(data, actor, stopped))
}

fn told_of_stop(data: &Data, actor: &Actor, stopped: Stopped) -> View {
    match stopped {
        Stopped::Server(server, session) => {
            let disk = data.service.rules().costs(&server).disk_month;
            answers::stopped(&actor.name, &server.name, disk, session)
        }
        Stopped::Deploy { name, launched, .. } => match launched {
            Some(server) => answers::called_off(&actor.name, &server),
            None => answers::cancelled(&actor.name, &name),
        },
    }
}

/// Powers a server on, with a new progress message in its channel; the answer is for the channel.
pub(super) async fn start(data: &Data, actor: &Actor, asked: &str) -> Result<View> {
    let server = data.service.find(actor, Action::Start, asked).await?;
    // What cannot be started gets no message; the service says why not.
    let home = server
        .home
        .filter(|_| server.state == InstanceState::Stopped);
    let progress = match home {
        Some(home) => Some((home, post_progress(data, home, &server).await?)),
        None => None,
    };
    match data
        .service
        .start(
            actor,
            server.id.as_str(),
            progress.map(|(_, message)| message),
        )
        .await
    {
        Ok(started) => {
            if let Some(home) = home {
                tell_over_budget(data, actor, home).await;
                retire(data, home, &server);
            }
            Ok(answers::started(&actor.name, &started, progress))
        }
        Err(error) => {
            if let Some((home, message)) = progress {
                // Somebody else may have started it in the same second: then Discord takes both
                // messages for one, and it is theirs.
                let id = server.id.as_str();
                let found = data.service.find(actor, Action::Status, id).await;
                if found.is_ok_and(|server| server.record.progress != Some(message)) {
                    data.notifier.withdraw(home, message).await;
                }
            }
            Err(error.into())
        }
    }
}

/// Applies a change that was shown; the answer is for the channel.
pub(super) async fn apply_change(
    data: &Data,
    actor: &Actor,
    server: &ServerId,
    change: ChangeId,
) -> Result<View> {
    let Replaced {
        former,
        order,
        undo,
    } = match data.service.apply_change(actor, server, change).await? {
        AppliedChange::Replaced(replaced) => *replaced,
        AppliedChange::Restarted {
            server,
            undo,
            differences,
            took_back,
        } => {
            let undo = ButtonId::Undo(server.id.clone(), undo);
            let told = changes::restarted(&actor.name, &server, &differences, took_back, undo);
            return Ok(told);
        }
    };
    let now = cloud::clock::now();
    let place = match order.home {
        None => None,
        // The former one is gone: without its message the new one comes all the same.
        Some(home) => {
            let card = Card::of_order(&order, &data.service.rules().prices, now);
            let shown = data.notifier.show(home, None, &card).await;
            let shown = shown.inspect_err(|error| {
                tracing::warn!(server.id = %order.server, error = error as &dyn std::error::Error, "the progress of {} could not be shown", order.server);
            });
            shown.ok().map(|message| (home, message))
        }
    };
    let message = place.map(|(_, message)| message);
    let deploy = data.service.begin(order, message).await?;
    if let Some((home, message)) = place {
        show_progress(data, home, message, deploy.cards);
    }
    Ok(changes::replaced(
        &actor.name,
        &former,
        ButtonId::Undo(deploy.order.server, undo),
        place,
    ))
}

/// Brings a server up anew on another machine, with a new progress message in its channel; the answer is
/// for the channel.
pub(super) async fn redeploy(data: &Data, actor: &Actor, asked: &str) -> Result<View> {
    let old = data.service.replaceable(actor, asked).await?;
    let home = old.home.ok_or(Error::Service(ServiceError::Refused(
        domain::policy::Refusal::OtherGuild,
    )))?;
    let order = data.service.order_again(actor, &old).await?;
    let prices = &data.service.rules().prices;
    let card = Card::of_order(&order, prices, cloud::clock::now());
    // First the message, then the work: nothing is launched that no one can follow.
    let progress = match data.notifier.show(home, None, &card).await {
        Ok(progress) => progress,
        Err(error) => {
            data.service.give_back(&order).await;
            return Err(unheard(home, error, &Barrier::Unknown));
        }
    };
    tell_over_budget(data, actor, home).await;
    begin(data, order, home, progress).await?;
    Ok(answers::redeploying(&actor.name, &old, home, progress))
}

/// Begins a deploy whose progress message was posted, and shows there how far it is. A message of which
/// nothing comes is taken back. Answers the order as it is carried out.
pub(super) async fn begin(
    data: &Data,
    order: Order,
    home: Home,
    progress: MessageId,
) -> Result<Order> {
    match data.service.begin(order, Some(progress)).await {
        Ok(deploy) => {
            show_progress(data, home, progress, deploy.cards);
            Ok(deploy.order)
        }
        Err(error) => {
            data.notifier.withdraw(home, progress).await;
            Err(error.into())
        }
    }
}

fn show_progress(data: &Data, home: Home, progress: MessageId, cards: Cards) {
    data.tasks.spawn(progress_feed::narrate(
        data.service.clone(),
        data.notifier.clone(),
        home,
        progress,
        cards,
    ));
}

/// Tells the channel that somebody spends more than the month's budget: whoever manages the Discord server
/// may.
pub(super) async fn tell_over_budget(data: &Data, actor: &Actor, home: Home) {
    // What cannot be found out was no hindrance either.
    let Ok(Some(spent)) = data.service.spent_budget(actor).await else {
        return;
    };
    let news = CostNews::GoesOn {
        by: actor.name.clone(),
        spent: Box::new(spent),
    };
    if let Err(error) = data.notifier.tell_costs(home, &news).await {
        tracing::warn!(channel.id = %home.channel, error = &error as &dyn std::error::Error, "a channel could not be told that its budget is spent");
    }
}

async fn post_progress(data: &Data, home: Home, server: &Server) -> Result<MessageId> {
    let now = cloud::clock::now();
    let coming = Server {
        record: Record::new(now, None),
        state: InstanceState::Pending,
        ..server.clone()
    };
    let costs = data.service.rules().costs(server);
    let card = Card::of_server(&coming, Health::Coming(Stage::Booting), costs, now);
    data.notifier
        .show(home, None, &card)
        .await
        .map_err(|error| unheard(home, error, &Barrier::Unknown))
}

/// Takes the buttons off the messages of the run before: they would only say "is running already".
fn retire(data: &Data, home: Home, before: &Server) {
    if let Some(message) = before.record.progress {
        let notifier = data.notifier.clone();
        data.tasks
            .spawn(async move { notifier.retire(home, message).await });
    }
    let announced = before.record.announced.as_ref();
    if let Some(message) = announced.and_then(|announced| announced.message) {
        let notifier = data.notifier.clone();
        let coming = Server {
            state: InstanceState::Pending,
            ..before.clone()
        };
        data.tasks.spawn(async move {
            if let Err(error) = notifier.strike(home, message, &coming).await {
                // It was struck when the server stopped; its button only says that it runs already.
                tracing::debug!(message.id = %message, error = &error as &dyn std::error::Error, "could not remove an outdated button");
            }
        });
    }
}

/// A message that could not be posted, in words for whoever waits for it.
pub(super) fn unheard(home: Home, error: NotifyError, barrier: &Barrier) -> Error {
    match error {
        NotifyError::NoAccess { .. } => Error::Explained(errors::no_access(home.channel, barrier)),
        NotifyError::Refused { .. } => {
            tracing::warn!(channel.id = %home.channel, error = &error as &dyn std::error::Error, "a message was refused");
            Error::Explained(Explanation {
                what: "Discord refuses my messages in this channel, so nothing was begun.".to_owned(),
                hint: "Try another channel. If it is refused there too, an admin of this Discord server should look at its AutoMod and safety settings.".to_owned(),
                kind: Kind::Setup,
            })
        }
        NotifyError::MessageGone | NotifyError::TooSoon | NotifyError::Failed { .. } => {
            tracing::warn!(channel.id = %home.channel, error = &error as &dyn std::error::Error, "a message could not be posted");
            Error::Explained(Explanation {
                what: "Discord rejected the progress message, so nothing was started.".to_owned(),
                hint: "Try again in a minute.".to_owned(),
                kind: Kind::Unavailable,
            })
        }
    }
}
