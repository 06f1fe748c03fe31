//! Texts without what differs from run to run, for snapshots.

use std::sync::LazyLock;

use regex::Regex;

/// What is replaced by what.
static RULES: LazyLock<[(Regex, &str); 6]> = LazyLock::new(|| {
    let rule = |pattern| Regex::new(pattern).expect("a pattern");
    [
        (rule(r"127\.0\.0\.1:\d+"), "cdn"),
        (rule(r"127\.0\.\d+\.\d+"), "127.0.1.x"),
        (rule(r"\bi-[0-9a-f]{17}\b"), "i-…"),
        (rule(r"\b\d{17,20}\b"), "snowflake"),
        (rule(r"\b(?:\d+ min )?\d+ s\b"), "‹span›"),
        // In a footer or in backticks: elsewhere it could be a word.
        (
            rule(r"(?m)(│ |`)[2-9a-hjkmnp-tv-z]{8}( ·|`|$)"),
            "${1}server${2}",
        ),
    ]
});

/// The text with ids, loopback addresses and durations replaced.
pub(crate) fn text(text: &str) -> String {
    RULES.iter().fold(text.to_owned(), |text, (rule, with)| {
        rule.replace_all(&text, *with).into_owned()
    })
}
