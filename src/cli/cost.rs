//! `ac-deploy cost`: what servers cost this month, and what the month will come to.

use clap::Args;
use costs::{Month, ServerCosts};
use serde_json::{Value, json};

use super::context::{self, CliContext};
use super::failure::Failure;
use super::terminal;
use domain::ids::GuildId;
use service::Budget;

/// What `cost` is asked for.
#[derive(Debug, Args)]
pub(super) struct Cost {
    /// Which month [default: this one]
    #[arg(value_name = "YYYY-MM")]
    month: Option<Month>,
    /// Which Discord server's, by its id [default: the only one of the settings, else the shell's own]
    #[arg(long, value_name = "ID", value_parser = context::discord_id)]
    guild: Option<u64>,
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
}

impl Cost {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let guild = self
            .guild
            .map(GuildId::from)
            .or_else(|| context.service.rules().policy.only_guild());
        let found = context
            .service
            .costs(&context.actor, guild, self.month)
            .await?;
        Ok(terminal::print(&match self.json {
            true => format!("{:#}\n", facts(&found)),
            false => text(&found),
        })?)
    }
}

fn text(found: &Budget) -> String {
    let costs = &found.costs;
    let header = [
        "SERVER", "MACHINE", "HOURS", "RUNNING", "CREDITS", "ADDRESS", "DISK", "TOTAL",
    ];
    let rows: Vec<[String; 8]> = std::iter::once(header.map(str::to_owned))
        .chain(costs.servers.iter().map(row))
        .collect();
    let mut text = match costs.servers.is_empty() {
        true => format!("Nothing ran in {}.\n", costs.month),
        false => terminal::table(&rows),
    };
    text.push_str(&format!(
        "\nStorage of packs: {}\nTraffic: {} for {:.1} GB sent\n{} so far: about {}; by the end of the month about {}.\n",
        costs.storage, costs.traffic, costs.sent_gb, costs.month, costs.total, costs.forecast
    ));
    if let Some(budget) = found.budget {
        text.push_str(&format!(
            "Budget: {budget} a month, {} % of it is spent.\n",
            costs.percent_of(budget)
        ));
    }
    if let Some(images) = found.images {
        text.push_str(&format!(
            "Images of your own: about {} a month for {}, whichever Discord server uses them; not in the sum.\n",
            images.month, images.count
        ));
    }
    if let Some(assumed) = explain::assumed_sizes(costs) {
        text.push_str(&format!("{assumed}\n"));
    }
    text.push_str(
        "List prices. What an account has of free traffic counts as this Discord server's.\n",
    );
    text
}

fn row(server: &ServerCosts) -> [String; 8] {
    [
        server.name.clone(),
        format!("{} with {}", server.size, server.platform),
        format!("{:.1}", server.hours),
        match server.machine {
            None => "unknown".to_owned(),
            Some(price) if server.assumed => format!("{price} (assumed)"),
            Some(price) => price.to_string(),
        },
        server.credits.to_string(),
        server.address.to_string(),
        server.disk.to_string(),
        server.total().to_string(),
    ]
}

/// A month for programs. Names are stable; new ones may come.
fn facts(found: &Budget) -> Value {
    let costs = &found.costs;
    let servers: Vec<Value> = costs
        .servers
        .iter()
        .map(|server| {
            json!({
                "server": server.id,
                "name": server.name,
                "size": server.size,
                "platform": server.platform,
                "hours": server.hours,
                "machine": server.machine,
                "assumed": server.assumed,
                "address": server.address,
                "disk": server.disk,
                "credits": server.credits,
                "sent_gb": server.sent_gb,
                "total": server.total(),
                "exists": server.exists,
            })
        })
        .collect();
    json!({
        "month": costs.month,
        "servers": servers,
        "storage": costs.storage,
        "traffic": costs.traffic,
        "sent_gb": costs.sent_gb,
        "total": costs.total,
        "forecast": costs.forecast,
        "budget": found.budget,
        "images": found.images.map(|images| json!({ "count": images.count, "month": images.month })),
    })
}
