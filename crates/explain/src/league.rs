//! What cannot be done about results and seasons, in words.

use cloud::CloudError;
use league::LeagueError;
use results::document::Decision;
use store::StoreError;

use super::{Explanation, Kind, Surface};

pub(super) fn league(error: &LeagueError, on: Surface) -> Explanation {
    let usage = |what: String, hint: &str| Explanation::new(Kind::Usage, what, hint);
    match error {
        LeagueError::NoSuchResult(asked) => usage(
            format!("There is no result “{asked}”."),
            &format!("{} shows what there is.", on.command("results list")),
        ),
        LeagueError::NoSuchSeason(asked) => usage(
            format!("There is no season “{asked}”."),
            &format!(
                "{} shows what there is; {} begins one.",
                // Discord shows them while somebody types.
                on.pick("`/season show`", "`ac-deploy season list`"),
                on.command("season new")
            ),
        ),
        LeagueError::SeasonExists(id) => usage(
            format!("There is a season “{id}” already."),
            "Choose another short name.",
        ),
        LeagueError::SeasonClosed(id) => usage(
            format!("The season “{id}” is closed."),
            "Its results can still be corrected; a new round needs a new season.",
        ),
        LeagueError::BadName(name) => usage(
            format!("“{name}” cannot be a short name."),
            "Use small letters, digits and -, at most 40 of them: gt3-spring-26.",
        ),
        LeagueError::InARound { result, round } => usage(
            format!("{result} counts in “{round}” already."),
            "A result counts in one round of a season only.",
        ),
        LeagueError::NoSuchDriver(asked) => usage(
            format!("“{asked}” is not in this result."),
            "Write the name as it stands there, or the driver's Steam id.",
        ),
        LeagueError::NoDriverOfSeason { season, driver } => usage(
            format!("Nobody called “{driver}” drove in “{season}”."),
            "Write the name as it stands in the standings, or the driver's Steam id.",
        ),
        LeagueError::WhichDriver { name, guids } => usage(
            format!("{} drivers are called “{name}”.", guids.len()),
            &format!("Name one by the Steam id: {}.", guids.join(", ")),
        ),
        LeagueError::NotBanned(who) => usage(
            format!("{who} is not banned."),
            on.pick("`/bans` shows who is.", "`ac-deploy bans` shows who is."),
        ),
        LeagueError::SetAside(id) => usage(
            format!("{id} is set aside already."),
            &format!("{} lets it count again.", on.command("results restore")),
        ),
        LeagueError::NotSetAside(id) => {
            usage(format!("{id} counts already."), "Nothing was changed.")
        }
        LeagueError::NoSuchPenalty { result, number } => usage(
            format!("{result} has no penalty {number}."),
            &format!(
                "{} lists its penalties with their numbers.",
                on.command("results show")
            ),
        ),
        LeagueError::Undone { result, number } => usage(
            format!("Penalty {number} of {result} is taken back already."),
            "Nothing was changed.",
        ),
        LeagueError::LostAlready {
            driver,
            number,
            decided: Decision { by, at, reason },
        } => usage(
            format!(
                "{driver} lost just that already: number {number}, by {by} on {} ({reason}).",
                at.strftime("%Y-%m-%d at %H:%M UTC")
            ),
            on.pick(
                "If a second one is meant, add `again: True`.",
                "If a second one is meant, add `--again`.",
            ),
        ),
        LeagueError::NoSuchDeduction { season, number } => usage(
            format!("No deduction has the number {number} in “{season}”."),
            &format!(
                "{} lists what was taken off, with its numbers.",
                on.command("season show")
            ),
        ),
        LeagueError::GivenBack { season, number } => usage(
            format!("The points of number {number} in “{season}” are given back already."),
            "Nothing was changed.",
        ),
        LeagueError::NoOpenSeason => usage(
            "There is no season that is not closed.".to_owned(),
            &format!(
                "{} begins one; {} shows a closed one if you name it.",
                on.command("season new"),
                on.command("standings")
            ),
        ),
        LeagueError::WhichSeason(ids) => usage(
            format!("There are several seasons: {}.", ids.join(", ")),
            on.pick("Name one with the option `season`.", "Name one of them."),
        ),
        LeagueError::Unreadable { why, kept_at, .. } => Explanation::new(
            Kind::Setup,
            "What is kept of this cannot be read.",
            format!(
                "It is {why}, and lies unchanged at {kept_at}. Use the newest ac-deploy, or repair it and put it back."
            ),
        ),
        LeagueError::Store(error) => store(error, on),
    }
}

pub(super) fn store(error: &StoreError, on: Surface) -> Explanation {
    match error {
        StoreError::Changed(_) => Explanation::new(
            Kind::Unavailable,
            "Somebody else keeps changing the same thing.",
            "Try again in a moment.",
        ),
        StoreError::TooLarge { .. } => Explanation::new(
            Kind::Unavailable,
            "What is to be kept is too large.",
            "The bot keeps nothing that is as large; please report it.",
        ),
        StoreError::Failed { source, .. } => match source.downcast_ref::<CloudError>() {
            Some(error) => super::cloud(error, on),
            None => Explanation::new(
                Kind::Unavailable,
                "The storage in which the bot keeps its documents does not answer.",
                on.pick(
                    "Try again in a minute; the bot's log says more.",
                    "Try again in a minute; -v shows more.",
                ),
            ),
        },
    }
}
