//! When drivers are reminded, as people write it: `60 15`, `1d 2h 30min`, `none`.

use std::fmt;

/// More of them are noise.
const MOST: usize = 5;
/// A week before, in minutes.
const EARLIEST: u32 = 7 * 24 * 60;

/// Why something names no reminders. `Display` says what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotReminders {
    /// A word that means nothing here.
    Word(String),
    /// Less than a minute or more than a week before the start.
    OutOfRange(String),
    /// More than [`MOST`].
    TooMany,
    /// None is named, and not the word for it.
    Nothing,
}

impl fmt::Display for NotReminders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HOW: &str = "Write how long before the start, like \"60 15\" (minutes) or \"1d 2h 30min\"; \"none\" for no reminders.";
        match self {
            Self::Word(word) => write!(f, "\"{word}\" is not a time before a race. {HOW}"),
            Self::OutOfRange(word) => write!(
                f,
                "\"{word}\" is not between a minute and a week before the start. {HOW}"
            ),
            Self::TooMany => write!(f, "A race has at most {MOST} reminders. {HOW}"),
            Self::Nothing => f.write_str(HOW),
        }
    }
}

impl std::error::Error for NotReminders {}

/// Reads when drivers are reminded, in minutes before the start, the earliest first.
///
/// # Errors
/// [`NotReminders`].
pub fn reminders(text: &str) -> Result<Vec<u32>, NotReminders> {
    let text = text.trim().to_lowercase();
    if matches!(text.as_str(), "none" | "no" | "off" | "0") {
        return Ok(Vec::new());
    }
    let words = text.split([',', ';', ' ', '/']);
    let words = words.filter(|word| !matches!(*word, "" | "and" | "min" | "minutes"));
    let mut minutes = words.map(one).collect::<Result<Vec<u32>, _>>()?;
    minutes.sort_unstable_by(|a, b| b.cmp(a));
    minutes.dedup();
    match minutes.len() {
        0 => Err(NotReminders::Nothing),
        count if MOST < count => Err(NotReminders::TooMany),
        _ => Ok(minutes),
    }
}

fn one(word: &str) -> Result<u32, NotReminders> {
    let clipped = || word.chars().take(20).collect::<String>();
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (count, unit) = word.split_at(digits);
    let each = match unit {
        "" | "m" | "min" => 1,
        "h" => 60,
        "d" => 24 * 60,
        _ => return Err(NotReminders::Word(clipped())),
    };
    if count.is_empty() {
        return Err(NotReminders::Word(clipped()));
    }
    let minutes = count.parse::<u32>().ok();
    let minutes = minutes.and_then(|count| count.checked_mul(each));
    minutes
        .filter(|minutes| (1..=EARLIEST).contains(minutes))
        .ok_or_else(|| NotReminders::OutOfRange(clipped()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_are_read_as_people_write_them() {
        assert_eq!(reminders("15 60"), Ok(vec![60, 15]));
        assert_eq!(reminders(" 1D, 2h and 30 min "), Ok(vec![1440, 120, 30]));
        assert_eq!(reminders("60m/60/1h"), Ok(vec![60]));
        assert_eq!(reminders("none"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_reminder_is_asked_back() {
        let word = |word: &str| Err(NotReminders::Word(word.to_owned()));
        assert_eq!(reminders("soon"), word("soon"));
        assert_eq!(reminders("h"), word("h"));
        assert_eq!(reminders("15 ü"), word("ü"));
        let range = |word: &str| Err(NotReminders::OutOfRange(word.to_owned()));
        assert_eq!(reminders("8d"), range("8d"));
        assert_eq!(reminders("15 0m"), range("0m"));
        assert_eq!(reminders("99999999999h"), range("99999999999h"));
        assert_eq!(reminders("1 2 3 4 5 6"), Err(NotReminders::TooMany));
        assert_eq!(reminders(" ,"), Err(NotReminders::Nothing));
    }
}
