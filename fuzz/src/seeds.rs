//! Writes the seeds: sound packs of every sort in `corpus/pack`, what a real server said in
//! `corpus/udp_plugin`. Run it before fuzzing.

use std::path::{Path, PathBuf};

use pack::sample::{RawEntry, RawZip, Sample};

fn main() -> std::io::Result<()> {
    packs(&folder("pack")?)?;
    datagrams(&folder("udp_plugin")?)
}

fn folder(target: &str) -> std::io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Each recorded datagram, and each line of the recording.
fn datagrams(folder: &Path) -> std::io::Result<()> {
    let recording = include_str!("../../crates/udp-plugin/tests/recordings/assettoserver.jsonl");
    for (number, line) in recording.lines().enumerate() {
        let digits = line.split_once(r#""hex":""#).and_then(|(_, rest)| rest.split_once('"'));
        if let Some(datagram) = digits.and_then(|(digits, _)| udp_plugin::hex::decode(digits)) {
            std::fs::write(folder.join(format!("{number}.bin")), datagram)?;
        }
        if number % 20 == 0 {
            std::fs::write(folder.join(format!("{number}.jsonl")), line.replacen('{', "{\"t\":1,", 1))?;
        }
    }
    Ok(())
}

fn packs(folder: &Path) -> std::io::Result<()> {
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
