//! JSON as Content Manager's and AssettoServer's readers take it.

use super::Setting;

/// Every text that stands behind a key, under that key's own name, those of repeated keys too.
pub(super) fn settings(bytes: &[u8]) -> Option<Vec<Setting>> {
    let text = plain(bytes);
    // Readers differ in what else they take, so what is no JSON is not searched.
    serde_json::from_str::<serde_json::Value>(&text).ok()?;
    let mut settings = Vec::new();
    let mut rest = text.as_str();
    let mut key = None;
    while let Some(start) = rest.find('"') {
        let end = start + string_end(&rest[start..]);
        let between = rest[..start].trim();
        let word: String = serde_json::from_str(&rest[start..end]).ok()?;
        rest = &rest[end..];
        key = if rest.trim_start().starts_with(':') {
            Some(word)
        } else {
            if between == ":"
                && let Some(name) = key.take()
            {
                let section = String::new();
                settings.push(Setting {
                    section,
                    name,
                    value: word,
                });
            }
            None
        };
    }
    Some(settings)
}

/// JSON without what those readers allow beyond it: a byte order mark, `//` and `/* */` comments,
/// and a comma before a closing bracket.
pub(in super::super) fn plain(json: &[u8]) -> String {
    let text = String::from_utf8_lossy(json);
    let text = text.trim_start_matches('\u{feff}');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
        } else if next == '"' {
            let end = string_end(rest);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else {
            if matches!(next, '}' | ']') && out.trim_end().ends_with(',') {
                out.truncate(out.trim_end().len() - 1);
            }
            out.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    out
}

/// Where the string literal that `text` starts with ends.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_found_under_its_key_however_often_and_however_written() {
        let json = br#"{ // a remark "file": "no"
            "track": {"file": "a", "File": "\u002e./b", "n": 1, "list": ["x", "y"], "file": "c"},
        }"#;
        let found = settings(json).expect("it can be read");
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.name.as_str(), it.value.as_str()))
            .collect();
        assert_eq!(found, [("file", "a"), ("File", "../b"), ("file", "c")]);
        assert_eq!(settings(b"{file: 'x'}"), None);
    }
}
