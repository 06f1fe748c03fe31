//! What is accepted, and as what.

use super::*;

#[test]
fn a_pack_says_what_would_run() {
    insta::assert_json_snapshot!(accepted(&Sample::default().zip()), @r#"
    {
      "name": "Sunday Cup",
      "kind": "ac_server",
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
      "entry_list": [
        {
          "model": "roadster_cup",
          "skin": "red",
          "traffic": false
        },
        {
          "model": "coupe_gt",
          "skin": "red",
          "traffic": false
        },
        {
          "model": "roadster_cup",
          "skin": "red",
          "traffic": false
        },
        {
          "model": "coupe_gt",
          "skin": "red",
          "traffic": false
        }
      ],
      "ports": {
        "udp": 9600,
        "tcp": 9600,
        "http": 8081,
        "wrapper": null
      },
      "plugin": {
        "address": null,
        "local_port": null
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
      "loops": true,
      "password": false,
      "lobby": false,
      "program": {
        "kind": "ac_server",
        "path": "acServer.exe"
      },
      "platform": "windows",
      "platform_reason": {
        "archive": "zip"
      },
      "format": "zip",
      "root": "",
      "packed_size": 1267,
      "unpacked_size": 785,
      "entry_count": 6,
      "edits": [],
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
            platform_reason: crate::PlatformReason::Archive(Format::Zip),
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

#[test]
fn a_file_that_is_packed_twice_is_one() {
    let twice = || RawEntry::deflated("cfg/cm_content/carpack.zip", b"same bytes");
    accepted(&zip_with([twice(), twice()]));
    let append = |contents: [&'static [u8]; 2]| {
        tar_with(move |tar| {
            for contents in contents {
                let mut header = tar_header(contents.len() as u64);
                tar.append_data(&mut header, "setups/race.ini", contents)
                    .expect("memory does not fail");
            }
        })
    };
    accepted(&append([b"same", b"same"]));
    insta::assert_snapshot!(words(judge(&append([b"same", b"lame"]))), @r#""setups/race.ini": It is in the archive twice, with different contents, and only one of the two can be used. Give them different names in Content Manager and pack again."#);
    assert_eq!(kinds(judge(&append([b"same", b"longer"]))), ["same_name"]);
    let other = RawEntry::deflated("cfg/cm_content/carpack.zip", b"other byte");
    assert_eq!(kinds(judge(&zip_with([twice(), other]))), ["same_name"]);
}

#[test]
fn a_name_that_only_info_zip_can_spell_is_read() {
    let raw = b"content/stra\xe1e.txt";
    let mut sum = flate2::Crc::new();
    sum.update(raw);
    let second = |name: &str| {
        let mut field = vec![1];
        field.extend(sum.sum().to_le_bytes());
        field.extend(name.as_bytes());
        let mut extra = 0x7075_u16.to_le_bytes().to_vec();
        extra.extend((field.len() as u16).to_le_bytes());
        extra.extend(field);
        RawEntry {
            name: raw.to_vec(),
            local_name: raw.to_vec(),
            extra,
            ..file("x")
        }
    };
    accepted(&zip_with([second("content/straße.txt")]));
    assert_eq!(kinds(judge(&zip_with([second("../x")]))), ["path_escapes"]);
    let twin = second("content/straße.txt");
    assert_eq!(
        kinds(judge(&zip_with([
            twin,
            RawEntry::stored("content/straße.txt", b"y")
        ]))),
        ["same_name"]
    );
}

#[test]
fn a_booking_server_needs_no_entry_list() {
    let settings = "[SERVER]\nNAME=x\nTRACK=green_hills\nCARS=roadster_cup\nADMIN_PASSWORD=blue-kerbs\nMAX_CLIENTS=18\nPICKUP_MODE_ENABLED=0\n[BOOK]\nTIME=10\n[RACE]\nLAPS=5";
    let sample = |settings: &str, entries: &[u8]| Sample {
        files: vec![
            (
                "cfg/server_cfg.ini".to_owned(),
                settings.as_bytes().to_vec(),
            ),
            ("cfg/entry_list.ini".to_owned(), entries.to_vec()),
        ],
        content: false,
        ..Sample::default()
    };
    assert_eq!(accepted(&sample(settings, b"\r\n").zip()).warnings, []);
    let few = sample(settings, b"[CAR_0]\nMODEL=roadster_cup");
    assert_eq!(accepted(&few.zip()).warnings, []);
    let pickup = settings.replace("ENABLED=0", "ENABLED=1");
    assert_eq!(
        kinds(judge(&sample(&pickup, b"").zip())),
        ["empty_entry_list"]
    );
    insta::assert_snapshot!(words(judge(&sample(&pickup, b"[CAR_1]\nMODEL=roadster_cup").zip())), @r#""cfg/entry_list.ini": The entry list begins with CAR_1, but server programs read it from CAR_0 on, so nobody could join. Number the cars from 0 and pack again."#);
}
