//! Text that others wrote, made safe to stand in a message.

/// Appended where something was cut off.
const ELLIPSIS: char = '…';

/// The length of a text as Discord's clients count it: in UTF-16 units, which are never fewer
/// than the characters that Discord's servers count.
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// `text` cut to `limit`, with "…" where something is missing.
pub(crate) fn clip(text: &str, limit: usize) -> String {
    if length(text) <= limit {
        return text.to_owned();
    }
    let mut room = limit.saturating_sub(1);
    let mut kept: String = text
        .chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= room;
            room = room.saturating_sub(c.len_utf16());
            fits
        })
        .collect();
    // A cut must not leave half an escape behind.
    kept.truncate(
        kept.trim_end_matches(|c: char| c == '\\' || c.is_whitespace())
            .len(),
    );
    if 0 < limit {
        kept.push(ELLIPSIS);
    }
    kept
}

/// One line without control characters and without those that turn the direction of writing, for
/// places that show text as it is: footers, buttons, choices.
pub(crate) fn line(text: &str, limit: usize) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let words: Vec<char> = words.join(" ").chars().collect();
    let joins = |at: usize| {
        let neighbour = |at: Option<usize>| at.and_then(|at| words.get(at)).copied();
        words[at] == JOINER
            && neighbour(at.checked_sub(1)).is_some_and(is_pictorial)
            && neighbour(at.checked_add(1)).is_some_and(is_pictorial)
    };
    let tidy: String = (0..words.len())
        .filter(|at| !is_trickery(words[*at]) || joins(*at))
        .map(|at| words[at])
        .collect();
    clip(&tidy, limit)
}

/// As [`line()`], and nothing in it is Markdown, a mention or a link: for text that a message
/// shows among its own. `limit` counts what people see.
pub(crate) fn plain(text: &str, limit: usize) -> String {
    let text = line(text, limit);
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' | '*' | '_' | '~' | '`' | '|' | '[' | ']' | '<' | '>' | '#' => {
                safe.push('\\');
                safe.push(c);
            }
            // An invisible space keeps `@everyone` readable and dead.
            '@' => safe.push_str("@\u{200b}"),
            _ => safe.push(c),
        }
    }
    if safe.starts_with(['-', '+']) {
        safe.insert(0, '\\');
    }
    // Discord makes links of addresses, and invitations of these even without "https".
    safe.replace("://", ":\u{200b}//")
        .replace(".gg/", ".gg\u{200b}/")
        .replace("/invite/", "/invite\u{200b}/")
}

/// `text` as a piece of code, for ids and file names that people copy.
pub(crate) fn code(text: &str, limit: usize) -> String {
    format!("`{}`", line(text, limit).replace('`', "'"))
}

/// Makes one picture of two emoji: a family, a flag.
const JOINER: char = '\u{200d}';

/// Emoji, and what chooses their form and colour.
fn is_pictorial(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

/// Zero-width characters and those that reverse what follows them.
fn is_trickery(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_cannot_ping_format_or_link() {
        assert_eq!(
            plain("**@everyone** <@500>", 80),
            "\\*\\*@\u{200b}everyone\\*\\* \\<@\u{200b}500\\>"
        );
        assert_eq!(
            plain("[free](https://evil.example)", 80),
            "\\[free\\](https:\u{200b}//evil.example)"
        );
        assert_eq!(
            plain("discord.gg/abc discord.com/invite/abc", 80),
            "discord.gg\u{200b}/abc discord.com/invite\u{200b}/abc"
        );
        assert_eq!(plain("- list", 80), "\\- list");
        assert_eq!(code("a`b", 80), "`a'b`");
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(clip("Nürburgring", 5), "Nürb…");
        assert_eq!(clip("Spa", 3), "Spa");
        assert_eq!(clip("ab\\*", 4), "ab\\*");
        assert_eq!(clip("ab\\*c", 4), "ab…", "no lone backslash is left");
        assert_eq!(length("🏁"), 2);
    }

    #[test]
    fn nothing_hides_or_turns_the_text() {
        assert_eq!(line("a\u{202e}b\n\u{200b}c", 80), "ab c");
        assert_eq!(line("👨\u{200d}👩\u{200d}👧", 80), "👨\u{200d}👩\u{200d}👧");
        assert_eq!(line("a\u{200d}b👧\u{200d}", 80), "ab👧");
    }

    proptest! {
        #[test]
        fn nothing_grows_beyond_its_limit(text in "\\PC*", limit in 0usize..60) {
            prop_assert!(length(&clip(&text, limit)) <= limit);
            prop_assert!(length(&line(&text, limit)) <= limit);
        }
    }
}
