//! `/help`: what the bot can do for whoever asks. Every other command is listed by what it says of itself, below its
//! category; those that would only refuse are left out.

use super::{Context, Data, Error, Result};
use crate::roles;
use crate::views::help::{self as views, HelpLine, Reader, Section};
use domain::policy::Action;
use pack::PerPlatform;
use version::version;

/// What this bot can do
#[poise::command(slash_command)]
pub(super) async fn help(ctx: Context<'_>) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let actor = roles::of_command(ctx).await;
    let rules = ctx.data().service.rules();
    let prices = PerPlatform::new(|platform| rules.prices.per_hour(&rules.hosting, platform));
    let all = sections(&ctx.framework().options().commands);
    let might = |action: Action| rules.policy.might(&actor, action);
    let (sections, is_all) = offered(all, might);
    let reader = Reader {
        deploys: might(Action::Deploy),
        signs_up: might(Action::SignUp),
        is_all,
    };
    let view = views::help(&sections, reader, &rules.hosting, prices, version());
    ctx.send(view.whisper()).await?;
    Ok(())
}

/// The commands below their categories, both in the order in which they are given.
pub(crate) fn sections(commands: &[poise::Command<Data, Error>]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for command in commands {
        let Some(heading) = command.category.as_deref() else {
            continue;
        };
        match sections
            .iter_mut()
            .find(|section| section.heading == heading)
        {
            Some(section) => section.commands.push(line(command)),
            None => sections.push(Section {
                heading: heading.to_owned(),
                commands: vec![line(command)],
            }),
        }
    }
    sections
}

/// What of it is of use to somebody, and whether that is all of it.
pub(crate) fn offered(
    mut sections: Vec<Section>,
    might: impl Fn(Action) -> bool,
) -> (Vec<Section>, bool) {
    let is_offered = |typed: &str| {
        let needs = needs(typed).unwrap_or_default();
        needs.is_empty() || needs.iter().any(|action| might(*action))
    };
    let mut is_all = true;
    for section in &mut sections {
        for command in &mut section.commands {
            let before = command.typed.len();
            command.typed.retain(|typed| is_offered(typed));
            is_all &= command.typed.len() == before;
        }
        section.commands.retain(|command| !command.typed.is_empty());
    }
    sections.retain(|section| !section.commands.is_empty());
    (sections, is_all)
}

/// What of this somebody must be allowed to do for a command to be of use to them; `None` for one that is not known.
/// What is refused is decided where it is done.
pub(crate) fn needs(typed: &str) -> Option<&'static [Action]> {
    let (command, below) = typed.split_once(' ').unwrap_or((typed, ""));
    Some(match (command, below) {
        ("deploy" | "redeploy", _) => &[Action::Deploy],
        ("packs", _) => &[Action::Deploy, Action::Race],
        ("stop", _) => &[Action::Stop],
        ("start", _) => &[Action::Start],
        ("restart", _) => &[Action::Restart],
        ("keep", _) => &[Action::Keep],
        ("terminate", _) => &[Action::Terminate],
        ("logs", _) => &[Action::Logs],
        ("change", _) | ("preset", "save" | "delete") => &[Action::Change],
        ("session" | "say" | "kick" | "ballast" | "restrictor" | "ban" | "unban" | "bans", _) => {
            &[Action::Control]
        }
        ("race", "new" | "now" | "edit" | "driver" | "cancel") => &[Action::Race],
        ("programs", "add" | "remove") => &[Action::Programs],
        ("results", "set-aside" | "restore") | ("penalty", _) => &[Action::Steward],
        ("season", below) if below != "show" => &[Action::Steward],
        ("status" | "servers" | "cost" | "standings", "")
        | ("race" | "preset" | "programs", "list")
        | ("results", "list" | "show" | "export" | "records")
        | ("season", _) => &[Action::Status],
        ("help", "") => &[],
        _ => return None,
    })
}

fn line(command: &poise::Command<Data, Error>) -> HelpLine {
    let below = &command.subcommands;
    let typed = match below.is_empty() {
        true => vec![command.name.to_string()],
        false => below
            .iter()
            .map(|sub| format!("{} {}", command.name, sub.name))
            .collect(),
    };
    HelpLine {
        typed,
        description: command
            .description
            .as_deref()
            .unwrap_or_default()
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_known_of_each_command_whom_it_is_of_use_to() {
        let all = sections(&super::super::all());
        let lines = all.iter().flat_map(|section| &section.commands);
        let unknown: Vec<&String> = lines
            .flat_map(|line| &line.typed)
            .filter(|typed| needs(typed).is_none())
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn a_driver_is_not_shown_what_would_be_refused() {
        let all = sections(&super::super::all());
        let (shown, is_all) = offered(all, |action| {
            matches!(action, Action::Status | Action::SignUp | Action::Start)
        });
        let lines = shown.iter().flat_map(|section| &section.commands);
        let typed: Vec<&str> = lines
            .flat_map(|line| &line.typed)
            .map(String::as_str)
            .collect();
        assert!(!is_all);
        insta::assert_snapshot!(typed.join(", "), @"status, start, servers, programs list, cost, race list, preset list, results list, results show, results export, results records, standings, season show");
    }
}
