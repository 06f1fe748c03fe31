//! Names that people give to races, teams and presets.

use std::fmt;

use configuration::Text;

/// Why something is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAName {
    /// Nothing is left of it.
    Empty,
    /// Longer than so many characters.
    Long(usize),
}

impl fmt::Display for NotAName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("The name is empty. Write one."),
            Self::Long(most) => write!(f, "The name is too long: at most {most} characters."),
        }
    }
}

impl std::error::Error for NotAName {}

/// A name that can stand in a message, in a file and on a grid: one line, no marks that the server
/// program or an INI file would misread.
///
/// # Errors
/// [`NotAName`].
pub fn league_name(raw: &str, longest: usize) -> Result<String, NotAName> {
    let clean = Text::cleaned(raw, usize::MAX);
    let length = clean.as_str().chars().count();
    match length {
        0 => Err(NotAName::Empty),
        _ if longest < length => Err(NotAName::Long(longest)),
        _ => Ok(clean.to_string()),
    }
}
