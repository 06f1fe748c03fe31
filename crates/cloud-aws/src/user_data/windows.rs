//! What EC2Launch runs on a Windows machine, at every boot.
//!
//! An admin finds the scripts unpacked in `C:\ac-deploy` on the machine.

use std::collections::BTreeMap;

use super::{gzip, stripped};

const BOOT: &str = include_str!("../../../../scripts/windows/boot.ps1");

/// What [`BOOT`] puts on the machine's disk.
const SCRIPTS: [(&str, &str); 4] = [
    (
        "common.ps1",
        include_str!("../../../../scripts/windows/common.ps1"),
    ),
    (
        "setup.ps1",
        include_str!("../../../../scripts/windows/setup.ps1"),
    ),
    (
        "monitor.ps1",
        include_str!("../../../../scripts/windows/monitor.ps1"),
    ),
    (
        "supervisor.cmd",
        include_str!("../../../../scripts/windows/supervisor.cmd"),
    ),
];

pub(super) fn template() -> std::io::Result<String> {
    let scripts = aws_smithy_types::base64::encode(packed_scripts()?);
    let script = tight(BOOT, "\n").replace("@@SCRIPTS@@", &scripts);
    Ok(format!(
        "<powershell>\n{script}</powershell>\n<persist>true</persist>\n"
    ))
}

/// The scripts as `boot.ps1` unpacks them.
fn packed_scripts() -> std::io::Result<Vec<u8>> {
    let texts: BTreeMap<_, _> = SCRIPTS
        .iter()
        .map(|(name, text)| (name, tight(text, line_end(name))))
        .collect();
    gzip(&serde_json::to_vec(&texts)?)
}

/// cmd.exe loses its way among labels when lines do not end as on Windows; PowerShell does not mind.
fn line_end(name: &str) -> &'static str {
    if name.ends_with(".cmd") { "\r\n" } else { "\n" }
}

/// Without indentation, too, which neither shell needs.
fn tight(script: &str, line_end: &str) -> String {
    let lines = stripped(script, "\n");
    lines
        .lines()
        .flat_map(|line| [line.trim_start(), line_end])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::FirstBoot;
    use super::super::tests::plan;
    use super::*;

    fn script() -> String {
        super::super::render(&plan(), FirstBoot::Windows).expect("a script")
    }

    #[test]
    fn it_is_what_ec2launch_expects() {
        let text = script();
        assert!(text.starts_with("<powershell>\n"));
        assert!(text.ends_with("\n</powershell>\n<persist>true</persist>\n"));
        assert_eq!(text.matches("</powershell>").count(), 1);
        let bytes = super::super::user_data(&plan(), FirstBoot::Windows).expect("user data");
        assert_eq!(bytes, text.as_bytes());
    }

    #[test]
    fn the_scripts_arrive_whole() {
        let text = script();
        let packed = text
            .lines()
            .find_map(|line| line.strip_prefix("$Scripts = '")?.strip_suffix('\''))
            .expect("the scripts");
        let gzip = aws_smithy_types::base64::decode(packed).expect("base64");
        let json = flate2::read::GzDecoder::new(gzip.as_slice());
        let texts: BTreeMap<String, String> = serde_json::from_reader(json).expect("JSON");
        assert_eq!(texts.len(), SCRIPTS.len());
        for (name, script) in SCRIPTS {
            let text = &texts[name];
            assert!(
                text.is_ascii(),
                "{name}: Windows PowerShell reads it as ANSI"
            );
            let expected: Vec<&str> = script
                .lines()
                .map(str::trim_start)
                .filter(|line| {
                    !line.is_empty() && !line.starts_with('#') && !line.starts_with("rem ")
                })
                .collect();
            assert_eq!(
                text.split_terminator(line_end(name)).collect::<Vec<_>>(),
                expected,
                "{name}"
            );
        }
    }
}
