use std::fmt;

use thiserror::Error;

/// A document's name: parts with `/` between, each of letters, digits and `-_.~`.
///
/// It becomes a path and a part of a URL, so that nothing may lead out of the folder or need an escape.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Key(String);

/// A text that is no [`Key`].
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0:?} cannot be the name of a document")]
pub struct KeyError(String);

/// The longest key, in bytes; folders of Windows allow some 260 in all.
const LONGEST: usize = 200;

impl Key {
    /// Checks a name.
    ///
    /// # Errors
    /// [`KeyError`] if it is empty, too long, or has a part that is empty, begins with a dot, ends with one, or holds
    /// another character.
    pub fn new(name: impl Into<String>) -> Result<Self, KeyError> {
        let name = name.into();
        if LONGEST < name.len() || !name.split('/').all(is_sound) {
            return Err(KeyError(name.chars().take(LONGEST).collect()));
        }
        Ok(Self(name))
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part behind the last `/`.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// Whether this is in that folder or below it.
    #[must_use]
    pub fn is_in(&self, folder: &Key) -> bool {
        self.0
            .strip_prefix(folder.as_str())
            .is_some_and(|rest| rest.starts_with('/'))
    }
}

fn is_sound(part: &str) -> bool {
    !part.is_empty()
        && !part.starts_with('.')
        && !part.ends_with('.')
        && part
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "-_.~".contains(letter))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;

    #[test]
    fn a_key_leads_nowhere_else() {
        for name in [
            "",
            "/a",
            "a//b",
            "../a",
            "a/..",
            "a/.hidden",
            "a b",
            "a\\b",
            "a:b",
            "ä",
            "a.",
            "con\0",
        ] {
            assert!(Key::new(name).is_err(), "{name:?}");
        }
        assert!(Key::new("a".repeat(201)).is_err());
        let key = Key::new("results/1/2019_3_2-RACE.json").unwrap();
        assert_eq!(key.file_name(), "2019_3_2-RACE.json");
        assert!(key.is_in(&Key::new("results").unwrap()));
        assert!(!key.is_in(&Key::new("res").unwrap()));
    }
}
