//! The parts of a file that somebody has fetched so far, and the wish for more.

use std::ops::Range;

use super::faults::{DirectoryMismatch, Fault, FaultKind, Faults};

/// Why an inspection cannot go on.
#[derive(Debug)]
pub(super) enum NeedMore {
    /// These bytes are missing.
    Need(Range<u64>),
    /// It has seen enough.
    Refuse(Faults),
}

impl From<FaultKind> for NeedMore {
    fn from(fault: FaultKind) -> Self {
        Self::Refuse(Fault::from(fault).into())
    }
}

impl From<DirectoryMismatch> for NeedMore {
    fn from(lie: DirectoryMismatch) -> Self {
        FaultKind::LyingDirectory { lie }.into()
    }
}

/// Bytes of a file by their offset. Holds only what it was given.
#[derive(Debug)]
pub(super) struct Window {
    /// Of the whole file.
    size: u64,
    /// Sorted by offset; never overlapping, never adjacent.
    pieces: Vec<(u64, Vec<u8>)>,
}

impl Window {
    pub(super) fn new(size: u64) -> Self {
        Self {
            size,
            pieces: Vec::new(),
        }
    }

    /// The size of the whole file.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// The bytes of `range`, or a pause to fetch them.
    pub(super) fn read(&self, range: Range<u64>) -> Result<&[u8], NeedMore> {
        if self.size < range.end {
            return Err(FaultKind::Truncated.into());
        }
        match self.first_gap(range.clone()) {
            Some(gap) => Err(NeedMore::Need(gap)),
            None => Ok(self.get(range).unwrap_or_default()),
        }
    }

    /// Adds bytes; those that are known already keep their first value, those beyond the end of
    /// the file are dropped.
    pub(super) fn insert(&mut self, offset: u64, bytes: &[u8]) {
        let room = length(self.size.saturating_sub(offset));
        let mut bytes = &bytes[..bytes.len().min(room)];
        let mut at = offset;
        while !bytes.is_empty() {
            let end = at + bytes.len() as u64;
            match self.first_gap(at..end) {
                None => return,
                Some(gap) => {
                    bytes = &bytes[length(gap.start - at)..];
                    let (piece, rest) =
                        bytes.split_at(length(gap.end - gap.start).min(bytes.len()));
                    self.fill(gap.start, piece);
                    at = gap.start + piece.len() as u64;
                    bytes = rest;
                }
            }
        }
    }

    /// The first part of `range` that is missing.
    pub(super) fn first_gap(&self, range: Range<u64>) -> Option<Range<u64>> {
        let after = self
            .pieces
            .partition_point(|(start, _)| *start <= range.start);
        let known = after.checked_sub(1).map_or(range.start, |index| {
            end(&self.pieces[index]).max(range.start)
        });
        let next = self
            .pieces
            .get(after)
            .map_or(range.end, |(start, _)| (*start).min(range.end));
        (known < range.end).then_some(known..next)
    }

    /// The bytes of `range`, if all are known.
    fn get(&self, range: Range<u64>) -> Option<&[u8]> {
        let after = self
            .pieces
            .partition_point(|(start, _)| *start <= range.start);
        let (start, bytes) = self.pieces.get(after.checked_sub(1)?)?;
        bytes.get(length(range.start - start)..length(range.end.checked_sub(*start)?))
    }

    /// `bytes` fit into a gap.
    fn fill(&mut self, offset: u64, bytes: &[u8]) {
        let index = self.pieces.partition_point(|(start, _)| *start <= offset);
        let index = match index.checked_sub(1) {
            Some(before) if end(&self.pieces[before]) == offset => {
                self.pieces[before].1.extend_from_slice(bytes);
                before
            }
            _ => {
                self.pieces.insert(index, (offset, bytes.to_vec()));
                index
            }
        };
        if self
            .pieces
            .get(index + 1)
            .is_some_and(|(start, _)| *start == end(&self.pieces[index]))
        {
            let (_, following) = self.pieces.remove(index + 1);
            self.pieces[index].1.extend_from_slice(&following);
        }
    }
}

fn end((start, bytes): &(u64, Vec<u8>)) -> u64 {
    start + bytes.len() as u64
}

/// A length inside memory; what does not fit is out of every piece's bounds.
fn length(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pieces_grow_together() {
        let mut window = Window::new(80);
        window.insert(4, b"45");
        assert_eq!(window.first_gap(0..8), Some(0..4));
        window.insert(0, b"01");
        assert_eq!(window.first_gap(0..8), Some(2..4));
        window.insert(1, b"xxxxxx");
        assert_eq!(window.first_gap(0..8), Some(7..8));
        assert_eq!(window.get(0..7), Some(b"01xx45x".as_slice()));
        assert_eq!(window.get(5..8), None);
        assert_eq!(window.pieces.len(), 1);
    }

    proptest! {
        #[test]
        fn whatever_the_order_a_full_window_holds_the_file(
            file in proptest::collection::vec(any::<u8>(), 1..80),
            cuts in proptest::collection::vec((0..80usize, 0..80usize), 0..40),
        ) {
            let mut window = Window::new(file.len() as u64);
            for (start, size) in cuts {
                let start = start.min(file.len());
                let stop = (start + size).min(file.len());
                window.insert(start as u64, &file[start..stop]);
            }
            let whole = 0..file.len() as u64;
            while let Some(gap) = window.first_gap(whole.clone()) {
                prop_assert!(gap.start < gap.end);
                window.insert(gap.start, &file[gap.start as usize..gap.end as usize]);
            }
            prop_assert_eq!(window.get(whole), Some(file.as_slice()));
        }
    }
}
