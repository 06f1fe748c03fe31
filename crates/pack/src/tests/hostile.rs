//! Archives that are refused whatever is in them: hostile, damaged, or not to be unpacked.

use super::*;

#[test]
fn names_that_could_write_elsewhere() {
    for (name, kind) in [
        ("../evil.exe", "path_escapes"),
        (r"..\evil.exe", "path_escapes"),
        ("/evil.exe", "absolute_path"),
        ("C:/evil.exe", "drive_letter"),
        (r"\\server\evil.exe", "network_path"),
        ("cfg/con.ini", "reserved_name"),
        ("cfg/welcome.txt::$DATA", "forbidden_character"),
        ("cfg./welcome.txt", "trailing_dot_or_space"),
    ] {
        assert_eq!(
            kinds(judge(&zip_with([file(name)]))),
            [kind],
            "{name} in a zip"
        );
        let tar = tar_with(|tar| {
            tar.append(&tar_entry(name, tar::EntryType::Regular, 1), &b"x"[..])
                .expect("memory does not fail");
        });
        assert_eq!(kinds(judge(&tar)), [kind], "{name} in a tar");
    }
}

#[test]
fn names_that_are_one_file_on_windows() {
    assert_eq!(
        kinds(judge(&zip_with([file("CFG/SERVER_CFG.INI")]))),
        ["duplicate_name"]
    );
    assert_eq!(
        kinds(judge(&zip_with([file(r"cfg\server_cfg.ini")]))),
        ["same_name"]
    );
    assert_eq!(
        kinds(judge(&zip_with([file("acserver.EXE/x")]))),
        ["file_and_folder"]
    );
    assert_eq!(
        kinds(judge(&zip_with([file("Content")]))),
        ["file_and_folder"]
    );
}

#[test]
fn links_and_devices() {
    let unix = |mode: u32| RawEntry {
        made_by: 3 << 8,
        attributes: mode << 16,
        ..file("cfg/elsewhere")
    };
    assert_eq!(kinds(judge(&zip_with([unix(0o120_777)]))), ["link"]);
    assert_eq!(
        kinds(judge(&zip_with([RawEntry {
            made_by: 0,
            ..unix(0o120_777)
        }]))),
        ["link"]
    );
    assert_eq!(kinds(judge(&zip_with([unix(0o060_600)]))), ["special_file"]);
    assert_eq!(
        kinds(judge(&zip_with([unix(0o100_644)]))),
        Vec::<&str>::new()
    );
    for (kind, fault) in [
        (tar::EntryType::Symlink, "link"),
        (tar::EntryType::Link, "link"),
        (tar::EntryType::Block, "special_file"),
        (tar::EntryType::Char, "special_file"),
        (tar::EntryType::Fifo, "special_file"),
    ] {
        let tar = tar_with(|tar| {
            tar.append(&tar_entry("cfg/elsewhere", kind, 0), &b""[..])
                .expect("memory does not fail");
        });
        assert_eq!(kinds(judge(&tar)), [fault]);
    }
}

