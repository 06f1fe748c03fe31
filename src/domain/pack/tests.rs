//! Stories about whole packs: what is accepted, and as what; what is refused, and in which words.

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

mod accepted {
    use super::*;

    #[test]
    fn a_pack_says_what_would_run() {
        insta::assert_json_snapshot!(accepted(&Sample::default().zip()), @r#"
        {
          "name": "Sunday Cup",
          "track": {
            "id": "green_hills",
            "layout": "gp",
            "csp_min_build": null
          },
          "cars": [
            "roadster_cup",
            "coupe_gt"
          ],
          "slots": 4,
          "entries": 4,
          "ports": {
            "udp": 9600,
            "tcp": 9600,
            "http": 8081,
            "wrapper": null
          },
          "sessions": [
            {
              "kind": "practice",
              "name": "Practice",
              "length": {
                "minutes": 15
              }
            },
            {
              "kind": "race",
              "name": "Race",
              "length": {
                "laps": 10
              }
            }
          ],
          "password": false,
          "lobby": false,
          "program": {
            "kind": "ac_server",
            "path": "acServer.exe"
          },
          "platform": "windows",
          "format": "zip",
          "root": "",
          "packed_size": 1267,
          "unpacked_size": 785,
          "entry_count": 6,
          "warnings": []
        }
        "#);
    }

    #[test]
    fn a_linux_pack_differs_only_in_its_platform() {
        let pack = accepted(&Sample::linux().tar_gz());
        assert_eq!(pack.platform, Platform::Linux);
        assert_eq!(pack.format, Format::TarGz);
        assert_eq!(pack.program, Program::AcServer("acServer".to_owned()));
        let windows = accepted(&Sample::default().zip());
        let unpacked_size = windows.unpacked_size;
        assert_eq!(
            Pack {
                packed_size: 0,
                ..windows
            },
            Pack {
                platform: Platform::Windows,
                format: Format::Zip,
                program: Program::AcServer("acServer.exe".to_owned()),
                packed_size: 0,
                unpacked_size,
                ..pack
            }
        );
    }

    #[test]
    fn a_wrapper_brings_its_own_port() {
        let mut sample = Sample::default();
        sample.ports.wrapper = Some(8050);
        let pack = accepted(&sample.zip());
        assert_eq!(
            pack.program,
            Program::Wrapper("acServerWrapper.exe".to_owned())
        );
        assert_eq!(pack.ports.wrapper, Some(8050));
        let openings: Vec<_> = pack.ports.openings().into_iter().collect();
        assert_eq!(
            openings,
            [
                (Protocol::Tcp, 8050),
                (Protocol::Tcp, 8081),
                (Protocol::Tcp, 9600),
                (Protocol::Udp, 9600)
            ]
        );
    }

    #[test]
    fn one_folder_around_a_pack_is_stepped_over() {
        let sample = Sample {
            root: "Sunday Cup/".to_owned(),
            files: vec![("../__MACOSX/._cfg".to_owned(), Vec::new())],
            ..Sample::default()
        };
        // The noise lies beside the folder, as macOS leaves it.
        let entries = sample.entries().into_iter().map(|(name, contents)| {
            let name = name.replace("Sunday Cup/../", "");
            RawEntry::deflated(&name, &contents)
        });
        let pack = accepted(&zip_from(entries));
        assert_eq!(pack.root, "Sunday Cup/");
        assert_eq!(
            pack.program,
            Program::AcServer("Sunday Cup/acServer.exe".to_owned())
        );

        let linux = Sample {
            root: "./Sunday Cup/".to_owned(),
            ..Sample::linux()
        };
        assert_eq!(accepted(&linux.tar_gz()).root, "Sunday Cup/");
    }

    #[test]
    fn backslashes_separate_folders_too() {
        let entries = Sample::default().entries();
        let zip = zip_from(
            entries
                .iter()
                .map(|(name, contents)| RawEntry::deflated(&name.replace('/', "\\"), contents)),
        );
        assert_eq!(accepted(&zip).cars, ["roadster_cup", "coupe_gt"]);
    }

    #[test]
    fn folders_may_be_listed() {
        let folder = |name: &str| RawEntry {
            attributes: 0x10,
            ..RawEntry::stored(name, b"")
        };
        assert_eq!(
            accepted(&zip_with([folder("cfg/"), folder("setups/")])).entry_count,
            8
        );
        let tar = tar_with(|tar| {
            tar.append(&tar_entry("./", tar::EntryType::Directory, 0), &b""[..])
                .expect("memory does not fail");
            tar.append(&tar_entry("./cfg/", tar::EntryType::Directory, 0), &b""[..])
                .expect("memory does not fail");
        });
        assert_eq!(accepted(&tar).entry_count, 8);
    }

    #[test]
    fn entries_may_be_stored_and_have_their_sizes_behind_them() {
        let entries = Sample::default().entries();
        accepted(&zip_from(
            entries
                .iter()
                .map(|(name, contents)| RawEntry::stored(name, contents)),
        ));
        accepted(&zip_from(entries.iter().map(|(name, contents)| {
            let entry = RawEntry::deflated(name, contents);
            RawEntry {
                flags: entry.flags | 1 << 3,
                ..entry
            }
        })));
    }

    #[test]
    fn zip64_is_read_everywhere() {
        let mut bytes = Vec::new();
        let mut zip = RawZip::new(&mut bytes);
        zip.zip64 = true;
        for entry in sound_entries() {
            zip.add(RawEntry {
                zip64: true,
                ..entry
            })
            .expect("memory does not fail");
        }
        zip.finish("Größe".as_bytes())
            .expect("memory does not fail");
        assert_eq!(accepted(&bytes).entry_count, 6);
    }

    #[test]
    fn bytes_in_front_do_no_harm_if_the_directory_counts_them() {
        let mut bytes = Vec::new();
        let mut zip = RawZip::new(&mut bytes);
        zip.write(b"#!/bin/sh\n").expect("memory does not fail");
        for entry in sound_entries() {
            zip.add(entry).expect("memory does not fail");
        }
        zip.finish(b"").expect("memory does not fail");
        accepted(&bytes);
    }

    #[test]
    fn a_comment_of_any_length_and_encoding_is_stepped_over() {
        for comment in [b"N\xfcrburgring".to_vec(), vec![b'x'; 65_535]] {
            let mut bytes = Vec::new();
            let mut zip = RawZip::new(&mut bytes);
            for entry in sound_entries() {
                zip.add(entry).expect("memory does not fail");
            }
            zip.finish(&comment).expect("memory does not fail");
            accepted(&bytes);
        }
    }

    #[test]
    fn long_names_in_tars_are_read() {
        let long = format!(
            "content/tracks/{}/data/surfaces.ini",
            "green_hills_".repeat(12)
        );
        let sample = Sample {
            files: vec![(long, b"[SURFACE_0]".to_vec())],
            ..Sample::linux()
        };
        assert_eq!(accepted(&sample.tar_gz()).entry_count, 7);
        let tar = tar_with(|tar| {
            tar.append_pax_extensions([("path", b"content/renamed.ini".as_slice())])
                .expect("memory does not fail");
            tar.append_data(&mut tar_header(3), "x", &b"abc"[..])
                .expect("memory does not fail");
        });
        assert_eq!(accepted(&tar).entry_count, 7);
    }

    #[test]
    fn a_pack_without_program_uses_the_bucket_s() {
        let sample = Sample {
            program: None,
            ..Sample::default()
        };
        let limits = Limits {
            program_in_bucket: PerPlatform::new(|_| true),
            ..Limits::default()
        };
        let pack = judge_with(&sample.zip(), &limits).expect("the settings name a program");
        assert_eq!(
            (pack.program, pack.platform),
            (Program::Missing, Platform::Windows)
        );
    }

    #[test]
    fn passwords_stay_in_the_pack() {
        let sample = Sample {
            password: "hunter2".to_owned(),
            ..Sample::default()
        };
        let pack = accepted(&sample.zip());
        assert!(pack.password);
        let everything = format!(
            "{pack:?}{}",
            serde_json::to_string(&pack).expect("a pack is JSON")
        );
        assert!(!everything.contains("hunter2") && !everything.contains("only-for-the-sample"));
    }
}

mod refused {
    use super::*;

