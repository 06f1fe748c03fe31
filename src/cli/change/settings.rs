//! The settings of `change` as they are typed: options of the command line, and presets in files.

use std::fs;
use std::path::Path;

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use configuration::Reasons;

use crate::cli::failure::Failure;

/// The settings that were named, as they were typed.
#[derive(Debug, Default)]
pub(super) struct Words(pub(super) Vec<(&'static str, String)>);

/// The settings that most leagues change, for the short help.
const COMMON: [&str; 13] = [
    "name", "track", "layout", "cars", "slots", "password", "practice", "qualify", "race", "laps",
    "weather", "time", "damage",
];

impl Args for Words {
    fn augment_args(command: Command) -> Command {
        configuration::words()
            .into_iter()
            .fold(command, |command, word| {
                let help = format!("{}: {}", word.label, word.must_be);
                command.arg(
                    Arg::new(word.word)
                        .long(word.word.replace('_', "-"))
                        .value_name("VALUE")
                        .help(help)
                        .help_heading("Settings")
                        .allow_hyphen_values(true)
                        .hide_short_help(!COMMON.contains(&word.word)),
                )
            })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Words {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut words = Self::default();
        words.update_from_arg_matches(matches)?;
        Ok(words)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let known = configuration::words();
        self.0 = known
            .iter()
            .filter_map(|word| Some((word.word, matches.get_one::<String>(word.word)?.clone())))
            .collect();
        Ok(())
    }
}

/// The settings in a preset's file, as they would be typed.
pub(super) fn preset(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
    let wrong = |why: String| {
        Failure::usage(
            format!("{} is not a preset: {why}.", path.display()),
            "A preset has one setting a line, such as `track = \"spa/gp\"` or `laps = 12`.",
        )
    };
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| wrong(error.message().to_owned()))?;
    let words = table.into_iter().map(|(word, value)| match value {
        toml::Value::String(value) => Ok((word, value)),
        toml::Value::Integer(value) => Ok((word, value.to_string())),
        toml::Value::Boolean(value) => Ok((word, if value { "on" } else { "off" }.to_owned())),
        _ => Err(wrong(format!("{word} is neither text nor a number"))),
    });
    words.collect()
}

/// What cannot be changed so, in one message.
pub(super) fn wrong_words(reasons: &Reasons) -> Failure {
    let each: Vec<String> = reasons
        .iter()
        .map(|reason| format!("\n  - {reason}"))
        .collect();
    Failure::usage(
        format!("This cannot be changed:{}", each.concat()),
        "`ac-deploy change --help` lists every setting.",
    )
}
