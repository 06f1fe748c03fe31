//! A copied pack is the same pack, but for what was replaced.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;

use proptest::prelude::*;
use repack::{Contents, Form, RepackError, pack_folder, read, take, write, write_with};

const CFG: &str = "cfg/server_cfg.ini";

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }
    folder
}

fn packed(files: &[(&str, &[u8])]) -> (Form, Vec<u8>) {
    let folder = folder(files);
    let mut out = Cursor::new(Vec::new());
    let form = pack_folder(folder.path(), 100, 1 << 20, &mut out).expect("packed");
    (form, out.into_inner())
}

/// Everything in a pack, by name.
fn everything(pack: &[u8], form: Form) -> BTreeMap<String, Vec<u8>> {
    let Contents { paths, .. } = read(Cursor::new(pack), form, "", &[]).expect("names");
    let names: Vec<&str> = paths.iter().map(String::as_str).collect();
    read(Cursor::new(pack), form, "", &names)
        .expect("files")
        .files
}

fn changed(pack: &[u8], form: Form, root: &str, bytes: &[u8]) -> Result<Vec<u8>, RepackError> {
    let mut out = Cursor::new(Vec::new());
    let replaced = BTreeMap::from([(CFG.to_owned(), bytes.to_vec())]);
    write(Cursor::new(pack), form, root, &replaced, &mut out)?;
    Ok(out.into_inner())
}

#[test]
fn a_folder_becomes_the_pack_that_its_program_says() {
    let linux: &[(&str, &[u8])] = &[(CFG, b"a"), ("acServer", b"elf")];
    let windows: &[(&str, &[u8])] = &[(CFG, b"a"), ("acServer.exe", b"mz")];
    let wrapped: &[(&str, &[u8])] = &[
        ("Cup/cfg/server_cfg.ini", b"a"),
        ("Cup/AssettoServer", b"elf"),
    ];
    let bare: &[(&str, &[u8])] = &[(CFG, b"a"), ("content/cars/acServer/data.acd", b"x")];
    for (files, form) in [
        (linux, Form::TarGz),
        (windows, Form::Zip),
        (wrapped, Form::TarGz),
        (bare, Form::Zip),
    ] {
        let (found, pack) = packed(files);
        assert_eq!(found, form);
        let files: BTreeMap<String, Vec<u8>> = files
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()))
            .collect();
        assert_eq!(everything(&pack, form), files);
    }
}

#[test]
fn a_wrapping_folder_and_capitals_do_not_hide_the_file() {
    for program in ["acServer", "acServer.exe"] {
        let program = format!("Cup/{program}");
        let (form, pack) = packed(&[("Cup/CFG/Server_Cfg.ini", b"old"), (&program, b"x")]);
        let pack = changed(&pack, form, "Cup/", b"new").expect("there");
        assert_eq!(everything(&pack, form)["Cup/CFG/Server_Cfg.ini"], b"new");
    }
}

#[test]
fn what_is_not_there_is_not_replaced() {
    let (form, pack) = packed(&[("cfg/entry_list.ini", b"x")]);
    assert!(
        matches!(changed(&pack, form, "", b"new"), Err(RepackError::Missing(name)) if name == CFG)
    );
    assert!(matches!(
        read(Cursor::new(&pack), form, "", &[CFG]),
        Err(RepackError::Missing(_))
    ));
    assert!(matches!(
        read(Cursor::new(b"no zip"), Form::Zip, "", &[]),
        Err(RepackError::Archive(_))
    ));
    assert!(read(Cursor::new(b"no gzip"), Form::TarGz, "", &[]).is_err());
}

#[test]
fn a_folder_has_limits_and_no_links() {
    let full = folder(&[("a", b"12345"), ("b", b"12345")]);
    let pack = |entries, bytes| pack_folder(full.path(), entries, bytes, Cursor::new(Vec::new()));
    assert!(pack(2, 10).is_ok());
    assert!(matches!(
        pack(1, 10),
        Err(RepackError::FolderTooLarge { .. })
    ));
    assert!(matches!(
        pack(2, 9),
        Err(RepackError::FolderTooLarge { .. })
    ));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc", full.path().join("link")).expect("a link");
        assert!(matches!(pack(9, 99), Err(RepackError::NotAFile(name)) if name == "link"));
    }
}

