//! The user data of a Windows machine: what EC2Launch runs on it at every boot.
//!
//! `scripts/windows/boot.ps1` is sent as it reads. It carries its inputs as one line of JSON in a
//! single-quoted PowerShell string; all that a user chose (a pack's name, a program's path) is in
//! that line and nowhere else, and every character that could end the string or the surrounding
//! tag is written as `\uXXXX`. The other scripts are compressed, because in plain text they fill
//! AWS's 16 KiB to the brim and the next repair would not fit; an admin finds them unpacked in
//! `C:\ac-deploy` on the machine.
//!
//! Absent on purpose: any text that is put together from user input.

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

use crate::cloud::BootPlan;
use crate::domain::link::JoinLink;

/// EC2 refuses more than this, before base64.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html>
pub const MAX_BYTES: usize = 16_384;

const BOOT: &str = include_str!("../../../scripts/windows/boot.ps1");

/// What [`BOOT`] puts on the machine's disk.
const SCRIPTS: [(&str, &str); 4] = [
    (
        "common.ps1",
        include_str!("../../../scripts/windows/common.ps1"),
    ),
    (
        "setup.ps1",
        include_str!("../../../scripts/windows/setup.ps1"),
    ),
    (
        "monitor.ps1",
        include_str!("../../../scripts/windows/monitor.ps1"),
    ),
    (
        "supervisor.cmd",
        include_str!("../../../scripts/windows/supervisor.cmd"),
    ),
];

/// Why no user data could be made.
#[derive(Debug, thiserror::Error)]
pub enum UserDataError {
    /// It would be longer than EC2 takes.
    #[error(
        "the machine's instructions came to {bytes} bytes and AWS takes at most {MAX_BYTES}: \
         use a shorter file name for the pack"
    )]
    TooLarge {
        /// How long it came to be.
        bytes: usize,
    },
    /// The plan could not be written as JSON.
    #[error("the machine's instructions could not be written")]
    Plan(#[from] serde_json::Error),
    /// The scripts could not be compressed.
    #[error("the machine's scripts could not be packed")]
    Scripts(#[from] std::io::Error),
}

/// The plan as the scripts read it.
#[derive(Serialize)]
struct Inputs<'a> {
    #[serde(flatten)]
    plan: &'a BootPlan,
    /// What a built join link starts with, so that only one place knows the domain.
    link: String,
}

/// The user data for a Windows machine that runs this plan.
///
/// # Errors
/// When it would be longer than [`MAX_BYTES`].
pub fn render(plan: &BootPlan) -> Result<String, UserDataError> {
    let inputs = Inputs {
        plan,
        link: JoinLink::base(),
    };
    let json = harmless(&serde_json::to_string(&inputs)?);
    let script = stripped(BOOT, "\n")
        .replace("@@SCRIPTS@@", &packed_scripts()?)
        // Last, so that nothing in it is taken for a placeholder.
        .replace("@@BOOT@@", &json);
    let text = format!("<powershell>\n{script}</powershell>\n<persist>true</persist>\n");
    if MAX_BYTES < text.len() {
        return Err(UserDataError::TooLarge { bytes: text.len() });
    }
    Ok(text)
}

/// JSON in which no character means anything to PowerShell's single-quoted strings or to
/// EC2Launch's tags, and all are ASCII. PowerShell takes the typographic quotes for quotes too.
fn harmless(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if matches!(c, ' '..='~') && !"'<>$`@".contains(c) {
            text.push(c);
        } else {
            // Outside of its strings JSON has none of these, so this is always inside of one.
            for unit in c.encode_utf16(&mut [0; 2]) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}

/// The scripts as `boot.ps1` unpacks them.
fn packed_scripts() -> Result<String, UserDataError> {
    let texts: BTreeMap<_, _> = SCRIPTS
        .iter()
        .map(|(name, text)| (name, stripped(text, line_end(name))))
        .collect();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&serde_json::to_vec(&texts)?)?;
    Ok(aws_smithy_types::base64::encode(gzip.finish()?))
}

/// cmd.exe loses its way among labels when lines do not end as on Windows; PowerShell does not mind.
fn line_end(name: &str) -> &'static str {
    if name.ends_with(".cmd") { "\r\n" } else { "\n" }
}

