//! What people write for a time: `fri 20:00`, `tomorrow 8pm`, `2026-12-04 20:00`, `every friday
//! 20:00 Europe/Berlin`.
//!
//! English words and ISO dates. What means different days to different people is asked back rather
//! than guessed: `9/11`, `next friday`.

use std::fmt;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

use crate::start::Start;
use crate::zones;

/// Why something is no time for a race. `Display` says what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotATime {
    /// A word that means nothing here.
    Word {
        /// It.
        word: String,
        /// What was meant, it seems.
        nearest: Option<String>,
    },
    /// `25:00`, `13pm`.
    NoSuchTime(String),
    /// No time of day.
    NoTime,
    /// Two days or two times.
    Twice,
    /// `9/11` is September in one country and November in another.
    Slashes,
    /// `next friday` is this week's to some and next week's to others.
    Next,
    /// There is no such day.
    NoSuchDay,
    /// It has been.
    Past,
    /// More than a year ahead.
    TooFar,
    /// The clocks skip it.
    Skipped {
        /// The zone in which they do.
        zone: String,
    },
    /// There is no such zone.
    Zone {
        /// It.
        zone: String,
        /// What was meant, it seems.
        nearest: Option<String>,
    },
    /// Weekly, but on which day of the week?
    NoWeekday,
}

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HOW: &str = "Write it like \"fri 20:00\", \"tomorrow 8pm\", \"2026-12-04 20:00\" or \"every friday 20:00\".";
        match self {
            Self::Word { word, nearest: None } => write!(f, "\"{word}\" is not part of a time. {HOW}"),
            Self::Word { word, nearest: Some(nearest) } => write!(
                f,
                "\"{word}\" is not part of a time. Did you mean \"{nearest}\"?"
            ),
            Self::NoSuchTime(word) => write!(
                f,
                "\"{word}\" is no time of day: a day goes from 00:00 to 23:59, or from 12am to 11:59pm."
            ),
            Self::NoTime => write!(f, "The time of day is missing. {HOW}"),
            Self::Twice => write!(f, "This names two days or two times. {HOW}"),
            Self::Slashes => f.write_str(
                "A date with slashes means different days in different countries. Write it like 2026-12-04.",
            ),
            Self::Next => f.write_str(
                "\"Next\" means this week to some and the week after to others. Write the day alone for the coming one, or a date like 2026-12-04.",
            ),
            Self::NoSuchDay => f.write_str("There is no such day. Write a date like 2026-12-04."),
            Self::Past => f.write_str("That time has passed. Choose one that is still to come."),
            Self::TooFar => f.write_str("That is more than a year ahead. Choose an earlier day."),
            Self::Skipped { zone } => write!(
                f,
                "The clocks in {zone} go forward that night and skip this time. Choose another one."
            ),
            Self::Zone { zone, nearest: None } => write!(
                f,
                "There is no time zone \"{zone}\". Write it like Europe/Berlin or America/New_York."
            ),
            Self::Zone { zone, nearest: Some(nearest) } => write!(
                f,
                "\"{zone}\" does not name a time zone. Did you mean {nearest}?"
            ),
            Self::NoWeekday => {
                f.write_str("A weekly race needs a day of the week: \"every friday 20:00\".")
            }
        }
    }
}

impl std::error::Error for NotATime {}

/// How much of what was written is looked at.
const LONGEST: usize = 100;
/// How far ahead a race may be planned.
const MOST_DAYS: i64 = 366;

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What the words said so far.
#[derive(Default)]
struct Said {
    weekly: bool,
    day: Option<Day>,
    time: Option<Time>,
    zone: Option<TimeZone>,
    /// `in 2 hours`.
    minutes_ahead: Option<i64>,
}

#[derive(Clone, Copy)]
enum Day {
    Weekday(Weekday),
    /// Days from today.
    Ahead(i64),
    Date(Date),
    /// Day and month.
    Yearly(i8, i8),
}

