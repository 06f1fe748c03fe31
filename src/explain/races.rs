//! What cannot be done about races, in words.

use race_service::RaceError;

use super::{Explanation, Kind, league};
use crate::service::RaceFault;

pub(super) fn race(error: &RaceError) -> Explanation {
    let usage = |hint: &str| Explanation::new(Kind::Usage, error.to_string(), hint);
    match error {
        RaceError::NoSuchNight(_) | RaceError::NotOpen => {
            usage("`/race list` shows what is to come.")
        }
        // They say themselves what to do.
        RaceError::Refused(_) => Explanation::new(Kind::Refused, error.to_string(), ""),
        RaceError::SteamTaken(_) => Explanation::new(
            Kind::Refused,
            error.to_string(),
            "Check that you pasted your own profile and not a friend's.",
        ),
        RaceError::Preset(_) => usage("`/preset list` shows the presets."),
        RaceError::Busy => Explanation::new(
            Kind::Unavailable,
            "Too many people are changing this race at once.",
            "Try again in a moment.",
        ),
        RaceError::Unreadable { .. } => Explanation::new(
            Kind::Setup,
            "What is kept of this race cannot be read.",
            "It lies unchanged where it was. Use the newest ac-deploy; the bot's log says more.",
        ),
        RaceError::Store(error) => league::store(error),
    }
}

pub(super) fn fault(fault: &RaceFault) -> Explanation {
    let usage = |what: &str, hint: String| Explanation::new(Kind::Usage, what, hint);
    match fault {
        RaceFault::Time(why) => usage("That is no time for a race.", why.to_string()),
        RaceFault::Name(why) => usage("That cannot be the name of a race.", why.to_string()),
        RaceFault::Steam(why) => usage("That is not a Steam profile.", why.to_string()),
        RaceFault::Change(reasons) => Explanation::new(
            Kind::Pack,
            "With these settings the server could not run.",
            reasons.to_string(),
        ),
        RaceFault::NoSuchRace { asked, known } => Explanation::new(
            Kind::Usage,
            format!("There is no race “{asked}”."),
            if known.is_empty() {
                "No race is planned. `/race new` plans one.".to_owned()
            } else {
                format!("There are: {}.", known.join(", "))
            },
        ),
        RaceFault::WhichRace(asked) => Explanation::new(
            Kind::Usage,
            format!("Several races are called “{asked}”."),
            "Choose one from the list that appears while you type.",
        ),
        RaceFault::WhichGuild => usage(
            "Nobody said which Discord server's races are meant.",
            "Name it with `--guild`.".to_owned(),
        ),
        RaceFault::NothingToEdit => usage(
            "Nothing is to be different.",
            "Name what should change, such as `settings: laps=12`.".to_owned(),
        ),
        RaceFault::HasStarted => usage(
            "The server of this race has started, with its list and its settings.",
            "Call the race off with `/race cancel` and plan another with `/race now`.".to_owned(),
        ),
        RaceFault::Repack(_) => Explanation::new(
            Kind::Pack,
            "The pack cannot be changed.",
            "Check it with `ac-deploy check`, or pack it again in Content Manager; the bot's log says more.",
        ),
        RaceFault::Disk(_) => Explanation::new(
            Kind::Unavailable,
            "The bot's machine has no room to change the pack.",
            "Whoever runs this bot should look at its disk.",
        ),
    }
}
