//! Pixels.

/// Red, green and blue.
#[derive(Clone, Copy)]
pub(crate) struct Color(pub(crate) u8, pub(crate) u8, pub(crate) u8);

impl Color {
    fn channels(self) -> [u8; 3] {
        [self.0, self.1, self.2]
    }
}

/// A picture of three bytes a pixel.
pub(crate) struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Canvas {
    pub(crate) fn new(width: u32, height: u32, background: Color) -> Self {
        let pixels = background
            .channels()
            .repeat(width as usize * height as usize);
        Self {
            width,
            height,
            pixels,
        }
    }

    /// A rectangle; what lies outside of the picture is left out.
    pub(crate) fn fill(&mut self, left: u32, top: u32, width: u32, height: u32, color: Color) {
        for y in top..top.saturating_add(height) {
            for x in left..left.saturating_add(width) {
                self.blend(x, y, 1.0, color);
            }
        }
    }

    /// Lays a color over a pixel, from 0 (not at all) to 1 (nothing else is seen).
    pub(crate) fn blend(&mut self, x: u32, y: u32, cover: f32, color: Color) {
        if self.width <= x || self.height <= y {
            return;
        }
        let at = (y as usize * self.width as usize + x as usize) * 3;
        let cover = cover.clamp(0.0, 1.0);
        for (channel, new) in self.pixels[at..at + 3].iter_mut().zip(color.channels()) {
            let mixed = f32::from(*channel) * (1.0 - cover) + f32::from(new) * cover;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "from 0 to 255"
            )]
            let mixed = mixed.round() as u8;
            *channel = mixed;
        }
    }

    pub(crate) fn png(self) -> Result<Vec<u8>, png::EncodingError> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.pixels)?;
        writer.finish()?;
        Ok(bytes)
    }
}
