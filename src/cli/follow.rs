//! Follows a launched server until drivers can join it.

use std::time::{Duration, Instant};

use super::desk::Desk;
use super::failure::Failure;
use super::progress::Progress;
use super::signals::asked_to_end;
use super::terminal::{self, Facts};
use super::words;
use crate::domain::ids::ServerId;
use crate::domain::lifecycle::Standing;
use crate::domain::link::JoinLink;
use crate::explain::{self, Kind};
use crate::service::{ServiceError, Status};

/// How often in a row AWS may fail to answer.
const TRIES: u32 = 8;
/// For how long a new machine may be missing from EC2's lists.
const LIST_LAG: Duration = Duration::from_secs(60);

/// Waits until the join link of a server stands, and prints it.
pub(super) async fn until_online(
    desk: &Desk,
    server: &ServerId,
    mut progress: Progress,
) -> Result<(), Failure> {
    let began = Instant::now();
    let patience = desk.service.rules().patience.give_up.unsigned_abs();
    let mut failures = 0;
    let mut name = server.to_string();
    while began.elapsed() < patience {
        let looked = tokio::select! {
            looked = desk.service.status(&desk.actor, server.as_str()) => looked,
            _ = asked_to_end() => return Err(left(desk, server, &name)),
        };
        match looked {
            Ok(status) => {
                failures = 0;
                name = status.server.name.to_string();
                if let Some(outcome) = outcome(desk, &status)? {
                    drop(progress);
                    return Ok(terminal::print(&outcome)?);
                }
                if status.standing != Standing::Unknown {
                    progress.phase(&words::standing(&status.standing));
                }
            }
            Err(ServiceError::NoSuchServer { .. }) if began.elapsed() < LIST_LAG => {}
            Err(error)
                if failures < TRIES && explain::service(&error).kind == Kind::Unavailable =>
            {
                failures += 1;
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "{server} could not be looked at"
                );
            }
            Err(error) => return Err(error.into()),
        }
        tokio::select! {
            () = tokio::time::sleep(desk.pace * (failures + 1)) => {}
            _ = asked_to_end() => return Err(left(desk, server, &name)),
        }
    }
    let what = format!(
        "{name} is not online after {}.",
        words::span(desk.service.rules().patience.give_up)
    );
    Err(Failure::other(what, still_costs(desk, server)))
}

/// What to print, if the server's way up has ended well; an error if it has ended otherwise.
fn outcome(desk: &Desk, status: &Status) -> Result<Option<String>, Failure> {
    let server = &status.server;
    match &status.standing {
        Standing::Online { link, .. } => Ok(Some(join(desk, status, link))),
        Standing::Failed { error } => {
            let why = error
                .as_deref()
                .map(|error| format!(": {error}"))
                .unwrap_or_default();
            Err(Failure::other(
                format!("{} did not come up{why}", server.name),
                still_costs(desk, &server.id),
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
    facts
        .add("Track", &pack.track)
        .add("Cars", cars(&pack.cars, pack.more_cars))
        .add("Slots", pack.slots.to_string());
    if pack.password {
        facts.add("Password", "needed");
    }
    facts.add("Machine", machine(desk, status)).add(
        "Server",
        format!("{id} (`ac-deploy stop {id}` powers it off)", id = server.id),
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
pub(super) fn left(desk: &Desk, server: &ServerId, name: &str) -> Failure {
    Failure::Interrupted(format!(
        "{name} goes on coming up. {}",
        still_costs(desk, server)
    ))
}

fn still_costs(desk: &Desk, server: &ServerId) -> String {
    let rules = desk.service.rules();
    let size = &rules.default_size;
    let price = rules
        .prices
        .per_hour(size, crate::domain::pack::Platform::Windows)
        .map(|price| format!(" (a {size} about {price} per hour)"))
        .unwrap_or_default();
    format!(
        "`ac-deploy status {server} --watch` shows how far it is. \
         Its machine costs money{price} until `ac-deploy stop {server}`."
    )
}
