//! What stands against a change, in words for whoever asked for it.

use std::fmt;

use crate::change::words;

/// One thing that stands against a change. `Display` says what to do instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// There is no such setting.
    UnknownWord {
        /// What was typed.
        word: String,
        /// What was meant, perhaps.
        closest: Option<&'static str>,
    },
    /// A setting is named twice.
    Twice {
        /// Which.
        word: &'static str,
    },
    /// Nothing was asked for.
    Nothing,
    /// A value that the setting cannot have.
    Invalid {
        /// Which setting.
        word: &'static str,
        /// What was typed; `None` for passwords, which are never shown.
        value: Option<String>,
        /// What it may be.
        must_be: String,
    },
    /// `laps` and `race` say two different things about one session.
    LapsAndRace,
    /// A session is to be switched on that the pack says nothing about.
    LengthUnknown {
        /// Which setting.
        word: &'static str,
    },
    /// A time outside of 08:00 to 18:00, with weathers that have no clock of their own.
    SunDown,
    /// There would be fewer slots than drivers who have one.
    SlotsTaken {
        /// How many were asked for.
        slots: usize,
        /// How many drivers have one.
        drivers: usize,
    },
    /// The numbers behind the cars add up to something else than the slots.
    CarsAndSlots {
        /// What they add up to.
        cars: usize,
        /// How many slots were asked for.
        slots: usize,
    },
    /// Ballast for a car or a driver that the entry list does not have.
    NobodyToLoad {
        /// Which setting.
        word: &'static str,
        /// For whom.
        whose: String,
    },
    /// More ballast than the most that was asked for.
    BallastOverMost {
        /// What a slot has.
        ballast: u32,
        /// `max_ballast`.
        most: i64,
    },
    /// No session would be on.
    NoSessions,
    /// A session would take no time.
    EmptySession {
        /// Its name.
        session: &'static str,
    },
    /// Joining only by booking, and no session to book in.
    NoBooking,
    /// What crashes acServer at the second race.
    ReversedGridCrash,
    /// A slot with a car that cannot be driven.
    CarNotListed {
        /// Its folder.
        car: String,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownWord { word, closest } => {
                write!(f, "There is no setting \"{word}\".")?;
                match closest {
                    Some(closest) => write!(f, " Did you mean \"{closest}\"?"),
                    None => {
                        let words: Vec<_> = words().into_iter().map(|word| word.word).collect();
                        write!(f, " There are: {}.", words.join(", "))
                    }
                }
            }
            Self::Twice { word } => write!(f, "\"{word}\" is named twice. Name it once."),
            Self::Nothing => f.write_str("Name at least one setting to change, such as laps=12."),
            Self::Invalid {
                word,
                value: Some(value),
                must_be,
            } => write!(f, "{word} is \"{value}\" but must be {must_be}."),
            Self::Invalid {
                word,
                value: None,
                must_be,
            } => write!(f, "{word} must be {must_be}."),
            Self::LapsAndRace => {
                f.write_str("\"laps\" and \"race\" both say how long the race is. Name one of them.")
            }
            Self::LengthUnknown { word } => write!(
                f,
                "The pack does not say how long this session is. Say it: {word}=15 min."
            ),
            Self::SunDown => f.write_str(
                "The time must be between 08:00 and 18:00: the game's own weathers have no night. \
                 Choose a weather of Custom Shaders Patch with it (weather=rain, for example), or make the \
                 pack with one.",
            ),
            Self::SlotsTaken { slots, drivers } => write!(
                f,
                "There would be {slots} slots, but {drivers} are kept for drivers. Ask for at least {drivers}."
            ),
            Self::CarsAndSlots { cars, slots } => write!(
                f,
                "The numbers behind the cars add up to {cars}, but {slots} slots are asked for. \
                 Leave one of the two out."
            ),
            Self::NobodyToLoad { word, whose } => write!(
                f,
                "{word} is for \"{whose}\", which no slot of the entry list has. Name a car or the Steam ID of a driver."
            ),
            Self::BallastOverMost { ballast, most } => write!(
                f,
                "A car would carry {ballast} kg, but max_ballast is {most} kg, and the server would not start. \
                 Raise max_ballast or leave it out."
            ),
            Self::NoSessions => f.write_str("No session would be left. Leave at least one on."),
            Self::EmptySession { session } => write!(
                f,
                "{session} would have neither laps nor minutes. Say how long it is, or switch it off."
            ),
            Self::NoBooking => f.write_str(
                "With pickup off drivers must book a car, but booking is off, so that nobody could join. \
                 Switch pickup on, or booking.",
            ),
            Self::ReversedGridCrash => f.write_str(
                "A reversed grid with pickup off and a locked entry list crashes acServer at the second race. \
                 Switch pickup on.",
            ),
            Self::CarNotListed { car } => write!(
                f,
                "A slot of the entry list has the car \"{car}\", which is not among the cars. Add it, or name all cars again."
            ),
        }
    }
}

/// Everything that stands against a change; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reasons(Vec<Reason>);

impl Reasons {
    /// `Ok` if there is none.
    pub(crate) fn none_or(reasons: Vec<Reason>) -> Result<(), Self> {
        if reasons.is_empty() {
            Ok(())
        } else {
            Err(Self(reasons))
        }
    }

    /// Each.
    pub fn iter(&self) -> std::slice::Iter<'_, Reason> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Reasons {
    type Item = &'a Reason;
    type IntoIter = std::slice::Iter<'a, Reason>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Reasons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, reason) in self.iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{reason}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Reasons {}
