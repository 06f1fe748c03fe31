//! Texts without what differs from run to run, for snapshots.

/// Replaces server ids (`server`), loopback addresses (`127.0.1.x`), snowflakes (`123`), times
/// (`<t:…>`) and durations (`1 s`).
pub(crate) fn text(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_alphanumeric() {
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '.')
                .unwrap_or(rest.len());
            let word = rest[..end].trim_end_matches('.');
            out.push_str(&tidy_word(word));
            rest = &rest[word.len()..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

fn tidy_word(word: &str) -> String {
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    if word.starts_with("127.0.") {
        "127.0.1.x".to_owned()
    } else if digits && 9 < word.len() {
        "123".to_owned()
    } else if !digits
        && word.parse::<ac_deploy::domain::ids::ServerId>().is_ok()
        && word.bytes().any(|byte| byte.is_ascii_digit())
    {
        "server".to_owned()
    } else {
        word.to_owned()
    }
}
