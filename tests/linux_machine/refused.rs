//! What cannot be run, and what the machine says of it.

use ::pack::sample;
use cloud::BootPlan;
use domain::report::Phase;

use crate::amazon::signed;
use crate::machine::Machine;
use crate::pack::{self, KEY, playing};
use crate::story::{deploy, is};

/// What a signed address opens no more.
const CLOSED: &str = "somebody-elses/pack.tar.gz";

/// What cannot be run, and what the machine says of it. One machine for all: each is its first.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_run_is_refused_with_words() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let outside = |name: &str| {
        format!(
            "unpacking the pack: it holds “{name}”, which would lie outside of its folder. Pack it again with Content Manager."
        )
    };
    let special = |name: &str| {
        format!(
            "unpacking the pack: it holds “{name}”, which is neither a file nor a folder. Pack it again with Content Manager."
        )
    };
    let good = || playing("vanilla");
    let half = good()[..300].to_vec();
    machine.amazon.account().closed.push(CLOSED.to_owned());
    type Change = fn(&mut BootPlan);
    let as_it_is: Change = |_| {};
    let cases: Vec<(Vec<u8>, Change, String)> = vec![
        (pack::hostile("../../etc/owned", tar::EntryType::Regular, None), as_it_is, outside("../../etc/owned")),
        (pack::hostile("cfg/..\\..\\owned", tar::EntryType::Regular, None), as_it_is, outside("cfg/../../owned")),
        (pack::hostile("/etc/owned", tar::EntryType::Regular, None), as_it_is, outside("/etc/owned")),
        (pack::hostile("cfg", tar::EntryType::Symlink, Some("/etc")), as_it_is, special("cfg")),
        (pack::hostile("cfg/a", tar::EntryType::Link, Some("/etc/passwd")), as_it_is, special("cfg/a")),
        (pack::hostile("disk", tar::EntryType::Block, None), as_it_is, special("disk")),
        (
            half,
            as_it_is,
            "unpacking the pack: it is damaged (incomplete deflate stream). Pack it again with Content Manager.".into(),
        ),
        (
            pack::with_program(b"MZ\x90\0\x03".to_vec()),
            as_it_is,
            "unpacking the pack: its acServer is a program for Windows. Pack it for Linux, or as a .zip for Windows.".into(),
        ),
        (
            pack::with_program(b"\x7fELF\x01\x01\x01\0 /lib/ld-linux.so.2\0".to_vec()),
            as_it_is,
            "unpacking the pack: its acServer was made for 32-bit Linux and needs libraries that the machine does not have. Pack it for Windows, or use a 64-bit server program.".into(),
        ),
        (
            good(),
            |plan| plan.sha256 = Some("0".repeat(64)),
            format!("downloading the pack: {KEY}: it arrived damaged (its size or checksum differs from the upload). Deploy it again."),
        ),
        (
            good(),
            |plan| plan.url = Some(signed(CLOSED)),
            format!("downloading the pack: {KEY}: its signed address is not good any more. Deploy it again."),
        ),
        (
            good(),
            |plan| plan.url = Some(signed("somebody-elses/gone.tar.gz")),
            format!("downloading the pack: {KEY}: it is not there any more. Upload it again."),
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
        // The agent takes over what the set-up said.
        let later = machine
            .wait("the agent's report", |told| {
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
