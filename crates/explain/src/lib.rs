//! Errors in words: what happened, why, and what to do, for Discord and the command line alike.
//!
//! A text is made for where it is read, [`Surface`]: a channel of Discord, or the shell of whoever keeps
//! the bot. Details (codes, sources, addresses) go to the log, never into a channel.
//!
//! One file for each module whose errors it explains.

mod cloud;
mod league;
mod local;
mod programs;
mod races;
mod refusal;
mod service;
#[cfg(test)]
mod tests;
mod transfer;

pub use self::cloud::cloud;
pub use self::races::too_soon;
pub use self::refusal::refusal;
pub use self::service::service;

/// A server was ended although its session had not.
pub const SESSION_UNENDED: &str = "Its session did not end in time, so the server wrote no result of it. What was driven is known from its laps, as far as they were heard.";

/// An error as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What happened, in one line.
    pub what: String,
    /// Why, and what to do about it.
    pub hint: String,
    /// Which kind of failure it is, for exit codes.
    pub kind: Kind,
}

/// The kinds of failure, as far as a script would treat them differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The pack cannot run.
    Pack,
    /// Not allowed, or a limit of the settings is reached.
    Refused,
    /// The call was wrong: no such server, not in this state.
    Usage,
    /// The settings or the cloud's set-up are not right.
    Setup,
    /// The cloud or the network failed; trying again may help.
    Unavailable,
}

/// Where somebody reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// A channel: members who use the bot, and seldom whoever keeps it.
    Discord,
    /// A shell: whoever keeps the bot.
    Shell,
}

impl Surface {
    /// What is made for one or the other.
    fn pick<T>(self, discord: T, shell: T) -> T {
        match self {
            Self::Discord => discord,
            Self::Shell => shell,
        }
    }

    /// How a command is called: `/stop`, or `ac-deploy stop`.
    fn command(self, name: &str) -> String {
        match self {
            Self::Discord => format!("`/{name}`"),
            Self::Shell => format!("`ac-deploy {name}`"),
        }
    }

    /// What does the work.
    fn bot(self) -> &'static str {
        self.pick("the bot", "ac-deploy")
    }

    /// The same at the beginning of a sentence.
    fn bot_begins(self) -> &'static str {
        self.pick("The bot", "ac-deploy")
    }

    /// What only whoever keeps the bot can do about it, as a sentence without its subject.
    fn keeper_must(self, what: &str) -> String {
        match self {
            Self::Discord => format!("Whoever runs this bot must {what}"),
            Self::Shell => {
                let mut letters = what.chars();
                let first = letters.next().map(|first| first.to_ascii_uppercase());
                first.into_iter().chain(letters).collect()
            }
        }
    }

    /// What whoever keeps the bot can do about it.
    fn keeper_can(self, what: &str) -> String {
        format!("{} can {what}", self.pick("Whoever runs this bot", "You"))
    }
}

impl Explanation {
    /// What happened, why, and what to do about it.
    pub fn new(kind: Kind, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: hint.into(),
            kind,
        }
    }
}

/// What is assumed of machines whose size the prices lack, if there are any.
pub fn assumed_sizes(costs: &costs::MonthCosts) -> Option<String> {
    let sizes: Vec<&str> = costs
        .assumed()
        .into_iter()
        .map(|size| size.as_str())
        .collect();
    let (has, it) = match sizes.as_slice() {
        [] => return None,
        [_] => ("has", "it is"),
        _ => ("have", "they are"),
    };
    Some(format!(
        "{} {has} no price in the table, so {it} counted at the dearest price there: set the right one under [prices].",
        sizes.join(", ")
    ))
}

/// Where whoever has the game finds the server program for Linux; it is Kunos' and not ours to hand out.
pub const ACSERVER_LIES: &str = "in Steam right-click Assetto Corsa → Manage → Browse local files, then open the \
     folder \"server\": the file is called acServer, without .exe";

/// Why a machine is no usual one, to stand behind its size.
pub fn sized_for(drivers: Option<usize>) -> String {
    drivers.map_or_else(String::new, |count| format!(" (for {count} drivers)"))
}

/// A size in bytes, for people.
pub fn mebibytes(bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..MIB => format!("{} KiB", bytes / 1024),
        _ if bytes < 10 * MIB => format!("{:.1} MiB", bytes as f64 / MIB as f64),
        _ => format!("{} MiB", bytes / MIB),
    }
}
