//! What a change makes different, and the server that takes another's place.

use configuration::Difference;

use super::{Button, Tone, View, escape, message_url};
use crate::buttons::ButtonId;
use domain::ids::MessageId;
use domain::server::{Home, Server};
use service::Preview;

/// What would be different, and whether to apply it.
pub(crate) fn preview(preview: &Preview) -> View {
    let server = &preview.server;
    let name = escape::plain(server.name.as_str(), 60);
    if preview.differences.is_empty() {
        return View::line(format!("All of this is so already on **{name}**."));
    }
    let replaced = if preview.in_place {
        "Its program is restarted with these settings within seconds; machine and join link stay. Whoever \
         drives is thrown out."
    } else if server.hosting.is_this_machine() {
        "The server is replaced by one with these settings within seconds. Whoever drives is thrown out."
    } else {
        "The server is replaced by one with these settings, on a new machine with a new join link. \
         Whoever drives is thrown out."
    };
    let mut view = View::new(Tone::Warning, format!("Change {name}?"))
        .saying(format!("{}\n\n{replaced}", lines(&preview.differences, 40)));
    if !preview.notices.is_empty() {
        let notices: Vec<String> = preview
            .notices
            .iter()
            .map(|notice| format!("• {}", escape::plain(&notice.to_string(), 400)))
            .collect();
        view = view.field("Worth a look", notices.join("\n"));
    }
    view.footer(server.id.to_string()).buttons([
        Button::Press {
            label: "Apply",
            press: ButtonId::Apply(server.id.clone(), preview.id),
            danger: true,
        },
        Button::Press {
            label: "Keep",
            press: ButtonId::Keep(server.id.clone()),
            danger: false,
        },
    ])
}

/// What is different, to whoever deploys a changed pack.
pub(crate) fn different(differences: &[Difference]) -> View {
    if differences.is_empty() {
        return View::line("All of this is so already in the pack.");
    }
    View::new(Tone::Quiet, "Different from the pack").saying(lines(differences, 40))
}

/// So many differences fit into a message's 2000 characters whatever they say.
const IN_A_LINE: usize = 6;

/// The first `most` of them.
fn lines(differences: &[Difference], most: usize) -> String {
    let mut lines: Vec<String> = differences
        .iter()
        .take(most)
        .map(|one| {
            format!(
                "• {}: {} → {}",
                escape::plain(&one.label, 60),
                escape::plain(&one.before, 100),
                escape::plain(&one.after, 100)
            )
        })
        .collect();
    if most < differences.len() {
        lines.push(format!("… and {} more", differences.len() - most));
    }
    lines.join("\n")
}

/// Tells the channel who changed a server whose program is being restarted, and how to take it back.
pub(crate) fn restarted(
    who: &str,
    server: &Server,
    differences: &[Difference],
    took_back: bool,
    undo: ButtonId,
) -> View {
    let who = escape::plain(who, 40);
    let name = escape::plain(server.name.as_str(), 60);
    let did = match took_back {
        true => format!("**{who}** took back a change of **{name}**."),
        false => format!("**{who}** changed what **{name}** races."),
    };
    View::line(format!(
        "{did} It is being restarted; its link stays the same.\n{}",
        lines(differences, IN_A_LINE)
    ))
    .buttons([Button::Press {
        label: "Undo",
        press: undo,
        danger: false,
    }])
}

/// Tells the channel who changed a server, and how to take it back.
pub(crate) fn replaced(
    who: &str,
    former: &Server,
    undo: ButtonId,
    place: Option<(Home, MessageId)>,
) -> View {
    let follow = match place {
        Some((home, message)) => format!(
            " [This message]({}) shows how far it is.",
            message_url(home, message)
        ),
        None => String::new(),
    };
    View::line(format!(
        "**{}** changed what **{}** races.{follow}",
        escape::plain(who, 40),
        escape::plain(former.name.as_str(), 60)
    ))
    .buttons([Button::Press {
        label: "Undo",
        press: undo,
        danger: false,
    }])
}
