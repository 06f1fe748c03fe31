//! The four sessions: on or off, and how long.

use crate::document::Document;
use crate::text::Text;

/// A session, in the order in which the server runs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Booking,
    Practice,
    Qualify,
    Race,
}

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    Minutes(u32),
    Laps(u32),
}

/// What somebody wants of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Off,
    /// On, as long as it was when it was switched off.
    On,
    Lasts(Length),
}

/// A week: practice servers run for days.
const LONGEST: u32 = 7 * 24 * 60;
const MOST_LAPS: u32 = 999;

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Booking, Self::Practice, Self::Qualify, Self::Race];

    pub(crate) fn section(self) -> &'static str {
        match self {
            Self::Booking => "BOOK",
            Self::Practice => "PRACTICE",
            Self::Qualify => "QUALIFY",
            Self::Race => "RACE",
        }
    }

    /// Where Content Manager parks a session that is off.
    pub(crate) fn parked(self) -> &'static str {
        match self {
            Self::Booking => "__CM_BOOK_OFF",
            Self::Practice => "__CM_PRACTICE_OFF",
            Self::Qualify => "__CM_QUALIFY_OFF",
            Self::Race => "__CM_RACE_OFF",
        }
    }

    /// The setting that changes it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::Practice => "practice",
            Self::Qualify => "qualify",
            Self::Race => "race",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Booking => "Booking",
            Self::Practice => "Practice",
            Self::Qualify => "Qualifying",
            Self::Race => "Race",
        }
    }

    pub(crate) fn must_be(self) -> &'static str {
        match self {
            Self::Race => "laps or minutes (12 laps, 30 min), on, or off",
            _ => "minutes (20 min), on, or off",
        }
    }

    /// What somebody means by `12 laps`, `20`, `1h 30m`, `off`. A bare number is minutes, but of a
    /// race nobody can tell.
    pub(crate) fn read(self, raw: &str) -> Option<Wanted> {
        let raw = raw.trim().to_ascii_lowercase();
        match raw.as_str() {
            "off" | "no" | "none" => return Some(Wanted::Off),
            "on" | "yes" => return Some(Wanted::On),
            _ => {}
        }
        let laps = ["laps", "lap"]
            .iter()
            .find_map(|unit| raw.strip_suffix(unit));
        match laps {
            Some(number) if self == Self::Race => self::laps(number).map(Wanted::Lasts),
            Some(_) => None,
            None => {
                let bare = raw.bytes().all(|b| b.is_ascii_digit());
                let minutes = minutes(&raw).filter(|_| !(bare && self == Self::Race))?;
                Some(Wanted::Lasts(Length::Minutes(minutes)))
            }
        }
    }

    /// How long it is, or `None` if it is off.
    pub(crate) fn length(self, document: &Document) -> Option<Length> {
        document
            .has(self.section())
            .then(|| self.length_in(document, self.section()))
    }

    fn length_in(self, document: &Document, section: &str) -> Length {
        let count = |key| {
            let number = document.number(section, key);
            number.and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
        };
        match (self, count("LAPS")) {
            (Self::Race, laps) if 0 < laps => Length::Laps(laps),
            _ => Length::Minutes(count("TIME")),
        }
    }

    /// Does it. `false`: it cannot be switched on without a length.
    pub(crate) fn apply(self, document: &mut Document, wanted: Wanted) -> bool {
        let (on, parked) = (self.section(), self.parked());
        if wanted == Wanted::Off {
            if document.has(on) {
                document.remove_section(parked);
                document.rename_section(on, parked);
            }
            return true;
        }
        if !document.has(on) && document.has(parked) {
            document.rename_section(parked, on);
        }
        let created = !document.has(on);
        if let Wanted::Lasts(length) = wanted {
            self.set_length(document, length);
        }
        if created && document.has(on) {
            self.furnish(document);
        }
        document.has(on) && self.length(document) != Some(Length::Minutes(0))
    }

    fn set_length(self, document: &mut Document, length: Length) {
        let (laps, minutes) = match length {
            Length::Laps(laps) => (laps, 0),
            Length::Minutes(minutes) => (0, minutes),
        };
        if self == Self::Race {
            document.set(self.section(), "LAPS", &i64::from(laps).into());
        }
        document.set(self.section(), "TIME", &i64::from(minutes).into());
    }

    /// What a session needs besides its length, as Content Manager writes it.
    fn furnish(self, document: &mut Document) {
        let name = Text::new(self.label()).unwrap_or_default();
        document.set(self.section(), "NAME", &name);
        document.set(self.section(), "IS_OPEN", &1.into());
        if self == Self::Race {
            document.set(self.section(), "WAIT_TIME", &60.into());
        }
    }
}

