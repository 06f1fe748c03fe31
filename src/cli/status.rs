//! `ac-deploy status`: how servers stand.

use std::fmt::Write as _;
use std::io::IsTerminal as _;

use clap::Args;
use serde_json::{Value, json};

use super::context::CliContext;
use super::failure::Failure;
use super::follow::cars;
use super::servers;
use super::signals::Signals;
use super::terminal::{self, FieldList};
use super::words;
use domain::lifecycle::{Health, ReportOutcome};
use domain::server::ServerOptions;
use results::render::live_rows;
use service::{InfoError, Status as Seen};

/// What `status` is asked for.
#[derive(Debug, Args)]
pub(super) struct Status {
    /// The server: its id or its name; all of them if left out
    server: Option<String>,
    /// Look again and again, until Ctrl-C
    #[arg(short, long)]
    watch: bool,
    /// Print JSON, for programs
    #[arg(long, conflicts_with = "watch")]
    json: bool,
}

impl Status {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        if self.watch {
            let mut signals = Signals::listen()?;
            return tokio::select! {
                outcome = self.watch(context) => outcome,
                _ = signals.next() => Ok(()),
            };
        }
        let seen = self.look(context).await?;
        let text = if self.json {
            let all: Vec<Value> = seen.iter().map(|one| facts(context, one)).collect();
            format!("{:#}\n", Value::from(all))
        } else {
            let advice = words::nobody_keeps(context.kept, seen.iter().map(|one| &one.health));
            let safeguards = match self.server {
                Some(_) => String::new(),
                None => words::safeguards_in_short(&context.cloud().safeguards()),
            };
            let session = match &seen[..] {
                [one] if self.server.is_some() => session(context, one).await,
                _ => String::new(),
            };
            let text = self.text(&seen, context.kept);
            format!("{text}{session}{advice}{safeguards}")
        };
        Ok(terminal::print(&text)?)
    }

    async fn look(&self, context: &CliContext) -> Result<Vec<Seen>, Failure> {
        let Some(server) = &self.server else {
            let servers = context.service.servers(&context.actor).await?;
            return Ok(context.service.observe(servers).await?);
        };
        let status = context.service.status(&context.actor, server);
        Ok(vec![context.attempt(status).await?])
    }

    /// `kept`: whether anybody looks after them.
    fn text(&self, seen: &[Seen], kept: bool) -> String {
        match seen {
            [] => "There are no servers. `ac-deploy deploy PACK` makes one.\n".to_owned(),
            [one] if self.server.is_some() => closely(one, kept),
            all => table(all, kept),
        }
    }

    /// On a terminal a picture that is redrawn, elsewhere a line for every change.
    async fn watch(&self, context: &CliContext) -> Result<(), Failure> {
        const HOME_AND_CLEAR: &str = "\u{1b}[H\u{1b}[2J";
        let redraw = std::io::stdout().is_terminal();
        let mut last = String::new();
        loop {
            let seen = self.look(context).await?;
            if redraw {
                terminal::control(HOME_AND_CLEAR)?;
                terminal::print(&format!(
                    "{}\nEvery {} s; Ctrl-C ends.\n",
                    // We do, if nobody else does.
                    self.text(&seen, true),
                    context.pace.as_secs()
                ))?;
            } else {
                let lines: String = seen.iter().map(line).collect();
                if lines != last {
                    terminal::print(&lines)?;
                    last = lines;
                }
            }
            tokio::time::sleep(context.pace).await;
        }
    }
}

fn line(seen: &Seen) -> String {
    let mut line = format!(
        "{} {}: {}",
        seen.server.id,
        seen.server.name,
        health(seen, true)
    );
    if let Some(players) = players(seen) {
        let _ = write!(line, ", {players}");
    }
    if let Health::Online { link, .. } = &seen.health {
        let _ = write!(line, ", {link}");
    }
    line.push('\n');
    line
}

fn table(all: &[Seen], kept: bool) -> String {
    let mut rows =
        vec![["ID", "NAME", "STATUS", "DRIVERS", "UP", "COST", "JOIN"].map(str::to_owned)];
    let mut troubles = String::new();
    rows.extend(all.iter().map(|seen| {
        let server = &seen.server;
        let link = match &seen.health {
            Health::Online { link, .. } => link.to_string(),
            _ => String::new(),
        };
        // A column of sentences would push the others off the screen.
        if let Some(error) = words::error(&seen.health) {
            let _ = writeln!(troubles, "\n{} ({}): {error}", server.name, server.id);
        }
        let up = if server.state.costs_compute() {
            words::since(server.launched, seen.now)
        } else {
            String::new()
        };
        [
            server.id.to_string(),
            server.name.to_string(),
            words::short_health(&seen.health, &server.hosting, kept),
            players(seen).unwrap_or_default(),
            up,
            seen.cost.map(|cost| cost.to_string()).unwrap_or_default(),
            link,
        ]
    }));
    format!("{}{troubles}", terminal::table(&rows))
}

fn health(seen: &Seen, kept: bool) -> String {
    words::health(&seen.health, &seen.server.hosting, kept)
}

