//! What can be known of the scripts without a machine.

use std::process::Command;

use cloud_aws::user_data::{MAX_BYTES, user_data};
use pack::Platform;

use crate::pack::plan;

/// What this prints on success; nothing, and a line that says so, where it is not installed.
fn run(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/linux"))
        .output();
    let Ok(output) = output else {
        println!("skipped: {program} is not installed");
        return None;
    };
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
    Some(said)
}

#[test]
fn the_user_data_fits() {
    let bytes = user_data(&plan(b"a pack"), Platform::Linux).expect("user data");
    println!("user data: {} of {MAX_BYTES} bytes", bytes.len());
    assert!(bytes.len() < 12_000, "{} bytes", bytes.len());
}

#[test]
fn systemd_finds_nothing_wrong_with_the_units() {
    for unit in [
        "ac-setup.service",
        "ac-server.service",
        "ac-monitor.service",
    ] {
        if let Some(said) = run("systemd-analyze", &["verify", unit]) {
            assert_eq!(said, "", "{unit}");
        }
    }
}

/// systemd's own measure, from 0 for a locked room to 10 for none.
#[test]
fn what_meets_strangers_is_confined() {
    for unit in ["ac-server.service", "ac-monitor.service"] {
        let arguments = [
            "security",
            "--offline=true",
            "--threshold=20",
            "--no-pager",
            unit,
        ];
        if let Some(said) = run("systemd-analyze", &arguments) {
            println!("{}", said.lines().last().unwrap_or_default());
        }
    }
}

/// Amazon Linux 2023 has 3.9.
#[test]
fn the_python_is_old_enough() {
    let parse = "import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 9))";
    for script in ["monitor.py", "unpack.py"] {
        run("python3", &["-c", parse, script]);
    }
}
