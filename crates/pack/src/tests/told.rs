//! How faults are told: all of them, those of one sort together, and what to do.

use super::*;

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
    insta::assert_snapshot!(faults.hint(), @"Fix the pack in Content Manager and deploy it again.");
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
