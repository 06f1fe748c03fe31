//! Settings as a server is given them: without what must not be in force where it runs.
//!
//! The judge tells what it found ([`Edit`](super::super::Edit)), and whoever prepares a server's
//! folder calls [`clean`] for each of its files, so that both say the same.

use std::fmt;

use super::File;
use super::json::plain;
use super::keys::{self, Finding, Key};
use super::yaml::{self, Node, Value};

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cleaned {
    /// It stays as it is.
    Same,
    /// It is replaced by this.
    Changed(Vec<u8>),
    /// It is left out: nobody can say what a server program reads in it.
    LeftOut,
}

/// A file of a pack that [`clean`] changes.
#[derive(Clone, PartialEq, Eq)]
pub struct CleanedFile {
    /// Its path below the folder that holds `cfg`, with `/`.
    pub path: String,
    /// What it is replaced by; none: it is left out.
    pub contents: Option<Vec<u8>>,
}

impl CleanedFile {
    /// The file, if it does not stay as it is.
    pub(in super::super) fn of(path: &str, contents: &[u8]) -> Option<Self> {
        let contents = match clean(path, contents) {
            Cleaned::Same => return None,
            Cleaned::Changed(contents) => Some(contents),
            Cleaned::LeftOut => None,
        };
        Some(Self {
            path: path.to_owned(),
            contents,
        })
    }
}

/// Without its contents, which hold passwords.
impl fmt::Debug for CleanedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CleanedFile").field(&self.path).finish()
    }
}

/// Whether [`clean`] has anything to say of a file; the others need not be read.
pub fn is_cleaned(path: &str) -> bool {
    !matches!(File::at(path), None | Some(File::WrapperParams))
}

/// What becomes of a file of a pack before a server program may read it. `path` is the file's,
/// below the folder that holds `cfg`.
///
/// Every value that the judge warns about as emptied is: addresses that something is sent to,
/// ports of its own, paths of another computer. Files in YAML and JSON come back in one plain form,
/// so that what was judged is what is read.
pub fn clean(path: &str, contents: &[u8]) -> Cleaned {
    let changed = match File::at(path) {
        None | Some(File::WrapperParams) => return Cleaned::Same,
        Some(file @ (File::ServerCfg | File::EntryList)) => Some(ini(file, contents)),
        Some(File::Content) => json(contents),
        Some(file @ (File::ExtraCfg | File::PlugInCfg)) => yml(file, contents),
    };
    match changed {
        None => Cleaned::LeftOut,
        Some(changed) if changed == contents => Cleaned::Same,
        Some(changed) => Cleaned::Changed(changed),
    }
}

/// The key, if this value of it is emptied.
fn emptied(file: File, name: &str, value: &str) -> Option<&'static Key> {
    let key = keys::key(file, name)?;
    matches!(key.judge(value), Some(Finding::Empty(_))).then_some(key)
}

/// Line by line; what is not emptied stays byte for byte.
fn ini(file: File, contents: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(contents.len());
    for line in contents.split_inclusive(|byte| *byte == b'\n') {
        let text = super::super::ini::text(line);
        let key = text.split_once('=').and_then(|(name, value)| {
            let name = name.trim_start_matches('\u{feff}').trim();
            Some((name.to_owned(), emptied(file, name, value.trim())?))
        });
        match key {
            Some((name, key)) => {
                let value = key.emptied().unwrap_or_default();
                out.extend_from_slice(format!("{name}={value}\r\n").as_bytes());
            }
            None => out.extend_from_slice(line),
        }
    }
    out
}

fn json(contents: &[u8]) -> Option<Vec<u8>> {
    let mut value: serde_json::Value = serde_json::from_str(&plain(contents)).ok()?;
    empty_json(&mut value);
    Some(value.to_string().into_bytes())
}

fn empty_json(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(map) => {
            map.retain(|name, value| {
                value
                    .as_str()
                    .is_none_or(|value| emptied(File::Content, name, value).is_none())
            });
            map.values_mut().for_each(empty_json);
        }
        serde_json::Value::Array(list) => list.iter_mut().for_each(empty_json),
        _ => {}
    }
}

fn yml(file: File, contents: &[u8]) -> Option<Vec<u8>> {
    let mut documents = yaml::parse(contents)?;
    for document in &mut documents {
        empty_yaml(file, "", document);
    }
    Some(yaml::text(&documents).into_bytes())
}

