//! A valid pack of any size that takes no memory.

use discord_stand_in::Content;
use pack::sample::{RawEntry, RawZip, Sample};

/// A pack with one large file, which is made up while it is read. A zip without zip64 ends at 4 GiB.
pub(crate) fn bulky(bulk: u64) -> Content {
    let mut zip = Vec::new();
    let mut writer = RawZip::new(&mut zip);
    let mut add = |entry| writer.add(entry).expect("memory does not fail");
    for (name, contents) in Sample::default().entries() {
        add(RawEntry::deflated(&name, &contents));
    }
    add(RawEntry {
        unpacked: bulk,
        packed: Some(bulk),
        ..RawEntry::stored("content/bulk.bin", b"")
    });
    let head = writer.offset as usize;
    writer.offset += bulk;
    writer.finish(b"Sunday Cup").expect("memory does not fail");
    let tail = zip.split_off(head);
    Content::from(zip).then_filler(bulk).then(tail)
}
