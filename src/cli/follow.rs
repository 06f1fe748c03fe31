//! Follows a launched server until drivers can join it.

use std::time::Instant;

use super::context::CliContext;
use super::failure::Failure;
use super::progress::Progress;
use super::signals::Signals;
use super::terminal::{self, FieldList};
use super::words;
use domain::lifecycle::{Health, LIST_LAG};
use domain::link::JoinLink;
use domain::report::Cause;
use domain::server::ServerSpec;
use explain::{Kind, Surface};
use pack::Platform;
use service::{ServiceError, Status};

/// How often in a row AWS may fail to answer.
const TRIES: u32 = 8;

/// A server that is on its way up.
#[derive(Debug)]
pub(super) struct StartingServer {
    pub(super) spec: ServerSpec,
    pub(super) platform: Platform,
}

/// Waits until the join link of a server stands, and prints it.
pub(super) async fn until_online(
    context: &CliContext,
    server: &StartingServer,
    mut progress: Progress,
    mut signals: Signals,
) -> Result<(), Failure> {
    let began = Instant::now();
    let patience = context.service.rules().patience.give_up.unsigned_abs();
    let mut failures = 0;
    while began.elapsed() < patience {
        let looked = tokio::select! {
            looked = context.service.status(&context.actor, server.spec.id.as_str()) => looked,
            _ = signals.next() => return Err(left(context, server)),
        };
        match looked {
            Ok(status) => {
                failures = 0;
                if let Some(outcome) = outcome(context, server, &status)? {
                    progress.done();
                    return Ok(terminal::print(&outcome)?);
                }
                if status.health != Health::Unknown {
                    progress.phase(&words::short_health(
                        &status.health,
                        &server.spec.hosting,
                        true,
                    ));
                }
            }
            Err(ServiceError::NoSuchServer { .. }) if began.elapsed() < LIST_LAG.unsigned_abs() => {
            }
            Err(error)
                if failures < TRIES
                    && explain::service(&error, Surface::Shell).kind == Kind::Unavailable =>
            {
                failures += 1;
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "{} could not be looked at",
                    server.spec.id
                );
            }
            Err(error) => return Err(error.into()),
        }
        tokio::select! {
            () = tokio::time::sleep(context.pace * (failures + 1)) => {}
            _ = signals.next() => return Err(left(context, server)),
        }
    }
    let what = format!(
        "{} is not online after {}.",
        server.spec.name,
        words::span(context.service.rules().patience.give_up)
    );
    Err(Failure::other(what, still_costs(context, server)))
}

/// What to print, if the server's way up has ended well; an error if it has ended otherwise.
fn outcome(
    context: &CliContext,
    server: &StartingServer,
    status: &Status,
) -> Result<Option<String>, Failure> {
    match &status.health {
        Health::Online { link, .. } => Ok(Some(join(context, status, link))),
        Health::Failed { error, cause } => {
            let why = error
                .as_deref()
                .map_or_else(|| ".".to_owned(), |error| format!(": {error}"));
            Err(Failure::other(
                format!("{} did not come up{why}", server.spec.name),
                after_failure(context, server, *cause),
            ))
        }
        Health::Stopping | Health::Stopped => Err(Failure::other(
            format!("{} was stopped while it was coming up.", server.spec.name),
            format!("`ac-deploy start {}` tries again.", server.spec.id),
        )),
        Health::Gone => Err(Failure::other(
            format!("{} was deleted while it was coming up.", server.spec.name),
            "`ac-deploy deploy` makes a new one.".to_owned(),
        )),
        Health::Coming(_)
        | Health::Slow(_)
        | Health::Crashed { .. }
        | Health::Silent { .. }
        | Health::Unknown => Ok(None),
    }
}

/// The way in, and what it costs.
fn join(context: &CliContext, status: &Status, link: &JoinLink) -> String {
    let server = &status.server;
    let pack = &server.pack;
    let mut facts = FieldList::default();
    facts.add("Join", link.to_string());
    if let Some(address) = server.address {
        facts.add("Direct", format!("{address}:{}", pack.ports.http));
    }
    if server.hosting.is_this_machine() {
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
    facts.add("Machine", machine(context, status)).add(
        "Server",
        format!("{id} (`ac-deploy stop {id}` ends it)", id = server.spec.id),
    );
    format!("{} is online.\n\n{facts}", server.name)
}

fn machine(context: &CliContext, status: &Status) -> String {
    match context.price(&status.server) {
        Some(price) => format!(
            "{}, about {price} per hour while it runs",
            status.server.hosting
        ),
        None => status.server.hosting.to_string(),
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
pub(super) fn left(context: &CliContext, server: &StartingServer) -> Failure {
    Failure::Interrupted(format!(
        "{} is still starting. {}",
        server.spec.name,
        still_costs(context, server)
    ))
}

/// What to do about a server that was given up.
fn after_failure(context: &CliContext, server: &StartingServer, cause: Option<Cause>) -> String {
    let id = &server.spec.id;
    let again = format!("`ac-deploy stop {id}` and `ac-deploy start {id}` try again");
    let remedy = match cause {
        Some(Cause::Machine) => {
            format!("The pack is all right. Once the machine is put right, {again}.")
        }
        Some(Cause::Pack) => format!(
            "Fix the pack and deploy it again; `ac-deploy terminate {id}` deletes this one."
        ),
        None => format!(
            "Fix that, then {again}; or deploy a pack without the fault. `ac-deploy logs {id}` shows what its program printed, if it was started."
        ),
    };
    if context.place.works_alone() {
        format!("{remedy} {}", costs(context, server))
    } else {
        remedy
    }
}

fn still_costs(context: &CliContext, server: &StartingServer) -> String {
    let id = &server.spec.id;
    if context.place.works_alone() {
        return format!(
            "`ac-deploy status {id} --watch` shows how far it is. {}",
            costs(context, server)
        );
    }
    format!(
        "`ac-deploy status {id} --watch` brings it on and shows how far it is; `ac-deploy stop {id}` ends it."
    )
}

fn costs(context: &CliContext, StartingServer { spec, platform }: &StartingServer) -> String {
    let ServerSpec { id, hosting, .. } = spec;
    let price = context
        .service
        .rules()
        .prices
        .per_hour(hosting, *platform)
        .map_or_else(
            || "money".to_owned(),
            |price| format!("about {price} per hour"),
        );
    format!("It costs {price} until `ac-deploy stop {id}`.")
}
