//! Texts without what differs from run to run, for snapshots.

use std::sync::LazyLock;

use regex::Regex;

/// What is replaced by what.
static RULES: LazyLock<[(Regex, &str); 9]> = LazyLock::new(|| {
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
        // A stage that is over before the watcher looks again is never seen.
        (
            rule(
                r"(?m)^│ ✅ (?:Windows started|Linux started|Machine fetched the pack|Unpacked|Game server started) – ‹span›\n",
            ),
            "",
        ),
        (
            rule(
                r"⚠️ (?:Windows starts|Linux starts|The machine fetches the pack|Unpacking|The game server starts)\b",
            ),
            "⚠️ ‹the stage it was in›",
        ),
        // The same of a machine that was launched and over before the first look.
        (
            rule(r"(?m)^│ ⚠️ Getting a machine$"),
            "│ ✅ Machine launched – ‹span›\n│ ⚠️ ‹the stage it was in›",
        ),
    ]
});

/// The text with ids, loopback addresses and durations replaced, and without the stages that a pass
/// may have missed.
pub(crate) fn text(text: &str) -> String {
    RULES.iter().fold(text.to_owned(), |text, (rule, with)| {
        rule.replace_all(&text, *with).into_owned()
    })
}
