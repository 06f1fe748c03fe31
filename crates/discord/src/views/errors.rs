//! Refusals and failures, always before one member's eyes only.

use poise::serenity_prelude::Permissions;

use super::{Tone, View, escape};
use domain::ids::ChannelId;
use explain::{Explanation, Kind};

/// An error in words.
///
/// The words are ours and may hold role mentions and code; parts that users typed were cut when
/// they were put in, and no message of ours can ping.
pub(crate) fn explained(error: &Explanation) -> View {
    let tone = match error.kind {
        Kind::Usage => Tone::Warning,
        Kind::Pack | Kind::Refused | Kind::Setup | Kind::Unavailable => Tone::Bad,
    };
    View::new(tone, escape::plain(&error.what, 240)).saying(error.hint.clone())
}

/// What a bot needs in a channel, under the names that Discord's settings show.
const NEEDED: [(Permissions, &str); 4] = [
    (Permissions::VIEW_CHANNEL, "View Channel"),
    (Permissions::CONNECT, "Connect"),
    (Permissions::SEND_MESSAGES, "Send Messages"),
    (Permissions::EMBED_LINKS, "Embed Links"),
];

/// Where the bot should write, as far as it needs another permission there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A text channel.
    Channel,
    /// A thread, or a forum's post.
    Thread,
    /// The text of a voice channel, which is for those who may connect.
    Voice,
}

/// The permissions that the bot lacks, given those that it has; empty if it has all.
pub(crate) fn lacking(has: Permissions, place: Place) -> Vec<&'static str> {
    if has.administrator() {
        return Vec::new();
    }
    let mut lacking: Vec<&str> = Vec::new();
    for (permission, name) in NEEDED {
        let (permission, name) = match permission {
            Permissions::CONNECT if place != Place::Voice => continue,
            Permissions::SEND_MESSAGES if place == Place::Thread => (
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

/// What keeps the bot from writing in a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Barrier {
    /// Its commands are in the Discord server, and it is not.
    NoMember,
    /// It lacks these permissions, under the names that Discord's settings show.
    Lacking(Vec<&'static str>),
    /// It has all permissions, so the thread must be a private one that it was not added to: there
    /// commands work, and the bot sees nothing.
    Thread,
    /// Nothing is known.
    Unknown,
}

/// The bot may not write where it should.
pub(crate) fn no_access(channel: ChannelId, barrier: &Barrier) -> Explanation {
    let lacking = match barrier {
        Barrier::NoMember => {
            return Explanation {
                what: "I am not a member of this Discord server, only my commands are here. Nothing was launched.".to_owned(),
                hint: "An admin of this Discord server must invite the bot with the link that has `scope=bot` in it; \
                       the README of this bot shows it."
                    .to_owned(),
                kind: Kind::Setup,
            };
        }
        Barrier::Thread => {
            return Explanation {
                what: "I cannot write in this thread, so nothing was launched.".to_owned(),
                hint: "If it is private, add the bot: mention it there, and try again. If it is locked, use another channel."
                    .to_owned(),
                kind: Kind::Setup,
            };
        }
        Barrier::Lacking(lacking) => lacking.as_slice(),
        Barrier::Unknown => &[],
    };
    let rights = match lacking {
        [] => "the permissions “View Channel”, “Send Messages” and “Embed Links”".to_owned(),
        [only] => format!("the permission “{only}”"),
        [others @ .., last] => format!("the permissions “{}” and “{last}”", others.join("”, “")),
    };
    Explanation {
        what: "The bot may not write in this channel, so nothing was launched.".to_owned(),
        hint: format!(
            "An admin of this Discord server must give the bot {rights} in <#{channel}> \
             (Edit Channel → Permissions), or use a channel that the bot may write in."
        ),
        kind: Kind::Setup,
    }
}

/// Discord did not do what the bot asked for.
pub(crate) fn discord_failed() -> Explanation {
    Explanation {
        what: "Discord rejected the bot's reply.".to_owned(),
        hint: "Try again in a minute. If it stays so, look at Discord's own status page, or tell whoever runs this bot."
            .to_owned(),
        kind: Kind::Unavailable,
    }
}

/// A mistake in the program.
pub(crate) fn bug() -> Explanation {
    Explanation {
        what: "Something went wrong in the bot itself.".to_owned(),
        hint: "Nothing more is known here; the bot's log has the details. Look at `/servers` before you try again."
            .to_owned(),
        kind: Kind::Unavailable,
    }
}

/// The command or button is of another version of the bot.
pub(crate) fn outdated() -> Explanation {
    Explanation {
        what: "This command or button belongs to another version of the bot.".to_owned(),
        hint: "Reload Discord (Ctrl+R, or restart the app on a phone) and use the command again."
            .to_owned(),
        kind: Kind::Usage,
    }
}
