//! The commands' descriptions in German: how a second language is added.
//!
//! Discord shows them to members whose client speaks it. The names stay English: every answer and
//! every help page says `/deploy`, and Discord neither translates that nor takes a translated name
//! for it (discord/discord-api-docs#5518), so a German `/bereitstellen` would be found by nobody.

use std::borrow::Cow;

use super::{Data, Error};

const GERMAN: &str = "de";

/// Options by name, with their German descriptions.
type Options = &'static [(&'static str, &'static str)];

const ONLY_ONE: Options = &[("server", "Welcher Server; ohne Angabe der einzige")];

const RUN_ON: (&str, &str) = (
    "run_on",
    "Das System der Maschine: auto nimmt Linux, wo ein Serverprogramm passt",
);
const BALLAST: &str =
    "Ballast nach dem Stand, in kg für den Ersten, Zweiten und so weiter: 30 20 10";
const RESTRICTOR: &str = "Drosselung nach dem Stand, in Prozent für den Ersten und so weiter: 5 3";
const REMINDERS: &str = "Wann vor dem Start erinnert wird: 60 15, 1d 2h 30min, none";
const PROGRAM: (&str, &str) = (
    "program",
    "Ein Serverprogramm aus /programs list, wenn nicht das neueste",
);

const IDLE_MINUTES: (&str, &str) = (
    "idle_minutes",
    "Minuten ohne Fahrer, nach denen er sich abschaltet, wenn nicht wie üblich",
);

const HOURS: (&str, &str) = (
    "hours",
    "Stunden nach jedem Start, nach denen er hält, sobald niemand fährt; sonst wie üblich",
);

const WHICH_RESULT: &str = "Welches Ergebnis; die Liste erscheint beim Tippen";
const PUBLIC: &str = "Allen in diesem Kanal zeigen";
const REASON: &str = "Warum; es wird mit der Entscheidung aufbewahrt";
const STEAM_ID: &str = "Der Fahrer, nach Steam-Id; die Liste erscheint beim Tippen";
const ONLY_SEASON: &str = "Welche Saison; ohne Angabe die einzige, die nicht beendet ist";

