//! The program, called as systemd and the set-up call it.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use agent::unpacker::Unpacked;
use pack::sample::Sample;

fn agent(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ac-deploy-agent"));
    command.args(arguments);
    command
}

fn unpacked(pack: &[u8], folder: &Path, more: &[&str]) -> Output {
    let (file, into) = (folder.join("pack"), folder.join("out"));
    fs::write(&file, pack).expect("written");
    fs::create_dir(&into).expect("a folder");
    agent(&[&["unpack", &into.to_string_lossy()], more].concat())
        .stdin(File::open(&file).expect("there"))
        .output()
        .expect("it runs")
}

fn said(output: &Output) -> Unpacked {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn a_pack_is_unpacked_and_its_program_made_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let pack = Sample {
        root: "My league/".to_owned(),
        program: Some(b"#!/bin/sh\n".to_vec()),
        ..Sample::linux()
    };
    let unpacked = said(&unpacked(
        &pack.tar_gz(),
        folder.path(),
        &["My league/acServer"],
    ));
    assert_eq!(unpacked.folder, Path::new("My league"));
    assert_eq!(
        (unpacked.program.as_str(), unpacked.runs_once),
        ("acServer", false)
    );
    let program = folder.path().join("out/My league/acServer");
    let mode = fs::metadata(program).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn a_pack_for_somebody_else_s_program_brings_only_what_is_raced() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("theirs");
    fs::write(&program, "#!/bin/sh\n").expect("written");
    let pack = Sample {
        program: None,
        files: vec![
            ("wwwroot/login.html".to_owned(), b"x".to_vec()),
            ("cfg/welcome.txt".to_owned(), b"x".to_vec()),
        ],
        ..Sample::linux()
    };
    let output = unpacked(
        &pack.tar_gz(),
        folder.path(),
        &["acServer", &program.to_string_lossy()],
    );
    assert_eq!(said(&output).program, "acServer");
    let out = folder.path().join("out");
    assert!(out.join("cfg/welcome.txt").exists());
    assert!(!out.join("wwwroot").exists());
}

#[test]
fn what_cannot_be_unpacked_is_told_in_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let pack = Sample {
        files: vec![("../owned".to_owned(), b"x".to_vec())],
        ..Sample::default()
    };
    // A zip, since a tar of this kind cannot be made by accident.
    let output = unpacked(&pack.zip(), folder.path(), &["acServer"]);
    assert!(!output.status.success());
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        words,
        "it holds “../owned”, which would lie outside of its folder. Pack it again with Content Manager.\n"
    );
}

#[test]
fn it_says_what_it_can_do() {
    let output = agent(&["dance"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("ac-deploy-agent watch"));
}
