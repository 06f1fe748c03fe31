//! A pack as Content Manager makes it on Windows, on a Linux machine, with the league's own programs.

use ::pack::sample::{RawEntry, RawZip, Sample};
use domain::report::Phase;

use crate::amazon::{BUCKET, signed};
use crate::machine::Machine;
use crate::pack::program;
use crate::story::{deploy, failed_with, has_link, is};

const PROGRAM: &str = "programs/linux/1/acserver/1.16/acServer";
const WRAPPER: &str = "programs/linux/1/wrapper/2.0/acServerWrapper";
const RELEASE: &str = "programs/linux/1/assettoserver/0.0.54/assetto-server.tar.gz";

/// The sample as a zip, with names as Windows lets them be: in any letters.
fn any_letters(sample: &Sample) -> Vec<u8> {
    let mut out = Vec::new();
    let mut zip = RawZip::new(&mut out);
    for (name, contents) in sample.entries() {
        let name = name
            .replace("cfg/", "CFG/")
            .replace("server_cfg.ini", "Server_Cfg.INI")
            .replace("content/cars/", "Content\\Cars\\")
            .replace("Roadster_Cup", "ROADSTER_CUP")
            .replace("data.acd", "Data.acd");
        zip.add(RawEntry::deflated(&name, &contents))
            .expect("memory");
    }
    zip.finish(b"").expect("memory");
    out
}

fn sample() -> Sample {
    Sample {
        track: "csp/2651/../green_hills".to_owned(),
        cars: vec!["Roadster_Cup".to_owned(), "coupe_gt".to_owned()],
        // A program for Windows, and what its players would never be given.
        program: Some(b"MZ\x90".to_vec()),
        files: vec![("steamclient.so".to_owned(), b"\x7fELF\x02".to_vec())],
        ..Sample::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_from_windows_comes_online_with_the_leagues_program() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let url = machine.amazon.put(BUCKET, PROGRAM, program("vanilla"));
    deploy(&machine, any_letters(&sample()), |plan| {
        plan.program_key = Some(PROGRAM.to_owned());
        plan.program_url = Some(url.clone());
    })
    .await;
    let told = machine.wait("a link", has_link).await;
    println!("{}", told.text);
    assert_eq!(
        told.report
            .link
            .as_ref()
            .map(ToString::to_string)
            .as_deref(),
        Some("https://acstuff.club/s/q:race/online/join?ip=203.0.113.7&httpPort=8081")
    );
    machine
        .wait("good health", |told| told.report.checks().is_good())
        .await;
    let files = machine.shell("cd /srv/ac-server && find . | sort").await;
    for there in [
        "./acServer\n",
        "./cfg/server_cfg.ini\n",
        "./content/cars/Roadster_Cup/data.acd\n",
        "./content/cars/coupe_gt/data.acd\n",
        // The way of csp/2651/../green_hills leads through it.
        "./content/tracks/csp/2651\n",
    ] {
        assert!(files.contains(there), "{there} is missing: {files}");
    }
    for absent in ["acServer.exe", "steamclient.so", "CFG", "ROADSTER"] {
        assert!(!files.contains(absent), "{absent} is there: {files}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrapper_is_given_the_server_that_it_starts() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let mut sample = sample();
    sample.ports.wrapper = Some(8050);
    let wrapper = machine
        .amazon
        .put(BUCKET, WRAPPER, b"#!/bin/bash\nexec ./acServer\n".to_vec());
    let server = machine.amazon.put(BUCKET, PROGRAM, program("vanilla"));
    deploy(&machine, any_letters(&sample), |plan| {
        plan.program = "acServerWrapper".to_owned();
        plan.program_key = Some(WRAPPER.to_owned());
        plan.program_url = Some(wrapper.clone());
        plan.beside_key = Some(PROGRAM.to_owned());
        plan.beside_url = Some(server.clone());
        plan.wrapper_port = Some(8050);
    })
    .await;
    machine.wait("online", is(Phase::Online)).await;
    let files = machine.shell("ls /srv/ac-server").await;
    assert!(files.contains("acServer\nacServerWrapper\n"), "{files}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_archive_is_unpacked_beside_the_packs_settings() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let mut tar = tar::Builder::new(::pack::sample::gzip(Vec::new()));
    let program = program("vanilla");
    for (name, contents) in [
        ("AssettoServer", program.as_slice()),
        ("plugins/Race/Race.dll", b"MZ"),
        (
            "cfg/server_cfg.ini",
            b"[SERVER]\nNAME=The release's sample\n",
        ),
    ] {
        let mut header = ::pack::sample::tar_header(contents.len() as u64);
        tar.append_data(&mut header, name, contents)
            .expect("memory");
    }
    let release = tar
        .into_inner()
        .and_then(flate2::write::GzEncoder::finish)
        .expect("memory");
    let url = machine.amazon.put(BUCKET, RELEASE, release);
    deploy(&machine, any_letters(&sample()), |plan| {
        plan.program = "AssettoServer".to_owned();
        plan.program_key = Some(RELEASE.to_owned());
        plan.program_url = Some(url.clone());
    })
    .await;
    machine.wait("a link", has_link).await;
    let settings = machine.shell("cat /srv/ac-server/cfg/server_cfg.ini").await;
    assert!(settings.contains("NAME=Sunday Cup"), "{settings}");
    let plugins = machine.shell("ls /srv/ac-server/plugins/Race").await;
    assert_eq!(plugins, "Race.dll\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_gone_is_told() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    deploy(&machine, any_letters(&sample()), |plan| {
        plan.program_key = Some(PROGRAM.to_owned());
        plan.program_url = Some(signed(&format!("{BUCKET}/{PROGRAM}")));
    })
    .await;
    let told = machine
        .wait(
            "the failure",
            failed_with("The machine failed while downloading the pack"),
        )
        .await;
    assert!(told.error().contains(PROGRAM), "{}", told.error());
}
