//! What cloud-init runs on a Linux machine, at its first boot only: systemd runs the rest.
//!
//! The files of `scripts/linux/` come as a tar; an admin finds them in `/opt/ac-deploy` on the
//! machine.

use super::{gzip, stripped};

const BOOT: &str = include_str!("../../../../scripts/linux/boot.sh");

/// What [`BOOT`] puts on the machine's disk.
const SCRIPTS: [(&str, &str); 7] = [
    (
        "ac-monitor.service",
        include_str!("../../../../scripts/linux/ac-monitor.service"),
    ),
    (
        "ac-server.service",
        include_str!("../../../../scripts/linux/ac-server.service"),
    ),
    (
        "ac-setup.service",
        include_str!("../../../../scripts/linux/ac-setup.service"),
    ),
    (
        "monitor.py",
        include_str!("../../../../scripts/linux/monitor.py"),
    ),
    (
        "pause.sh",
        include_str!("../../../../scripts/linux/pause.sh"),
    ),
    (
        "setup.sh",
        include_str!("../../../../scripts/linux/setup.sh"),
    ),
    (
        "unpack.py",
        include_str!("../../../../scripts/linux/unpack.py"),
    ),
];

pub(super) fn template() -> String {
    stripped(BOOT, "\n")
}

/// The scripts as `boot.sh` unpacks them.
pub(super) fn packed_scripts() -> std::io::Result<Vec<u8>> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, text) in SCRIPTS {
        let text = stripped(text, "\n");
        let mut header = tar::Header::new_ustar();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, text.as_bytes())?;
    }
    gzip(&tar.into_inner()?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::io::Read;

    use super::super::tests::plan;
    use super::*;
    use pack::Platform;

    #[test]
    fn it_is_what_cloud_init_expects() {
        let script = super::super::render(&plan(), Platform::Linux).expect("a script");
        assert!(script.starts_with("#!/bin/bash\n"));
        let bytes = super::super::user_data(&plan(), Platform::Linux).expect("user data");
        let mut text = String::new();
        flate2::read::GzDecoder::new(bytes.as_slice())
            .read_to_string(&mut text)
            .expect("gzip");
        assert_eq!(text, script);
    }

    #[test]
    fn the_scripts_arrive_whole() {
        let script = super::super::render(&plan(), Platform::Linux).expect("a script");
        let packed = script
            .lines()
            .find_map(|line| line.strip_prefix("files='")?.strip_suffix('\''))
            .expect("the scripts");
        let gzip = aws_smithy_types::base64::decode(packed).expect("base64");
        let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(gzip.as_slice()));
        let mut names = BTreeSet::new();
        for entry in tar.entries().expect("a tar") {
            let mut entry = entry.expect("an entry");
            let name = entry.path().expect("a name").display().to_string();
            let mut text = String::new();
            entry.read_to_string(&mut text).expect("text");
            let (_, script) = SCRIPTS
                .iter()
                .find(|(known, _)| *known == name)
                .expect("one of ours");
            let code = |line: &&str| !line.is_empty() && !line.trim_start().starts_with('#');
            let first = script.lines().next().filter(|line| line.starts_with("#!"));
            let expected: Vec<&str> = first
                .into_iter()
                .chain(script.lines().filter(code))
                .collect();
            assert_eq!(text.lines().collect::<Vec<_>>(), expected, "{name}");
            names.insert(name);
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/linux");
        let all = std::fs::read_dir(folder).expect("the scripts");
        let all = all.map(|file| {
            let name = file.expect("a script").file_name();
            name.to_string_lossy().into_owned()
        });
        let all: BTreeSet<String> = all.filter(|name| name != "boot.sh").collect();
        assert_eq!(names, all, "none is left behind");
    }
}
