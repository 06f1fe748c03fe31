//! The join announcement: the one message that drivers look for.

use super::cards::pack_facts;
use super::{Button, Tone, View, escape, owner, span};
use domain::ids::ServerId;
use domain::price::Dollars;
use domain::server::{InstanceState, Server};
use service::Announcement;

/// The join link of a server that has just come up.
pub(crate) fn announcement(announcement: &Announcement) -> View {
    let server = &announcement.server;
    let name = escape::plain(server.name.as_str(), 60);
    let address = announcement
        .link
        .address()
        .map(|address| address.to_string())
        .or_else(|| {
            server
                .address
                .map(|ip| format!("{ip}:{}", server.pack.ports.http))
        });
    let calls = format!("**{name}** is online: <{}>", announcement.link);
    let mut view =
        View::new(Tone::Good, format!("🏁 {name} – join now")).calling(&server.owner, &calls);
    view = pack_facts(view, &server.pack);
    if let Some(address) = address {
        view = view.fact("Address", format!("`{address}`"));
    }
    view = with_page(view, announcement.page.as_deref());
    view.fact("Password", password(server.pack.password))
        .fact(
            if server.hosting.is_this_machine() {
                "Runs on"
            } else {
                "Costs"
            },
            price_and_size(announcement.price, server),
        )
        .fact("Requested by", owner(&server.owner))
        .footer(format!(
            "{} · came up in {}",
            server.id,
            span(announcement.took)
        ))
        .buttons([
            join_button(&announcement.link.to_string()),
            Button::status(&server.id),
            Button::restart(&server.id),
            Button::stop(&server.id),
        ])
}

/// The announcement of a server whose link no longer works.
pub(crate) fn struck(server: &Server) -> View {
    let name = escape::plain(server.name.as_str(), 60);
    let (end, says, buttons) = match server.state {
        InstanceState::ShuttingDown | InstanceState::Terminated => {
            ("deleted", "This server is deleted.", Vec::new())
        }
        InstanceState::Stopping | InstanceState::Stopped => (
            "stopped",
            "This server is stopped. It gets a new link when it is started again.",
            start(&server.id),
        ),
        InstanceState::Pending | InstanceState::Running => (
            "old link",
            "This link no longer works. If the server comes up again, its new one is further down.",
            Vec::new(),
        ),
    };
    let view = View::new(Tone::Quiet, format!("~~🏁 {name} – join now~~ {end}")).saying(says);
    pack_facts(view, &server.pack)
        .footer(server.id.to_string())
        .buttons(buttons)
}

fn start(server: &ServerId) -> Vec<Button> {
    vec![Button::start(server)]
}

/// Names the page to join by, whose address stays.
pub(super) fn with_page(view: View, page: Option<&str>) -> View {
    match page {
        Some(page) => view.fact("Page to join by", format!("<{page}>")),
        None => view,
    }
}

/// Opens Content Manager's "join" dialog.
pub(super) fn join_button(link: &str) -> Button {
    Button::Link {
        label: "Join".to_owned(),
        url: link.to_owned(),
    }
}

pub(super) fn password(needed: bool) -> &'static str {
    if needed { "🔒 yes" } else { "no" }
}

pub(super) fn price_and_size(price: Option<Dollars>, server: &Server) -> String {
    let size = escape::plain(server.hosting.as_str(), 40);
    match price {
        Some(price) => format!("{price} per hour ({size})"),
        None => size,
    }
}
