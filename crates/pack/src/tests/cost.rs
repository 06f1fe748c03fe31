//! How much of an archive is read before the verdict.

use super::*;

/// What an inspection reads of an archive of which only some parts exist.
fn reads(
    size: u64,
    read: impl Fn(std::ops::Range<u64>) -> Vec<u8>,
) -> (Vec<u64>, Result<Pack, Faults>) {
    let mut inspection = Inspection::new(FILE, size, Limits::default());
    let mut lengths = Vec::new();
    loop {
        match inspection.next() {
            Step::Done(verdict) => return (lengths, verdict),
            Step::Need(range) => {
                lengths.push(range.end - range.start);
                inspection.supply(range.start, &read(range));
            }
        }
    }
}

#[test]
fn a_pack_of_a_gibibyte_is_judged_in_two_small_reads() {
    // The padding need not exist: the file is its two ends, and zeros between them.
    let mut front = Vec::new();
    let mut zip = RawZip::new(&mut front);
    for entry in sound_entries() {
        zip.add(entry).expect("memory does not fail");
    }
    let files = 800_u64;
    let each = (1 << 30) / files;
    let header = 30 + "content/padding/0000.bin".len() as u64;
    let hole_start = zip.offset;
    for number in 0..files {
        let entry = RawEntry {
            packed: Some(each),
            unpacked: each,
            ..RawEntry::stored(&format!("content/padding/{number:04}.bin"), b"")
        };
        zip.list(&entry, hole_start + number * (each + header));
    }
    zip.offset = hole_start + files * (each + header);
    let hole_end = zip.offset;
    zip.finish(b"Sunday Cup").expect("memory does not fail");
    let size = hole_end + front.len() as u64 - hole_start;

    let (lengths, verdict) = reads(size, |range| {
        let byte = |offset: u64| match offset {
            offset if offset < hole_start => front[offset as usize],
            offset if offset < hole_end => 0,
            offset => front[(offset - hole_end + hole_start) as usize],
        };
        range.map(byte).collect()
    });
    let pack = verdict.expect("the sample is sound");
    assert_eq!(pack.entry_count, 806);
    assert_eq!(lengths.len(), 2, "{lengths:?}");
    assert!(lengths.iter().sum::<u64>() < 256 << 10, "{lengths:?}");
}

#[test]
fn a_directory_of_absurd_size_is_not_read() {
    let mut bytes = Vec::new();
    let mut zip = RawZip::new(&mut bytes);
    zip.zip64 = true;
    zip.count_lie = 1 << 40;
    zip.finish(b"").expect("memory does not fail");
    assert_eq!(kinds(judge(&bytes)), ["too_many_entries"]);
}
