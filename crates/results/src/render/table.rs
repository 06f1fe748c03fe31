use std::fmt;

use unicode_width::UnicodeWidthStr;

/// On which side of its column a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What stands above it.
    pub head: &'static str,
    /// Where its texts stand.
    pub align: Align,
}

/// A table with a title, and remarks below it.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it shows: `Race · magione`.
    pub title: String,
    /// When and where, and what else belongs above.
    pub subtitle: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// One text for each column.
    pub rows: Vec<Vec<String>>,
    /// What stands below.
    pub notes: Vec<String>,
}

impl Table {
    pub(super) fn new(title: String, subtitle: String, columns: &[(&'static str, Align)]) -> Self {
        let columns = columns
            .iter()
            .map(|(head, align)| Column {
                head,
                align: *align,
            })
            .collect();
        Self {
            title,
            subtitle,
            columns,
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The same without the columns that no row has anything in.
    pub(super) fn without_empty_columns(mut self) -> Self {
        let used: Vec<bool> = (0..self.columns.len())
            .map(|column| self.rows.iter().any(|row| !row[column].is_empty()))
            .collect();
        let mut keep = used.iter();
        self.columns.retain(|_| *keep.next().unwrap_or(&true));
        for row in &mut self.rows {
            let mut keep = used.iter();
            row.retain(|_| *keep.next().unwrap_or(&true));
        }
        self
    }

    /// How wide each column is, in cells of a terminal.
    fn widths(&self) -> Vec<usize> {
        self.columns
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let texts = self
                    .rows
                    .iter()
                    .filter_map(|row| row.get(index))
                    .map(|text| text.width());
                texts.chain([column.head.width()]).max().unwrap_or(0)
            })
            .collect()
    }

    fn line<'a>(&self, texts: impl Iterator<Item = &'a str>, widths: &[usize]) -> String {
        let cells = texts
            .zip(&self.columns)
            .zip(widths)
            .map(|((text, column), width)| {
                let blank = " ".repeat(width.saturating_sub(text.width()));
                match column.align {
                    Align::Left => format!("{text}{blank}"),
                    Align::Right => format!("{blank}{text}"),
                }
            });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    }

    /// The head and the rows alone, aligned for letters of one width.
    #[must_use]
    pub fn grid(&self) -> String {
        let widths = self.widths();
        let head = self.line(self.columns.iter().map(|column| column.head), &widths);
        let rows = self
            .rows
            .iter()
            .map(|row| self.line(row.iter().map(String::as_str), &widths));
        [head]
            .into_iter()
            .chain(rows)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The whole table in sentences, for those who cannot see a picture of it.
    #[must_use]
    pub fn alt_text(&self) -> String {
        let rows = self.rows.iter().map(|row| {
            let cells = row
                .iter()
                .zip(&self.columns)
                .filter(|(text, _)| !text.is_empty());
            cells
                .map(|(text, column)| format!("{} {text}", column.head))
                .collect::<Vec<_>>()
                .join(", ")
        });
        [format!("{}. {}", self.title, self.subtitle)]
            .into_iter()
            .chain(rows)
            .collect::<Vec<_>>()
            .join(". ")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        if !self.subtitle.is_empty() {
            writeln!(f, "{}", self.subtitle)?;
        }
        if !self.rows.is_empty() {
            writeln!(f, "\n{}", self.grid())?;
        }
        if !self.notes.is_empty() {
            writeln!(f)?;
        }
        for note in &self.notes {
            writeln!(f, "{note}")?;
        }
        Ok(())
    }
}
