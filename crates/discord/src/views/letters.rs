//! What a server's owner reads in direct messages, because its channel is closed to the bot.

use super::{Tone, View, announcements, escape};
use domain::lifecycle::Health;
use service::Letter;

/// Says what runs, what it costs, and what is to be mended.
pub(crate) fn letter(letter: &Letter) -> View {
    let server = &letter.server;
    let name = escape::plain(server.name.as_str(), 60);
    let (tone, title) = match &letter.health {
        Health::Online { .. } => (
            Tone::Warning,
            format!("{name} is online, but I cannot say so in its channel"),
        ),
        Health::Crashed { .. } | Health::Failed { .. } | Health::Silent { .. } => (
            Tone::Bad,
            format!("{name} runs without a working game server"),
        ),
        _ => (
            Tone::Warning,
            format!("{name} runs, and I cannot write in its channel"),
        ),
    };
    let place = server.home.map_or_else(
        || "its channel".to_owned(),
        |home| format!("<#{}>", home.channel),
    );
    let costs = match letter.price {
        Some(price) => format!("It costs about {price} per hour while it runs: "),
        None => "It runs until it is stopped: ".to_owned(),
    };
    let view = View::new(tone, title)
        .saying(format!(
            "The bot may not write in {place}, or it is gone, so this comes to you. {costs}`/stop` in a channel that the \
             bot can see ends that.\n\nAn admin of that Discord server must give the bot “View Channel”, “Send Messages” and \
             “Embed Links” there, add it to the thread, or invite it again if it was removed."
        ))
        .footer(server.id.to_string());
    match &letter.link {
        Some(link) => view.buttons([announcements::join_button(&link.to_string())]),
        None => view,
    }
}
