//! What kind of program a file is.

/// Whether a program's file, of which these are the first bytes, holds 32-bit code: Kunos' acServer
/// for Linux does.
pub fn is_32_bit(beginning: &[u8]) -> bool {
    // Magic number, then EI_CLASS; 1 is ELFCLASS32.
    beginning.starts_with(b"\x7fELF\x01")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_of_both_kinds_are_told_apart() {
        assert!(is_32_bit(b"\x7fELF\x01\x01\x01"));
        for other in [&b"\x7fELF\x02\x01\x01"[..], b"#!/bin/sh", b"MZ", b""] {
            assert!(!is_32_bit(other));
        }
    }
}
