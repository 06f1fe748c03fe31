//! `ac-deploy servers`: what there is.

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::context::CliContext;
use super::failure::Failure;
use super::place::Place;
use super::terminal;
use super::words;
use domain::lifecycle::LastReported;
use domain::prepared::in_words;
use domain::price::Dollars;
use domain::server::Server;

/// What `servers` is asked for.
#[derive(Debug, Args)]
pub(super) struct Servers {
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
}

impl Servers {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let servers = context.service.servers(&context.actor).await?;
        if self.json {
            let all: Vec<Value> = servers
                .iter()
                .map(|server| facts(context, server))
                .collect();
            return Ok(terminal::print(&format!("{:#}\n", Value::from(all)))?);
        }
        let prepared = context.service.prepared_machines().await?;
        let prepared = in_words(&prepared, None).map_or_else(String::new, |words| words + "\n");
        if servers.is_empty() {
            return Ok(terminal::print(&format!(
                "There are no servers. `ac-deploy deploy PACK` makes one.\n{prepared}"
            ))?);
        }
        let mut advice = "";
        let stand: Vec<String> = match context.place {
            Place::Amazon { .. } => servers.iter().map(words::last_known).collect(),
            // Asking this machine costs nothing, and there may be no bot that looks.
            Place::ThisMachine { .. } => {
                let seen = context.service.observe(servers.clone()).await?;
                advice = words::nobody_keeps(context.kept, seen.iter().map(|seen| &seen.health));
                seen.iter()
                    .map(|seen| {
                        words::short_health(&seen.health, &seen.server.hosting, context.kept)
                    })
                    .collect()
            }
        };
        let table = table(context, &servers, stand);
        Ok(terminal::print(&format!("{table}{prepared}{advice}"))?)
    }
}

/// The servers, and how each of them stands.
fn table(context: &CliContext, servers: &[Server], stand: Vec<String>) -> String {
    let now = Timestamp::now();
    let mut rows = vec![
        [
            "ID", "NAME", "STATUS", "UP", "ADDRESS", "TRACK", "SIZE", "$/HOUR", "OWNER",
        ]
        .map(str::to_owned),
    ];
    rows.extend(servers.iter().zip(stand).map(|(server, stands)| {
        let (age, price) = if server.state.costs_compute() {
            (words::since(server.launched, now), context.price(server))
        } else {
            (String::new(), None)
        };
        [
            server.id.to_string(),
            server.name.to_string(),
            stands,
            age,
            server.address.map(|ip| ip.to_string()).unwrap_or_default(),
            server.pack.track.clone(),
            if server.hosting.is_this_machine() {
                String::new()
            } else {
                server.hosting.to_string()
            },
            price.map(|price| price.to_string()).unwrap_or_default(),
            server.owner.name.clone(),
        ]
    }));
    terminal::table(&rows)
}

/// A server for programs. Names are stable; new ones may come.
pub(super) fn facts(context: &CliContext, server: &Server) -> Value {
    json!({
        "id": server.id,
        "name": server.name,
        "state": server.state,
        "told": LastReported::of(&server.record).map(words::told_code),
        "instance": server.instance,
        "size": server.hosting,
        "address": server.address,
        "ports": server.pack.ports,
        "track": server.pack.track,
        "cars": server.pack.cars,
        "more_cars": server.pack.more_cars,
        "slots": server.pack.slots,
        "password": server.pack.password,
        "pack": server.pack.location.to_string(),
        "owner": server.owner.name,
        "options": server.options,
        "guild": server.home.map(|home| home.guild),
        "launched": server.launched,
        "price_per_hour": context.price(server).map(cents),
    })
}

/// Dollars without the noise of binary fractions.
pub(super) fn cents(price: Dollars) -> f64 {
    (price.0 * 1e4).round() / 1e4
}
