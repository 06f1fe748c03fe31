//! The settings that are one number in one key.

use std::ops::RangeInclusive;

use crate::document::Document;

/// A key of `server_cfg.ini`, the word that changes it, and what it may be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// What people type.
    pub(crate) word: &'static str,
    /// What people read.
    pub(crate) label: &'static str,
    /// Where it stands: in the first of these sections, or in another where a pack has it already.
    pub(crate) sections: &'static [&'static str],
    pub(crate) key: &'static str,
    pub(crate) range: RangeInclusive<i64>,
    /// Behind the number, with a space if one belongs there.
    pub(crate) unit: &'static str,
    /// Numbers that have names. If every number has one, only names are read.
    pub(crate) names: &'static [(&'static str, i64)],
}

const SERVER: &[&str] = &["SERVER"];
const SERVER_OR_RACE: &[&str] = &["SERVER", "RACE"];
const ON_OFF: &[(&str, i64)] = &[("on", 1), ("off", 0)];
const AIDS: &[(&str, i64)] = &[("none", 0), ("factory", 1), ("all", 2)];
/// What else people say for `on` and `off`.
const SYNONYMS: [(&str, &str); 6] = [
    ("yes", "on"),
    ("no", "off"),
    ("true", "on"),
    ("false", "off"),
    ("1", "on"),
    ("0", "off"),
];

const fn number(
    word: &'static str,
    label: &'static str,
    key: &'static str,
    range: RangeInclusive<i64>,
    unit: &'static str,
) -> Setting {
    Setting {
        word,
        label,
        sections: SERVER,
        key,
        range,
        unit,
        names: &[],
    }
}

const fn choice(
    word: &'static str,
    label: &'static str,
    key: &'static str,
    names: &'static [(&'static str, i64)],
) -> Setting {
    Setting {
        word,
        label,
        sections: SERVER,
        key,
        range: 0..=2,
        unit: "",
        names,
    }
}

/// Ranges are Content Manager's and those of Kunos' own remarks on the file; where the two differ,
/// the wider one.
pub(crate) static SETTINGS: [Setting; 28] = [
    number("fuel", "Fuel use", "FUEL_RATE", 0..=500, " %"),
    number("tyre_wear", "Tyre wear", "TYRE_WEAR_RATE", 0..=500, " %"),
    number("damage", "Damage", "DAMAGE_MULTIPLIER", 0..=400, " %"),
    choice("abs", "ABS", "ABS_ALLOWED", AIDS),
    choice("traction_control", "Traction control", "TC_ALLOWED", AIDS),
    choice(
        "stability",
        "Stability control",
        "STABILITY_ALLOWED",
        ON_OFF,
    ),
    choice(
        "autoclutch",
        "Automatic clutch",
        "AUTOCLUTCH_ALLOWED",
        ON_OFF,
    ),
    choice(
        "tyre_blankets",
        "Tyre blankets",
        "TYRE_BLANKETS_ALLOWED",
        ON_OFF,
    ),
    choice(
        "virtual_mirror",
        "Virtual mirror forced",
        "FORCE_VIRTUAL_MIRROR",
        ON_OFF,
    ),
    Setting {
        names: &[("any", -1)],
        ..number(
            "tyres_out",
            "Tyres allowed off the track",
            "ALLOWED_TYRES_OUT",
            -1..=4,
            "",
        )
    },
    choice(
        "gas_penalty",
        "Slowed down after a cut",
        "RACE_GAS_PENALTY_DISABLED",
        &[("on", 0), ("off", 1)],
    ),
    Setting {
        names: &[("any", -1)],
        ..number(
            "max_contacts",
            "Contacts allowed per km",
            "MAX_CONTACTS_PER_KM",
            -1..=100,
            "",
        )
    },
    number(
        "time_speed",
        "Speed of the sun",
        "TIME_OF_DAY_MULT",
        0..=3600,
        " ×",
    ),
    Setting {
        sections: &["RACE"],
        // Plugins are told it in 16 bits, as milliseconds.
        ..number(
            "wait_time",
            "Wait before the start",
            "WAIT_TIME",
            0..=65,
            " s",
        )
    },
    Setting {
        sections: SERVER_OR_RACE,
        ..number(
            "over_time",
            "Time to finish after the winner",
            "RACE_OVER_TIME",
            1..=3600,
            " s",
        )
    },
    Setting {
        sections: SERVER_OR_RACE,
        ..number(
            "result_screen",
            "Result screen",
            "RESULT_SCREEN_TIME",
            1..=600,
            " s",
        )
    },
    Setting {
        sections: SERVER_OR_RACE,
        ..choice(
            "extra_lap",
            "Extra lap in a timed race",
            "RACE_EXTRA_LAP",
            ON_OFF,
        )
    },
    Setting {
        sections: SERVER_OR_RACE,
        names: &[("none", 0), ("all", -1)],
        ..number(
            "reversed_grid",
            "Second race with reversed grid",
            "REVERSED_GRID_RACE_POSITIONS",
            -1..=255,
            " first",
        )
    },
    number(
        "qualify_limit",
        "Last qualifying lap",
        "QUALIFY_MAX_WAIT_PERC",
        100..=1000,
        " %",
    ),
    choice(
        "start_rule",
        "Jump start",
        "START_RULE",
        &[("locked", 0), ("teleport", 1), ("drive_through", 2)],
    ),
    choice(
        "loop",
        "Begin again after the last session",
        "LOOP_MODE",
        ON_OFF,
    ),
    choice("pickup", "Join at any time", "PICKUP_MODE_ENABLED", ON_OFF),
    choice(
        "locked",
        "Only drivers of the entry list",
        "LOCKED_ENTRY_LIST",
        ON_OFF,
    ),
    choice("lobby", "Public lobby", "REGISTER_TO_LOBBY", ON_OFF),
    number("kick_quorum", "Votes to kick", "KICK_QUORUM", 0..=100, " %"),
    number(
        "vote_quorum",
        "Votes for a session",
        "VOTING_QUORUM",
        0..=100,
        " %",
    ),
    number("vote_time", "Time to vote", "VOTE_DURATION", 1..=300, " s"),
    number(
        "max_ballast",
        "Most ballast",
        "MAX_BALLAST_KG",
        0..=300,
        " kg",
    ),
];

