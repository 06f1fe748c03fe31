//! Times, people and amounts, as messages write them.

use jiff::{SignedDuration, Timestamp};

use super::escape;
use domain::server::{Home, Owner};

/// A time that Discord shows relative to now and keeps up to date by itself: "3 minutes ago".
pub(crate) fn relative(at: Timestamp) -> String {
    format!("<t:{}:R>", at.as_second())
}

/// A time of day, as Discord shows it in each reader's own zone.
pub(crate) fn clock(at: Timestamp) -> String {
    format!("<t:{}:t>", at.as_second())
}

/// A span of time, for people.
pub(crate) fn span(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().max(0);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 if seconds % 60 == 0 => format!("{} min", seconds / 60),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// Somebody by their name. A mention would show as a bare number to every reader whose Discord has
/// not met that member, which is most of a large league, and those who left
/// (discord/discord-api-docs#1479).
pub(crate) fn owner(owner: &Owner) -> String {
    match owner.user {
        Some(user) if owner.name.trim().is_empty() => format!("<@{user}>"),
        _ => escape::plain(&owner.name, 40),
    }
}

/// The address of a message.
pub(crate) fn message_url(home: Home, message: domain::ids::MessageId) -> String {
    format!(
        "https://discord.com/channels/{}/{}/{message}",
        home.guild, home.channel
    )
}

/// A share of a whole as "45 of 230 MiB (20 %)".
pub(crate) fn moved(done: u64, of: Option<u64>) -> String {
    let Some(total) = of.filter(|total| *total != 0) else {
        return explain::mebibytes(done);
    };
    let done = done.min(total);
    let percent = u128::from(done) * 100 / u128::from(total);
    format!(
        "{} of {} ({percent} %)",
        explain::mebibytes(done),
        explain::mebibytes(total)
    )
}
