//! What servers cost, as `/cost` shows it and as a channel is told.

use costs::ServerCosts;

use super::{Button, Tone, View, escape, relative};
use crate::discord::buttons::ButtonId;
use crate::service::{Budget, CostNews};

/// How many servers are shown: a message has room for that many.
const SHOWN: usize = 15;

/// Where servers run on the operator's own machine.
pub fn own_machine() -> View {
    View::line("Servers run on a machine of your own, for which nobody sends a bill by the hour.")
}

/// A month.
pub fn month(found: &Budget) -> View {
    let costs = &found.costs;
    let mut says = format!(
        "About **{}** so far, about **{}** by the end of the month.",
        costs.total, costs.forecast
    );
    if let Some(budget) = found.budget {
        says.push_str(&format!(
            "\nThe budget is {budget} a month; {} % of it is spent.",
            costs.percent_of(budget)
        ));
    }
    if costs.servers.is_empty() {
        says.push_str("\nNo server was there in this month.");
    }
    let more = match costs.servers.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" · {more} more servers are in the sum"),
    };
    let view = View::new(Tone::Quiet, format!("Costs of {}", costs.month))
        .saying(says)
        .footer(format!(
            "List prices, without traffic beyond the free 100 GB and without extra CPU credits{more}"
        ));
    let view = costs.servers.iter().take(SHOWN).fold(view, |view, server| {
        view.field(escape::line(&server.name, 60), lines(server))
    });
    view.fact("Packs in storage", costs.storage.to_string())
}

fn lines(server: &ServerCosts) -> String {
    let machine = server
        .machine
        .map_or_else(|| "price unknown".to_owned(), |price| price.to_string());
    let gone = if server.exists { "" } else { " · deleted" };
    format!(
        "**{}** · {:.1} h on {} with {}{gone}\nmachine {machine}, address {}, disk {}",
        server.total(),
        server.hours,
        escape::plain(server.size.as_str(), 40),
        server.platform,
        server.address,
        server.disk
    )
}

/// News about money, for a channel.
pub fn news(news: &CostNews) -> View {
    match news {
        CostNews::Budget { costs, budget } => {
            let percent = costs.percent_of(*budget);
            let (title, then) = match percent {
                100.. => (
                    "💸 The budget of this month is spent".to_owned(),
                    "New servers are refused until the month is over, unless an admin of this Discord server starts them. What runs goes on.",
                ),
                _ => (
                    format!("💸 {percent} % of this month's budget are spent"),
                    "At 100 % new servers are refused; what runs goes on.",
                ),
            };
            View::new(Tone::Warning, title)
                .saying(format!(
                    "About {} of {budget} are spent, and about {} will be by the end of the month. {then}",
                    costs.total, costs.forecast
                ))
                .footer("/cost shows on what")
        }
        CostNews::Stopped {
            server,
            since,
            disk_month,
        } => {
            let name = escape::plain(server.name.as_str(), 60);
            View::new(Tone::Quiet, format!("{name} is stopped and costs {disk_month} a month"))
                .saying(format!(
                    "It has not run since {}. Its disk is kept and paid for. Delete it if nobody needs it: its pack stays in storage, and `/deploy stored` brings it up again.",
                    relative(*since)
                ))
                .footer(server.id.to_string())
                .buttons([
                    Button::start(&server.id),
                    Button::Press {
                        label: "Delete",
                        press: ButtonId::AskTerminate(server.id.clone()),
                        danger: true,
                    },
                ])
        }
        CostNews::GoesOn { by, spent } => View::line(format!(
            "💸 The budget of this month is spent (about {}{}). {} goes on all the same.",
            spent.costs.total,
            spent
                .budget
                .map(|budget| format!(" of {budget}"))
                .unwrap_or_default(),
            escape::plain(by, 60)
        )),
    }
}
