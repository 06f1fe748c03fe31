//! The commands' names and descriptions in German: how a second language is added.
//!
//! Discord shows them to members whose client speaks it; the answers are in English.

use std::borrow::Cow;

use super::{Data, Error};

const GERMAN: &str = "de";

/// A command or option: its name in code, its German name, its German description.
type Words = (&'static str, &'static str, &'static str);

const COMMANDS: [(Words, &[Words]); 9] = [
    (
        (
            "deploy",
            "bereitstellen",
            "Einen Server aus einem Paket von Content Manager hochfahren",
        ),
        &[
            (
                "pack",
                "paket",
                "Das Paket (.zip, .tar.gz) aus Content Manager, mit ausführbarer Datei",
            ),
            ("s3", "s3", "Ein Paket, das schon im Speicher liegt"),
            ("url", "url", "Ein direkter https-Link auf das Paket"),
            ("name", "name", "Wie der Server hier heißen soll"),
            ("size", "größe", "Die Größe der Maschine"),
        ],
    ),
    (
        (
            "status",
            "status",
            "Wie es den Servern geht, oder alles über einen",
        ),
        &[("server", "server", "Welcher Server; ohne Angabe alle")],
    ),
    (
        (
            "stop",
            "stoppen",
            "Einen Server ausschalten; seine Festplatte bleibt erhalten",
        ),
        &[(
            "server",
            "server",
            "Welcher Server; ohne Angabe der einzige",
        )],
    ),
    (
        (
            "start",
            "starten",
            "Einen ausgeschalteten Server wieder hochfahren",
        ),
        &[(
            "server",
            "server",
            "Welcher Server; ohne Angabe der einzige",
        )],
    ),
    (
        (
            "packs",
            "pakete",
            "Die Pakete im Speicher; eines löschen, das kein Server benutzt",
        ),
        &[(
            "delete",
            "löschen",
            "Dieses Paket endgültig löschen; ohne Angabe die Liste",
        )],
    ),
    (
        (
            "logs",
            "protokoll",
            "Was das Programm eines Servers zuletzt ausgegeben hat",
        ),
        &[(
            "server",
            "server",
            "Welcher Server; ohne Angabe der einzige",
        )],
    ),
    (
        ("servers", "serverliste", "Alle Server auf einen Blick"),
        &[],
    ),
    (
        ("terminate", "löschen", "Einen Server endgültig löschen"),
        &[(
            "server",
            "server",
            "Welcher Server; ohne Angabe der einzige",
        )],
    ),
    (("help", "hilfe", "Was dieser Bot kann"), &[]),
];

/// Adds the German names and descriptions to the commands.
pub(super) fn add_german(commands: &mut [poise::Command<Data, Error>]) {
    for command in commands {
        let Some(((_, name, description), options)) =
            COMMANDS.iter().find(|((own, ..), _)| *own == command.name)
        else {
            continue;
        };
        command.name_localizations = german(name);
        command.description_localizations = german(description);
        for parameter in &mut command.parameters {
            if let Some((_, name, description)) =
                options.iter().find(|(own, ..)| *own == parameter.name)
            {
                parameter.name_localizations = german(name);
                parameter.description_localizations = german(description);
            }
        }
    }
}

fn german(text: &'static str) -> Cow<'static, [(Cow<'static, str>, Cow<'static, str>)]> {
    Cow::Owned(vec![(Cow::Borrowed(GERMAN), Cow::Borrowed(text))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::commands;

    /// <https://discord.com/developers/docs/interactions/application-commands#application-command-object>
    fn check(what: &str, name: &str, description: Option<&str>) {
        let letters = name
            .chars()
            .all(|c| (c.is_alphanumeric() || c == '-' || c == '_') && !c.is_uppercase());
        assert!(
            (1..=32).contains(&name.chars().count()) && letters,
            "{what}: {name}"
        );
        let description = description.unwrap_or_default();
        assert!(
            (1..=100).contains(&description.chars().count()),
            "{what}: {description}"
        );
    }

    fn localized<'a>(words: &'a [(Cow<'static, str>, Cow<'static, str>)]) -> &'a str {
        &words
            .iter()
            .find(|(locale, _)| locale == GERMAN)
            .expect("a German text")
            .1
    }

    #[test]
    fn every_command_and_option_speaks_german_within_discords_limits() {
        let mut commands = commands::all();
        add_german(&mut commands);
        assert_eq!(commands.len(), COMMANDS.len());
        for command in &commands {
            check(&command.name, &command.name, command.description.as_deref());
            let german = localized(&command.description_localizations);
            check(
                &command.name,
                localized(&command.name_localizations),
                Some(german),
            );
            for option in &command.parameters {
                check(&option.name, &option.name, option.description.as_deref());
                let german = localized(&option.description_localizations);
                check(
                    &option.name,
                    localized(&option.name_localizations),
                    Some(german),
                );
            }
        }
    }
}
