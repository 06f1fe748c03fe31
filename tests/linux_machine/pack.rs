//! The stories' packs, and what a machine is told about them.

use std::net::Ipv4Addr;

use ::pack::sample::{self, Sample};
use cloud::BootPlan;
use sha2::{Digest, Sha256};
use world::ordered::boot_plan;

use crate::amazon::BUCKET;

/// Where the pack lies in its bucket.
pub(crate) const KEY: &str = "packs/1234567890/abcdefgh/Sunday Cup-1-20260619-161315.tar.gz";

/// What becomes the server: the stand-in, over the pack in the working directory.
pub(crate) const STAND_IN: &str =
    "/usr/lib/stand-in/acServer simulate-acserver --step-ms 50 --address 0.0.0.0";

/// A server program that plays this part, as [`acserver_stand_in::ServerKind`] knows it.
pub(crate) fn program(part: &str) -> Vec<u8> {
    format!("#!/bin/sh\n# stand-in: {part}\nexec {STAND_IN}\n").into_bytes()
}

/// AssettoServer, which prints the address at which it finds itself. The stand-in prints the one
/// at which it listens.
pub(crate) fn assetto_server(address: Ipv4Addr) -> Vec<u8> {
    format!(
        "#!/bin/sh\n# stand-in: assetto-server\n{STAND_IN} | sed --unbuffered s/0.0.0.0/{address}/\n"
    )
    .into_bytes()
}

/// A static 32-bit program that ends with code 7 and does nothing else.
pub(crate) fn exit_7() -> Vec<u8> {
    const BASE: u32 = 0x0804_8000;
    // mov eax, 1 (exit); mov ebx, 7; int 0x80
    const CODE: [u8; 12] = [0xb8, 1, 0, 0, 0, 0xbb, 7, 0, 0, 0, 0xcd, 0x80];
    const HEADERS: u32 = 52 + 32;
    let length = HEADERS + CODE.len() as u32;
    let mut program = b"\x7fELF\x01\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    let half = |number: u16| number.to_le_bytes();
    let word = |number: u32| number.to_le_bytes();
    // An executable for the 386, version 1; entry, program headers, no sections, no flags.
    program.extend([half(2), half(3)].concat());
    program.extend([word(1), word(BASE + HEADERS), word(52), word(0), word(0)].concat());
    program.extend([half(52), half(32), half(1), half(0), half(0), half(0)].concat());
    // All of it is loaded, to be read and executed.
    program.extend([word(1), word(0), word(BASE), word(BASE)].concat());
    program.extend([word(length), word(length), word(5), word(0x1000)].concat());
    program.extend(CODE);
    program
}

/// A pack with this server program.
pub(crate) fn with_program(program: Vec<u8>) -> Vec<u8> {
    Sample {
        program: Some(program),
        ..Sample::linux()
    }
    .tar_gz()
}

/// A pack whose server plays this part.
pub(crate) fn playing(part: &str) -> Vec<u8> {
    with_program(program(part))
}

/// A pack that works but for this entry, which comes first.
pub(crate) fn hostile(name: &str, kind: tar::EntryType, link: Option<&str>) -> Vec<u8> {
    let mut header = sample::tar_header(0);
    header.set_entry_type(kind);
    // tar's own setters refuse what a hostile pack is made of.
    let raw = header.as_old_mut();
    raw.name[..name.len()].copy_from_slice(name.as_bytes());
    if let Some(link) = link {
        raw.linkname[..link.len()].copy_from_slice(link.as_bytes());
    }
    header.set_cksum();
    let mut tar = tar::Builder::new(sample::gzip(Vec::new()));
    tar.append(&header, &[][..]).expect("memory does not fail");
    for (name, contents) in Sample::linux().entries() {
        let mut header = sample::tar_header(contents.len() as u64);
        tar.append_data(&mut header, name, contents.as_slice())
            .expect("memory does not fail");
    }
    tar.into_inner()
        .and_then(flate2::write::GzEncoder::finish)
        .expect("memory does not fail")
}

/// What a machine is told about this pack.
pub(crate) fn plan(pack: &[u8]) -> BootPlan {
    BootPlan {
        bucket: BUCKET.to_owned(),
        key: KEY.to_owned(),
        size: pack.len() as u64,
        sha256: Some(sha256(pack)),
        program: "acServer".to_owned(),
        ..boot_plan()
    }
}

/// In lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