/// Commands by name, subcommands after a space, with their German descriptions.
const COMMANDS: &[(&str, &str, Options)] = &[
    (
        "deploy",
        "Einen Server aus einem Paket von Content Manager hochfahren",
        &[],
    ),
    (
        "deploy file",
        "Das Paket anhängen: bis 10 MiB, mit Nitro mehr; größere per Link",
        &[
            (
                "pack",
                "Das Paket (.zip, .tar.gz) aus Content Manager, mit ausführbarer Datei",
            ),
            ("name", "Wie der Server hier heißen soll"),
            ("size", "Die Größe der Maschine"),
            RUN_ON,
            PROGRAM,
            IDLE_MINUTES,
            HOURS,
        ],
    ),
    (
        "deploy stored",
        "Ein Paket wählen, das schon im Speicher liegt",
        &[
            ("pack", "Das Paket; die Liste erscheint beim Tippen"),
            ("name", "Wie der Server hier heißen soll"),
            ("size", "Die Größe der Maschine"),
            (
                "settings",
                "Was anders ist als im Paket: laps=12 weather=rain",
            ),
            ("preset", "Eine gespeicherte Einstellung"),
            RUN_ON,
            PROGRAM,
            IDLE_MINUTES,
            HOURS,
        ],
    ),
    (
        "deploy link",
        "Einen Link auf ein Paket beliebiger Größe angeben",
        &[
            ("url", "Ein direkter https-Link auf das Paket"),
            ("name", "Wie der Server hier heißen soll"),
            ("size", "Die Größe der Maschine"),
            RUN_ON,
            PROGRAM,
            IDLE_MINUTES,
            HOURS,
        ],
    ),
    (
        "status",
        "Wie es den Servern geht, oder alles über einen",
        &[("server", "Welcher Server; ohne Angabe alle")],
    ),
    (
        "stop",
        "Einen Server ausschalten; seine Festplatte bleibt erhalten",
        ONLY_ONE,
    ),
    (
        "start",
        "Einen ausgeschalteten Server wieder hochfahren",
        ONLY_ONE,
    ),
    (
        "redeploy",
        "Einen Server auf einer anderen Maschine neu hochfahren; die alte geht danach",
        ONLY_ONE,
    ),
    (
        "packs",
        "Die Pakete im Speicher; eines löschen, das kein Server benutzt",
        &[(
            "delete",
            "Dieses Paket endgültig löschen; ohne Angabe die Liste",
        )],
    ),
    (
        "change",
        "Ändern, was ein Server fährt; zeigt zuerst den Unterschied",
        &[
            (
                "settings",
                "Was anders sein soll: laps=12 track=spa weather=rain password=x",
            ),
            ("preset", "Eine gespeicherte Einstellung"),
            ("server", "Welcher Server; ohne Angabe der einzige"),
        ],
    ),
    (
        "race",
        "Rennabende: angekündigt, mit Anmeldung, zur Zeit gestartet und beendet",
        &[],
    ),
    (
        "race new",
        "Ein Rennen planen: es wird angekündigt, sein Server startet von selbst",
        &[
            ("name", "Wie das Rennen heißt"),
            (
                "when",
                "Wann, auf Englisch: fri 20:00, tomorrow 20:00, 2026-12-04 20:00",
            ),
            ("pack", "Das Paket; die Liste erscheint beim Tippen"),
            ("weekly", "Ob es jede Woche stattfindet"),
            (
                "length",
                "Wie lange alle Sitzungen zusammen dauern, in Minuten",
            ),
            ("channel", "Wo es angekündigt wird; ohne Angabe hier"),
            ("role", "Wer benachrichtigt wird"),
            ("sign_up", "Ob man sich anmeldet; ohne Angabe ja"),
            (
                "guests",
                "Ob andere freie Plätze nehmen dürfen; ohne Angabe nein",
            ),
            ("closes", "Wie viele Minuten vorher die Anmeldung schließt"),
            (
                "settings",
                "Was anders ist als im Paket: laps=12 weather=rain",
            ),
            ("preset", "Eine gespeicherte Einstellung"),
            (
                "approval",
                "Ob ein Organisator jeden Fahrer zulässt; ohne Angabe nein",
            ),
            (
                "reserves",
                "Wie viele Plätze für die Warteliste bleiben, wer auch kommt",
            ),
            ("per_team", "Wie viele für ein Team starten dürfen"),
            ("reminders", REMINDERS),
            ("ballast", BALLAST),
            ("restrictor", RESTRICTOR),
            (
                "season",
                "Nach welchem Stand; ohne Angabe die Saison, die nicht beendet ist",
            ),
            (
                "downloads",
                "Die Seite der Liga mit den Autos und Strecken, die Fahrer brauchen",
            ),
            (
                "thread",
                "Ob es einen Thread zum Reden hat; ohne Angabe wie in der Liga üblich",
            ),
        ],
    ),
    (
        "race now",
        "Ein Rennen in wenigen Minuten; wer den Link hat, darf mitfahren",
        &[
            ("name", "Wie das Rennen heißt"),
            ("pack", "Das Paket; die Liste erscheint beim Tippen"),
            ("minutes", "In wie vielen Minuten; ohne Angabe 15"),
            (
                "length",
                "Wie lange alle Sitzungen zusammen dauern, in Minuten",
            ),
            ("role", "Wer benachrichtigt wird"),
            (
                "settings",
                "Was anders ist als im Paket: laps=12 weather=rain",
            ),
            ("preset", "Eine gespeicherte Einstellung"),
        ],
    ),
    (
        "race edit",
        "Ein kommendes Rennen ändern",
        &[
            ("race", "Welches Rennen"),
            ("name", "Ein anderer Name"),
            ("when", "Eine andere Zeit: fri 20:00, 2026-12-04 20:00"),
            (
                "length",
                "Wie lange alle Sitzungen zusammen dauern, in Minuten",
            ),
            ("role", "Wer benachrichtigt wird"),
            ("settings", "Was außerdem anders ist: laps=12 weather=rain"),
            ("reminders", REMINDERS),
            ("ballast", BALLAST),
            ("restrictor", RESTRICTOR),
            ("season", "Nach welchem Stand"),
        ],
    ),
    (
        "race driver",
        "Einem Fahrer Ballast geben, ihn streichen oder neu nach Steam fragen",
        &[
            ("race", "Welches Rennen"),
            ("driver", "Welcher Fahrer"),
            ("ballast", "Ballast in kg"),
            ("restrictor", "Drosselung in Prozent"),
            ("remove", "Von der Liste streichen"),
            ("forget_steam", "Noch einmal nach dem Steam-Profil fragen"),
        ],
    ),
    (
        "race cancel",
        "Ein Rennen absagen, nach einer Rückfrage",
        &[("race", "Welches Rennen")],
    ),
    ("race list", "Die kommenden Rennen", &[]),
    ("preset", "Einstellungen mit Namen, für Rennen", &[]),
    (
        "preset save",
        "Speichern, was anders ist als im Paket",
        &[
            ("name", "Wie sie heißt; eine gleichen Namens wird ersetzt"),
            ("settings", "Was anders ist: track=spa laps=12 weather=rain"),
        ],
    ),
    ("preset list", "Die gespeicherten Einstellungen", &[]),
    (
        "preset delete",
        "Eine gespeicherte Einstellung löschen",
        &[("name", "Welche")],
    ),
    (
        "cost",
        "Was die Server hier diesen Monat kosten und bis zum Monatsende kosten werden",
        &[("month", "Ein anderer Monat, etwa 2026-11")],
    ),
    (
        "programs",
        "Die Serverprogramme, mit denen Pakete unter Linux laufen",
        &[],
    ),
    (
        "programs list",
        "Was aufbewahrt wird, und welche Server es benutzen",
        &[],
    ),
    (
        "programs add",
        "acServer, acServerWrapper oder AssettoServer für Linux anhängen",
        &[
            (
                "file",
                "Die Datei; acServer liegt im Ordner \"server\" des Spiels",
            ),
            (
                "version",
                "Wie diese Version heißen soll; ohne Angabe bekommt sie einen Namen",
            ),
        ],
    ),
    (
        "programs remove",
        "Ein Programm entfernen, das kein Server benutzt",
        &[("program", "Sein Name, wie /programs list ihn zeigt")],
    ),
    (
        "logs",
        "Was das Programm eines Servers zuletzt ausgegeben hat",
        ONLY_ONE,
    ),
    ("servers", "Alle Server auf einen Blick", &[]),
    ("terminate", "Einen Server endgültig löschen", ONLY_ONE),
    ("help", "Was dieser Bot kann", &[]),
    ("results", "Was Sitzungen hinterlassen: wer wo war", &[]),
    ("results list", "Die neuesten Ergebnisse", &[]),
    (
        "results show",
        "Ein Ergebnis mit seinen Strafen",
        &[("result", WHICH_RESULT), ("public", PUBLIC)],
    ),
    (
        "results export",
        "Ein Ergebnis als Datei",
        &[("result", WHICH_RESULT), ("format", "In welcher Form")],
    ),
    (
        "results records",
        "Die beste Runde jedes Autos auf jeder Strecke",
        &[("of", "Nur Strecken oder Autos, deren Name das enthält")],
    ),
    (
        "results set-aside",
        "Ein Ergebnis nicht werten, bis es wieder gewertet wird",
        &[("result", WHICH_RESULT), ("reason", REASON)],
    ),
    (
        "results restore",
        "Ein Ergebnis wieder werten",
        &[
            (
                "result",
                "Welches Ergebnis; die Liste hat die, die nicht zählen",
            ),
            ("reason", REASON),
        ],
    ),
    (
        "standings",
        "Der Stand einer Saison",
        &[("season", ONLY_SEASON), ("public", PUBLIC)],
    ),
    ("season", "Saisons: Punkte, Läufe, Teams", &[]),
    (
        "season new",
        "Eine Saison beginnen",
        &[
            ("season", "Ihr kurzer Name, für Befehle: gt3-spring-26"),
            ("name", "Wie sie heißt"),
            (
                "points",
                "Punkte für die Plätze: eine Wertung der Liste, oder Zahlen wie 25-18-15",
            ),
            (
                "second_race",
                "Punkte für die Plätze des zweiten Rennens, wenn es andere sind",
            ),
            (
                "sprint",
                "Punkte für die Rennen vor dem letzten eines Laufs, wenn es andere sind",
            ),
            ("pole", "Punkte für den ersten Platz im Qualifying"),
            ("fastest_lap", "Punkte für die schnellste Rennrunde"),
            (
                "fastest_lap_within",
                "Bis zu welchem Platz es die Punkte für die schnellste Runde gibt; 0: immer",
            ),
            (
                "classified",
                "Wie viel Prozent der Runden des Siegers für Platz und Punkte nötig sind",
            ),
            (
                "flag",
                "Wer ausfällt, geht leer aus: nur im Ziel gibt es Platz und Punkte",
            ),
            (
                "drop",
                "Wie viele der schlechtesten Läufe eines Fahrers nicht zählen",
            ),
            ("rounds", "Wie viele Läufe es werden"),
            (
                "classes",
                "Klassen und ihre Autos: GT3=ks_bmw_m6_gt3,ks_audi_r8_lms; GT4=ks_porsche_cayman_gt4:8-4",
            ),
            (
                "team_drivers",
                "Wie viele Fahrer eines Teams in einem Lauf für es punkten, die besten; 0: alle",
            ),
            (
                "ties",
                "Was bei Punktgleichheit entscheidet, der Reihe nach: places, latest, poles, fastest-laps",
            ),
            (
                "follow",
                "Jedes Rennen zählt von selbst (üblich), oder nur, was /season add-round hinzufügt",
            ),
        ],
    ),
    (
        "season rules",
        "Die Regeln einer Saison ändern; ihr Stand folgt ihnen sofort",
        &[
            (
                "points",
                "Punkte für die Plätze: eine Wertung der Liste, oder Zahlen wie 25-18-15",
            ),
            (
                "second_race",
                "Punkte für die Plätze des zweiten Rennens, wenn es andere sind",
            ),
            (
                "sprint",
                "Punkte für die Rennen vor dem letzten eines Laufs, wenn es andere sind",
            ),
            ("pole", "Punkte für den ersten Platz im Qualifying"),
            ("fastest_lap", "Punkte für die schnellste Rennrunde"),
            (
                "fastest_lap_within",
                "Bis zu welchem Platz es die Punkte für die schnellste Runde gibt; 0: immer",
            ),
            (
                "classified",
                "Wie viel Prozent der Runden des Siegers für Platz und Punkte nötig sind",
            ),
            (
                "flag",
                "Wer ausfällt, geht leer aus: nur im Ziel gibt es Platz und Punkte",
            ),
            (
                "drop",
                "Wie viele der schlechtesten Läufe eines Fahrers nicht zählen",
            ),
            ("rounds", "Wie viele Läufe es werden"),
            (
                "classes",
                "Klassen und ihre Autos: GT3=ks_bmw_m6_gt3,ks_audi_r8_lms; GT4=ks_porsche_cayman_gt4:8-4",
            ),
            (
                "team_drivers",
                "Wie viele Fahrer eines Teams in einem Lauf für es punkten, die besten; 0: alle",
            ),
            (
                "ties",
                "Was bei Punktgleichheit entscheidet, der Reihe nach: places, latest, poles, fastest-laps",
            ),
            ("season", ONLY_SEASON),
        ],
    ),
    (
        "season show",
        "Alle Saisons, oder Regeln und Läufe einer Saison",
        &[("season", "Welche Saison; ohne Angabe alle")],
    ),
    (
        "season add-round",
        "Einen Lauf hinzufügen: die Ergebnisse eines Renntags",
        &[
            ("race", "Das Rennen; die Liste erscheint beim Tippen"),
            ("qualifying", "Sein Qualifying"),
            ("second_race", "Das zweite Rennen desselben Tags"),
            (
                "name",
                "Wie der Lauf heißt; ohne Angabe Round und seine Nummer",
            ),
            ("season", ONLY_SEASON),
        ],
    ),
    (
        "season team",
        "Sagen, für welches Team ein Fahrer Punkte holt",
        &[
            ("driver", STEAM_ID),
            ("team", "Das Team"),
            ("season", ONLY_SEASON),
        ],
    ),
    (
        "season deduct",
        "Einem Fahrer in der Saison Punkte abziehen",
        &[
            ("driver", "Wer; nach Name oder Steam-Id"),
            ("points", "Wie viele Punkte"),
            ("reason", REASON),
            ("season", ONLY_SEASON),
            (
                "again",
                "Ob noch einmal so viele gemeint sind, wenn der Fahrer schon so viele verloren hat",
            ),
        ],
    ),
    (
        "season undo-deduct",
        "Punkte zurückgeben, die einem Fahrer in der Saison abgezogen wurden",
        &[
            (
                "deduction",
                "Welche Punkte; die Liste erscheint beim Tippen",
            ),
            ("reason", REASON),
            ("season", ONLY_SEASON),
        ],
    ),
    (
        "season close",
        "Eine Saison beenden: kein Lauf kommt mehr hinzu",
        &[("season", "Welche Saison; die Liste erscheint beim Tippen")],
    ),
    (
        "session",
        "Einen Server zur nächsten Session bringen, die laufende neu beginnen, das Rennen beenden",
        &[],
    ),
    (
        "session next",
        "Die laufende Session beenden: ihr Ergebnis wird geschrieben, die nächste beginnt",
        ONLY_ONE,
    ),
    (
        "session restart",
        "Die laufende Session neu beginnen; ihre Runden sind weg",
        ONLY_ONE,
    ),
    (
        "session end",
        "Das Rennen beenden: sein Ergebnis wird geschrieben, dann hält ein Rennabend seinen Server an",
        ONLY_ONE,
    ),
    (
        "say",
        "Allen Fahrern auf einem Server etwas sagen; sie lesen es im Spiel",
        &[
            ("text", "Was sie lesen sollen"),
            ("server", "Welcher Server; ohne Angabe der einzige"),
        ],
    ),
    (
        "kick",
        "Einen Fahrer von einem Server werfen; er darf wiederkommen",
        &[
            ("driver", "Wer; die Liste erscheint beim Tippen"),
            ("server", "Welcher Server; ohne Angabe der einzige"),
        ],
    ),
    (
        "ballast",
        "Einem Fahrer auf einem Server Ballast geben",
        &[
            ("driver", "Wer; die Liste erscheint beim Tippen"),
            ("kg", "Wie viel, in kg; 0 nimmt ihn weg"),
            ("server", "Welcher Server; ohne Angabe der einzige"),
        ],
    ),
    (
        "restrictor",
        "Den Motor eines Fahrers auf einem Server drosseln",
        &[
            ("driver", "Wer; die Liste erscheint beim Tippen"),
            ("percent", "Wie viel, in Prozent; 0 nimmt sie weg"),
            ("server", "Welcher Server; ohne Angabe der einzige"),
        ],
    ),
    (
        "ban",
        "Jemanden auf keinem Server dieses Discords mehr fahren lassen",
        &[
            (
                "driver",
                "Wer: ein Fahrer, der gerade da ist, oder eine Steam-Id",
            ),
            ("reason", "Warum; es wird mit der Sperre aufbewahrt"),
        ],
    ),
    (
        "unban",
        "Jemanden wieder fahren lassen, der gesperrt war",
        &[("driver", "Wer; die Liste erscheint beim Tippen")],
    ),
    ("bans", "Wer gesperrt ist, von wem und warum", &[]),
    (
        "penalty",
        "Einem Fahrer eine Strafe geben, oder sie zurücknehmen",
        &[],
    ),
    (
        "penalty give",
        "Einem Fahrer eine Strafe geben",
        &[
            ("result", WHICH_RESULT),
            ("driver", "Wer; nach Name oder Steam-Id"),
            ("loses", "Was der Fahrer verliert"),
            ("reason", REASON),
            ("amount", "Wie viele Sekunden, Plätze oder Punkte"),
            (
                "again",
                "Ob eine zweite gemeint ist, wenn der Fahrer diese Strafe schon hat",
            ),
        ],
    ),
    (
        "penalty undo",
        "Eine Strafe zurücknehmen",
        &[
            ("result", WHICH_RESULT),
            ("penalty", "Welche Strafe; die Liste erscheint beim Tippen"),
            ("reason", REASON),
        ],
    ),
];

