//! `/help`: what the bot can do.

use super::{Tone, View};
use domain::price::Dollars;
use domain::server::Hosting;
use explain::ACSERVER_LIES;
use pack::PerPlatform;

/// Commands that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// What they are about.
    pub heading: String,
    /// In the order in which they are shown.
    pub commands: Vec<HelpLine>,
}

/// A command, as Discord was told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HelpLine {
    /// What can be typed after the slash: its name, or that of each of its subcommands.
    pub typed: Vec<String>,
    /// What it does, as Discord shows it, too.
    pub description: String,
}

/// Who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reader {
    /// They may deploy packs.
    pub deploys: bool,
    /// They may sign up for races.
    pub signs_up: bool,
    /// They are shown all commands.
    pub is_all: bool,
}

/// What the bot can do, and what a server of the usual size costs an hour.
pub(crate) fn help(
    sections: &[Section],
    reader: Reader,
    hosting: &Hosting,
    prices: PerPlatform<Option<Dollars>>,
    version: &str,
) -> View {
    let (takes, good) = if hosting.is_this_machine() {
        ("Give it a few seconds;", "")
    } else {
        (
            "Windows usually takes 4 to 15 minutes to start, Linux less than one;",
            "A running server costs money until it is stopped. ",
        )
    };
    let costs = match (prices.windows, prices.linux) {
        (Some(windows), Some(linux)) => format!(
            " A server of the usual size costs about {windows} per hour while it runs, \
             {linux} on Linux."
        ),
        (Some(price), None) | (None, Some(price)) => {
            format!(" A server of the usual size costs about {price} per hour while it runs.")
        }
        (None, None) => String::new(),
    };
    let view = View::new(Tone::Quiet, "Assetto Corsa servers from this channel");
    let view = match reader.deploys {
        true => view.saying(format!(
            "In Content Manager open the server's page, choose **Pack**, tick **Include executable**, and attach the \
             .zip or .tar.gz to `/deploy file`. {takes} then the join link appears here.{costs}"
        )),
        false if reader.signs_up => view.saying(
            "Press **Sign up** on the card of a race: the bot asks for your Steam profile once, and for your car. \
             **Join** on the card or below a join link opens Content Manager; the result and the standings come by themselves.",
        ),
        false => view.saying("**Join** below a join link opens Content Manager."),
    };
    let view = match reader.deploys && !hosting.is_this_machine() {
        false => view,
        true => view.field(
            "Faster, and for less",
            format!(
                "A .zip made for Windows runs on Linux once an admin has kept the game's own server program by \
                 `/programs add`: {ACSERVER_LIES}."
            ),
        ),
    };
    let view = sections.iter().fold(view, |view, section| {
        view.field(section.heading.as_str(), lines(&section.commands))
    });
    let mut known = Vec::new();
    if reader.deploys {
        known.push(format!("{good}Who may do what is decided by roles."));
        known.push(
            "Discord takes attachments of 10 MiB without Nitro. A larger pack: upload it anywhere with a direct https \
             link and use `/deploy link`."
                .to_owned(),
        );
    }
    if !reader.is_all {
        known.push(
            "There are more commands, for other roles: an admin of this Discord server gives them."
                .to_owned(),
        );
    }
    let view = match known.is_empty() {
        true => view,
        false => view.field("Good to know", known.join(" ")),
    };
    view.footer(format!("ac-deploy {version}"))
}

fn lines(commands: &[HelpLine]) -> String {
    let line = |command: &HelpLine| {
        let typed: Vec<String> = command
            .typed
            .iter()
            .map(|typed| format!("`/{typed}`"))
            .collect();
        format!("{} – {}", typed.join(", "), command.description)
    };
    let lines: Vec<String> = commands.iter().map(line).collect();
    lines.join("\n")
}
