//! The INI dialect of Assetto Corsa's servers.
//!
//! * `;` separates values (`CARS=a;b`) and is not a comment; a line that starts with `;` or `//`
//!   is none of our keys, so it needs no rule of its own.
//! * Files come in UTF-8 (with or without a mark), in Windows-1252, and, from tools that glue
//!   files together, in both. Each line is read as UTF-8 if it is that, else as Windows-1252.
//! * Sections and keys may occur twice. acServer is closed and nobody has written down which one
//!   it takes, and other readers differ; so the first value counts here, as for Windows' own
//!   `GetPrivateProfileString`, and a second, different one is reported as a conflict.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::settings::Setting;

/// How many conflicts, repetitions and odd lines are noted, each.
const MOST_NOTED: usize = 20;

/// An INI file, keys and section names in upper case.
#[derive(Debug, Default)]
pub(super) struct Ini {
    /// Places in `values`.
    sections: HashMap<String, usize>,
    values: Vec<HashMap<String, String>>,
    /// Every value, in the order of the file, whatever section it stands in. Programs differ in which
    /// of several counts, so a rule for a key is a rule for each of them.
    pub(super) all: Vec<Setting>,
    /// Section and key of the first values that differ from an earlier one.
    pub(super) conflicts: Vec<(String, String)>,
    /// What strict readers do not take.
    pub(super) odd: Oddities,
}

/// What some server programs read otherwise than others, or do not read at all.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Oddities {
    /// Sections (`[RACE]`) and keys (`LAPS in [RACE]`) that occur again, in the same letters.
    pub(super) repeated: Vec<String>,
    /// Lines that are no section, no remark and no setting.
    pub(super) stray: Vec<String>,
    /// A carriage return alone, which ends a line for some.
    pub(super) lone_return: bool,
    /// It is UTF-16, which no server program is known to read.
    pub(super) utf16: bool,
    /// It is not all UTF-8.
    pub(super) not_utf8: bool,
}

impl Ini {
    /// Reads what can be read; any bytes are an INI file, if an empty one.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut ini = Self::default();
        // UTF-16 cannot be split into lines as bytes.
        let bytes: Cow<'_, [u8]> = match Encoding::for_bom(bytes) {
            Some((encoding, mark)) if encoding != UTF_8 => {
                ini.odd.utf16 = true;
                let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
                Cow::Owned(text.into_owned().into_bytes())
            }
            Some((_, mark)) => Cow::Borrowed(&bytes[mark..]),
            None => Cow::Borrowed(bytes),
        };
        ini.odd.not_utf8 = std::str::from_utf8(&bytes).is_err();
        ini.odd.lone_return = has_lone_return(&bytes);
        let mut section = None;
        let mut seen = Seen::default();
        for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r')) {
            let line = text(line);
            let line = line.trim();
            if let Some(rest) = line.strip_prefix('[') {
                let name = rest.split(']').next().unwrap_or(rest).trim();
                note(&mut ini.odd.repeated, seen.section(name));
                section = Some(ini.section(name.to_ascii_uppercase()));
            } else if let Some((key, value)) = line.split_once('=') {
                let (key, value) = (key.trim(), value.trim());
                if !line.starts_with(';') {
                    note(&mut ini.odd.repeated, seen.key(key));
                }
                ini.set(section, key.to_ascii_uppercase(), value);
            } else if !line.is_empty() && !line.starts_with(';') {
                note(&mut ini.odd.stray, Some(line.to_owned()));
            }
        }
        ini
    }

    fn section(&mut self, name: String) -> usize {
        *self.sections.entry(name).or_insert_with(|| {
            self.values.push(HashMap::new());
            self.values.len() - 1
        })
    }

    fn set(&mut self, section: Option<usize>, key: String, value: &str) {
        let named = self
            .sections
            .iter()
            .find(|(_, index)| Some(**index) == section);
        self.all.push(Setting {
            section: named.map(|(name, _)| name.clone()).unwrap_or_default(),
            name: key.clone(),
            value: value.to_owned(),
        });
        let Some(section) = section else { return };
        let conflict = match self.values[section].get(&key) {
            None => {
                self.values[section].insert(key, value.to_owned());
                return;
            }
            Some(first) => first != value,
        };
        if conflict && self.conflicts.len() < MOST_NOTED {
            let name = self.sections.iter().find(|(_, index)| **index == section);
            let name = name.map(|(name, _)| name.clone()).unwrap_or_default();
            if !self
                .conflicts
                .iter()
                .any(|known| (&known.0, &known.1) == (&name, &key))
            {
                self.conflicts.push((name, key));
            }
        }
    }

    pub(super) fn has(&self, section: &str) -> bool {
        self.sections.contains_key(section)
    }

    /// The value, which may be empty; `section` and `key` in upper case.
    pub(super) fn get(&self, section: &str, key: &str) -> Option<&str> {
        let section = *self.sections.get(section)?;
        self.values.get(section)?.get(key).map(String::as_str)
    }

    /// Every value of a key, in the order of the file; `section` and `key` in upper case.
    pub(super) fn every<'a>(
        &'a self,
        section: &'a str,
        key: &'a str,
    ) -> impl Iterator<Item = &'a str> {
        let named = move |it: &&Setting| it.name == key && it.section == section;
        self.all.iter().filter(named).map(|it| it.value.as_str())
    }

    /// The names of all sections, in no order.
    pub(super) fn sections(&self) -> impl Iterator<Item = &str> {
        self.sections.keys().map(String::as_str)
    }
}

pub(super) fn text(line: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(line) {
        Ok(line) => Cow::Borrowed(line),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(line).0,
    }
}

