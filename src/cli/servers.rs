//! `ac-deploy servers`: what there is.

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::desk::Desk;
use super::failure::Failure;
use super::terminal;
use super::words;
use crate::domain::price::Dollars;
use crate::domain::server::Server;

/// What `servers` is asked for.
#[derive(Debug, Args)]
pub(super) struct Servers {
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
}

impl Servers {
    pub(super) async fn run(&self, desk: &Desk) -> Result<(), Failure> {
        let servers = desk.service.servers(&desk.actor).await?;
        let text = match servers.as_slice() {
            all if self.json => {
                let all: Vec<Value> = all.iter().map(|server| facts(desk, server)).collect();
                format!("{:#}\n", Value::from(all))
            }
            [] => "There are no servers. `ac-deploy deploy PACK` makes one.\n".to_owned(),
            some => table(desk, some),
        };
        Ok(terminal::print(&text)?)
    }
}

fn table(desk: &Desk, servers: &[Server]) -> String {
    let now = Timestamp::now();
    let mut rows = vec![
        [
            "ID", "NAME", "MACHINE", "FOR", "ADDRESS", "TRACK", "SIZE", "$/HOUR", "OWNER",
        ]
        .map(str::to_owned),
    ];
    rows.extend(servers.iter().map(|server| {
        let price = if server.state.costs_compute() {
            desk.price(server)
        } else {
            None
        };
        [
            server.id.to_string(),
            server.name.to_string(),
            words::state(server.state).to_owned(),
            words::since(server.launched, now),
            server.address.map(|ip| ip.to_string()).unwrap_or_default(),
            server.pack.track.clone(),
            if server.size.is_own_machine() {
                String::new()
            } else {
                server.size.to_string()
            },
            price.map(|price| price.to_string()).unwrap_or_default(),
            server.owner.name.clone(),
        ]
    }));
    terminal::table(&rows)
}

/// A server for programs. Names are stable; new ones may come.
pub(super) fn facts(desk: &Desk, server: &Server) -> Value {
    json!({
        "id": server.id,
        "name": server.name,
        "state": server.state,
        "instance": server.instance,
        "size": server.size,
        "address": server.address,
        "ports": server.pack.ports,
        "track": server.pack.track,
        "cars": server.pack.cars,
        "more_cars": server.pack.more_cars,
        "slots": server.pack.slots,
        "password": server.pack.password,
        "pack": server.pack.location.to_string(),
        "owner": server.owner.name,
        "guild": server.home.map(|home| home.guild),
        "launched": server.launched,
        "price_per_hour": desk.price(server).map(cents),
    })
}

/// Dollars without the noise of binary fractions.
pub(super) fn cents(price: Dollars) -> f64 {
    (price.0 * 1e4).round() / 1e4
}
