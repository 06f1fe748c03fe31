//! The bytes of a file on the CDN, which may be far larger than memory.

use std::ops::Range;
use std::sync::LazyLock;

use axum::body::Bytes;

/// A file made of pieces: given bytes, files on the disk, and stretches that are made up while they
/// are read.
///
/// A pack of a gibibyte is the few bytes of its head and directory, with filler between.
#[derive(Clone, Debug, Default)]
pub struct Content {
    pieces: Vec<Segment>,
}

#[derive(Clone, Debug)]
enum Segment {
    Bytes(Bytes),
    Filler(u64),
    #[cfg(unix)]
    File(std::sync::Arc<std::fs::File>, u64),
}

impl Segment {
    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Filler(len) => *len,
            #[cfg(unix)]
            Self::File(_, len) => *len,
        }
    }
}

impl Content {
    /// `len` bytes that follow a fixed pattern and do not compress away: see [`Content::pattern`].
    pub fn filler(len: u64) -> Self {
        Self::default().then_filler(len)
    }

    /// Adds bytes at the end.
    #[must_use]
    pub fn then(mut self, bytes: impl Into<Bytes>) -> Self {
        self.pieces.push(Segment::Bytes(bytes.into()));
        self
    }

    /// Adds filler at the end.
    #[must_use]
    pub fn then_filler(mut self, len: u64) -> Self {
        self.pieces.push(Segment::Filler(len));
        self
    }

    /// A file as it is now; it is read when it is asked for, and need not have a name any more.
    ///
    /// # Errors
    /// When its length cannot be told.
    #[cfg(unix)]
    pub fn file(file: std::fs::File) -> std::io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self {
            pieces: vec![Segment::File(std::sync::Arc::new(file), len)],
        })
    }

    /// The length in bytes.
    pub fn len(&self) -> u64 {
        self.pieces.iter().map(Segment::len).sum()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of a range; what lies beyond the end is left out.
    pub fn read(&self, range: Range<u64>) -> Bytes {
        let mut bytes = Vec::with_capacity(range.end.saturating_sub(range.start) as usize);
        let mut begin = 0;
        for piece in &self.pieces {
            let end = begin + piece.len();
            let (from, to) = (range.start.max(begin), range.end.min(end));
            if from < to {
                match piece {
                    Segment::Bytes(own) => {
                        bytes.extend_from_slice(
                            &own[(from - begin) as usize..(to - begin) as usize],
                        );
                    }
                    Segment::Filler(_) => fill(&mut bytes, from - begin..to - begin),
                    #[cfg(unix)]
                    Segment::File(file, _) => {
                        use std::os::unix::fs::FileExt as _;
                        let start = bytes.len();
                        bytes.resize(start + (to - from) as usize, 0);
                        // Whoever fetches it gets less than was promised then, as over a bad line.
                        if let Err(error) = file.read_exact_at(&mut bytes[start..], from - begin) {
                            tracing::error!(%error, "an attached file cannot be read");
                            bytes.truncate(start);
                        }
                    }
                }
            }
            begin = end;
        }
        bytes.into()
    }

    /// The byte of filler at an offset from its beginning, so that a reader can check it.
    pub fn pattern(offset: u64) -> u8 {
        BLOCK[(offset % PERIOD) as usize]
    }
}

/// A prime, so that the pattern never falls into step with a reader's blocks.
const PERIOD: u64 = 65_521;

/// One period of the filler. Made once, because making it byte by byte would be slower than
/// any line that it is sent over.
static BLOCK: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mixed = |offset: u64| (offset ^ (offset >> 9)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (0..PERIOD)
        .map(|offset| (mixed(offset) >> 56) as u8)
        .collect()
});

fn fill(bytes: &mut Vec<u8>, mut range: Range<u64>) {
    while range.start < range.end {
        let at = range.start % PERIOD;
        let length = (PERIOD - at).min(range.end - range.start);
        bytes.extend_from_slice(&BLOCK[at as usize..(at + length) as usize]);
        range.start += length;
    }
}

impl<B: Into<Bytes>> From<B> for Content {
    fn from(bytes: B) -> Self {
        Self::default().then(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filler_follows_its_pattern() {
        let told = Content::filler(200_000).read(70_000..70_100);
        assert!(
            (70_000..)
                .map(Content::pattern)
                .zip(&told)
                .all(|(wanted, got)| wanted == *got)
        );
    }

    #[test]
    fn any_range_equals_that_part_of_the_whole() {
        let content = Content::from(&b"head"[..])
            .then_filler(200_000)
            .then(&b"tail"[..]);
        let whole = content.read(0..content.len());
        assert_eq!(whole.len(), 200_008);
        for (from, to) in [
            (0, 2),
            (2, 6),
            (50, 51),
            (65_000, 140_000),
            (200_007, 300_000),
        ] {
            let part = whole.slice(from..to.min(200_008));
            assert_eq!(content.read(from as u64..to as u64), part);
        }
    }
}
