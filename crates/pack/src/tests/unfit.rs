//! Sound archives that are refused: what is in them could not run.

use super::*;

#[test]
fn content_manager_s_single_program_has_its_own_words() {
    assert_eq!(kinds(judge(b"MZ\x90\x00 and much more")), ["single_exe"]);
    assert_eq!(
        kinds(
            inspect(Cursor::new(b"MZ\x90\x00"), "pack.exe", &Limits::default()).expect("readable")
        ),
        ["single_exe"]
    );
}

#[test]
fn the_wrong_things_zipped() {
    let zip = |names: &[&str]| zip_from(names.iter().map(|name| file(name)));
    insta::assert_snapshot!(words(judge(&zip(&["server_cfg.ini", "entry_list.ini"]))), @"This is the folder of a server preset, not a pack: the cfg folder around it is missing.");
    insta::assert_snapshot!(words(judge(&zip(&["SERVER_00/server_cfg.ini", "SERVER_00/entry_list.ini"]))), @"This is the folder of a server preset, not a pack: the cfg folder around it is missing.");
    insta::assert_snapshot!(words(judge(&zip(&["a/cfg/server_cfg.ini", "b/cfg/server_cfg.ini"]))), @r#"The archive holds more than one server: in "a/" and in "b/"."#);
    insta::assert_snapshot!(words(judge(&zip(&["a/b/cfg/server_cfg.ini"]))), @r#"The server lies too deep in the archive, in "a/b/". The cfg folder must be at the top, or inside one folder."#);
    insta::assert_snapshot!(words(judge(&zip(&["Sunday-1.zip", "readme.txt"]))), @"The archive holds another archive instead of a server.");
    insta::assert_snapshot!(words(judge(&zip(&["content/cars/roadster_cup/data.acd"]))), @"
    There is no cfg/server_cfg.ini in the archive, which every server needs.
    There is no cfg/entry_list.ini in the archive, which every server needs.
    ");
    insta::assert_snapshot!(words(judge(&zip(&[]))), @"
    There is no cfg/server_cfg.ini in the archive, which every server needs.
    There is no cfg/entry_list.ini in the archive, which every server needs.
    ");
}

#[test]
fn a_pack_without_a_program_is_told_how_to_get_one() {
    let none = Sample {
        program: None,
        ..Sample::default()
    };
    insta::assert_snapshot!(words(judge(&none.zip())), @r#"The pack has no server program. Tick "Include executable" in Content Manager's Pack dialog and pack again."#);
    let elsewhere = Sample {
        files: vec![("bin/acServer.exe".to_owned(), b"MZ".to_vec())],
        ..none
    };
    insta::assert_snapshot!(words(judge(&elsewhere.zip())), @"The server program lies at bin/acServer.exe, where it is not looked for. Put it beside the cfg folder and pack again.");
    let alone: Vec<_> = Sample::default().entries();
    let alone = alone.into_iter().map(|(name, contents)| {
        RawEntry::deflated(
            &name.replace("acServer.exe", "acServerWrapper.exe"),
            &contents,
        )
    });
    insta::assert_snapshot!(words(judge(&zip_from(alone))), @r#"The pack has acServerWrapper but not the acServer that it starts. Tick "Include executable" in Content Manager's Pack dialog and pack again."#);
}

#[test]
fn a_program_for_the_other_platform_is_told_from_none() {
    let for_linux = Sample::linux();
    insta::assert_snapshot!(words(judge(&for_linux.zip())), @"The server program is one for Linux, but a .zip runs on Windows. In Content Manager's Pack dialog choose Windows and pack again, or choose Linux and send the .tar.gz that it makes.");
    let for_windows = Sample::default();
    insta::assert_snapshot!(words(judge(&for_windows.tar_gz())), @"The server program is one for Windows, but a .tar.gz runs on Linux. In Content Manager's Pack dialog choose Linux and pack again, or choose Windows and send the .zip that it makes.");
    let under_its_name = Sample {
        program: Some(b"MZ\x90\0".to_vec()),
        ..for_linux.clone()
    };
    insta::assert_snapshot!(words(judge(&under_its_name.tar_gz())), @r#""acServer": The server program is one for Windows, but a .tar.gz runs on Linux. In Content Manager's Pack dialog choose Linux and pack again, or choose Windows and send the .zip that it makes."#);
    // With one in the bucket the pack's own is not needed.
    let limits = Limits {
        program_in_bucket: PerPlatform {
            windows: true,
            linux: false,
        },
        ..Limits::default()
    };
    let pack = judge_with(&for_linux.zip(), &limits).expect("the bucket has one");
    assert_eq!(pack.program, Program::Missing);
    assert_eq!(
        kinds(judge_with(&for_windows.tar_gz(), &limits)),
        ["wrong_program"]
    );
}

/// A program for Linux, in its first bytes.
fn elf(class: u8, machine: u8, loader: &str) -> Sample {
    let mut program = b"\x7fELF".to_vec();
    program.extend([class, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, machine, 0]);
    program.resize(500, 0);
    program.extend(loader.as_bytes());
    program.resize(9000, 0);
    Sample {
        program: Some(program),
        ..Sample::linux()
    }
}

#[test]
fn a_programs_first_bytes_say_whether_it_will_start() {
    assert_eq!(
        accepted(&elf(2, 62, "/lib64/ld-linux-x86-64.so.2").tar_gz()).warnings,
        []
    );
    assert_eq!(accepted(&elf(1, 3, "").tar_gz()).warnings, []);
    let [warning] = accepted(&elf(1, 3, "/lib/ld-linux.so.2").tar_gz())
        .warnings
        .try_into()
        .expect("one warning");
    assert_eq!(
        (warning.kind(), warning.entry()),
        ("program_32_bit", "acServer")
    );
    insta::assert_snapshot!(warning, @"acServer needs the libraries of 32-bit Linux, which Amazon Linux 2023 does not have: it may not start. Pack it for Windows, or use a 64-bit program such as AssettoServer.");
    insta::assert_snapshot!(words(judge(&elf(2, 183, "").tar_gz())), @r#""acServer": The server program was built for another kind of processor (ARM, for example). Choose Linux 64-bit in Content Manager's Pack dialog and pack again."#);
    let folded = Sample {
        root: "Sunday Cup/".to_owned(),
        ..elf(1, 3, "/lib/ld-linux.so.2")
    };
    assert_eq!(accepted(&folded.tar_gz()).warnings.len(), 1);
}

#[test]
fn settings_of_an_absurd_size_are_not_read() {
    let mut sample = Sample {
        files: vec![("cfg/entry_list.ini".to_owned(), vec![b' '; 2 << 20])],
        ..Sample::default()
    };
    assert_eq!(kinds(judge(&sample.zip())), ["settings_too_large"]);
    sample.platform = Platform::Linux;
    assert_eq!(kinds(judge(&sample.tar_gz())), ["settings_too_large"]);
}
