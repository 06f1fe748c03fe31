//! Writes the seeds: sound packs of every sort, in `corpus/pack`. Run it before fuzzing.

use std::path::Path;

use ac_deploy_fuzz::pack::sample::{RawEntry, RawZip, Sample};

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pack");
    std::fs::create_dir_all(&folder)?;
    let mut wrapper = Sample { root: "Sunday Cup/".to_owned(), ..Sample::default() };
    wrapper.ports.wrapper = Some(8050);
    let mut zip64 = Vec::new();
    let mut raw = RawZip::new(&mut zip64);
    raw.zip64 = true;
    for (name, contents) in wrapper.entries() {
        let entry = RawEntry::stored(&name, &contents);
        raw.add(RawEntry { zip64: true, flags: entry.flags | 1 << 3, made_by: 3 << 8, ..entry })?;
    }
    raw.finish(b"")?;
    for (name, mut seed) in [
        ("windows.zip", Sample::default().zip()),
        ("wrapper.zip", wrapper.zip()),
        ("zip64.zip", zip64),
        ("linux.tar.gz", Sample::linux().tar_gz()),
    ] {
        // What the target takes as the size of its pieces.
        seed.push(7);
        std::fs::write(folder.join(name), seed)?;
    }
    Ok(())
}
