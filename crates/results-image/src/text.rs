//! Letters.

use ab_glyph::{Font, FontRef, Glyph, InvalidFont, PxScale, ScaleFont, point};

use crate::canvas::{Canvas, Color};

const PLAIN: &[u8] = include_bytes!("../fonts/DejaVuSans.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/DejaVuSans-Bold.ttf");

/// In place of a text without a letter that the font has.
const UNKNOWN: &str = "\u{25a1}";
const DOTS: char = '\u{2026}';

/// How strong letters are.
#[derive(Clone, Copy)]
pub(crate) enum Face {
    Plain,
    Bold,
}

pub(crate) struct Fonts {
    plain: FontRef<'static>,
    bold: FontRef<'static>,
}

impl Fonts {
    pub(crate) fn load() -> Result<Self, InvalidFont> {
        Ok(Self {
            plain: FontRef::try_from_slice(PLAIN)?,
            bold: FontRef::try_from_slice(BOLD)?,
        })
    }

    fn face(&self, face: Face) -> &FontRef<'static> {
        match face {
            Face::Plain => &self.plain,
            Face::Bold => &self.bold,
        }
    }

    /// The text as it can be drawn, in at most this width.
    pub(crate) fn fit(&self, face: Face, size: f32, text: &str, width: u32) -> String {
        let known = self.known(face, text);
        if self.width(face, size, &known) <= width {
            return known;
        }
        let mut short: Vec<char> = known.chars().take(200).collect();
        while short.pop().is_some() {
            let cut: String = short.iter().chain([&DOTS]).collect();
            if self.width(face, size, &cut) <= width {
                return cut;
            }
        }
        String::new()
    }

    /// The letters that the font has. Blanks that only stood between others go as well.
    fn known(&self, face: Face, text: &str) -> String {
        let font = self.face(face);
        let has = |letter: &char| *letter == ' ' || font.glyph_id(*letter).0 != 0;
        let letters: String = text.chars().filter(has).collect();
        let known = letters.split_whitespace().collect::<Vec<_>>().join(" ");
        if known.is_empty() && !text.trim().is_empty() {
            UNKNOWN.to_owned()
        } else {
            known
        }
    }

    /// How wide a text is, in pixels, rounded up.
    pub(crate) fn width(&self, face: Face, size: f32, text: &str) -> u32 {
        let font = self.face(face).as_scaled(PxScale::from(size));
        let width: f32 = text
            .chars()
            .map(|letter| font.h_advance(font.glyph_id(letter)))
            .sum();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a text's width"
        )]
        let pixels = width.ceil().max(0.0) as u32;
        pixels
    }

    /// Draws a text from its left edge, on this line.
    #[expect(clippy::too_many_arguments, reason = "what, where and how")]
    pub(crate) fn draw(
        &self,
        canvas: &mut Canvas,
        face: Face,
        size: f32,
        text: &str,
        left: u32,
        line: u32,
        color: Color,
    ) {
        let font = self.face(face).as_scaled(PxScale::from(size));
        #[expect(clippy::cast_precision_loss, reason = "a place in the picture")]
        let (mut x, y) = (left as f32, line as f32);
        for letter in text.chars() {
            let id = font.glyph_id(letter);
            let glyph: Glyph = id.with_scale_and_position(size, point(x, y));
            x += font.h_advance(id);
            let Some(outline) = self.face(face).outline_glyph(glyph) else {
                continue;
            };
            let corner = outline.px_bounds().min;
            outline.draw(|across, down, cover| {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "inside the picture"
                )]
                let (x, y) = (
                    corner.x.max(0.0) as u32 + across,
                    corner.y.max(0.0) as u32 + down,
                );
                canvas.blend(x, y, cover, color);
            });
        }
    }
}