/// Reads a time as people write it. `zone` is the league's; one that is named in the text counts
/// instead.
///
/// # Errors
/// [`NotATime`], with what to write instead.
pub fn read(text: &str, now: Timestamp, zone: &str) -> Result<Start, NotATime> {
    let league = zone_named(zone)?;
    let said = listen(text)?;
    let zone = said.zone.clone().unwrap_or(league);
    let here = now.to_zoned(zone.clone());
    let local = match said.minutes_ahead {
        Some(minutes) if said.day.is_none() && said.time.is_none() => ahead(&here, minutes)?,
        Some(_) => return Err(NotATime::Twice),
        None => pick(&said, &here)?,
    };
    let start = Start {
        local,
        zone: zone.iana_name().unwrap_or("UTC").to_owned(),
        weekly: said.weekly,
    };
    if Start::is_skipped(local, &zone) {
        return Err(NotATime::Skipped { zone: start.zone });
    }
    if start.instant() <= now {
        return Err(NotATime::Past);
    }
    let limit = here
        .checked_add(MOST_DAYS.days())
        .map_err(|_| NotATime::TooFar)?;
    if limit.timestamp() < start.instant() {
        return Err(NotATime::TooFar);
    }
    Ok(start)
}

/// A zone by its name in the tz database, whatever its case.
///
/// # Errors
/// [`NotATime::Zone`].
pub fn zone_named(name: &str) -> Result<TimeZone, NotATime> {
    let unknown = || NotATime::Zone {
        zone: name.chars().take(40).filter(|c| !c.is_control()).collect(),
        nearest: zones::nearest(name),
    };
    let plain = name.trim().replace(' ', "_");
    let allowed = plain.len() <= 40
        && plain
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_/+-".contains(&b));
    if !allowed || plain.is_empty() {
        return Err(unknown());
    }
    TimeZone::get(&plain).map_err(|_| unknown())
}

fn listen(text: &str) -> Result<Said, NotATime> {
    let text: String = text.trim().chars().take(LONGEST).collect();
    let spaced = text.replace([',', '\n', '\t'], " ");
    let words: Vec<String> = spaced.split_whitespace().map(str::to_lowercase).collect();
    let mut said = Said::default();
    let mut rest = words.as_slice();
    while let [word, after @ ..] = rest {
        let used = said.hear(word, after)?;
        rest = &after[used.min(after.len())..];
    }
    Ok(said)
}

impl Said {
    /// Takes one word in, and says how many of those after it belong to it.
    fn hear(&mut self, word: &str, after: &[String]) -> Result<usize, NotATime> {
        let next = after.first().map(String::as_str);
        match word {
            "at" | "on" | "this" | "um" | "the" => return Ok(0),
            "every" | "weekly" | "each" => {
                self.weekly = true;
                return Ok(usize::from(next == Some("week")));
            }
            "next" => return Err(NotATime::Next),
            "today" | "tonight" => return self.day(Day::Ahead(0)).map(|()| 0),
            "tomorrow" => return self.day(Day::Ahead(1)).map(|()| 0),
            "noon" => return self.time(Time::constant(12, 0, 0, 0)).map(|()| 0),
            "in" => return self.span(after),
            _ => {}
        }
        // `8 pm`, `4 december 2026`.
        if let Some(half @ ("am" | "pm")) = next
            && let Some(time) = time(&format!("{word}{half}"))
        {
            return self.time(time).map(|()| 1);
        }
        if let Some(used) = self.month(word, after)? {
            return Ok(used);
        }
        if let Some(weekday) = weekday(word) {
            return self.day(Day::Weekday(weekday)).map(|()| 0);
        }
        if let Some(time) = time(word) {
            return self.time(time).map(|()| 0);
        }
        if let Some(day) = date(word)? {
            return self.day(day).map(|()| 0);
        }
        if word == "utc" || word.contains('/') {
            self.zone = Some(zone_named(word)?);
            return Ok(0);
        }
        // `2026-12-04T20:00`, as machines write it.
        if let Ok(both) = word.to_uppercase().parse::<DateTime>() {
            self.day(Day::Date(both.date()))?;
            return self.time(both.time()).map(|()| 0);
        }
        Err(not_understood(word))
    }

    fn day(&mut self, day: Day) -> Result<(), NotATime> {
        // `friday 2026-12-04`: the date says it.
        match (self.day.replace(day), day) {
            (None, _) | (Some(Day::Weekday(_)), Day::Date(_) | Day::Yearly(..)) => Ok(()),
            (Some(before @ (Day::Date(_) | Day::Yearly(..))), Day::Weekday(_)) => {
                self.day = Some(before);
                Ok(())
            }
            _ => Err(NotATime::Twice),
        }
    }

    fn time(&mut self, time: Time) -> Result<(), NotATime> {
        match self.time.replace(time) {
            None => Ok(()),
            Some(_) => Err(NotATime::Twice),
        }
    }

