//! Names that strangers chose.

/// The longest name that is kept, in characters. The game allows 25, the server's tables more.
const LONGEST: usize = 64;

/// A name in one line, without characters that move the cursor, colour a terminal or turn text round, and
/// of a bounded length. Letters of every script, emoji and punctuation stay: whoever shows a name in a
/// place with markup of its own escapes that.
pub(crate) fn clean(name: &str) -> String {
    let mut cleaned = String::new();
    let mut blank = false;
    for letter in name.chars().take(LONGEST * 4) {
        if letter.is_whitespace() || letter.is_control() {
            blank = true;
        } else if !turns_text(letter) {
            if blank && !cleaned.is_empty() {
                cleaned.push(' ');
            }
            blank = false;
            cleaned.push(letter);
        }
    }
    match cleaned.char_indices().nth(LONGEST) {
        Some((end, _)) => cleaned[..end].trim_end().to_owned(),
        None => cleaned,
    }
}

/// Marks that change the direction of what follows, and one that hides a file's encoding.
fn turns_text(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_that_harms_no_terminal() {
        assert_eq!(
            clean("  Zeile\n[12:00:00 INF] falsch\t"),
            "Zeile [12:00:00 INF] falsch"
        );
        assert_eq!(clean("\u{1b}[31mred\u{7}"), "[31mred");
        assert_eq!(clean("\u{202e}drow"), "drow");
        assert_eq!(clean("Cédric 🏁 Lévy 日本"), "Cédric 🏁 Lévy 日本");
        assert_eq!(clean(&"x".repeat(1000)).len(), LONGEST);
    }
}
