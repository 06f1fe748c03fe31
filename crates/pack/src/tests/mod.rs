//! Stories about whole packs: what is accepted, and as what; what is refused, and in which words.

mod accepted;
mod assetto;
mod cost;
mod hostile;
mod settings;
mod told;
mod unfit;
mod warned;

use std::io::{Cursor, Write};

use super::sample::{RawEntry, RawZip, Sample, gzip, tar_header};
use super::*;

const FILE: &str = "Sunday-1-20260101-120000.zip";

fn judge(bytes: &[u8]) -> Result<Pack, Faults> {
    judge_with(bytes, &Limits::default())
}

fn judge_with(bytes: &[u8], limits: &Limits) -> Result<Pack, Faults> {
    inspect(Cursor::new(bytes), FILE, limits).expect("memory can be read")
}

fn accepted(bytes: &[u8]) -> Pack {
    judge(bytes).unwrap_or_else(|faults| panic!("refused: {faults}"))
}

fn kinds(verdict: Result<Pack, Faults>) -> Vec<&'static str> {
    match verdict {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(Fault::kind).collect(),
    }
}

fn words(verdict: Result<Pack, Faults>) -> String {
    verdict.expect_err("must be refused").to_string()
}

/// The sample's entries and these, written as they are.
fn zip_with(extra: impl IntoIterator<Item = RawEntry>) -> Vec<u8> {
    zip_from(sound_entries().into_iter().chain(extra))
}

fn zip_from(entries: impl IntoIterator<Item = RawEntry>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut zip = RawZip::new(&mut bytes);
    for entry in entries {
        zip.add(entry).expect("memory does not fail");
    }
    zip.finish(b"").expect("memory does not fail");
    bytes
}

fn sound_entries() -> Vec<RawEntry> {
    Sample::default()
        .entries()
        .iter()
        .map(|(name, contents)| RawEntry::deflated(name, contents))
        .collect()
}

/// The Linux sample and whatever else is appended.
fn tar_with(append: impl FnOnce(&mut tar::Builder<flate2::write::GzEncoder<Vec<u8>>>)) -> Vec<u8> {
    let mut tar = tar::Builder::new(gzip(Vec::new()));
    for (name, contents) in Sample::linux().entries() {
        tar.append_data(
            &mut tar_header(contents.len() as u64),
            name,
            contents.as_slice(),
        )
        .expect("memory does not fail");
    }
    append(&mut tar);
    tar.into_inner()
        .and_then(|gzip| gzip.finish())
        .expect("memory does not fail")
}

/// A header whose name the tar crate would refuse to write.
fn tar_entry(name: &str, kind: tar::EntryType, size: u64) -> tar::Header {
    let mut header = tar_header(size);
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_cksum();
    header
}

fn file(name: &str) -> RawEntry {
    RawEntry::stored(name, b"x")
}