/// A script without what only its readers here need: comments, blank lines and indentation.
fn stripped(script: &str, line_end: &str) -> String {
    script
        .lines()
        .map(str::trim_start)
        .filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("rem "))
        .flat_map(|line| [line, line_end])
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::ids::ServerId;

    fn plan() -> BootPlan {
        BootPlan {
            schema: BootPlan::SCHEMA,
            server: ServerId::from_bits(42),
            region: "eu-central-1".into(),
            bucket: "ac-server-packs-123456789012".into(),
            key: "packs/1234567890/abcdefgh/Shutoko night-1-20260619-161315.zip".into(),
            size: 1_234_567,
            sha256: Some("0".repeat(64)),
            url: None,
            program: "acServer.exe".into(),
            program_key: None,
            udp_port: 9600,
            tcp_port: 9600,
            http_port: 8081,
            wrapper_port: None,
            idle_minutes: None,
        }
    }

    /// The line with the inputs, taken apart again as PowerShell would.
    fn inputs(user_data: &str) -> serde_json::Value {
        let mut lines = user_data
            .lines()
            .filter_map(|line| line.strip_prefix("$BootJson = '"));
        let line = lines.next().expect("the line with the inputs");
        assert_eq!(lines.next(), None);
        let (json, rest) = line.split_once('\'').expect("a closed string");
        assert_eq!(rest, "");
        serde_json::from_str(json).expect("JSON")
    }

    #[test]
    fn it_fits_with_room_to_spare() {
        let text = render(&plan()).expect("user data");
        println!("user data: {} of {MAX_BYTES} bytes", text.len());
        assert!(text.len() + 2048 <= MAX_BYTES, "{} bytes", text.len());
        let url = Some(format!(
            "https://b.s3.amazonaws.com/k?X-Amz-Security-Token={}",
            "A".repeat(1600)
        ));
        assert!(
            render(&BootPlan { url, ..plan() }).is_ok(),
            "a presigned URL must fit, too"
        );
    }

    #[test]
    fn it_says_when_it_does_not_fit() {
        let error = render(&BootPlan {
            key: "k".repeat(MAX_BYTES),
            ..plan()
        });
        assert!(matches!(error, Err(UserDataError::TooLarge { bytes }) if MAX_BYTES < bytes));
    }

    #[test]
    fn it_is_what_ec2launch_expects() {
        let text = render(&plan()).expect("user data");
        assert!(text.starts_with("<powershell>\n"));
        assert!(text.ends_with("\n</powershell>\n<persist>true</persist>\n"));
        assert!(!text.contains("@@"), "a placeholder was left");
        for line in text.lines() {
            assert!(!line.starts_with('#'), "{line}");
        }
        let inputs = inputs(&text);
        assert_eq!(inputs["http_port"], 8081);
        assert_eq!(inputs["link"], "https://acstuff.club/s/q:race/online/join?");
    }

    #[test]
    fn the_scripts_arrive_whole() {
        let text = render(&plan()).expect("user data");
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

    #[test]
    fn a_hostile_name_stays_inside_its_string() {
        for hostile in [
            "'; Remove-Item C:\\ -Recurse #",
            "\u{2019}; calc \u{2018}",
            "</powershell><powershell>calc",
            "$(calc) `n $env:x \"\n'@\n@@SCRIPTS@@ @@BOOT@@",
            "\u{1f3ce} Nürburgring",
        ] {
            let plan = BootPlan {
                key: hostile.into(),
                program: hostile.into(),
                ..plan()
            };
            let text = render(&plan).expect("user data");
            let inputs = inputs(&text);
            assert_eq!(inputs["key"], hostile);
            assert_eq!(inputs["program"], hostile);
        }
    }

    proptest! {
        #[test]
        fn no_name_changes_anything_but_its_line(key in "\\PC{0,99}|['\"<>$`@\\\\\u{2018}\u{2019}\r\n\t]{0,30}") {
            let without_inputs = |plan: &BootPlan| -> Vec<String> {
                let text = render(plan).expect("user data");
                assert!(text.is_ascii());
                assert_eq!(text.matches("</powershell>").count(), 1);
                text.lines().filter(|line| !line.starts_with("$BootJson = ")).map(str::to_owned).collect()
            };
            let odd = BootPlan { key: key.clone(), ..plan() };
            prop_assert_eq!(without_inputs(&odd), without_inputs(&plan()));
            let text = render(&odd).expect("user data");
            prop_assert_eq!(&inputs(&text)["key"], &key);
        }
    }
}