/// Adds the German descriptions to the commands, their subcommands and options.
pub(super) fn add(commands: &mut [poise::Command<Data, Error>]) {
    add_below("", commands);
}

fn add_below(above: &str, commands: &mut [poise::Command<Data, Error>]) {
    for command in commands {
        let path = format!("{above}{}", command.name);
        add_below(&format!("{path} "), &mut command.subcommands);
        let Some((_, description, options)) = COMMANDS.iter().find(|(own, ..)| *own == path) else {
            continue;
        };
        command.description_localizations = german(description);
        for parameter in &mut command.parameters {
            let known = options.iter().find(|(own, _)| *own == parameter.name);
            if let Some((_, description)) = known {
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
    use crate::commands;

    /// <https://discord.com/developers/docs/interactions/application-commands#application-command-object>
    fn check(what: &str, description: &str) {
        let length = description.chars().count();
        assert!((1..=100).contains(&length), "{what}: {description:?}");
    }

    fn in_german<'a>(what: &str, words: &'a [(Cow<'static, str>, Cow<'static, str>)]) -> &'a str {
        let found = words.iter().find(|(locale, _)| locale == GERMAN);
        &found
            .unwrap_or_else(|| panic!("{what} has no German text"))
            .1
    }

    fn check_all(commands: &[poise::Command<Data, Error>]) {
        for command in commands {
            let name = &command.name;
            assert!(command.name_localizations.is_empty(), "{name}");
            check(name, command.description.as_deref().unwrap_or_default());
            check(name, in_german(name, &command.description_localizations));
            for option in &command.parameters {
                let name = format!("{name} {}", option.name);
                assert!(option.name_localizations.is_empty(), "{name}");
                check(&name, option.description.as_deref().unwrap_or_default());
                check(&name, in_german(&name, &option.description_localizations));
            }
            check_all(&command.subcommands);
        }
    }

    #[test]
    fn every_command_and_option_is_described_in_german_and_named_in_english() {
        check_all(&commands::all());
    }
}