#[cfg(unix)]
#[test]
fn a_program_stays_one_that_can_be_run() {
    use std::os::unix::fs::PermissionsExt as _;
    let linux = folder(&[(CFG, b"a"), ("acServer", b"elf")]);
    fs::set_permissions(
        linux.path().join("acServer"),
        fs::Permissions::from_mode(0o755),
    )
    .expect("the right");
    let mut out = Cursor::new(Vec::new());
    let form = pack_folder(linux.path(), 9, 99, &mut out).expect("packed");
    let pack = changed(&out.into_inner(), form, "", b"b").expect("there");
    let gzip = flate2::read::GzDecoder::new(Cursor::new(pack));
    let mut archive = tar::Archive::new(gzip);
    let modes: Vec<(String, u32)> = archive
        .entries()
        .expect("entries")
        .map(|entry| {
            let entry = entry.expect("an entry");
            (
                entry.path().expect("a path").display().to_string(),
                entry.header().mode().expect("a mode"),
            )
        })
        .collect();
    assert!(modes.contains(&("acServer".to_owned(), 0o755)), "{modes:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn every_other_file_stays_as_it_was(
        contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..2000), 1..6),
        new in prop::collection::vec(any::<u8>(), 0..200),
        linux in any::<bool>(),
    ) {
        let names: Vec<String> = (0..contents.len()).map(|n| format!("content/cars/c{n}/data.acd")).collect();
        let mut files: Vec<(&str, &[u8])> = names.iter().map(String::as_str).zip(contents.iter().map(Vec::as_slice)).collect();
        files.push((CFG, b"old"));
        files.push((if linux { "acServer" } else { "acServer.exe" }, b"program"));
        let (form, pack) = packed(&files);
        let copy = changed(&pack, form, "", &new).expect("there");
        let mut expected = everything(&pack, form);
        expected.insert(CFG.to_owned(), new);
        prop_assert_eq!(everything(&copy, form), expected);
    }
}

#[test]
fn files_of_one_pack_come_into_another_and_replace_none_of_its_own() {
    let surfaces = "content/tracks/spa/data/surfaces.ini";
    let linux: &[(&str, &[u8])] = &[(CFG, b"a"), ("acServer", b"elf"), ("content/own", b"own")];
    let windows: &[(&str, &[u8])] = &[
        ("Cup/cfg/server_cfg.ini", b"a"),
        ("Cup/acServer.exe", b"mz"),
        ("Cup/content/own", b"own"),
    ];
    let (giver_form, giver) = packed(&[
        ("Spa/cfg/server_cfg.ini", b"a"),
        ("Spa/acServer.exe", b"mz"),
        (&format!("Spa/{surfaces}"), b"road"),
        ("Spa/content/own", b"other"),
    ]);
    let wanted = |path: &str| path.starts_with("content/");
    let taken = take(Cursor::new(&giver), giver_form, "Spa/", &wanted, 10, 100).expect("taken");
    assert_eq!(taken.len(), 2);
    for (files, root) in [(linux, ""), (windows, "Cup/")] {
        let (form, pack) = packed(files);
        let mut out = Cursor::new(Vec::new());
        let replaced = BTreeMap::from([(CFG.to_owned(), b"b".to_vec())]);
        write_with(Cursor::new(&pack), form, root, &replaced, &taken, &mut out).expect("written");
        let all = everything(&out.into_inner(), form);
        assert_eq!(all[&format!("{root}{CFG}")], b"b");
        assert_eq!(all[&format!("{root}{surfaces}")], b"road");
        assert_eq!(all[&format!("{root}content/own")], b"own");
        assert_eq!(all.len(), 4);
    }
}

#[test]
fn no_more_is_taken_out_of_a_pack_than_a_server_needs() {
    let (form, pack) = packed(&[(CFG, b"a"), ("content/a", b"123"), ("content/b", b"456")]);
    let taken = |files, bytes| {
        let wanted = |path: &str| path.starts_with("content/");
        take(Cursor::new(&pack), form, "", &wanted, files, bytes).map(|taken| taken.len())
    };
    assert_eq!(taken(2, 6).ok(), Some(2));
    for (files, bytes) in [(1, 6), (2, 5)] {
        let refused = taken(files, bytes);
        assert!(
            matches!(refused, Err(RepackError::TooMuch { .. })),
            "{refused:?}"
        );
    }
}