impl Length {
    pub(crate) fn show(self) -> String {
        match self {
            Self::Laps(1) => "1 lap".to_owned(),
            Self::Laps(laps) => format!("{laps} laps"),
            Self::Minutes(minutes) => format!("{minutes} min"),
        }
    }
}

/// A number of laps.
pub(crate) fn laps(raw: &str) -> Option<Length> {
    let laps = raw.trim().parse().ok()?;
    (1..=MOST_LAPS)
        .contains(&laps)
        .then_some(Length::Laps(laps))
}

/// `20`, `20 min`, `1h`, `1h 30m`, `1:30`, in minutes.
fn minutes(raw: &str) -> Option<u32> {
    let raw: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
    let unitless = |raw: &str| {
        ["minutes", "minute", "mins", "min", "m"]
            .iter()
            .find_map(|unit| raw.strip_suffix(unit))
            .unwrap_or(raw)
            .to_owned()
    };
    let hours = ["hours", "hour", "h", ":"]
        .iter()
        .find_map(|unit| raw.split_once(unit));
    let (hours, rest) = match hours {
        Some((hours, rest)) => (hours.parse().ok()?, unitless(rest)),
        None => (0, unitless(&raw)),
    };
    let rest: u32 = if rest.is_empty() && 0 < hours {
        0
    } else {
        rest.parse().ok()?
    };
    let minutes = hours_to_minutes(hours)?.checked_add(rest)?;
    (1..=LONGEST).contains(&minutes).then_some(minutes)
}

fn hours_to_minutes(hours: u32) -> Option<u32> {
    hours.checked_mul(60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        let min = |n| Some(Wanted::Lasts(Length::Minutes(n)));
        let lap = |n| Some(Wanted::Lasts(Length::Laps(n)));
        for (kind, raw, wanted) in [
            (Kind::Practice, "20", min(20)),
            (Kind::Practice, "20 min", min(20)),
            (Kind::Qualify, "1h", min(60)),
            (Kind::Race, "1h 30m", min(90)),
            (Kind::Race, "1:30", min(90)),
            (Kind::Race, "12 laps", lap(12)),
            (Kind::Race, "1 lap", lap(1)),
            (Kind::Race, "12", None),
            (Kind::Race, "0 laps", None),
            (Kind::Race, "1000 laps", None),
            (Kind::Practice, "12 laps", None),
            (Kind::Practice, "0", None),
            (Kind::Practice, "-5", None),
            (Kind::Practice, "99999h", None),
            (Kind::Practice, "999999999999999h", None),
            (Kind::Qualify, "OFF", Some(Wanted::Off)),
            (Kind::Qualify, "on", Some(Wanted::On)),
            (Kind::Qualify, "", None),
            (Kind::Qualify, "a while", None),
        ] {
            assert_eq!(kind.read(raw), wanted, "{kind:?} {raw:?}");
        }
    }

    #[test]
    fn a_session_that_is_switched_off_comes_back_as_it_was() {
        let before = b"[QUALIFY]\nNAME=Q\nTIME=15\n\n[RACE]\nLAPS=10\nTIME=0\n";
        let mut ini = Document::parse(before);
        assert!(Kind::Qualify.apply(&mut ini, Wanted::Off));
        assert_eq!(Kind::Qualify.length(&ini), None);
        assert!(Kind::Qualify.apply(&mut ini, Wanted::On));
        assert_eq!(ini.print(), before);
        assert!(Kind::Race.apply(&mut ini, Wanted::Lasts(Length::Minutes(30))));
        assert_eq!(Kind::Race.length(&ini), Some(Length::Minutes(30)));
    }

    #[test]
    fn a_session_that_never_was_needs_a_length() {
        let mut ini = Document::parse(b"[RACE]\nLAPS=10\n");
        assert!(!Kind::Practice.apply(&mut ini, Wanted::On));
        assert!(Kind::Practice.apply(&mut ini, Wanted::Lasts(Length::Minutes(10))));
        insta::assert_snapshot!(String::from_utf8(ini.print()).expect("UTF-8"), @"
        [RACE]
        LAPS=10

        [PRACTICE]
        TIME=10
        NAME=Practice
        IS_OPEN=1
        ");
    }
}
