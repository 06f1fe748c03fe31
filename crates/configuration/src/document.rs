//! An INI file as acServer's are, which can be changed without losing anything.
//!
//! Remarks, unknown keys and sections, their order, spaces and line ends stay as they were; what
//! is not touched is printed byte by byte. The dialect:
//!
//! * `;` separates values (`CARS=a;b`) and begins no remark inside a line.
//! * Each line is UTF-8 or else Windows-1252. Lines that are changed become UTF-8.
//! * Sections and keys may occur twice. acServer is closed, and readers differ; the first value
//!   counts here. [`Document::set`] changes all of them, so that every reader sees the new one.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::text::Text;

/// An INI file. `parse` and `print` are each other's inverse, but for UTF-16, which becomes UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Whether it began with UTF-8's byte order mark.
    mark: bool,
    lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    /// Without its end.
    bytes: Vec<u8>,
    /// `\r\n`, `\n`, `\r`, or nothing at the end of the file.
    end: &'static str,
    kind: Kind,
}

/// Names are in upper case.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Section(String),
    Pair(String),
    /// Remarks, empty lines, and what means nothing.
    Other,
}

impl Line {
    fn new(bytes: &[u8], end: &'static str) -> Self {
        let text = decode(bytes);
        let kind = match text.trim().strip_prefix('[') {
            Some(rest) => Kind::Section(name(rest.split(']').next().unwrap_or(rest))),
            None => match text.split_once('=') {
                Some((key, _)) => Kind::Pair(name(key)),
                None => Kind::Other,
            },
        };
        Self {
            bytes: bytes.to_vec(),
            end,
            kind,
        }
    }

    fn is(&self, key: &str) -> bool {
        matches!(&self.kind, Kind::Pair(known) if known == key)
    }

    fn value(&self) -> String {
        let text = decode(&self.bytes);
        let value = text.split_once('=').map_or("", |(_, value)| value);
        value.trim().to_owned()
    }

    /// The same line with another value: the key as it was written, and the spaces around `=`.
    fn with_value(&self, value: &Text) -> Self {
        let text = decode(&self.bytes);
        let (key, old) = text.split_once('=').unwrap_or((&text, ""));
        let space = &old[..old.len() - old.trim_start().len()];
        Self::new(format!("{key}={space}{value}").as_bytes(), self.end)
    }
}

