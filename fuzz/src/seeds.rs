//! Writes the seeds: sound packs of every sort in `corpus/pack`, settings that lead
//! somewhere in `corpus/settings`, what a real server said in `corpus/udp_plugin`. Run it before fuzzing.

use std::path::{Path, PathBuf};

use pack::sample::{RawEntry, RawZip, Sample};

fn main() -> std::io::Result<()> {
    packs(&folder("pack")?)?;
    settings(&folder("settings")?)?;
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

/// One of each file that server programs obey; the last byte is what the target takes for which.
fn settings(folder: &Path) -> std::io::Result<()> {
    let mut packed = Sample::default().entries().into_iter().map(|(_, contents)| contents);
    let server_cfg = packed.next().unwrap_or_default();
    let entry_list = packed.next().unwrap_or_default();
    let seeds: [&[u8]; 5] = [
        &[&server_cfg[..], b"UDP_PLUGIN_ADDRESS=10.0.0.7:1\r\nWELCOME_MESSAGE=C:\\x.txt\r\n"].concat(),
        &[&entry_list[..], b"FIXED_SETUP=../x\r\n"].concat(),
        br#"{"track": {"url": "https://x", "file": "D:\\x.zip"}, "cars": {"a": {"file": "a.zip"}}}"#,
        b"EnableUPnP: true\nRconPort: 1\nLokiSettings:\n  Url: http://x\nUserGroups: {x: a.txt}\n---\n!A\nB: |\n  c\n",
        b"AuditUrl: https://discord.com/x\nDatabasePath: /x\nList: ['a', \"\\x2e\"]\n",
    ];
    for (which, seed) in (0_u8..).zip(seeds) {
        std::fs::write(folder.join(format!("{which}.txt")), [seed, &[which]].concat())?;
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