    /// `4 december`, `dec 4`, `4th dec 2026`: how many words after this one it takes, if it is one.
    fn month(&mut self, word: &str, after: &[String]) -> Result<Option<usize>, NotATime> {
        let Some(next) = after.first() else {
            return Ok(None);
        };
        let (day, month) = match (ordinal(word), month(next), month(word), ordinal(next)) {
            (Some(day), Some(month), ..) | (_, _, Some(month), Some(day)) => (day, month),
            _ => return Ok(None),
        };
        let year = after
            .get(1)
            .filter(|year| year.len() == 4)
            .and_then(|year| year.parse::<i16>().ok());
        match year {
            Some(year) => {
                let date = Date::new(year, month, day).map_err(|_| NotATime::NoSuchDay)?;
                self.day(Day::Date(date))?;
                Ok(Some(2))
            }
            None => {
                self.day(Day::Yearly(month, day))?;
                Ok(Some(1))
            }
        }
    }

    /// `in 2 hours`, `in 90 min`.
    fn span(&mut self, after: &[String]) -> Result<usize, NotATime> {
        let [number, unit, ..] = after else {
            return Err(NotATime::NoTime);
        };
        let number: i64 = number.parse().map_err(|_| not_understood(number))?;
        let minutes = match unit.trim_end_matches('s') {
            "h" | "hour" => number.checked_mul(60),
            "min" | "minute" | "m" => Some(number),
            _ => return Err(not_understood(unit)),
        };
        self.minutes_ahead = Some(
            minutes
                .filter(|m| (1..=MOST_DAYS * 24 * 60).contains(m))
                .ok_or(NotATime::TooFar)?,
        );
        Ok(2)
    }
}

/// Why a word is no part of a time: a time that no clock shows, a zone by a name that it does not have, or a slip.
fn not_understood(word: &str) -> NotATime {
    let shown: String = word
        .chars()
        .take(30)
        .filter(|c| !c.is_control() && *c != '`' && *c != '@')
        .collect();
    let digits = word.trim_end_matches("am").trim_end_matches("pm");
    let is_of_a_clock = digits.len() < word.len() || digits.contains(':');
    let is_number = |c: char| c.is_ascii_digit() || c == ':';
    if is_of_a_clock && !digits.is_empty() && digits.chars().all(is_number) {
        return NotATime::NoSuchTime(shown);
    }
    if let Some(nearest) = zones::named_otherwise(word) {
        return NotATime::Zone {
            zone: shown,
            nearest: Some(nearest),
        };
    }
    let days = DAYS.iter().map(|(name, _)| *name);
    let others = ["today", "tonight", "tomorrow", "noon", "every", "weekly"];
    let known = days.chain(MONTHS).chain(others);
    let nearest = configuration::nearest(word, known).map(str::to_owned);
    NotATime::Word {
        word: shown,
        nearest,
    }
}

fn ahead(here: &Zoned, minutes: i64) -> Result<DateTime, NotATime> {
    let then = here
        .checked_add(minutes.minutes())
        .map_err(|_| NotATime::TooFar)?;
    let local = then.datetime();
    // To the minute.
    Ok(local.date().at(local.hour(), local.minute(), 0, 0))
}

/// The first moment that fits the words and is still to come.
fn pick(said: &Said, here: &Zoned) -> Result<DateTime, NotATime> {
    let time = said.time.ok_or(NotATime::NoTime)?;
    let today = here.date();
    let gone = time <= here.time();
    if said.weekly && !matches!(said.day, Some(Day::Weekday(_) | Day::Date(_))) {
        return Err(NotATime::NoWeekday);
    }
    let date = match said.day {
        // The next time that the clock says so.
        None => days_after(today, i64::from(gone))?,
        Some(Day::Ahead(days)) => days_after(today, days)?,
        Some(Day::Date(date)) => date,
        Some(Day::Weekday(weekday)) => {
            let days = i64::from(today.weekday().until(weekday));
            days_after(today, if days == 0 && gone { 7 } else { days })?
        }
        Some(Day::Yearly(month, day)) => yearly(today, month, day, gone)?,
    };
    Ok(date.to_datetime(time))
}

fn days_after(date: Date, days: i64) -> Result<Date, NotATime> {
    date.checked_add(days.days())
        .map_err(|_| NotATime::NoSuchDay)
}

/// This year's, or next year's if it has been.
fn yearly(today: Date, month: i8, day: i8, gone: bool) -> Result<Date, NotATime> {
    let this = Date::new(today.year(), month, day);
    let still = |date: &Date| today < *date || (today == *date && !gone);
    match this {
        Ok(date) if still(&date) => Ok(date),
        _ => Date::new(today.year() + 1, month, day).map_err(|_| NotATime::NoSuchDay),
    }
}

