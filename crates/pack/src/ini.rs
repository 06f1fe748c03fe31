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
use std::collections::HashMap;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// How many conflicts are noted.
const MOST_CONFLICTS: usize = 20;

/// An INI file, keys and section names in upper case.
#[derive(Debug, Default)]
pub(super) struct Ini {
    /// Places in `values`.
    sections: HashMap<String, usize>,
    values: Vec<HashMap<String, String>>,
    /// Section and key of the first values that differ from an earlier one.
    pub(super) conflicts: Vec<(String, String)>,
}

impl Ini {
    /// Reads what can be read; any bytes are an INI file, if an empty one.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        // UTF-16 cannot be split into lines as bytes.
        let bytes: Cow<'_, [u8]> = match Encoding::for_bom(bytes) {
            Some((encoding, mark)) if encoding != UTF_8 => {
                let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
                Cow::Owned(text.into_owned().into_bytes())
            }
            Some((_, mark)) => Cow::Borrowed(&bytes[mark..]),
            None => Cow::Borrowed(bytes),
        };
        let mut ini = Self::default();
        let mut section = None;
        for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r')) {
            let line = text(line);
            let line = line.trim();
            if let Some(rest) = line.strip_prefix('[') {
                let name = rest.split(']').next().unwrap_or(rest);
                section = Some(ini.section(name.trim().to_ascii_uppercase()));
            } else if let (Some(section), Some((key, value))) = (section, line.split_once('=')) {
                ini.set(section, key.trim().to_ascii_uppercase(), value.trim());
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

    fn set(&mut self, section: usize, key: String, value: &str) {
        let conflict = match self.values[section].get(&key) {
            None => {
                self.values[section].insert(key, value.to_owned());
                return;
            }
            Some(first) => first != value,
        };
        if conflict && self.conflicts.len() < MOST_CONFLICTS {
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

/// A whole number, as lenient as C's `atoi` about what follows it: `9600 ; comment` is 9600, but
/// `96x` and the empty value are none.
pub(super) fn number(value: &str) -> Option<i64> {
    let end = value
        .char_indices()
        .find(|(index, c)| !(c.is_ascii_digit() || (*index == 0 && *c == '-')))
        .map_or(value.len(), |(index, _)| index);
    let (digits, rest) = value.split_at(end);
    let ends = rest.is_empty() || rest.starts_with([' ', '\t', ';']) || rest.starts_with("//");
    if ends { digits.parse().ok() } else { None }
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
            "[SERVER]\rUDP_PORT=9600\r",
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
    fn numbers_may_be_followed_by_a_remark_but_not_by_letters() {
        let read = |value| number(value);
        assert_eq!(read("9600"), Some(9600));
        assert_eq!(read("-1"), Some(-1));
        assert_eq!(read("9600 ; main"), Some(9600));
        assert_eq!(read("9600//main"), Some(9600));
        assert_eq!(read("96x"), None);
        assert_eq!(read(""), None);
        assert_eq!(read("99999999999999999999"), None);
    }
}