#[test]
fn what_a_server_cannot_unpack() {
    let encrypted = RawEntry {
        flags: 1,
        ..file("cfg/secret")
    };
    assert_eq!(kinds(judge(&zip_with([encrypted]))), ["encrypted"]);
    let aes = RawEntry {
        flags: 1,
        method: 99,
        ..file("cfg/secret")
    };
    assert_eq!(kinds(judge(&zip_with([aes]))), ["encrypted"]);
    let zstd = RawEntry {
        method: 93,
        ..file("cfg/new")
    };
    insta::assert_snapshot!(words(judge(&zip_with([zstd]))), @r#""cfg/new": It is compressed with Zstandard, which a server cannot unpack. Zip it with the normal method (Deflate)."#);
}

#[test]
fn bombs() {
    let small = Limits {
        max_unpacked: 500,
        ..Limits::default()
    };
    assert_eq!(
        kinds(judge_with(&Sample::default().zip(), &small)),
        ["too_large"]
    );
    assert_eq!(
        kinds(judge_with(&Sample::linux().tar_gz(), &small)),
        ["too_large"]
    );

    let few = Limits {
        max_entries: 5,
        ..Limits::default()
    };
    assert_eq!(
        kinds(judge_with(&Sample::default().zip(), &few)),
        ["too_many_entries"]
    );
    assert_eq!(
        kinds(judge_with(&Sample::linux().tar_gz(), &few)),
        ["too_many_entries"]
    );

    // Folders that no entry lists have to be remembered all the same.
    let deep = (0..3).map(|number| file(&format!("{number}/a/b/c/d/e/f/g/h/i/j/k")));
    let few = Limits {
        max_entries: 10,
        ..Limits::default()
    };
    assert_eq!(
        kinds(judge_with(&zip_with(deep), &few)),
        ["too_many_entries"]
    );

    let zeros = vec![0; 20 << 20];
    let bomb = Sample {
        files: vec![("content/zeros".to_owned(), zeros)],
        ..Sample::default()
    };
    assert_eq!(kinds(judge(&bomb.zip())), ["ratio_bomb"]);
    assert_eq!(
        kinds(judge(
            &Sample {
                platform: Platform::Linux,
                ..bomb
            }
            .tar_gz()
        )),
        ["ratio_bomb"]
    );
}

#[test]
fn a_directory_that_lies() {
    let spoiled = |spoil: &dyn Fn(&mut RawEntry)| {
        let mut entries = sound_entries();
        spoil(&mut entries[0]);
        zip_from(entries)
    };
    let lie = |spoil: &dyn Fn(&mut RawEntry)| kinds(judge(&spoiled(spoil)));
    assert_eq!(
        lie(&|entry| entry.local_name = b"cfg/server_cfg.bak".to_vec()),
        ["lying_directory"]
    );
    assert_eq!(lie(&|entry| entry.unpacked += 1), ["lying_directory"]);
    assert_eq!(lie(&|entry| entry.unpacked -= 1), ["lying_directory"]);
    assert_eq!(lie(&|entry| entry.crc32 ^= 1), ["damaged"]);
    assert_eq!(lie(&|entry| entry.data[9] ^= 0xff).len(), 1);
    // A second name for Info-ZIP's readers, where the first one needs none.
    let second = [&[0x75, 0x70, 12, 0, 1, 0, 0, 0, 0][..], b"evil.so"].concat();
    assert_eq!(
        lie(&|entry| entry.extra.clone_from(&second)),
        ["lying_directory"]
    );

    let entries = sound_entries();
    let mut bytes = Vec::new();
    let mut zip = RawZip::new(&mut bytes);
    for entry in entries.clone() {
        zip.add(entry).expect("memory does not fail");
    }
    zip.count_lie = 1;
    zip.finish(b"").expect("memory does not fail");
    assert_eq!(kinds(judge(&bytes)), ["lying_directory"]);

    let mut bytes = Vec::new();
    let mut zip = RawZip::new(&mut bytes);
    for entry in entries {
        zip.add(entry).expect("memory does not fail");
    }
    zip.list(&file("content/nowhere"), 1 << 30);
    zip.finish(b"").expect("memory does not fail");
    assert_eq!(kinds(judge(&bytes)), ["lying_directory"]);
}

#[test]
fn an_archive_inside_the_comment_does_not_hide_the_other() {
    let mut bytes = Vec::new();
    let mut zip = RawZip::new(&mut bytes);
    for entry in sound_entries() {
        zip.add(entry).expect("memory does not fail");
    }
    zip.finish(b"PK\x05\x06 and then something else entirely")
        .expect("memory does not fail");
    assert!(judge(&bytes).is_err());
}

#[test]
fn entries_that_share_their_data() {
    let twin = RawEntry {
        offset: Some(0),
        ..file("content/twin")
    };
    assert_eq!(kinds(judge(&zip_with([twin]))), ["overlapping_entries"]);
}

#[test]
fn an_archive_that_was_cut_off() {
    let zip = Sample::default().zip();
    for length in [1, 4, 100, zip.len() / 2, zip.len() - 1] {
        let verdict = judge(&zip[..length]);
        assert!(verdict.is_err(), "{length} of {} bytes", zip.len());
    }
    assert_eq!(kinds(judge(&zip[..zip.len() / 2])), ["truncated"]);
    let tar = Sample::linux().tar_gz();
    assert_eq!(kinds(judge(&tar[..tar.len() / 2])), ["truncated"]);
    let mut inspection =
        StreamInspection::new("cut.tar.gz", Some(tar.len() as u64), Limits::default());
    inspection
        .feed(&tar[..tar.len() - 4])
        .expect("nothing wrong so far");
    assert_eq!(kinds(inspection.finish()), ["truncated"]);
}

#[test]
fn bytes_in_front_that_the_directory_does_not_count() {
    let zip = [
        b"MZ, a self-extracting archive".to_vec(),
        Sample::default().zip(),
    ]
    .concat();
    assert_eq!(kinds(judge(&zip)), ["shifted"]);
}

#[test]
fn damaged_streams() {
    let mut tar = Sample::linux().tar_gz();
    let middle = tar.len() / 2;
    tar[middle] ^= 0x55;
    assert!(judge(&tar).is_err());
    let mut twice = Sample::linux().tar_gz();
    twice.extend_from_slice(b"and a note");
    assert_eq!(kinds(judge(&twice)), ["damaged"]);
    let mut block = gzip(Vec::new());
    block
        .write_all(&[b'x'; 1024])
        .expect("memory does not fail");
    assert_eq!(
        kinds(judge(&block.finish().expect("memory does not fail"))),
        ["damaged"]
    );
}

#[test]
fn a_tar_that_ends_inside_a_file_although_its_gzip_is_whole() {
    let mut tar = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::GzDecoder::new(&*Sample::linux().tar_gz()),
        &mut tar,
    )
    .expect("memory can be read");
    let cut = |length: usize| {
        let mut gzip = gzip(Vec::new());
        gzip.write_all(&tar[..length])
            .expect("memory does not fail");
        gzip.finish().expect("memory does not fail")
    };
    // Inside the first file, inside its padding, inside the next header.
    for length in [512 + 10, 600] {
        assert_eq!(kinds(judge(&cut(length))), ["truncated"], "{length}");
    }
    let end = tar.iter().rposition(|byte| *byte != 0).expect("contents");
    assert_eq!(kinds(judge(&cut(end - 3))), ["truncated"]);
}