/// Says whether the node may stay.
fn empty_yaml(file: File, name: &str, node: &mut Node) -> bool {
    match &mut node.value {
        Value::Scalar { text, quoted } => match emptied(file, name, yaml::meant(text, *quoted)) {
            None => true,
            Some(key) => match key.emptied() {
                None => false,
                Some(value) => {
                    (*text, *quoted) = (value.to_owned(), false);
                    true
                }
            },
        },
        Value::List(list) => {
            let (before, mut index) = (list.len(), 0);
            list.retain_mut(|node| {
                let name = yaml::join(name, &index.to_string());
                index += 1;
                empty_yaml(file, &name, node)
            });
            before == list.len() || !list.is_empty()
        }
        Value::Map(map) => {
            let before = map.len();
            map.retain_mut(|(key, value)| {
                let name = yaml::join(name, key.text().unwrap_or_default());
                empty_yaml(file, &name, value)
            });
            // What is left of a group without all of its values would be read as half a setting.
            before == map.len() || !map.is_empty()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(path: &str, contents: &str) -> String {
        match clean(path, contents.as_bytes()) {
            Cleaned::Changed(bytes) => String::from_utf8(bytes).expect("text"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn only_what_is_emptied_changes_in_an_ini() {
        let settings = "\u{feff}[SERVER]\r\nNAME=N\r\nwelcome_message = C:\\Users\\me\\hi.txt\r\nUDP_PLUGIN_ADDRESS=10.0.0.1:12000\r\nUDP_PLUGIN_LOCAL_PORT=11000\nTRACK=csp/1/../spa\n";
        insta::assert_debug_snapshot!(changed("cfg/server_cfg.ini", settings), @r#""\u{feff}[SERVER]\r\nNAME=N\r\nwelcome_message=\r\nUDP_PLUGIN_ADDRESS=\r\nUDP_PLUGIN_LOCAL_PORT=0\r\nTRACK=csp/1/../spa\n""#);
        assert_eq!(
            clean("CFG/Server_cfg.ini", b"[SERVER]\nNAME=N\n"),
            Cleaned::Same
        );
        assert_eq!(
            clean("content/server_cfg.ini", b"UDP_PLUGIN_ADDRESS=x"),
            Cleaned::Same
        );
    }

    #[test]
    fn assettoserver_s_settings_lose_what_opens_or_sends() {
        let settings = "EnableUPnP: true\nRconPort: 9600\nLokiSettings:\n  Url: http://x\n  Login: a\n  Password: b\nEnableAi: true\nEnablePlugins: [A]\n";
        insta::assert_snapshot!(changed("cfg/extra_cfg.yml", settings), @"
        ---
        {EnableUPnP: false,
          RconPort: 0,
          EnableAi: true,
          EnablePlugins: [A]}
        ");
        let webhooks = "AuditUrl: https://discord.com/api/webhooks/1/x\nDatabasePath: /etc/passwd\nInterval: 5";
        insta::assert_snapshot!(changed("cfg/plugin_discord_audit_cfg.yml", webhooks), @"
        ---
        {Interval: 5}
        ");
        assert_eq!(clean("cfg/extra_cfg.yml", b"a: *b"), Cleaned::LeftOut);
        // Nothing, in YAML's words, sends nothing.
        let nothing = "A: {Url: x, Host: ~}\nB: {Host: null}\n";
        let cleaned = changed("cfg/plugin_a_cfg.yml", nothing);
        insta::assert_snapshot!(cleaned, @"
        ---
        {A: {Host: ~},
          B: {Host: null}}
        ");
        assert_eq!(
            clean("cfg/plugin_a_cfg.yml", cleaned.as_bytes()),
            Cleaned::Same
        );
    }

    #[test]
    fn downloads_of_another_computer_s_files_go() {
        let content = r#"{"track": {"file": "C:\\mods\\t.zip", "url": "https://x"}, "cars": {"a": {"file": "a.zip"}}}"#;
        insta::assert_snapshot!(changed("cfg/cm_content/content.json", content), @r#"{"cars":{"a":{"file":"a.zip"}},"track":{"url":"https://x"}}"#);
        assert_eq!(
            clean("cfg/cm_content/content.json", b"{file: 'x'}"),
            Cleaned::LeftOut
        );
    }
}