/// `20:00`, `20.00`, `20h`, `20h30`, `8pm`, `8:30pm`. A bare number could be a day.
fn time(word: &str) -> Option<Time> {
    let (digits, later) = match (word.strip_suffix("pm"), word.strip_suffix("am")) {
        (Some(digits), _) => (digits, Some(12)),
        (_, Some(digits)) => (digits, Some(0)),
        _ => (word, None),
    };
    let (hour, minute) = match digits.split_once([':', 'h', '.']) {
        Some((hour, minute)) => (hour, minute),
        None if later.is_some() => (digits, ""),
        None => return None,
    };
    let hourly = minute.is_empty() && (later.is_some() || digits.ends_with('h'));
    let minute = if hourly { "00" } else { minute };
    let number = |raw: &str| -> Option<i8> {
        let short = (1..=2).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_digit());
        short.then(|| raw.parse().ok())?
    };
    let hour = number(hour)?;
    let minute = (minute.len() == 2).then(|| number(minute))??;
    let hour = match later {
        None => hour,
        Some(later) if (1..=12).contains(&hour) => hour % 12 + later,
        Some(_) => return None,
    };
    Time::new(hour, minute, 0, 0).ok()
}

/// `2026-12-04`, `04.12.2026`, `4.12.`
fn date(word: &str) -> Result<Option<Day>, NotATime> {
    let digits = |parts: &[&str]| {
        parts.iter().all(|part| {
            !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit())
        })
    };
    let number = |raw: &str| raw.parse::<i16>().unwrap_or(0);
    let small = |raw: &str| raw.parse::<i8>().unwrap_or(0);
    let build = |year, month, day| {
        let date = Date::new(year, month, day).map_err(|_| NotATime::NoSuchDay)?;
        Ok(Some(Day::Date(date)))
    };
    match word.split('-').collect::<Vec<_>>()[..] {
        [year, month, day] if year.len() == 4 && digits(&[year, month, day]) => {
            return build(number(year), small(month), small(day));
        }
        _ => {}
    }
    match word.split('.').collect::<Vec<_>>()[..] {
        [day, month, year] if year.len() == 4 && digits(&[day, month, year]) => {
            return build(number(year), small(month), small(day));
        }
        [day, month, ""] if digits(&[day, month]) => {
            return Ok(Some(Day::Yearly(small(month), small(day))));
        }
        _ => {}
    }
    match word.split('/').collect::<Vec<_>>()[..] {
        [a, b] if digits(&[a, b]) => Err(NotATime::Slashes),
        [a, b, c] if digits(&[a, b, c]) => Err(NotATime::Slashes),
        _ => Ok(None),
    }
}

fn weekday(word: &str) -> Option<Weekday> {
    // `fridays`, `tues`, `thurs`.
    let word = word
        .strip_suffix("days")
        .map_or(word.to_owned(), |stem| format!("{stem}day"));
    let found = DAYS
        .iter()
        .find(|(name, _)| 3 <= word.len() && name.starts_with(&word));
    found.map(|(_, day)| *day)
}

fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    let index = MONTHS
        .iter()
        .position(|name| 3 <= word.len() && name.starts_with(word))?;
    i8::try_from(index + 1).ok()
}

