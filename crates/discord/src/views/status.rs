//! Answers to `/status` and `/servers`.

use super::announcements::{join_button, password, price_and_size, with_page};
use super::{Button, Tone, View, escape, message_url, owner, relative, span};
use domain::lifecycle::{Health, LastReported, ReportOutcome};
use domain::price::Dollars;
use domain::report::{Checks, Report};
use domain::server::{InstanceState, Order, Server, ServerOptions};
use service::{GameInfo, InfoError, Status};

/// An embed has room for about this many servers.
const LISTED: usize = 20;
const DRIVERS: usize = 24;

/// Everything about one server.
pub(crate) fn status(status: &Status) -> View {
    let server = &status.server;
    let health = Words::of_status(status);
    let name = escape::plain(server.name.as_str(), 60);
    let mut lines = Vec::new();
    if let Some(error) = error_of(status) {
        lines.push(format!("> {}", escape::plain(error, 400)));
    }
    lines.extend(checks(status));
    let mut view = View::new(
        health.tone,
        format!("{} {name} – {}", health.sign, health.words),
    )
    .saying(lines.join("\n"))
    .fact("Track", escape::plain(&server.pack.track, 100));
    view = drivers(view, status);
    if server.state.costs_compute() {
        view = view.fact("Started", relative(server.launched));
    }
    if let Some(costs) = costs(status) {
        view = view.fact("Costs", costs);
    }
    if server.options != ServerOptions::default() {
        view = view.fact("Stops after", server.options.to_string());
    }
    if let Some(ip) = server.address {
        view = view.fact("Address", format!("`{ip}:{}`", server.pack.ports.http));
    }
    view = with_page(view, status.page.as_deref());
    view = view
        .fact("Password", password(server.pack.password))
        .fact("Requested by", owner(&server.owner));
    if let Some(warning) = unreachable_from_outside(status) {
        view = view.field("⚠️ Drivers may not get in", warning);
    }
    view.footer(format!("{} · {}", server.id, server.instance))
        .buttons(buttons(status))
}

/// How all servers stand, a few lines each.
pub(crate) fn overview(statuses: &[Status], orders: &[Order]) -> View {
    let mut lines: Vec<String> = orders.iter().map(order_line).collect();
    lines.extend(statuses.iter().map(|status| {
        let server = &status.server;
        let health = Words::of_status(status);
        let mut line = format!(
            "{} **{}** – {}",
            health.sign,
            escape::plain(server.name.as_str(), 60),
            health.words
        );
        if let Some(Ok(info)) = &status.info {
            line.push_str(&format!(
                " · {} of {} drivers",
                info.clients, info.maxclients
            ));
        }
        if server.state.costs_compute() {
            line.push_str(&format!(" · started {}", relative(server.launched)));
        }
        if let Health::Online { link, .. } = &status.health {
            line.push_str(&format!(" · [Join]({link})"));
        }
        format!(
            "{line}\n{} · {}",
            escape::plain(&server.pack.track, 60),
            escape::code(server.id.as_str(), 20)
        )
    }));
    list("Server status", lines)
}

/// All servers with what they are and cost; the machines are not asked.
pub(crate) fn servers(
    servers: &[Server],
    orders: &[Order],
    price: impl Fn(&Server) -> Option<Dollars>,
) -> View {
    let mut lines: Vec<String> = orders.iter().map(order_line).collect();
    lines.extend(servers.iter().map(|server| {
        let (sign, words) = last_known(server);
        let name = escape::plain(server.name.as_str(), 60);
        // When a stopped machine was stopped is not known.
        let started = if server.state.costs_compute() {
            "started"
        } else {
            "last started"
        };
        let costs = if server.state.costs_compute() || server.hosting.is_this_machine() {
            price_and_size(price(server), server)
        } else {
            format!("{}, disk only", escape::plain(server.hosting.as_str(), 40))
        };
        format!(
            "{sign} **{name}** – {words} · {started} {} · {costs}\n{} · {} · {}",
            relative(server.launched),
            escape::plain(&server.pack.track, 60),
            owner(&server.owner),
            escape::code(server.id.as_str(), 20),
        )
    }));
    list("Servers", lines)
}

/// A deploy whose machine is not launched yet: its message says all.
pub(crate) fn under_way(order: &Order) -> View {
    let name = escape::plain(order.working_name().as_str(), 60);
    let place = match (order.home, order.progress) {
        (Some(home), Some(message)) => format!(
            "Its [progress message]({}) says how far.",
            message_url(home, message)
        ),
        _ => "It was ordered from the command line.".to_owned(),
    };
    View::new(Tone::Busy, format!("⏳ {name} – on its way"))
        .saying(format!("Asked for {}. {place}", relative(order.asked)))
        .footer(order.server.to_string())
}

