//! Time zones by the names that people give them: a city, an abbreviation, a slip.

use jiff::tz;

/// What people call zones by, where the tz database has another name for a zone of that clock. Of those who use an
/// abbreviation in several parts of the world the most populous is meant.
const ABBREVIATIONS: [(&str, &str); 24] = [
    ("cet", "Europe/Berlin"),
    ("cest", "Europe/Berlin"),
    ("mez", "Europe/Berlin"),
    ("mesz", "Europe/Berlin"),
    ("gmt", "Europe/London"),
    ("bst", "Europe/London"),
    ("uk", "Europe/London"),
    ("wet", "Europe/Lisbon"),
    ("west", "Europe/Lisbon"),
    ("eet", "Europe/Helsinki"),
    ("eest", "Europe/Helsinki"),
    ("msk", "Europe/Moscow"),
    ("est", "America/New_York"),
    ("edt", "America/New_York"),
    ("et", "America/New_York"),
    ("cst", "America/Chicago"),
    ("cdt", "America/Chicago"),
    ("mdt", "America/Denver"),
    ("pst", "America/Los_Angeles"),
    ("pdt", "America/Los_Angeles"),
    ("pt", "America/Los_Angeles"),
    ("aest", "Australia/Sydney"),
    ("aedt", "Australia/Sydney"),
    ("jst", "Asia/Tokyo"),
];

/// The zone that is called so without being named: `Berlin`, `CET`.
pub(crate) fn named_otherwise(word: &str) -> Option<String> {
    let plain = word.trim().replace(' ', "_");
    let known = ABBREVIATIONS
        .iter()
        .find(|(short, _)| plain.eq_ignore_ascii_case(short));
    if let Some((_, zone)) = known {
        return Some((*zone).to_owned());
    }
    // A city has more letters than an abbreviation.
    let is_of = |zone: &String| {
        zone.rsplit_once('/')
            .is_some_and(|(_, city)| city.eq_ignore_ascii_case(&plain))
    };
    (3 < plain.len())
        .then(|| zones().into_iter().find(is_of))
        .flatten()
}

/// The zone that was meant by what is none.
pub(crate) fn nearest(word: &str) -> Option<String> {
    let named = named_otherwise(word);
    named.or_else(|| {
        let zones = zones();
        let known = zones.iter().map(String::as_str);
        configuration::nearest(word, known).map(str::to_owned)
    })
}

/// Those of a region and a city.
fn zones() -> Vec<String> {
    const OLD: [&str; 6] = ["US/", "Etc/", "posix/", "right/", "Brazil/", "SystemV/"];
    let names = tz::db().available().map(|name| name.to_string());
    names
        .filter(|name| name.contains('/') && !OLD.iter().any(|old| name.starts_with(old)))
        .collect()
}
