//! Refusals and failures, always before one member's eyes only.

use poise::serenity_prelude::Permissions;

use super::{Tone, View, text};
use crate::explain::{Explained, Kind};
use domain::ids::ChannelId;

/// An error in words.
///
/// The words are ours and may hold role mentions and code; parts that users typed were cut when
/// they were put in, and no message of ours can ping.
pub fn explained(error: &Explained) -> View {
    let tone = match error.kind {
        Kind::Usage => Tone::Warning,
        Kind::Pack | Kind::Refused | Kind::Setup | Kind::Unavailable => Tone::Bad,
    };
    View::new(tone, text::plain(&error.what, 240)).saying(error.hint.clone())
}

/// What a bot needs in a channel, under the names that Discord's settings show.
const NEEDED: [(Permissions, &str); 3] = [
    (Permissions::VIEW_CHANNEL, "View Channel"),
    (Permissions::SEND_MESSAGES, "Send Messages"),
    (Permissions::EMBED_LINKS, "Embed Links"),
];

/// The permissions that the bot lacks, given those that it has; empty if it has all.
pub fn lacking(has: Permissions, in_thread: bool) -> Vec<&'static str> {
    if has.administrator() {
        return Vec::new();
    }
    let mut lacking: Vec<&str> = Vec::new();
    for (permission, name) in NEEDED {
        let (permission, name) = match permission {
            Permissions::SEND_MESSAGES if in_thread => (
                Permissions::SEND_MESSAGES_IN_THREADS,
                "Send Messages in Threads",
            ),
            _ => (permission, name),
        };
        if !has.contains(permission) {
            lacking.push(name);
        }
    }
    lacking
}

/// The bot may not write where it should.
pub fn no_access(channel: ChannelId, lacking: &[&str]) -> Explained {
    let rights = match lacking {
        [] => "the permissions “View Channel”, “Send Messages” and “Embed Links”".to_owned(),
        [only] => format!("the permission “{only}”"),
        [others @ .., last] => format!("the permissions “{}” and “{last}”", others.join("”, “")),
    };
    Explained {
        what: "I may not write in this channel, so nothing was launched.".to_owned(),
        hint: format!(
            "An admin of this Discord server must give me {rights} in <#{channel}> \
             (Edit Channel → Permissions), or use a channel that I may write in."
        ),
        kind: Kind::Setup,
    }
}

/// Discord did not do what the bot asked for.
pub fn discord_failed() -> Explained {
    Explained {
        what: "Discord did not take my answer.".to_owned(),
        hint: "Try again in a minute. If it stays so, look at Discord's own status page, or tell whoever runs this bot."
            .to_owned(),
        kind: Kind::Unavailable,
    }
}

/// A mistake in the program.
pub fn bug() -> Explained {
    Explained {
        what: "Something went wrong in the bot itself.".to_owned(),
        hint: "Nothing more is known here; the bot's log has the details. Look at `/servers` before you try again."
            .to_owned(),
        kind: Kind::Unavailable,
    }
}

/// The command or button is of another version of the bot.
pub fn outdated() -> Explained {
    Explained {
        what: "This command or button belongs to another version of the bot.".to_owned(),
        hint: "Reload Discord (Ctrl+R) and use the command again.".to_owned(),
        kind: Kind::Usage,
    }
}
