//! How well a server's administration is locked.

use super::without_remark;

/// How well `ADMIN_PASSWORD` locks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum AdminPassword {
    /// There is none.
    None,
    /// Anybody guesses it.
    Weak,
    /// Nobody guesses it while a server runs.
    Good,
}

/// The fewest characters of a good one.
const FEWEST: usize = 6;
/// What people choose where they choose nothing.
const USUAL: [&str; 16] = [
    "admin",
    "administrator",
    "assetto",
    "assettocorsa",
    "changeme",
    "default",
    "letmein",
    "passw0rd",
    "password",
    "passwort",
    "qwerty",
    "qwertz",
    "race",
    "secret",
    "server",
    "test",
];

impl AdminPassword {
    /// What is to be thought of `ADMIN_PASSWORD`, beside the `PASSWORD` that drivers know.
    pub(super) fn of(admin: &str, password: &str) -> Self {
        let admin = without_remark(admin);
        if admin.is_empty() {
            return Self::None;
        }
        let word = admin.to_lowercase();
        let is_weak = admin.chars().count() < FEWEST
            || admin == password
            || is_usual(&word)
            || word.chars().all(|character| word.starts_with(character))
            || "01234567890123456789".contains(&word)
            || "abcdefghijklmnopqrstuvwxyz".contains(&word);
        if is_weak { Self::Weak } else { Self::Good }
    }
}

/// Whether it is a usual word, alone or twice, with or without digits and signs behind it.
fn is_usual(word: &str) -> bool {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation());
    let half = bare.get(..bare.len() / 2).unwrap_or_default();
    USUAL.contains(&bare) || (USUAL.contains(&half) && bare == half.repeat(2))
}

#[cfg(test)]
mod tests {
    use super::AdminPassword as It;

    #[test]
    fn passwords_that_anybody_guesses_are_known() {
        for none in ["", "; none"] {
            assert_eq!(It::of(none, ""), It::None, "{none:?}");
        }
        for weak in [
            "admin",
            "Admin123",
            "adminadmin",
            "abc12",
            "1234567",
            "aaaaaaaa",
            "Password!",
        ] {
            assert_eq!(It::of(weak, ""), It::Weak, "{weak}");
        }
        assert_eq!(It::of("blue-kerbs", "blue-kerbs"), It::Weak);
        for good in ["blue-kerbs", "only-for-the-sample", "administrator of spa"] {
            assert_eq!(It::of(good, "x"), It::Good, "{good}");
        }
    }
}
