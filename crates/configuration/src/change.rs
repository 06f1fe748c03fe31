//! What somebody wants to be different, read from words and checked all at once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::content::Piece;
use crate::nearest::nearest;
use crate::reason::{Reason, Reasons};
use crate::settings::SETTINGS;
use crate::text::shown;
use crate::words::{SPECIALS, Wish};

/// What is to be different on a server. It is kept as the words that were typed, so that a preset
/// is read by the rules of the day on which it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    try_from = "BTreeMap<String, String>",
    into = "BTreeMap<String, String>"
)]
pub struct Change {
    words: BTreeMap<String, String>,
    /// In the order in which they are carried out.
    pub(crate) wishes: Vec<Wish>,
}

/// A setting that can be changed, for help and suggestions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// What to type.
    pub word: &'static str,
    /// What it is.
    pub label: &'static str,
    /// What it may be, as the rest of "… must be".
    pub must_be: String,
}

/// Every setting that can be changed, the common ones first.
pub fn words() -> Vec<Word> {
    let specials = SPECIALS.iter().map(|special| Word {
        word: special.word,
        label: special.label,
        must_be: (special.must_be)(),
    });
    let numbers = SETTINGS.iter().map(|setting| Word {
        word: setting.word,
        label: setting.label,
        must_be: setting.must_be(),
    });
    specials.chain(numbers).collect()
}

impl Change {
    /// The most bytes of a value; the longest real ones are lists of cars.
    const LONGEST: usize = 4000;

    /// Reads settings and values as people type them: `("laps", "12")`.
    ///
    /// # Errors
    /// [`Reasons`]: everything that is wrong with the words themselves.
    pub fn parse<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Reasons> {
        let mut words = BTreeMap::new();
        let mut wishes = Vec::new();
        let mut reasons = Vec::new();
        for (raw, value) in pairs {
            let word = plain(raw);
            match read(&word, value) {
                Err(reason) => reasons.push(reason),
                Ok((known, ..)) if words.contains_key(known) => {
                    reasons.push(Reason::Twice { word: known });
                }
                Ok((known, rank, wish)) => {
                    words.insert(known.to_owned(), value.trim().to_owned());
                    wishes.push((rank, wish));
                }
            }
        }
        if words.contains_key("laps") && words.contains_key("race") {
            reasons.push(Reason::LapsAndRace);
        }
        if words.is_empty() && reasons.is_empty() {
            reasons.push(Reason::Nothing);
        }
        Reasons::none_or(reasons)?;
        wishes.sort_by_key(|(rank, _)| *rank);
        Ok(Self {
            words,
            wishes: wishes.into_iter().map(|(_, wish)| wish).collect(),
        })
    }

    /// Reads one line: `laps=12 weather=light clouds, rain password=x`. A word with `=` begins the
    /// next setting, if it is one; anything else goes on with the value.
    ///
    /// # Errors
    /// As [`Change::parse`].
    pub fn parse_line(line: &str) -> Result<Self, Reasons> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for token in line.split_whitespace() {
            match (token.split_once('='), pairs.last_mut()) {
                // `ballast=a=20, b=10`: cars and drivers have values of their own.
                (Some((word, value)), Some((last, so_far))) if is_load(last) && !is_word(word) => {
                    so_far.push_str(&format!(" {word}={value}"));
                }
                (Some((word, value)), _) => pairs.push((word.to_owned(), value.to_owned())),
                (None, Some((_, value))) => {
                    value.push(' ');
                    value.push_str(token);
                }
                (None, None) => pairs.push((token.to_owned(), String::new())),
            }
        }
        Self::parse(
            pairs
                .iter()
                .map(|(word, value)| (word.as_str(), value.as_str())),
        )
    }

    /// This, and `other` on top of it: where both name a setting, the other's counts.
    ///
    /// # Errors
    /// [`Reasons`] if the two contradict each other.
    pub fn and(&self, other: &Self) -> Result<Self, Reasons> {
        let mut words = self.words.clone();
        for (word, value) in &other.words {
            match word.as_str() {
                "laps" => words.remove("race"),
                "race" => words.remove("laps"),
                // A layout belongs to its track.
                "track" => words.remove("layout"),
                _ => None,
            };
            words.insert(word.clone(), value.clone());
        }
        Self::try_from(words)
    }

    /// The settings that it names, without their values: those of passwords are secret.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }

    /// The tracks and cars that it names.
    pub fn pieces(&self) -> Vec<Piece> {
        let pieces = self.wishes.iter().flat_map(|wish| match wish {
            Wish::Track { track, .. } => vec![Piece::Track(track.to_string())],
            Wish::Cars(cars) => {
                let cars = cars.iter();
                cars.map(|(car, _)| Piece::Car(car.to_string())).collect()
            }
            _ => Vec::new(),
        });
        pieces.collect()
    }

    /// Settings and values in the form of a file name's parts, `laps-12`; of passwords only that there is one.
    pub fn tags(&self) -> Vec<String> {
        let pairs = self.words.iter();
        pairs
            .map(|(word, value)| match is_secret(word) {
                true => word.clone(),
                false => format!("{word}-{}", shown(value)),
            })
            .collect()
    }

    /// Settings and values for showing; passwords as `…`.
    pub fn shown(&self) -> String {
        let pairs = self.words.iter().map(|(word, value)| {
            let value = if is_secret(word) {
                "…".to_owned()
            } else {
                shown(value)
            };
            format!("{word}={value}")
        });
        pairs.collect::<Vec<_>>().join(" ")
    }
}