fn order_line(order: &Order) -> String {
    let who = owner(&order.owner);
    let name = escape::plain(order.working_name().as_str(), 60);
    format!(
        "⏳ **{name}** – on its way\nasked for {} · {who} · {}",
        relative(order.asked),
        escape::code(order.server.as_str(), 20)
    )
}

fn list(title: &str, lines: Vec<String>) -> View {
    if lines.is_empty() {
        return View::new(Tone::Quiet, "There are no servers")
            .saying("`/deploy` with a pack brings one up.");
    }
    let more = lines.len().saturating_sub(LISTED);
    let mut shown: Vec<String> = lines.into_iter().take(LISTED).collect();
    if more != 0 {
        shown.push(format!(
            "… and {more} more; `/status` with a name shows each."
        ));
    }
    View::new(Tone::Quiet, title).saying(shown.join("\n"))
}

/// How a server stands, in words.
struct Words {
    tone: Tone,
    sign: &'static str,
    words: &'static str,
}

impl Words {
    fn of(health: &Health) -> Self {
        let (tone, sign, words) = match health {
            Health::Stopping => (Tone::Quiet, "🛑", "being stopped"),
            Health::Stopped => (Tone::Quiet, "🛑", "stopped"),
            Health::Gone => (Tone::Quiet, "🗑️", "deleted"),
            // How many drive is told beside it.
            Health::Online { .. } => return Self::told(LastReported::Online { idle: false }),
            health => match health.told() {
                Some(told) => return Self::told(told),
                None => (Tone::Warning, "❔", "the machine did not answer just now"),
            },
        };
        Self { tone, sign, words }
    }

    /// How a running server stands, by what its channel was told.
    fn told(told: LastReported) -> Self {
        let (tone, sign, words) = match told {
            // One that ended and runs was started outside of the bot, which has not looked since.
            LastReported::Coming | LastReported::Ended => (Tone::Busy, "⏳", "on its way"),
            LastReported::Slow => (Tone::Warning, "🐢", "on its way, slower than usual"),
            LastReported::Online { idle: false } => (Tone::Good, "✅", "online"),
            LastReported::Online { idle: true } => (Tone::Warning, "💤", "online, nobody drives"),
            LastReported::Crashed => (Tone::Warning, "⚠️", "crashed, being started again"),
            LastReported::Failed => (Tone::Bad, "❌", "the game server does not run"),
            LastReported::Silent => (Tone::Warning, "❔", "machine not responding"),
        };
        Self { tone, sign, words }
    }
}

impl Words {
    /// As the health says, unless one of the checks says that drivers may not get in.
    fn of_status(status: &Status) -> Self {
        let healthy = status.report.report().is_none_or(|report| {
            let checks = report.checks();
            checks.process_running && checks.address_known && checks.ports_open
        });
        match status.health {
            Health::Online { .. } if !healthy => Self {
                tone: Tone::Warning,
                sign: "⚠️",
                words: "online, but drivers may not get in",
            },
            _ => Self::of(&status.health),
        }
    }
}

/// How a server stood when its channel was last told, in a sign and some words: no machine is asked.
pub(crate) fn last_known(server: &Server) -> (&'static str, &'static str) {
    match server.state {
        InstanceState::Pending => ("⏳", "starting"),
        InstanceState::Running => {
            let told = LastReported::of(&server.record).unwrap_or(LastReported::Coming);
            let Words { sign, words, .. } = Words::told(told);
            (sign, words)
        }
        InstanceState::Stopping => ("🛑", "stopping"),
        InstanceState::Stopped => ("🛑", "stopped"),
        InstanceState::ShuttingDown | InstanceState::Terminated => ("🗑️", "deleted"),
    }
}

/// What is wrong with it, in the machine's words; a server that is online may know of something, too.
fn error_of(status: &Status) -> Option<&str> {
    match &status.health {
        Health::Crashed { error } | Health::Failed { error, .. } => error.as_deref(),
        Health::Online { .. } => status.report.report()?.error.as_deref(),
        _ => None,
    }
}

/// The four checks, or why they cannot be made.
fn checks(status: &Status) -> Vec<String> {
    if status.server.state != InstanceState::Running {
        return Vec::new();
    }
    let says = match &status.report {
        ReportOutcome::Report(report) => return four_checks(report, status),
        ReportOutcome::NotAsked => return Vec::new(),
        ReportOutcome::AgentOffline => {
            "The machine cannot be asked yet; its system takes some minutes to start."
        }
        ReportOutcome::Absent => "The machine is up and has not reported yet.",
        ReportOutcome::NoAnswer => "The machine did not answer within some seconds. Try again.",
        ReportOutcome::Unreadable(_) => {
            "The machine's report could not be read. The bot's log says what is wrong with it."
        }
    };
    vec![says.to_owned()]
}

