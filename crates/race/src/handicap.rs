//! Ballast and restrictor by how a season stands: the first carries most.

use std::collections::BTreeMap;
use std::fmt;

use configuration::SteamId;
use serde::{Deserialize, Serialize};

use crate::night::Night;

/// As much as acServer takes for a car, in kg and in percent.
pub(crate) const MOST_BALLAST: u32 = 300;
pub(crate) const MOST_RESTRICTOR: u32 = 100;
/// As many places as a grid has.
const MOST_PLACES: usize = 60;

/// What the first places of the standings carry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handicap {
    /// Ballast in kg, of the first, the second and so on.
    #[serde(default)]
    pub ballast: Vec<u32>,
    /// Restrictor in percent, in the same order.
    #[serde(default)]
    pub restrictor: Vec<u32>,
    /// The short name of the season; nothing: the only one that is not closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<String>,
}

/// What was asked for about ballast and restrictor, as people write it; nothing: it stays.
#[derive(Clone, Debug, Default)]
pub struct HandicapWords {
    /// `30 20 10`, or `none`.
    pub ballast: Option<String>,
    /// `5 3`, or `none`.
    pub restrictor: Option<String>,
    /// The season's short name.
    pub season: Option<String>,
}

/// Why something names no ballast. `Display` says what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAHandicap {
    /// A word that is no number, or none that is allowed.
    Word {
        /// It.
        word: String,
        /// The largest number that is.
        most: u32,
    },
    /// More places than a grid has.
    TooMany,
}

impl fmt::Display for NotAHandicap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HOW: &str = "Write what the first, the second and so on of the standings carry, like \"30 20 10\"; \"none\" for nothing.";
        match self {
            Self::Word { word, most } => {
                write!(f, "\"{word}\" is not a whole number up to {most}. {HOW}")
            }
            Self::TooMany => write!(f, "That is more than {MOST_PLACES} places. {HOW}"),
        }
    }
}

impl std::error::Error for NotAHandicap {}

impl HandicapWords {
    /// Whether anything was asked for.
    pub fn asks(&self) -> bool {
        self.ballast.is_some() || self.restrictor.is_some() || self.season.is_some()
    }

    /// What holds from now on, where `before` held; nothing if nobody carries anything.
    ///
    /// # Errors
    /// [`NotAHandicap`].
    pub fn on(&self, before: Option<&Handicap>) -> Result<Option<Handicap>, NotAHandicap> {
        let mut handicap = before.cloned().unwrap_or_default();
        if let Some(words) = &self.ballast {
            handicap.ballast = numbers(words, MOST_BALLAST)?;
        }
        if let Some(words) = &self.restrictor {
            handicap.restrictor = numbers(words, MOST_RESTRICTOR)?;
        }
        if let Some(season) = &self.season {
            let season = season.trim().to_lowercase();
            handicap.season = Some(season).filter(|season| !season.is_empty());
        }
        let is_empty = handicap.ballast.is_empty() && handicap.restrictor.is_empty();
        Ok((!is_empty).then_some(handicap))
    }
}

fn numbers(words: &str, most: u32) -> Result<Vec<u32>, NotAHandicap> {
    if matches!(
        words.trim().to_lowercase().as_str(),
        "none" | "no" | "off" | "0" | ""
    ) {
        return Ok(Vec::new());
    }
    let words = words.split([',', ';', ' ', '/']);
    let words = words.filter(|word| !matches!(*word, "" | "kg" | "%"));
    let number = |word: &str| {
        let digits = word.trim_end_matches("kg").trim_end_matches('%');
        let number = digits.parse().ok().filter(|number| *number <= most);
        number.ok_or_else(|| NotAHandicap::Word {
            word: word.chars().take(20).collect(),
            most,
        })
    };
    let numbers = words.map(number).collect::<Result<Vec<u32>, _>>()?;
    match numbers.len() <= MOST_PLACES {
        true => Ok(numbers),
        false => Err(NotAHandicap::TooMany),
    }
}

impl Handicap {
    /// What somebody carries who has this place in the standings, from 1: kg and percent.
    pub fn of(&self, place: u32) -> (u32, u32) {
        let at = |loads: &[u32]| {
            let index = usize::try_from(place).ok().and_then(|it| it.checked_sub(1));
            index.and_then(|index| loads.get(index)).copied()
        };
        (
            at(&self.ballast).unwrap_or(0),
            at(&self.restrictor).unwrap_or(0),
        )
    }
}

impl Night {
    /// Gives each driver what their place in the standings asks for. Whom an organiser gave something by hand
    /// keeps that. Safe to repeat.
    pub fn load_by_standings(&mut self, places: &BTreeMap<SteamId, u32>) {
        let Some(handicap) = &self.handicap else {
            return;
        };
        for entry in self.entries.iter_mut().filter(|entry| !entry.by_hand) {
            let place = places.get(&entry.steam).copied().unwrap_or(0);
            (entry.ballast, entry.restrictor) = handicap.of(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(ballast: &str, restrictor: &str) -> HandicapWords {
        HandicapWords {
            ballast: Some(ballast.to_owned()),
            restrictor: Some(restrictor.to_owned()),
            season: None,
        }
    }

    #[test]
    fn the_first_places_carry_what_was_said_and_nobody_else_anything() {
        let asked = words("30kg, 20 10", "5%").on(None).expect("numbers");
        let handicap = asked.expect("something");
        assert_eq!(handicap.of(1), (30, 5));
        assert_eq!(handicap.of(3), (10, 0));
        assert_eq!((handicap.of(4), handicap.of(0)), ((0, 0), (0, 0)));
        // One is taken back, the other stays; then nothing is left.
        let less = HandicapWords {
            ballast: Some("none".to_owned()),
            ..HandicapWords::default()
        };
        let less = less.on(Some(&handicap)).expect("words").expect("something");
        assert_eq!(less.of(1), (0, 5));
        assert_eq!(words("none", "0").on(Some(&handicap)), Ok(None));
    }

    #[test]
    fn what_no_car_can_carry_is_asked_back() {
        let wrong = |ballast: &str, restrictor: &str| words(ballast, restrictor).on(None);
        let word = |word: &str, most| {
            Err(NotAHandicap::Word {
                word: word.to_owned(),
                most,
            })
        };
        assert_eq!(wrong("30 301", "1"), word("301", 300));
        assert_eq!(wrong("30", "101"), word("101", 100));
        assert_eq!(wrong("-5", "1"), word("-5", 300));
        assert_eq!(wrong("heavy", "1"), word("heavy", 300));
        assert_eq!(wrong(&"1 ".repeat(61), "1"), Err(NotAHandicap::TooMany));
    }
}
