//! AssettoServer's YAML, as text: what a scalar means is decided by whoever reads it.
//!
//! Deliberately absent: anchors and aliases, which no settings need and a few lines of which grow
//! to gigabytes, and YAML's types. A tree is written again as it was read, in one plain form that
//! every reader takes alike, so that what was judged is what runs.

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use super::Setting;

/// How deep settings may nest.
const DEEPEST: usize = 32;

/// A node of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Node {
    /// Its local tag (`!Name`), by which old files say whose settings these are.
    pub(in super::super) tag: Option<String>,
    pub(in super::super) value: Value,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Value {
    /// Text, and whether it stood in quotes: `null` in quotes is a word.
    Scalar {
        text: String,
        quoted: bool,
    },
    List(Vec<Node>),
    /// In the order of the file; a key may occur twice.
    Map(Vec<(Node, Node)>),
}

/// The documents of a file; `None` if it is none that can be read.
pub(in super::super) fn parse(bytes: &[u8]) -> Option<Vec<Node>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut events = Parser::new_from_str(text.trim_start_matches('\u{feff}'));
    let mut documents = Vec::new();
    loop {
        match next(&mut events)? {
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd => {}
            Event::StreamEnd => return Some(documents),
            first => documents.push(node(first, &mut events, DEEPEST)?),
        }
    }
}

type Events<'t> = Parser<'t, saphyr_parser::StrInput<'t>>;

fn next<'t>(events: &mut Events<'t>) -> Option<Event<'t>> {
    Some(events.next_event()?.ok()?.0)
}

fn node<'t>(first: Event<'t>, events: &mut Events<'t>, room: usize) -> Option<Node> {
    let room = room.checked_sub(1)?;
    let (anchor, tag, value) = match first {
        Event::Scalar(text, style, anchor, tag) => {
            let quoted = style != ScalarStyle::Plain;
            let text = text.into_owned();
            (anchor, tag, Value::Scalar { text, quoted })
        }
        Event::SequenceStart(anchor, tag) => {
            let mut list = Vec::new();
            loop {
                match next(events)? {
                    Event::SequenceEnd => break (anchor, tag, Value::List(list)),
                    first => list.push(node(first, events, room)?),
                }
            }
        }
        Event::MappingStart(anchor, tag) => {
            let mut map = Vec::new();
            loop {
                match next(events)? {
                    Event::MappingEnd => break (anchor, tag, Value::Map(map)),
                    first => {
                        let key = node(first, events, room)?;
                        key.text()?;
                        let first = next(events)?;
                        map.push((key, node(first, events, room)?));
                    }
                }
            }
        }
        _ => return None,
    };
    if anchor != 0 {
        return None;
    }
    let tag = match tag {
        Some(tag) => Some(local(&tag)?),
        None => None,
    };
    Some(Node { tag, value })
}

/// A local tag's name. Others choose types of the reader's, which no settings need.
fn local(tag: &Tag) -> Option<String> {
    let plain = tag
        .suffix
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_');
    (tag.handle == "!" && plain && !tag.suffix.is_empty()).then(|| tag.suffix.clone())
}

impl Node {
    /// The text of a scalar.
    pub(in super::super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The value of a key, if this is a map; the first one.
    pub(in super::super) fn get(&self, key: &str) -> Option<&Self> {
        let Value::Map(map) = &self.value else {
            return None;
        };
        let found = map.iter().find(|(name, _)| name.text() == Some(key));
        found.map(|(_, value)| value)
    }

    /// The first key that occurs twice in one map, wherever that is.
    pub(in super::super) fn twice(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { .. } => None,
            Value::List(list) => list.iter().find_map(Self::twice),
            Value::Map(map) => {
                let mut seen = std::collections::BTreeSet::new();
                let twin = map.iter().filter_map(|(key, _)| key.text());
                let twin = twin.into_iter().find(|key| !seen.insert(*key));
                twin.or_else(|| map.iter().find_map(|(_, value)| value.twice()))
            }
        }
    }

    /// Every scalar in it, named by the keys and numbers on the way to it.
    pub(super) fn settings(&self) -> Vec<Setting> {
        let mut all = Vec::new();
        self.collect(String::new(), &mut all);
        all
    }

