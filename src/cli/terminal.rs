//! What goes to the terminal: results to standard output, progress and questions to standard
//! error.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};

use super::failure::Failure;

/// Writes a result, whole and at once, with nothing in it that could steer a terminal: names come
/// from packs, and those come from anybody.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(harmless(text).as_bytes())?;
    out.flush()
}

/// Writes a line of progress or advice to standard error. Nobody is told if that fails.
pub(super) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", harmless(text));
}

/// Sends a control sequence of ours to the terminal on standard output.
pub(super) fn control(sequence: &str) -> io::Result<()> {
    io::stdout().lock().write_all(sequence.as_bytes())
}

/// Asks whether to go on.
///
/// # Errors
/// Where nobody can be asked, it says that `--yes` is needed.
pub(super) fn confirm(question: &str) -> Result<bool, Failure> {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(Failure::usage(
            "This needs a confirmation, and there is no terminal to ask on.",
            "Run it in a terminal, or add --yes.",
        ));
    }
    write!(io::stderr().lock(), "{} [y/N] ", harmless(question))?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// The text without control characters other than line breaks.
pub(super) fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() && c != '\n' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

/// Facts as lines, their names in one column.
#[derive(Debug, Default)]
pub(super) struct FieldList(Vec<(&'static str, String)>);

impl FieldList {
    /// One more fact.
    pub(super) fn add(&mut self, name: &'static str, value: impl Into<String>) -> &mut Self {
        self.0.push((name, value.into()));
        self
    }
}

impl std::fmt::Display for FieldList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let width = self
            .0
            .iter()
            .map(|(name, _)| name.chars().count())
            .max()
            .unwrap_or_default();
        self.0
            .iter()
            .try_for_each(|(name, value)| writeln!(f, "  {name:width$}  {value}"))
    }
}

/// Rows with aligned columns; the first is the heading. Columns of which nothing is known are left
/// out.
pub(super) fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or_default()
    };
    let is_empty = |column: usize| rows.iter().skip(1).all(|row| row[column].is_empty());
    let columns: Vec<(usize, usize)> = (0..N)
        .filter(|column| !is_empty(*column))
        .map(|column| (column, width(column)))
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for &(column, width) in &columns {
            let _ = write!(line, "{:width$}  ", row[column]);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_a_pack_cannot_steer_the_terminal() {
        assert_eq!(
            harmless("GT3\u{1b}[2J\r\nCup"),
            "GT3\u{fffd}[2J\u{fffd}\nCup"
        );
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [
            ["ID", "COST", "NAME"],
            ["23456789", "", "Nürburgring"],
            ["a", "", ""],
        ]
        .map(|row| row.map(str::to_owned));
        insta::assert_snapshot!(table(&rows), @"
        ID        NAME
        23456789  Nürburgring
        a
        ");
    }
}
