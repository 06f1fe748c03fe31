//! What a server's program printed, for one member's eyes or with a failure.

use super::{Button, Tone, View, escape};
use cloud::ServerLog;
use domain::log::LogTail;
use service::Logged;

/// How much of a log stands in the message itself, in characters; all of it is in the file.
const SHOWN: usize = 1500;
/// How much of it stands with a failure: a field has 1024 characters.
const EXCERPT: usize = 900;

/// The answer to `/logs`.
pub(crate) fn log(logged: &Logged) -> View {
    let server = &logged.server;
    let name = escape::plain(server.name.as_str(), 60);
    let view = View::new(Tone::Quiet, format!("📜 {name} – log"));
    let view = match &logged.log {
        ServerLog::Tail(log) if log.is_empty() => {
            view.saying("The server's program has printed nothing yet.")
        }
        ServerLog::Tail(log) => tail(view, log, server.id.as_str()),
        ServerLog::Absent => view.saying(
            "There is no log yet: the server's program was not started. `/status` shows how far the machine is.",
        ),
        ServerLog::NoAnswer => view.saying(
            "The machine does not answer. If it is only just starting, try again in a minute or two.",
        ),
    };
    view.footer(server.id.to_string())
        .buttons([Button::status(&server.id)])
}

fn tail(view: View, log: &LogTail, id: &str) -> View {
    let shown = log.within(SHOWN);
    let view = if shown == *log {
        view
    } else {
        view.file(format!("{id}.log"), log.to_string())
    };
    view.saying(code_block(&shown))
}

/// The last lines, for a message that tells of a failure.
pub(super) fn excerpt(log: &LogTail) -> String {
    code_block(&log.within(EXCERPT))
}

/// In a block of code nothing is a mention, a link or Markdown; only three backticks end it. What
/// stands for them is as long, or a field could run over and lose the block's end.
fn code_block(log: &LogTail) -> String {
    format!("```\n{}\n```", log.as_str().replace("```", "'''"))
}