impl Setting {
    /// The number that somebody means.
    pub(crate) fn read(&self, raw: &str) -> Option<i64> {
        let plain = raw.trim().to_ascii_lowercase().replace([' ', '-'], "_");
        let spoken = match SYNONYMS.iter().find(|(other, _)| *other == plain) {
            Some((_, word)) if self.names == ON_OFF || self.key == "RACE_GAS_PENALTY_DISABLED" => {
                word
            }
            _ => plain.as_str(),
        };
        if let Some((_, number)) = self.names.iter().find(|(name, _)| *name == spoken) {
            return Some(*number);
        }
        if self.is_choice() {
            return None;
        }
        let unit = self.unit.trim().to_ascii_lowercase();
        let raw = raw.trim().to_ascii_lowercase();
        let number = raw.strip_suffix(unit.as_str()).unwrap_or(&raw).trim();
        let number = number.parse().ok()?;
        self.range.contains(&number).then_some(number)
    }

    fn is_choice(&self) -> bool {
        1 < self.names.len() && self.unit.is_empty()
    }

    /// What it may be, as the rest of "… must be".
    pub(crate) fn must_be(&self) -> String {
        let names: Vec<&str> = self.names.iter().map(|(name, _)| *name).collect();
        if self.is_choice() {
            return one_of(&names);
        }
        let lowest = if names.is_empty() {
            *self.range.start()
        } else {
            (*self.range.start()).max(0)
        };
        let range = format!(
            "a number from {lowest} to {}{}",
            self.range.end(),
            self.unit
        );
        let named = names.iter().map(|name| format!(", or {name}"));
        range + &named.collect::<String>()
    }

    /// The number as people read it.
    pub(crate) fn show(&self, number: i64) -> String {
        match self.names.iter().find(|(_, known)| *known == number) {
            Some((name, _)) => (*name).replace('_', " "),
            None => format!("{number}{}", self.unit),
        }
    }

    /// The sections that have the key, or the one that it belongs into.
    pub(crate) fn places(&self, document: &Document) -> Vec<&'static str> {
        let there: Vec<&str> = self
            .sections
            .iter()
            .copied()
            .filter(|section| document.get(section, self.key).is_some())
            .collect();
        if there.is_empty() {
            vec![self.sections[0]]
        } else {
            there
        }
    }

    /// What a file says.
    pub(crate) fn number(&self, document: &Document) -> Option<i64> {
        let places = self.places(document);
        places
            .into_iter()
            .find_map(|section| document.number(section, self.key))
    }
}

/// `a, b or c`.
pub(crate) fn one_of(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(word: &str) -> &'static Setting {
        SETTINGS
            .iter()
            .find(|setting| setting.word == word)
            .expect("a setting")
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (word, raw, number) in [
            ("fuel", "150", Some(150)),
            ("fuel", "150%", Some(150)),
            ("fuel", " 150 % ", Some(150)),
            ("fuel", "501", None),
            ("fuel", "-1", None),
            ("fuel", "1e2", None),
            ("abs", "Factory", Some(1)),
            ("abs", "2", None),
            ("loop", "yes", Some(1)),
            ("loop", "0", Some(0)),
            ("gas_penalty", "on", Some(0)),
            ("gas_penalty", "no", Some(1)),
            ("tyres_out", "any", Some(-1)),
            ("tyres_out", "2", Some(2)),
            ("reversed_grid", "all", Some(-1)),
            ("reversed_grid", "8", Some(8)),
            ("start_rule", "drive through", Some(2)),
            ("max_ballast", "40kg", Some(40)),
            ("fuel", "99999999999999999999", None),
        ] {
            assert_eq!(setting(word).read(raw), number, "{word} {raw:?}");
        }
    }

    #[test]
    fn what_it_may_be_is_said_in_words() {
        assert_eq!(setting("fuel").must_be(), "a number from 0 to 500 %");
        assert_eq!(setting("abs").must_be(), "none, factory or all");
        assert_eq!(
            setting("tyres_out").must_be(),
            "a number from 0 to 4, or any"
        );
        assert_eq!(setting("abs").show(1), "factory");
        assert_eq!(setting("fuel").show(90), "90 %");
    }
}
