//! Numbers that JSON does not have.
//!
//! A program in C++ writes a float that is none as `nan`, `-nan(ind)` or `inf`. Such a word outside of a
//! text becomes `null`, so that one broken speed does not cost a race's result.

use std::borrow::Cow;

use super::ReadError;

/// Objects and lists within one another; a results file has five.
const MAX_DEPTH: usize = 32;

/// The text with `null` in place of words and numbers that JSON does not have.
pub(super) fn replace_odd(text: &str) -> Result<Cow<'_, str>, ReadError> {
    let bytes = text.as_bytes();
    let mut replaced = String::new();
    let (mut at, mut copied, mut depth) = (0, 0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let end = match byte {
            b'"' => end_of_string(bytes, at),
            byte if is_of_word(byte) => end_of_word(bytes, at),
            _ => at + 1,
        };
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            byte if is_of_word(byte) && !is_json(&text[at..end]) => {
                replaced.push_str(&text[copied..at]);
                replaced.push_str("null");
                copied = end;
            }
            _ => {}
        }
        if MAX_DEPTH < depth {
            return Err(ReadError::TooDeep);
        }
        at = end;
    }
    if copied == 0 {
        return Ok(Cow::Borrowed(text));
    }
    replaced.push_str(&text[copied..]);
    Ok(Cow::Owned(replaced))
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+-.#()_".contains(&byte)
}

fn end_of_word(bytes: &[u8], start: usize) -> usize {
    start
        + bytes[start..]
            .iter()
            .take_while(|byte| is_of_word(**byte))
            .count()
}

/// Behind the closing quote, or at the end if there is none.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn is_json(word: &str) -> bool {
    matches!(word, "true" | "false" | "null") || serde_json::from_str::<f64>(word).is_ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_none_become_null() {
        let odd = r#"{"a":nan,"b":-nan(ind),"c":[1.#QNAN,Infinity],"d":1e999,"e":-1.5e3,"f":"nan \" inf"}"#;
        let read = replace_odd(odd).unwrap();
        assert_eq!(
            read,
            r#"{"a":null,"b":null,"c":[null,null],"d":null,"e":-1.5e3,"f":"nan \" inf"}"#
        );
    }

    #[test]
    fn a_sound_text_is_left_as_it_is() {
        let sound = r#"{"a":[true,false,null,-1,2.5],"b":"ö\\"}"#;
        assert!(matches!(replace_odd(sound).unwrap(), Cow::Borrowed(text) if text == sound));
        assert!(replace_odd(r#"{"a":"no end \"#).is_ok());
    }

    #[test]
    fn depth_is_limited() {
        assert!(replace_odd(&"[".repeat(33)).is_err());
        assert!(replace_odd(&format!("{}{}", "[".repeat(32), "]".repeat(32))).is_ok());
    }
}