    fn file(name: &str) -> RawEntry {
        RawEntry::stored(name, b"x")
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let mut sample = Sample {
            program: None,
            ..Sample::default()
        };
        sample.ports.udp = 0;
        let entries = sample
            .entries()
            .into_iter()
            .map(|(name, contents)| RawEntry::deflated(&name, &contents));
        let zip = zip_from(entries.chain([file("../evil.exe"), file("CFG/Server_cfg.ini")]));
        insta::assert_snapshot!(words(judge(&zip)), @r#"
        "../evil.exe": The name leads out of the pack with "..". It is refused because it could write outside the server's folder.
        "CFG/Server_cfg.ini": Windows takes it for the same file as "cfg/server_cfg.ini", so one would overwrite the other. Keep one of them.
        The pack has no server program. Tick "Include executable" in Content Manager's Pack dialog and pack again.
        "cfg/server_cfg.ini": UDP_PORT is "0" but must be a port, a number from 1 to 65535. Correct it in Content Manager and pack again.
        "#);
    }

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
            ["duplicate_name"]
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
    fn content_manager_s_single_program_has_its_own_words() {
        assert_eq!(kinds(judge(b"MZ\x90\x00 and much more")), ["single_exe"]);
        assert_eq!(
            kinds(
                inspect(Cursor::new(b"MZ\x90\x00"), "pack.exe", &Limits::default())
                    .expect("readable")
            ),
            ["single_exe"]
        );
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
    fn the_wrong_things_zipped() {
        let zip = |names: &[&str]| zip_from(names.iter().map(|name| file(name)));
        insta::assert_snapshot!(words(judge(&zip(&["server_cfg.ini", "entry_list.ini"]))), @"This is the folder of a server preset, not a pack: the cfg folder around it is missing.");
        insta::assert_snapshot!(words(judge(&zip(&["SERVER_00/server_cfg.ini", "SERVER_00/entry_list.ini"]))), @"This is the folder of a server preset, not a pack: the cfg folder around it is missing.");
        insta::assert_snapshot!(words(judge(&zip(&["a/cfg/server_cfg.ini", "b/cfg/server_cfg.ini"]))), @r#"The archive holds more than one server: in "a/" and in "b/"."#);
        insta::assert_snapshot!(words(judge(&zip(&["a/b/cfg/server_cfg.ini"]))), @r#"The server lies too deep in the archive, in "a/b/". The cfg folder must be at the top, or inside one folder."#);
        insta::assert_snapshot!(words(judge(&zip(&["Sunday-1.zip", "readme.txt"]))), @"The archive holds another archive instead of a server.");
        insta::assert_snapshot!(words(judge(&zip(&["content/cars/roadster_cup/data.acd"]))), @"There is no cfg/server_cfg.ini in the archive, which every server needs.");
        insta::assert_snapshot!(words(judge(&zip(&[]))), @"There is no cfg/server_cfg.ini in the archive, which every server needs.");
    }

    #[test]
    fn a_pack_without_a_program_is_told_how_to_get_one() {
        let none = Sample {
            program: None,
            ..Sample::default()
        };
        insta::assert_snapshot!(words(judge(&none.zip())), @r#"The pack has no server program. Tick "Include executable" in Content Manager's Pack dialog and pack again."#);
        let renamed = Sample {
            files: vec![("AssettoServer.exe".to_owned(), b"MZ".to_vec())],
            ..none
        };
        insta::assert_snapshot!(words(judge(&renamed.zip())), @"The pack has AssettoServer, but under a name that is not started. Rename AssettoServer.exe to acServer.exe (in a .tar.gz: AssettoServer to acServer) and pack again.");
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

    #[test]
    fn a_thousand_faults_are_counted_but_not_all_told() {
        let zip = zip_with((0..1000).map(|number| file(&format!("../{number}"))));
        let faults = judge(&zip).expect_err("all of them escape");
        assert_eq!((faults.iter().count(), faults.omitted()), (50, 950));
        let json = serde_json::to_value(&faults).expect("faults are JSON");
        assert_eq!(json["faults"][0]["kind"], "path_escapes");
        assert_eq!(json["faults"][0]["entry"], "../0");
        assert_eq!(json["omitted"], 950);
        insta::assert_snapshot!(faults, @r#"1000 names lead out of the pack with "..": "../0", "../1", "../2" and 997 more. They are refused because they could write outside the server's folder."#);
    }

    #[test]
    fn faults_of_one_sort_are_one_sentence_and_hide_no_other() {
        let mut entries: Vec<RawEntry> = sound_entries()
            .into_iter()
            .filter(|entry| entry.name != b"acServer.exe")
            .collect();
        let long = format!("content/tracks/{}/surfaces.ini", "x".repeat(60));
        let locked = (0..70).map(|number| format!("content/cars/car_{number}/data.acd"));
        entries.extend([long].into_iter().chain(locked).map(|name| RawEntry {
            flags: 1,
            ..file(&name)
        }));
        entries.extend(["content/CON.txt", "content/aux", "../evil.exe"].map(file));
        let faults = judge(&zip_from(entries)).expect_err("must be refused");
        insta::assert_snapshot!(faults, @r#"
        71 files are encrypted: "…xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/surfaces.ini", "content/cars/car_0/data.acd", "content/cars/car_1/data.acd" and 68 more. A server has nobody to type a password. Pack again without one.
        2 names are ones that Windows reserves for devices: "content/CON.txt" and "content/aux". Rename them and pack again.
        "../evil.exe": The name leads out of the pack with "..". It is refused because it could write outside the server's folder.
        The pack has no server program. Tick "Include executable" in Content Manager's Pack dialog and pack again.
        "#);
        insta::assert_snapshot!(faults.hint(), @"Mend the pack in Content Manager and deploy it again.");
    }

    #[test]
    fn what_no_mending_helps_is_told_otherwise() {
        let hint = |bytes: &[u8]| judge(bytes).expect_err("must be refused").hint();
        let sample = Sample::default().zip();
        let zip = |names: &[&str]| zip_from(names.iter().map(|name| file(name)));
        insta::assert_snapshot!(hint(b"\xff\xd8\xff\xe0 a photo"), @"On the server's page in Content Manager choose Pack, and send the .zip or .tar.gz that it makes.");
        insta::assert_snapshot!(hint(b"<!doctype html>"), @"Use the direct link to the file, or download the file and send that.");
        insta::assert_snapshot!(hint(&sample[..sample.len() / 2]), @"Send the file again. If it stays like this, pack the server again in Content Manager.");
        insta::assert_snapshot!(hint(&zip(&["Sunday-1.zip"])), @"Unpack it once, and send the file that is inside.");
        insta::assert_snapshot!(hint(&zip(&["server_cfg.ini"])), @"On the server's page in Content Manager choose Pack, and send the .zip or .tar.gz that it makes.");
        insta::assert_snapshot!(hint(&zip(&["a/cfg/server_cfg.ini", "b/cfg/server_cfg.ini"])), @"Send one pack at a time.");
        insta::assert_snapshot!(hint(&zip_with([file("../evil.exe")])), @"Pack the server again in Content Manager, and send that file unchanged.");
        insta::assert_snapshot!(hint(&zip_with([file("acServer.exe/x")])), @"Pack the server again in Content Manager, and send that file unchanged.");
    }

    #[test]
    fn names_cannot_disturb_whoever_reads_them() {
        let faults = judge(&zip_with([file("../\u{1b}[2J\u{202e}gpj.exe")])).expect_err("escapes");
        insta::assert_snapshot!(faults, @r#""../\u{1b}[2J\u{202e}gpj.exe": The name leads out of the pack with "..". It is refused because it could write outside the server's folder."#);
    }
}

mod warned {
    use super::*;

    #[test]
    fn what_crashes_or_empties_a_server() {
        let mut sample = Sample {
            slots: 4,
            more_settings: "[SERVER]\nPICKUP_MODE_ENABLED=0\nLOCKED_ENTRY_LIST=1\n[RACE]\nREVERSED_GRID_RACE_POSITIONS=-1".to_owned(),
            files: vec![
                ("cfg/entry_list.ini".to_owned(), b"[CAR_0]\nMODEL=Roadster_Cup\n[CAR_1]\nMODEL=truck\n[CAR_3]\nMODEL=truck".to_vec()),
                ("cfg/cm_wrapper_params.json".to_owned(), b"oops".to_vec()),
            ],
            ..Sample::default()
        };
        sample.ports = Ports {
            udp: 80,
            tcp: 80,
            http: 80,
            wrapper: Some(80),
        };
        let mut entries = sample.entries();
        entries.retain(|(name, _)| name != "content/cars/coupe_gt/data.acd");
        let settings = String::from_utf8(entries[0].1.clone()).expect("ASCII");
        entries[0].1 = settings
            .replace("PICKUP_MODE_ENABLED=1\r\n", "")
            .into_bytes();
        let zip = zip_from(
            entries
                .iter()
                .map(|(name, contents)| RawEntry::deflated(name, contents)),
        );
        let warnings: Vec<_> = accepted(&zip)
            .warnings
            .iter()
            .map(|warning| format!("{}: {warning}", warning.kind()))
            .collect();
        insta::assert_snapshot!(warnings.join("\n"), @"
        car_not_listed: The entry list has truck once, but CARS does not name it: acServer may stop at the start. Add the car to the server's cars or take it off the entry list.
        fewer_entries: MAX_CLIENTS is 4, but the entry list has only 2 cars: no more players than cars can join.
        car_without_data: The pack has no data.acd for coupe_gt: players with the packed car are kicked for a wrong checksum, or nobody is checked. Pack the car's data in Content Manager first.
        reverse_grid_crash: Pickup mode is off, the entry list is locked and the second race has a reversed grid: acServer is known to crash with these three together. Switch one of them off.
        ports_collide: TCP_PORT and HTTP_PORT both use port 80: one of them will fail to start. Give them different ports.
        ports_collide: TCP_PORT and the wrapper's port both use port 80: one of them will fail to start. Give them different ports.
        ports_collide: HTTP_PORT and the wrapper's port both use port 80: one of them will fail to start. Give them different ports.
        unreadable_wrapper_settings: The wrapper's settings cannot be read, so its usual port 80 is assumed. If it uses another port, details of the server will not load for players.
        entry_list_gap: The entry list has no CAR_2: acServer stops reading there and leaves out 1 car. Number the cars without gaps.
        ");
    }

    #[test]
    fn a_track_that_is_not_named_or_not_packed() {
        let surfaces = |path: &str| (path.to_owned(), b"[SURFACE_0]".to_vec());
        let kinds = |sample: Sample| -> Vec<&str> {
            let pack = accepted(&sample.zip());
            pack.warnings.iter().map(Warning::kind).collect()
        };
        let other = Sample {
            files: vec![surfaces("content/tracks/monza/data/surfaces.ini")],
            content: false,
            ..Sample::default()
        };
        assert_eq!(kinds(other), ["track_not_packed"]);
        let patched = Sample {
            track: "csp/2144/../green_hills".to_owned(),
            files: vec![surfaces("content/tracks/csp/green_hills/data/surfaces.ini")],
            content: false,
            ..Sample::default()
        };
        assert_eq!(kinds(patched), [""; 0]);
        let nameless = Sample {
            track: String::new(),
            content: false,
            ..Sample::default()
        };
        assert_eq!(kinds(nameless), ["no_track"]);
    }

    #[test]
    fn a_pack_without_content_misses_no_car_s_data() {
        let sample = Sample {
            content: false,
            ..Sample::default()
        };
        assert_eq!(accepted(&sample.zip()).warnings, []);
    }

    #[test]
    fn two_values_for_one_setting() {
        let sample = Sample {
            more_settings: "[SERVER]\nTCP_PORT=9700".to_owned(),
            ..Sample::default()
        };
        let pack = accepted(&sample.zip());
        assert_eq!(pack.ports.tcp, 9600);
        insta::assert_json_snapshot!(pack.warnings, @r#"
        [
          {
            "kind": "conflicting_setting",
            "entry": "cfg/server_cfg.ini",
            "message": "[SERVER] sets TCP_PORT twice to different values, and server programs differ in which one counts. The first is shown here; remove the other."
          }
        ]
        "#);
    }
}

mod cost {
    use super::*;

    /// What an inspection reads of an archive of which only some parts exist.
    fn reads(
        size: u64,
        read: impl Fn(std::ops::Range<u64>) -> Vec<u8>,
    ) -> (Vec<u64>, Result<Pack, Faults>) {
        let mut inspection = Inspection::new(FILE, size, Limits::default());
        let mut lengths = Vec::new();
        loop {
            match inspection.next() {
                Step::Done(verdict) => return (lengths, verdict),
                Step::Need(range) => {
                    lengths.push(range.end - range.start);
                    inspection.supply(range.start, &read(range));
                }
            }
        }
    }

    #[test]
    fn a_pack_of_a_gibibyte_is_judged_in_two_small_reads() {
        // The padding need not exist: the file is its two ends, and zeros between them.
        let mut front = Vec::new();
        let mut zip = RawZip::new(&mut front);
        for entry in sound_entries() {
            zip.add(entry).expect("memory does not fail");
        }
        let files = 800_u64;
        let each = (1 << 30) / files;
        let header = 30 + "content/padding/0000.bin".len() as u64;
        let hole_start = zip.offset;
        for number in 0..files {
            let entry = RawEntry {
                packed: Some(each),
                unpacked: each,
                ..RawEntry::stored(&format!("content/padding/{number:04}.bin"), b"")
            };
            zip.list(&entry, hole_start + number * (each + header));
        }
        zip.offset = hole_start + files * (each + header);
        let hole_end = zip.offset;
        zip.finish(b"Sunday Cup").expect("memory does not fail");
        let size = hole_end + front.len() as u64 - hole_start;

        let (lengths, verdict) = reads(size, |range| {
            let byte = |offset: u64| match offset {
                offset if offset < hole_start => front[offset as usize],
                offset if offset < hole_end => 0,
                offset => front[(offset - hole_end + hole_start) as usize],
            };
            range.map(byte).collect()
        });
        let pack = verdict.expect("the sample is sound");
        assert_eq!(pack.entry_count, 806);
        assert_eq!(lengths.len(), 2, "{lengths:?}");
        assert!(lengths.iter().sum::<u64>() < 256 << 10, "{lengths:?}");
    }

    #[test]
    fn a_directory_of_absurd_size_is_not_read() {
        let mut bytes = Vec::new();
        let mut zip = RawZip::new(&mut bytes);
        zip.zip64 = true;
        zip.count_lie = 1 << 40;
        zip.finish(b"").expect("memory does not fail");
        assert_eq!(kinds(judge(&bytes)), ["too_many_entries"]);
    }
}