/// Sections and keys in the letters of the file.
#[derive(Default)]
struct Seen {
    now: String,
    sections: BTreeSet<String>,
    keys: BTreeSet<(String, String)>,
}

impl Seen {
    /// The section, if it was there before.
    fn section(&mut self, name: &str) -> Option<String> {
        name.clone_into(&mut self.now);
        (!self.sections.insert(name.to_owned())).then(|| format!("[{name}]"))
    }

    /// The key, if it was there before in this section.
    fn key(&mut self, name: &str) -> Option<String> {
        let section = &self.now;
        (!self.keys.insert((section.clone(), name.to_owned())))
            .then(|| format!("{name} in [{section}]"))
    }
}

fn note(noted: &mut Vec<String>, what: Option<String>) {
    if let Some(what) = what
        && noted.len() < MOST_NOTED
        && !noted.contains(&what)
    {
        noted.push(what);
    }
}

/// Whether a carriage return stands where no line ends.
fn has_lone_return(bytes: &[u8]) -> bool {
    bytes.split(|byte| *byte == b'\n').any(|line| {
        let end = line.iter().rposition(|byte| *byte != b'\r');
        end.is_some_and(|end| line[..end].contains(&b'\r'))
    })
}

/// A whole number, and nothing behind it.
pub(super) fn number(value: &str) -> Option<i64> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { value.parse().ok() } else { None }
}

/// What a value begins with: a whole number, as C's `atoi` reads it. `7.5` is 7, and so is
/// `7 ; laps`; `x` and the empty value are none.
pub(super) fn leading_number(value: &str) -> Option<i64> {
    let end = value
        .char_indices()
        .find(|(index, c)| !(c.is_ascii_digit() || (*index == 0 && *c == '-')))
        .map_or(value.len(), |(index, _)| index);
    value[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_semicolon_separates_values_and_starts_no_comment() {
        let ini = Ini::parse(
            b"[SERVER]\nCARS=ks_bmw_m3;ks_audi_r8\n;NAME=off\n//NAME=off too\nNAME=Cup; night",
        );
        assert_eq!(ini.get("SERVER", "CARS"), Some("ks_bmw_m3;ks_audi_r8"));
        assert_eq!(ini.get("SERVER", "NAME"), Some("Cup; night"));
    }

    #[test]
    fn marks_line_ends_spaces_and_case_do_not_matter() {
        for text in [
            "\u{feff}[SERVER]\r\nUDP_PORT=9600\r\n",
            "\n\n  [ server ]  \n  udp_port \t=  9600  ",
            "[SERVER] ; main\nUDP_PORT=9600",
        ] {
            assert_eq!(
                Ini::parse(text.as_bytes()).get("SERVER", "UDP_PORT"),
                Some("9600"),
                "{text:?}"
            );
        }
        let utf16: Vec<u8> = "\u{feff}[SERVER]\nUDP_PORT=9600"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(Ini::parse(&utf16).get("SERVER", "UDP_PORT"), Some("9600"));
    }

    #[test]
    fn each_line_is_utf_8_or_else_windows_1252() {
        let ini = Ini::parse(b"[SERVER]\nNAME=N\xc3\xbcrburgring\n[RACE]\nNAME=N\xfcrburg\x80");
        assert_eq!(ini.get("SERVER", "NAME"), Some("Nürburgring"));
        assert_eq!(ini.get("RACE", "NAME"), Some("Nürburg€"));
    }

    #[test]
    fn the_first_of_two_values_counts_and_a_different_second_one_is_noted() {
        let ini = Ini::parse(b"[SERVER]\nTCP_PORT=9600\n[RACE]\nLAPS=5\n[SERVER]\nTCP_PORT=9700\nNAME=late\nTCP_PORT=9600");
        assert_eq!(ini.get("SERVER", "TCP_PORT"), Some("9600"));
        assert_eq!(ini.get("SERVER", "NAME"), Some("late"));
        assert_eq!(
            ini.conflicts,
            [("SERVER".to_owned(), "TCP_PORT".to_owned())]
        );
    }

    #[test]
    fn numbers_are_numbers_to_their_end() {
        assert_eq!(number("9600"), Some(9600));
        assert_eq!(number("-1"), Some(-1));
        for value in [
            "9600 ; main",
            "9600; x",
            "9600//main",
            "96x",
            "",
            "-",
            "+1",
            "99999999999999999999",
        ] {
            assert_eq!(number(value), None, "{value:?}");
        }
        assert_eq!(leading_number("7.5"), Some(7));
        assert_eq!(leading_number("7 ; laps"), Some(7));
        assert_eq!(leading_number("x"), None);
    }

    #[test]
    fn every_value_is_kept_in_whatever_letters_and_behind_whatever_line_end() {
        let ini = Ini::parse(b"WELCOME_MESSAGE=0\n[A]\nname=x\rWelcome_Message=1\n[B]\nWELCOME_MESSAGE=2\n;WELCOME_MESSAGE=3");
        let values: Vec<_> = ini
            .all
            .iter()
            .filter(|it| it.name.ends_with("WELCOME_MESSAGE"))
            .map(|it| it.value.as_str())
            .collect();
        assert_eq!(values, ["0", "1", "2", "3"]);
        assert!(ini.odd.lone_return);
    }

    #[test]
    fn what_strict_readers_do_not_take_is_noted() {
        let ini =
            Ini::parse(b"[A]\r\nX=1\r\r\nx=2\n// remark\n; remark\nX=1\n[B]\nX=1\n[A]\nY=N\xfc\n");
        assert_eq!(
            ini.odd,
            Oddities {
                repeated: vec!["X in [A]".to_owned(), "[A]".to_owned()],
                stray: vec!["// remark".to_owned()],
                lone_return: false,
                utf16: false,
                not_utf8: true,
            }
        );
    }
}