impl Document {
    /// Reads what can be read; any bytes are an INI file, if an empty one.
    pub fn parse(bytes: &[u8]) -> Self {
        let (mark, bytes) = match Encoding::for_bom(bytes) {
            // acServer reads bytes: UTF-16 means nothing to it, and has no lines as bytes.
            Some((encoding, length)) if encoding != UTF_8 => {
                let (text, _) = encoding.decode_without_bom_handling(&bytes[length..]);
                (false, Cow::Owned(text.into_owned().into_bytes()))
            }
            Some((_, length)) => (true, Cow::Borrowed(&bytes[length..])),
            None => (false, Cow::Borrowed(bytes)),
        };
        let mut lines = Vec::new();
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let length = rest
                .iter()
                .position(|byte| matches!(byte, b'\n' | b'\r'))
                .unwrap_or(rest.len());
            let end = match &rest[length..] {
                [b'\r', b'\n', ..] => "\r\n",
                [b'\n', ..] => "\n",
                [b'\r', ..] => "\r",
                _ => "",
            };
            lines.push(Line::new(&rest[..length], end));
            rest = &rest[length + end.len()..];
        }
        Self { mark, lines }
    }

    /// The file's bytes.
    pub fn print(&self) -> Vec<u8> {
        let mut bytes = if self.mark {
            "\u{feff}".as_bytes().to_vec()
        } else {
            Vec::new()
        };
        for line in &self.lines {
            bytes.extend_from_slice(&line.bytes);
            bytes.extend_from_slice(line.end.as_bytes());
        }
        bytes
    }

    /// Whether there is such a section; its name in upper case.
    pub fn has(&self, section: &str) -> bool {
        self.lines
            .iter()
            .any(|line| matches!(&line.kind, Kind::Section(name) if name == section))
    }

    /// The names of all sections in upper case, each once, in the order of the file.
    pub fn sections(&self) -> Vec<&str> {
        let mut seen = std::collections::HashSet::new();
        self.lines
            .iter()
            .filter_map(|line| match &line.kind {
                Kind::Section(name) if seen.insert(name) => Some(name.as_str()),
                _ => None,
            })
            .collect()
    }

    /// Every section, key and value that counts, in the order of the file.
    pub fn pairs(&self) -> Vec<(&str, &str, String)> {
        let mut seen = std::collections::HashSet::new();
        self.numbered()
            .filter_map(|(_, section, line)| match (&line.kind, section) {
                (Kind::Pair(key), Some(section)) if seen.insert((section, key)) => {
                    Some((section, key.as_str(), line.value()))
                }
                _ => None,
            })
            .collect()
    }

    /// The value, which may be empty; `section` and `key` in upper case.
    pub fn get(&self, section: &str, key: &str) -> Option<String> {
        let index = self.places(section, key).next()?;
        Some(self.lines[index].value())
    }

    /// The value as a whole number, as lenient as C's `atoi` about a remark behind it.
    pub fn number(&self, section: &str, key: &str) -> Option<i64> {
        number(&self.get(section, key)?)
    }

    /// Gives a key a value: where it stands, or at the end of its section, or in a new section at
    /// the end of the file.
    pub fn set(&mut self, section: &str, key: &str, value: &Text) {
        let places: Vec<usize> = self.places(section, key).collect();
        for &index in &places {
            if self.lines[index].value() != value.as_str() {
                self.lines[index] = self.lines[index].with_value(value);
            }
        }
        if places.is_empty() {
            let at = match self.end_of(section) {
                Some(at) => at,
                None => self.open(section),
            };
            self.insert(at, &format!("{key}={value}"));
        }
    }

    /// Takes a key out, wherever it stands.
    pub fn remove(&mut self, section: &str, key: &str) {
        let places: Vec<usize> = self.places(section, key).collect();
        for index in places.into_iter().rev() {
            self.lines.remove(index);
        }
    }

    /// Takes a section out with all that is in it, remarks included.
    pub fn remove_section(&mut self, section: &str) {
        let inside: Vec<bool> = self
            .numbered()
            .map(|(_, name, _)| name == Some(section))
            .collect();
        let mut inside = inside.into_iter();
        self.lines.retain(|_| inside.next() != Some(true));
    }

    /// Gives a section another name, and keeps what is in it.
    pub fn rename_section(&mut self, from: &str, to: &str) {
        for line in &mut self.lines {
            if matches!(&line.kind, Kind::Section(name) if name == from) {
                let text = decode(&line.bytes);
                let rest = text.split_once(']').map_or("", |(_, rest)| rest);
                *line = Line::new(format!("[{to}]{rest}").as_bytes(), line.end);
            }
        }
    }

    /// Each line with its place and the section that it is in; a header is in its own section.
    fn numbered(&self) -> impl Iterator<Item = (usize, Option<&str>, &Line)> {
        let mut section = None;
        self.lines.iter().enumerate().map(move |(index, line)| {
            if let Kind::Section(name) = &line.kind {
                section = Some(name.as_str());
            }
            (index, section, line)
        })
    }

    fn places(&self, section: &str, key: &str) -> impl Iterator<Item = usize> {
        self.numbered()
            .filter(move |(_, name, line)| *name == Some(section) && line.is(key))
            .map(|(index, ..)| index)
    }

    /// Where a new key of this section belongs: behind its last one, in its first block.
    fn end_of(&self, section: &str) -> Option<usize> {
        let head = self
            .lines
            .iter()
            .position(|line| matches!(&line.kind, Kind::Section(name) if name == section))?;
        let block = self.lines[head + 1..]
            .iter()
            .take_while(|line| !matches!(line.kind, Kind::Section(_)));
        let last = block
            .enumerate()
            .filter(|(_, line)| matches!(line.kind, Kind::Pair(_)))
            .last();
        Some(head + 1 + last.map_or(0, |(index, _)| index + 1))
    }

    /// Begins a section at the end of the file.
    fn open(&mut self, section: &str) -> usize {
        if self.lines.last().is_some_and(|line| !line.bytes.is_empty()) {
            self.insert(self.lines.len(), "");
        }
        self.insert(self.lines.len(), &format!("[{section}]"));
        self.lines.len()
    }

    fn insert(&mut self, at: usize, text: &str) {
        let end = self.line_end();
        if let Some(before) = at
            .checked_sub(1)
            .and_then(|index| self.lines.get_mut(index))
            && before.end.is_empty()
        {
            before.end = end;
        }
        self.lines.insert(at, Line::new(text.as_bytes(), end));
    }

    fn line_end(&self) -> &'static str {
        let first = self.lines.first().map_or("", |line| line.end);
        if first.is_empty() { "\n" } else { first }
    }
}