fn four_checks(report: &Report, status: &Status) -> Vec<String> {
    let Checks {
        process_running,
        link_known,
        address_known,
        ports_open,
    } = report.checks();
    let mark = |good: bool| if good { "✅" } else { "❌" };
    let mut lines = vec![
        format!("{} Game server is running", mark(process_running)),
        format!("{} Join link is known", mark(link_known)),
        format!("{} Public address is known", mark(address_known)),
        format!("{} Ports are open", mark(ports_open)),
    ];
    if 0 < report.restarts {
        lines.push(format!(
            "⚠️ Started again {} times since the machine came up",
            report.restarts
        ));
    }
    if let Some(updated) = report.updated {
        lines.push(format!(
            "Last report: {} ago.",
            span((status.now - updated).try_into().unwrap_or_default())
        ));
    }
    lines
}

fn drivers(view: View, status: &Status) -> View {
    match &status.info {
        Some(Ok(info)) => {
            let view = view.fact(
                "Drivers",
                format!("{} of {}", info.clients, info.maxclients),
            );
            let view = match session(info) {
                Some(session) => view.fact("Session", session),
                None => view,
            };
            match names(info) {
                Some(names) => view.field("On the server", names),
                None => view,
            }
        }
        Some(Err(_)) | None => match status.report.report().and_then(|report| report.clients) {
            Some(clients) => view.fact(
                "Drivers",
                format!("{clients} of {}", status.server.pack.slots),
            ),
            None => view.fact("Slots", status.server.pack.slots.to_string()),
        },
    }
}

fn session(info: &GameInfo) -> Option<String> {
    let name = info.session_name()?;
    Some(match info.timeleft {
        left @ 1.. => format!(
            "{name}, {} left",
            span(jiff::SignedDuration::from_secs(left))
        ),
        _ => name.to_owned(),
    })
}

fn names(info: &GameInfo) -> Option<String> {
    if info.drivers.is_empty() {
        return None;
    }
    let mut names: Vec<String> = info
        .drivers
        .iter()
        .take(DRIVERS)
        .map(|name| escape::plain(name, 30))
        .collect();
    if DRIVERS < info.drivers.len() {
        names.push(format!("and {} more", info.drivers.len() - DRIVERS));
    }
    Some(names.join(", "))
}

/// What it costs; none on the operator's own machine.
fn costs(status: &Status) -> Option<String> {
    if status.server.hosting.is_this_machine() {
        return None;
    }
    Some(match (status.cost, status.price) {
        (Some(cost), Some(price)) => format!("about {cost} so far\n{price} per hour"),
        (None, _) if status.server.state == InstanceState::Stopped => "its disk only".to_owned(),
        (_, Some(price)) => format!("{price} per hour"),
        (_, None) => "not known for this size".to_owned(),
    })
}

/// The machine says that all is open, and yet nobody answers: a firewall, or a network problem.
fn unreachable_from_outside(status: &Status) -> Option<&'static str> {
    let claims_open = status
        .report
        .report()
        .is_some_and(|report| report.checks().ports_open);
    let online = matches!(status.health, Health::Online { .. });
    match &status.info {
        Some(Err(InfoError::NoAnswer(_)))
            if claims_open && online && status.server.hosting.is_this_machine() =>
        {
            Some(
                "The server's ports are open, but its page did not answer. If drivers cannot join either, `/restart` it; if \
                 that does not help, look at the firewall of its machine.",
            )
        }
        Some(Err(InfoError::NoAnswer(_))) if claims_open && online => Some(
            "The machine says that its ports are open, but its page did not answer from here. If drivers cannot join \
             either, `/restart` the server; if that does not help, look at its security group in the AWS console.",
        ),
        Some(Err(InfoError::NotUnderstood)) if online => Some(
            "Something answers on the server's HTTP port, but it does not sound like Assetto Corsa.",
        ),
        _ => None,
    }
}

fn buttons(status: &Status) -> Vec<Button> {
    let id = &status.server.id;
    let mut buttons = Vec::new();
    if let Health::Online { link, .. } = &status.health {
        buttons.push(join_button(&link.to_string()));
    }
    match status.server.state {
        InstanceState::Pending => buttons.push(Button::stop(id)),
        InstanceState::Running => buttons.extend([Button::restart(id), Button::stop(id)]),
        InstanceState::Stopped => buttons.push(Button::start(id)),
        InstanceState::Stopping | InstanceState::ShuttingDown | InstanceState::Terminated => {}
    }
    buttons
}