/// Everything about one server.
fn closely(seen: &Seen, kept: bool) -> String {
    let server = &seen.server;
    let pack = &server.pack;
    let mut facts = FieldList::default();
    if let Health::Online { link, .. } = &seen.health {
        facts.add("Join", link.to_string());
    }
    if let Some(address) = server.address {
        facts.add("Direct", format!("{address}:{}", pack.ports.http));
    }
    if let Some(players) = players(seen) {
        facts.add("Drivers", players);
    }
    if let Some(Ok(info)) = &seen.info
        && let Some(session) = info.session_name()
    {
        facts.add(
            "Session",
            format!(
                "{session}, {} left",
                words::span(jiff::SignedDuration::from_secs(info.timeleft))
            ),
        );
    }
    if server.hosting.is_this_machine() {
        // The router is its operator's, and they need not be the pack's own.
        facts.add("Ports", super::check::ports(&pack.ports));
    }
    facts
        .add("Track", &pack.track)
        .add("Cars", cars(&pack.cars, pack.more_cars));
    if server.state.costs_compute() {
        facts.add("Up", words::since(server.launched, seen.now));
    }
    facts.add("Machine", machine(seen));
    if server.options != ServerOptions::default() {
        facts.add("Stops after", server.options.to_string());
    }
    facts
        .add("Owner", &server.owner.name)
        .add("Pack", pack.location.to_string());
    format!(
        "{} ({}): {}\n\n{}{facts}",
        server.name,
        server.id,
        health(seen, kept),
        checks(seen)
    )
}

/// Who drives in the session that runs, the best first.
async fn session(context: &CliContext, seen: &Seen) -> String {
    if !matches!(seen.health, Health::Online { .. }) {
        return String::new();
    }
    let Some(live) = context.service.look_at_session(&seen.server).await else {
        return String::new();
    };
    let rows = live_rows(&live).into_iter().map(|row| {
        let place = row
            .place
            .map_or_else(|| "-".to_owned(), |it| it.to_string());
        [place, terminal::harmless(&row.driver), row.says]
    });
    let rows: Vec<_> = rows.collect();
    match rows.is_empty() {
        true => String::new(),
        false => format!(
            "\n{}\n{}",
            live.result.session.kind.title(),
            terminal::table(&rows)
        ),
    }
}

/// The four checks of a running machine.
fn checks(seen: &Seen) -> String {
    let mark = |good: bool| if good { "ok " } else { "-- " };
    match &seen.report {
        ReportOutcome::Report(report) => {
            let checks = report.checks();
            let checks = [
                ("the server's process runs", checks.process_running),
                ("the join link is known", checks.link_known),
                ("the public address is known", checks.address_known),
                ("the ports are open", checks.ports_open),
            ];
            let mut text: String = checks
                .map(|(what, good)| format!("  {}{what}\n", mark(good)))
                .concat();
            if matches!(seen.info, Some(Err(InfoError::NoAnswer(_)))) {
                let _ = writeln!(text, "  -- the game does not answer from here");
            }
            if matches!(seen.health, Health::Online { .. })
                && let Some(error) = &report.error
            {
                let _ = writeln!(text, "  {error}");
            }
            text.push('\n');
            text
        }
        ReportOutcome::NotAsked => String::new(),
        ReportOutcome::AgentOffline => "  The machine cannot be asked yet.\n\n".to_owned(),
        ReportOutcome::Absent => "  The machine has not reported yet.\n\n".to_owned(),
        ReportOutcome::NoAnswer => "  The machine did not answer in time.\n\n".to_owned(),
        ReportOutcome::Unreadable(why) => {
            format!("  The machine's report cannot be read: {why}\n\n")
        }
    }
}

fn players(seen: &Seen) -> Option<String> {
    let Some(Ok(info)) = &seen.info else {
        return None;
    };
    let count = format!("{} of {}", info.clients, info.maxclients);
    Some(if info.drivers.is_empty() {
        count
    } else {
        format!("{count}: {}", info.drivers.join(", "))
    })
}

fn machine(seen: &Seen) -> String {
    let server = &seen.server;
    let mut text = format!("{} ({})", server.hosting, words::state(server.state));
    if let (true, Some(price)) = (server.state.costs_compute(), seen.price) {
        let _ = write!(text, ", about {price} per hour");
    }
    if let Some(cost) = seen.cost {
        let _ = write!(text, ", {cost} so far");
    }
    text
}

/// A status for programs: the server's facts, and how it stands.
fn facts(context: &CliContext, seen: &Seen) -> Value {
    let mut facts = servers::facts(context, &seen.server);
    let checks = seen.report.report().map(|report| {
        let checks = report.checks();
        json!({
            "process_running": checks.process_running,
            "link_known": checks.link_known,
            "address_known": checks.address_known,
            "ports_open": checks.ports_open,
        })
    });
    let link = match &seen.health {
        Health::Online { link, .. } => Some(link.to_string()),
        _ => None,
    };
    let drivers = match &seen.info {
        Some(Ok(info)) => Some(json!({ "connected": info.clients, "names": info.drivers })),
        _ => None,
    };
    let more = json!({
        "standing": words::standing_code(&seen.health),
        "standing_words": health(seen, context.kept),
        "link": link,
        "health": checks,
        "drivers": drivers,
        "cost_so_far": seen.cost.map(servers::cents),
    });
    if let (Value::Object(facts), Value::Object(more)) = (&mut facts, more) {
        facts.extend(more);
    }
    facts
}