    fn collect(&self, name: String, all: &mut Vec<Setting>) {
        match &self.value {
            Value::Scalar { text, quoted } => all.push(Setting {
                section: String::new(),
                name,
                value: meant(text, *quoted).to_owned(),
            }),
            Value::List(list) => {
                for (index, node) in list.iter().enumerate() {
                    node.collect(join(&name, &index.to_string()), all);
                }
            }
            Value::Map(map) => {
                for (key, value) in map {
                    value.collect(join(&name, key.text().unwrap_or_default()), all);
                }
            }
        }
    }

    /// Writes it in YAML's flow style, every text that could be taken for something else in quotes.
    fn write(&self, out: &mut String) {
        if let Some(tag) = &self.tag {
            out.push('!');
            out.push_str(tag);
            out.push(' ');
        }
        match &self.value {
            Value::Scalar { text, quoted } => match (quoted, is_plain(text)) {
                (false, true) => out.push_str(text),
                (false, false) if text.is_empty() => out.push('~'),
                _ => quote(text, out),
            },
            Value::List(list) => {
                out.push('[');
                for (index, node) in list.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    node.write(out);
                }
                out.push(']');
            }
            Value::Map(map) => {
                out.push('{');
                for (index, (key, value)) in map.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ",\n  " });
                    key.write(out);
                    out.push_str(": ");
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// What a scalar means as a setting: YAML's words for nothing are nothing.
pub(super) fn meant(text: &str, quoted: bool) -> &str {
    match text {
        "~" | "null" | "Null" | "NULL" if !quoted => "",
        text => text,
    }
}

/// The name of what stands under `key` in what is named `name`.
pub(super) fn join(name: &str, key: &str) -> String {
    match name {
        "" => key.to_owned(),
        name => format!("{name}.{key}"),
    }
}

/// The documents as a file.
pub(in super::super) fn text(documents: &[Node]) -> String {
    let mut out = String::new();
    for document in documents {
        out.push_str("---\n");
        document.write(&mut out);
        out.push('\n');
    }
    out
}

/// Whether a text needs no quotes anywhere.
fn is_plain(text: &str) -> bool {
    text == "~"
        || (text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
            && text.len() > usize::from(text.starts_with('-'))
            && !text.starts_with("--")
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c)))
}

/// A text in double quotes.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() || c == '\u{2028}' || c == '\u{2029}' || c == '\u{feff}' => {
                out.push_str(&format!("\\U{:08x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_written_again_in_one_plain_form() {
        let file = "\u{feff}# remarks go\nEnableAi: true\nServerDescription: |\n  Two\n  \"lines\"\nEmpty:\nNothing: ~\nWord: 'null'\nEnablePlugins:\n- RaceChallengePlugin\n- B\nAiParams: {Max: -1.5, T: '12'}\n---\n!VotingConfiguration\nA: \"\\u00e4\\t\"\n";
        let documents = parse(file.as_bytes()).expect("it can be read");
        let written = text(&documents);
        insta::assert_snapshot!(written, @r#"
        ---
        {EnableAi: true,
          ServerDescription: "Two\n\"lines\"\n",
          Empty: ~,
          Nothing: ~,
          Word: "null",
          EnablePlugins: [RaceChallengePlugin, B],
          AiParams: {Max: -1.5,
          T: "12"}}
        ---
        !VotingConfiguration {A: "ä\U00000009"}
        "#);
        let again = parse(written.as_bytes()).expect("it can be read again");
        assert_eq!(text(&again), written);
    }

    #[test]
    fn what_grows_when_it_is_read_is_not_read() {
        for file in [
            "a: &x 1\nb: *x",
            "<<: *x",
            "!!python/object {}",
            "!<tag:yaml.org,2002:int> 1",
            "a: [1",
            "\u{0}",
        ] {
            assert_eq!(parse(file.as_bytes()), None, "{file}");
        }
        let deep = "[".repeat(60) + &"]".repeat(60);
        assert_eq!(parse(deep.as_bytes()), None);
        assert_eq!(parse(b"\xff\xfea"), None);
    }

    #[test]
    fn a_key_that_occurs_twice_is_found_wherever_it_is() {
        let twice =
            |file: &str| parse(file.as_bytes()).and_then(|it| it[0].twice().map(str::to_owned));
        assert_eq!(twice("a: 1\nb: 2"), None);
        assert_eq!(twice("a: 1\nb:\n- c: 1\n  c: 2").as_deref(), Some("c"));
    }
}
