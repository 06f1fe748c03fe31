//! A month of the calendar, in UTC.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A month, written `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    first: Date,
}

/// A text that names no month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a month: write it like 2026-11")]
pub struct NoMonth(String);

impl Month {
    /// The month in which this moment lies.
    pub fn of(moment: Timestamp) -> Self {
        let date = moment.to_zoned(TimeZone::UTC).date();
        Self {
            first: date.first_of_month(),
        }
    }

    /// Its first moment.
    pub fn start(self) -> Timestamp {
        moment(self.first)
    }

    /// The first moment of the next one.
    pub fn end(self) -> Timestamp {
        moment(self.next().first)
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        let last = self.first.yesterday().unwrap_or(Date::MIN);
        Self {
            first: last.first_of_month(),
        }
    }

    fn next(self) -> Self {
        let next = self.first.last_of_month().tomorrow();
        Self {
            first: next.unwrap_or(Date::MAX).first_of_month(),
        }
    }
}

fn moment(date: Date) -> Timestamp {
    let zoned = date.to_zoned(TimeZone::UTC);
    zoned.map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, NoMonth> {
        let text = text.trim();
        let first = (text.len() == 7).then(|| format!("{text}-01").parse().ok());
        match first.flatten() {
            Some(first) => Ok(Self { first }),
            None => Err(NoMonth(text.chars().take(20).collect())),
        }
    }
}

impl TryFrom<String> for Month {
    type Error = NoMonth;

    fn try_from(text: String) -> Result<Self, NoMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other() {
        let december: Month = "2026-12".parse().expect("a month");
        assert_eq!(december.end().to_string(), "2027-01-01T00:00:00Z");
        assert_eq!(december.previous().to_string(), "2026-11");
        let last = "2026-12-31T23:59:59Z".parse().expect("a moment");
        assert_eq!(Month::of(last), december);
        for wrong in ["2026", "2026-13", "2026-1", "2026-11-01", ""] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }
}
