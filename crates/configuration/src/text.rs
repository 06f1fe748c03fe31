//! Words that may be written into an INI file: whatever somebody typed, they stay one value.

use std::fmt;

/// A value of one line: trimmed, without line breaks and other control characters.
///
/// An INI file has no way to escape anything. A line break in a name would begin a setting of the
/// typist's choice, so [`Document`](crate::Document) writes nothing but this.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(String);

impl Text {
    /// `raw` without the space around it, or `None` if a character in it cannot stand in a line.
    pub fn new(raw: &str) -> Option<Self> {
        let trimmed = raw.trim();
        (!trimmed.chars().any(breaks_lines)).then(|| Self(trimmed.to_owned()))
    }

    /// What is left of `raw` when everything is taken out that an INI file, a list separated by `;`
    /// or a chat line could misunderstand. For names that others chose, where a refusal would reach
    /// the wrong person. At most `longest` UTF-16 units, as acServer's clients count.
    pub fn cleaned(raw: &str, longest: usize) -> Self {
        let mut clean = String::new();
        let mut units = 0;
        for c in raw.chars().map(harmless) {
            // A space neither leads nor doubles.
            if c == ' ' && (clean.is_empty() || clean.ends_with(' ')) {
                continue;
            }
            units += c.len_utf16();
            if longest < units {
                break;
            }
            clean.push(c);
        }
        clean.truncate(clean.trim_end().len());
        Self(clean)
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<i64> for Text {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

/// Line ends, other control characters, and the two separators that Unicode counts as line ends.
fn breaks_lines(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Marks that turn the direction of what follows, or cannot be seen at all.
fn turns(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

fn harmless(c: char) -> char {
    match c {
        ';' | '[' | ']' | '=' | '"' | '`' => ' ',
        c if breaks_lines(c) || turns(c) || c.is_whitespace() => ' ',
        c => c,
    }
}

/// `raw` for showing it: one short line. What a face must defuse besides (Discord's markup) is its own.
pub(crate) fn shown(raw: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = raw
        .trim()
        .chars()
        .take(LONGEST)
        .map(|c| match c {
            c if breaks_lines(c) || turns(c) => '?',
            c => c,
        })
        .collect();
    if raw.trim().chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// Whether `raw` can name a car's, track's or layout's folder.
///
/// The game's folders are made of letters, digits and `_`, those of mods also of `-`, `.`, spaces
/// and a few marks. What could leave the folder or end the value is out.
pub(crate) fn is_folder(raw: &str) -> bool {
    const LONGEST: usize = 100;
    let fits = (1..=LONGEST).contains(&raw.len())
        && raw
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-.&+'()!# ".contains(c));
    fits && !raw.starts_with(['.', ' ', '#']) && !raw.ends_with(['.', ' ']) && !raw.contains("..")
}

/// Whether `raw` can be a password: what every reader of the file and of a join link takes for
/// itself, and what a driver can type on any keyboard.
pub(crate) fn is_password(raw: &str) -> bool {
    const LONGEST: usize = 30;
    (1..=LONGEST).contains(&raw.len())
        && raw
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.!@$*+?~^".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_is_no_text() {
        for raw in [
            "Cup\nADMIN_PASSWORD=",
            "Cup\r[FTP]",
            "a\0b",
            "a\u{85}b",
            "a\u{2028}b",
        ] {
            assert_eq!(Text::new(raw), None, "{raw:?}");
        }
        assert_eq!(
            Text::new("  Cup [EU] ").expect("harmless").as_str(),
            "Cup [EU]"
        );
    }

    #[test]
    fn a_hostile_name_loses_its_teeth_and_keeps_its_letters() {
        for (raw, clean) in [
            ("Ann", "Ann"),
            ("  Ann \t Lee ", "Ann Lee"),
            ("Ann\r\n[SERVER]\nPASSWORD=x", "Ann SERVER PASSWORD x"),
            ("7656;7656", "7656 7656"),
            ("\u{202e}nnA", "nnA"),
            ("Jürgen 🏁", "Jürgen 🏁"),
            ("", ""),
            ("\n\n", ""),
        ] {
            assert_eq!(Text::cleaned(raw, 25).as_str(), clean, "{raw:?}");
        }
        // A flag takes two UTF-16 units: it fits whole or not at all.
        assert_eq!(Text::cleaned("abc🏁", 4).as_str(), "abc");
    }

    #[test]
    fn folders_stay_where_they_are() {
        for good in ["ks_ferrari_488_gt3", "rt_suzuka.v2", "Le Mans (2017)"] {
            assert!(is_folder(good), "{good}");
        }
        for bad in [
            "", "..", "../spa", "spa/..", "a\\b", "c:spa", ".git", "a;b", "spa\n", "a..b", " ",
        ] {
            assert!(!is_folder(bad), "{bad:?}");
        }
    }

    #[test]
    fn what_is_shown_is_one_short_line() {
        assert_eq!(shown(" a\nb\u{202e}c "), "a?b?c");
        assert_eq!(shown(&"x".repeat(200)).chars().count(), 61);
    }
}
