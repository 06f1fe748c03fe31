//! Follows a launched server until drivers can join it.

use std::time::{Duration, Instant};

use super::desk::Desk;
use super::failure::Failure;
use super::progress::Progress;
use super::signals::Signals;
use super::terminal::{self, Facts};
use super::words;
use crate::explain::{self, Kind};
use crate::service::{ServiceError, Status};
use domain::ids::{InstanceType, ServerId};
use domain::lifecycle::Standing;
use domain::link::JoinLink;
use domain::report::Cause;
use domain::server::ServerName;
use pack::Platform;

/// How often in a row AWS may fail to answer.
const TRIES: u32 = 8;
/// For how long a new machine may be missing from EC2's lists.
const LIST_LAG: Duration = Duration::from_secs(60);

/// A server that is on its way up.
#[derive(Debug)]
pub(super) struct Launched {
    pub(super) id: ServerId,
    pub(super) name: ServerName,
    pub(super) size: InstanceType,
    pub(super) platform: Platform,
}

/// Waits until the join link of a server stands, and prints it.
pub(super) async fn until_online(
    desk: &Desk,
    server: &Launched,
    mut progress: Progress,
    mut signals: Signals,
) -> Result<(), Failure> {
    let began = Instant::now();
    let patience = desk.service.rules().patience.give_up.unsigned_abs();
    let mut failures = 0;
    while began.elapsed() < patience {
        let looked = tokio::select! {
            looked = desk.service.status(&desk.actor, server.id.as_str()) => looked,
            _ = signals.next() => return Err(left(desk, server)),
        };
        match looked {
            Ok(status) => {
                failures = 0;
                if let Some(outcome) = outcome(desk, server, &status)? {
                    progress.done();
                    return Ok(terminal::print(&outcome)?);
                }
                if status.standing != Standing::Unknown {
                    progress.phase(&words::short_standing(&status.standing, &server.size, true));
                }
            }
            Err(ServiceError::NoSuchServer { .. }) if began.elapsed() < LIST_LAG => {}
            Err(error)
                if failures < TRIES && explain::service(&error).kind == Kind::Unavailable =>
            {
                failures += 1;
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "{} could not be looked at",
                    server.id
                );
            }
            Err(error) => return Err(error.into()),
        }
        tokio::select! {
            () = tokio::time::sleep(desk.pace * (failures + 1)) => {}
            _ = signals.next() => return Err(left(desk, server)),
        }
    }
    let what = format!(
        "{} is not online after {}.",
        server.name,
        words::span(desk.service.rules().patience.give_up)
    );
    Err(Failure::other(what, still_costs(desk, server)))
}

/// What to print, if the server's way up has ended well; an error if it has ended otherwise.
fn outcome(desk: &Desk, server: &Launched, status: &Status) -> Result<Option<String>, Failure> {
    match &status.standing {
        Standing::Online { link, .. } => Ok(Some(join(desk, status, link))),
        Standing::Failed { error, cause } => {
            let why = error
                .as_deref()
                .map_or_else(|| ".".to_owned(), |error| format!(": {error}"));
            Err(Failure::other(
                format!("{} did not come up{why}", server.name),
                after_failure(desk, server, *cause),
            ))
        }
        Standing::Stopping | Standing::Stopped => Err(Failure::other(
            format!("{} was stopped while it was coming up.", server.name),
            format!("`ac-deploy start {}` tries again.", server.id),
        )),
        Standing::Gone => Err(Failure::other(
            format!("{} was deleted while it was coming up.", server.name),
            "`ac-deploy deploy` makes a new one.".to_owned(),
        )),
        Standing::Coming(_)
        | Standing::Slow(_)
        | Standing::Crashed { .. }
        | Standing::Silent { .. }
        | Standing::Unknown => Ok(None),
    }
}

/// The way in, and what it costs.
fn join(desk: &Desk, status: &Status, link: &JoinLink) -> String {
    let server = &status.server;
    let pack = &server.pack;
    let mut facts = Facts::default();
    facts.add("Join", link.to_string());
    if let Some(address) = server.address {
        facts.add("Direct", format!("{address}:{}", pack.ports.http));
    }
    if server.size.is_own_machine() {
        // The router is its operator's, and they need not be the pack's own.
        facts.add("Ports", super::check::ports(&pack.ports));
    }
    facts
        .add("Track", &pack.track)
        .add("Cars", cars(&pack.cars, pack.more_cars))
        .add("Slots", pack.slots.to_string());
    if pack.password {
        facts.add("Password", "needed");
    }
    facts.add("Machine", machine(desk, status)).add(
        "Server",
        format!("{id} (`ac-deploy stop {id}` ends it)", id = server.id),
    );
    format!("{} is online.\n\n{facts}", server.name)
}

fn machine(desk: &Desk, status: &Status) -> String {
    match desk.price(&status.server) {
        Some(price) => format!(
            "{}, about {price} per hour while it runs",
            status.server.size
        ),
        None => status.server.size.to_string(),
    }
}

/// The cars, those that did not fit counted.
pub(super) fn cars(cars: &[String], more: usize) -> String {
    let named = cars.join(", ");
    if more == 0 {
        named
    } else {
        format!("{named} and {more} more")
    }
}

/// What is said to whoever stops waiting.
pub(super) fn left(desk: &Desk, server: &Launched) -> Failure {
    Failure::Interrupted(format!(
        "{} goes on coming up. {}",
        server.name,
        still_costs(desk, server)
    ))
}

/// What to do about a server that was given up.
fn after_failure(desk: &Desk, server: &Launched, cause: Option<Cause>) -> String {
    let id = &server.id;
    let again = format!("`ac-deploy stop {id}` and `ac-deploy start {id}` try again");
    let remedy = match cause {
        Some(Cause::Machine) => {
            format!("The pack is all right. Once the machine is put right, {again}.")
        }
        Some(Cause::Pack) => format!(
            "Mend the pack and deploy it anew; `ac-deploy terminate {id}` deletes this one."
        ),
        None => format!(
            "Mend that, then {again}; or deploy a pack without the fault. `ac-deploy logs {id}` shows what its program printed, if it was started."
        ),
    };
    if desk.place.works_alone() {
        format!("{remedy} {}", costs(desk, server))
    } else {
        remedy
    }
}

fn still_costs(desk: &Desk, server: &Launched) -> String {
    let id = &server.id;
    if desk.place.works_alone() {
        return format!(
            "`ac-deploy status {id} --watch` shows how far it is. {}",
            costs(desk, server)
        );
    }
    format!(
        "`ac-deploy status {id} --watch` brings it on and shows how far it is; `ac-deploy stop {id}` ends it."
    )
}

fn costs(
    desk: &Desk,
    Launched {
        id, size, platform, ..
    }: &Launched,
) -> String {
    let price = desk
        .service
        .rules()
        .prices
        .per_hour(size, *platform)
        .map_or_else(
            || "money".to_owned(),
            |price| format!("about {price} per hour"),
        );
    format!("It costs {price} until `ac-deploy stop {id}`.")
}