impl TryFrom<BTreeMap<String, String>> for Change {
    type Error = Reasons;

    fn try_from(words: BTreeMap<String, String>) -> Result<Self, Reasons> {
        Self::parse(
            words
                .iter()
                .map(|(word, value)| (word.as_str(), value.as_str())),
        )
    }
}

impl From<Change> for BTreeMap<String, String> {
    fn from(change: Change) -> Self {
        change.words
    }
}

/// A word as it is known: `Tyre wear` and `tyre-wear` are `tyre_wear`.
fn plain(raw: &str) -> String {
    raw.trim().to_ascii_lowercase().replace([' ', '-'], "_")
}

/// The setting, its place in the order, and what is wanted of it.
fn read(word: &str, value: &str) -> Result<(&'static str, usize, Wish), Reason> {
    let value = if value.len() <= Change::LONGEST {
        value
    } else {
        "…"
    };
    if let Some((rank, special)) = SPECIALS
        .iter()
        .enumerate()
        .find(|(_, special)| special.word == word)
    {
        let wish = (special.read)(value)
            .ok_or_else(|| invalid(special.word, value, (special.must_be)()))?;
        return Ok((special.word, SETTINGS.len() + rank, wish));
    }
    if let Some((rank, setting)) = SETTINGS
        .iter()
        .enumerate()
        .find(|(_, setting)| setting.word == word)
    {
        let number = setting
            .read(value)
            .ok_or_else(|| invalid(setting.word, value, setting.must_be()))?;
        return Ok((setting.word, rank, Wish::Number(setting, number)));
    }
    Err(Reason::UnknownWord {
        word: shown(word),
        closest: nearest(word, words().into_iter().map(|known| known.word)),
    })
}

fn invalid(word: &'static str, value: &str, must_be: String) -> Reason {
    Reason::Invalid {
        word,
        value: (!is_secret(word)).then(|| shown(value)),
        must_be,
    }
}

fn is_secret(word: &str) -> bool {
    word.contains("password")
}

fn is_load(word: &str) -> bool {
    matches!(plain(word).as_str(), "ballast" | "restrictor")
}

fn is_word(word: &str) -> bool {
    let word = plain(word);
    words().iter().any(|known| known.word == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_wrong_is_said_at_once_and_no_password_with_it() {
        let reasons = Change::parse([
            ("lapps", "12"),
            ("damage", "9999"),
            ("password", "my secret; [x]"),
            ("admin_password", "short"),
            ("race", "12"),
            ("track", "../../etc"),
            ("cars", "a,a"),
            ("abs", "maybe"),
            ("fuel", "100"),
            ("Fuel", "90"),
            ("zzz", "1"),
        ])
        .expect_err("ten things are wrong");
        insta::assert_snapshot!(reasons, @r#"
        There is no setting "lapps". Did you mean "laps"?
        damage is "9999" but must be a number from 0 to 400 %.
        password must be up to 30 letters, digits and - _ . ! @ $ * + ? ~ ^, or none.
        admin_password must be 8 to 30 of the letters, digits and - _ . ! @ $ * + ? ~ ^, because whoever guesses it controls the server.
        race is "12" but must be laps or minutes (12 laps, 30 min), on, or off.
        track is "../../etc" but must be a track's folder, or folder/layout: letters, digits, "_", "-" or ".".
        cars is "a,a" but must be folders of cars, separated by commas (letters, digits, "_", "-" or "."); with numbers if you like: ks_mazda_mx5_cup*12, ks_audi_r8_plus*4.
        abs is "maybe" but must be none, factory or all.
        "fuel" is named twice. Name it once.
        There is no setting "zzz". There are: name, track, layout, cars, slots, password, admin_password, booking, practice, qualify, race, laps, weather, air, road, wind, time, grip, pit_window, tyres, ballast, restrictor, fuel, tyre_wear, damage, abs, traction_control, stability, autoclutch, tyre_blankets, virtual_mirror, tyres_out, gas_penalty, max_contacts, time_speed, wait_time, over_time, result_screen, extra_lap, reversed_grid, qualify_limit, start_rule, loop, pickup, locked, lobby, kick_quorum, vote_quorum, vote_time, max_ballast.
        "#);
        assert!(!format!("{reasons:?}").contains("my secret"));
    }

    #[test]
    fn a_line_is_read_word_by_word() {
        let change = Change::parse_line(
            "laps=12 weather=light clouds, rain ballast=a=20, b=10 tyre_wear=150 password=x",
        )
        .expect("a change");
        insta::assert_snapshot!(change.shown(), @"ballast=a=20, b=10 laps=12 password=… tyre_wear=150 weather=light clouds, rain");
        assert!(Change::parse_line("").is_err());
        assert!(Change::parse_line("laps").is_err());
    }

    #[test]
    fn a_preset_is_kept_as_words_and_a_race_says_what_is_different_tonight() {
        let preset = Change::parse_line("race=30 min track=spa/gp fuel=150").expect("a change");
        let kept = serde_json::to_string(&preset).expect("JSON");
        assert_eq!(kept, r#"{"fuel":"150","race":"30 min","track":"spa/gp"}"#);
        let read: Change = serde_json::from_str(&kept).expect("the same");
        assert_eq!(read, preset);
        let tonight = preset
            .and(&Change::parse_line("laps=12 fuel=90").expect("a change"))
            .expect("both");
        assert_eq!(tonight.shown(), "fuel=90 laps=12 track=spa/gp");
        assert!(serde_json::from_str::<Change>(r#"{"fuel":"lots"}"#).is_err());
    }
}
