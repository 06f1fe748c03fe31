//! `/help`: what the bot can do. Every other command is listed by what it says of itself, below its category.

use super::{Context, Data, Error, Result};
use crate::discord::views::help::{self as views, HelpLine, Section};
use crate::version::version;
use pack::PerPlatform;

/// What this bot can do
#[poise::command(slash_command)]
pub(super) async fn help(ctx: Context<'_>) -> Result<()> {
    let rules = ctx.data().service.rules();
    let prices = PerPlatform::new(|platform| rules.prices.per_hour(&rules.hosting, platform));
    let sections = sections(&ctx.framework().options().commands);
    let view = views::help(&sections, &rules.hosting, prices, version());
    ctx.send(view.whisper()).await?;
    Ok(())
}

/// The commands below their categories, both in the order in which they are given.
pub(in crate::discord) fn sections(commands: &[poise::Command<Data, Error>]) -> Vec<Section> {
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
