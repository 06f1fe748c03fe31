//! A server's name as players see it.

/// The name without what Content Manager appends for its own clients and takes off again:
/// ` ℹ<wrapper port>` and `x:<id><check letter>`.
pub(super) fn without_suffixes(name: &str) -> &str {
    let mut name = name.trim();
    loop {
        match without_port(name).or_else(|| without_details_id(name)) {
            Some(rest) if !rest.trim().is_empty() => name = rest.trim_end(),
            _ => return name,
        }
    }
}

/// The wrapper's port is left out where it takes any.
fn without_port(name: &str) -> Option<&str> {
    let (rest, port) = name.rsplit_once('ℹ')?;
    let begins_word = rest.is_empty() || rest.ends_with(char::is_whitespace);
    (begins_word && port.bytes().all(|byte| byte.is_ascii_digit())).then_some(rest)
}

/// The id by which Content Manager's service knows the server's details. Its last letter is a
/// check of the others (gro-ove/actools, `ServerPresetObject.Details.cs`), so that `Formula x:treme`
/// keeps its word.
fn without_details_id(name: &str) -> Option<&str> {
    const LETTERS: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let at = name.rfind("x:").or_else(|| name.rfind("X:"))?;
    let (rest, id) = (&name[..at], &name.as_bytes()[at + 2..]);
    let (check, letters) = id.split_last()?;
    let is_id = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if letters.is_empty() || !id.iter().all(is_id) || rest.ends_with(char::is_alphanumeric) {
        return None;
    }
    let sum: usize = letters.iter().map(|byte| usize::from(*byte)).sum();
    (LETTERS[(117 + sum) % LETTERS.len()] == *check).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_loses_what_content_manager_appends() {
        for (raw, name) in [
            ("Sunday Cup", "Sunday Cup"),
            ("Sunday Cup ℹ8050", "Sunday Cup"),
            ("Sunday Cup ℹ", "Sunday Cup"),
            ("Sunday Cup x:AbC9di", "Sunday Cup"),
            ("Sunday Cup (Friday)x:AbC9di", "Sunday Cup (Friday)"),
            ("Sunday Cup 🏁x:AbC9di ℹ80", "Sunday Cup 🏁"),
            ("Sunday Cup x:AbC9dQ", "Sunday Cup x:AbC9dQ"),
            ("Formula x:treme", "Formula x:treme"),
            ("Formula x: the cup", "Formula x: the cup"),
            ("Linux:AbC9di", "Linux:AbC9di"),
            ("Info ℹmore", "Info ℹmore"),
            (" ℹ8050", "ℹ8050"),
        ] {
            assert_eq!(without_suffixes(raw), name, "{raw:?}");
        }
    }
}
