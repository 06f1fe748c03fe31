//! What servers cost, as `/cost` shows it and as a channel is told.

use costs::{MonthCosts, ServerCosts};

use super::{Button, Tone, View, escape, relative};
use crate::buttons::ButtonId;
use domain::server::Server;
use service::{Budget, CostNews};

/// How many servers are shown: a message has room for that many.
const SHOWN: usize = 15;

/// What tells the news of a stopped server from other messages about it.
const STOPPED: &str = " is stopped and costs ";

/// A month.
pub(crate) fn month(found: &Budget) -> View {
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
    if let Some(assumed) = explain::assumed_sizes(costs) {
        says.push_str(&format!("\n{}", escape::plain(&assumed, 300)));
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
        .footer(format!("List prices{more}"));
    let view = costs.servers.iter().take(SHOWN).fold(view, |view, server| {
        view.field(escape::line(&server.name, 60), lines(server))
    });
    let view = view
        .fact("Packs in storage", costs.storage.to_string())
        .fact("Traffic", traffic(costs));
    match &found.images {
        Some(images) => view.fact(
            "Images of machines",
            format!(
                "{} a month for {}, whichever Discord server uses them; not in the sum",
                images.month, images.count
            ),
        ),
        None => view,
    }
}

fn traffic(costs: &MonthCosts) -> String {
    let sent = format!("{:.1} GB sent", costs.sent_gb);
    match costs.traffic.0 {
        0.0 => format!("{sent}, which is free"),
        _ => format!("{} ({sent})", costs.traffic),
    }
}

fn lines(server: &ServerCosts) -> String {
    let machine = match server.machine {
        None => "price unknown".to_owned(),
        Some(price) if server.assumed => format!("{price} (assumed)"),
        Some(price) => price.to_string(),
    };
    let credits = match server.credits.0 {
        0.0 => String::new(),
        _ => format!(", CPU credits {}", server.credits),
    };
    let gone = if server.exists { "" } else { " · deleted" };
    format!(
        "**{}** · {:.1} h on {} with {}{gone}\nmachine {machine}{credits}, address {}, disk {}",
        server.total(),
        server.hours,
        escape::plain(server.size.as_str(), 40),
        server.platform,
        server.address,
        server.disk
    )
}

/// What can be done with a server that is stopped.
fn start_or_delete(server: &Server) -> [Button; 2] {
    [
        Button::start(&server.id),
        Button::Press {
            label: "Delete",
            press: ButtonId::AskTerminate(server.id.clone()),
            danger: true,
        },
    ]
}

/// What news of a budget is headed by.
fn budget_title(percent: u32) -> String {
    match percent {
        100.. => "💸 The budget of this month is spent".to_owned(),
        _ => format!("💸 {percent} % of this month's budget are spent"),
    }
}

/// Whether a message with this title and footer is about the same news, whoever told it.
pub(crate) fn is_same(news: &CostNews, title: Option<&str>, footer: Option<&str>) -> bool {
    match news {
        CostNews::Budget { due, .. } => title == Some(budget_title(due.percent).as_str()),
        CostNews::Stopped { server, .. } => {
            footer == Some(server.id.as_str()) && title.is_some_and(|it| it.contains(STOPPED))
        }
        _ => false,
    }
}

/// News about money, for a channel.
pub(crate) fn news(news: &CostNews) -> View {
    match news {
        CostNews::Budget { costs, budget, due } => {
            let then = match due.percent {
                100.. => {
                    "New servers are refused until the month is over, unless an admin of this Discord server starts them. What runs goes on."
                }
                _ => "At 100 % new servers are refused; what runs goes on.",
            };
            View::new(Tone::Warning, budget_title(due.percent))
                .saying(format!(
                    "About {} of {budget} are spent, and about {} will be by the end of the month. {then}",
                    costs.total, costs.forecast
                ))
                .footer("/cost shows on what")
        }
        CostNews::Stopped {
            server,
            due,
            disk_month,
        } => {
            let name = escape::plain(server.name.as_str(), 60);
            View::new(Tone::Quiet, format!("{name}{STOPPED}{disk_month} a month"))
                .saying(format!(
                    "It has not run since {}. Its disk is kept and paid for. Delete it if nobody needs it: its pack stays in storage, and `/deploy stored` brings it up again.",
                    relative(due.since)
                ))
                .footer(server.id.to_string())
                .buttons(start_or_delete(server))
        }
        CostNews::EndsSoon { server, ends } => {
            let name = escape::plain(server.name.as_str(), 60);
            View::new(Tone::Warning, format!("{name} stops {}", relative(*ends)))
                .saying(
                    "It has run for as long as one start of it may last. If somebody drives then, it goes on until nobody does. Its disk and its pack are kept.",
                )
                .footer(server.id.to_string())
                .buttons([Button::keep_running(&server.id)])
        }
        CostNews::Kept { server, disk_month } => {
            let name = escape::plain(server.name.as_str(), 60);
            let costs = match disk_month {
                Some(disk) => format!("Until then its disk costs {disk} a month."),
                None => "Until then its disk is paid for.".to_owned(),
            };
            View::new(Tone::Warning, format!("{name} was replaced and is kept, powered off"))
                .saying(format!(
                    "It may hold results, and its machine did not say. Start it once more: they are fetched within a minute, and then it can be deleted. {costs}"
                ))
                .footer(server.id.to_string())
                .buttons(start_or_delete(server))
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
