//! What cannot be run, and what the machine says of it.

use ::pack::sample;
use cloud::BootPlan;
use domain::report::Phase;

use crate::machine::Machine;
use crate::pack::{self, KEY, playing};
use crate::story::{deploy, is};

/// What cannot be run, and what the machine says of it. One machine for all: each is its first.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_run_is_refused_with_words() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let outside =
        "unpacking the pack: it holds a file that would be written outside of its folder.";
    let special =
        "unpacking the pack: it holds a link or another special file, which no pack needs.";
    let good = || playing("vanilla");
    let half = good()[..300].to_vec();
    let gone = "packs/gone.tar.gz";
    let closed = "somebody-elses";
    machine.amazon.account().closed.push(closed.to_owned());
    type Change = fn(&mut BootPlan);
    let as_it_is: Change = |_| {};
    let cases: Vec<(Vec<u8>, Change, String)> = vec![
        (pack::hostile("../../etc/owned", tar::EntryType::Regular, None), as_it_is, outside.into()),
        (pack::hostile("cfg/..\\..\\owned", tar::EntryType::Regular, None), as_it_is, outside.into()),
        (pack::hostile("/etc/owned", tar::EntryType::Regular, None), as_it_is, outside.into()),
        (pack::hostile("cfg", tar::EntryType::Symlink, Some("/etc")), as_it_is, special.into()),
        (pack::hostile("cfg/a", tar::EntryType::Link, Some("/etc/passwd")), as_it_is, special.into()),
        (pack::hostile("disk", tar::EntryType::Block, None), as_it_is, special.into()),
        (
            half,
            as_it_is,
            "unpacking the pack: it is no .tar.gz that could be read. Pack it again with Content Manager.".into(),
        ),
        (
            pack::with_program(b"MZ\x90\0\x03".to_vec()),
            as_it_is,
            "unpacking the pack: its acServer is a program for Windows. Pack it for Linux, or as a .zip for Windows.".into(),
        ),
        (
            pack::with_program(b"\x7fELF\x01\x01\x01\0 /lib/ld-linux.so.2\0".to_vec()),
            as_it_is,
            "unpacking the pack: its acServer was made for 32-bit Linux and needs libraries that the machine does not have. Choose Linux (64-bit) in Content Manager, or pack it for Windows.".into(),
        ),
        (
            good(),
            |plan| plan.sha256 = Some("0".repeat(64)),
            "downloading the pack: it arrived damaged (its size or checksum differs from the upload). Deploy it again.".into(),
        ),
        (
            good(),
            |plan| plan.bucket = "somebody-elses".to_owned(),
            format!("downloading the pack: {KEY} could not be read from S3: AWS does not let this machine read it. Check the permissions of its role and of the bucket."),
        ),
        (
            good(),
            |plan| plan.key = "packs/gone.tar.gz".to_owned(),
            format!("downloading the pack: {gone} could not be read from S3: it is not there any more. Upload the pack again."),
        ),
        (
            good(),
            |plan| plan.size = 1 << 50,
            "downloading the pack: the machine's disk is too small for the pack. Deploy it with a larger disk.".into(),
        ),
    ];
    for (pack, change, words) in cases {
        deploy(&machine, pack, change).await;
        let told = machine.wait("the refusal", is(Phase::Failed)).await;
        assert_eq!(told.error(), format!("The machine failed while {words}"));
        // The monitor takes over what the set-up said.
        let later = machine
            .wait("the monitor's report", |told| {
                told.value("PUBLIC_IP").is_some()
            })
            .await;
        assert_eq!(
            (later.report.phase, later.error()),
            (Phase::Failed, told.error())
        );
        let left = machine
            .shell("ls -A /srv; ls /etc/owned /srv/owned 2>/dev/null")
            .await;
        assert_eq!(left, "", "something was installed");
        machine
            .shell("systemctl stop 'ac-*'; rm -rf /opt/ac-deploy /run/ac-deploy /var/log/ac-deploy")
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_too_small_is_told() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    // The pack fits and what is in it does not.
    machine.shell("mount -t tmpfs -o size=1m tmpfs /srv").await;
    let mut padded = tar::Builder::new(sample::gzip(Vec::new()));
    let mut header = sample::tar_header(4 << 20);
    let zeros = vec![0; 4 << 20];
    padded
        .append_data(&mut header, "content/track.bin", zeros.as_slice())
        .expect("memory does not fail");
    let pack = padded
        .into_inner()
        .and_then(flate2::write::GzEncoder::finish)
        .expect("memory does not fail");
    deploy(&machine, pack, |_| {}).await;
    let told = machine.wait("the refusal", is(Phase::Failed)).await;
    println!("{}", told.text);
    assert_eq!(
        told.error(),
        "The machine failed while unpacking the pack: the machine's disk is too small for the pack. \
         Deploy it with a larger disk."
    );
    let left = machine.shell("ls -A /srv").await;
    assert_eq!(left, "", "the room was not given back");
}
