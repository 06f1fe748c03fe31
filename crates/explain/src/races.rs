//! What cannot be done about races, in words.

use race::Night;
use race_service::RaceError;

use super::{Explanation, Kind, Surface, league};
use service::RaceFault;

pub(super) fn race(error: &RaceError, on: Surface) -> Explanation {
    let usage = |hint: &str| Explanation::new(Kind::Usage, error.to_string(), hint);
    match error {
        RaceError::NoSuchNight(_) | RaceError::NotOpen => {
            usage(&format!("{} shows what is to come.", on.command("race list")))
        }
        // They say themselves what to do.
        RaceError::Refused(_) => Explanation::new(Kind::Refused, error.to_string(), ""),
        RaceError::SteamTaken(taken) => Explanation::new(
            Kind::Refused,
            "Somebody else has given this Steam account as theirs.",
            format!(
                "It was {}. Check that you pasted your own profile and not a friend's; if it is yours, ask an organiser to sort it out.",
                on.pick(format!("<@{}>", taken.by), taken.by.to_string()),
            ),
        ),
        RaceError::Preset(_) => usage(&format!("{} shows the presets.", on.command("preset list"))),
        RaceError::Busy => Explanation::new(
            Kind::Unavailable,
            "Too many people are changing this race at once.",
            "Try again in a moment.",
        ),
        RaceError::Unreadable { .. } => Explanation::new(
            Kind::Setup,
            "What is kept of this race cannot be read.",
            on.pick(
                "It lies unchanged where it was. Use the newest ac-deploy; the bot's log says more.",
                "It lies unchanged where it was. Use the newest ac-deploy; -v shows more.",
            ),
        ),
        RaceError::Store(error) => league::store(error, on),
    }
}

pub(super) fn fault(fault: &RaceFault, on: Surface) -> Explanation {
    let usage = |what: &str, hint: String| Explanation::new(Kind::Usage, what, hint);
    match fault {
        RaceFault::Several(faults) => {
            let lines = faults.iter().map(|fault| {
                let one = super::service(fault, on);
                format!("- {} {}", one.what, one.hint).trim_end().to_owned()
            });
            usage(
                &format!("{} things stand against this plan.", faults.len()),
                lines.collect::<Vec<_>>().join("\n"),
            )
        }
        RaceFault::Time(why) => usage("This is not a time for a race.", why.to_string()),
        RaceFault::Reminders(why) => usage("These are not valid reminders.", why.to_string()),
        RaceFault::Handicap(why) => usage("This is not valid ballast.", why.to_string()),
        RaceFault::WhichSeason { several: true } => usage(
            "Several seasons are not closed, and the race does not say by whose standings its drivers carry ballast.",
            format!("Name one with `season` in {}.", on.command("race edit")),
        ),
        RaceFault::WhichSeason { several: false } => usage(
            "No season is open by whose standings drivers could carry ballast.",
            format!("{} begins one.", on.command("season new")),
        ),
        RaceFault::NotBegun { race } => usage(
            &format!("The race “{race}” has not begun."),
            format!(
                "{} ends only the session that runs; {} calls the race off.",
                on.command("session next"),
                on.command("race cancel")
            ),
        ),
        RaceFault::Name(why) => usage("That cannot be the name of a race.", why.to_string()),
        RaceFault::Steam(why) => usage("That is not a Steam profile.", why.to_string()),
        RaceFault::NotSeen => usage(
            "Nobody with this Steam account drove on the servers here lately.",
            "Press *Sign up* again, and give your Steam profile.".to_owned(),
        ),
        RaceFault::Change(reasons) => Explanation::new(
            Kind::Pack,
            "These settings cannot be used.",
            reasons.to_string(),
        ),
        RaceFault::NoSuchRace { asked, known } => Explanation::new(
            Kind::Usage,
            format!("There is no race “{asked}”."),
            if known.is_empty() {
                format!("No race is planned. {} plans one.", on.command("race new"))
            } else {
                let nearest = configuration::nearest(asked, known.iter().map(String::as_str));
                let meant = nearest.map(|nearest| format!("Did you mean “{nearest}”? ")).unwrap_or_default();
                format!("{meant}There are: {}.", known.join(", "))
            },
        ),
        RaceFault::PlannedAlready { race } => usage(
            &format!("There is a race “{race}” at that time already."),
            format!(
                "{} changes that one. If you want a second race then, give it another name.",
                on.command("race edit")
            ),
        ),
        RaceFault::WhichRace(asked) => Explanation::new(
            Kind::Usage,
            format!("Several races are called “{asked}”."),
            on.pick(
                "Choose one from the list that appears while you type.",
                "Name it as `ac-deploy race list` shows it.",
            ),
        ),
        RaceFault::WhichGuild => usage(
            "Nobody said which Discord server's races are meant.",
            "Name it with `--guild`.".to_owned(),
        ),
        RaceFault::NoAddress => usage(
            "This is not a web address.",
            "Write it like https://league.example/mods, without brackets and with at most 200 letters.".to_owned(),
        ),
        RaceFault::NothingToEdit => usage(
            "You named nothing to change.",
            "Name what should change, such as `settings: laps=12`.".to_owned(),
        ),
        RaceFault::HasStarted { settings: true } => usage(
            "The server of this race has started, with its list and its settings.",
            format!(
                "{} changes the running server within seconds, and keeps its link and its list.",
                on.pick("`/change`", "`ac-deploy change --server`")
            ),
        ),
        RaceFault::HasStarted { settings: false } => usage(
            "The bot has begun to start the server of this race, so the race cannot be moved any more.",
            format!(
                "To race at another time, call this one off with {} and plan another with {}.",
                on.command("race cancel"),
                on.command("race now")
            ),
        ),
        RaceFault::Repack(_) => Explanation::new(
            Kind::Pack,
            "The pack cannot be changed.",
            "Check it with `ac-deploy check`, or pack it again in Content Manager; the log says more.",
        ),
        RaceFault::Disk(_) => Explanation::new(
            Kind::Unavailable,
            on.pick(
                "The bot's machine has no room to change the pack.",
                "This machine has no room to change the pack.",
            ),
            on.keeper_must("look at its disk."),
        ),
    }
}

/// A race starts before its server can be there; `minutes`: so many a server takes.
pub fn too_soon(night: &Night, minutes: u32, on: Surface) -> String {
    let waits = match night.sign_up {
        Some(_) => ", and is started when sign-up closes",
        None => "",
    };
    format!(
        "A server takes about {minutes} minutes to start{waits}: it will not be there when this race is to start. \
         Drivers wait for it, or you give it a later start with {}.",
        on.command("race edit")
    )
}
