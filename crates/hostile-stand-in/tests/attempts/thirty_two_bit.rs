//! Kunos' acServer for Linux is a 32-bit program, whose system calls have other numbers.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, ExitStatus};

use confine::{Confinement, Files, Launch, Needs, Support};

use crate::stage::copy_program;

const HELPER: &str = env!("CARGO_BIN_EXE_hostile-stand-in");
/// Where the program is loaded to.
const BASE: u32 = 0x0804_8000;
/// The lengths of its headers.
const HEADERS: u32 = 52 + 32;

/// A program of a few bytes that makes the symbolic link `b` to `a`, and ends with the number of the
/// error, or 0.
fn program() -> Vec<u8> {
    let code_length = 5 + 5 + 5 + 2 + 2 + 2 + 5 + 2;
    let names = BASE + HEADERS + code_length;
    let mut code = vec![0xb8, 83, 0, 0, 0]; // eax = symlink
    code.push(0xbb); // ebx = "a"
    code.extend(names.to_le_bytes());
    code.push(0xb9); // ecx = "b"
    code.extend((names + 2).to_le_bytes());
    code.extend([0xcd, 0x80]); // call
    code.extend([0x89, 0xc3, 0xf7, 0xdb]); // ebx = -eax
    code.extend([0xb8, 1, 0, 0, 0, 0xcd, 0x80]); // exit
    assert_eq!(code.len(), code_length as usize);
    code.extend(b"a\0b\0");

    let length = HEADERS + code.len() as u32;
    let mut file = b"\x7fELF\x01\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    file.extend([2, 0, 3, 0]); // an executable for the 386
    for word in [1, BASE + HEADERS, 52, 0, 0] {
        file.extend(u32::to_le_bytes(word));
    }
    for half in [52_u16, 32, 1, 0, 0, 0] {
        file.extend(half.to_le_bytes());
    }
    // One part: all of the file, to be read and executed.
    for word in [1, 0, BASE, BASE, length, length, 5, 0x1000] {
        file.extend(u32::to_le_bytes(word));
    }
    file.extend(code);
    file
}

fn run_confined(folder: &Path, program: &Path, thirty_two_bit: bool) -> ExitStatus {
    let launch = Launch {
        program: program.to_owned(),
        arguments: Vec::new(),
        confinement: Confinement {
            files: Files {
                execute: vec![program.to_owned()],
                write: vec![folder.join("pack")],
                ..Files::default()
            },
            needs: Needs {
                thirty_two_bit,
                ..Needs::default()
            },
            ..Confinement::default()
        },
        support: Support::of_this_system(),
        allow_unconfined: false,
    };
    let (mut command, outcome) = launch.command(Path::new(HELPER)).expect("a command");
    command.current_dir(folder.join("pack"));
    let status = command.status().expect("the helper starts");
    drop(command);
    outcome.wait().expect("it was started");
    status
}

#[test]
fn a_32_bit_program_is_held_as_well() {
    let folder = tempfile::tempdir().expect("a folder");
    let program_file = folder.path().join("program");
    let bytes = folder.path().join("bytes");
    fs::write(&bytes, program()).expect("written");
    copy_program(&bytes, &program_file);
    fs::set_permissions(&program_file, fs::Permissions::from_mode(0o755)).expect("executable");
    fs::create_dir(folder.path().join("pack")).expect("a folder");
    let free = Command::new(&program_file)
        .current_dir(folder.path().join("pack"))
        .status();
    let Ok(free) = free else {
        eprintln!("skipped: this system runs no 32-bit programs");
        return;
    };
    assert_eq!(free.code(), Some(0));
    assert!(folder.path().join("pack/b").is_symlink());
    fs::remove_file(folder.path().join("pack/b")).expect("removed");
    if !Support::of_this_system().confines() {
        return;
    }
    let denied = run_confined(folder.path(), &program_file, true);
    assert_eq!(denied.code(), Some(1), "EPERM");
    // SIGSYS: whoever brings such code into a 64-bit program gains nothing.
    let unexpected = run_confined(folder.path(), &program_file, false);
    assert_eq!(unexpected.signal(), Some(31));
    assert!(!folder.path().join("pack/b").is_symlink());
}