fn name(raw: &str) -> String {
    raw.trim().to_ascii_uppercase()
}

fn decode(line: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(line) {
        Ok(line) => Cow::Borrowed(line),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(line).0,
    }
}

/// `9600 ; remark` is 9600, but `96x` and the empty value are none.
fn number(value: &str) -> Option<i64> {
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

    fn text(words: &str) -> Text {
        Text::new(words).expect("one line")
    }

    fn edited(before: &str, edit: impl FnOnce(&mut Document)) -> String {
        let mut document = Document::parse(before.as_bytes());
        edit(&mut document);
        String::from_utf8(document.print()).expect("UTF-8")
    }

    #[test]
    fn a_value_changes_and_everything_else_stays() {
        let before = "\u{feff}; made by hand\r\n[Server]\r\nName = Cup\r\n  laps=3 \r\nODD\r\n\r\n[X]\r\nNAME=Cup\r\n";
        let after = edited(before, |ini| ini.set("SERVER", "NAME", &text("Night; cup")));
        assert_eq!(after, before.replacen("Name = Cup", "Name = Night; cup", 1));
    }

    #[test]
    fn a_new_key_joins_its_section_and_a_new_section_the_file() {
        let before = "[RACE]\nLAPS=3\n\n; the weather\n[WEATHER_0]\nGRAPHICS=3_clear";
        let after = edited(before, |ini| {
            ini.set("RACE", "TIME", &text("0"));
            ini.set("WEATHER_0", "WIND", &text("2"));
            ini.set("QUALIFY", "TIME", &text("10"));
        });
        insta::assert_snapshot!(after, @r"
        [RACE]
        LAPS=3
        TIME=0

        ; the weather
        [WEATHER_0]
        GRAPHICS=3_clear
        WIND=2

        [QUALIFY]
        TIME=10
        ");
    }

    #[test]
    fn a_key_that_is_there_twice_is_changed_twice_or_another_reader_would_see_the_old_one() {
        let before = "[RACE]\nLAPS=3\n[SERVER]\nA=1\n[RACE]\nLAPS=4\n";
        let mut ini = Document::parse(before.as_bytes());
        assert_eq!(ini.number("RACE", "LAPS"), Some(3));
        ini.set("RACE", "LAPS", &text("3"));
        assert_eq!(
            ini.print(),
            b"[RACE]\nLAPS=3\n[SERVER]\nA=1\n[RACE]\nLAPS=3\n"
        );
        ini.remove("RACE", "LAPS");
        assert_eq!(ini.print(), b"[RACE]\n[SERVER]\nA=1\n[RACE]\n");
    }

    #[test]
    fn sections_go_and_are_renamed_with_all_that_is_in_them() {
        let before = "[A]\nX=1\n[B] ; of old\n; remark\nX=2\n[A]\nY=1\n";
        assert_eq!(
            edited(before, |ini| ini.remove_section("A")),
            "[B] ; of old\n; remark\nX=2\n"
        );
        let parked = edited(before, |ini| ini.rename_section("B", "__CM_B_OFF"));
        assert_eq!(parked, before.replace("[B]", "[__CM_B_OFF]"));
    }

    #[test]
    fn an_old_line_stays_as_it_was_and_a_changed_one_becomes_utf_8() {
        let mut ini = Document::parse(b"[SERVER]\nNAME=N\xfcrburg\n; \xfc\n");
        assert_eq!(ini.get("SERVER", "NAME").as_deref(), Some("Nürburg"));
        ini.set("SERVER", "NAME", &text("Nürburgring"));
        assert_eq!(ini.print(), b"[SERVER]\nNAME=N\xc3\xbcrburgring\n; \xfc\n");
    }

    #[test]
    fn utf_16_becomes_utf_8() {
        let utf16: Vec<u8> = "\u{feff}[RACE]\r\nLAPS=5"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(Document::parse(&utf16).print(), b"[RACE]\r\nLAPS=5");
    }
}
