//! What sort of file something is, from its first bytes.

use super::Format;
use super::faults::{Fault, FaultKind, Found};

/// How to judge a file that starts with `first` (512 bytes are enough, fewer if it is shorter).
/// The bytes decide; the name only where they do not tell.
///
/// # Errors
/// A file that is neither: with what it is instead and what to send.
pub fn kind_of(first: &[u8], file_name: &str) -> Result<Format, Fault> {
    let named_zip = file_name.to_ascii_lowercase().ends_with(".zip");
    match sniff(first) {
        Ok(format) => Ok(format),
        // A zip may have other bytes in front of it; only its end tells.
        Err(
            FaultKind::SingleExe
            | FaultKind::NotAPack {
                found: Found::Unknown,
            },
        ) if named_zip => Ok(Format::Zip),
        Err(other) => Err(other.into()),
    }
}

/// The same without the name.
pub(super) fn sniff(first: &[u8]) -> Result<Format, FaultKind> {
    let found = match first {
        [] => Found::Empty,
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => {
            return Ok(Format::Zip);
        }
        [0x1f, 0x8b, ..] => return Ok(Format::TarGz),
        [b'M', b'Z', ..] => return Err(FaultKind::SingleExe),
        [b'R', b'a', b'r', b'!', ..] => Found::Rar,
        [b'7', b'z', 0xbc, 0xaf, ..] => Found::SevenZip,
        // xz, bzip2, zstd.
        [0xfd, b'7', b'z', b'X', b'Z', ..]
        | [b'B', b'Z', b'h', ..]
        | [0x28, 0xb5, 0x2f, 0xfd, ..] => Found::OtherTar,
        _ if first.get(257..262) == Some(b"ustar") => Found::OtherTar,
        _ if is_web_page(first) => Found::WebPage,
        _ => Found::Unknown,
    };
    Err(FaultKind::NotAPack { found })
}

/// How much of a program [`built_for`] wants to see.
pub(super) const HEAD: usize = 4096;

/// What a program was built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BuiltFor {
    Windows,
    /// Linux on PCs, which is what machines are.
    Linux,
    /// Linux on 32-bit PCs, with libraries that a 64-bit system has only if somebody put them there.
    Linux32WithLibraries,
    /// Linux on something else, such as ARM.
    OtherProcessor,
    /// A script, or nothing that can be told.
    Unknown,
}

/// What loads a 32-bit program's libraries.
const LOADER_32: &[u8] = b"/ld-linux.so.2";

fn names(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|part| part == word)
}

/// What a program was built for, as far as its first [`HEAD`] bytes tell.
/// <https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html>
pub(super) fn built_for(first: &[u8]) -> BuiltFor {
    const I386: u16 = 3;
    const X86_64: u16 = 62;
    match first {
        [b'M', b'Z', ..] => BuiltFor::Windows,
        [0x7f, b'E', b'L', b'F', class, order, ..] => {
            let machine = first.get(18..20).map(|field| match order {
                1 => u16::from_le_bytes([field[0], field[1]]),
                _ => u16::from_be_bytes([field[0], field[1]]),
            });
            match (class, machine) {
                (1, Some(I386)) if names(first, LOADER_32) => BuiltFor::Linux32WithLibraries,
                (2, Some(X86_64)) | (1, Some(I386)) => BuiltFor::Linux,
                _ => BuiltFor::OtherProcessor,
            }
        }
        _ => BuiltFor::Unknown,
    }
}

fn is_web_page(first: &[u8]) -> bool {
    let text = first
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(first)
        .trim_ascii_start();
    [b"<!doctype".as_slice(), b"<html"].iter().any(|tag| {
        text.get(..tag.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(tag))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_decide_what_a_file_is() {
        assert_eq!(kind_of(b"PK\x03\x04", "pack.tar.gz"), Ok(Format::Zip));
        assert_eq!(kind_of(b"\x1f\x8b\x08", "pack.zip"), Ok(Format::TarGz));
        assert_eq!(kind_of(b"MZ\x90", "pack.zip"), Ok(Format::Zip));
        assert_eq!(kind_of(b"anything", "Pack.ZIP"), Ok(Format::Zip));
        for (first, code) in [
            (b"MZ\x90".as_slice(), "single_exe"),
            (b"", "not_a_pack"),
            (b"Rar!\x1a\x07", "not_a_pack"),
            (b"7z\xbc\xaf", "not_a_pack"),
            (b" \n<!DOCTYPE html>", "not_a_pack"),
            (b"[SERVER]", "not_a_pack"),
        ] {
            assert_eq!(
                kind_of(first, "pack.bin").map_err(|fault| fault.kind()),
                Err(code)
            );
        }
    }

    #[test]
    fn each_wrong_sort_of_file_has_words_of_its_own() {
        let say = |first: &[u8]| kind_of(first, "pack").expect_err("no pack").to_string();
        insta::assert_snapshot!(say(b"MZ"), @r#"This is a single program (.exe), which cannot be checked or set up. In Content Manager's Pack dialog, untick "Pack into single" and send the .zip that it makes."#);
        insta::assert_snapshot!(say(b"Rar!"), @"This is a RAR archive, not a server pack.");
        insta::assert_snapshot!(say(b"<html>"), @"This is a web page, not a pack: the link leads to a page about the download, or it has expired.");
    }
}
