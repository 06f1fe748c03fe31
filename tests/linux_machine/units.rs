//! What can be known of the user data and the units without a machine.

use std::process::Command;

use cloud_aws::user_data::{FirstBoot, user_data};
use pack::Platform;

use crate::pack::plan;

#[test]
fn the_user_data_is_small() {
    let first = FirstBoot {
        platform: Platform::Linux,
        url: "https://b.s3.amazonaws.com/programs/agent/0/ac-deploy-agent",
        sha256: "0",
    };
    let bytes = user_data(&plan(b"a pack"), first).expect("user data");
    assert!(bytes.len() < 2_000, "{} bytes", bytes.len());
}

/// systemd's own measure, from 0 for a locked room to 10 for none.
#[test]
fn what_meets_strangers_is_confined() {
    for (unit, most) in [
        ("ac-server", "20"),
        ("ac-agent", "20"),
        ("ac-setup", "30"),
        ("ac-orders", "30"),
    ] {
        let output = Command::new("systemd-analyze")
            .args(["security", "--offline=true", "--no-pager"])
            .arg(format!("--threshold={most}"))
            .arg(format!("{unit}.service"))
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/crates/agent/units"))
            .output();
        let Ok(output) = output else {
            println!("skipped: systemd-analyze is not installed");
            return;
        };
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{unit}: {said}");
        println!("{}", said.lines().last().unwrap_or_default());
    }
}
