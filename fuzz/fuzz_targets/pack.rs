//! Any bytes, as a zip by ranges and as a stream: a verdict, without a panic, and the same one
//! however the bytes arrive.
#![no_main]

use pack::{Faults, Inspection, Limits, Pack, Step, StreamInspection};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    // The last byte cuts the pieces, so that the rest stays a valid archive.
    let Some((cut, bytes)) = input.split_last() else { return };
    let piece = usize::from(*cut) * 16 + 1;
    assert_eq!(by_ranges(bytes, usize::MAX), by_ranges(bytes, piece));
    assert_eq!(by_stream(bytes, usize::MAX), by_stream(bytes, piece));
});

fn limits() -> Limits {
    // Small, so that the limits are reached.
    Limits { max_entries: 100, max_unpacked: 4 << 20, ratio_from: 1 << 20, ..Limits::default() }
}

fn by_ranges(bytes: &[u8], piece: usize) -> Result<Pack, Faults> {
    let mut inspection = Inspection::new("pack.zip", bytes.len() as u64, limits());
    loop {
        match inspection.next() {
            Step::Done(verdict) => return verdict,
            Step::Need(range) => {
                assert!(range.start < range.end && range.end <= bytes.len() as u64);
                let part = &bytes[range.start as usize..range.end as usize];
                inspection.supply(range.start, &part[..part.len().min(piece)]);
            }
        }
    }
}

fn by_stream(bytes: &[u8], piece: usize) -> Result<Pack, Faults> {
    let mut inspection = StreamInspection::new("pack.tar.gz", Some(bytes.len() as u64), limits());
    for part in bytes.chunks(piece) {
        inspection.feed(part)?;
    }
    inspection.finish()
}