/// `4`, `4th`, `4.`
fn ordinal(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches('.');
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|end| digits.strip_suffix(end))
        .unwrap_or(digits);
    let day = digits.parse().ok()?;
    (1..=31).contains(&day).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Friday, 19:30 in Berlin.
    const NOW: &str = "2026-11-27T18:30:00Z";

    fn at(text: &str) -> Result<String, NotATime> {
        let start = read(text, NOW.parse().expect("an instant"), "Europe/Berlin")?;
        let weekly = if start.weekly { " weekly" } else { "" };
        let zone = if start.zone == "Europe/Berlin" {
            String::new()
        } else {
            format!(" {}", start.zone)
        };
        Ok(format!("{}{zone}{weekly}", start.local))
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, start) in [
            ("fri 20:00", "2026-11-27T20:00:00"),
            ("fri 19:00", "2026-12-04T19:00:00"),
            ("Friday at 8pm", "2026-11-27T20:00:00"),
            ("friday 8 PM", "2026-11-27T20:00:00"),
            ("sat 20h", "2026-11-28T20:00:00"),
            ("thurs 20h30", "2026-12-03T20:30:00"),
            ("20:00", "2026-11-27T20:00:00"),
            ("19:00", "2026-11-28T19:00:00"),
            ("tonight 21.15", "2026-11-27T21:15:00"),
            ("tomorrow 8pm", "2026-11-28T20:00:00"),
            ("tomorrow noon", "2026-11-28T12:00:00"),
            ("2026-12-04 20:00", "2026-12-04T20:00:00"),
            ("2026-12-04T20:00", "2026-12-04T20:00:00"),
            ("friday, 2026-12-04, 20:00", "2026-12-04T20:00:00"),
            ("4 december 20:00", "2026-12-04T20:00:00"),
            ("Dec 4th 8pm", "2026-12-04T20:00:00"),
            ("4. Dec. 2026 20:00", "2026-12-04T20:00:00"),
            ("04.12.2026 20:00", "2026-12-04T20:00:00"),
            ("4.12. 20:00", "2026-12-04T20:00:00"),
            ("1 march 20:00", "2027-03-01T20:00:00"),
            ("every friday 20:00", "2026-11-27T20:00:00 weekly"),
            ("every fri 18:00", "2026-12-04T18:00:00 weekly"),
            ("weekly sundays 20:00", "2026-11-29T20:00:00 weekly"),
            (
                "sat 20:00 america/new_york",
                "2026-11-28T20:00:00 America/New_York",
            ),
            ("sat 20:00 UTC", "2026-11-28T20:00:00 UTC"),
            ("in 2 hours", "2026-11-27T21:30:00"),
            ("in 90 min", "2026-11-27T21:00:00"),
        ] {
            assert_eq!(at(text).as_deref(), Ok(start), "{text}");
        }
    }

    fn word(word: &str, nearest: Option<&str>) -> NotATime {
        NotATime::Word {
            word: word.to_owned(),
            nearest: nearest.map(str::to_owned),
        }
    }

    fn zone(zone: &str, nearest: Option<&str>) -> NotATime {
        NotATime::Zone {
            zone: zone.to_owned(),
            nearest: nearest.map(str::to_owned),
        }
    }

    #[test]
    fn what_is_no_time_is_asked_back() {
        for (text, why) in [
            ("", NotATime::NoTime),
            ("friday", NotATime::NoTime),
            ("next friday 20:00", NotATime::Next),
            ("9/11 20:00", NotATime::Slashes),
            ("9/11/2027 20:00", NotATime::Slashes),
            ("today 19:00", NotATime::Past),
            ("2026-11-26 20:00", NotATime::Past),
            ("2028-01-01 20:00", NotATime::TooFar),
            ("in 99999999999 hours", NotATime::TooFar),
            ("2026-02-30 20:00", NotATime::NoSuchDay),
            ("31 november 20:00", NotATime::NoSuchDay),
            ("fri sat 20:00", NotATime::Twice),
            ("fri 20:00 21:00", NotATime::Twice),
            ("every 20:00", NotATime::NoWeekday),
            ("every tomorrow 20:00", NotATime::NoWeekday),
            ("fri 20:00 Mars/Base", zone("mars/base", None)),
            ("fri 20:00 ../../etc/passwd", zone("../../etc/passwd", None)),
            ("fri 25:00", NotATime::NoSuchTime("25:00".to_owned())),
            ("fri 13pm", NotATime::NoSuchTime("13pm".to_owned())),
            ("fri 20", word("20", None)),
            ("whenever", word("whenever", None)),
            ("@everyone `x`", word("everyone", None)),
            ("firday 20:00", word("firday", Some("friday"))),
            ("tomorow 20:00", word("tomorow", Some("tomorrow"))),
            ("fri 20:00 CET", zone("cet", Some("Europe/Berlin"))),
            (
                "fri 20:00 Helsinki",
                zone("helsinki", Some("Europe/Helsinki")),
            ),
            (
                "fri 20:00 Europe/Brelin",
                zone("europe/brelin", Some("Europe/Berlin")),
            ),
            (
                "2027-03-28 02:30",
                NotATime::Skipped {
                    zone: "Europe/Berlin".to_owned(),
                },
            ),
        ] {
            assert_eq!(at(text), Err(why), "{text}");
        }
    }

    #[test]
    fn nothing_that_is_written_stops_the_reading() {
        let now: Timestamp = NOW.parse().expect("an instant");
        for text in [
            "🏁",
            "fri\u{0}20:00",
            "0000-00-00 00:00",
            "-1:00",
            "::",
            "..",
            "//",
            "é",
            &"fri ".repeat(5000),
        ] {
            assert!(read(text, now, "Europe/Berlin").is_err(), "{text}");
        }
        assert!(read("fri 20:00", now, "").is_err());
    }
}
