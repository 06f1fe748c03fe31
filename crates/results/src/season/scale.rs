use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Points for the first place, the second, and so on.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Points(Vec<u32>);

/// Scales that leagues use, with the names by which they can be chosen.
#[must_use]
pub fn presets() -> &'static [(&'static str, &'static [u32])] {
    &[
        ("f1", &[25, 18, 15, 12, 10, 8, 6, 4, 2, 1]),
        ("f1-2003", &[10, 8, 6, 5, 4, 3, 2, 1]),
        ("f1-1991", &[10, 6, 4, 3, 2, 1]),
        (
            "motogp",
            &[25, 20, 16, 13, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
        ),
        (
            "top-20",
            &[
                20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1,
            ],
        ),
    ]
}

/// Why a text is no scale.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PointsError {
    /// No number, and no preset's name.
    #[error("{0:?} is neither a number of points nor the name of a scale: {names}", names = names())]
    NoNumber(String),
    /// More places or points than any league gives.
    #[error("a scale has at most {MAX_PLACES} places of at most {MAX_POINTS} points")]
    TooMany,
}

/// The names of all scales.
fn names() -> String {
    let names: Vec<&str> = presets().iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

const MAX_PLACES: usize = 100;
const MAX_POINTS: u32 = 10_000;

impl Points {
    /// The points for a place, from 1.
    #[must_use]
    pub fn of(&self, place: u32) -> u32 {
        let index = place
            .checked_sub(1)
            .and_then(|index| usize::try_from(index).ok());
        index
            .and_then(|index| self.0.get(index))
            .copied()
            .unwrap_or(0)
    }
}

impl Default for Points {
    fn default() -> Self {
        Self(presets()[0].1.to_vec())
    }
}

impl From<&[u32]> for Points {
    fn from(points: &[u32]) -> Self {
        Self(points.to_vec())
    }
}

impl FromStr for Points {
    type Err = PointsError;

    /// A preset's name, or numbers with anything between: `25-18-15`, `25, 18, 15`.
    fn from_str(text: &str) -> Result<Self, PointsError> {
        let named = presets()
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(text.trim()));
        if let Some((_, points)) = named {
            return Ok(Self::from(*points));
        }
        let parts = text
            .split([',', '-', ';', ' ', '/'])
            .filter(|part| !part.is_empty());
        let points: Vec<u32> = parts
            .map(|part| {
                part.parse()
                    .map_err(|_| PointsError::NoNumber(part.chars().take(40).collect()))
            })
            .collect::<Result<_, _>>()?;
        if points.is_empty() {
            return Err(PointsError::NoNumber(String::new()));
        }
        if MAX_PLACES < points.len() || points.iter().any(|points| MAX_POINTS < *points) {
            return Err(PointsError::TooMany);
        }
        Ok(Self(points))
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let points: Vec<String> = self.0.iter().map(u32::to_string).collect();
        f.write_str(&points.join("-"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_named_or_written_out() {
        let f1 = Ok(Points::default());
        assert_eq!("f1".parse(), f1);
        assert_eq!("25, 18, 15, 12, 10, 8, 6, 4, 2, 1".parse(), f1);
        assert_eq!("25-18-15-12-10-8-6-4-2-1".parse(), f1);
        assert_eq!(
            "many".parse::<Points>(),
            Err(PointsError::NoNumber("many".to_owned()))
        );
        assert!("".parse::<Points>().is_err());
        assert_eq!("99999".parse::<Points>(), Err(PointsError::TooMany));
    }

    #[test]
    fn places_beyond_the_scale_have_none() {
        let points = Points::default();
        assert_eq!([1, 2, 10, 11].map(|place| points.of(place)), [25, 18, 1, 0]);
        assert_eq!(points.of(0), 0);
    }
}
