//! A [`Table`] as a picture: readable on a phone, the same everywhere.
//!
//! Letters come from DejaVu Sans (`fonts/`, with its licence), cut down to Latin, Greek and Cyrillic ones. What
//! it does not have, such as an emoji, is left out; a name of nothing else is shown as a box. Whoever posts
//! the picture gives it [`Table::alt_text`] and the whole names beside it.

mod canvas;
mod text;

use results::render::{Align, Table};
use thiserror::Error;

use canvas::{Canvas, Color};
use text::{Face, Fonts};

/// The most rows that a picture has; a grid has at most some 60 cars.
pub const MAX_ROWS: usize = 100;

const BACKGROUND: Color = Color(0x1e, 0x1f, 0x22);
const STRIPE: Color = Color(0x2b, 0x2d, 0x31);
const BRIGHT: Color = Color(0xf2, 0xf3, 0xf5);
const MUTED: Color = Color(0xb5, 0xba, 0xc1);

const MARGIN: u32 = 36;
const ROW: u32 = 48;
const GAP: u32 = 32;
const TITLE: f32 = 40.0;
const TEXT: f32 = 28.0;
/// The widest cell, in pixels; what is longer ends in dots.
const WIDEST: u32 = 420;

/// Why there is no picture.
#[derive(Debug, Error)]
pub enum DrawError {
    /// More rows than [`MAX_ROWS`].
    #[error("a table of {0} rows is too long for a picture")]
    TooLong(usize),
    /// The letters that come with the program are broken.
    #[error("the fonts cannot be read: {0}")]
    Fonts(#[from] ab_glyph::InvalidFont),
    /// The picture could not be written.
    #[error("the picture cannot be written: {0}")]
    Png(#[from] png::EncodingError),
}

/// The table as a PNG.
///
/// # Errors
/// [`DrawError`].
pub fn draw(table: &Table) -> Result<Vec<u8>, DrawError> {
    if MAX_ROWS < table.rows.len() {
        return Err(DrawError::TooLong(table.rows.len()));
    }
    let fonts = Fonts::load()?;
    let layout = Layout::of(table, &fonts);
    let mut canvas = Canvas::new(layout.width, layout.height, BACKGROUND);
    let mut top = MARGIN;
    fonts.draw(
        &mut canvas,
        Face::Bold,
        TITLE,
        &layout.title,
        MARGIN,
        top + 40,
        BRIGHT,
    );
    top += 56;
    if !layout.subtitle.is_empty() {
        fonts.draw(
            &mut canvas,
            Face::Plain,
            TEXT,
            &layout.subtitle,
            MARGIN,
            top + 28,
            MUTED,
        );
        top += 44;
    }
    top += 12;
    let heads: Vec<String> = table
        .columns
        .iter()
        .map(|column| column.head.to_owned())
        .collect();
    layout.row(&mut canvas, &fonts, table, &heads, top, Face::Bold, MUTED);
    top += ROW;
    for (index, row) in layout.cells.iter().enumerate() {
        if index % 2 == 0 {
            canvas.fill(MARGIN / 2, top, layout.width - MARGIN, ROW, STRIPE);
        }
        layout.row(&mut canvas, &fonts, table, row, top, Face::Plain, BRIGHT);
        top += ROW;
    }
    Ok(canvas.png()?)
}

/// Where everything stands.
struct Layout {
    width: u32,
    height: u32,
    title: String,
    subtitle: String,
    /// Left edge and width of each column.
    columns: Vec<(u32, u32)>,
    cells: Vec<Vec<String>>,
}

impl Layout {
    fn of(table: &Table, fonts: &Fonts) -> Self {
        let cells: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|cell| fonts.fit(Face::Plain, TEXT, cell, WIDEST))
                    .collect()
            })
            .collect();
        let mut left = MARGIN;
        let mut columns = Vec::new();
        for (index, column) in table.columns.iter().enumerate() {
            let texts = cells.iter().filter_map(|row| row.get(index));
            let widest = texts
                .map(|text| fonts.width(Face::Plain, TEXT, text))
                .max()
                .unwrap_or(0);
            let width = widest.max(fonts.width(Face::Bold, TEXT, column.head));
            columns.push((left, width));
            left += width + GAP;
        }
        let of_table = left.saturating_sub(GAP);
        let most = (WIDEST * 3).max(of_table);
        let title = fonts.fit(Face::Bold, TITLE, &table.title, most);
        let subtitle = fonts.fit(Face::Plain, TEXT, &table.subtitle, most);
        let of_title = MARGIN + fonts.width(Face::Bold, TITLE, &title);
        let of_subtitle = MARGIN + fonts.width(Face::Plain, TEXT, &subtitle);
        let above = MARGIN + 56 + 12 + if subtitle.is_empty() { 0 } else { 44 };
        let rows = u32::try_from(cells.len() + 1).unwrap_or(u32::MAX);
        Self {
            width: of_table.max(of_title).max(of_subtitle) + MARGIN,
            height: above + rows.saturating_mul(ROW) + MARGIN / 2,
            title,
            subtitle,
            columns,
            cells,
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a row of a table and where and how it is drawn"
    )]
    fn row(
        &self,
        canvas: &mut Canvas,
        fonts: &Fonts,
        table: &Table,
        cells: &[String],
        top: u32,
        face: Face,
        color: Color,
    ) {
        for ((text, column), (left, width)) in cells.iter().zip(&table.columns).zip(&self.columns) {
            let left = match column.align {
                Align::Left => *left,
                Align::Right => left + width.saturating_sub(fonts.width(face, TEXT, text)),
            };
            fonts.draw(canvas, face, TEXT, text, left, top + 34, color);
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use results::file::ResultsFile;
    use results::render::result_table;

    use super::*;

    fn race() -> Table {
        let bytes = include_bytes!("../../results/tests/files/2019_3_2_22_3_RACE.json");
        let file = ResultsFile::read("2019_3_2_22_3_RACE.json", bytes).unwrap();
        result_table(&file.classify(), &[])
    }

    fn size(png: &[u8]) -> (u32, u32) {
        let reader = png::Decoder::new(std::io::Cursor::new(png))
            .read_info()
            .unwrap();
        (reader.info().width, reader.info().height)
    }

    #[test]
    fn a_race_is_a_picture_of_moderate_size() {
        let png = draw(&race()).unwrap();
        let (width, height) = size(&png);
        assert!((800..2400).contains(&width), "{width}");
        assert!((500..1000).contains(&height), "{height}");
        assert!(png.len() < 400_000, "{}", png.len());
    }

    #[test]
    fn the_same_table_is_the_same_picture_and_another_is_another() {
        let table = race();
        assert_eq!(draw(&table).unwrap(), draw(&table).unwrap());
        let mut other = table.clone();
        other.rows[0][1] = "Somebody else".to_owned();
        assert_ne!(draw(&other).unwrap(), draw(&table).unwrap());
    }

    #[test]
    fn names_that_no_font_has_do_no_harm_and_long_ones_end_in_dots() {
        let mut table = race();
        table.rows[0][1] = "日本 🏁".to_owned();
        table.rows[1][1] = "\u{1b}[31m\u{202e}".to_owned();
        table.rows[2][1] = "W".repeat(500);
        let (width, _) = size(&draw(&table).unwrap());
        assert!(width < 2600, "{width}");
        table.rows = vec![table.rows[0].clone(); MAX_ROWS + 1];
        assert!(matches!(draw(&table), Err(DrawError::TooLong(_))));
        table.rows.clear();
        assert!(draw(&table).is_ok());
    }
}
